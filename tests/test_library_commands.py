"""The verbs of a library on the command line: what they print, their exit codes, that all are documented."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from library_samples import account, mention, numbered, pact, pact_again, raid, report
from local_server import serving
from tidings import pipeline
from tidings.cli import app
from tidings.commands.output import Column, table, when
from tidings.library import Library

LISTS = [
    ["stories"],
    ["events", "country:NOR"],
    ["actors"],
    ["dyads"],
    ["dyads", "--by", "month"],
    ["dyads", "--countries"],
    ["search", "depot"],
    ["news"],
    ["stats"],
    ["judge", "list"],
]


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    path = tmp_path / "news.tidings"
    with Library(path, create=True) as library:
        list(library.add_accounts([pact(), pact_again(), raid()], coder="by hand"))
        library.rename_story(library.stories()[0]["id"], "Raid of Faya", user="ada", note="shorter")
    return path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        app(list(arguments))
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_lists_as_table_json_and_csv(path, capsys, arguments):
    code, table, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    assert all(len(line) <= 80 for line in table.splitlines())
    code, text, _ = run(capsys, *arguments, "--format", "json")
    rows = json.loads(text)
    code, text, _ = run(capsys, *arguments, "--format", "csv")
    cells = list(csv.reader(io.StringIO(text)))
    assert len(cells) == len(rows) + 1
    assert cells[0] == list(rows[0])
    assert not any(c.startswith(("=", "+", "@")) for row in cells for c in row)


def test_ids_of_a_table_name_what_they_stand_for(path, capsys):
    _, table, _ = run(capsys, "stories")
    id = table.splitlines()[1].split()[0]
    code, text, _ = run(capsys, "story", id)
    assert code == 0
    assert "Raid of Faya" in text
    _, text, _ = run(capsys, "show", id)
    assert "Raid of Faya" in text


@pytest.mark.parametrize(("format", "begins"), [("html", "<!doctype html>"), ("json", "{"), ("md", "# "), ("text", "")])
def test_a_story_in_each_format(path, capsys, format, begins):
    with Library(path) as library:
        id = library.stories("country:NOR")[0]["id"]
    code, text, _ = run(capsys, "story", id, "--format", format)
    assert (code, text.startswith(begins)) == (0, True)
    code, _, _ = run(capsys, "story", id, "--format", format, "-o", "out")
    assert Path("out").read_text(encoding="utf-8") == text


def test_a_chart_of_dyads(path, capsys):
    _, text, _ = run(capsys, "dyads", "--chart")
    assert [line.split()[0] for line in text.splitlines()] == ["conflict", "2022-09", "undated"]
    assert "█" in text


def test_show_report_event_and_actor(path, capsys):
    _, text, _ = run(capsys, "show", raid().report.id)
    assert "burned eleven lorries" in text
    _, text, _ = run(capsys, "show", "state:NOR", "--format", "json")
    assert json.loads(text)[0]["country"] == "NOR"


def test_what_a_report_says_cannot_steer_a_terminal(path, capsys):
    one = report(
        "Bad \x1b[2J headline\n\nDune Front blocked a \x1b]0;gone\x07 depot of Chad near Faya.", outlet="\x1b[31m"
    )
    with Library(path) as library:
        list(library.add_accounts([account(one, mention(one, "blocked", "PROTEST", [], []))], coder="x"))
    for arguments in (
        ["stories"],
        ["events"],
        ["search", "depot"],
        ["show", one.id],
        ["news"],
        ["search", "depot", "--format", "json"],
    ):
        _, text, _ = run(capsys, *arguments)
        assert "\x1b" not in text
        assert "\x07" not in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["events", "aktor:x"], 2, "unknown filter word 'aktor:'"),
        (["story", "ffffff"], 1, "there is no story 'ffffff'"),
        (["show", "ffffff"], 1, "there is no report, event or story"),
        (["stories", "-L", "missing.tidings"], 1, "there is no such library. `tidings add` makes one"),
        (["export", "news.tidings"], 2, "no suffix that gives a format"),
        (["export", "taken.csv"], 2, "exists already and was left as it is"),
        (["backup", "taken.csv"], 1, "exists already and was left as it is"),
        (["judge", "undo", "99"], 1, "there is no judgement 99"),
        (["news", "--since", "lately"], 2, "'lately' is no time"),
        (["add", "no-such-file.txt"], 1, "there is no such file"),
        (["watch", "no-such.toml", "--once"], 2, "cannot be read"),
        (["search", "..."], 2, "there is no word to search for"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(path, capsys, arguments, code, message):
    Path("taken.csv").write_text("mine", encoding="utf-8")
    got, _out, err = run(capsys, *arguments)
    assert (got, message in err, "Traceback" in err) == (code, True, False)
    assert Path("taken.csv").read_text(encoding="utf-8") == "mine"


def test_nothing_found_says_what_to_do(path, capsys):
    code, out, err = run(capsys, "events", "country:ZZZ")
    assert (code, out) == (0, "")
    assert "nothing passes this filter" in err


def test_judging_and_taking_back(path, capsys):
    with Library(path) as library:
        one, other = (s["id"] for s in library.stories())
    _, out, _ = run(capsys, "judge", "merge-stories", one, other, "--user", "ada", "--note", "one affair")
    assert "judgement 2 kept; `tidings judge undo 2` takes it back" in out
    _, out, _ = run(capsys, "judge", "undo", "2")
    assert out == "judgement 2 (story-merge) taken back\n"
    _, out, _ = run(capsys, "judge", "split-story", other, pact_again().report.id)
    assert "the new story is" in out
    run(capsys, "judge", "merge-actors", "state:NOR", "state:FIN")
    run(capsys, "judge", "rename-actor", "state:TCD", "--name", "Tchad")
    run(capsys, "judge", "split-actor", "group:dune-front", "Other Front", raid().report.id)
    _, out, _ = run(capsys, "judge", "list", "--format", "json")
    assert [j["kind"] for j in json.loads(out)][-1] == "story-rename"
    _, out, _ = run(capsys, "actors", "--format", "csv")
    assert "Tchad" in out
    assert "Other Front" in out


def test_add_check_backup_export_remove(path, capsys, monkeypatch):
    monkeypatch.setattr(pipeline, "account_for", lambda reports, **_: tuple(account(r) for r in reports))
    Path("a.txt").write_text("Storm hits Arvik\n\nA storm tore roofs from houses in Arvik on Monday.", encoding="utf-8")
    page = b"<html><head><title>Flood in Belden</title></head><body><p>The river rose in Belden.</p><p>Two drowned.</p></body></html>"
    with serving() as server:
        server.pages["/flood"] = (200, {"Content-Type": "text/html"}, page)
        arguments = ["add", "a.txt", f"{server.url}/flood", f"{server.url}/none"]
        code, out, err = run(capsys, *arguments)
        assert err.count("--allow-private") == 2
        code, out, err = run(capsys, *arguments, "--allow-private")
        assert code == 0
        assert out.splitlines()[0] == "1 report added to 1 story, 1 known already"
        assert "Flood in Belden" in out
        assert "404" in err
    _, out, _ = run(capsys, "search", "Belden", "--format", "json")
    (found,) = json.loads(out)
    assert run(capsys, "check")[:2] == (0, "all is well\n")
    assert run(capsys, "backup", "copy.tidings")[0] == 0
    assert run(capsys, "export", "e.csv")[1] == "3 events written to e.csv\n"
    assert run(capsys, "remove", found["id"], "--yes")[0] == 0
    assert run(capsys, "show", found["id"])[0] == 1
    assert run(capsys, "stories", "-L", "copy.tidings", "river")[1].count("Flood in Bel") == 1
    assert run(capsys, "settle")[1] == "0 stories compared\n"
    assert run(capsys, "recode", "country:NOR")[1] == "2 reports read again\n"


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        (["add", "b.txt"], [{"new": True}]),
        (["settle"], [{"stories": 0}]),
        (["recode", "country:ZZZ"], [{"reports": 0}]),
        (["check"], []),
        (["backup", "copy.tidings"], [{"file": "copy.tidings"}]),
        (["judge", "rename-actor", "state:NOR", "--name", "Norge"], [{"judgement": 2}]),
        (["judge", "undo", "1"], [{"judgement": 1, "kind": "story-rename"}]),
        (["stats"], [{"reports": 3, "stories": 2}]),
        (["remove", raid().report.id, "--yes"], [{"report": raid().report.id}]),
    ],
    ids=lambda a: a[0] if a and isinstance(a[0], str) else "",
)
def test_what_a_verb_did_is_told_to_programs_too(path, capsys, monkeypatch, arguments, rows):
    monkeypatch.setattr(pipeline, "account_for", lambda reports, **_: tuple(account(r) for r in reports))
    Path("b.txt").write_text("Storm hits Arvik\n\nA storm tore roofs from houses in Arvik.", encoding="utf-8")
    code, text, _ = run(capsys, *arguments, "--format", "json")
    told = json.loads(text)
    assert code == 0
    assert len(told) == len(rows)
    assert all(expected.items() <= row.items() for expected, row in zip(rows, told, strict=True))


def test_news_are_told_in_words(path, capsys):
    with Library(path) as library:
        list(library.add_accounts([pact(outlet="Third", status="planned")], coder="x"))
    _, text, _ = run(capsys, "news")
    assert "new, 3 reports" in text
    _, text, _ = run(capsys, "news", "--each")
    assert text.count("reports") >= 2
    assert "was called" in text
    code, _, err = run(capsys, "news", "--since", "lately")
    assert (code, "or 2022-09-08T06:00" in err) == (2, True)


@pytest.mark.parametrize(
    ("earliest", "latest", "edtf", "expected"),
    [
        (None, None, None, None),
        ("2022-09-08", "2022-09-08", "2022-09-08", "2022-09-08"),
        ("2022-09-01", "2022-09-30", "2022-09", "2022-09"),
        ("2022-09-08", "2022-09-11", "2022-09-08/2022-09-11", "2022-09-08…"),
        (None, "2022-09-11", "../2022-09-11", "2022-09-11"),
    ],
)
def test_when_an_event_is_in_a_table(earliest, latest, edtf, expected):
    assert when({"earliest": earliest, "latest": latest, "edtf": edtf}) == expected


def test_tables_break_text_and_keep_ids_and_days_whole():
    columns = (Column("id", "id"), Column("day", "day"), Column("words", "words", text=1))
    row = {"id": "0123456789abcdef", "day": "2022-09-08", "words": "many words " * 20}
    lines = table([row], columns, 50).splitlines()
    assert lines[1].startswith("01234567  2022-09-08  many words")
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert max(map(len, lines)) <= 50


def test_several_processes_add_at_once(tmp_path):
    path = tmp_path / "shared.tidings"
    Library(path, create=True).close()
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from library_samples import numbered\nfrom tidings.library import Library\n"
        "with Library(sys.argv[2]) as l:\n"
        "    list(l.add_accounts((numbered(n) for n in range(int(sys.argv[3]), 60, 2)), coder='x'))\n"
    )
    folder = str(Path(__file__).parent)
    with Library(path) as reader:
        writers = [
            subprocess.Popen([sys.executable, "-c", code, folder, str(path), str(k)])  # noqa: S603 (our own code)
            for k in range(2)
        ]
        while any(w.poll() is None for w in writers):
            assert len(reader.search("depot", limit=5)) <= 5  # reads go on meanwhile
            assert isinstance(reader.stories(), list)
        assert [w.returncode for w in writers] == [0, 0]
    with Library(path) as library:
        library.settle()
        assert library.stats()["reports"] == 60
        assert {r[0] for r in library.store.db.execute("SELECT id FROM reports")} == {
            numbered(n).report.id for n in range(60)
        }
        assert library.check() == []


def test_every_verb_is_documented():
    text = "".join(p.read_text(encoding="utf-8") for p in (Path("README.md"), *sorted(Path("docs").glob("*.md"))))
    group = typer.main.get_command(app)
    judge = group.commands["judge"]  # type: ignore[attr-defined]
    verbs = [*group.commands, *judge.commands]  # type: ignore[attr-defined]
    missing = [v for v in verbs if v not in text]
    assert missing == []


def test_help_answers_at_once():
    command = [sys.executable, "-X", "importtime", "-c", "from tidings.cli import app; app(['stories', '--help'])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "100"})  # noqa: S603
    heavy = {"numpy", "spacy", "onnxruntime", "duckdb", "sqlite3", "feedparser", "jinja2", "lxml"}
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert heavy & loaded == set()
    assert "FILTER" in done.stdout
