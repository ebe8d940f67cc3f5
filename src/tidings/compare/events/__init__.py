"""Events of a story: which mentions tell of one, what it is, and which comes first.

`likeness` rates two mentions and `alignment` groups them; `building` makes a group an event, with a `summary`; `order`
puts the events in line.
"""

from __future__ import annotations

from .alignment import align
from .building import build_event, told_surely
from .likeness import when_told_beside
from .order import order, surely_told_by, timeline, upcoming

__all__ = ["align", "build_event", "order", "surely_told_by", "timeline", "told_surely", "upcoming", "when_told_beside"]
