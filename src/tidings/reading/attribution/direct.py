"""Quoted words find their speaker: in a statement, beside a cue, after a colon, or the one before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ...records import Parse, Token
from .cues import Cues
from .draft import TIMES, Draft, phrase, source_phrase, stretch, subject, verb_group
from .marks import Marked, find_marked

# How many words may part a quotation from its cue: '"...," said the minister, who ...' has its verb close by.
REACH = 25
# '..., said the minister, who spoke in Oslo.' between the end of one quotation and the next paragraph's.
LONGEST_CLAUSE = 120
SENTENCE_END = frozenset({".", "!", "?"})
QUOTE_MARKS = frozenset({'"', "“", "”", "''", "``", "«", "»", "„"})
# What a quotation ends with, inside or right after its mark, when a cue is still to come.
PENDING = frozenset(",?!-—–―…")
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
NO_NOUN = frozenset({"PUNCT", "VERB", "AUX", "ADP", "ADV"})
INNER = frozenset({"compound", "poss", "nmod", "amod", "appos", "pobj"})
# Fewer words in marks that stand alone are a name or a term, not speech.
FEWEST_SPOKEN_WORDS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """Marked words with the tokens they cover: `first`..`last`, half-open."""

    marked: Marked
    first: int
    last: int

    @property
    def words(self) -> range:
        return range(self.first, self.last)


def find_quotes(text: str, parse: Parse) -> tuple[Quote, ...]:
    """The quoted stretches of the parsed part of a text."""
    starts = [t.start for t in parse.tokens]
    ends = [t.end for t in parse.tokens]
    found = []
    for marked in find_marked(text):
        first = bisect_right(ends, marked.span.start)
        last = bisect_left(starts, marked.span.end)
        if first < last:
            found.append(Quote(marked=marked, first=first, last=last))
    return tuple(found)


def attach_quotes(text: str, parse: Parse, cues: Cues, drafts: list[Draft]) -> list[Draft]:
    """The drafts with the quotations they hold made whole, and new ones for quotations none holds."""
    quotes = find_quotes(text, parse)
    drafts = _keep_inside(drafts, quotes)
    holders = _holders(drafts, quotes)
    by_cue = {d.head: d for d in drafts}
    last: Draft | None = None
    previous: Quote | None = None
    for quote, holding in zip(quotes, holders, strict=True):
        owner: Draft | None = None
        if holding:
            for draft in holding:
                draft.quotes.append(quote.marked.span)
            owner = min(holding, key=lambda d: (abs(d.head - quote.first), d.head))
        elif quote.marked.continues and last is not None:
            owner = last
            owner.quotes.append(quote.marked.span)
        else:
            owner = _beside(text, parse, cues, quote, by_cue)
            if owner is not None:
                by_cue.setdefault(owner.head, owner)
                owner.quotes.append(quote.marked.span)
            elif last is not None and previous is not None and _follows(text, parse, quote, previous):
                owner = last
                owner.quotes.append(quote.marked.span)
        if owner is not None:
            last, previous = owner, quote
            owner.direct = owner.direct or _is_speech(text, parse, quote)
    _mark_direct(list(by_cue.values()), quotes)
    return sorted(by_cue.values(), key=lambda d: d.head)


def _mark_direct(drafts: list[Draft], quotes: tuple[Quote, ...]) -> None:
    """A statement whose words all stand in quotation marks is direct, however few they are."""
    by_span = {q.marked.span: q for q in quotes}
    for draft in drafts:
        quoted = {i for span in draft.quotes for i in by_span[span].words}
        if quoted and draft.content <= quoted:
            draft.direct = True


def _keep_inside(drafts: list[Draft], quotes: tuple[Quote, ...]) -> list[Draft]:
    """A cue inside quotation marks speaks of what stands inside them too."""
    firsts = [q.first for q in quotes]
    kept = []
    for draft in drafts:
        at = bisect_right(firsts, draft.head) - 1
        if at >= 0 and draft.head < quotes[at].last and quotes[at].marked.closed:
            inside = quotes[at].words
            draft.content = frozenset(i for i in draft.content if i in inside)
            draft.source = frozenset(i for i in draft.source if i in inside)
        if draft.content:
            kept.append(draft)
    return kept


def _holders(drafts: list[Draft], quotes: tuple[Quote, ...]) -> list[list[Draft]]:
    """For each quotation the drafts whose content holds words of it and whose cue stands outside."""
    holders: list[list[Draft]] = [[] for _ in quotes]
    if not quotes:
        return holders
    firsts = [q.first for q in quotes]
    for draft in drafts:
        lo, hi = min(draft.content), max(draft.content)
        at = max(0, bisect_right(firsts, lo) - 1)
        while at < len(quotes) and quotes[at].first <= hi:
            quote = quotes[at]
            if draft.head not in quote.words and _shares(draft, quote):
                holders[at].append(draft)
            at += 1
    return holders


def _shares(draft: Draft, quote: Quote) -> bool:
    held = sum(1 for i in quote.words if i in draft.content)
    at_edge = quote.first + 1 in draft.content or quote.last - 2 in draft.content
    return 2 * held >= len(quote.words) or (held > 1 and at_edge)


def _beside(text: str, parse: Parse, cues: Cues, quote: Quote, by_cue: dict[int, Draft]) -> Draft | None:
    """The statement whose cue stands right after or right before the quotation."""
    verb = _cue_after(text, parse, cues, quote)
    if verb is None:
        verb = _cue_before(parse, cues, quote)
    if verb is None:
        return None
    if verb.i in by_cue:
        return by_cue[verb.i]
    lemma = cues.lemma(verb)
    frames = cues.verbs.get(lemma, {})
    force = frames.get("clause") or frames.get("quote") or frames.get("object") or "says"
    who = subject(parse, verb.i)
    source = source_phrase(parse, verb, who) if who is not None else frozenset()
    if not source or not source.isdisjoint(quote.words):
        source = _neighbour(parse, verb, quote)
    source = source - set(quote.words)
    cue = verb_group(parse, verb.i) - source - set(quote.words)
    content = _clause_around(text, parse, quote) if verb.i < quote.first else frozenset()
    return Draft(head=verb.i, source=source, cue=cue, content=content, force=force, direct=True)


def _clause_around(text: str, parse: Parse, quote: Quote) -> frozenset[int]:
    """The rest of the sentence after quoted words that do not end it: 'said "many" of them left'."""
    _, end = stretch(parse, quote.last - 1)
    inner = text[quote.marked.span.start : quote.marked.span.end].rstrip("\"“”'’‘»")
    if quote.last >= end or inner[-1:] in ".?!," or parse.tokens[quote.last].pos in ("PUNCT", "VERB", "AUX"):
        return frozenset()
    return frozenset(range(quote.first, end))


def _can_quote(cues: Cues, token: Token) -> bool:
    if not token.tag.startswith("VB") or token.dep in ("aux", "auxpass"):
        return False
    frames = cues.verbs.get(cues.lemma(token), {})
    return "clause" in frames or "quote" in frames


def _cue_after(text: str, parse: Parse, cues: Cues, quote: Quote) -> Token | None:
    inner = text[quote.marked.span.start : quote.marked.span.end].rstrip("\"“”'’‘»")
    ends_open = bool(inner) and inner[-1] in PENDING
    for token in parse.tokens[quote.last : quote.last + REACH]:
        if token.i == quote.last and token.text[0] in PENDING:
            ends_open = True
            continue
        if not ends_open or token.text in SENTENCE_END or token.text in QUOTE_MARKS:
            return None
        if token.start > quote.marked.paragraph.end:
            return None
        if _can_quote(cues, token):
            return token
    return None


def _cue_before(parse: Parse, cues: Cues, quote: Quote) -> Token | None:
    if quote.first == 0:
        return None
    before = parse.tokens[quote.first - 1]
    colon = before.text.endswith(":")
    for at in range(quote.first - 1, max(-1, quote.first - 1 - REACH), -1):
        token = parse.tokens[at]
        if token.text in SENTENCE_END or (token.text in QUOTE_MARKS and not colon):
            break
        if _can_quote(cues, token) and (colon or before.text == "," or at >= quote.first - 3):
            return _outermost(parse, cues, token) if colon else token
    if not colon:
        return None
    first, _ = stretch(parse, before.i)
    verbs = [t for t in parse.tokens[first : before.i] if t.pos in ("VERB", "AUX") and t.dep == "ROOT"]
    return verbs[-1] if verbs else None


def _outermost(parse: Parse, cues: Cues, verb: Token) -> Token:
    """Before a colon the main clause speaks: in 'X said he hoped for one thing: "..."' it is X who said."""
    for above in parse.ancestors(verb.i):
        if above.i < verb.i and _can_quote(cues, above):
            verb = above
    return verb


def _neighbour(parse: Parse, verb: Token, quote: Quote) -> frozenset[int]:
    """The noun phrase next to a cue for which the parser found no subject."""
    left = verb.i - 1
    while left > quote.last and parse.tokens[left].text == ",":
        left -= 1
    for at in (verb.i + 1, left):
        if not 0 <= at < len(parse.tokens) or at in quote.words:
            continue
        token = parse.tokens[at]
        if token.text in SENTENCE_END or token.entity in TIMES or token.pos in ("PUNCT", "VERB", "AUX", "ADP", "ADV"):
            continue
        while token.pos not in NOMINAL or token.dep in INNER:
            above = parse.tokens[token.head]
            if above.pos in ("VERB", "AUX") or above.i == token.i or abs(above.i - at) > REACH or above.i == verb.i:
                break
            token = above
        if token.pos in NOMINAL:
            words = phrase(parse, token.i)
            return frozenset(i for i in words if (i > verb.i) == (at > verb.i))
    return frozenset()


def _follows(text: str, parse: Parse, quote: Quote, previous: Quote) -> bool:
    """A quotation that is a sentence of its own, next after one with a speaker, is that speaker's too."""
    if not _is_speech(text, parse, quote):
        return False
    if quote.first > 0:
        before = parse.tokens[quote.first - 1]
        starts_paragraph = quote.marked.span.start == quote.marked.paragraph.start
        if not starts_paragraph and before.text not in SENTENCE_END and before.text not in QUOTE_MARKS:
            return False
    between = text[previous.marked.span.end : quote.marked.span.start]
    if quote.marked.paragraph == previous.marked.paragraph:
        return len(between) < 300
    # The paragraph before must end with the speaker's words or with the clause that names the speaker.
    if between.count("\n") > 2 or quote.marked.span.start != quote.marked.paragraph.start:
        return False
    named = between.strip()
    whole = quote.marked.span.end == quote.marked.paragraph.end
    return not named or (whole and len(named) <= LONGEST_CLAUSE and not any(m in named[:-1] for m in ".?!:"))


def _is_speech(text: str, parse: Parse, quote: Quote) -> bool:
    words = [parse.tokens[i] for i in quote.words if parse.tokens[i].pos != "PUNCT"]
    return len(words) >= FEWEST_SPOKEN_WORDS
