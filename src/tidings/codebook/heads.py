"""User codebooks: a linear head on the frozen shipped encoder, fitted and measured with numpy alone.

A dozen examples a type are enough to begin with, since the encoder has learnt what two ends of a sentence do to each
other. What no type fits is learnt too, as NONE: from the codebook's own examples of it, and from the examples of the
shipped codebook that are unlike all of its types. Without them every raid would be the nearest type of a codebook on
floods.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ..errors import CodebookError
from .book import NONE, Codebook, Example, load
from .inputs import Pair
from .model import Output, shipped

Doubles = NDArray[np.float64]

# With the wide network, on the two codebooks in codebooks/, five times five-fold: the pair's vector alone 0.77
# macro-F1, with hashed words 0.74; half a share of the shipped logits leaves it and halves false alarms. With the
# narrow one, five-fold: without the whole sentence's vector 0.77 and 0.87, with it 0.77 and 0.84; but without it three
# of nine sentences of other kinds are taken for a type of the tests' codebook, with it one.
LOGITS_SHARE = 0.5
STEPS = 300  # of the fit; the loss has settled to the fourth digit by 200
RATE = 0.5
MOMENTUM = 0.9
DECAY = 1e-3  # on weights; ten times more doubles the acts of other kinds that are taken for a type, for 0.01 macro-F1
FOLDS = 5
TEMPERATURES = np.geomspace(0.5, 4.0, 31)  # below 0.5 a few dozen answers, all right, would make the head too sure
FORM = "3"  # of a saved head: another reading of the features is another form


@dataclass(frozen=True, kw_only=True)
class Head:
    """A fitted head: what it needs to answer, and the codebook it belongs to."""

    types: tuple[str, ...]  # those of the codebook, in its order, then NONE
    weights: Doubles  # (features, types)
    bias: Doubles
    centre: Doubles  # of the features, taken away before the product
    codebook: str  # digest of the codebook
    encoder: str  # hash of the encoder it was fitted on
    temperature: float = 1.0  # fitted on held-out answers, so that nine in ten answers given with 0.9 are right

    def logits(self, table: Doubles) -> Doubles:
        return (table - self.centre) @ self.weights + self.bias

    def probabilities(self, table: Doubles) -> Doubles:
        """One row for each row of `features`, one column for each type."""
        return _softmax(self.logits(table) / self.temperature)

    def save(self, path: Path) -> None:
        """Write whole or not at all; the same head gives the same bytes."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as out:
                np.savez(
                    out,
                    types=np.array(self.types),
                    weights=self.weights,
                    bias=self.bias,
                    centre=self.centre,
                    temperature=np.array(self.temperature),
                    made=np.array([FORM, self.codebook, self.encoder]),
                )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeScore:
    type: str
    examples: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """Cross-validated: each example was answered by a head that had not seen its sentence.

    Scores are of the codebook's own examples. NONE comes last; its row is empty where the codebook shows none.
    """

    folds: int
    accuracy: float
    macro_f1: float  # the mean over the types, NONE left out
    by_type: tuple[TypeScore, ...]
    confusion: tuple[tuple[int, ...], ...]  # row: the type it is, column: the type answered, both as in by_type
    other_news: tuple[int, ...]  # how sentences of the shipped codebook that are unlike every type were answered
    mistakes: tuple[tuple[str, str, str], ...]  # (sentence, the type it is, the type answered)


def head_path(codebook: Codebook) -> Path | None:
    """Where the head of a codebook is kept: beside its file. None for a codebook that has no file."""
    return codebook.path.with_suffix(".head.npz") if codebook.path else None


def fit(codebook: Codebook) -> Head:
    """A head fitted on the codebook's examples; the same examples give the same head.

    Raises CodebookError where there is nothing to fit on. Save it with `head.save(head_path(codebook))`.
    """
    lesson = _lesson(codebook)
    head = _fit(lesson, np.ones(len(lesson.answers), bool))
    return replace(head, temperature=_temperature(_held_out(lesson), lesson.answers))


def evaluate(codebook: Codebook) -> Evaluation:
    """How well the codebook's types are told apart, by five-fold cross-validation, with confusions.

    Raises CodebookError where there is nothing to fit on.
    """
    lesson = _lesson(codebook)
    types, own = lesson.types, len(lesson.examples)
    given = _held_out(lesson).argmax(1)
    answers, told = lesson.answers[:own], given[:own]
    confusion = np.zeros((len(types), len(types)), np.int64)
    np.add.at(confusion, (answers, told), 1)
    scores = tuple(_score(t, i, confusion) for i, t in enumerate(types))
    rated = [s.f1 for s in scores if s.type != NONE]
    return Evaluation(
        folds=FOLDS,
        accuracy=round(float((answers == told).mean()), 4),
        macro_f1=round(sum(rated) / len(rated), 4),
        by_type=scores,
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
        other_news=tuple(int(n) for n in np.bincount(given[own:], minlength=len(types))),
        mistakes=tuple(
            (e.sentence, types[a], types[g]) for e, a, g in zip(lesson.examples, answers, told, strict=True) if a != g
        ),
    )


def fit_or_load(codebook: Codebook) -> Head:
    """The saved head of this very codebook and encoder, or one fitted now."""
    path = head_path(codebook)
    if path is not None and path.is_file():
        head = _load(path)
        if head is not None and head.codebook == codebook.digest and head.encoder == _encoder():
            return head
    return fit(codebook)


def features(outputs: Sequence[Output]) -> Doubles:
    """What a head reads of each pair: its vector, the whole sentence's, which knows what no type of ours tells, and the
    shipped logits, each of unit length before its share.
    """
    return np.stack([np.concatenate([_unit(o.vector), _unit(o.mean), LOGITS_SHARE * _unit(o.kinds)]) for o in outputs])


def _unit(vector: NDArray[np.floating]) -> Doubles:
    wide = vector.astype(np.float64)
    unit: Doubles = wide / max(float(np.linalg.norm(wide)), 1e-9)
    return unit


def _encoder() -> str:
    return shipped().card.sha256["coder.onnx"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lesson:
    """What a head is fitted on: the codebook's examples in order, then what else news tells, as NONE."""

    examples: tuple[Example, ...]  # the codebook's own: the first rows
    sentences: tuple[str, ...]  # of every row
    table: Doubles
    answers: NDArray[np.int64]
    types: tuple[str, ...]
    codebook: str


def _lesson(codebook: Codebook) -> _Lesson:
    groups = [(t.id, t.examples) for t in codebook.types]
    empty = [id for id, given in groups if not given]
    if empty or len(groups) < 2:
        raise CodebookError(
            f"the codebook {codebook.name} has no examples for {', '.join(empty) or 'a second type'}; "
            "give each type at least eight, then run `tidings codebook check`"
        )
    groups.append((NONE, codebook.none_examples))
    own = [e for _, given in groups for e in given]
    numbers = [i for i, (_, given) in enumerate(groups) for _ in given]
    table = features(shipped().run([e.pair for e in own]))
    known = {e.sentence for e in own}
    others = [e for e in _shipped_examples() if e.sentence not in known]
    if others:
        beside = features(shipped().run([e.pair for e in others]))
        unlike = _unlike(beside, table, np.array(numbers), types=len(groups) - 1)
        others = [e for e, kept in zip(others, unlike, strict=True) if kept]
        table = np.concatenate([table, beside[unlike]])
    return _Lesson(
        examples=tuple(own),
        sentences=tuple(e.sentence for e in (*own, *others)),
        table=table,
        answers=np.array([*numbers, *[len(groups) - 1] * len(others)], np.int64),
        types=tuple(id for id, _ in groups),
        codebook=codebook.digest,
    )


def _shipped_examples() -> list[Example]:
    shown = load()
    return [e for entry in shown.types for e in entry.examples] + list(shown.none_examples)


def _unlike(others: Doubles, own: Doubles, answers: NDArray[np.int64], *, types: int) -> NDArray[np.bool_]:
    """Which of the others are farther from every type's examples than the median of these is from its nearest
    fellow: the rest may well be of that type, so that nothing is to be learnt from them.
    """
    kept = np.ones(len(others), bool)
    for number in range(types):
        fellows = own[answers == number]
        if len(fellows) < 2:
            continue
        among = fellows @ fellows.T
        np.fill_diagonal(among, -1.0)
        kept &= (others @ fellows.T).max(1) < np.median(among.max(1))
    return kept


def _fit(lesson: _Lesson, taken: NDArray[np.bool_]) -> Head:
    """Multinomial logistic regression, types weighted equally, by accelerated gradient descent from zero."""
    table, answers, types = lesson.table[taken], lesson.answers[taken], lesson.types
    centre = table.mean(0)
    x = table - centre
    counts = np.bincount(answers, minlength=len(types)).astype(np.float64)
    # types without an example in this part get weight nought
    share = np.where(counts > 0, 1 / np.maximum(counts, 1) / max(1, int((counts > 0).sum())), 0.0)[answers]
    wanted = np.eye(len(types))[answers]
    weights, bias = np.zeros((x.shape[1], len(types))), np.zeros(len(types))
    speed, bias_speed = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(STEPS):
        ahead, bias_ahead = weights + MOMENTUM * speed, bias + MOMENTUM * bias_speed
        off = (_softmax(x @ ahead + bias_ahead) - wanted) * share[:, None]
        speed = MOMENTUM * speed - RATE * (x.T @ off + DECAY * ahead)
        bias_speed = MOMENTUM * bias_speed - RATE * off.sum(0)
        weights, bias = weights + speed, bias + bias_speed
    return Head(types=types, weights=weights, bias=bias, centre=centre, codebook=lesson.codebook, encoder=_encoder())


def _held_out(lesson: _Lesson) -> Doubles:
    """The logits of each row from a head that was fitted without its fold."""
    parts = _parts(lesson.sentences, lesson.answers)
    logits = np.zeros((len(parts), len(lesson.types)))
    for part in range(FOLDS):
        held = parts == part
        if held.any() and (~held).any():
            logits[held] = _fit(lesson, ~held).logits(lesson.table[held])
    return logits


def _temperature(logits: Doubles, answers: NDArray[np.int64]) -> float:
    """What to divide logits by so that held-out answers are as likely as they are often right; types count equally."""
    weight = 1.0 / np.bincount(answers)[answers]
    rows = np.arange(len(answers))

    def surprise(temperature: float) -> float:
        return float((-np.log(np.maximum(_softmax(logits / temperature)[rows, answers], 1e-12)) * weight).sum())

    return min((float(t) for t in TEMPERATURES), key=surprise)


def _parts(sentences: Sequence[str], answers: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold for each example: by type evenly, one sentence never in two folds, by hash so that order does
    not matter.
    """
    where: dict[str, int] = {}
    dealt: dict[int, int] = {}
    order = sorted(range(len(sentences)), key=lambda i: hashlib.sha256(sentences[i].encode()).digest())
    parts = np.zeros(len(sentences), np.int64)
    for i in order:
        kind = int(answers[i])
        if sentences[i] not in where:
            where[sentences[i]] = dealt.get(kind, 0) % FOLDS
            dealt[kind] = dealt.get(kind, 0) + 1
        parts[i] = where[sentences[i]]
    return parts


def _score(type: str, i: int, confusion: NDArray[np.int64]) -> TypeScore:
    right, is_, said = int(confusion[i, i]), int(confusion[i].sum()), int(confusion[:, i].sum())
    precision, recall = right / said if said else 0.0, right / is_ if is_ else 0.0
    f1 = 2 * right / (is_ + said) if is_ + said else 0.0
    return TypeScore(type=type, examples=is_, precision=round(precision, 4), recall=round(recall, 4), f1=round(f1, 4))


def _load(path: Path) -> Head | None:
    """The head of a file, None for one that is not a head of ours."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            form, digest, encoder = (str(s) for s in kept["made"])
            head = Head(
                types=tuple(str(t) for t in kept["types"]),
                weights=kept["weights"],
                bias=kept["bias"],
                centre=kept["centre"],
                temperature=float(kept["temperature"]),
                codebook=digest,
                encoder=encoder,
            )
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile):
        return None
    return head if form == FORM and _whole(head) else None


def _whole(head: Head) -> bool:
    """Are its parts of the sizes that `features` and its types ask for, and numbers all through?"""
    wide, types = features(shipped().run([Pair(sentence="", actor=None, recipient=None)])).shape[1], len(head.types)
    parts = (head.weights, head.bias, head.centre)
    sized = tuple(p.shape for p in parts) == ((wide, types), (types,), (wide,))
    return sized and head.temperature > 0 and all(p.dtype == np.float64 and bool(np.isfinite(p).all()) for p in parts)


def _softmax(logits: Doubles) -> Doubles:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: Doubles = raised / raised.sum(1, keepdims=True)
    return shares
