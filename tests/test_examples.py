"""The example reports: read without a complaint, dated, and of the kinds that the product is to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidings import Report, clean, load

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
FEWEST_WORDS, MOST_WORDS = 150, 400  # as long as a news report is


@pytest.fixture(scope="module")
def reports() -> tuple[Report, ...]:
    loaded = load([EXAMPLES])
    assert loaded.warnings == ()
    return loaded.reports


def test_each_has_a_headline_a_date_and_is_english(reports: tuple[Report, ...]) -> None:
    assert len(reports) == 10
    assert all(r.title and r.published and r.language == "en" for r in reports)
    assert all(FEWEST_WORDS <= len(r.text.split()) <= MOST_WORDS for r in reports)


def test_html_and_tables_carry_their_outlet(reports: tuple[Report, ...]) -> None:
    carried = {r.outlet for r in reports if r.path and not r.path.endswith(".txt")}
    assert None not in carried
    assert {"The Harbour Post", "Meridian Daily"} <= carried


def test_page_furniture_is_told_from_prose(reports: tuple[Report, ...]) -> None:
    found = [s.span.quote(r.text) for r in reports for s in clean(r) if s.kind == "boilerplate"]
    assert "Read more: The tax explained in five charts" in found
    assert not any("said" in line for line in found)
