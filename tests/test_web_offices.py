"""Who is said to hold which office: kept with each story, shown on the page of an actor, each with words and days."""

from __future__ import annotations

import contextlib
import dataclasses
import re

import pytest

from desk_samples import client
from library_samples import account, mention, report
from tidings.library import Library
from tidings.library import offices as offices_module
from tidings.library.offices import fill_offices, note_offices_due, offices_due
from tidings.library.pages import actor_offices
from tidings.records import Actor, ActorMention, Span

KOT = Actor(id="person:jan-kot", name="Jan Kot", kind="person", country="POL", sector="GOV", role="trade minister")
LIS = Actor(id="person:ewa-lis", name="Ewa Lis", kind="person", country="POL", sector="GOV", role="Trade Minister")
FIRMS = Actor(id="group:firms", name="firms", kind="group", country="POL", sector="BUS")


def told(text, *people, outlet="Gulf Wire", published=None, met=True):
    """A report that names people; the first of them meets the firms."""
    one = report(text, outlet=outlet, published=published)
    events = [mention(one, "met firms", "CONSULT", [people[0]], [FIRMS])] if met else []
    made = account(one, *events)
    found = []
    for person in people:
        start = text.index(person.name)
        span = Span(start=start, end=start + len(person.name))
        found.append(ActorMention(span=span, head=0, form="name", actors=(person,)))
    return dataclasses.replace(made, reading=dataclasses.replace(made.reading, actors=tuple(found)))


FIRST = told("Minister in Radom\n\nTrade minister Jan Kot met firms in Radom on tariffs.", KOT, published="2022-09-08")
AGAIN = told(
    "Talks in Gdynia harbour\n\nJan Kot, the trade minister, met firms of the harbour.",
    KOT,
    outlet="Harbour Post",
    published="2022-09-20",
)
OTHER = told(
    "Sugar prices climb\n\nThe grocers' fair was opened by Trade Minister Ewa Lis, who met firms.",
    LIS,
    outlet="Daily Sugar",
    published="2022-11-02",
)
UNDATED = told("Cement and kilns\n\nKiln owners said that Ewa Lis met firms twice.", LIS, outlet="Kiln News")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "offices.tidings"
    with Library(made, create=True) as library:
        list(library.add_accounts([FIRST, AGAIN, OTHER, UNDATED], coder="by hand"))
    return made


def offices(path, id):
    with Library(path) as library:
        return [
            (
                o["country"],
                o["office"].lower(),
                [(h["holder"], h["reports"], h["first"], h["last"]) for h in o["holders"]],
            )
            for o in actor_offices(library, id)
        ]


def test_an_office_has_all_its_holders_with_the_days_of_the_reports(path):
    kot, lis = ("person:jan-kot", 2, "2022-09-08", "2022-09-20"), ("person:ewa-lis", 2, "2022-11-02", "2022-11-02")
    assert offices(path, "person:jan-kot") == [("POL", "trade minister", [kot, lis])]
    assert offices(path, "person:ewa-lis") == [("POL", "trade minister", [lis, kot])]
    assert offices(path, "group:firms") == []


def test_the_page_of_an_actor_shows_both_holders_with_their_words(path):
    with client(path) as visitor:
        page = visitor.get("/actors/person:jan-kot").text
    (panel,) = re.findall(r'<section class="panel offices".*?</section>', page, re.DOTALL)
    assert "Poland" in panel
    assert "reports name 2 holders" in panel
    assert "2 reports, 8 Sep 2022 to 20 Sep 2022</span>" in panel
    assert "2 reports, 2 Nov 2022, 1 without a date</span>" in panel
    assert "<mark>Jan Kot</mark>, the trade minister, met firms" in panel
    assert "opened by Trade Minister <mark>Ewa Lis</mark>" in panel
    assert "Harbour Post</bdi>, 20 Sep 2022" in panel
    assert "Gdynia harbour" not in panel  # the headline is another line
    for address in re.findall(r'href="(/reports/[^"#]+)', panel):
        with client(path) as visitor:
            assert visitor.get(address).status_code == 200


def test_an_actor_of_no_office_has_no_such_panel(path):
    with client(path) as visitor:
        assert "panel offices" not in visitor.get("/actors/group:firms").text


def test_a_statement_of_unknown_day_says_so(tmp_path):
    path = tmp_path / "one.tidings"
    with Library(path, create=True) as library:
        list(library.add_accounts([UNDATED], coder="by hand"))
    with client(path) as visitor:
        page = visitor.get("/actors/person:ewa-lis").text
    assert "1 report, no date" in page
    assert "Kiln News</bdi>, no date" in page


def test_offices_follow_corrections_and_removals(path):
    with Library(path) as library:
        number = library.merge_actors("person:jan-kot", "person:ewa-lis")
    assert [h[:2] for _, _, holders in offices(path, "person:jan-kot") for h in holders] == [("person:jan-kot", 4)]
    with Library(path) as library:
        library.undo(number)
        library.remove(OTHER.report.id)
    kot, lis = ("person:jan-kot", 2, "2022-09-08", "2022-09-20"), ("person:ewa-lis", 1, None, None)
    assert offices(path, "person:jan-kot") == [("POL", "trade minister", [kot, lis])]


def test_one_who_is_only_named_holds_an_office_and_is_corrected_too(tmp_path):
    """No event names Lis, so no page of events leads to her; a correction reaches what was stated all the same."""
    path = tmp_path / "named.tidings"
    both = told("Tariff row\n\nTrade minister Jan Kot met firms. Ewa Lis looked on.", KOT, LIS, published="2022-09-08")
    with Library(path, create=True) as library:
        list(library.add_accounts([both, AGAIN], coder="by hand"))
        (office,) = actor_offices(library, "person:jan-kot")
        assert [(h["holder"], h["known"]) for h in office["holders"]] == [("person:jan-kot", 1), ("person:ewa-lis", 0)]
        list(library.add_accounts([OTHER], coder="by hand"))
        library.merge_actors("person:jan-kot", "person:ewa-lis")
        (office,) = actor_offices(library, "person:jan-kot")
        assert [h["holder"] for h in office["holders"]] == ["person:jan-kot"]


def _older(path, *changes):
    """The library as if it had not kept offices yet, and some statements carried out."""
    with Library(path) as library, library.store.write() as db:
        db.execute("DELETE FROM offices")
        for change in changes:
            db.execute(change)
        note_offices_due(db)


def test_an_older_library_is_given_its_offices(path):
    before = offices(path, "person:jan-kot")
    _older(path)
    assert offices(path, "person:jan-kot") == []
    with Library(path) as library:
        due = offices_due(library.store.db)
        told: list[tuple[int, int]] = []
        assert due
        assert library.settle(on_progress=lambda done, all: told.append((done, all))) == 0
        assert told[0] == (0, due)
        assert offices_due(library.store.db) == 0
        assert fill_offices(library.store) == 0  # and no second time
    assert offices(path, "person:jan-kot") == before != []


@pytest.mark.parametrize("lot", [1, 2, 50])
def test_offices_of_an_older_library_come_in_lots_that_go_on(path, monkeypatch, lot):
    monkeypatch.setattr("tidings.library.offices._AT_ONCE", lot)
    before = offices(path, "person:jan-kot")
    _older(path)
    with Library(path) as library:
        due = offices_due(library.store.db)

        def cut_off(done, all):
            if done:
                raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            fill_offices(library.store, on_progress=cut_off)
        left = offices_due(library.store.db)
        assert left == max(0, due - lot)
        assert fill_offices(library.store) == left
        assert offices_due(library.store.db) == 0
    assert offices(path, "person:jan-kot") == before


def test_a_story_that_waits_or_is_damaged_does_not_keep_the_other_offices_waiting(path):
    before = offices(path, "person:jan-kot")
    _older(path, "UPDATE stories SET version = version + 1")
    with Library(path) as library:
        assert fill_offices(library.store) == 0  # its comparison will tell
        assert library.settle() > 0
    assert offices(path, "person:jan-kot") == before
    _older(path)
    with Library(path) as library:
        with library.store.write() as db:
            db.execute("UPDATE codings SET reading = x'00' WHERE report = (SELECT min(number) FROM reports)")
        assert fill_offices(library.store) > 0
        assert offices_due(library.store.db) == 0


def test_who_adds_to_an_older_library_does_not_wait_for_its_offices(path):
    _older(path)
    with Library(path) as library:
        due = offices_due(library.store.db)
        list(library.add_accounts([told("Mayor of Torun\n\nMayor Ewa Lis met firms in Torun on rents.", LIS)]))
        assert offices_due(library.store.db) == due
        assert library.stats()["stories_waiting"] == 0


def test_a_story_that_changes_while_its_offices_are_taken_is_left_to_its_comparison(path, monkeypatch):
    _older(path)
    with Library(path) as library:
        taken = offices_module._stated

        def changing(db, story, judged):
            with Library(path) as other, other.store.write() as beside:
                beside.execute("UPDATE stories SET version = version + 1 WHERE number = ?", (story,))
            return taken(db, story, judged)

        monkeypatch.setattr(offices_module, "_stated", changing)
        assert fill_offices(library.store) > 0
        assert library.store.db.execute("SELECT count(*) FROM offices").fetchone()[0] == 0
        assert library.settle() > 0
        assert library.store.db.execute("SELECT count(*) FROM offices").fetchone()[0] > 0


def test_the_page_says_that_offices_are_still_to_be_taken(path):
    _older(path)
    with client(path) as visitor:
        assert "tidings settle" in visitor.get("/actors/person:jan-kot").text
        with Library(path) as library:
            library.settle()
        assert "tidings settle" not in visitor.get("/actors/person:jan-kot").text
