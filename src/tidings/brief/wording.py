"""The words that all views of a brief share: one label for one thing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

from ..codebook.book import Codebook, load
from ..errors import CodebookError
from ..reading.times import label
from ..records import Aspect, Attribution, DifferenceKind, Event, Place, Report, Status, When
from .excerpt import shorten
from .safe import one_line

ASPECTS: dict[Aspect, str] = {
    "when": "When",
    "where": "Where",
    "who": "Who",
    "number": "Figures",
    "status": "Status",
    "wording": "Words",
}
KINDS: dict[DifferenceKind, str] = {"conflict": "conflict", "precision": "finer", "wording": "wording"}
KINDS_TOLD: dict[DifferenceKind, str] = {
    "conflict": "cannot both be so",
    "precision": "one says it more exactly",
    "wording": "the same in other words",
}
STATUS_MARKS: dict[Status, str] = {
    "happened": "●",
    "ongoing": "◐",
    "planned": "○",
    "possible": "◌",
    "denied": "✕",
    "cancelled": "✕",
}
NO_DATE = "no date"
_LONGEST_TIME = 20  # letters of a time that is told but not settled
_LETTERS = 26
_TITLE_LETTERS = 90  # of a report without a title, whose first line stands in
_HEAD_LETTERS = 2_000  # where that line is looked for


@cache
def default_codebook() -> Codebook:
    return load()


def quad(type_id: str, codebook: Codebook | None = None) -> int | None:
    """1 to 4 as the codebook says; None for a type that it does not have or does not place."""
    try:
        return (codebook or default_codebook()).quad(type_id)
    except CodebookError:
        return None


def letter(number: int) -> str:
    """The name of a report inside its story: 0 is A, 25 Z, 26 AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def plural(count: int, word: str) -> str:
    """'1 report', '2 reports', '2 stories'."""
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1]}ies" if word.endswith("y") else f"{count:,} {word}s"


def counts(reports: int, origins: int) -> str:
    """'5 reports, 3 independent origins'; a single report needs no second figure."""
    if reports == 1:
        return "1 report"
    return f"{plural(reports, 'report')}, {plural(origins, 'independent origin')}"


def day(date: dt.date) -> str:
    """'8 Sep 2022', in any locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def days(reports: Sequence[Report]) -> str | None:
    """The stretch of days on which reports were published: '7–10 Sep 2022'; None where none says."""
    dates = sorted(r.published for r in reports if r.published)
    if not dates:
        return None
    first, last = dates[0], dates[-1]
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def when_words(when: When | None) -> str | None:
    """A time for people ('15–16 Sep 2022', 'Sep, year not stated'); None where it is not known."""
    return (one_line(label(when)) or None) if when else None


def event_time(event: Event) -> str:
    """The event's time for people; where nothing settles it, the words that all its mentions date it by ('“Monday”'),
    else 'no date'.
    """
    if known := when_words(event.when):
        return known
    told = {one_line(m.when.text) for m in event.mentions if m.when is not None}
    words = told.pop() if len(told) == 1 else ""
    return f"“{words}”" if 0 < len(words) <= _LONGEST_TIME else NO_DATE


def where_words(place: Place | None) -> str | None:
    return (one_line(place.name) or None) if place else None


def facts(event: Event) -> str:
    """When and where, as far as known: '15–16 Sep 2022 · Uzbekistan', '“Monday”', 'no date'."""
    return " · ".join(filter(None, (event_time(event), where_words(event.where))))


def said_by(attribution: Attribution) -> str | None:
    """'Andrei Denisov says'; None where the outlet tells it in its own voice."""
    if attribution.kind == "outlet" or not attribution.speaker:
        return None
    verb: str = attribution.force or "says"
    if attribution.kind == "unnamed" and _several(attribution.speaker):
        verb = f"{verb[:-3]}y" if verb.endswith("ies") else verb.removesuffix("s")
    return f"{one_line(attribution.speaker)} {verb}"


def _several(speaker: str) -> bool:
    """'two officials in Lima', 'residents': the first noun phrase ends in a plural."""
    words = re.split(r" (?:of|from|in|at|for|with|who|on)\b|,", speaker, maxsplit=1)[0].split()
    return bool(words) and words[-1].endswith("s") and not words[-1].endswith(("ss", "us", "is"))


def report_title(report: Report) -> str:
    """The report's title, or its first line."""
    if report.title and (title := one_line(report.title)):
        return title
    lines = report.text[:_HEAD_LETTERS].split("\n")
    return next((short for line in lines if (short := shorten(line, _TITLE_LETTERS))), "(no text)")


def file_name(report: Report) -> str | None:
    """The last part of the report's path."""
    return one_line(report.path.replace("\\", "/").rsplit("/", 1)[-1]) or None if report.path else None


def report_source(report: Report) -> str:
    """Outlet (or file) and day: 'Reuters, 8 Sep 2022'; '' where neither is known."""
    outlet = one_line(report.outlet) if report.outlet else file_name(report)
    return ", ".join(filter(None, (outlet, day(report.published) if report.published else None)))
