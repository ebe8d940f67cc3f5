"""Into a library and out of it: add, settle, recode, remove."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT, As, At, Book, Format, Words, opened
from .output import Column, write_done, write_rows
from .shell import READ_NOTHING, Progress, print_text, say

_STORIES_SHOWN = 10  # that new reports came to
_STORIES = (Column("story", "id"), Column("title", "title", text=1), Column("reports", "reports"))


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
    codebook: Book = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from this machine and its network too.")
    ] = False,
    format: As = Format.table,
) -> None:
    """Read reports and keep them, with the stories they tell; what is there already is passed over."""
    with opened(library, create=True, codebook=codebook) as opened_library:
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
        if not done.added:
            say("error", "nothing was added: there is no report in what was given")
            raise typer.Exit(READ_NOTHING)
        told = [{"report": a.report, "story": a.story, "new": a.new} for a in done.added]
        ids = list(dict.fromkeys(a.story for a in done.added if a.new))
        sentence = f"{_count(done.new, 'report')} added to {_count(len(ids), 'story')}"
        write_done(told, format, f"{sentence}, {len(done.added) - done.new} known already")
        if ids and format is Format.table:
            stories = opened_library.stories("story:" + ",".join(ids[-_STORIES_SHOWN:]), limit=_STORIES_SHOWN)
            write_rows(stories, _STORIES, format, nothing="")
            if len(ids) > len(stories):
                print_text(f"… {_count(len(ids) - len(stories), 'more story')}: tidings stories\n")


def _count(number: int, noun: str) -> str:
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else several}"


def settle(library: At = Path(DEFAULT), format: As = Format.table) -> None:
    """Compare the stories that wait for it, such as after an interruption."""
    with opened(library) as opened_library:
        with Progress() as progress:
            count = opened_library.settle(on_progress=progress)
        write_done([{"stories": count}], format, f"{_count(count, 'story')} compared")
        for problem in opened_library.problems:
            say("warning", problem.message)


def recode(wanted: Words = None, library: At = Path(DEFAULT), codebook: Book = None, format: As = Format.table) -> None:
    """Read reports again that another version, model or codebook has read; judgements and old codings are kept."""
    with opened(library, codebook=codebook) as opened_library:
        with Progress() as progress:
            count = opened_library.recode(wanted or "", on_progress=progress)
        write_done([{"reports": count}], format, f"{_count(count, 'report')} read again")
        for problem in opened_library.problems:
            say("warning", problem.message)


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Reports, by id.")],
    library: At = Path(DEFAULT),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    format: As = Format.table,
) -> None:
    """Take reports out, with all that rests on them alone. There is no way back but a backup."""
    with opened(library) as opened_library:
        reports = [opened_library.report(id) for id in ids]
        if not yes:
            from ..brief.safe import one_line

            for report in reports:
                typer.confirm(f"Remove {report.id}, {one_line(report.title or '(no title)')}?", abort=True)
        removed = [{"report": r.id, "story": opened_library.remove(r.id)} for r in reports]
        sentences = [f"{r['report']} removed from story {r['story']}" for r in removed]
        write_done(removed, format, "\n".join(sentences))


VERBS = (add, settle, recode, remove)
