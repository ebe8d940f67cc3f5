"""What the pages of the desk ask beyond the verbs of a library. All SQL of pages lives here."""

from __future__ import annotations

from .actors import (
    actor_names,
    actor_offices,
    actor_periods,
    actor_reports,
    by_themselves,
    find_actors,
    judgements_of,
    stories_without_offices,
)
from .events import calendar_rows, event_facets, events_page, last_planned, map_points, tellers
from .reports import CLOSES, OPENS, account, search_facets, search_page
from .stories import Order, counts, lighten, story_cards, story_members, story_of_event

__all__ = [
    "CLOSES",
    "OPENS",
    "Order",
    "account",
    "actor_names",
    "actor_offices",
    "actor_periods",
    "actor_reports",
    "by_themselves",
    "calendar_rows",
    "counts",
    "event_facets",
    "events_page",
    "find_actors",
    "judgements_of",
    "last_planned",
    "lighten",
    "map_points",
    "search_facets",
    "search_page",
    "stories_without_offices",
    "story_cards",
    "story_members",
    "story_of_event",
    "tellers",
]
