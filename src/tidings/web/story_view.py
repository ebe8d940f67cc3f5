"""A story as its pages ask for it: the brief's view, with addresses of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from ..brief import wording
from ..brief.excerpt import excerpt
from ..brief.html import PageStory
from ..brief.safe import one_line
from ..brief.view import QuoteView, ReportView, story_views
from ..codebook.book import Codebook
from ..records import Brief, Difference, Event, EventMention, Span

_AROUND = 420  # characters shown on either side of the words of a difference
_WORDS_LETTERS = 60
_PASSAGES = 4  # sides of a difference that are laid beside each other


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One side of a difference in its surroundings, the words marked."""

    value: str
    letters: tuple[str, ...]
    quote: QuoteView


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The word by which reports tell an event."""

    words: str
    said: tuple[tuple[ReportView, EventMention], ...]


@dataclass(frozen=True, kw_only=True)
class DeskStory(PageStory):
    """A story with the addresses of its parts on the desk."""

    def event_id(self, event: Event) -> str:
        return f"e-{event.id}"

    @cached_property
    def event_ids(self) -> dict[str, str]:
        return {e.id: self.event_id(e) for e in self.comparison.events}

    @property
    def page(self) -> str:
        return f"/stories/{self.comparison.story.id}"

    def at(self, report: str, span: Span) -> str:
        """The address of a report with some of its words marked."""
        return report_at(report, [span])

    def beside(self, report: str, span: Span) -> str:
        return beside_at(report, [span])

    def passages(self, difference: Difference) -> tuple[Passage, ...]:
        """What the sides of a difference say, each in its surroundings."""
        found = []
        for value in difference.values[:_PASSAGES]:
            evidence = value.evidence[0]
            report = self.by_report[evidence.report]
            text, span = report.report.text, evidence.span
            limit = 2 * _AROUND + span.end - span.start
            whole = Span(start=0, end=len(text))
            shown = excerpt(text, whole, marks=[(span, "value")], limit=limit)
            found.append(
                Passage(
                    value=one_line(value.value),
                    letters=self.letters(e.report for e in value.evidence),
                    quote=QuoteView(letters=(report.letter,), report=report, span=span, excerpt=shown),
                )
            )
        return tuple(found)

    def differences_of(self, event: Event) -> tuple[tuple[int, Difference], ...]:
        return tuple((n, d) for n, d in enumerate(self.comparison.differences) if d.event == event.id)

    def wordings(self, event: Event) -> tuple[Wording, ...]:
        """By which words the reports tell an event, those of most reports first; headlines among them."""
        found: dict[str, dict[str, EventMention]] = {}
        words: dict[str, str] = {}
        for mention in event.mentions:
            report = self.by_report.get(mention.report)
            if report is None:
                continue
            said = one_line(mention.trigger.quote(report.report.text))[:_WORDS_LETTERS]
            key = said.casefold()
            words.setdefault(key, said)
            found.setdefault(key, {}).setdefault(mention.report, mention)
        ordered = sorted(found.items(), key=lambda i: (-len(i[1]), i[0]))
        return tuple(
            Wording(words=words[key], said=tuple((self.by_report[r], m) for r, m in told.items()))
            for key, told in ordered
            if key
        )

    def speakers(self, event: Event) -> tuple[tuple[str, ReportView, EventMention], ...]:
        """Who the reports say said it, each once."""
        found: dict[str, tuple[str, ReportView, EventMention]] = {}
        for mention in event.mentions:
            said = wording.said_by(mention.attribution)
            if said and mention.report in self.by_report:
                found.setdefault(said, (said, self.by_report[mention.report], mention))
        return tuple(found.values())


def desk_story(brief: Brief, codebook: Codebook) -> DeskStory:
    """The one story of a library's brief; the `codebook` is that of its events."""
    view = story_views(brief)[0]
    return DeskStory(
        number=1, comparison=view.comparison, reports=view.reports, segments=brief.segments, codebook=codebook
    )


def report_at(report: str, spans: Sequence[Span]) -> str:
    return f"/reports/{quote(report, safe='')}{_marked(spans)}#hit-1"


def beside_at(report: str, spans: Sequence[Span]) -> str:
    return f"/reports/{quote(report, safe='')}/beside{_marked(spans)}"


def _marked(spans: Sequence[Span]) -> str:
    return "?at=" + ",".join(f"{s.start}-{s.end}" for s in spans) if spans else ""


__all__ = ["DeskStory", "Passage", "Wording", "beside_at", "desk_story", "report_at"]
