"""One quotation in two accounts, and where its words differ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ...records import Span
from ..accounts.prepared import Prepared, once
from ..accounts.sentences import LONGEST, quoted_spans
from ..accounts.words import Word
from .claims import Claim
from .pairing import Pairing

SAME_QUOTE = 0.7  # share of words in the same order that make two quotations one
COMPACT = 1.4  # the longer quotation's stretch of shared words, beside the shorter quotation
SHORTEST_QUOTE = 5  # words
SHOWN_BESIDE = 2  # words shown on each side of words that differ in a quotation
LONGEST_CHANGE = 8  # words
_QUOTED = 10.0  # how sure one quotation in two wordings is, beside clauses that tell one thing


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of one sentence that stand between quotation marks, and which sentence it is."""

    sentence: int
    words: tuple[Word, ...]


Same = tuple[Quoted, Quoted, SequenceMatcher[str]]  # one quotation as two accounts have it, and what agrees


def quote_claims(pairing: Pairing) -> Iterator[Claim]:
    """Quoted words that differ where the rest of the quotation agrees."""
    for a, b, matcher in same_quotes(pairing):
        yield from _changed(pairing, a.words, b.words, matcher)


def same_quotes(pairing: Pairing) -> Iterator[Same]:
    """The quotations that both accounts have."""
    other = [(b, {w.key for w in b.words}) for b in _quoted(pairing.right)]
    for a in _quoted(pairing.left):
        keys = [w.key for w in a.words]
        bag = set(keys)
        for b, words in other:
            shorter = min(len(a.words), len(b.words))
            if len(bag & words) < SAME_QUOTE * min(len(bag), len(words)):
                continue
            matcher = SequenceMatcher(None, keys, [w.key for w in b.words], autojunk=False)
            blocks = [m for m in matcher.get_matching_blocks() if m.size]
            if not blocks or sum(m.size for m in blocks) < SAME_QUOTE * shorter:
                continue
            reach = max(blocks[-1].a + blocks[-1].size - blocks[0].a, blocks[-1].b + blocks[-1].size - blocks[0].b)
            if reach <= COMPACT * shorter:
                yield a, b, matcher


@once
def spans_quoted(account: Prepared) -> list[Span]:
    """What stands between quotation marks in the body of a report, in the order of the text."""
    return [q for g in account.account.segments if g.kind == "body" for q in quoted_spans(account.text, g.span)]


def is_quoted(account: Prepared, start: int, end: int) -> bool:
    """Whether these characters stand between quotation marks."""
    quotation = quotation_at(account, start)
    return quotation is not None and end <= quotation.end


def quotation_at(account: Prepared, start: int) -> Span | None:
    """What stands between the quotation marks that were opened last before a character."""
    spans = spans_quoted(account)
    at = bisect_right(spans, start, key=lambda q: q.start) - 1
    return spans[at] if at >= 0 else None


@once
def _quoted(account: Prepared) -> list[Quoted]:
    found: list[Quoted] = []
    for sentence in account.sentences:
        words = tuple(w for w in sentence.words if is_quoted(account, w.start, w.end))
        if SHORTEST_QUOTE <= len(words) <= LONGEST:
            found.append(Quoted(sentence.index, words))
    return found


def _changed(pairing: Pairing, a: Sequence[Word], b: Sequence[Word], matcher: SequenceMatcher[str]) -> Iterator[Claim]:
    """The largest change inside the quotation: what stands at its ends, one report may simply not quote."""
    codes = matcher.get_opcodes()
    inside = [
        (i1, i2, j1, j2)
        for n, (code, i1, i2, j1, j2) in enumerate(codes)
        if code != "equal" and 0 < n < len(codes) - 1 and max(i2 - i1, j2 - j1) <= LONGEST_CHANGE
    ]
    if inside:
        i1, i2, j1, j2 = max(inside, key=lambda c: (c[1] - c[0] + c[3] - c[2], -c[0]))
        sides = pairing.sides(_widened(a, i1, i2), _widened(b, j1, j2))
        yield Claim(aspect="wording", kind="wording", a=sides[0], b=sides[1], weight=_QUOTED + matcher.ratio())


def _widened(words: Sequence[Word], first: int, end: int) -> Span:
    """Words with a few on each side, so that they can be told in their quotation."""
    first, end = max(0, first - SHOWN_BESIDE), min(len(words), end + SHOWN_BESIDE)
    return Span(start=words[first].start, end=words[end - 1].end)
