"""A story: its brief, its accounts side by side, its words, its times and places, and how it grew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from ...brief.safe import inside_line
from ...codebook.book import Codebook
from ...library import Filter, Library
from ...library.filters import Term
from ...library.pages import judgements_of, story_members, story_of_event
from ..charts import Tone, tone
from ..deps import Reading
from ..grid import grid
from ..growth import steps
from ..problems import CannotDo
from ..rendering import page, wants_part
from ..shelf import Shelf, Shown
from ..story_view import DeskStory

router = APIRouter(include_in_schema=False)

EVENTS, DIFFERENCES, ONLY, COLUMNS = 12, 10, 4, 6  # shown at first; the rest a click away
OFFERED, NEAR = 40, 30  # stories to join with, and days around: as far apart as grouping joins reports
_TABS = (
    ("", "Brief"),
    ("/grid", "Side by side"),
    ("/when", "When and where"),
    ("/words", "Words"),
    ("/growth", "Growth"),
)


@router.get("/stories/{id}")
def brief(request: Request, library: Reading, id: str, all: bool = False) -> Response:
    """What the reports say, where they differ, what only one says."""
    return _shown(request, library, id, "", "story.html.j2", everything=all)


@router.get("/stories/{id}/grid")
def side_by_side(request: Request, library: Reading, id: str, all: bool = False) -> Response:
    """What each origin says of each event and fact."""
    return _shown(request, library, id, "/grid", "story_grid.html.j2", everything=all)


@router.get("/stories/{id}/when")
def when_and_where(request: Request, library: Reading, id: str) -> Response:
    return _shown(request, library, id, "/when", "story_when.html.j2", everything=True)


@router.get("/stories/{id}/words")
def words(request: Request, library: Reading, id: str) -> Response:
    """By which words each outlet tells what happened, and who it says said so."""
    return _shown(request, library, id, "/words", "story_words.html.j2", everything=True)


@router.get("/stories/{id}/growth")
def growth(request: Request, library: Reading, id: str) -> Response:
    """Which report came when, why it belongs here, on whose words it rests, what changed."""
    return _shown(request, library, id, "/growth", "story_growth.html.j2", everything=True)


@router.get("/stories/{id}/differences/{number}")
def difference(request: Request, library: Reading, id: str, number: int) -> Response:
    """The sides of one difference in their surroundings, beside each other."""
    story, _ = _laid_out(request, library, story_members(library, id))
    if not 0 <= number < len(story.differences):
        raise CannotDo(
            f"There is no difference {number} in this story now: it was compared again since. Go back to the story",
            status=404,
        )
    part = wants_part(request)
    template = "parts/difference.html.j2" if part else "difference.html.j2"
    return page(request, template, story=story, whole=not part, difference=story.differences[number])


@router.get("/events/{id}")
def event(library: Reading, id: str) -> Response:
    """An event's stable address leads to its place in its story."""
    found, story = story_of_event(library, id)
    return RedirectResponse(f"/stories/{story}?all=true#e-{found}", status_code=303)


def _shown(request: Request, library: Library, id: str, tab: str, template: str, *, everything: bool) -> Response:
    with library.store.read():
        members = story_members(library, id)
        if members["id"] != id:
            return RedirectResponse(f"/stories/{members['id']}{tab}", status_code=308)
        if not members["compared"]:
            return page(request, "story_waiting.html.j2", members=members)
        story, warnings = _laid_out(request, library, members)
    context: dict[str, Any] = {
        "story": story,
        "members": members,
        "warnings": warnings,
        "tab": tab,
        "tabs": _TABS,
        "everything": everything,
        "events_shown": None if everything else EVENTS,
        "differences_shown": None if everything else DIFFERENCES,
        "only_shown": ONLY,
    }
    context |= _OF_TAB.get(tab, _nothing)(library, story, everything)
    return page(request, template, **context)


def _laid_out(request: Request, library: Library, members: dict[str, Any]) -> Shown:
    shelf: Shelf = request.app.state.shelf
    return shelf.story(library, members)


def _nothing(library: Library, story: DeskStory, everything: bool) -> dict[str, Any]:
    return {}


def _grid(library: Library, story: DeskStory, everything: bool) -> dict[str, Any]:
    most = (None, None) if everything else (COLUMNS, EVENTS)
    return {"grid": grid(story, most_columns=most[0], most_events=most[1])}


def _growth(library: Library, story: DeskStory, everything: bool) -> dict[str, Any]:
    return {
        "steps": Markup(steps(story.reports)),  # noqa: S704 (escapes its text)
        "reasons": dict(story.comparison.story.reasons),
        "judgements": judgements_of(library, story.comparison.story.id),
        "others": _others(library, story),
    }


def _others(library: Library, story: DeskStory) -> list[dict[str, Any]]:
    """Stories that this one may be joined with: those reported on in the same days, the latest first."""
    days = [r.report.published.toordinal() for r in story.reports if r.report.published]
    terms: tuple[Term, ...] = ()
    if days:
        first = dt.date.fromordinal(max(min(days) - NEAR, dt.date.min.toordinal()))
        last = dt.date.fromordinal(min(max(days) + NEAR, dt.date.max.toordinal()))
        terms = (Term(key="since", values=(first.isoformat(),)), Term(key="until", values=(last.isoformat(),)))
    rows = library.stories(Filter(terms=terms), limit=OFFERED + 1)
    return [r for r in rows if r["id"] != story.comparison.story.id][:OFFERED]


def _points(library: Library, story: DeskStory, everything: bool) -> dict[str, Any]:
    """The places of the story for the map's script, and as a list for those who do not see it."""
    places: dict[tuple[float, float], dict[str, Any]] = {}
    for event in story.events:
        place = event.where
        if place is None or place.lat is None or place.lon is None:
            continue
        entry = places.setdefault(
            (place.lat, place.lon), {"name": place.name, "lat": place.lat, "lon": place.lon, "events": []}
        )
        entry["events"].append(event)
    drawn = [
        {
            "name": inside_line(p["name"]),
            "lat": p["lat"],
            "lon": p["lon"],
            "events": [
                {
                    "summary": inside_line(e.summary),
                    "status": e.status,
                    "tone": _tone(library.codebook, e.type),
                    "when": story.when(e),
                    "href": f"{story.page}?all=true#{story.event_id(e)}",
                }
                for e in p["events"]
            ],
        }
        for p in places.values()
    ]
    return {"places": list(places.values()), "drawn": drawn}


def _tone(codebook: Codebook, type: str) -> Tone:
    entry = next((e for e in codebook.types if e.id == type), None)
    return tone(entry.quad, entry.intensity) if entry else ""


_OF_TAB = {"/grid": _grid, "/growth": _growth, "/when": _points}
