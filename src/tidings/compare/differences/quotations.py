"""One quotation in other words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
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


def quote_claims(pairing: Pairing) -> Iterator[Claim]:
    """Quoted words that differ where the rest of the quotation agrees."""
    other = [(b, {w.key for w in b}) for b in _quoted(pairing.right)]
    for a in _quoted(pairing.left):
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
                yield from _changed(pairing, a, b, matcher)


@once
def _quoted(account: Prepared) -> list[list[Word]]:
    """The words of each sentence that stand between quotation marks."""
    spans = [q for g in account.account.segments if g.kind == "body" for q in quoted_spans(account.text, g.span)]
    starts = [q.start for q in spans]
    found: list[list[Word]] = []
    for sentence in account.sentences:
        words = []
        for word in sentence.words:
            at = bisect_right(starts, word.start) - 1
            if at >= 0 and word.end <= spans[at].end:
                words.append(word)
        if SHORTEST_QUOTE <= len(words) <= LONGEST:
            found.append(words)
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
