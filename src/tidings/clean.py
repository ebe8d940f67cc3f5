"""Says what each part of a report's text is, with offsets, and deletes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .layout import Paragraph, captions, date_line, dateline_length, headlines, paragraphs, title_like
from .layout.furniture import (
    is_furniture,
    is_promotion,
    is_related_heading,
    is_source_tag,
)
from .records import Report, Segment, SegmentKind, Span

_DATELINE_PARAGRAPHS = 2  # a dateline stands in the first paragraph of the prose, or after one opening line
_PROMOTION_HEADING_WORDS = 6  # 'Top jobs of the day' over an offer
_LAST_PARAGRAPHS = 2  # where a page names its source
_REPEATED_LETTERS = 300  # longer lines that recur are background paragraphs, which are prose
_REPEATED_REPORTS = 3  # fewer could be chance
_REPEATED_SHARE = 0.3  # of an outlet's reports; furniture stands on most of its pages
_COPY_SHARE = 0.5  # of a report's letters seen before: an update or a copy, whose prose recurs too


def clean(report: Report, *, repeated: frozenset[str] = frozenset()) -> tuple[Segment, ...]:
    """The segments of a report, in order: they cover all text that is not white space, without overlap.

    A body segment is one paragraph; a dateline before its prose is a segment of its own. `repeated` are the
    lines that recur across the outlet, as `repeated_lines` gives them.
    """
    parts = paragraphs(report.text)
    kinds = _kinds(parts, report.title, repeated)
    segments: list[Segment] = []
    prose = 0
    for part, kind in zip(parts, kinds, strict=True):
        start = part.start
        if kind == "body":
            prose += 1
            if prose <= _DATELINE_PARAGRAPHS:
                start = _after_dateline(report.text, part, first=prose == 1)
        if start > part.start:
            end = part.start + len(report.text[part.start : start].rstrip())
            segments.append(Segment(kind="dateline", span=Span(start=part.start, end=end)))
        if start < part.end:
            segments.append(Segment(kind=kind, span=Span(start=start, end=part.end)))
    return tuple(segments)


def repeated_lines(reports: Sequence[Report]) -> dict[str, frozenset[str]]:
    """Per outlet, the short lines that recur across its reports ('Follow the Daily Post on ...').

    Reports that mostly repeat earlier ones are passed over, so that the prose of updates does not count.
    """
    by_outlet: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda r: r.id):
        if report.outlet:
            by_outlet.setdefault(report.outlet, []).append(report)
    found = {outlet: _recurring(group) for outlet, group in sorted(by_outlet.items())}
    return {outlet: lines for outlet, lines in found.items() if lines}


def _recurring(reports: Sequence[Report]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    kept = 0
    for report in reports:
        lines = {_key(part.words) for part in paragraphs(report.text)}
        seen = sum(len(line) for line in lines if counts[line])
        if seen > _COPY_SHARE * sum(map(len, lines)):
            continue
        kept += 1
        counts.update(lines)
    enough = max(_REPEATED_REPORTS, _REPEATED_SHARE * kept)
    return frozenset(line for line, n in counts.items() if n >= enough and len(line) <= _REPEATED_LETTERS)


def _key(words: str) -> str:
    return words.casefold()


def _kinds(parts: Sequence[Paragraph], title: str | None, repeated: frozenset[str]) -> list[SegmentKind]:
    captioned = captions(parts)
    heads = frozenset(headlines(parts, captioned, title))
    last = range(max(1, len(parts) - _LAST_PARAGRAPHS), len(parts))
    tags = frozenset(i for i in last if is_source_tag(parts[i].words))
    kinds: list[SegmentKind] = []
    for i, part in enumerate(parts):
        if i in heads:
            kinds.append("headline")
        elif i in captioned:
            kinds.append("caption")
        elif date_line(part.words):
            kinds.append("dateline")
        elif _key(part.words) in repeated or is_furniture(part.words) or i in tags:
            kinds.append("boilerplate")
        else:
            kinds.append("body")
    _spread(parts, kinds)
    return kinds


def _spread(parts: Sequence[Paragraph], kinds: list[SegmentKind]) -> None:
    """Boilerplate that shows by its neighbours: titles listed under 'Most read', a heading over an offer."""
    listing = False
    for i, part in enumerate(parts):
        if is_related_heading(part.words):
            listing = kinds[i] == "boilerplate"
        elif listing and kinds[i] == "body" and title_like(part.words):
            kinds[i] = "boilerplate"
        elif kinds[i] != "boilerplate":
            listing = False
        heading = title_like(part.words) and len(part.words.split()) <= _PROMOTION_HEADING_WORDS
        if kinds[i] == "body" and heading and i + 1 < len(parts) and _is_offer(parts[i + 1], kinds[i + 1]):
            kinds[i] = "boilerplate"


def _is_offer(part: Paragraph, kind: SegmentKind) -> bool:
    return kind == "boilerplate" and is_promotion(part.words)


def _after_dateline(text: str, part: Paragraph, *, first: bool) -> int:
    """Where the prose of a paragraph begins."""
    length = dateline_length(text[part.start : part.end], first=first)
    start = part.start + length
    while length and start < part.end and text[start].isspace():
        start += 1
    return start
