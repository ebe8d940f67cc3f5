"""What does the actor do to the recipient? The type classifier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .book import NONE, Codebook, load
from .heads import Head, features, fit_or_load
from .inputs import Pair
from .model import Floats, Model, Output, shipped

TINY = 1e-30  # below any share that counts; keeps the logarithm finite
DIGITS = 4  # of a probability: what differs further down says nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """The answer for one pair."""

    type: str  # an id of the codebook, or 'NONE'
    confidence: float  # calibrated probability of `type`
    mode: str | None  # None where no mode of the type stands out, or the codebook has none
    status: str  # happened, ongoing, planned, possible, denied, cancelled
    status_confidence: float
    scores: tuple[tuple[str, float], ...]  # every type with its probability, the likeliest first


class Classifier:
    """Answers pairs by one codebook. Make it with `classifier`."""

    def __init__(self, model: Model, *, head: Head | None = None) -> None:
        self._model, self._head = model, head
        card = model.card
        self.types = head.types if head else card.types  # every answer there can be, NONE included where it was learnt
        self._by_name = np.array(sorted(range(len(self.types)), key=self.types.__getitem__))
        self._names = np.array(self.types, dtype=object)
        owner = np.array([card.types.index(kind) for kind, _ in card.kinds])
        self._by_type = np.argsort(owner, kind="stable")
        self._first = np.searchsorted(owner[self._by_type], range(len(card.types)))

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        """A label for each pair, in order. The label of a pair depends on that pair alone."""
        outputs = self._model.run(pairs)
        return tuple(self._labels(outputs)) if outputs else ()

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of unit length for each text, near for texts that say alike."""
        return self._model.means(texts)

    def _labels(self, outputs: Sequence[Output]) -> Iterator[Label]:
        card = self._model.card
        shares = softmax(np.stack([o.kinds for o in outputs]))
        chances = self._chances(outputs, shares)
        states = softmax(np.stack([o.statuses for o in outputs]) / card.status_temperature)
        best_first = self._by_name[np.argsort(-chances[:, self._by_name], axis=1, kind="stable")]
        in_order = np.take_along_axis(chances, best_first, axis=1).round(DIGITS)
        rows = (table.tolist() for table in (self._names[best_first], in_order, states.round(DIGITS)))
        for row, names, rounded, told in zip(range(len(outputs)), *rows, strict=True):
            scores = tuple(zip(names, rounded, strict=True))
            best, confidence = scores[0]
            state = int(states[row].argmax())
            yield Label(
                type=best,
                confidence=confidence,
                mode=None if self._head else self._mode(best, shares[row]),
                status=card.statuses[state],
                status_confidence=told[state],
                scores=scores,
            )

    def _chances(self, outputs: Sequence[Output], shares: NDArray[np.floating]) -> NDArray[np.floating]:
        """The probability of each type, a row for each output. Sums are of one row each, in one order."""
        if self._head is not None:
            return np.concatenate([self._head.probabilities(features([o])) for o in outputs])
        sums = np.add.reduceat(shares[:, self._by_type], self._first, axis=1)
        by_words = logarithm(np.stack([o.words for o in outputs]))
        both = np.log(np.maximum(sums, TINY)) + self._model.card.words_share * by_words
        return softmax(both / self._model.card.temperature)

    def _mode(self, type: str, shares: NDArray[np.floating]) -> str | None:
        if type == NONE:
            return None
        kinds = self._model.card.kinds
        of_type = [i for i, (owner, _) in enumerate(kinds) if owner == type]
        return kinds[max(of_type, key=lambda i: shares[i])][1]


def softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Probabilities of logits, along the last axis."""
    raised = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    shares: NDArray[np.floating] = raised / raised.sum(-1, keepdims=True)
    return shares


def logarithm(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Log-probabilities of logits, along the last axis."""
    high = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    shares: NDArray[np.floating] = high - np.log(np.exp(high).sum(-1, keepdims=True))
    return shares


def classifier(*, codebook: Codebook | None = None) -> Classifier:
    """The classifier of a codebook, PLOVER's by default; loaded once and kept.

    A user's codebook is answered by a head on the shipped encoder: the one that `fit` saved beside the file
    where it belongs to this text of the codebook, else one fitted now. Raises CodebookError for a codebook
    without examples.
    """
    if codebook is None or codebook.digest == load().digest:
        return _plover()
    return _users(codebook.digest, _Same(codebook))


@cache
def _plover() -> Classifier:
    return Classifier(shipped())


class _Same:
    """A codebook as an argument that the cache does not look at: its digest stands for it."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same)

    def __hash__(self) -> int:
        return 0


@cache
def _users(digest: str, same: _Same) -> Classifier:
    return Classifier(shipped(), head=fit_or_load(same.codebook))


def encode(texts: Sequence[str]) -> Floats:
    """Sentence embeddings from the shipped encoder: one row of unit length for each text."""
    return _plover().encode(texts)
