"""Filters as SQL: the conditions on events, on stories, on reports. Values are always bound, never written in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import SettingError
from .facets import ALL, day_number, known
from .filters import COUNT_KEYS, Filter, Term
from .told_days import told_on_days

_FACETED = ("actor", "by", "recipient", "country", "place", "type", "mode", "quad", "status", "outlet")
COUNTED = 20_000  # entries of a facet up to which facets are told apart as rare or common
_FEW = 4_000  # events up to which their stories are gathered first; of more, a story that passes is soon met
_FEW_LISTS = 4  # of facets, up to which an owner is looked up in each of them
FEW_REPORTS = 5_000  # with the words, up to which their events are gathered; of more, an event that passes is soon met
_EVENT_ROW = re.compile(r"\be\.")  # a condition on a column of the table of events
_MOST_ACTORS = 200  # that a part of a name stands for
_NEVER = 0  # no facet has this number
_MOST_WORDS = 16


Lead = tuple[str, list[object]]  # SQL with its values


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
    return [(t.negated, known(db, _names(db, t)) or [_NEVER]) for t in faceted(wanted)]


def _names(db: sqlite3.Connection, term: Term) -> list[str]:
    if term.key in {"actor", "by", "recipient"}:
        return [f"{term.key}:{n}" for value in term.values for n in actor_numbers(db, value)]
    if term.key in {"place", "outlet", "mode"}:
        return [f"{term.key}:{value.lower()}" for value in term.values]
    return [f"{term.key}:{value}" for value in term.values]


def events_sql(
    db: sqlite3.Connection, wanted: Filter, *, oldest_first: bool = False, some: bool = False
) -> tuple[str, list[object]]:
    """SQL that gives numbers of events in order of their day, the undated at the end of newest first.

    `some` says that no more than the first thousands will be read: what is the fastest differs.
    """
    groups = facet_groups(db, wanted)
    driver = rarest(db, "event_facets", [g for negated, g in groups if not negated])
    sql = Sql()
    if first := wanted.term("from"):
        sql.add("d.day >= ?", day_number(first.values[0]))
    for negated, group in groups:
        if group is not driver:
            probe(sql, "event_facets", "event", "d.event", group, negated, day="d.day")
    of_row(sql, db, wanted, "e")
    lead = _lead(sql, db, wanted, driver, some=some)
    joined = "JOIN events e ON e.number = d.event" if any(_EVENT_ROW.search(t) for t in sql.text) else ""
    parts = _by_last_day(sql, db, wanted, lead)
    listed = [_listed(db, part, driver, "event", joined, lead=led) for part, led in parts]
    way = "ASC" if oldest_first else "DESC"
    text = f"{' UNION ALL '.join(text for text, _ in listed)} ORDER BY day {way}, number {way}"
    return text, [value for _, values in listed for value in values]


def stories_sql(db: sqlite3.Connection, wanted: Filter) -> tuple[str, list[object]]:
    """SQL that gives numbers of stories, the ones reported last first.

    Terms on events must all hold of one event of the story.
    """
    groups = facet_groups(db, wanted)
    driver = rarest(db, "story_facets", [g for negated, g in groups if not negated])
    sql = Sql()
    sql.add("s.ended IS NULL")
    of_story(sql, db, wanted, groups, "d.story", listed=driver, day="d.day")
    text, values = _listed(db, sql, driver, "story", "JOIN stories s ON s.number = d.story")
    return f"{text} ORDER BY day DESC, number DESC", values


def of_story(
    sql: Sql,
    db: sqlite3.Connection,
    wanted: Filter,
    groups: Sequence[tuple[bool, list[int]]],
    number: str,
    *,
    listed: list[int] | None = None,
    day: str | None = None,
) -> None:
    """What a filter wants of a story `s`, whose number is `number`; `listed` are facets in whose list it was found."""
    of_row(sql, db, wanted, "s")
    row_counts(sql, wanted, "s")
    same = [g for (negated, g), t in zip(groups, faceted(wanted), strict=True) if not negated and t.key != "outlet"]
    together = len(same) > 1 or wanted.term("from") or wanted.term("to")
    event = Sql()
    gathered = together and _in_one_event(event, db, wanted, same, number)
    for negated, group in groups:
        if group is not listed and not (gathered and any(group is g for g in same)):
            probe(sql, "story_facets", "story", number, group, negated, day=day)
    sql.text += event.text  # after the facets, which rule most out
    sql.values += event.values
    if wanted.words:  # last: what is dearest to ask
        words = match_words(wanted.words)
        if found_up_to(db, words, FEW_REPORTS) < FEW_REPORTS:
            sql.add(
                f"{number} IN (SELECT story FROM reports INDEXED BY reports_shown WHERE number IN ({WITH_WORDS}))",
                words,
            )
        else:  # with a plus, the reports of each story are looked up, and not the stories of all reports
            sql.add(f"EXISTS (SELECT 1 FROM reports r WHERE r.story = {number} AND +r.number IN ({WITH_WORDS}))", words)


def _listed(
    db: sqlite3.Connection, sql: Sql, driver: list[int] | None, owner: str, joined: str, *, lead: Lead | None = None
) -> Lead:
    """Walk the list of one facet, or of all, in the order of days; or look up in it what `lead` gives."""
    driver = driver or every(db)
    distinct = "DISTINCT " if len(driver) > 1 else ""
    leading = f"({lead[0]}) g CROSS JOIN " if lead else ""  # CROSS: in this order
    text = (
        f"SELECT {distinct}d.{owner} AS number, d.day AS day FROM {leading}{owner}_facets d "
        f"{f'ON d.{owner} = g.{owner} ' if lead else ''}{joined} "
        f"WHERE d.facet IN ({placeholders(driver)}){sql.conditions}"
    )
    return text, [*(lead[1] if lead else ()), *driver, *sql.values]


def _lead(sql: Sql, db: sqlite3.Connection, wanted: Filter, driver: list[int] | None, *, some: bool) -> Lead | None:
    """Counts and words of events `d`: of those that few events have, one to begin with, else conditions."""
    few = driver is not None and entries(db, "event_facets", driver) < COUNTED
    lead: Lead | None = None
    for term in wanted.terms:
        if term.key in COUNT_KEYS:
            told = None if few else few_with(db, term)
            if told:
                lead, few = told, True
            else:
                sql.add(TOLD_BY.format("d.event", term.key), int(term.values[0]))
    if not wanted.words:
        return lead
    words = match_words(wanted.words)
    if not few and found_up_to(db, words, FEW_REPORTS + 1) <= FEW_REPORTS:
        return _EVENTS_WITH_WORDS, [words]
    if few or some:  # with a plus, the reports of each event are looked up, and not the events of all reports
        sql.add(
            f"EXISTS (SELECT 1 FROM mentions m WHERE m.event = d.event AND +m.report IN ({WITH_WORDS}))",
            words,
        )
    else:
        sql.add(f"d.event IN ({_EVENTS_WITH_WORDS})", words)
    return lead


def _by_last_day(sql: Sql, db: sqlite3.Connection, wanted: Filter, lead: Lead | None) -> list[tuple[Sql, Lead | None]]:
    """Events `d` that are over on the day `to:`, and apart from them those that begin before it and end after it.

    The list is in order of last days, so the first of these are a part of it, and the others are few.
    """
    last = wanted.term("to")
    if not last:
        return [(sql, lead)]
    ended, going = (Sql(list(sql.text), list(sql.values)) for _ in range(2))
    ended.add("d.day BETWEEN 1 AND ?", day_number(last.values[0]))
    going.add("d.day > ?", day_number(last.values[0]))
    spanning: Lead = (SPANNING, [last.values[0], last.values[0]])
    found = rows_up_to(db, spanning, COUNTED + 1)
    if not found:
        return [(ended, lead)]
    if lead is None and found <= COUNTED:
        return [(ended, lead), (going, spanning)]
    going.add(f"d.event IN ({SPANNING})", *spanning[1])
    return [(ended, lead), (going, lead)]


def few_with(db: sqlite3.Connection, term: Term) -> Lead | None:
    """The events of which a count is that high, where they are few."""
    least = int(term.values[0])
    told: Lead = (_TOLD_BY_MANY.format(term.key), [least])
    return told if least > 1 and rows_up_to(db, told, COUNTED + 1) <= COUNTED else None


def rows_up_to(db: sqlite3.Connection, select: Lead, most: int) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({select[0]} LIMIT ?)", [*select[1], most]).fetchone()[0])


def _in_one_event(sql: Sql, db: sqlite3.Connection, wanted: Filter, groups: Sequence[list[int]], number: str) -> bool:
    """The story of this number has an event of which all holds: facets of each group, and the days.

    Returns whether such stories are gathered, of which then nothing else need be asked about these facets.
    """
    rare = rarest(db, "event_facets", groups)
    first, last = wanted.term("from"), wanted.term("to")
    inner = Sql()
    if rare is None or entries(db, "event_facets", rare) >= (COUNTED if first or last else _FEW):
        if first or last:
            told_on, bounds = told_on_days(first, last, exactly=not groups)
            sql.add(f"EXISTS (SELECT 1 FROM reports r WHERE r.story = {number} AND {told_on})", *bounds)
            if not groups:
                return False
        for group in groups:
            probe(inner, "event_facets", "event", "e.number", group, False)
        day_limits(inner, wanted)
        sql.add(f"EXISTS (SELECT 1 FROM events e WHERE e.story = {number}{inner.conditions})", *inner.values)
        return False
    # from the events: few stories may pass, and each has many events
    if first:
        inner.add("x.day >= ?", day_number(first.values[0]))
    for group in groups:
        if group is not rare:
            probe(inner, "event_facets", "event", "x.event", group, False, day="x.day")
    if last:
        inner.add("coalesce(e.earliest, e.latest) <= ?", last.values[0])
    shown = "" if last else " INDEXED BY events_shown"  # which has the story, and no row is read
    sql.add(
        f"{number} IN (SELECT e.story FROM event_facets x CROSS JOIN events e{shown} ON e.number = x.event "
        f"WHERE x.facet IN ({placeholders(rare)}){inner.conditions})",
        *rare,
        *inner.values,
    )
    return True


def every(db: sqlite3.Connection) -> list[int]:
    return known(db, [ALL]) or [_NEVER]


# What a filter's words mean on rows of events `e`, stories `s` and reports `r`.
_PUBLISHED = {
    "e": ("e.last_published", "e.first_published"),
    "s": ("s.last_published", "s.first_published"),
    "r": ("r.published", "r.published"),
}
_STORY = {"e": "e.story", "s": "s.number", "r": "r.story"}
_TOLD_IN = {
    "e": "d.event IN (SELECT event FROM mentions WHERE event IS NOT NULL AND report IN ({}))",
    "s": "s.number IN (SELECT story FROM reports INDEXED BY reports_shown WHERE number IN ({}))",
    "r": "r.number IN ({})",
}


def of_row(sql: Sql, db: sqlite3.Connection, wanted: Filter, row: str) -> None:
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


def row_counts(sql: Sql, wanted: Filter, row: str) -> None:
    for term in wanted.terms:
        if term.key in COUNT_KEYS:
            sql.add(f"{row}.{term.key} >= ?", int(term.values[0]))


def day_limits(sql: Sql, wanted: Filter) -> None:
    """The days of an event `e`; without any, it passes neither."""
    if first := wanted.term("from"):
        sql.add("coalesce(e.latest, e.earliest) >= ?", first.values[0])
    if last := wanted.term("to"):
        sql.add("coalesce(e.earliest, e.latest) <= ?", last.values[0])


WITH_WORDS = "SELECT rowid FROM report_words WHERE report_words MATCH ?"
_EVENTS_WITH_WORDS = f"SELECT DISTINCT event FROM mentions WHERE event IS NOT NULL AND report IN ({WITH_WORDS})"
# Numbers of events as `event`, each once, by what an index of them knows, and conditions on a number of an event.
_TOLD_BY_MANY = "SELECT number AS event FROM events WHERE {0} > 1 AND {0} >= ?"
TOLD_BY = "EXISTS (SELECT 1 FROM events c INDEXED BY events_counts WHERE c.number = {0} AND c.{1} >= ?)"
SPANNING = "SELECT number AS event FROM events WHERE latest > earliest AND latest > ? AND earliest <= ?"


def numbers_told(db: sqlite3.Connection, select: str, values: Sequence[object]) -> str:
    """What a SELECT of `number` gives, in its order, as a list in JSON: a row for each would take longer."""
    return str(db.execute(f"SELECT json_group_array(number) FROM ({select})", values).fetchone()[0])


def found_up_to(db: sqlite3.Connection, words: str, most: int) -> int:
    """How many reports have the words, counted no further than `most`."""
    return int(db.execute(f"SELECT count(*) FROM ({WITH_WORDS} LIMIT ?)", (words, most)).fetchone()[0])


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


def faceted(wanted: Filter) -> list[Term]:
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


def probe(
    sql: Sql, table: str, owner: str, outer: str, group: Sequence[int], negated: bool, *, day: str | None = None
) -> None:
    """The owner has one of the facets: looked up by owner, which has few facets.

    Beside a list that is walked in order of days, `day` is the owner's: with it, one after the other is looked up in
    the lists of the facets, which are in that order too, so that few pages of a large file are read.
    """
    beside = f" AND f.day = {day}" if day and len(group) <= _FEW_LISTS else ""
    sql.add(
        f"{'NOT ' if negated else ''}EXISTS (SELECT 1 FROM {table} f "
        f"WHERE f.{owner} = {outer}{beside} AND f.facet IN ({placeholders(group)}))",
        *group,
    )


def rarest(db: sqlite3.Connection, table: str, groups: Sequence[list[int]]) -> list[int] | None:
    if len(groups) < 2:
        return groups[0] if groups else None
    return min(groups, key=lambda g: entries(db, table, g))


def entries(db: sqlite3.Connection, table: str, group: Sequence[int], first: int = 0) -> int:
    """Entries of some facets, from a day on; counted up to `COUNTED`."""
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE facet IN ({placeholders(group)}) AND day >= ? "
        f"LIMIT {COUNTED})",
        [*group, first],
    ).fetchone()
    return int(row[0])


def placeholders(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
