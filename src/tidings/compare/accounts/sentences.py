"""Sentences of reports, as comparable words, and what stands between quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ...records import Account, SegmentKind, Span
from .words import Word, words_of

TOLD = ("headline", "body", "caption")
LONGEST = 150  # words; longer sentences are lists or broken text, and comparing is quadratic in them
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr sen sens rep reps gov govs gen col lt sgt capt prof st jr sr vs no inc corp co ltd adm maj rev
    hon pres dept jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m u.s u.n u.k e.u d.c i.e e.g ariz
    calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev n.h n.j n.m n.y n.c n.d
    okla ore pa r.i s.c s.d tenn tex va vt wash w.va wis wyo ala ark approx est
    """.split()
)
_END = re.compile(r"[.!?…]{1,4}[\"”’')\]]{0,3}\s+")
_MARK = re.compile('["“”]')
_LAST_WORD = re.compile(r"[\w.]{1,12}$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence of a report, or of a headline or caption."""

    report: str
    account: int  # position of the account among those compared
    index: int  # position in the report
    kind: SegmentKind
    span: Span
    words: tuple[Word, ...]

    @property
    def keys(self) -> list[str]:
        return [w.key for w in self.words]


def sentences(account: Account, position: int = 0) -> tuple[Sentence, ...]:
    """The sentences of headlines, body and captions, in order. A report that was not read has none."""
    if account.reading is None:
        return ()
    tokens = account.reading.parse.tokens
    starts = [t.start for t in tokens]
    found: list[Sentence] = []
    for segment in account.segments:
        if segment.kind not in TOLD:
            continue
        for span in sentence_spans(account.report.text, segment.span):
            inside = tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            words = tuple(words_of(inside))
            if words:
                found.append(
                    Sentence(
                        report=account.report.id,
                        account=position,
                        index=len(found),
                        kind=segment.kind,
                        span=span,
                        words=words,
                    )
                )
    return tuple(found)


def sentence_spans(text: str, within: Span) -> Iterator[Span]:
    """Sentences of one segment. Decided by the words beside each full stop alone, so that an edit
    elsewhere moves nothing."""
    start = within.start
    for match in _END.finditer(text, within.start, within.end):
        if match.start() < start or not _ends(text, start, match):
            continue
        yield _trimmed(text, start, match.end())
        start = match.end()
    if text[start : within.end].strip():
        yield _trimmed(text, start, within.end)


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 2].lstrip("\"“‘'([")
    if not after or after[0].islower():
        return False
    if text[match.start()] != "." or match[0].strip() != ".":
        return True
    before = _LAST_WORD.search(text, max(start, match.start() - 13), match.start())
    word = before[0].lower() if before else ""
    return not (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def quoted_spans(text: str, within: Span) -> list[Span]:
    """What stands between quotation marks in one segment; a quotation left open runs to the segment's end."""
    found: list[Span] = []
    opened: int | None = None
    for match in _MARK.finditer(text, within.start, within.end):
        if opened is None and match[0] != "”":
            opened = match.end()
        elif opened is not None and match[0] != "“":
            found.append(Span(start=opened, end=match.start()))
            opened = None
    if opened is not None and opened < within.end:
        found.append(Span(start=opened, end=within.end))
    return found
