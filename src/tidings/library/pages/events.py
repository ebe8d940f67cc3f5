"""Events for their pages: the table with its facets, who tells them, the map."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from ..filters import Filter
from ..library import Library
from ..queries import Row, events_of
from ..where import events_sql
from .marks import marks

_FACETED_MOST = 2_000  # newest events that facets are counted over


def events_page(library: Library, wanted: Filter, *, limit: int, offset: int) -> list[Row]:
    """Some of the events that pass a filter, the latest first and the undated last."""
    with library.store.read() as db:
        text, values = events_sql(db, wanted)
        numbers = [int(r[0]) for r in db.execute(f"{text} LIMIT ? OFFSET ?", [*values, limit, offset])]
        return list(events_of(db, numbers))


def event_facets(library: Library, wanted: Filter) -> Row:
    """How many events pass, and by type, status, country and outlet; counted over the newest `_FACETED_MOST`."""
    with library.store.read() as db:
        text, values = events_sql(db, wanted)
        inside = f"WITH n AS MATERIALIZED (SELECT number FROM ({text} LIMIT {_FACETED_MOST + 1})) "
        total = int(db.execute(f"{inside}SELECT count(*) FROM n", values).fetchone()[0])
        found: dict[str, Any] = {"total": min(total, _FACETED_MOST), "more": total > _FACETED_MOST}
        for name in ("type", "status", "country"):
            found[name] = _counted(
                db,
                f"{inside}SELECT e.{name}, count(*) AS c FROM n JOIN events e ON e.number = n.number "
                f"WHERE e.{name} IS NOT NULL GROUP BY 1 ORDER BY c DESC, 1 LIMIT 60",
                values,
            )
        found["outlet"] = _counted(
            db,
            f"{inside}SELECT r.outlet, count(DISTINCT m.event) AS c FROM n JOIN mentions m ON m.event = n.number "
            "JOIN reports r ON r.number = m.report WHERE r.outlet IS NOT NULL GROUP BY 1 ORDER BY c DESC, 1 LIMIT 60",
            values,
        )
    return found


def _counted(db: sqlite3.Connection, sql: str, values: Sequence[object]) -> list[tuple[str, int]]:
    return [(str(r[0]), int(r[1])) for r in db.execute(sql, list(values))]


def tellers(library: Library, events: Iterable[str]) -> dict[str, list[Row]]:
    """Who tells each of some events: outlet, speaker, report and the span of the words, the earliest report first."""
    ids = list(events)
    with library.store.read() as db:
        rows = db.execute(
            "SELECT e.id AS event, r.id AS report, coalesce(r.outlet, r.title) AS outlet, r.published, m.speaker, "
            'm.force, m.start, m."end", '
            'substr(r.text, m.start + 1, min(400, m."end" - m.start)) AS quote FROM events e '
            "JOIN mentions m ON m.event = e.number JOIN reports r ON r.number = m.report "
            f"WHERE e.id IN ({marks(ids)}) ORDER BY r.published IS NULL, r.published, r.number, m.start",
            ids,
        ).fetchall()
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["event"], []).append(dict(row))
    return found


def last_planned(library: Library) -> str | None:
    """The latest day on which anything planned begins; None where nothing planned has a day."""
    with library.store.read() as db:
        row = db.execute("SELECT max(earliest) FROM events WHERE status = 'planned'").fetchone()
    return str(row[0]) if row and row[0] else None


def map_points(library: Library, wanted: Filter, *, limit: int) -> tuple[list[Row], int]:
    """The newest events that have a place on the map, and how many of those that pass have none."""
    with library.store.read() as db:
        text, values = events_sql(db, wanted)
        rows = db.execute(
            "SELECT e.id, e.type, e.status, e.quad, e.summary, e.place, e.country, e.lat, e.lon, e.earliest, e.latest, "
            f"e.when_text, e.edtf, e.basis, e.reports, e.origins FROM ({text} LIMIT ?) n "
            "JOIN events e ON e.number = n.number ORDER BY n.day, e.number",
            [*values, limit],
        ).fetchall()
    placed = [dict(r) for r in rows if r["lat"] is not None and r["lon"] is not None]
    return placed, len(rows) - len(placed)
