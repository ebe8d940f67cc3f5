"""The stories that were shown last, laid out once for all their pages and readers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from ..library import Library
from ..records import Notice
from .story_view import DeskStory, desk_story

MOST_STORIES = 12
MOST_REPORTS = 1_000  # of all of them together: of a report, text and events are held

Shown = tuple[DeskStory, tuple[Notice, ...]]


class Shelf:
    """Holds some stories as they are shown; one that has changed since is laid out anew."""

    def __init__(self) -> None:
        self._stories: OrderedDict[tuple[Any, ...], Shown] = OrderedDict()
        self._lock = threading.Lock()

    def story(self, library: Library, members: Mapping[str, Any]) -> Shown:
        """A story by its row of `story_members`, with what there is to know of it. Raises Waiting as `story` does."""
        key = (members["id"], *members["state"])
        with self._lock:
            if key in self._stories:
                self._stories.move_to_end(key)
                return self._stories[key]
        brief = library.story(members["id"], compare=False)
        shown = (desk_story(brief), brief.warnings)
        with self._lock:
            self._stories[key] = shown
            while len(self._stories) > 1 and not self._fits():
                self._stories.popitem(last=False)
        return shown

    def _fits(self) -> bool:
        reports = sum(len(story.reports) for story, _ in self._stories.values())
        return len(self._stories) <= MOST_STORIES and reports <= MOST_REPORTS
