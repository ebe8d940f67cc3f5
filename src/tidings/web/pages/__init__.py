"""The pages, a file each: its routes, and the context its template asks for."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """All routes of pages; where two could answer an address, the first does."""
    from . import actor, add, corrections, events, login, map, report, search, story, today, upcoming

    rooms = (today, events, story, report, actor, corrections, upcoming, map, search, add, login)
    return tuple(room.router for room in rooms)
