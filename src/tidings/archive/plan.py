"""Inputs to shards: pieces small enough to be read again, the same whenever the inputs are the same.

A piece of a file is a range of its stored bytes (JSONL, WARC) or of its rows (CSV, Parquet); small files are
bundled. Who reads a piece owns the records that begin inside its range, so that every record has one owner.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..errors import ArchiveError
from ..ingest.sources import KINDS
from ..ingest.tables import Columns
from ..records import Notice, content_id
from .stores import Stored, is_remote, listed, stored

SLICE_BYTES = 16_000_000  # of a table that is not packed: some 4,000 reports, half an hour of one core
# Packed text is four times smaller; a page's words are a fiftieth of it.
PACKED_SHARE, PAGES_SHARE = 0.25, 16.0
# A packed file is read from its beginning for each of its slices, so that their number is bounded: with so many the
# reading stays under 3% of the coding.
MOST_SLICES = {"jsonl": 1_000_000, "packed": 256, "warc": 64, "csv": 64, "parquet": 1_000_000}
_BUNDLE_ENDS = 256  # one in so many files ends a bundle, whatever came before: a file more moves few borders

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "packed",
    ".ndjson.gz": "packed",
    ".jsonl.zst": "packed",
    ".ndjson.zst": "packed",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    **{suffix: "file" for suffix, kind in KINDS.items() if kind in {"text", "html", "pdf", "json"}},
}
WANTED = "WARC (.warc, .warc.gz), JSONL (.jsonl, .jsonl.gz, .jsonl.zst), CSV, Parquet, text, HTML or PDF"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shard:
    """One piece of the work. `id` depends on what is read and how, so that a changed input gives another."""

    id: str
    kind: str  # jsonl, packed, warc, csv, parquet, file
    paths: tuple[str, ...]  # one, but for a bundle of files
    start: int  # of stored bytes or rows, see the module
    end: int | None  # None: to the end
    size: int  # stored bytes, for the estimate of the time left


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The shards of some inputs, in their order, and what was passed over."""

    shards: tuple[Shard, ...]
    notices: tuple[Notice, ...]


def plan(inputs: Sequence[str], *, how: str = "", slice_bytes: int = SLICE_BYTES) -> Plan:
    """The shards of files, folders, patterns and addresses.

    `how` stands for the settings of reading (columns, language): other settings are other shards. Raises
    ArchiveError where an input cannot be reached or nothing is to be read.
    """
    files: dict[str, None] = {}
    others: Counter[str] = Counter()
    for given in inputs:
        found = listed(given)
        if not found:
            raise ArchiveError(f"{given}: names no file. Check the path; wanted are {WANTED}")
        for path in found:
            if kind_of(path) or found == [given]:
                files.setdefault(path if is_remote(path) else os.path.abspath(path))
            else:
                others[os.path.splitext(path)[1].lower() or "without suffix"] += 1
    if not files:
        raise ArchiveError(f"{', '.join(inputs)}: holds nothing that can be read. Wanted are files of {WANTED}")
    shards = tuple(_shards([stored(path) for path in files], how, slice_bytes))
    kinds = ", ".join(f"{n:,} {suffix}" for suffix, n in sorted(others.items()))
    told = f"{others.total():,} files of no known kind were passed over ({kinds}). Name one to have it read"
    return Plan(shards=shards, notices=(Notice(code="passed-over", message=told),) if others else ())


def kind_of(path: str) -> str | None:
    """How a file is cut and read, by its suffix; None where the suffix is not known."""
    name = path.lower().partition("?")[0]
    return next((kind for suffix, kind in sorted(_SUFFIXES.items(), key=_longest) if name.endswith(suffix)), None)


def _longest(item: tuple[str, str]) -> int:
    return -len(item[0])


def _shards(files: Sequence[Stored], how: str, slice_bytes: int) -> Iterator[Shard]:
    loose: list[Stored] = []
    for file in files:
        kind = kind_of(file.path) or "file"
        if kind == "file":
            loose.append(file)
            if sum(f.size for f in loose) >= slice_bytes or _ends_bundle(file.path):
                yield _shard("file", loose, 0, None, how)
                loose = []
            continue
        if loose:
            yield _shard("file", loose, 0, None, how)
            loose = []
        cuts = [*_cuts(kind, file, slice_bytes)]
        for start, end in zip(cuts, [*cuts[1:], None], strict=True):
            yield _shard(kind, [file], start, end, how, share=1 / len(cuts))
    if loose:
        yield _shard("file", loose, 0, None, how)


def _ends_bundle(path: str) -> bool:
    return int(content_id("bundle", path), 16) % _BUNDLE_ENDS == 0


def _shard(kind: str, files: Sequence[Stored], start: int, end: int | None, how: str, share: float = 1.0) -> Shard:
    stamps = [part for f in files for part in (f.path, str(f.size), f.stamp)]
    return Shard(
        id=content_id("shard", kind, how, str(start), str(end), *stamps),
        kind=kind,
        paths=tuple(f.path for f in files),
        start=start,
        end=end,
        size=round(share * sum(f.size for f in files)),
    )


def _cuts(kind: str, file: Stored, slice_bytes: int) -> Iterable[int]:
    """Where the slices of a file begin."""
    packed = kind == "packed" or file.path.lower().endswith(".gz")
    wide = slice_bytes * (PACKED_SHARE if packed else 1.0) * (PAGES_SHARE if kind == "warc" else 1.0)
    wide = max(wide, file.size / MOST_SLICES[kind], 1)
    if file.size <= wide:
        return [0]
    if kind not in {"csv", "parquet"}:
        return range(0, file.size, round(wide))
    if is_remote(file.path):  # it would be fetched once more for every slice
        return [0]
    rows = _rows(kind, file.path)
    return range(0, max(1, rows), max(1, round(rows * wide / file.size)))


def _rows(kind: str, path: str) -> int:
    """How many rows a table has; 0 where it is damaged, which its one shard then says."""
    if kind == "csv":
        from ..errors import InputError
        from ..ingest.tables import csv_rows

        try:
            with open(path, "rb") as stream:
                return sum(1 for _ in csv_rows(stream, tabs=path.lower().endswith(".tsv")))
        except InputError:
            return 0
    import duckdb

    with duckdb.connect() as connection:
        try:
            found = connection.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)", [path]).fetchone()
        except duckdb.Error:
            return 0
    return int(found[0] or 0) if found else 0


def how_of(columns: Columns, *others: str | None) -> str:
    """The settings of reading as one text: columns, language, outlet, codebook."""
    parts = (columns.text, columns.title, columns.date, columns.outlet, columns.url, *others)
    return "\x1f".join(part or "" for part in parts)
