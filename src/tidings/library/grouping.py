"""Grouping that goes on where an earlier process stopped: the open stories of a library, brought back from its file.

Open is what a new report may still belong to: stories reported on within the window of grouping, counted back from
the newest day in the library, and those of the newest arrivals, whatever their days, for archives that are added
from the past. Of a long story its latest reports are enough. Then reports are added as in one long run.
"""

from __future__ import annotations

import datetime as dt
import sqlite3

from ..stories import Signal, Stories
from ..stories.stream import MOST_LOOKED_AT, WINDOW_DAYS
from .codec import unpack

ARRIVALS = 2_000  # newest reports whose stories are open, however long ago they were written
MOST_RESTORED = 30_000  # reports, the newest first: bounds the time and the memory of a start


def restored(db: sqlite3.Connection) -> Stories:
    """The open stories of a library as its file has them. What a person has judged is neither joined nor parted."""
    held = {str(r[0]) for r in db.execute("SELECT id FROM stories WHERE held > 0")}

    def taken(id: str) -> bool:
        return db.execute("SELECT 1 FROM stories WHERE id = ?", (id,)).fetchone() is not None

    stories = Stories(taken=taken, held=held)
    rows = db.execute(
        f"""WITH open AS (
            SELECT number FROM stories WHERE ended IS NULL
                AND coalesce(last_published, substr(changed, 1, 10)) >= :first
            UNION SELECT story FROM (SELECT story FROM reports ORDER BY number DESC LIMIT {ARRIVALS})),
        late AS (SELECT r.number, r.story, row_number() OVER (PARTITION BY r.story ORDER BY r.number DESC) AS back
            FROM reports r WHERE r.story IN open)
        SELECT * FROM (SELECT l.number, s.id, g.data FROM late l JOIN stories s ON s.number = l.story
            JOIN signals g ON g.report = l.number WHERE l.back <= {MOST_LOOKED_AT}
            ORDER BY l.number DESC LIMIT {MOST_RESTORED}) ORDER BY number""",
        {"first": _window_begins(db)},
    )
    stories.restore((unpack(Signal, row["data"]), row["id"]) for row in rows)
    return stories


def catch_up(db: sqlite3.Connection, stories: Stories, *, after: int) -> int:
    """Restore the reports that other processes added behind number `after`; returns the newest number."""
    rows = db.execute(
        "SELECT r.number, s.id, g.data FROM reports r JOIN stories s ON s.number = r.story "
        "JOIN signals g ON g.report = r.number WHERE r.number > ? ORDER BY r.number",
        (after,),
    ).fetchall()
    stories.restore((unpack(Signal, row["data"]), row["id"]) for row in rows)
    return int(rows[-1]["number"]) if rows else after


def _window_begins(db: sqlite3.Connection) -> str:
    """The first day of the window; a report that is dated in the future does not move it."""
    today = dt.datetime.now(dt.UTC).date()
    newest = db.execute("SELECT max(published) FROM reports WHERE published <= ?", (today.isoformat(),)).fetchone()[0]
    last = dt.date.fromisoformat(newest) if newest else today
    return (last - dt.timedelta(days=min(WINDOW_DAYS, last.toordinal() - 1))).isoformat()
