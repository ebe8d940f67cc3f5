"""Which events come first: the most corroborated, the soonest, the earliest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...coding import CONFIDENT, is_echo
from ...records import Account, Event

# Of one more report, for e times as many passages. Orders of the example and evaluation stories change little from 0.2
# to 0.6.
RETOLD = 0.3


def order(events: Sequence[Event], accounts: Mapping[str, Account]) -> tuple[Event, ...]:
    """The most corroborated first, and what the reports come back to; among equals the text's order."""
    rank = {r: n for n, r in enumerate(accounts)}

    def key(event: Event) -> tuple[float, ...]:
        first = min((rank[m.report], m.span.start) for m in event.mentions)
        told = max(1, sum(not is_echo(m) for m in event.mentions))
        weight = expected_support(event) + RETOLD * math.log(told)
        return (-round(weight, 3), *first)

    return tuple(sorted(events, key=key))


def surely_told_by(event: Event) -> int:
    """How many reports tell the event without doubt."""
    return len({m.report for m in event.mentions if m.confidence >= CONFIDENT})


def expected_support(event: Event) -> float:
    """How many reports tell it, on the whole: the sum of each one's surest mention."""
    surest: dict[str, float] = {}
    for mention in event.mentions:
        surest[mention.report] = max(surest.get(mention.report, 0.0), mention.confidence)
    return sum(surest.values())


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
