"""Cues set apart by commas: 'The plan has failed, he said', 'The plan, he said, has failed'.

The parser hangs such cues in many ways, so that the text decides: the content is what stands around them.
"""

from __future__ import annotations

from ...records import Force, Parse, Token
from .cues import words
from .draft import ADDRESSED, Draft, is_comma, source_phrase, stretch, subject, trim, verb_group

FINITE = frozenset({"VBD", "VBZ", "VBP"})
CLOSING = frozenset({".", ";", "!", "?", ":", ")"})
QUOTES = frozenset({'"', "“", "”", "''", "``"})
GOING_ON = words("resumers")
# Words between a cue and the comma after it: 'he told reporters in Geneva on Friday,'.
LONGEST_TAIL = 15


def remark(parse: Parse, token: Token, force: Force, lemma: str) -> Draft | None:
    """The statement around a cue that is set apart, or None where the cue is not."""
    if token.tag not in FINITE or (token.dep == "relcl" and _relative(parse, token)):
        return None
    who = subject(parse, token.i)
    if who is None or who.tag in ("WDT", "WP"):
        return None
    if any(c.i > token.i for c in parse.children(token.i, "dobj")) and lemma not in ADDRESSED:
        return None
    first, end = stretch(parse, token.i)
    source = source_phrase(parse, token, who)
    cue = verb_group(parse, token.i) - source
    lo, hi = _region(parse, token, source | cue, end)
    if lo < first + 2 or not _apart(parse, lo - 1):
        return None
    after = parse.tokens[hi + 1] if hi + 1 < end else None
    if after is not None and not _apart(parse, hi + 1) and after.text not in CLOSING:
        return None
    words = set(range(first, lo - 1))
    if after is not None and _apart(parse, hi + 1) and (_main_verb(parse, token) > hi or _goes_on(parse, hi + 2, end)):
        right_quoted = hi + 2 < end and parse.tokens[hi + 2].text in QUOTES
        left_quoted = parse.tokens[lo - 1].text in QUOTES or parse.tokens[lo - 2].text in QUOTES
        if right_quoted and not left_quoted:
            return None
        if right_quoted or not left_quoted:  # after '"Fine," she said,' the reporter goes on
            words |= set(range(hi + 2, end))
    content = frozenset(trim(parse, words))
    if not any(parse.tokens[i].pos in ("VERB", "AUX") or parse.tokens[i].text in QUOTES for i in content):
        return None
    return Draft(head=token.i, source=source, cue=cue, content=content, force=force)


def _goes_on(parse: Parse, i: int, end: int) -> bool:
    """Whether the clause before the cue goes on after it: 'The firm was sound, he said, until it failed'."""
    return i < end and parse.tokens[i].text.lower() in GOING_ON


def _apart(parse: Parse, i: int) -> bool:
    return parse.tokens[i].text in QUOTES or is_comma(parse, i)


def _relative(parse: Parse, token: Token) -> bool:
    return any(t.tag in ("WDT", "WP", "WP$", "WRB") for c in parse.children(token.i) for t in (c,))


def _region(parse: Parse, token: Token, words: frozenset[int], end: int) -> tuple[int, int]:
    """The cue with its speaker, addressee, time and place: the unbroken words around it."""
    lo, hi = min(words), max(words)
    if hi - lo + 1 > len(words):  # something stands between speaker and verb; only punctuation may
        between = [i for i in range(lo, hi + 1) if i not in words]
        if any(parse.tokens[i].dep in ("ccomp", "ROOT") for i in between):
            return 0, hi
    own = set(parse.subtree(token.i))
    for clause in parse.children(token.i, "ccomp", "xcomp"):
        own -= set(parse.subtree(clause.i))
    limit = min(end, hi + 1 + LONGEST_TAIL)
    while hi + 1 < limit and hi + 1 in own and parse.tokens[hi + 1].pos != "PUNCT":
        hi += 1
    while lo - 1 in own and parse.tokens[lo - 1].pos in ("ADV", "SCONJ") and lo > 0:
        lo -= 1
    return lo, hi


def _main_verb(parse: Parse, token: Token) -> int:
    clauses = parse.children(token.i, "ccomp")
    if clauses:
        return clauses[-1].i
    return token.head if token.head != token.i else -1
