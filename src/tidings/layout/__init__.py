"""How a plain text lies on its page: paragraphs, the headline, captions, and lines that are no prose."""

from __future__ import annotations

from .dates import date_line, written_date
from .heads import captions, dateline_length, headline_of, headlines, title_like
from .paragraphs import Paragraph, ends_a_sentence, paragraphs, word_set

__all__ = [
    "Paragraph",
    "captions",
    "date_line",
    "dateline_length",
    "ends_a_sentence",
    "headline_of",
    "headlines",
    "paragraphs",
    "title_like",
    "word_set",
    "written_date",
]
