"""Corrections of actors that make no sense are refused, with the reason."""

from __future__ import annotations

import pytest

from tidings.compare.actors.judgements import check_fields, check_merge
from tidings.errors import JudgementError

WEBER, PAUL = ("person:weber", "person"), ("person:paul-weber", "person")
FRANCE, COUNCIL = ("state:FRA", "state"), ("org:relief-council", "organisation")
MINISTER = ("group:deu-minister", "group")

JOINED = [
    (WEBER, PAUL),
    (MINISTER, WEBER),  # an unnamed group may be a person
    (COUNCIL, MINISTER),
]
PARTED = [
    (WEBER, FRANCE, "person:weber (a person) and state:FRA (a state) cannot be one actor"),
    (FRANCE, WEBER, "state:FRA (a state) and person:weber (a person) cannot be one actor"),
    (COUNCIL, WEBER, "cannot be one actor: a merge joins two of one kind"),
    (COUNCIL, FRANCE, "cannot be one actor"),
    (WEBER, PAUL[:1] + FRANCE[1:], "correct it first"),
    (WEBER, WEBER, "two different actors are wanted to be one, got person:weber twice"),
]
GIVEN = [
    {"name": "Anna Weber"},
    {"country": "DEU", "sector": "GOV"},
    {"country": "XKX", "kind": "organisation", "sector": "NGO", "name": "Relief Council"},
]
WRONG = [
    ({}, "name, kind, country, sector can be corrected; got nothing"),
    ({"colour": "red", "name": "Anna"}, "can be corrected; got colour, name"),
    ({"name": "  "}, "an actor's name cannot be empty"),
    ({"kind": "thing"}, "'thing' is no kind of actor; allowed are state, person, organisation, group"),
    ({"kind": ""}, "'' is no kind of actor"),
    ({"country": "GER"}, "No country has the code 'GER'"),
    ({"country": "deu"}, "No country has the code 'deu'"),
    ({"country": ""}, "No country has the code ''"),
    ({"country": "DEU", "sector": "KING"}, "'KING' is no PLOVER sector; allowed are"),
]


@pytest.mark.parametrize(("actor", "into"), JOINED)
def test_two_of_one_kind_may_be_one_and_a_group_may_be_anyone(actor: tuple[str, str], into: tuple[str, str]) -> None:
    check_merge(actor, into)


@pytest.mark.parametrize(("actor", "into", "reason"), PARTED)
def test_what_cannot_be_one_is_not_joined(actor: tuple[str, str], into: tuple[str, str], reason: str) -> None:
    with pytest.raises(JudgementError) as raised:
        check_merge(actor, into)
    assert reason in str(raised.value)


@pytest.mark.parametrize("fields", GIVEN)
def test_fields_of_an_actor_that_can_be(fields: dict[str, str]) -> None:
    check_fields(fields)


@pytest.mark.parametrize(("fields", "reason"), WRONG)
def test_fields_that_cannot_be_are_refused_with_what_is_allowed(fields: dict[str, str], reason: str) -> None:
    with pytest.raises(JudgementError) as raised:
        check_fields(fields)
    assert reason in str(raised.value)
