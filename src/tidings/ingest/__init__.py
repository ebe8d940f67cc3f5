"""From files to reports: the only place that distrusts input. What cannot be read becomes a notice."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from ..errors import BadTable
from ..records import Notice, Report
from .decode import decode
from .found import REPORT_BYTES, TABLE_BYTES, Found, Refused, megabytes, too_large
from .html import WINDOWS_1252, read_html
from .pdf import read_pdf
from .report import head_of, report_from_text
from .sources import STDIN, files_of, kind_of
from .tables import Columns, Row, Tally, csv_rows, json_rows, jsonl_rows, parquet_rows, reports_of

__all__ = ["REPORT_BYTES", "TABLE_BYTES", "Loaded", "Progress", "load", "report_from_text"]

Progress = Callable[[int, int], None]  # files done, files in all
_FUTURE_DAYS = 2  # a report dated tomorrow may come from a zone ahead; later ones are mistaken
_SNIFFED = 4_096
_TABLES = frozenset({"jsonl", "json", "csv", "tsv", "parquet"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """The reports that could be read, in the order they were named, and a notice for everything else."""

    reports: tuple[Report, ...]
    warnings: tuple[Notice, ...]


def load(
    sources: Sequence[str | Path],
    *,
    stdin: bytes | None = None,
    text_column: str | None = None,
    title_column: str | None = None,
    date_column: str | None = None,
    outlet_column: str | None = None,
    url_column: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    published: dt.date | None = None,
    on_progress: Progress | None = None,
) -> Loaded:
    """Read files, directories, patterns and '-' (`stdin`, or the process's own) into reports.

    `outlet`, `title` and `published` are for reports that carry none themselves; the columns are of tables,
    and guessed where they are None. Nothing is raised for bad input: a bad source is named in a notice and
    the others are read, so `reports` may be empty.
    """
    columns = Columns(text=text_column, title=title_column, date=date_column, outlet=outlet_column, url=url_column)
    files, notices = files_of(sources)
    shelf = _Shelf(outlet=outlet, title=title, published=published, notices=notices)
    for done, path in enumerate(files):
        if on_progress:
            on_progress(done, len(files))
        for item in _read(path, stdin, columns):
            if isinstance(item, Found):
                shelf.add(item, path)
            else:
                shelf.say(*item, path=path)
    if on_progress and files:
        on_progress(len(files), len(files))
    return Loaded(reports=tuple(shelf.reports), warnings=tuple(shelf.notices))


@dataclass(kw_only=True)
class _Shelf:
    """The reports of one `load` as they come in."""

    outlet: str | None
    title: str | None
    published: dt.date | None
    notices: list[Notice]
    reports: list[Report] = field(default_factory=list)
    _kept: dict[tuple[str, str | None], Report] = field(default_factory=dict)

    def say(self, code: str, message: str, *, path: str, report: str | None = None) -> None:
        shown = "standard input" if path == STDIN else path
        self.notices.append(Notice(code=code, message=f"{shown}: {message}", report=report, path=path))

    def add(self, found: Found, path: str) -> None:
        headline, dated = head_of(found.text)
        report = report_from_text(
            found.text,
            title=found.title or self.title or headline,
            outlet=found.outlet or self.outlet,
            url=found.url,
            published=found.published or dated or self.published,
            path=None if path == STDIN else path,
        )
        publisher = report.outlet or (_host(report.url) if report.url else None)
        key = (report.text.strip(), publisher)
        first = self._kept.setdefault(key, report)
        if first is not report:
            name = first.path or first.title or "standard input"
            self.say("duplicate", f"has the same text as {name} and is kept once", path=path, report=first.id)
            return
        self.reports.append(report)
        self._check(report, path)

    def _check(self, report: Report, path: str) -> None:
        if report.language not in (None, "en"):
            self.say(
                "not-english",
                f"seems to be in another language ('{report.language}'); only English is read for events. "
                "The report is kept and grouped; give a translation to have it coded",
                path=path,
                report=report.id,
            )
        if report.published and report.published > _today() + dt.timedelta(days=_FUTURE_DAYS):
            self.say(
                "future-date",
                f"is dated {report.published.isoformat()}, which is still to come; the date is kept. "
                "Correct it in the file if it is wrong: relative times ('last week') are counted from it",
                path=path,
                report=report.id,
            )


def _host(url: str) -> str | None:
    """The host of an address; None where it is none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _today() -> dt.date:
    return dt.date.today()


def _read(path: str, stdin: bytes | None, columns: Columns) -> Iterator[Found | tuple[str, str]]:
    """What one file gives: documents, and (code, message) for what is wrong with it."""
    try:
        if path == STDIN:
            data = stdin if stdin is not None else sys.stdin.buffer.read(TABLE_BYTES + 1)
            yield from _open(path, io.BytesIO(data), len(data), columns)
        else:
            with open(path, "rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                if stream.seekable():
                    yield from _open(path, stream, size, columns)
                else:
                    data = stream.read(REPORT_BYTES + 1)
                    yield from _open(path, io.BytesIO(data), len(data), columns)
    except Refused as refused:
        yield refused.code, str(refused)
    except FileNotFoundError:
        yield "missing", "there is no such file. Check the path"
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield "unreadable", f"cannot be opened ({reason}). Allow reading it, or copy it elsewhere"


def _open(path: str, stream: BinaryIO, size: int, columns: Columns) -> Iterator[Found | tuple[str, str]]:
    head = stream.read(_SNIFFED)
    stream.seek(0)
    if not head.strip() and len(head) == size:
        raise Refused("empty", "is empty. Give a file with the report's text")
    kind = kind_of(path, head)
    if kind in _TABLES:
        yield from _table(kind, path, stream, size, columns)
        return
    data = stream.read(REPORT_BYTES + 1)
    if len(data) > REPORT_BYTES:
        shown = megabytes(max(size, len(data)))
        raise too_large(shown, REPORT_BYTES, "Split it into reports, or put one report a line into a JSONL file")
    if kind == "text":
        yield from _text(data)
    else:
        found, said = read_html(data) if kind == "html" else read_pdf(data)
        yield from said
        yield found


def _text(data: bytes) -> Iterator[Found | tuple[str, str]]:
    text, encoding = decode(data)
    if not text.strip():
        raise Refused("empty", "holds nothing but white space. Give a file with the report's text")
    if encoding == "windows-1252":
        yield "windows-1252", WINDOWS_1252
    yield Found(text=text)


def _table(kind: str, path: str, stream: BinaryIO, size: int, columns: Columns) -> Iterator[Found | tuple[str, str]]:
    if size > TABLE_BYTES:
        raise too_large(megabytes(size), TABLE_BYTES, "Split it into several tables")
    tally = Tally(unit="line" if kind == "jsonl" else "row")
    try:
        yield from reports_of(_rows(kind, path, stream, size), columns, tally)
    except Refused as refused:
        yield refused.code, str(refused)
    except BadTable as bad:
        yield "bad-table", str(bad)
    yield from tally.said()


def _rows(kind: str, path: str, stream: BinaryIO, size: int) -> Iterator[Row]:
    if kind == "parquet":
        if path == STDIN:
            raise Refused("unreadable", "is a Parquet file, which cannot be read from a stream. Give its path")
        return parquet_rows(path)
    if kind in {"csv", "tsv"}:
        return csv_rows(stream, tabs=kind == "tsv")
    if kind == "json" and size <= REPORT_BYTES:
        data = stream.read()
        stream.seek(0)
        if whole := json_rows(data):
            return whole
    return jsonl_rows(stream)
