"""The log of `watch`: one JSON object a line, with nothing in it that could steer a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from ..library.rows import now

Log = Callable[..., None]


def to_stderr(level: str, event: str, **fields: Any) -> None:
    """Write a line: {"at": ..., "level": "info", "event": "feed-read", "feed": ...}."""
    line = {"at": now(), "level": level, "event": event, **{k: v for k, v in fields.items() if v is not None}}
    print(json.dumps(line), file=sys.stderr, flush=True)  # noqa: T201 (the log of a shell)
