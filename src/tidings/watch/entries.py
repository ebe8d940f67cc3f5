"""A feed's bytes to its entries: RSS, Atom, and what they become when they are broken."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import Any

from ..ingest.found import Refused
from ..ingest.html import read_html
from ..records import Report, content_id

MOST_ENTRIES = 1_000  # of one feed that are looked at
_LONGEST_TITLE = 1_000


class NoFeed(Exception):
    """What came is no feed; says what it seems to be instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a feed; None for what it does not say."""

    key: str  # the same each time it is read
    link: str | None
    title: str | None
    published: dt.date | None
    content: str | None  # HTML


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """The entries of a feed, its title, and what was wrong with it."""

    title: str | None
    entries: tuple[Entry, ...]
    problem: str | None = None


def entries_of(data: bytes, headers: dict[str, str], url: str) -> Entries:
    """The entries of a feed. Raises NoFeed for bytes that are none: a web page, nothing, broken beyond reading."""
    import feedparser

    if not data.strip():
        raise NoFeed("is empty")
    given = {k: v for k, v in headers.items() if k in {"content-type", "content-language"}}
    found: Any = feedparser.parse(data, response_headers={**given, "content-location": url})
    if not found.entries and not found.version:
        head = data[:1_000].lstrip().lower()
        if b"<html" in head or b"<!doctype html" in head:
            raise NoFeed("is a web page, not a feed; look for the feed's own address on it")
        raise NoFeed(f"is no feed that can be read ({_reason(found)})")
    problem = _reason(found) if found.bozo and not _only_encoding(found) else None
    if problem and not found.entries:
        raise NoFeed(f"is broken before its first entry ({problem})")
    entries = tuple(_entry(e) for e in found.entries[:MOST_ENTRIES])
    return Entries(title=_words(found.feed.get("title")), entries=entries, problem=problem)


def _reason(found: Any) -> str:
    return " ".join(str(found.get("bozo_exception") or "no entries").split())[:200]


def _only_encoding(found: Any) -> bool:
    return type(found.get("bozo_exception")).__name__ in {"CharacterEncodingOverride", "NonXMLContentType"}


def _entry(raw: Any) -> Entry:
    link = raw.get("link") or None
    title = _words(raw.get("title"))
    contents = [c.get("value") or "" for c in raw.get("content", ())]
    content = max([*contents, raw.get("summary") or ""], key=len) or None
    key = raw.get("id") or link or content_id("entry", title, content)
    if link and not str(link).lower().startswith(("http://", "https://")):
        link = None
    return Entry(key=str(key)[:2_000], link=link, title=title, published=_day(raw), content=content)


def _day(raw: Any) -> dt.date | None:
    """The entry's day of publication, never that of an update, and never today's for want of one."""
    told = raw.get("published_parsed")
    if not told:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(told), dt.UTC).date()
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _words(text: Any) -> str | None:
    return " ".join(str(text).split())[:_LONGEST_TITLE] or None if text else None


def report_of_entry(entry: Entry, *, outlet: str | None) -> Report | None:
    """The report that a feed itself holds, from the text of its entry; None where that says nothing."""
    from ..ingest import report_from_text

    if not entry.content:
        return None
    title = f"<title>{escape(entry.title or '')}</title>"
    page = f"<html><head>{title}</head><body><article>{entry.content}</article></body></html>"
    try:
        found, _ = read_html(page.encode("utf-8", "replace"))
    except Refused:
        return None
    return report_from_text(found.text, title=entry.title, outlet=outlet, url=entry.link, published=entry.published)
