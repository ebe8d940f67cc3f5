"""The same thing in other words: quotations that differ, one act under two names, one statement under
two verbs. Named, not judged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from math import fsum

from ..records import Force, Span
from .claims import Claim, Side
from .clauses import Clause, Told, matched, once, stem
from .names import Spoken, statements
from .sentences import LONGEST, Word, quoted_spans
from .tables import word_set

SAME_QUOTE = 0.7  # share of words in the same order that make two quotations one
COMPACT = 1.4  # the longer quotation's stretch of shared words, beside the shorter quotation
SHORTEST_QUOTE = 5  # words
SHOWN_BESIDE = 2  # words shown on each side of words that differ in a quotation
LONGEST_CHANGE = 8  # words
SAME_STATEMENT = 1.2  # telling words in common, counted as rare ones, for one speaker's statement under two verbs
SAME_TELLING = 1.5  # and for two clauses that tell one thing
MOSTLY_SAME = 0.5  # share of the telling words of the shorter clause
MOST_TELLINGS = 4  # a pair of reports shows no more: every sentence differs in words
LONGEST_TELLING = 18  # tokens
SHORTEST_TELLING = 3  # words
_QUOTED = 10.0  # how sure one quotation in two wordings is, beside clauses that tell one thing

# One act, several names for it: each line holds words that different sides choose for the same thing.
_NAMES = """
invade invasion attack assault incursion offensive strike operation aggression raid storm enter occupy annex
liberate
kill murder execute assassinate slay massacre shoot slaughter
arrest detain abduct kidnap seize hold imprison jail capture
protest riot rally demonstrate demonstration uprising unrest revolt march disturbance
oust topple overthrow remove coup depose dismiss fire sack resign quit
terrorist militant rebel fighter insurgent separatist extremist gunman guerrilla soldier
migrant refugee immigrant alien asylum-seeker
leak disclose reveal expose release publish
regime government administration authority
wall fence barrier
deal agreement pact accord treaty
criticize slam blast condemn rebuke denounce attack lambast assail chide
cancel scrap abandon postpone drop call-off
call urge demand press ask implore beg pressure appeal
compel coerce force make get oblige
prevent derail block stop thwart scuttle undermine sabotage
"""
_CLASS: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_NAMES.strip().split("\n")):
    for _word in _line.split():
        _CLASS[_word] = _CLASS.get(_word, frozenset()) | {_number}
_SENDING = frozenset({"send", "move", "pour", "order"})
_FORCE = frozenset({"troop", "soldier", "force", "tank", "army", "military"})  # 'sent troops into' names an invasion
_COLOURED: frozenset[Force] = frozenset({"claims", "denies", "confirms", "warns", "accuses"})
_MEDIUM = word_set("tweet post shout joke boast complain insist admit concede acknowledge criticize condemn")
_NEUTRAL = word_set("say tell add state note write accord according report speak comment")


def quote_claims(left: Told, right: Told) -> Iterator[Claim]:
    """Quoted words that differ where the rest of the quotation agrees."""
    other = [(b, {w.key for w in b}) for b in _quoted(right)]
    for a in _quoted(left):
        keys = [w.key for w in a]
        bag = set(keys)
        for b, words in other:
            shorter = min(len(a), len(b))
            if len(bag & words) < SAME_QUOTE * min(len(bag), len(words)):
                continue
            matcher = SequenceMatcher(None, keys, [w.key for w in b], autojunk=False)
            blocks = [m for m in matcher.get_matching_blocks() if m.size]
            if not blocks or sum(m.size for m in blocks) < SAME_QUOTE * shorter:
                continue
            reach = max(blocks[-1].a + blocks[-1].size - blocks[0].a, blocks[-1].b + blocks[-1].size - blocks[0].b)
            if reach <= COMPACT * shorter:
                yield from _changed(left, right, a, b, matcher)


@once
def _quoted(told: Told) -> list[list[Word]]:
    """The words of each sentence that stand between quotation marks."""
    spans = [
        q for g in told.account.segments if g.kind == "body" for q in quoted_spans(told.account.report.text, g.span)
    ]
    starts = [q.start for q in spans]
    found: list[list[Word]] = []
    for sentence in told.sentences:
        words = []
        for word in sentence.words:
            at = bisect_right(starts, word.start) - 1
            if at >= 0 and word.end <= spans[at].end:
                words.append(word)
        if SHORTEST_QUOTE <= len(words) <= LONGEST:
            found.append(words)
    return found


def _changed(
    left: Told, right: Told, a: Sequence[Word], b: Sequence[Word], matcher: SequenceMatcher[str]
) -> Iterator[Claim]:
    """The largest change inside the quotation: what stands at its ends, one report may simply not quote."""
    codes = matcher.get_opcodes()
    inside = [
        (i1, i2, j1, j2)
        for n, (code, i1, i2, j1, j2) in enumerate(codes)
        if code != "equal" and 0 < n < len(codes) - 1 and max(i2 - i1, j2 - j1) <= LONGEST_CHANGE
    ]
    if inside:
        i1, i2, j1, j2 = max(inside, key=lambda c: (c[1] - c[0] + c[3] - c[2], -c[0]))
        sides = _phrase(left, a, i1, i2), _phrase(right, b, j1, j2)
        yield Claim(aspect="wording", kind="wording", a=sides[0], b=sides[1], weight=_QUOTED + matcher.ratio())


def _phrase(told: Told, words: Sequence[Word], first: int, end: int) -> Side:
    first, end = max(0, first - SHOWN_BESIDE), min(len(words), end + SHOWN_BESIDE)
    span = Span(start=words[first].start, end=words[end - 1].end)
    return Side(told.position, span, span.quote(told.account.report.text))


def cue_claims(left: Told, right: Told, weight: Mapping[str, float], rare: float) -> Iterator[Claim]:
    """One statement of one speaker, under two verbs: 'said', 'warned'."""
    one, other = statements(left), statements(right)
    for a in one:
        for b in other:
            if not _same_speaker(left, a, right, b):
                continue
            score = fsum(weight.get(k, 0.0) for k in a.words & b.words) / rare
            verbs = _cue(left, a), _cue(right, b)
            if score < SAME_STATEMENT or verbs[0] is None or verbs[1] is None or verbs[0][0] == verbs[1][0]:
                continue
            forces = {a.quotation.force, b.quotation.force}
            if not (len(forces) > 1 and forces & _COLOURED) and not {verbs[0][0], verbs[1][0]} & _MEDIUM:
                continue
            yield Claim(aspect="wording", kind="wording", a=verbs[0][1], b=verbs[1][1], weight=score)


def _same_speaker(left: Told, a: Spoken, right: Told, b: Spoken) -> bool:
    if a.mention is None or b.mention is None:
        return False
    return bool(set(left.keys_of(a.mention.head)) & set(right.keys_of(b.mention.head)))


def _cue(told: Told, spoken: Spoken) -> tuple[str, Side] | None:
    if not spoken.quotation.cue:
        return None
    span = spoken.quotation.cue[0]
    first, end = told.tokens_in(span)
    verb = next((told.parse.tokens[i] for i in range(first, end) if told.parse.tokens[i].pos == "VERB"), None)
    if verb is None:
        return None
    return verb.lemma.lower(), Side(told.position, span, span.quote(told.account.report.text))


def name_of_act_claims(
    left: Told,
    right: Told,
    one: Sequence[Clause],
    other: Sequence[Clause],
    weight: Mapping[str, float],
    rare: float,
) -> Iterator[Claim]:
    """One act of one doer to one other, under two names: 'invaded', 'sent troops into'."""
    acts = [(b, names) for b in other if (names := _act(right, b))]
    for a in one:
        own = _act(left, a)
        for b, names in acts if own else ():
            if not own & names or a.stem == b.stem or not _same_ends(a, b):
                continue
            score = 2.0 + fsum(weight.get(k, 0.0) for k in a.below & b.below) / rare
            yield Claim(aspect="wording", kind="wording", a=telling(left, a), b=telling(right, b), weight=score)


def _act(told: Told, clause: Clause) -> frozenset[int]:
    found = _CLASS.get(clause.head.lemma.lower(), frozenset())
    sent = told.parse.children(clause.head.i, "dobj") if clause.head.lemma in _SENDING else ()
    return _CLASS["invade"] if any(c.lemma in _FORCE for c in sent) else found


def _same_ends(a: Clause, b: Clause) -> bool:
    ends = (a.objects | a.below) & (b.objects | b.below)
    actors = {k for k in ends if k.startswith("~")}
    if a.subject and b.subject:
        return bool(a.subject & b.subject) and bool(ends - a.subject)
    return bool(actors) and len(ends) > 1


def telling_claims(
    left: Told,
    right: Told,
    one: Sequence[Clause],
    other: Sequence[Clause],
    weight: Mapping[str, float],
    rare: float,
) -> Iterator[Claim]:
    """Clauses about one thing whose verbs differ, the closest first."""
    by_key: dict[str, list[Clause]] = {}
    for clause in other:
        if clause.head.pos == "VERB":
            for key in clause.below:
                by_key.setdefault(key, []).append(clause)
    found: list[tuple[float, Clause, Clause]] = []
    for a in one:
        if a.head.pos != "VERB":
            continue
        scores: dict[int, float] = {}
        partners: dict[int, Clause] = {}
        for key in sorted(a.below):
            for b in by_key.get(key, ()):
                scores[b.head.i] = scores.get(b.head.i, 0.0) + weight.get(key, 0.0)
                partners[b.head.i] = b
        for i, score in sorted(scores.items()):
            b = partners[i]
            if score / rare >= SAME_TELLING and _comparable(a, b, weight):
                found.append((score / rare / (1 + 0.05 * (len(a.below) + len(b.below))), a, b))
    taken: set[tuple[int, int]] = set()
    for score, a, b in sorted(found, key=lambda f: (-f[0], f[1].head.i, f[2].head.i))[:200]:
        places = {(0, a.sentence.index), (1, b.sentence.index)}
        if taken & places:
            continue
        taken |= places
        sides = telling(left, a), telling(right, b)
        if all(len(s.value.split()) >= SHORTEST_TELLING for s in sides):
            yield Claim(aspect="wording", kind="wording", a=sides[0], b=sides[1], weight=score)
        if len(taken) >= 2 * MOST_TELLINGS:
            return


def _comparable(a: Clause, b: Clause, weight: Mapping[str, float]) -> bool:
    """Other verbs, one doer, one thing done; or hardly anything else told."""
    if a.stem == b.stem or a.stem in b.below or b.stem in a.below:
        return False
    if a.head.lemma in _NEUTRAL or b.head.lemma in _NEUTRAL or min(len(a.objects), len(b.objects)) < 1:
        return False
    if a.subject and b.subject and not a.subject & b.subject:
        return False
    if a.subject & b.subject and (a.objects & b.objects) - a.subject:
        return True
    least = min(fsum(weight.get(k, 0.0) for k in c.below) for c in (a, b))
    return fsum(weight.get(k, 0.0) for k in a.below & b.below) >= MOSTLY_SAME * least


def telling(told: Told, clause: Clause) -> Side:
    """The head and what follows it in its clause: 'sent troops into Ukraine'."""
    parse = told.parse
    keep = {clause.head.i}
    for child in parse.children(clause.head.i):
        near = child.dep in (
            "dobj",
            "prt",
            "neg",
            "acomp",
            "attr",
            "prep",
            "xcomp",
            "oprd",
            "dative",
            "ccomp",
            "agent",
        )
        if near or child.dep in ("aux", "auxpass"):
            below = [i for i in parse.subtree(child.i) if abs(i - clause.head.i) <= LONGEST_TELLING]
            keep |= set(below)
    first, last = min(keep), max(keep)
    while last > first and parse.tokens[last].pos == "PUNCT":
        last -= 1
    span = Span(start=parse.tokens[first].start, end=parse.tokens[last].end)
    return Side(told.position, span, span.quote(told.account.report.text))


def object_claims(
    left: Told,
    right: Told,
    one: Sequence[Clause],
    other: Sequence[Clause],
    weight: Mapping[str, float],
    rare: float,
) -> Iterator[Claim]:
    """One doer, one verb, and another word for what is done: 'turned down a request', 'turned down an
    invitation'."""
    for a, b, score in matched(one, other, weight):
        if (
            a.head.pos != "VERB"
            or not a.subject & b.subject
            or a.head.lemma in _NEUTRAL
            or score < SAME_STATEMENT * rare
        ):
            continue
        things = {
            stem(t.lemma)
            for told, clause in ((left, a), (right, b))
            for t in told.parse.children(clause.head.i, "dobj")[:1]
            if t.pos == "NOUN"
        }
        if len(things) > 1 and not things & a.below & b.below:
            yield Claim(aspect="wording", kind="wording", a=telling(left, a), b=telling(right, b), weight=score / rare)
