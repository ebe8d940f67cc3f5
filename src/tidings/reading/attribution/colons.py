"""Speakers before a colon: 'WALLACE: Let us begin.' in transcripts, 'Minister: No talks' in headlines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ...records import Parse
from .cues import words
from .draft import Draft

LONGEST_LABEL = 8
QUOTES = frozenset({'"', "“"})  # before each line of a transcript that is quoted whole
# Labels that name a kind of article or a topic, not a speaker.
NO_SPEAKER = words("no_speakers")


def colon_statements(text: str, parse: Parse) -> list[Draft]:
    """Statements whose cue is the colon after a speaker's name at the head of a line."""
    lines = list(_lines(text, parse))
    drafts: list[Draft] = []
    labels = [_label(parse, a, b) for a, b in lines]
    scripted = sum(1 for (a, _), colon in zip(lines, labels, strict=True) if colon and _shouted(parse, a, colon))
    for number, ((a, b), colon) in enumerate(zip(lines, labels, strict=True)):
        if colon is None:
            continue
        headline = number == 0
        transcript = scripted > 1 and _shouted(parse, a, colon)
        if not headline and not transcript:
            continue
        end = b
        if transcript:
            following = number + 1
            while following < len(lines) and labels[following] is None:
                end = lines[following][1]
                following += 1
            if following == len(lines):
                end = b  # nothing shows where the last speaker stops
        content = frozenset(range(colon + 1, end))
        if len(content) > 1:
            drafts.append(
                Draft(
                    head=colon,
                    source=frozenset(range(a + (parse.tokens[a].text in QUOTES), colon)),
                    cue=frozenset({colon}),
                    content=content,
                    force="says",
                    direct=transcript,
                )
            )
    return drafts


def _lines(text: str, parse: Parse) -> Iterator[tuple[int, int]]:
    """Token ranges of the lines of a text."""
    starts = [t.start for t in parse.tokens]
    position, first = 0, 0
    while first < len(starts):
        position = text.find("\n", starts[first])
        end = bisect_left(starts, position) if position >= 0 else len(starts)
        end = max(end, first + 1)
        yield first, end
        first = end


def _label(parse: Parse, first: int, end: int) -> int | None:
    """The colon after a speaker's name at the head of a line, or None."""
    for i in range(first, min(end - 1, first + LONGEST_LABEL + 1)):
        token = parse.tokens[i]
        if token.text == ":":
            words = parse.tokens[first:i]
            named = any(t.pos in ("PROPN", "NOUN") for t in words)
            plain = all(t.text.lower() not in NO_SPEAKER for t in words)
            finite = any(t.tag in ("VBD", "VBZ", "VBP", "MD") and not t.text.isupper() for t in words)
            return i if words and named and plain and not finite else None
        if token.text in (".", "?", "!", '"', "“") and i > first:
            return None
    return None


def _shouted(parse: Parse, first: int, colon: int) -> bool:
    letters = "".join(t.text for t in parse.tokens[first:colon])
    return letters.isupper() and len(letters) > 1  # not the Q and A of an interview without names
