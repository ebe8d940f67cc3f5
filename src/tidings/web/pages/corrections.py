"""Corrections by a person: actors and stories joined, renamed, parted; each undone at will."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from ...library.pages import by_themselves
from ..deps import Reading, TheDesk, writing
from ..problems import CannotDo
from ..rendering import actor_link, page
from ..security import sealed
from .login import local

router = APIRouter(include_in_schema=False)

_Words = Annotated[str, Form(max_length=300)]
_Note = Annotated[str, Form(max_length=2_000)]
_Reports = Annotated[Sequence[str], Form(max_length=1_000)]
BY = "desk"  # who judges, where a desk has no names of its visitors
SHOWN = 200
_STORY_IN_ADDRESS = re.compile(r"/stories/([0-9a-f]{1,64})")


@router.get("/corrections")
def corrections(request: Request, library: Reading) -> Response:
    rows = by_themselves(library.judgements())
    return page(request, "corrections.html.j2", judgements=rows[:SHOWN], more=max(0, len(rows) - SHOWN))


@router.post("/corrections/merge-actors", dependencies=[Depends(sealed)])
def merge_actors(desk: TheDesk, into: _Words, other: _Words, note: _Note = "") -> Response:
    """`other` is an actor's id, or its whole name."""
    with writing(desk) as library:
        library.merge_actors(into, other.strip(), user=BY, note=note or None)
    return _back(actor_link(into))


@router.post("/corrections/rename-actor", dependencies=[Depends(sealed)])
def rename_actor(
    desk: TheDesk,
    actor: _Words,
    name: _Words = "",
    kind: _Words = "",
    country: _Words = "",
    sector: _Words = "",
    note: _Note = "",
) -> Response:
    with writing(desk) as library:
        now = library.show(actor)
        given = {"name": " ".join(name.split()), "kind": kind, "country": country.upper(), "sector": sector.upper()}
        fields = {k: v for k, v in given.items() if v and v != (now.get(k) or "")}
        if not fields:
            raise CannotDo("Nothing was given that is not so already. Change a field, then send it", status=409)
        library.rename_actor(actor, user=BY, note=note or None, **fields)
    return _back(actor_link(actor))


@router.post("/corrections/split-actor", dependencies=[Depends(sealed)])
def split_actor(desk: TheDesk, actor: _Words, name: _Words, reports: _Reports, note: _Note = "") -> Response:
    with writing(desk) as library:
        library.split_actor(actor, reports, name, user=BY, note=note or None)
    return _back(actor_link(actor))


@router.post("/corrections/rename-story", dependencies=[Depends(sealed)])
def rename_story(desk: TheDesk, story: _Words, title: _Words, note: _Note = "") -> Response:
    with writing(desk) as library:
        library.rename_story(story, title, user=BY, note=note or None)
    return _back(f"/stories/{story}/growth")


@router.post("/corrections/merge-stories", dependencies=[Depends(sealed)])
def merge_stories(desk: TheDesk, into: _Words, other: _Words, note: _Note = "") -> Response:
    """`other` is a story's id, the beginning of it, or the address of one of its pages."""
    with writing(desk) as library:
        library.merge_stories(into, story_id(other), user=BY, note=note or None)
    return _back(f"/stories/{into}/growth")


@router.post("/corrections/split-story", dependencies=[Depends(sealed)])
def split_story(desk: TheDesk, story: _Words, reports: _Reports = (), title: _Words = "", note: _Note = "") -> Response:
    """The reports become a story of their own, with a title of its own where one is given."""
    if not reports:
        raise CannotDo("No report was chosen. Mark those that tell of something else, then send them", status=400)
    with writing(desk) as library:
        _, part = library.split_story(story, list(reports), user=BY, note=note or None)
        if title.strip():
            library.rename_story(part, title, user=BY)
    return _back(f"/stories/{part}/growth")


@router.post("/corrections/{number}/undo", dependencies=[Depends(sealed)])
def undo(desk: TheDesk, number: int, back: Annotated[str, Form(max_length=1_000)] = "/corrections") -> Response:
    with writing(desk) as library:
        library.undo(number)
    return _back(local(back))


def story_id(given: str) -> str:
    """The id in what somebody gives for a story: '1f3a', or an address such as 'http://localhost:8321/stories/1f3a'."""
    found = _STORY_IN_ADDRESS.search(given)
    return found[1] if found else given.strip()


def _back(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
