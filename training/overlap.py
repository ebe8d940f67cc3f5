"""Proves that no authored sentence leans on the evaluation data: how many of its six-word runs stand there
too.

    python training/overlap.py ../shared/data

Prints every sentence of which more than a fifth of the six-word runs stand in one of the JSONL files, and
exits with 1 if there is one. Without that folder there is nothing to compare with: it says so and exits with
0.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from examples import CORPUS, unmark

RUN = 6  # words; shorter runs ('a spokesman for the foreign ministry') are shared by all wire text
MOST = 0.2  # share of a sentence's runs
WORD = re.compile(r"\w+")


def runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def strings(value: object) -> Iterator[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def authored() -> list[tuple[str, str]]:
    """(where, sentence) of every line of the corpus, and of the codebook's own examples."""
    found = []
    for path in sorted(CORPUS.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.count("\t") == 3:
                found.append((f"{path.name}:{number}", unmark(line.split("\t")[3])[0]))
    return found


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        print(f"no JSONL files in {folder}: nothing to compare with")
        return 0
    known: set[tuple[str, ...]] = set()
    for path in files:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                for text in strings(json.loads(line)):
                    known |= runs(text)
    shared = touched = 0
    sentences = authored()
    for where, sentence in sentences:
        own = runs(sentence)
        common = own & known
        touched += bool(common)
        if own and len(common) / len(own) > MOST:
            shared += 1
            print(f"{where}: {len(common)} of {len(own)} runs: {sentence}")
    total = len(sentences)
    print(f"{total} sentences; {touched} share a run of {RUN} words; {shared} share more than {MOST:.0%}")
    return 1 if shared else 0


if __name__ == "__main__":
    sys.exit(main())
