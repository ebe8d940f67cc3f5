"""The two pictures: marks say status and precision, ties say who with whom."""

from __future__ import annotations

import datetime as dt

import lxml.etree
import pytest

from brief_samples import ALL, A, crowded, event, fishing, mention, single
from tidings.brief.pictures import ACTORS_MOST, TIMELINE_MOST, UNDATED_MOST, network, timeline, who_with_whom
from tidings.codebook.book import from_source
from tidings.records import Actor, When


def events_of(brief):
    return brief.comparisons[0].events


def actor(code, kind="state", id=None):
    return Actor(id=id or f"state:{code}", name=id or code.title(), kind=kind, country=code)


def told(type, status, one, other, *, reciprocal=False):
    said = mention(A, "Norway could lower its tariffs", "lower", type, status, reciprocal=reciprocal)
    return event("x", said, actors=tuple(one), recipients=tuple(other))


FRA, DEU, ITA = actor("FRA"), actor("DEU"), actor("ITA")


@pytest.mark.parametrize("name", sorted(ALL))
def test_both_are_well_formed(name):
    for comparison in ALL[name]().comparisons:
        ids = {e.id: f"#e{n}" for n, e in enumerate(comparison.events)}
        for svg in (timeline(comparison.events, ids), who_with_whom(comparison.events)):
            if svg:
                lxml.etree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_timeline_links_each_event_and_shows_its_status():
    events = events_of(fishing())
    svg = timeline(events, {e.id: f"#e{n}" for n, e in enumerate(events)})
    assert all(f'href="#e{n}"' in svg for n in range(len(events)))
    assert svg.count('class="mark planned"') == 1
    assert svg.count('class="cross cancelled"') == 1
    assert 'class="undated"' in svg


def test_one_event_makes_no_timeline():
    assert timeline(events_of(single()), {}) == ""


def test_a_long_timeline_is_bounded():
    many = events_of(crowded()) * 2
    assert timeline(many, {}).count("<a ") == TIMELINE_MOST
    undated = [e for e in many if e.when is None]
    assert timeline(undated, {}).count("<a ") == UNDATED_MOST
    assert 'class="undated"' not in timeline(undated, {})  # which parts them from dated ones


@pytest.mark.parametrize(
    ("first", "last", "height"),
    [("2025-03-01", "2025-03-01", 10), ("2025-03-03", "2025-03-09", 20), ("2025-03-01", "2025-03-31", 26), ("2025-01-01", "2025-12-31", 38)],
)  # fmt: skip
def test_a_mark_is_longer_the_less_exactly_it_is_dated(first, last, height):
    time = When(
        text="t",
        edtf=None,
        earliest=dt.date.fromisoformat(first),
        latest=dt.date.fromisoformat(last),
        basis="text",
    )
    said = mention(A, "Norway could lower its tariffs", "lower", "CONSULT", "happened", when=time)
    assert timeline([event("x", said), event("y", said)], {}).count(f'height="{height}"') == 2


@pytest.mark.parametrize(
    ("events", "ties"),
    [
        ([told("CONSULT", "happened", [FRA], [DEU])], [("DEU", "FRA", False, 1, False, True, True)]),
        (
            [told("CONSULT", "planned", [DEU], [FRA], reciprocal=True)],
            [("DEU", "FRA", False, 1, False, False, False)],
        ),
        (
            [told("CONSULT", "happened", [DEU, FRA], [], reciprocal=True)],
            [("DEU", "FRA", False, 1, False, False, True)],
        ),
        (
            [told("ASSAULT", "happened", [FRA], [DEU]), told("ACCUSE", "happened", [DEU], [FRA])],
            [("DEU", "FRA", True, 2, True, True, True)],
        ),
        (
            [told("AID", "happened", [FRA], [DEU]), told("ACCUSE", "happened", [FRA], [DEU])],
            [("DEU", "FRA", False, 1, False, True, True), ("DEU", "FRA", True, 1, False, True, True)],
        ),
        ([told("NO-SUCH-TYPE", "happened", [FRA], [DEU])], []),
        ([told("CONSULT", "happened", [FRA], [])], []),
    ],
)
def test_ties(events, ties):
    _, found, left_out = network(events)
    assert [(t.one, t.other, t.conflict, t.events, t.forward, t.backward, t.done) for t in found] == ties
    assert left_out == 0


def test_a_codebook_of_one_s_own_says_what_is_conflict():
    own = from_source(
        '[codebook]\nname = "Lakes"\n[[types]]\nid = "AID"\ndefinition = "Takes water."\nquad = 4\nintensity = -9.0'
    )
    events = [told("AID", "happened", [FRA], [DEU])]
    assert [t.conflict for t in network(events)[1]] == [False]
    assert [t.conflict for t in network(events, own)[1]] == [True]
    assert who_with_whom(events) != who_with_whom(events, own)


def test_people_stand_for_their_country_where_countries_deal_with_each_other():
    person = actor("FRA", "person", id="person:m")
    names, ties, _ = network([told("CONSULT", "happened", [person], [DEU])])
    assert set(names) == {"FRA", "DEU"}
    assert names["FRA"] == "France"
    assert len(ties) == 1


def test_inside_one_country_each_actor_stands_alone():
    one, other = actor("FRA", "person", id="person:m"), actor("FRA", "person", id="person:n")
    names, _, _ = network([told("ACCUSE", "happened", [one], [other])])
    assert set(names) == {"person:m", "person:n"}


def test_a_crowd_is_cut_to_the_most_active():
    names, ties, left_out = network(events_of(crowded()))
    assert len(names) == ACTORS_MOST
    assert left_out == 3
    assert all(t.one in names and t.other in names for t in ties)


def test_groups_without_a_name_make_no_node():
    others = Actor(id="group:others", name="others", kind="group")
    west = Actor(id="group:the-west", name="the West", kind="group")
    names, _, left_out = network(
        [told("CONSULT", "happened", [FRA], [others]), told("CONSULT", "happened", [FRA], [west])]
    )
    assert set(names) == {"FRA", "group:the-west"}
    assert left_out == 1


def test_no_ties_no_picture():
    assert who_with_whom(events_of(single())) == ""
