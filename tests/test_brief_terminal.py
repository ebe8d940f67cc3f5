"""The terminal brief: what its first screen says, how wide it is, and that no report can steer it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from brief_samples import ALL, crowded, event, fishing, hostile, mention, nothing, report, several, single
from tidings.brief import terminal
from tidings.records import Actor, Brief, Comparison, Origin, Place, Story

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SECTIONS = [
    "WHAT THE REPORTS SAY",
    "WHERE THE ACCOUNTS DIFFER",
    "WHAT ONLY ONE SAYS",
    "COMING UP",
    "TIMELINE",
]


def plain(brief, width=80, **more):
    return terminal(brief, width=width, color=False, **more)


def test_first_screen_answers_in_order():
    lines = plain(fishing()).splitlines()
    assert lines[:2] == [
        "Norway and Finland to sign fishing pact",
        "3 reports, 2 independent origins · next: 3–4 Mar 2025, Oslo",
    ]
    assert [line for line in lines if line in SECTIONS] == SECTIONS


@pytest.mark.parametrize(
    "line",
    [
        "planned    Eva Solberg Lind and Antti Koivula meet                A B C   3 of 3",
        "happened   Finland recalls its ambassador from Norway             · B C   2 of 3",
        "           3–4 Mar 2025 · Oslo · 2 origins",
        "           B C  “…Finland recalled its ambassador from Oslo on February 21”",
        "              Maria Aalto says",
        "                an official says",
        "conflict   Figures · Norway turns back Finnish trawlers",
        "C  “Fishing fell by a third in a year, according to the harbour office.”",
        "28 Feb 2025          ✕ Nordic Seafarers’ Union strikes · Bergen · cancelled",
        "no date              ◌ Norway lowers its tariffs · possible",
    ],
)
def test_lines(line):
    assert line in plain(fishing()).splitlines()


def test_values_stand_side_by_side_each_with_its_words():
    told = plain(fishing())
    assert re.search(r"\n {11}A    12  “.*turned back 12 Finnish.*”\n {11}B C  7  “.*stopped seven Finnish.*”\n", told)


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize("width", [40, 63, 64, 80, 110])
@pytest.mark.parametrize("everything", [False, True])
def test_no_line_is_wider_than_asked(name, width, everything):
    for line in plain(ALL[name](), width, everything=everything).splitlines():
        assert cell_len(line) <= width


@pytest.mark.parametrize(("asked", "given"), [(1, 40), (500, 110)])
def test_width_is_kept_readable(asked, given):
    assert plain(crowded(), asked) == plain(crowded(), given)


@pytest.mark.parametrize("name", sorted(ALL))
def test_nothing_steers_the_terminal(name):
    for color in (False, True):
        told = COLOURS.sub("", terminal(ALL[name](), width=80, color=color, everything=True))
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told)


def test_steering_characters_are_made_visible():
    told = plain(hostile())
    assert "␛[2J" in told
    assert "<U+202E>evil" in told
    assert "<U+009B>31m" in told


def test_colour_adds_only_colour():
    colored = terminal(fishing(), width=80, color=True)
    assert "\x1b[" in colored
    assert COLOURS.sub("", colored) == plain(fishing())


def test_colour_does_not_depend_on_the_environment(monkeypatch):
    before = terminal(fishing(), width=80, color=True)
    for name, value in {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "20", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert terminal(fishing(), width=80, color=True) == before


def test_first_look_says_how_much_it_leaves_out_and_all_shows_it():
    first, all_of_it = plain(crowded()), plain(crowded(), everything=True)
    for left in ("23 more events", "6 more differences", "34 more sentences", "18 more events"):
        assert f"… {left}: tidings brief --all" in first
    assert "… 20 more reports" in first
    assert "--all" not in all_of_it
    assert "AB" in all_of_it.split()  # the 28th report
    assert len(first.splitlines()) < 150


def test_several_stories_have_a_list_and_a_rule_each():
    told = plain(several())
    assert told.startswith("3 stories told by 8 reports\n   1  Norway and Finland to sign fishing pact  3 reports")
    assert "── story 2 of 3 ──" in told


def test_a_single_report_is_compared_with_nothing():
    told = plain(single())
    assert told.splitlines()[1] == "1 report"
    assert not any(section in told for section in SECTIONS[1:])
    assert " of 1" not in told


def test_a_report_without_events_says_so():
    assert "No event was read in these reports." in plain(nothing())


@pytest.mark.parametrize(
    ("reports", "next_one"),
    [((2, 2), "soon"), ((1, 2), "late"), ((2, 3), "soon"), ((3, 1), "soon")],
)
def test_next_is_the_soonest_that_is_told_widely_enough(reports, next_one):
    made = fishing()
    comparison = made.comparisons[0]
    meeting = comparison.events[0]
    two = [
        replace(meeting, id=name, reports=n, where=Place(name=name, country=None, lat=None, lon=None))
        for name, n in zip(("soon", "late"), reports, strict=True)
    ]
    changed = replace(comparison, events=tuple(two), upcoming=("soon", "late"), timeline=(), differences=())
    first = plain(replace(made, comparisons=(changed,))).splitlines()[1]
    assert first.endswith(next_one)


def test_a_report_is_quoted_where_it_names_the_ends_of_the_event():
    mayor, guard = (Actor(id=f"person:{n}", name=n.title(), kind="person") for n in ("mayor", "guard"))
    told = report("The city praised volunteers. The mayor praised the guard.")
    aside = mention(told, "The city praised volunteers", "praised", "SUPPORT", "happened")
    main = mention(
        told, "The mayor praised the guard", "praised", "SUPPORT", "happened",
        actors=("mayor",), recipients=("guard",), who={"mayor": mayor, "guard": guard}, confidence=0.5,
    )  # fmt: skip
    praise = event("Mayor praised the guard", aside, main, actors=(mayor,), recipients=(guard,))
    story = Story(id="s", title="Praise", reports=(told.id,), origins=(Origin(id="o", reports=(told.id,)),))
    shown = plain(Brief(reports=(told,), comparisons=(Comparison(story=story, events=(praise,)),)))
    assert "A  “The mayor praised the guard”" in shown
    assert "“The city praised volunteers" not in shown
