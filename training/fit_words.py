"""Fits the word model: logistic regression on hashed features of the pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from examples import Example
from fit import Labels, pair_of
from tidings.codebook.words import BUCKETS, WordModel, vector

STRENGTH = 10.0  # inverse of the penalty on weights


def matrix(examples: Sequence[Example], rarity: np.ndarray) -> csr_matrix:
    rows = [vector(pair_of(e), rarity) for e in examples]
    starts = np.cumsum([0, *(len(r) for r, _ in rows)])
    values, columns = np.concatenate([v for _, v in rows]), np.concatenate([r for r, _ in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), BUCKETS))


def fit_words(examples: Sequence[Example], labels: Labels) -> WordModel:
    """The fitted model."""
    seen = np.zeros(BUCKETS, np.float32)
    for e in examples:
        rows, _ = vector(pair_of(e), np.ones(BUCKETS, np.float32))
        seen[rows] += 1
    rarity = (np.log((1 + len(examples)) / (1 + seen)) + 1).astype(np.float32)
    rarity[seen < 2] = 0  # what one example alone shows teaches nothing
    gold = np.array([labels.types.index(e.type) for e in examples])
    found = LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced").fit(matrix(examples, rarity), gold)
    weights = np.zeros((len(labels.types), BUCKETS), np.float32)
    bias = np.full(len(labels.types), -20.0, np.float32)  # a type without an example
    weights[found.classes_], bias[found.classes_] = found.coef_, found.intercept_
    scale = np.maximum(np.abs(weights).max(1), 1e-6) / 127
    return WordModel(
        weights=np.round(weights / scale[:, None]).astype(np.int8).T.copy(),
        scale=scale.astype(np.float32),
        bias=bias,
        rarity=rarity,
    )
