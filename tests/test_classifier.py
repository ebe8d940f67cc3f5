"""The shipped classifier; heads of user codebooks are in test_codebook_heads.py."""

from __future__ import annotations

import hashlib
import itertools
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tidings import codebook
from tidings.codebook import Pair, inputs, model
from tidings.codebook.marks import unmark
from tidings.errors import DataError

FOLDER = Path(str(files("tidings.codebook") / "model"))
MAX_SHIPPED = 26_000_000  # bytes of the graph


def pair(marked: str) -> Pair:
    sentence, spans = unmark(marked)
    return Pair(sentence=sentence, actor=spans.get("A"), recipient=spans.get("R"))


PLAIN = [
    # type, status, sentence: what any reader would say of it
    (
        "AGREE",
        "happened",
        "[A:Denmark] promised on Monday to send field hospitals to [R:Mozambique] after the floods.",
    ),
    (
        "CONSULT",
        "happened",
        "[A:The Peruvian president] met [R:his Chilean counterpart] in Arica for talks on fishing.",
    ),
    ("AGREE", "planned", "[A:The Peruvian president] will visit [R:Bolivia] next month."),
    ("SUPPORT", "happened", "[A:The archbishop] praised [R:the mayor] for her courage."),
    (
        "COOPERATE",
        "happened",
        "Warships of [A:Brazil] and [R:Argentina] held a joint exercise off Rio Grande.",
    ),
    ("AID", "happened", "[A:Qatar] delivered 40 tons of food and medicine to [R:Djibouti]."),
    ("CONCEDE", "happened", "[A:The junta] freed 200 [R:political prisoners] and lifted the curfew."),
    (
        "RETREAT",
        "happened",
        "[A:The rebels] withdrew from the town and laid down their arms before [R:the army].",
    ),
    ("REQUEST", "happened", "[A:The bishops] appealed to [R:the president] to free the students."),
    ("ACCUSE", "happened", "[A:Ecuador] accused [R:its neighbour] of sheltering smugglers."),
    ("REJECT", "happened", "[A:The union] rejected [R:the ministry]'s offer of a seven percent rise."),
    (
        "THREATEN",
        "happened",
        "[A:The general] warned that [R:the separatists] would be crushed unless they left by Friday.",
    ),
    (
        "PROTEST",
        "happened",
        "Thousands of [A:farmers] marched through the capital against [R:the government].",
    ),
    (
        "SANCTION",
        "happened",
        "[A:Austria] expelled two diplomats of [R:Belarus] and recalled its ambassador.",
    ),
    ("MOBILIZE", None, "[A:Ethiopia] massed tanks along its border with [R:Eritrea]."),
    ("COERCE", "happened", "[A:Police] arrested [R:the editor of a weekly] and sealed its office."),
    ("ASSAULT", "happened", "[A:Gunmen] killed [R:three policemen] in an ambush near the river."),
    ("NONE", None, "[A:Latvia] lies between Estonia and [R:Lithuania] on the Baltic coast."),
]


@pytest.mark.parametrize(("type", "status", "marked"), PLAIN, ids=[f"{p[0]}-{i}" for i, p in enumerate(PLAIN)])
def test_plain_cases_are_right(type: str, status: str | None, marked: str) -> None:
    (label,) = codebook.classifier().classify([pair(marked)])
    assert label.type == type
    assert status is None or label.status == status
    modes = {m.id for m in codebook.load().type(type).modes} if type != "NONE" else set()
    assert label.mode is None or label.mode in modes


def test_a_label_carries_every_type_with_its_probability() -> None:
    (label,) = codebook.classifier().classify([pair(PLAIN[0][2])])
    types, chances = zip(*label.scores, strict=True)
    assert sorted(types) == sorted((*codebook.load().ids, "NONE"))
    assert list(chances) == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=1e-3)
    assert label.scores[0] == (label.type, label.confidence)
    assert 0 < label.status_confidence <= 1


def test_types_that_are_equally_likely_come_by_name() -> None:
    network = model.shipped()
    card = network.card
    nothing = model.Output(
        kinds=np.zeros(len(card.kinds), np.float32),
        statuses=np.zeros(len(card.statuses), np.float32),
        vector=np.zeros(1, np.float32),
        mean=np.zeros(1, np.float32),
        words=np.zeros(len(card.types), np.float32),
    )
    (label,) = codebook.classifier()._labels([nothing])
    chances = [chance for _, chance in label.scores]
    assert len(set(chances)) < len(chances)
    assert list(label.scores) == sorted(label.scores, key=lambda score: (-score[1], score[0]))


def test_runs_side_by_side_answer_as_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    network = model.shipped()
    asked = [inputs.shortened(inputs.encode(pair(p[2]), network.tokenizer, masked=network.card.masked)) for p in PLAIN]
    answers = []
    for cores in ("1", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", cores)
        answers.append(network._answers(asked))
    one, three = answers
    assert len(one) == len(three) == len(asked)
    assert all((a == b).all() for x, y in zip(one, three, strict=True) for a, b in zip(x, y, strict=True))


def test_an_answer_depends_on_its_pair_alone() -> None:
    pairs = [pair(p[2]) for p in PLAIN]
    pairs += [Pair(sentence=p.sentence, actor=p.recipient, recipient=p.actor) for p in pairs]
    pairs.append(pair("[A:The council] " + "and its many committees " * 30 + "wrote to [R:the ministry]."))
    coder = codebook.classifier()
    alone = [coder.classify([p])[0] for p in pairs]
    assert list(coder.classify(pairs)) == alone
    order = list(range(len(pairs)))
    order.sort(key=lambda i: (i * 7) % len(pairs))
    shuffled = coder.classify([pairs[i] for i in order])
    assert [shuffled[order.index(i)] for i in range(len(pairs))] == alone


def test_what_shares_a_run_changes_nothing() -> None:
    texts = [
        f"The {who} {did} the {whom}."
        for who in ("mayor", "army")
        for did in ("met", "shot")
        for whom in ("poet", "baker")
    ]
    texts += ["Ships left.", "The harbour was closed by the port authority for three days after the storm."]
    together = codebook.encode(texts)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(codebook.encode([text])[0], row)  # to the last bit


def test_masked_names_do_not_decide() -> None:
    """With the ends masked, the same act by others is the same answer, to the last digit."""
    first = pair("[A:Iran] accused [R:Norway] of spying.")
    other = pair("[A:The Sisters of Mercy] accused [R:an unnamed baker from Lyon] of spying.")
    coder = codebook.classifier()
    if model.shipped().card.masked:
        assert coder.classify([first]) == coder.classify([other])
    else:
        assert {label.type for label in coder.classify([first, other])} == {"ACCUSE"}


@pytest.mark.parametrize(
    "given",
    [
        Pair(sentence="", actor=None, recipient=None),
        Pair(sentence="Riots broke out.", actor=None, recipient=None),
        Pair(sentence="Riots broke out.", actor=(0, 5), recipient=(0, 5)),
        Pair(sentence="Israel's army left.", actor=(0, 13), recipient=(0, 6)),
        Pair(sentence="x" * 5_000, actor=(0, 5_000), recipient=None),
        Pair(sentence="\u202e\x00 \ud83d\ude00", actor=(0, 1), recipient=(1, 2), trigger=(0, 2)),
    ],
    ids=["empty", "no-ends", "same-ends", "nested-ends", "long", "odd"],
)
def test_any_pair_is_answered(given: Pair) -> None:
    (label,) = codebook.classifier().classify([given])
    assert label.type in codebook.classifier().types


def test_no_pairs_no_labels() -> None:
    assert codebook.classifier().classify([]) == ()


class Words:
    """A tokenizer whose tokens are words, numbered from 1000 in order of length."""

    class Encoding:
        def __init__(self, ids: list[int]) -> None:
            self.ids = ids

    def encode(self, sequence: str, /, *, add_special_tokens: bool) -> Encoding:
        assert not add_special_tokens
        return self.Encoding([1000 + len(w) for w in sequence.split()])


@pytest.mark.parametrize(
    ("given", "masked", "ids", "ends"),
    [
        ("[A:Ann] saw [R:the boy]", True, (101, 2, 1003, 3, 102), (1, 3)),
        ("[R:the boy] fled", True, (101, 3, 1004, 102), (0, 1)),
        ("[A:Ann] saw [R:the boy]", False, (101, 2, 1003, 5, 1003, 3, 1003, 1003, 6, 102), (1, 5)),
    ],
)
def test_ends_become_marks(given: str, masked: bool, ids: tuple[int, ...], ends: tuple[int, int]) -> None:
    encoded = inputs.encode(pair(given), Words(), masked=masked)
    assert encoded.ids == ids
    assert (encoded.actor, encoded.recipient) == ends


def test_the_shipped_network_reads_no_closing_marks() -> None:
    long = inputs.encode(pair("[A:Iran] struck [R:the town] today."), Words(), masked=False)
    short = inputs.shortened(long)
    assert [number for number in long.ids if number not in inputs.CLOSING] == list(short.ids)
    assert len(short.ids) == len(long.ids) - 3
    assert short.ids[short.actor] == inputs.ACTOR
    assert short.ids[short.recipient] == inputs.RECIPIENT
    assert inputs.shortened(inputs.Encoded((inputs.CLS, 9, inputs.SEP), 0, 0)) == inputs.Encoded((inputs.CLS, 9), 0, 0)


@pytest.mark.parametrize(("before", "between", "after"), list(itertools.product((0, 60, 400), repeat=3)))
def test_long_sentences_are_cut_around_their_ends(before: int, between: int, after: int) -> None:
    marked = "go " * before + "[A:Ann] " + "go " * between + "[R:Bo] " + "go " * after
    encoded = inputs.encode(pair(marked), Words(), masked=True)
    assert len(encoded.ids) == min(before + between + after + 4, inputs.MAX_TOKENS)
    assert encoded.ids[encoded.actor] == inputs.ACTOR
    assert encoded.recipient == 0 or encoded.ids[encoded.recipient] == inputs.RECIPIENT
    assert between > 60 or encoded.recipient > 0


def test_the_shipped_files_are_the_ones_that_the_card_names() -> None:
    card = model.read_card(FOLDER)
    assert sorted(card.sha256) == ["coder.onnx", "tokenizer.json", "words.npz"]
    for name, wanted in card.sha256.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == wanted
    assert (FOLDER / "coder.onnx").stat().st_size < MAX_SHIPPED
    assert sorted(card.types) == sorted((*codebook.load().ids, "NONE"))
    assert {t for t, _ in card.kinds} == set(card.types)


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    for name in ("coder.onnx", "tokenizer.json", "words.npz", "model.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    with (tmp_path / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(DataError, match=r"tokenizer\.json is damaged"):
        model.Model(tmp_path)
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"model\.json cannot be read"):
        model.Model(tmp_path)


def test_embeddings_are_near_for_texts_that_say_alike() -> None:
    table = codebook.encode(
        ["Troops shelled the town.", "The town was hit by artillery fire.", "The mayor praised a poet."]
    )
    assert table.shape == (3, 384)
    assert np.allclose(np.linalg.norm(table, axis=1), 1, atol=1e-5)
    assert table[0] @ table[1] > table[0] @ table[2] + 0.1
    assert codebook.encode([]).shape[0] == 0
