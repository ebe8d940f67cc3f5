"""The one data file of the gazetteer, read on first use, one table at a time."""

from __future__ import annotations

import zipfile
from functools import cache
from importlib.resources import files

from tidings.errors import DataError


@cache
def table_text(name: str) -> str:
    """The text of one table of the data file, as 'countries.tsv'.

    Raises DataError when the file is missing or damaged.
    """
    path = files("tidings.gazetteer") / "gazetteer.zip"
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            return archive.read(name).decode("utf-8")
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise DataError(
            f"The gazetteer's table {name} cannot be read ({error}). Install tidings again, or run 'make gazetteer'."
        ) from error


def rows(name: str) -> list[list[str]]:
    """The rows of a small table, cells apart."""
    return [line.split("\t") for line in table_text(name).split("\n") if line]


def many(cell: str, separator: str = ";") -> tuple[str, ...]:
    """The parts of a cell that holds several values."""
    return tuple(part for part in cell.split(separator) if part)
