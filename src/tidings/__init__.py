"""Tidings reads news reports and writes down what they say, each value with the exact words it rests on.

    from tidings import brief, load

    found = load(["a.txt", "b.html"])
    compared = brief(found.reports)

The stages one by one: `load` or `report_from_text`, `clean`, `read`, `code`, `group`, `compare`; `brief` runs
them all. The nouns are in `tidings.records`. Everything is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clean import clean
    from .coding import code
    from .compare import compare
    from .errors import TidingsError
    from .ingest import load, report_from_text
    from .library import Library
    from .pipeline import brief
    from .reading import read
    from .records import Brief, Report, Story
    from .stories import group

__all__ = [
    "Brief",
    "Library",
    "Report",
    "Story",
    "TidingsError",
    "brief",
    "clean",
    "code",
    "compare",
    "group",
    "load",
    "read",
    "report_from_text",
]

_HOMES = {
    "Brief": "records",
    "Library": "library",
    "Report": "records",
    "Story": "records",
    "TidingsError": "errors",
    "brief": "pipeline",
    "clean": "clean",
    "code": "coding",
    "compare": "compare",
    "group": "stories",
    "load": "ingest",
    "read": "reading",
    "report_from_text": "ingest",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps a submodule from hiding the function of its name: importing `tidings.clean` would set `clean`."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
