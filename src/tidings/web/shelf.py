"""What was made last, made once for all who ask: stories as they are laid out, texts as they are sent."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..library import Library
from ..records import Notice, content_id
from .story_view import DeskStory, desk_story

MOST_STORIES = 12
MOST_TEXTS = 16
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
        shown = (desk_story(brief, library.codebook), brief.warnings)
        with self._lock:
            self._stories[key] = shown
            while len(self._stories) > 1 and not self._fits():
                self._stories.popitem(last=False)
        return shown

    def _fits(self) -> bool:
        reports = sum(len(story.reports) for story, _ in self._stories.values())
        return len(self._stories) <= MOST_STORIES and reports <= MOST_REPORTS


class Sent(NamedTuple):
    """A text, and a tag that is another one whenever the text may be."""

    text: str
    tag: str


class Texts:
    """Holds some texts that were made of the library, each as long as nothing is written to it."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[object, ...], tuple[int, str]] = OrderedDict()
        self._lock = threading.Lock()

    def text(self, library: Library, key: tuple[object, ...], make: Callable[[], str]) -> Sent:
        """What `make` makes of the library as it is now; `key` names it and all else that it depends on."""
        with library.store.read():
            revision = library.store.revision
            tag = content_id(str(revision), *map(str, key))
            with self._lock:
                held = self._texts.get(key)
                if held and held[0] == revision:
                    self._texts.move_to_end(key)
                    return Sent(held[1], tag)
            text = make()
        with self._lock:
            self._texts[key] = (revision, text)
            self._texts.move_to_end(key)
            while len(self._texts) > MOST_TEXTS:
                self._texts.popitem(last=False)
        return Sent(text, tag)
