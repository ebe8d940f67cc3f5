"""The words around the two ends, as a linear model reads them: a second opinion beside the encoder's.

The encoder knows what words mean; this knows which ones stood before, between and after the ends in each
type. Where one is unsure the other often is not, and it costs a tenth of the encoder's time.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .inputs import Pair

BUCKETS = 1 << 16  # features are hashed into as many rows; the corpus has about 55,000 that occur twice
STEM = 5  # characters of a longer word that stand for its forms
WORD = re.compile(r"\w+|[^\w\s]")

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class WordModel:
    """Weights of the hashed features."""

    weights: NDArray[np.int8]  # (BUCKETS, types)
    scale: Floats  # (types,): of the weights
    bias: Floats  # (types,)
    rarity: Floats  # (BUCKETS,): inverse document frequency

    def logits(self, pair: Pair) -> Floats:
        """A logit for each type, comparable between pairs: those of a unit vector of features."""
        rows, values = vector(pair, self.rarity)
        total: Floats = (values @ self.weights[rows]) * self.scale + self.bias
        return total


def read(path: Path) -> WordModel:
    """The model of a file that `write` made."""
    with np.load(path, allow_pickle=False) as kept:
        return WordModel(
            weights=kept["weights"],
            scale=kept["scale"],
            bias=kept["bias"],
            rarity=kept["rarity"].astype(np.float32),
        )


def write(model: WordModel, path: Path) -> None:
    np.savez(path, weights=model.weights, scale=model.scale, bias=model.bias, rarity=model.rarity.astype(np.float16))


def vector(pair: Pair, rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The pair's features as rows and values of unit length: damped counts, rare features weighing more."""
    counts = Counter([zlib.crc32(feature.encode("utf-8", "replace")) % BUCKETS for feature in features(pair)])
    rows = np.array(sorted(counts), np.int64)
    values = np.array([1 + math.log(counts[r]) for r in rows.tolist()], np.float32) * rarity[rows]
    return rows, values / max(float(np.linalg.norm(values)), 1e-9)


def features(pair: Pair) -> Iterator[str]:
    """Words, word pairs and stems; each also by zone: 'A:shelled' after the actor, 'AR:' after both."""
    tokens: list[tuple[str, str]] = []
    zone, at = "", 0
    named = [(end, mark) for end, mark in ((pair.actor, "A"), (pair.recipient, "R")) if end is not None]
    for (start, end), mark in sorted(named):
        tokens += _words(pair.sentence[at:start], zone)
        tokens.append((f"<{mark}>", ""))
        zone, at = zone + mark, max(at, end)
        for word, _ in _words(pair.sentence[start:end], ""):
            yield f"{mark}={word}"
    tokens += _words(pair.sentence[at:], zone)
    for i, (word, where) in enumerate(tokens):
        yield word
        yield f"{where}:{word}"
        if len(word) > STEM:
            yield f"{word[:STEM]}*"
            yield f"{where}:{word[:STEM]}*"
        if i + 1 < len(tokens):
            yield f"{word}_{tokens[i + 1][0]}"
        if i + 2 < len(tokens):
            yield f"{word}__{tokens[i + 2][0]}"


def _words(text: str, zone: str) -> list[tuple[str, str]]:
    return [(word, zone) for word in WORD.findall(text.lower())]
