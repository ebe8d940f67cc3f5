"""What does the actor do to the recipient? The type classifier."""

from __future__ import annotations

from collections.abc import Sequence
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
        self._owner = np.array([card.types.index(kind) for kind, _ in card.kinds])

    @property
    def types(self) -> tuple[str, ...]:
        """Every answer there can be, NONE included where it was learnt."""
        return self._head.types if self._head else self._model.card.types

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        """A label for each pair, in order. The label of a pair depends on that pair alone."""
        return tuple(self._label(output) for output in self._model.run(pairs))

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of unit length for each text, near for texts that say alike."""
        return self._model.means(texts)

    def _label(self, output: Output) -> Label:
        card = self._model.card
        shares = softmax(output.kinds)
        if self._head is None:
            types: tuple[str, ...] = card.types
            sums = np.bincount(self._owner, weights=shares, minlength=len(types))
            both = np.log(np.maximum(sums, TINY)) + card.words_share * logarithm(output.words)
            chances = softmax(both / card.temperature)
        else:
            types = self._head.types
            chances = self._head.probabilities(features([output]))[0]
        order = sorted(range(len(types)), key=lambda i: (-chances[i], types[i]))
        states = softmax(output.statuses / card.status_temperature)
        state = int(states.argmax())
        best = types[order[0]]
        return Label(
            type=best,
            confidence=round(float(chances[order[0]]), DIGITS),
            mode=None if self._head else self._mode(best, shares),
            status=card.statuses[state],
            status_confidence=round(float(states[state]), DIGITS),
            scores=tuple((types[i], round(float(chances[i]), DIGITS)) for i in order),
        )

    def _mode(self, type: str, shares: NDArray[np.floating]) -> str | None:
        if type == NONE:
            return None
        kinds = self._model.card.kinds
        of_type = [i for i, (owner, _) in enumerate(kinds) if owner == type]
        return kinds[max(of_type, key=lambda i: shares[i])][1]


def softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    raised = np.exp(logits.astype(np.float64) - logits.max())
    shares: NDArray[np.floating] = raised / raised.sum()
    return shares


def logarithm(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Log-probabilities of logits."""
    high = logits.astype(np.float64) - logits.max()
    shares: NDArray[np.floating] = high - np.log(np.exp(high).sum())
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
