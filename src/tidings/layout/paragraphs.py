"""From a plain text to its paragraphs, with offsets, whether its lines are wrapped at a width or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_WRAP_WIDEST = 120  # letters; hand-wrapped text stays under it, unwrapped paragraphs of news do not
_WRAP_NARROWEST = 40  # narrower columns are lists and verse
_WRAP_FEWEST_PAIRS = 3  # neighbouring lines needed before a width can be told from chance
_WRAP_SHARE = 0.7  # of neighbouring lines, those broken just where the next word would not have fitted
_WIDE_OUTLIERS = 0.05  # share of lines (long addresses) that may stick out of the column
_MOST_LINES = 100_000  # no report has them; what follows counts as one line, so that memory is bounded
_ENDED = re.compile(r"[.!?…:;][\"”’'»)\]]*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """One paragraph of a text: half-open offsets without outer white space, and its words on one line."""

    start: int
    end: int
    words: str
    after_blank: bool  # a blank line, or the start of the text, stands before it


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    start: int
    end: int
    after_blank: bool


def word_set(words: str) -> frozenset[str]:
    """The words of a list written on one line."""
    return frozenset(words.split())


def ends_a_sentence(words: str) -> bool:
    """Does the text end with closing punctuation, quotation marks and brackets aside?"""
    return bool(re.search(r"[.!?…]$", words[-12:].rstrip("\"”“’'»)]")))


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of `text` ('Title\\n\\nFirst line\\nof a wrapped paragraph.'), in order.

    Every character that is not white space lies in exactly one paragraph.
    """
    lines = tuple(_lines(text))
    width = _wrap_width(text, lines)
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and _continues(text, groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(
        Paragraph(
            start=group[0].start,
            end=group[-1].end,
            words=" ".join(text[group[0].start : group[-1].end].split()),
            after_blank=group[0].after_blank,
        )
        for group in groups
    )


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, trimmed."""
    last_end: int | None = None
    count = 0
    for match in _LINE.finditer(text):
        words = match.group()
        stripped = words.strip()
        if not stripped:
            continue
        start = match.start() + len(words) - len(words.lstrip())
        end = start + len(stripped)
        count += 1
        if count == _MOST_LINES:
            end = len(text.rstrip())
        blank = last_end is None or len(_BREAK.findall(text, last_end, start)) > 1
        yield _Line(start=start, end=end, after_blank=blank)
        if count == _MOST_LINES:
            return
        last_end = end


def _wrap_width(text: str, lines: Sequence[_Line]) -> int | None:
    """The column a hand-wrapped text is broken at; None for a text that is not."""
    if len(lines) <= _WRAP_FEWEST_PAIRS:
        return None
    lengths = sorted(line.end - line.start for line in lines)
    width = lengths[-1 - int(len(lengths) * _WIDE_OUTLIERS)]
    if not _WRAP_NARROWEST <= width <= _WRAP_WIDEST:
        return None
    pairs = [(a, b) for a, b in pairwise(lines) if not b.after_blank]
    full = sum(_is_full(text, a, b, width) for a, b in pairs)
    return width if len(pairs) >= _WRAP_FEWEST_PAIRS and full >= _WRAP_SHARE * len(pairs) else None


def _is_full(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Would the first word of the following line not have fitted on this one?"""
    word = text[following.start : min(following.end, following.start + width)].split()[0]
    return line.end - line.start + 1 + len(word) > width


def _continues(text: str, line: _Line, following: _Line, width: int | None) -> bool:
    """Does the following line go on with the paragraph of this one?"""
    if following.after_blank:
        return False
    if width is not None and _is_full(text, line, following, width):
        return True
    tail = text[max(line.start, line.end - 12) : line.end]
    return not _ENDED.search(tail) and text[following.start].islower()
