"""`tidings codebook ...`, and `--codebook` on the commands that code: briefs and libraries by types of one's own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tidings import Library, brief, load
from tidings.cli import app
from tidings.codebook import classifier
from tidings.codebook import load as load_book
from tidings.errors import SettingError

EXAMPLES = Path(__file__).parent.parent / "examples"
CODEBOOKS = EXAMPLES.parent / "codebooks"
WATER, LABOUR = (CODEBOOKS / name for name in ("water.toml", "labour.toml"))
TALKS = EXAMPLES / "water-talks-announced.txt"
TYPES = {"HOLD_BACK": 4, "RELEASE": 2, "NEGOTIATE": 1, "SIGN": 1, "COMPLAIN": 3}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("TIDINGS_LIBRARY", raising=False)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    with pytest.raises(SystemExit) as end:
        app([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.mark.parametrize("arguments", [(), (WATER,), (LABOUR, "--all")], ids=["shipped", "own", "with-examples"])
def test_show_fits_on_eighty_columns(capsys, arguments) -> None:
    code, out, _ = run(capsys, "codebook", "show", *arguments)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert ("[A:" in out) == ("--all" in arguments)


def test_show_tells_types_modes_and_what_they_are_confused_with(capsys) -> None:
    _, out, _ = run(capsys, "codebook", "show")
    assert out.startswith("PLOVER 1: 16 types, 136 examples\n\nAGREE  verbal cooperation · intensity +4 · CAMEO 03\n")
    assert "      airstrike    bombs or missiles from the air\n" in out
    assert "    not to be confused with\n      AID      AGREE while it is promised" in out


def test_show_as_json(capsys) -> None:
    _, out, _ = run(capsys, "codebook", "show", WATER, "--format", "json")
    told = json.loads(out)
    assert {t["id"]: t["quad"] for t in told["types"]}["RELEASE"] == "material cooperation"
    first = told["types"][0]["examples"][0]
    assert first == "[A:Ethiopia] began filling a third reservoir without a word to [R:Sudan]."


def test_a_draft_is_shown_but_not_fitted(capsys, folder: Path) -> None:
    draft = folder / "draft.toml"
    draft.write_text(
        '[[types]]\nid = "A"\ndefinition = "One \\u001b[31mthing."\nexamples = []\n'
        '[[types]]\nid = "B"\ndefinition = "Another."\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "codebook", "show", "draft.toml")
    assert (code, "\x1b" in out) == (0, False)
    assert "Another." in out
    for verb in ("fit", "eval"):
        code, out, err = run(capsys, "codebook", verb, "draft.toml")
        assert (code, out) == (2, "")
        assert "draft.toml:4: error: type A: 0 examples with sentences of their own; wanted at least 8" in err
    assert sorted(p.name for p in folder.iterdir()) == ["draft.toml"]


def test_check_says_what_is_wrong_where(capsys, folder: Path) -> None:
    code, out, err = run(capsys, "codebook", "check", WATER)
    assert (code, out, err) == (0, "all is well: 5 types, 75 examples\n", "")
    broken = folder / "broken.toml"
    broken.write_text(WATER.read_text("utf-8").replace("quad = 2", "quad = 9", 1), encoding="utf-8")
    code, out, _ = run(capsys, "codebook", "check", "broken.toml")
    line = broken.read_text("utf-8").splitlines().index("quad = 9") + 1
    assert code == 1
    assert out.startswith(f"broken.toml:{line}: error: type RELEASE: quad should be one of 1 (verbal cooperation)")
    assert out.endswith("got 9\n1 errors, 0 warnings\n")
    _, out, _ = run(capsys, "codebook", "check", "broken.toml", "--format", "json")
    assert [(p["path"], p["line"], p["severity"]) for p in json.loads(out)] == [("broken.toml", line, "error")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("codebook", "fit", "none.toml"),
        ("codebook", "eval", "none.toml"),
        ("codebook", "show", "none.toml"),
        ("brief", str(TALKS), "--codebook", "none.toml"),
        ("add", str(TALKS), "--codebook", "none.toml"),
        ("recode", "--codebook", "none.toml"),
        ("watch", "feeds.toml", "--codebook", "none.toml"),
    ],
    ids=" ".join,
)
def test_a_missing_codebook_is_one_line_and_an_exit_code(capsys, folder: Path, arguments) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert "none.toml: error: the file cannot be read" in err
    assert list(folder.iterdir()) == []


def test_fit_keeps_what_was_learnt_beside_the_file(capsys, folder: Path) -> None:
    shutil.copy(WATER, "mine.toml")
    code, out, _ = run(capsys, "codebook", "fit", "mine.toml")
    assert (code, out) == (
        0,
        "learnt 5 types, 75 examples; kept in mine.head.npz\nuse it: tidings brief --codebook mine.toml REPORTS\n",
    )
    assert sorted(p.name for p in folder.iterdir()) == ["mine.head.npz", "mine.toml"]


def test_eval_shows_scores_and_confusions(capsys) -> None:
    code, out, _ = run(capsys, "codebook", "eval", WATER)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "type       examples  precision  recall    F1\n" in out
    assert "is, by row; answered, by column" in out
    _, out, _ = run(capsys, "codebook", "eval", WATER, "--format", "json")
    told = json.loads(out)
    assert [s["type"] for s in told["by_type"]] == [*TYPES, "NONE"]
    assert [len(row) for row in told["confusion"]] == [6] * 6
    assert sum(map(sum, told["confusion"])) == 75


def test_a_brief_is_coded_by_ones_own_types(capsys) -> None:
    code, out, _ = run(capsys, "brief", TALKS, "--codebook", WATER, "--format", "json")
    assert code == 0
    names = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
    events = [e for story in json.loads(out)["stories"] for e in story["events"]]
    assert len(events) >= 4
    assert {e["type"] for e in events} <= set(TYPES)
    assert {(e["type"], e["quad"]) for e in events} <= {(t, names[q]) for t, q in TYPES.items()}
    assert ("NEGOTIATE", "planned") in {(e["type"], e["status"]) for e in events}


@pytest.mark.parametrize("format", ["text", "html", "md", "json"])
def test_types_without_quads_show_in_every_format(capsys, folder: Path, format: str) -> None:
    lines = [n for n in WATER.read_text("utf-8").splitlines() if not n.startswith(("quad", "intensity"))]
    Path("bare.toml").write_text("\n".join(lines), encoding="utf-8")
    code, out, err = run(capsys, "brief", TALKS, "--codebook", "bare.toml", "--format", format)
    assert (code, err) == (0, "")
    assert "Elena Rojas" in out
    if format == "json":
        assert {e["quad"] for e in json.loads(out)["stories"][0]["events"]} == {None}


def test_brief_and_code_take_a_codebook_from_python() -> None:
    reports = load([TALKS]).reports
    book = load_book(WATER)
    assert brief(reports, codebook=book) == brief(reports, classifier=classifier(codebook=book))
    types = {e.type for c in brief(reports, codebook=book).comparisons for e in c.events}
    assert types <= set(TYPES)


def test_a_library_keeps_its_codebook(capsys) -> None:
    run(capsys, "add", TALKS, "--codebook", WATER)
    _, out, _ = run(capsys, "events", "--format", "json")
    first = json.loads(out)
    assert {e["type"] for e in first} <= set(TYPES)
    assert {(e["type"], e["quad"]) for e in first} <= set(TYPES.items())
    # without the option the library goes on with the codebook it has, file or no file
    run(capsys, "add", EXAMPLES / "prague-farmers-brussels.txt")
    _, out, _ = run(capsys, "events", "--format", "json", "--limit", "0")
    assert len(json.loads(out)) > len(first)
    assert {e["type"] for e in json.loads(out)} <= set(TYPES)
    _, out, _ = run(capsys, "stories", "--format", "json")
    story = json.loads(out)[0]["id"]
    for format in ("text", "html", "md", "json"):
        code, out, _ = run(capsys, "story", story, "--format", format)
        assert code == 0
    assert {e["quad"] for e in json.loads(out)["stories"][0]["events"]} <= {
        "verbal cooperation", "material cooperation", "verbal conflict", "material conflict",
    }  # fmt: skip
    for target in ("e.jsonl", "e.csv", "e.parquet", "e.geojson", "e.gexf", "e.ics"):
        assert run(capsys, "export", target)[0] == 0
    assert run(capsys, "recode")[1] == "0 reports read again\n"


def test_another_codebook_codes_a_library_whole_or_not_at_all(capsys) -> None:
    run(capsys, "add", TALKS, "--codebook", WATER)
    for arguments in (("add", TALKS), ("recode", "country:CHL"), ("watch", "feeds.toml")):
        if arguments[0] == "watch":
            Path("feeds.toml").write_text('[[feed]]\nurl = "https://example.org/x.xml"\n', encoding="utf-8")
        code, out, err = run(capsys, *arguments, "--codebook", LABOUR)
        assert (code, out) == (2, "")
        assert "coded by the codebook Water disputes, got Labour relations" in err
    assert run(capsys, "recode", "--codebook", LABOUR)[1] == "1 report read again\n"
    _, out, _ = run(capsys, "events", "--format", "json")
    assert {e["type"] for e in json.loads(out)} <= set(load_book(LABOUR).ids)
    assert run(capsys, "recode", "--codebook", "plover")[1] == "1 report read again\n"
    with Library("news.tidings") as library:
        assert library.codebook == load_book()
        assert {e["type"] for e in library.events()} <= set(load_book().ids)
        (id,) = (r for s in library.stories() for r in [library.story(s["id"]).reports[0].id])
        coders = [coder for coder, _, _ in library.codings(id)]
    assert [("Water disputes" in c, "Labour relations" in c) for c in coders] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_an_edited_codebook_is_another_one(folder: Path) -> None:
    Path("mine.toml").write_text(WATER.read_text("utf-8"), encoding="utf-8")
    with Library("l.tidings", create=True, codebook=load_book(Path("mine.toml"))) as library:
        library.add([TALKS])
        library.add([TALKS])  # the same codebook again
    Path("mine.toml").write_text(WATER.read_text("utf-8") + "# changed\n", encoding="utf-8")
    with Library("l.tidings", codebook=load_book(Path("mine.toml"))) as library:
        with pytest.raises(SettingError, match="another text of it"):
            library.add([TALKS])
        assert library.recode() == 1
        assert library.add([TALKS]).new == 0
