"""The pieces that the patterns of the rules are built from, and the wrapper that compiles them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from .words import DAY_PARTS, MONTHS, NUMBERS, SEASONS, UNITS, WEEKDAYS

# A gap between words: a space or two, or one line break; bounded, so that no pattern can run away.
GAP = r"(?:[ \t\xa0\u2009\u202f]{1,3}|[ \t]?\r?\n[ \t]{0,4})"
DASH = r"[-‐‑–—−]"
END = r"(?![^\W_])"


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda w: (-len(w), w)))


# Only a short form takes a full stop with it.
MONTH = rf"(?P<month>{_any(MONTHS)}){END}(?:(?<=jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|ept)\.)?"
WEEKDAY = rf"(?P<weekday>{_any(WEEKDAYS)}){END}(?:(?<!day)\.)?"
SEASON = rf"(?P<season>{_any(SEASONS)}){END}"
PART = rf"(?P<part>{_any(DAY_PARTS)}){END}"
YEAR = r"(?:1[0-9]|2[01])\d\d(?!\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
NTH = r"(?:st|nd|rd|th)?"
COUNT_WORD = rf"(?:{_any([w for w in NUMBERS if w != 'zero'])})"
SPOKEN = rf"{COUNT_WORD}(?:{DASH}{COUNT_WORD})?(?:{GAP}hundred)?"
DIGITS = r"\d{1,6}(?:,\d{3})?(?:\.\d{1,2})?"
UNIT = _any(UNITS)
# A counted number with its fraction: '2 ½', 'two and a half'.
EXACT = rf"(?:{DIGITS}|{SPOKEN})(?:(?:-|~|~and~)?[½¼¾]|~and~(?:a|one)~half|{DASH}and{DASH}a{DASH}half)?"
ABBREVIATED = frozenset(name for name in MONTHS if len(name) <= 4 and name not in ("may", "june", "july"))
WEEKDAY_ABBREVIATED = frozenset(name for name in WEEKDAYS if not name.endswith("day"))


class Lazy:
    """A pattern compiled when it is first asked for, so that importing costs nothing."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern, self._flags = pattern, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        return self.compiled.match(text, start, len(text) if end is None else end)

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern without regard to case, with `~` for a gap between words."""
    return re.compile(pattern.replace("~", GAP), re.I)
