"""The date a report gives itself: its dateline or byline, when the words hold day, month and year."""

from __future__ import annotations

import datetime as dt
import re

from .finding import find
from .meaning import Found
from .pieces import Lazy

# A dateline or byline stands within this many characters of either end of a report.
_HEAD, _TAIL = 2_000, 600
_LONGEST_LINE = 120  # of a line, the characters in which a dateline stands
_SHORTEST_LINE, _LONGEST_BYLINE = 6, 80  # '8/9/22' to a byline with weekday and time


_PUBLISHED = Lazy(
    r"\b(?:published|posted|date|issued|released)(?:\s(?:on|at|online))?\s{0,2}[:|-]?\s{0,2}"
    r"(?P<rest>[^\n]{6,60})",
    re.I,
)
_UPDATED = Lazy(r"\b(?:updated|modified)(?:\s(?:on|at))?\s{0,2}[:|-]?\s{0,2}(?P<rest>[^\n]{6,60})", re.I)
# Before the date of a dateline: a place in capitals, or any name if an agency, dash or colon comes after the
# date.
_CAPITALS = Lazy(r"[A-Z][A-Z .’'/,-]{2,60}[,(:—–-]?\s?\(?$")
_NAME = Lazy(r"[A-Z][\w .’'/,-]{1,60}[,(:—–-]?\s?\(?$")
_AGENCY = Lazy(r"\)?[.,]?\s{0,2}(?:\([^)]{2,40}\)|\[[^\]]{2,40}\])?\s{0,2}(?:[-—–:]|$)")
_BYLINE = Lazy(r"(?:by\s[\w .’'-]{2,40}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)?$", re.I)


def date_of_text(text: str) -> dt.date | None:
    """The full date of a report's own dateline or byline, else None.

    'MOSCOW, Sept 7, 2022 (Reuters) - ...', 'Published 8 September 2022', or 'Thursday, September 8, 2022' on
    a
    line of its own near the head. A date without a year does not count; a date of publication goes before one
    of an update.
    """
    head, tail = text[:_HEAD], text[max(_HEAD, len(text) - _TAIL) :]
    return _announced(_PUBLISHED, head, tail) or _dateline(head) or _own_line(head) or _announced(_UPDATED, head, tail)


def _announced(pattern: Lazy, *parts: str) -> dt.date | None:
    """The full date after 'Published' or 'Updated'."""
    for part in parts:
        for match in pattern.compiled.finditer(part):
            words = match["rest"]
            for found in find(words, sure=True)[:2]:
                lead = words[: found.start].strip(" \t:|-–—,(").lower()
                if lead in ("", "on", "at") and _full(found):
                    return found.meaning.earliest
    return None


def _full(found: Found) -> bool:
    meaning = found.meaning
    return meaning.basis == "text" and meaning.earliest is not None and meaning.earliest == meaning.latest


def _dateline(head: str) -> dt.date | None:
    """'MOSCOW, Sept 7, 2022 (Reuters) -': place, date, then an agency, a dash or a colon."""
    for line in head.split("\n"):
        line = line[:_LONGEST_LINE]
        for found in find(line)[:2]:
            lead, rest = line[: found.start].strip(), line[found.end :]
            placed = _CAPITALS.match(lead) or (_NAME.match(lead) and _AGENCY.match(rest))
            if placed and _full(found):
                return found.meaning.earliest
    return None


def _own_line(head: str) -> dt.date | None:
    """A line that holds a date, perhaps with a weekday, a time and a byline before it, and nothing else."""
    for line in head.split("\n"):
        if not _SHORTEST_LINE <= len(line.strip()) <= _LONGEST_BYLINE:
            continue
        for found in find(line)[:1]:
            rest = (line[: found.start] + line[found.end :]).strip(" \t\r|,.·•–—-()/")
            if _BYLINE.match(rest) and _full(found):
                return found.meaning.earliest
    return None
