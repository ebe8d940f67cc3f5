"""Fits the shipped model from the authored corpus, end to end: `make train`.

Reads training/corpus/*.tsv, holds a tenth of the sentences out, fits a wide network and teaches a narrow one by it,
calibrates on the part held out, writes the int8 graph with its tokenizer and card into src/tidings/codebook/model/, and
prints what it measures on the part held out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import numpy as np
import torch
from tokenizers import Tokenizer

from as_coded import in_clauses, unmarked
from examples import Example, folds, read
from export import export
from fit import Labels, Plan, fit, pair_of, predict
from fit_words import fit_words
from model import Coder, base_folder
from narrow import Teaching, narrowed, taught
from tidings import codebook
from tidings.codebook import words as words_file
from tidings.codebook.classify import TINY, logarithm, softmax
from tidings.codebook.inputs import Encoded, encode
from tidings.codebook.words import WordModel

TARGET = Path(__file__).parent.parent / "src" / "tidings" / "codebook" / "model"
PARTS = 10  # one of them is held out
FEW = 5  # a mode with fewer examples is not told apart from its type
BINS = 10  # of the expected calibration error
WORDS_SHARE = 0.4  # the first share with the best accuracy on 150 unseen lines: 0.853, without words 0.833
MASKED = False  # ends are marked around their words: 'police' and 'strikers' tell something; countries are swapped
FIRST = Plan(epochs=5, masked_share=0.5)
SECOND = Plan(epochs=3, masked_share=0.0, rate=6e-5, head_rate=5e-4, frozen=2, seed=31)
WIDTH, HEADS = 640, 8  # of the shipped network's layers; the wide one has 1,536 inner units and 12 heads
SAMPLES = 600  # pairs that the weights are rounded by: some 15,000 tokens, ten for each channel of the widest matrix
TEMPERATURES = np.linspace(0.4, 3.0, 105)


def labels_of(examples: Sequence[Example]) -> Labels:
    """Types in the codebook's order with NONE last, and each (type, mode) with enough examples."""
    count = Counter((e.type, e.mode) for e in examples)
    kinds = {(t, m if count[t, m] >= FEW else None) for t, m in count}
    types = (*codebook.load().ids, codebook.NONE)
    return Labels(types=types, kinds=tuple(sorted(kinds, key=lambda k: (types.index(k[0]), k[1] or ""))))


def known_modes(examples: Sequence[Example]) -> list[Example]:
    """The examples; raises ValueError for a mode that the codebook does not have."""
    allowed = {(t.id, m.id) for t in codebook.load().types for m in t.modes}
    for e in examples:
        if e.mode is not None and (e.type, e.mode) not in allowed:
            raise ValueError(f"{e.source}: {e.type} has no mode {e.mode!r}")
    return list(examples)


def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def average(networks: Sequence[Coder]) -> Coder:
    """One network whose weights are the means of those given: several runs' judgement at the cost of one."""
    states = [n.state_dict() for n in networks]
    mean = {
        k: torch.stack([s[k] for s in states]).mean(0) if v.is_floating_point() else v for k, v in states[0].items()
    }
    networks[0].load_state_dict(mean)
    return networks[0].eval()


def calibration_error(shares: np.ndarray, gold: np.ndarray) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, over BINS of confidence."""
    sure, right = shares.max(1), shares.argmax(1) == gold
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def temperature(
    logits: np.ndarray, gold: np.ndarray, owner: np.ndarray | None, by_words: np.ndarray | None = None
) -> float:
    """The temperature with the least cross-entropy: of the types, or without `owner` of the rows as given."""

    def loss(t: float) -> float:
        chances = shares(logits, t, owner, by_words)[np.arange(len(gold)), gold]
        return float(-np.log(np.maximum(chances, TINY)).mean())

    return float(min(TEMPERATURES, key=loss))


def shares(logits: np.ndarray, t: float, owner: np.ndarray | None, by_words: np.ndarray | None = None) -> np.ndarray:
    """The probabilities as the classifier gives them: the kinds of a type are summed, then tempered."""
    if owner is None:
        return np.stack([softmax(row / t) for row in logits])
    sums = [np.bincount(owner, weights=softmax(row), minlength=owner.max() + 1) for row in logits]
    logs = [np.log(np.maximum(row, TINY)) for row in sums]
    added = np.zeros(len(logs)) if by_words is None else WORDS_SHARE * np.stack([logarithm(r) for r in by_words])
    return np.stack([softmax((row + more) / t) for row, more in zip(logs, added, strict=True)])


def fitted(examples: Sequence[Example], labels: Labels, words: Tokenizer, *, branches: int) -> Coder:
    """One run over marked and masked ends, then a few short ones from it over marked ends alone, averaged.

    Only runs that branch from one network can be averaged: heads that start apart do not agree on rows.
    """
    first = fit(examples, labels=labels, tokenizer=words, plan=FIRST)
    state = {name: value.clone() for name, value in first.state_dict().items()}
    plans = [replace(SECOND, seed=SECOND.seed + i) for i in range(branches)]
    return average([fit(examples, labels=labels, tokenizer=words, plan=p, start=state) for p in plans] or [first])


@dataclass(frozen=True)
class Calibration:
    """What was settled and measured on examples that the network has not seen."""

    temperature: float
    status_temperature: float
    figures: dict[str, float]


def calibrate(
    network: Coder, by_words: WordModel, labels: Labels, words: Tokenizer, unseen: Sequence[Example]
) -> Calibration:
    _, kinds, states = (x.numpy() for x in predict(network, [pair_of(e) for e in unseen], words, masked=MASKED))
    owner = np.array([labels.types.index(t) for t, _ in labels.kinds])
    gold = np.array([labels.types.index(e.type) for e in unseen])
    second = np.stack([by_words.logits(pair_of(e)) for e in unseen])
    warm = temperature(kinds, gold, owner, second)
    chances = shares(kinds, warm, owner, second)
    real = np.array([e.type != codebook.NONE for e in unseen])
    states, state_gold = states[real], np.array([labels.statuses.index(e.status) for e in unseen])[real]
    state_warm = temperature(states, state_gold, None)
    figures = {
        "examples": len(unseen),
        "accuracy": float((chances.argmax(1) == gold).mean()),
        "calibration error": calibration_error(chances, gold),
        "status accuracy": float((states.argmax(1) == state_gold).mean()),
        "status calibration error": calibration_error(shares(states, state_warm, None), state_gold),
    }
    return Calibration(warm, state_warm, figures)


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--branches", type=int, default=3, help="second runs, averaged (0: the first run alone)")
    parse.add_argument("--target", type=Path, default=TARGET, help="folder to write to")
    given = parse.parse_args()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    types = frozenset((*codebook.load().ids, codebook.NONE))
    examples = known_modes(read(types=types))
    part = folds(examples, parts=PARTS)
    unseen = [e for e, p in zip(examples, part, strict=True) if p == 0]
    shown = [e for e, p in zip(examples, part, strict=True) if p != 0]
    labels, words = labels_of(examples), tokenizer()
    clauses = in_clauses(shown)
    print(
        f"{len(examples)} examples, {len(unseen)} of them held out, {len(labels.kinds)} kinds; "
        f"{len(clauses)} more cut to their clause"
    )
    examples = [*shown, *clauses]
    samples = read_by(words, examples)
    wide = fitted(examples, labels, words, branches=given.branches)
    small = narrowed(wide, samples, width=WIDTH, heads=HEADS)
    network = taught(small, wide, examples, unmarked(shown), tokenizer=words, plan=Teaching())
    by_words = fit_words(shown, labels)
    calibration = calibrate(network, by_words, labels, words, unseen)
    write(network, by_words, labels, calibration, samples, target=given.target)
    print(json.dumps({k: round(v, 4) for k, v in calibration.figures.items()}, indent=1))


def read_by(words: Tokenizer, examples: Sequence[Example]) -> list[Encoded]:
    """SAMPLES of the examples, evenly over all of them, as the network reads them."""
    step = max(1, len(examples) // SAMPLES)
    return [encode(pair_of(e), words, masked=MASKED) for e in examples[::step]]


def write(
    network: Coder,
    by_words: WordModel,
    labels: Labels,
    calibration: Calibration,
    samples: Sequence[Encoded],
    *,
    target: Path,
) -> None:
    """The graph, the word model, the tokenizer and the card that names their hashes."""
    target.mkdir(parents=True, exist_ok=True)
    export(network, target / "coder.onnx", samples)
    tokenizer().save(str(target / "tokenizer.json"), pretty=False)
    words_file.write(by_words, target / "words.npz")
    files = ("coder.onnx", "tokenizer.json", "words.npz")
    card = {
        "types": labels.types,
        "kinds": labels.kinds,
        "statuses": labels.statuses,
        "temperature": round(calibration.temperature, 4),
        "status_temperature": round(calibration.status_temperature, 4),
        "words_share": WORDS_SHARE,
        "masked": MASKED,
        "sha256": {f: hashlib.sha256((target / f).read_bytes()).hexdigest() for f in files},
    }
    (target / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
