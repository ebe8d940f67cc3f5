"""Lists in an order of their own, such as planned events by day: walked row by row, each row asked whether it passes.

That suits a filter that many pass, of which a page is soon full. Where few do, these are gathered first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from .facets import known
from .filters import EVENT_KEYS, Filter, Term
from .where import (
    WITH_WORDS,
    Sql,
    day_limits,
    entries,
    facet_groups,
    faceted,
    found_up_to,
    in_one_event,
    match_words,
    of_row,
    placeholders,
    probe,
    rarest,
    row_counts,
)

FEW_EVENTS = 20_000  # with a facet, up to which they are gathered
FEW_STORIES = 2_000
FEW_REPORTS = 5_000  # with the words
_TOLD = "SELECT 1 FROM mentions m WHERE m.event = {} AND +m.report IN ({})"  # the plus: from the event, not the words


def planned_sql(db: sqlite3.Connection, wanted: Filter) -> tuple[str, Sql] | None:
    """Planned events `e` that pass a filter: what to select from, and the conditions; None where none can."""
    statuses = [t for t in wanted.terms if t.key == "status"]
    if any(("planned" in t.values) == t.negated for t in statuses):
        return None
    others = tuple(t for t in wanted.terms if t.key != "status")
    typed = sum(t.key == "type" and not t.negated for t in others) == 1
    planned = (Term(key="status", values=("planned",)),) if typed else ()  # of a type and planned at once: one facet
    groups = facet_groups(db, replace(wanted, terms=(*others, *planned)))
    rare = rarest(db, "event_facets", [g for negated, g in groups if not negated])
    sql, few = Sql(), any(t.key in {"story", "report"} and not t.negated for t in others)
    if rare is not None and not few and entries(db, "event_facets", rare) < FEW_EVENTS:
        both = Sql()  # those of the facet that are planned, before any row is read
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
    sql.add("+e.status = 'planned'" if few else "e.status = 'planned'")
    return "events e" if few else "events e INDEXED BY events_planned", sql


def changes_sql(db: sqlite3.Connection, wanted: Filter) -> Sql | None:
    """Conditions on the story `s` of a change `c`, and on its event `e` where it has one.

    None where so few stories may pass that they had better be gathered.
    """
    sql = Sql()
    if not wanted.terms and not wanted.words:
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
    for negated, group in groups:
        probe(sql, "story_facets", "story", "s.number", group, negated)
    of_row(sql, db, wanted, "s")
    row_counts(sql, wanted, "s")
    same = [g for (negated, g), t in zip(groups, faceted(wanted), strict=True) if not negated and t.key != "outlet"]
    if len(same) > 1 or wanted.term("from") or wanted.term("to"):
        in_one_event(sql, db, wanted, same)
        sql.text[-1] = sql.text[-1].replace("d.story", "s.number")
    if wanted.words:
        told_in = f"SELECT 1 FROM reports r WHERE r.story = s.number AND +r.number IN ({WITH_WORDS})"
        sql.add(f"EXISTS ({told_in})", match_words(wanted.words))
    if wanted.words or any(t.key in EVENT_KEYS for t in wanted.terms):
        event = Sql()
        _passing_event(event, db, wanted, groups)
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
