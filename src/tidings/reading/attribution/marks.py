"""Stretches of a text inside quotation marks, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...records import Span

DOUBLE = re.compile(r"''|``|[\"“”„«»]")
CURLY = re.compile("[“”]")
SINGLE_OPEN = re.compile(r"(?<![\w‘'’])[‘'](?=[^\W\d])")
OPENING_ONLY = frozenset({"“", "„", "«", "``"})
CLOSING_ONLY = frozenset({"”", "»"})
# A quotation in single marks longer than this is more likely an apostrophe that found a far partner.
SINGLE_REACH = 400
# What may stand before a straight opening mark: not a digit ('6" tall') and not a word.
BEFORE_OPENING = frozenset(" \t\u00a0([{-–—―/:,;.'‘’\u200b…")


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """One stretch inside quotation marks, marks included."""

    span: Span
    paragraph: Span
    single: bool
    closed: bool  # a closing mark was found in the paragraph
    continues: bool = False  # takes up a quotation the paragraph before left open


def paragraphs(text: str) -> Iterator[Span]:
    """The lines of a text that are not blank, without their outer blanks."""
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            first = start + line.index(stripped[0])
            yield Span(start=first, end=first + len(stripped))
        start += len(line) + 1


def find_marked(text: str) -> tuple[Marked, ...]:
    """All quoted stretches in order; those inside another are not told apart from it.

    A quotation left open at the end of its paragraph runs to that end; when the next paragraph begins with an
    opening mark, that one `continues` it.
    """
    found: list[Marked] = []
    curly = -1 < text.find("“") < text.rfind("”")
    for paragraph in paragraphs(text):
        left_open = bool(found) and not found[-1].closed
        here = list(_doubles(text, paragraph))
        if here and curly and not here[-1].closed and text[here[-1].span.start] == '"':
            here.pop()  # who quotes in curly marks set a straight one before a block that is quoted whole
        if here and left_open and here[0].span.start == paragraph.start and not here[0].single:
            first = here[0]
            here[0] = Marked(span=first.span, paragraph=paragraph, single=False, closed=first.closed, continues=True)
        here.extend(list(_singles(text, paragraph, here)))
        here.sort(key=lambda m: m.span)
        found.extend(here)
    return tuple(found)


def _doubles(text: str, paragraph: Span) -> Iterator[Marked]:
    start: int | None = None
    opener, depth = "", 0
    for match in DOUBLE.finditer(text, paragraph.start, paragraph.end):
        mark, at = match.group(), match.start()
        if start is None:
            if _opens(text, paragraph, mark, at, match.end()):
                start, opener, depth = at, mark, 0
        elif mark in OPENING_ONLY and opener in OPENING_ONLY:
            depth += 1
        elif mark in CLOSING_ONLY and depth:
            depth -= 1
        elif _closes(text, paragraph, mark, match.end(), opener):
            yield Marked(span=Span(start=start, end=match.end()), paragraph=paragraph, single=False, closed=True)
            start = None
    if start is not None and _holds_curly_pair(text, start, paragraph, opener):
        # The outer quotation runs over the paragraph; those inside it tell more.
        yield from _curly_pairs(text, start, paragraph)
    elif start is not None:
        yield Marked(span=Span(start=start, end=paragraph.end), paragraph=paragraph, single=False, closed=False)


def _curly_pairs(text: str, start: int, paragraph: Span) -> Iterator[Marked]:
    opened: int | None = None
    for match in CURLY.finditer(text, start, paragraph.end):
        if match.group() == "“":
            opened = match.start() if opened is None else opened
        elif opened is not None:
            span = Span(start=opened, end=match.end())
            yield Marked(span=span, paragraph=paragraph, single=False, closed=True)
            opened = None


def _holds_curly_pair(text: str, start: int, paragraph: Span, opener: str) -> bool:
    """Whether a quotation left open holds a pair of marks of another shape."""
    return opener == '"' and -1 < text.find("“", start, paragraph.end) < text.rfind("”", start, paragraph.end)


def _opens(text: str, paragraph: Span, mark: str, at: int, end: int) -> bool:
    if end >= paragraph.end or text[end].isspace():
        return False
    # A closing curly mark at the head of a word is a typing slip for an opening one.
    return mark in OPENING_ONLY or at == paragraph.start or text[at - 1] in BEFORE_OPENING


def _closes(text: str, paragraph: Span, mark: str, end: int, opener: str) -> bool:
    if mark in OPENING_ONLY:
        return False
    if opener in OPENING_ONLY or mark in CLOSING_ONLY:
        return True
    # A straight mark inside straight marks closes unless it stands at the head of a word.
    head_of_word = end < paragraph.end and text[end].isalnum()
    return not head_of_word


def _singles(text: str, paragraph: Span, doubles: list[Marked]) -> Iterator[Marked]:
    taken = iter(doubles)
    barrier = next(taken, None)
    position = paragraph.start
    while match := SINGLE_OPEN.search(text, position, paragraph.end):
        at = match.start()
        while barrier is not None and barrier.span.end <= at:
            barrier = next(taken, None)
        if barrier is not None and barrier.span.start <= at:
            position = barrier.span.end
            continue
        limit = min(paragraph.end, at + SINGLE_REACH)
        end = _single_end(text, at + 1, limit, paragraph.end)
        if end is None:
            position = at + 1
            continue
        yield Marked(span=Span(start=at, end=end), paragraph=paragraph, single=True, closed=True)
        position = end


def _single_end(text: str, start: int, limit: int, paragraph_end: int) -> int | None:
    for i in range(start + 1, limit):
        if text[i] not in "’'" or text[i - 1].isspace():
            continue
        if i + 1 < paragraph_end and text[i + 1].isalnum():
            continue
        return i + 1
    return None
