"""Corrections by a person: judge story ..., judge actor ..., judge list, judge undo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT, As, At, Format, Note, User, opened
from .output import write_rows
from .shell import print_text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Correct stories and actors; nothing is lost.")
_Others = Annotated[list[str], typer.Argument(metavar="OTHERS...", help="Ids that are the same.")]
_Reports = Annotated[list[str], typer.Argument(metavar="REPORTS...", help="Reports, by id.")]


@app.command("merge-stories")
def merge_stories(
    into: str, others: _Others, library: At = Path(DEFAULT), user: User = None, note: Note = None
) -> None:
    """Say that stories are one; the first id goes on."""
    with opened(library) as opened_library:
        _told(opened_library.merge_stories(into, *others, user=user, note=note))


@app.command("split-story")
def split_story(
    story: str, reports: _Reports, library: At = Path(DEFAULT), user: User = None, note: Note = None
) -> None:
    """Say that some reports of a story tell another one."""
    with opened(library) as opened_library:
        number, new = opened_library.split_story(story, reports, user=user, note=note)
        _told(number, f"; the new story is {new}")


@app.command("rename-story")
def rename_story(story: str, title: str, library: At = Path(DEFAULT), user: User = None, note: Note = None) -> None:
    """Give a story a title that stays."""
    with opened(library) as opened_library:
        _told(opened_library.rename_story(story, title, user=user, note=note))


@app.command("merge-actors")
def merge_actors(into: str, others: _Others, library: At = Path(DEFAULT), user: User = None, note: Note = None) -> None:
    """Say that actors are one; the first id goes on."""
    with opened(library) as opened_library:
        _told(opened_library.merge_actors(into, *others, user=user, note=note))


@app.command("split-actor")
def split_actor(
    actor: str,
    name: str,
    reports: _Reports,
    library: At = Path(DEFAULT),
    user: User = None,
    note: Note = None,
) -> None:
    """Say that in some reports an actor is another one, with a name of its own."""
    with opened(library) as opened_library:
        _told(opened_library.split_actor(actor, reports, name, user=user, note=note))


@app.command("rename-actor")
def rename_actor(
    actor: str,
    name: Annotated[str | None, typer.Option(help="Its name.")] = None,
    country: Annotated[str | None, typer.Option(help="Its country, ISO 3166-1 alpha-3.")] = None,
    sector: Annotated[str | None, typer.Option(help="Its sector, as PLOVER has them.")] = None,
    kind: Annotated[str | None, typer.Option(help="state, person, organisation or group.")] = None,
    library: At = Path(DEFAULT),
    user: User = None,
    note: Note = None,
) -> None:
    """Correct an actor's name, country, sector or kind."""
    with opened(library) as opened_library:
        given = {"name": name, "country": country, "sector": sector, "kind": kind}
        fields = {k: v for k, v in given.items() if v is not None}
        _told(opened_library.rename_actor(actor, user=user, note=note, **fields))


@app.command("list")
def list_judgements(library: At = Path(DEFAULT), format: As = Format.table) -> None:
    """List judgements, the newest first."""
    with opened(library) as opened_library:
        columns = ("number", "made", "user", "kind", "what", "note", "undone")
        write_rows(opened_library.judgements(), columns, format, nothing="nothing has been judged yet")


@app.command("undo")
def undo(number: int, library: At = Path(DEFAULT)) -> None:
    """Take a judgement back."""
    with opened(library) as opened_library:
        print_text(f"judgement {number} ({opened_library.undo(number)}) taken back\n")


def _told(number: int, more: str = "") -> None:
    print_text(f"judgement {number} kept{more}; `tidings judge undo {number}` takes it back\n")
