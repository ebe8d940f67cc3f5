"""Accounts side by side: what each origin says of each event and fact, and where it says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..brief.safe import one_line
from ..brief.view import QuoteView, ReportView, StoryView
from ..records import Difference, Event, EventMention, Status

CellKind = Literal["says", "conflict", "finer", "wording", "silent"]

_QUOTE_LETTERS = 110
_FACT_KINDS: dict[str, CellKind] = {"conflict": "conflict", "precision": "finer", "wording": "wording"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """An origin: its earliest report, and the copies that rest on it."""

    report: ReportView
    copies: tuple[ReportView, ...]

    @property
    def name(self) -> str:
        return self.report.source or self.report.title

    @property
    def members(self) -> frozenset[str]:
        return frozenset(r.report.id for r in (self.report, *self.copies))


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one origin says: a value, its words, and where they stand. `silent` tells what is not said."""

    kind: CellKind
    silent: str = ""  # 'not told': the event is not; 'not said': the event is, this of it is not
    value: str | None = None
    quote: QuoteView | None = None
    status: Status | None = None  # where it is another than the event's
    more: int = 0  # further passages of this origin


@dataclass(frozen=True, kw_only=True)
class Row:
    """An event, or a fact of it on which accounts differ."""

    event: Event | None
    difference: Difference | None
    number: int | None  # the difference's place among those of the story
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of events, each followed by its facts; columns of origins."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    more_columns: int
    more_events: int


def grid(story: StoryView, *, most_columns: int | None, most_events: int | None) -> Grid:
    """The accounts of a story; the origins of most reports, then the earliest, come first."""
    columns = _columns(story)
    shown = columns[:most_columns]
    events = story.comparison.events[:most_events]
    numbered = list(enumerate(story.comparison.differences))
    rows: list[Row] = []
    for event in events:
        rows.append(Row(event=event, difference=None, number=None, cells=tuple(_told(story, event, c) for c in shown)))
        rows += [_fact_row(story, event, d, n, shown) for n, d in numbered if d.event == event.id]
    known = {e.id for e in story.comparison.events}
    rows += [_fact_row(story, None, d, n, shown) for n, d in numbered if d.event not in known]
    return Grid(
        columns=shown,
        rows=tuple(rows),
        more_columns=len(columns) - len(shown),
        more_events=len(story.comparison.events) - len(events),
    )


def _columns(story: StoryView) -> tuple[Column, ...]:
    known = story.by_report
    found: list[Column] = []
    placed: set[str] = set()
    for origin in story.comparison.story.origins:
        members = [known[r] for r in origin.reports if r in known]
        if members:
            found.append(Column(report=members[0], copies=tuple(members[1:])))
            placed |= {m.report.id for m in members}
    found += [Column(report=r, copies=()) for r in story.reports if r.report.id not in placed]
    order = {r.report.id: n for n, r in enumerate(story.reports)}
    return tuple(sorted(found, key=lambda c: (-len(c.members), order[c.report.report.id])))


def _told(story: StoryView, event: Event, column: Column) -> Cell:
    mentions = [m for m in event.mentions if m.report in column.members]
    if not mentions:
        return Cell(kind="silent", silent="not told")
    quotes = story.quotes(_only(event, mentions), limit=_QUOTE_LETTERS)
    statuses = {m.status for m in mentions}
    other = None if event.status in statuses else min(statuses)
    return Cell(kind="says", quote=quotes[0], status=other, more=len(mentions) - 1)


def _only(event: Event, mentions: Sequence[EventMention]) -> Event:
    return replace(event, mentions=tuple(mentions))


def _fact_row(
    story: StoryView, event: Event | None, difference: Difference, number: int, columns: Sequence[Column]
) -> Row:
    return Row(
        event=event,
        difference=difference,
        number=number,
        cells=tuple(_said(story, event, difference, c) for c in columns),
    )


def _said(story: StoryView, event: Event | None, difference: Difference, column: Column) -> Cell:
    for value in difference.values:
        evidence = [e for e in value.evidence if e.report in column.members]
        if evidence:
            quote = story.evidence(evidence[0], limit=_QUOTE_LETTERS, in_sentence=True)
            shown = one_line(value.value)
            return Cell(
                kind=_FACT_KINDS[difference.kind],
                value=shown,
                quote=quote,
                more=len(evidence) - 1,
            )
    tells = event is not None and any(m.report in column.members for m in event.mentions)
    return Cell(kind="silent", silent="not said" if tells else "not told")
