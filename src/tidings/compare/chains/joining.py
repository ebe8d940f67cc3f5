"""Mentions of one story joined into chains, one for each occurrence, within a report and across reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from ...stories.grouping import average_link
from ...stories.words import stem
from .meanings import SAYING, Meaning
from .occurrence import evidence, meanings
from .tellings import Telling

ABOVE_ZERO = 8.0  # added to evidence where it is averaged: more than all that can speak against a pair
LEAST = 1e-3  # of average evidence that joins two chains: what is less is rounding


def chains(tellings: Sequence[Telling], *, stories: Mapping[str, str] | None = None) -> tuple[tuple[str, ...], ...]:
    """The ids of the mentions, those of one occurrence together; every mention is in exactly one chain.

    `stories` says for each report which story it is in (without it, all are in one); chains never cross
    stories.
    """
    by_story: dict[str, list[Telling]] = defaultdict(list)
    for one in sorted(tellings, key=lambda t: (t.report, t.id)):
        by_story[stories.get(one.report, one.report) if stories is not None else ""].append(one)
    found: list[tuple[str, ...]] = []
    for story in sorted(by_story):
        for bucket, saying in _buckets(by_story[story]):
            found += [tuple(t.id for t in chain) for chain in _link(bucket, saying=saying)]
    return tuple(found)


def _buckets(tellings: Sequence[Telling]) -> list[tuple[list[Telling], bool]]:
    """The mentions of one story by what their words mean there, and whether that is saying.

    A word of several meanings ('strike', 'fire') has the one that most other words of the story have.
    """
    meant = [meanings(t) for t in tellings]
    words: dict[Meaning, Counter[str]] = defaultdict(Counter)
    for telling, own in zip(tellings, meant, strict=True):
        for meaning in own:
            words[meaning][stem(telling.head)] += 1
    sure = Counter(next(iter(own)) for own in meant if len(own) == 1)
    buckets: dict[Meaning | str, list[Telling]] = defaultdict(list)
    for telling, own in zip(tellings, meant, strict=True):
        key: Meaning | str = stem(telling.head)
        if own:
            key = min(own, key=lambda m: (-sure[m], -sum(words[m].values()), m))
        buckets[key].append(telling)
    ordered = sorted(buckets.items(), key=lambda b: (isinstance(b[0], str), str(b[0])))
    return [(bucket, key == SAYING) for key, bucket in ordered]


def _link(bucket: Sequence[Telling], *, saying: bool) -> list[list[Telling]]:
    """Average link: join the two chains that speak most for one occurrence, while any two do."""
    n = len(bucket)
    scores = np.full((n, n), ABOVE_ZERO, dtype=np.float32)
    for i in range(n):
        for j in range(i):
            scores[i, j] = scores[j, i] = ABOVE_ZERO + evidence(bucket[i], bucket[j], saying=saying)
    joined = average_link(scores, ABOVE_ZERO + LEAST)
    return [[bucket[k] for k in members] for members in joined]
