"""Facets: what events and stories are found by, each an ordered list of the events that have it.

A filter walks the list of its rarest facet, newest day first, and looks the others up; so a page of results costs
the same in a library of any age.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from ..records import Event

ALL = "*"
# The first and the last day of what each report tells, of reports that tell anything with a day; {} may name some.
REPORT_DAYS = """SELECT m.report,
    min(coalesce(e.earliest, e.latest)) AS first, max(coalesce(e.latest, e.earliest)) AS last
    FROM mentions m JOIN events e ON e.number = m.event
    WHERE coalesce(e.earliest, e.latest) IS NOT NULL{} GROUP BY m.report"""
_OF_STORY = "report IN (SELECT number FROM reports WHERE story = ?)"


class Facets:
    """Numbers of facets by name. Forgets on `clear`, which a transaction given up needs."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def clear(self) -> None:
        self._numbers.clear()

    def number(self, db: sqlite3.Connection, name: str) -> int:
        known = self._numbers.get(name)
        if known is None:
            found = db.execute("SELECT number FROM facets WHERE name = ?", (name,)).fetchone()
            if found is None:
                known = db.execute("INSERT INTO facets (name) VALUES (?)", (name,)).lastrowid
                assert known is not None  # noqa: S101 (an INSERT gives one)
            else:
                known = int(found[0])
            self._numbers[name] = known
        return known


def known(db: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    """The numbers of those facets that any event has."""
    found = []
    for name in names:
        row = db.execute("SELECT number FROM facets WHERE name = ?", (name,)).fetchone()
        if row:
            found.append(int(row[0]))
    return sorted(found)


def event_facets(
    event: Event,
    *,
    quad: int | None,
    actors: Mapping[str, int],
    outlets: Sequence[str],
) -> list[str]:
    """The facets of an event; `actors` gives the number of each actor's id."""
    names = {ALL, f"type:{event.type}", f"status:{event.status}", f"kind:{event.type}/{event.status}"}
    names |= {f"mode:{event.mode.lower()}"} if event.mode else set()
    names |= {f"quad:{quad}"} if quad else set()
    for side, people in (("by", event.actors), ("recipient", event.recipients)):
        for actor in people:
            names |= {f"actor:{actors[actor.id]}", f"{side}:{actors[actor.id]}"}
            names |= {f"country:{actor.country}"} if actor.country else set()
    if event.where:
        names |= {f"place:{event.where.name.lower()}"}
        names |= {f"country:{event.where.country}"} if event.where.country else set()
    names |= {f"outlet:{outlet.lower()}" for outlet in outlets}
    return sorted(names)


def write_report_days(db: sqlite3.Connection, story: int) -> None:
    """Put down anew the days that the reports of a story tell of."""
    db.execute(f"DELETE FROM report_days WHERE {_OF_STORY}", (story,))
    db.execute(f"INSERT INTO report_days {REPORT_DAYS.format(f' AND m.{_OF_STORY}')}", (story,))


def day_number(day: dt.date | str | None) -> int:
    """A day as a number that grows with time; 0, before all others, where it is not known."""
    if day is None:
        return 0
    return (dt.date.fromisoformat(day) if isinstance(day, str) else day).toordinal()
