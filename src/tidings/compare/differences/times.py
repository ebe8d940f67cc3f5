"""Where two accounts date one thing differently, and which of two times says more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...reading.times import finer, intersects
from ...records import DifferenceKind, TimeMention, When
from ..accounts.clauses import Clause
from ..accounts.words import MONTHS, WEEKDAYS
from .claims import Claim, Side

_PARTS_OF_DAY = frozenset(
    """
    morning afternoon evening night noon midnight early late am pm dawn dusk tonight overnight
    """.split()
)
_YEAR_DIGITS = 4
_VAGUE = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})


def when_claims(a: Clause, b: Clause, weight: float) -> Iterator[Claim]:
    """Each account dates the clause, once, and not alike."""
    one, other = dated(a.times), dated(b.times)
    if len(one) != 1 or len(other) != 1:
        return
    x, y = one[0], other[0]
    kind = time_difference(x.when, y.when)
    if kind is None:
        return
    left, right = Side(a.account, x.span, x.when.text), Side(b.account, y.span, y.when.text)
    if kind == "precision" and says_more(x.when, y.when):
        left, right = right, left
    yield Claim(aspect="when", kind=kind, a=left, b=right, weight=weight)


def dated(times: Sequence[TimeMention]) -> list[TimeMention]:
    """Those of the times that say a day or an hour: not 'now', not 'for a week'."""
    return [t for t in times if t.kind in ("date", "time") and t.value not in _VAGUE]


def time_difference(a: When, b: When) -> DifferenceKind | None:
    """'conflict' where both cannot be so, 'precision' where one says more, None where they agree or
    nothing can be told."""
    said = (_plain(a.text), _plain(b.text))
    if said[0] == said[1]:
        return None
    meet = intersects(a, b)
    if meet is False and _year_of_one_alone(*said):
        return None  # 'March 2' of a year that was counted from the report, 'March 2008'
    if meet is False and not _relative_to_unknown(a, b):
        return "conflict"
    if meet is None:
        return _by_name(*said)
    if a.edtf == b.edtf:
        return "precision" if _part_of_day(a.text) != _part_of_day(b.text) else None
    return "precision"


def says_more(a: When, b: When) -> bool:
    """Whether `a` is the finer of two times that can be one: 'Friday morning' beside 'Friday'."""
    if a.edtf == b.edtf and _part_of_day(a.text) != _part_of_day(b.text):
        return _part_of_day(a.text)
    return finer(a, b) is a


def _part_of_day(text: str) -> bool:
    return bool(parts_of_day(text))


def parts_of_day(text: str) -> frozenset[str]:
    """The words for a part of the day: {'late'} of 'late Friday'."""
    return frozenset(text.lower().replace(".", "").split()) & _PARTS_OF_DAY


def _plain(text: str) -> str:
    return " ".join(
        w for w in text.lower().replace("’", "'").split() if w not in ("on", "in", "at", "the", "last", "this")
    )


def _relative_to_unknown(a: When, b: When) -> bool:
    return (a.earliest is None and a.edtf is None) or (b.earliest is None and b.edtf is None)


def _year_of_one_alone(a: str, b: str) -> bool:
    """One month, and only one of the two says which year."""
    months = [[w for w in said.split() if w in MONTHS] for said in (a, b)]
    years = [any(w.strip(",").isdigit() and len(w.strip(",")) == _YEAR_DIGITS for w in said.split()) for said in (a, b)]
    return bool(months[0]) and months[0] == months[1] and years[0] != years[1]


def _by_name(a: str, b: str) -> DifferenceKind | None:
    """Without dates to count from, two weekdays or two months still differ by name."""
    for names in (WEEKDAYS, MONTHS):
        one, other = [w for w in a.split() if w in names], [w for w in b.split() if w in names]
        if one and other:
            if one != other:
                return "conflict"
            return "precision" if len(a.split()) != len(b.split()) else None
    return None
