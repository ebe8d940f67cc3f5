"""Events for their pages: the table with its facets, who tells them, the map."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping

from ..filters import Filter
from ..library import Library
from ..queries import Row, events_of, planned_keys
from ..where import events_sql, numbers_told
from .marks import marks

_FACETED_MOST = 2_000  # newest events that facets are counted over
_LISTED_MOST = 60  # values of a facet


def events_page(library: Library, wanted: Filter, *, limit: int, offset: int) -> list[Row]:
    """Some of the events that pass a filter, the latest first and the undated last."""
    with library.store.read() as db:
        text, values = events_sql(db, wanted, some=True)
        numbers = json.loads(numbers_told(db, f"{text} LIMIT ? OFFSET ?", [*values, limit, offset]))
        return list(events_of(db, numbers))


def event_facets(library: Library, wanted: Filter) -> Row:
    """How many events pass, and by type, status, country and outlet; counted over the newest `_FACETED_MOST`."""
    with library.store.read() as db:
        text, values = events_sql(db, wanted, some=True)
        numbers = json.loads(numbers_told(db, f"{text} LIMIT ?", [*values, _FACETED_MOST + 1]))
        those = (json.dumps(numbers[:_FACETED_MOST]),)
        told = db.execute(  # as one text: a row for each would take longer than the rest
            "SELECT json_group_array(json_array(e.type, e.status, e.country)) FROM json_each(?) n "
            "CROSS JOIN events e INDEXED BY events_shown ON e.number = n.value",
            those,
        ).fetchone()[0]
        outlets = db.execute(
            "SELECT r.outlet, count(DISTINCT m.event) FROM json_each(?) n JOIN mentions m ON m.event = n.value "
            "JOIN reports r INDEXED BY reports_shown ON r.number = m.report GROUP BY r.outlet",
            those,
        ).fetchall()
    rows = json.loads(told)
    return {
        "total": min(len(numbers), _FACETED_MOST),
        "more": len(numbers) > _FACETED_MOST,
        **{name: _most(Counter(r[k] for r in rows)) for k, name in enumerate(("type", "status", "country"))},
        "outlet": _most({r[0]: r[1] for r in outlets}),
    }


def _most(counts: Mapping[str | None, int]) -> list[tuple[str, int]]:
    """The most frequent values with their counts."""
    found = [(value, count) for value, count in counts.items() if value is not None]
    return sorted(found, key=lambda i: (-i[1], i[0]))[:_LISTED_MOST]


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


def calendar_rows(library: Library, wanted: Filter, *, limit: int, today: dt.date) -> list[Row]:
    """What a calendar tells of planned events that are not over, the soonest first: who takes part is not asked."""
    with library.store.read() as db:
        numbers = [key[2] for key in planned_keys(db, wanted, limit, today=today)]
        rows = db.execute(
            "SELECT e.id, e.type, e.summary, e.when_text, e.earliest, e.latest, e.place, e.lat, e.lon, e.reports, "
            "e.origins, s.id AS story, coalesce(s.renamed, s.title) AS story_title FROM json_each(?) n "
            "CROSS JOIN events e ON e.number = n.value CROSS JOIN stories s ON s.number = e.story ORDER BY n.key",
            (json.dumps(numbers),),
        ).fetchall()
    return [dict(r) for r in rows]


def last_planned(library: Library) -> str | None:
    """The latest day on which anything planned begins; None where nothing planned has a day."""
    with library.store.read() as db:
        row = db.execute(
            "SELECT max(earliest) FROM events INDEXED BY events_planned WHERE status = 'planned'"
        ).fetchone()
    return str(row[0]) if row and row[0] else None


def map_points(library: Library, wanted: Filter, *, limit: int) -> tuple[list[Row], int]:
    """The newest events that have a place on the map, and how many of those that pass have none."""
    with library.store.read() as db:
        text, values = events_sql(db, wanted, some=True)
        rows = db.execute(
            "SELECT e.id, e.type, e.status, e.quad, e.intensity, e.summary, e.place, e.country, e.lat, e.lon, "
            "e.earliest, e.latest, e.when_text, e.edtf, e.basis, e.reports, e.origins "
            f"FROM ({text} LIMIT ?) n "
            "JOIN events e ON e.number = n.number ORDER BY n.day, e.number",
            [*values, limit],
        ).fetchall()
    placed = [dict(r) for r in rows if r["lat"] is not None and r["lon"] is not None]
    return placed, len(rows) - len(placed)
