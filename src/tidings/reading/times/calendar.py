"""Stretches of the calendar: the period of a kind that holds a day, the next one, dates that come back every
year.

Weeks are ISO weeks (Monday to Sunday). Seasons are those of the north, by whole months, winter from December;
a season's year is the year it begins in. A century runs from its year 1, as historians count ('the 19th
century' is 1801-1900).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Grain = Literal["day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century"]
SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
SEASON_EDTF = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
_QUARTER_EDTF = 32  # EDTF level 2: 33 to 36 are the quarters, 40 and 41 the halves of a year
_HALF_EDTF = 39
_MONTHS_IN = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_OPEN = {
    "day": "XXXX-XX-XX",
    "weekend": "XXXX-WXX-WE",
    "week": "XXXX-WXX",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "season": "XXXX-XX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar of one kind, both days inclusive."""

    grain: Grain
    first: dt.date
    last: dt.date


def day(date: dt.date) -> Period:
    return Period("day", date, date)


def month_after(year: int, month: int, months: int) -> dt.date:
    """The first day of the month that lies `months` after the given one. OverflowError outside the years
    1-9999.
    """
    index = year * 12 + month - 1 + months
    if not 12 <= index < 120_000:
        raise OverflowError(f"no such month: {index // 12}-{index % 12 + 1}")
    return dt.date(index // 12, index % 12 + 1, 1)


def months(grain: Grain, first: dt.date) -> Period:
    """The period of whole months that begins with `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 + _MONTHS_IN[grain], 12)
    last = dt.date.max if year > dt.MAXYEAR else dt.date(year, month + 1, 1) - DAY
    return Period(grain, first, last)


def holding(grain: Grain, date: dt.date) -> Period:
    """The period of that kind that holds `date`; for a weekend, the one of the date's week."""
    if grain == "day":
        return day(date)
    if grain in ("week", "weekend"):
        monday = date - dt.timedelta(days=date.weekday())
        first = monday if grain == "week" else monday + dt.timedelta(days=5)
        return Period(grain, first, monday + dt.timedelta(days=6))
    if grain == "season":
        return months(grain, month_after(date.year, date.month, -(date.month % 3)))
    if grain == "century":
        return months(grain, dt.date((date.year - 1) // 100 * 100 + 1, 1, 1))
    if grain == "decade":
        return months(grain, dt.date(max(date.year // 10 * 10, 1), 1, 1))
    size = _MONTHS_IN[grain]
    return months(grain, dt.date(date.year, (date.month - 1) // size * size + 1, 1))


def shift(period: Period, n: int) -> Period:
    """The period of the same kind that comes `n` later (earlier for a negative `n`). OverflowError outside
    1-9999.
    """
    if period.grain in ("day", "week", "weekend"):
        step = dt.timedelta(days=n * (1 if period.grain == "day" else 7))
        return Period(period.grain, period.first + step, period.last + step)
    return months(period.grain, month_after(period.first.year, period.first.month, n * _MONTHS_IN[period.grain]))


def shift_date(date: dt.date, unit: str, n: float) -> dt.date:
    """`date` moved by `n` days, weeks, fortnights, months, quarters, years ...: the last day of a shorter
    month at most.
    """
    days = {"day": 1.0, "night": 1.0, "week": 7.0, "weekend": 7.0, "fortnight": 14.0}.get(unit)
    if days is not None:
        return date + dt.timedelta(days=round(n * days))
    start = month_after(date.year, date.month, round(n * _MONTHS_IN[unit]))
    return dt.date(start.year, start.month, min(date.day, months("month", start).last.day))


def timex(period: Period) -> str:
    """The TIMEX3 value: '2009-05-14', '2009-W20', '2009-W20-WE', '2009-05', '2009-Q3', '2009-SU', '2009-H1',
    '2009', '199', '18'.
    """
    first, grain = period.first, period.grain
    year = f"{first.year:04d}"
    if grain == "day":
        return first.isoformat()
    if grain in ("week", "weekend"):
        iso_year, week, _ = first.isocalendar()
        return f"{iso_year:04d}-W{week:02d}" + ("-WE" if grain == "weekend" else "")
    if grain == "season":
        return f"{year}-{season_of(first)}"
    tail = {
        "month": f"-{first.month:02d}",
        "quarter": f"-Q{(first.month + 2) // 3}",
        "half": f"-H{1 if first.month == 1 else 2}",
    }
    return {"decade": year[:3], "century": year[:2]}.get(grain, year + tail.get(grain, ""))


def season_of(first: dt.date) -> str:
    return next(code for code, month in SEASON_STARTS.items() if month == first.month)


def open_timex(grain: Grain) -> str:
    """The TIMEX3 value of a period that nothing settles: 'XXXX-WXX' for 'next week' in an undated report."""
    return _OPEN[grain]


def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches: the anonymous Gregorian computus (Nature, 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    month, rest = divmod(h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114, 31)
    return dt.date(year, month, rest + 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The `n`th weekday of a month (Monday 0); `n` -1 is the last one."""
    if n > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    last = months("month", dt.date(year, month, 1)).last
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A date that comes back every year: 15 September, September, the third quarter, summer, Easter.

    `month` and `day` name a day or the month a period begins with; `easter_days` counts from Easter Sunday;
    `nth` and `weekday` name 'the fourth Thursday of November'.
    """

    grain: Grain
    month: int = 1
    day: int = 1
    easter_days: int | None = None
    nth: int | None = None
    weekday: int = 0

    def in_year(self, year: int) -> Period | None:
        """The period of that year; None where the year has none (29 February) or is out of range."""
        try:
            if self.easter_days is not None:
                return day(easter(year) + dt.timedelta(days=self.easter_days))
            if self.nth is not None:
                return day(nth_weekday(year, self.month, self.weekday, self.nth))
            date = dt.date(year, self.month, self.day)
        except (ValueError, OverflowError):
            return None
        return day(date) if self.grain == "day" else months(self.grain, date)

    @property
    def edtf(self) -> str | None:
        """'XXXX-09-15', 'XXXX-09', 'XXXX-22' (summer), 'XXXX-35' (third quarter), 'XXXX-40' (first half);
        None if it moves.
        """
        if self.easter_days is not None or self.nth is not None:
            return None
        code = {
            "day": f"{self.month:02d}-{self.day:02d}",
            "month": f"{self.month:02d}",
            "season": str(next((e for s, e in SEASON_EDTF.items() if SEASON_STARTS[s] == self.month), "")),
            "quarter": str(_QUARTER_EDTF + (self.month + 2) // 3),
            "half": str(_HALF_EDTF + (1 if self.month == 1 else 2)),
        }
        return f"XXXX-{code[self.grain]}"

    @property
    def timex(self) -> str:
        """The TIMEX3 value without a year: 'XXXX-09-15', 'XXXX-Q3'."""
        if self.edtf is None:
            return _OPEN["day"]
        year = self.in_year(2000)  # a leap year, so that 29 February has one
        return "XXXX" + timex(year)[4:] if year else _OPEN[self.grain]

    def near(self, date: dt.date, tense: str | None) -> Period | None:
        """The one that news of `date` means: by tense where there is one, else the nearest, with a lean to
        the past.
        """
        reach = 8 if (self.month, self.day) == (2, 29) else 1
        years = [p for y in range(date.year - reach, date.year + reach + 1) if (p := self.in_year(y))]
        past = [p for p in years if p.first <= date]
        coming = [p for p in years if p.last >= date]
        if not past or not coming:
            return None
        before, after = past[-1], coming[0]
        if before == after:
            return after
        ahead, behind = (after.first - date).days, (date - before.last).days
        near = after if ahead < behind and ahead <= LOOKS_AHEAD else before
        if tense is None or (self.grain == "day" and min(ahead, behind) <= SURE_DISTANCE):
            return near
        return after if tense == "future" else before


# Without a cue, a coming 15 September is meant only when it is nearer than the last one and this close
# (days): news
# looks back further than ahead.
LOOKS_AHEAD = 120
# Within this many days the nearest day is meant whatever the verb: 'was told to leave by 15 September'.
SURE_DISTANCE = 31
