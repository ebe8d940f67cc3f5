"""Stories for their pages: lists with what has changed, members, briefs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Literal

from ..file import Store
from ..filters import Filter
from ..library import Library
from ..queries import Row
from ..rows import find, live_story
from ..walks import stories_walked
from ..where import stories_sql
from .marks import marks

Order = Literal["changed", "size", "published"]
_LEADS = 3  # events that stand for a story in a list
_TOLD = ("event-status", "event-figures", "event-date")  # changes that are told one by one
_ORDERS: dict[str, str] = {
    "changed": "s.changed DESC, s.number DESC",
    "size": "coalesce(s.origins, 1) DESC, s.reports DESC, s.number DESC",
    "published": "s.last_published IS NULL, s.last_published DESC, s.number DESC",
}
_CACHE_KIB = 4_096  # for each of a server's threads; the file itself is mapped, and the system keeps what is used
_MAPPED = (1 << 31) - (1 << 16)  # bytes of the file, for all threads together: the most that SQLite allows


def lighten(store: Store) -> None:
    """Let a connection that is one of many hold few pages of its own, and read those that all of them share."""
    store.db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    store.db.execute(f"PRAGMA mmap_size = {_MAPPED}")


def counts(library: Library) -> Row:
    """How many reports and stories there are, and when the last report came."""
    with library.store.read() as db:
        row = db.execute(
            "SELECT (SELECT count(*) FROM reports) AS reports, "
            "(SELECT count(*) FROM stories WHERE ended IS NULL) AS stories, "
            "(SELECT count(*) FROM stories WHERE ended IS NULL AND compared < version) AS waiting, "
            "(SELECT added FROM reports ORDER BY number DESC LIMIT 1) AS added"
        ).fetchone()
    return dict(row)


def story_cards(
    library: Library, wanted: Filter, *, since: str | None, order: Order, limit: int, offset: int = 0
) -> list[Row]:
    """Stories for a list: each with its outlets, its first events, and what has changed `since` a moment."""
    with library.store.read() as db:
        inside, values = _passing(db, wanted)
        if since:
            inside += " AND s.changed >= ?"
            values = [*values, since]
        rows = db.execute(
            "SELECT s.number, s.id, coalesce(s.renamed, s.title) AS title, s.reports, "
            "coalesce(s.origins, 0) AS origins, "
            "s.first_published, s.last_published, s.created, s.changed, s.compared < s.version AS waiting "
            f"FROM stories s WHERE s.ended IS NULL{inside} ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
        numbers = [int(r["number"]) for r in rows]
        outlets = _outlets(db, numbers)
        leads = _leads(db, numbers)
        figures = _disagreeing(db, numbers)
        changed = _changes(db, [str(r["id"]) for r in rows], since)
    return [
        {
            **dict(r),
            "outlets": outlets.get(r["number"], []),
            "leads": leads.get(r["number"], []),
            "disagreeing": figures.get(r["number"], 0),
            "changes": changed.get(r["id"], {"kinds": {}, "told": []}),
        }
        for r in rows
    ]


def _passing(db: sqlite3.Connection, wanted: Filter) -> tuple[str, list[object]]:
    """Conditions on stories `s` in whatever order: each is asked while they are walked, or few are gathered first."""
    if walked := stories_walked(db, wanted):
        return walked.conditions, walked.values
    text, values = stories_sql(db, wanted)
    return f" AND s.number IN (SELECT number FROM ({text}))", values


def _outlets(db: sqlite3.Connection, stories: Sequence[int]) -> dict[int, list[str]]:
    rows = db.execute(
        f"SELECT DISTINCT story, outlet FROM reports WHERE story IN ({marks(stories)}) AND outlet IS NOT NULL "
        "ORDER BY story, outlet",
        list(stories),
    )
    found: dict[int, list[str]] = {}
    for story, outlet in rows:
        found.setdefault(story, []).append(outlet)
    return found


def _leads(db: sqlite3.Connection, stories: Sequence[int]) -> dict[int, list[Row]]:
    rows = db.execute(
        "SELECT story, id, type, status, summary, when_text, edtf, earliest, latest, basis, place, reports, origins "
        f"FROM events WHERE story IN ({marks(stories)}) AND position < ? ORDER BY story, position",
        [*stories, _LEADS],
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["story"], []).append(dict(row))
    return found


def _disagreeing(db: sqlite3.Connection, stories: Sequence[int]) -> dict[int, int]:
    """How many events of each story have figures on which reports differ."""
    rows = db.execute(
        f"SELECT story, count(*) FROM events WHERE story IN ({marks(stories)}) AND figures <> '[]' GROUP BY story",
        list(stories),
    )
    return {r[0]: r[1] for r in rows}


def _changes(db: sqlite3.Connection, stories: Sequence[str], since: str | None) -> dict[str, Row]:
    """By story: how many changes of each kind there were, and those worth telling one by one."""
    found: dict[str, Row] = {s: {"kinds": {}, "told": []} for s in stories}
    moment = since or ""
    for story, kind, count in db.execute(
        f"SELECT story, kind, count(*) FROM changes WHERE story IN ({marks(stories)}) AND at >= ? GROUP BY story, kind",
        [*stories, moment],
    ):
        found[story]["kinds"][kind] = count
    for row in db.execute(
        "SELECT c.story, c.kind, c.before, c.after, c.at, e.id AS event, e.summary FROM changes c "
        f"JOIN events e ON e.id = c.event WHERE c.story IN ({marks(stories)}) AND c.at >= ? "
        f"AND c.kind IN ({marks(_TOLD)}) ORDER BY c.number DESC",
        [*stories, moment, *_TOLD],
    ):
        found[row["story"]]["told"].append(dict(row))
    return found


def story_members(library: Library, id: str) -> Row:
    """A story's row with its reports in order of arrival and all that changed; the id of a joined story leads on.

    With the same `state`, the story's brief is the same.
    """
    with library.store.read() as db:
        story = live_story(db, id)
        reports = db.execute(
            "SELECT id, title, outlet, published, added, origin, reason FROM reports WHERE story = ? ORDER BY number",
            (story["number"],),
        ).fetchall()
        changes = db.execute(
            "SELECT c.at, c.kind, c.report, c.event, c.before, c.after, c.reason, e.summary FROM changes c "
            "LEFT JOIN events e ON e.id = c.event WHERE c.story = ? ORDER BY c.number",
            (story["id"],),
        ).fetchall()
    return {
        "id": story["id"],
        "title": story["renamed"] or story["title"],
        "renamed": story["renamed"],
        "waiting": story["compared"] < story["version"],
        "compared": story["compared"] > 0,
        "state": (story["version"], story["compared"], story["renamed"], story["title"]),
        "reports": [dict(r) for r in reports],
        "changes": [dict(c) for c in changes],
    }


def story_of_event(library: Library, id: str) -> tuple[str, str]:
    """The ids of an event and of its story, by the event's id or its beginning."""
    with library.store.read() as db:
        row = find(db, "events", id, noun="event")
        story = db.execute("SELECT id FROM stories WHERE number = ?", (row["story"],)).fetchone()
    return str(row["id"]), str(story[0])
