"""Signals as sparse vectors: what a word, a name or a number weighs, and how alike two reports are.

After Miranda et al. (2018): sparse words, names and time group news better than dense vectors do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .signals import KEY, NUMBER, Signal
from .words import share

Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]

# Reports worth of belief in the shipped word table, beside the counts of the reports at hand.
PRIOR_REPORTS = 300
# Who and where tell one happening from another of its kind; what happened is the same word in all of them.
NAME_WEIGHT = 2.0
CERTAIN_DAYS = 3  # reports this close in time lose nothing
STATED_SCALE = 10.0  # days in which the likeness of two dated reports falls by a factor e
READ_FREE, READ_SCALE = 30, 30.0  # the same where a day was read from the text: it may be of a web page
# What is left of a likeness however far apart: nearly nothing for reports that state their days, for a
# story has a window; more where a day may be of the web page.
STATED_FARTHEST, READ_FARTHEST = 0.1, 0.3
# Of names and numbers alone: other languages share no words, so likeness is of fewer, surer things.
OTHER_LANGUAGE = 0.8


@dataclass(frozen=True, slots=True)
class Vector:
    """A unit vector over term numbers, the numbers ascending."""

    ids: Ids
    weights: Weights

    def dot(self, other: Vector) -> float:
        short, long = (self, other) if len(self.ids) <= len(other.ids) else (other, self)
        if not len(short.ids):
            return 0.0
        at = np.searchsorted(long.ids, short.ids)
        at[at == len(long.ids)] = 0
        same = long.ids[at] == short.ids
        return float(short.weights[same] @ long.weights[at[same]])

    def plus(self, *others: Vector) -> Vector:
        ids = np.concatenate([self.ids, *(o.ids for o in others)])
        if not len(ids):
            return self
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        first = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
        weights = np.concatenate([self.weights, *(o.weights for o in others)])[order]
        return Vector(ids[first], np.add.reduceat(weights, first))

    def times(self, factor: float) -> Vector:
        return Vector(self.ids, self.weights * np.float32(factor))

    def strongest(self, count: int) -> list[int]:
        return [int(i) for i in self.ids[self.strongest_at(count)]]

    def strongest_at(self, count: int) -> npt.NDArray[np.intp]:
        """Where the terms of most weight stand among `ids`, the heaviest first."""
        order: npt.NDArray[np.intp] = np.lexsort((self.ids, -self.weights))[:count]
        return order


class Vocabulary:
    """Numbers for terms, and in how many reports each was seen."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self.terms: list[str] = []
        # By term number, with room to grow: reports that use it, as a name, and reports the table expects.
        self._reports = np.zeros(1024, dtype=np.int32)
        self._named = np.zeros(1024, dtype=np.int32)
        self._expected = np.zeros(1024, dtype=np.float64)
        self._surface: dict[int, str] = {}
        self.reports = 0

    def see(self, one: Signal) -> None:
        """Count a report, before its vectors are asked for."""
        self.reports += 1
        for term in one.terms + one.keys:
            if term not in self._number:
                self._learn(term)
        ids = self._ids(one.terms + tuple(k for k in one.keys if k[0] == KEY))
        self._reports[ids] += 1
        self._named[self._ids(tuple(name.lower() for name in one.names))] += 1
        self._named[ids[len(one.terms) :]] += 1
        for name in one.names:
            self._surface.setdefault(self._number[name.lower()], name)

    def _learn(self, term: str) -> None:
        number = self._number[term] = len(self.terms)
        self.terms.append(term)
        if number == len(self._reports):
            self._reports = np.concatenate((self._reports, np.zeros_like(self._reports)))
            self._named = np.concatenate((self._named, np.zeros_like(self._named)))
            self._expected = np.concatenate((self._expected, np.zeros_like(self._expected)))
        self._expected[number] = PRIOR_REPORTS * share(term)

    def _ids(self, terms: Sequence[str]) -> Ids:
        return np.array(list(map(self._number.__getitem__, terms)), dtype=np.int32)

    def is_name(self, number: int) -> bool:
        """Most reports that use the term use it as a name."""
        return bool(2 * self._named[number] > self._reports[number])

    def shown(self, number: int) -> str:
        """The term as a reader knows it: 'Osterfeld', '400', or the stem of a word."""
        if self.is_name(number) and number in self._surface:
            return self._surface[number]
        return self.terms[number].removeprefix(NUMBER)

    def tells(self, number: int) -> bool:
        """A name or a number: what can tell one happening from another of its kind."""
        return self.terms[number][0] == NUMBER or self.is_name(number)

    def number(self, term: str) -> int:
        return self._number[term]

    def words(self, one: Signal) -> Vector:
        return self._vector(self._ids(one.terms), np.frombuffer(one.counts, dtype=np.uint8).astype(np.float64))

    def keys(self, one: Signal) -> Vector:
        return self._vector(self._ids(one.keys), np.ones(len(one.keys)))

    def _vector(self, ids: Ids, counts: npt.NDArray[np.float64]) -> Vector:
        """Log counts by inverse document frequency; the shipped table counts as PRIOR_REPORTS reports."""
        used = self._reports[ids] + self._expected[ids]
        rarity = np.log((self.reports + PRIOR_REPORTS) / np.maximum(used, 1e-9))
        weights = (1 + np.log(counts)) * rarity
        weights[2 * self._named[ids] > self._reports[ids]] *= NAME_WEIGHT
        kept = np.flatnonzero(weights > 0)
        kept = kept[np.argsort(ids[kept])]
        weights = weights[kept]
        length = float(np.sqrt(weights @ weights)) or 1.0
        return Vector(ids[kept], (weights / length).astype(np.float32))


def nearness(days: float, stated: bool) -> float:
    """What is left of a likeness when two reports were written `days` apart: 1 within a few days, never 0."""
    free, scale = (CERTAIN_DAYS, STATED_SCALE) if stated else (READ_FREE, READ_SCALE)
    farthest = STATED_FARTHEST if stated else READ_FARTHEST
    return farthest + (1 - farthest) * math.exp(-max(0.0, days - free) / scale)


def in_time(a: Signal, b: Signal) -> float:
    """`nearness` of two reports; 1 where either has no day."""
    if a.date is None or b.date is None:
        return 1.0
    return nearness(abs((a.date - b.date).days), a.stated and b.stated)


def same_language(a: str | None, b: str | None) -> bool:
    """Unknown counts as the same: words decide then."""
    return a is None or b is None or a == b
