"""Years and what is told by them: decades, centuries, quarters, halves, seasons, budget years."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from . import calendar
from .calendar import Period, Recurring
from .meaning import Found, Meaning, Reader, Rule, between, over, recurring, settled
from .pieces import SEASON, YEAR, Lazy, compiled
from .words import DECADES, ORDINALS, SEASONS

_FIRST_YEAR, _LAST_YEAR = 1000, 2199  # a bare number outside is no year
_PIVOT = 30  # "the '30s" and later are of the 1900s, 'the 20s' of the 2000s
_COUNTED = Lazy(
    r"\s*(?:%|percent|per cent|people|persons?|men|women|children|troops|soldiers|"
    r"police|workers|jobs|employees|points|km|"
    r"kilomet|miles?|met(?:er|re)s?|feet|foot|ft|tons?|tonnes?|kg|lbs?|pounds|dollars|"
    r"euros|copies|cars|aircraft|planes|"
    r"barrels|homes|houses|seats|votes|deaths|cases|times|hours|utc\b|gmt\b|local "
    r"time|more|other|members|students|"
    r"passengers|hectares|acres|mw|mhz|others|residents|refugees|civilians|fighters|"
    r"civilian|million|billion)",
    re.I,
)
_NUMBER_LEAD = Lazy(
    r"(?:[$€£¥#/.,:+]|\d[\d ]?|(?<!mid)[-–—]|\b(?:no|nos|number|flight|boeing|airbus|"
    r"windows|office|resolution|article|section|room|"
    r"class of|route|model|about|around|some|nearly|almost|over|than|only|another|"
    r"page|chapter|rule|level|to|up|top|"
    r"highway|unit|iso|type|channel|us\$|rs|serial|p\.|pp\.|directive|code)\.?\s?)$",
    re.I,
)
OF_YEAR = (
    rf"(?:(?:~of|~in|,)?~(?:the~)?(?:fiscal~)?(?:year~)?(?P<year>{YEAR})(?!\d)|~(?:of~)?"
    rf"(?P<relative>last|this|next|the)~year\b)?"
)


def dated(reader: Reader, date: Recurring, year: int | None, start: int, end: int) -> Meaning | None:
    """A date of every year in the year the words give; without one, as far as the reader can tell."""
    if date.grain == "day" and date.easter_days is None and date.nth is None and date.in_year(year or 2000) is None:
        return None  # 31 June
    if year is None:
        return recurring(reader, date, start, end)
    period = date.in_year(year)
    return replace(settled(period, "text"), recurring=date) if period else None


def year_of(reader: Reader, match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if groups.get("short"):
        return century_of(int(groups["short"])) + int(groups["short"])
    return None


def century_of(two_digits: int) -> int:
    return 1900 if two_digits >= _PIVOT else 2000


def relative_year(reader: Reader, match: re.Match[str]) -> int | None:
    """'September last year': the year meant, where the report's date is known."""
    which = (match.groupdict().get("relative") or "").lower()
    if not which or reader.published is None:
        return None
    return reader.published.year + {"last": -1, "next": 1}.get(which, 0)


def _year(reader: Reader, match: re.Match[str]) -> Found | None:
    """'2008', where the number is neither a count nor a name's."""
    year = int(match[0])
    before, after = reader.before(match.start()), reader.after(match.end())
    if not _FIRST_YEAR <= year <= _LAST_YEAR or re.match(r"[-–/.,:](?!(?:19|20)\d\d\b)\d|[€$%°]", after):
        return None
    if _NUMBER_LEAD.search(before) and not re.search(r"\b(?:early|mid|late)[- ]$", before, re.I):
        allowed = re.search(
            r"\b(?:from|between)\s\S{0,12}\s?(?:to|and)\s$|\b(?:19|20)\d\d(?:-|–|—| to | and )$", before
        )
        if not allowed:
            return None
    led = re.search(
        r"\b(?:in|since|by|until|of|during|from|before|after|and|the|to|year)\s$|(?:early|mid|late)[- ]$",
        before,
        re.I,
    )
    if _COUNTED.match(after) or (not 1900 <= year < 2100 and not led) or (year % 100 == 0 and not led):
        return None
    return over(match, settled(calendar.holding("year", dt.date(year, 1, 1)), "text"))


def _years(reader: Reader, match: re.Match[str]) -> Found | None:
    """'2020-21', '2019/20': two years that share a season or a budget."""
    first = int(match["year"])
    last = int(match["year"][:2] + match["tail"])
    if last != first + 1 or _NUMBER_LEAD.search(reader.before(match.start())):
        return None
    meaning = between(f"{first}/{last}", dt.date(first, 1, 1), dt.date(last, 12, 31), "text")
    return over(match, meaning)


def _decade(reader: Reader, match: re.Match[str]) -> Found | None:
    """'1990s', "the '90s", 'the 70s'; 'in his 70s' is an age, 'in the 70s Fahrenheit' a temperature."""
    digits = match["decade"]
    before = reader.before(match.start())
    if len(digits) == 2:
        marked = before.endswith(("'", "’", "‘"))
        if not (marked or re.search(r"\b(?:the|and|early|mid|late|or|to)[- ]$", before, re.I)) or int(digits) % 10:
            return None
        if re.search(r"\b(?:his|her|their|your|my|our)\s(?:early |mid-?|late )?$", before, re.I):
            return None
    year = int(digits) if len(digits) == 4 else century_of(int(digits)) + int(digits)
    if digits.endswith("00") and year != 2000:
        period = Period("century", dt.date(year, 1, 1), dt.date(year + 99, 12, 31))
        meaning = replace(settled(period, "text"), edtf=f"{year // 100}XX")
    else:
        meaning = settled(calendar.holding("decade", dt.date(year, 1, 1)), "text")
    return over(match, meaning)


def _spoken_decade(reader: Reader, match: re.Match[str]) -> Found | None:
    year = 1900 + DECADES[match["decade"].lower()] if match["decade"].lower() != "twenties" else 1920
    return over(match, settled(calendar.holding("decade", dt.date(year, 1, 1)), "text"))


def _century(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the 19th century': 1801 to 1900, TIMEX3 '18'."""
    word = match["nth"].lower()
    n = ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0)
    if not 1 <= n <= 99:
        return None
    return over(match, settled(calendar.holding("century", dt.date(100 * n - 99, 1, 1)), "text"))


def part_of_year(reader: Reader, match: re.Match[str], date: Recurring, *, leans: bool) -> Found | None:
    """A quarter, half or season with its year given, told relative ('of last year'), or open."""
    year, relative = year_of(reader, match), relative_year(reader, match)
    if year or relative:
        meaning = dated(reader, date, year or relative, match.start(), match.end())
        if meaning and relative:
            meaning = replace(meaning, basis="published")
    else:
        meaning = recurring(reader, date, match.start(), match.end(), leans="past" if leans else None)
    return over(match, meaning) if meaning else None


def _quarter(reader: Reader, match: re.Match[str]) -> Found | None:
    """'Q3', 'the third quarter of 2009', 'fourth-quarter'."""
    word = (match["nth"] or match["q"]).lower()
    return part_of_year(reader, match, Recurring("quarter", 3 * (ORDINALS.get(word) or int(word[0])) - 2), leans=True)


def _half(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the first half of 2014', 'H1 2014'."""
    word = (match["nth"] or match["h"]).lower()
    return part_of_year(reader, match, Recurring("half", 1 if word in ("first", "1st", "1") else 7), leans=True)


def _season(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the summer of 2009', 'last winter', 'in the spring'; 'fall' the verb has no such frame."""
    word, which = match["season"], (match["which"] or "").lower()
    date = Recurring("season", calendar.SEASON_STARTS[SEASONS[word.lower()]])
    bare = not (match["year"] or match["relative"] or which)
    if bare and not reader.sure:
        led = re.search(
            r"\b(?:in|by|until|since|during|over|through|this)\s(?:the\s|early\s|"
            r"late\s|mid-)?$|\b(?:early|late|mid)[- ]$",
            reader.before(match.start()),
            re.I,
        )
        named = word[0].isupper() or re.match(r"\s(?:of|in|apart|to|from)\b", reader.after(match.end()))
        if (
            named
            or not led
            or (word.lower() in ("fall", "spring") and not re.search(r"the\s$|early\s$|late\s$", led[0] + " "))
        ):
            return None
    if which in ("last", "next", "this", "past", "coming") and not match["year"]:
        return _season_relative(reader, match, date, which)
    return part_of_year(reader, match, date, leans=False)


def _season_relative(reader: Reader, match: re.Match[str], date: Recurring, which: str) -> Found | None:
    if reader.published is None:
        return over(match, Meaning(kind="date", value=date.timex, edtf=date.edtf, recurring=date))
    if which == "this":
        return over(match, recurring(reader, date, match.start(), match.end()))
    near = date.near(reader.published, "past" if which in ("last", "past") else "future")
    if near and near.first <= reader.published <= near.last:
        near = date.in_year(near.first.year + (-1 if which in ("last", "past") else 1))
    return over(match, settled(near, "published")) if near else None


def _fiscal(reader: Reader, match: re.Match[str]) -> Found | None:
    """'fiscal 2021', 'FY2021', 'the 2021 fiscal year': a budget year, which runs from the April before to the
    March after at most.
    """
    year = year_of(reader, match)
    if year is None:
        return None
    first, last = dt.date(year - 1, 4, 1), dt.date(year + 1, 3, 31)
    meaning = between(str(year), first, last, "text", about="first last")
    return over(match, meaning)


def rules() -> tuple[Rule, ...]:
    nth = "first|second|third|fourth|1st|2nd|3rd|4th"
    ordinals = "|".join(sorted(ORDINALS, key=len, reverse=True))
    return (
        Rule(("#",), compiled(rf"{YEAR}(?![\w])"), _year),
        Rule(("#",), compiled(r"(?P<year>(?:19|20)\d\d)[-–/](?P<tail>\d\d)(?![-–/\d.])"), _years),
        Rule(("#",), compiled(r"(?P<decade>\d{4}|\d\d)['’]?s\b"), _decade),
        Rule(tuple(DECADES), compiled(rf"(?<=the )(?P<decade>{'|'.join(DECADES)})\b"), _spoken_decade),
        Rule(
            ("#", *ORDINALS, "twenty"),
            compiled(rf"(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{ordinals})(?:~|-)century\b"),
            _century,
        ),
        Rule(
            ("#", "first", "second", "third", "fourth", "q"),
            compiled(rf"(?:(?P<nth>{nth})(?:~|-)quarter\b|Q(?P<q>[1-4])\b){OF_YEAR}"),
            _quarter,
        ),
        Rule(
            ("#", "first", "second", "h"),
            compiled(
                rf"(?:(?P<nth>first|second|1st|2nd)(?:~|-)half(?=~of~(?:the~year\b|"
                rf"last~year|this~year|next~year|{YEAR}))|H(?P<h>[12])\b(?=~{YEAR}))"
                rf"{OF_YEAR}"
            ),
            _half,
        ),
        Rule(
            (*SEASONS, "last", "this", "next", "past", "coming"),
            compiled(rf"(?:(?P<which>last|this|next|past|coming)~)?{SEASON}{OF_YEAR}"),
            _season,
        ),
        Rule(
            ("fiscal", "financial", "fy"),
            compiled(rf"(?:(?:fiscal|financial)~(?:year~)?|FY[ -]?)(?P<year>{YEAR})(?:[-–/]\d\d(?!\d))?"),
            _fiscal,
        ),
        Rule(("#",), compiled(rf"(?P<year>{YEAR})~(?:fiscal|financial)~year\b"), _fiscal),
    )
