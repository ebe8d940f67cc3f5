"""Following feeds: read what is new, keep it in a library, tell those who asked to be told."""

from __future__ import annotations

from .run import Watch
from .settings import Alert, Feed, Settings, import_feeds, read_settings

__all__ = ["Alert", "Feed", "Settings", "Watch", "import_feeds", "read_settings"]
