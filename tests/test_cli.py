"""The command: formats, files, exit codes, and messages that say what to do. Reports are read, the pipeline is not run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from brief_samples import fishing
from tidings import cli, pipeline
from tidings.cli import app
from tidings.commands import shell
from tidings.errors import DataError
from tidings.records import Brief, Notice, Report

PACT = "Norway and Finland to sign fishing pact\n\nThe prime ministers of Norway and Finland meet in Oslo on Monday."


@pytest.fixture
def given(monkeypatch) -> list[tuple[tuple[Report, ...], dict]]:
    """What the pipeline was given; it answers with a brief made by hand and passes the warnings on."""
    calls = []

    def answer(reports: Sequence[Report], **options) -> Brief:
        calls.append((tuple(reports), options))
        made = fishing()
        return Brief(
            reports=made.reports,
            comparisons=made.comparisons,
            segments=made.segments,
            warnings=options["warnings"],
        )

    monkeypatch.setattr(pipeline, "brief", answer)
    return calls


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(PACT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(PACT.replace("Monday", "Tuesday"), encoding="utf-8")
    return tmp_path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    with pytest.raises(SystemExit) as end:
        app(list(arguments))
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def test_text_on_the_screen(folder, given, capsys):
    code, out, err = run(capsys, "brief", "a.txt", "b.txt")
    assert (code, err) == (0, "")
    assert out.startswith("Norway and Finland to sign fishing pact\n3 reports, 2 independent origins")
    assert "\x1b" not in out
    assert [r.path for r in given[0][0]] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        (["--format", "json"], '{\n  "schema": "tidings.brief/1"'),
        (["--format", "html"], "<!doctype html>"),
        (["--format", "md"], "# Norway and Finland"),
        (["--format", "text"], "Norway and Finland"),
        (["-o", "-", "--format", "html"], "<!doctype html>"),
    ],
)
def test_formats(folder, given, capsys, options, begins):
    code, out, _ = run(capsys, "brief", "a.txt", *options)
    assert code == 0
    assert out.startswith(begins)


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("out.html", [], "<!doctype html>"),
        ("out.HTM", [], "<!doctype html>"),
        ("out.json", [], '{\n  "schema"'),
        ("out.md", [], "# Norway"),
        ("out.markdown", [], "# Norway"),
        ("out.txt", [], "Norway"),
        ("out.page", ["--format", "html"], "<!doctype html>"),
        ("out.txt", ["--format", "json"], '{\n  "schema"'),
    ],
)
def test_the_suffix_of_the_output_gives_the_format(folder, given, capsys, name, options, begins):
    code, out, _ = run(capsys, "brief", "a.txt", "-o", name, *options)
    assert (code, out) == (0, "")
    assert (folder / name).read_text(encoding="utf-8").startswith(begins)
    assert sorted(os.listdir(folder)) == sorted({"a.txt", "b.txt", name})


def test_options_reach_the_reports(folder, given, capsys):
    (folder / "t.jsonl").write_text(json.dumps({"words": PACT, "head": "H"}) + "\n", encoding="utf-8")
    options = [
        "--published",
        "2025-03-01",
        "--outlet",
        "Fjord",
        "--text-column",
        "words",
        "--title-column",
        "head",
        "--one-story",
    ]
    assert run(capsys, "brief", "t.jsonl", *options)[0] == 0
    ((reports, asked),) = given
    assert [(r.title, r.outlet, str(r.published)) for r in reports] == [("H", "Fjord", "2025-03-01")]
    assert asked["one_story"] is True


def test_all_and_width(folder, given, capsys):
    _, narrow, _ = run(capsys, "brief", "a.txt", "--width", "50", "--all")
    assert max(map(len, narrow.splitlines())) <= 50


def test_columns_sets_the_width_of_a_pipe(folder, given, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, run(capsys, "brief", "a.txt")[1].splitlines())) <= 60


@pytest.mark.parametrize(
    ("tty", "environment", "options", "colored"),
    [
        (True, {}, [], True),
        (True, {"NO_COLOR": "1"}, [], False),
        (True, {"NO_COLOR": ""}, [], True),
        (True, {"TERM": "dumb"}, [], False),
        (True, {}, ["--no-color"], False),
        (False, {}, [], False),
    ],
)
def test_colours_only_where_they_are_wanted(folder, given, capsys, monkeypatch, tty, environment, options, colored):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty)
    assert ("\x1b[" in run(capsys, "brief", "a.txt", *options)[1]) == colored


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["brief"], "PATHS"),
        (
            ["brief", "a.txt", "--published", "yesterday"],
            "got 'yesterday', wanted a day written as 2022-09-08",
        ),
        (["brief", "a.txt", "--published", "2022-02-30"], "wanted a day written as"),
        (["brief", "a.txt", "--published", "20220908"], "wanted a day written as"),
        (["brief", "a.txt", "--format", "pdf"], "'html'"),
        (["brief", "a.txt", "-o", "missing/out.html"], "there is no directory 'missing'. Make it first"),
        (["brief", "a.txt", "-o", "."], "is a directory"),
        (["brief", "a.txt", "-o", "out"], "End it in .html, .json, .md or .txt, or give --format"),
        (["brief", "a.txt", "-o", "out.pdf"], "End it in .html"),
        (["brief", "a.txt", "--width", "3"], "40"),
        (["brief", "a.txt", "-o", "a.txt"], "is also a report to read, and would be lost"),
        (["schema", "soup"], "brief"),
        (["soup"], "soup"),
    ],
)
def test_usage_errors(folder, given, capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    assert (folder / "a.txt").read_text(encoding="utf-8") == PACT
    assert not given


@pytest.mark.parametrize("arguments", [["nowhere.txt"], ["empty"], ["empty/x.txt"]])
def test_nothing_to_read(folder, given, capsys, arguments):
    (folder / "empty").mkdir()
    code, out, err = run(capsys, "brief", *arguments)
    assert (code, out) == (1, "")
    assert err.splitlines()[0].startswith("warning: ")
    assert err.splitlines()[-1].startswith("error: nothing could be read")


def test_one_bad_report_does_not_stop_the_others_and_warnings_go_to_stderr_and_json(folder, given, capsys):
    code, out, err = run(capsys, "brief", "a.txt", "gone.txt", "--format", "json")
    assert code == 0
    assert err.startswith("warning: gone.txt: ")
    assert [w["path"] for w in json.loads(out)["warnings"]] == ["gone.txt"]


def test_warnings_are_one_harmless_line_each(folder, given, capsys):
    code, _, err = run(capsys, "brief", "no\x1b[2J\n\u202esuch.txt")
    assert code == 1
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert len(err.splitlines()) == 2


def test_an_earlier_brief_of_ours_is_no_report(folder, given, capsys):
    assert run(capsys, "brief", "a.txt", "-o", "brief.html")[0] == 0
    assert run(capsys, "brief", ".", "-o", "brief.html")[0] == 0
    assert [r.path for r in given[-1][0]] == ["./a.txt", "./b.txt"] or [Path(r.path).name for r in given[-1][0]] == [
        "a.txt",
        "b.txt",
    ]


def test_writing_keeps_the_rights_of_the_file(folder, given, capsys):
    target = folder / "out.html"
    target.write_text('<meta name="generator" content="Tidings">')
    target.chmod(0o640)
    run(capsys, "brief", "a.txt", "-o", "out.html")
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            DataError("weights.onnx is damaged; install tidings again"),
            1,
            "error: weights.onnx is damaged; install tidings again\n",
        ),
        (PermissionError(13, "Permission denied", "x.db"), 2, "error: cannot use 'x.db': Permission denied."),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_errors_end_in_a_line_and_a_code(folder, capsys, monkeypatch, error, code, said):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(pipeline, "brief", fail)
    monkeypatch.setattr(shell, "drop_output", lambda: None)
    got, out, err = run(capsys, "brief", "a.txt")
    assert (got, out) == (code, "")
    assert err.startswith(said)
    assert bool(err) == bool(said)


def test_schema_is_printed(capsys):
    code, out, _ = run(capsys, "schema", "brief")
    assert code == 0
    assert json.loads(out)["properties"]["schema"]["const"] == "tidings.brief/1"


def test_version(capsys):
    assert run(capsys, "--version")[1].startswith("tidings ")


def test_progress_shows_only_on_a_terminal_and_only_when_work_takes_long(folder, given, capsys, monkeypatch):
    monkeypatch.setattr("tidings.commands.shell._PROGRESS_AFTER", 0.01)
    for tty in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda tty=tty: tty)
        with cli._Progress() as progress:
            time.sleep(0.5 if tty else 0.05)
            assert bool(progress._bar) == tty
            progress(1, 3)
        assert progress._bar is None
    with cli._Progress() as progress:
        pass
    progress._show()
    assert progress._bar is None


def test_standard_input(folder, given, capsys, monkeypatch):
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PACT.encode())))
    assert run(capsys, "brief", "-")[0] == 0
    assert [(r.text, r.path) for r in given[0][0]] == [(PACT, None)]


HEAVY = ("spacy", "numpy", "pydantic", "jinja2", "rich", "onnxruntime", "trafilatura")


def test_help_loads_nothing_heavy():
    script = f"import sys, tidings.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 (our own line)
    assert done.stdout == "[]\n"


def test_a_reader_that_stops_early_hears_nothing():
    script = "import sys; from tidings.cli import main; sys.argv = ['tidings', 'schema']; main()"
    with subprocess.Popen(  # noqa: S603 (our own line)
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_notices_are_the_records_of_the_brief(folder, given, capsys):
    run(capsys, "brief", "a.txt", "gone.txt")
    (notice,) = given[0][1]["warnings"]
    assert isinstance(notice, Notice)
