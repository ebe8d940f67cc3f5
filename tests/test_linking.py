"""The same actor in several reports: who is joined, who is kept apart, who holds which office."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tidings.clean import clean
from tidings.compare.actors import holdings, link_actors
from tidings.ingest import report_from_text
from tidings.reading import read_many
from tidings.records import Account, Actor, ActorMention, Span


def accounts(*texts: str) -> list[Account]:
    reports = [
        report_from_text(text, published=dt.date(2026, 3, n), outlet=f"Paper {n}") for n, text in enumerate(texts, 1)
    ]
    segments = [clean(r) for r in reports]
    readings = read_many(list(zip(reports, segments, strict=True)))
    return [
        Account(report=r, segments=s, reading=reading)
        for r, s, reading in zip(reports, segments, readings, strict=True)
    ]


def story(*texts: str) -> list[set[Actor]]:
    """For each report its actors as the story has them."""
    told = accounts(*texts)
    linked = link_actors(told)
    return [{actor for (report, _), actor in linked.items() if report == a.report.id} for a in told]


ONE = [
    # a surname alone joins the one full name
    ("Chinese President Xi Jinping met aides.", "Mr. Xi met aides in Beijing.", "person:xi-jinping"),
    # a middle name more or less
    ("Susan E. Rice met aides.", "Susan Rice met aides.", "person:susan-e-rice"),
    # an office that the report leaves unnamed
    ("Chinese President Xi Jinping met aides.", "China's president met aides.", "person:xi-jinping"),
    ("President Igor Vasin spoke.", "The president spoke on Monday.", "person:igor-vasin"),
    # another spelling
    ("Palestinian leader Yasser Arafat spoke.", "Palestinian leader Yasir Arafat spoke.", None),
    # a slip of the pen inside a long first name
    ("Mexican President Vicente Robles spoke.", "Former President Vincente Robles spoke.", None),
    # an acronym and the name spelt out
    ("NATO sent ships.", "The North Atlantic Treaty Organization sent ships.", "org:nato"),
    # the team of one person, under a short and a long name
    ("Donald Trump spoke. Donald Trump's lawyers objected.", "Mr. Trump's lawyers objected.", "group:trump-lawyer"),
]


@pytest.mark.parametrize(("first", "second", "id"), ONE)
def test_one_actor_in_two_reports(first: str, second: str, id: str | None) -> None:
    here, there = story(first, second)
    shared = {a.id for a in here} & {a.id for a in there}
    assert shared
    assert id is None or id in shared


APART = [
    ("Kim Jong Un met aides.", "Kim Jong Il met aides.", "person:"),
    ("North Korea fired a missile.", "South Korea fired a missile.", "state:"),
    ("Hillary Clinton met aides.", "Bill Clinton met aides.", "person:"),
    ("Russian President Igor Orlov spoke.", "Bulgarian President Igor Orlov spoke.", "person:"),
    ("President Igor Vasin spoke.", "Former President Ivan Orlov spoke.", "person:"),
]


@pytest.mark.parametrize(("first", "second", "kind"), APART)
def test_two_actors_in_two_reports(first: str, second: str, kind: str) -> None:
    here, there = story(first, second)
    people = [{a.id for a in side if a.id.startswith(kind)} for side in (here, there)]
    assert all(people)
    assert not people[0] & people[1]


def test_a_surname_that_fits_two_people_equally_stays_its_own() -> None:
    *_, last = story("Hillary Clinton met Bill Clinton.", "Mr. Stone met Clinton.")
    assert "person:clinton" in {a.id for a in last if a.kind == "person"} or not any("clinton" in a.id for a in last)


def test_what_one_report_adds_all_reports_have() -> None:
    first, second = story("German Chancellor Paul Weber spoke.", "Paul Weber spoke.")
    assert [a.country for a in second if a.id == "person:paul-weber"] == ["DEU"]
    assert first & second


def test_an_office_with_two_holders_keeps_both_with_their_dates() -> None:
    told = accounts("French President Jean Morel spoke.", "French President Anne Petit spoke.")
    found = [h for h in holdings(told, link_actors(told)) if h.office == "president"]
    assert [(h.holder.name, h.country, h.published) for h in found] == [
        ("Jean Morel", "FRA", dt.date(2026, 3, 1)),
        ("Anne Petit", "FRA", dt.date(2026, 3, 2)),
    ]
    texts = {a.report.id: a.report.text for a in told}
    assert all(h.evidence.span.quote(texts[h.evidence.report]) == h.evidence.quote for h in found)


def test_an_office_with_two_holders_names_nobody_by_itself() -> None:
    *_, last = story(
        "French President Jean Morel spoke.", "French President Anne Petit spoke.", "The French president left."
    )
    assert not [a for a in last if a.kind == "person"]


ONE_PERSON = [
    ("Special counsel Robert Hale spoke in Washington.", "The special counsel spoke on Monday.", True),
    ("House Majority Whip Steve Adler spoke.", "The House minority whip left.", False),
    ("President Igor Vasin spoke.", "A new president will speak in May.", False),
]


@pytest.mark.parametrize(("first", "second", "same"), ONE_PERSON)
def test_an_office_of_several_words_is_held_by_whom_all_of_them_fit(first: str, second: str, same: bool) -> None:
    *_, last = story(first, second)
    assert bool([a for a in last if a.kind == "person"]) is same


def test_a_surname_that_was_read_as_a_group_is_the_one_person_of_that_name() -> None:
    told = accounts("Chancellor Paul Weber spoke in Berlin.", "Nobody spoke in Berlin.")
    weber = Actor(id="group:weber", name="Weber", kind="group")
    reading = told[1].reading
    assert reading is not None
    head = next(t for t in reading.parse.tokens if t.text == "Nobody")
    mention = ActorMention(span=Span(start=0, end=6), head=head.i, form="nominal", actors=(weber,))
    read_so = replace(told[1], reading=replace(reading, actors=(mention,)))
    linked = link_actors([told[0], read_so])
    assert linked[read_so.report.id, "group:weber"].id == "person:paul-weber"


def test_a_crowd_without_a_country_is_the_one_that_has_one() -> None:
    told = story("Bolivian miners blocked a road.", "The miners blocked a road.")
    assert {a.id for a in told[1]} == {"group:bol-miner"} <= {a.id for a in told[0]}


@pytest.mark.parametrize(
    "texts",
    [
        ("Bolivian miners blocked a road.", "Peruvian miners blocked it too.", "The miners went home."),
        ("Bolivian officials blocked a road.", "The officials blocked a road."),
    ],
)
def test_a_crowd_that_may_be_another_stays_its_own(texts: tuple[str, ...]) -> None:
    assert all(a.country is None for a in story(*texts)[-1])
