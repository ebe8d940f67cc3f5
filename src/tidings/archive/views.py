"""An archive as DuckDB sees it: the tables of its finished shards as views, and views over them for questions.

docs/archive.md documents them. Nothing is loaded: a query reads the Parquet columns that it names.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import ArchiveError, DiskFull
from .manifest import DERIVED, Counts, Record, records
from .problems import is_full
from .tables import TABLES
from .writing import literal, quoted

MEMORY = "2GB"  # of DuckDB for a query; what is more goes to its temporary folder
SHOWN_LETTERS = 300  # of an error of DuckDB: the rest repeats the query

# Tables that are made from the others; empty until they are.
MADE: dict[str, dict[str, str]] = {
    "copies": {"id": "VARCHAR", "shard": "VARCHAR", "of": "VARCHAR", "of_shard": "VARCHAR"},
    "stories": {
        "id": "VARCHAR",
        "title": "VARCHAR",
        "reports": "INTEGER",
        "origins": "INTEGER",
        "first_published": "DATE",
        "last_published": "DATE",
    },
    "story_reports": {"story": "VARCHAR", "report": "VARCHAR", "origin": "VARCHAR", "reason": "VARCHAR"},
}

_VIEWS = {
    # Copies across shards are told by `made_copies`; a view leaves them out where they would count twice.
    "reports": """
        SELECT * EXCLUDE (content) FROM all_reports r ANTI JOIN made_copies c ON c.id = r.id AND c.shard = r.shard""",
    "event_mentions": """
        SELECT * FROM all_event_mentions m ANTI JOIN made_copies c ON c.id = m.report AND c.shard = m.shard""",
    "actors": """
        SELECT * FROM all_actors a ANTI JOIN made_copies c ON c.id = a.report AND c.shard = a.shard""",
    "origins": """
        SELECT o.document, coalesce(c.of, o.report) AS report,
          coalesce(s.origin, f.origin, o.origin) AS origin,
          CASE WHEN c.id IS NOT NULL THEN 'exact' ELSE o.kind END AS kind,
          o.outlet, o.url, o.published, o.path, o.place, o.shard, o.month
        FROM all_origins o
        LEFT JOIN made_copies c ON c.id = o.report AND c.shard = o.shard
        LEFT JOIN all_origins f ON f.document = c.of AND f.shard = c.of_shard AND f.kind <> 'exact'
        LEFT JOIN made_story_reports s ON s.report = coalesce(c.of, o.report)""",
    "rejects": "SELECT * FROM all_rejects",
    "stories": "SELECT * FROM made_stories",
    "story_reports": "SELECT * FROM made_story_reports",
    "v_mentions": """
        SELECT m.*, r.title, r.outlet, r.url, r.published, s.story, coalesce(s.origin, o.origin) AS origin
        FROM event_mentions m
        JOIN reports r ON r.id = m.report
        LEFT JOIN story_reports s ON s.report = m.report
        LEFT JOIN all_origins o ON o.document = m.report AND o.shard = m.shard AND o.kind <> 'exact'""",
    "v_dyads": """
        SELECT a.actor, a.name AS actor_name, a.country AS actor_country,
          b.actor AS recipient, b.name AS recipient_name, b.country AS recipient_country,
          m.month, m.type, m.quad, m.status, count(DISTINCT m.id) AS mentions, count(DISTINCT m.origin) AS origins,
          avg(m.intensity) AS mean_intensity
        FROM v_mentions m
        JOIN actors a ON a.mention = m.id AND a.side = 'actor'
        JOIN actors b ON b.mention = m.id AND b.side = 'recipient'
        GROUP BY ALL""",
    "v_outlets": """
        SELECT outlet, count(*) AS reports, sum(words) AS words, sum(mentions) AS mentions,
          min(published) AS first_published, max(published) AS last_published
        FROM reports GROUP BY outlet""",
    "v_months": """
        SELECT month, count(*) AS reports, sum(words) AS words, sum(mentions) AS mentions
        FROM reports GROUP BY month""",
}
VIEWS = tuple(_VIEWS)
_SHARDS = "id VARCHAR, state VARCHAR, kind VARCHAR, path VARCHAR, reason VARCHAR, coder VARCHAR, documents BIGINT, \
reports BIGINT, copies BIGINT, rejects BIGINT, mentions BIGINT, words BIGINT, seconds DOUBLE, peak BIGINT"


@contextmanager
def connected(lake: Path, *, known: Sequence[Record] | None = None, memory: str = MEMORY) -> Iterator[Any]:
    """A DuckDB connection with the views of an archive. Raises ArchiveError for a folder that is none."""
    import duckdb

    found = list(records(lake)) if known is None else known
    with _spill(lake) as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = {quoted(spill)}")
        _add_shards(connection, found)
        for name, columns in TABLES.items():
            _view(connection, f"all_{name}", columns, lake / name, "month=*/*.parquet")
        for name, columns in MADE.items():
            _view(connection, f"made_{name}", columns, lake / DERIVED, f"{name}.parquet")
        for name, query in _VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        yield connection


def _spill(lake: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for what does not fit into memory: beside the data, where there is room, if one may write there."""
    try:
        return tempfile.TemporaryDirectory(prefix=".spill-", dir=lake)
    except OSError:
        return tempfile.TemporaryDirectory(prefix="tidings-spill-")


def _add_shards(connection: Any, found: Sequence[Record]) -> None:
    connection.execute(f"CREATE TABLE shards ({_SHARDS})")
    rows = [
        (r.id, r.state, r.kind, r.paths[0], r.reason, r.coder, *_numbers(r.counts), r.seconds, r.peak) for r in found
    ]
    if rows:  # column by column: row by row takes DuckDB two thousandths of a second each
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO shards SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def _numbers(counts: Counts) -> tuple[int, ...]:
    return tuple(getattr(counts, name) for name in counts.__slots__)


def _view(connection: Any, name: str, columns: dict[str, str], folder: Path, pattern: str) -> None:
    """A view of Parquet files: all of them, as far as their shards are finished; or an empty one."""
    if not any(folder.glob(pattern)):
        empty = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in columns.items())
        connection.execute(f"CREATE VIEW {name} AS SELECT {empty} WHERE false")
        return
    wanted = ", ".join(f'"{column}"::{kind} AS "{column}"' for column, kind in columns.items())
    partitioned = ", hive_partitioning = true, hive_types = {'month': VARCHAR}" if "month" in columns else ""
    finished = " WHERE shard IN (SELECT id FROM shards WHERE state = 'done')" if "month" in columns else ""
    source = f"read_parquet({quoted(f'{literal(folder)}/{pattern}')}, union_by_name = true{partitioned})"
    connection.execute(f"CREATE VIEW {name} AS SELECT {wanted} FROM {source}{finished}")  # noqa: S608


def query(lake: str | Path, sql: str, *, most: int | None = None) -> list[dict[str, Any]]:
    """The rows that a query over an archive's views gives, at most `most` of them.

    Raises ArchiveError, with the views there are, for a query that DuckDB does not take.
    """
    import duckdb

    with connected(Path(lake)) as connection:
        try:
            cursor = connection.execute(sql)
            columns = [str(c[0]) for c in cursor.description or ()]
            rows = cursor.fetchall() if most is None else cursor.fetchmany(most)
        except duckdb.Error as error:
            if is_full(error):
                raise DiskFull(f"{lake}: {error}. Free space, and ask again") from error
            raise ArchiveError(
                f"the query was not taken: {str(error)[:SHOWN_LETTERS]}. Views are: {', '.join(VIEWS)}, shards; "
                "see docs/archive.md"
            ) from error
    return [dict(zip(columns, row, strict=True)) for row in rows]
