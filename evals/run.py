"""Runs the evaluation tasks and holds the figures against the floors in evals/baseline.json: `make eval`.

    python evals/run.py [TASK ...] [--update]

The scoring scripts and their data stand in ../shared, beside the repository; without them this says so and
does nothing. A figure more than TOLERANCE on the wrong side of its floor fails the run. `--update` raises the
floors to the figures that are better, never lowers one, and adds those that have none.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FLOORS = Path(__file__).resolve().parent / "baseline.json"
TOLERANCE = 0.005  # figures move in the third decimal between machines: other processors round otherwise
DIGITS = 6  # beyond them lies what floating point adds
AT_ONCE = 2  # tasks run side by side; each loads its own models (about 1 GB)
TASK_SECONDS = 1_200  # a task that takes longer is broken

# The figures that stand for a task. '<' marks those of which less is better.
HEADLINES: Mapping[str, tuple[str, ...]] = {
    "relations": (
        "type macro-F1",
        "quad macro-F1",
        "coop/conflict macro-F1",
        "aw-wiki coop/conflict macro-F1",
    ),
    "events": ("recall (spans and type)", "recall (spans only)", "F1 (spans and type)"),
    "groups": ("basil B3 F1", "ecb B3 F1"),
    "times": ("strict F1", "relaxed F1", "value F1"),
    "status": ("macro-F1", "accuracy"),
    "attribution": ("found F1", "source token F1", "cue token F1", "content token F1"),
    "places": (
        "lgl recognition F1",
        "lgl Acc@161km of recognised",
        "geovirus recognition F1",
        "geovirus Acc@161km of recognised",
    ),
    "coref": ("CoNLL F1",),
    "differences": (
        "recall",
        "precision (edited pairs)",
        "<false alarms per edited pair",
        "<false alarms per control pair",
    ),
    "briefs": (
        "events recall (weighted)",
        "events recall (main)",
        "events precision (first 10)",
        "events precision (all)",
        "of found: status right",
        "of found: sides right",
        "of found: when right",
        "of found: where right",
        "told by several: merged",
        "differences of fact recall",
        "differences of fact precision",
        "differences of wording recall",
        "only-one-says recall",
        "reports kept as one story",
        "quotes exact",
    ),
    "seeds": ("rows that hold",),
}

# Best figures published on the same data or, where marked ~, on other data of the kind.
PUBLISHED: Mapping[tuple[str, str], str] = {
    ("relations", "type macro-F1"): ".743 ZSP",
    ("relations", "quad macro-F1"): ".867 ZSP",
    ("relations", "coop/conflict macro-F1"): ".965 ZSP",
    ("relations", "aw-wiki coop/conflict macro-F1"): "~.880 ZSP",
    ("groups", "basil B3 F1"): ".996 TF-IDF",
    ("groups", "ecb B3 F1"): ".904 TF-IDF",
    ("times", "value F1"): "~.776 HeidelTime",
    ("places", "lgl Acc@161km of recognised"): "~.827 Mordecai 3",
    ("places", "geovirus Acc@161km of recognised"): "~.873 Mordecai 3",
    ("coref", "CoNLL F1"): "~.857 Held 2021",
    ("differences", "recall"): ".947 word diff",
    ("differences", "<false alarms per edited pair"): "1.65 word diff",
    ("differences", "<false alarms per control pair"): "1.77 word diff",
}

Floors = dict[str, dict[str, float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measured figure. A `name` that begins with '<' is better when it is smaller."""

    task: str
    name: str
    value: float
    floor: float | None

    @property
    def gain(self) -> float:
        """How far on the right side of its floor; 0 where there is none."""
        if self.floor is None:
            return 0.0
        return self.floor - self.value if self.name.startswith("<") else self.value - self.floor

    @property
    def broken(self) -> bool:
        return round(self.gain + TOLERANCE, DIGITS) < 0


class TaskFailed(Exception):
    """A scoring script did not end as it should."""


def measure(task: str, floors: Floors) -> tuple[Figure, ...]:
    """The headline figures of a task. Raises TaskFailed with the script's last words."""
    found = _seed_rows() if task == "seeds" else _scores(task)
    known = floors.get(task, {})
    missing = [n for n in HEADLINES[task] if n.lstrip("<") not in found]
    if missing:
        raise TaskFailed(f"{task}: no figure {missing[0]!r} among {', '.join(sorted(found))}")
    return tuple(Figure(task=task, name=n, value=found[n.lstrip("<")], floor=known.get(n)) for n in HEADLINES[task])


def _scores(task: str) -> Mapping[str, float]:
    printed = _run([sys.executable, str(SHARED / "evals" / "score.py"), task, "--json"], task)
    metrics = json.loads(printed)["adapter"]["metrics"]
    return {name: float(value) for name, value in metrics.items() if isinstance(value, int | float)}


def _seed_rows() -> Mapping[str, float]:
    command = Path(sys.executable).with_name("tidings")
    check = [sys.executable, str(SHARED / "seeds" / "check.py"), "--command", str(command), "--quiet"]
    printed = _run(check, "seeds")
    rows = re.search(r"(\d+) of \d+ rows hold", printed)
    if rows is None:
        raise TaskFailed(f"seeds: no count of rows in {printed[-400:]!r}")
    return {"rows that hold": float(rows[1])}


def _run(command: Sequence[str], task: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TASK_SECONDS, check=False)
    if done.returncode:
        raise TaskFailed(f"{task}: exit code {done.returncode}\n{done.stderr[-2_000:]}")
    return done.stdout


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of columns: name, figure, floor, what others published."""
    wide = max(len(f.name.lstrip("<")) for f in figures)
    lines = [f"{'':11}  {'':{wide}}  {'figure':>8}  {'floor':>8}  published"]
    last = ""
    for f in figures:
        floor = "-" if f.floor is None else _number(f.floor)
        note = "  BROKEN" if f.broken else ""
        task, last = ("" if f.task == last else f.task), f.task
        published = PUBLISHED.get((f.task, f.name), "")
        row = f"{task:11}  {f.name.lstrip('<'):{wide}}  {_number(f.value):>8}  {floor:>8}  {published}{note}"
        lines.append(row.rstrip())
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and value > 1 else f"{value:.3f}"


def raised(floors: Floors, figures: Sequence[Figure]) -> Floors:
    """The floors, raised where a figure is better and added where there was none."""
    new = {task: dict(known) for task, known in floors.items()}
    for f in figures:
        if f.floor is None or f.gain > 0:
            new.setdefault(f.task, {})[f.name] = round(f.value, 4)
    return {task: new[task] for task in HEADLINES if task in new}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(HEADLINES))
    ask.add_argument("--update", action="store_true", help="raise the floors to the better figures")
    options = ask.parse_args()
    unknown = sorted(set(options.tasks) - set(HEADLINES))
    if unknown:
        ask.error(f"no task {unknown[0]!r}; there are {', '.join(HEADLINES)}")
    if not (SHARED / "evals" / "score.py").is_file():
        print(f"No evaluation: {SHARED} holds no scoring scripts. The tests do not need them.")
        return 0
    floors: Floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    figures, failed = _measure_all(options.tasks or list(HEADLINES), floors)
    if figures:
        print(table(figures))
    if options.update and figures:
        FLOORS.write_text(json.dumps(raised(floors, figures), indent=2) + "\n", encoding="utf-8")
    for message in failed:
        print(message, file=sys.stderr)
    broken = [f for f in figures if f.broken]
    if broken:
        names = ", ".join(f"{f.task} {f.name.lstrip('<')}" for f in broken)
        print(f"Below their floors by more than {TOLERANCE}: {names}", file=sys.stderr)
    return 1 if broken or failed else 0


def _measure_all(tasks: Sequence[str], floors: Floors) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    failed: list[str] = []
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        runs = {task: pool.submit(_timed, task, floors) for task in tasks}
        for task, run in runs.items():
            try:
                found, took = run.result()
                figures.extend(found)
                print(f"{task}: {took:.0f} s", file=sys.stderr, flush=True)
            except (TaskFailed, subprocess.TimeoutExpired) as error:
                failed.append(str(error))
    return figures, failed


def _timed(task: str, floors: Floors) -> tuple[tuple[Figure, ...], float]:
    start = time.perf_counter()
    return measure(task, floors), time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
