"""Into a library and out of it: add, settle, recode, remove."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT, At, Words, opened
from .shell import READ_NOTHING, Progress, print_text, say


def add(
    sources: Annotated[
        list[str], typer.Argument(metavar="PATH|URL...", help="Files, directories, patterns, '-', addresses.")
    ],
    library: At = Path(DEFAULT),
    outlet: Annotated[str | None, typer.Option(help="Outlet of reports that name none.")] = None,
    published: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of reports that carry none: 2022-09-08.")
    ] = None,
    text_column: Annotated[str | None, typer.Option(help="Column of the text in tables.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from this machine and its network too.")
    ] = False,
) -> None:
    """Read reports and keep them, with the stories they tell; what is there already is passed over."""
    with opened(library, create=True) as opened_library:
        with Progress() as progress:
            done = opened_library.add(
                sources,
                allow_private=allow_private,
                on_progress=progress,
                outlet=outlet,
                published=published.date() if published else None,
                text_column=text_column,
            )
        for warning in done.warnings:
            say("warning", warning.message)
        known = len(done.added) - done.new
        stories = len({a.story for a in done.added if a.new})
        print_text(f"{done.new} added in {stories} stories, {known} known already\n")
        if not done.added:
            raise typer.Exit(READ_NOTHING)


def settle(library: At = Path(DEFAULT)) -> None:
    """Compare the stories that wait for it, such as after an interruption."""
    with opened(library) as opened_library, Progress() as progress:
        print_text(f"{opened_library.settle(on_progress=progress)} stories compared\n")
        for problem in opened_library.problems:
            say("warning", problem.message)


def recode(wanted: Words = None, library: At = Path(DEFAULT)) -> None:
    """Read reports again that another version or model has read; judgements and old codings are kept."""
    with opened(library) as opened_library:
        with Progress() as progress:
            count = opened_library.recode(wanted or "", on_progress=progress)
        print_text(f"{count} reports read again\n")


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Reports, by id.")],
    library: At = Path(DEFAULT),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take reports out, with all that rests on them alone. There is no way back but a backup."""
    with opened(library) as opened_library:
        for id in ids:
            report = opened_library.report(id)
            if not yes:
                from ..brief.safe import one_line

                typer.confirm(f"Remove {report.id}, {one_line(report.title or '(no title)')}?", abort=True)
            story = opened_library.remove(report.id)
            print_text(f"{report.id} removed from story {story}\n")


VERBS = (add, settle, recode, remove)
