"""Heads of user codebooks: learnt from a few examples, measured, kept, the same every time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tidings import codebook
from tidings.codebook import Pair, heads
from tidings.codebook.marks import unmark
from tidings.errors import CodebookError

EXAMPLES = Path(__file__).parent.parent / "codebooks"
# Of held-out examples, by five-fold cross-validation; measured 0.82 and 0.70.
FLOORS = {"water.toml": 0.75, "labour.toml": 0.6}


def pair(marked: str) -> Pair:
    sentence, spans = unmark(marked)
    return Pair(sentence=sentence, actor=spans.get("A"), recipient=spans.get("R"))


WEATHER = {
    "EVACUATE": [
        "[A:Soldiers] carried [R:families] from their flooded homes to higher ground.",
        "[A:The governor] ordered [R:residents of the coast] to leave before the storm.",
        "Buses sent by [A:the city] took [R:patients] out of the hospital as waters rose.",
        "[R:Villagers] were moved to a school by [A:the Red Cross].",
        "[A:Firefighters] brought [R:hikers] down from the burning ridge.",
        "Helicopters of [A:the navy] lifted [R:crews] off the drifting ships.",
        "[A:Police] cleared [R:families] out of a street below the dam.",
        "[R:Two thousand people] were led away from the slope by [A:rangers].",
    ],
    "FORECAST": [
        "[A:The weather office] expects heavy rain over [R:the northern provinces] on Sunday.",
        "[A:Meteorologists] said [R:Luzon] would see gales by the weekend.",
        "A heat wave will reach [R:Seville] on Monday, according to [A:the state agency].",
        "[A:The hurricane centre] predicted a storm surge for [R:the Gulf coast].",
        "Snow is likely in [R:the Alps], [A:forecasters] said.",
        "[A:The bureau] sees a dry winter ahead for [R:Queensland].",
        "Frost may return to [R:the valley] this week, [A:the service] reckons.",
        "[A:Experts] foresee fog over [R:the Channel] until Thursday.",
    ],
    "REBUILD": [
        "[A:Masons] repaired the roofs of [R:the parish] after the quake.",
        "[A:The company] put up new pylons for [R:the island].",
        "Houses for [R:widows] were built again by [A:volunteers].",
        "[A:Engineers] reopened the bridge to [R:the district] six weeks after the flood.",
        "[A:The state] restored [R:farmers]' fences and wells.",
        "A school for [R:the hamlet] was raised from the rubble by [A:students].",
        "[A:Crews] mended the water mains of [R:the suburb].",
        "[A:The diocese] rebuilt the chapel of [R:the fishermen].",
    ],
}


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> codebook.Codebook:
    lines = ['[codebook]\nname = "Weather"\n']
    for id, examples in WEATHER.items():
        listed = ",\n".join(f'"{e}"' for e in examples)
        lines.append(f'[[types]]\nid = "{id}"\ndefinition = "{id.title()}s."\nexamples = [\n{listed}]\n')
    path = tmp_path_factory.mktemp("books") / "weather.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert codebook.check(path) == []
    return codebook.load(path)


OF_WEATHER = [
    ("EVACUATE", "[A:Rescuers] took [R:the elderly] out of their homes before the river burst its banks."),
    ("FORECAST", "[A:The met office] said strong winds would hit [R:Cornwall] overnight."),
    ("REBUILD", "[A:Builders] repaired the clinic of [R:the township] after the cyclone."),
]
# Acts of other kinds and no acts: none of the codebook's types, though it shows no example of NONE.
OF_OTHER_KINDS = [
    "[A:Gunmen] killed [R:three policemen] in an ambush.",
    "[A:Police] arrested [R:the editor of a weekly].",
    "[A:Ecuador] accused [R:its neighbour] of sheltering smugglers.",
    "[A:The foreign minister] met [R:his counterpart] for talks on fishing.",
    "[A:Thousands] marched through the capital against [R:the government].",
    "Unlike [A:Malta], [R:Cyprus] is divided.",
]


def test_a_users_types_are_learnt_from_eight_examples(weather: codebook.Codebook) -> None:
    coder = codebook.classifier(codebook=weather)
    labels = coder.classify([pair(marked) for _, marked in OF_WEATHER])
    assert [label.type for label in labels] == [type for type, _ in OF_WEATHER]
    assert all(label.mode is None and label.scores[0] == (label.type, label.confidence) for label in labels)
    assert {type for type, _ in labels[0].scores} == {*WEATHER, "NONE"}
    assert codebook.classifier(codebook=weather) is coder


@pytest.mark.parametrize("marked", OF_OTHER_KINDS)
def test_acts_of_other_kinds_are_no_type(weather: codebook.Codebook, marked: str) -> None:
    (label,) = codebook.classifier(codebook=weather).classify([pair(marked)])
    assert label.type == "NONE"


def test_an_own_example_outweighs_the_shipped_ones(weather: codebook.Codebook) -> None:
    """What the shipped codebook shows is not held against a codebook that means the same acts."""
    shown = codebook.load().type("PROTEST")
    own = replace(weather, types=(*weather.types, replace(shown, id="UNREST")), digest="unrest")
    head = codebook.fit(own)
    (label,) = codebook.classifier(codebook=own).classify(
        [pair("[A:Nurses] marched against [R:the ministry] in Turin.")]
    )
    assert head.types == (*WEATHER, "UNREST", "NONE")
    assert label.type == "UNREST"


def test_evaluation_is_cross_validated_and_repeatable(weather: codebook.Codebook) -> None:
    found = codebook.evaluate(weather)
    assert found == codebook.evaluate(weather)
    assert found.macro_f1 > 0.6
    assert [s.type for s in found.by_type] == [*WEATHER, "NONE"]
    assert [sum(row) for row in found.confusion] == [8, 8, 8, 0]
    right = sum(found.confusion[i][i] for i in range(3))
    assert found.accuracy == pytest.approx(right / 24, abs=1e-4)
    assert len(found.mistakes) == 24 - right
    assert found.other_news[-1] > 0.6 * sum(found.other_news)  # mostly NONE


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_the_example_codebooks_are_well_formed_and_learnt(name: str) -> None:
    path = EXAMPLES / name
    assert [str(p) for p in codebook.check(path)] == []
    book = codebook.load(path)
    assert len(book.types) == 5
    assert min(len(t.examples) for t in book.types) >= 12
    assert all(t.quad and t.intensity is not None for t in book.types)
    assert codebook.evaluate(book).macro_f1 >= FLOORS[name]


def test_confidence_is_about_as_high_as_answers_are_right() -> None:
    """Held-out answers of the larger example codebook: mean confidence and accuracy lie near one another."""
    lesson = heads._lesson(codebook.load(EXAMPLES / "water.toml"))
    logits = heads._held_out(lesson)
    shares = heads._softmax(logits / heads._temperature(logits, lesson.answers))
    right = shares.argmax(1) == lesson.answers
    assert abs(shares.max(1).mean() - right.mean()) < 0.1


def test_a_head_is_fitted_in_well_under_a_minute() -> None:
    began = time.perf_counter()
    codebook.fit(codebook.load(EXAMPLES / "labour.toml"))
    assert time.perf_counter() - began < 20


def test_order_and_place_of_examples_in_the_file_do_not_matter_much(weather: codebook.Codebook) -> None:
    turned = replace(weather, types=tuple(replace(t, examples=t.examples[::-1]) for t in weather.types))
    assert codebook.evaluate(turned).confusion == codebook.evaluate(weather).confusion


def test_a_saved_head_is_used_only_for_its_own_codebook(weather: codebook.Codebook, tmp_path: Path) -> None:
    file = tmp_path / "weather.toml"
    file.write_text(weather.source, encoding="utf-8")
    book = codebook.load(file)
    path = codebook.head_path(book)
    assert path == tmp_path / "weather.head.npz"
    head = replace(codebook.fit(book), temperature=3.0)
    head.save(path)
    again = heads.fit_or_load(book)
    assert again.temperature == 3.0
    assert np.array_equal(again.weights, head.weights)
    assert again.types == head.types
    other = codebook.Codebook(name="other", version=None, none=None, types=book.types[:2], digest="0", path=book.path)
    assert heads.fit_or_load(other).types == ("EVACUATE", "FORECAST", "NONE")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["weather.head.npz", "weather.toml"]


def test_the_same_head_gives_the_same_bytes(weather: codebook.Codebook, tmp_path: Path) -> None:
    for name in ("a", "b"):
        codebook.fit(weather).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda head: replace(head, weights=head.weights[:-1]),
        lambda head: replace(head, bias=head.bias * np.nan),
        lambda head: replace(head, temperature=0.0),
        lambda head: replace(head, types=head.types[:-1]),
        lambda head: replace(head, encoder="another"),
    ],
    ids=["too-small", "not-a-number", "no-temperature", "a-type-less", "another-encoder"],
)
def test_a_damaged_head_is_fitted_anew(weather: codebook.Codebook, tmp_path: Path, change) -> None:
    book = replace(weather, path=tmp_path / "weather.toml")
    whole = codebook.fit(book)
    path = tmp_path / "weather.head.npz"
    change(whole).save(path)
    assert np.array_equal(heads.fit_or_load(book).weights, whole.weights)
    path.write_bytes(b"not a head")
    assert np.array_equal(heads.fit_or_load(book).weights, whole.weights)


def test_a_codebook_without_examples_cannot_be_fitted(weather: codebook.Codebook) -> None:
    bare = replace(weather, types=tuple(replace(t, examples=()) for t in weather.types))
    with pytest.raises(CodebookError, match="has no examples for EVACUATE, FORECAST, REBUILD; give each"):
        codebook.fit(bare)
