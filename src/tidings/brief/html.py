"""The brief as one page that needs nothing else: no network, readable on a phone, in the dark and on paper.

A quote is a link into the panel of its report, where the stylesheet marks the words: no script is needed.
The one small script adds Escape and brings the focus back. The page's policy allows these two by hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from ..codebook.book import Codebook
from ..records import Brief, Difference, Event, Report, Segment, Span
from . import pictures, wording
from .report_text import marked_text
from .safe import inside_line, one_line
from .view import QuoteView, ReportView, StoryView, ValueView, story_views

_QUOTE_LETTERS = 300
_VALUE_LETTERS = 160
_TEMPLATES = ("brief.html.j2", "story.html.j2", "macros.html.j2")


def html(brief: Brief, *, codebook: Codebook | None = None) -> str:
    """The whole brief as a self-contained HTML page. Text of reports appears as text, never as markup.

    `codebook` tells cooperation from conflict in the pictures where the types are not PLOVER's.
    """
    stories = [
        PageStory(
            number=v.number, comparison=v.comparison, reports=v.reports, segments=brief.segments, codebook=codebook
        )
        for v in story_views(brief)
    ]
    count = wording.plural(len(stories), "story")
    title = stories[0].title if len(stories) == 1 else f"{count} from {wording.plural(len(brief.reports), 'report')}"
    style = _part("style.css") + "".join(s.mark_rules for s in stories)
    script = _part("script.js")
    page: str = (
        _environment()
        .get_template("brief.html.j2")
        .render(
            title=title,
            stories=stories,
            warnings=brief.warnings,
            aspects=wording.ASPECTS,
            kinds=wording.KINDS,
            kinds_told=wording.KINDS_TOLD,
            style=Markup(style),  # noqa: S704 (ours, and ids that we count)
            style_hash=_hash(style),
            script=Markup(script),  # noqa: S704 (ours)
            script_hash=_hash(script),
        )
    )
    return page


@dataclass(frozen=True, kw_only=True)
class PageStory(StoryView):
    """A story with the addresses of its parts on the page: what story.html.j2 asks for."""

    segments: dict[str, tuple[Segment, ...]]
    codebook: Codebook | None = None

    @property
    def id(self) -> str:
        return f"s{self.number}"

    @cached_property
    def evidence_ids(self) -> dict[tuple[str, Span], str]:
        """An id for every stretch of a report that anything rests on, in the order of reports and text."""
        told = {(m.report, m.span) for e in self.comparison.events for m in e.mentions}
        told |= {(e.report, e.span) for d in self.comparison.differences for v in d.values for e in v.evidence}
        told |= {(e.report, e.span) for e in self.comparison.only_in}
        order = {r.report.id: i for i, r in enumerate(self.reports)}
        ordered = sorted(told, key=lambda t: (order[t[0]], t[1]))
        return {t: f"{self.id}w{n}" for n, t in enumerate(ordered, start=1)}

    @property
    def mark_rules(self) -> str:
        """The rule that marks the words a quote led to: all pieces after the anchor with its id as class."""
        ids = self.evidence_ids.values()
        return (
            ",".join(f"#{i}:target~.{i}" for i in ids) + "{background:var(--mark);text-decoration:none}\n"
            if ids
            else ""
        )

    @cached_property
    def event_ids(self) -> dict[str, str]:
        return {e.id: f"{self.id}e{n}" for n, e in enumerate(self.comparison.events, start=1)}

    def event_id(self, event: Event) -> str:
        return self.event_ids[event.id]

    def evidence_id(self, report: str, span: Span) -> str:
        return self.evidence_ids[report, span]

    def report_id(self, report: ReportView) -> str:
        return f"{self.id}r{report.letter}"

    @property
    def events(self) -> tuple[Event, ...]:
        return self.comparison.events

    @property
    def differences(self) -> tuple[Difference, ...]:
        return self.comparison.differences

    @property
    def origins(self) -> int:
        return len(self.comparison.story.origins)

    @property
    def published(self) -> str | None:
        return wording.days([r.report for r in self.reports])

    @cached_property
    def timeline_svg(self) -> Markup:
        links = {event: f"#{anchor}" for event, anchor in self.event_ids.items()}
        return Markup(pictures.timeline(self.timeline, links))  # noqa: S704 (escapes its text)

    @property
    def drawn(self) -> int:
        return len(pictures.drawn_events(self.timeline))

    @cached_property
    def network_svg(self) -> Markup:
        return Markup(pictures.who_with_whom(self.events, self.codebook))  # noqa: S704 (escapes its text)

    def page_quotes(self, event: Event) -> tuple[QuoteView, ...]:
        return self.quotes(event, limit=_QUOTE_LETTERS)

    def page_more_quotes(self, event: Event) -> tuple[QuoteView, ...]:
        return self.more_quotes(event, limit=_QUOTE_LETTERS)

    def page_values(self, difference: Difference) -> tuple[ValueView, ...]:
        return self.values(difference, limit=_VALUE_LETTERS)

    @cached_property
    def only_told(self) -> tuple[tuple[ReportView, tuple[QuoteView, ...]], ...]:
        return self.only(limit=_QUOTE_LETTERS)

    def named(self, letters: Sequence[str]) -> tuple[ReportView, ...]:
        wanted = set(letters)
        return tuple(r for r in self.reports if r.letter in wanted)

    def summary(self, event: Event) -> tuple[tuple[str, bool], ...]:
        """The summary in parts, each with whether it names someone who takes part."""
        line = one_line(event.summary)
        names = sorted(
            {one_line(a.name) for a in (*event.actors, *event.recipients)} - {""}, key=lambda n: (-len(n), n)
        )
        if not names:
            return ((line, False),)
        parts = re.split("(" + "|".join(map(re.escape, names)) + ")", line)
        return tuple((part, i % 2 == 1) for i, part in enumerate(parts) if part)

    def names_in(self, event: Event) -> bool:
        return any(named for _, named in self.summary(event))

    def when(self, event: Event) -> str:
        return wording.event_time(event)

    def where(self, event: Event) -> str | None:
        return wording.where_words(event.where)

    def facts(self, event: Event) -> str:
        return wording.facts(event)

    def type_words(self, event: Event) -> str:
        return "/".join(filter(None, (event.type, event.mode)))

    def speaker(self, event: Event) -> str | None:
        return next((s for m in event.mentions if (s := wording.said_by(m.attribution))), None)

    def file(self, report: ReportView) -> str | None:
        """The file's name where the outlet stands in its usual place."""
        return wording.file_name(report.report) if report.report.outlet else None

    def link(self, report: ReportView) -> str | None:
        return web_address(report.report)

    def text(self, report: ReportView) -> Markup:
        told = [(span, i) for (r, span), i in self.evidence_ids.items() if r == report.report.id]
        return marked_text(report.report.text, self.segments.get(report.report.id, ()), told)

    def plural(self, count: int, word: str) -> str:
        return wording.plural(count, word)


def web_address(report: Report) -> str | None:
    """The report's address where it is one of the web; None for 'javascript:...' and whatever else is not."""
    try:
        parts = urlsplit(report.url or "")
    except ValueError:
        return None
    return report.url if parts.scheme in ("http", "https") and parts.hostname else None


@cache
def _part(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({name: _part(name) for name in _TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: Any) -> Any:
    """What templates write: texts without characters that steer (escaping follows), all else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inside_line(value)
    return value


def _hash(text: str) -> Markup:
    return escape(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())
