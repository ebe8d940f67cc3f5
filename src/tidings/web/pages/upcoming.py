"""Upcoming: what is planned, in a calendar, with who announced it; and the same for a calendar program."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from ...export.calendars import calendar as ics_lines
from ...library.filters import KEYS, day
from ...library.pages import calendar_rows, last_planned, tellers
from ..api.serving import has_tag
from ..asking import filter_of
from ..deps import Reading, TheDesk
from ..rendering import page, wants_part
from ..shelf import Texts

router = APIRouter(include_in_schema=False)

MOST = 120  # events of the page; the feed has ten times as many
MONTHS = 4  # of the calendar
_LONGEST = 7  # days: what is dated less exactly stands under its month, not on days


@router.get("/upcoming")
def upcoming(
    request: Request,
    library: Reading,
    desk: TheDesk,
    q: str = "",
    first: Annotated[str, Query(alias="from", max_length=20)] = "",
) -> Response:
    today = dt.date.today()
    start = day(first, last=False, now=dt.datetime.now(dt.UTC)) if first else today
    events = library.upcoming(filter_of(q, {}), limit=MOST, today=start)
    context: dict[str, Any] = {
        "query": q,
        "start": start,
        "chosen": first,
        "today": today,
        "dated": [e for e in events if e["earliest"]],
        "undated": [e for e in events if not e["earliest"]],
        "told": tellers(library, [e["id"] for e in events]),
        "months": months(events, start),
        "last": last_planned(library) if not any(e["earliest"] for e in events) else None,
        "feed_key": desk.token_seal("calendar") if desk.token else "",
        "params": {"q": q, "from": first},
        "keys": KEYS,
    }
    template = "parts/upcoming.html.j2" if wants_part(request) else "upcoming.html.j2"
    return page(request, template, **context)


@router.get("/upcoming.ics")
def feed(request: Request, library: Reading, q: str = "") -> Response:
    """What is planned, as a calendar that other programs follow; made anew after each write and each midnight."""
    wanted, today = filter_of(q, {}), dt.date.today()

    def made() -> str:
        events = calendar_rows(library, wanted, limit=MOST * 10, today=today)
        return "".join(ics_lines(events, stamped=dt.datetime.now(dt.UTC)))

    texts: Texts = request.app.state.texts
    sent = texts.text(library, ("calendar", q, today), made)
    headers = {"ETag": f'W/"{sent.tag}"', "Cache-Control": "no-cache"}
    if has_tag(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(
        sent.text,
        media_type="text/calendar; charset=utf-8",
        headers={**headers, "Content-Disposition": 'attachment; filename="upcoming.ics"'},
    )


def months(events: Sequence[Mapping[str, Any]], start: dt.date) -> list[dict[str, Any]]:
    """The months from `start` on in which something is planned: weeks of days, each with its events."""
    by_day: dict[dt.date, list[Mapping[str, Any]]] = {}
    loose: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for event in events:
        if not event["earliest"]:
            continue
        first = dt.date.fromisoformat(event["earliest"])
        last = dt.date.fromisoformat(event["latest"] or event["earliest"])
        if (last - first).days >= _LONGEST:
            begins = max(first, start)
            loose.setdefault((begins.year, begins.month), []).append(event)
            continue
        for n in range((last - first).days + 1):
            if (at := first + dt.timedelta(days=n)) >= start:
                by_day.setdefault(at, []).append(event)
    wanted = sorted({(d.year, d.month) for d in by_day} | set(loose))[:MONTHS]
    shown = []
    for year, month in wanted:
        weeks = [
            [(d if d.month == month else None, by_day.get(d, []) if d.month == month else []) for d in week]
            for week in calendar.Calendar().monthdatescalendar(year, month)
        ]
        shown.append(
            {"name": f"{calendar.month_name[month]} {year}", "weeks": weeks, "loose": loose.get((year, month), [])}
        )
    return shown
