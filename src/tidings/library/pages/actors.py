"""Actors for their pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from ..dyad_days import SIDES_COUNTED
from ..facets import known
from ..library import Library
from ..offices import offices_due
from ..queries import Row

_OFFICES_MOST = 8  # of one actor, those of most reports
_HOLDERS_MOST = 4  # of one office, besides the actor
_NAMED_MOST = 400  # newest mentions that the names of an actor are taken from
_AROUND = 90  # characters before and after the words of a statement
_OTHER_SIDE = "CASE p.side WHEN 'actor' THEN 'recipient' ELSE 'actor' END"
_NAMES_ACTOR = (  # the report of a facet `f` does
    "SELECT 1 FROM mentions m CROSS JOIN mention_actors p ON p.mention = m.number "
    "WHERE m.report = f.report AND p.side IN ('actor', 'recipient') AND p.actor = ?"
)


def find_actors(library: Library, words: str, *, limit: int) -> list[Row]:
    """Actors by a part of their name or id, those in most events first; the most frequent ones without words."""
    with library.store.read() as db:
        if not words.strip():
            return library.actors("", limit=limit)
        literal = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = db.execute(
            "SELECT a.id, a.name, a.kind, a.country, a.sector, a.role, "
            "(SELECT count(DISTINCT p.event) FROM event_actors p WHERE p.actor = a.number) AS events, "
            "(SELECT count(*) FROM event_actors p WHERE p.actor = a.number AND p.side = 'actor') AS as_actor, "
            "(SELECT count(*) FROM event_actors p WHERE p.actor = a.number AND p.side = 'recipient') AS as_recipient "
            "FROM (SELECT * FROM actors WHERE name LIKE ? ESCAPE '\\' OR id LIKE ? ESCAPE '\\' LIMIT 500) a "
            "ORDER BY events DESC, a.id LIMIT ?",
            (f"%{literal}%", f"%{literal}%", limit),
        ).fetchall()
    return [dict(r) for r in rows]


def actor_periods(library: Library, id: str, *, other: str | None = None) -> list[Row]:
    """Events of an actor by day, side and quad, with what their intensities add up to; day None is 'no day'.

    The quad is that of the codebook by which the events were coded; one that it does not place in a quad is 0, and -1
    where its intensity is hostile.

    With `other`, only those that the one does and the other is done to (side 'actor'), or the reverse.
    """
    with library.store.read() as db:
        source, values = "actor_days WHERE actor = ?", [_actor_number(db, id)]
        if other is not None:
            both = SIDES_COUNTED.format(sign=1, events="event_actors o JOIN events e ON e.number = o.event")
            source = f"({both} WHERE p.actor = ? AND o.actor = ? AND o.side = {_OTHER_SIDE})"
            values.append(_actor_number(db, other))
        rows = db.execute(
            "SELECT nullif(day, '') AS day, side, quad, sum(events) AS events, sum(intensity) AS total, "
            f"sum(rated) AS rated FROM {source} GROUP BY 1, 2, 3",
            values,
        ).fetchall()
    return [dict(r) for r in rows]


def actor_names(library: Library, id: str) -> list[Row]:
    """The words by which reports name an actor, with how often and one report for each, of the newest mentions."""
    with library.store.read() as db:
        rows = db.execute(
            'SELECT r.id AS report, r.outlet, r.published, p.start, p."end", '
            'substr(r.text, p.start + 1, p."end" - p.start) AS words FROM mention_actors p '
            "JOIN mentions m ON m.number = p.mention JOIN reports r ON r.number = m.report "
            "WHERE p.actor = ? ORDER BY p.mention DESC LIMIT ?",
            (_actor_number(db, id), _NAMED_MOST),
        ).fetchall()
    found: dict[str, Row] = {}
    for row in rows:
        words = " ".join(str(row["words"]).split())
        if not words:
            continue
        entry = found.setdefault(words.casefold(), {**dict(row), "words": words, "count": 0, "reports": set()})
        entry["count"] += 1
        entry["reports"].add(row["report"])
    ordered = sorted(found.values(), key=lambda e: (-e["count"], e["words"]))
    return [{**e, "reports": len(e["reports"])} for e in ordered]


def actor_offices(library: Library, id: str) -> list[Row]:
    """The offices that reports say an actor holds, those of most reports first: each with all its holders.

    A holder is `known` where it takes part in any event, has `reports` that state it, `dated` of them with a day,
    the `first` and the `last` of these days, and `told`: the latest statement with its report, outlet, day and words
    in their surroundings. The actor comes first, then who else is said to hold the office, the one stated last
    first; reports that differ are all kept.
    """
    with library.store.read() as db:
        offices = db.execute(
            "SELECT country, office FROM offices INDEXED BY offices_holder WHERE holder = ? "
            "GROUP BY country, office ORDER BY count(*) DESC, country, office LIMIT ?",
            (id, _OFFICES_MOST),
        ).fetchall()
        return [{"country": c, "office": o, **_holders(db, c, o, id)} for c, o in offices]


def stories_without_offices(library: Library) -> int:
    """How many stories of an older library have not been asked yet which offices they state."""
    with library.store.read() as db:
        return offices_due(db)


def _holders(db: sqlite3.Connection, country: str, office: str, id: str) -> Row:
    rows = db.execute(
        "SELECT holder, EXISTS (SELECT 1 FROM actors WHERE id = holder) AS known, count(*) AS reports, "
        "count(published) AS dated, min(published) AS first, max(published) AS last "
        "FROM offices INDEXED BY offices_office "
        "WHERE country = ? AND office = ? GROUP BY holder ORDER BY holder <> ?, last IS NULL, last DESC, holder",
        (country, office, id),
    ).fetchall()
    shown = rows[: _HOLDERS_MOST + 1]
    holders = [{**dict(r), "told": _last_statement(db, country, office, r["holder"])} for r in shown]
    return {"holders": holders, "more": len(rows) - len(shown)}


def _last_statement(db: sqlite3.Connection, country: str, office: str, holder: str) -> Row:
    row = db.execute(
        'SELECT r.id AS report, r.outlet, r.title, o.published, o.name, o.start, o."end", '
        f"substr(r.text, max(1, o.start + 1 - {_AROUND}), min(o.start, {_AROUND})) AS before, "
        f'substr(r.text, o.start + 1, min(o."end" - o.start, {2 * _AROUND})) AS words, '
        f'substr(r.text, o."end" + 1, {_AROUND}) AS after '
        "FROM offices o INDEXED BY offices_holder JOIN reports r ON r.number = o.report "
        "WHERE o.holder = ? AND o.country = ? AND o.office = ? "
        "ORDER BY o.published DESC, o.report DESC LIMIT 1",
        (holder, country, office),
    ).fetchone()
    return dict(row)


def actor_reports(library: Library, id: str, *, limit: int) -> list[Row]:
    """The newest reports in whose events an actor takes part, for saying in which it is another one."""
    with library.store.read() as db:
        number = _actor_number(db, id)
        rows = db.execute(
            "SELECT r.id, r.title, r.outlet, r.published FROM report_facets f CROSS JOIN reports r "
            f"ON r.number = f.report WHERE f.facet = ? AND EXISTS ({_NAMES_ACTOR}) ORDER BY f.report DESC LIMIT ?",
            (*(known(db, [f"actor:{number}"]) or [0]), number, limit),
        ).fetchall()
    return [dict(r) for r in rows]


def judgements_of(library: Library, id: str) -> list[Row]:
    """The judgements that name an actor or a story, the newest first; what came with another is undone with it."""
    with library.store.read() as db:
        rows = db.execute(
            "SELECT * FROM judgements WHERE instr(what, ?) ORDER BY number DESC",
            (json.dumps(id, ensure_ascii=False),),
        ).fetchall()
    return by_themselves({**dict(r), "what": json.loads(r["what"])} for r in rows)


def by_themselves(judgements: Iterable[Row]) -> list[Row]:
    """Judgements but for those that were made as a part of another: a merge also gives the name of the whole."""
    return [j for j in judgements if j["what"].get("with") is None]


def _actor_number(db: sqlite3.Connection, id: str) -> int:
    row = db.execute("SELECT number FROM actors WHERE id = ?", (id,)).fetchone()
    return int(row[0]) if row else 0
