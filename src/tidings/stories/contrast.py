"""Two happenings of one kind told apart: do the reports of a would-be story fall into two sets, each with its
own names, places and numbers?

Within such a set the words for the kind of thing ('quake', 'sheriff', 'heavyweight') stand in every report
and say nothing; weighed by their rarity inside the set, what is left is who, where, when and how many. A
normalised cut (Shi and Malik 2000) proposes the two sides, and only their signatures decide: what most
reports of one side name and hardly any of the other does. The two sides of one story share their names, so
that one side at most has a signature.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .signals import Signal
from .vectors import Vector, Vocabulary

FEWEST = 3  # reports a side needs: of two, any pair of chance names would be a signature
MOST = 120  # reports that are looked at: the matrix is dense
OWN_SHARE = 0.5  # of a side's reports that name a term of its signature
OTHER_SHARE = 0.1  # of the other side's that may
SIGNATURE = 4  # terms each side needs; on read stories the weaker side of one happening has 0 to 2
LOOSEST_CUT = 0.8  # normalised cut (0 apart, 1 to 2 no structure) that is worth a look
ROUNDS = 10  # of moving reports to the side they are nearer to
SHOWN = 3  # terms of a side that the reason names

Matrix = npt.NDArray[np.float64]
Side = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contrast:
    """A set of reports that is two: positions of each side, and the terms that only it names."""

    sides: tuple[tuple[int, ...], tuple[int, ...]]
    signatures: tuple[tuple[str, ...], tuple[str, ...]]


def contrast(signals: Sequence[Signal], vectors: Sequence[Vector], vocabulary: Vocabulary) -> Contrast | None:
    """The two happenings that these reports tell of, or None where they tell of one.

    `vectors` are the reports' words, parallel to `signals`. Near-copies would vote twice: give one of each.
    Of more than MOST reports the first are looked at.
    """
    if len(signals) < 2 * FEWEST:
        return None
    likeness = _inner_likeness(vectors[:MOST])
    found: list[tuple[int, float, Contrast]] = []
    for cut, side in _proposals(likeness):
        if cut > LOOSEST_CUT:
            continue
        left = tuple(int(k) for k in np.flatnonzero(side))
        right = tuple(int(k) for k in np.flatnonzero(~side))
        a, b = _signature(signals, left, right, vocabulary), _signature(signals, right, left, vocabulary)
        if min(len(a), len(b)) >= SIGNATURE:
            both = Contrast(sides=(left, right), signatures=(a, b))
            found.append((-min(len(a), len(b)), cut, both))
    return min(found, key=lambda f: (f[0], f[1], f[2].sides))[2] if found else None


def _inner_likeness(vectors: Sequence[Vector]) -> Matrix:
    """How alike the reports are once terms weigh by their rarity among these reports alone."""
    terms, used = np.unique(np.concatenate([v.ids for v in vectors]), return_counts=True)
    terms, used = terms[used > 1], used[used > 1]
    table = np.zeros((len(vectors), max(1, len(terms))))
    rarity = np.log((len(vectors) + 1) / used)
    for row, vector in enumerate(vectors):
        at = np.searchsorted(terms, vector.ids)
        at[at == len(terms)] = 0
        known = terms[at] == vector.ids if len(terms) else np.zeros(len(at), dtype=np.bool_)
        table[row, at[known]] = vector.weights[known] * rarity[at[known]]
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    likeness: Matrix = table @ table.T
    np.fill_diagonal(likeness, 0.0)
    return likeness


def _proposals(likeness: Matrix) -> list[tuple[float, Side]]:
    """Ways to part the reports in two, by the second and third eigenvector, with the normalised cut of
    each."""
    degree = likeness.sum(axis=1) + 1e-9
    _, vectors = np.linalg.eigh(likeness / np.sqrt(np.outer(degree, degree)))
    found: list[tuple[float, Side]] = []
    for which in (2, 3):
        order = np.argsort(np.round(vectors[:, -which] / np.sqrt(degree), 9), kind="stable")
        cuts = [(_cut(likeness, degree, _side(order, k)), k) for k in range(FEWEST, len(order) - FEWEST + 1)]
        side = _settle(likeness, _side(order, min(cuts)[1]))
        if min(side.sum(), (~side).sum()) >= FEWEST:
            found.append((_cut(likeness, degree, side), side if side[0] else ~side))
    return found


def _side(order: npt.NDArray[np.intp], first: int) -> Side:
    side = np.zeros(len(order), dtype=np.bool_)
    side[order[:first]] = True
    return side


def _cut(likeness: Matrix, degree: npt.NDArray[np.float64], side: Side) -> float:
    across = float(likeness[np.ix_(side, ~side)].sum())
    return across / float(degree[side].sum()) + across / float(degree[~side].sum())


def _settle(likeness: Matrix, side: Side) -> Side:
    """Move reports to the side they are more alike to on average, until none moves."""
    for _ in range(ROUNDS):
        one, other = int(side.sum()), int((~side).sum())
        if min(one, other) < FEWEST:
            break
        to_one = likeness[:, side].sum(axis=1) / np.maximum(1, one - side)
        to_other = likeness[:, ~side].sum(axis=1) / np.maximum(1, other - ~side)
        moved = to_one > to_other
        if (moved == side).all():
            break
        side = moved
    return side


def _signature(
    signals: Sequence[Signal], own: Sequence[int], other: Sequence[int], vocabulary: Vocabulary
) -> tuple[str, ...]:
    inside = Counter(term for k in own for term in signals[k].terms)
    outside = Counter(term for k in other for term in signals[k].terms)
    need = max(FEWEST, OWN_SHARE * len(own))
    found = [
        (-n / len(own), term)
        for term, n in inside.items()
        if n >= need and outside[term] <= OTHER_SHARE * len(other) and vocabulary.tells(vocabulary.number(term))
    ]
    return tuple(term for _, term in sorted(found))
