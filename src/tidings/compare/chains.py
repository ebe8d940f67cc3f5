"""Do two event mentions tell of the same occurrence? Chains of mentions, within a report and across reports.

Within the reports of one story the word for a happening is nearly a name for it ('the quake', 'the tremor',
'shook'), unless the mentions contradict one another: other people, another day, another place. What is said
(`said`, `announced`) is another matter: two statements are one only when they have one speaker.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..records import When
from ..stories.grouping import average_link
from ..stories.words import stem
from .meanings import SAYING, Meaning, meanings_of

# Evidence for one occurrence, added up; two mentions of one meaning begin above 0 and are one unless
# something speaks against it, for in one story most mentions of one meaning are of one occurrence.
SAME_WORD = 0.5
SAME_MEANING = 0.35
SHARED_PARTY = 0.3  # per side (who does it, to whom) that names the same
OTHER_PARTY = 0.4  # per side that names others: 'sentenced Okoro', 'sentenced Bello'
SAME_SPEAKER = 0.9
A_STATEMENT = -0.6  # where the word is one of saying
OTHER_DAY = 1.0
OTHER_PLACE = 0.5
OTHER_TYPE = 0.4  # both are coded, as different event types
LIGHT = frozenset({"make", "take", "have", "get", "do", "go", "come", "give", "put", "be", "keep", "hold", "let"})
OTHER_OBJECT = 0.7  # of a verb that means nothing by itself: 'made an offer', 'made a film'

ABOVE_ZERO = 8.0  # added to evidence where it is averaged: more than all that can speak against a pair
LEAST = 1e-3  # of average evidence that joins two chains: what is less is rounding


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """An event mention as chaining sees it. Parties are lower-case family names or actors' ids, never
    roles."""

    id: str
    report: str
    words: tuple[str, ...]  # the trigger's lemmas, its head among them: ('take', 'over')
    head: str  # the lemma of the word that carries the event
    kind: Literal["verb", "noun"] = "verb"
    actors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    object: str | None = None  # the lemma of what it is done to, named or not
    places: frozenset[str] = frozenset()
    when: When | None = None
    type: str | None = None  # of the codebook in use


def same_occurrence(a: Telling, b: Telling) -> float:
    """Evidence that two mentions of one story tell of the same occurrence: above 0 they do, below they do
    not.

    >>> a = Telling(id="1", report="x", words=("kill",), head="kill", recipients=frozenset({"okoro"}))
    >>> b = Telling(id="2", report="y", words=("murder",), head="murder", recipients=frozenset({"okoro"}))
    >>> same_occurrence(a, b) > 0
    True
    """
    one, other = _meanings(a), _meanings(b)
    shared = one & other
    if shared == {SAYING} or (SAYING in shared and _one_word(a, b)):
        return evidence(a, b, saying=True)
    if not shared and not _one_word(a, b):
        return -1.0
    return evidence(a, b, saying=False)


def _meanings(one: Telling) -> frozenset[Meaning]:
    return meanings_of(one.words, one.head, one.kind, thing=one.object is not None)


def _one_word(a: Telling, b: Telling) -> bool:
    return stem(a.head) == stem(b.head)


def evidence(a: Telling, b: Telling, *, saying: bool) -> float:
    """`same_occurrence` for two mentions whose words are known to mean the same."""
    score = SAME_WORD if _one_word(a, b) else SAME_MEANING
    if saying:
        score += A_STATEMENT + (SAME_SPEAKER if a.actors & b.actors else 0.0)
    elif a.head in LIGHT and _one_word(a, b) and a.object != b.object:
        score -= OTHER_OBJECT
    for one, other in ((a.actors, b.actors), (a.recipients, b.recipients)):
        if one and other:
            score += SHARED_PARTY if one & other else -OTHER_PARTY
    if a.places and b.places and not a.places & b.places:
        score -= OTHER_PLACE
    if _other_day(a.when, b.when):
        score -= OTHER_DAY
    if a.type and b.type and a.type != b.type:
        score -= OTHER_TYPE
    return score


def _other_day(a: When | None, b: When | None) -> bool:
    if a is None or b is None:
        return False
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return False
    return a.latest < b.earliest or b.latest < a.earliest


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
    meanings = [_meanings(t) for t in tellings]
    words: dict[Meaning, Counter[str]] = defaultdict(Counter)
    for telling, own in zip(tellings, meanings, strict=True):
        for meaning in own:
            words[meaning][stem(telling.head)] += 1
    sure = Counter(next(iter(own)) for own in meanings if len(own) == 1)
    buckets: dict[Meaning | str, list[Telling]] = defaultdict(list)
    for telling, own in zip(tellings, meanings, strict=True):
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
