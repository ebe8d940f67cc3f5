"""Care of a library, and copies of it: stats, check, backup, export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT, As, At, Format, Words, opened
from .output import write_done
from .shell import READ_NOTHING, print_text, say


class ExportFormat(StrEnum):
    """What events are exported as."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    polecat = "polecat"
    geojson = "geojson"
    gexf = "gexf"
    ics = "ics"
    ftm = "ftm"


def stats(library: At = Path(DEFAULT), format: As = Format.table) -> None:
    """Show what the library holds and how large it is."""
    with opened(library) as opened_library:
        found = opened_library.stats()
        if format is Format.table:
            print_text("".join(f"{k.replace('_', ' '):20}{_figure(v)}\n" for k, v in found.items()))
        else:
            write_done([found], format, "")


def _figure(value: object) -> str:
    return "·" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def check(
    library: At = Path(DEFAULT),
    format: As = Format.table,
    mend: Annotated[bool, typer.Option("--mend", help="Build the index of words again first.")] = False,
) -> None:
    """Look for damage in the library; exit code 1 where there is any."""
    with opened(library) as opened_library:
        if mend:
            opened_library.mend()
        problems = opened_library.check()
        if format is Format.table:
            for problem in problems:
                say("problem", problem)
        if not problems or format is not Format.table:
            write_done([{"problem": p} for p in problems], format, "all is well")
        if problems:
            raise typer.Exit(READ_NOTHING)


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not exist.")],
    library: At = Path(DEFAULT),
    format: As = Format.table,
) -> None:
    """Copy the library while it is in use."""
    with opened(library) as opened_library:
        opened_library.backup(target)
        size = target.stat().st_size
        write_done([{"file": str(target), "bytes": size}], format, f"{target} written, {size:,} bytes")


def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The suffix gives the format.")],
    wanted: Words = None,
    library: At = Path(DEFAULT),
    format: Annotated[ExportFormat | None, typer.Option(help="The format.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that exists.")] = False,
) -> None:
    """Write events for other programs: JSONL, CSV, Parquet, POLECAT, GeoJSON, GEXF, iCalendar, FollowTheMoney."""
    with opened(library) as opened_library:
        from ..export import export as write

        chosen = format.value if format else None
        count = write(opened_library, target, wanted or "", format=chosen, overwrite=overwrite)
        print_text(f"{count:,} events written to {target}\n")


VERBS = (stats, check, backup, export)
