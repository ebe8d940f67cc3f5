"""Stories over an archive are those of the library; a slice of it goes into one; the commands say what they did."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from archive_samples import EXAMPLES, GERMAN, PROSE, code, happenings, rows_of, write_jsonl
from tidings.archive import ArchiveError, edges, group_archive, grouping, load_slice, query, run
from tidings.archive.plan import Shard
from tidings.archive.shard import Job, Outcome, code_shard
from tidings.cli import app
from tidings.library import Library
from tidings.records import Report
from tidings.stories import group

NEAR_ENOUGH = 0.02  # of B-cubed F1, that grouping by joins may differ from the library's


def inline(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
    return map(code_shard, shards, [job] * len(shards))


def archived(folder: Path, reports: Sequence[Report], slice_bytes: int = 60_000) -> Path:
    path = write_jsonl(folder / "a.jsonl", rows_of(reports))
    run([str(path)], folder / "lake", engine=inline, coder=code, slice_bytes=slice_bytes, language=None)
    return folder / "lake"


def sets(lake: Path) -> list[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in query(lake, "SELECT story, report FROM story_reports"):
        found.setdefault(row["story"], set()).add(row["report"])
    return [frozenset(members) for members in found.values()]


def b_cubed(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> float:
    """B-cubed F1 of two partitions (Bagga and Baldwin 1998)."""
    home: Mapping[str, frozenset[str]] = {r: s for s in one for r in s}
    gold: Mapping[str, frozenset[str]] = {r: s for s in other for r in s}
    assert home.keys() == gold.keys()
    precision = sum(len(home[r] & gold[r]) / len(home[r]) for r in home) / len(home)
    recall = sum(len(home[r] & gold[r]) / len(gold[r]) for r in home) / len(home)
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return happenings(48)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, reports: list[Report]) -> Path:
    home = archived(tmp_path_factory.mktemp("grouped"), reports)
    group_archive(home)
    return home


def test_the_stories_of_an_archive_are_the_librarys(lake: Path, reports: list[Report]) -> None:
    expected = group(code(reports))
    wanted = [frozenset(s.reports) for s in expected]
    assert len(reports) > 120
    assert sum(len(s) > 1 for s in wanted) > 20
    assert b_cubed(sets(lake), wanted) >= 1 - NEAR_ENOUGH
    stories = {row["id"]: row for row in query(lake, "SELECT * FROM stories")}
    for story in expected:
        if story.id in stories:
            row = stories[story.id]
            assert (row["title"], row["reports"], row["origins"]) == (
                story.title,
                len(story.reports),
                len(story.origins),
            )
    assert len(stories.keys() & {s.id for s in expected}) > 0.95 * len(expected)


def test_every_report_is_in_one_story_and_reprints_share_an_origin(lake: Path, reports: list[Report]) -> None:
    placed = [row["report"] for row in query(lake, "SELECT report FROM story_reports")]
    assert sorted(placed) == sorted(r.id for r in reports)
    shared = query(lake, "SELECT origin, count(*) AS n FROM origins GROUP BY origin HAVING n > 1")
    assert len(shared) >= sum(r.outlet == "Reprint" for r in reports) * 0.8


@pytest.mark.parametrize("slice_reports", [7, 50])
def test_the_size_of_a_slice_changes_nothing(lake: Path, slice_reports: int) -> None:
    before = sorted(map(sorted, sets(lake)))
    told: list[tuple[str, int, int]] = []
    group_archive(lake, slice_reports=slice_reports, said=lambda *said: told.append(said))
    assert sorted(map(sorted, sets(lake))) == before
    assert told[-1][0] == "grouping"
    assert told[-1][1] == told[-1][2]


def test_a_part_too_large_to_compare_all_goes_through_the_stream(
    tmp_path: Path, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = archived(tmp_path, reports)
    monkeypatch.setattr(grouping, "MOST_AT_ONCE", 2)
    group_archive(lake)
    wanted = [frozenset(s.reports) for s in group(code(reports))]
    assert b_cubed(sets(lake), wanted) >= 0.9
    assert all(row["origins"] >= 1 for row in query(lake, "SELECT origins FROM stories"))


def test_chains_of_likeness_are_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE edges AS SELECT k AS a, k + 1 AS b, 0.5 AS likeness FROM range(400) r(k)")
        connection.execute("INSERT INTO edges VALUES (900, 901, 0.5), (950, 901, 0.5)")
        edges._spread(connection)
        parts = connection.execute("SELECT part, count(*) FROM parts GROUP BY part ORDER BY part").fetchall()
    assert parts == [(0, 401), (900, 3)]


def test_languages_are_joined_by_names_and_numbers(tmp_path: Path) -> None:
    english = (
        "Heavy rain burst the dyke at Osterfeld and flooded three villages on Monday. Mayor Greta Blom said 4711 people "
        "had left their homes, and engineers from Brennik came to help."
    )
    spanish = (
        "La rotura del dique de Osterfeld obligó a 4711 vecinos a dejar sus casas, según la alcaldesa Greta Blom. "
        "Los ingenieros de Brennik llegaron el lunes."
    )
    texts = [english, spanish, PROSE, GERMAN.replace("Strelsau", "Holm")]
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": t, "date": "2023-01-02"} for t in texts])
    run([str(path)], tmp_path / "lake", engine=inline, coder=code, language=None)
    group_archive(tmp_path / "lake")
    assert sorted(len(s) for s in sets(tmp_path / "lake")) == [1, 1, 2]


def test_an_archive_without_reports_has_no_stories(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [])
    run([str(path)], tmp_path / "lake", engine=inline, coder=code)
    done = group_archive(tmp_path / "lake")
    assert (done.reports, done.stories) == (0, 0)
    with pytest.raises(ArchiveError, match="is no archive"):
        group_archive(tmp_path / "none")


def test_a_slice_goes_into_a_library_once(tmp_path: Path, lake: Path) -> None:
    with Library(tmp_path / "a.tidings", create=True) as library:
        where = "outlet = 'Outlet 3-0'"
        wanted = {row["id"] for row in query(lake, f"SELECT id FROM reports WHERE {where}")}  # noqa: S608 (ours)
        first = load_slice(lake, library, where)
        assert {a.report for a in first.added} == wanted
        assert first.new == len(wanted) > 2
        assert load_slice(lake, library, where).new == 0
        with pytest.raises(ArchiveError, match="--where was not taken"):
            load_slice(lake, library, "colour = 'red'")


def command(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        app(["archive", *arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_the_commands(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    lake, page, db = str(tmp_path / "lake"), tmp_path / "run.html", str(tmp_path / "a.tidings")
    tanker = [str(p) for p in sorted(EXAMPLES.glob("tanker-*"))]
    from tidings.archive import running

    monkeypatch.setattr(running, "_engine", lambda *_: inline)
    status, out, err = command(capsys, "run", *tanker, "--out", lake, "--report", str(page))
    assert status == 0
    assert "3 documents: 3 reports, 0 copies, 0 rejects" in out
    assert "words/s" in err
    assert "3 reports" in page.read_text(encoding="utf-8")
    status, out, _ = command(capsys, "run", *tanker, "-o", lake)
    assert status == 0
    assert re.match(r"0 shards coded, [1-3] were finished before\n", out)
    assert command(capsys, "group", lake)[1].startswith("3 reports in 1 stories")
    status, out, _ = command(capsys, "sql", lake, "SELECT published, title FROM reports ORDER BY 1", "--format", "json")
    assert [row["published"] for row in json.loads(out)] == ["2025-03-11", "2025-03-11", "2025-03-12"]
    assert "ASSAULT" in command(capsys, "sql", lake, "SELECT type, count(*) AS n FROM event_mentions GROUP BY 1")[1]
    status, out, err = command(capsys, "sql", lake, "SELECT title FROM reports WHERE false")
    assert (status, out) == (0, "")
    assert "no rows" in err
    status, out, _ = command(
        capsys, "load", lake, "--library", db, "--where", "month = '2025-03' AND outlet IS NOT NULL"
    )
    assert status == 0
    assert "reports added" in out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["run", "none.jsonl", "--out", "lake"], 1, "none.jsonl"),
        (["group", "none"], 1, "is no archive"),
        (["sql", "none", "SELECT 1"], 1, "is no archive"),
        (["load", "none"], 1, "is no archive"),
        (["run", "a.jsonl", "--out", "lake", "--engine", "abacus"], 2, "abacus"),
    ],
)
def test_mistakes_are_told(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    found, out, err = command(capsys, *arguments)
    assert (found, out) == (status, "")
    assert said in err
    assert "Traceback" not in err


def test_a_shard_set_aside_is_told_and_gives_code_1(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tidings.archive import running

    path = write_jsonl(tmp_path / "a.jsonl", [{"text": PROSE}])

    def none_there(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
        path.unlink()
        return inline(shards, job)

    monkeypatch.setattr(running, "_engine", lambda *_: none_there)
    status, _, err = command(capsys, "run", str(path), "--out", str(tmp_path / "lake"))
    assert status == 1
    assert "set aside" in err
    assert "a.jsonl" in err
