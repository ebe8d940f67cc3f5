"""Corrections of actors: they win over the machine's answer, last, and are refused where they make no sense."""

from __future__ import annotations

import datetime as dt

import pytest

from tidings.compare.actors.judgements import (
    Judgement,
    apply,
    idle,
    judge,
    merge,
    rename,
    set_country,
    set_sector,
    split,
    standing,
    undo,
)
from tidings.errors import JudgementError
from tidings.records import Actor

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)

WEBER = Actor(id="person:weber", name="Weber", kind="person", country="DEU", sector="GOV", role="minister")
PAUL = Actor(id="person:paul-weber", name="Paul Weber", kind="person", country="DEU", sector="GOV")
FRANCE = Actor(id="state:FRA", name="France", kind="state", country="FRA", sector="GOV")
SPAIN = Actor(id="state:ESP", name="Spain", kind="state", country="ESP", sector="GOV")
BODY = Actor(id="org:relief-council", name="Relief Council", kind="organisation")
MINISTER = Actor(id="group:deu-minister", name="German minister", kind="group", country="DEU", sector="GOV")
LINKED = {
    ("r1", "person:weber"): WEBER,
    ("r2", "person:weber"): WEBER,
    ("r1", "person:paul-weber"): PAUL,
    ("r1", "state:FRA"): FRANCE,
    ("r2", "state:ESP"): SPAIN,
    ("r2", "org:relief-council"): BODY,
    ("r2", "group:deu-minister"): MINISTER,
}


def made(*judgements: Judgement) -> tuple[Judgement, ...]:
    kept: tuple[Judgement, ...] = ()
    for judgement in judgements:
        kept = judge(LINKED, kept, judgement)
    return kept


MERGED = merge("person:weber", "person:paul-weber", user="ada", at=NOON)
CORRECTIONS = [
    (MERGED, ("r2", "person:weber"), PAUL),
    (
        merge("group:deu-minister", "person:weber", user="ada", at=NOON),  # an unnamed group may be a person
        ("r2", "group:deu-minister"),
        WEBER,
    ),
    (
        rename("org:relief-council", "Northern Relief Council", user="ada", at=NOON),
        ("r2", "org:relief-council"),
        Actor(id="org:relief-council", name="Northern Relief Council", kind="organisation"),
    ),
    (
        set_country("org:relief-council", "NOR", user="ada", at=NOON),
        ("r2", "org:relief-council"),
        Actor(id="org:relief-council", name="Relief Council", kind="organisation", country="NOR"),
    ),
    (
        set_sector("org:relief-council", "NGO", user="ada", at=NOON),
        ("r2", "org:relief-council"),
        Actor(id="org:relief-council", name="Relief Council", kind="organisation", sector="NGO"),
    ),
    (
        set_country("group:deu-minister", None, user="ada", at=NOON),  # None: it has no country
        ("r2", "group:deu-minister"),
        Actor(id="group:deu-minister", name="German minister", kind="group", sector="GOV"),
    ),
]


@pytest.mark.parametrize(("judgement", "key", "expected"), CORRECTIONS)
def test_a_judgement_wins_over_the_machine(judgement: Judgement, key: tuple[str, str], expected: Actor) -> None:
    assert apply(LINKED, made(judgement))[key] == expected


def test_a_split_touches_one_report_only() -> None:
    told = made(split("person:weber", report="r2", name="Anna Weber", user="ada", at=NOON))
    after = apply(LINKED, told)
    assert after["r2", "person:weber"].id == "person:anna-weber"
    assert after["r2", "person:weber"].name == "Anna Weber"
    assert after["r1", "person:weber"] == WEBER


def test_judgements_hold_after_each_other_and_the_later_wins() -> None:
    told = made(
        MERGED,
        rename("person:paul-weber", "Paul Weber Sr.", user="ada", at=LATER),
        rename("person:paul-weber", "Paul J. Weber", user="bob", at=LATER),
    )
    assert apply(LINKED, told)["r2", "person:weber"].name == "Paul J. Weber"


def test_judgements_survive_coding_again() -> None:
    """Another coding brings the actor back under the same id, in another report too."""
    again = {**LINKED, ("r9", "person:weber"): WEBER}
    assert apply(again, made(MERGED))["r9", "person:weber"] == PAUL


def test_undoing_brings_the_machine_s_answer_back_and_keeps_the_record() -> None:
    told = made(MERGED, undo(MERGED, user="bob", at=LATER))
    assert apply(LINKED, told) == LINKED
    assert len(told) == 2
    assert standing(told) == ()


def test_an_undone_judgement_can_be_made_again() -> None:
    again = merge("person:weber", "person:paul-weber", user="ada", at=LATER)
    told = made(MERGED, undo(MERGED.id, user="bob", at=LATER), again)
    assert apply(LINKED, told)["r1", "person:weber"] == PAUL


def test_judgements_on_actors_no_longer_there_are_shown() -> None:
    without = {key: actor for key, actor in LINKED.items() if actor != WEBER}
    assert idle(without, made(MERGED)) == (MERGED,)
    assert idle(LINKED, made(MERGED)) == ()
    assert apply(without, made(MERGED)) == without


def test_the_id_tells_judgements_apart() -> None:
    other = merge("person:weber", "person:paul-weber", user="bob", at=NOON)
    assert MERGED.id != other.id
    assert MERGED.id == merge("person:weber", "person:paul-weber", user="ada", at=NOON).id


REFUSED = [
    (merge("person:nobody", "person:weber", user="ada", at=NOON), "No actor has the id 'person:nobody'"),
    (merge("person:weber", "person:nobody", user="ada", at=NOON), "No actor has the id 'person:nobody'"),
    (merge("person:weber", "state:FRA", user="ada", at=NOON), "cannot be one actor"),
    (merge("state:FRA", "state:ESP", user="ada", at=NOON), "cannot be one actor"),
    (merge("org:relief-council", "person:weber", user="ada", at=NOON), "cannot be one actor"),
    (merge("person:weber", "person:weber", user="ada", at=NOON), "cannot be merged into itself"),
    (rename("person:weber", "  ", user="ada", at=NOON), "needs a name"),
    (split("person:weber", report="r3", name="Anna Weber", user="ada", at=NOON), "is not named in report 'r3'"),
    (split("person:weber", report="r1", name="Weber", user="ada", at=NOON), "needs another name"),
    (split("state:FRA", report="r1", name="Gaul", user="ada", at=NOON), "is a state"),
    (set_country("person:weber", "GER", user="ada", at=NOON), "No country has the code 'GER'"),
    (set_sector("person:weber", "KING", user="ada", at=NOON), "No PLOVER sector is called 'KING'"),
    (set_sector("person:nobody", "GOV", user="ada", at=NOON), "No actor has the id"),
    (rename("person:weber", "Otto Weber", user=" ", at=NOON), "needs the name of the user"),
    (rename("person:weber", "Otto Weber", user="ada", at=dt.datetime(2026, 3, 1)), "needs a time zone"),
    (undo("0123456789abcdef", user="ada", at=NOON), "No judgement has the id"),
]


@pytest.mark.parametrize(("judgement", "reason"), REFUSED)
def test_what_makes_no_sense_is_refused_with_the_reason(judgement: Judgement, reason: str) -> None:
    before = made(MERGED) if judgement.kind == "undo" else ()
    with pytest.raises(JudgementError, match=reason):
        judge(LINKED, before, judgement)


def test_nothing_is_undone_twice() -> None:
    told = made(MERGED, undo(MERGED, user="ada", at=LATER))
    with pytest.raises(JudgementError, match="undone already"):
        judge(LINKED, told, undo(MERGED, user="bob", at=LATER))


def test_merging_what_was_merged_away_is_refused() -> None:
    with pytest.raises(JudgementError, match="No actor has the id 'person:weber'"):
        judge(LINKED, made(MERGED), rename("person:weber", "Otto", user="ada", at=LATER))
