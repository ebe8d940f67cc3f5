"""Who is said to hold which office, statement by statement: kept with each story when it is compared.

What a report states stands as it stated it; where reports name different holders, all of them are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ..errors import LibraryError
from ..records import Account
from .judged import Judged, judged_account
from .rows import accounts_of

if TYPE_CHECKING:
    from .file import Store

Statement = tuple[str, str, str, str, str, int, int, str | None]  # as a row of `offices`, its report by id

_DUE = "offices_due"  # a setting: stories up to this number are still to be asked, from the newest down
_DUE_STORIES = (
    "FROM stories WHERE number <= (SELECT CAST(value AS INTEGER) FROM settings WHERE key = ?) "
    "AND compared > 0 AND compared = version AND ended IS NULL"
)
_AT_ONCE = 16  # stories read, then kept in one transaction
_KEEP = (
    'INSERT OR IGNORE INTO offices (report, country, office, holder, name, start, "end", published) '
    "SELECT number, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM reports WHERE id = ?1"
)


def statements(accounts: Sequence[Account]) -> tuple[Statement, ...]:
    """What the accounts of one story state of offices: (report, country, office, holder, name, start, end, day)."""
    from ..compare.actors import holdings, link_actors

    return tuple(
        (
            h.evidence.report,
            h.country,
            h.office,
            h.holder.id,
            h.holder.name,
            h.evidence.span.start,
            h.evidence.span.end,
            h.published.isoformat() if h.published else None,
        )
        for h in holdings(accounts, link_actors(accounts))
    )


def write_offices(db: sqlite3.Connection, story: int, told: Iterable[Statement]) -> None:
    """Put the statements of a story's reports in the place of those that were kept of them."""
    db.execute("DELETE FROM offices WHERE report IN (SELECT number FROM reports WHERE story = ?)", (story,))
    db.executemany(_KEEP, told)


def note_offices_due(db: sqlite3.Connection) -> None:
    """Note that of the stories compared so far none is stated: for a library that did not keep offices yet."""
    db.execute(
        "INSERT INTO settings SELECT ?, max(number) FROM stories WHERE compared > 0 AND ended IS NULL "
        "HAVING max(number) IS NOT NULL",
        (_DUE,),
    )


def offices_due(db: sqlite3.Connection) -> int:
    """How many stories of an older library are still to be asked what they state of offices."""
    return int(db.execute(f"SELECT count(*) {_DUE_STORIES}", (_DUE,)).fetchone()[0])


def fill_offices(store: Store, *, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Keep what stories of an older library state of offices, the newest first; returns how many were asked.

    Reading happens outside the transactions, of which each is a lot: others write meanwhile, and where it was cut off
    the next call goes on. A story that waits or changes meanwhile is left to its comparison; one whose reading is
    damaged is passed over, `tidings check` tells of it.
    """
    noted = store.db.execute("SELECT 1 FROM settings WHERE key = ?", (_DUE,)).fetchone()
    if not noted:
        return 0
    done, due = 0, offices_due(store.db)
    while True:
        if on_progress:
            on_progress(done, due)
        with store.read() as db:
            rows = db.execute(
                f"SELECT number, version {_DUE_STORIES} ORDER BY number DESC LIMIT {_AT_ONCE}", (_DUE,)
            ).fetchall()
            judged = Judged.of(db)
            told = [_stated(db, int(row["number"]), judged) for row in rows]
        with store.write() as db:
            if not rows:
                db.execute("DELETE FROM settings WHERE key = ?", (_DUE,))
                return done
            for row, some in zip(rows, told, strict=True):
                same = "SELECT 1 FROM stories WHERE number = ? AND version = ? AND ended IS NULL"
                if some is not None and db.execute(same, tuple(row)).fetchone():
                    write_offices(db, int(row["number"]), some)
            db.execute("UPDATE settings SET value = ? WHERE key = ?", (int(rows[-1]["number"]) - 1, _DUE))
        done += len(rows)


def _stated(db: sqlite3.Connection, story: int, judged: Judged) -> tuple[Statement, ...] | None:
    """What a story states; None where its reading is damaged."""
    try:
        return statements([judged_account(a, judged) for a in accounts_of(db, story, parsed=False)])
    except LibraryError:
        return None
