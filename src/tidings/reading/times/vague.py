"""Times without a date ('currently', 'recently', 'soon') and the words that narrow a dated one ('early',
'late', 'the end of').
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Literal

from . import calendar
from .calendar import DAY, Period
from .meaning import Found, Meaning, Reader, Rule, between, settled
from .pieces import compiled

Slice = Literal["early", "mid", "late", "start", "end", "first half", "second half"]
_REFERENCES = {
    "PRESENT_REF": r"now|nowadays|currently|presently|at~present|at~the~moment|right~now|for~now|"
    r"(?:for~)?the~time~being|these~days|to~date|this~time~around|"
    r"(?:our|in)~recent~history|current|present(?:-|~)day|so~far",
    "PAST_REF": r"(?:(?:most|more|very|only|as)~)?recently|lately|in~the~recent~past|(?:the~)?"
    r"recent~(?:past|years|months|weeks|days|decades|times)|"
    r"(?:in|over)~recent~(?:years|months|weeks|days|decades|times)|the~(?:distant~)?"
    r"past|recent|not~long~ago|long~ago|"
    r"the~(?:last|past)~(?:few|several|couple~of)~(?:centuries)",
    "FUTURE_REF": r"(?:(?:very|quite|as)~)?soon|the~(?:near|foreseeable|distant|immediate|"
    r"not-too-distant)~(?:future|term)|the~future|"
    r"(?:the~)?(?:near|short|medium|long|longer)(?:~|-)term|(?:the~)?coming~(?:days|"
    r"weeks|months|years|decades)|shortly",
}
_STARTS = {
    "PRESENT_REF": (
        "now",
        "nowadays",
        "currently",
        "presently",
        "at",
        "right",
        "for",
        "the",
        "these",
        "to",
        "this",
        "our",
        "in",
        "current",
        "present",
        "so",
    ),
    "PAST_REF": (
        "recently",
        "most",
        "more",
        "very",
        "only",
        "as",
        "lately",
        "in",
        "over",
        "the",
        "recent",
        "not",
        "long",
    ),
    "FUTURE_REF": (
        "soon",
        "very",
        "quite",
        "as",
        "the",
        "near",
        "short",
        "medium",
        "long",
        "longer",
        "coming",
        "shortly",
    ),
}
# Parts of a week in days from Monday: early is Monday and Tuesday, late from Friday.
_WEEK_PARTS: dict[str, tuple[int, int]] = {
    "early": (0, 1),
    "mid": (2, 3),
    "late": (4, 6),
    "start": (0, 1),
    "end": (4, 6),
}
# Parts of a decade in years: the early 1990s are 1990-1993.
_DECADE_PARTS: dict[str, tuple[int, int]] = {
    "early": (0, 3),
    "mid": (4, 6),
    "late": (7, 9),
    "start": (0, 1),
    "end": (8, 9),
    "first half": (0, 4),
    "second half": (5, 9),
}
# Parts of a month in days; 0 is its last day. Thirds as guides to usage give them; the ends are the first and
# last week.
_MONTH_PARTS: dict[str, tuple[int, int]] = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 0),
    "start": (1, 7),
    "end": (25, 0),
    "first half": (1, 15),
    "second half": (16, 0),
}


def _reference(value: str) -> tuple[Rule, ...]:
    def read(reader: Reader, match: re.Match[str]) -> Found | None:
        words, before, after = match[0].lower(), reader.before(match.start()), reader.after(match.end())
        if re.match(r"[-‐‑]\w", after) or re.search(r"[\w][-‐‑]$|\b[Nn]ot? $", before):
            return None
        if words == "the future" and not re.search(r"\b(?:in|into|for|of|about)\s$", before):
            return None
        if words == "the past" and not re.search(r"\b(?:in|of|from)\s$", before):
            return None
        if words == "the future" and re.match(r"\sof\b", after):
            return None
        if words in ("the past", "shortly") and re.match(
            r"\s(?:\w+\s)?(?:before|after|\w+s\b|year|month|week|decade|century|quarter)", after
        ):
            return None
        if words in ("soon", "as soon", "shortly", "so far", "long ago") and re.match(
            r"\s(?:as|after|before|from|away)\b", after
        ):
            return None
        if match[0][0].isupper() and words in ("current", "recent", "now") and re.match(r"\s[A-Z]", after):
            return None
        start = match.start() + (len("in ") if words.startswith("in ") else 0)
        if words.startswith("over "):
            start = match.start() + len("over ")
        return Found(start=start, end=match.end(), meaning=Meaning(kind="date", value=value))

    return (Rule(_STARTS[value], compiled(rf"(?:{_REFERENCES[value]})(?![^\W_])"), read),)


def _narrowed(reader: Reader, match: re.Match[str]) -> Found | None:
    """'early February', 'late 2019', 'mid-May', 'the end of this year', 'the first half of September'."""
    words = re.sub(r"[\s-]+", " ", match["slice"].lower())
    which = _slice(words)
    inner = reader.at(match.end())
    if inner is None or inner.meaning.kind not in ("date", "time") or inner.parts:
        return None
    meaning = inner.meaning
    if meaning.kind == "date" and (meaning.period or meaning.recurring):
        meaning = narrow(meaning, which)
    elif meaning.edtf is None and meaning.value[:4] != "XXXX" and not meaning.value[:4].isdigit():
        return None
    return replace(inner, start=match.start(), meaning=meaning)


def _slice(words: str) -> Slice:
    first = words.removeprefix("the ").removeprefix("very ").split()[0]
    if "half" in words:
        return "first half" if "first" in words else "second half"
    if first in ("early", "mid", "late"):
        return first  # type: ignore[return-value]
    if re.search(r"\b(?:start|beginning|turn|outset|dawn|opening)\b", words):
        return "start"
    if re.search(r"\b(?:middle|midst)\b", words):
        return "mid"
    return "end"


def narrow(meaning: Meaning, which: Slice) -> Meaning:
    """A part of a period, its loose end marked '~'. Its TIMEX3 value stays the whole's, as the standard has
    it.
    """
    if meaning.period is None:
        return _narrow_recurring(meaning, which)
    if meaning.period.grain == "day":
        return meaning
    if meaning.period.grain == "year" and "half" in which:
        return settled(Period("half", *part_of(meaning.period, which)), meaning.basis)
    first, last = part_of(meaning.period, which)
    sides = {"early": "last", "start": "last", "late": "first", "end": "first", "mid": "first last"}
    return between(meaning.value, first, last, meaning.basis, about=sides.get(which, ""))


def _narrow_recurring(meaning: Meaning, which: Slice) -> Meaning:
    """'early February' of a year not told: 'XXXX-02-01/XXXX-02-10~'."""
    date = meaning.recurring
    if date is None or date.grain != "month":
        return meaning
    year = date.in_year(2000)
    if year is None:
        return meaning
    first, last = part_of(year, which)
    part = between("", first, last, None, about={"early": "last", "late": "first"}.get(which, "first last")).edtf or ""
    return replace(meaning, edtf=part.replace("2000-02-29", "2000-02-28").replace("2000-", "XXXX-"), recurring=None)


def part_of(period: Period, which: Slice) -> tuple[dt.date, dt.date]:
    """The first and last day of a part of a period, in thirds: late 2019 is September to December."""
    first, last = period.first, period.last
    if period.grain == "month":
        a, b = _MONTH_PARTS[which]
        return first.replace(day=a), first.replace(day=b) if b else last
    if period.grain in ("week", "weekend"):
        a, b = _WEEK_PARTS.get(which, (0, 6))
        return (first + a * DAY, first + b * DAY) if period.grain == "week" else (first, last)
    if period.grain == "decade":
        a, b = _DECADE_PARTS[which]
        return first.replace(year=first.year + a), last.replace(year=last.year - 9 + b)
    return _third(period, which)


def _third(period: Period, which: Slice) -> tuple[dt.date, dt.date]:
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    third, edge = months // 3, max(1, months // 12)
    start, count = {
        "early": (0, third),
        "mid": (third, third),
        "late": (months - third, third),
        "start": (0, edge),
        "end": (months - edge, edge),
        "first half": (0, months // 2),
        "second half": (months // 2, months - months // 2),
    }[which]
    first = calendar.month_after(period.first.year, period.first.month, start)
    return first, calendar.month_after(first.year, first.month, count) - DAY


def rules() -> tuple[Rule, ...]:
    edges = r"start|beginning|middle|end|turn|outset|dawn|close"
    return (
        *(rule for value in _REFERENCES for rule in _reference(value)),
        Rule(
            ("early", "mid", "late", "the", "end", "middle", "start", "beginning", "year"),
            compiled(
                rf"(?P<slice>(?:the~)?(?:(?:very~)?(?:early|mid|late))(?=-|~)|(?:the~)?"
                rf"(?:very~)?(?:{edges})(?=~of~)|end(?=-\d)|(?:the~)?(?:first|second)"
                rf"~half(?=~of~))(?:-|~(?:of~|in~|on~)?(?:the~)?(?=the~(?:year|month|"
                rf"week|day|decade|century|quarter)\b)|~(?:of~|in~|on~)?)(?:the~(?=\d|"
                rf"(?-i:[A-Z])))?"
            ),
            _narrowed,
        ),
    )
