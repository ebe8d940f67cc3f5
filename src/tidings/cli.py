"""The `tidings` command: a thin shell that imports little at the top, so that `--help` answers at once."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .commands import archiving, register
from .commands.options import Book, codebook_of
from .commands.shell import INTERRUPTED
from .commands.shell import Progress as _Progress
from .commands.shell import colored as _colored
from .commands.shell import print_text as _print
from .commands.shell import quiet_ends as _quiet_ends
from .commands.shell import say as _say
from .commands.shell import shown as _shown
from .commands.shell import told_errors as _told_errors
from .commands.shell import width as _width
from .commands.shell import write_whole as _write
from .errors import InputError, SettingError

if TYPE_CHECKING:
    from .codebook import Codebook
    from .ingest import Loaded
    from .records import Brief, Notice

_STDIN = "-"
_MADE_BY_US = (b'<meta name="generator" content="Tidings">', b'"schema": "tidings.brief/1"')
_HEAD_BYTES = 1_000

app = typer.Typer(
    name="tidings",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """What a brief is written as."""

    text = "text"
    html = "html"
    json = "json"
    md = "md"


class Schema(StrEnum):
    """What has a JSON Schema."""

    brief = "brief"


_SUFFIXES = {
    ".txt": Format.text,
    ".text": Format.text,
    ".html": Format.html,
    ".htm": Format.html,
    ".json": Format.json,
    ".md": Format.md,
    ".markdown": Format.md,
}


def main() -> NoReturn:
    """The entry point: exit codes are 0 done, 1 nothing could be read, 2 usage, 130 interrupted."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tidings {version('tidings')}")
        raise typer.Exit


def _day(text: str | dt.date) -> dt.date:
    if isinstance(text, dt.date):
        return text
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or len(text) != len("2022-09-08"):
        raise typer.BadParameter(f"got {_shown(text)}, wanted a day written as 2022-09-08.")
    return day


@app.callback()
def _tidings(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Read news reports and write down what they say: who did what to whom, when, where, who says so."""


@app.command()
def brief(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATHS", help="Files, directories, patterns; '-' for standard input."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write here instead of to the screen; the suffix gives the format.",
        ),
    ] = None,
    format: Annotated[Format | None, typer.Option(help="Format of the brief.")] = None,
    published: Annotated[
        dt.date | None,
        typer.Option(parser=_day, metavar="DATE", help="Day of publication of reports that carry none: 2022-09-08."),
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet of reports that name none.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of reports that have none.")] = None,
    text_column: Annotated[str | None, typer.Option(help="Column of the text in JSONL, CSV and Parquet.")] = None,
    title_column: Annotated[str | None, typer.Option(help="Column of the title.")] = None,
    date_column: Annotated[str | None, typer.Option(help="Column of the day of publication.")] = None,
    outlet_column: Annotated[str | None, typer.Option(help="Column of the outlet.")] = None,
    url_column: Annotated[str | None, typer.Option(help="Column of the address.")] = None,
    one_story: Annotated[bool, typer.Option("--one-story", help="Take all reports as one story.")] = False,
    codebook: Book = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show all on the screen, not only the best supported.")
    ] = False,
    width: Annotated[int | None, typer.Option(min=40, help="Columns of the screen.")] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")] = False,
) -> None:
    """Lay the reports of each story side by side: what they say, where they differ, what only one says."""
    chosen = _format(output, format)
    with _quiet_ends(), _told_errors():
        with _Progress() as progress:
            from .ingest import load

            book = codebook_of(codebook)
            loaded = load(
                paths,
                published=published,
                outlet=outlet,
                title=title,
                text_column=text_column,
                title_column=title_column,
                date_column=date_column,
                outlet_column=outlet_column,
                url_column=url_column,
            )
            loaded = _without_output(loaded, output)
            found = _brief(loaded, one_story, book, progress) if loaded.reports else None
        _warn(loaded.warnings)
        if found is None:
            raise InputError(
                "nothing could be read: no report in what was given. Give files, directories or '-' "
                "with text, HTML, PDF, JSONL, CSV or Parquet"
            )
        colored = output is None and _colored(no_color)
        columns = width or _width(output)
        text = _rendered(found, chosen, codebook=book, width=columns, color=colored, everything=everything)
        if output is None or str(output) == _STDIN:
            _print(text)
        else:
            _write(output, text)


@app.command()
def schema(of: Annotated[Schema, typer.Argument(help="What to describe.")] = Schema.brief) -> None:
    """Print the JSON Schema of what Tidings writes."""
    from .brief import json_schema, json_text

    with _quiet_ends():
        _print(json_text({Schema.brief: json_schema}[of]()))


def _brief(loaded: Loaded, one_story: bool, codebook: Codebook | None, progress: _Progress) -> Brief:
    from . import pipeline

    return pipeline.brief(
        loaded.reports, warnings=loaded.warnings, one_story=one_story, codebook=codebook, on_progress=progress
    )


def _rendered(
    brief: Brief, format: Format, *, codebook: Codebook | None, width: int, color: bool, everything: bool
) -> str:
    from .brief import html, json_text, markdown, terminal, to_json

    if format is Format.html:
        return html(brief, codebook=codebook)
    if format is Format.json:
        return json_text(to_json(brief, codebook=codebook))
    if format is Format.md:
        return markdown(brief)
    return terminal(brief, width=width, color=color, everything=everything)


def _format(output: Path | None, format: Format | None) -> Format:
    """The format asked for, or that of the output's suffix; usage errors are found before any work."""
    if output is None or str(output) == _STDIN:
        return format or Format.text
    parent = output.parent
    if output.is_dir():
        raise typer.BadParameter(f"{_shown(output)} is a directory. Name a file in it.", param_hint="--output")
    if not parent.is_dir():
        raise typer.BadParameter(
            f"there is no directory {_shown(parent)}. Make it first, or name another.", param_hint="--output"
        )
    guessed = format or _SUFFIXES.get(output.suffix.lower())
    if guessed is None:
        raise typer.BadParameter(
            f"{_shown(output.name)} has no suffix that gives a format. "
            "End it in .html, .json, .md or .txt, or give --format.",
            param_hint="--output",
        )
    return guessed


def _without_output(loaded: Loaded, output: Path | None) -> Loaded:
    """An earlier brief that `*.html -o brief.html` also names is no report; other reports are kept safe."""
    if output is None or not output.is_file():
        return loaded
    same = [r for r in loaded.reports if r.path and os.path.exists(r.path) and os.path.samefile(r.path, output)]
    if not same:
        return loaded
    with output.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not any(mark in head for mark in _MADE_BY_US):
        raise SettingError(f"--output {_shown(output)} is also a report to read, and would be lost. Name another file")
    from dataclasses import replace

    return replace(loaded, reports=tuple(r for r in loaded.reports if r not in same))


def _warn(warnings: Sequence[Notice]) -> None:
    for warning in warnings:
        _say("warning", warning.message)


register(app)
app.add_typer(archiving.app, name="archive")
