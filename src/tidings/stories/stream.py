"""Reports to stories, one at a time: the past is never read again, and a report costs the same however many
came before.

A report is compared with the few open stories that share its strongest words (an inverted index of those),
not with reports. Stories close when their window has passed, join when a report shows that they are one, and
are parted when their reports turn out to tell of two happenings of one kind; each change is kept with its
reason.
"""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..records import Account, Story, content_id
from .grouping import CLAIMED, SAME_STORY, claim, likenesses, part_kinds, parting_reason, reason
from .signals import Signal, signal
from .vectors import OTHER_LANGUAGE, Vector, Vocabulary, in_time, nearness, same_language

WINDOW_DAYS = 30  # without a report, after which a story is closed,
LATE_REPORTS = 20_000  # once as many reports of any story have come since: reports arrive late and out of order
MOST_KEPT = 150_000  # reports of open stories; beyond, the stories that waited longest close
STRONGEST = 16  # terms of a report by which stories are looked up
PER_TERM = 64  # newest open stories that a term leads to
CANDIDATES = 12  # stories compared in full
NEIGHBOURS = 48  # latest reports of a story that can claim a report
FIRST_LOOK = 6  # reports of a story at which it is first looked at for two happenings
LOOK_GROWTH = 1.4  # then whenever it has grown so much: the cost stays in proportion to its reports
MOST_LOOKED_AT = 120  # latest reports of a story that are looked at then

_EMPTY = Vector(np.array([], dtype=np.int32), np.array([], dtype=np.float32))


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryChange:
    """Two stories that became one (`stories` -> one of `into`), or one that became two."""

    kind: Literal["merged", "split"]
    stories: tuple[str, ...]  # ids before
    into: tuple[str, ...]  # ids after
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Where a report was put, and what became of other stories by it."""

    story: str
    title: str  # of the story, with this report in it
    reason: str | None
    changes: tuple[StoryChange, ...]
    homes: dict[str, str]  # report -> story, of every report of a story that changed


@dataclass(frozen=True, slots=True)
class _Kept:
    signal: Signal
    words: Vector
    keys: Vector


@dataclass(slots=True)
class _Story:
    number: int
    id: str
    members: list[int] = field(default_factory=list)
    words: Vector = _EMPTY
    keys: Vector = _EMPTY
    languages: Counter[str] = field(default_factory=Counter)
    first: dt.date | None = None
    last: dt.date | None = None
    stated: bool = True
    next_look: int = FIRST_LOOK
    touched: int = 0  # how many reports had come when it last got one
    apart: set[int] = field(default_factory=set)  # stories it was parted from
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def language(self) -> str | None:
        return max(sorted(self.languages), key=lambda k: self.languages[k]) if self.languages else None


class Stories:
    """Open and closed stories of a stream of reports.

    The same reports in the same order give the same stories. An id given by `add` stays that story's id for
    as long as it lives: it is made of the story's first report; `changes` tells what became of ids that
    ended.

    Who keeps stories from one run to the next brings them back with `restore`; `taken` says which ids no new
    story may get, and stories whose ids are `held`, such as those that a person has judged, take reports but
    are neither joined nor parted.
    """

    def __init__(self, *, taken: Callable[[str], bool] | None = None, held: Collection[str] = ()) -> None:
        self._taken = taken
        self._held = held
        self._by_id: dict[str, _Story] = {}
        self._vocabulary = Vocabulary()
        self._titles: list[tuple[str, str]] = []  # report id and title
        self._position: dict[str, int] = {}
        self._home: list[int] = []  # story number of each report
        self._kept: dict[int, _Kept] = {}
        self._open: OrderedDict[int, _Story] = OrderedDict()  # the one that waited longest first
        self._closed: dict[int, _Story] = {}
        self._index: dict[int, array[int]] = {}  # a term to the stories it leads to, the newest last
        self._newest: dt.date | None = None
        self._stories_made = 0
        self.changes: list[StoryChange] = []

    def add(self, account: Account) -> str:
        """Put a report in its story, or begin one, and return the story's id. A report added twice changes
        nothing."""
        if account.report.id in self._position:
            return self._story_of(self._position[account.report.id]).id
        return self.add_signal(signal(account.report, segments=account.segments or None))

    def add_signal(self, one: Signal) -> str:
        """`add` for a report whose signal is at hand, such as one kept by a library."""
        if one.report in self._position:
            return self._story_of(self._position[one.report]).id
        self._vocabulary.see(one)
        position = self._number(one)
        kept = self._weighed(one)
        scored = self._candidates(kept)
        chosen, score = self._choose(kept, scored)
        if chosen is None:
            chosen = self._begin(one.report)
        self._home.append(chosen.number)
        self._join(chosen, position, kept, score)
        if len(scored) > 1:
            chosen = self._merge(chosen, [story for s, story in scored if s >= SAME_STORY])
        if len(chosen.members) >= chosen.next_look:
            self._look(chosen)
        self._close_past(one.date)
        return self._story_of(position).id

    def place(self, one: Signal) -> Placed:
        """`add_signal`, with all that whoever keeps the stories has to write down."""
        before = len(self.changes)
        story = self.add_signal(one)
        position = self._position[one.report]
        home = self._story_of(position)
        made = tuple(self.changes[before:])
        changed = {id for change in made for id in change.into if id in self._by_id}
        moved = sorted(k for id in changed for k in self._by_id[id].members)
        return Placed(
            story=story,
            title=self._titles[self._central(home)][1],
            reason=home.reasons.get(position),
            changes=made,
            homes={self._titles[k][0]: self._story_of(k).id for k in moved},
        )

    def restore(self, reports: Iterable[tuple[Signal, str]]) -> None:
        """Put reports, the oldest first, into the stories that they were found to belong to before, by id.

        Nothing is joined or parted by it, and a report that is here already stays where it is.
        """
        fresh = {one.report: (one, id) for one, id in reports if one.report not in self._position}
        for one, _ in fresh.values():
            self._vocabulary.see(one)
        grown: dict[int, list[_Kept]] = {}
        for one, id in fresh.values():
            position = self._number(one)
            story = self._by_id.get(id)
            if story is None or story.number not in self._open:
                story = self._begin_as(id)
            self._home.append(story.number)
            kept = self._weighed(one)
            self._enter(story, position, kept)
            grown.setdefault(story.number, []).append(kept)
            if one.date and (self._newest is None or one.date > self._newest):
                self._newest = one.date
        for number, several in grown.items():
            story = self._open[number]
            story.words = story.words.plus(*(k.words for k in several))
            story.keys = story.keys.plus(*(k.keys for k in several))
            story.next_look = _next_look(story)

    def stories(self) -> Iterator[Story]:
        """Every story, open or closed, in order of its first report; `origins` are left to the caller's
        texts."""
        for story in sorted([*self._closed.values(), *self._open.values()], key=lambda s: min(s.members)):
            members = sorted(story.members)
            yield Story(
                id=story.id,
                title=self._titles[self._central(story)][1],
                reports=tuple(self._titles[k][0] for k in members),
                origins=(),
                reasons=tuple((self._titles[k][0], story.reasons[k]) for k in members if k in story.reasons),
            )

    def _story_of(self, position: int) -> _Story:
        number = self._home[position]
        return self._open.get(number) or self._closed[number]

    def _central(self, story: _Story) -> int:
        here = [k for k in sorted(story.members) if k in self._kept][-NEIGHBOURS:]
        if not here:
            return min(story.members)
        return max(here, key=lambda k: (round(self._kept[k].words.dot(story.words), 6), -k))

    def _candidates(self, kept: _Kept) -> list[tuple[float, _Story]]:
        """Open stories that share the report's strongest terms, the most alike first."""
        stories = islice((self._open[n] for n in self._voted(kept) if n in self._open), CANDIDATES)
        scored = [(self._likeness(kept, story), story) for story in stories]
        return sorted(scored, key=lambda s: (-round(s[0], 6), s[1].number))

    def _voted(self, kept: _Kept) -> Iterator[int]:
        """Numbers of stories that the report's strongest terms lead to, those with most weight first."""
        lists: list[npt.NDArray[np.int64]] = []
        weights: list[int] = []
        for vector in (kept.words, kept.keys):
            for at in vector.strongest_at(STRONGEST):
                numbers = self._index.get(int(vector.ids[at]))
                if numbers:
                    lists.append(np.array(numbers, dtype=np.int64))
                    weights.append(int(1000 * vector.weights[at]))
        if not lists:
            return
        found, which = np.unique(np.concatenate(lists), return_inverse=True)
        votes = np.bincount(which, weights=np.repeat(weights, [len(numbers) for numbers in lists]))
        for at in np.lexsort((-found, -votes)):
            yield int(found[at])

    def _likeness(self, kept: _Kept, story: _Story) -> float:
        """The average likeness of a report to the reports of a story."""
        size = len(story.members)
        if same_language(kept.signal.language, story.language):
            average = kept.words.dot(story.words) / size
        else:
            average = OTHER_LANGUAGE * kept.keys.dot(story.keys) / size
        return average * _story_nearness(kept.signal, story)

    def _choose(self, kept: _Kept, scored: Sequence[tuple[float, _Story]]) -> tuple[_Story | None, float]:
        if scored and scored[0][0] >= SAME_STORY:
            return scored[0][1], scored[0][0]
        for score, story in scored[:2]:
            near = [self._kept[k] for k in story.members[-NEIGHBOURS:]]
            likeness = np.array([_pair(kept, other) for other in near], dtype=np.float32)
            if claim(likeness) >= CLAIMED:
                return story, score
        return None, 0.0

    def _number(self, one: Signal) -> int:
        position = self._position[one.report] = len(self._titles)
        self._titles.append((one.report, one.title))
        return position

    def _weighed(self, one: Signal) -> _Kept:
        return _Kept(one, self._vocabulary.words(one), self._vocabulary.keys(one))

    def _begin(self, report: str) -> _Story:
        id = content_id("story", report)
        while id in self._by_id or (self._taken and self._taken(id)):
            id = content_id("story", id)
        return self._begin_as(id)

    def _begin_as(self, id: str) -> _Story:
        story = _Story(self._stories_made, id)
        self._stories_made += 1
        self._open[story.number] = self._by_id[id] = story
        return story

    def _join(self, story: _Story, position: int, kept: _Kept, score: float | None) -> None:
        first = not story.members
        self._enter(story, position, kept)
        story.words, story.keys = story.words.plus(kept.words), story.keys.plus(kept.keys)
        if not first and score is not None:
            story.reasons[position] = reason(score, kept.words, story.words, self._vocabulary)

    def _enter(self, story: _Story, position: int, kept: _Kept) -> None:
        """All of joining but the sums."""
        one = kept.signal
        self._kept[position] = kept
        story.members.append(position)
        if one.language:
            story.languages[one.language] += 1
        if one.date:
            story.first = min(story.first or one.date, one.date)
            story.last = max(story.last or one.date, one.date)
            story.stated = story.stated and one.stated
        for vector in (kept.words, kept.keys):
            for term in vector.strongest(STRONGEST):
                self._point(term, story.number)
        story.touched = len(self._home)
        self._open.move_to_end(story.number)

    def _point(self, term: int, number: int) -> None:
        numbers = self._index.setdefault(term, array("q"))
        if number in numbers[-PER_TERM:]:
            return
        numbers.append(number)
        if len(numbers) > 2 * PER_TERM:
            self._index[term] = array("q", [n for n in numbers if n in self._open][-PER_TERM:])

    def _merge(self, story: _Story, others: Sequence[_Story]) -> _Story:
        """Join stories that a report has shown to be alike, when they are so on average too."""
        for other in others:
            if other is story or other.number in story.apart or other.number not in self._open:
                continue
            if story.id in self._held or other.id in self._held:
                continue
            average = story.words.dot(other.words) / (len(story.members) * len(other.members))
            average *= _gap_nearness(story, other)
            if average < SAME_STORY:
                continue
            old, new = sorted((story, other), key=lambda s: s.number)
            for k in sorted(new.members):
                self._home[k] = old.number
            for k in sorted(new.members):
                self._absorb(old, k)
            old.reasons.update(new.reasons)
            old.apart |= new.apart
            old.next_look = min(max(old.next_look, new.next_look), max(FIRST_LOOK, len(old.members)))
            del self._open[new.number]
            why = f"their reports are alike, {average:.2f} on average"
            self.changes.append(StoryChange(kind="merged", stories=(old.id, new.id), into=(old.id,), reason=why))
            story = old
        return story

    def _absorb(self, story: _Story, position: int) -> None:
        self._join(story, position, self._kept[position], None)

    def _look(self, story: _Story) -> None:
        """Part a story whose reports tell of two happenings of one kind."""
        story.next_look = _next_look(story)
        if story.id in self._held:
            return
        recent = sorted(story.members)[-MOST_LOOKED_AT:]
        for k in recent:
            self._freshen(story, k)
        signals = [self._kept[k].signal for k in recent]
        pairs = [(self._kept[k].words, self._kept[k].keys) for k in recent]
        sides = part_kinds(
            range(len(recent)), signals, [w for w, _ in pairs], likenesses(signals, pairs), self._vocabulary
        )
        if len(sides) < 2:
            return
        older = sorted(set(story.members) - set(recent))
        del self._open[story.number]
        parts: list[_Story] = []
        for side in sorted(sides, key=min):
            members = [recent[k] for k in side]
            # The part with the oldest reports goes on under the story's id.
            part = self._begin(self._titles[min(members)][0]) if parts else self._begin_as(story.id)
            for k in (older if not parts else []) + members:
                self._home[k] = part.number
                self._absorb(part, k)
                if k in story.reasons:
                    part.reasons[k] = story.reasons[k]
            part.next_look = _next_look(part)
            parts.append(part)
        for part in parts:
            part.apart = story.apart | {p.number for p in parts if p is not part}
        self.changes.append(
            StoryChange(
                kind="split",
                stories=(story.id,),
                into=tuple(p.id for p in parts),
                reason=self._why_apart(parts),
            )
        )

    def _freshen(self, story: _Story, position: int) -> None:
        """Weigh a report's terms anew: what is rare is known better than when it came."""
        old = self._kept[position]
        words, keys = self._vocabulary.words(old.signal), self._vocabulary.keys(old.signal)
        story.words = story.words.plus(old.words.times(-1.0)).plus(words)
        story.keys = story.keys.plus(old.keys.times(-1.0)).plus(keys)
        self._kept[position] = _Kept(old.signal, words, keys)

    def _why_apart(self, parts: Sequence[_Story]) -> str:
        shown = []
        for part in parts[:2]:
            others = [p.words for p in parts if p is not part]
            terms = [t for t in part.words.strongest(40) if not any(t in o.ids for o in others)]
            shown.append([self._vocabulary.shown(t) for t in terms if self._vocabulary.tells(t)])
        return parting_reason(*shown)

    def _close_past(self, date: dt.date | None) -> None:
        if date and (self._newest is None or date > self._newest):
            self._newest = date
        while self._open:
            story = next(iter(self._open.values()))
            old = story.last and self._newest and (self._newest - story.last).days > WINDOW_DAYS
            waited = len(self._home) - story.touched > LATE_REPORTS
            if not (old and waited) and len(self._kept) <= MOST_KEPT:
                break
            self._closed[story.number] = self._open.pop(story.number)
            for k in story.members:
                self._kept.pop(k, None)
            story.words = story.keys = _EMPTY


def _next_look(story: _Story) -> int:
    return max(FIRST_LOOK, math.ceil(LOOK_GROWTH * len(story.members)))


def _pair(a: _Kept, b: _Kept) -> float:
    if same_language(a.signal.language, b.signal.language):
        return a.words.dot(b.words) * in_time(a.signal, b.signal)
    return OTHER_LANGUAGE * a.keys.dot(b.keys) * in_time(a.signal, b.signal)


def _story_nearness(one: Signal, story: _Story) -> float:
    if one.date is None or story.first is None or story.last is None:
        return 1.0
    days = max(0, (story.first - one.date).days, (one.date - story.last).days)
    return nearness(days, one.stated and story.stated)


def _gap_nearness(a: _Story, b: _Story) -> float:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return 1.0
    return nearness(max(0, (a.first - b.last).days, (b.first - a.last).days), a.stated and b.stated)
