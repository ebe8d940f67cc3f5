"""The floors of the evaluation only rise, and a broken one fails the run."""

from __future__ import annotations

import json

import pytest

from evals.run import FLOORS, HEADLINES, TOLERANCE, Figure, raised, table


def figure(value: float, floor: float | None, name: str = "recall") -> Figure:
    return Figure(task="differences", name=name, value=value, floor=floor)


@pytest.mark.parametrize(
    ("value", "floor", "name", "broken"),
    [
        (0.80, 0.80, "recall", False),
        (0.80, 0.80 + TOLERANCE, "recall", False),  # within what machines differ by
        (0.80, 0.81, "recall", True),
        (0.90, 0.81, "recall", False),
        (0.80, None, "recall", False),  # no floor yet
        (0.30, 0.20, "<false alarms per control pair", True),  # less is better
        (0.10, 0.20, "<false alarms per control pair", False),
    ],
)
def test_a_figure_on_the_wrong_side_of_its_floor_is_broken(
    value: float, floor: float | None, name: str, broken: bool
) -> None:
    assert figure(value, floor, name).broken is broken


@pytest.mark.parametrize(
    ("value", "floor", "name", "after"),
    [
        (0.90, 0.80, "recall", 0.90),
        (0.70, 0.80, "recall", 0.80),
        (0.70, None, "recall", 0.70),
        (0.10, 0.20, "<false alarms per control pair", 0.10),
        (0.30, 0.20, "<false alarms per control pair", 0.20),
    ],
)
def test_floors_only_rise(value: float, floor: float | None, name: str, after: float) -> None:
    floors = {} if floor is None else {"differences": {name: floor}}
    assert raised(floors, [figure(value, floor, name)]) == {"differences": {name: after}}


def test_the_table_marks_what_is_broken() -> None:
    lines = table([figure(0.5, 0.9), figure(0.9, 0.9, "precision (edited pairs)")]).splitlines()
    assert [line.endswith("BROKEN") for line in lines] == [False, True, False]


@pytest.mark.skipif(not FLOORS.is_file(), reason="no floors recorded yet")
def test_the_recorded_floors_are_headline_figures() -> None:
    for task, known in json.loads(FLOORS.read_text(encoding="utf-8")).items():
        assert set(known) <= set(HEADLINES[task])
