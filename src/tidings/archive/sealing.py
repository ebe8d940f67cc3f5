"""The end of a run: copies across shards are marked, and every document is accounted for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ArchiveError
from .manifest import DERIVED, Counts, Record
from .views import connected
from .writing import quoted

_NAMED = 5  # shards that a message names


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What an archive holds, all runs together. `documents` = `reports` + `copies` + `rejects`."""

    counts: Counts
    shards: int
    aside: int


def seal(lake: Path, known: Sequence[Record]) -> Sealed:
    """Mark texts that several shards hold, and check that what the tables hold is what was counted.

    Of documents with one text by one publisher the first published is the report, whatever the order of the
    shards. Raises ArchiveError, naming the shards, where a table has lost or gained rows.
    """
    with connected(lake, known=known) as connection:
        _mark_copies(connection, lake)
    with connected(lake, known=known) as connection:
        _check_shards(connection)
        counted = Counts()
        for record in known:
            counted = counted.plus(record.counts)
        again = _one(connection, "SELECT count(*) FROM made_copies")
        words, mentions = _row(connection, "SELECT coalesce(sum(words), 0), coalesce(sum(mentions), 0) FROM reports")
        counts = Counts(
            documents=counted.documents,
            reports=_one(connection, "SELECT count(*) FROM reports"),
            copies=_one(connection, "SELECT count(*) FROM origins WHERE kind = 'exact'"),
            rejects=_one(connection, "SELECT coalesce(sum(documents), 0) FROM rejects"),
            mentions=mentions,
            words=words,
        )
    _check_sum(lake, counts, again)
    done = sum(r.state == "done" for r in known)
    return Sealed(counts=counts, shards=done, aside=len(known) - done)


def _mark_copies(connection: Any, lake: Path) -> None:
    keep(
        connection,
        lake,
        "copies",
        """
        WITH ranked AS (
          SELECT id, shard, content, row_number() OVER w AS place,
            first_value(id) OVER w AS of, first_value(shard) OVER w AS of_shard
          FROM all_reports
          WINDOW w AS (PARTITION BY content ORDER BY published NULLS LAST, path, shard, "row"))
        SELECT id, shard, of, of_shard FROM ranked WHERE place > 1 ORDER BY id, shard""",
    )


def keep(connection: Any, lake: Path, table: str, select: str) -> None:
    """Write a made table, whole or not at all."""
    folder = lake / DERIVED
    folder.mkdir(exist_ok=True)
    part = folder / f".{table}.{os.getpid()}.part"
    try:
        connection.execute(f"COPY ({select}) TO {quoted(str(part))} (FORMAT parquet, COMPRESSION zstd)")
        part.replace(folder / f"{table}.parquet")
    finally:
        part.unlink(missing_ok=True)


def _check_shards(connection: Any) -> None:
    """Each shard's rows against its record."""
    wrong = connection.execute(
        """
        WITH found AS (
          SELECT id,
            (SELECT count(*) FROM all_reports r WHERE r.shard = s.id) AS reports,
            (SELECT count(*) FROM all_origins o WHERE o.shard = s.id AND o.kind = 'exact') AS copies,
            (SELECT coalesce(sum(x.documents), 0) FROM all_rejects x WHERE x.shard = s.id) AS rejects,
            (SELECT count(*) FROM all_event_mentions m WHERE m.shard = s.id) AS mentions
          FROM shards s WHERE s.state = 'done')
        SELECT s.id FROM shards s JOIN found f USING (id)
        WHERE (s.reports, s.copies, s.rejects, s.mentions) <> (f.reports, f.copies, f.rejects, f.mentions)
          OR s.documents <> s.reports + s.copies + s.rejects
        ORDER BY s.id"""
    ).fetchall()
    if wrong:
        named = ", ".join(f"_manifest/{row[0]}.json" for row in wrong[:_NAMED])
        raise ArchiveError(
            f"{len(wrong):,} shards do not hold the rows that were counted for them: {named}. Delete these records "
            "and run the same command again: their shards are then coded again"
        )


def _check_sum(lake: Path, counts: Counts, again: int) -> None:
    given = counts.reports + counts.copies + counts.rejects
    if counts.documents != given:
        raise ArchiveError(
            f"{lake}: {counts.documents:,} documents came in, but {counts.reports:,} reports, {counts.copies:,} "
            f"copies ({again:,} across shards) and {counts.rejects:,} rejects are {given:,}. This is a fault of "
            "Tidings: report it"
        )


def _one(connection: Any, query: str) -> int:
    return int(_row(connection, query)[0])


def _row(connection: Any, query: str) -> tuple[int, ...]:
    return tuple(int(v) for v in connection.execute(query).fetchone())
