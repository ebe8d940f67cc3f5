"""A group of event mentions to one event: what it is called, when and where, its status, and how well it is
supported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..coding import CONFIDENT
from ..reading.times import finer, intersects, settle
from ..records import (
    Account,
    Actor,
    Event,
    EventMention,
    Participant,
    Place,
    Status,
    Story,
    When,
    content_id,
)

LONGEST_LINK = 60  # characters between the event word and the other side that still read as one phrase
# A brief shows more than what is nearly sure, since it puts the surest first: from here on one in four is an event
# that a careful reader marks too.
SHOWN = 0.12
USUAL = 0.75  # of the most usual ends' count: from here on a mention tells of what the group tells of
NAMED_AT_MOST = 3  # actors named in a summary before 'and N more'
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
    lead = _lead(group)
    kind = _most((m.type for m in group if not m.headline or len(group) == 1), lead.type)
    actors, recipients = _sides(group, lead)
    status, history = _status(group, accounts)
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
    """The lead mention's ends; a side it leaves open is filled by the mentions that name it, in its own direction."""
    actors, recipients = _unique(lead.actors), _unique(lead.recipients)
    for mention in group:
        turned = {p.actor.id for p in mention.actors} & {a.id for a in recipients} or {
            p.actor.id for p in mention.recipients
        } & {a.id for a in actors}
        first, second = (mention.recipients, mention.actors) if turned else (mention.actors, mention.recipients)
        if not actors:
            actors = tuple(a for a in _unique(first) if a.id not in {r.id for r in recipients})
        if not recipients:
            recipients = tuple(a for a in _unique(second) if a.id not in {r.id for r in actors})
    return actors, recipients


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
    body = [m.status for m in group if not m.headline] or [m.status for m in group]
    dated = sorted(
        per_report.items(), key=lambda kv: (str(accounts[kv[0]].report.published or ""), list(per_report).index(kv[0]))
    )
    return _firmest(body), tuple(dated)


def _firmest(statuses: Sequence[Status]) -> Status:
    counted = Counter(statuses)
    return max(counted, key=lambda s: (counted[s], FIRMNESS[s]))


def _when(group: Sequence[EventMention], accounts: Mapping[str, Account]) -> When | None:
    """The time most mentions agree with, as finely as any of them tells it; settled by another report where it must
    be.
    """
    told = [(m.report, m.when) for m in group if m.when is not None and m.when.edtf is not None]
    if not told:
        return None
    settled = [w for _, w in told if w.earliest and w.latest]
    if settled:
        agreed = max(settled, key=lambda w: (sum(intersects(w, o) is True for o in settled), -told_at(told, w)))
        for other in settled:
            if intersects(agreed, other):
                agreed = finer(agreed, other)
    else:
        agreed = told[0][1]
        for _, other in told[1:]:
            agreed = finer(agreed, other)
    for (
        report,
        when,
    ) in told:  # '15 September' of one report, 'next week' of a dated one: the day is settled by the other
        if when.earliest is None and agreed.earliest and when.edtf and intersects(when, agreed):
            source = next((r for r, w in told if w is agreed or w.span == agreed.span), report)
            fixed = settle(when, published=accounts[source].report.published or agreed.earliest, settled_by=source)
            if fixed.earliest and intersects(fixed, agreed):
                return finer(fixed, agreed)
    return agreed


def told_at(told: Sequence[tuple[str, When]], when: When) -> int:
    return next(i for i, (_, w) in enumerate(told) if w is when)


def _where(group: Sequence[EventMention]) -> Place | None:
    """The place most mentions give; a city before its country."""
    told = [m.where for m in group if m.where is not None]
    if not told:
        return None
    counted = Counter(p.name for p in told)
    return max(told, key=lambda p: (p.kind != "country", counted[p.name], p.name))


def summary(account: Account, lead: EventMention, actors: Sequence[Actor], recipients: Sequence[Actor]) -> str:
    """One line for people, in the lead mention's own words between the names of its ends."""
    text, verb = account.report.text, _verb(account, lead)
    start = min((p.span.start for p in lead.recipients), default=-1)
    if not recipients or lead.reciprocal:
        line = f"{names([*actors, *recipients])} {verb}{_tail(text, lead)}"
    elif lead.trigger.end <= start <= lead.trigger.start + LONGEST_LINK:
        line = f"{names(actors)} {verb}{text[lead.trigger.end : start]} {names(recipients)}"
    elif actors and lead.recipients and start < lead.trigger.start:
        line = f"{names(actors)} – {verb} – {names(recipients)}"
    else:
        line = f"{names(actors)} {verb} {names(recipients)}" if actors else f"{names(recipients)} {verb}"
    line = " ".join(line.split()).strip(" –")
    return line[:1].upper() + line[1:]


def _verb(account: Account, lead: EventMention) -> str:
    """The event word; a bare 'travel' of 'will travel' reads 'to travel', of 'may travel' 'may travel'."""
    word = account.report.text[lead.trigger.start : lead.trigger.end]
    tokens = account.reading.parse.tokens if account.reading else ()
    bare = any(t.start == lead.trigger.start and t.tag == "VB" for t in tokens)
    if not bare:
        return word
    return {"planned": f"to {word}", "possible": f"may {word}", "denied": f"not to {word}"}.get(lead.status, word)


def _tail(text: str, lead: EventMention) -> str:
    """The clause after the event word, cut at a word."""
    words = text[lead.trigger.end : lead.span.end]
    if len(words) > LONGEST_LINK:
        words = words[:LONGEST_LINK].rsplit(" ", 1)[0] + " …"
    return words.rstrip(" .,;")


def names(actors: Sequence[Actor]) -> str:
    """'Russia', 'Russia and China', 'A, B, C and 2 more'; '' for nobody."""
    listed = [a.name for a in actors[:NAMED_AT_MOST]]
    if len(actors) > NAMED_AT_MOST:
        return f"{', '.join(listed)} and {len(actors) - NAMED_AT_MOST} more"
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def order(events: Sequence[Event], accounts: Mapping[str, Account]) -> tuple[Event, ...]:
    """The most corroborated first; among equals what the reports themselves put first, then the text's order.

    A report counts for an event only where it tells it surely.
    """
    rank = {r: n for n, r in enumerate(accounts)}

    def key(event: Event) -> tuple[float, ...]:
        first = min((rank[m.report], m.span.start) for m in event.mentions)
        return (-surely_told_by(event), -round(expected_support(event), 1), -_placement(event, accounts), *first)

    return tuple(sorted(events, key=key))


def _placement(event: Event, accounts: Mapping[str, Account]) -> float:
    """How prominently it is told: in a headline, near the top, more than once, with both ends named."""
    top = max(1 - m.span.start / max(1, len(accounts[m.report].report.text)) for m in event.mentions)
    often = min(4, len(event.mentions)) / 4
    named = sum(any(a.kind != "group" or a.country for a in side) for side in (event.actors, event.recipients))
    return top + any(m.headline for m in event.mentions) + often + 0.5 * named


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


__all__ = ["build_event", "names", "order", "surely_told_by", "timeline", "told_surely", "upcoming"]
