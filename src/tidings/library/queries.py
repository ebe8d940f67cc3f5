"""What the library answers: lists of stories, events, actors, reports, news. Rows are plain.

A list is keyed: each row comes with its place in the order of the list, and with `after` the list goes on behind such a
place. So a page never repeats a row nor leaves one out because others arrived.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from .columns import many, most_actors
from .filters import EVENT_KEYS, Filter
from .walks import changes_sql, planned_sql
from .where import events_sql, match_words, stories_sql
from .where_told import reports_conditions, worded

Row = dict[str, Any]
Key = tuple[int | str | None, ...]
Keyed = list[tuple[Key, Row]]

RANKED = 3_000  # newest reports with the words, of which the best are shown first
SNIPPET_WORDS = 28
MOST_NEWS = 10_000
_NO_LIMIT = -1
_UNDATED = "~"  # sorts behind every day
AT_ONCE = 500  # rows of details looked up together


def limited(limit: int | None) -> int:
    return _NO_LIMIT if limit is None or limit <= 0 else limit


_STORY_ROW = (
    "SELECT s.number, s.id, coalesce(s.renamed, s.title) AS title, s.reports, s.origins, "
    "(SELECT count(*) FROM events e WHERE e.story = s.number) AS events, s.first_published, "
    "s.last_published, s.created, s.changed FROM stories s WHERE s.number IN "
)
_REPORT_ROW = (
    "SELECT r.number, r.id, r.title, r.outlet, r.url, r.published, s.id AS story, r.added "
    "FROM reports r JOIN stories s ON s.number = r.story WHERE r.number IN "
)


def stories(db: sqlite3.Connection, wanted: Filter, limit: int | None, *, after: Key | None = None) -> Keyed:
    """Stories, the ones reported last first."""
    text, values = stories_sql(db, wanted)
    keys = _places(db, text, values, limit, after)
    return list(zip(keys, _details(db, [number for _, number in keys], _STORY_ROW), strict=True))


def events(
    db: sqlite3.Connection, wanted: Filter, limit: int | None, *, after: Key | None = None, oldest_first: bool = False
) -> Keyed:
    """Events, the latest first and the undated last."""
    text, values = events_sql(db, wanted, oldest_first=oldest_first, some=limited(limit) != _NO_LIMIT)
    keys = _places(db, text, values, limit, after, ">" if oldest_first else "<")
    return list(zip(keys, _events_in(db, [number for _, number in keys]), strict=True))


def _places(
    db: sqlite3.Connection, text: str, values: Sequence[object], limit: int | None, after: Key | None, way: str = "<"
) -> list[tuple[int, int]]:
    """Days and numbers of what `text` selects."""
    if after:
        text = f"SELECT day, number FROM ({text}) WHERE (day, number) {way} (?, ?)"
    rows = db.execute(f"{text} LIMIT ?", [*values, *(after or ()), limited(limit)])
    return [(int(r["day"]), int(r["number"])) for r in rows]


def _events_in(db: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[Row]:
    for first in range(0, len(numbers), AT_ONCE):
        yield from events_of(db, numbers[first : first + AT_ONCE])


def iterate_events(
    db: sqlite3.Connection, wanted: Filter, limit: int | None = None, *, oldest_first: bool = False
) -> Iterator[Row]:
    """The rows of `events`, without holding more than some of them."""
    text, values = events_sql(db, wanted, oldest_first=oldest_first)
    cursor = db.execute(f"{text} LIMIT ?", [*values, limited(limit)])
    while batch := cursor.fetchmany(AT_ONCE):
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
    for first in range(0, len(numbers), AT_ONCE):
        some = numbers[first : first + AT_ONCE]
        found = {r["number"]: r for r in db.execute(f"{select}({', '.join('?' * len(some))})", some)}
        for number in some:
            row = dict(found[number])
            del row["number"]
            yield row


def actors(db: sqlite3.Connection, wanted: Filter, limit: int | None, *, after: Key | None = None) -> Keyed:
    """Actors of the events that pass the filter, the most frequent first."""
    if asked := many(db, wanted):
        found = [c for c in most_actors(db, asked) if not after or (-c[1], c[0]) > (-int(after[0] or 0), after[1])]
        return _counted_actors(db, found[: limit if limit and limit > 0 else None])
    inside, values = _inside(db, wanted)
    more = (after[0], *after) if after else ()
    behind = "(events < ? OR (events = ? AND {} > ?))" if after else ""
    if inside:
        counted = (
            "SELECT p.actor AS number, count(DISTINCT p.event) AS events, sum(p.side = 'actor') AS as_actor, "
            f"sum(p.side = 'recipient') AS as_recipient FROM event_actors p{inside} GROUP BY p.actor"
            + (f" HAVING {behind.format('p.actor')}" if after else "")
            + " ORDER BY events DESC, p.actor"
        )
    else:  # counted already
        counted = "SELECT actor AS number, events, as_actor, as_recipient FROM actor_counts"
        counted += f" WHERE {behind.format('actor')}" if after else ""
        counted += " ORDER BY events DESC, actor"
    rows = db.execute(
        "SELECT c.number, a.id, a.name, a.kind, a.country, a.sector, a.role, c.events, c.as_actor, c.as_recipient "
        f"FROM ({counted} LIMIT ?) c JOIN actors a ON a.number = c.number ORDER BY c.events DESC, c.number",
        [*values, *more, limited(limit)],
    )
    return [((r["events"], r["number"]), _without_number(r)) for r in rows]


def _counted_actors(db: sqlite3.Connection, counts: Sequence[tuple[int, int, int, int]]) -> Keyed:
    numbers = [c[0] for c in counts]
    found = _details(db, numbers, "SELECT number, id, name, kind, country, sector, role FROM actors WHERE number IN ")
    return [
        ((events, number), {**row, "events": events, "as_actor": by, "as_recipient": to})
        for (number, events, by, to), row in zip(counts, found, strict=True)
    ]


def _without_number(row: sqlite3.Row) -> Row:
    return {k: row[k] for k in row.keys() if k != "number"}  # noqa: SIM118 (a sqlite3.Row)


def _inside(db: sqlite3.Connection, wanted: Filter) -> tuple[str, list[object]]:
    if not wanted.terms and not wanted.words:
        return "", []
    text, values = events_sql(db, wanted)
    return f" WHERE p.event IN (SELECT number FROM ({text}))", values


def upcoming(
    db: sqlite3.Connection, wanted: Filter, limit: int | None, *, today: dt.date, after: Key | None = None
) -> Keyed:
    """Planned events that are not over, the soonest first, then those without a day."""
    keys = planned_keys(db, wanted, limit, today=today, after=after)
    return list(zip(keys, _events_in(db, [k[2] for k in keys]), strict=True))


def planned_keys(
    db: sqlite3.Connection, wanted: Filter, limit: int | None, *, today: dt.date, after: Key | None = None
) -> list[tuple[str, str, int]]:
    """First day, last day and number of what `upcoming` lists."""
    key = f"coalesce(e.earliest, '{_UNDATED}'), coalesce(e.latest, ''), e.number"
    behind = f" AND ({key}) > (?, ?, ?)" if after else ""
    most = limited(limit)
    keys: list[tuple[str, str, int]] = []
    for source, sql, order in planned_sql(db, wanted, today.isoformat(), str(after[0]) if after else ""):
        rows = db.execute(
            f"SELECT {key} FROM {source} WHERE 1{sql.conditions}{behind} ORDER BY {order} LIMIT ?",
            [*sql.values, *(after or ()), most if most < 0 else most - len(keys)],
        )
        keys += [(str(r[0]), str(r[1]), int(r[2])) for r in rows]
    return keys


def search(db: sqlite3.Connection, wanted: Filter, limit: int | None, *, after: Key | None = None) -> Keyed:
    """Reports with all the words, the best by BM25 first, each with the words in their place.

    Of words that very many reports have, the newest `RANKED` reports are ranked. Without words, the newest
    reports that pass the filter. A ranking is of the reports that were there when its first page was asked for: a key
    has the newest of them, and how many rows were shown.
    """
    sql = reports_conditions(db, wanted)
    newest, skipped = after or (db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()[0], 0)
    if not wanted.words:
        rows = db.execute(
            f"SELECT r.number FROM reports r WHERE r.number <= ?{sql.conditions} ORDER BY r.number DESC LIMIT ?",
            [newest, *sql.values, limited(limit)],
        )
        numbers = [int(r[0]) for r in rows]
        found = _details(db, numbers, _REPORT_ROW)
        return [((n - 1, 0), {**row, "snippet": None}) for n, row in zip(numbers, found, strict=True)]
    words = match_words(wanted.words)
    source, values = worded(sql, wanted.words)
    ranked = db.execute(
        f"SELECT number FROM (SELECT w.rowid AS number, bm25(report_words, 4.0, 1.0) AS score FROM {source} "
        "AND +w.rowid <= ? ORDER BY w.rowid DESC LIMIT ?) ORDER BY score, number DESC LIMIT ? OFFSET ?",
        [*values, newest, RANKED if limit and limit > 0 else _NO_LIMIT, limited(limit), skipped],
    )
    numbers = [int(r[0]) for r in ranked]
    found = _details(db, numbers, _REPORT_ROW)
    return [
        ((newest, int(skipped or 0) + k), {**row, "snippet": _snippet(db, words, number)})
        for k, (number, row) in enumerate(zip(numbers, found, strict=True), start=1)
    ]


def _snippet(db: sqlite3.Connection, words: str, number: int) -> str | None:
    row = db.execute(
        f"SELECT snippet(report_words, -1, '[', ']', '…', {SNIPPET_WORDS}) FROM report_words "
        "WHERE report_words MATCH ? AND rowid = ?",
        (words, number),
    ).fetchone()
    return " ".join(str(row[0]).split()) if row and row[0] is not None else None


def news(db: sqlite3.Connection, since: str, wanted: Filter, limit: int | None, *, after: Key | None = None) -> Keyed:
    """Each change since a moment: new stories, stories that grew, events whose status or figures changed."""
    walked = changes_sql(db, wanted)
    inside, values = (walked.conditions, walked.values) if walked else _changes_inside(db, wanted)
    behind = " AND c.number < ?" if after else ""
    rows = db.execute(
        "SELECT c.number, c.at, c.kind, c.story, coalesce(s.renamed, s.title) AS title, c.event, e.summary, c.report, "
        "c.before, c.after, c.reason FROM changes c LEFT JOIN stories s ON s.id = c.story "
        f"LEFT JOIN events e ON e.id = c.event WHERE c.at >= ?{inside}{behind} ORDER BY c.number DESC LIMIT ?",
        [since, *values, *(after or ()), min(limit, MOST_NEWS) if limit and limit > 0 else MOST_NEWS],
    )
    return [((r["number"],), _without_number(r)) for r in rows]


def judgements(db: sqlite3.Connection, limit: int | None, *, after: Key | None = None) -> Keyed:
    """What people corrected, also what was taken back, the newest first."""
    behind = " WHERE number < ?" if after else ""
    rows = db.execute(
        f"SELECT * FROM judgements{behind} ORDER BY number DESC LIMIT ?", [*(after or ()), limited(limit)]
    )
    return [((r["number"],), {**dict(r), "what": json.loads(r["what"])}) for r in rows]


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
        [since, *values, limited(limit)],
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
