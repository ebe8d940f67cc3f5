"""Which words of a report are quoted for an event."""

from __future__ import annotations

import pytest

from brief_samples import event, mention, report
from tidings.brief.view import _best
from tidings.brief.wording import facts
from tidings.records import Actor, Place, When

GEORGIA, MALTA = (
    Actor(id=f"state:{c}", name=n, kind="state", country=c) for c, n in (("GEO", "Georgia"), ("MLT", "Malta"))
)
ENDS = {"Georgia": GEORGIA, "Malta": MALTA}


def test_two_who_do_it_to_each_other_are_named_either_way_round() -> None:
    other = report("Georgia and Malta signed a pact.", outlet="A")
    own = report("Malta and Georgia signed a pact. Georgia thanked Malta on Monday.", outlet="B")
    first = mention(
        other,
        other.text,
        "signed",
        "AGREE",
        "happened",
        actors=["Georgia"],
        recipients=["Malta"],
        who=ENDS,
        reciprocal=True,
    )
    signed, thanked = (
        mention(own, words, verb, "AGREE", "happened", actors=[a], recipients=[r], who=ENDS, confidence=sure, reciprocal=both)
        for words, verb, a, r, sure, both in (
            ("Malta and Georgia signed a pact.", "signed", "Malta", "Georgia", 0.9, True),
            ("Georgia thanked Malta on Monday.", "thanked", "Georgia", "Malta", 0.4, False),
        )
    )  # fmt: skip
    assert _best(event("They signed a pact.", first, thanked, signed))[own.id] == signed


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (["Monday", "Monday"], "“Monday” · Oslo"),
        (["Monday", None], "“Monday” · Oslo"),
        (["Monday", "next week"], "no date · Oslo"),
        (["some time after the talks in Bergen"], "no date · Oslo"),
        ([None], "no date · Oslo"),
    ],
)
def test_a_time_that_nothing_settles_is_shown_in_its_own_words(told: list[str | None], shown: str) -> None:
    one = report("Norway met Finland.")
    times = [When(text=words, edtf=None, earliest=None, latest=None, basis=None) if words else None for words in told]
    mentions = [mention(one, "Norway met Finland", "met", "CONSULT", "happened", when=when) for when in times]
    place = Place(name="Oslo", country="NOR", lat=59.9, lon=10.7, kind="city")
    assert facts(event("Norway met Finland", *mentions, when=None, where=place)) == shown
