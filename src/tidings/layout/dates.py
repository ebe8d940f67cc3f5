"""Dates written out in full, as documents carry them: '2022-09-08T10:00Z', 'Thursday, Sept. 8, 2022'."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_CLOCK = r"\d{1,2}\s?[:.]\s?\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s?(?:[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?"
_ZONE = (
    r"\(?(?:GMT|UTC|[A-Z]{1,3}[SD]T|[ECMP]T|CEST|CET)?\s?[+-]\d{2}:?\d{2}\)?|(?<![A-Za-z])(?:GMT|UTC|"
    r"[A-Z]{1,3}[SD]T|[ECMP]T|CEST|CET|Z)\b"
)
_DAY = rf"""
    \b(?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?=\b|T)
    | \b(?P<y2>\d{{4}})(?P<m2>\d{{2}})(?P<d2>\d{{2}})\b
    | \b(?P<m3>{MONTH})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s(?P<y3>\d{{4}})\b
    | \b(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?P<m4>{MONTH}),?[\s-](?P<y4>\d{{4}})\b
"""
_FULL_DAY = re.compile(_DAY, re.IGNORECASE | re.VERBOSE)
_SLASHED = re.compile(r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})\b")  # which is the month, nobody can say
_AROUND = re.compile(rf"{_CLOCK}|{_ZONE}|{WEEKDAY}|[\s,.:;|()\[\]•·–—-]+|\bat\b|(?<=\s)T(?=\s|\d)", re.IGNORECASE)
_ANY_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_LABEL = re.compile(
    r"(?:first|last|originally|story|article|date|time|publication|published|posted|updated|"
    r"modified|edited|created|issued|on|at)\b",
    re.IGNORECASE,
)
_UPDATE = re.compile(r"\W*(?:last\s)?(?:updated|modified|edited)", re.IGNORECASE)
_LONGEST = 120  # letters of the longest date line: labels, weekdays, dates, clocks, zones


def written_date(words: str) -> dt.date | None:
    """The day that `words` ('Thu, 08 Sep 2022 10:00:00 GMT') are, and nothing else; None for any other words.

    The calendar day is taken as written, whatever the time zone. Forms that read differently in different
    countries ('07/09/2022') and years of two digits are not dates here.
    """
    words = " ".join(words[: _LONGEST + 1].split())
    match = _FULL_DAY.search(words) if len(words) <= _LONGEST else None
    if match is None or _AROUND.sub("", words[: match.start()] + " " + words[match.end() :]):
        return None
    return _day(match)


def date_line(words: str) -> tuple[dt.date | None, bool] | None:
    """A line that only dates the report ('Published: Sept. 8, 2022'): the day, and is it of publication?

    The day is None where it can be read in two ways ('04/09/2012'). 'Updated ...' gives False: it dates the
    last change. None for a line with anything else in it.
    """
    if not any(c.isdigit() for c in words[:_LONGEST]) or len(words) > _LONGEST:
        return None
    full = _FULL_DAY.search(words)
    if full is None and not _SLASHED.search(words) and not (_LABEL.search(words) and _ANY_CLOCK.search(words)):
        return None
    rest = _LABEL.sub("", _SLASHED.sub(" ", _FULL_DAY.sub(" ", words)))
    if _AROUND.sub("", rest):
        return None
    return (_day(full) if full else None, not _UPDATE.match(words))


def _day(match: re.Match[str]) -> dt.date | None:
    for n in "1234":
        if match[f"y{n}"]:
            month = match[f"m{n}"].lower().rstrip(".")
            try:
                return dt.date(int(match[f"y{n}"]), _MONTHS.get(month) or int(month), int(match[f"d{n}"]))
            except ValueError:
                return None
    return None
