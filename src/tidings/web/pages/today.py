"""Today: the stories by what has changed in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from ...library import Filter, Library
from ...library.filters import KEYS
from ...library.pages import Order, counts, story_cards
from ...library.rows import stamp
from ..asking import back, filter_of, offset
from ..deps import Reading
from ..rendering import page, set_cookie, wants_part
from ..security import sealed

router = APIRouter(include_in_schema=False)

LOOKED = "tidings-looked"  # the cookie with the moment that somebody last marked all as seen
SIZE = 20
_YEAR = 31_536_000
_COMING = 5
_CHANGES_SHOWN = 3


@router.get("/")
def today(
    request: Request,
    library: Reading,
    q: str = "",
    since: Literal["", "looked", "24h", "7d", "30d", "all"] = "",
    order: Order = "changed",
    origins: Annotated[str, Query(max_length=6)] = "",
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:
    looked = _looked(request.cookies.get(LOOKED))
    chosen = since or ("looked" if looked else "all")
    moment = {"all": None, "looked": looked}.get(chosen, None if chosen in ("all", "looked") else stamp(back(chosen)))
    wanted = filter_of(q, {"origins": [origins]})
    start = offset(number, SIZE)
    rows = story_cards(library, wanted, since=moment, order=order, limit=SIZE + 1, offset=start)
    context: dict[str, Any] = {
        "query": q,
        "order": order,
        "origins": origins,
        "since": chosen,
        "looked": looked,
        "moment": moment,
        "number": number,
        "stories": [card(r, looked, moment) for r in rows[:SIZE]],
        "more": len(rows) > SIZE,
        "params": {"q": q, "since": since, "order": order if order != "changed" else "", "origins": origins},
        "keys": KEYS,
    }
    if wants_part(request):
        return page(request, "parts/stories.html.j2", **context)
    return page(request, "today.html.j2", **context, counts=counts(library), coming=_coming(library))


@router.get("/stories")
def stories() -> Response:
    return RedirectResponse("/", status_code=308)


@router.post("/seen", dependencies=[Depends(sealed)])
def seen(request: Request) -> Response:
    """From now on, what comes is what is new."""
    answer = RedirectResponse("/?since=looked", status_code=303)
    set_cookie(request, answer, LOOKED, stamp(dt.datetime.now(dt.UTC)), max_age=_YEAR)
    return answer


def card(row: Mapping[str, Any], looked: str | None, since: str | None) -> dict[str, Any]:
    """A story of the list, with what has changed in it in words."""
    kinds = row["changes"]["kinds"]
    new = bool(kinds.get("story-new"))
    news = ["new story"] * new if since else []
    if since and (grown := kinds.get("story-grew", 0)):
        news.append(f"{grown} more report{'s' * (grown > 1)}")
    for kind, words in (
        ("event-status", "status change"),
        ("event-figures", "change of figures"),
        ("event-date", "change of date"),
    ):
        if count := kinds.get(kind, 0):
            news.append(f"{count} {words if count == 1 else words.replace('change', 'changes', 1)}")
    if kinds.get("story-merged"):
        news.append("joined with another")
    return {
        **row,
        "new": new,
        "unseen": bool(looked) and row["changed"] > (looked or ""),
        "news": news,
        "told": row["changes"]["told"][:_CHANGES_SHOWN],
    }


def _looked(value: str | None) -> str | None:
    """The cookie's moment as the library writes moments; None for anything else in it."""
    try:
        return stamp(dt.datetime.fromisoformat((value or "").strip()))
    except (ValueError, OverflowError):
        return None


def _coming(library: Library) -> list[dict[str, Any]]:
    return [e for e in library.upcoming(Filter(), limit=_COMING * 3) if e["earliest"]][:_COMING]
