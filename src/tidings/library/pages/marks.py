"""A question mark for each value of a list in SQL."""

from __future__ import annotations

from collections.abc import Sequence


def marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
