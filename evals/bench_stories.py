"""Speed and memory of grouping alone: `python evals/bench_stories.py [--sizes 1000 10000 100000]`.

The reports are the examples, edited, as in `bench_library`; four in a row tell one happening, over a year. Measured
is what a stream does with reports at hand: their signals, and their stories, one report after the other, in seconds
of one core, so that other work of the machine does not count. Each size runs in a process of its own, for its
memory. The exponent tells how time grows with the number of reports: 1 is in proportion.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evals.bench_library import Maker, row  # noqa: E402
from tidings import load  # noqa: E402
from tidings.archive.shard import peak_memory  # noqa: E402
from tidings.clean import clean  # noqa: E402
from tidings.records import Account  # noqa: E402
from tidings.stories import Stories, signal  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
VOCABULARY = 20_000  # made-up names
MOST_EXPONENT = 1.1  # that is still in proportion, with the index of terms filling up
FEWEST_A_SECOND = 200  # of grouping alone, on one core, however many reports came before
MOST_MEMORY = 2e9  # bytes
BATCH = 1_000  # reports made at a time; making them is not counted


def measured(count: int) -> dict[str, float]:
    """Seconds of a core for signals and for stories of so many reports, the stories found, and the peak memory."""
    accounts = [
        Account(report=r, segments=clean(r), reading=None, mentions=()) for r in load([ROOT / "examples"]).reports
    ]
    maker = Maker(accounts, vocabulary=VOCABULARY)
    stories = Stories()
    signals = grouped = 0.0
    before = peak_memory()
    for first in range(0, count, BATCH):
        reports = [maker.report(n) for n in range(first, min(count, first + BATCH))]
        start = time.process_time()
        found = [signal(r) for r in reports]
        middle = time.process_time()
        for one in found:
            stories.add_signal(one)
        grouped += time.process_time() - middle
        signals += middle - start
    grown = peak_memory() - before
    sizes = [len(s.reports) for s in stories.stories()]
    return {"count": count, "signals": signals, "grouped": grouped, "stories": len(sizes), "bytes": grown}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure each size; prints a line a figure."""
    ask_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    ask_for.add_argument("--one", type=int, help="measure this size alone and print it as JSON")
    options = ask_for.parse_args(argv)
    if options.one:
        print(json.dumps(measured(options.one)))
        return
    before: dict[str, float] | None = None
    for size in options.sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        _told(found, before)
        before = found


def _told(found: dict[str, float], before: dict[str, float] | None) -> None:
    count = found["count"]
    speed = count / found["grouped"]
    row(f"grouping {count:,} reports", f"{speed:,.0f} reports/s", f"{FEWEST_A_SECOND}", speed >= FEWEST_A_SECOND)
    row("  with reading their signals", f"{count / (found['grouped'] + found['signals']):,.0f} reports/s")
    row("  stories found; as made", f"{found['stories']:,}; {count // 4:,}")
    row("  memory", f"{found['bytes'] / 1e6:,.0f} MB", f"{MOST_MEMORY / 1e6:,.0f} MB", found["bytes"] <= MOST_MEMORY)
    if before:
        exponent = math.log(found["grouped"] / before["grouped"]) / math.log(count / before["count"])
        row("  exponent of growth", f"{exponent:.2f}", f"at most {MOST_EXPONENT}", exponent <= MOST_EXPONENT)


if __name__ == "__main__":
    main()
