"""iCalendar (RFC 5545) of what is planned: events with a day as entries, those without as tasks, none dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_LONGEST_LINE = 75  # octets
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar(events: Iterable[Mapping[str, Any]], *, stamped: dt.datetime) -> Iterator[str]:
    """The folded lines of a calendar, each with its line end; all-day entries from the first to the last day."""
    yield from _line("BEGIN:VCALENDAR")
    yield from _line("VERSION:2.0")
    yield from _line("PRODID:-//Tidings//Upcoming events//EN")
    for event in events:
        dated = event["earliest"] or event["latest"]
        kind = "VEVENT" if dated else "VTODO"
        yield from _line(f"BEGIN:{kind}")
        yield from _line(f"UID:{event['id']}@tidings")
        yield from _line(f"DTSTAMP:{stamped.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}")
        if dated:
            first = dt.date.fromisoformat(event["earliest"] or event["latest"])
            last = dt.date.fromisoformat(event["latest"] or event["earliest"])
            yield from _line(f"DTSTART;VALUE=DATE:{first:%Y%m%d}")
            if last < dt.date.max:
                yield from _line(f"DTEND;VALUE=DATE:{max(first, last) + dt.timedelta(days=1):%Y%m%d}")
        yield from _line(f"SUMMARY:{_text(event['summary'])}")
        yield from _line(f"DESCRIPTION:{_text(_description(event))}")
        if event["place"]:
            yield from _line(f"LOCATION:{_text(event['place'])}")
        if event["lat"] is not None and event["lon"] is not None:
            yield from _line(f"GEO:{event['lat']:.5f};{event['lon']:.5f}")
        yield from _line(f"CATEGORIES:{_text(event['type'])}")
        if kind == "VEVENT":
            yield from _line("STATUS:TENTATIVE")
            yield from _line("TRANSP:TRANSPARENT")
        yield from _line(f"END:{kind}")
    yield from _line("END:VCALENDAR")


def _description(event: Mapping[str, Any]) -> str:
    told = f"{event['reports']} reports, {event['origins']} origins. Story: {event['story_title']} ({event['story']})"
    return f"{event['when_text']}. {told}" if event["when_text"] else f"No day is told. {told}"


def _text(value: str) -> str:
    told = value.translate(_ESCAPES)
    return told if told.isprintable() else "".join(c for c in told if c >= " " and c != "\x7f")


def _line(text: str) -> Iterator[str]:
    """A line, folded between characters where it is longer than 75 octets."""
    if text.isascii():  # an octet a character: most lines, and no need to look at each
        yield text[:_LONGEST_LINE] + "\r\n"
        step = _LONGEST_LINE - 1
        yield from (f" {text[at : at + step]}\r\n" for at in range(_LONGEST_LINE, len(text), step))
        return
    piece, size = "", 0
    for char in text:
        octets = len(char.encode("utf-8", "replace"))
        if size + octets > _LONGEST_LINE:
            yield piece + "\r\n"
            piece, size = " ", 1
        piece += char
        size += octets
    yield piece + "\r\n"
