"""Inputs of an archive: cut into shards, read whole or in pieces, and named where they are bad."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from csv import field_size_limit
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pytest
import zstandard

from archive_samples import GERMAN, PROSE, page, warc_record, write_jsonl
from tidings.archive import ArchiveError, stores
from tidings.archive import documents as documents_of
from tidings.archive import plan as plan_of
from tidings.archive.documents import Document, Reading, Reject, documents
from tidings.archive.plan import Plan, plan
from tidings.archive.unpack import lines
from tidings.ingest import REPORT_BYTES
from tidings.ingest.tables import Columns, Row, csv_rows, jsonl_rows

TEXTS = [f"{PROSE} It was the {n}th time this year, and nobody was hurt in the {n} talks before." for n in range(40)]


def read(planned: Plan, folder: Path, columns: Columns | None = None) -> tuple[list[str], list[Reject]]:
    reading = Reading(columns=columns or Columns())
    found = [one for shard in planned.shards for one in documents(shard, reading, folder=folder)]
    return [d.report.text for d in found if isinstance(d, Document)], [r for r in found if isinstance(r, Reject)]


def rows() -> list[dict[str, str]]:
    return [{"text": text, "outlet": "The Strelsau Post", "date": "2023-01-02"} for text in TEXTS]


def jsonl(folder: Path) -> Path:
    return write_jsonl(folder / "a.jsonl", rows())


def jsonl_gz(folder: Path) -> Path:
    """Each line a member of its own, as tools that append write it."""
    path = folder / "a.jsonl.gz"
    path.write_bytes(b"".join(gzip.compress(json.dumps(row).encode() + b"\n", mtime=0) for row in rows()))
    return path


def jsonl_zst(folder: Path) -> Path:
    path = folder / "a.jsonl.zst"
    frames = [
        zstandard.compress("".join(json.dumps(row) + "\n" for row in half).encode())
        for half in (rows()[:9], rows()[9:])
    ]
    path.write_bytes(b"".join(frames))
    return path


def csv(folder: Path) -> Path:
    path = folder / "a.csv"
    cells = "".join('"' + text.replace(". ", ".\n") + '",2023-01-02\n' for text in TEXTS)
    path.write_text("text,date\n" + cells, encoding="utf-8")
    return path


def parquet(folder: Path) -> Path:
    path = folder / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (text VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?)", [[text] for text in TEXTS])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def records() -> list[bytes]:
    return [warc_record(f"https://post.example/{n}", page(f"Talks number {n}", text)) for n, text in enumerate(TEXTS)]


def warc(folder: Path) -> Path:
    path = folder / "a.warc"
    path.write_bytes(b"".join(records()))
    return path


def warc_gz(folder: Path) -> Path:
    path = folder / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(r, mtime=0) for r in records()))
    return path


def texts(folder: Path) -> Path:
    home = folder / "texts"
    for n, text in enumerate(TEXTS):
        path = home / f"{n % 3}" / f"{n:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home


MAKERS = [jsonl, jsonl_gz, jsonl_zst, csv, parquet, warc, warc_gz, texts]


@pytest.mark.parametrize("make", MAKERS, ids=lambda m: m.__name__)
@pytest.mark.parametrize("slice_bytes", [500, 2_000, 10**9])
def test_every_document_is_read_once_however_the_input_is_cut(tmp_path: Path, make: Any, slice_bytes: int) -> None:
    path = make(tmp_path)
    planned = plan([str(path)], slice_bytes=slice_bytes)
    found, rejects = read(planned, tmp_path)
    assert rejects == []
    assert len(found) == len(TEXTS)
    flat = [" ".join(text.split()) for text in found]
    if make in (warc, warc_gz):
        assert all(one.endswith(text) for one, text in zip(flat, TEXTS, strict=True))
    elif make is texts:
        assert Counter(flat) == Counter(TEXTS)
    else:
        assert flat == TEXTS
    assert len(planned.shards) > 1 or slice_bytes > 500
    assert plan([str(path)], slice_bytes=slice_bytes) == planned


def test_a_page_of_an_archive_says_when_where_and_by_whom(tmp_path: Path) -> None:
    (shard,) = plan([str(warc_gz(tmp_path))]).shards
    first = next(documents(shard, Reading(), folder=tmp_path))
    assert isinstance(first, Document)
    assert first.report.url == "https://post.example/0"
    assert first.report.outlet == "The Strelsau Post"
    assert first.report.title == "Talks number 0"
    assert str(first.report.published) == "2023-01-02"
    assert first.report.path == str(tmp_path / "a.warc.gz")
    assert first.place == "byte 0"


def test_only_pages_texts_and_conversions_are_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    body = PROSE.encode()
    path.write_bytes(
        warc_record("https://a.example/", b"GET / HTTP/1.1\r\n\r\n", kind="request", told="application/http")
        + warc_record("https://a.example/", b"software: x", kind="warcinfo", told="application/warc-fields")
        + warc_record("dns:a.example", b"a.example 1.2.3.4", kind="resource", told="text/dns")
        + warc_record("https://a.example/wet", body, kind="conversion", told="text/plain")
        + warc_record("https://a.example/plain", body + b" Again.", kind="resource", told="text/plain; charset=utf-8")
        + warc_record("https://a.example/gone", b"gone", status=404)
        + warc_record("https://a.example/cat", b"\x89PNG\r\n\x1a\n\x00", told="image/png")
        + warc_record("https://a.example/empty", b"<html></html>")
    )
    found, rejects = read(plan([str(path)]), tmp_path)
    assert found == [PROSE, PROSE + " Again."]
    assert [(r.reason, r.url) for r in rejects] == [
        ("http-status", "https://a.example/gone"),
        ("no-report", "https://a.example/cat"),
        ("empty", "https://a.example/empty"),
    ]


def answer(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (answer(gzip.compress(page("T", PROSE)), "Content-Encoding: gzip"), None),
        (answer(zlib.compress(page("T", PROSE)), "Content-Encoding: deflate"), None),
        (answer(page("T", PROSE), "Content-Encoding: gzip"), None),  # the crawler unpacked it and left the header
        (answer(b"5\r\n<html\r\n2\r\n> \r\n%x\r\n%b\r\n0\r\n\r\n" % (len(page("T", PROSE)), page("T", PROSE)), "Transfer-Encoding: chunked"), None),
        (answer(page("T", PROSE), "Transfer-Encoding: chunked"), None),
        (answer(gzip.compress(b" " * (REPORT_BYTES + 10)), "Content-Encoding: gzip"), "too-large"),
        (answer(b"\x0b\x02\x80", "Content-Encoding: br"), "no-report"),
        (b"no answer at all", "no-report"),
        (b"HTTP/1.1 2OO OK\r\n\r\n", "no-report"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 400 + b"\r\n" + page("T", PROSE), "no-report"),
        (b"", "no-report"),
    ],
)  # fmt: skip
def test_answers_as_servers_send_them(tmp_path: Path, body: bytes, reason: str | None) -> None:
    record = warc_record("https://a.example/x", body, kind="resource", told="application/http; msgtype=response")
    path = tmp_path / "a.warc"
    path.write_bytes(record.replace(b"WARC-Type: resource", b"WARC-Type: response"))
    found, rejects = read(plan([str(path)]), tmp_path)
    assert [r.reason for r in rejects] == ([reason] if reason else [])
    assert [PROSE in text for text in found] == ([] if reason else [True])


def test_html_bombs_are_read_plainly_or_named(tmp_path: Path) -> None:
    deep = b"<html><body>" + b"<div>" * 60_000 + PROSE.encode()
    wide = b"<html><body>" + b"<b><i>" * 20_000 + PROSE.encode()
    path = tmp_path / "a.warc"
    path.write_bytes(warc_record("https://a.example/deep", deep) + warc_record("https://a.example/wide", wide))
    found, rejects = read(plan([str(path)]), tmp_path)
    assert len(found) + len(rejects) == 2
    assert all(PROSE in text for text in found)


def test_a_record_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tidings.archive import warcs

    monkeypatch.setattr(warcs, "REPORT_BYTES", 100_000)
    path = tmp_path / "a.warc.gz"
    long = warc_record("https://a.example/long", b"x" * 200_000)
    path.write_bytes(b"".join(gzip.compress(r, mtime=0) for r in (records()[0], long, records()[1])))
    found, (reject,) = read(plan([str(path)]), tmp_path)
    assert len(found) == 2
    assert reject.reason == "too-large"
    assert reject.url == "https://a.example/long"
    assert "0.2 MB" in reject.detail


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(b ^ 0xFF for b in data[at : at + 8]) + data[at + 8 :]


@pytest.mark.parametrize("slice_bytes", [500, 10**9])
@pytest.mark.parametrize(
    ("where", "lost"),
    [
        (60, 1),  # inside a record
        (0, 1),  # its beginning: its mark is gone
        (-12, 1),  # the check sum of the one before
    ],
)
def test_damage_in_a_packed_archive_costs_the_record_it_touches(
    tmp_path: Path, slice_bytes: int, where: int, lost: int
) -> None:
    members = [gzip.compress(r, mtime=0) for r in records()]
    at = sum(map(len, members[:20])) + where
    path = tmp_path / "a.warc.gz"
    path.write_bytes(damaged(b"".join(members), at))
    found, rejects = read(plan([str(path)], slice_bytes=slice_bytes), tmp_path)
    assert len(found) >= len(TEXTS) - lost - 1
    assert len(found) < len(TEXTS) or where == -12
    (reject,) = rejects
    assert reject.reason in {"damaged", "truncated"}
    assert "byte" in reject.detail


@pytest.mark.parametrize("slice_bytes", [500, 10**9])
@pytest.mark.parametrize("cut", [1, 30, 200])
@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_ends_in_the_middle_says_so(tmp_path: Path, slice_bytes: int, cut: int, packed: bool) -> None:
    data = b"".join(gzip.compress(r, mtime=0) if packed else r for r in records())
    cut = cut if packed else cut + 4  # a record of plain WARC is whole without its last line ends
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(data[:-cut])
    found, rejects = read(plan([str(path)], slice_bytes=slice_bytes), tmp_path)
    assert [r.reason for r in rejects] == ["truncated"]
    assert len(TEXTS) - 1 <= len(found) <= len(TEXTS)


def test_garbage_between_records_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(records()[0] + b"GARBAGE\r\nX: y\r\n\r\n" + records()[1] + records()[2])
    found, (reject,) = read(plan([str(path)]), tmp_path)
    assert len(found) == 3
    assert reject.reason == "damaged"


@pytest.mark.parametrize("slice_bytes", [500, 10**9])
@pytest.mark.parametrize("make", [jsonl_gz, jsonl_zst], ids=lambda m: m.__name__)
@pytest.mark.parametrize("how", ["cut", "damaged"])
def test_packed_lines_before_the_damage_are_kept_and_it_is_named_once(
    tmp_path: Path, slice_bytes: int, make: Any, how: str
) -> None:
    path = make(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 20] if how == "cut" else damaged(data, len(data) - 60))
    found, rejects = read(plan([str(path)], slice_bytes=slice_bytes), tmp_path)
    assert [r.reason for r in rejects if r.reason != "broken-line"] == ["damaged"]
    assert found == TEXTS[: len(found)]
    assert len(found) >= (9 if make is jsonl_gz or how == "cut" else 0)  # Zstandard unpacks 64 KB at once or not at all


@pytest.mark.parametrize(
    ("name", "content", "reasons"),
    [
        ("a.jsonl", b'{"id": 1, "words": "x"}\n{"id": 2, "words": "y"}\n', [("bad-table", 2)]),
        ("a.jsonl", b'{"text": "' + PROSE.encode() + b'"}\n{broken\n\n[1]\n{"text": " "}\n', [("broken-line", 1), ("broken-line", 1), ("empty-row", 1)]),
        ("a.jsonl", b"", []),
        ("a.jsonl", b"\xef\xbb\xbf" + b'{"text": "' + PROSE.encode() + b'"}', []),
        ("a.jsonl.gz", b"no gzip at all", [("damaged", 1)]),
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfd no frame", [("damaged", 1)]),
        ("a.csv", b"id,words\n1,x\n", [("bad-table", 1)]),
        ("a.parquet", b"PAR1 nothing", [("unreadable", 1)]),
        ("a.warc", b"nothing of the kind\r\n\r\n", [("damaged", 1)]),
        ("a.warc.gz", b"\x1f\x8b\x08 broken", [("damaged", 1)]),
        ("a.warc", b"", []),
        ("a.txt", b"", [("empty", 1)]),
        ("a.html", b"<html><body><script>x</script></body></html>", [("empty", 1)]),
        ("a.pdf", b"%PDF-1.4 nothing", [("unreadable", 1)]),
        ("a.bin", bytes(range(256)) * 8, [("binary", 1)]),
    ],
)  # fmt: skip
def test_bad_files_are_named(tmp_path: Path, name: str, content: bytes, reasons: list[tuple[str, int]]) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _, rejects = read(plan([str(path)]), tmp_path)
    assert [(r.reason, r.documents) for r in rejects] == reasons
    assert all(r.path == str(path) for r in rejects)
    assert all(r.detail for r in rejects)


def test_wrong_columns_name_those_there_are(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"id": 1, "words": PROSE}])
    _, (reject,) = read(plan([str(path)]), tmp_path)
    assert "'id', 'words'" in reject.detail
    found, rejects = read(plan([str(path)]), tmp_path, Columns(text="words"))
    assert (found, rejects) == ([PROSE], [])


def test_a_column_that_was_named_for_nothing_is_told_and_the_rows_are_read(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": PROSE}])
    found, (reject,) = read(plan([str(path)]), tmp_path, Columns(date="day"))
    assert found == [PROSE]
    assert (reject.reason, reject.documents) == ("bad-table", 0)


def test_letters_that_parquet_cannot_hold_and_reports_that_are_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents_of, "MOST_LETTERS", 1_000)
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": PROSE + "\0"}, {"text": PROSE * 9}])
    (found,), (reject,) = read(plan([str(path)]), tmp_path)
    assert found == PROSE + "\N{SYMBOL FOR NULL}"
    assert reject.reason == "too-large"
    assert "1,000" in reject.detail


@pytest.mark.parametrize("most", [3, 10])
def test_lines_know_their_places(most: int) -> None:
    found = list(lines([(0, b"ab\ncd"), (7, b"ef\n\n"), (9, b"gh")], most=most))
    assert [(line.piece, line.at, line.number) for line in found] == [(0, 0, 1), (0, 3, 2), (7, 8, 3), (9, 9, 4)]
    assert [line.data for line in found] == [b"ab", b"cdef" if most > 4 else None, b"", b"gh"]


def test_folders_are_searched_and_what_is_unknown_is_said(tmp_path: Path) -> None:
    home = texts(tmp_path)
    (home / "notes.xyz").write_text("?", encoding="utf-8")
    (home / ".hidden.txt").write_text("?", encoding="utf-8")
    planned = plan([str(home)])
    assert sum(len(s.paths) for s in planned.shards) == len(TEXTS)
    assert "1 .xyz" in planned.notices[0].message
    patterns = plan([str(home / "0" / "*.txt"), str(home / "0")])
    assert sum(len(s.paths) for s in patterns.shards) == len(list((home / "0").iterdir()))


@pytest.mark.parametrize("given", ["none.jsonl", "none/*.jsonl", "empty"])
def test_what_is_not_there_is_said_before_any_work(tmp_path: Path, given: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArchiveError, match=given.partition("/")[0].partition(".")[0]):
        plan([str(tmp_path / given)])


def test_other_files_move_few_borders_of_bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_of, "_BUNDLE_ENDS", 8)
    home = tmp_path / "many"
    home.mkdir()
    for n in range(200):
        (home / f"{n:04}.txt").write_text(f"{PROSE} {n}", encoding="utf-8")
    before = {s.id for s in plan([str(home)]).shards}
    (home / "0000a.txt").write_text(PROSE, encoding="utf-8")
    after = {s.id for s in plan([str(home)]).shards}
    assert len(before) > 3
    assert len(after - before) <= 2


def test_a_changed_file_or_setting_is_another_shard(tmp_path: Path) -> None:
    path = jsonl(tmp_path)
    (first,) = plan([str(path)]).shards
    (other,) = plan([str(path)], how="other columns").shards
    os.utime(path, ns=(1, 1))
    (touched,) = plan([str(path)]).shards
    assert len({first.id, other.id, touched.id}) == 3


class TestRemote:
    """Inputs by fsspec, here its file system in memory."""

    @pytest.fixture
    def store(self) -> Any:
        fsspec = pytest.importorskip("fsspec")
        store = fsspec.filesystem("memory")
        yield store
        store.store.clear()
        store.pseudo_dirs[:] = [""]

    @pytest.mark.parametrize("make", [jsonl, jsonl_gz, csv, parquet, warc_gz], ids=lambda m: m.__name__)
    @pytest.mark.parametrize("slice_bytes", [2_000, 10**9])
    def test_read_as_local_ones(self, store: Any, tmp_path: Path, make: Any, slice_bytes: int) -> None:
        path = make(tmp_path)
        store.pipe(f"/bucket/{path.name}", path.read_bytes())
        found, rejects = read(plan([f"memory://bucket/{path.name}"], slice_bytes=slice_bytes), tmp_path)
        assert rejects == []
        assert len(found) == len(TEXTS)

    def test_folders_patterns_and_small_files(self, store: Any, tmp_path: Path) -> None:
        for n in range(3):
            store.pipe(f"/bucket/news/{n}.html", page(f"Talks {n}", PROSE))
        for given in ("memory://bucket/news", "memory://bucket/news/*.html"):
            found, rejects = read(plan([given]), tmp_path)
            assert rejects == []
            assert len(found) == 3

    def test_what_is_not_there(self, store: Any) -> None:
        with pytest.raises(ArchiveError, match="memory://bucket/none"):
            plan(["memory://bucket/none.jsonl"])

    def test_a_missing_package_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def none(name: str) -> Any:
            raise ImportError(f"no module named {name}")

        monkeypatch.setattr(stores, "import_module", none)
        with pytest.raises(ArchiveError, match=r"pip install 'tidings\[remote\]'"):
            plan(["s3://bucket/a.jsonl"])

    def test_an_unknown_protocol(self) -> None:
        with pytest.raises(ArchiveError, match="s3://"):
            plan(["gopher9://bucket/a.jsonl"])


def test_another_language_is_read_here_and_filtered_later(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": GERMAN}])
    found, rejects = read(plan([str(path)]), tmp_path)
    assert (found, rejects) == ([GERMAN], [])


@pytest.mark.parametrize("rows_of", [csv_rows, jsonl_rows])
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("taken", [0, 1, 3])
def test_a_table_that_is_left_half_read_leaves_its_stream_as_it_is(
    rows_of: Callable[[BinaryIO], Iterator[Row]], closed: bool, taken: int
) -> None:
    stream = io.BytesIO(b"".join(b'{"text":"Talks %d"}\n' % n for n in range(9)))
    before = field_size_limit()
    reader = rows_of(stream)
    assert len(list(islice(reader, taken))) == taken
    if closed:  # as the end of a `with` does, before the rows are let go
        stream.close()
    del reader
    gc.collect()  # what is raised here is a warning, and so a failure
    assert stream.closed == closed
    assert field_size_limit() == before
