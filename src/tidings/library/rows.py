"""Rows of the file and records, one to the other."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping

from ..errors import Ambiguous, Ended, JudgementError, NotFound
from ..records import Account, Actor, Report
from .codec import unpack_account

FEWEST_LETTERS = 4  # of an id that are enough to name it, where only one begins so


def now() -> str:
    """This moment as the file writes it: UTC, ISO 8601, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def report_of(row: sqlite3.Row) -> Report:
    """A report from its row with all columns."""
    return Report(
        id=row["id"],
        text=row["text"],
        title=row["title"],
        outlet=row["outlet"],
        url=row["url"],
        published=dt.date.fromisoformat(row["published"]) if row["published"] else None,
        path=row["path"],
        language=row["language"],
    )


def accounts_of(db: sqlite3.Connection, story: int, *, parsed: bool = True) -> list[Account]:
    """The accounts of a story's reports as they were read, in order of arrival; without `parsed`, without parses."""
    rows = db.execute(
        "SELECT r.*, c.reading, c.mentions FROM reports r "
        "JOIN codings c ON c.report = r.number AND c.current WHERE r.story = ? ORDER BY r.number",
        (story,),
    )
    return [unpack_account(report_of(r), r["reading"], r["mentions"], parsed=parsed) for r in rows]


def actor_number(db: sqlite3.Connection, actor: Actor, known: dict[str, int]) -> int:
    """The row of an actor, made where there is none; what it lacked before is filled in."""
    number = known.get(actor.id)
    if number is not None:
        return number
    row = db.execute(
        "INSERT INTO actors (id, name, kind, country, sector, role) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET country = coalesce(country, excluded.country), "
        "sector = coalesce(sector, excluded.sector), role = coalesce(role, excluded.role) RETURNING number",
        (actor.id, actor.name, actor.kind, actor.country, actor.sector, actor.role),
    ).fetchone()
    known[actor.id] = int(row[0])
    return known[actor.id]


def find(db: sqlite3.Connection, table: str, id: str, *, noun: str) -> sqlite3.Row:
    """The row of a report, story or event by its id or the beginning of it.

    Raises NotFound where none begins so, Ambiguous where several do, naming some.
    """
    given = id.strip().lower()
    rows = db.execute(
        f"SELECT * FROM {table} WHERE id >= ? AND id < ? ORDER BY id LIMIT 4",
        (given, given + "\uffff"),
    ).fetchall()
    exact = [r for r in rows if r["id"] == given]
    if exact or (len(rows) == 1 and len(given) >= FEWEST_LETTERS):
        row: sqlite3.Row = (exact or rows)[0]
        return row
    if not rows or len(given) < FEWEST_LETTERS:
        raise NotFound(f"there is no {noun} '{id}'; its id, or at least {FEWEST_LETTERS} letters of it, is wanted")
    raise Ambiguous(f"several {noun} ids begin with '{id}': {', '.join(r['id'] for r in rows[:3])}. Give more of it")


def live_story(db: sqlite3.Connection, id: str) -> sqlite3.Row:
    """The row of a story, followed to the one that it became part of.

    Raises Ended for a story that is gone.
    """
    row = find(db, "stories", id, noun="story")
    for _ in range(1_000):
        if row["ended"] is None:
            return row
        if row["into_story"] is None:
            raise Ended(f"the story '{row['id']}' has ended: its reports were removed")
        row = find(db, "stories", row["into_story"], noun="story")
    raise JudgementError(f"the story '{id}' leads from one story to another without end")


def change(
    db: sqlite3.Connection,
    at: str,
    kind: str,
    story: str,
    *,
    event: str | None = None,
    report: str | None = None,
    told: Mapping[str, str | None] | None = None,
) -> None:
    """Record what changed; `told` may give 'before', 'after' and 'reason'."""
    told = told or {}
    db.execute(
        "INSERT INTO changes (at, kind, story, event, report, before, after, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (at, kind, story, event, report, told.get("before"), told.get("after"), told.get("reason")),
    )
