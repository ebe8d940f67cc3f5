"""Filters as SQL on reports: conditions on the report itself, and on one event that it tells."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Sequence

from . import where
from .facets import day_number
from .filters import COUNT_KEYS, EVENT_KEYS, Filter, Term
from .told_days import told_on_days
from .where import Lead, Sql

_LAST_DAY = dt.date.max


def reports_conditions(db: sqlite3.Connection, wanted: Filter) -> Sql:
    """Conditions on reports `r`: of the report itself, and of one event that it tells."""
    sql = Sql()
    where.of_row(sql, db, wanted, "r")
    for term in wanted.terms:
        if term.key == "outlet":
            named = f"lower(r.outlet) IN ({', '.join(['lower(?)'] * len(term.values))})"
            sql.add(f"NOT coalesce({named}, 0)" if term.negated else named, *term.values)
    told = tuple(t for t in wanted.terms if t.key in EVENT_KEYS | {"from", "to"} | COUNT_KEYS)
    _in_one_told(sql, db, Filter(terms=told))
    return sql


def worded(sql: Sql, words: Sequence[str]) -> Lead:
    """What to select reports `w` from that have the words and pass conditions on `r`."""
    joined = " JOIN reports r ON r.number = w.rowid" if sql.needs_row else ""
    # With a plus, the index of words leads, and is not asked anew for each number of a list.
    conditions = sql.conditions if joined else sql.conditions.replace("r.number", "+w.rowid")
    return f"report_words w{joined} WHERE report_words MATCH ?{conditions}", [where.match_words(words), *sql.values]


def _in_one_told(sql: Sql, db: sqlite3.Connection, wanted: Filter) -> None:
    """The report `r` tells an event of which all holds: facets, days and counts."""
    groups = where.facet_groups(db, wanted)
    positive = [g for negated, g in groups if not negated]
    first, last = wanted.term("from"), wanted.term("to")
    counts = [t for t in wanted.terms if t.key in COUNT_KEYS]
    alone = len(groups) == 1 and not (first or last or counts)  # several must hold of one event
    rare = where.rarest(db, "event_facets", positive)
    # a list and its days alone, nothing is looked up
    walked = (
        len(groups) <= 1 and not counts and (first or last) and _few_on_days(db, rare or where.every(db), first, last)
    )
    short = rare is not None and where.entries(db, "event_facets", rare) < where.COUNTED
    if not alone and (walked or short or any(where.few_with(db, t) for t in counts)):
        text, values = where.events_sql(db, wanted, some=True)
        events = [int(r[0]) for r in db.execute(f"{text} LIMIT ?", [*values, where.COUNTED + 1])]
        if len(events) <= where.COUNTED:
            told = "SELECT m.report FROM json_each(?) n CROSS JOIN mentions m ON m.event = n.value"
            sql.add(f"r.number IN ({told})", json.dumps(events))
            return
    if first or last:
        told_on, bounds = told_on_days(first, last, exactly=not groups and not counts)
        sql.add(told_on, *bounds)
        if not groups and not counts:
            return
    for group in positive:  # rules most reports out before events are looked at
        listed = f"SELECT report FROM report_facets WHERE facet IN ({where.placeholders(group)})"
        if where.rows_up_to(db, (listed, [*group]), where.COUNTED) < where.COUNTED:
            sql.add(f"r.number IN ({listed})", *group)
        else:  # a long list is not gathered to find a few thousand reports in it
            sql.add(f"EXISTS ({listed} AND report = r.number)", *group)
    if not wanted.terms or (alone and positive):
        return
    told_of = Sql()
    dated = next(iter(positive), where.every(db)) if first or last else None  # a list whose days are asked
    for negated, group in groups:
        if group is not dated:
            where.probe(told_of, "event_facets", "event", "m.event", group, negated)
    for term in counts:
        told_of.add(where.TOLD_BY.format("m.event", term.key), int(term.values[0]))
    if dated:
        days = f"SELECT 1 FROM event_facets f WHERE f.event = m.event AND f.facet IN ({where.placeholders(dated)})"
        day = day_number(last.values[0]) if last else 0
        within = f"f.day >= ? AND (f.day <= ? OR m.event IN ({where.SPANNING}))" if last else "f.day >= ?"
        more = [day, last.values[0], last.values[0]] if last else []
        told_of.add(f"EXISTS ({days} AND {within})", *dated, day_number(first.values[0]) if first else 1, *more)
    sql.add(f"EXISTS (SELECT 1 FROM mentions m WHERE m.report = r.number{told_of.conditions})", *told_of.values)


def _few_on_days(db: sqlite3.Connection, group: Sequence[int], first: Term | None, last: Term | None) -> bool:
    """Do the lists of some facets have few entries from the one day to the other?"""
    days = (day_number(first.values[0]) if first else 0, day_number(last.values[0]) if last else day_number(_LAST_DAY))
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM event_facets WHERE facet IN ({where.placeholders(group)}) "
        f"AND day BETWEEN ? AND ? LIMIT {where.COUNTED})",
        [*group, *days],
    ).fetchone()
    return int(row[0]) < where.COUNTED
