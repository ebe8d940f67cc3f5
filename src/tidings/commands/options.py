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
    from ..codebook import Codebook
    from ..library import Library

DEFAULT = "news.tidings"
PLOVER = "plover"


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
Book = Annotated[
    Path | None,
    typer.Option(
        "--codebook", metavar="FILE", help="Code by event types of your own: see `tidings codebook`; 'plover' for ours."
    ),
]


def codebook_of(path: Path | None) -> Codebook | None:
    """The codebook of `--codebook`: that of a file, or PLOVER by its name; None where it is not given.

    Raises CodebookError for a file that is no codebook, or wants examples.
    """
    if path is None:
        return None
    from ..codebook import load

    return load() if str(path).lower() == PLOVER and not path.exists() else load(path)


@contextmanager
def opened(path: Path, *, create: bool = False, codebook: Path | None = None) -> Iterator[Library]:
    """The library of a command, its errors told and its waiting said."""
    with quiet_ends(), told_errors():
        from ..library import Library

        book = codebook_of(codebook)
        with Library(path, create=create, codebook=book, on_wait=lambda message: say("waiting", message)) as library:
            yield library
