"""The library: what is kept, what is found, what lasts."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from library_samples import (
    CHAD,
    FINLAND,
    GOODS,
    NORWAY,
    TOWNS,
    account,
    mention,
    numbered,
    pact,
    pact_again,
    raid,
    report,
    when,
)
from tidings.errors import JudgementError, SettingError
from tidings.library import Library, LibraryBusy, LibraryError, grouping, parse
from tidings.library.codec import pack, pack_reading, unpack, unpack_account
from tidings.library.file import APPLICATION
from tidings.library.pages import story_cards
from tidings.library.paging import page
from tidings.library.schema import MIGRATIONS
from tidings.records import Account, Actor, Reading
from tidings.stories import Signal, Stories, signal


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "news.tidings"


@pytest.fixture
def library(path):
    with Library(path, create=True) as opened:
        yield opened


def fill(library: Library, *accounts: Account) -> None:
    list(library.add_accounts(accounts or (pact(), pact_again(), raid()), coder="by hand"))


# Keeping


def test_an_account_comes_back_as_it_was(library):
    given = raid()
    back = unpack_account(given.report, pack_reading(given), pack(given.mentions))
    assert back == given


def test_a_real_reading_comes_back_as_it_was():
    from tidings import clean, load, read
    from tidings.coding import code

    one = load(["examples/tanker-gulf-wire.txt"]).reports[0]
    segments = clean(one)
    reading = read(one, segments)
    given = Account(report=one, segments=segments, reading=reading, mentions=code(one, reading))
    assert unpack_account(one, pack_reading(given), pack(given.mentions)) == given
    assert isinstance(given.reading, Reading)


def test_a_signal_comes_back_as_it_was():
    given = signal(pact().report)
    assert unpack(Signal, pack(given)) == given


@pytest.mark.parametrize("data", [b"", b"nothing", pack({"a": 1}), pack([1, 2])])
def test_damaged_bytes_are_said_to_be(data):
    with pytest.raises(LibraryError, match="damaged"):
        unpack(Signal, data)


def test_adding_twice_changes_nothing(library):
    fill(library)
    before = "\n".join(library.store.db.iterdump())
    again = list(library.add_accounts([pact(), pact_again(), raid()], coder="by hand"))
    assert [a.new for a in again] == [False] * 3
    assert "\n".join(library.store.db.iterdump()) == before


def test_the_same_text_by_the_same_outlet_is_one_report(library):
    fill(library, pact())
    (again,) = library.add_accounts([pact(published="2022-09-10")], coder="by hand")
    assert not again.new
    (other,) = library.add_accounts([pact(outlet="Another")], coder="by hand")
    assert other.new


def test_a_report_is_on_disk_when_add_returns(library, path):
    adding = library.add_accounts([pact(), raid()], coder="by hand")
    first = next(adding)
    with Library(path) as other:
        assert other.report(first.report) == pact().report


def test_stories_and_events(library):
    fill(library)
    stories = library.stories()
    assert [(s["reports"], s["origins"], s["events"]) for s in stories] == [(1, 1, 2), (2, 2, 1)]
    (pact_event,) = library.events("country:NOR")
    assert (pact_event["type"], pact_event["reports"], pact_event["place"]) == ("AGREE", 2, "Oslo")
    assert [a["id"] for a in pact_event["actors"]] == ["state:NOR"]
    brief = library.story(stories[1]["id"][:6])
    assert [r.outlet for r in brief.reports] == ["Gulf Wire", "Harbour Post"]
    assert brief.comparisons[0].events[0].id == pact_event["id"]
    assert set(brief.segments) == {r.id for r in brief.reports}


def test_a_story_keeps_its_id_as_it_grows_and_its_history_is_kept(library):
    fill(library, pact(status="planned"))
    (story,) = library.stories()
    (event,) = library.events()
    assert event["status"] == "planned"
    fill(library, pact_again(), pact(outlet="Third"))
    (grown,) = library.stories()
    (later,) = library.events()
    assert (grown["id"], grown["reports"]) == (story["id"], 3)
    assert (later["id"], later["status"]) == (event["id"], "happened")
    kinds = [n["kind"] for n in library.news("24h")]
    assert kinds == ["event-status", "story-grew", "story-grew", "story-new"]
    change = library.news("1h", limit=1)[0]
    assert (change["before"], change["after"], change["event"]) == ("planned", "happened", event["id"])
    assert library.news(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)) == []


def test_another_process_continues_the_same_stories(path):
    with Library(path, create=True) as first, Library(path) as second:
        fill(first, pact())
        fill(second, pact_again())
        fill(first, raid(), pact(outlet="Third"))
        assert [s["reports"] for s in second.stories()] == [1, 3]
    with Library(path) as third:
        fill(third, pact(outlet="Fourth"))
        assert sorted(s["reports"] for s in third.stories()) == [1, 4]
        assert third.check() == []


def test_many_reports_group_the_same_with_and_without_restarts(tmp_path):
    accounts = [numbered(n) for n in range(45)]
    with Library(tmp_path / "a", create=True) as whole:
        fill(whole, *accounts)
        expected = sorted(s["reports"] for s in whole.stories(limit=None))
    for start in range(0, 45, 15):
        with Library(tmp_path / "b", create=True) as parted:
            fill(parted, *accounts[start : start + 15])
    with Library(tmp_path / "b") as parted:
        assert sorted(s["reports"] for s in parted.stories(limit=None)) == expected
        assert parted.check() == []


def test_what_a_restart_opens_is_a_window_of_days_not_of_arrivals(tmp_path, monkeypatch):
    monkeypatch.setattr(grouping, "ARRIVALS", 2)
    with Library(tmp_path / "n", create=True) as library:
        fill(library, pact(), *(numbered(n) for n in range(30)))  # the pact of 2022, then depots of January 2023
        fill(library, pact(outlet="Archive", published="2022-09-10"))
    with Library(tmp_path / "n") as library:
        fill(library, numbered(30), numbered(31))
    with Library(tmp_path / "n") as library:  # the window reaches back 30 days from 1 January 2023
        fill(library, numbered(32), pact(outlet="Late", published="2022-09-11"))
        assert sum(s["reports"] for s in library.stories("since:2023")) == 33
        assert sorted(s["reports"] for s in library.stories("until:2022")) == [1, 2]
        assert library.check() == []


def test_a_report_of_the_future_does_not_close_the_window(tmp_path):
    with Library(tmp_path / "n", create=True) as library:
        fill(
            library, pact(), account(report("Fair opens in Tromso, says the mayor of Tromso.", published="2199-01-01"))
        )
    with Library(tmp_path / "n") as library:
        fill(library, pact_again())
        assert sorted(s["reports"] for s in library.stories()) == [1, 2]


def test_stories_come_back_as_they_were():
    whole, again = Stories(), Stories(held={"held"}, taken=lambda id: False)
    signals = [signal(one.report) for one in (pact(), pact_again(), numbered(0), numbered(1), pact(outlet="Third"))]
    homes = [(one, whole.add_signal(one)) for one in signals]
    again.restore(homes)
    again.restore(homes)  # what is here stays
    assert [(s.id, s.reports) for s in again.stories()] == [(s.id, s.reports) for s in whole.stories()]
    placed = again.place(signal(raid().report))
    assert placed.story not in {home for _, home in homes}
    assert (placed.changes, placed.homes, placed.reason) == ((), {}, None)
    assert Stories(taken=lambda id: id == placed.story).add_signal(signal(raid().report)) != placed.story
    joined = again.place(signal(pact(outlet="Fourth").report))
    assert joined.story == homes[0][1]
    assert "in common" in (joined.reason or "")


def test_a_story_can_be_read_before_it_was_settled(path):
    with Library(path, create=True) as library:
        (one, _) = library.add_accounts([pact(), pact_again()], coder="x", settle=False)
        with Library(path) as writer, writer.store.write():  # somebody writes: shown, and kept another time
            busy = library.story(one.story)
        assert library.stats()["stories_waiting"] == 1
        found = library.story(one.story)
        assert library.stats()["stories_waiting"] == 0
        assert found == busy == library.story(one.story)
        assert [e.id for e in found.comparisons[0].events] == [e["id"] for e in library.events()]


def test_a_story_that_cannot_be_compared_is_shown_as_it_was(path, monkeypatch):
    with Library(path, create=True) as library:
        fill(library, pact())
        (one,) = library.stories()

    def broken(*_: object) -> None:
        raise ValueError("no way")

    with Library(path, compare=broken) as library:
        list(library.add_accounts([pact_again(), raid()], coder="x"))
        assert {n.code for n in library.problems} == {"not-compared"}
        assert "shown as it was" in library.story(one["id"]).warnings[0].message
        other = next(s for s in library.stories() if s["id"] != one["id"])  # it is listed all the same
        with pytest.raises(LibraryError, match="could not be compared"):
            library.story(other["id"])


def test_what_is_new_is_told_from_first_to_last(library):
    since = dt.datetime.now(dt.UTC)
    fill(library, pact(status="planned"))
    fill(library, pact_again(status="planned"))
    (row,) = library.digest(since)
    assert (row["kind"], row["before"], row["after"]) == ("story-new", None, 2)
    time.sleep(0.01)
    since = dt.datetime.now(dt.UTC)
    fill(library, pact(outlet="Third"), pact(outlet="Fourth", published="2022-09-09"))
    told = {r["kind"]: (r["before"], r["after"]) for r in library.digest(since)}
    assert told["story-grew"] == (2, 4)
    assert told["event-status"] == ("planned", "happened")
    assert len(library.news(since)) > len(told) - 1
    assert [r["kind"] for r in library.digest(since, "country:TCD")] == []
    assert [r["kind"] for r in library.digest(since, limit=1)] == [library.digest(since)[0]["kind"]]


@pytest.mark.parametrize("since", ["today", "yesterday", "7d", "2020-01-01", "2020-01-01T06:00"])
def test_moments_that_news_understands(library, since):
    fill(library, pact())
    assert [r["kind"] for r in library.digest(since)] == ["story-new"]


# Finding


@pytest.mark.parametrize(
    ("wanted", "types"),
    [
        ("", ["AGREE", "ASSAULT", "ASSAULT"]),
        ("type:agree", ["AGREE"]),
        ("type:AGREE,ASSAULT", ["AGREE", "ASSAULT", "ASSAULT"]),
        ("no-type:AGREE", ["ASSAULT", "ASSAULT"]),
        ("type:ASSAULT status:possible", ["ASSAULT"]),
        ("no-type:AGREE no-status:possible", ["ASSAULT"]),
        ("mode:primitive", ["ASSAULT"]),
        ("quad:4", ["ASSAULT", "ASSAULT"]),
        ("country:NOR", ["AGREE"]),
        ("country:norway", ["AGREE"]),
        ("country:TCD,NOR", ["AGREE", "ASSAULT", "ASSAULT"]),
        ("place:oslo", ["AGREE"]),
        ("actor:state:TCD", ["ASSAULT", "ASSAULT"]),
        ("actor:norway", ["AGREE"]),
        ('actor:"Dune Front"', ["ASSAULT", "ASSAULT"]),
        ("actor:Dune", ["ASSAULT", "ASSAULT"]),
        ("by:NOR", ["AGREE"]),
        ("recipient:NOR", []),
        ("recipient:Finland", ["AGREE"]),
        ("actor:Nobody", []),
        ("no-actor:Nobody", ["AGREE", "ASSAULT", "ASSAULT"]),
        ('outlet:"Gulf Wire"', ["AGREE"]),
        ("from:2022-09", ["AGREE"]),
        ("to:2022-09-07", []),
        ("from:2022-09-08 to:2022-09-08", ["AGREE"]),
        ("since:2022-10", ["ASSAULT", "ASSAULT"]),
        ("until:2022-09-30", ["AGREE"]),
        ("origins:2", ["AGREE"]),
        ("reports:3", []),
        ("quarrel", ["AGREE"]),
        ('"fuel depot"', ["ASSAULT", "ASSAULT"]),
        ("100%", []),
    ],
)
def test_filters_of_events(library, wanted, types):
    fill(library)
    assert [e["type"] for e in library.events(wanted)] == types


@pytest.mark.parametrize(
    ("wanted", "reports"),
    [
        ("", [1, 2]),
        ("country:NOR", [2]),
        ("type:ASSAULT status:possible mode:primitive", []),  # of one event
        ("type:ASSAULT mode:primitive", [1]),
        ("since:2022-10", [1]),
        ("from:2022-09-08 to:2022-09-08", [2]),
        ("outlet:Harbour,Nobody", []),
        ('outlet:"Harbour Post"', [2]),
        ("origins:2", [2]),
        ("cod", [2]),
        ("no-country:NOR", [1]),
    ],
)
def test_filters_of_stories(library, wanted, reports):
    fill(library)
    assert [s["reports"] for s in library.stories(wanted)] == reports


@pytest.mark.parametrize(
    ("wanted", "outlets"),
    [
        ("fishing", ["Gulf Wire", "Harbour Post"]),
        ("fished", ["Gulf Wire", "Harbour Post"]),  # one stem
        ("cod Tromso trawler*", ["Harbour Post"]),
        ('"cod quotas"', ["Gulf Wire", "Harbour Post"]),
        ('fishing outlet:"harbour post"', ["Harbour Post"]),
        ('fishing no-outlet:"harbour post"', ["Gulf Wire"]),
        ("lorries country:TCD", ["=HYPERLINK(Daily)"]),
        ("lorries country:NOR", []),
        ("depot type:ASSAULT status:possible since:2022-10-01", ["=HYPERLINK(Daily)"]),
        ("depot type:AGREE", []),
        ('"NEAR(a b)" OR', []),
        ('trawlers"', ["Harbour Post"]),
    ],
)
def test_search(library, wanted, outlets):
    fill(library)
    found = library.search(wanted)
    assert sorted(r["outlet"] for r in found) == sorted(outlets)
    assert all("[" in r["snippet"] for r in found)


# Each filter with the statuses of the events and the outlets of the reports that pass.
_EITHER_WAY = [
    ("", ["planned", "happened", "possible", "happened"], ["C", "=HYPERLINK(Daily)", "Harbour Post", "Gulf Wire"]),
    ("fish", ["planned", "happened"], ["C", "Gulf Wire", "Harbour Post"]),
    ("quarrel actor:NOR", ["happened"], ["Gulf Wire", "Harbour Post"]),
    ("depot no-status:happened", ["possible"], ["=HYPERLINK(Daily)"]),
    (
        "origins:1",
        ["planned", "happened", "possible", "happened"],
        ["C", "=HYPERLINK(Daily)", "Harbour Post", "Gulf Wire"],
    ),
    ("origins:2", ["happened"], ["Harbour Post", "Gulf Wire"]),
    ("origins:2 reports:3", [], []),
    ("reports:2 quarrel", ["happened"], ["Harbour Post", "Gulf Wire"]),
    ("origins:2 actor:TCD", [], []),
    ("from:2022-09-09", ["planned"], ["C"]),
    ("from:2030-05-31 to:2030-05-01", ["planned"], ["C"]),
    ("to:2030-05-15", ["planned", "happened"], ["C", "Harbour Post", "Gulf Wire"]),
    ("to:2030-05-15 fish", ["planned", "happened"], ["C", "Harbour Post", "Gulf Wire"]),
    ("to:2030-05-15 origins:2", ["happened"], ["Harbour Post", "Gulf Wire"]),
    ("to:2030-04-30", ["happened"], ["Harbour Post", "Gulf Wire"]),
    ("to:2030-05-15 no-country:NOR", [], []),
    ("actor:NOR,TCD to:2030-05-15", ["planned", "happened"], ["C", "Harbour Post", "Gulf Wire"]),
    ("actor:NOR actor:TCD", ["planned"], ["C"]),
    ("type:ASSAULT status:possible", ["possible"], ["=HYPERLINK(Daily)"]),
    ("type:AGREE status:possible", [], []),
    ("status:possible mode:primitive", [], []),  # of one event
    ("no-type:ASSAULT no-type:AID", ["happened"], ["Harbour Post", "Gulf Wire"]),
    ("actor:NOR from:2022-09 to:2022-09", ["happened"], ["Harbour Post", "Gulf Wire"]),
]


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(("wanted", "statuses", "outlets"), _EITHER_WAY)
def test_filters_let_the_same_pass_whether_few_or_many_do(library, monkeypatch, wanted, statuses, outlets, few):
    from tidings.library import where

    one = report("Chad to send fish to Norway\n\nChad will send fish to Norway in May 2030.", outlet="C")
    planned = mention(one, "send fish", "AID", [CHAD], [NORWAY], status="planned", on=when("2030-05-01", "2030-05-31"))
    fill(library, pact(), pact_again(), raid(), account(one, planned))
    if not few:
        monkeypatch.setattr(where, "COUNTED", 0)
        monkeypatch.setattr(where, "FEW_REPORTS", 0)
    for limit in (10, None):
        assert sorted(e["status"] for e in library.events(wanted, limit=limit)) == sorted(statuses)
    assert sorted(r["outlet"] for r in library.search(wanted)) == sorted(outlets)
    days = [e["latest"] or "" for e in library.events(wanted)]
    assert days == sorted(days, reverse=True)


def test_a_long_list_of_events_goes_on_behind_its_last_row(library):
    one = report("Chad to send fish to Norway\n\nChad will send fish to Norway in May 2030.", outlet="C")
    planned = mention(one, "send fish", "AID", [CHAD], [NORWAY], status="planned", on=when("2030-05-01", "2030-05-31"))
    fill(library, pact(), raid(), account(one, planned))
    first = library_page(library, "to:2030-05-15", None)
    second = library_page(library, "to:2030-05-15", first.cursor)
    assert [r["type"] for r in (*first.rows, *second.rows)] == ["AID", "AGREE"]
    assert second.cursor is None


def library_page(library: Library, wanted: str, cursor: str | None):
    with library.store.read() as db:
        return page(db, "events", parse(wanted), limit=1, cursor=cursor, told=wanted)


def test_the_better_match_comes_first(library):
    one = account(report("Storm over Lisbon\n\nTrams stopped in the rain. A tram driver spoke.", outlet="A"))
    two = account(report("Tram, tram, tram\n\nThe tram and the other tram met the third tram.", outlet="B"))
    fill(library, one, two, raid())
    assert [r["outlet"] for r in library.search("tram")] == ["B", "A"]


def test_actors_dyads_and_what_is_to_come(library):
    one = report("Chad to send fish to Norway\n\nChad will send fish to Norway in May 2030.", outlet="C")
    planned = mention(one, "send fish", "AID", [CHAD], [NORWAY], status="planned", on=when("2030-05-01", "2030-05-31"))
    fill(library, pact(), raid(), account(one, planned))
    assert [(a["id"], a["events"]) for a in library.actors(limit=1)] == [("state:TCD", 3)]
    top = library.dyads(limit=1)[0]
    assert (top["actor"], top["recipient"], top["material_conflict"]) == ("group:dune-front", "state:TCD", 2)
    assert [d["period"] for d in library.dyads("actor:NOR", period="month")] == ["2022-09", "2030-05"]
    assert library.dyads("actor:NOR from:2022-09 to:2022-09")[0]["events"] == 1
    assert [d["actor"] for d in library.dyads("status:planned", countries=True)] == ["TCD"]
    assert [e["id"] for e in library.upcoming(today=dt.date(2030, 5, 31))] == [library.events("type:AID")[0]["id"]]
    assert library.upcoming(today=dt.date(2030, 6, 1)) == []


def test_dyads_are_counted_as_the_events_stand(library):
    fill(library)
    counted = {(d["actor"], d["recipient"]): d["events"] for d in library.dyads()}
    told = {(d["actor"], d["recipient"]): d["events"] for d in library.dyads("no-type:THREATEN")}  # from the events
    assert counted == told == {("group:dune-front", "state:TCD"): 2, ("state:NOR", "state:FIN"): 1}
    library.remove(raid().report.id)
    assert [d["actor"] for d in library.dyads()] == ["state:NOR"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("aktor:NOR", "unknown filter word 'aktor:'. Allowed are actor:, by:"),
        ("status:maybe", "'maybe' is no status; allowed are happened"),
        ("from:yesterweek", "'yesterweek' is no day; wanted 2022-09-15"),
        ("from:2022-13", "is no day"),
        ("from:2022,2023", "takes one value, got 2"),
        ("type:", "'type:' has no value"),
        ("quad:5", "'quad:' wants"),
        ("origins:many", "'origins:' wants a number"),
        ("no-from:2022", "says nothing"),
        (["word"] * 101, "at most 100"),
    ],
)
def test_a_filter_that_is_none_says_what_is_allowed(given, message):
    with pytest.raises(SettingError) as told:
        parse(given)
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("given", "words", "terms"),
    [
        (["actor:Vladimir Putin", "type:AID,aid"], (), [("actor", ("Vladimir Putin",)), ("type", ("AID", "AID"))]),
        (["country:UKR from:2022"], (), [("country", ("UKR",)), ("from", ("2022-01-01",))]),
        ('actor:"A, B",C x', ("x",), [("actor", ("A, B", "C"))]),
        (["grain corridor", "12"], ('"grain corridor"', "12"), []),
        ("https://example.org", ("https://example.org",), []),
        ("to:2024-02", (), [("to", ("2024-02-29",))]),
        ("since:7d", (), [("since", ("2024-02-22",))]),
    ],
)
def test_the_grammar(given, words, terms):
    found = parse(given, now=dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC))
    assert (found.words, [(t.key, t.values) for t in found.terms]) == (words, terms)


def test_show(library):
    fill(library)
    one = library.show(raid().report.id[:8])
    assert (one["kind_of_record"], one["text"], len(one["mentions"])) == ("report", raid().report.text, 2)
    assert all(m["quote"] == one["text"][m["start"] : m["end"]] for m in one["mentions"])
    event = library.show(library.events("country:NOR")[0]["id"])
    assert [m["quote"] for m in event["mentions"]] == ["signed a fishing pact", "put their names"]
    assert library.show("state:NOR")["name"] == "Norway"
    assert len(library.show(library.stories()[0]["id"])["reports"]) == 1
    for id in ("zzzz", "", "state:ZZZ"):
        with pytest.raises(LibraryError, match="there is no"):
            library.show(id)


# Correcting


def test_stories_are_merged_and_parted_again(library):
    fill(library, pact(), raid())
    one, other = (s["id"] for s in library.stories())
    events = {e["id"] for e in library.events()}
    number = library.merge_stories(one, other, user="ada", note="one affair")
    assert [(s["id"], s["reports"]) for s in library.stories()] == [(one, 2)]
    assert {e["id"] for e in library.events()} == events
    assert library.story(other).comparisons[0].story.id == one  # the old id leads on
    assert library.undo(number) == "story-merge"
    assert {(s["id"], s["reports"]) for s in library.stories()} == {(one, 1), (other, 1)}
    assert {e["id"] for e in library.events()} == events
    assert library.check() == []


def test_a_story_that_was_parted_stays_parted(library):
    fill(library, pact(), pact_again())
    (story,) = library.stories()
    number, new = library.split_story(story["id"], [pact_again().report.id])
    fill(library, pact(outlet="Third"), pact(outlet="Fourth"))
    sizes = {s["id"]: s["reports"] for s in library.stories()}
    assert set(sizes) == {story["id"], new}
    library.undo(number)
    assert [s["reports"] for s in library.stories()] == [4]
    assert library.check() == []


def test_a_title_given_by_a_person_stays(library):
    fill(library, pact())
    (story,) = library.stories()
    first = library.rename_story(story["id"], "Cod peace")
    second = library.rename_story(story["id"], "Peace of cod")
    fill(library, pact_again())
    assert library.stories()[0]["title"] == "Peace of cod"
    assert library.story(story["id"]).comparisons[0].story.title == "Peace of cod"
    library.undo(second)
    assert library.stories()[0]["title"] == "Cod peace"
    library.undo(first)
    assert library.stories()[0]["title"] == story["title"]


def test_actors_are_merged_renamed_and_parted(library):
    fill(library)
    number = library.merge_actors("state:NOR", "state:FIN", note="for the test")
    assert [a["id"] for e in library.events("country:NOR") for a in e["recipients"]] == ["state:NOR"]
    library.undo(number)
    assert [a["id"] for e in library.events("country:NOR") for a in e["recipients"]] == ["state:FIN"]
    number = library.rename_actor("group:dune-front", name="Front of the Dunes", country="LBY")
    assert {a["name"] for e in library.events("country:LBY") for a in e["actors"]} == {"Front of the Dunes"}
    library.undo(number)
    assert library.events("country:LBY") == []
    number = library.split_actor("state:NOR", [pact_again().report.id], "Northern Way")
    names = {a["name"] for r in library.store.db.execute("SELECT actors FROM v_events") for a in [{"name": r[0]}]}
    library.undo(number)
    assert names
    assert [j["undone"] is None for j in library.judgements()] == [False] * len(library.judgements())


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (lambda lib, s: lib.merge_stories(s, s), "the same story"),
        (lambda lib, s: lib.merge_stories(s, "ffff"), "no story 'ffff'"),
        (lambda lib, s: lib.split_story(s, []), "not all and no others"),
        (lambda lib, s: lib.split_story(s, [pact().report.id]), "not all and no others"),
        (lambda lib, s: lib.rename_story(s, "  "), "cannot be empty"),
        (lambda lib, s: lib.merge_actors("state:NOR", "state:NOR"), "two different actors"),
        (lambda lib, s: lib.merge_actors("state:NOR", "Finland"), "Did you mean state:FIN"),
        (lambda lib, s: lib.rename_actor("state:NOR", colour="red"), "can be corrected"),
        (lambda lib, s: lib.rename_actor("state:NOR", kind="thing"), "is no kind of actor"),
        (lambda lib, s: lib.undo(99), "no judgement 99"),
    ],
)
def test_a_judgement_that_names_what_is_not_there(library, what, message):
    fill(library, pact())
    with pytest.raises((JudgementError, LibraryError), match=message):
        what(library, library.stories()[0]["id"])
    assert library.judgements() == []


def test_recoding_keeps_history_and_judgements(library):
    fill(library, pact(), raid())
    library.rename_actor("state:NOR", name="Kingdom of Norway")
    (story,) = library.stories("country:NOR")
    one = pact().report
    better = mention(one, "signed a fishing pact", "CONSULT", [NORWAY], [FINLAND], mode="meet")
    library.replace_coding(account(one, better), coder="better 2")
    library.settle()
    assert [e["type"] for e in library.events("country:NOR")] == ["CONSULT"]
    assert library.events("country:NOR")[0]["actors"][0]["name"] == "Kingdom of Norway"
    assert [(c[0], [m.type for m in c[2]]) for c in library.codings(one.id)] == [
        ("by hand", ["AGREE"]),
        ("better 2", ["CONSULT"]),
    ]
    assert library.stories("country:NOR")[0]["id"] == story["id"]


def test_removing_takes_all_that_rests_on_a_report_alone(library, path):
    fill(library)
    library.remove(raid().report.id)
    assert [e["type"] for e in library.events()] == ["AGREE"]
    assert {a["id"] for a in library.actors()} == {"state:NOR", "state:FIN"}
    assert library.search("lorries") == []
    library.remove(pact().report.id)
    (event,) = library.events()
    assert event["reports"] == 1
    library.remove(pact_again().report.id)
    assert (library.stories(), library.events(), library.actors(), library.dyads()) == ([], [], [], [])
    assert library.check() == []
    library.close()
    assert b"trawlers" not in path.read_bytes()
    with Library(path) as again:
        fill(again)
        assert len(again.stories()) == 2


# The file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"just some text, longer than a header of SQLite", "is not a library but another kind of file"),
        (b"short", "is not a library"),
        (b"SQLite format 3\x00 and then rubbish" + b"x" * 5_000, "not a database|damaged|SQLite says"),
    ],
)
def test_a_file_that_is_no_library_is_left_as_it_is(path, content, message):
    path.write_bytes(content)
    with pytest.raises(LibraryError, match=message):
        Library(path, create=True)
    assert path.read_bytes() == content


def test_the_file_of_another_program_is_refused(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    with pytest.raises(LibraryError, match="another program"):
        Library(path, create=True)


def test_a_newer_version_is_refused(path):
    Library(path, create=True).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(LibraryError, match="newer Tidings"):
        Library(path)


@pytest.mark.parametrize("done", range(len(MIGRATIONS)))
def test_a_file_of_any_earlier_version_is_brought_up_to_date(path, done):
    older = sqlite3.connect(path)
    older.row_factory = sqlite3.Row
    for migration in MIGRATIONS[:done]:
        migration(older)
    older.execute(f"PRAGMA user_version = {done}")
    older.execute(f"PRAGMA application_id = {APPLICATION}")
    older.commit()
    older.close()
    with Library(path, create=True) as library:
        fill(library)
        assert library.check() == []


@pytest.mark.parametrize("name", ["missing.tidings", "no/folder/x.tidings", "."])
def test_a_path_that_cannot_be_a_library(tmp_path, name):
    with pytest.raises(LibraryError):
        Library(tmp_path / name)


def test_a_second_writer_waits_and_says_so(path):
    said: list[str] = []
    with Library(path, create=True) as first:
        with first.store.write():
            done = threading.Event()

            def write() -> None:
                with Library(path, on_wait=said.append) as second:
                    fill(second, pact())
                    done.set()

            thread = threading.Thread(target=write)
            thread.start()
            with Library(path) as reader:  # reading goes on meanwhile
                assert reader.stories() == []
            time.sleep(1.5)
            assert not done.is_set()
        thread.join(20)
        assert done.is_set()
        assert said
        assert "another process is writing" in said[0]
        with first.store.write(), Library(path, patience=0.2) as hasty, pytest.raises(LibraryBusy, match="nothing was"):
            hasty.rename_story("ffff", "x")


def test_a_full_disk_loses_nothing(library):
    fill(library, pact())
    pages = library.store.db.execute("PRAGMA page_count").fetchone()[0]
    library.store.db.execute(f"PRAGMA max_page_count = {pages}")
    long = report("Long report\n\n" + "Many words of it. " * 20_000, outlet="Long")
    with pytest.raises(LibraryError, match="disk is full; what was being written was given up whole"):
        fill(library, account(long))
    assert len(library.search("")) == 1
    library.store.db.execute("PRAGMA max_page_count = 1000000")
    fill(library, account(long))
    assert len(library.search("")) == 2
    assert library.check() == []


def test_a_read_only_place_can_be_read_and_says_why_it_is_not_written(path, monkeypatch):
    with Library(path, create=True) as library:
        fill(library)
        library.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    monkeypatch.setattr("tidings.library.file.os.access", lambda *_: False)
    with Library(path) as library:
        assert len(library.stories()) == 2
        assert library.search("cod")
        with pytest.raises(LibraryError, match="read-only; nothing was changed"):
            fill(library, pact(outlet="New"))
    with pytest.raises(LibraryError, match="cannot be made"):
        Library(path.with_name("new.tidings"), create=True)


def test_a_backup_is_a_library_and_never_replaces_a_file(library, path):
    fill(library)
    copy = path.with_name("copy.tidings")
    library.backup(copy)
    with pytest.raises(LibraryError, match="exists already"):
        library.backup(copy)
    with Library(copy) as other:
        assert other.stories() == library.stories()
        assert other.check() == []
    assert sorted(p.name for p in path.parent.iterdir() if "part" in p.name) == []


def test_check_finds_damage(library):
    fill(library)
    library.store.db.execute("UPDATE stories SET reports = 7 WHERE reports = 2")
    library.store.db.execute("UPDATE codings SET reading = x'00' WHERE report = 1")
    library.store.db.execute("DELETE FROM signals WHERE report = 2")
    told = " ".join(library.check())
    assert "stories that count their reports wrongly" in told
    assert "stored reading of report" in told
    assert "reports without a signal" in told


def test_figures(library):
    fill(library)
    found = library.stats()
    assert (found["reports"], found["stories"], found["events"], found["first_published"]) == (3, 2, 3, "2022-09-08")
    assert found["bytes_a_report"] > 1_000


def test_the_documented_views_answer_plain_sql(library, path):
    fill(library)
    library.close()
    plain = sqlite3.connect(path)
    assert plain.execute("SELECT actors, recipients, quad FROM v_events WHERE country = 'NOR'").fetchall() == [
        ("Norway", "Finland", "verbal cooperation")
    ]
    assert plain.execute("SELECT sum(events) FROM v_dyads WHERE actor = 'group:dune-front'").fetchone() == (2,)
    assert plain.execute("SELECT count(*) FROM v_stories WHERE origins = 2").fetchone() == (1,)
    wrong = "SELECT count(*) FROM v_mentions v JOIN reports r ON r.id = v.report WHERE instr(r.text, v.quote) = 0"
    assert plain.execute(wrong).fetchone() == (0,)
    plain.close()
    text = Path("docs/library.md").read_text(encoding="utf-8")
    with sqlite3.connect(path) as names:
        tables = {r[0] for r in names.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")}
    names.close()
    missing = [t for t in sorted(tables) if not t.startswith(("sqlite_", "report_words_")) and f"`{t}`" not in text]
    assert missing == []


def test_figures_that_change_are_news(library, monkeypatch):
    from dataclasses import replace

    from tidings.compare import compare
    from tidings.records import Comparison, Difference, Evidence, Span, Value

    def counting(story, accounts) -> Comparison:
        found = compare(story, accounts)
        value = Value(
            value=f"{len(accounts)} lorries",
            evidence=(Evidence(report=accounts[0].report.id, span=Span(start=0, end=1), quote="x"),),
        )
        told = Difference(event=found.events[0].id, aspect="number", kind="conflict", explanation="", values=(value,))
        return replace(found, differences=(told,))

    with Library(library.path, compare=counting) as counted:
        fill(counted, pact())
        fill(counted, pact_again())
        (news,) = [n for n in counted.news() if n["kind"] == "event-figures"]
        assert (json.loads(news["before"]), json.loads(news["after"])) == (["1 lorries"], ["2 lorries"])


# What is counted beforehand


_COUNTED_ANEW = {
    "actor_counts": (
        "SELECT actor, events, as_actor, as_recipient FROM actor_counts ORDER BY actor",
        "SELECT actor, count(DISTINCT event), sum(side = 'actor'), sum(side = 'recipient') FROM event_actors "
        "GROUP BY actor ORDER BY actor",
    ),
    "actor_days": (
        "SELECT actor, side, day, quad, events, round(intensity, 6), rated FROM actor_days ORDER BY 1, 2, 3, 4",
        "SELECT p.actor, p.side, CASE WHEN julianday(e.latest) - julianday(e.earliest) <= 31 THEN e.earliest ELSE '' END, "
        "coalesce(e.quad, CASE WHEN e.intensity < 0 THEN -1 ELSE 0 END), count(*), "
        "round(total(e.intensity), 6), count(e.intensity) "
        "FROM event_actors p JOIN events e ON e.number = p.event GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    ),
    "dyad_totals": (
        "SELECT actor, recipient, events FROM dyad_totals ORDER BY actor, recipient",
        "SELECT a.actor, r.actor, count(*) FROM event_actors a JOIN event_actors r ON r.event = a.event "
        "AND r.side = 'recipient' WHERE a.side = 'actor' GROUP BY a.actor, r.actor ORDER BY a.actor, r.actor",
    ),
}


def _agree(library: Library, monkeypatch) -> None:
    """What is kept counted is what counting gives, and columns tell what the tables do."""
    from tidings.library import columns, dyads, queries

    with library.store.read() as db:
        for kept, anew in _COUNTED_ANEW.values():
            assert [tuple(r) for r in db.execute(kept)] == [tuple(r) for r in db.execute(anew)]
    monkeypatch.setattr(columns, "_COUNTED", 0)
    monkeypatch.setattr(columns, "_FEW_REPORTS", 0)
    for wanted in (
        "Chad",
        "no-type:AID",
        "quad:4",
        "status:happened no-actor:FIN",
        "depot type:ASSAULT",
        "cod",
        "to:2030",
    ):
        told = []
        for ask in (lambda db, wanted: None, columns.many):  # row by row, by columns
            monkeypatch.setattr(queries, "many", ask)
            monkeypatch.setattr(dyads, "many", ask)
            told.append((library.actors(wanted, limit=None), library.dyads(wanted, limit=None)))
        assert told[0] == told[1], wanted


def test_what_is_counted_beforehand_is_what_counting_gives(library, monkeypatch):
    fill(library)
    _agree(library, monkeypatch)
    one, again, other = pact().report, pact_again().report, raid().report
    merged = library.merge_actors("state:NOR", "state:FIN")  # on both sides of one event, it counts once
    (norway,) = [a for a in library.actors(limit=None) if a["id"] == "state:NOR"]
    assert (norway["events"], norway["as_actor"], norway["as_recipient"]) == (1, 1, 1)
    _agree(library, monkeypatch)
    library.undo(merged)
    _agree(library, monkeypatch)
    stories = [s["id"] for s in library.stories()]
    joined = library.merge_stories(*stories)
    _agree(library, monkeypatch)
    library.undo(joined)
    _agree(library, monkeypatch)
    (pair,) = library.stories("country:NOR")
    library.split_story(pair["id"], [again.id])
    _agree(library, monkeypatch)
    better = mention(one, "signed a fishing pact", "CONSULT", [NORWAY, FINLAND], [FINLAND, CHAD], mode="meet")
    library.replace_coding(account(one, better), coder="better 2")
    _agree(library, monkeypatch)  # while it waits
    library.settle()
    _agree(library, monkeypatch)
    library.remove(other.id)
    _agree(library, monkeypatch)
    library.remove(one.id)
    library.remove(again.id)
    assert (library.actors(), library.dyads()) == ([], [])
    _agree(library, monkeypatch)


def test_columns_of_stories_that_wait_are_made_anew(library, monkeypatch):
    fill(library)
    first, second = (s["id"] for s in library.stories())
    monkeypatch.setattr(Library, "settle", lambda self, **_: 0)
    library.merge_stories(first, second)
    _agree(library, monkeypatch)


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "actor:NOR",
        "by:NOR",
        "recipient:FIN",
        "actor:NOR,TCD",
        "actor:NOR actor:FIN",
        "by:NOR actor:FIN",
        "actor:XYZ",
    ],
)
def test_the_most_dyads_are_the_first_of_all_of_them(library, wanted):
    fill(library)
    whole = library.dyads(wanted, limit=None)
    assert bool(whole) == (wanted != "actor:XYZ")
    for limit in range(1, len(whole) + 2):
        assert library.dyads(wanted, limit=limit) == whole[:limit]


@pytest.mark.parametrize(("id", "other"), [("state:NOR", None), ("state:NOR", "state:FIN"), ("group:dune-front", None)])
def test_the_periods_of_an_actor_are_those_of_its_events(library, id, other):
    from tidings.library.pages import actor_periods

    fill(library)
    told = {"actor": 0, "recipient": 0}
    for row in actor_periods(library, id, other=other):
        told[row["side"]] += row["events"]
    for side, key in (("actor", "by"), ("recipient", "recipient")):
        opposite = f" {'recipient' if key == 'by' else 'by'}:{other}" if other else ""
        assert told[side] == len(library.events(f"{key}:{id}{opposite}", limit=None))


def test_lists_go_on_behind_a_row_whichever_way_they_are_counted(library, monkeypatch):
    from tidings.library import columns, paging

    fill(library)
    monkeypatch.setattr(columns, "_COUNTED", 0)
    monkeypatch.setattr(columns, "_FEW_REPORTS", 0)
    for kind in ("actors", "dyads", "upcoming", "news"):
        for given in ("", "no-type:AID", "Chad", "quad:4"):
            whole, pages, cursor = [], [], None
            with library.store.read() as db:
                options = {"since": "", "today": dt.date(2022, 1, 1)}
                whole = list(paging.page(db, kind, parse(given), limit=100, **options).rows)
                for _ in range(len(whole) + 1):
                    found = paging.page(db, kind, parse(given), limit=1, cursor=cursor, **options)
                    pages += found.rows
                    cursor = found.cursor
                    if cursor is None:
                        break
            assert pages == whole, (kind, given)


_PLANNED = [
    ("", 3),
    ("status:planned", 3),
    ("status:planned,happened", 3),
    ("status:happened", 0),
    ("no-status:planned", 0),
    ("no-status:happened", 3),
    ("type:AID", 2),
    ("type:AID status:planned", 2),
    ("no-type:AID", 1),
    ("fish", 2),
    ("fish no-type:AID", 0),
    ("actor:TCD to:2030-05-31", 1),
    ("from:2030-06", 1),
    ("report:{0}", 2),
    ("Finland", 1),
]


def _with_plans(library):
    """Chad's two plans, the first of them over a month, and Norway's without a day; returns the report of Chad's."""
    one = report(
        "Chad to send fish\n\nChad will send fish to Norway in May 2030. Chad will send fish again.", outlet="C"
    )
    two = report("Norway to visit Finland\n\nNorway will visit Finland.", outlet="D")
    fill(
        library,
        pact(),
        raid(),
        account(
            one,
            mention(
                one, "send fish to", "AID", [CHAD], [NORWAY], status="planned", on=when("2030-05-01", "2030-05-31")
            ),
            mention(one, "send fish again", "AID", [CHAD], [FINLAND], status="planned", on=when("2030-06-02")),
        ),
        account(two, mention(two, "visit Finland", "CONSULT", [NORWAY], [FINLAND], status="planned")),
    )
    return one


def _none_is_few(monkeypatch):
    from tidings.library import walks, where

    for module, names in ((walks, ("FEW_EVENTS", "FEW_STORIES", "FEW_REPORTS")), (where, ("COUNTED", "FEW_REPORTS"))):
        for name in names:
            monkeypatch.setattr(module, name, 0)


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("today", ["2030-01-01", "2030-05-01", "2030-05-31"])
@pytest.mark.parametrize(("wanted", "count"), _PLANNED)
def test_what_is_planned_whether_few_or_many_pass(library, monkeypatch, wanted, count, today, few):
    one = _with_plans(library)
    if not few:
        _none_is_few(monkeypatch)
    found = library.upcoming(wanted.format(one.id), today=dt.date.fromisoformat(today))
    assert len(found) == count
    days = [e["earliest"] or "~" for e in found]
    assert days == sorted(days)


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2030-05-31", ["2030-05-01", "2030-06-02"]),
        ("2030-06-01", ["2030-06-02"]),
        ("2030-06-02", ["2030-06-02"]),
        ("2030-06-03", []),
    ],
)
def test_what_is_planned_and_over_is_not_listed(library, monkeypatch, today, days, few):
    _with_plans(library)
    if not few:
        _none_is_few(monkeypatch)
    for wanted, undated in (("", [None]), ("type:AID", [])):
        found, cursor = [], None
        on = dt.date.fromisoformat(today)
        with library.store.read() as db:
            for _ in range(len(days) + 2):  # a row a page, so that pages begin behind each kind of row
                some = page(db, "upcoming", parse(wanted), limit=1, cursor=cursor, told=wanted, today=on)
                found += some.rows
                cursor = some.cursor
                if cursor is None:
                    break
        assert [e["earliest"] for e in found] == [*days, *undated]


@pytest.mark.parametrize(
    "wanted",
    [
        "fish",
        "no-type:AID",
        "type:AGREE status:happened",
        "country:NOR from:2022",
        "country:NOR no-country:TCD to:2030",
        "quad:4",
        "origins:2",
        "from:2022",
        "to:2022-12",
        "from:2022-01 to:2022-12",
        "from:2031",
    ],
)
def test_news_and_stories_are_the_same_whether_few_or_many_stories_pass(library, monkeypatch, wanted):
    fill(library, pact(), raid())
    fill(library, pact_again())

    def asked():
        cards = [
            story_cards(library, parse(wanted), since=None, order=order, limit=5)
            for order in ("changed", "size", "published")
        ]
        return library.news("7d", wanted), library.stories(wanted), cards

    few = asked()
    _none_is_few(monkeypatch)
    assert asked() == few
    assert all(few) or wanted in {"fish", "quad:4", "from:2031"}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE actor_counts SET events = events + 1", "actors whose events are counted wrongly"),
        ("DELETE FROM dyad_totals", "pairs whose events are counted wrongly"),
        ("UPDATE actor_days SET events = events + 1", "actors whose days are counted wrongly"),
    ],
)
def test_check_finds_wrong_counts(library, damage, told):
    fill(library)
    with library.store.write() as db:
        db.execute(damage)
    assert any(p.endswith(told) for p in library.check())


def _other_byte(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize("kind", ["sides", "pairs", "told"])
@pytest.mark.parametrize(
    "damage",
    [_other_byte, lambda data: data[:-1], lambda data: b"", lambda data: data + data, None],
    ids=["another number", "cut off", "emptied", "twice", "gone"],
)
def test_check_names_a_column_that_is_not_what_the_events_give(library, kind, damage):
    fill(library)
    first, other = (s["id"] for s in library.stories())
    assert library.check() == []
    with library.store.write() as db:
        (number,) = db.execute("SELECT number FROM stories WHERE id = ?", (first,)).fetchone()
        if damage is None:
            db.execute(f"DELETE FROM story_{kind} WHERE story = ?", (number,))  # noqa: S608
        else:
            (data,) = db.execute(f"SELECT data FROM story_{kind} WHERE story = ?", (number,)).fetchone()  # noqa: S608
            db.execute(f"UPDATE story_{kind} SET data = ? WHERE story = ?", (damage(data), number))  # noqa: S608
    (told,) = library.check()
    assert f"story_{kind}" in told
    assert first in told
    assert other not in told
    library.mend()
    assert library.check() == []


def test_columns_in_another_order_are_the_same_and_those_of_a_story_that_waits_are_not_asked(library, monkeypatch):
    fill(library)
    first, other = (s["id"] for s in library.stories())
    with library.store.write() as db:
        for number, data in db.execute("SELECT story, data FROM story_told").fetchall():
            size = 8  # two numbers of four bytes
            rows = [data[at : at + size] for at in range(0, len(data), size)]
            db.execute("UPDATE story_told SET data = ? WHERE story = ?", (b"".join(reversed(rows)), number))
    assert library.check() == []
    monkeypatch.setattr(Library, "settle", lambda self, **_: 0)
    library.merge_stories(first, other)
    assert not [p for p in library.check() if "story_" in p]


def test_each_write_of_any_process_is_another_revision(library, path):
    fill(library)
    with Library(path) as reader:
        before = reader.store.revision
        library.rename_story(library.stories()[0]["id"], "Another")
        after = reader.store.revision
        assert after > before
        with pytest.raises(SettingError), library.store.write():
            raise SettingError("given up")
        assert reader.store.revision == after


_DAYS_ASKED = [("2022-03-01", None), (None, "2022-05-31"), ("2022-03-01", "2022-05-31"), ("2022-04-10", "2022-04-10")]


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(("first", "last"), _DAYS_ASKED)
@pytest.mark.parametrize("more", ["", "fish", "type:AID", "fish type:AID no-type:CONSULT"])
def test_reports_of_some_days_are_those_that_tell_an_event_of_them(library, monkeypatch, first, last, more, few):
    from tidings.library import where

    stretches = [
        [("2022-01-05", "2022-01-05")],
        [("2022-01-05", "2022-01-05"), ("2022-08-01", "2022-08-02")],  # before and after, nothing between
        [("2022-01-05", "2022-08-02")],  # all the time
        [("2022-02-20", "2022-03-01"), ("2022-08-01", "2022-08-02")],
        [("2022-05-31", "2022-06-10")],
        [("2022-04-10", "2022-04-10")],
        [],
    ]
    accounts = []
    for n, days in enumerate(stretches):
        town, sender = TOWNS[n], Actor(id=f"group:{GOODS[n]}", name=f"{GOODS[n]} firm", kind="group")
        words = [f"sent {('fish', 'more fish')[k]} to {town}" for k in range(max(1, len(days)))]
        one = report(f"{town} and {GOODS[n]}\n\n" + " ".join(f"The firm {w}." for w in words), outlet=f"O{n}")
        on = [when(*d) for d in days] or [None]
        told = [mention(one, w, "AID", [sender], [NORWAY], on=o) for w, o in zip(words, on, strict=True)]
        accounts.append(account(one, *told))
    fill(library, *accounts)
    if not few:
        monkeypatch.setattr(where, "COUNTED", 0)
    passing = [
        f"O{n}"
        for n, days in enumerate(stretches)
        if any((not first or b >= first) and (not last or a <= last) for a, b in days)
    ]
    asked = " ".join([more] + [f"from:{first}"] * bool(first) + [f"to:{last}"] * bool(last))
    assert sorted(r["outlet"] for r in library.search(asked)) == passing
    assert library.check() == []


def test_check_finds_days_of_reports_that_are_wrong(library):
    fill(library)
    with library.store.write() as db:
        db.execute("UPDATE report_days SET last = '2099-01-01'")
    assert any(p.endswith("reports whose days are kept wrongly") for p in library.check())


@pytest.mark.parametrize("order", ["changed", "size", "published"])
@pytest.mark.parametrize("since", [None, "2022-01-01"])
def test_stories_are_read_in_their_order_and_not_sorted(library, order, since):
    """A page of stories reads as many rows as it shows, however many have changed."""
    fill(library)
    asked = []
    library.store.db.set_trace_callback(asked.append)
    assert len(story_cards(library, parse(""), since=since, order=order, limit=5)) == 2
    library.store.db.set_trace_callback(None)
    (listed,) = [text for text in asked if "FROM stories s WHERE s.ended IS NULL" in text]
    plan = [row[3] for row in library.store.db.execute(f"EXPLAIN QUERY PLAN {listed}")]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    assert "USING INDEX stories_" in plan[0]
