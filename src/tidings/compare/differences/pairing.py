"""Two accounts of a story held against each other, and how much it says that they share a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum

from ...records import Span
from ..accounts.clauses import Clause, clauses
from ..accounts.prepared import Prepared
from .claims import Side, side_of

MOST_PARTNERS = 40  # clauses of one account with the same head; more are a list, and picking one is a guess


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """Two accounts held against each other; `left` comes first in the story."""

    left: Prepared
    right: Prepared
    weights: Mapping[str, float]  # how telling each key is (see `how_telling`)
    rare: float  # what a key weighs that two sentences of the story hold

    def weight(self, keys: Iterable[str]) -> float:
        return fsum(self.weights.get(k, 0.0) for k in keys)

    def agreement(self, shared: Iterable[str]) -> float:
        """How much it says that both hold these keys, counted in rare ones."""
        return self.weight(shared) / self.rare

    def sides(self, a: Span, b: Span) -> tuple[Side, Side]:
        return side_of(self.left, a), side_of(self.right, b)

    def matched(self) -> Iterator[tuple[Clause, Clause, float]]:
        """Clauses with one head and telling words in common, with their agreement."""
        by_stem: dict[str, list[Clause]] = defaultdict(list)
        for clause in clauses(self.right):
            by_stem[clause.stem].append(clause)
        for a in clauses(self.left):
            partners = by_stem.get(a.stem, [])
            if len(partners) > MOST_PARTNERS:
                continue
            for b in partners:
                if shared := a.below & b.below:
                    yield a, b, self.agreement(shared)
