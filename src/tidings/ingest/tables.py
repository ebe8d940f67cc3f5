"""Tables with a report a row: JSONL, JSON, CSV and Parquet, their columns guessed or named by the user."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, NamedTuple, TextIO

from ..errors import BadTable
from ..layout import written_date
from .decode import encoding_of
from .found import REPORT_BYTES, Found, Refused, megabytes

_GUESSES = {
    "text": "text body content article maintext articletext fulltext articlebody bodytext story rawtext",
    "title": "title headline heading head articletitle",
    "date": "date published publishedat publicationdate pubdate datepublished datepublish publishdate",
    "outlet": "outlet source publisher site sitename sourcename newspaper publication sourcedomain domain",
    "url": "url link permalink uri sourceurl articleurl",
}
_NAMED_LINES = 10  # numbers of broken lines that a notice names; the rest is counted
_NAMED_COLUMNS = 20
_SNIFFED = 65_536  # bytes that settle the encoding of a table
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The columns a user named; None where the name is to be guessed."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None


class Row(NamedTuple):
    """One row of a table: its line or number, and its values by column, or None where it is broken."""

    number: int
    values: Mapping[str, object] | None


@dataclass
class Tally:
    """What went wrong on the rows of one table, gathered so that a thousand broken lines make one notice."""

    broken: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    undated: list[int] = field(default_factory=list)
    unit: str = "line"

    def said(self) -> list[tuple[str, str]]:
        told = (
            (
                "broken-line",
                self.broken,
                f"no JSON object or table row, or longer than {megabytes(REPORT_BYTES)}. "
                "All others were read; mend and read again",
            ),
            (
                "empty-row",
                self.empty,
                "no text in the text column, passed over. Fill it or name another",
            ),
            (
                "unread-date",
                self.undated,
                "a date that can be read in two ways or not at all, left out. Write it as 2022-09-08",
            ),
        )
        return [(code, f"{_listed(self.unit, numbers)}: {what}") for code, numbers, what in told if numbers]


def reports_of(rows: Iterable[Row], columns: Columns, tally: Tally) -> Iterator[Found]:
    """The documents of a table, row by row; rows without any go to the tally.

    Raises BadTable, after the last row, where no row had a text column: it names the columns there are.
    """
    seen: dict[str, None] = {}
    readable = False
    for number, values in rows:
        if values is None:
            tally.broken.append(number)
            continue
        names = _names(values, columns)
        if len(seen) < _NAMED_COLUMNS:
            seen.update(dict.fromkeys(map(str, values)))
        readable = readable or names["text"] is not None
        text = _text(values.get(names["text"] or ""))
        if text is None or not text.strip():
            tally.empty.append(number)
            continue
        given = values.get(names["date"] or "")
        day = _day(given)
        if day is None and _text(given):
            tally.undated.append(number)
        yield Found(
            text=text,
            title=_text(values.get(names["title"] or "")),
            outlet=_text(values.get(names["outlet"] or "")),
            url=_text(values.get(names["url"] or "")),
            published=day,
        )
    if seen and not readable:
        tally.empty.clear()  # said better by the column's name
        raise BadTable(_no_text_column(columns.text, list(seen)))
    wrong = [name for name in (columns.title, columns.date, columns.outlet, columns.url) if name and name not in seen]
    if wrong and seen and len(seen) < _NAMED_COLUMNS:
        raise BadTable(f"was read, but has no column {_quoted(wrong)}; its columns are {_quoted(list(seen))}")


def jsonl_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of a JSONL stream, each an object on a line of its own. Blank lines are passed over."""
    for number, line in enumerate(_bounded_lines(stream), start=1):
        if line is not None and not line.strip():
            continue
        yield Row(number, _json_object(line))


def json_rows(data: bytes) -> Iterator[Row] | None:
    """The rows of a JSON file that is one list of objects or one object; None where it is JSONL or broken."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(o, dict) for o in v)]
        value = lists[0] if len(lists) == 1 and not _names(value, Columns())["text"] else [value]
    if not isinstance(value, list):
        return None
    return iter([Row(n, v if isinstance(v, dict) else None) for n, v in enumerate(value, start=1)])


def csv_rows(stream: BinaryIO, *, tabs: bool = False) -> Iterator[Row]:
    """The rows of a CSV stream whose first row names the columns; the first of them is row 1.

    Cells are separated by the one of comma, semicolon, tab and bar that the first row has most of.
    """
    previous = csv.field_size_limit(REPORT_BYTES)
    try:
        with _decoded(stream, newline="") as text:
            first = text.readline(REPORT_BYTES)
            delimiter = "\t" if tabs else max(_DELIMITERS, key=first.count)
            # not a generator with `yield from`: left half read, it would close `text`, and with it the stream
            yield from _csv_rows(csv.reader(chain([first], text), delimiter=delimiter))
    finally:
        csv.field_size_limit(previous)


def _csv_rows(cells: Iterator[list[str]]) -> Iterator[Row]:
    header: list[str] | None = None
    number = 0
    while True:
        try:
            row = next(cells)
        except StopIteration:
            return
        except csv.Error:
            row = None
        if header is None:
            header = [name.strip() for name in row or ()]
            continue
        number += 1
        if row:
            yield Row(number, dict(zip(header, row, strict=False)))
        elif row is None:
            yield Row(number, None)


def parquet_rows(path: str) -> Iterator[Row]:
    """The rows of a Parquet file. Raises Refused where it is damaged."""
    import duckdb

    literal = re.sub(r"([\[*?])", r"[\1]", path)  # DuckDB would read these as a pattern
    with duckdb.connect() as connection:
        try:
            connection.execute("SET threads = 1")
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [literal])
            names = [str(column[0]) for column in cursor.description or ()]
            number = 0
            while batch := cursor.fetchmany(256):
                for values in batch:
                    number += 1
                    yield Row(number, dict(zip(names, values, strict=True)))
        except duckdb.Error as error:
            raise Refused(
                "unreadable",
                f"is a Parquet file that cannot be read ({str(error).splitlines()[0]}); write it again",
            ) from error


def _codec(stream: BinaryIO) -> str:
    """The codec of a table, from its beginning and, for plain UTF-8, from all of it."""
    head = stream.read(_SNIFFED)
    stream.seek(0)
    if len(head) == _SNIFFED:
        head = _whole_characters(head)
    encoding = encoding_of(head)
    if encoding == "utf-8":
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
        except UnicodeDecodeError:
            encoding = "windows-1252"
        stream.seek(0)
    return encoding


def _whole_characters(data: bytes) -> bytes:
    """UTF-8 without a last character that is cut off; other data as they are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return data
    return data[: len(data) - len(decoder.getstate()[0])]


def _bounded_lines(stream: BinaryIO) -> Iterator[str | None]:
    """The lines of a stream; None for one that is longer than a report may be."""
    with _decoded(stream, newline="\n") as text:
        while line := text.readline(REPORT_BYTES):
            if len(line) == REPORT_BYTES and not line.endswith("\n"):
                while (rest := text.readline(REPORT_BYTES)) and not rest.endswith("\n"):
                    pass
                yield None
            else:
                yield line


@contextmanager
def _decoded(stream: BinaryIO, *, newline: str) -> Iterator[TextIO]:
    """A table's stream as text; it stays open for whoever gave it."""
    text = io.TextIOWrapper(stream, encoding=_codec(stream), errors="replace", newline=newline)
    try:
        yield text
    finally:
        if not stream.closed:  # rows that are left half read may be let go after their file was closed
            text.detach()


def _json_object(line: str | None) -> Mapping[str, object] | None:
    try:
        value = json.loads(line) if line is not None else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _names(values: Mapping[str, object], columns: Columns) -> dict[str, str | None]:
    """Which column holds what in a row: as the user named it, else the first guess with a value."""
    plain: dict[str, str] = {}
    for name in values:
        plain.setdefault(re.sub(r"[^a-z]", "", str(name).lower()), str(name))
    return {role: _column(values, plain, getattr(columns, role), guesses.split()) for role, guesses in _GUESSES.items()}


def _column(
    values: Mapping[str, object], plain: Mapping[str, str], named: str | None, guesses: Sequence[str]
) -> str | None:
    if named is not None:
        return named if named in values else None
    there = [plain[guess] for guess in guesses if guess in plain]
    return next((name for name in there if _text(values[name]) or isinstance(values[name], dt.date)), None) or next(
        iter(there), None
    )


def _text(value: object) -> str | None:
    """A cell as text; of an object ({'id': ..., 'name': 'Daily Post'}) its name."""
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) and value else None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return written_date(value) if isinstance(value, str) else None


def _no_text_column(named: str | None, seen: Sequence[str]) -> str:
    wanted = f"no column '{named}'" if named else "no column known to hold the text (text, body, content, article ...)"
    return f"has {wanted}; its columns are {_quoted(seen)}. Name the one with the text (--text-column)"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name[:60]}'" for name in names[:_NAMED_COLUMNS])


def _listed(unit: str, numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers[:_NAMED_LINES]))
    more = f" and {len(numbers) - _NAMED_LINES:,} more" if len(numbers) > _NAMED_LINES else ""
    return f"{unit}{'s' if len(numbers) > 1 else ''} {named}{more}"
