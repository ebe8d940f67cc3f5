"""Quotes cut to a readable length, at word boundaries, around the words that matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..records import Span
from .safe import inside_line, one_line

Mark = Literal["trigger", "value"]
_BEFORE = 0.4  # of the spare room goes before the marked words: what follows a verb says more than what precedes it
_LOOK = 8  # characters around a quote that tell whether a sentence goes on
_LONGEST_WORD = 40  # a cut looks this far for a blank, then cuts through the word
_ENDS = frozenset(".!?:;…\n\r")  # beside these a quote needs no ellipsis
_REACH = 240  # of a sentence that is shown for one value in it
_BREAK = re.compile(
    r"(?<=[^\W\d_][^\W\d_])[.!?][\"”’)]{0,2}\s+|\s*\n\s*"
)  # 'U.S. ' and 'No. 3' may break; a quote survives it
_CLOSERS = "\"”»'’)]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of an excerpt, harmless to show on one line (still to be escaped for HTML or Markdown)."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """The words of `span` that are shown; `cut_before` and `cut_after` say that a sentence goes on."""

    span: Span
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool

    @property
    def text(self) -> str:
        """The words with an ellipsis at each cut: '…plan to meet next week'."""
        return "…" * self.cut_before + "".join(p.text for p in self.pieces) + "…" * self.cut_after


def excerpt(text: str, span: Span, *, marks: Sequence[tuple[Span, Mark]] = (), limit: int) -> Excerpt:
    """At most about `limit` characters of `span`, chosen so that the marks are inside.

    The first mark goes before the others; marks outside the span are passed over.
    """
    inside = [(m, kind) for m, kind in marks if span.contains(m) and m.start < m.end]
    window = _window(text, span, [m for m, _ in inside], limit)
    return Excerpt(
        span=window,
        pieces=_pieces(text, window, inside),
        cut_before=window.start > span.start or not _sentence_ends(text[max(0, window.start - _LOOK) : window.start]),
        cut_after=window.end < span.end or not _stops(text, window.end),
    )


def sentence_around(text: str, span: Span) -> Span:
    """The sentence or line that `span` stands in, as far as full stops tell; bounded on both sides."""
    first, last = max(0, span.start - _REACH), min(len(text), span.end + _REACH)
    starts = [m.end() for m in _BREAK.finditer(text, first, span.start)]
    start = starts[-1] if starts else _word_start(text, 0, first, span.start)
    stop = _BREAK.search(text, span.end, last)
    end = stop.start() if stop else _word_end(text, len(text), last, span.end)
    return Span(start=start, end=end)


def _sentence_ends(words: str) -> bool:
    """Do words that stand before a quote end a sentence or line? True too where there are none."""
    bare = words.rstrip(" \t").rstrip(_CLOSERS)
    return not bare or bare[-1] in _ENDS


def _stops(text: str, at: int) -> bool:
    """Does a sentence or line end at `at`, closing quotation marks aside?"""
    rest = text[at : at + _LOOK].lstrip(" \t").lstrip(_CLOSERS)
    return _sentence_ends(text[max(0, at - _LOOK) : at]) or not rest or rest[0] in _ENDS


def _window(text: str, span: Span, marks: Sequence[Span], limit: int) -> Span:
    if span.end - span.start <= limit:
        return span
    lo, hi = span.start, span.start
    if marks:
        lo, hi = marks[0].start, marks[0].end
        if hi - lo > limit:
            cut = _word_end(text, hi, lo + limit, lo)
            return Span(start=lo, end=cut if cut > lo else lo + limit)
        for mark in marks[1:]:
            if max(hi, mark.end) - min(lo, mark.start) <= limit:
                lo, hi = min(lo, mark.start), max(hi, mark.end)
    spare = limit - (hi - lo)
    before = min(lo - span.start, int(spare * _BEFORE)) if hi > lo else 0
    after = min(span.end - hi, spare - before)
    before = min(lo - span.start, spare - after)
    return Span(start=_word_start(text, span.start, lo - before, lo), end=_word_end(text, span.end, hi + after, hi))


def _word_start(text: str, first: int, at: int, latest: int) -> int:
    """The next start of a word from `at` on, not beyond `latest`."""
    if at <= first or text[at - 1].isspace():
        return at
    for i in range(at, min(latest, at + _LONGEST_WORD)):
        if text[i].isspace():
            return i + 1
    return latest if latest - at < _LONGEST_WORD else at


def _word_end(text: str, last: int, at: int, earliest: int) -> int:
    """The last end of a word up to `at`, not before `earliest`."""
    if at >= last or text[at].isspace():
        return at
    for i in range(at - 1, max(earliest, at - _LONGEST_WORD) - 1, -1):
        if text[i].isspace():
            return i
    return earliest if 0 < at - earliest < _LONGEST_WORD else at


def _pieces(text: str, window: Span, marks: Sequence[tuple[Span, Mark]]) -> tuple[Piece, ...]:
    cuts = sorted(
        {window.start, window.end} | {c for m, _ in marks for c in (m.start, m.end) if window.start < c < window.end}
    )
    pieces: list[Piece] = []
    ends_blank = True  # swallows a blank at the very start, and the second of two blanks
    for start, end in pairwise(cuts):
        words = inside_line(text[start:end])
        words = words.lstrip() if ends_blank else words
        if not words:
            continue
        ends_blank = words.endswith(" ")
        kind = next((k for m, k in marks if m.start <= start and end <= m.end), None)
        if pieces and pieces[-1].mark == kind:
            pieces[-1] = Piece(text=pieces[-1].text + words, mark=kind)
        else:
            pieces.append(Piece(text=words, mark=kind))
    if pieces:
        pieces[-1] = Piece(text=pieces[-1].text.rstrip(), mark=pieces[-1].mark)
    return tuple(p for p in pieces if p.text)


def shorten(words: str, limit: int) -> str:
    """The beginning of some words as one line, cut at a word boundary with an ellipsis."""
    line = one_line(words[: 8 * limit])
    if len(line) <= limit and len(words) <= 8 * limit:
        return line
    if len(line) <= limit:
        return line + "…"
    return line[: _word_end(line, len(line), limit - 1, 0) or limit - 1].rstrip(" ,;–-") + "…"
