"""Options that several verbs share, and how a library is opened for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shell import quiet_ends, say, told_errors

if TYPE_CHECKING:
    from ..library import Library

DEFAULT = "news.tidings"


class Format(StrEnum):
    """What a list is written as."""

    table = "table"
    json = "json"
    csv = "csv"


At = Annotated[
    Path,
    typer.Option("--library", "-L", envvar="TIDINGS_LIBRARY", metavar="FILE", help="The library's file."),
]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILTER]...", help="key:value words, such as country:UKR from:7d; and words to search."),
]
As = Annotated[Format, typer.Option(help="How to write the list.")]
Limit = Annotated[int, typer.Option(min=0, help="Rows at most; 0 for all.")]
User = Annotated[str | None, typer.Option(envvar="USER", help="Who judges.")]
Note = Annotated[str | None, typer.Option(help="Why.")]


@contextmanager
def opened(path: Path, *, create: bool = False) -> Iterator[Library]:
    """The library of a command, its errors told and its waiting said."""
    with quiet_ends(), told_errors():
        from ..library import Library

        with Library(path, create=create, on_wait=lambda message: say("waiting", message)) as library:
            yield library
