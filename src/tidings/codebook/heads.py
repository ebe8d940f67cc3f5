"""User codebooks: a linear head on the frozen shipped encoder, fitted and measured with numpy alone.

A few dozen examples a type are enough, since the encoder has learnt what two ends of a sentence do to each
other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ..errors import CodebookError
from .book import NONE, Codebook, Example
from .model import Output, shipped

Doubles = NDArray[np.float64]

STEPS = 300  # of the fit; the loss has settled to the fourth digit by 200
RATE = 0.5
MOMENTUM = 0.9
DECAY = 1e-3  # on weights; cross-validated accuracy moves by 0.02 at most between 1e-4 and 1e-2
FOLDS = 5


@dataclass(frozen=True, kw_only=True)
class Head:
    """A fitted head: what it needs to answer, and the codebook it belongs to."""

    types: tuple[str, ...]
    weights: Doubles  # (features, types)
    bias: Doubles
    centre: Doubles  # of the features, taken away before the product
    codebook: str  # digest of the codebook
    encoder: str  # hash of the encoder it was fitted on

    def probabilities(self, table: Doubles) -> Doubles:
        return _softmax((table - self.centre) @ self.weights + self.bias)

    def save(self, path: Path) -> None:
        names = np.array(self.types)
        made = np.array([self.codebook, self.encoder])
        with path.open("wb") as out:
            np.savez(out, types=names, weights=self.weights, bias=self.bias, centre=self.centre, made=made)


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeScore:
    type: str
    examples: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """Cross-validated: each example was answered by a head that had not seen its sentence."""

    folds: int
    accuracy: float
    macro_f1: float
    by_type: tuple[TypeScore, ...]
    confusion: tuple[tuple[int, ...], ...]  # row: the type it is, column: the type answered, both as in by_type
    mistakes: tuple[tuple[str, str, str], ...]  # (sentence, the type it is, the type answered)


def head_path(codebook: Codebook) -> Path | None:
    """Where the head of a codebook is kept: beside its file. None for a codebook that has no file."""
    return codebook.path.with_suffix(".head.npz") if codebook.path else None


def fit(codebook: Codebook) -> Head:
    """A head fitted on the codebook's examples; the same examples give the same head.

    Raises CodebookError where there is nothing to fit on. Save it with `head.save(head_path(codebook))`.
    """
    examples, answers, types = _examples(codebook)
    return _fit(features(_outputs(examples)), answers, types, codebook)


def evaluate(codebook: Codebook) -> Evaluation:
    """How well the codebook's types are told apart, by five-fold cross-validation, with confusions."""
    examples, answers, types = _examples(codebook)
    table = features(_outputs(examples))
    parts = _parts(examples, answers)
    given = np.zeros(len(answers), np.int64)
    for part in range(FOLDS):
        held = parts == part
        if held.any() and (~held).any():
            head = _fit(table[~held], answers[~held], types, codebook)
            given[held] = head.probabilities(table[held]).argmax(1)
    confusion = np.zeros((len(types), len(types)), np.int64)
    np.add.at(confusion, (answers, given), 1)
    scores = tuple(_score(t, i, confusion) for i, t in enumerate(types))
    return Evaluation(
        folds=FOLDS,
        accuracy=round(float((answers == given).mean()), 4),
        macro_f1=round(sum(s.f1 for s in scores) / len(scores), 4),
        by_type=scores,
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
        mistakes=tuple(
            (e.sentence, types[a], types[g]) for e, a, g in zip(examples, answers, given, strict=True) if a != g
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
    """What a head reads of each pair: the pair's vector, the sentence's mean and the shipped logits, each at
    a like scale.
    """
    rows = [np.concatenate([_unit(o.vector), _unit(o.mean), 0.5 * _unit(o.kinds)]) for o in outputs]
    return np.stack(rows)


def _unit(vector: NDArray[np.floating]) -> Doubles:
    wide = vector.astype(np.float64)
    unit: Doubles = wide / max(float(np.linalg.norm(wide)), 1e-9)
    return unit


def _outputs(examples: Sequence[Example]) -> list[Output]:
    return shipped().run([e.pair for e in examples])


def _encoder() -> str:
    return shipped().card.sha256["coder.onnx"]


def _examples(codebook: Codebook) -> tuple[list[Example], NDArray[np.int64], tuple[str, ...]]:
    groups = [(t.id, t.examples) for t in codebook.types]
    if codebook.none_examples:
        groups.append((NONE, codebook.none_examples))
    empty = [id for id, given in groups if not given]
    if empty or len(groups) < 2:
        raise CodebookError(
            f"the codebook {codebook.name} has no examples for {', '.join(empty) or 'a second type'}; "
            "give each type at least eight, then run `tidings codebook check`"
        )
    examples = [e for _, given in groups for e in given]
    answers = np.array([i for i, (_, given) in enumerate(groups) for _ in given], np.int64)
    return examples, answers, tuple(id for id, _ in groups)


def _fit(table: Doubles, answers: NDArray[np.int64], types: tuple[str, ...], codebook: Codebook) -> Head:
    """Multinomial logistic regression, types weighted equally, by accelerated gradient descent from zero."""
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
    return Head(types=types, weights=weights, bias=bias, centre=centre, codebook=codebook.digest, encoder=_encoder())


def _parts(examples: Sequence[Example], answers: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold for each example: by type evenly, one sentence never in two folds, by hash so that order does
    not matter.
    """
    where: dict[str, int] = {}
    dealt: dict[int, int] = {}
    order = sorted(range(len(examples)), key=lambda i: hashlib.sha256(examples[i].sentence.encode()).digest())
    parts = np.zeros(len(examples), np.int64)
    for i in order:
        kind = int(answers[i])
        if examples[i].sentence not in where:
            where[examples[i].sentence] = dealt.get(kind, 0) % FOLDS
            dealt[kind] = dealt.get(kind, 0) + 1
        parts[i] = where[examples[i].sentence]
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
            digest, encoder = (str(s) for s in kept["made"])
            return Head(
                types=tuple(str(t) for t in kept["types"]),
                weights=kept["weights"],
                bias=kept["bias"],
                centre=kept["centre"],
                codebook=digest,
                encoder=encoder,
            )
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None


def _softmax(logits: Doubles) -> Doubles:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: Doubles = raised / raised.sum(1, keepdims=True)
    return shares
