"""Days and months by name and number, ISO dates, feasts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from . import calendar
from .calendar import Recurring
from .holidays import HOLIDAYS
from .meaning import Found, Meaning, Reader, Rule, over, settled
from .pieces import ABBREVIATED, DASH, DAY, MONTH, NTH, YEAR, Lazy, compiled
from .words import MONTHS
from .years import OF_YEAR, century_of, dated, part_of_year, relative_year, year_of

_MONTH_LEAD = Lazy(
    r"(?:(?:^|[^\w’'])(?:in|of|since|by|until|till|late|early|mid|last|next|this|from|"
    r"to|between|during|through|before|after|"
    r"for|and|or|each|every|about|around)|mid[-–])\s+$|mid[-–]$",
    re.I,
)


def _month_named(reader: Reader, match: re.Match[str], *, alone: bool) -> int | None:
    """The month's number, where the word is a month: 'may', 'march' and names of people are not."""
    word = match["month"]
    if not word[0].isupper():
        return None
    if alone and not reader.sure:
        name, before = word.lower(), reader.before(match.start())
        led = _MONTH_LEAD.search(before) is not None
        doubtful = name in ("may", "march", "mar", "jan", "dec", "sep", "jun", "jul") or name in ABBREVIATED
        if (doubtful and not led) or re.match(rf"{DASH}a-", reader.after(match.end()), re.I):
            return None
        if (
            not led
            and re.match(r" (?!I\b)[A-Z][a-z]+", reader.after(match.end()))
            and name in ("april", "june", "august")
        ):
            return None  # June Jones
    return MONTHS[word.lower()]


def _day_of_month(reader: Reader, match: re.Match[str]) -> Found | None:
    """'September 15', '15 and 16 September 2022', 'Sept. 15-17': one day, or the stretch or pair of days."""
    month = _month_named(reader, match, alone=False)
    if month is None:
        return None
    year, relative = year_of(reader, match), relative_year(reader, match)
    span = (match.start(), match.end())
    first = dated(reader, Recurring("day", month, int(match["day"])), year or relative, *span)
    if first is None:
        return None
    if relative:
        first = replace(first, basis="published")
    if not match["other"]:
        return Found(start=span[0], end=span[1], meaning=first)
    known = first.period.first.year if first.period else None
    second = dated(reader, Recurring("day", month, int(match["other"])), known, *span)
    if second is None or int(match["other"]) <= int(match["day"]):
        return None
    second = replace(second, basis=first.basis)
    whole = _together(first, second, apart=bool(re.search(r"and|&|,", match["link"] or "")))
    parts = (
        Found(start=span[0], end=match.end("day"), meaning=first),
        Found(start=match.start("other"), end=span[1], meaning=second),
    )
    return Found(start=span[0], end=span[1], meaning=whole, parts=parts)


def _together(first: Meaning, second: Meaning, *, apart: bool) -> Meaning:
    """Two days of a month as one time: an interval, or, for 'May 3 and 7', the set of both."""
    days = (second.recurring.day - first.recurring.day) if first.recurring and second.recurring else 1
    pattern = "{%s,%s}" if apart and days > 1 else "%s/%s"
    return replace(
        first,
        value=f"{first.value}/{second.value}",
        edtf=pattern % (first.edtf, second.edtf),
        latest=second.latest,
        period=None,
        recurring=None,
    )


def _month(reader: Reader, match: re.Match[str]) -> Found | None:
    """'September', 'Sept. 2018', 'September of last year'."""
    year, relative = year_of(reader, match), relative_year(reader, match)
    month = _month_named(reader, match, alone=year is None and not match["relative"])
    if month is None or re.match(r"\s\d\d?(?!\d|:)", reader.after(match.end(), 5)):
        return None  # no month, or 'June 31'
    meaning = dated(reader, Recurring("month", month), year or relative, match.start(), match.end())
    if meaning and relative:
        meaning = replace(meaning, basis="published")
    return over(match, meaning) if meaning else None


def _iso(reader: Reader, match: re.Match[str]) -> Found | None:
    """'2022-09-08', '2022/9/8', '2022-09-08T14:30:00Z'."""
    date = dt.date(int(match["year"]), int(match["m"]), int(match["d"]))
    meaning = settled(calendar.day(date), "text")
    if match["clock"]:
        zone = (match["zone"] or "").upper()
        zone = "Z" if zone in ("+00:00", "+0000") else zone
        clock = f"T{match['clock']}{zone}"
        meaning = replace(
            meaning,
            kind="time",
            clock=clock,
            value=meaning.value + clock,
            edtf=f"{date}T{match['clock']}:00{zone}",
        )
    return over(match, meaning)


def _slashed(reader: Reader, match: re.Match[str]) -> Found | None:
    """'13/09/2022', '8.9.2022'; '09/08/2022' can be read in two ways and keeps both."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    year += century_of(year) if year < 100 else 0
    readings = [] if b > 12 else [dt.date(year, b, a)]
    if match["sep"] == "/" and a <= 12 and a != b:
        readings.append(dt.date(year, a, b))
    if not readings:
        return None
    if len(readings) == 1:
        return over(match, settled(calendar.day(readings[0]), "text"))
    first, last = sorted(readings)
    both = Meaning(
        kind="date",
        value=f"{year}-XX-XX",
        edtf=f"[{first},{last}]",
        earliest=first,
        latest=last,
        basis="text",
    )
    return over(match, both)


def _holiday(reader: Reader, match: re.Match[str]) -> Found | None:
    """'Christmas Eve', 'Easter 2022', 'last Thanksgiving'."""
    name = re.sub(r"\s+", " ", match["name"].lower().replace("’", "'"))
    if not match["name"][0].isupper() or re.match(
        r"[ -](?:Islands?|Rising|[Cc]arol|[Mm]arket|[Tt]ree|[Cc]ard|[Gg]ift|"
        r"[Pp]resent|[Ll]ight|[Ss]ong)",
        reader.after(match.end()),
    ):
        return None
    return part_of_year(reader, match, HOLIDAYS[name], leans=False)


def _nine_eleven(reader: Reader, match: re.Match[str]) -> Found | None:
    """'9/11' and 'Sept. 11 attacks' are the day in 2001."""
    meaning = settled(calendar.day(dt.date(2001, 9, 11)), "text")
    return Found(start=match.start(), end=match.start() + len(match[1]), meaning=meaning)


_OTHER = rf"(?:{NTH}(?P<link>\s?(?:{DASH}|~?(?:to|and|through|until|&)~|,\s)\s?)(?P<other>{DAY}))?{NTH}"


_NOT_MORE = r"(?!\d|[.,:]\d|\s?%|~(?:percent|per~cent|people|million|billion|thousand)\b)"


_THE_YEAR = (
    rf"(?:(?:,~?|~|~of~)(?P<year>{YEAR})(?!~(?:people|troops))|~['’](?P<short>\d\d)(?!\d)|"
    rf"~(?:of~)?(?P<relative>last|this|next)~year\b)?"
)


_ORDINAL_MONTH_YEAR = rf"(?P<day>{DAY}){_OTHER}(?:~of)?~{MONTH}{_THE_YEAR}"


_MONTH_DAY = rf"{MONTH}(?:~(?:the~)?|-)(?P<day>{DAY})(?:{_OTHER}){_NOT_MORE}{_THE_YEAR}"


_MONTH_WORDS = tuple(MONTHS)


def rules() -> tuple[Rule, ...]:
    holidays = "|".join(
        sorted((re.escape(h).replace("'", "['’]").replace(r"\ ", "~") for h in HOLIDAYS), key=len, reverse=True)
    )
    return (
        Rule(
            ("#",),
            compiled(
                r"(?P<year>\d{4})(?P<s>[-/])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"
                r"(?:(?:T|~)(?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d{1,6})?)?"
                r"(?:~?(?P<zone>Z|[+-]\d\d:?\d\d)\b)?)?(?!\d)"
            ),
            _iso,
        ),
        Rule(
            ("#",),
            compiled(r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)(?!\d|[./]\d)"),
            _slashed,
        ),
        Rule(("#",), compiled(r"(9/11)(?![\d/])"), _nine_eleven),
        Rule(
            ("sept", "september"),
            compiled(r"((?:Sept\.?|September)~11)(?=(?:th)?,?~(?:2001~)?(?:terror|attack|hijack))"),
            _nine_eleven,
        ),
        Rule(("#",), compiled(_ORDINAL_MONTH_YEAR), _day_of_month),
        Rule(_MONTH_WORDS, compiled(_MONTH_DAY), _day_of_month),
        Rule(_MONTH_WORDS, compiled(rf"{MONTH}{_THE_YEAR}"), _month),
        Rule(
            tuple(sorted({h.split()[0].split("'")[0].rstrip(".") for h in HOLIDAYS})),
            compiled(rf"(?P<name>{holidays})(?![\w’']){OF_YEAR}"),
            _holiday,
        ),
    )
