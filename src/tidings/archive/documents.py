"""A shard to its documents: a report, or the reason why there is none, for everything that it holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from pathlib import Path
from typing import BinaryIO

from ..errors import ArchiveError, BadTable, InputError
from ..ingest import load, report_from_text
from ..ingest.decode import decode
from ..ingest.fetch import report_of_page
from ..ingest.found import REPORT_BYTES, Found, Refused, megabytes
from ..ingest.report import head_of
from ..ingest.sources import STDIN
from ..ingest.tables import Columns, Row, Tally, csv_rows, parquet_rows, reports_of
from ..records import Report
from .plan import Shard
from .stores import is_remote, local_copy, opened
from .unpack import BLOCK, Damaged, lines, unpacked
from .warcs import archived

MOST_LETTERS = 2_000_000  # of one report: the longest books stay under it, and a line of JSON with it under 16 MB
_NULL, _SHOWN_NULL = "\0", "\N{SYMBOL FOR NULL}"  # which Parquet's text cannot hold
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """An input that gave no report, and why."""

    path: str
    place: str | None  # 'byte 1234', 'line 5', 'row 7'; None for a whole file
    reason: str  # kebab-case
    detail: str
    url: str | None = None
    language: str | None = None
    published: dt.date | None = None
    documents: int = 1  # how many it stands for


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A report with the place it was read from."""

    report: Report
    place: str | None


Read = Document | Reject


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How a shard is read: which columns of tables, the outlet of reports that name none."""

    columns: Columns = field(default_factory=Columns)
    outlet: str | None = None


def documents(shard: Shard, reading: Reading, *, folder: Path) -> Iterator[Read]:
    """Everything that a shard holds, in order. `folder` is for copies that are needed for a while.

    Bad input is a Reject and never raised; ArchiveError is raised where an input cannot be reached, so that it
    is tried again.
    """
    if shard.kind == "file":
        for path in shard.paths:
            yield from _file(path, reading)
        return
    path = shard.paths[0]
    source = {"jsonl": _lines, "packed": _packed_lines, "warc": _warc, "csv": _csv, "parquet": _parquet}[shard.kind]
    try:
        yield from source(shard, path, reading, folder)
    except Refused as refused:
        yield Reject(path=path, place=None, reason=refused.code, detail=str(refused))
    except OSError as error:
        if is_remote(path) or not Path(path).is_file():
            raise ArchiveError(f"{path}: cannot be read ({error.strerror or error})") from error
        raise


def _file(path: str, reading: Reading) -> Iterator[Read]:
    columns = reading.columns
    with ExitStack() as stack:
        stdin = None
        if is_remote(path):
            stdin = stack.enter_context(opened(path)).read(REPORT_BYTES + 1)
        loaded = load(
            [STDIN if is_remote(path) else path],
            stdin=stdin,
            outlet=reading.outlet,
            text_column=columns.text,
            title_column=columns.title,
            date_column=columns.date,
            outlet_column=columns.outlet,
            url_column=columns.url,
        )
    for report in loaded.reports:
        url = report.url or (path if path.startswith(("http://", "https://")) else None)
        yield from _kept(report if url == report.url else _with_url(report, url), path, None)
    for notice in loaded.warnings:
        if not loaded.reports or notice.code in _LOST:
            yield Reject(path=path, place=None, reason=notice.code, detail=notice.message)
            if not loaded.reports:
                return


_LOST = frozenset({"broken-line", "empty-row", "bad-table"})  # notices of a file that also gave reports


def _with_url(report: Report, url: str | None) -> Report:
    return report_from_text(
        report.text, title=report.title, outlet=report.outlet, url=url, published=report.published, path=report.path
    )


def _warc(shard: Shard, path: str, reading: Reading, folder: Path) -> Iterator[Read]:
    with opened(path) as stream:
        size = stream.seek(0, 2)
        for one in archived(stream, size, shard.start, shard.end):
            refused, report = one.refused, None
            if one.page is not None:
                report, said = report_of_page(one.page, outlet=reading.outlet)
                if report is None:
                    told = said[0]
                    refused = Refused(told.code, told.message.removeprefix(f"{one.page.asked}: "))
            if report is not None:
                address = one.url if one.url and one.url.startswith(("http://", "https://")) else report.url
                yield from _kept(_with_url(report, address), path, one.place)
            elif refused is not None:
                yield Reject(path=path, place=one.place, reason=refused.code, detail=str(refused), url=one.url)


def _lines(shard: Shard, path: str, reading: Reading, folder: Path) -> Iterator[Read]:
    """JSONL: the lines that begin in the slice. Reading starts a byte before it, to see whether a line begins there."""
    with opened(path) as stream:
        first = max(0, shard.start - 1)
        stream.seek(first)
        whole = lines(_pieces(stream))
        if shard.start:
            next(whole, None)  # the end of one that began before
        rows = (
            Row(first + line.at, _object(line.data, first=not first + line.at))
            for line in takewhile(lambda line: shard.end is None or first + line.at < shard.end, whole)
            if line.data is None or line.data.strip()
        )
        yield from _table(rows, path, reading, "byte")


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    while block := stream.read(BLOCK):
        yield 0, block


def _packed_lines(shard: Shard, path: str, reading: Reading, folder: Path) -> Iterator[Read]:
    """Packed JSONL: the lines that come from the slice's stored bytes. Damage costs what comes after it."""
    damage: list[Damaged] = []

    def rows(stream: BinaryIO) -> Iterator[Row]:
        try:
            for line in lines(unpacked(stream)):
                if shard.end is not None and line.piece >= shard.end:
                    return
                if line.piece >= shard.start and (line.data is None or line.data.strip()):
                    yield Row(line.number, _object(line.data, first=line.number == 1))
        except Damaged as damaged:
            damage.append(damaged)

    with opened(path) as stream:
        yield from _table(rows(stream), path, reading, "line")
    for damaged in damage:
        if damaged.at >= shard.start and (shard.end is None or damaged.at < shard.end):
            detail = f"{damaged}; what stands before was read, the rest was not. Fetch the file again"
            yield Reject(path=path, place=f"byte {damaged.at}", reason="damaged", detail=detail)


def _csv(shard: Shard, path: str, reading: Reading, folder: Path) -> Iterator[Read]:
    with local_copy(path, folder) as local, open(local, "rb") as stream:
        rows = csv_rows(stream, tabs=path.lower().endswith(".tsv"))
        yield from _table(islice(rows, shard.start, shard.end), path, reading, "row")


def _parquet(shard: Shard, path: str, reading: Reading, folder: Path) -> Iterator[Read]:
    with local_copy(path, folder) as local:
        yield from _table(islice(parquet_rows(local), shard.start, shard.end), path, reading, "row")


def _object(data: bytes | None, *, first: bool) -> dict[str, object] | None:
    """The JSON object of a line; None where it is none."""
    if data is None:
        return None
    try:
        value = json.loads(decode(data.removeprefix(_BOM) if first else data)[0])
    except (InputError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _table(rows: Iterable[Row], path: str, reading: Reading, unit: str) -> Iterator[Read]:
    """The reports of a table's rows; rows without one are told after them, each with its place."""
    tally = Tally(unit=unit)
    seen = found = at = 0

    def watched() -> Iterator[Row]:
        nonlocal seen, at
        for row in rows:
            seen, at = seen + 1, row.number
            yield row

    bad: str | None = None
    try:
        for one in reports_of(watched(), reading.columns, tally):
            found += 1
            yield from _kept(_report(one, path, reading), path, f"{unit} {at}")
    except BadTable as error:
        bad = str(error)
    for number in tally.broken:
        detail = f"is no JSON object or table row, or longer than {megabytes(REPORT_BYTES)}"
        yield Reject(path=path, place=f"{unit} {number}", reason="broken-line", detail=detail)
    for number in tally.empty:
        yield Reject(path=path, place=f"{unit} {number}", reason="empty-row", detail="has no text in its text column")
    if bad:  # no row had the text column, or (then none is left) another column that was named is missing
        left = seen - found - len(tally.broken) - len(tally.empty)
        yield Reject(path=path, place=None, reason="bad-table", detail=bad, documents=left)


def _report(found: Found, path: str, reading: Reading) -> Report:
    headline, dated = head_of(found.text)
    return report_from_text(
        found.text,
        title=found.title or headline,
        outlet=found.outlet or reading.outlet,
        url=found.url,
        published=found.published or dated,
        path=path,
    )


def _kept(report: Report, path: str, place: str | None) -> Iterator[Read]:
    if len(report.text) > MOST_LETTERS:
        detail = f"has {len(report.text):,} characters; at most {MOST_LETTERS:,} are read. Split it into reports"
        yield Reject(path=path, place=place, reason="too-large", detail=detail, url=report.url)
        return
    if _NULL in report.text:
        report = _with_url(replace(report, text=report.text.replace(_NULL, _SHOWN_NULL)), report.url)
    yield Document(report=replace(report, path=path), place=place)
