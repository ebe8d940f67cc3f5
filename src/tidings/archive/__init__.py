"""Archives: millions of reports coded in bulk, into Parquet that DuckDB, pandas, R and Spark read.

    from tidings.archive import group_archive, load_slice, query, run

    run(["news/*.warc.gz"], "lake")
    query("lake", "SELECT type, count(*) FROM event_mentions GROUP BY type")

`shard.code_shard` is the seam: a shard in, its tables out. The engines call nothing else. Everything is loaded when
it is first used, so that a worker can set its threads before numpy begins.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import ArchiveError, DiskFull

if TYPE_CHECKING:
    from .grouping import group_archive
    from .loading import load_slice
    from .running import Progress, Run, run
    from .views import query

__all__ = ["ArchiveError", "DiskFull", "Progress", "Run", "group_archive", "load_slice", "query", "run"]

_HOMES = {
    "Progress": "running",
    "Run": "running",
    "group_archive": "grouping",
    "load_slice": "loading",
    "query": "views",
    "run": "running",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{home}"), name)
