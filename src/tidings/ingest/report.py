"""From a text to a Report: its id, its headline, its date line, its language."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

from ..layout import Paragraph, date_line, headline_of, paragraphs, title_like
from ..records import Report, content_id

_HEAD_LETTERS = 8_000  # where a headline and a date line can stand
_HEAD_PARAGRAPHS = 6
_LANGUAGE_LETTERS = 6_000  # enough to tell a language, little enough for texts of any length
_LANGUAGE_FEWEST = 40  # letters; shorter texts, mostly names, are told wrongly
_SURE = 0.9  # probability; below it the language is not known
_ENGLISH = frozenset({"the", "and", "that", "with", "from", "were", "has", "said", "which", "would", "been", "they"})
_ENGLISH_WORDS = 50
_ENGLISH_SHARE = 0.06  # English news has over a tenth of these words, other languages none of them or 'has', 'with'
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def report_from_text(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published: dt.date | None = None,
    path: str | None = None,
) -> Report:
    """The report of a text that is already in hand ('Xi and Putin meet\\n\\nSAMARKAND (AP) — The ...').

    Without `title` the headline at the head of the text is taken, without `published` a line there that gives
    the report's date; both stay None where the text has neither. The id depends on what the report says and
    who published it, not on its path. Halves of surrogate pairs, which no file can hold, become U+FFFD.
    """
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    head = paragraphs(text[:_HEAD_LETTERS])
    title = _one_line(title) or headline_of(head)
    outlet = _one_line(outlet)
    published = published or _date_at_head(head)
    return Report(
        id=content_id(text, title, outlet, url, published.isoformat() if published else None),
        text=text,
        title=title,
        outlet=outlet,
        url=url,
        published=published,
        path=path,
        language=language_of(text),
    )


def head_of(text: str) -> tuple[str | None, dt.date | None]:
    """The headline and the date that the head of a text gives, each None where it does not."""
    head = paragraphs(text[:_HEAD_LETTERS])
    return headline_of(head), _date_at_head(head)


def language_of(text: str) -> str | None:
    """The language of a text as ISO 639-1; None where there is too little to tell."""
    sample = text[:_LANGUAGE_LETTERS]
    if sum(c.isalpha() for c in sample) < _LANGUAGE_FEWEST:
        return None
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len(words) >= _ENGLISH_WORDS and sum(w in _ENGLISH for w in words) >= _ENGLISH_SHARE * len(words):
        return "en"  # spares the second that the detector takes to load
    language, probability = _detector().classify(sample)
    return str(language) if probability >= _SURE else None


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _one_line(words: str | None) -> str | None:
    return " ".join(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", words).split()) or None if words else None


def _date_at_head(head: tuple[Paragraph, ...]) -> dt.date | None:
    """The day on a date line before the prose, of publication rather than of an update."""
    updated: dt.date | None = None
    for paragraph in head[:_HEAD_PARAGRAPHS]:
        dated = date_line(paragraph.words)
        if dated is None:
            if not title_like(paragraph.words):
                break
            continue
        day, is_publication = dated
        if day and is_publication:
            return day
        updated = updated or day
    return updated
