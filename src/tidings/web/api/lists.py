"""The lists: stories, events, actors, dyads, upcoming, search, news, judgements. Each a page at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from ...library import Library, paging, parse
from ..deps import Reading
from . import models
from .serving import SHOWN, ApiRoute, Cursor, Limit, Words, told

router = APIRouter(route_class=ApiRoute, tags=["lists"])
_SEARCHED = 20  # reports of a page, as on the command line


class Period(StrEnum):
    """What dyads are counted over."""

    all = "all"
    day = "day"
    month = "month"
    year = "year"


@router.get("/stories", response_model=models.Stories)
def stories(request: Request, library: Reading, q: Words = "", limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """Stories, the ones reported last first."""
    return _listed(request, library, "stories", q, limit, cursor)


@router.get("/events", response_model=models.Events)
def events(request: Request, library: Reading, q: Words = "", limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """Events, the latest first and the undated last."""
    return _listed(request, library, "events", q, limit, cursor)


@router.get("/actors", response_model=models.Actors)
def actors(request: Request, library: Reading, q: Words = "", limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """Actors of the events that pass the filter, the most frequent first."""
    return _listed(request, library, "actors", q, limit, cursor)


@router.get("/dyads", response_model=models.Dyads)
def dyads(
    request: Request,
    library: Reading,
    q: Words = "",
    by: Annotated[Period, Query(description="Stretches of time to count over.")] = Period.all,
    countries: Annotated[bool, Query(description="Countries instead of actors.")] = False,
    limit: Limit = SHOWN,
    cursor: Cursor = None,
) -> Response:
    """Who deals with whom: events by quad category, and their mean intensity."""
    return _listed(request, library, "dyads", q, limit, cursor, period=by.value, countries=countries)


@router.get("/upcoming", response_model=models.Events)
def upcoming(
    request: Request, library: Reading, q: Words = "", limit: Limit = SHOWN, cursor: Cursor = None
) -> Response:
    """Planned events that are not over, the soonest first."""
    return _listed(request, library, "upcoming", q, limit, cursor)


@router.get("/search", response_model=models.Reports)
def search(
    request: Request, library: Reading, q: Words = "", limit: Limit = _SEARCHED, cursor: Cursor = None
) -> Response:
    """Reports with the words, the best first; without words, the newest. Ranked are the newest 3,000 that have them."""
    return _listed(request, library, "search", q, limit, cursor)


@router.get("/news", response_model=models.News)
def news(
    request: Request,
    library: Reading,
    q: Words = "",
    since: Annotated[
        str, Query(max_length=40, description="A day or time, yesterday, or back from now: 24h, 7d.")
    ] = "24h",
    limit: Limit = SHOWN,
    cursor: Cursor = None,
) -> Response:
    """Each change, the newest first (`tidings news --each`): stories that are new or grew, events that changed."""
    return _listed(request, library, "news", q, limit, cursor, since=paging.moment(since))


@router.get("/judgements", response_model=models.Judgements)
def judgements(request: Request, library: Reading, limit: Limit = SHOWN, cursor: Cursor = None) -> Response:
    """Corrections that people made, also those taken back, the newest first."""
    return _listed(request, library, "judgements", "", limit, cursor)


def _listed(
    request: Request, library: Library, kind: str, q: str, limit: int, cursor: str | None, **options: Any
) -> Response:
    wanted = parse(q)
    with library.store.read() as db:
        found = paging.page(db, kind, wanted, limit=limit, cursor=cursor, told=q, **options)
    response = told({"rows": found.rows, "next": found.cursor})
    if found.cursor:
        address = request.url.include_query_params(cursor=found.cursor)
        response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return response
