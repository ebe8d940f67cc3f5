"""Times told from the report's own day or from a time told before: 'Wednesday', 'next week', 'yesterday',
'the same day'.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import cast

from . import calendar
from .calendar import Grain, Period
from .meaning import Found, Meaning, Reader, Rule, between, over, settled, unsettled
from .pieces import MONTH, PART, WEEKDAY, WEEKDAY_ABBREVIATED, Lazy, compiled
from .words import DAY_PARTS, MONTHS, WEEKDAYS

_GRAINS: dict[str, Grain] = {
    name: name for name in ("day", "week", "weekend", "month", "quarter", "year", "decade", "century")
}
_STEPS = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
}
# Names that hold a weekday: 'Black Friday' (a sale), 'Friday Night Lights', the Sunday Times.
_NAMED_BEFORE = Lazy(
    r"\b(?:Black|Bloody|Super|Cyber|Ruby|Fat|Freaky|Casual|Sheffield|Mail on|Independent on|Giving|Red)[ -]$"
)
_SHOW_BEFORE = Lazy(r"\b(?:USA|Russia|Psychology|History|CBS|NBC|ITV) $")
_NAMED_AFTER = Lazy(
    r"[ -](?:Night (?:Live|Lights|Football|Fever)|Times|Telegraph|Mirror|Mail|Express|"
    r"Post|Herald|Night's Dream)\b"
)


def _weekday(reader: Reader, match: re.Match[str]) -> Found | None:
    """'Wednesday', 'last Friday', 'next Monday', 'Thursday morning', 'Friday last week'."""
    word, which = match["weekday"], (match["which"] or "").lower()
    if not word[0].isupper() or _named(reader, match):
        return None
    n = WEEKDAYS[word.lower()]
    part = match["part"]
    if reader.published is None:
        open_day = replace(unsettled("day"), value=f"XXXX-WXX-{n + 1}")
        return over(match, in_part(open_day, part) if part else open_day)
    date = _weekday_date(reader, match, n, which, reader.published)
    meaning = settled(calendar.day(date), "published")
    return over(match, in_part(meaning, part) if part else meaning)


def _named(reader: Reader, match: re.Match[str]) -> bool:
    if reader.sure:
        return False
    word = match["weekday"]
    short = word.lower() in WEEKDAY_ABBREVIATED
    if (
        short
        and not (match[0].endswith(".") and len(word) > 3)
        and not re.search(
            r"(?:on|last|next|this|until|by)\s(?:last |next |this )?$", reader.before(match.start("weekday"))
        )
    ):
        return True
    return bool(
        _NAMED_BEFORE.search(reader.before(match.start())) or _NAMED_AFTER.match(reader.after(match.end("weekday")))
    )


def _weekday_date(reader: Reader, match: re.Match[str], n: int, which: str, published: dt.date) -> dt.date:
    monday = published - dt.timedelta(days=published.weekday())
    week = (match["week"] or "").lower()
    if week:
        return monday + dt.timedelta(days=n + 7 * _STEPS[week])
    back, ahead = (published.weekday() - n) % 7, (n - published.weekday()) % 7
    if which in ("last", "past"):
        return published - dt.timedelta(days=back or 7)
    if which == "next":
        return monday + dt.timedelta(days=7 + n)
    if which in ("coming", "this coming"):
        return published + dt.timedelta(days=ahead or 7)
    if which == "this" and reader.tense(match.start(), match.end()) is None:
        return monday + dt.timedelta(days=n)
    if reader.tense(match.start(), match.end()) == "future":
        return published + dt.timedelta(days=ahead)
    return published - dt.timedelta(days=back)


def in_part(meaning: Meaning, part: str) -> Meaning:
    """A day's morning, afternoon, evening or night: the bounds stay the day's."""
    code = DAY_PARTS[part.lower()]
    return replace(
        meaning, kind="time", value=f"{meaning.value}{code}" if code[0] == "T" else meaning.value, clock=code
    )


def _dated_weekday(reader: Reader, match: re.Match[str]) -> Found | None:
    """'Thursday, Sept. 8, 2022': the date decides, the weekday is part of the words."""
    inner = reader.at(match.end())
    if inner is None or inner.meaning.kind != "date" or not inner.meaning.value[-2:].isdigit():
        return None
    if inner.meaning.recurring is None or inner.meaning.recurring.grain != "day":
        return None
    return replace(inner, start=match.start()) if match["weekday"][0].isupper() else None


def _deictic(reader: Reader, match: re.Match[str]) -> Found | None:
    """'today', 'yesterday morning', 'tomorrow', 'tonight', 'last night', 'this morning', 'overnight'."""
    if _SHOW_BEFORE.search(reader.before(match.start())) or reader.after(match.end(), 5).startswith(" Show"):
        return None
    words = re.sub(r"\s+", " ", match["word"].lower())
    days = {"yesterday": -1, "tomorrow": 1, "last": -1, "day before yesterday": -2, "day after tomorrow": 2}
    offset = next(
        (d for w, d in sorted(days.items(), key=lambda p: -len(p[0])) if words.removeprefix("the ").startswith(w)),
        0,
    )
    part = next((p for p in DAY_PARTS if words.endswith(p)), "night" if words in ("tonight", "overnight") else None)
    if reader.published is None:
        meaning = unsettled("day")
    else:
        meaning = settled(calendar.day(reader.published + dt.timedelta(days=offset)), "published")
    return over(match, in_part(meaning, part) if part else meaning)


def _unit(reader: Reader, match: re.Match[str]) -> Found | None:
    """'next week', 'this month', 'last year', 'the previous quarter', 'the same day', 'that year'."""
    which, unit = match["which"].lower(), match["unit"].lower()
    the = bool(match["the"])
    grain = _GRAINS[unit]
    if which in ("same", "that") or (
        (the and which in ("previous", "following")) or (which == "next" and the and unit == "day")
    ):
        return over(match, _from_anchor(reader, grain, _STEPS.get(which, 0)))
    if unit == "day" or (which == "past" and not the and unit in ("day", "quarter")):
        return None
    if the and which in ("past", "last") and unit in ("year", "month", "week", "decade", "century", "quarter"):
        return over(match, _lately(reader, unit))
    if which in ("previous", "following"):
        return over(match, _from_anchor(reader, grain, _STEPS[which]))
    if reader.published is None:
        return over(match, unsettled(grain))
    period = calendar.shift(calendar.holding(grain, reader.published), _STEPS[which])
    if unit == "weekend" and which in ("this", "last", "past"):
        period = _weekend(reader, match, which)
    return over(match, settled(period, "published"))


def _weekend(reader: Reader, match: re.Match[str], which: str) -> Period:
    published = cast(dt.date, reader.published)
    own = calendar.holding("weekend", published)
    begun = published >= own.first
    if which in ("last", "past"):
        return calendar.shift(own, -1)
    early = published.weekday() <= 1  # on Monday and Tuesday 'this weekend' with a past verb is the one just gone
    gone = not begun and early and reader.tense(match.start(), match.end()) == "past"
    return calendar.shift(own, -1) if gone else own


def _from_anchor(reader: Reader, grain: Grain, steps: int) -> Meaning:
    """A period told from the last one the text named; open when there is none, or none so exact."""
    anchor = reader.anchor
    if anchor is None or _size(anchor.grain) > _size(grain):
        return unsettled(grain)
    period = calendar.shift(calendar.holding(grain, anchor.first), steps)
    return settled(period, reader.anchor_basis)


def _size(grain: Grain) -> int:
    order = ("day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century")
    return order.index(grain)


def _lately(reader: Reader, unit: str) -> Meaning:
    """'the past year': a duration that ends with the report."""
    value = {
        "year": "P1Y",
        "month": "P1M",
        "week": "P1W",
        "decade": "P10Y",
        "century": "P100Y",
        "quarter": "P1Q",
    }[unit]
    if reader.published is None:
        return Meaning(kind="duration", value=value)
    first = calendar.shift_date(reader.published, unit, -1)
    return between(value, first, reader.published, "published", about="first", kind="duration")


def _month_named(reader: Reader, match: re.Match[str]) -> Found | None:
    """'last September', 'this May', 'next March'."""
    which, word = match["which"].lower(), match["month"]
    if not word[0].isupper():
        return None
    date = calendar.Recurring("month", MONTHS[word.lower()])
    if reader.published is None:
        return over(match, Meaning(kind="date", value=date.timex, edtf=date.edtf, recurring=date))
    year = reader.published.year
    if which in ("last", "past"):
        year -= 1 if date.month >= reader.published.month else 0
    elif which in ("next", "coming"):
        year += 1 if date.month <= reader.published.month else 0
    period = date.in_year(year)
    return over(match, settled(period, "published")) if period else None


def _so_far(reader: Reader, match: re.Match[str]) -> Found | None:
    """'earlier this week', 'later this year', 'earlier in the day': the part before or after the report."""
    which, unit = match["which"].lower(), match["unit"].lower()
    relation = (match["this"] or "this").lower()
    grain = _GRAINS[unit]
    if reader.published is None or unit == "day":
        return over(match, reader.day(match.start()) if unit == "day" else unsettled(grain))
    period = calendar.shift(calendar.holding(grain, reader.published), _STEPS.get(relation, 0))
    if relation in ("last", "next"):
        return over(match, settled(period, "published"))
    value = calendar.timex(period)
    first, last = (period.first, reader.published) if which.startswith("earl") else (reader.published, period.last)
    return over(match, between(value, first, last, "published"))


def _the_day(reader: Reader, match: re.Match[str]) -> Found | None:
    """'ended the day', 'in the day': the day told before, else the report's."""
    if not re.search(
        r"\b(?:end|ended|ends|ending|close|closed|finish|finished|in|during)\s$", reader.before(match.start())
    ):
        return None
    if re.match(r"\s(?:when|that|after|before|he|she|they|we|of|to)\b", reader.after(match.end())):
        return None
    return over(match, reader.day(match.start()))


def _the_unit(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the year' inside 'the end of the year': the report's own."""
    if reader.depth < 2:
        return None
    unit = match["unit"].lower()
    grain: Grain = _GRAINS[unit]
    if unit == "day":
        meaning = reader.day(match.start())
    elif reader.published is None:
        meaning = unsettled(grain)
    else:
        meaning = settled(calendar.holding(grain, reader.published), "published")
    return over(match, meaning)


def _same_period(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the same period last year', 'the same month a year earlier': the last period named, moved by years."""
    anchor = reader.anchor
    if anchor is None or _size(anchor.grain) > _size("half"):
        return over(match, unsettled("year"))
    years = int(match["year"]) - anchor.first.year if match["year"] else -1
    first = calendar.shift_date(anchor.first, "year", years)
    return over(match, settled(calendar.holding(anchor.grain, first), reader.anchor_basis))


def _week_of(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the week of September 12'."""
    inner = reader.at(match.end())
    if inner is None or inner.meaning.period is None or inner.meaning.period.grain != "day":
        return None
    meaning = settled(calendar.holding("week", inner.meaning.period.first), inner.meaning.basis)
    return replace(inner, start=match.start(), meaning=meaning)


def _next_day(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the day before', 'a day earlier', 'the year before' with nothing after it: one back or on from the
    last time named.
    """
    step = -1 if match["way"].lower() in ("before", "earlier") else 1
    follows = reader.after(match.end(), 2)
    if match["way"].lower() in ("before", "after") and re.match(r"\s\w", follows):
        return None
    return over(match, _from_anchor(reader, _GRAINS[match["unit"].lower()], step))


def rules() -> tuple[Rule, ...]:
    units = "day|weekend|week|month|quarter|year|decade|century"
    which = "last|past|previous|this~coming|this|current|next|coming|following"
    parts = "|".join(DAY_PARTS)
    return (
        Rule(
            (*WEEKDAYS, "last", "past", "this", "next", "coming", "the"),
            compiled(
                rf"(?:(?:the~)?(?P<which>last|past|this~coming|this|next|coming)~)?"
                rf"{WEEKDAY}(?:,?~(?:in~the~)?{PART})?(?:~(?:of~)?(?P<week>last|this|"
                rf"next)~week\b)?"
            ),
            _weekday,
        ),
        Rule(tuple(WEEKDAYS), compiled(rf"{WEEKDAY}(?:,~?|~|,?~the~)"), _dated_weekday),
        Rule(
            ("today", "yesterday", "tomorrow", "tonight", "overnight", "last", "this", "the", "day"),
            compiled(
                rf"(?P<word>today|tonight|overnight|(?:the~)?day~(?:before~yesterday|"
                rf"after~tomorrow)|(?:yesterday|tomorrow)(?:~(?:{parts}))?|"
                rf"last~(?:night|evening)|this~(?:morning|afternoon|evening))\b"
            ),
            _deictic,
        ),
        Rule(
            ("the", *(w for w in _STEPS), "that", "same"),
            compiled(
                rf"(?P<the>the~(?:very~)?)?(?P<which>{which}|same|that)(?:~same)?"
                rf"(?:~(?:calendar|fiscal|financial))?~(?P<unit>{units})\b"
            ),
            _unit,
        ),
        Rule(
            (*(w for w in _STEPS),),
            compiled(rf"(?P<which>last|past|this|next|coming)~{MONTH}(?!~\d)"),
            _month_named,
        ),
        Rule(
            ("earlier", "later", "early", "late"),
            compiled(
                rf"(?P<which>earlier|later)(?:~on)?(?:~in|~on)?~(?P<this>this|the|last|"
                rf"next|that)(?:~same)?~(?P<unit>{units})\b"
            ),
            _so_far,
        ),
        Rule(("the",), compiled(r"the~day\b"), _the_day),
        Rule(("the",), compiled(rf"the~(?P<unit>{units})\b"), _the_unit),
        Rule(
            ("the", "same"),
            compiled(
                r"(?:the~)?same~(?:period|quarter|month|week|day|time|season|half)"
                r"~(?:last~year|(?:a|one|the)~year~(?:ago|earlier|before)|(?:of|in)"
                r"~(?:last~year|the~previous~year|(?P<year>\d{4})))\b"
            ),
            _same_period,
        ),
        Rule(("the", "week"), compiled(r"(?:the~)?week~(?:of|beginning|starting)~(?:on~)?"), _week_of),
        Rule(("the",), compiled(r"the~(?P<unit>day)~(?P<way>before|after|earlier|later)\b"), _next_day),
        Rule(("the",), compiled(r"the~(?P<unit>year|month|week)~(?P<way>before|after)\b"), _next_day),
    )
