"""Rows of a shard to Parquet: spooled as lines of JSON beside the archive, then put into it file by file."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from .tables import TABLES, Row

MEMORY = "256MB"  # of DuckDB while it writes, so that it stays small beside the models
_ROW_GROUP = 20_000
_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LONGEST = 64_000_000  # bytes of a line: a report of 2,000,000 letters, its segments, and their escapes


class Spool:
    """The rows of one shard, on disk. Use it in a `with`: the folder is removed at its end."""

    def __init__(self, folder: Path, *, tables: Sequence[str] = tuple(TABLES)) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._files: dict[str, IO[bytes]] = {}
        self.counts = dict.fromkeys(tables, 0)

    def __enter__(self) -> Spool:
        self._folder.mkdir(parents=True, exist_ok=True)
        for table in self.counts:
            self._files[table] = self._stack.enter_context((self._folder / f"{table}.jsonl").open("wb"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stack.close()
        except OSError:  # a full disk says so once more as the files are closed
            if error is None:
                raise
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, table: str, row: Row) -> None:
        line = _line(row)
        if "\\u0000" in line:  # which DuckDB's text cannot hold
            line = _line(_no_null_letters(row))
        self._files[table].write(line.encode("utf-8", "replace") + b"\n")
        self.counts[table] += 1

    def flushed(self, table: str) -> Path:
        """The file of a table's rows so far."""
        self._files[table].flush()
        return self._folder / f"{table}.jsonl"

    def commit(self, lake: Path, shard: str) -> tuple[str, ...]:
        """Write the tables and move them into the archive; returns the files, below the archive's folder.

        The caller's record makes them count: until then they are an interrupted run's, which the next run clears.
        """
        import duckdb

        for file in self._files.values():
            file.flush()
        made: list[str] = []
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            connection.execute("SET threads = 1")
            connection.execute("SET preserve_insertion_order = true")
            connection.execute(f"SET temp_directory = {quoted(str(self._folder / 'spill'))}")
            for table, columns in TABLES.items():
                if self.counts[table]:
                    _write(connection, self._folder, table, columns, shard)
                    made += _put(lake, self._folder / table, table)
        return tuple(made)


def _write(connection: Any, folder: Path, table: str, columns: Mapping[str, str], shard: str) -> None:
    names = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in columns.items())
    source = (
        f"read_json({quoted(literal(folder / f'{table}.jsonl'))}, format = 'newline_delimited', columns = {{{names}}}, "
        f"maximum_object_size = {_LONGEST})"
    )
    connection.execute(
        f"COPY (SELECT * FROM {source}) TO {quoted(str(folder / table))} (FORMAT parquet, COMPRESSION zstd, "  # noqa: S608
        f"ROW_GROUP_SIZE {_ROW_GROUP}, PARTITION_BY (month), FILENAME_PATTERN '{shard}_{{i}}', OVERWRITE_OR_IGNORE)"
    )


def _put(lake: Path, folder: Path, table: str) -> list[str]:
    """Move the files of one table into the archive."""
    made = []
    for path in sorted(folder.glob("month=*/*.parquet")):
        name = f"{table}/{path.parent.name}/{path.name}"
        target = lake / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)
        made.append(name)
    return made


def _no_null_letters(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\N{SYMBOL FOR NULL}")
    if isinstance(value, dict):
        return {key: _no_null_letters(v) for key, v in value.items()}
    return [_no_null_letters(v) for v in value] if isinstance(value, list) else value


def quoted(text: str) -> str:
    """Text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """A path that DuckDB does not take for a pattern."""
    return "".join(f"[{c}]" if c in "[*?" else c for c in str(path))
