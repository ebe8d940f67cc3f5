"""One grammar for what to list, search, export and be told of.

    country:UKR type:ASSAULT,COERCE no-status:planned from:2022-09 "grain corridor"

A filter is words, each `key:values` or a word to search for. All must hold; values parted by commas are
alternatives; `no-` before a key turns it round. A value with blanks stands in quotes: actor:"Vladimir Putin".
Filters of events hold of one and the same event: `type:ASSAULT status:planned` is a planned assault.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import SettingError

KEYS: dict[str, str] = {
    "actor": "an actor on either side: its id, its name, a part of its name",
    "by": "an actor who does it",
    "recipient": "an actor to whom it is done",
    "country": "where it happens, or the country of a side: ISO 3166-1 alpha-3, or a name",
    "place": "the place where it happens, by name",
    "type": "the event type: CONSULT, ASSAULT, ...",
    "mode": "the mode within a type: visit, airstrike, ...",
    "quad": "1 verbal and 2 material cooperation, 3 verbal and 4 material conflict",
    "status": "happened, ongoing, planned, possible, denied, cancelled",
    "outlet": "who published a report",
    "story": "a story's id",
    "report": "a report's id",
    "from": "events on or after this day: 2022-09-15, 2022-09, 2022, or back from now: 7d",
    "to": "events on or before this day",
    "since": "reports published on or after this day",
    "until": "reports published on or before this day",
    "origins": "at least so many independent origins",
    "reports": "at least so many reports",
}
EVENT_KEYS = frozenset({"actor", "by", "recipient", "country", "place", "type", "mode", "quad", "status"})
DATE_KEYS = frozenset({"from", "to", "since", "until"})
COUNT_KEYS = frozenset({"origins", "reports"})
_NEVER_NEGATED = DATE_KEYS | COUNT_KEYS
STATUSES = ("happened", "ongoing", "planned", "possible", "denied", "cancelled")
_MOST_WORDS = 100  # of one filter
_KEYED = re.compile(r"(no-)?([A-Za-z_][\w-]*):(?!//)(.*)", re.DOTALL)
_PIECE = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_VALUE = re.compile(r'(?:[^,"]|"[^"]*"?)+')
_BACK = re.compile(r"(\d{1,6})([hdw])")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One `key:values`; days are ISO 8601, counts are digits."""

    key: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What was asked for: words to search, and terms that all must hold."""

    words: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    def term(self, key: str) -> Term | None:
        return next((t for t in self.terms if t.key == key and not t.negated), None)


def parse(given: str | Sequence[str], *, now: dt.datetime | None = None) -> Filter:
    """A filter from one text, or from the arguments of a command, whose own quotes the shell took away.

    Raises SettingError for a key, a date or a count that is none, naming what is allowed.
    """
    now = now or dt.datetime.now(dt.UTC)
    pieces = _PIECE.findall(given) if isinstance(given, str) else [p for g in given for p in _pieces(g)]
    if len(pieces) > _MOST_WORDS:
        raise SettingError(f"a filter of {len(pieces):,} words; at most {_MOST_WORDS} are allowed")
    words: list[str] = []
    terms: list[Term] = []
    for piece in pieces:
        keyed = _KEYED.fullmatch(piece)
        if keyed and not piece.startswith('"'):
            terms.append(_term(keyed[2].lower(), keyed[3], bool(keyed[1]), now))
        elif bare := piece.strip():
            words.append(bare)
    return Filter(words=tuple(words), terms=tuple(terms))


def _pieces(argument: str) -> list[str]:
    """The words of one argument: 'actor:Vladimir Putin' came in quotes and is one, 'type:AID quad:2' is two."""
    keyed = _KEYED.fullmatch(argument)
    if keyed is None:
        return [f'"{argument}"'] if re.search(r"\s", argument) and '"' not in argument else [argument]
    found = _PIECE.findall(argument)
    if '"' in argument or all(_KEYED.fullmatch(p) for p in found):
        return found
    return [argument]


def _term(key: str, text: str, negated: bool, now: dt.datetime) -> Term:
    if key not in KEYS:
        raise SettingError(
            f"unknown filter word '{key}:'. Allowed are {', '.join(k + ':' for k in KEYS)}; "
            "put words to search for that hold a colon in quotes"
        )
    if negated and key in _NEVER_NEGATED:
        raise SettingError(f"'no-{key}:' says nothing; give {key}: itself another value")
    values = tuple(v for raw in _VALUE.findall(text) if (v := raw.strip().strip('"').strip()))
    if not values:
        raise SettingError(f"'{key}:' has no value; it wants {KEYS[key]}")
    if key in DATE_KEYS:
        values = (day(_only(key, values), last=key in {"to", "until"}, now=now).isoformat(),)
    elif key in COUNT_KEYS:
        values = (_count(key, _only(key, values)),)
    elif key == "type":
        values = tuple(v.upper() for v in values)
    elif key == "country":
        values = tuple(_country(v) for v in values)
    elif key == "status":
        values = tuple(_status(v) for v in values)
    elif key == "quad":
        values = tuple(_quad(v) for v in values)
    return Term(key=key, values=values, negated=negated)


def day(text: str, *, last: bool, now: dt.datetime) -> dt.date:
    """The day that words like '2022-09-15', '2022-09', '7d', 'today' mean; of a month the first or the last."""
    if text in {"today", "yesterday"}:
        return now.date() - dt.timedelta(days=text == "yesterday")
    if back := _BACK.fullmatch(text):
        return (now - ago(text)).date() if int(back[1]) else now.date()
    told = _DAY.fullmatch(text)
    try:
        if told is None:
            raise ValueError
        year, month = int(told[1]), int(told[2] or (12 if last else 1))
        end = calendar.monthrange(year, month)[1] if last else 1
        return dt.date(year, month, int(told[3] or end))
    except ValueError:
        raise SettingError(
            f"'{text}' is no day; wanted 2022-09-15, 2022-09, 2022, today, or back from now: 7d, 24h, 2w"
        ) from None


def ago(text: str) -> dt.timedelta:
    """'24h', '7d', '2w' as a stretch of time. Raises SettingError for other words."""
    told = _BACK.fullmatch(text)
    try:
        if told is None:
            raise ValueError
        return min(dt.timedelta(**{_UNITS[told[2]]: int(told[1])}), dt.timedelta(days=365 * 1000))
    except (ValueError, OverflowError):
        raise SettingError(f"'{text}' is no stretch of time; wanted 24h, 7d or 2w") from None


def _only(key: str, values: tuple[str, ...]) -> str:
    if len(values) > 1:
        raise SettingError(f"'{key}:' takes one value, got {len(values)}: {', '.join(values)}")
    return values[0]


def _count(key: str, text: str) -> str:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise SettingError(f"'{key}:' wants a number, got '{text}'")
    return text


def _country(text: str) -> str:
    """A code of three letters as it is, 'Ukraine' as its code."""
    if len(text) == len("UKR") and text.isalpha():
        return text.upper()
    from ..gazetteer import country_by_name

    code = country_by_name(text) or country_by_name(text.title())
    if code is None:
        raise SettingError(f"'{text}' is no country; wanted its name, or its ISO 3166-1 alpha-3 code such as UKR")
    return code


def _status(text: str) -> str:
    if text.lower() not in STATUSES:
        raise SettingError(f"'{text}' is no status; allowed are {', '.join(STATUSES)}")
    return text.lower()


def _quad(text: str) -> str:
    if text not in {"1", "2", "3", "4"}:
        raise SettingError(f"'quad:' wants {KEYS['quad']}; got '{text}'")
    return text
