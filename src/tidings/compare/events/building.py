"""A group of event mentions to one event: what it is called, when and where, its status, and how well it is
supported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ...coding import is_echo
from ...reading.times import finer, intersects, settle
from ...records import Account, Actor, Event, EventMention, Participant, Place, Status, Story, When, content_id
from .likeness import when_told_beside
from .summary import summary

# A brief shows more than what is nearly sure, since it puts the surest first: from here on one in four is an event
# that a careful reader marks too.
SHOWN = 0.1
USUAL = 0.75  # of the most usual ends' count: from here on a mention tells of what the group tells of
SEVERAL, OFTEN = 2, 0.25  # mentions, and their share, that name one more actor before the event does
# What a reader is told first where reports or passages disagree evenly: the firmer statement.
FIRMNESS: Mapping[Status, int] = {
    "happened": 5, "ongoing": 4, "cancelled": 3, "planned": 2, "denied": 1, "possible": 0,
}  # fmt: skip


def told_surely(group: Sequence[EventMention]) -> bool:
    """Is the occurrence told at all? Doubtful mentions in different reports bear each other out."""
    doubt: dict[str, float] = {}
    for mention in group:
        doubt[mention.report] = min(doubt.get(mention.report, 1.0), 1.0 - mention.confidence)
    return bool(1.0 - math.prod(doubt.values()) >= SHOWN)


def build_event(story: Story, accounts: Mapping[str, Account], group: Sequence[EventMention]) -> Event:
    """One event of a story from the mentions that tell it (in the order of the accounts and the text)."""
    reports = list(dict.fromkeys(m.report for m in group))
    origin = {r: o.id for o in story.origins for r in o.reports}
    status, history = _status(group, accounts)
    lead = _lead([m for m in group if m.status == status])
    kind = _most((m.type for m in group if not m.headline or len(group) == 1), lead.type)
    actors, recipients = _sides(group, lead)
    return Event(
        id=content_id(story.id, *(m.id for m in group)),
        type=kind,
        mode=_most((m.mode for m in group if m.type == kind and m.mode), lead.mode or "") or None,
        status=status,
        summary=summary(accounts[lead.report], lead, actors, recipients),
        actors=actors,
        recipients=recipients,
        when=_when(group, accounts),
        where=_where(group),
        reports=len(reports),
        origins=len({origin.get(r, r) for r in reports}),
        mentions=tuple(group),
        status_history=history,
    )


def _lead(group: Sequence[EventMention]) -> EventMention:
    """The mention that speaks for the group: of those between the ends that most of them name, the most telling."""
    named = Counter(end for m in group for end in _named_ends(m))

    def usual(mention: EventMention) -> float:
        ends = _named_ends(mention)
        return sum(named[end] for end in ends) / len(ends) if ends else 0.0

    group = [m for m in group if not is_echo(m)] or group
    most = max(usual(m) for m in group)
    return max((m for m in group if usual(m) >= USUAL * most), key=lambda m: (_telling(m), -m.span.start))


def _named_ends(mention: EventMention) -> frozenset[str]:
    return frozenset(p.actor.id for p in (*mention.actors, *mention.recipients))


def _telling(mention: EventMention) -> float:
    """How much a mention tells by itself: named ends, a time, a place, a sure type; headlines tell less."""
    named = sum(p.actor.kind != "group" for p in (*mention.actors[:1], *mention.recipients[:1]))
    both = bool(mention.actors) + bool(mention.recipients)
    return (
        both
        + 0.5 * named
        + 0.5 * bool(mention.when)
        + 0.5 * bool(mention.where)
        + mention.confidence
        - mention.headline
    )


def _most(values: Iterable[str], default: str) -> str:
    counted = Counter(values)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else default


def _sides(group: Sequence[EventMention], lead: EventMention) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """The lead mention's ends, and after them whoever else several mentions name there, in its own direction; a side
    it leaves open is filled by the surest of those that name it.
    """
    actors, recipients = _unique(lead.actors), _unique(lead.recipients)
    told = [_in_direction(m, actors, recipients) for m in sorted(group, key=lambda m: -m.confidence)]
    if not actors:
        actors = _first_named([a for a, _ in told], recipients)
    if not recipients:
        recipients = _first_named([r for _, r in told], actors)
    named: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    known: dict[str, Actor] = {}
    for mention in group:
        for count, side in zip(named, _in_direction(mention, actors, recipients), strict=True):
            for actor in side:
                known.setdefault(actor.id, actor)
                count[actor.id] += 1
    taken = {a.id for a in (*actors, *recipients)}
    often = max(SEVERAL, len(group) * OFTEN)
    more = [
        tuple(known[i] for i, n in count.items() if n >= often and i not in taken and known[i].kind != "group")
        for count in named
    ]
    return (*actors, *more[0]), (*recipients, *(a for a in more[1] if a not in more[0]))


def _in_direction(
    mention: EventMention, actors: Sequence[Actor], recipients: Sequence[Actor]
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """A mention's two sides, turned where it tells the act from the other end."""
    mine, theirs = _unique(mention.actors), _unique(mention.recipients)
    turned = set(_ids(mine)) & set(_ids(recipients)) or set(_ids(theirs)) & set(_ids(actors))
    return (theirs, mine) if turned else (mine, theirs)


def _first_named(sides: Sequence[tuple[Actor, ...]], other: Sequence[Actor]) -> tuple[Actor, ...]:
    """The first side that names somebody, before one that only has a thing or a group without a name."""
    kept = [tuple(a for a in side if a.id not in set(_ids(other))) for side in sides]
    kept.sort(key=lambda side: not any(a.kind != "group" for a in side))
    return next((side for side in kept if side), ())


def _ids(side: Sequence[Actor]) -> tuple[str, ...]:
    return tuple(a.id for a in side)


def _unique(side: Sequence[Participant]) -> tuple[Actor, ...]:
    return tuple({p.actor.id: p.actor for p in side}.values())


def _status(
    group: Sequence[EventMention], accounts: Mapping[str, Account]
) -> tuple[Status, tuple[tuple[str, Status], ...]]:
    """The status most mentions give (headlines aside), and each report's own, by publication date."""
    per_report: dict[str, Status] = {}
    for report in dict.fromkeys(m.report for m in group):
        told = [m for m in group if m.report == report]
        told = [m for m in told if not m.headline] or told
        per_report[report] = _firmest([m.status for m in told])
    body = [m.status for m in group if not m.headline and not is_echo(m)] or [m.status for m in group]
    dated = sorted(
        per_report.items(), key=lambda kv: (str(accounts[kv[0]].report.published or ""), list(per_report).index(kv[0]))
    )
    return _firmest(body), tuple(dated)


def _firmest(statuses: Sequence[Status]) -> Status:
    counted = Counter(statuses)
    return max(counted, key=lambda s: (counted[s], FIRMNESS[s]))


def _when(group: Sequence[EventMention], accounts: Mapping[str, Account]) -> When | None:
    """The time most mentions agree with, as finely as any of them tells it; settled by another report where it must
    be. A time in an event's own sentence goes before one that it takes over from the news of its report.
    """
    told = [(m.report, m.when) for m in group if m.when is not None and m.when.edtf is not None]
    if len(told) > 1:
        told = _told_beside(group, accounts) or told
    if not told:
        return None
    settled = [w for _, w in told if w.earliest and w.latest]
    if settled:
        agreed = max(settled, key=lambda w: (sum(intersects(w, o) is True for o in settled), -_told_at(told, w)))
        for other in settled:
            if intersects(agreed, other):
                agreed = finer(agreed, other)
    else:
        agreed = told[0][1]
        for _, other in told[1:]:
            agreed = finer(agreed, other)
    # '15 September' of one report, 'next week' of a dated one: the day is settled by the other
    for report, when in told:
        if when.earliest is None and agreed.earliest and when.edtf and intersects(when, agreed):
            source = next((r for r, w in told if w is agreed or w.span == agreed.span), report)
            fixed = settle(when, published=accounts[source].report.published or agreed.earliest, settled_by=source)
            if fixed.earliest and intersects(fixed, agreed):
                return finer(fixed, agreed)
    return agreed


def _told_beside(group: Sequence[EventMention], accounts: Mapping[str, Account]) -> list[tuple[str, When]]:
    readings = ((m, accounts[m.report].reading) for m in group)
    found = ((m.report, when_told_beside(reading.parse, m)) for m, reading in readings if reading is not None)
    return [(report, when) for report, when in found if when is not None and when.edtf is not None]


def _told_at(told: Sequence[tuple[str, When]], when: When) -> int:
    return next(i for i, (_, w) in enumerate(told) if w is when)


def _where(group: Sequence[EventMention]) -> Place | None:
    """The place most mentions give; a city before its country."""
    told = [m.where for m in group if m.where is not None]
    if not told:
        return None
    counted = Counter(p.name for p in told)
    return max(told, key=lambda p: (p.kind != "country", counted[p.name], p.name))
