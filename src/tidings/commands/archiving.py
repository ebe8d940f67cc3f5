"""Archives on the command line: archive run, group, sql, load."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import DEFAULT, As, At, Book, Format, Limit, codebook_of, opened
from .output import Column, write_rows
from .shell import READ_NOTHING, print_text, quiet_ends, say, told_errors, write_whole
from .shell import Progress as Bar

if TYPE_CHECKING:
    from ..archive import Progress, Run

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Code archives in bulk, into Parquet.")

_SAID_EVERY = 2.0  # seconds between two lines of progress
_SHOWN = 50
_SHORT, _WIDEST = 16, 60  # letters: of ids and days, which are shown whole; of text that wants most room
_GIGABYTE = 1_000_000_000
_Lake = Annotated[Path, typer.Argument(metavar="LAKE", help="The archive's folder.")]


class Engine(StrEnum):
    """What runs the shards."""

    local = "local"
    ray = "ray"


@app.command("run")
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="WARC, JSONL(.gz, .zst), CSV, Parquet, text, HTML, PDF: files, folders, patterns, s3:// gs:// http://.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="LAKE", help="The archive's folder; made if new.")],
    engine: Annotated[Engine, typer.Option(help="This machine's cores, or a Ray cluster.")] = Engine.local,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores.")] = None,
    memory: Annotated[float | None, typer.Option(min=0.5, help="Gigabytes that a local worker may take; 4.")] = None,
    address: Annotated[str | None, typer.Option(help="The Ray cluster: 'auto' or ray://host:10001.")] = None,
    language: Annotated[str, typer.Option(help="Language that is kept, as 'en'; 'all' keeps every one.")] = "en",
    codebook: Book = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet of reports that name none.")] = None,
    text_column: Annotated[str | None, typer.Option(help="Column of the text in tables.")] = None,
    title_column: Annotated[str | None, typer.Option(help="Column of the title.")] = None,
    date_column: Annotated[str | None, typer.Option(help="Column of the day of publication.")] = None,
    outlet_column: Annotated[str | None, typer.Option(help="Column of the outlet.")] = None,
    url_column: Annotated[str | None, typer.Option(help="Column of the address.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try the shards again that were set aside.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write a page of the run here.")
    ] = None,
) -> None:
    """Code inputs into an archive. Stopped at any moment, the same command goes on from there."""
    with quiet_ends(), told_errors():
        from ..archive import run as run_archive
        from ..ingest.tables import Columns

        done = run_archive(
            inputs,
            out,
            engine=engine.value,
            workers=workers,
            language=None if language == "all" else language,
            columns=Columns(
                text=text_column, title=title_column, date=date_column, outlet=outlet_column, url=url_column
            ),
            outlet=outlet,
            codebook=codebook_of(codebook),
            retry=retry,
            memory=round(memory * _GIGABYTE) if memory else None,
            address=address,
            on_progress=_Line(),
        )
        _tell(done)
        if report is not None:
            from ..archive.page import page

            write_whole(report, page(done))
        if done.aside:
            raise typer.Exit(READ_NOTHING)


@app.command("group")
def group(lake: _Lake) -> None:
    """Group all reports of an archive into stories, and settle their origins."""
    with quiet_ends(), told_errors():
        from ..archive import group_archive

        done = group_archive(lake, said=_Steps())
        print_text(f"{done.reports:,} reports in {done.stories:,} stories, {done.alone:,} of them of one report\n")


@app.command("sql")
def sql(
    lake: _Lake,
    query: Annotated[str, typer.Argument(metavar="SQL", help="A query of DuckDB over the views of docs/archive.md.")],
    format: As = Format.table,
    limit: Limit = _SHOWN,
) -> None:
    """Ask an archive by SQL."""
    with quiet_ends(), told_errors():
        from ..archive import query as ask

        rows = [{k: _plain(v) for k, v in row.items()} for row in ask(lake, query, most=limit or None)]
        columns = [_column(name, [row[name] for row in rows]) for name in (rows[0] if rows else ())]
        write_rows(rows, columns, format, nothing="the query gives no rows")


@app.command("load")
def load(
    lake: _Lake,
    library: At = Path(DEFAULT),
    where: Annotated[
        str, typer.Option(help="SQL condition on the view reports: \"month = '2022-09' AND outlet = 'X'\".")
    ] = "",
) -> None:
    """Put reports of an archive into a library, where they are searched, compared and corrected."""
    with opened(library, create=True) as opened_library, Bar() as bar:
        from ..archive import load_slice

        done = load_slice(lake, opened_library, where, on_progress=bar)
        for warning in done.warnings:
            say("warning", warning.message)
        print_text(f"{done.new:,} reports added, {len(done.added) - done.new:,} known already\n")


def _tell(done: Run) -> None:
    for notice in done.notices:
        say("note", notice.message)
    for record in done.aside:
        say(
            "warning",
            f"set aside: {record.paths[0]} from {record.start}: {record.reason}. --retry tries it again",
        )
    held = done.sealed.counts
    before = f", {done.skipped:,} were finished before" if done.skipped else ""
    print_text(
        f"{done.shards:,} shards coded{before}\n"
        f"{held.documents:,} documents: {held.reports:,} reports, {held.copies:,} copies, {held.rejects:,} rejects; "
        f"{held.mentions:,} event mentions\n"
    )


class _Line:
    """Progress as lines on standard error, or one that is written over on a terminal."""

    def __init__(self) -> None:
        self._last = -_SAID_EVERY

    def __call__(self, at: Progress) -> None:
        now = time.monotonic()
        if at.shards < at.of and now - self._last < _SAID_EVERY:
            return
        self._last = now
        left = "" if at.eta is None or at.shards == at.of else f", {_span(at.eta)} left"
        text = (
            f"{at.shards:,} of {at.of:,} shards, {at.documents:,} documents, {at.words / max(at.seconds, 0.1):,.0f} "
            f"words/s{left}, worker {at.worker_peak / 1e6:,.0f} MB, parent {at.parent_peak / 1e6:,.0f} MB"
        )
        _over(text, last=at.shards == at.of)


class _Steps:
    """Steps of grouping, said as they go."""

    def __init__(self) -> None:
        self._last = -_SAID_EVERY

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if done >= of or now - self._last >= _SAID_EVERY:
            self._last = now
            _over(f"{what}: {done:,} of {of:,} reports", last=done >= of)


def _over(text: str, *, last: bool) -> None:
    """A line that the next one replaces, on a terminal; elsewhere a line of its own."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}" + ("\n" if last else ""))
        sys.stderr.flush()
    else:
        say("progress", text)


def _span(seconds: float) -> str:
    """'3 h 20 min' or '45 s'."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _column(name: str, cells: Sequence[object]) -> Column:
    """A column of the screen: long text may be broken into lines."""
    longest = max((len(str(cell)) for cell in cells if isinstance(cell, str | list | dict)), default=0)
    return Column(name, name, text=min(longest, _WIDEST) if longest > _SHORT else 0)


def _plain(value: object) -> object:
    """A value of DuckDB as JSON and tables take it."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
