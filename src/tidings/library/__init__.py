"""The library: one SQLite file that keeps reports, what was read from them, and the stories they tell.

from tidings import Library

with Library("news.tidings", create=True) as library:
    library.add(["reports/"])
    for event in library.events("country:UKR status:planned from:7d"):
        print(event["summary"])
"""

from __future__ import annotations

from ..errors import LibraryBusy, LibraryError
from .adding import Added
from .filters import Filter, parse
from .library import AddedAll, Library

__all__ = ["Added", "AddedAll", "Filter", "Library", "LibraryBusy", "LibraryError", "parse"]
