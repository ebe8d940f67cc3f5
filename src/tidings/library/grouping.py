"""Grouping that goes on where an earlier process stopped: the open stories of a library, brought back from its file.

The stream keeps its state in memory. What it needs is restored from the newest reports' signals, each put where
the file says that it belongs; then reports are added as in one long run. What a person has judged is left alone:
such stories still take reports, but are neither joined nor parted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import content_id
from ..stories import Signal, Stories, StoryChange
from ..stories.stream import _Kept, _next_look, _Story
from .codec import unpack

RESTORED = 6_000  # newest reports whose stories are open after a restart: a quarter of a second a thousand


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a report was put, and what became of other stories by it."""

    story: str
    reason: str | None
    title: str
    changes: tuple[StoryChange, ...]
    homes: dict[str, str]  # report -> story, of every report that a change moved


class Grouping(Stories):
    """The open stories of one library, in memory. `held` are ids of stories that a person has judged."""

    def __init__(self, taken: set[str] | None = None) -> None:
        super().__init__()
        self.held: set[str] = set()
        self._by_id: dict[str, _Story] = {}
        self._taken = taken if taken is not None else set()

    def restore(self, one: Signal, story: str) -> None:
        """Put a report where it was found to belong before."""
        if one.report in self._position:
            return
        self._vocabulary.see(one)
        position = len(self._titles)
        self._position[one.report] = position
        self._titles.append((one.report, one.title))
        home = self._by_id.get(story)
        if home is None or home.number not in self._open:
            home = self._begin(one.report)
            home.id = story
            self._by_id[story] = home
        self._home.append(home.number)
        self._join(home, position, _Kept(one, self._vocabulary.words(one), self._vocabulary.keys(one)), None)
        home.next_look = _next_look(home)

    def place(self, one: Signal) -> Placed:
        """Put a new report in its story, and say what changed by it."""
        before = len(self.changes)
        story = self.add_signal(one)
        position = self._position[one.report]
        home = self._story_of(position)
        made = tuple(self.changes[before:])
        homes: dict[str, str] = {}
        for change in made:
            for other in change.into:
                for k in self._by_id[other].members if other in self._by_id else ():
                    homes[self._titles[k][0]] = self._story_of(k).id
        return Placed(
            story=story,
            reason=home.reasons.get(position),
            title=self._titles[self._central(home)][1],
            changes=made,
            homes=homes,
        )

    def _begin(self, report: str) -> _Story:
        story = super()._begin(report)
        while story.id in self._taken or story.id in self._by_id:
            story.id = content_id("story", story.id)
        self._by_id[story.id] = story
        return story

    def _merge(self, story: _Story, others: Sequence[_Story]) -> _Story:
        if story.id in self.held:
            return story
        kept = super()._merge(story, [o for o in others if o.id not in self.held])
        self._by_id[kept.id] = kept
        return kept

    def _look(self, story: _Story) -> None:
        if story.id in self.held:
            story.next_look = _next_look(story)
            return
        known = len(self.changes)
        super()._look(story)
        if len(self.changes) == known:
            return
        split = self.changes[-1]
        first = self._by_id[split.into[0]]  # the part with the oldest reports goes on under the story's id
        del self._by_id[first.id]
        first.id = story.id
        self._by_id[first.id] = first
        self.changes[-1] = StoryChange(
            kind="split", stories=split.stories, into=(story.id, *split.into[1:]), reason=split.reason
        )


def restored(db: sqlite3.Connection) -> Grouping:
    """The grouping of a library as its file has it."""
    taken = {str(r[0]) for r in db.execute("SELECT id FROM stories")}
    grouping = Grouping(taken)
    grouping.held = {str(r[0]) for r in db.execute("SELECT id FROM stories WHERE held > 0")}
    catch_up(db, grouping, after=0)
    return grouping


def catch_up(db: sqlite3.Connection, grouping: Grouping, *, after: int) -> int:
    """Restore the reports that came after number `after`; returns the newest number."""
    rows = db.execute(
        "SELECT * FROM (SELECT r.number, s.id, g.data FROM reports r JOIN stories s ON s.number = r.story "
        "JOIN signals g ON g.report = r.number WHERE r.number > ? ORDER BY r.number DESC LIMIT ?) ORDER BY number",
        (after, RESTORED),
    ).fetchall()
    for row in rows:
        grouping.restore(unpack(Signal, row["data"]), row["id"])
    return int(rows[-1]["number"]) if rows else after
