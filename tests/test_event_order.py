"""Which events come first: the most corroborated, and among the first different happenings."""

from __future__ import annotations

import pytest

from tidings.compare.events import order
from tidings.records import Actor, Attribution, Event, EventMention, Origin, Participant, Span, Story

STORY = Story(id="s", title="t", reports=("a", "b"), origins=tuple(Origin(id=r, reports=(r,)) for r in "ab"))


def event(name: str, ends: str, *told: tuple[str, int, float]) -> Event:
    """An event between actors of one letter each; `told` are its passages: report, where it starts, how sure."""
    sides = tuple(Actor(id=f"person:{x}", name=x, kind="person") for x in ends)
    mentions = tuple(
        EventMention(
            id=f"{name}{n}",
            report=report,
            span=Span(start=start, end=start + 40),
            trigger=Span(start=start + 5, end=start + 9),
            type="CONSULT",
            mode=None,
            confidence=sure,
            status="happened",
            actors=(Participant(actor=sides[0], span=Span(start=start, end=start + 3)),),
            recipients=(Participant(actor=sides[1], span=Span(start=start + 20, end=start + 23)),),
            when=None,
            where=None,
            where_span=None,
            attribution=Attribution(kind="outlet"),
        )
        for n, (report, start, sure) in enumerate(told)
    )
    return Event(
        id=name,
        type="CONSULT",
        mode=None,
        status="happened",
        summary=name,
        actors=sides[:1],
        recipients=sides[1:],
        when=None,
        where=None,
        reports=len({m.report for m in mentions}),
        origins=len({m.report for m in mentions}),
        mentions=mentions,
    )


FIRST = event("first", "xy", ("a", 0, 0.9))

ORDERS = {
    "the surer first": ((event("doubted", "pq", ("a", 100, 0.3)), FIRST), "first doubted"),
    "two reports before one": ((FIRST, event("both", "pq", ("a", 100, 0.5), ("b", 100, 0.5))), "both first"),
    "other ends before the same two again": (
        (FIRST, event("again", "xy", ("a", 100, 0.7)), event("others", "pq", ("a", 200, 0.6))),
        "first others again",
    ),
    "another passage before the same one": (
        (FIRST, event("beside", "pq", ("a", 20, 0.65)), event("elsewhere", "rs", ("a", 200, 0.6))),
        "first elsewhere beside",
    ),
    "the same two, told much more surely": (
        (FIRST, event("again", "xy", ("a", 100, 0.85)), event("others", "pq", ("a", 200, 0.4))),
        "first again others",
    ),
}


@pytest.mark.parametrize(("events", "wanted"), ORDERS.values(), ids=ORDERS)
def test_order(events: tuple[Event, ...], wanted: str) -> None:
    assert [e.id for e in order(events, STORY)] == wanted.split()


def test_all_events_are_kept() -> None:
    many = tuple(event(f"e{n}", "xy", ("a", 50 * n, 0.5)) for n in range(100))
    found = order(many, STORY)
    assert sorted(e.id for e in found) == sorted(e.id for e in many)
    assert found == order(many, STORY)


def test_no_events() -> None:
    assert order((), STORY) == ()
