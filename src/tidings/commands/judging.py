"""Corrections by a person: judge story ..., judge actor ..., judge list, judge undo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT, As, At, Format, Note, User, opened
from .output import Column, write_done, write_rows

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Correct stories and actors; nothing is lost.")
_Others = Annotated[list[str], typer.Argument(metavar="OTHERS...", help="Ids that are the same.")]
_Reports = Annotated[list[str], typer.Argument(metavar="REPORTS...", help="Reports, by id.")]
_JUDGEMENTS = (
    Column("number", "number"),
    Column("made", "made"),
    Column("by", "user"),
    Column("kind", "kind"),
    Column("what", "what", text=3),
    Column("note", "note", text=1),
    Column("undone", "undone"),
)


@app.command("merge-stories")
def merge_stories(
    into: str,
    others: _Others,
    library: At = Path(DEFAULT),
    user: User = None,
    note: Note = None,
    format: As = Format.table,
) -> None:
    """Say that stories are one; the first id goes on."""
    with opened(library) as opened_library:
        _told(opened_library.merge_stories(into, *others, user=user, note=note), format)


@app.command("split-story")
def split_story(
    story: str,
    reports: _Reports,
    library: At = Path(DEFAULT),
    user: User = None,
    note: Note = None,
    format: As = Format.table,
) -> None:
    """Say that some reports of a story tell another one."""
    with opened(library) as opened_library:
        number, new = opened_library.split_story(story, reports, user=user, note=note)
        _told(number, format, f"; the new story is {new}", story=new)


@app.command("rename-story")
def rename_story(
    story: str, title: str, library: At = Path(DEFAULT), user: User = None, note: Note = None, format: As = Format.table
) -> None:
    """Give a story a title that stays."""
    with opened(library) as opened_library:
        _told(opened_library.rename_story(story, title, user=user, note=note), format)


@app.command("merge-actors")
def merge_actors(
    into: str,
    others: _Others,
    library: At = Path(DEFAULT),
    user: User = None,
    note: Note = None,
    format: As = Format.table,
) -> None:
    """Say that actors are one; the first id goes on."""
    with opened(library) as opened_library:
        _told(opened_library.merge_actors(into, *others, user=user, note=note), format)


@app.command("split-actor")
def split_actor(
    actor: str,
    name: str,
    reports: _Reports,
    library: At = Path(DEFAULT),
    user: User = None,
    note: Note = None,
    format: As = Format.table,
) -> None:
    """Say that in some reports an actor is another one, with a name of its own."""
    with opened(library) as opened_library:
        _told(opened_library.split_actor(actor, reports, name, user=user, note=note), format)


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
    format: As = Format.table,
) -> None:
    """Correct an actor's name, country, sector or kind."""
    with opened(library) as opened_library:
        given = {"name": name, "country": country, "sector": sector, "kind": kind}
        fields = {k: v for k, v in given.items() if v is not None}
        _told(opened_library.rename_actor(actor, user=user, note=note, **fields), format)


@app.command("list")
def list_judgements(library: At = Path(DEFAULT), format: As = Format.table) -> None:
    """List judgements, the newest first."""
    with opened(library) as opened_library:
        write_rows(opened_library.judgements(), _JUDGEMENTS, format, nothing="nothing has been judged yet")


@app.command("undo")
def undo(number: int, library: At = Path(DEFAULT), format: As = Format.table) -> None:
    """Take a judgement back."""
    with opened(library) as opened_library:
        kind = opened_library.undo(number)
        write_done([{"judgement": number, "kind": kind}], format, f"judgement {number} ({kind}) taken back")


def _told(number: int, format: Format, more: str = "", **fields: str) -> None:
    sentence = f"judgement {number} kept{more}; `tidings judge undo {number}` takes it back"
    write_done([{"judgement": number, **fields}], format, sentence)
