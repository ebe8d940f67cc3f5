"""What a time expression means, before and after a calendar settles it; the frame that the rules work in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ...records import Span, TimeBasis, TimeMention, When
from . import calendar, edtf
from .calendar import Grain, Period, Recurring
from .cues import tense_near

Kind = Literal["date", "time", "duration", "set"]
Tense = Literal["past", "future"]
TenseCue = Callable[[int, int], Tense | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A TIMEX3 value with its EDTF and bounds; `period` or `recurring` where it is one of the calendar."""

    kind: Kind
    value: str
    edtf: str | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    basis: TimeBasis | None = None
    period: Period | None = None
    recurring: Recurring | None = None
    clock: str | None = None  # 'T08:30', 'T16:00Z', 'TMO'


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A meaning and the words that have it. `phrase` is wider where the words go on: 'two days after the
    attack'.
    """

    start: int
    end: int
    meaning: Meaning
    phrase: tuple[int, int] | None = None
    parts: tuple[Found, ...] = ()  # the two ends of a range, which TIMEX3 marks apart

    def mention(self, text: str) -> TimeMention:
        start, end = self.phrase or (self.start, self.end)
        m = self.meaning
        when = When(
            text=text[start:end],
            edtf=m.edtf,
            earliest=m.earliest,
            latest=m.latest,
            basis=m.basis,
            span=Span(start=start, end=end),
        )
        return TimeMention(span=Span(start=self.start, end=self.end), kind=m.kind, value=m.value, when=when)


def over(match: re.Match[str], meaning: Meaning) -> Found:
    """That meaning for all the words of a match."""
    return Found(start=match.start(), end=match.end(), meaning=meaning)


Reading = Callable[["Reader", "re.Match[str]"], Found | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern tried where a word of `starts` stands ('#' is any number), and what its match means."""

    starts: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Reading


_NEAR = 600  # characters: a paragraph
MAX_DEPTH = 3  # 'the end of the first half of 2014'
_WORD = re.compile(r"(?<![^\W_])(?:[A-Za-z]+|\d{1,9})")


@dataclass(slots=True)
class Reader:
    """One text read from left to right. `anchor` is the last date it named, for 'the same day'."""

    text: str
    rules: Mapping[str, Sequence[Rule]]
    published: dt.date | None = None
    tenses: TenseCue | None = None
    year_hint: int | None = None
    sure: bool = False  # the text is known to be a time expression: 'May' is the month
    anchor: Period | None = None
    anchor_basis: TimeBasis | None = None
    day_anchor: Period | None = None  # the last day, for 'the morning' and '8 a.m.'
    day_basis: TimeBasis | None = None
    day_end: int = 0  # where its words end
    depth: int = field(default=0)

    def at(self, pos: int) -> Found | None:
        """The longest expression that begins at `pos`."""
        word = _WORD.match(self.text, pos)
        if word is None or self.depth >= MAX_DEPTH:
            return None
        key = word[0].lower()
        best: Found | None = None
        self.depth += 1
        try:
            for rule in self.rules.get("#" if key[0].isdigit() else key, ()):
                match = rule.pattern.match(self.text, pos)
                found = self._read(rule, match) if match else None
                if found and (best is None or found.end > best.end):
                    best = found
        finally:
            self.depth -= 1
        return best

    def _read(self, rule: Rule, match: re.Match[str]) -> Found | None:
        try:
            return rule.read(self, match)
        except (
            OverflowError,
            ValueError,
        ):  # a day or year that no calendar has: 31 June, 'ten thousand years ago'
            return None

    def tense(self, start: int, end: int) -> Tense | None:
        """The cue for a date that may be behind or ahead: the caller's, else that of the words around."""
        told = self.tenses(start, end) if self.tenses else None
        return told or tense_near(self.text, start, end)

    def day(self, pos: int) -> Meaning:
        """The day that 'the morning' or '8 a.m.' is of: the paragraph's last; else open, the report's as
        value.

        TIMEX3 takes the report's day there; a `When` does not, since nothing in the words says so.
        """
        near = pos - self.day_end <= _NEAR and "\n" not in self.text[self.day_end : pos]
        if self.day_anchor is not None and near:
            return settled(self.day_anchor, self.day_basis)
        if self.published is None:
            return unsettled("day")
        return Meaning(kind="date", value=self.published.isoformat())

    def before(self, pos: int, width: int = 24) -> str:
        return self.text[max(0, pos - width) : pos]

    def after(self, pos: int, width: int = 24) -> str:
        return self.text[pos : pos + width]


def settled(period: Period, basis: TimeBasis | None, *, kind: Kind = "date", value: str | None = None) -> Meaning:
    """The meaning of a period of the calendar."""
    return Meaning(
        kind=kind,
        value=value or calendar.timex(period),
        edtf=edtf.of_period(period),
        earliest=period.first,
        latest=period.last,
        basis=basis,
        period=period,
    )


def unsettled(grain: Grain) -> Meaning:
    """'next week' in a report without a date."""
    return Meaning(kind="date", value=calendar.open_timex(grain))


def recurring(reader: Reader, date: Recurring, start: int, end: int, *, leans: Tense | None = None) -> Meaning:
    """'15 September': settled by the hinted year or the report's date, else kept with its year open.

    `leans` is the tense to take where the words give none.
    """
    period = None
    if reader.year_hint is not None:
        period = date.in_year(reader.year_hint)
    elif reader.published is not None:
        period = date.near(reader.published, reader.tense(start, end) or leans)
    if period is not None:
        return replace(settled(period, "published"), recurring=date)
    return Meaning(kind="date", value=date.timex, edtf=date.edtf, recurring=date)


def between(
    value: str,
    first: dt.date,
    last: dt.date,
    basis: TimeBasis | None,
    *,
    about: str = "",
    kind: Kind = "date",
) -> Meaning:
    """A stretch that is no period of its own: 'late 2019', 'earlier this week'. `about` names its loose ends:
    'first', 'last'.
    """
    expression = edtf.of_bounds(first, last, about_first="first" in about, about_last="last" in about)
    return Meaning(kind=kind, value=value, edtf=expression, earliest=first, latest=last, basis=basis)
