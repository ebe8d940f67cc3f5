"""The brief as Markdown (CommonMark) for notes, issues and wikis; nothing of a report is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..records import Brief, Difference, Event
from . import wording
from .safe import one_line
from .view import QuoteView, StoryView, story_views

# With these escaped, no emphasis, link, image, code, HTML, table, entity or formula can begin.
_META = re.compile(r"[\\`*_{}\[\]<>#|~^$&]")
_LEADING = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")  # a list or a rule, where a line begins
_ADDRESSES = re.compile(r"(?i)(?<=[a-z])://|(?<=www)\.|@")  # that some renderers make links of
_QUOTE_LETTERS = 320


def markdown(brief: Brief) -> str:
    """The whole brief: each story with its events, differences, what only one says, and its timeline."""
    views = story_views(brief)
    blocks: list[str] = []
    if len(views) != 1:
        reports = wording.plural(len(brief.reports), "report")
        blocks.append(f"# Brief: {wording.plural(len(views), 'story')} from {reports}")
        blocks.append("\n".join(f"{v.number}. {escape(v.title)} – {v.counts}" for v in views))
    level = 1 if len(views) == 1 else 2
    for view in views:
        blocks.extend(_story(view, level))
    if brief.warnings:
        blocks.append("#" * level + " Warnings")
        blocks.append("\n".join(f"- {escape(w.message)}" for w in brief.warnings))
    return "\n\n".join(b for b in blocks if b) + "\n"


def escape(text: str) -> str:
    """Words of a report as one line of Markdown that shows exactly them: '*a*' as '\\*a\\*'."""
    line = _META.sub(r"\\\g<0>", one_line(text))
    line = _ADDRESSES.sub(lambda m: m.group()[:-1] + "\\" + m.group()[-1], line)
    return _LEADING.sub(lambda m: f"\\{m.group()}" if not m.group().isdigit() else f"{m.group()}\\", line)


def _story(view: StoryView, level: int) -> Iterator[str]:
    under = "#" * (level + 1)
    yield "#" * level + " " + escape(view.title)
    yield view.counts + (f" · next: **{escape(view.next)}**" if view.next else "")
    yield "\n".join(_report_lines(view))
    sections = (
        ("What the reports say", [_event(view, e) for e in view.comparison.events]),
        ("Where the accounts differ", [_difference(view, d) for d in view.comparison.differences]),
        ("What only one says", _only(view)),
        ("Coming up", [_dated(e) for e in view.upcoming]),
        ("Timeline", [_dated(e, status=True) for e in view.timeline]),
    )
    for heading, items in sections:
        if items:
            yield f"{under} {heading}"
            yield "\n".join(items)
    if not view.comparison.events:
        yield "No event was read in these reports."


def _report_lines(view: StoryView) -> Iterator[str]:
    for r in view.reports:
        beside = " · ".join(filter(None, (escape(r.source), f"same origin as {r.copy_of}" if r.copy_of else "")))
        yield f"- **{r.letter}** {escape(r.title)}" + (f" ({beside})" if beside else "")


def _event(view: StoryView, event: Event) -> str:
    support = f"{event.reports} of {len(view.reports)}: {' '.join(view.said(event))}"
    lines = [f"- **{event.status}** {escape(event.summary)} ({support})", f"  {escape(wording.facts(event))}"]
    if event.origins != event.reports:
        lines[-1] += f" · {wording.plural(event.origins, 'origin')}"
    for status, letters in view.status_by_letter(event):
        lines[-1] += f" · {status}: {' '.join(letters)}"
    quotes = (*view.quotes(event, limit=_QUOTE_LETTERS), *view.more_quotes(event, limit=_QUOTE_LETTERS))
    return "\n".join([*lines, *(f"  - {_quote(q)}" for q in quotes)])


def _difference(view: StoryView, difference: Difference) -> str:
    event = view.by_event.get(difference.event or "")
    title = f"- **{wording.ASPECTS[difference.aspect]}** ({wording.KINDS[difference.kind]})"
    if event:
        title += f" {escape(event.summary)}"
    lines = [title + f": {escape(difference.explanation)}"]
    for value in view.values(difference, limit=_QUOTE_LETTERS):
        quotes = [q for q in value.quotes if not q.says(value.value)]
        told = "".join(f"; {_quote(q)}" for q in quotes)
        lines.append(f"  - **{' '.join(value.letters)}** {escape(value.value)}{told}")
    return "\n".join(lines)


def _only(view: StoryView) -> Sequence[str]:
    if len(view.reports) < 2:
        return []
    return [f"- {_quote(q)}" for _, quotes in view.only(limit=_QUOTE_LETTERS) for q in quotes]


def _dated(event: Event, *, status: bool = False) -> str:
    date = escape(wording.event_time(event))
    told = f"- {date}: {escape(event.summary)}"
    if where := wording.where_words(event.where):
        told += f", {escape(where)}"
    return told + (f" ({event.status})" if status else "")


def _quote(quote: QuoteView) -> str:
    said = f" – {escape(quote.said_by)}" if quote.said_by else ""
    return f"**{' '.join(quote.letters)}** “{escape(quote.excerpt.text)}”{said}"
