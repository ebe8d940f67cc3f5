"""Lists in an order of their own, such as planned events by day: walked row by row, each row asked whether it passes.

That suits a filter that many pass, of which a page is soon full. Where few do, these are gathered first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from .facets import day_number, known
from .filters import EVENT_KEYS, Filter, Term
from .where import (
    FEW_REPORTS,
    WITH_WORDS,
    Sql,
    day_limits,
    entries,
    facet_groups,
    found_up_to,
    match_words,
    of_row,
    of_story,
    placeholders,
    probe,
    rarest,
    row_counts,
)

FEW_EVENTS = 20_000  # with a facet, up to which they are gathered
FEW_STORIES = 2_000
_BY_DAY = "e.earliest, e.latest, e.number"
_TOLD = "SELECT 1 FROM mentions m WHERE m.event = {} AND +m.report IN ({})"  # the plus: from the event, not the words


def planned_sql(db: sqlite3.Connection, wanted: Filter, today: str, first: str = "") -> list[tuple[str, Sql, str]]:
    """Planned events `e` that pass a filter and are not over: what to select from, the conditions, and the order.

    A list for each part of the whole, one behind the other: those that have begun, those to come, those without a day.
    None to come before the day `first` is wanted.
    """
    statuses = [t for t in wanted.terms if t.key == "status"]
    if any(("planned" in t.values) == t.negated for t in statuses):
        return []
    others = tuple(t for t in wanted.terms if t.key != "status")
    typed = sum(t.key == "type" and not t.negated for t in others) == 1
    planned = (Term(key="status", values=("planned",)),) if typed else ()  # of a type and planned at once: one facet
    groups = facet_groups(db, replace(wanted, terms=(*others, *planned)))
    rare = rarest(db, "event_facets", [g for negated, g in groups if not negated])
    sql, few = Sql(), any(t.key in {"story", "report"} and not t.negated for t in others)
    if rare is not None and not few and entries(db, "event_facets", rare) < FEW_EVENTS:
        both = Sql()  # those of the facet that are planned and not over, before any row is read
        both.add("d.day NOT BETWEEN 1 AND ?", day_number(today) - 1)
        probe(both, "event_facets", "event", "d.event", known(db, ["status:planned"]), False, day="d.day")
        listed = f"SELECT d.event FROM event_facets d WHERE d.facet IN ({placeholders(rare)}){both.conditions}"
        sql.add(f"e.number IN ({listed})", *rare, *both.values)
        few = True
    else:
        rare = None
    words = match_words(wanted.words) if wanted.words else None
    if words and not few and found_up_to(db, words, FEW_REPORTS) < FEW_REPORTS:
        sql.add(f"e.number IN (SELECT event FROM mentions WHERE report IN ({WITH_WORDS}))", words)
        words, few = None, True
    _passing_event(sql, db, replace(wanted, words=()), [g for g in groups if g[1] is not rare])
    if words:  # last: what is dearest to ask
        sql.add(f"EXISTS ({_TOLD.format('e.number', WITH_WORDS)})", words)
    if few:
        sql.add("+e.status = 'planned' AND coalesce(e.latest, e.earliest, ?) >= ?", today, today)
        return [("events e", sql, f"e.earliest IS NULL, {_BY_DAY}")]
    sql.add("e.status = 'planned'")
    parts: list[tuple[str, Sql, str]] = []
    for index, part, values in (
        ("events_spanning", "e.latest > e.earliest AND e.latest >= ? AND e.earliest < ?", (today, today)),
        ("events_planned", "e.earliest >= ?", (max(today, first),)),
        ("events_planned", "e.earliest IS NULL AND (e.latest IS NULL OR e.latest >= ?)", (today,)),
    ):
        parts.append((f"events e INDEXED BY {index}", Sql([part, *sql.text], [*values, *sql.values]), _BY_DAY))
    return parts


def stories_walked(db: sqlite3.Connection, wanted: Filter) -> Sql | None:
    """Conditions on stories `s`, which are walked; None where so few may pass that they had better be gathered."""
    sql = Sql()
    if wanted == Filter():
        return sql
    groups = facet_groups(db, wanted)
    rare = rarest(db, "story_facets", [g for negated, g in groups if not negated])
    if rare is not None and entries(db, "story_facets", rare) < FEW_STORIES:
        return None
    if wanted.words and found_up_to(db, match_words(wanted.words), FEW_REPORTS) < FEW_REPORTS:
        return None
    if any(t.key in {"story", "report"} and not t.negated for t in wanted.terms):
        return None
    sql.add("s.ended IS NULL")
    of_story(sql, db, wanted, groups, "s.number")
    return sql


def changes_sql(db: sqlite3.Connection, wanted: Filter) -> Sql | None:
    """Conditions on the story `s` of a change `c`, and on its event `e` where it has one.

    None where so few stories may pass that they had better be gathered.
    """
    sql = stories_walked(db, wanted)
    if sql and (wanted.words or any(t.key in EVENT_KEYS for t in wanted.terms)):
        event = Sql()
        _passing_event(event, db, wanted, facet_groups(db, wanted))
        sql.add(f"(c.event IS NULL OR (e.number IS NOT NULL{event.conditions}))", *event.values)
    return sql


def _passing_event(sql: Sql, db: sqlite3.Connection, wanted: Filter, groups: Sequence[tuple[bool, list[int]]]) -> None:
    """Conditions on an event `e`: all of a filter, whose facets are given."""
    for negated, group in groups:
        probe(sql, "event_facets", "event", "e.number", group, negated)
    rows = Sql()
    of_row(rows, db, wanted, "e")
    sql.text += [t.replace("d.event", "e.number") for t in rows.text]
    sql.values += rows.values
    row_counts(sql, wanted, "e")
    day_limits(sql, wanted)
    if wanted.words:
        sql.add(f"EXISTS ({_TOLD.format('e.number', WITH_WORDS)})", match_words(wanted.words))
