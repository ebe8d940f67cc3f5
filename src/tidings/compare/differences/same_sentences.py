"""Which sentences of two reports are one sentence, edited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..accounts.sentences import LONGEST, Sentence

COMMON = 25  # a word in more sentences of one report than this picks out no partner
NEAR = 0.6  # share of words in the same order at which two sentences are one sentence, edited
HALF_SURE = 0.8  # the first look counts each word once, so it asks for a little less


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences of different reports that tell the same, as far as their words show."""

    a: Sentence
    b: Sentence
    order: float  # share of words in common in the same order


def aligned(left: Sequence[Sentence], right: Sequence[Sentence]) -> list[Pair]:
    """Sentences of two reports that are one sentence, edited: one-to-one, the closest first, in order.

    Sentences whose words are the same in both are left out, and are partners of nothing else.
    """
    same_left, same_right = _identical(left, right)
    rest_left = [s for s in left if s.index not in same_left and len(s.words) <= LONGEST]
    rest_right = [s for s in right if s.index not in same_right and len(s.words) <= LONGEST]
    return _one_to_one(_candidates(rest_left, rest_right))


def _identical(left: Sequence[Sentence], right: Sequence[Sentence]) -> tuple[set[int], set[int]]:
    by_words: dict[tuple[str, ...], list[Sentence]] = defaultdict(list)
    for sentence in right:
        by_words[tuple(sentence.keys)].append(sentence)
    same_left: set[int] = set()
    same_right: set[int] = set()
    for sentence in left:
        partners = by_words.get(tuple(sentence.keys))
        if partners:
            same_left.add(sentence.index)
            same_right.update(p.index for p in partners)
    return same_left, same_right


def _candidates(left: Sequence[Sentence], right: Sequence[Sentence]) -> list[Pair]:
    postings: dict[str, list[int]] = defaultdict(list)
    bags = [set(s.keys) for s in right]
    for j, bag in enumerate(bags):
        for key in bag:
            postings[key].append(j)
    found: list[Pair] = []
    for a in left:
        keys = a.keys
        own = set(keys)
        near = {j for key in own if len(postings[key]) <= COMMON for j in postings[key]}
        for j in sorted(near):
            # no more words can stand in the same order than are shared at all
            if 2 * len(own & bags[j]) < NEAR * (len(own) + len(bags[j])) * HALF_SURE:
                continue
            order = _in_order(keys, right[j].keys)
            if order >= NEAR:
                found.append(Pair(a, right[j], order))
    return found


def _in_order(a: Sequence[str], b: Sequence[str]) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _one_to_one(pairs: Sequence[Pair]) -> list[Pair]:
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    chosen: list[Pair] = []
    for pair in sorted(pairs, key=lambda p: (-p.order, abs(p.a.index - p.b.index), p.a.index, p.b.index)):
        if pair.a.index not in taken_a and pair.b.index not in taken_b:
            taken_a.add(pair.a.index)
            taken_b.add(pair.b.index)
            chosen.append(pair)
    return sorted(chosen, key=lambda p: (p.a.index, p.b.index))
