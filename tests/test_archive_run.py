"""Runs of an archive: every document accounted for, resumed where they stopped, whatever happens to a worker."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import archive_samples
from archive_samples import EXAMPLES, GERMAN, PROSE, code, code_or_die, code_or_die_once, code_or_fail, write_jsonl
from tidings import load
from tidings.archive import ArchiveError, DiskFull, Run, local, query, run, worker
from tidings.archive import shard as shard_of
from tidings.archive.manifest import held, records
from tidings.archive.page import page
from tidings.archive.plan import Shard
from tidings.archive.problems import is_full
from tidings.archive.shard import Job, Outcome, code_shard
from tidings.archive.tables import TABLES
from tidings.archive.views import MADE, VIEWS
from tidings.archive.writing import Spool
from tidings.pipeline import account_for

SLICE = 1_500  # bytes: a few reports


def inline(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
    """An engine without processes."""
    for shard in shards:
        outcome = code_shard(shard, job)
        yield outcome
        if outcome.state == "full":
            return


def text(n: int) -> str:
    return f"{PROSE} It was the {n}th time this year that they had met at the bridge over the river."


def inputs(folder: Path, count: int = 30, *, more: Sequence[Any] = ()) -> Path:
    days = [None, "2023-01-02", "2023-02-03"]
    rows = [{"text": text(n), "date": days[n % 3], "outlet": "The Post"} for n in range(count)]
    return write_jsonl(folder / "a.jsonl", [*rows, *more])


def go(folder: Path, *given: Any, **options: Any) -> Run:
    options = {"engine": inline, "coder": code, "slice_bytes": SLICE, **options}
    return run([str(g) for g in given], folder / "lake", **options)


def files(lake: Path) -> dict[str, bytes]:
    return {str(p.relative_to(lake)): p.read_bytes() for p in sorted(lake.rglob("*.parquet"))}


def ids(lake: Path) -> list[str]:
    return [row["id"] for row in query(lake, "SELECT id FROM reports ORDER BY id")]


def test_documents_in_are_reports_copies_and_rejects(tmp_path: Path) -> None:
    more = [
        {"text": GERMAN, "date": "2023-02-03"},
        {"text": text(1), "outlet": "The Post"},  # a copy, in another shard
        {"text": text(29), "outlet": "The Post"},  # a copy, in this one
        {"text": ""},
        {"words": PROSE},
    ]
    done = go(tmp_path, inputs(tmp_path, more=more))
    assert done.sealed.counts.documents == 35
    assert (done.sealed.counts.reports, done.sealed.counts.copies, done.sealed.counts.rejects) == (30, 2, 3)
    lake = tmp_path / "lake"
    assert len(ids(lake)) == len(set(ids(lake))) == 30
    rejects = query(lake, "SELECT reason, language, month FROM rejects ORDER BY reason, month")
    assert [tuple(r.values()) for r in rejects] == [
        ("empty-row", None, "undated"),
        ("empty-row", None, "undated"),
        ("language", "de", "2023-02"),
    ]
    copies = query(lake, "SELECT document, report, kind FROM origins WHERE kind = 'exact'")
    assert len(copies) == 2
    assert {c["report"] for c in copies} <= set(ids(lake))
    months = query(lake, "SELECT month, reports FROM v_months ORDER BY month")
    assert [tuple(m.values()) for m in months] == [("2023-01", 10), ("2023-02", 10), ("undated", 10)]
    assert (lake / "reports" / "month=2023-01").is_dir()


def test_a_copy_across_shards_is_the_later_one_whatever_comes_first(tmp_path: Path) -> None:
    early = {"text": PROSE, "date": "2023-01-02", "outlet": "The Post"}
    late = {**early, "date": "2023-03-02"}
    for order in ([early, late], [late, early]):
        home = tmp_path / str(order[0]["date"])
        home.mkdir()
        go(home, write_jsonl(home / "a.jsonl", order[:1]), write_jsonl(home / "b.jsonl", order[1:]))
        (kept,) = query(home / "lake", "SELECT published FROM reports")
        assert str(kept["published"]) == "2023-01-02"


def test_near_copies_in_a_shard_share_an_origin(tmp_path: Path) -> None:
    wire = "\n\n".join(text(n) for n in (3, 4)) + " The bridge was built by two dukes and a bishop who disagreed."
    rows = [
        {"text": wire, "outlet": "Agency", "date": "2023-01-02"},
        {"text": wire + "\n\nNobody at the ministry could be reached.", "outlet": "The Post", "date": "2023-01-03"},
        {"text": "A quite different report. The harvest in Graustark was good, farmers said on Friday.", "outlet": "X"},
    ]
    go(tmp_path, write_jsonl(tmp_path / "a.jsonl", rows), slice_bytes=10**6)
    found = query(tmp_path / "lake", "SELECT outlet, kind, origin FROM origins ORDER BY outlet")
    assert [(f["outlet"], f["kind"]) for f in found] == [("Agency", "first"), ("The Post", "near"), ("X", "first")]
    assert found[0]["origin"] == found[1]["origin"] != found[2]["origin"]


def test_a_run_again_skips_what_is_finished(tmp_path: Path) -> None:
    path = inputs(tmp_path)
    first = go(tmp_path, path)
    before = files(tmp_path / "lake")
    again = go(tmp_path, path)
    assert first.shards > 3
    assert (again.shards, again.skipped) == (0, first.shards)
    assert again.sealed == first.sealed
    assert files(tmp_path / "lake") == before


def test_more_inputs_are_added(tmp_path: Path) -> None:
    go(tmp_path, inputs(tmp_path, 10))
    other = write_jsonl(tmp_path / "b.jsonl", [{"text": text(100), "outlet": "The Other"}])
    done = go(tmp_path, other)
    assert done.sealed.counts.reports == 11


def test_any_order_and_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    path = inputs(tmp_path)

    def backwards(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
        return inline(list(reversed(shards)), job)

    found = []
    for name, engine in (("one", inline), ("two", backwards)):
        run([str(path)], tmp_path / name, engine=engine, coder=code, slice_bytes=SLICE)
        found.append(files(tmp_path / name))
    assert found[0] == found[1]


def test_a_changed_input_is_noticed_and_coded_again(tmp_path: Path) -> None:
    path = inputs(tmp_path)
    other = write_jsonl(tmp_path / "b.jsonl", [{"text": text(100)}])
    go(tmp_path, path, other)
    inputs(tmp_path, 12)
    done = go(tmp_path, path, other)
    assert [n.code for n in done.notices] == ["changed-input"]
    assert str(path) in done.notices[0].message
    assert done.skipped == 1
    assert done.sealed.counts.reports == 13
    fresh = go(tmp_path / "fresh", path, other) if (tmp_path / "fresh").mkdir() is None else None
    assert fresh is not None
    assert fresh.sealed.counts == done.sealed.counts
    assert files(tmp_path / "fresh" / "lake") == files(tmp_path / "lake")


def test_other_settings_code_anew(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": PROSE, "body": text(1)}, {"text": GERMAN, "body": ""}])
    assert go(tmp_path, path).sealed.counts.reports == 1
    assert go(tmp_path, path, language=None).sealed.counts.reports == 2
    done = go(tmp_path, path, language=None, outlet="The Post")
    assert done.sealed.counts.reports == 2
    assert {row["outlet"] for row in query(tmp_path / "lake", "SELECT outlet FROM reports")} == {"The Post"}


def test_a_run_that_was_interrupted_leaves_nothing_half_done(tmp_path: Path) -> None:
    path = inputs(tmp_path)

    def stops(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
        yield from inline(shards[:2], job)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, path, engine=stops)
    lake = tmp_path / "lake"
    stray = lake / "reports" / "month=2023-01" / "0123456789abcdef_0.parquet"
    stray.write_bytes(next(iter(files(lake).values())))
    (lake / "_work" / "0123456789abcdef").mkdir(parents=True)
    some = len(ids(lake))
    assert 0 < some < 30
    done = go(tmp_path, path)
    assert done.skipped == 2
    assert len(ids(lake)) == 30
    assert not stray.exists()
    assert not (lake / "_work").exists()


def test_an_unfinished_run_is_told(tmp_path: Path) -> None:
    def forgets(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
        return inline(shards[1:], job)

    with pytest.raises(ArchiveError, match=r"1 of .* shards were not finished"):
        go(tmp_path, inputs(tmp_path), engine=forgets)


def test_lost_rows_are_found_at_the_end(tmp_path: Path) -> None:
    path = inputs(tmp_path)
    go(tmp_path, path)
    lake = tmp_path / "lake"
    lost = next((lake / "reports" / "month=2023-01").glob("*.parquet"))
    lost.unlink()
    with pytest.raises(ArchiveError, match=lost.name.partition("_")[0]):
        go(tmp_path, path)
    (lake / "_manifest" / f"{lost.name.partition('_')[0]}.json").unlink()
    assert go(tmp_path, path).sealed.counts.reports == 30


def test_only_one_run_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path / "lake"), pytest.raises(ArchiveError, match="another run"):
        go(tmp_path, inputs(tmp_path))


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ArchiveError, match="holds other files"):
        go(tmp_path, inputs(tmp_path))
    with pytest.raises(ArchiveError, match="no archive"):
        list(records(tmp_path / "lake"))


@pytest.mark.parametrize("content", ["{", '{"archive": "tidings"}', '{"archive": "tidings", "format": 99}'])
def test_a_damaged_or_newer_archive_is_refused(tmp_path: Path, content: str) -> None:
    go(tmp_path, inputs(tmp_path, 3))
    (tmp_path / "lake" / "_archive.json").write_text(content, encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"damaged|Upgrade"):
        go(tmp_path, inputs(tmp_path, 3))


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    go(tmp_path, inputs(tmp_path, 3))
    path = next((tmp_path / "lake" / "_manifest").glob("*.json"))
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    with pytest.raises(ArchiveError, match=path.name):
        query(tmp_path / "lake", "SELECT 1")


def test_shards_of_another_coder_are_told(tmp_path: Path) -> None:
    path = inputs(tmp_path, 3)
    go(tmp_path, path)
    done = go(tmp_path, path, coder=code_or_fail)
    assert [n.code for n in done.notices] == ["older-coder"]
    assert "archive_samples.code" in done.notices[0].message


def test_progress_tells_rate_memory_and_what_is_left(tmp_path: Path) -> None:
    said: list[Any] = []
    done = go(tmp_path, inputs(tmp_path), on_progress=said.append)
    assert [p.shards for p in said] == list(range(1, done.shards + 1))
    assert said[-1].documents == 30
    assert said[-1].eta == 0
    assert said[0].eta > 0
    assert all(p.worker_peak > 0 and p.parent_peak > 0 for p in said)


class TestTrouble:
    """Whatever a worker runs into is named, and the other shards are finished."""

    def test_memory_that_runs_out(self, tmp_path: Path) -> None:
        path = inputs(tmp_path, more=[{"text": text(99) + " HUNGRY"}])
        done = go(tmp_path, path, coder=code_or_fail)
        (record,) = done.aside
        assert "MemoryError" in str(record.reason)
        lost = 31 - done.sealed.counts.documents
        assert 1 <= lost < 10
        again = go(tmp_path, path, coder=code)
        assert again.aside == (record,)  # it is not tried for ever
        healed = go(tmp_path, path, coder=code, retry=True)
        assert healed.aside == ()
        assert healed.sealed.counts.reports == 31

    def test_a_full_disk_stops_cleanly_and_the_run_goes_on_later(self, tmp_path: Path) -> None:
        space = tmp_path / "space"
        path = inputs(tmp_path, more=[{"text": text(99) + f" FULL UNTIL {space} "}])
        with pytest.raises(DiskFull, match="same command again") as told:
            go(tmp_path, path, coder=code_or_fail)
        assert "shards are finished and kept" in str(told.value)
        kept = len(ids(tmp_path / "lake"))
        assert kept > 20
        assert not list((tmp_path / "lake" / "_work").glob("*"))
        space.touch()
        done = go(tmp_path, path, coder=code_or_fail)
        assert done.skipped > 0
        assert done.sealed.counts.reports == 31

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
    def test_a_disk_that_is_full_while_rows_are_written(self, tmp_path: Path) -> None:
        def write() -> None:
            with Spool(tmp_path / "spool") as spool:
                full = spool._files["reports"] = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 (closed below)
                with full:
                    spool.add("reports", {"text": "x" * 100_000})

        with pytest.raises(OSError, match="space") as told:
            write()
        assert is_full(told.value)
        assert not (tmp_path / "spool").exists()

    @pytest.mark.parametrize(
        ("error", "full"),
        [
            (OSError(28, "No space left on device"), True),
            (RuntimeError("IO Error: No space left on device"), True),
            (OSError(2, "No such file"), False),
            (ValueError("x"), False),
        ],
    )
    def test_what_a_full_disk_is(self, error: Exception, full: bool) -> None:
        assert is_full(error) == full

    def test_an_input_that_vanishes_is_set_aside(self, tmp_path: Path) -> None:
        path, other = inputs(tmp_path, 3), write_jsonl(tmp_path / "b.jsonl", [{"text": text(9)}])

        def vanishing(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
            other.unlink()
            yield from inline(shards, job)

        done = go(tmp_path, path, other, engine=vanishing)
        (record,) = done.aside
        assert "b.jsonl" in str(record.reason)
        assert done.sealed.counts.reports == 3


class TestProcesses:
    """The local engine, with processes that die."""

    def test_a_shard_that_kills_its_worker_is_tried_again_then_set_aside_and_named(self, tmp_path: Path) -> None:
        path = inputs(tmp_path, more=[{"text": text(99) + " KILLER"}])
        done = go(tmp_path, path, engine="local", workers=2, coder=code_or_die)
        (record,) = done.aside
        assert "was killed" in str(record.reason)
        assert "byte" in str(record.reason)
        assert done.sealed.counts.reports >= 25
        assert done.sealed.shards == done.shards - 1

    def test_a_worker_that_dies_once_costs_nothing(self, tmp_path: Path) -> None:
        path = inputs(tmp_path, more=[{"text": text(99) + f" KILLS ONCE {tmp_path / 'mark'} ."}])
        done = go(tmp_path, path, engine="local", workers=1, coder=code_or_die_once)
        assert done.aside == ()
        assert done.sealed.counts.reports == 31
        inlined = run([str(path)], tmp_path / "other", engine=inline, coder=code_or_die_once, slice_bytes=SLICE)
        assert inlined.sealed == done.sealed
        assert files(tmp_path / "other") == files(tmp_path / "lake")

    def test_workers_that_cannot_begin_end_the_run(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(local, "begin_worker", archive_samples.die_as_it_begins)
        with pytest.raises(ArchiveError, match="as it began"):
            go(tmp_path, inputs(tmp_path), engine="local", workers=1)


def test_examples_end_to_end_on_two_workers(tmp_path: Path) -> None:
    done = run([EXAMPLES], tmp_path / "lake", workers=2, slice_bytes=8_000)
    expected = account_for(sorted(load([EXAMPLES]).reports, key=lambda r: r.id))
    assert done.sealed.counts.reports == len(expected)
    assert done.sealed.counts.rejects == 0
    lake = tmp_path / "lake"
    mentions = {row["id"]: row for row in query(lake, "SELECT * FROM v_mentions")}
    wanted = {m.id: (m, a.report) for a in expected for m in a.mentions}
    assert len(mentions) > 50
    assert len(mentions.keys() & wanted.keys()) > 0.9 * len(wanted)  # lines that recur are seen in fewer reports
    for id, row in mentions.items():
        if id in wanted:
            mention, report = wanted[id]
            assert row["quote"] == report.text[row["start"] : row["end"]] == mention.span.quote(report.text)
            assert (row["type"], row["status"]) == (mention.type, mention.status)
    texts = {row["id"]: row["text"] for row in query(lake, "SELECT id, text FROM reports")}
    for row in query(lake, 'SELECT report, quote, "start", "end" FROM actors'):
        assert texts[row["report"]][row["start"] : row["end"]] == row["quote"]
    assert done.worker_peak > 0  # how much is for the bench: a process starts with the peak of the one that made it


def test_the_page_of_a_run_shows_words_of_inputs_as_words(tmp_path: Path) -> None:
    more = [{"text": text(50), "outlet": "<script>alert(1)</script>"}, {"text": GERMAN}, {"x": "\x1b[2J"}]
    path = inputs(tmp_path, more=more)
    done = go(tmp_path, path, coder=code_or_fail)
    shown = page(done)
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    for wanted in ("Rejects by reason", "empty-row", "Reports by language", ">de<", "2023-01", "Words a second"):
        assert wanted in shown
    assert "\x1b" not in shown


def test_every_view_answers_also_when_empty(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [])
    done = go(tmp_path, path)
    assert done.sealed.counts.documents == 0
    for view in VIEWS:
        assert query(tmp_path / "lake", f"SELECT * FROM {view}") == []  # noqa: S608 (our own names)


def test_the_guide_documents_every_table_view_and_column() -> None:
    guide = (EXAMPLES.parent / "docs" / "archive.md").read_text(encoding="utf-8")
    for name, columns in {**TABLES, **MADE}.items():
        assert f"`{name}`" in guide or name == "copies", name
        for column in columns:
            assert column in guide, (name, column)
    for view in VIEWS:
        assert f"`{view}`" in guide, view


@pytest.mark.parametrize("sql", ["SELECT nope FROM reports", "SELEC 1", "SELECT * FROM nothing"])
def test_a_query_that_is_not_taken_names_the_views(tmp_path: Path, sql: str) -> None:
    go(tmp_path, inputs(tmp_path, 3))
    with pytest.raises(ArchiveError, match="event_mentions"):
        query(tmp_path / "lake", sql)


def test_tries_are_bounded_when_not_even_a_try_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(work: Path) -> int:
        raise PermissionError(13, "not allowed")

    monkeypatch.setattr(shard_of, "_begin_try", refused)
    done = go(tmp_path, inputs(tmp_path, 3))
    assert "killed" in str(done.aside[0].reason) or "not allowed" in str(done.aside[0].reason)


def test_the_package_loads_nothing_heavy_before_a_worker_has_set_its_threads() -> None:
    heavy = ["numpy", "spacy", "onnxruntime", "duckdb", "ray", "pyarrow"]
    told = f"import sys, json, tidings.archive.worker; print(json.dumps([m for m in {heavy} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(done.stdout) == []


def test_a_worker_looks_for_rubbish_seldom() -> None:
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=worker.begin_worker, initargs=(None,)) as apart:
        assert apart.submit(gc.get_threshold).result() == worker.RARELY
    assert gc.get_threshold() != worker.RARELY


@pytest.mark.parametrize("library", [OSError("none"), object()])
def test_a_worker_begins_where_memory_cannot_be_kept(library: object, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def load(name: object) -> object:
        asked.append(name)
        if isinstance(library, OSError):
            raise library
        return library

    monkeypatch.setattr(worker.ctypes, "CDLL", load)
    worker.keep_freed_memory()
    assert asked == [None]


def test_the_samples_are_distinct() -> None:
    assert archive_samples.made_up("Benin", 1) != archive_samples.made_up("Benin", 2)
