"""Stories: which reports tell of the same happening, and which of them rest on one text."""

from __future__ import annotations

from .grouping import group
from .origins import Change, changes, origins
from .signals import Signal, signal
from .stream import Placed, Stories, StoryChange

__all__ = ["Change", "Placed", "Signal", "Stories", "StoryChange", "changes", "group", "origins", "signal"]
