"""Who is said to hold which office, statement by statement: kept with each story when it is compared.

What a report states stands as it stated it; where reports name different holders, all of them are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from ..records import Account
from .judged import Judged, judged_account
from .rows import accounts_of

Statement = tuple[str, str, str, str, str, int, int, str | None]  # as a row of `offices`, its report by id

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


def fill_offices(db: sqlite3.Connection) -> None:
    """The statements of all stories that were compared: for a library that did not keep them yet."""
    judged = Judged.of(db)
    rows = db.execute("SELECT number FROM stories WHERE compared > 0 AND ended IS NULL ORDER BY number").fetchall()
    for row in rows:
        accounts = [judged_account(a, judged) for a in accounts_of(db, int(row[0]), parsed=False)]
        write_offices(db, int(row[0]), statements(accounts))
