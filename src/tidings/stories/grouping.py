"""Reports to stories, a batch at once: average link over the likeness of words, names, numbers and time.

A story is a set of reports that are on average alike; a set that is two happenings of one kind is parted
(`contrast`), and a short report that its nearest neighbours claim is not left alone. Large batches go through
the stream.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ..records import Account, Story, content_id
from .contrast import SHOWN, contrast
from .origins import origins
from .signals import Signal, signal
from .vectors import OTHER_LANGUAGE, Vector, Vocabulary, in_time, same_language

# Average likeness from which reports are one story. With time and contrast, any cut from 0.10 to 0.20 groups
# read news equally well; below, kinds of thing become stories, above, long stories fall apart.
SAME_STORY = 0.15
NEAREST = 3  # reports whose likeness decides for one that stands alone
# their average likeness from which it belongs to their story: a short report is less like the others
CLAIMED = 0.22
COPY = 0.65  # likeness from which two reports are one text to `contrast`: copies would outvote the others
MOST_AT_ONCE = 1_500  # reports compared all with all; more go through the stream
BLOCK = 4_096  # terms multiplied at once: bounds the memory
LEAST = 1e-4  # of a shared weight: what is less is rounding
REASONS = 4  # shared words that a reason names
_NO_DAY = dt.date.max

Matrix = npt.NDArray[np.float32]


def group(accounts: Sequence[Account], *, one_story: bool = False) -> tuple[Story, ...]:
    """The stories of a batch of reports, the largest first; every report is in exactly one.

    With `one_story` the reports are taken to tell one story, as the user said. The order of `accounts` does
    not matter, and a report that is given twice counts once. Ids depend on the reports of a story alone.
    """
    by_id = {a.report.id: a for a in accounts}
    signals = [signal(a.report, segments=a.segments or None) for a in by_id.values()]
    signals.sort(key=lambda s: (s.date or _NO_DAY, s.report))
    if not signals:
        return ()
    if len(signals) > MOST_AT_ONCE and not one_story:
        from .stream import Stories

        stream = Stories()
        for one in signals:
            stream.add_signal(one)
        stories = [_with_origins(story, by_id) for story in stream.stories()]
        return tuple(sorted(stories, key=_rank))
    vocabulary = Vocabulary()
    for one in signals:
        vocabulary.see(one)
    vectors = [(vocabulary.words(one), vocabulary.keys(one)) for one in signals]
    if one_story:
        sets, likeness = [list(range(len(signals)))], likenesses(signals, vectors)
    else:
        sets, likeness = partition(signals, vectors, vocabulary)
    return tuple(sorted((_story(s, signals, vectors, likeness, vocabulary, by_id) for s in sets), key=_rank))


def _rank(story: Story) -> tuple[int, str]:
    return -len(story.reports), story.id


def likenesses(signals: Sequence[Signal], vectors: Sequence[tuple[Vector, Vector]]) -> Matrix:
    """How alike each two reports are, 0 to 1, time included."""
    n = len(signals)
    likeness = _products([words for words, _ in vectors])
    languages = sorted({s.language for s in signals if s.language})
    if len(languages) > 1:
        shared = _products([keys for _, keys in vectors])
        for i, one in enumerate(signals):
            for j, other in enumerate(signals):
                if not same_language(one.language, other.language):
                    likeness[i, j] = OTHER_LANGUAGE * shared[i, j]
    for i in range(n):
        if signals[i].date is not None:
            for j in range(i):
                near = in_time(signals[i], signals[j])
                if near < 1:
                    likeness[i, j] *= near
                    likeness[j, i] *= near
    np.fill_diagonal(likeness, 0.0)
    return likeness


def _products(vectors: Sequence[Vector]) -> Matrix:
    """The scalar product of each two vectors, over the terms that several of them have."""
    rows = np.concatenate([np.full(len(v.ids), k, dtype=np.int32) for k, v in enumerate(vectors)])
    weights = np.concatenate([v.weights for v in vectors])
    _, column, used = np.unique(np.concatenate([v.ids for v in vectors]), return_inverse=True, return_counts=True)
    several = np.flatnonzero(used > 1)
    place = np.full(len(used), -1)
    place[several] = np.arange(len(several))
    column = place[column]
    products: Matrix = np.zeros((len(vectors), len(vectors)), dtype=np.float32)
    for first in range(0, len(several), BLOCK):
        chosen = (column >= first) & (column < first + BLOCK)
        table = np.zeros((len(vectors), min(BLOCK, len(several) - first)), dtype=np.float32)
        table[rows[chosen], column[chosen] - first] = weights[chosen]
        products += table @ table.T
    return products


def partition(
    signals: Sequence[Signal], vectors: Sequence[tuple[Vector, Vector]], vocabulary: Vocabulary
) -> tuple[list[list[int]], Matrix]:
    """Positions of the reports of each story, and how alike each two reports are."""
    likeness = likenesses(signals, vectors)
    words = [w for w, _ in vectors]
    sets = average_link(likeness, SAME_STORY)
    parted = [part for members in sets for part in part_kinds(members, signals, words, likeness, vocabulary)]
    return _claim(parted, likeness), likeness


def average_link(likeness: Matrix, cut: float) -> list[list[int]]:
    """Join the two sets that are most alike on average, again and again, while that is at least `cut`."""
    link = likeness.astype(np.float64)
    np.fill_diagonal(link, -1.0)
    size = np.ones(len(link))
    members: dict[int, list[int]] = {k: [k] for k in range(len(link))}
    best, where = link.max(axis=1), link.argmax(axis=1)
    while len(members) > 1:
        a = int(best.argmax())
        if best[a] < cut:
            break
        b = int(where[a])
        a, b = min(a, b), max(a, b)
        joined = (size[a] * link[a] + size[b] * link[b]) / (size[a] + size[b])
        joined[link[a] < 0] = -1.0
        joined[[a, b]] = -1.0
        link[a, :] = link[:, a] = joined
        link[b, :] = link[:, b] = -1.0
        size[a] += size[b]
        members[a] += members.pop(b)
        touched = (where == a) | (where == b) | (link[:, a] > best)
        touched[[a, b]] = True
        stale = np.flatnonzero(touched)
        best[stale], where[stale] = link[stale].max(axis=1), link[stale].argmax(axis=1)
    return [sorted(m) for m in members.values()]


def part_kinds(
    members: Sequence[int],
    signals: Sequence[Signal],
    vectors: Sequence[Vector],
    likeness: Matrix,
    vocabulary: Vocabulary,
) -> list[list[int]]:
    """The set as it is, or parted where it holds several happenings of one kind."""
    kept: list[int] = []
    twin: dict[int, int] = {}
    for k in members:
        copies = [(float(likeness[k, j]), -j) for j in kept if likeness[k, j] >= COPY]
        if copies:
            twin[k] = -max(copies)[1]
        else:
            kept.append(k)
    found = contrast([signals[k] for k in kept], [vectors[k] for k in kept], vocabulary)
    if found is None:
        return [list(members)]
    sides = [{kept[k] for k in side} for side in found.sides]
    for k in members:
        if k in twin:
            sides[0 if twin[k] in sides[0] else 1].add(k)
    unseen = [k for k in members if not any(k in side for side in sides)]
    for k in unseen:
        average = [float(np.mean([likeness[k, j] for j in sorted(side)])) for side in sides]
        sides[0 if average[0] >= average[1] else 1].add(k)
    return [part for side in sides for part in part_kinds(sorted(side), signals, vectors, likeness, vocabulary)]


def _claim(sets: Sequence[Sequence[int]], likeness: Matrix) -> list[list[int]]:
    """Give reports that stand alone to the story whose nearest reports claim them."""
    stories = [list(s) for s in sets if len(s) > 1]
    alone = [s[0] for s in sets if len(s) == 1]
    settled = [list(s) for s in stories]
    rest: list[list[int]] = []
    for k in alone:
        claims = [(claim(likeness[k, s]), -n) for n, s in enumerate(settled)]
        strongest = max(claims, default=(0.0, 0))
        if strongest[0] >= CLAIMED:
            stories[-strongest[1]].append(k)
        else:
            rest.append([k])
    return stories + rest


def claim(likeness: Matrix) -> float:
    """How strongly a story claims a report: its average likeness to the nearest of the story's reports."""
    return float(np.sort(likeness)[-NEAREST:].mean()) if len(likeness) > 1 else 0.0


def _story(
    members: Sequence[int],
    signals: Sequence[Signal],
    vectors: Sequence[tuple[Vector, Vector]],
    likeness: Matrix,
    vocabulary: Vocabulary,
    by_id: Mapping[str, Account],
) -> Story:
    members = sorted(members)
    inner = likeness[np.ix_(members, members)]
    totals = inner.sum(axis=1)
    central = members[int(np.round(totals, 6).argmax())]
    whole = Vector(np.array([], dtype=np.int32), np.array([], dtype=np.float32))
    for k in members:
        whole = whole.plus(vectors[k][0])
    reasons = tuple(
        (
            signals[k].report,
            reason(float(t) / max(1, len(members) - 1), vectors[k][0], whole, vocabulary),
        )
        for k, t in zip(members, totals, strict=True)
        if len(members) > 1
    )
    ids = tuple(signals[k].report for k in members)
    return Story(
        id=content_id("story", *sorted(ids)),
        title=signals[central].title,
        reports=ids,
        origins=origins([by_id[i] for i in ids]),
        reasons=reasons,
    )


def _with_origins(story: Story, by_id: Mapping[str, Account]) -> Story:
    return Story(
        id=content_id("story", *sorted(story.reports)),
        title=story.title,
        reports=story.reports,
        origins=origins([by_id[i] for i in story.reports]),
        reasons=story.reasons,
    )


def reason(score: float, vector: Vector, story: Vector, vocabulary: Vocabulary) -> str:
    """Why a report is in a story, in words: 'likeness 0.41; in common: Rahman, Mannheim, 44, round'.

    `story` is the sum of its reports' vectors, this one's included.
    """
    at = np.searchsorted(story.ids, vector.ids)
    at[at >= len(story.ids)] = 0
    shared = np.where(story.ids[at] == vector.ids, vector.weights * (story.weights[at] - vector.weights), 0.0)
    order = np.lexsort((vector.ids, -np.round(shared, 6)))[:REASONS]
    words = [vocabulary.shown(int(vector.ids[k])) for k in order if shared[k] > LEAST]
    return f"likeness {score:.2f}; " + (f"in common: {', '.join(words)}" if words else "no word in common")


def parting_reason(one: Sequence[str], other: Sequence[str]) -> str:
    """Why a set of reports is two stories: 'one side names Rahman, Mannheim, the other Thompson, Bern'."""
    first, second = (", ".join(side[:SHOWN]) for side in (one, other))
    return f"two happenings of one kind: one side names {first}, the other {second}"
