"""The shipped encoder: loads the ONNX graph, runs pairs.

Pairs of one length share a run, without padding, and the graph quantises each of its rows by itself: an answer does
not depend on its neighbours, to the last bit. One thread a run, so that sums are added in one order; runs go side by
side, as many as there are cores, or as OMP_NUM_THREADS says.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..kept import Kept
from . import words
from .inputs import CLS, MAX_TOKENS, Encoded, Pair, Tokenizer, encode, shortened, tokens

Floats = NDArray[np.float32]
OUTPUTS_KEPT = 8_192  # of pairs that may come again, as wire copy does; about 30 MB when full
RUN_TOKENS = 320  # of a run together: more bring nothing, their rows no longer fit the nearest caches
SIDE_BY_SIDE = 4  # runs at most: more cores bring little beside the parser, which uses one
MAX_CHARACTERS = 2_000  # of a sentence or text: four times what MAX_TOKENS can hold


@dataclass(frozen=True, kw_only=True)
class Card:
    """What `model.json` says of the shipped model: its labels in the order of its outputs, and how it was
    calibrated.
    """

    types: tuple[str, ...]
    kinds: tuple[tuple[str, str | None], ...]  # (type, mode)
    statuses: tuple[str, ...]
    temperature: float
    status_temperature: float
    words_share: float  # of the word model's logits beside the encoder's, both as log-probabilities
    masked: bool  # ends are masked, or else marked around their words
    sha256: dict[str, str]  # of each file


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """What the network says of one pair."""

    kinds: Floats  # logits, as Card.kinds
    statuses: Floats  # logits, as Card.statuses
    vector: Floats  # of the pair
    mean: Floats  # of all tokens, as the start token has learnt it
    words: Floats  # the word model's logits, as Card.types


class Model:
    """The shipped encoder in memory. Make it with `shipped`."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer as Reader

        self.card = read_card(folder)
        for name, wanted in self.card.sha256.items():
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if found != wanted:
                raise DataError(
                    f"the shipped model file {name} is damaged (hash {found[:12]}, "
                    f"wanted {wanted[:12]}); install tidings again"
                )
        self.words = words.read(folder / "words.npz")
        self.tokenizer: Tokenizer = Reader.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "coder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._kept = Kept(self._outputs, most=OUTPUTS_KEPT)

    def run(self, pairs: Sequence[Pair]) -> list[Output]:
        """The network's output for each pair; equal pairs are run once."""
        found = self._kept.many(pairs)
        return [found[pair] for pair in pairs]

    def _outputs(self, pairs: Iterable[Pair]) -> Iterator[Output]:
        asked = [clip(pair) for pair in pairs]
        by_words = [self.words.logits(pair) for pair in asked]
        answers = self._answers([shortened(encode(pair, self.tokenizer, masked=self.card.masked)) for pair in asked])
        for (kinds, statuses, vector, mean), told in zip(answers, by_words, strict=True):
            yield Output(kinds=kinds, statuses=statuses, vector=vector, mean=mean, words=told)

    def means(self, texts: Sequence[str]) -> Floats:
        """One row of unit length for each text: the mean over its tokens, as the start token
        has learnt it, at most MAX_TOKENS of them.
        """
        ids = (tokens(self.tokenizer, text[:MAX_CHARACTERS])[: MAX_TOKENS - 2] for text in texts)
        rows = [mean for *_, mean in self._answers([Encoded((CLS, *some), 0, 0) for some in ids])]
        if not rows:
            return np.zeros((0, 0), np.float32)
        table = np.stack(rows)
        unit: Floats = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
        return unit

    def _answers(self, asked: Sequence[Encoded]) -> list[tuple[Floats, ...]]:
        """What the graph gives for each: its logits of kinds and of statuses, the pair's vector, the mean of all
        tokens.
        """
        runs = list(_runs([len(one.ids) for one in asked]))
        found: dict[int, tuple[Floats, ...]] = {}
        for run, tables in zip(runs, self._tables([asked[i] for i in run] for run in runs), strict=True):
            for row, i in enumerate(run):
                found[i] = tuple([table[row].copy() for table in tables])  # a view would keep its whole run
        return [found[i] for i in range(len(asked))]

    def _tables(self, runs: Iterable[Sequence[Encoded]]) -> Iterator[Sequence[Floats]]:
        at_once = _runs_side_by_side()
        if at_once == 1:  # the caller's own thread will do
            yield from map(self._run, runs)
            return
        with ThreadPoolExecutor(at_once) as pool:
            yield from pool.map(self._run, runs)

    def _run(self, alike: Sequence[Encoded]) -> Sequence[Floats]:
        feed = {
            "ids": np.array([one.ids for one in alike], np.int64),
            "ends": np.array([(one.actor, one.recipient) for one in alike], np.int64),
        }
        tables: Sequence[Floats] = self._session.run(["kinds", "statuses", "vector", "mean"], feed)
        return tables


def _runs(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The indices of what goes into the network together: of one length, and RUN_TOKENS at most."""
    alike: dict[int, list[int]] = {}
    for i, length in enumerate(lengths):
        alike.setdefault(length, []).append(i)
    for length, indices in alike.items():
        most = max(1, RUN_TOKENS // length)
        yield from (indices[at : at + most] for at in range(0, len(indices), most))


def _runs_side_by_side() -> int:
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() and int(told) else min(SIDE_BY_SIDE, os.cpu_count() or 1)


def clip(pair: Pair) -> Pair:
    """The pair with an overlong sentence cut to MAX_CHARACTERS around its first end; others as they are."""
    length = len(pair.sentence)
    if length <= MAX_CHARACTERS:
        return pair
    starts = [end[0] for end in (pair.actor, pair.recipient) if end is not None]
    first = max(0, min(min(starts, default=0) - MAX_CHARACTERS // 4, length - MAX_CHARACTERS))
    last = first + MAX_CHARACTERS

    def moved(end: tuple[int, int] | None) -> tuple[int, int] | None:
        if end is None or end[0] >= last or end[1] <= first:
            return None
        return max(end[0], first) - first, min(end[1], last) - first

    return Pair(sentence=pair.sentence[first:last], actor=moved(pair.actor), recipient=moved(pair.recipient))


def read_card(folder: Path) -> Card:
    try:
        raw = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        return Card(
            types=tuple(raw["types"]),
            kinds=tuple((kind[0], kind[1]) for kind in raw["kinds"]),
            statuses=tuple(raw["statuses"]),
            temperature=float(raw["temperature"]),
            status_temperature=float(raw["status_temperature"]),
            words_share=float(raw["words_share"]),
            masked=bool(raw["masked"]),
            sha256=dict(raw["sha256"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError(
            f"the shipped model's card model.json cannot be read ({error!r}); install tidings again"
        ) from error


@cache
def shipped() -> Model:
    """The model that comes with the package, loaded once."""
    with as_file(files(__package__).joinpath("model")) as folder:
        return Model(folder)
