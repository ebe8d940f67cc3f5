"""The library's lists a page at a time: each page ends with a key, and the next one begins behind it.

A key names a place in the order of a list, not a count of rows, so that what arrives meanwhile neither repeats a
row nor pushes one out. What changes its own place while somebody leafs, such as a story that grows and so moves to
the front, is found there by whoever begins again.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import SettingError
from ..records import content_id
from . import queries
from .dyads import PERIODS, dyads
from .filters import Filter, ago
from .queries import Key, Keyed, Row
from .rows import stamp

MOST_ROWS = 500  # of one page
_MOST_CURSOR = 1_000  # characters
_DIGITS = 18  # of a number in a key, at most: SQLite's own stay below


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some rows of a list, and the cursor that the next page begins with; None where these are the last."""

    rows: tuple[Row, ...]
    cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What a page is asked with, apart from the filter."""

    limit: int
    after: Key | None
    period: str = "all"
    countries: bool = False
    since: str = ""
    today: dt.date = dt.date.min


def page(
    db: sqlite3.Connection,
    kind: str,
    wanted: Filter,
    *,
    limit: int,
    cursor: str | None = None,
    told: str = "",
    period: str = "all",
    countries: bool = False,
    since: str = "",
    today: dt.date | None = None,
) -> Page:
    """A page of the list `kind`: 'stories', 'events', 'actors', 'dyads', 'upcoming', 'search', 'news', 'judgements'.

    Rows are those of `queries`. `told` is the filter in words: a cursor belongs to it. `since` is a moment as the file
    writes it. Raises SettingError for a cursor of another list or filter, and for a limit outside 1 to MOST_ROWS.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise SettingError(f"a page has 1 to {MOST_ROWS} rows; asked for were {limit}")
    if period not in PERIODS:
        raise SettingError(f"'{period}' is no period; allowed are {', '.join(PERIODS)}")
    mark = content_id(kind, told, period if kind == "dyads" else None, str(countries))[:8]
    list_, types = _LISTS[kind]
    asked = _Asked(
        limit=limit + 1,  # one more than shown tells whether there is a next page
        after=_opened(cursor, mark, types) if cursor else None,
        period=period,
        countries=countries,
        since=since,
        today=today or dt.date.today(),
    )
    found = list_(db, wanted, asked)
    last = found[limit - 1][0] if len(found) > limit else None
    rows = tuple(row for _, row in found[:limit])
    return Page(rows=rows, cursor=_closed(mark, last) if last is not None else None)


def _closed(mark: str, key: Key) -> str:
    told = json.dumps([mark, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _opened(cursor: str, mark: str, types: str) -> Key:
    """The key in a cursor. `types` has a letter a part: i for a number, s for text, a capital where None may be."""
    refused = SettingError("this is no cursor of this list with this filter; begin again without `cursor`")
    if len(cursor) > _MOST_CURSOR:
        raise refused
    try:
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise refused from None
    if not isinstance(told, list) or len(told) != len(types) + 1 or told[0] != mark:
        raise refused
    if not all(_fits(value, kind) for value, kind in zip(told[1:], types, strict=True)):
        raise refused
    return tuple(told[1:])


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return kind.isupper()
    if kind in "iI":
        return type(value) is int and abs(value) < 10**_DIGITS
    return isinstance(value, str) and value.isprintable()


def moment(given: str | dt.datetime) -> str:
    """A moment as the file writes it, from '24h', '7d', '2022-09-08', '2022-09-08T06:00' or 'yesterday'.

    Raises SettingError for other words, and for a time of the year 1 or 9999 that UTC does not have.
    """
    try:
        return stamp(given if isinstance(given, dt.datetime) else _time(given))
    except (ValueError, OverflowError):
        raise SettingError(
            f"'{given}' is out of the range of times; give one of this century, or back from now: 7d"
        ) from None


def _time(given: str) -> dt.datetime:
    current = dt.datetime.now(dt.UTC)
    if given in {"today", "yesterday"}:
        midnight = current.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - dt.timedelta(days=given == "yesterday")
    try:
        told = dt.datetime.fromisoformat(given)
    except ValueError:
        try:
            return current - ago(given)
        except SettingError:
            raise SettingError(
                f"'{given}' is no time; wanted 24h, 7d or 2w back from now, today, yesterday, 2022-09-08, "
                "or 2022-09-08T06:00"
            ) from None
    return told if told.tzinfo else told.astimezone()


def _upcoming(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> Keyed:
    return queries.upcoming(db, wanted, asked.limit, today=asked.today, after=asked.after)


def _dyads(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> Keyed:
    return dyads(db, wanted, asked.limit, period=asked.period, countries=asked.countries, after=asked.after)


def _news(db: sqlite3.Connection, wanted: Filter, asked: _Asked) -> Keyed:
    return queries.news(db, asked.since, wanted, asked.limit, after=asked.after)


# Each list, and the types of its key's parts: i for a number, s for text, a capital where None may be.
_LISTS: Mapping[str, tuple[Callable[[sqlite3.Connection, Filter, _Asked], Keyed], str]] = {
    "stories": (lambda db, wanted, asked: queries.stories(db, wanted, asked.limit, after=asked.after), "ii"),
    "events": (lambda db, wanted, asked: queries.events(db, wanted, asked.limit, after=asked.after), "ii"),
    "actors": (lambda db, wanted, asked: queries.actors(db, wanted, asked.limit, after=asked.after), "ii"),
    "dyads": (_dyads, "Siss"),
    "upcoming": (_upcoming, "ssi"),
    "search": (lambda db, wanted, asked: queries.search(db, wanted, asked.limit, after=asked.after), "ii"),
    "news": (_news, "i"),
    "judgements": (lambda db, _, asked: queries.judgements(db, asked.limit, after=asked.after), "i"),
}
LISTS = tuple(_LISTS)
