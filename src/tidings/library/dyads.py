"""Who with whom: pairs of actors, or of countries, by quad category and over time."""

from __future__ import annotations

import sqlite3
from collections.abc import Set

from ..errors import SettingError
from .columns import MOST_NUMBER, Many, many, most_pairs
from .dyad_days import COUNTED
from .filters import Filter
from .queries import AT_ONCE, Key, Keyed, Row, limited
from .where import Sql, actor_numbers, events_sql

PERIODS = {"day": "d.day", "month": "substr(d.day, 1, 7)", "year": "substr(d.day, 1, 4)", "all": "'all'"}
_SIDE_KEYS = frozenset({"actor", "by", "recipient"})
_DYAD_KEYS = _SIDE_KEYS | {"from", "to", "quad"}
_DIGITS = 18  # of a number in a key, at most: SQLite's own stay below


def dyads(
    db: sqlite3.Connection,
    wanted: Filter,
    limit: int | None,
    *,
    period: str = "all",
    countries: bool = False,
    after: Key | None = None,
) -> Keyed:
    """Events of pairs by quad category and their mean intensity, over `period`s of day, month or year.

    Events without a day, or with one known to the month only, are counted under the period None. With
    `countries` the sides are countries. Raises SettingError for another period.
    """
    if period not in PERIODS:
        raise SettingError(f"'{period}' is no period; allowed are {', '.join(PERIODS)}")
    if after:
        return _behind(db, wanted, limit, period, countries, after)
    rows = _most(db, wanted, limit, period, countries)  # which are most is found without adding up all
    numbers = {} if countries else _numbers(db, {r[side] for r in rows for side in ("actor", "recipient")})
    sides = [[str(numbers.get(r[side], r[side])) for side in ("actor", "recipient")] for r in rows]
    return [((r["period"], r["events"], *two), r) for r, two in zip(rows, sides, strict=True)]


def _most(db: sqlite3.Connection, wanted: Filter, limit: int | None, period: str, countries: bool) -> list[Row]:
    if asked := _of_many(db, wanted, period, countries):
        pairs = most_pairs(db, asked, limited(limit))
        names = _names(db, {p[side] for p in pairs for side in ("one", "other")})
        return [_dyad(p, names) for p in pairs]
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
        return [_dyad(r, {}) for r in db.execute(text, [*sql.values, limited(limit)])]
    totals = all(t.key in _SIDE_KEYS for t in wanted.terms) and not wanted.words
    if (totals or source == "dyad_days") and period == "all" and limit:  # which are the most first, then what they are
        text = select.format("sum(d.events) AS events", sql.conditions, group) + ordered
        if totals:
            counted, _ = _dyad_days(db, wanted, "dyad_totals")
            text = (
                f"SELECT d.actor AS one, d.recipient AS other FROM {counted} d WHERE 1{sql.conditions} "
                "ORDER BY d.events DESC, 1, 2 LIMIT ?"
            )
        most = [f"({int(r['one'])}, {int(r['other'])})" for r in db.execute(text, [*sql.values, limited(limit)])]
        source = (
            f"(SELECT n.* FROM (VALUES {', '.join(most) or '(0, 0)'}) v CROSS JOIN dyad_days n "
            "ON n.actor = v.column1 AND n.recipient = v.column2)"
        )
        select = select.replace("FROM dyad_days d", f"FROM {source} d")
    text = select.format(sums, sql.conditions, group) + ordered
    rows = db.execute(text, [*sql.values, limited(limit)]).fetchall()
    names = _names(db, {r[side] for r in rows for side in ("one", "other")})
    return [_dyad(r, names) for r in rows]


def _numbers(db: sqlite3.Connection, ids: Set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = sorted(ids)
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        rows = db.execute(f"SELECT id, number FROM actors WHERE id IN ({', '.join('?' * len(some))})", some)
        found.update({r["id"]: int(r["number"]) for r in rows})
    return found


def _behind(
    db: sqlite3.Connection, wanted: Filter, limit: int | None, period: str, countries: bool, after: Key
) -> Keyed:
    if asked := _of_many(db, wanted, period, countries):
        pairs = most_pairs(db, asked, limited(limit), (int(after[1] or 0), _side(after[2]), _side(after[3])))
        names = _names(db, {p[side] for p in pairs for side in ("one", "other")})
        return [(("all", p["events"], str(p["one"]), str(p["other"])), _dyad(p, names)) for p in pairs]
    source, sql = _dyad_days(db, wanted)
    one, other = ("a.country", "r.country") if countries else ("d.actor", "d.recipient")
    joined = " JOIN actors a ON a.number = d.actor JOIN actors r ON r.number = d.recipient" if countries else ""
    keep = f" AND {one} IS NOT NULL AND {other} IS NOT NULL" if countries else ""
    by_time = period != "all"
    per = f"CASE WHEN d.day = '' THEN NULL ELSE {PERIODS[period]} END" if by_time else "'all'"
    behind, more = _conditions(after, by_time)
    counts = ", ".join(f"sum((d.quad = {q}) * d.events) AS q{q}" for q in (1, 2, 3, 4))
    rows = db.execute(
        f"SELECT * FROM (SELECT {one} AS one, {other} AS other, {per} AS period, sum(d.events) AS events, {counts}, "
        f"sum(d.intensity) AS total, sum(d.rated) AS rated FROM {source} d{joined} WHERE 1{sql.conditions}{keep} "
        f"GROUP BY one, other, 3){behind} "
        f"ORDER BY {'period, ' if by_time else ''}events DESC, one, other LIMIT ?",
        [*sql.values, *more, limited(limit)],
    ).fetchall()
    names = {} if countries else _names(db, {r[side] for r in rows for side in ("one", "other")})
    return [((r["period"], r["events"], str(r["one"]), str(r["other"])), _dyad(r, names)) for r in rows]


def _side(part: int | str | None) -> int:
    """An actor's number out of a key."""
    text = str(part)
    return min(int(text), MOST_NUMBER) if text.isdecimal() and len(text) <= _DIGITS else 0


def _conditions(after: Key, by_time: bool) -> tuple[str, list[object]]:
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


def _of_many(db: sqlite3.Connection, wanted: Filter, period: str, countries: bool) -> Many | None:
    """The filter as one of many events, where the days that are counted already do not answer it."""
    if period != "all" or countries or not _beyond_days(wanted):
        return None
    return many(db, wanted)


def _beyond_days(wanted: Filter) -> bool:
    return bool(wanted.words) or any(t.key not in _DYAD_KEYS or t.negated for t in wanted.terms)


def _dyad(row: sqlite3.Row | Row, names: dict[int, tuple[str, str]]) -> Row:
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


def _dyad_days(db: sqlite3.Connection, wanted: Filter, table: str = "dyad_days") -> tuple[str, Sql]:
    """The days that are counted already where the filter is on sides, days and quads; else the events themselves.

    Where it is on sides alone, the `table` may be that of totals.
    """
    sql = Sql()
    if _beyond_days(wanted):
        text, values = events_sql(db, wanted)
        source = f"({COUNTED.format(sign=1, events=f'({text}) n JOIN events e ON e.number = n.number')})"
        sql.values.extend(values)
        return source, sql
    source = table
    for term in wanted.terms:
        if term.key in _SIDE_KEYS:
            numbers = [n for value in term.values for n in actor_numbers(db, value)] or [0]
            marks = ", ".join(map(str, numbers))
            if term.key != "actor":
                sql.add(f"d.{'actor' if term.key == 'by' else 'recipient'} IN ({marks})")
            elif source == table:  # each side by its own index
                source = (
                    f"(SELECT * FROM {table} WHERE actor IN ({marks}) UNION ALL "
                    f"SELECT * FROM {table} WHERE recipient IN ({marks}) AND actor NOT IN ({marks}))"
                )
            else:
                sql.add(f"(d.actor IN ({marks}) OR d.recipient IN ({marks}))")
        elif term.key == "from":
            sql.add("d.day >= ?", term.values[0])
        elif term.key == "to":
            sql.add("d.day <= ? AND d.day <> ''", term.values[0])
        else:
            sql.add(f"d.quad IN ({', '.join('?' * len(term.values))})", *map(int, term.values))
    return source, sql


def _names(db: sqlite3.Connection, numbers: set[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    wanted = sorted(numbers)
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = db.execute(f"SELECT number, id, name FROM actors WHERE number IN ({marks})", some)
        found.update({r["number"]: (r["id"], r["name"]) for r in rows})
    return found
