"""What an address asks for: a filter out of its parameters, pages of a list, moments back from now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..errors import SettingError
from ..library import Filter, parse
from ..library.filters import Term, ago

MOST_LETTERS = 1_000  # of a filter in an address
DEEPEST = 10_000  # rows; further down, a narrower filter or a download is the way


def filter_of(words: str, chosen: Mapping[str, Sequence[str]]) -> Filter:
    """The filter of words typed ('no-status:planned tanker') and of what was chosen from lists and fields.

    Raises SettingError, naming what is allowed, for what is no filter.
    """
    if len(words) > MOST_LETTERS:
        raise SettingError(f"a filter of {len(words):,} characters; at most {MOST_LETTERS:,} are allowed")
    found = parse(words)
    terms: list[Term] = []
    for key, values in chosen.items():
        given = [v.strip() for v in values if v.strip()]
        if given:
            quoted = ",".join('"' + v.replace('"', "") + '"' for v in given[:50])
            terms += parse(f"{key}:{quoted}").terms
    return replace(found, terms=(*found.terms, *terms))


def offset(page: int, size: int) -> int:
    """Where a page of a list begins. Raises SettingError for pages too far down."""
    start = (max(1, page) - 1) * size
    if start > DEEPEST:
        raise SettingError(f"page {page:,} of a list; narrow the list, or download it whole")
    return start


def back(text: str, now: dt.datetime | None = None) -> dt.datetime:
    """The moment that '24h', '7d' or an ISO time names. Raises SettingError for other words."""
    try:
        told = dt.datetime.fromisoformat(text)
    except ValueError:
        return (now or dt.datetime.now(dt.UTC)) - ago(text)
    return told if told.tzinfo else told.replace(tzinfo=dt.UTC)
