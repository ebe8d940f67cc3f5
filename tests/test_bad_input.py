"""Bad input: one bad source is named and the others are read; nothing is lost silently."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from tidings import ingest
from tidings.clean import clean
from tidings.ingest import Loaded, load

PROSE = (
    "The envoys of Ruritania and Graustark met in Strelsau on Monday, officials said, and they spoke about "
    "the bridge that has been closed since May. Both sides would meet again next month."
)
GERMAN = (
    "Die Gesandten haben sich am Montag in Strelsau getroffen und über die Brücke gesprochen, die seit dem "
    "Frühjahr geschlossen ist. Beide Seiten wollen sich im nächsten Monat wieder treffen."
)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(loaded: Loaded) -> list[str]:
    return [notice.code for notice in loaded.warnings]


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.txt", b"", "empty", "is empty"),
        ("a.txt", b" \n\t\n", "empty", "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x01", "binary", "binary data"),
        ("a.txt", bytes(range(256)) * 8, "binary", "binary data"),
        ("a.bin", b"\x00\x01\x02\x03" * 50, "binary", "binary data"),
        ("a.html", b"<html><body><script>x</script></body></html>", "empty", "without text"),
        ("a.pdf", b"%PDF-1.4 nothing", "unreadable", "PDF"),
        ("a.parquet", b"PAR1 nothing", "unreadable", "Parquet"),
        ("a.jsonl", b'{"id": 1, "words": "x"}', "bad-table", "'id', 'words'"),
        ("a.csv", b"id,words\n1,x\n", "bad-table", "'id', 'words'"),
        ("a.jsonl", b"{broken", "broken-line", "line 1"),
    ],
)
def test_a_bad_file_is_named_and_the_others_are_read(
    tmp_path: Path, name: str, content: bytes, code: str, said: str
) -> None:
    bad = written(tmp_path, name, content)
    good = written(tmp_path, "good.txt", PROSE)
    loaded = load([bad, good])
    assert [report.text for report in loaded.reports] == [PROSE]
    (notice,) = loaded.warnings
    assert notice.code == code
    assert notice.path == str(bad)
    assert str(bad) in notice.message
    assert said in notice.message


def test_a_missing_path(tmp_path: Path) -> None:
    loaded = load([tmp_path / "none.txt", tmp_path / "*.nothing", "https://post.example/a"])
    assert loaded.reports == ()
    assert codes(loaded) == ["missing", "no-match", "not-fetched"]


def test_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert codes(load([tmp_path / "a.txt"])) == ["missing"]


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_path(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", PROSE)
    path.chmod(0)
    assert codes(load([path])) == ["unreadable"]


def test_a_path_that_the_system_will_not_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.txt", PROSE)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    (notice,) = load([path]).warnings
    assert notice.code == "unreadable"
    assert "Permission denied" in notice.message


def test_directories(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert codes(load([empty])) == ["no-reports"]
    written(empty, "picture.xyz", b"1")
    assert codes(load([empty])) == ["no-reports"]
    written(empty, "a.txt", PROSE)
    loaded = load([empty])
    assert len(loaded.reports) == 1
    assert codes(loaded) == ["passed-over"]
    assert "1 .xyz" in loaded.warnings[0].message


def test_a_file_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
        stream.write(b"words")
    (notice,) = load([path]).warnings
    assert notice.code == "too-large"
    assert "50.0 MB" in notice.message
    assert "20.0 MB" in notice.message


def test_a_line_of_five_megabytes_is_kept_whole(tmp_path: Path) -> None:
    line = ("word " * 1_000_000).strip()
    row = json.dumps({"text": line})
    for path in (written(tmp_path, "a.txt", line), written(tmp_path, "b.jsonl", row)):
        (report,) = load([path]).reports
        assert len(report.text) == len(line)
        (segment,) = clean(report)
        assert (segment.span.start, segment.span.end) == (0, len(line))


def test_a_table_line_longer_than_a_report_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidings.ingest.tables.REPORT_BYTES", 1_000)
    long, short = (json.dumps({"text": PROSE * n}) for n in (40, 1))
    loaded = load([written(tmp_path, "a.jsonl", f"{long}\n{short}\n{long}")])
    assert [report.text for report in loaded.reports] == [PROSE]
    assert codes(loaded) == ["broken-line"]
    assert "lines 1, 3" in loaded.warnings[0].message


@pytest.mark.parametrize("tag", ["div", "table", "blockquote", "article", "a"])
def test_ten_thousand_nested_tags(tmp_path: Path, tag: str) -> None:
    page = f"<html><title>Talks</title>{f'<{tag}>' * 10_000}<p>{PROSE}</p>{f'</{tag}>' * 10_000}</html>"
    loaded = load([written(tmp_path, "a.html", page)])
    assert PROSE in loaded.reports[0].text
    assert codes(loaded) == ([] if tag == "a" else ["plain-extraction"])  # links close one another


@pytest.mark.parametrize(
    "page",
    ["<" * 200_000, "<p>" * 50_000 + PROSE, "<!--" * 50_000 + PROSE, "&" * 300_000, "<html>\x00" + PROSE],
)
def test_hostile_pages_do_not_crash(tmp_path: Path, page: str) -> None:
    loaded = load([written(tmp_path, "a.html", page)])
    assert loaded.reports or loaded.warnings


def test_a_broken_line_is_named_and_the_rest_read(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": PROSE}),
        '{"text": "half',
        "",
        "[1]",
        "[" * 100_000,
        json.dumps({"text": PROSE + " More."}),
    ]
    loaded = load([written(tmp_path, "a.jsonl", "\n".join(lines))])
    assert len(loaded.reports) == 2
    (notice,) = loaded.warnings
    assert notice.code == "broken-line"
    assert "lines 2, 4, 5" in notice.message


def test_rows_without_text_or_with_an_unclear_date_are_named(tmp_path: Path) -> None:
    rows = [{"text": PROSE, "date": "07/09/2022"}, {"text": "  "}, {"text": None}]
    loaded = load([written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))])
    assert [report.published for report in loaded.reports] == [None]
    assert codes(loaded) == ["empty-row", "unread-date"]
    assert "lines 2, 3" in loaded.warnings[0].message


def test_a_wrong_column_is_answered_with_the_columns_there_are(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", f'kop,body\nTalks,"{PROSE}"\n')
    loaded = load([path], text_column="tekst")
    assert loaded.reports == ()
    (notice,) = loaded.warnings
    assert notice.code == "bad-table"
    assert "'tekst'" in notice.message
    assert "'kop', 'body'" in notice.message


def test_a_wrong_title_column_is_said_and_the_texts_are_read(tmp_path: Path) -> None:
    loaded = load([written(tmp_path, "a.csv", f'kop,body\nTalks,"{PROSE}"\n')], title_column="titel")
    assert len(loaded.reports) == 1
    assert codes(loaded) == ["bad-table"]


def test_another_language_is_said_and_kept(tmp_path: Path) -> None:
    loaded = load([written(tmp_path, "a.txt", GERMAN), written(tmp_path, "b.txt", PROSE)])
    assert [report.language for report in loaded.reports] == ["de", "en"]
    (notice,) = loaded.warnings
    assert (notice.code, notice.report) == ("not-english", loaded.reports[0].id)


def test_a_text_too_short_to_tell_has_no_language_and_no_notice(tmp_path: Path) -> None:
    loaded = load([written(tmp_path, "a.txt", "Xi, Putin: Samarkand")])
    assert loaded.reports[0].language is None
    assert codes(loaded) == []


@pytest.mark.parametrize(("days", "expected"), [(1, []), (2, []), (3, ["future-date"]), (30_000, ["future-date"])])
def test_a_date_to_come_is_kept_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, expected: list[str]
) -> None:
    today = dt.date(2022, 9, 8)
    monkeypatch.setattr(ingest, "_today", lambda: today)
    loaded = load([written(tmp_path, "a.txt", PROSE)], published=today + dt.timedelta(days=days))
    assert loaded.reports[0].published == today + dt.timedelta(days=days)
    assert codes(loaded) == expected


def test_no_date_is_no_fault(tmp_path: Path) -> None:
    loaded = load([written(tmp_path, "a.txt", PROSE)])
    assert loaded.reports[0].published is None
    assert codes(loaded) == []


def test_the_same_report_is_kept_once_and_said(tmp_path: Path) -> None:
    first, second = written(tmp_path, "a.txt", PROSE), written(tmp_path, "b.txt", PROSE + "\n")
    loaded = load([first, second])
    assert [report.path for report in loaded.reports] == [str(first)]
    (notice,) = loaded.warnings
    assert notice.code == "duplicate"
    assert str(first) in notice.message
    assert str(second) in notice.message


def test_one_text_in_two_outlets_is_two_reports(tmp_path: Path) -> None:
    rows = [{"text": PROSE, "outlet": "Post"}, {"text": PROSE, "outlet": "Herald"}]
    loaded = load([written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))])
    assert len({report.id for report in loaded.reports}) == 2
    assert codes(loaded) == []


def test_half_of_a_surrogate_pair_becomes_a_mark(tmp_path: Path) -> None:
    (report,) = load(
        [written(tmp_path, "a.jsonl", '{"text": "' + PROSE + ' \\ud83d", "title": "\\ud83d Talks"}')]
    ).reports
    assert report.text == PROSE + " \N{REPLACEMENT CHARACTER}"
    report.text.encode()


def test_markup_in_a_text_file_stays_as_it_is(tmp_path: Path) -> None:
    text = f"<script>alert(1)</script> {PROSE} \x1b[2J\x00"
    assert load([written(tmp_path, "a.txt", text)]).reports[0].text == text
