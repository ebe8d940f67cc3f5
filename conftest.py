"""Every Python block of the README and the docs runs as a test, from the repository's root."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).resolve().parent


def _enter(namespace: dict[str, Any]) -> None:
    namespace["_came_from"] = Path.cwd()
    os.chdir(ROOT)


def _leave(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_came_from"])


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
