"""Which events come first: the most corroborated, the soonest, the earliest."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from ...coding import CONFIDENT, is_echo
from ...records import Event, Story

# Of one more origin, for e times as many passages. Orders of the example and evaluation stories change little from 0.2
# to 0.6.
RETOLD = 0.3


def order(events: Sequence[Event], story: Story) -> tuple[Event, ...]:
    """The most corroborated first, and what the reports come back to; among equals the text's order. Copies count as
    the one origin they have."""
    rank = {r: n for n, r in enumerate(story.reports)}
    origin = {r: o.id for o in story.origins for r in o.reports}

    def key(event: Event) -> tuple[float, ...]:
        surest: dict[str, float] = defaultdict(float)
        often: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in event.mentions:
            one = origin.get(mention.report, mention.report)
            surest[one] = max(surest[one], mention.confidence)
            often[one][mention.report] += not is_echo(mention)
        told = max(1, sum(max(reports.values()) for reports in often.values()))
        first = min((rank[m.report], m.span.start) for m in event.mentions)
        return (-round(sum(surest.values()) + RETOLD * math.log(told), 3), *first)

    return tuple(sorted(events, key=key))


def surely_told_by(event: Event) -> int:
    """How many reports tell the event without doubt."""
    return len({m.report for m in event.mentions if m.confidence >= CONFIDENT})


def upcoming(events: Sequence[Event]) -> tuple[str, ...]:
    """Ids of the planned events, soonest first, undated last."""
    planned = [e for e in events if e.status == "planned"]
    return tuple(e.id for e in sorted(planned, key=lambda e: _date_key(e)))


def timeline(events: Sequence[Event]) -> tuple[str, ...]:
    """Ids of all events by date, the undated last in the order given."""
    return tuple(e.id for e in sorted(events, key=_date_key))


def _date_key(event: Event) -> tuple[bool, str, str]:
    when = event.when
    if when is None or when.earliest is None:
        return True, "", ""
    return False, when.earliest.isoformat(), (when.latest or when.earliest).isoformat()
