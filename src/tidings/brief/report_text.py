"""A report's text as HTML, cut at every stretch that something rests on, so that each can be marked alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from ..records import Segment, Span
from .safe import with_breaks

_WHOLE = 60_000  # characters; of longer texts only the head and the words around evidence are put on the page
_HEAD, _AROUND = 2_000, 1_500


def marked_text(text: str, segments: Sequence[Segment], told: Sequence[tuple[Span, str]]) -> Markup:
    """The text, with an anchor of each id before its stretch and the id as class of every piece of it.

    Pieces and anchors are siblings, so that `#id:target~.id` finds exactly the stretch, however
    stretches overlap.
    """
    spans = [(s.span, s.kind) for s in segments]
    cuts = {c for span, _ in (*spans, *told) for c in (span.start, span.end)}
    parts: list[str] = []
    at = 0
    for kept in kept_parts(len(text), [span for span, _ in told], whole=_WHOLE, head=_HEAD, around=_AROUND):
        parts.append(gap(kept.start - at))
        inside = sorted({kept.start, kept.end} | {c for c in cuts if kept.start < c < kept.end})
        parts.extend(_pieces(text, inside, spans, told))
        at = kept.end
    parts.append(gap(len(text) - at))
    return Markup("".join(parts))  # noqa: S704 (each part is escaped)


def _pieces(
    text: str, cuts: Sequence[int], segments: Sequence[tuple[Span, str]], told: Sequence[tuple[Span, str]]
) -> Iterator[str]:
    starting = sorted(told, key=lambda t: t[0])
    active: list[tuple[Span, str]] = []
    following = iter(sorted(segments, key=lambda s: s[0]))
    segment = next(following, None)
    waiting = 0
    for start, end in pairwise(cuts):
        active = [t for t in active if t[0].end > start]
        while waiting < len(starting) and starting[waiting][0].start <= start:
            span, anchor = starting[waiting]
            waiting += 1
            if span.end > start:
                active.append((span, anchor))
                yield f'<span class="at" id="{anchor}"></span>'
        while segment and segment[0].end <= start:
            segment = next(following, None)
        kind = segment[1] if segment and segment[0].start <= start else ""
        classes = [kind] * bool(kind) + ["told"] * bool(active) + [anchor for _, anchor in active]
        words = escape(with_breaks(text[start:end]))
        yield f'<span class="{" ".join(classes)}">{words}</span>' if classes else str(words)


def kept_parts(length: int, told: Sequence[Span], *, whole: int, head: int, around: int) -> Sequence[Span]:
    """The parts of a text that go on a page: all of it up to `whole` characters; of a longer one its `head` and what
    is `around` the evidence.
    """
    if length <= whole:
        return [Span(start=0, end=length)]
    kept = [Span(start=0, end=head)]
    for span in sorted(told):
        start, end = max(0, span.start - around), min(length, span.end + around)
        if start <= kept[-1].end:
            kept[-1] = Span(start=kept[-1].start, end=max(end, kept[-1].end))
        else:
            kept.append(Span(start=start, end=end))
    return kept


def gap(letters: int) -> str:
    """What stands on the page for characters that are left out."""
    return f'<span class="gap">… {letters:,} characters left out …</span>' if letters else ""
