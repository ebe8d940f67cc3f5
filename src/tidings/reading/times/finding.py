"""Finds the time expressions of a text: scans it once from left to right, then joins neighbours into ranges
and times of day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ...records import TimeBasis, TimeMention
from . import amounts, clocks, dates, rates, relatives, vague, years
from .calendar import Period
from .meaning import Found, Meaning, Reader, Rule, TenseCue, settled

_WORD = re.compile(r"(?<![^\W_])(?:[A-Za-z]{1,13}|\d{1,9})")


def find_times(
    text: str, *, published: dt.date | None = None, tenses: TenseCue | None = None
) -> tuple[TimeMention, ...]:
    """The time expressions of an English news text, in order, none overlapping.

    'on September 15 and 16' in a report of 2022-09-08 gives one mention with TIMEX3 value
    '2022-09-15/2022-09-16' and a
    `When` of those two days, basis 'published'; without `published` the year stays open
    ('XXXX-09-15/XXXX-09-16', no
    bounds, no basis). A mention's span is what TIMEX3 marks ('two days'); its `when` may rest on more words
    ('two days
    after the attack'). `tenses` tells whether the clause around (start, end) is past or future; where it
    answers None,
    the words around decide. Nothing is raised: what no calendar has is passed over.
    """
    return tuple(found.mention(text) for found in find(text, published=published, tenses=tenses))


def timex3(text: str, *, published: dt.date | None = None, tenses: TenseCue | None = None) -> tuple[TimeMention, ...]:
    """As `find_times`, with the two ends of a range apart: TIMEX3 has no ranges."""
    flat: list[TimeMention] = []
    for found in find(text, published=published, tenses=tenses):
        for part in found.parts or (found,):
            mention = part.mention(text)
            flat.append(mention)
    return tuple(flat)


def find(
    text: str,
    *,
    published: dt.date | None = None,
    tenses: TenseCue | None = None,
    year_hint: int | None = None,
    sure: bool = False,
) -> list[Found]:
    """`find_times` before it is put into records. `sure`: the text is known to be a time."""
    reader = Reader(text, _rules(), published=published, tenses=tenses, year_hint=year_hint, sure=sure)
    found: list[Found] = []
    rules, end = reader.rules, 0
    for word in _WORD.finditer(text):
        if word.start() < end:
            continue
        key = word[0]
        if ("#" if key[0].isdigit() else key.lower()) not in rules:
            continue
        expression = reader.at(word.start())
        if expression is None:
            continue
        end = expression.end
        _append(reader, found, expression)
    return found


@cache
def _rules() -> Mapping[str, Sequence[Rule]]:
    """All rules by the words they begin with. Compiled at the first call, not at import."""
    table: defaultdict[str, list[Rule]] = defaultdict(list)
    sources: Iterable[tuple[Rule, ...]] = (
        dates.rules(),
        years.rules(),
        relatives.rules(),
        amounts.rules(),
        rates.rules(),
        clocks.rules(),
        vague.rules(),
    )
    for rules in sources:
        for rule in rules:
            for start in dict.fromkeys(rule.starts):
                table[start].append(rule)
    return dict(table)


def _append(reader: Reader, found: list[Found], new: Found) -> None:
    """Adds an expression, joined to the one before where the two make one time; moves the anchor."""
    if found:
        joined = _joined(reader, found[-1], new)
        if joined:
            found[-1] = joined
            _anchor(reader, joined)
            return
    found.append(new)
    _anchor(reader, new)


def _anchor(reader: Reader, found: Found) -> None:
    meaning = (found.parts or (found,))[0].meaning
    if meaning.period is not None and meaning.basis is not None and meaning.kind in ("date", "time"):
        reader.anchor, reader.anchor_basis = meaning.period, meaning.basis
        if meaning.period.grain == "day":
            reader.day_anchor, reader.day_basis, reader.day_end = meaning.period, meaning.basis, found.end


def _joined(reader: Reader, before: Found, after: Found) -> Found | None:
    gap = reader.text[before.end : after.start]
    if len(gap) > 12 or before.parts:
        return None
    day_then_time = before.meaning.kind == "date" and _is_clock(after.meaning)
    if day_then_time and re.fullmatch(r",?\s+(?:(?:at|around|about|by|from|until)\s+)?(?:the\s+)?|,\s?", gap):
        return clocks.joined(before, after)
    time_then_day = _is_clock(before.meaning) and after.meaning.kind == "date" and after.meaning.value[-2:].isdigit()
    if time_then_day and re.fullmatch(r",?\s+(?:on\s+|of\s+)?", gap) and _is_day(after.meaning):
        return clocks.joined(after, before)
    return _range(reader, before, after, gap)


def _is_clock(meaning: Meaning) -> bool:
    return meaning.kind == "time" and bool(meaning.clock)


def _is_day(meaning: Meaning) -> bool:
    return (meaning.period is None or meaning.period.grain == "day") and len(meaning.value) >= 10


def _range(reader: Reader, first: Found, last: Found, gap: str) -> Found | None:
    """'from Sept. 1 to Oct. 15', 'between 2010 and 2014', 'Monday to Friday'."""
    link = re.fullmatch(r"\s?(-|–|—)\s?|\s+(to|through|until|till|and)\s+", gap)
    if link is None or first.meaning.kind != "date" or last.meaning.kind != "date":
        return None
    lead = re.search(r"\b(from|between)\s+(?:the\s)?$", reader.before(first.start), re.I)
    word = (link[1] or link[2]).lower()
    if word == "and" and not (lead and lead[1].lower() == "between"):
        return None
    a, b = _agreed(reader, first.meaning, last.meaning)
    if a.edtf is None or b.edtf is None or any(mark in a.edtf + b.edtf for mark in "[{"):
        return None
    if a.earliest and b.latest and a.earliest > b.latest:
        return None
    ends = (a.edtf.split("/")[0], b.edtf.split("/")[-1])
    whole = Meaning(
        kind="date",
        value=f"{a.value}/{b.value}",
        edtf="/".join(ends),
        earliest=a.earliest,
        latest=b.latest,
        basis=a.basis if a.basis == b.basis else ("published" if a.basis and b.basis else None),
    )
    if whole.basis is None:
        whole = replace(whole, earliest=None, latest=None)
    return Found(
        start=first.start,
        end=last.end,
        meaning=whole,
        parts=(replace(first, meaning=a), replace(last, meaning=b)),
    )


def _agreed(reader: Reader, a: Meaning, b: Meaning) -> tuple[Meaning, Meaning]:
    """Both ends in fitting years: 'from April to June 2008' gives its year to April, 'from Nov. 1 to Feb. 15'
    runs on.
    """
    if a.recurring and b.recurring and b.basis == "text" and b.period and a.basis != "text":
        year = b.period.first.year
        period = a.recurring.in_year(year)
        if period and period.first > b.period.first:
            period = a.recurring.in_year(year - 1)
        return (_in(a, period, "text"), b) if period else (a, b)
    if a.recurring and b.recurring and a.period and b.basis != "text":
        year = a.period.first.year
        period = b.recurring.in_year(year)
        if period and period.first < a.period.first:
            period = b.recurring.in_year(year + 1)
        return (a, _in(b, period, a.basis or "published")) if period else (a, b)
    if a.period and b.period and a.period.grain == b.period.grain == "day" and a.period.first > b.period.first:
        moved = _week_on(a.period, b.period)
        return (a, _in(b, moved, b.basis or "published")) if moved and reader.published else (a, b)
    return a, b


def _week_on(a: Period, b: Period) -> Period | None:
    """'Friday to Sunday' told by past and future: the second weekday within the week after the first."""
    days = (b.first.weekday() - a.first.weekday()) % 7
    date = a.first + dt.timedelta(days=days or 7)
    return Period("day", date, date)


def _in(meaning: Meaning, period: Period, basis: TimeBasis | None) -> Meaning:
    return replace(settled(period, basis), recurring=meaning.recurring)
