"""What a route may ask for: the library to read, the library to change, the desk itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from ..library import Library
from .state import Desk, Libraries

PATIENCE = 20.0  # seconds a change in a page waits for another writer before it says so


class _LibraryHere:
    """Looks like a Library and is the one of the thread that uses it.

    A route runs in a thread that its dependencies cannot know, and an open library is for one thread.
    """

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def __getattr__(self, name: str) -> Any:
        return getattr(self._libraries.here(), name)


async def library(request: Request) -> Library:
    """The desk's library, for reading: `library: Annotated[Library, Depends(deps.library)]`, or `deps.Reading`."""
    return cast(Library, _LibraryHere(request.app.state.libraries))


async def desk(request: Request) -> Desk:
    """The settings of the desk that answers."""
    return cast(Desk, request.app.state.desk)


Reading = Annotated[Library, Depends(library)]
TheDesk = Annotated[Desk, Depends(desk)]


@contextmanager
def writing(desk: Desk) -> Iterator[Library]:
    """A library to change, of its own, so that readers keep theirs; closed at the end."""
    with Library(desk.path, patience=PATIENCE) as opened:
        yield opened
