"""Which events come first: the most corroborated, the soonest, the earliest."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ...coding import CONFIDENT, is_echo
from ...records import Event, Span, Story

# Of one more origin, for e times as many passages. Orders of the example and evaluation stories change little from 0.2
# to 0.6.
RETOLD = 0.3
# Of the first events, so that they are of different happenings: what one loses for each earlier one between the same
# ends, and where all its passages tell earlier ones too. Less than an origin counts, more than a passage.
SAME_ENDS, SAME_PASSAGE = 0.2, 0.1
FIRST = 20  # events that are put apart like this,
LOOKED_AT = 60  # chosen from so many


def order(events: Sequence[Event], story: Story) -> tuple[Event, ...]:
    """The most corroborated first, and what the reports come back to; among equals the text's order. Copies count as
    the one origin they have. Of the first, those between other ends and in other passages come a little sooner."""
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

    ranked = sorted(((key(event), event) for event in events), key=lambda r: r[0])
    return _put_apart([(-score, event) for (score, *_), event in ranked])


def _put_apart(ranked: Sequence[tuple[float, Event]]) -> tuple[Event, ...]:
    """Events by their scores, the best first; of the first, each a little later for what is told above it."""
    rest, chosen = list(ranked[:LOOKED_AT]), list[Event]()
    ends: Counter[frozenset[str]] = Counter()
    passages: dict[str, list[Span]] = defaultdict(list)
    while rest and len(chosen) < FIRST:
        scores = [score - SAME_ENDS * ends[_ends(e)] - SAME_PASSAGE * _share_told(e, passages) for score, e in rest]
        _, event = rest.pop(max(range(len(rest)), key=lambda i: (round(scores[i], 3), -i)))
        chosen.append(event)
        ends[_ends(event)] += 1
        for mention in event.mentions:
            passages[mention.report].append(mention.span)
    return (*chosen, *(event for _, event in (*rest, *ranked[LOOKED_AT:])))


def _ends(event: Event) -> frozenset[str]:
    return frozenset(a.id for a in (*event.actors, *event.recipients))


def _share_told(event: Event, passages: Mapping[str, Sequence[Span]]) -> float:
    """The share of an event's mentions that stand in passages which tell other events."""
    told = sum(any(m.span.overlaps(s) for s in passages.get(m.report, ())) for m in event.mentions)
    return told / len(event.mentions)


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
