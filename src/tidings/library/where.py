"""Filters as SQL: the conditions on events, on stories, on reports. Values are always bound, never written in."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import SettingError
from .facets import ALL, day_number, known
from .filters import COUNT_KEYS, Filter, Term

_FACETED = ("actor", "by", "recipient", "country", "place", "type", "mode", "quad", "status", "outlet")
_COUNTED = 20_000  # entries of a facet up to which facets are told apart as rare or common
_FEW = 4_000  # events up to which their stories are gathered first; of more, a story that passes is soon met
_MOST_ACTORS = 200  # that a part of a name stands for
_NEVER = 0  # no facet has this number
_MOST_WORDS = 16


@dataclass(slots=True)
class Sql:
    """A piece of SQL with its values."""

    text: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, text: str, *values: object) -> None:
        self.text.append(text)
        self.values.extend(values)

    @property
    def conditions(self) -> str:
        return "".join(f" AND {t}" for t in self.text)

    @property
    def needs_row(self) -> bool:
        """Whether conditions on reports `r` ask for more than their numbers: a row with its text is dear to read."""
        return any("r." in t.replace("r.number", "") for t in self.text)


def actor_numbers(db: sqlite3.Connection, value: str) -> list[int]:
    """The actors that a value names: by id, else by whole name, else by a part of one."""
    for condition, bound in (
        ("id = ?", value),
        ("name = ?", value),
        ("name LIKE ? ESCAPE '\\'", f"%{_literal(value)}%"),
    ):
        rows = db.execute(
            f"SELECT number FROM actors WHERE {condition} LIMIT {_MOST_ACTORS}",
            (bound,),
        ).fetchall()
        if rows:
            return [int(r[0]) for r in rows]
    if len(value) == 3 and value.isupper():
        return actor_numbers(db, f"state:{value}") if value.isalpha() else []
    return []


def _literal(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def facet_groups(db: sqlite3.Connection, wanted: Filter) -> list[tuple[bool, list[int]]]:
    """For each term on facets: whether it is negated, and its facets, any of which will do."""
    return [(t.negated, known(db, _names(db, t)) or [_NEVER]) for t in _faceted(wanted)]


def _names(db: sqlite3.Connection, term: Term) -> list[str]:
    if term.key in {"actor", "by", "recipient"}:
        return [f"{term.key}:{n}" for value in term.values for n in actor_numbers(db, value)]
    if term.key in {"place", "outlet", "mode"}:
        return [f"{term.key}:{value.lower()}" for value in term.values]
    return [f"{term.key}:{value}" for value in term.values]


def events_sql(db: sqlite3.Connection, wanted: Filter, *, oldest_first: bool = False) -> tuple[str, list[object]]:
    """SQL that gives numbers of events in order of their day, the undated at the end of newest first."""
    groups = facet_groups(db, wanted)
    driver = _rarest(db, "event_facets", [g for negated, g in groups if not negated])
    sql = Sql()
    if first := wanted.term("from"):
        sql.add("d.day >= ?", day_number(first.values[0]))
    if last := wanted.term("to"):
        sql.add("d.day > 0 AND coalesce(e.earliest, e.latest) <= ?", last.values[0])
    for negated, group in groups:
        if group is not driver:
            _probe(sql, "event_facets", "event", "d.event", group, negated)
    _of_row(sql, db, wanted, "e")
    _counts(sql, wanted, "e")
    _words(sql, wanted, "e")
    return _listed(db, sql, driver, "event", "JOIN events e ON e.number = d.event", "ASC" if oldest_first else "DESC")


def stories_sql(db: sqlite3.Connection, wanted: Filter) -> tuple[str, list[object]]:
    """SQL that gives numbers of stories, the ones reported last first.

    Terms on events must all hold of one event of the story.
    """
    groups = facet_groups(db, wanted)
    driver = _rarest(db, "story_facets", [g for negated, g in groups if not negated])
    sql = Sql()
    sql.add("s.ended IS NULL")
    for negated, group in groups:
        if group is not driver:
            _probe(sql, "story_facets", "story", "d.story", group, negated)
    same = [g for (negated, g), t in zip(groups, _faceted(wanted), strict=True) if not negated and t.key != "outlet"]
    if len(same) > 1 or wanted.term("from") or wanted.term("to"):
        _in_one_event(sql, db, wanted, same)
    _of_row(sql, db, wanted, "s")
    _counts(sql, wanted, "s")
    _words(sql, wanted, "s")
    return _listed(db, sql, driver, "story", "JOIN stories s ON s.number = d.story", "DESC")


def _listed(
    db: sqlite3.Connection, sql: Sql, driver: list[int] | None, owner: str, joined: str, way: str
) -> tuple[str, list[object]]:
    """Walk the list of one facet, or of all, in the order of days."""
    driver = driver or known(db, [ALL]) or [_NEVER]
    distinct = "DISTINCT " if len(driver) > 1 else ""
    text = (
        f"SELECT {distinct}d.{owner} AS number, d.day FROM {owner}_facets d {joined} "
        f"WHERE d.facet IN ({_marks(driver)}){sql.conditions} ORDER BY d.day {way}, d.{owner} {way}"
    )
    return text, [*driver, *sql.values]


def _in_one_event(sql: Sql, db: sqlite3.Connection, wanted: Filter, groups: Sequence[list[int]]) -> None:
    """The story has an event of which all holds: facets of each group, and the days."""
    inner = Sql()
    rare = _rarest(db, "event_facets", groups)
    dated = wanted.term("from") or wanted.term("to")
    few = rare is not None and _size(db, "event_facets", rare) < (_COUNTED if dated else _FEW)
    for group in groups:
        if not (few and group is rare):
            _probe(inner, "event_facets", "event", "e.number", group, False)
    _days(inner, wanted)
    if few and rare is not None:  # from the events: few stories may pass, and each has many events
        sql.add(
            "d.story IN (SELECT e.story FROM event_facets x JOIN events e ON e.number = x.event "
            f"WHERE x.facet IN ({_marks(rare)}){inner.conditions})",
            *rare,
            *inner.values,
        )
    else:
        sql.add(f"EXISTS (SELECT 1 FROM events e WHERE e.story = d.story{inner.conditions})", *inner.values)


def reports_conditions(db: sqlite3.Connection, wanted: Filter) -> Sql:
    """Conditions on reports `r`: of the report itself, and of one event that it tells."""
    sql, told = Sql(), Sql()
    listed = 0
    _of_row(sql, db, wanted, "r")
    _days(told, wanted)
    _counts(told, wanted, "e")
    for term in wanted.terms:
        if term.key == "outlet":
            names = " OR ".join("lower(r.outlet) = ?" for _ in term.values)
            sql.add(f"{_turned(term)}coalesce({names}, 0)", *[v.lower() for v in term.values])
        elif term.key in _FACETED:
            group = known(db, _names(db, term)) or [_NEVER]
            _probe(told, "event_facets", "event", "e.number", group, term.negated)
            if not term.negated:  # a short list that rules most reports out before events are looked at
                inside = f"SELECT report FROM report_facets WHERE facet IN ({_marks(group)})"
                sql.add(f"r.number IN ({inside})", *group)
                listed += 1
    if len(told.text) > (listed == 1):  # one list alone says it all; several must hold of one event
        sql.add(
            "EXISTS (SELECT 1 FROM mentions m JOIN events e ON e.number = m.event "
            f"WHERE m.report = r.number{told.conditions})",
            *told.values,
        )
    return sql


# What a filter's words mean on rows of events `e`, stories `s` and reports `r`.
_PUBLISHED = {
    "e": ("e.last_published", "e.first_published"),
    "s": ("s.last_published", "s.first_published"),
    "r": ("r.published", "r.published"),
}
_STORY = {"e": "e.story", "s": "s.number", "r": "r.story"}
_TOLD_IN = {
    "e": "e.number IN (SELECT event FROM mentions WHERE event IS NOT NULL AND report IN ({}))",
    "s": "s.number IN (SELECT story FROM reports WHERE number IN ({}))",
    "r": "r.number IN ({})",
}


def _of_row(sql: Sql, db: sqlite3.Connection, wanted: Filter, row: str) -> None:
    """When it was published, and by which ids it is named."""
    last, first = _PUBLISHED[row]
    for term in wanted.terms:
        if term.key == "since":
            sql.add(f"{last} >= ?", term.values[0])
        elif term.key == "until":
            sql.add(f"{first} <= ?", term.values[0])
        elif term.key == "story":
            sql.add(f"{_turned(term)}{_STORY[row]} IN ({_ids(db, 'stories', term)})")
        elif term.key == "report":
            sql.add(f"{_turned(term)}{_TOLD_IN[row].format(_ids(db, 'reports', term))}")


def _counts(sql: Sql, wanted: Filter, row: str) -> None:
    for term in wanted.terms:
        if term.key in COUNT_KEYS:
            sql.add(f"{row}.{term.key} >= ?", int(term.values[0]))


def _days(sql: Sql, wanted: Filter) -> None:
    """The days of an event `e`; without any, it passes neither."""
    if first := wanted.term("from"):
        sql.add("coalesce(e.latest, e.earliest) >= ?", first.values[0])
    if last := wanted.term("to"):
        sql.add("coalesce(e.earliest, e.latest) <= ?", last.values[0])


def _words(sql: Sql, wanted: Filter, row: str) -> None:
    if wanted.words:
        found = "SELECT rowid FROM report_words WHERE report_words MATCH ?"
        sql.add(_TOLD_IN[row].format(found), match_words(wanted.words))


def _turned(term: Term) -> str:
    return "NOT " if term.negated else ""


def match_words(words: Sequence[str]) -> str:
    """Words as a query of the text index: all must stand in a report; 'quoted words' in a row, `word*` begins one."""
    parts = []
    for word in words[:_MOST_WORDS]:
        prefix = word.endswith("*")
        bare = word.strip('"').rstrip("*").replace('"', " ").replace("\0", " ").strip()
        if any(c.isalnum() for c in bare):
            parts.append(f'"{bare}"{"*" if prefix else ""}')
    if not parts:
        raise SettingError("there is no word to search for; give one, such as: tidings search ceasefire")
    return " AND ".join(parts)


def _faceted(wanted: Filter) -> list[Term]:
    """The terms on facets; types and statuses that must hold together are one, since few events have both."""
    found = [t for t in wanted.terms if t.key in _FACETED]
    types = [t for t in found if t.key == "type" and not t.negated]
    statuses = [t for t in found if t.key == "status" and not t.negated]
    if len(types) != 1 or len(statuses) != 1:
        return found
    both = tuple(f"{type}/{status}" for type in types[0].values for status in statuses[0].values)
    return [t for t in found if t is not types[0] and t is not statuses[0]] + [Term(key="kind", values=both)]


def _ids(db: sqlite3.Connection, table: str, term: Term) -> str:
    """Numbers of rows by the beginnings of their ids, as a list for SQL."""
    numbers: list[int] = []
    for value in term.values:
        low, high = value.lower(), value.lower() + "\uffff"
        rows = db.execute(f"SELECT number FROM {table} WHERE id >= ? AND id < ? LIMIT 100", (low, high))
        numbers += [int(r[0]) for r in rows]
    return ", ".join(map(str, numbers)) or "-1"


def _probe(sql: Sql, table: str, owner: str, outer: str, group: Sequence[int], negated: bool) -> None:
    """The owner has one of the facets: looked up by owner, which has few facets."""
    sql.add(
        f"{'NOT ' if negated else ''}EXISTS (SELECT 1 FROM {table} f "
        f"WHERE f.{owner} = {outer} AND f.facet IN ({_marks(group)}))",
        *group,
    )


def _rarest(db: sqlite3.Connection, table: str, groups: Sequence[list[int]]) -> list[int] | None:
    if len(groups) < 2:
        return groups[0] if groups else None
    return min(groups, key=lambda g: _size(db, table, g))


def _size(db: sqlite3.Connection, table: str, group: Sequence[int]) -> int:
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE facet IN ({_marks(group)}) LIMIT {_COUNTED})",
        list(group),
    ).fetchone()
    return int(row[0])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
