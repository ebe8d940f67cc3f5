"""Two times side by side: whether they can be the same, which says more, how to name one, and how to settle
an open one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from ...records import When
from . import edtf
from .cues import Tense
from .edtf import Bounds
from .finding import find

_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASON_NAMES = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_SEASON_NAMES |= {33 + n: f"Q{n + 1}" for n in range(4)} | {40: "first half of", 41: "second half of"}
_LEAP = 2000  # a year that has every day


def settle(
    when: When,
    *,
    published: dt.date | None = None,
    year_hint: int | None = None,
    settled_by: str | None = None,
    tense: Tense | None = None,
) -> When:
    """An unsettled time read again with a date of its story, basis 'story'; a settled one, or one that stays
    open, as it was.

    `published` is the day to count from ('next week', 'Wednesday'), `year_hint` a year for 'September 15',
    `tense` the
    cue the report's clause gave, `settled_by` the report that settles it.
    """
    if when.basis is not None or (published is None and year_hint is None):
        return when
    cue = (lambda start, end: tense) if tense else None
    for found in find(when.text, published=published, year_hint=year_hint, tenses=cue, sure=True):
        meaning = found.meaning
        if meaning.earliest is not None and meaning.latest is not None:
            return replace(
                when,
                edtf=meaning.edtf,
                earliest=meaning.earliest,
                latest=meaning.latest,
                basis="story",
                settled_by=settled_by,
            )
    return when


def intersects(a: When, b: When) -> bool | None:
    """Whether the two can be the same time: True, False, or None where that cannot be told.

    'XXXX-09-15' against 2022-09-15 is True (nothing told stands against it), against 2022-09-16 False. An
    approximate
    time that misses the other by less than half its own length gives None.
    """
    if a.edtf is None or b.edtf is None:
        if a.earliest is None or b.earliest is None or a.latest is None or b.latest is None:
            return None
        return a.earliest <= b.latest and b.earliest <= a.latest
    left, right = _stretches(a, b), _stretches(b, a)
    if not left or not right:
        return None
    if any(x[0] <= y[1] and y[0] <= x[1] for x in left for y in right):
        return True
    gap = min(max(y[0] - x[1], x[0] - y[1]) for x in left for y in right)
    slack = max((_slack(w, s) for w, s in ((a, left), (b, right))), default=dt.timedelta(0))
    return None if gap <= slack else False


def _slack(when: When, stretches: tuple[Bounds, ...]) -> dt.timedelta:
    if not edtf.approximate(when.edtf):
        return dt.timedelta(0)
    return max(((last - first) / 2 for first, last in stretches), default=dt.timedelta(0)) + dt.timedelta(days=1)


def _stretches(when: When, other: When) -> tuple[Bounds, ...]:
    """The days a time can mean; without a year of its own, in the years of the other."""
    if when.edtf is None:
        return ()
    if when.earliest is not None and when.latest is not None:
        return edtf.intervals(when.edtf) if when.edtf[:1] in "[{" else ((when.earliest, when.latest),)
    if "XXXX" not in when.edtf:
        return ()
    if other.earliest is None or other.latest is None:
        return edtf.intervals(when.edtf, year=_LEAP)
    years = range(max(other.earliest.year - 1, dt.MINYEAR), min(other.latest.year + 1, dt.MAXYEAR - 1) + 1)
    near = [*years][:4] + [*years][-4:]  # four years hold every date but 29 February of a far leap year
    return tuple(b for year in sorted(set(near)) for b in edtf.intervals(when.edtf, year=year))


def finer(a: When, b: When) -> When:
    """The one that says more: settled before open, then the shorter stretch, then the one with a time of day;
    `a` in a tie.
    """
    return b if _precision(b) < _precision(a) else a


def _precision(when: When) -> tuple[int, int, int]:
    if when.earliest is not None and when.latest is not None:
        return 0, (when.latest - when.earliest).days, 0 if "T" in (when.edtf or "") else 1
    if when.edtf is None:
        return 2, 0, 0
    stretches = edtf.intervals(when.edtf, year=_LEAP)
    return 1, min(((last - first).days for first, last in stretches), default=0), 0


def label(when: When) -> str:
    """A short name for people: '15–16 Sep 2022', 'about Sep–Dec 2019', 'Sep, year not stated', 'week of 12
    Sep 2022'.

    What nothing settles is named by its own words: 'next week (date not known)', 'more than two years'.
    """
    if when.edtf is None:
        words = " ".join(when.text.split())
        dated = any(f.meaning.value.startswith("XX") for f in find(words, sure=True))
        return f"{words} (date not known)" if dated else words
    about = "about " if edtf.approximate(when.edtf) else ""
    expression = re.sub(r"[~?%]", "", when.edtf)
    if expression[0] in "[{":
        link = " or " if expression[0] == "[" else " and "
        return link.join(_stretch(*_ends(part)) for part in expression[1:-1].split(","))
    ends = _ends(expression)
    name = _stretch(*ends)
    return about + name + (", year not stated" if expression.startswith("XXXX") else "")


def _ends(expression: str) -> tuple[str, str]:
    first, _, last = expression.partition("/")
    return first, last or first


def _stretch(first: str, last: str) -> str:
    if first == last:
        return _point(first)
    if _is_week(first, last):
        return f"week of {_point(first)}"
    a, b = _point(first).split(" "), _point(last).split(" ")
    shared = 0  # words at the end that both have: '15–16 Sep 2022'
    while shared < min(len(a), len(b)) - 1 and a[-1 - shared] == b[-1 - shared]:
        shared += 1
    a = a[: len(a) - shared]
    return ("–" if len(a) == 1 else " – ").join((" ".join(a), " ".join(b)))


def _is_week(first: str, last: str) -> bool:
    try:
        a, b = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        return False
    return a.weekday() == 0 and (b - a).days == 6


def _point(expression: str) -> str:
    day, _, clock = expression.partition("T")
    parts = day.split("-")
    year = "" if parts[0] == "XXXX" else parts[0].replace("XX", "00s").replace("X", "0s")
    if len(parts) == 1:
        return year
    code = int(parts[1])
    name = _SEASON_NAMES.get(code) or _MONTH_NAMES[code - 1]
    words = [str(int(parts[2]))] if len(parts) == 3 else []
    time = f", {clock[:5]}{' UTC' if clock.endswith('Z') else ''}" if clock else ""
    return " ".join(w for w in (*words, name, year) if w) + time
