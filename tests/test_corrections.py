"""Corrections of actors in a library: they win over the machine's, survive a new coding, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from library_samples import REBELS, account, mention, pact, pact_again, raid
from tidings.errors import JudgementError, LibraryError
from tidings.library import Library

FRONT = "group:dune-front"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "a.tidings", create=True) as opened:
        list(opened.add_accounts([pact(), pact_again(), raid()], coder="by hand"))
        yield opened


def named(library: Library, side: str = "actors") -> set[tuple[str, str]]:
    """Ids and names of the actors on one side of all events."""
    return {(a["id"], a["name"]) for e in library.events() for a in e[side]}


CORRECTED: list[tuple[Callable[[Library], int], tuple[str, str | None, str | None]]] = [
    (lambda lib: lib.rename_actor(FRONT, name="Front of the Dunes"), ("Front of the Dunes", "TCD", "REB")),
    (lambda lib: lib.rename_actor(FRONT, country="LBY"), ("Dune Front", "LBY", "REB")),
    (lambda lib: lib.rename_actor(FRONT, sector="OPP"), ("Dune Front", "TCD", "OPP")),
]


@pytest.mark.parametrize(("correct", "expected"), CORRECTED)
def test_a_correction_wins_over_the_machine_and_is_undone(
    library: Library, correct: Callable[[Library], int], expected: tuple[str, str | None, str | None]
) -> None:
    def front() -> list[tuple[Any, ...]]:
        found = [a for e in library.events() for a in e["actors"] if a["id"] == FRONT]
        return [(a["name"], a["country"], a["sector"]) for a in found]

    before = front()
    number = correct(library)
    assert set(front()) == {expected}
    shown = library.show(FRONT)
    assert (shown["name"], shown["country"], shown["sector"]) == expected
    library.undo(number)
    assert front() == before
    assert [j["number"] for j in library.judgements() if j["undone"]] == [number]


def test_the_later_correction_wins_and_undone_it_leaves_the_earlier(library: Library) -> None:
    library.rename_actor(FRONT, name="First Front", user="ada")
    later = library.rename_actor(FRONT, name="Second Front", user="bob")
    assert (FRONT, "Second Front") in named(library)
    library.undo(later)
    assert (FRONT, "First Front") in named(library)


def test_a_group_may_turn_out_to_be_somebody(library: Library) -> None:
    number = library.merge_actors("state:TCD", FRONT)
    assert FRONT not in {id for id, _ in named(library)}
    assert ("state:TCD", "Chad") in named(library)
    library.undo(number)
    assert (FRONT, "Dune Front") in named(library)


def test_a_split_touches_the_reports_it_names(library: Library) -> None:
    library.split_actor("state:NOR", [pact_again().report.id], "Northern Way")
    parted = {a["name"]: a["id"] for a in library.actors()}
    assert parted["Northern Way"].startswith("state:judged-")
    assert parted["Norway"] == "state:NOR"


SURVIVING: list[tuple[Callable[[Library], int], tuple[str, str]]] = [
    (lambda lib: lib.rename_actor(FRONT, name="Front"), (FRONT, "Front")),
    (lambda lib: lib.merge_actors("state:TCD", FRONT), ("state:TCD", "Chad")),
]


@pytest.mark.parametrize(("correct", "expected"), SURVIVING)
def test_corrections_survive_a_new_coding(
    library: Library, correct: Callable[[Library], int], expected: tuple[str, str]
) -> None:
    correct(library)
    one = raid().report
    library.replace_coding(account(one, mention(one, "burned eleven lorries", "COERCE", [REBELS], [])), coder="new")
    library.settle()
    (event,) = library.events("type:COERCE")
    assert [(a["id"], a["name"]) for a in event["actors"]] == [expected]


def joined(library: Library, *, kind: str) -> int:
    """The front, once it is of this kind, is said to be a state; what was needed for that is undone."""
    number = library.rename_actor(FRONT, kind=kind)
    try:
        return library.merge_actors("state:TCD", FRONT)
    finally:
        library.undo(number)


REFUSED: list[tuple[Callable[[Library], int], str]] = [
    (lambda lib: lib.merge_actors("person:nobody", FRONT), "there is no actor 'person:nobody'"),
    (lambda lib: lib.merge_actors(FRONT, "person:nobody"), "there is no actor 'person:nobody'"),
    (lambda lib: lib.merge_actors(FRONT, FRONT), "two different actors"),
    (lambda lib: lib.rename_actor("person:nobody", sector="GOV"), "there is no actor"),
    (lambda lib: lib.rename_actor(FRONT, colour="red"), "can be corrected; got colour"),
    (lambda lib: joined(lib, kind="person"), "cannot be one actor"),
    (lambda lib: joined(lib, kind="organisation"), "cannot be one actor"),
    (lambda lib: lib.rename_actor(FRONT, country="GER"), "No country has the code 'GER'"),
    (lambda lib: lib.rename_actor(FRONT, sector="KING"), "'KING' is no PLOVER sector"),
    (lambda lib: lib.rename_actor(FRONT, name=" "), "cannot be empty"),
    (lambda lib: lib.split_actor(FRONT, ["zzzz"], "Other"), "no report"),
    (lambda lib: lib.split_actor(FRONT, [raid().report.id], "  "), "that one's name"),
]


@pytest.mark.parametrize(("correct", "reason"), REFUSED)
def test_what_makes_no_sense_is_refused_and_nothing_changes(
    library: Library, correct: Callable[[Library], int], reason: str
) -> None:
    before = named(library), library.actors()
    with pytest.raises((JudgementError, LibraryError), match=reason):
        correct(library)
    assert [j for j in library.judgements() if not j["undone"]] == []
    assert (named(library), library.actors()) == before


def test_nothing_is_undone_twice(library: Library) -> None:
    number = library.rename_actor(FRONT, name="Front")
    library.undo(number)
    with pytest.raises(JudgementError, match="taken back already"):
        library.undo(number)
