"""Fit the ranker of arguments on training/corpus and write src/tidings/coding/argument_weights.json.

    python training/fit_arguments.py [--report]

Every marked sentence is parsed; an option (event word, actor, recipient) is right when both its ends share at
least half of the shorter span with the marks. Sentences marked NONE have no right option. Five folds by
sentence tell how good it is.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from as_coded import Range, marked_as, parsed, reading_of
from examples import CORPUS, unmark
from tidings.coding.options import Finder
from tidings.coding.ranking import features

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src" / "tidings" / "coding" / "argument_weights.json"
STRENGTH = 0.15  # inverse of the penalty on large weights; tried 0.05 to 1 on five folds
SMALLEST = 0.02  # weights below this change no decision and are not written

Marks = tuple[Range | None, Range | None]


def corpus() -> dict[str, list[Marks]]:
    """Sentence -> marks of its events; an empty list where it holds none."""
    rows: dict[str, list[Marks]] = defaultdict(list)
    for path in sorted(CORPUS.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, _, _, marked = line.split("\t")
            sentence, spans = unmark(marked)
            rows[sentence] += [(spans.get("A"), spans.get("R"))] if kind != "NONE" else []
    return rows


def options() -> tuple[list[dict[str, float]], list[bool], list[int], int]:
    rows = corpus()
    names, right, groups, reachable = [], [], [], 0
    for n, parse in enumerate(parsed(list(rows))):
        marks = list(rows.values())[n]
        finder = Finder(reading_of(parse))

        any_right = False
        for trigger in finder.triggers():
            for order, option in enumerate(finder.options(trigger)):
                names.append(dict.fromkeys(features(finder, option, order), 1.0))
                right.append(
                    any(marked_as(finder, option.actor, a) and marked_as(finder, option.recipient, r) for a, r in marks)
                )
                any_right |= right[-1]
                groups.append(n)
        reachable += any_right
    print(
        f"{len(rows)} sentences, {sum(map(bool, rows.values()))} with an event, "
        f"{reachable} reachable, {len(right)} options"
    )
    return names, right, groups, reachable


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--report", action="store_true", help="only the five folds, write nothing")
    only_report = ask.parse_args().report
    names, right, groups, reachable = options()
    vectorizer = DictVectorizer(sparse=True)
    x, y, fold = vectorizer.fit_transform(names), np.array(right), np.array(groups) % 5
    found = kept = 0
    for held in range(5):
        model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False).fit(x[fold != held], y[fold != held])
        score = model.predict_proba(x[fold == held])[:, 1]
        best: dict[int, tuple[float, bool]] = {}
        for g, p, ok in zip(np.array(groups)[fold == held], score, y[fold == held], strict=True):
            best[g] = max(best.get(g, (0.0, False)), (p, bool(ok)))
        found += sum(ok for _, ok in best.values())
        kept += len(best)
    print(f"five folds: the likeliest option is right in {found} of {reachable} reachable sentences ({kept} asked)")
    if only_report:
        return
    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False).fit(x, y)
    weights = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    kept_weights = {k: round(float(w), 3) for k, w in sorted(weights.items()) if abs(w) >= SMALLEST}
    WEIGHTS.write_text(json.dumps(kept_weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(kept_weights)} weights written to {WEIGHTS.name}")


if __name__ == "__main__":
    main()
