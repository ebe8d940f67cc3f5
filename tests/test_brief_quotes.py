"""Which words of a report are quoted for an event."""

from __future__ import annotations

from brief_samples import event, mention, report
from tidings.brief.view import _best
from tidings.records import Actor

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
