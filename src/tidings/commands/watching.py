"""Following feeds: watch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT, At, Book, opened
from .shell import print_text


def watch(
    settings: Annotated[Path, typer.Argument(metavar="FEEDS", help="feeds.toml, or a list of feeds in OPML.")],
    library: At = Path(DEFAULT),
    once: Annotated[bool, typer.Option("--once", help="Read every feed that is due once, then stop.")] = False,
    import_opml: Annotated[
        Path | None, typer.Option("--import", metavar="OPML", help="Add the feeds of an OPML file to FEEDS and stop.")
    ] = None,
    codebook: Book = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Read feeds of this machine and its network too.")
    ] = False,
) -> None:
    """Follow feeds: read what is new, keep it, send alerts. Runs until stopped; the log goes to standard error."""
    if import_opml is not None:
        from .shell import quiet_ends, told_errors

        with quiet_ends(), told_errors():
            from ..watch import import_feeds

            count = import_feeds(import_opml, settings)
            print_text(f"{count} {'feed' if count == 1 else 'feeds'} added to {settings}\n")
        return
    with opened(library, create=True, codebook=codebook) as opened_library:
        from ..watch import Watch, read_settings

        opened_library.agree_on_codebook()
        Watch(opened_library, read_settings(settings), allow_private=allow_private).run(once=once)


VERBS = (watch,)
