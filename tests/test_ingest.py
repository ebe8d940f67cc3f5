"""Files of every kind become reports whose text is what the file says."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tidings.ingest import Loaded, load, report_from_text

PROSE = (
    "The envoys of Ruritania and Graustark met in Strelsau on Monday, officials said, and they spoke about "
    "the bridge that has been closed since May. Both sides would meet again next month."
)
TEXT = f"Envoys meet over closed bridge\n\n{PROSE}\n"


def codes(loaded: Loaded) -> list[str]:
    return [notice.code for notice in loaded.warnings]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("data", "text", "expected"),
    [
        (TEXT.encode(), TEXT, []),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, []),
        (TEXT.encode("utf-16"), TEXT, []),
        (TEXT.encode("utf-16-be"), TEXT, []),
        (TEXT.encode("utf-32"), TEXT, []),
        (TEXT.replace("\n", "\r\n").encode(), TEXT.replace("\n", "\r\n"), []),
        (("“Zürich” " + TEXT).encode("cp1252"), "“Zürich” " + TEXT, ["windows-1252"]),
        (b"Z\xfcrich \x81 " + TEXT.encode(), "Zürich \x81 " + TEXT, ["windows-1252"]),
        (b"\x1b[31mRed\x1b[0m \x07" + TEXT.encode(), "\x1b[31mRed\x1b[0m \x07" + TEXT, []),
    ],
)
def test_the_stored_text_is_the_decoded_file(tmp_path: Path, data: bytes, text: str, expected: list[str]) -> None:
    loaded = load([written(tmp_path, "a.txt", data)])
    assert loaded.reports[0].text == text
    assert codes(loaded) == expected


def test_a_plain_file_reads_as_python_reads_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "Zürich — 2 ½ years 🙂\n\n" + TEXT)
    assert load([path]).reports[0].text == path.read_text(encoding="utf-8")


def test_a_headline_and_a_date_line_at_the_head_are_taken() -> None:
    report = report_from_text(f"Envoys meet over closed bridge\nPublished: Sept. 8, 2022\n\n{PROSE}")
    assert report.title == "Envoys meet over closed bridge"
    assert report.published == dt.date(2022, 9, 8)
    assert report.language == "en"


def test_what_the_text_does_not_say_stays_unknown() -> None:
    report = report_from_text(PROSE)
    assert (report.title, report.outlet, report.url, report.published, report.path) == (None,) * 5


def test_the_id_depends_on_content_and_not_on_the_path() -> None:
    first = report_from_text(TEXT, path="a.txt")
    assert first.id == report_from_text(TEXT, path="b.txt").id
    assert first.id != report_from_text(TEXT, outlet="Post").id
    assert first.id != report_from_text(TEXT + "More.").id


def test_options_fill_only_what_a_report_does_not_carry(tmp_path: Path) -> None:
    rows = [{"text": PROSE, "outlet": "Post", "date": "2022-09-01"}, {"text": PROSE + " Twice."}]
    path = written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))
    own, given = load([path], outlet="Herald", published=dt.date(2022, 9, 8), title="Talks").reports
    assert (own.outlet, own.published, own.title) == ("Post", dt.date(2022, 9, 1), "Talks")
    assert (given.outlet, given.published, given.title) == ("Herald", dt.date(2022, 9, 8), "Talks")


PAGE = """<!doctype html><html><head><title>Envoys meet over bridge | Strelsau Post</title>
<meta property="og:title" content="Envoys meet over bridge">
<meta property="og:site_name" content="Strelsau Post">{meta}
<link rel="canonical" href="https://post.example/world/bridge"></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Envoys meet over bridge</h1>
<p>STRELSAU (AP) &mdash; The envoys met on <b>Monday</b>, officials said.</p>{more}
<script>alert(1)</script></article>
<footer>&copy; 2019 Strelsau Post</footer></body></html>"""
LONG = "".join(f"<p>{n} villages lie on the river, and in each of them, officials said, {PROSE}</p>" for n in range(3))


@pytest.mark.parametrize("more", ["<p>They parted without a word.</p>", LONG])
def test_a_page_gives_article_title_outlet_and_address(tmp_path: Path, more: str) -> None:
    (report,) = load([written(tmp_path, "a.html", PAGE.format(meta="", more=more))]).reports
    paragraphs = report.text.split("\n\n")
    assert paragraphs[:2] == [
        "Envoys meet over bridge",
        "STRELSAU (AP) — The envoys met on Monday, officials said.",
    ]
    assert len(paragraphs) == 2 + more.count("<p>")
    assert (report.title, report.outlet) == ("Envoys meet over bridge", "Strelsau Post")
    assert report.url == "https://post.example/world/bridge"
    assert "alert" not in report.text
    assert "Home" not in report.text


@pytest.mark.parametrize(
    ("meta", "day"),
    [
        (
            '<meta property="article:published_time" content="2022-09-15T08:00:00+05:00">',
            dt.date(2022, 9, 15),
        ),
        (
            '<script type="application/ld+json">{{"@type": "NewsArticle", '
            '"datePublished": "2022-09-15T10:00:00Z", '
            '"dateModified": "2022-10-01"}}</script>',
            dt.date(2022, 9, 15),
        ),
        ('<meta property="article:modified_time" content="2022-09-20T08:00:00Z">', None),
        ('<meta name="event-date" content="2022-11-11">', None),
        ("", None),  # neither today, nor the year of the copyright notice
    ],
)
def test_a_page_is_dated_by_its_own_data_only(tmp_path: Path, meta: str, day: dt.date | None) -> None:
    meta = meta.replace("{{", "{").replace("}}", "}")
    (report,) = load([written(tmp_path, "a.html", PAGE.replace("{meta}", meta).replace("{more}", LONG))]).reports
    assert report.published == day


def test_a_page_is_decoded_as_it_declares(tmp_path: Path) -> None:
    page = PAGE.format(meta='<meta charset="iso-8859-2">', more="<p>Łódź and Kraków sent envoys too.</p>")
    loaded = load([written(tmp_path, "a.html", page.replace("&mdash;", "-").encode("iso-8859-2"))])
    assert "Łódź and Kraków" in loaded.reports[0].text
    assert codes(loaded) == []


def test_jsonl_columns_are_guessed(tmp_path: Path) -> None:
    row = {
        "Headline": "Talks",
        "article_text": PROSE,
        "publishedAt": "2022-09-08T10:00Z",
        "source": {"name": "Post"},
        "link": "https://p.example",
    }
    (report,) = load([written(tmp_path, "a.jsonl", json.dumps(row))]).reports
    assert (report.title, report.text, report.outlet) == ("Talks", PROSE, "Post")
    assert (report.published, report.url) == (dt.date(2022, 9, 8), "https://p.example")


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", f'kop;tekst;body\nTalks;"{PROSE}";not this\n')
    (report,) = load([path], text_column="tekst", title_column="kop").reports
    assert (report.title, report.text) == ("Talks", PROSE)


@pytest.mark.parametrize("content", [[{"text": PROSE}], {"articles": [{"content": PROSE}]}, {"text": PROSE}])
def test_json_files(tmp_path: Path, content: object) -> None:
    assert [r.text for r in load([written(tmp_path, "a.json", json.dumps(content, indent=1))]).reports] == [PROSE]


def test_csv_cells_may_hold_line_breaks(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", f'title\tbody\nTalks\t"{PROSE}\n\nThe ""end""."\n')
    assert load([path]).reports[0].text == f'{PROSE}\n\nThe "end".'


def test_tables_in_other_encodings(tmp_path: Path) -> None:
    row = json.dumps({"text": "Zürich. " + PROSE}, ensure_ascii=False)
    sixteen, single = (written(tmp_path, f"{e}.jsonl", row.encode(e)) for e in ("utf-16", "cp1252"))
    assert load([sixteen]).reports[0].text == load([single]).reports[0].text == "Zürich. " + PROSE


def test_parquet(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "news [1].parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT ? AS body, DATE '2022-09-08' AS date", [PROSE])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    (report,) = load([path]).reports
    assert (report.text, report.published) == (PROSE, dt.date(2022, 9, 8))


def pdf_of(words: str) -> bytes:
    """The smallest PDF that shows one line."""
    stream = f"BT /F1 12 Tf 20 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return data + head + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(data)


def test_pdf(tmp_path: Path) -> None:
    (report,) = load([written(tmp_path, "a.pdf", pdf_of("The envoys met in Strelsau on Monday."))]).reports
    assert report.text == "The envoys met in Strelsau on Monday."


def test_directories_are_read_in_order_and_patterns_matched(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt"):
        written(tmp_path, name, f"{name}: {PROSE}")
    assert [Path(r.path or "").name for r in load([tmp_path]).reports] == ["a.txt", "b.txt", "c.txt"]
    assert [Path(r.path or "").name for r in load([tmp_path / "**/c.*"]).reports] == ["c.txt"]
    assert [Path(r.path or "").name for r in load([tmp_path / "[ab].txt", tmp_path / "a.txt"]).reports] == [
        "a.txt",
        "b.txt",
    ]


@pytest.mark.parametrize(
    ("stdin", "text"),
    [
        (TEXT.encode(), TEXT),
        (json.dumps({"text": PROSE}).encode(), PROSE),
        (f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>".encode(), PROSE),
        (pdf_of("The envoys met."), "The envoys met."),
    ],
)
def test_standard_input_is_read_by_its_content(stdin: bytes, text: str) -> None:
    (report,) = load(["-"], stdin=stdin).reports
    assert (report.text, report.path) == (text, None)


def test_progress_is_told(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    written(tmp_path, "a.txt", TEXT)
    load([tmp_path / "a.txt"], on_progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 1), (1, 1)]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    assert load([path]) == load([path])


def test_importing_loads_nothing_heavy() -> None:
    heavy = "{'trafilatura', 'htmldate', 'pypdf', 'duckdb', 'py3langid', 'lxml', 'numpy'}"
    code = f"import sys, tidings.ingest, tidings.clean; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
