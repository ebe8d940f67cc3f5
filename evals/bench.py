"""Speed and memory, as ratios of one run: `make bench`.

    python evals/bench.py [--reports N]

Measured are the whole pipeline against bare spaCy with the same model on the same text (the example reports as they
are; many edited copies of them, whose unchanged paragraphs the pipeline parses and codes once, spaCy each time), the
coding of texts against the parse that it stands on, a cold
`tidings brief` of two reports, and how long `import tidings` and `tidings --help` take. The aims are printed beside
the figures; a busy machine misses them without a fault of ours, so nothing fails.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tidings import brief, load, report_from_text
from tidings.clean import clean
from tidings.coding import code, code_many
from tidings.reading import read, read_many
from tidings.reading.parser import DEFAULT_MODEL, parse_many
from tidings.records import Report

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PAIR = ("tanker-gulf-wire.txt", "tanker-atlantic-ledger.html")
COMMAND = Path(sys.executable).with_name("tidings")
REPORTS = 200
REPEATS = 5  # of the short measures; the median is shown
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes that `ru_maxrss` counts in

MOST_CODING = 1.0  # of the time that the parse takes
LEAST_RATIO = 0.6  # words per second of the pipeline, as a share of bare spaCy's
WARMING = "The minister met the ambassador in Lima on Monday. Troops shelled the town, officials said."
COLD_SECONDS, COLD_BYTES = 10.0, 1.2e9
IMPORT_SECONDS, HELP_SECONDS = 0.3, 0.5


def edited(reports: Sequence[Report], count: int) -> list[Report]:
    """`count` reports made from a few: each copy has other figures and names, and lacks a paragraph."""
    made = []
    for n in range(count):
        turn, which = divmod(n, len(reports))
        first = reports[which]
        text = _edited(first.text, turn) if turn else first.text
        made.append(report_from_text(text, title=first.title, outlet=f"Outlet {n}", published=first.published))
    return made


def _edited(text: str, turn: int) -> str:
    paragraphs = text.split("\n\n")
    if len(paragraphs) > 3:
        paragraphs.pop(2 + turn % (len(paragraphs) - 2))
    text = re.sub(r"\b\d{2,3}\b", lambda m: str(int(m[0]) + turn), "\n\n".join(paragraphs))
    return re.sub(r"\b(Rojas|Kolář|Ahounou|Villareal)\b", lambda m: m[0] + "aeiou"[turn % 5], text)


def words(reports: Sequence[Report]) -> int:
    return sum(len(r.text.split()) for r in reports)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_spacy(warm: Report) -> Language:
    """spaCy by itself, with the same model, after one report."""
    import spacy

    nlp = spacy.load(os.environ.get("TIDINGS_MODEL", DEFAULT_MODEL))
    nlp(warm.text)
    return nlp


def against_spacy(reports: Sequence[Report]) -> tuple[float, float]:
    """Words per second of bare spaCy and of the whole pipeline, both warm, on the same reports."""
    warm = report_from_text(WARMING, title="Warming up", outlet="Outlet", published=reports[0].published)
    nlp = bare_spacy(warm)
    brief([warm])
    bare = seconds(lambda: list(nlp.pipe(r.text for r in reports)))
    whole = seconds(lambda: brief(reports))
    return words(reports) / bare, words(reports) / whole


def stages(reports: Sequence[Report]) -> tuple[float, float, float]:
    """Seconds that bare spaCy, the parse and the coding of the reports take, each warm and asked for the first time."""
    warm = report_from_text(WARMING, title="Warming up", outlet="Outlet", published=reports[0].published)
    nlp = bare_spacy(warm)
    code(warm, read(warm, clean(warm)))
    texts = [(r.text, clean(r)) for r in reports]
    bare = seconds(lambda: list(nlp.pipe(r.text for r in reports)))
    parsing = seconds(lambda: list(parse_many(texts)))
    readings = [(r, reading) for r, reading in zip(reports, read_many((r, clean(r)) for r in reports), strict=True)]
    return bare, parsing, seconds(lambda: code_many(readings))


def stages_apart() -> tuple[float, float, float]:
    """The same in a process of its own, where nothing has been parsed or asked before."""
    done = subprocess.run([sys.executable, __file__, "--stages"], check=True, capture_output=True, text=True)
    bare, parsing, coding = map(float, done.stdout.split())
    return bare, parsing, coding


def cold_brief() -> tuple[float, float]:
    """Seconds and peak bytes of a `tidings brief` of two reports in a new process."""
    command = [str(COMMAND), "brief", *(str(EXAMPLES / name) for name in PAIR)]
    took = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * PEAK_UNIT


def typical(command: Sequence[str]) -> float:
    return statistics.median(
        seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(REPEATS)
    )


def import_seconds() -> float:
    """What `import tidings` adds to starting Python."""
    bare = typical([sys.executable, "-c", "pass"])
    return max(0.0, typical([sys.executable, "-c", "import tidings"]) - bare)


def row(name: str, figure: str, aim: str, met: bool) -> None:
    print(f"{name:44} {figure:>14}   {aim:18} {'' if met else 'missed'}".rstrip())


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--reports", type=int, default=REPORTS, help=f"how many for the ratio ({REPORTS})")
    ask.add_argument("--stages", action="store_true", help=argparse.SUPPRESS)
    options = ask.parse_args()
    if options.stages:
        print(*stages(load([EXAMPLES]).reports))
        return

    took, peak = cold_brief()  # first: the peak of all children so far is the peak of this one
    row("cold brief of two reports", f"{took:.1f} s", f"under {COLD_SECONDS:.0f} s", took < COLD_SECONDS)
    row("  its peak memory", f"{peak / 1e9:.2f} GB", f"under {COLD_BYTES / 1e9:.1f} GB", peak < COLD_BYTES)
    spent = import_seconds()
    row("import tidings", f"{spent:.2f} s", f"under {IMPORT_SECONDS} s", spent < IMPORT_SECONDS)
    spent = typical([str(COMMAND), "--help"])
    row("tidings --help", f"{spent:.2f} s", f"under {HELP_SECONDS} s", spent < HELP_SECONDS)
    bare, parsing, coding = stages_apart()
    row("parsing the examples, against bare spaCy", f"{parsing / bare:.2f}", "", True)
    row(
        "coding them, against bare spaCy",
        f"{coding / bare:.2f}",
        f"at most {MOST_CODING}",
        coding <= MOST_CODING * bare,
    )
    row("coding them, against their parse", f"{coding / parsing:.2f}", f"at most {MOST_CODING}", coding <= parsing)
    once = load([EXAMPLES]).reports
    for reports, which in ((once, "each text once"), (edited(once, options.reports), "edited copies")):
        bare, whole = against_spacy(reports)
        row(f"bare spaCy, {len(reports)} reports, {which}", f"{bare:,.0f} words/s", "", True)
        row("whole pipeline, the same reports", f"{whole:,.0f} words/s", "", True)
        share = whole / bare
        row("  its share of bare spaCy", f"{share:.2f}", f"at least {LEAST_RATIO}", share >= LEAST_RATIO)


if __name__ == "__main__":
    main()
