"""Map: events by place and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ...brief.safe import inside_line
from ...library.filters import KEYS, STATUSES
from ...library.pages import map_points
from ..charts import tone
from ..deps import Reading
from ..rendering import page, when_words, with_query
from .events import TheAsked

router = APIRouter(include_in_schema=False)

MOST = 2_000  # events, the newest
LISTED = 60  # places of the list
_OLDEST = 366 * 3  # days before the last one at which the slider begins: further back a day is no step


@router.get("/map")
def map_page(request: Request, library: Reading, asked: TheAsked) -> Response:
    points, elsewhere = map_points(library, asked.wanted, limit=MOST)
    found = places(points)
    days = sorted(e["earliest"] for p in found for e in p["events"] if e["earliest"])
    first, last = _stretch(days)
    return page(
        request,
        "map.html.j2",
        asked=asked,
        places=found[:LISTED],
        more=max(0, len(found) - LISTED),
        events=len(points),
        elsewhere=elsewhere,
        most=MOST,
        full=len(points) + elsewhere >= MOST,
        neither=any(not e["tone"] for p in found for e in p["events"]),
        first=first,
        days=(last - first).days if first and last else 0,
        source=with_query("/map.json", asked.params),
        statuses=STATUSES,
        keys=KEYS,
    )


@router.get("/map.json")
def map_data(library: Reading, asked: TheAsked) -> Response:
    """The places that the map's script draws."""
    points, elsewhere = map_points(library, asked.wanted, limit=MOST)
    return JSONResponse({"places": places(points), "elsewhere": elsewhere})


def places(points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Events by place, the place of most events first."""
    found: dict[tuple[float, float], dict[str, Any]] = {}
    for point in points:
        entry = found.setdefault(
            (point["lat"], point["lon"]),
            {"name": inside_line(point["place"] or "place"), "lat": point["lat"], "lon": point["lon"], "events": []},
        )
        entry["events"].append(
            {
                "id": point["id"],
                "summary": inside_line(point["summary"]),
                "status": point["status"],
                "tone": tone(point["quad"], point["intensity"]),
                "when": when_words(point),
                "earliest": point["earliest"],
                "latest": point["latest"],
                "href": f"/events/{point['id']}",
            }
        )
    return sorted(found.values(), key=lambda p: (-len(p["events"]), p["name"], p["lat"], p["lon"]))


def _stretch(days: Sequence[str]) -> tuple[dt.date | None, dt.date | None]:
    if not days:
        return None, None
    first, last = dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])
    return max(first, last - dt.timedelta(days=min(_OLDEST, last.toordinal() - 1))), last
