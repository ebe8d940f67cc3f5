"""Amounts of time: durations ('more than two years'), distances ('two days ago', 'a week earlier') and rates
('a year').
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from . import calendar
from .calendar import Grain
from .meaning import Found, Meaning, Reader, Rule, between, over, settled
from .pieces import COUNT_WORD, DASH, DIGITS, EXACT, UNIT, Lazy, compiled
from .words import NUMBERS, UNCOUNTED, UNITS, number, plain

_CODES = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "NI",
    "weekend": "WE",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}
# Units that TIMEX3 writes as so many of a smaller one.
_MULTIPLES = {"fortnight": ("week", 2), "decade": ("year", 10), "century": ("year", 100)}
_CLOCK_UNITS = frozenset(("second", "minute", "hour"))
_DATED_AGO = frozenset(("day", "week", "fortnight", "month", "night", "weekend"))
_RATE_LEAD = Lazy(
    r"(?:\d|%|\b(?:once|twice|times|percent|[a-z]{0,9}illion|thousand|hundred|dozen)|"
    r"(?P<plural>\b[a-z]{3,14}[^s\W]s))\s$",
    re.I,
)
_NO_PLURALS = frozenset(
    [
        "was",
        "has",
        "this",
        "takes",
        "lasts",
        "marks",
        "spends",
        "needs",
        "gets",
        "makes",
        "does",
        "says",
        "comes",
        "goes",
        "becomes",
        "plus",
        "thus",
        "perhaps",
        "always",
    ]
)
_FOR_LEAD = Lazy(
    r"\b(?:for|in|within|over|after|than|nearly|about|almost|just|only|every|per|"
    r"under|around|last|past|next|took|take|takes|lasted|lasts|once|until|through|"
    r"before)\s(?:just\s|about\s|only\s)?$",
    re.I,
)
# A bare 'a day' or 'a minute' is a figure of speech unless a preposition stands before it; a longer unit is
# not.
_LIGHT_UNITS = frozenset(("day", "minute", "night", "second", "weekend", "hour"))
_AROUND_A_WEEK = 3  # days either side that 'two weeks ago' may mean


def duration(count: float | None, unit: str) -> str:
    """The TIMEX3 value: 'P3Y', 'PT30M', 'P2W' for a fortnight, 'P10Y' for a decade, 'PXD' where the count is
    not told.
    """
    if unit in _MULTIPLES:
        smaller, times = _MULTIPLES[unit]
        return duration(count * times if count is not None else None, smaller)
    if count == 0.5:
        unit, count = {
            "hour": ("minute", 30.0),
            "year": ("month", 6.0),
            "day": ("hour", 12.0),
            "minute": ("second", 30.0),
        }.get(unit, (unit, 0.5))
    code = _CODES[unit]
    amount = "X" if count is None else plain(count)
    return f"PT{amount}{code[1:]}" if code[0] == "T" else f"P{amount}{code}"


def _amount(reader: Reader, match: re.Match[str]) -> Found | None:
    """'two years', 'more than two and a half years', 'five-year', 'several weeks', 'decades', and what
    follows them.
    """
    unit = UNITS[match["unit"].lower()]
    words = match["count"]
    groups = match.groupdict()
    count = number(words)
    if groups.get("half"):
        count = (count or 1) + 0.5
    span = (match.start(), match.end())
    if re.match(rf"(?:~|{DASH})old\b".replace("~", r"\s"), reader.after(match.end())) or (
        unit == "second" and count == 1
    ):
        return None  # an age says how old, not when; 'a second' is mostly an ordinal
    article = words.lower() in ("a", "an", "one", "the")
    if words.lower() in ("a", "an"):
        if unit == "quarter" and not re.match(r"\s(?:ago|earlier|later)", reader.after(match.end())):
            return None
        rate = _rate(reader, match, unit)
        if rate:
            return rate
        if (
            unit in _LIGHT_UNITS
            and not _FOR_LEAD.search(reader.before(span[0]))
            and not re.match(r"\s(?:ago|earlier|later|before|after|and a half)\b", reader.after(span[1]))
        ):
            return None
    if (
        not article
        and words.lower() not in ("half a", "half an")
        and match["unit"][-1] != "s"
        and not _compound(match, reader)
    ):
        return None
    plain_meaning = Meaning(kind="duration", value=duration(count, unit))
    found = Found(start=span[0], end=span[1], meaning=plain_meaning)
    return _distance(reader, found, count, unit) or found


def _compound(match: re.Match[str], reader: Reader) -> bool:
    """'five-year', 'four day rally': a unit in the singular, before a noun."""
    return bool(re.match(r"[ -]?[a-z]", reader.after(match.end()))) or DASH.strip("[]").find(match["glue"][-1:]) >= 0


def _bare_units(reader: Reader, match: re.Match[str]) -> Found | None:
    """'decades', 'for years', 'in minutes', 'weeks before', 'decades-long'."""
    unit = UNITS[match["unit"].lower()]
    before, after = reader.before(match.start()), reader.after(match.end())
    led = re.search(
        r"\b(?:for|in|over|after|within|take|took|taken|takes|last|spent|of|than|just)\s(?:just\s|many\s)?$",
        before,
        re.I,
    )
    tail = re.match(
        r"(?:\s(?:ago|later|earlier|before|after|of\s(?:war|talks|negotiations|"
        r"conflict|fighting|violence|work|delays?))|-long)\b",
        after,
    )
    of_only = re.search(r"\bof\s$", before)
    if unit not in ("decade", "century") and (not (led or tail) or (of_only and not tail)):
        return None
    end = match.end() + (5 if after.startswith("-long") else 0)
    found = Found(start=match.start(), end=end, meaning=Meaning(kind="duration", value=duration(None, unit)))
    return _distance(reader, found, None, unit) or found


def _rate(reader: Reader, match: re.Match[str], unit: str) -> Found | None:
    """'15 a year', 'twice a week'."""
    if match["glue"] and match["glue"].strip():
        return None
    lead = _RATE_LEAD.search(reader.before(match.start()))
    if not lead or (lead["plural"] and lead["plural"].lower() in _NO_PLURALS):
        return None
    if re.match(r"\s(?:ago|earlier|later|before|after|of|in|when|that|to|and a half)\b", reader.after(match.end())):
        return None
    return over(match, Meaning(kind="set", value=duration(1, unit)))


_TAIL = Lazy(
    r"(?:\s|\r?\n)(?:(?P<ago>ago)|(?P<hence>from (?:now|today)|hence)|(?P<later>later|earlier)|"
    r"(?P<side>before|after|following|since|prior to|into|ahead of)\s(?P<what>(?:the|"
    r"a|an|his|her|its|their|that|this)\s[\w’'-]{1,24}|[\w’'-]{1,24}(?=\s?[.,;]))?)\b",
    re.I,
)


def _distance(reader: Reader, found: Found, count: float | None, unit: str) -> Found | None:
    """The distance from some day that the words make of an amount: 'ago', 'from now', 'later', 'after the
    attack'.
    """
    tail = _TAIL.match(reader.text, found.end, min(len(reader.text), found.end + 64))
    if tail is None:
        return _ahead(reader, found, count, unit)
    whole = replace(found, end=tail.end())
    if tail["ago"] or tail["hence"]:
        return _from_published(reader, whole, count, unit, -1 if tail["ago"] else 1)
    if tail["later"]:
        sign = 1 if tail["later"].lower() == "later" else -1
        return _from_anchor(reader, whole, count, unit, sign)
    return _beside(reader, found, tail, count, unit)


def _beside(reader: Reader, found: Found, tail: re.Match[str], count: float | None, unit: str) -> Found:
    """'two days after Christmas' is a date; 'two days after the attack' hangs on an event and stays open."""
    sign = {"before": -1, "prior to": -1, "ahead of": -1}.get(tail["side"].lower(), 1)
    base = reader.at(tail.end("side") + 1)
    if (
        base
        and base.meaning.period
        and base.meaning.period.grain == "day"
        and count is not None
        and unit not in _CLOCK_UNITS
    ):
        date = calendar.shift_date(base.meaning.period.first, unit, sign * count)
        return Found(start=found.start, end=base.end, meaning=settled(calendar.day(date), base.meaning.basis))
    return replace(found, phrase=(found.start, tail.end()))


def _from_published(reader: Reader, found: Found, count: float | None, unit: str, sign: int) -> Found:
    value = duration(count, unit)
    if reader.published is None or count is None:
        dated = unit in _DATED_AGO and count is not None
        return replace(found, meaning=Meaning(kind="date", value="XXXX-XX-XX" if dated else value))
    if unit in _CLOCK_UNITS:
        hours = count / {"hour": 1, "minute": 60, "second": 3600}[unit]
        first = reader.published + dt.timedelta(days=sign * (int(hours // 24) + 1))
        ends = sorted((first, reader.published))
        return replace(
            found, meaning=between(value, ends[0], ends[1], "published", about="first last", kind="duration")
        )
    return replace(found, meaning=_moved(reader.published, count, unit, sign, value))


def _moved(base: dt.date, count: float, unit: str, sign: int, value: str) -> Meaning:
    """`base` moved by an amount, as loose as its unit: a day for days, some days for weeks, the month, the
    year.
    """
    date = calendar.shift_date(base, unit, sign * count)
    if unit in ("day", "night"):
        return settled(calendar.day(date), "published")
    if unit in ("week", "fortnight", "weekend"):
        slack = dt.timedelta(days=_AROUND_A_WEEK)
        meaning = between(date.isoformat(), date - slack, date + slack, "published", about="first last")
        return replace(meaning, edtf=f"{date}~")
    grain: Grain = "month" if unit in ("month", "quarter") else "year"
    meaning = settled(calendar.holding(grain, date), "published")
    dated = grain == "month"
    return replace(
        meaning,
        value=meaning.value if dated else value,
        kind="date" if dated else "duration",
        edtf=f"{meaning.edtf}~",
        period=None if not dated else meaning.period,
    )


def _from_anchor(reader: Reader, found: Found, count: float | None, unit: str, sign: int) -> Found:
    """'two days later': from the last day the text named, else open."""
    anchor = reader.anchor
    if (
        anchor is None
        or count is None
        or unit in _CLOCK_UNITS
        or (anchor.grain != "day" and unit not in ("year", "decade"))
    ):
        return found
    date = calendar.shift_date(anchor.first, unit, sign * count)
    grain: Grain = anchor.grain
    if grain == "day" and unit not in ("day", "week", "fortnight"):
        grain = "month" if unit == "month" else "year"
    return replace(found, meaning=settled(calendar.holding(grain, date), reader.anchor_basis))


def _ahead(reader: Reader, found: Found, count: float | None, unit: str) -> Found | None:
    """'will vote in two weeks', "in three days' time": ahead of the report."""
    timed = re.match(r"['’]?\stime\b", reader.after(found.end))
    if (
        not re.search(r"\bin\s(?:about\s|just\s)?$", reader.before(found.start))
        or count is None
        or unit not in _DATED_AGO
    ):
        return None
    if reader.published is None or not (timed or reader.tense(found.start, found.end) == "future"):
        return None
    end = found.end + (timed.end() if timed else 0)
    return replace(found, end=end, meaning=_moved(reader.published, count, unit, 1, found.meaning.value))


def _window(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the past two years', 'the next six months', 'the last few days': a duration that begins or ends with
    the report.
    """
    unit, which = UNITS[match["unit"].lower()], match["which"].lower()
    count = number(match["count"])
    value = duration(count, unit)
    if reader.published is None or count is None or unit in _CLOCK_UNITS or which in ("first", "final", "previous"):
        return over(match, Meaning(kind="duration", value=value))
    ahead = which in ("next", "coming", "following")
    other = calendar.shift_date(reader.published, unit, count if ahead else -count)
    ends = (reader.published, other) if ahead else (other, reader.published)
    meaning = between(value, ends[0], ends[1], "published", about="last" if ahead else "first", kind="duration")
    return over(match, meaning)


_ABOUT = (
    r"(?:(?:(?:much|well|just|far|slightly)~)?(?:more|less|fewer|longer)~than|at~(?:least|"
    r"most)|(?:just|well|slightly)~(?:over|under)|nearly|almost|about|around|some|roughly|"
    r"approximately|over|under|up~to|only|barely|another|an~additional)"
)
_ABOUT_WORDS = (
    "more",
    "less",
    "fewer",
    "longer",
    "at",
    "just",
    "well",
    "far",
    "much",
    "slightly",
    "nearly",
    "almost",
    "about",
    "around",
    "some",
    "roughly",
    "approximately",
    "over",
    "under",
    "up",
    "only",
    "barely",
    "another",
    "an",
)


def rules() -> tuple[Rule, ...]:
    many = "|".join(sorted(UNCOUNTED - {"hundreds", "thousands", "tens", "scores", "dozens"}))
    loose = (
        rf"(?:an?~few|quite~a~few|an?~couple(?:~of)?|the~few|(?:{many})(?:~more)?|"
        rf"(?:dozens|hundreds|thousands|tens~of~thousands|scores)~of|half~an?|an?~half|"
        rf"an?~dozen|an?~hundred|an?~thousand)"
    )
    ranged = rf"(?:{DIGITS}|{COUNT_WORD})(?:{DASH}|~(?:to|or)~)(?:{DIGITS}|{COUNT_WORD})"
    kinds = (
        r"(?:(?:consecutive|straight|successive|full|whole|long|short|trading|working|"
        r"business|calendar|fiscal|solid|more|extra|additional|light|further)~){0,2}"
    )
    count = rf"(?P<count>{loose}|{ranged}|{EXACT}|an?|[½¼¾])"
    number_words = (*(w for w in NUMBERS), *UNCOUNTED, "a", "an", "half", "the", "quite", "#")
    amount = compiled(rf"{count}(?P<glue>~|{DASH})(?:{kinds})(?P<unit>{UNIT})\b(?P<half>~and~a~half\b)?")
    return (
        Rule(number_words, amount, _amount),
        Rule(
            tuple(w for w in _ABOUT_WORDS),
            compiled(rf"{_ABOUT}~(?={count}(?:~|{DASH}){kinds}(?:{UNIT})\b)"),
            _about,
        ),
        Rule(
            tuple(u for u in UNITS if u.endswith("s") and len(u) > 4),
            compiled(r"(?P<unit>seconds|minutes|hours|days|weeks|months|years|decades|centuries)\b"),
            _bare_units,
        ),
        Rule(
            ("the", "last", "past", "next", "coming", "first", "previous", "final", "these", "those"),
            compiled(
                rf"(?:the~)?(?P<which>last|past|next|coming|first|previous|final|"
                rf"following)~{count}(?:~|{DASH}){kinds}(?P<unit>{UNIT})\b"
            ),
            _window,
        ),
    )


def _about(reader: Reader, match: re.Match[str]) -> Found | None:
    """'more than two years': the amount, with the words that loosen it."""
    inner = reader.at(match.end())
    if inner is None or inner.meaning.kind not in ("duration", "date"):
        return None
    phrase = (match.start(), inner.phrase[1]) if inner.phrase else None
    return replace(inner, start=match.start(), phrase=phrase)
