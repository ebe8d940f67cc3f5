"""Codebooks: the shipped one, loading, and what `check` says of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidings import codebook
from tidings.codebook import checks
from tidings.codebook.marks import unmark
from tidings.errors import CodebookError

QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "CONCEDE", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
VERBS = ("painted", "washed", "lifted", "carried", "dried", "folded", "stacked", "weighed")


def sentences(what: str, count: int = 8) -> str:
    quoted = (f'"[A:Clerk {n}] {VERBS[n % 8]} [R:box no. {n}] for the {what}."' for n in range(count))
    return "[" + ",\n".join(quoted) + "]"


def written(tmp_path: Path, *blocks: str, head: str = '[codebook]\nname = "Mine"\n') -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(head + "".join(f"\n[[types]]\n{block}\n" for block in blocks), encoding="utf-8")
    return path


def block(id: str, count: int = 8, more: str = "") -> str:
    return f'id = "{id}"\ndefinition = "Handles a {id}."\n{more}\nexamples = {sentences(id.lower(), count)}'


def test_the_default_codebook_is_plover() -> None:
    book = codebook.load()
    assert book.name == "PLOVER"
    assert {t.id: t.quad for t in book.types} == QUADS
    assert book.path is None
    assert book.none
    assert codebook.load() is book


@pytest.mark.parametrize("entry", codebook.load().types, ids=lambda t: t.id)
def test_each_type_is_fully_described(entry: codebook.TypeEntry) -> None:
    assert entry.definition.endswith(".")
    assert entry.quad_name == codebook.QUADS[QUADS[entry.id]]
    assert entry.intensity is not None
    # requests are verbal conflict by PLOVER's quad, though Goldstein rates an appeal above nought
    assert (entry.intensity > 0) == (entry.quad in (1, 2) or entry.id == "REQUEST")
    assert all(len(root) == 2 and root.isdigit() for root in entry.cameo)
    assert len(entry.modes) >= 4
    assert len({m.id for m in entry.modes}) == len(entry.modes)
    assert entry.confusables
    assert {other for other, _ in entry.confusables} <= set(QUADS) - {entry.id}


def test_every_cameo_root_of_an_act_is_covered() -> None:
    roots = {root for t in codebook.load().types for root in t.cameo}
    assert roots == {f"{n:02}" for n in range(2, 21)}


def test_quad_and_intensity_are_looked_up_by_id() -> None:
    book = codebook.load()
    assert (book.quad("CONSULT"), book.intensity("ASSAULT")) == (1, -9.5)
    with pytest.raises(CodebookError, match="no type 'CONSLUT'; it has AGREE, CONSULT"):
        book.quad("CONSLUT")


def test_the_shipped_codebook_passes_its_own_check() -> None:
    shipped = Path(checks.__file__).with_name("plover.toml")
    assert codebook.check(shipped) == []


def test_a_users_codebook_is_loaded(tmp_path: Path) -> None:
    path = written(tmp_path, block("FLOOD", more="quad = 4\nintensity = -3"), block("QUAKE"), head="")
    book = codebook.load(path)
    assert book.name == "mine"
    assert book.ids == ("FLOOD", "QUAKE")
    assert (book.quad("FLOOD"), book.quad("QUAKE"), book.intensity("FLOOD")) == (4, None, -3.0)
    first = book.type("FLOOD").examples[0]
    assert first.sentence == "Clerk 0 painted box no. 0 for the flood."
    assert (first.actor, first.recipient) == ((0, 7), (16, 25))
    assert len(book.digest) == 64


def test_examples_may_be_tables_and_none_may_be_shown(tmp_path: Path) -> None:
    tables = ",".join(
        f'{{sentence = "Guard {n} {v} a crate", actor = "Guard {n}", recipient = "a crate", mode = "m"}}'
        for n, v in enumerate(VERBS)
    )
    tables += ',{sentence = "[A:Guard 8] hid [R:a crate]", mode = "m"}'
    path = written(
        tmp_path,
        f'id = "LIFT"\ndefinition = "d"\nmodes = {{m = "any"}}\nexamples = [{tables}]',
        block("DROP"),
        block("NONE"),
    )
    assert codebook.check(path) == []
    book = codebook.load(path)
    assert book.ids == ("LIFT", "DROP")
    assert len(book.none_examples) == 8
    assert book.type("LIFT").examples[3].mode == "m"
    assert book.type("LIFT").examples[3].recipient == (16, 23)
    assert book.type("LIFT").examples[8] == codebook.Example(
        sentence="Guard 8 hid a crate", actor=(0, 7), recipient=(12, 19), mode="m"
    )


PROBLEMS = [
    # what is wrong, the blocks, (line, words of the message) of the first problem
    (
        "a wrong field",
        (block("A", more='colour = "red"'), block("B")),
        7,
        "unknown field 'colour'; allowed are cameo, conf",
    ),
    (
        "a duplicate type",
        (block("A"), block("B"), block("A")),
        31,
        "type A is defined twice, first in line 5",
    ),
    (
        "a quad out of range",
        (block("A", more="quad = 5"), block("B")),
        7,
        "quad should be one of 1 (verbal coo",
    ),
    ("a quad that is a truth value", (block("A", more="quad = true"), block("B")), 7, "got True"),
    (
        "an intensity out of range",
        (block("A", more="intensity = 11"), block("B")),
        7,
        "from -10 (hostile) to 10 (coop",
    ),
    ("a CAMEO code, not a root", (block("A", more='cameo = ["0431"]'), block("B")), 7, "two-digit roots"),
    (
        "an unknown confusable",
        (block("A", more='confusables = {C = "not B"}'), block("B")),
        7,
        "names 'C', which is no type",
    ),
    (
        "too few examples",
        (block("A"), block("B", 7)),
        21,
        "type B: 7 examples with sentences of their own; wanted at least 8",
    ),
    ("only one type", (block("A"),), 4, "1 types; a classifier needs at least two"),
    ("a bad id", (block("A B"), block("C")), 5, "capitals, digits, - or _, got 'A B'; write A_B"),
    (
        "no definition",
        (block("A").replace("Handles a A.", " "), block("C")),
        6,
        "definition should say in words",
    ),
]


@pytest.mark.parametrize(("blocks", "line", "words"), [p[1:] for p in PROBLEMS], ids=[p[0] for p in PROBLEMS])
def test_check_says_where_and_what(tmp_path: Path, blocks: tuple[str, ...], line: int, words: str) -> None:
    path = written(tmp_path, *blocks)
    found = codebook.check(path)
    assert [(p.line, p.severity) for p in found if words in p.message] == [(line, "error")], list(map(str, found))
    with pytest.raises(CodebookError) as raised:
        codebook.load(path)
    assert f"{path}:{line}: error: " in str(raised.value)


EXAMPLES = [
    ("an unclosed mark", '"[A:Bo painted [R:it]."', "a mark is not closed"),
    ("a side marked twice", '"[A:Bo] painted [A:it]."', "[A:...] is marked twice"),
    ("an empty mark", '"[A: ] painted [R:it]."', "[A:] marks nothing"),
    ("no mark", '"Bo painted it."', "neither side is marked"),
    (
        "a span not in it",
        '{sentence = "Bo painted it.", actor = "Al"}',
        "the actor 'Al' is not in its sentence",
    ),
    (
        "a span twice in it",
        '{sentence = "Bo met Bo.", recipient = "Bo"}',
        "the recipient 'Bo' is 2 times in its sentence; mark the one that is meant: [R:Bo]",
    ),
    (
        "an unknown mode",
        '{sentence = "Bo met Al.", actor = "Bo", mode = "x"}',
        "mode 'x'; allowed are none: it has no modes",
    ),
    (
        "an unknown field",
        '{sentence = "Bo met Al.", who = "Bo"}',
        "unknown or non-text field 'who'; allowed are actor, mode",
    ),
    ("not a sentence", "7", "should be '[A:Someone] did it to [R:someone].'"),
    (
        "a sentence marked and named",
        '{sentence = "[A:Bo] met Al.", recipient = "Al"}',
        "marked and names its sides beside it, wanted one of the two",
    ),
    ("an example given twice", '"[A:Clerk 0] painted [R:box no. 0] for the b."', "stands twice, with the same ends"),
    (
        "an example of two types",
        '"[A:Clerk 0] painted [R:box no. 0] for the a."',
        "overlapping: the example 'Clerk 0 painted box no. 0 for the a.' stands under A too",
    ),
    (
        "an example of two types but for its names",
        '"[A:Ann] painted [R:a shed] for the a."',
        "overlapping: apart from its names the example 'Ann painted a shed for the a.' stands under A too",
    ),
    ("an example with quotes in it", '"[A:Bo] said \\"no\\" to [R:"', "a mark is not closed"),
]


@pytest.mark.parametrize(("text", "words"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_check_names_the_line_of_a_bad_example(tmp_path: Path, text: str, words: str) -> None:
    bad = f"{block('B').removesuffix(']')},\n{text},\n]"
    path = written(tmp_path, block("A"), bad)
    found = [p for p in codebook.check(path) if words in p.message]
    assert len(found) == 1, list(map(str, codebook.check(path)))
    line = path.read_text("utf-8").splitlines()[(found[0].line or 0) - 1]
    assert line.startswith("examples =") if text == "7" else line == f"{text},"


def test_an_unbalanced_codebook_is_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path, block("A", 81), block("B"))
    (problem,) = codebook.check(path)
    assert problem.severity == "warning"
    assert "unbalanced: 8 examples, while another type has 81" in problem.message
    assert codebook.load(path).ids == ("A", "B")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"[codebook\n", "not TOML"),
        (b"[codebook]\nname = 3\n", "name should be a string, got 3"),
        (b"colour = 'red'\n", "unknown table 'colour'"),
        (b"", "no types; wanted one [[types]] table for each"),
        (b"[codebook]\nlanguage = 'fr'\n", "language is 'fr', but only reports in English ('en') are coded"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"types = 3\n", "no types"),
        (b"[[types]]\nid = ['A']\n", "got ['A']"),
    ],
)
def test_files_that_are_no_codebook(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    assert any(words in p.message for p in codebook.check(path)), list(map(str, codebook.check(path)))


def test_a_directory_is_no_codebook(tmp_path: Path) -> None:
    (problem,) = codebook.check(tmp_path)
    assert "a directory or a device" in problem.message


def test_a_file_saved_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, block("A"), block("B"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert codebook.check(path) == []
    assert codebook.load(path).ids == ("A", "B")


def test_what_is_got_is_shown_short(tmp_path: Path) -> None:
    path = written(tmp_path, block("A", more=f'quad = "{"4" * 5_000}"'), block("B"))
    (problem,) = codebook.check(path)
    assert len(str(problem)) < 400


def test_a_very_large_codebook_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_EXAMPLES", 15)
    (problem,) = codebook.check(written(tmp_path, block("A"), block("B")))
    assert (problem.severity, problem.message) == (
        "warning",
        "16 examples in all; above 15 the fit takes more than a minute",
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.toml: error: the file cannot be read"):
        codebook.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("marked", "plain", "spans"),
    [
        ("[A:Iran] left", "Iran left", {"A": (0, 4)}),
        ("Of [R:Oslo] and [A:Rome].", "Of Oslo and Rome.", {"R": (3, 7), "A": (12, 16)}),
        ("[A:Sözen’s men] saw [R:Ō]", "Sözen’s men saw Ō", {"A": (0, 11), "R": (16, 17)}),
        ("He [sic] met [R:her]", "He [sic] met her", {"R": (13, 16)}),
    ],
)
def test_marks_become_offsets(marked: str, plain: str, spans: dict[str, tuple[int, int]]) -> None:
    assert unmark(marked) == (plain, spans)
