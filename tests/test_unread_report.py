"""A report that trips a fault of ours: it is named, and costs the others nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from archive_samples import write_jsonl
from tidings import Library, pipeline, report_from_text
from tidings.archive import query, run
from tidings.archive.shard import code_shard
from tidings.brief import html
from tidings.compare import compare
from tidings.errors import DataError
from tidings.reading import read_many
from tidings.records import Account, Comparison, Report, Story

TALKS = (
    "LIMA, June 3 - The foreign ministers of Peru and Chile met in Lima on Tuesday to discuss the border.",
    "Peru's foreign minister met his Chilean counterpart in Lima on Tuesday, a spokesman said.",
    "TRIPS. The ministers of Peru and Chile spoke about the border in Lima on Tuesday.",
    "Chile condemned Peru on Wednesday over the closing of the border.",
    "TRIPS again. Chile condemned Peru on Wednesday.",
)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    def reading(texts: Any) -> Iterator[Any]:
        for report, segments in texts:
            if "TRIPS" in report.text:
                raise IndexError("list index out of range")
            yield from read_many([(report, segments)])

    monkeypatch.setattr(pipeline, "read_many", reading)


def reports() -> list[Report]:
    return [report_from_text(text, path=f"{n}.txt", outlet="Outlet") for n, text in enumerate(TALKS)]


def test_the_others_are_read_as_without_it(faulty: None) -> None:
    told: list[tuple[int, int]] = []
    found = pipeline.account_for(reports(), on_progress=lambda done, of: told.append((done, of)))
    assert [bool(a.failure) for a in found] == ["TRIPS" in text for text in TALKS]
    sound = [r for r in reports() if "TRIPS" not in r.text]
    assert [a.mentions for a in found if not a.failure] == [a.mentions for a in pipeline.account_for(sound)]
    assert all(a.mentions for a in found if not a.failure)
    assert told[-1] == (5, 5)


def test_a_brief_names_it_and_shows_its_text(faulty: None) -> None:
    brief = pipeline.brief(reports(), one_story=True)
    warned = [(w.code, w.path) for w in brief.warnings]
    assert warned == [("unread-report", "2.txt"), ("unread-report", "4.txt")]
    assert "IndexError: list index out of range" in brief.warnings[0].message
    assert brief.comparisons[0].events
    assert "TRIPS again." in html(brief)


def test_a_story_that_cannot_be_compared_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def comparing(story: Story, accounts: Sequence[Account]) -> Comparison:
        if any("Harvest" in a.report.text for a in accounts):
            raise KeyError("harvest")
        return compare(story, accounts)

    monkeypatch.setattr(pipeline, "compare", comparing)
    harvest = report_from_text("Harvest in Graustark was good, farmers of the valley said at the fair on Friday.")
    brief = pipeline.brief([*reports()[:2], harvest])
    assert [(w.code, "KeyError: 'harvest'" in w.message) for w in brief.warnings] == [("not-compared", True)]
    assert sum(bool(c.events) for c in brief.comparisons) == len(brief.comparisons) - 1
    assert "Graustark was good" in html(brief)


def test_what_no_report_has_done_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (DataError("the model is damaged"), MemoryError()):

        def reading(texts: Any, error: Exception = error) -> Iterator[Any]:
            raise error
            yield

        monkeypatch.setattr(pipeline, "read_many", reading)
        with pytest.raises(type(error)):
            pipeline.account_for(reports())


def test_a_library_keeps_it_and_says_so(faulty: None, tmp_path: Path) -> None:
    with Library(tmp_path / "news.tidings", create=True) as library:
        done = library.add(reports())
        assert done.new == 5
        assert [w.path for w in done.warnings if w.code == "unread-report"] == ["2.txt", "4.txt"]
        assert library.recode(coder="another") == 3
        assert [p.code for p in library.problems] == ["unread-report"] * 2
        codings = {a.report: len(library.codings(a.report)) for a in done.added}
        assert [codings[r.id] for r in reports()] == [1 if "TRIPS" in text else 2 for text in TALKS]


def test_an_archive_rejects_it_and_its_copies(faulty: None, tmp_path: Path) -> None:
    rows = [{"text": text, "outlet": "The Post"} for text in (*TALKS, TALKS[2], TALKS[0])]
    path = write_jsonl(tmp_path / "a.jsonl", rows)
    done = run([path], tmp_path / "lake", engine=lambda shards, job: (code_shard(s, job) for s in shards))
    counts = done.sealed.counts
    assert (counts.documents, counts.reports, counts.copies, counts.rejects) == (7, 3, 1, 3)
    found = query(tmp_path / "lake", "SELECT reason, place, detail FROM rejects")
    assert [r["reason"] for r in found] == ["unread-report"] * 3
    assert len({r["place"] for r in found}) == 3
    assert all("IndexError" in str(r["detail"]) for r in found)
