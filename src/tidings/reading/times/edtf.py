"""Extended Date/Time Format (ISO 8601-2:2019, Library of Congress profile): the part that news needs, both
ways.

Level 0: days, months, years, intervals, date with time. Level 1: '~' (approximate), 'X' for unstated digits,
seasons 21-24, open ends. Level 2: quarters 33-36, halves 40-41, sets '{a,b}' (all of) and '[a,b]' (one of),
'XXXX-09-15'.
EDTF has no weeks: a week is written as the interval of its days.
"""

from __future__ import annotations

import datetime as dt
import re

from .calendar import DAY, SEASON_EDTF, SEASON_STARTS, Period, month_after, months

Bounds = tuple[dt.date, dt.date]
_DATE = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d))?(?:-(\d\d))?(?:T[\d:Z+-]+)?", re.ASCII)
_MONTHS_OF = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}  # season: first month, how many
_MONTHS_OF |= {33 + n: (1 + 3 * n, 3) for n in range(4)} | {40: (1, 6), 41: (7, 6)}


def of_period(period: Period) -> str:
    """The shortest EDTF of a period: '2009-22' for summer, '199X', '2009-35' for the third quarter, a week's
    interval.
    """
    year = f"{period.first.year:04d}"
    if period.grain == "season":
        code = next(c for c, month in SEASON_STARTS.items() if month == period.first.month)
        return f"{year}-{SEASON_EDTF[code]}"
    if period.grain == "quarter":
        return f"{year}-{33 + period.first.month // 3}"
    if period.grain == "half":
        return f"{year}-{40 if period.first.month == 1 else 41}"
    if period.grain == "decade":
        return f"{year[:3]}X"
    return of_bounds(period.first, period.last)


def of_bounds(earliest: dt.date, latest: dt.date, *, about_first: bool = False, about_last: bool = False) -> str:
    """The shortest EDTF whose bounds are these: '2019', '2019-09', '2019-09-08', '2019-09/2019-12',
    '2022-09-12/2022-09-18'.

    `about_first` and `about_last` mark an end as approximate with '~'. ValueError when the ends are the wrong
    way round.
    """
    if earliest > latest:
        raise ValueError(f"an interval wants its earlier end first, got {earliest} and {latest}; swap them")
    starts_month, ends_month = earliest.day == 1, _last_of_month(latest)
    starts_year = starts_month and earliest.month == 1
    ends_year = ends_month and latest.month == 12
    if starts_year and ends_year:
        a, b = earliest.isoformat()[:4], latest.isoformat()[:4]
    elif starts_month and ends_month:
        a, b = earliest.isoformat()[:7], latest.isoformat()[:7]
    else:
        a, b = earliest.isoformat(), latest.isoformat()
    if a == b:
        return a + ("~" if about_first or about_last else "")
    return a + "~" * about_first + "/" + b + "~" * about_last


def _last_of_month(date: dt.date) -> bool:
    return date == dt.date.max or (date + DAY).month != date.month


def bounds(edtf: str) -> Bounds | None:
    """The first and last day that the expression can mean; None for one without a stated year, or an open
    end.

    ValueError for what is not EDTF of the kinds above ('2009-13', 'last week').
    """
    parts = intervals(edtf)
    return (min(a for a, _ in parts), max(b for _, b in parts)) if parts else None


def intervals(edtf: str, *, year: int | None = None) -> tuple[Bounds, ...]:
    """The stretches of days the expression means: one, or one for each member of a set. ValueError as in
    `bounds`.

    `year` stands in for the digits of an unstated year ('XXXX-09-15'); without it such a part gives nothing.
    """
    if edtf[:1] in ("[", "{") and edtf[-1:] in ("]", "}"):
        return tuple(b for part in edtf[1:-1].split(",") for b in intervals(part, year=year))
    ends = [_single(end, year) for end in edtf.replace("~", "").replace("?", "").replace("%", "").split("/")]
    if len(ends) > 2:
        raise ValueError(f"an EDTF interval has two ends, got {edtf!r}")
    first, last = ends[0], ends[-1]
    if first is None or last is None:
        return ()
    if first[0] > last[1] and year is not None and "XXXX" in edtf:  # 'from December to February'
        moved = _single(edtf.split("/")[1].replace("~", ""), year + 1)
        last = moved or last
    return ((first[0], last[1]),)


def _single(edtf: str, year: int | None) -> Bounds | None:
    if edtf.startswith("XXXX-"):
        if year is None:
            return None
        edtf = f"{year:04d}" + edtf[4:]
        if edtf.endswith("-02-29") and not _leap(year):
            return None
    if edtf in ("", ".."):
        return None
    match = _DATE.fullmatch(edtf)
    if not match:
        raise ValueError(f"not an EDTF date: {edtf!r}; a day, month, year, season, decade or an interval is wanted")
    digits, month, day = match.groups()
    if "X" in digits:
        low, high = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
        return dt.date(max(low, 1), 1, 1), dt.date(high, 12, 31)
    if month is None:
        return dt.date(int(digits), 1, 1), dt.date(int(digits), 12, 31)
    if day is not None:
        date = dt.date(int(digits), int(month), int(day))
        return date, date
    if int(month) in _MONTHS_OF:
        start, count = _MONTHS_OF[int(month)]
        first = dt.date(int(digits), start, 1)
        return first, month_after(first.year, first.month, count) - DAY
    stretch = months("month", dt.date(int(digits), int(month), 1))
    return stretch.first, stretch.last


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def approximate(edtf: str | None) -> bool:
    """Whether the expression calls itself approximate or uncertain."""
    return edtf is not None and any(mark in edtf for mark in "~?%")
