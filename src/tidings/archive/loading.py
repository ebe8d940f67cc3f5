"""A slice of an archive into a library, where it can be searched, compared and corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..errors import ArchiveError
from ..library import AddedAll, Library
from ..records import Report
from .views import SHOWN_LETTERS, connected

AT_ONCE = 256  # reports handed to the library together
_COLUMNS = "id, text, title, outlet, url, published, path, language"


def load_slice(
    lake: str | Path, library: Library, where: str = "", *, on_progress: Callable[[int, int], None] | None = None
) -> AddedAll:
    """Add the reports of an archive that pass an SQL condition on its view `reports`; what is known is passed over.

    >>> load_slice("lake", library, "month = '2022-09' AND outlet = 'The Example'")  # doctest: +SKIP

    They are read again: a library keeps each report's parse, which would make an archive ten times larger. Raises
    ArchiveError for a condition that DuckDB does not take.
    """
    added: list[Any] = []
    warnings: list[Any] = []
    with connected(Path(lake)) as connection:
        chosen = f"FROM reports WHERE {where or 'true'}"  # the caller's own SQL, on the caller's own files
        total = _asked(connection, "SELECT count(*) " + chosen).fetchone()[0]
        cursor = _asked(connection, f"SELECT {_COLUMNS} {chosen} ORDER BY published NULLS LAST, id")
        done = 0
        for batch in _batches(cursor):
            told = library.add(batch)
            added += told.added
            warnings += told.warnings
            done += len(batch)
            if on_progress:
                on_progress(done, int(total))
    return AddedAll(added=tuple(added), warnings=tuple(warnings))


def _asked(connection: Any, sql: str) -> Any:
    import duckdb

    try:
        return connection.execute(sql)
    except duckdb.Error as error:
        raise ArchiveError(
            f"--where was not taken: {str(error)[:SHOWN_LETTERS]}. It is an SQL condition on the view reports, such as "
            "\"month = '2022-09'\"; see docs/archive.md for its columns"
        ) from error


def _batches(cursor: Any) -> Iterator[list[Report]]:
    names = _COLUMNS.split(", ")
    while rows := cursor.fetchmany(AT_ONCE):
        yield [Report(**dict(zip(names, row, strict=True))) for row in rows]
