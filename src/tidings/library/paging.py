"""The library's lists a page at a time: each page ends with a key, and the next one begins behind it.

A key names a place in the order of a list, not a count of rows, so that what arrives meanwhile neither repeats a
row nor pushes one out. What changes its own place while somebody leafs, such as a story that grows and so moves to
the front, is found there by whoever begins again.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ..errors import SettingError
from ..records import content_id
from .filters import Filter, Term
from .library import _moment
from .queries import (
    PERIODS,
    RANKED,
    Row,
    _actor_names,
    _changes_inside,
    _details,
    _dyad,
    _dyad_days,
    _inside,
    _snippet,
    dyads,
    events_of,
)
from .where import events_sql, match_words, reports_conditions, stories_sql

Key = Sequence[int | str | None]

MOST_ROWS = 500  # of one page
_MOST_CURSOR = 1_000  # characters
_DIGITS = 18  # of a number in a key, at most: SQLite's own stay below
_STORIES = (
    "SELECT s.number, s.id, coalesce(s.renamed, s.title) AS title, s.reports, s.origins, "
    "(SELECT count(*) FROM events e WHERE e.story = s.number) AS events, s.first_published, "
    "s.last_published, s.created, s.changed FROM stories s WHERE s.number IN "
)
_REPORTS = (
    "SELECT r.number, r.id, r.title, r.outlet, r.url, r.published, s.id AS story, r.added "
    "FROM reports r JOIN stories s ON s.number = r.story WHERE r.number IN "
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some rows of a list, and the cursor that the next page begins with; None where these are the last."""

    rows: tuple[Row, ...]
    cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What a page is asked with, apart from the filter."""

    limit: int
    after: Key | None
    period: str = "all"
    countries: bool = False
    since: str = ""
    today: dt.date = dt.date.min


def page(
    db: sqlite3.Connection,
    kind: str,
    wanted: Filter,
    *,
    limit: int,
    cursor: str | None = None,
    told: str = "",
    period: str = "all",
    countries: bool = False,
    since: str = "",
    today: dt.date | None = None,
) -> Page:
    """A page of the list `kind`: 'stories', 'events', 'actors', 'dyads', 'upcoming', 'search', 'news', 'judgements'.

    Rows are those of `queries`. `told` is the filter in words: a cursor belongs to it. `since` is a moment as the file
    writes it. Raises SettingError for a cursor of another list or filter, and for a limit outside 1 to MOST_ROWS.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise SettingError(f"a page has 1 to {MOST_ROWS} rows; asked for were {limit}")
    if period not in PERIODS:
        raise SettingError(f"'{period}' is no period; allowed are {', '.join(PERIODS)}")
    mark = content_id(kind, told, period if kind == "dyads" else None, str(countries))[:8]
    list_, types = _LISTS[kind]
    asked = _Asked(
        limit=limit + 1,  # one more than shown tells whether there is a next page
        after=_opened(cursor, mark, types) if cursor else None,
        period=period,
        countries=countries,
        since=since,
        today=today or dt.date.today(),
    )
    found = list_(db, wanted, asked)
    last = found[limit - 1][0] if len(found) > limit else None
    rows = tuple(row for _, row in found[:limit])
    return Page(rows=rows, cursor=_closed(mark, last) if last is not None else None)


def _closed(mark: str, key: Key) -> str:
    told = json.dumps([mark, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _opened(cursor: str, mark: str, types: str) -> Key:
    """The key in a cursor. `types` has a letter a part: i for a number, s for text, a capital where None may be."""
    refused = SettingError("this is no cursor of this list with this filter; begin again without `cursor`")
    if len(cursor) > _MOST_CURSOR:
        raise refused
    try:
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise refused from None
    if not isinstance(told, list) or len(told) != len(types) + 1 or told[0] != mark:
        raise refused
    if not all(_fits(value, kind) for value, kind in zip(told[1:], types, strict=True)):
        raise refused
    return tuple(told[1:])


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return kind.isupper()
    if kind in "iI":
        return type(value) is int and abs(value) < 10**_DIGITS
    return isinstance(value, str) and value.isprintable()


_Found = list[tuple[Key, Row]]


def _stories(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    text, values = stories_sql(db, wanted)
    keys = _keys(db, text, values, "(day, number) < (?, ?)", asked)
    return list(zip(keys, _details(db, [k[1] for k in keys], _STORIES), strict=True))


def _events(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    text, values = events_sql(db, wanted)
    keys = _keys(db, text, values, "(day, number) < (?, ?)", asked)
    return list(zip(keys, _events_in(db, [k[1] for k in keys]), strict=True))


def _keys(
    db: sqlite3.Connection, text: str, values: Sequence[object], behind: str, asked: _Asked
) -> list[tuple[int, int]]:
    where, more = (f" WHERE {behind}", asked.after) if asked.after else ("", ())
    rows = db.execute(f"SELECT day, number FROM ({text}){where} LIMIT ?", [*values, *more, asked.limit])
    return [(int(r[0]), int(r[1])) for r in rows]


def _events_in(db: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    return list(events_of(db, numbers)) if numbers else []


def _actors(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    inside, values = _inside(db, wanted)
    behind, more = _behind(asked.after, "events", ("p.actor",))
    rows = db.execute(
        "SELECT c.number, a.id, a.name, a.kind, a.country, a.sector, a.role, c.events, c.as_actor, c.as_recipient "
        "FROM (SELECT p.actor AS number, count(DISTINCT p.event) AS events, sum(p.side = 'actor') AS as_actor, "
        f"sum(p.side = 'recipient') AS as_recipient FROM event_actors p{inside} GROUP BY p.actor{behind} "
        "ORDER BY events DESC, p.actor LIMIT ?) c JOIN actors a ON a.number = c.number "
        "ORDER BY c.events DESC, c.number",
        [*values, *more, asked.limit],
    ).fetchall()
    return [((r["events"], r["number"]), {k: r[k] for k in r.keys()[1:]}) for r in rows]


def _behind(after: Key | None, count: str, then: Sequence[str]) -> tuple[str, list[object]]:
    """A condition on groups: fewer of `count`, or as many and behind in the other columns."""
    if not after:
        return "", []
    marks = ", ".join("?" * len(then))
    text = f" HAVING ({count} < ? OR ({count} = ? AND ({', '.join(then)}) > ({marks})))"
    return text, [after[0], after[0], *after[1:]]


def _dyads(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    if not asked.after:  # which are most is found without adding up all
        rows = dyads(db, wanted, asked.limit, period=asked.period, countries=asked.countries)
        numbers = {} if asked.countries else _numbers(db, {r[side] for r in rows for side in ("actor", "recipient")})
        sides = [[str(numbers.get(r[side], r[side])) for side in ("actor", "recipient")] for r in rows]
        return [((r["period"], r["events"], *two), r) for r, two in zip(rows, sides, strict=True)]
    return _dyads_behind(db, wanted, asked)


def _numbers(db: sqlite3.Connection, ids: Set[str]) -> dict[str, int]:
    wanted = sorted(ids)
    marks = ", ".join("?" * len(wanted))
    return {
        r["id"]: int(r["number"]) for r in db.execute(f"SELECT id, number FROM actors WHERE id IN ({marks})", wanted)
    }


def _dyads_behind(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    source, sql = _dyad_days(db, wanted)
    one, other = ("a.country", "r.country") if asked.countries else ("d.actor", "d.recipient")
    joined = " JOIN actors a ON a.number = d.actor JOIN actors r ON r.number = d.recipient" if asked.countries else ""
    keep = f" AND {one} IS NOT NULL AND {other} IS NOT NULL" if asked.countries else ""
    by_time = asked.period != "all"
    period = f"CASE WHEN d.day = '' THEN NULL ELSE {PERIODS[asked.period]} END" if by_time else "'all'"
    behind, more = _behind_dyad(asked.after, by_time)
    counts = ", ".join(f"sum((d.quad = {q}) * d.events) AS q{q}" for q in (1, 2, 3, 4))
    rows = db.execute(
        f"SELECT * FROM (SELECT {one} AS one, {other} AS other, {period} AS period, sum(d.events) AS events, {counts}, "
        f"sum(d.intensity) AS total, sum(d.rated) AS rated FROM {source} d{joined} WHERE 1{sql.conditions}{keep} "
        f"GROUP BY one, other, 3){behind} "
        f"ORDER BY {'period, ' if by_time else ''}events DESC, one, other LIMIT ?",
        [*sql.values, *more, asked.limit],
    ).fetchall()
    names = {} if asked.countries else _actor_names(db, {r[side] for r in rows for side in ("one", "other")})
    return [((r["period"], r["events"], str(r["one"]), str(r["other"])), _dyad(r, names)) for r in rows]


def _behind_dyad(after: Key | None, by_time: bool) -> tuple[str, list[object]]:
    if not after:
        return "", []
    period, events, one, other = after
    # Sides are numbers of actors or codes of countries; a key has both as text.
    sides = [int(s) if s.isdecimal() and len(s) <= _DIGITS else s for s in (str(one), str(other))]
    text = "(events < ? OR (events = ? AND (one, other) > (?, ?)))"
    values: list[object] = [events, events, *sides]
    if not by_time:
        return f" WHERE {text}", values
    if period is None:
        return f" WHERE (period IS NOT NULL OR {text})", values
    return f" WHERE (period > ? OR (period = ? AND {text}))", [period, period, *values]


def _upcoming(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    planned = Term(key="status", values=("planned",))
    text, values = events_sql(db, replace(wanted, terms=(*wanted.terms, planned)), oldest_first=True)
    order = f"coalesce(u.earliest, '{_UNDATED}'), coalesce(u.latest, ''), u.number"
    behind = f" AND ({order}) > (?, ?, ?)" if asked.after else ""
    keys = [
        (str(r[0]), str(r[1]), int(r[2]))
        for r in db.execute(
            f"SELECT {order} FROM ({text}) n JOIN events u ON u.number = n.number "
            f"WHERE (u.latest IS NULL OR u.latest >= ?){behind} ORDER BY {order} LIMIT ?",
            [*values, asked.today.isoformat(), *(asked.after or ()), asked.limit],
        )
    ]
    return list(zip(keys, _events_in(db, [k[2] for k in keys]), strict=True))


_UNDATED = "~"  # sorts behind every day


def _search(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    """A ranking is of the reports that were there when its first page was asked for: a key has the newest of them."""
    sql = reports_conditions(db, wanted)
    after = asked.after or (_newest(db), 0)
    top, skipped = int(after[0] or 0), int(after[1] or 0)
    if not wanted.words:
        rows = db.execute(
            f"SELECT r.number FROM reports r WHERE r.number <= ?{sql.conditions} ORDER BY r.number DESC LIMIT ?",
            [top, *sql.values, asked.limit],
        )
        numbers = [int(r[0]) for r in rows]
        found = _details(db, numbers, _REPORTS)
        return [((n - 1, 0), {**row, "snippet": None}) for n, row in zip(numbers, found, strict=True)]
    words = match_words(wanted.words)
    joined = " JOIN reports r ON r.number = w.rowid" if sql.needs_row else ""
    conditions = sql.conditions if joined else sql.conditions.replace("r.number", "w.rowid")
    ranked = db.execute(
        f"SELECT number FROM (SELECT w.rowid AS number, bm25(report_words, 4.0, 1.0) AS score "
        f"FROM report_words w{joined} WHERE report_words MATCH ? AND w.rowid <= ?{conditions} "
        "ORDER BY w.rowid DESC LIMIT ?) ORDER BY score, number DESC LIMIT ? OFFSET ?",
        [words, top, *sql.values, RANKED, asked.limit, skipped],
    )
    numbers = [int(r[0]) for r in ranked]
    found = _details(db, numbers, _REPORTS)
    return [
        ((top, skipped + k), {**row, "snippet": _snippet(db, words, number)})
        for k, (number, row) in enumerate(zip(numbers, found, strict=True), start=1)
    ]


def _newest(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()[0])


def _news(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> _Found:
    inside, values = _changes_inside(db, wanted)
    behind, key = (" AND c.number < ?", asked.after) if asked.after else ("", ())
    rows = db.execute(
        "SELECT c.number, c.at, c.kind, c.story, coalesce(s.renamed, s.title) AS title, c.event, e.summary, c.report, "
        "c.before, c.after, c.reason FROM changes c LEFT JOIN stories s ON s.id = c.story "
        f"LEFT JOIN events e ON e.id = c.event WHERE c.at >= ?{inside}{behind} ORDER BY c.number DESC LIMIT ?",
        [asked.since, *values, *key, asked.limit],
    ).fetchall()
    return [((r["number"],), {k: r[k] for k in r.keys()[1:]}) for r in rows]


def _judgements(db: sqlite3.Connection, _: Filter, asked: _Asked) -> _Found:
    behind, key = (" WHERE number < ?", asked.after) if asked.after else ("", ())
    rows = db.execute(f"SELECT * FROM judgements{behind} ORDER BY number DESC LIMIT ?", [*key, asked.limit]).fetchall()
    return [((r["number"],), {**dict(r), "what": json.loads(r["what"])}) for r in rows]


def moment(text: str) -> str:
    """'24h', 'yesterday', '2022-09-08': as `Library.news` takes them, in the form in which the file writes times.

    Raises SettingError for other words.
    """
    try:
        return _moment(text)
    except (ValueError, OverflowError):  # a time of the year 1 or 9999, which UTC does not have in some zones
        raise SettingError(f"'{text}' is out of the range of times; give one of this century") from None


_LISTS: Mapping[str, tuple[Callable[[sqlite3.Connection, Filter, _Asked], _Found], str]] = {
    "stories": (_stories, "ii"),
    "events": (_events, "ii"),
    "actors": (_actors, "ii"),
    "dyads": (_dyads, "Siss"),
    "upcoming": (_upcoming, "ssi"),
    "search": (_search, "ii"),
    "news": (_news, "i"),
    "judgements": (_judgements, "i"),
}
LISTS = tuple(_LISTS)
