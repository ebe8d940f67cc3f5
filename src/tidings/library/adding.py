"""A report into the library, in one transaction, and out of it again."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Account, content_of
from ..stories import Stories, StoryChange, signal
from . import grouping as groups
from .codec import pack, pack_reading
from .facets import ALL, day_number
from .file import Store
from .rows import change, find, now
from .writing import drop_events

MOST_REASON = 400  # letters kept of why a report is in its story


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What became of a report: its id and its story's; `new` is False where the library had it already."""

    report: str
    story: str
    new: bool


class Adder:
    """Adds reports to one library. Holds the open stories in memory, and follows what other processes add."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._grouping: Stories | None = None
        self._newest = 0
        self._regrouped = -1

    def known(self, account_content: str) -> tuple[str, str] | None:
        """The report and the story ids of a text that the library has."""
        row = self._store.db.execute(
            "SELECT r.id, s.id FROM reports r JOIN stories s ON s.number = r.story WHERE r.content = ?",
            (account_content,),
        ).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def add(self, accounts: Sequence[Account], *, coder: str) -> list[Added]:
        """Store reports with all that was read from them, and put each in its story; all of them, or none.

        A report that is there already changes nothing.
        """
        try:
            with self._store.write() as db:
                return [self._add(db, account, coder) for account in accounts]
        except BaseException:
            self.forget()  # memory may be ahead of a transaction that was given up
            raise

    def forget(self) -> None:
        """Read the open stories again before the next report."""
        self._grouping = None

    def _add(self, db: sqlite3.Connection, account: Account, coder: str) -> Added:
        content = content_of(account.report)
        same = (
            self.known(content)
            or db.execute(
                "SELECT r.id, s.id FROM reports r JOIN stories s ON s.number = r.story WHERE r.id = ?",
                (account.report.id,),
            ).fetchone()
        )
        if same:
            return Added(report=same[0], story=same[1], new=False)
        grouping = self._current(db)
        report, at = account.report, now()
        one = signal(report, segments=account.segments or None)
        placed = grouping.place(one)
        story = _story_number(db, placed.story, placed.title, at)
        number = db.execute(
            "INSERT INTO reports (id, content, title, outlet, url, published, path, language, added, story, "
            "reason, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                report.id,
                content,
                report.title,
                report.outlet,
                report.url,
                report.published.isoformat() if report.published else None,
                report.path,
                report.language,
                at,
                story,
                (placed.reason or "")[:MOST_REASON] or None,
                report.text,
            ),
        ).lastrowid
        db.execute("INSERT INTO signals (report, data) VALUES (?, ?)", (number, pack(one)))
        db.execute(
            "INSERT INTO codings (report, coder, made, current, reading, mentions) VALUES (?, ?, ?, 1, ?, ?)",
            (number, coder, at, pack_reading(account), pack(account.mentions)),
        )
        for made in placed.changes:
            _follow(db, made, placed.homes, at)
        if placed.changes:
            regrouped(db)
            self._regrouped += 1  # here it is known already
        count_story(db, story, at)
        size, title = db.execute("SELECT reports, title FROM stories WHERE number = ?", (story,)).fetchone()
        if title != placed.title:
            db.execute("UPDATE stories SET title = ? WHERE number = ?", (placed.title, story))
        kind = "story-new" if size == 1 else "story-grew"
        if size == 1:
            _list_story(db, story, report.published)
        change(db, at, kind, placed.story, report=report.id, told={"after": str(size), "reason": placed.reason})
        self._newest = int(number or 0)
        return Added(report=report.id, story=placed.story, new=True)

    def _current(self, db: sqlite3.Connection) -> Stories:
        """The open stories, with whatever other processes have done since."""
        regrouped = int(db.execute("SELECT value FROM settings WHERE key = 'regrouped'").fetchone()[0])
        if self._grouping is None or regrouped != self._regrouped:
            self._grouping = groups.restored(db)
            self._regrouped = regrouped
            self._newest = int(db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()[0])
        else:
            self._newest = groups.catch_up(db, self._grouping, after=self._newest)
        return self._grouping


def _list_story(db: sqlite3.Connection, story: int, published: dt.date | None) -> None:
    """Have a story that was not compared yet stand in the list of all."""
    db.execute("INSERT INTO facets (name) VALUES (?) ON CONFLICT DO NOTHING", (ALL,))
    db.execute(
        "INSERT OR IGNORE INTO story_facets (facet, day, story) SELECT number, ?, ? FROM facets WHERE name = ?",
        (day_number(published), story, ALL),
    )


def _story_number(db: sqlite3.Connection, id: str, title: str, at: str) -> int:
    found = db.execute("SELECT number FROM stories WHERE id = ?", (id,)).fetchone()
    if found:
        return int(found[0])
    made = db.execute(
        "INSERT INTO stories (id, title, created, changed) VALUES (?, ?, ?, ?)", (id, title, at, at)
    ).lastrowid
    return int(made or 0)


def _follow(db: sqlite3.Connection, made: StoryChange, homes: dict[str, str], at: str) -> None:
    """Write down that stories became one, or that one became two."""
    if made.kind == "merged":
        kept, gone = made.into[0], [s for s in made.stories if s not in made.into]
        for other in gone:
            into = _story_number(db, kept, kept, at)
            merge(db, find(db, "stories", other, noun="story")["number"], into, at)
            change(db, at, "story-merged", kept, told={"before": other, "after": kept, "reason": made.reason})
        return
    story = find(db, "stories", made.stories[0], noun="story")
    for other in made.into[1:]:
        reports = sorted(r for r, home in homes.items() if home == other)
        part = _story_number(db, other, story["title"], at)
        move(db, reports, part, at)
        change(db, at, "story-split", other, told={"before": story["id"], "after": other, "reason": made.reason})
    count_story(db, story["number"], at)


def merge(db: sqlite3.Connection, gone: int, kept: int, at: str) -> None:
    """Give all reports of one story to another, and end it."""
    into = db.execute("SELECT id FROM stories WHERE number = ?", (kept,)).fetchone()[0]
    db.execute("UPDATE reports SET story = ? WHERE story = ?", (kept, gone))
    db.execute("UPDATE events SET story = ? WHERE story = ?", (kept, gone))  # their ids last
    end_story(db, gone, into, at)
    count_story(db, kept, at)


def move(db: sqlite3.Connection, reports: list[str], story: int, at: str) -> None:
    """Give some reports to a story, and name it by the first of them where it was empty."""
    was_empty = not db.execute("SELECT 1 FROM reports WHERE story = ? LIMIT 1", (story,)).fetchone()
    db.executemany("UPDATE reports SET story = ? WHERE id = ?", [(story, r) for r in reports])
    db.execute(  # an event that only these reports tell comes with them, under its id
        "UPDATE events SET story = ?1 WHERE number IN (SELECT m.event FROM mentions m JOIN reports r "
        "ON r.number = m.report WHERE r.story = ?1) AND NOT EXISTS (SELECT 1 FROM mentions m "
        "JOIN reports r ON r.number = m.report WHERE m.event = events.number AND r.story <> ?1)",
        (story,),
    )
    if was_empty:
        titled = db.execute(
            "SELECT title FROM reports WHERE story = ? AND title IS NOT NULL ORDER BY number LIMIT 1", (story,)
        ).fetchone()
        if titled:
            db.execute("UPDATE stories SET title = ? WHERE number = ?", (titled[0], story))
    count_story(db, story, at)


def count_story(db: sqlite3.Connection, story: int, at: str) -> None:
    """Bring a story's figures up to date after its reports have changed; it then waits to be compared."""
    db.execute(
        "UPDATE stories SET (reports, first_published, last_published) = "
        "(SELECT count(*), min(published), max(published) FROM reports WHERE story = ?1), "
        "changed = ?2, version = version + 1, ended = NULL, into_story = NULL WHERE number = ?1",
        (story, at),
    )


def end_story(db: sqlite3.Connection, story: int, into: str | None, at: str) -> None:
    """A story without reports keeps its row, so that its id leads to what it became."""
    drop_events(db, story)
    db.execute("DELETE FROM comparisons WHERE story = ?", (story,))
    db.execute("DELETE FROM story_facets WHERE story = ?", (story,))
    db.execute(
        "UPDATE stories SET ended = ?, into_story = ?, reports = 0, origins = NULL, changed = ? WHERE number = ?",
        (at, into, at, story),
    )


def regrouped(db: sqlite3.Connection) -> None:
    """Tell every process that holds the open stories in memory to read them again."""
    db.execute("UPDATE settings SET value = CAST(value AS INTEGER) + 1 WHERE key = 'regrouped'")


def remove(store: Store, id: str) -> str:
    """Take a report out, with all that rests on it alone; returns the story that it was in.

    Its text is overwritten in the file. What other reports say of the same events stays.
    """
    store.db.execute("PRAGMA secure_delete = ON")
    with store.write() as db:
        row = find(db, "reports", id, noun="report")
        at = now()
        story = db.execute("SELECT * FROM stories WHERE number = ?", (row["story"],)).fetchone()
        db.execute("DELETE FROM reports WHERE number = ?", (row["number"],))
        db.execute("DELETE FROM changes WHERE report = ?", (row["id"],))
        db.execute("UPDATE feed_items SET report = NULL WHERE report = ?", (row["id"],))
        left = db.execute(
            "SELECT title FROM reports WHERE story = ? ORDER BY title IS NULL, number LIMIT 1", (row["story"],)
        ).fetchone()
        if left:
            title = left[0] or story["title"]
            db.execute("UPDATE stories SET title = ? WHERE number = ?", (title, row["story"]))
            count_story(db, row["story"], at)
        else:
            end_story(db, row["story"], None, at)
            db.execute("UPDATE stories SET title = '(removed)', renamed = NULL WHERE number = ?", (row["story"],))
            db.execute("DELETE FROM changes WHERE story = ?", (story["id"],))
        change(db, at, "report-removed", story["id"])
        regrouped(db)
    return str(story["id"])


def tidy_actors(db: sqlite3.Connection) -> None:
    """Drop actors that nothing names any more."""
    db.execute(
        "DELETE FROM actors WHERE NOT EXISTS (SELECT 1 FROM event_actors p WHERE p.actor = actors.number) "
        "AND number NOT IN (SELECT actor FROM mention_actors)"
    )
