"""One record with all that the library knows of it: report, event, story or actor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import Ambiguous, NotFound
from .queries import Row, events_of
from .rows import find


def show(db: Any, id: str) -> Row:
    """The record of an id, or of the beginning of one. Raises NotFound, or Ambiguous."""
    if ":" in id:
        row = db.execute("SELECT * FROM actors WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound(f"there is no actor '{id}'; `tidings actors` lists them")
        return {"kind_of_record": "actor", **{k: row[k] for k in row.keys() if k != "number"}}  # noqa: SIM118 (a sqlite3.Row)
    several: Ambiguous | None = None
    for table, noun in (("reports", "report"), ("events", "event"), ("stories", "story")):
        try:
            row = find(db, table, id, noun=noun)
        except NotFound:
            continue
        except Ambiguous as error:
            several = several or error
            continue
        return _SHOWN[table](db, row)
    raise several or NotFound(f"there is no report, event or story '{id}' in the library")


def _show_report(db: Any, row: Any) -> Row:
    story = db.execute(
        "SELECT id, coalesce(renamed, title) AS title FROM stories WHERE number = ?", (row["story"],)
    ).fetchone()
    mentions = db.execute("SELECT * FROM v_mentions WHERE report = ? ORDER BY start", (row["id"],)).fetchall()
    codings = db.execute("SELECT coder, made, current FROM codings WHERE report = ?", (row["number"],)).fetchall()
    keys = ("id", "title", "outlet", "url", "published", "path", "language", "added", "origin", "reason", "text")
    return {
        "kind_of_record": "report",
        **{k: row[k] for k in keys},
        "story": story["id"],
        "story_title": story["title"],
        "codings": [dict(c) for c in codings],
        "mentions": [dict(m) for m in mentions],
    }


def _show_event(db: Any, row: Any) -> Row:
    event = next(iter(events_of(db, [row["number"]])))
    told = db.execute(
        "SELECT * FROM v_mentions WHERE event = ? ORDER BY published, report, start", (row["id"],)
    ).fetchall()
    changes = db.execute(
        "SELECT at, kind, before, after FROM changes WHERE event = ? ORDER BY number", (row["id"],)
    ).fetchall()
    return {
        "kind_of_record": "event",
        **event,
        "mentions": [dict(m) for m in told],
        "changes": [dict(c) for c in changes],
    }


def _show_story(db: Any, row: Any) -> Row:
    changes = db.execute("SELECT * FROM changes WHERE story = ? ORDER BY number", (row["id"],)).fetchall()
    reports = db.execute(
        "SELECT id, title, outlet, published, reason FROM reports WHERE story = ? ORDER BY number", (row["number"],)
    ).fetchall()
    keys = (
        "id",
        "title",
        "renamed",
        "origins",
        "first_published",
        "last_published",
        "created",
        "changed",
        "ended",
        "into_story",
    )
    return {
        "kind_of_record": "story",
        **{k: row[k] for k in keys},
        "reports": [dict(r) for r in reports],
        "changes": [{k: c[k] for k in ("at", "kind", "event", "report", "before", "after", "reason")} for c in changes],
    }


_SHOWN: dict[str, Callable[[Any, Any], Row]] = {"reports": _show_report, "events": _show_event, "stories": _show_story}
