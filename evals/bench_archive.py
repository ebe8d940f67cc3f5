"""Speed and memory of archives, as ratios of one run.

    python evals/bench_archive.py [TEXTS...] [--reports N] [--sizes 1000,5000,20000] [--ray] [--group N] [--keep FOLDER]

Measured are the cost of a report and the memory of workers and parent as archives grow; words a second on two
workers against one, and against bare spaCy with two processes on the same texts; with --ray, Ray's overhead over the
local pool; with --group, the seconds of grouping. The reports are those of TEXTS (files, folders, tables), else the
examples with their names changed for one another and their figures altered, so that few sentences come twice: they are
denser with events than news is. Aims are printed beside the figures; a busy machine misses them without a fault of
ours, so nothing fails. docs/scale.md says what follows from the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evals.bench import EXAMPLES, edited, row, words  # noqa: E402
from tidings import load, report_from_text  # noqa: E402
from tidings.archive import Run, group_archive, run  # noqa: E402
from tidings.archive.running import EngineName  # noqa: E402
from tidings.archive.worker import ONE_THREAD  # noqa: E402
from tidings.reading.parser import DEFAULT_MODEL  # noqa: E402
from tidings.records import Report  # noqa: E402

REPORTS = 400
WORKERS = 2
SHARDS_EACH = 8  # shards for each worker: few enough to be of a natural size, enough to share out
SPACY_BATCH = 64
TURNS = 2

LEAST_GAIN, LEAST_SHARE, AIMED_SHARE = 1.7, 0.8, 1.5
FLAT = 0.10
WORKER_BYTES, PARENT_GROWTH = 900e6, 0.10
RAY_OVERHEAD = 0.25
_NAME = re.compile(r"(\b[A-Z][a-z]{3,}\b)")


def varied(reports: Sequence[Report], count: int) -> list[Report]:
    """`count` reports made from a few: edited as in `bench.py`, and each with its names changed for other names."""
    pool = sorted({name for r in reports for name in _NAME.findall(r.text)})
    made = []
    for n, report in enumerate(edited(reports, count)):
        others = random.Random(n).sample(pool, len(pool))
        change = dict(zip(pool, others, strict=True)) if n >= len(reports) else {}
        text = "".join(change.get(str(part), str(part)) for part in _NAME.split(report.text))
        made.append(report_from_text(text, title=report.title, outlet=report.outlet, published=report.published))
    return made


def of_texts(texts: Sequence[str], count: int) -> list[Report]:
    """The first `count` reports of some texts, shuffled, so that each part of them is like the whole."""
    found = list(load(list(texts)).reports)
    if len(found) < count:
        raise SystemExit(f"{count:,} reports are to be measured, the texts given hold {len(found):,}; ask for fewer")
    random.Random(1).shuffle(found)
    return found[:count]


def written(folder: Path, reports: Sequence[Report], name: str) -> Path:
    path = folder / f"{name}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for r in reports:
            day = str(r.published) if r.published else None
            file.write(json.dumps({"text": r.text, "title": r.title, "outlet": r.outlet, "date": day}) + "\n")
    return path


def coded(folder: Path, path: Path, name: str, *, workers: int, engine: EngineName = "local") -> Run:
    slice_bytes = max(1, path.stat().st_size // (WORKERS * SHARDS_EACH))
    return run([path], folder / name, engine=engine, workers=workers, slice_bytes=slice_bytes)


def bare_spacy(reports: Sequence[Report]) -> float:
    """Seconds of `nlp.pipe` with two processes, their start included as it is in ours."""
    import spacy

    began = time.perf_counter()
    nlp = spacy.load(os.environ.get("TIDINGS_MODEL", DEFAULT_MODEL))
    for _ in nlp.pipe((r.text for r in reports), n_process=WORKERS, batch_size=SPACY_BATCH):
        pass
    return time.perf_counter() - began


def speed(folder: Path, reports: Sequence[Report]) -> Run:
    """Two workers and bare spaCy in turn, TURNS times: a machine's speed may swing by a tenth from minute to minute."""
    path, total = written(folder, reports, "speed"), words(reports)
    ours: list[Run] = []
    bare: list[float] = []
    for turn in range(TURNS):
        ours.append(coded(folder, path, f"two-{turn}", workers=WORKERS))
        bare.append(bare_spacy(reports))
    one = coded(folder, path, "one", workers=1)
    two, other = sum(done.seconds for done in ours) / TURNS, sum(bare) / TURNS
    row(f"one worker, {len(reports):,} reports", f"{total / one.seconds:,.0f} words/s", "", True)
    row("two workers", f"{total / two:,.0f} words/s", "", True)
    gain, share = one.seconds / two, other / two
    row("  over one", f"{gain:.2f}", f"at least {LEAST_GAIN}", gain >= LEAST_GAIN)
    row("bare spaCy, two processes", f"{total / other:,.0f} words/s", "", True)
    row("  our share of it", f"{share:.2f}", f"at least {LEAST_SHARE}, aim {AIMED_SHARE}", share >= LEAST_SHARE)
    return ours[-1]


def growth(folder: Path, reports: Sequence[Report], sizes: Sequence[int]) -> None:
    costs, parents = [], []
    for size in sizes:
        path = written(folder, reports[:size], f"size-{size}")
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:  # its memory is that of this run alone
            done = apart.submit(coded, folder, path, f"lake-{size}", workers=WORKERS).result()
        costs.append(done.seconds / size)
        parents.append(done.parent_peak)
        row(f"seconds a report at {size:,}", f"{costs[-1]:.4f} s", "", True)
        met = done.worker_peak < WORKER_BYTES
        row("  peak of a worker", f"{done.worker_peak / 1e6:,.0f} MB", f"under {WORKER_BYTES / 1e6:,.0f} MB", met)
        row("  peak of the parent", f"{done.parent_peak / 1e6:,.0f} MB", "", True)
    spread = max(costs) / min(costs) - 1
    row("  spread of the cost", f"{spread:.0%}", f"at most {FLAT:.0%}", spread <= FLAT)
    grown = parents[-1] / parents[0] - 1
    row("  growth of the parent", f"{grown:.0%}", f"at most {PARENT_GROWTH:.0%}", grown <= PARENT_GROWTH)


def on_ray(folder: Path, reports: Sequence[Report], local: Run) -> None:
    done = coded(folder, folder / "speed.jsonl", "ray", workers=WORKERS, engine="ray")
    over = done.seconds / local.seconds - 1
    row(f"Ray, {WORKERS} actors, {len(reports):,} reports", f"{done.seconds:,.0f} s", "", True)
    row("  over the local pool", f"{over:.0%}", f"at most {RAY_OVERHEAD:.0%} of 5 min", over <= RAY_OVERHEAD)


def grouping(folder: Path, reports: Sequence[Report]) -> None:
    coded(folder, written(folder, reports, "group"), "grouped", workers=WORKERS)
    began = time.perf_counter()
    done = group_archive(folder / "grouped")
    took = time.perf_counter() - began
    row(f"grouping {done.reports:,} reports", f"{took:.1f} s", "", True)
    row("  a thousand", f"{1000 * took / max(1, done.reports):.1f} s", "", True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("texts", nargs="*", help="reports to measure on; edited examples by default")
    ask.add_argument("--reports", type=int, default=REPORTS, help=f"how many for the ratios ({REPORTS})")
    ask.add_argument("--sizes", default="", help="sizes of archives, as 1000,5000,20000; none by default")
    ask.add_argument("--ray", action="store_true", help="measure Ray too")
    ask.add_argument("--group", type=int, default=0, help="reports to group")
    ask.add_argument("--keep", type=Path, help="a folder to work in, kept; a temporary one by default")
    options = ask.parse_args()
    os.environ.update(ONE_THREAD)  # for bare spaCy, as for the workers
    sizes = sorted(int(size) for size in options.sizes.split(",") if size)
    most = max([options.reports, options.group, *sizes])
    reports = of_texts(options.texts, most) if options.texts else varied(load([EXAMPLES]).reports, most)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if sizes:
            growth(folder, reports, sizes)
        two = speed(folder, reports[: options.reports])
        if options.ray:
            on_ray(folder, reports[: options.reports], two)
        if options.group:
            grouping(folder, reports[: options.group])


if __name__ == "__main__":
    main()
