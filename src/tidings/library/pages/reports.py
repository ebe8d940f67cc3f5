"""Reports for their pages, and reports that are searched for."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

from ...records import Account
from ..codec import unpack_account
from ..filters import Filter
from ..library import Library
from ..queries import RANKED, SNIPPET_WORDS, Row
from ..rows import find, report_of
from ..where import match_words, numbers_told
from ..where_told import reports_conditions, worded
from .marks import marks

OPENS, CLOSES = "\ue000", "\ue001"  # around a found word: private characters, so that no text can pretend to be one
_FACETED_MOST = 2_000  # newest reports that facets are counted over
_ACTORS_MOST = 400  # of one report, that are looked up


def account(library: Library, id: str) -> tuple[Account, Row]:
    """A report with all that was read from it, and where it belongs: story, title, origin, reason, coder."""
    with library.store.read() as db:
        row = find(db, "reports", id, noun="report")
        coding = db.execute("SELECT * FROM codings WHERE report = ? AND current", (row["number"],)).fetchone()
        story = db.execute(
            "SELECT id, coalesce(renamed, title) AS title FROM stories WHERE number = ?", (row["story"],)
        )
        found = story.fetchone()
        events = db.execute(
            "SELECT m.id, e.id AS event, e.summary, e.reports, e.origins, e.status FROM mentions m "
            "JOIN events e ON e.number = m.event WHERE m.report = ?",
            (row["number"],),
        ).fetchall()
        made = unpack_account(report_of(row), coding["reading"], coding["mentions"])
        ids = sorted({a.id for m in (made.reading.actors if made.reading else ()) for a in m.actors})[:_ACTORS_MOST]
        known = db.execute(f"SELECT id FROM actors WHERE id IN ({marks(ids)})", ids).fetchall()
    about = {
        "story": found["id"],
        "story_title": found["title"],
        "origin": row["origin"],
        "reason": row["reason"],
        "added": row["added"],
        "coder": coding["coder"],
        "events": {e["id"]: dict(e) for e in events},
        "actors": frozenset(str(k[0]) for k in known),  # those that take part in any event, and so have a page
    }
    return made, about


def search_page(library: Library, wanted: Filter, *, limit: int, offset: int) -> list[Row]:
    """Reports with all the words, the best first, with a snippet whose found words stand between OPENS and CLOSES."""
    words = match_words(wanted.words) if wanted.words else None
    with library.store.read() as db:
        sql = reports_conditions(db, wanted)
        if words is None:
            ranked = db.execute(
                f"SELECT r.number FROM reports r WHERE 1{sql.conditions} ORDER BY r.number DESC LIMIT ? OFFSET ?",
                [*sql.values, limit, offset],
            ).fetchall()
        else:
            source, values = worded(sql, wanted.words)
            ranked = db.execute(
                "SELECT number FROM (SELECT w.rowid AS number, bm25(report_words, 4.0, 1.0) AS score "
                f"FROM {source} ORDER BY w.rowid DESC LIMIT ?) ORDER BY score, number DESC LIMIT ? OFFSET ?",
                [*values, RANKED, limit, offset],
            ).fetchall()
        return [_found(db, int(r[0]), words) for r in ranked]


def _found(db: sqlite3.Connection, number: int, words: str | None) -> Row:
    row = db.execute(
        "SELECT r.id, r.title, r.outlet, r.url, r.published, s.id AS story, "
        "coalesce(s.renamed, s.title) AS story_title, "
        "s.reports AS story_reports, substr(r.text, 1, 400) AS beginning "
        "FROM reports r JOIN stories s ON s.number = r.story WHERE r.number = ?",
        (number,),
    ).fetchone()
    snippet = None
    if words is not None:
        told = db.execute(
            f"SELECT snippet(report_words, 1, '{OPENS}', '{CLOSES}', '…', {SNIPPET_WORDS}) FROM report_words "
            "WHERE report_words MATCH ? AND rowid = ?",
            (words, number),
        ).fetchone()
        snippet = str(told[0]) if told and told[0] is not None else None
    return {**dict(row), "snippet": snippet}


def search_facets(library: Library, wanted: Filter) -> Row:
    """How many reports have the words, and by outlet and month; counted over the newest `_FACETED_MOST`."""
    with library.store.read() as db:
        sql = reports_conditions(db, wanted)
        if wanted.words:
            source, values = worded(sql, wanted.words)
            source = f"SELECT w.rowid AS number FROM {source} ORDER BY w.rowid DESC"
        else:
            source, values = (
                f"SELECT r.number FROM reports r WHERE 1{sql.conditions} ORDER BY r.number DESC",
                sql.values,
            )
        numbers = json.loads(numbers_told(db, f"{source} LIMIT ?", [*values, _FACETED_MOST + 1]))
        told = db.execute(  # as one text: a row for each would take longer than the rest
            "SELECT json_group_array(json_array(r.outlet, substr(r.published, 1, 7))) FROM json_each(?) n "
            "CROSS JOIN reports r INDEXED BY reports_shown ON r.number = n.value",
            (json.dumps(numbers[:_FACETED_MOST]),),
        ).fetchone()[0]
    found = json.loads(told)
    outlets = Counter(outlet for outlet, _ in found if outlet)
    months = Counter(month for _, month in found if month)
    return {
        "total": min(len(numbers), _FACETED_MOST),
        "more": len(numbers) > _FACETED_MOST,
        "outlet": sorted(outlets.items(), key=lambda i: (-i[1], i[0]))[:20],
        "month": sorted(months.items(), reverse=True)[:24],
    }
