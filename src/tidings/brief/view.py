"""A story as its readers meet it: reports by letter, events with their best quotes. Views draw from this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from ..records import (
    Brief,
    Comparison,
    Difference,
    Event,
    EventMention,
    Evidence,
    Participant,
    Report,
    Span,
    Status,
    Value,
)
from . import wording
from .excerpt import Excerpt, Mark, excerpt, sentence_around
from .safe import one_line

HUES = 8  # colours that tell reports apart; the letter always stands beside them


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportView:
    """A report under its letter. `copy_of` is the letter of the earliest report of the same origin."""

    report: Report
    letter: str
    hue: int
    title: str
    source: str
    copy_of: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteView:
    """Words to show: one evidence, and the letters of all reports that print the same words."""

    letters: tuple[str, ...]
    report: ReportView
    span: Span
    excerpt: Excerpt
    said_by: str | None = None

    def says(self, value: str) -> bool:
        """Are the words no more than `value`, so that showing both says the same twice?"""
        return self.excerpt.text.strip("… ").casefold() == value.casefold()

    def repeats(self, value: str) -> bool:
        """Do the words hold `value`, a sentence of its own, so that they add nothing to it?"""
        one, other = value.strip("… .").casefold(), self.excerpt.text.strip("… .").casefold()
        return one in other or other in one


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueView:
    """One side of a difference."""

    value: str
    letters: tuple[str, ...]
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, kw_only=True)
class StoryView:
    """One story of a brief, number 1 first."""

    number: int
    comparison: Comparison
    reports: tuple[ReportView, ...]

    @cached_property
    def by_report(self) -> dict[str, ReportView]:
        return {r.report.id: r for r in self.reports}

    @cached_property
    def by_event(self) -> dict[str, Event]:
        return {e.id: e for e in self.comparison.events}

    @property
    def title(self) -> str:
        return one_line(self.comparison.story.title) or "(untitled story)"

    @property
    def counts(self) -> str:
        return wording.counts(len(self.reports), len(self.comparison.story.origins))

    @property
    def upcoming(self) -> tuple[Event, ...]:
        return tuple(self.by_event[i] for i in self.comparison.upcoming if i in self.by_event)

    @property
    def timeline(self) -> tuple[Event, ...]:
        return tuple(self.by_event[i] for i in self.comparison.timeline if i in self.by_event)

    @property
    def next(self) -> str | None:
        """When and where the next planned event is: '15–16 Sep 2022, Uzbekistan'.

        That is the soonest of those told by over half as many reports as the most told: a side remark about
        tomorrow does not stand at the head of a story about next week.
        """
        planned = [e for e in self.upcoming if e.when and e.when.earliest] or list(self.upcoming)
        if not planned:
            return None
        most = max(e.reports for e in planned)
        event = next(e for e in planned if 2 * e.reports > most)
        told = (wording.when_words(event.when), wording.where_words(event.where))
        return ", ".join(filter(None, told)) or one_line(event.summary)

    def letters(self, reports: Iterable[str]) -> tuple[str, ...]:
        """The letters of some reports, in order, each once."""
        wanted = set(reports)
        return tuple(r.letter for r in self.reports if r.report.id in wanted)

    def said(self, event: Event) -> tuple[str, ...]:
        return self.letters(m.report for m in event.mentions)

    def status_by_letter(self, event: Event) -> tuple[tuple[Status, tuple[str, ...]], ...]:
        """Where reports give an event different status: each, and who gives it, in order of publication."""
        if len({status for _, status in event.status_history}) < 2:
            return ()
        order = dict.fromkeys(status for _, status in event.status_history)
        return tuple((s, self.letters(r for r, told in event.status_history if told == s)) for s in order)

    def quotes(self, event: Event, *, limit: int) -> tuple[QuoteView, ...]:
        """The best passage of each report; reports that print the same words share one."""
        best = _best(event)
        return self._joined([self._quote(best[r.report.id], limit) for r in self.reports if r.report.id in best])

    def more_quotes(self, event: Event, *, limit: int) -> tuple[QuoteView, ...]:
        """The passages that `quotes` leaves out, in the order of reports and text."""
        best = _best(event)
        rest = [m for m in event.mentions if m is not best[m.report]]
        order = {r.report.id: i for i, r in enumerate(self.reports)}
        rest.sort(key=lambda m: (order[m.report], m.span))
        return self._joined([self._quote(m, limit) for m in rest])

    def values(self, difference: Difference, *, limit: int) -> tuple[ValueView, ...]:
        return tuple(self.value(v, limit=limit) for v in difference.values)

    def silent(self, difference: Difference) -> tuple[str, ...]:
        """Letters of the reports that tell the event of a difference but not this of it."""
        event = self.by_event.get(difference.event or "")
        if event is None:
            return ()
        spoken = {e.report for value in difference.values for e in value.evidence}
        return self.letters(m.report for m in event.mentions if m.report not in spoken)

    def only(self, *, limit: int, most: int | None = None) -> tuple[tuple[ReportView, tuple[QuoteView, ...]], ...]:
        """What only one report says, by report; the `most` newsworthy where a number is given."""
        told: dict[str, list[QuoteView]] = {}
        for evidence in self.comparison.only_in[:most]:
            told.setdefault(evidence.report, []).append(self.evidence(evidence, limit=limit))
        return tuple((r, tuple(told[r.report.id])) for r in self.reports if r.report.id in told)

    def evidence(self, evidence: Evidence, *, limit: int, in_sentence: bool = False) -> QuoteView:
        """Words of one report as they are, or marked in their sentence."""
        report = self.by_report[evidence.report]
        text, span = report.report.text, evidence.span
        if in_sentence:
            shown = excerpt(text, sentence_around(text, span), marks=[(span, "value")], limit=limit)
        else:
            shown = excerpt(text, span, limit=limit)
        return QuoteView(letters=(report.letter,), report=report, span=evidence.span, excerpt=shown)

    def _quote(self, mention: EventMention, limit: int) -> QuoteView:
        report = self.by_report[mention.report]
        return QuoteView(
            letters=(report.letter,),
            report=report,
            span=mention.span,
            excerpt=excerpt(report.report.text, mention.span, marks=_marks(mention), limit=limit),
            said_by=wording.said_by(mention.attribution),
        )

    def value(self, value: Value, *, limit: int) -> ValueView:
        quotes = self._joined([self.evidence(e, limit=limit, in_sentence=True) for e in value.evidence])
        shown = one_line(value.value)
        return ValueView(value=shown, letters=self.letters(e.report for e in value.evidence), quotes=quotes)

    def _joined(self, quotes: Sequence[QuoteView]) -> tuple[QuoteView, ...]:
        """Quotes of the same words become one with all letters."""
        groups: dict[tuple[str, str | None], list[QuoteView]] = {}
        for quote in quotes:
            groups.setdefault((quote.excerpt.text, quote.said_by), []).append(quote)
        return tuple(
            QuoteView(
                letters=tuple(dict.fromkeys(letter for q in group for letter in q.letters)),
                report=group[0].report,
                span=group[0].span,
                excerpt=group[0].excerpt,
                said_by=group[0].said_by,
            )
            for group in groups.values()
        )


def story_views(brief: Brief) -> tuple[StoryView, ...]:
    """The stories of a brief with letters given to their reports, in the order the reports were given."""
    return tuple(_story_view(n, c, brief.reports) for n, c in enumerate(brief.comparisons, start=1))


def _story_view(number: int, comparison: Comparison, reports: Sequence[Report]) -> StoryView:
    members = set(comparison.story.reports)
    ordered = [r for r in reports if r.id in members]
    letters = {r.id: wording.letter(i) for i, r in enumerate(ordered)}
    copies = {
        copy: letters[origin.reports[0]]
        for origin in comparison.story.origins
        for copy in origin.reports[1:]
        if copy in letters and origin.reports[0] in letters
    }
    return StoryView(
        number=number,
        comparison=comparison,
        reports=tuple(
            ReportView(
                report=r,
                letter=letters[r.id],
                hue=i % HUES,
                title=wording.report_title(r),
                source=wording.report_source(r),
                copy_of=copies.get(r.id),
            )
            for i, r in enumerate(ordered)
        ),
    )


def mention_values(mention: EventMention) -> tuple[Span, ...]:
    """The words of a mention that give its time and place."""
    return tuple(s for s in (mention.when.span if mention.when else None, mention.where_span) if s)


def _best(event: Event) -> dict[str, EventMention]:
    best: dict[str, EventMention] = {}
    for mention in sorted(event.mentions, key=partial(_preference, event)):
        best.setdefault(mention.report, mention)
    return best


def _marks(mention: EventMention) -> tuple[tuple[Span, Mark], ...]:
    values: list[tuple[Span, Mark]] = [(s, "value") for s in mention_values(mention)]
    return ((mention.trigger, "trigger"), *values)


def _ends_named(event: Event, actors: Sequence[Participant], recipients: Sequence[Participant]) -> int:
    sides = ((event.actors, actors), (event.recipients, recipients))
    return sum(bool({a.id for a in own} & {p.actor.id for p in told}) for own, told in sides)


def _preference(event: Event, mention: EventMention) -> tuple[bool, int, int, float, bool, Span]:
    """The passage that says most comes first: outside headlines, of the event's own ends (either way round, where they
    do it to each other), with time and place, surer, with a speaker.
    """
    named = _ends_named(event, mention.actors, mention.recipients)
    if mention.reciprocal:
        named = max(named, _ends_named(event, mention.recipients, mention.actors))
    return (
        mention.headline,
        -named,
        -len(mention_values(mention)),
        -round(mention.confidence, 1),
        mention.attribution.kind == "outlet",
        mention.span,
    )
