"""One record with all that is known of it: a story's brief, an event, an actor, a report; and the library's figures."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from ...brief import to_json
from ...brief.json import BriefJson
from ...errors import NotFound
from ...library import Library
from ..deps import Reading
from . import models
from .serving import ActorId, ApiRoute, Id, told

router = APIRouter(route_class=ApiRoute, tags=["records"])


@router.get("/stories/{id}", response_model=BriefJson)
def story(library: Reading, id: Id) -> Response:
    """The brief of a story: what its reports say, where they differ, what only one says."""
    return told(to_json(library.story(id, compare=False), codebook=library.codebook))


@router.get("/events/{id}", response_model=models.EventShown)
def event(library: Reading, id: Id) -> Response:
    """An event with every place that tells of it, and how it changed."""
    return _shown(library, "event", id)


@router.get("/reports/{id}", response_model=models.ReportShown)
def report(library: Reading, id: Id) -> Response:
    """A report: its text as stored, and the event mentions in it."""
    return _shown(library, "report", id)


@router.get("/actors/{id:path}", response_model=models.ActorShown)
def actor(library: Reading, id: ActorId) -> Response:
    """An actor; /api/v1/events and /api/v1/dyads with `q=actor:ID` tell what it did."""
    return _shown(library, "actor", id)


@router.get("/stats", response_model=models.Stats)
def stats(library: Reading) -> Response:
    """Counts, dates and sizes of the library."""
    return told(library.stats())


def _shown(library: Library, kind: str, id: str) -> Response:
    row = library.show(id) if (":" in id) == (kind == "actor") else {}
    if row.get("kind_of_record") != kind:
        raise NotFound(f"there is no {kind} '{id}'")
    return told(row)
