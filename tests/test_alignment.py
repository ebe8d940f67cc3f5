"""Event mentions of several reports become events: what is joined, and what never is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tidings.clean import clean
from tidings.codebook import Label, Pair
from tidings.coding import code
from tidings.compare import compare
from tidings.compare.events import order
from tidings.ingest import report_from_text
from tidings.reading import read
from tidings.records import Account, Comparison, Origin, Story

TYPES = {
    "met": "CONSULT", "meet": "CONSULT", "meeting": "CONSULT", "talks": "CONSULT", "attacked": "ASSAULT",
    "shelled": "ASSAULT", "shelling": "ASSAULT", "condemned": "ACCUSE", "arrested": "COERCE", "signed": "SUPPORT",
}  # fmt: skip


class ByWord:
    """A classifier that goes by the event word alone, so that only the joining is tested."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        return tuple(self._label(p.sentence[slice(*p.trigger)] if p.trigger else "") for p in pairs)

    @staticmethod
    def _label(word: str) -> Label:
        return Label(
            type=TYPES.get(word, "NONE"),
            confidence=0.9,
            mode=None,
            status="happened",
            status_confidence=1.0,
            scores=(),
        )


def told(*texts: str, published: str = "2024-05-10") -> Comparison:
    """The comparison of short reports that all tell one story."""
    accounts = []
    for n, text in enumerate(texts):
        report = report_from_text(text, outlet=f"Outlet {n}", published=dt.date.fromisoformat(published))
        segments = clean(report)
        reading = read(report, segments)
        accounts.append(
            Account(
                report=report,
                segments=segments,
                reading=reading,
                mentions=code(report, reading, classifier=ByWord()),
            )
        )
    ids = tuple(a.report.id for a in accounts)
    story = Story(id="s", title="t", reports=ids, origins=tuple(Origin(id=i, reports=(i,)) for i in ids))
    return compare(story, accounts)


JOINED = [
    # one army under two names
    ("Russian troops attacked the rebels near Homs.", "The Russian army attacked the rebels near Homs on Monday."),
    (
        "Kenya's President William Ruto met Somali leader Hassan Sheikh Mohamud in Nairobi on Monday.",
        "Ruto met Mohamud on Monday in the Kenyan capital.",
    ),
    (
        "Sudanese troops shelled the rebels near Kassala on Thursday.",
        "The rebels were shelled by Sudanese troops on Thursday.",
    ),
    ("Peru and Chile will meet in Lima next week.", "Chile will meet Peru in Lima on May 15."),
    # somebody's office and somebody's team are their side
    ("Anna Weber's office condemned Kenya in Geneva.", "Anna Weber's team condemned Kenya in Geneva."),
    ("Anna Weber's office condemned Kenya in Geneva.", "Anna Weber condemned Kenya in Geneva."),
]
APART = [
    # two dates
    ("Peru met Chile in Lima on Monday.", "Peru met Chile in Lima on May 2."),
    # over before the day for which the other plans it
    ("Kenya and Chad met in Lima.", "Kenya and Chad will meet in Lima in June."),
    # two countries
    ("Oman met Qatar in Muscat.", "Oman met Qatar in Geneva."),
    # the direction turned round
    ("Sudan attacked Chad near Adre.", "Chad attacked Sudan near Adre."),
    # different ends
    ("Police arrested the editor Jan Novak.", "Police arrested the singer Eva Mala."),
    # each speaks for himself, and a crowd is not one of it
    ("Prime Minister Narendra Modi condemned Chad.", "Some lawmakers condemned Chad."),
    ("President William Ruto condemned Chad.", "Prime Minister Narendra Modi condemned Chad."),
]


@pytest.mark.parametrize(("one", "other"), JOINED)
def test_two_tellings_of_one_occurrence_are_one_event(one: str, other: str) -> None:
    events = told(one, other).events
    assert len(events) == 1
    assert events[0].reports == 2


@pytest.mark.parametrize(("one", "other"), APART)
def test_occurrences_that_contradict_are_never_joined(one: str, other: str) -> None:
    assert all(e.reports == 1 for e in told(one, other).events)


def test_copies_count_as_one_origin_when_events_are_put_in_order() -> None:
    found = told(
        "Oman attacked Qatar.", "Oman attacked Qatar on Monday.", "Peru met Chile.", "Peru met Chile on Monday."
    )
    ids = found.story.reports
    for copied, first in ((ids[:2], "Peru"), (ids[2:], "Oman")):
        others = [i for i in ids if i not in copied]
        origins = (Origin(id="one", reports=copied), *(Origin(id=i, reports=(i,)) for i in others))
        events = order(found.events, replace(found.story, origins=origins))
        assert [a.name for a in events[0].actors][:1] == [first]


def test_a_side_that_is_left_open_is_filled_by_who_is_named_and_not_by_a_thing() -> None:
    texts = (
        "Charges condemned the editor Jan Novak.",
        "Prime Minister Narendra Modi condemned the editor Jan Novak.",
        "Jan Novak, an editor, was condemned.",
    )
    event = told(*texts).events[0]
    assert event.reports == 3
    assert [a.name for a in event.actors] == ["Narendra Modi"]


def test_a_day_that_only_the_opening_names_neither_parts_nor_differs() -> None:
    found = told(
        "The navy spoke on Wednesday. Kenya condemned Chad.", "The navy spoke on Thursday. Kenya condemned Chad."
    )
    event = next(e for e in found.events if e.type == "ACCUSE")
    assert event.reports == 2
    assert {str(m.when.earliest) for m in event.mentions if m.when} == {"2024-05-08", "2024-05-09"}
    assert not [d for d in found.differences if d.event == event.id and d.aspect == "when"]


def test_a_day_told_of_the_event_goes_before_the_day_of_the_news() -> None:
    found = told("The navy spoke on Wednesday. Kenya condemned Chad.", "On Thursday, Kenya condemned Chad.")
    event = next(e for e in found.events if e.type == "ACCUSE")
    assert event.reports == 2
    assert event.when is not None
    assert str(event.when.earliest) == "2024-05-09"


def test_people_of_one_surname_are_no_team() -> None:
    assert len(told("Anna Weber condemned Kenya.", "Karl Weber condemned Uganda.").events) == 2


def test_a_short_name_is_the_same_person_across_reports() -> None:
    events = told("President William Ruto met Hassan Sheikh Mohamud.", "Ruto met Mohamud.").events
    assert [a.name for a in events[0].actors] == ["William Ruto"]
    assert [a.name for a in events[0].recipients] == ["Hassan Sheikh Mohamud"]


def test_a_plan_and_its_happening_are_one_event_with_a_history() -> None:
    event = told("Peru will meet Chile in Lima on May 9.", "Peru met Chile in Lima on Thursday.").events[0]
    assert event.reports == 2
    assert {status for _, status in event.status_history} == {"planned", "happened"}


def test_a_line_is_told_in_words_of_the_status_beside_it() -> None:
    event = told("Peru will meet Chile in Lima on May 9.", "Peru met Chile on Thursday.").events[0]
    assert (event.status, event.summary) == ("happened", "Peru met Chile on Thursday")


def test_every_quote_is_the_stored_text() -> None:
    comparison = told(*JOINED[0])
    for event in comparison.events:
        for mention in event.mentions:
            assert mention.span.start <= mention.trigger.start < mention.trigger.end <= mention.span.end
