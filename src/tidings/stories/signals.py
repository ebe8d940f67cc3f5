"""One report as grouping sees it: which words, names and numbers it uses, when it was written, in which
language.

A `Signal` is made once per report, from its text alone, and is all that a stream keeps of it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..layout import headline_of, paragraphs, written_date
from ..records import Report, Segment
from .words import stem

MOST_LETTERS = 60_000  # of a report that are read: ten times a long report
MOST_TERMS = 400  # distinct terms kept, the most frequent first: a report of 1,500 words has fewer
NUMBER = "#"  # first letter of a term that is a number
KEY = "~"  # first letter of a name as languages share it
_DATE_LINES = 4  # first lines in which a text without a stated day carries its date
_DATE_LETTERS = 120
_FEWEST_WORDS_OF_TITLE = 4
_TITLE_SHARE = 0.6  # of capital letters, from which a line is a headline whose capitals name nothing
_SHORTEST_WORD = 3
_TITLE_LETTERS = 90
_KEY_LETTERS = 5  # of a name that survive the endings of other languages: 'Путина', 'Putins', 'Putinovi'

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_OPENING = re.compile(r"[.!?:;\"“(•|]|--|—")
_POSSESSIVE = re.compile(r"[’']s$")
_POSSESSIVES = frozenset({"'s", "’s"})
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s")
_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфыэёєіїґ", "abvgdeziiklmnoprstufyeeeiig", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "ъ": "",
    "ь": "",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """What grouping keeps of one report. Terms are stems, names in lower case, and numbers behind '#'."""

    report: str
    title: str
    terms: tuple[str, ...]  # the most frequent first
    counts: bytes  # parallel to `terms`, 255 at most: a stream keeps many signals
    names: tuple[str, ...]  # surface forms, most frequent first; their lower case is among `terms`
    keys: tuple[str, ...]  # names and numbers in a spelling that other languages share
    date: dt.date | None
    stated: bool  # True: the report's own day; False: read from its first lines
    language: str | None
    words: int  # length of the text, for choosing the report that stands for its story


def signal(report: Report, *, segments: Sequence[Segment] | None = None) -> Signal:
    """What grouping needs of one report; boilerplate counts for nothing where `segments` mark it.

    >>> signal(Report(id="a", text="Rebels freed Ms Okello near Gulu on Monday.")).names
    ('Okello', 'Gulu', 'Monday')
    """
    read, lower, capital = _read(_lines(report, segments))
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for (word, key), n in read.items():
        term = _term(word, key, lower, capital)
        if term is None:
            continue
        counts[term] += n
        if term[0] != NUMBER and capital[term] > lower[term]:
            names[_POSSESSIVE.sub("", word) if not word.isupper() else word.title()] += n
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_TERMS]
    kept = {term for term, _ in top}
    shown = [n for n, _ in sorted(names.items(), key=lambda item: (-item[1], item[0])) if n.lower() in kept]
    seen: dict[str, str] = {}
    for name in shown:
        seen.setdefault(name.lower(), name)
    date, stated = (report.published, True) if report.published else (_first_date(report.text), False)
    numbers = [term for term, _ in top if term[0] == NUMBER]
    return Signal(
        report=report.id,
        title=title_of(report, segments),
        terms=tuple(term for term, _ in top),
        counts=bytes(min(count, 255) for _, count in top),
        names=tuple(seen.values()),
        keys=tuple(sorted({shared_key(name) for name in seen} | set(numbers))),
        date=date,
        stated=stated,
        language=report.language,
        words=sum(counts.values()),
    )


def title_of(report: Report, segments: Sequence[Segment] | None = None) -> str:
    """The report's title, its headline, or its first sentence, shortened."""
    title = report.title
    if not title and segments:
        title = next((s.span.quote(report.text) for s in segments if s.kind == "headline"), None)
        body = next((s.span.quote(report.text) for s in segments if s.kind == "body"), "")
        title = title or _first_sentence(body)
    if not title:
        head = report.text[: 20 * _TITLE_LETTERS]
        title = headline_of(paragraphs(head)) or _first_sentence(head.strip())
    title = " ".join(title[: 4 * _TITLE_LETTERS].split())
    if len(title) <= _TITLE_LETTERS:
        return title
    return title[: title.rfind(" ", _TITLE_LETTERS // 2, _TITLE_LETTERS) % _TITLE_LETTERS].rstrip(" ,;:-") + " …"


def _first_sentence(text: str) -> str:
    line = next((one for one in text.split("\n") if one.strip()), "")[: 4 * _TITLE_LETTERS]
    end = _SENTENCE_END.search(line, _TITLE_LETTERS // 3)
    return line[: end.start() + 1] if end else line


def _lines(report: Report, segments: Sequence[Segment] | None) -> Iterator[str]:
    if report.title and report.title not in report.text[:MOST_LETTERS]:  # a headline read from the text counts once
        yield report.title[:MOST_LETTERS]
    left = MOST_LETTERS
    if segments is None:
        yield from report.text[:left].split("\n")
        return
    for segment in segments:
        if segment.kind == "boilerplate" or left <= 0:
            continue
        piece = segment.span.quote(report.text)[:left]
        left -= len(piece)
        yield from piece.split("\n")


def _read(lines: Iterable[str]) -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str]]:
    """Each word with its key and count; how often a key stands with a small letter, and how often with a
    capital where no sentence begins."""
    read: Counter[tuple[str, str]] = Counter()
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for line in lines:
        found = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(line)]
        upper = sum(w[0].isupper() for w, _, _ in found)
        letters = sum(not w[0].isdigit() for w, _, _ in found)
        headline = letters >= _FEWEST_WORDS_OF_TITLE and upper > _TITLE_SHARE * letters
        previous = 0
        for word, start, end in found:
            key = word.lower()
            if key[-2:] in _POSSESSIVES:
                key = key[:-2]
            read[word, key] += 1
            if word[0].islower():
                lower[key] += 1
            elif word[0].isupper() and not headline and previous and not _OPENING.search(line, previous, start):
                capital[key] += 1
            previous = end
    return read, lower, capital


def _term(word: str, key: str, lower: Counter[str], capital: Counter[str]) -> str | None:
    if word[0].isdigit():
        return NUMBER + word.replace(",", "")
    if len(key) < _SHORTEST_WORD:
        return None
    return key if capital[key] > lower[key] else stem(key)


def _first_date(text: str) -> dt.date | None:
    """The day that one of the first lines is or begins with; such a line dates the text, not what it
    tells."""
    for line in text[: _DATE_LINES * 4 * _DATE_LETTERS].split("\n")[:_DATE_LINES]:
        found = written_date(line.strip()[:_DATE_LETTERS])
        if found:
            return found
    return None


@lru_cache(maxsize=65536)
def shared_key(name: str) -> str:
    """A name in the letters that other languages of Latin or Cyrillic script share, without its ending.

    >>> shared_key("Путина"), shared_key("Putin"), shared_key("Çavuşoğlu")
    ('~putin', '~putin', '~cavus')
    """
    plain = unicodedata.normalize("NFKD", "".join(_CYRILLIC.get(c, c) for c in name.lower()))
    return KEY + "".join(c for c in plain if c.isalnum())[:_KEY_LETTERS]
