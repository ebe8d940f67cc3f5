"""What the library answers: lists of stories, events, actors, dyads, reports, news. All as plain rows."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..errors import SettingError
from .dyad_days import COUNTED
from .filters import EVENT_KEYS, Filter, Term
from .where import Sql, actor_numbers, events_sql, match_words, reports_conditions, stories_sql

Row = dict[str, Any]

RANKED = 3_000  # newest reports with the words, of which the best are shown first
SNIPPET_WORDS = 28
MOST_NEWS = 10_000
_NO_LIMIT = -1
_AT_ONCE = 500  # rows of details looked up together


def _limit(limit: int | None) -> int:
    return _NO_LIMIT if limit is None or limit <= 0 else limit


def stories(db: sqlite3.Connection, wanted: Filter, limit: int | None) -> list[Row]:
    """Stories, the ones reported last first."""
    text, values = stories_sql(db, wanted)
    numbers = [int(r[0]) for r in db.execute(f"{text} LIMIT ?", [*values, _limit(limit)])]
    return list(
        _details(
            db,
            numbers,
            "SELECT s.number, s.id, coalesce(s.renamed, s.title) AS title, s.reports, s.origins, "
            "(SELECT count(*) FROM events e WHERE e.story = s.number) AS events, s.first_published, "
            "s.last_published, s.created, s.changed FROM stories s WHERE s.number IN ",
        )
    )


def events(db: sqlite3.Connection, wanted: Filter, limit: int | None, *, oldest_first: bool = False) -> list[Row]:
    """Events, the latest first and the undated last."""
    return list(iterate_events(db, wanted, limit, oldest_first=oldest_first))


def iterate_events(
    db: sqlite3.Connection, wanted: Filter, limit: int | None = None, *, oldest_first: bool = False
) -> Iterator[Row]:
    """The rows of `events`, without holding more than some of them."""
    text, values = events_sql(db, wanted, oldest_first=oldest_first)
    cursor = db.execute(f"{text} LIMIT ?", [*values, _limit(limit)])
    while batch := cursor.fetchmany(_AT_ONCE):
        yield from events_of(db, [int(r[0]) for r in batch])


# The fields of an event's row in their order, and where each comes from; the sides are filled in.
_EVENT_FROM = {
    "id": "e.id",
    "story": "s.id",
    "story_title": "coalesce(s.renamed, s.title)",
    **{c: f"e.{c}" for c in ("type", "mode", "quad", "intensity", "status", "summary")},
    "actors": "NULL",
    "recipients": "NULL",
    **{c: f"e.{c}" for c in ("reciprocal", "when_text", "edtf", "earliest", "latest", "basis", "settled_by", "place")},
    **{c: f"e.{c}" for c in ("country", "lat", "lon", "reports", "origins", "figures", "changed")},
}
_EVENT = tuple(_EVENT_FROM)
_EVENT_ROW = f"SELECT {', '.join(_EVENT_FROM.values())}, e.number FROM events e JOIN stories s ON s.number = e.story"


def events_of(db: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[Row]:
    """The rows of some events, in the order of their numbers given."""
    marks = ", ".join("?" * len(numbers))
    people: dict[tuple[int, str], list[sqlite3.Row]] = {}
    for row in db.execute(
        "SELECT p.event, p.side, a.id, a.name, a.kind, a.country, a.sector FROM event_actors p "
        f"JOIN actors a ON a.number = p.actor WHERE p.event IN ({marks}) ORDER BY p.event, p.side, a.name",
        numbers,
    ):
        people.setdefault((row["event"], row["side"]), []).append(row)
    found = {r[-1]: r for r in db.execute(f"{_EVENT_ROW} WHERE e.number IN ({marks})", numbers)}
    for number in numbers:
        event = dict(zip(_EVENT, found[number], strict=False))
        for side in ("actor", "recipient"):
            event[f"{side}s"] = [_person(p) for p in people.get((number, side), ())]
        event["reciprocal"] = bool(event["reciprocal"])
        event["figures"] = json.loads(event["figures"])
        yield event


def _person(row: sqlite3.Row) -> Row:
    return {"id": row[2], "name": row[3], "kind": row[4], "country": row[5], "sector": row[6]}


def _details(db: sqlite3.Connection, numbers: Sequence[int], select: str) -> Iterator[Row]:
    """Rows for some numbers, in their order."""
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        found = {r["number"]: r for r in db.execute(f"{select}({', '.join('?' * len(some))})", some)}
        for number in some:
            row = dict(found[number])
            del row["number"]
            yield row


def actors(db: sqlite3.Connection, wanted: Filter, limit: int | None) -> list[Row]:
    """Actors of the events that pass the filter, the most frequent first."""
    inside, values = _inside(db, wanted)
    rows = db.execute(
        "SELECT a.id, a.name, a.kind, a.country, a.sector, a.role, c.events, c.as_actor, c.as_recipient "
        "FROM (SELECT p.actor, count(DISTINCT p.event) AS events, sum(p.side = 'actor') AS as_actor, "
        f"sum(p.side = 'recipient') AS as_recipient FROM event_actors p{inside} GROUP BY p.actor "
        "ORDER BY events DESC, p.actor LIMIT ?) c JOIN actors a ON a.number = c.actor ORDER BY c.events DESC, a.id",
        [*values, _limit(limit)],
    )
    return [dict(r) for r in rows]


def _inside(db: sqlite3.Connection, wanted: Filter) -> tuple[str, list[object]]:
    if not wanted.terms and not wanted.words:
        return "", []
    text, values = events_sql(db, wanted)
    return f" WHERE p.event IN (SELECT number FROM ({text}))", values


PERIODS = {"day": "d.day", "month": "substr(d.day, 1, 7)", "year": "substr(d.day, 1, 4)", "all": "'all'"}
_DYAD_KEYS = frozenset({"actor", "by", "recipient", "from", "to", "quad"})


def dyads(
    db: sqlite3.Connection, wanted: Filter, limit: int | None, *, period: str = "all", countries: bool = False
) -> list[Row]:
    """Who with whom: events by quad category and their mean intensity, over `period`s of day, month or year.

    Events without a day, or with one known to the month only, are counted under the period None. With
    `countries` the sides are countries. Raises SettingError for another period.
    """
    if period not in PERIODS:
        raise SettingError(f"'{period}' is no period; allowed are {', '.join(PERIODS)}")
    source, sql = _dyad_days(db, wanted)
    per = f"CASE WHEN d.day = '' THEN NULL ELSE {PERIODS[period]} END" if period != "all" else "'all'"
    select = f"SELECT d.actor AS one, d.recipient AS other, {per} AS period, {{}} FROM {source} d WHERE 1{{}}{{}}"
    group = " GROUP BY 1, 2" if period == "all" else " GROUP BY 1, 2, 3"
    counts = ", ".join(f"sum((d.quad = {q}) * d.events) AS q{q}" for q in (1, 2, 3, 4))
    sums = f"sum(d.events) AS events, {counts}, sum(d.intensity) AS total, sum(d.rated) AS rated"
    ordered = f" ORDER BY {'events DESC' if period == 'all' else 'period, events DESC'}, 1, 2 LIMIT ?"
    if countries:  # by pairs of actors first: of these there are fewer to look up
        added = ", ".join(f"sum({c}) AS {c}" for c in ("events", "q1", "q2", "q3", "q4", "total", "rated"))
        text = (
            f"SELECT a.country AS one, r.country AS other, period, {added} "
            f"FROM ({select.format(sums, sql.conditions, group)}) p "
            "JOIN actors a ON a.number = p.one JOIN actors r ON r.number = p.other "
            f"WHERE a.country IS NOT NULL AND r.country IS NOT NULL{group}{ordered}"
        )
        return [_dyad(r, {}) for r in db.execute(text, [*sql.values, _limit(limit)])]
    if source == "dyad_days" and period == "all" and limit:  # which are the most first, then what they are
        text = select.format("sum(d.events) AS events", sql.conditions, group) + ordered
        most = [f"({int(r['one'])}, {int(r['other'])})" for r in db.execute(text, [*sql.values, _limit(limit)])]
        sql.add(f"(d.actor, d.recipient) IN (VALUES {', '.join(most) or '(0, 0)'})")
    text = select.format(sums, sql.conditions, group) + ordered
    rows = db.execute(text, [*sql.values, _limit(limit)]).fetchall()
    names = _actor_names(db, {r[side] for r in rows for side in ("one", "other")})
    return [_dyad(r, names) for r in rows]


def _dyad(row: sqlite3.Row, names: dict[int, tuple[str, str]]) -> Row:
    one, other = (names.get(row[k], (row[k], row[k])) for k in ("one", "other"))
    return {
        "actor": one[0],
        "actor_name": one[1],
        "recipient": other[0],
        "recipient_name": other[1],
        "period": row["period"],
        "events": row["events"],
        "verbal_cooperation": row["q1"],
        "material_cooperation": row["q2"],
        "verbal_conflict": row["q3"],
        "material_conflict": row["q4"],
        "mean_intensity": round(row["total"] / row["rated"], 2) if row["rated"] else None,
    }


def _dyad_days(db: sqlite3.Connection, wanted: Filter) -> tuple[str, Sql]:
    """The days that are counted already where the filter is on sides, days and quads; else the events themselves."""
    sql = Sql()
    if wanted.words or any(t.key not in _DYAD_KEYS or t.negated for t in wanted.terms):
        text, values = events_sql(db, wanted)
        source = f"({COUNTED.format(sign=1, events=f'({text}) n JOIN events e ON e.number = n.number')})"
        sql.values.extend(values)
        return source, sql
    for term in wanted.terms:
        if term.key in {"actor", "by", "recipient"}:
            numbers = [n for value in term.values for n in actor_numbers(db, value)] or [0]
            marks = ", ".join(map(str, numbers))
            columns = {"by": ["actor"], "recipient": ["recipient"], "actor": ["actor", "recipient"]}[term.key]
            sql.add("(" + " OR ".join(f"d.{c} IN ({marks})" for c in columns) + ")")
        elif term.key == "from":
            sql.add("d.day >= ?", term.values[0])
        elif term.key == "to":
            sql.add("d.day <= ? AND d.day <> ''", term.values[0])
        else:
            sql.add(f"d.quad IN ({', '.join('?' * len(term.values))})", *map(int, term.values))
    return "dyad_days", sql


def _actor_names(db: sqlite3.Connection, numbers: set[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    wanted = sorted(numbers)
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = db.execute(f"SELECT number, id, name FROM actors WHERE number IN ({marks})", some)
        found.update({r["number"]: (r["id"], r["name"]) for r in rows})
    return found


def upcoming(db: sqlite3.Connection, wanted: Filter, limit: int | None, *, today: dt.date) -> list[Row]:
    """Planned events that are not over, the soonest first, then those without a day."""
    planned = Term(key="status", values=("planned",))
    text, values = events_sql(db, replace(wanted, terms=(*wanted.terms, planned)), oldest_first=True)
    rows = db.execute(
        f"SELECT n.number FROM ({text}) n JOIN events u ON u.number = n.number "
        "WHERE (u.latest IS NULL OR u.latest >= ?) "
        "ORDER BY u.earliest IS NULL, u.earliest, u.latest, u.number LIMIT ?",
        [*values, today.isoformat(), _limit(limit)],
    )
    return list(events_of(db, [int(r[0]) for r in rows]))


def search(db: sqlite3.Connection, wanted: Filter, limit: int | None) -> list[Row]:
    """Reports with all the words, the best by BM25 first, each with the words in their place.

    Of words that very many reports have, the newest `RANKED` reports are ranked. Without words, the newest
    reports that pass the filter.
    """
    sql = reports_conditions(db, wanted)
    select = (
        "SELECT r.number, r.id, r.title, r.outlet, r.url, r.published, s.id AS story, r.added "
        "FROM reports r JOIN stories s ON s.number = r.story WHERE r.number IN "
    )
    if not wanted.words:
        rows = db.execute(
            f"SELECT r.number FROM reports r WHERE 1{sql.conditions} ORDER BY r.number DESC LIMIT ?",
            [*sql.values, _limit(limit)],
        ).fetchall()
        return [{**d, "snippet": None} for d in _details(db, [int(r[0]) for r in rows], select)]
    words = match_words(wanted.words)
    joined = " JOIN reports r ON r.number = w.rowid" if sql.needs_row else ""
    # With a plus, the index of words leads, and is not asked anew for each number of a list.
    conditions = sql.conditions if joined else sql.conditions.replace("r.number", "+w.rowid")
    ranked = db.execute(
        f"SELECT number FROM (SELECT w.rowid AS number, bm25(report_words, 4.0, 1.0) AS score "
        f"FROM report_words w{joined} WHERE report_words MATCH ?{conditions} "
        "ORDER BY w.rowid DESC LIMIT ?) ORDER BY score, number DESC LIMIT ?",
        [words, *sql.values, RANKED if limit and limit > 0 else _NO_LIMIT, _limit(limit)],
    ).fetchall()
    numbers = [int(r[0]) for r in ranked]
    shown = {n: _snippet(db, words, n) for n in numbers}
    found = _details(db, numbers, select)
    return [{**row, "snippet": shown[number]} for number, row in zip(numbers, found, strict=True)]


def _snippet(db: sqlite3.Connection, words: str, number: int) -> str | None:
    row = db.execute(
        f"SELECT snippet(report_words, -1, '[', ']', '…', {SNIPPET_WORDS}) FROM report_words "
        "WHERE report_words MATCH ? AND rowid = ?",
        (words, number),
    ).fetchone()
    return " ".join(str(row[0]).split()) if row and row[0] is not None else None


def news(db: sqlite3.Connection, since: str, wanted: Filter, limit: int | None) -> list[Row]:
    """Each change since a moment: new stories, stories that grew, events whose status or figures changed."""
    inside, values = _changes_inside(db, wanted)
    rows = db.execute(
        "SELECT c.at, c.kind, c.story, coalesce(s.renamed, s.title) AS title, c.event, e.summary, c.report, "
        "c.before, c.after, c.reason FROM changes c LEFT JOIN stories s ON s.id = c.story "
        f"LEFT JOIN events e ON e.id = c.event WHERE c.at >= ?{inside} ORDER BY c.number DESC LIMIT ?",
        [since, *values, min(limit, MOST_NEWS) if limit and limit > 0 else MOST_NEWS],
    ).fetchall()
    return [dict(r) for r in rows]


def digest(db: sqlite3.Connection, since: str, wanted: Filter, limit: int | None) -> list[Row]:
    """The same from the first state to the last: a story that began or grew is one row, and so is each kind of
    change of an event; what changed and changed back is none. `before` and `after` are counts of reports, or values.
    """
    inside, values = _changes_inside(db, wanted)
    rows = db.execute(
        "SELECT l.at, CASE WHEN g.began THEN 'story-new' ELSE l.kind END AS kind, l.story, "
        "coalesce(s.renamed, s.title) AS title, l.event, e.summary, "
        "CASE WHEN g.began THEN NULL WHEN l.kind = 'story-grew' THEN f.after - 1 ELSE f.before END AS before, "
        "CASE WHEN l.kind IN ('story-new', 'story-grew') THEN CAST(l.after AS INTEGER) ELSE l.after END AS after, "
        "l.reason FROM (SELECT min(c.number) AS first, max(c.number) AS last, max(c.kind = 'story-new') AS began "
        f"FROM changes c WHERE c.at >= ?{inside} GROUP BY c.story, c.event, "
        "CASE WHEN c.kind IN ('story-new', 'story-grew') THEN 'reports' ELSE c.kind END, "
        "CASE WHEN c.event IS NULL AND c.kind NOT IN ('story-new', 'story-grew') THEN c.number END) g "
        "JOIN changes f ON f.number = g.first JOIN changes l ON l.number = g.last "
        "LEFT JOIN stories s ON s.id = l.story LEFT JOIN events e ON e.id = l.event "
        "WHERE l.event IS NULL OR f.before IS NULL OR f.before IS NOT l.after ORDER BY g.last DESC LIMIT ?",
        [since, *values, _limit(limit)],
    ).fetchall()
    return [dict(r) for r in rows]


def _changes_inside(db: sqlite3.Connection, wanted: Filter) -> tuple[str, list[object]]:
    """Changes `c` of stories that pass a filter, and of those of their events that do."""
    if not wanted.terms and not wanted.words:
        return "", []
    text, values = stories_sql(db, wanted)
    inside = f" AND c.story IN (SELECT id FROM stories WHERE number IN (SELECT number FROM ({text})))"
    if wanted.words or any(t.key in EVENT_KEYS for t in wanted.terms):
        told, more = events_sql(db, wanted)
        inside += (
            " AND (c.event IS NULL OR c.event IN (SELECT id FROM events WHERE number IN "
            f"(SELECT number FROM ({told}))))"
        )
        values = [*values, *more]
    return inside, values
