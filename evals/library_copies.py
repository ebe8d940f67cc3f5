"""Makes a large library of a small one in minutes: copies of its rows under other ids, days, outlets and figures.

Adding a hundred thousand reports one by one takes the better part of an hour, and what is measured is how the
library answers afterwards. A copy has all that a report, its story and its events have, in every table and list, so
that it is found, shown, checked and grouped with like any other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import sqlite3
import zlib
from functools import lru_cache

from tidings.library import Library
from tidings.library.codec import LEVEL
from tidings.library.columns import write_columns
from tidings.library.facets import write_report_days

FIRST = dt.date(2022, 1, 1)
DAYS = 365
STEP = 101  # days between an original and its first copy, and so on, around the year
_DAYS = ("when_text", "edtf", "earliest", "latest")
_ID = re.compile(rb'"[0-9a-f]{16}"')

# Each table with the columns that are not simply taken over.
_TABLES: dict[str, dict[str, str]] = {
    "stories": {
        "number": "number + :stories",
        "id": "other(id, :k)",
        "first_published": "moved(first_published, :k)",
        "last_published": "moved(last_published, :k)",
    },
    "comparisons": {"story": "story + :stories", "data": "recast(data, :k)"},
    "reports": {
        "number": "number + :reports",
        "id": "other(id, :k)",
        "content": "other(content, :k)",
        "outlet": "'Outlet ' || ((number + 7 * :k) % 40)",
        "published": "moved(published, :k)",
        "story": "story + :stories",
        "origin": "other(origin, :k)",
        "text": "counted(text, :k)",
    },
    "codings": {"number": "number + :codings", "report": "report + :reports", "mentions": "recast(mentions, :k)"},
    "signals": {"report": "report + :reports", "data": "recast(data, :k)"},
    "events": {
        "number": "number + :events",
        "id": "other(id, :k)",
        "story": "story + :stories",
        **{
            c: f"moved({c}, :k)"
            for c in ("when_text", "edtf", "earliest", "latest", "first_published", "last_published")
        },
    },
    "event_actors": {"event": "event + :events"},
    "mentions": {
        "number": "number + :mentions",
        "id": "other(id, :k)",
        "report": "report + :reports",
        "event": "event + :events",
        **{c: f"moved({c}, :k)" for c in _DAYS},
    },
    "mention_actors": {"mention": "mention + :mentions"},
    "event_facets": {"event": "event + :events", "day": "later(day, :k)"},
    "story_facets": {"story": "story + :stories", "day": "later(day, :k)"},
    "report_facets": {"report": "report + :reports"},
    "offices": {"report": "report + :reports", "published": "moved(published, :k)"},
    "changes": {
        "number": "number + :changes",
        "story": "other(story, :k)",
        "event": "other(event, :k)",
        "report": "other(report, :k)",
    },
}
_NUMBERED = ("stories", "reports", "codings", "events", "mentions", "changes")


def multiply(library: Library, times: int) -> None:
    """Make the library `times` as large; each copy is a transaction."""
    db = library.store.db
    for name, arguments, function in (
        ("other", 2, other),
        ("moved", 2, moved),
        ("later", 2, later),
        ("counted", 2, counted),
        ("recast", 2, recast),
    ):
        db.create_function(name, arguments, function, deterministic=True)
    size = {t: int(db.execute(f"SELECT coalesce(max(number), 0) FROM {t}").fetchone()[0]) for t in _NUMBERED}
    days = db.execute("SELECT * FROM dyad_days").fetchall()
    told = [int(r[0]) for r in db.execute("SELECT story FROM story_told")]
    for k in range(1, times):
        with library.store.write():
            for table, changed in _TABLES.items():
                _copy(db, table, changed, {**{t: n * k for t, n in size.items()}, "k": k}, size)
            db.executemany(
                "INSERT INTO dyad_days VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET events = events + "
                "excluded.events, intensity = intensity + excluded.intensity, rated = rated + excluded.rated",
                [(d[0], d[1], moved(d[2], k), *tuple(d)[3:]) for d in days],
            )
            for story in told:
                write_columns(db, story + size["stories"] * k)
                write_report_days(db, story + size["stories"] * k)


_OWNER = {
    "comparisons": ("story", "stories"),
    "signals": ("report", "reports"),
    "event_actors": ("event", "events"),
    "mention_actors": ("mention", "mentions"),
    "event_facets": ("event", "events"),
    "story_facets": ("story", "stories"),
    "report_facets": ("report", "reports"),
    "offices": ("report", "reports"),
}


def _copy(
    db: sqlite3.Connection, table: str, changed: dict[str, str], values: dict[str, int], size: dict[str, int]
) -> None:
    columns = [str(r[1]) for r in db.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{c}"' for c in columns)
    taken = ", ".join(changed.get(c, f'"{c}"') for c in columns)
    number, owner = _OWNER.get(table, ("number", table))
    db.execute(f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE {number} <= {size[owner]}", values)


def other(id: str | None, k: int) -> str | None:
    return None if id is None else hashlib.blake2b(f"{id} {k}".encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=65536)
def moved(day: str | None, k: int) -> str | None:
    """A day so much later, around the year; what is no day stays."""
    try:
        known = dt.date.fromisoformat(day or "")
    except ValueError:
        return day
    return dt.date.fromordinal(later(known.toordinal(), k)).isoformat()


def later(day: int, k: int) -> int:
    return FIRST.toordinal() + (day - FIRST.toordinal() + STEP * k) % DAYS if day else 0


def counted(text: str, k: int) -> str:
    """The text with other figures, as long as before."""
    return text.translate({ord(str(d)): str((d + k) % 10) for d in range(10)})


def recast(data: bytes, k: int) -> bytes:
    """Packed records with the ids of the copy."""
    plain = zlib.decompress(data)
    return zlib.compress(_ID.sub(lambda m: b'"%s"' % (other(m[0][1:-1].decode(), k) or "").encode(), plain), LEVEL)
