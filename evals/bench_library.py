"""Speed of a library of many reports: `python evals/bench_library.py [--reports N] [--events N] [--keep FILE]`.

The reports are the examples, edited: other names, places, figures and days, so that stories form as in news. They
are read and coded once; the copies carry the coded records with their offsets moved. Comparing is stood in for by
grouping mentions of one type between the same sides, since its cost belongs to reading, not to the library.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import random
import re
import resource
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tidings import load  # noqa: E402
from tidings.export import export  # noqa: E402
from tidings.ingest import report_from_text  # noqa: E402
from tidings.library import Library  # noqa: E402
from tidings.pipeline import account_for  # noqa: E402
from tidings.records import (  # noqa: E402
    Account,
    Actor,
    Comparison,
    Event,
    EventMention,
    Origin,
    Participant,
    Place,
    Story,
    When,
    content_id,
)
from tidings.stories import group  # noqa: E402

SEED = 20220908
FIRST = dt.date(2022, 1, 1)
DAYS = 365
PER_STORY = 4  # reports of one happening
QUERIES = 60  # of each kind
SETTLED_EVERY = 5_000  # reports
AIMS = {
    "search": 0.050,
    "stories": 0.100,
    "events": 0.100,
    "dyads over a year": 0.500,
    "add (without comparing)": 0.015,
}
PARQUET_SECONDS, PARQUET_BYTES = 60.0, 1e9
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
_NAME = re.compile(r"\b[A-Z][a-z]{4,}\b")
_WORD = re.compile(r"\b[a-z]{6,}\b")
_SYLLABLES = ("ka", "lo", "mir", "ten", "sa", "ru", "vo", "del", "bri", "han", "no", "shi", "gar", "pel", "tu", "zan")


class Maker:
    """Makes the n-th account from the examples; one happening's accounts share their made-up names."""

    def __init__(self, accounts: Sequence[Account], vocabulary: int) -> None:
        groups = [[a for a in accounts if a.report.id in s.reports] for s in group(accounts)]
        self._groups = [g for g in groups if g]
        chance = random.Random(SEED)
        self._words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(vocabulary)]
        self._codes = sorted(
            {a.country for x in accounts for m in x.mentions for p in m.actors if (a := p.actor).country}
        )
        self._codes += ["".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=3)) for _ in range(150)]

    def account(self, n: int) -> Account:
        happening = n // PER_STORY
        chance = random.Random(f"{SEED} {happening}")
        told = self._groups[happening % len(self._groups)]
        first = told[n % PER_STORY % len(told)]

        def other(match: re.Match[str]) -> str:
            word = match[0]
            key = zlib.crc32(f"{happening} {word}".encode())
            made = self._words[key % len(self._words)][: len(word)].ljust(len(word), "o")
            return made.capitalize() if word[0].isupper() else made

        def some(match: re.Match[str]) -> str:
            return other(match) if zlib.crc32(f"{happening}{match[0]}".encode()) % 10 < 3 else match[0]

        text = _WORD.sub(some, _NAME.sub(other, first.report.text))  # as long as before: offsets stay
        text = re.sub(r"\b\d{2}\b", lambda m: str(10 + (int(m[0]) + happening) % 90), text)
        day = FIRST + dt.timedelta(days=chance.randrange(DAYS))
        report = report_from_text(text, title=None, outlet=f"Outlet {n % 40}", published=day)
        swapped: dict[str, Actor] = {}

        def actor(a: Actor) -> Actor:
            if a.id not in swapped:
                code = chance.choice(self._codes)
                word = chance.choice(self._words[:5_000])
                id = f"state:{code}" if a.kind == "state" else f"{a.kind}:{word}"
                swapped[a.id] = dataclasses.replace(a, id=id, name=word.capitalize(), country=code)
            return swapped[a.id]

        return dataclasses.replace(
            first,
            report=report,
            reading=dataclasses.replace(first.reading, report=report.id) if first.reading else None,
            mentions=tuple(self._mention(m, report.id, actor, day, chance) for m in first.mentions),
        )

    def _mention(
        self, m: EventMention, report: str, actor: Callable[[Actor], Actor], day: dt.date, chance: random.Random
    ) -> EventMention:
        def side(people: Sequence[Participant]) -> tuple[Participant, ...]:
            return tuple(dataclasses.replace(p, actor=actor(p.actor)) for p in people)

        on = day - dt.timedelta(days=chance.randrange(5))
        when = None
        if m.when or chance.random() < 0.5:
            when = When(text=str(on), edtf=str(on), earliest=on, latest=on, basis="text")
        where: Place | None = m.where
        if where:
            where = dataclasses.replace(
                where, country=chance.choice(self._codes), name=chance.choice(self._words[:2_000])
            )
        return dataclasses.replace(
            m,
            id=content_id(report, m.id),
            report=report,
            actors=side(m.actors),
            recipients=side(m.recipients),
            when=when,
            where=where,
        )


def compare_cheaply(story: Story, accounts: Sequence[Account]) -> Comparison:
    """Mentions of one type and status between the same sides as one event."""
    groups: dict[tuple[Any, ...], list[EventMention]] = {}
    for account in accounts:
        for m in account.mentions:
            sides = (tuple(p.actor.id for p in m.actors), tuple(p.actor.id for p in m.recipients))
            groups.setdefault((m.type, m.status, *sides), []).append(m)
    events = tuple(_event(story, told) for told in groups.values())
    return Comparison(story=story, events=events)


def _event(story: Story, told: Sequence[EventMention]) -> Event:
    first, reports = told[0], len({m.report for m in told})
    return Event(
        id=content_id(story.id, *(m.id for m in told)),
        type=first.type,
        mode=first.mode,
        status=first.status,
        summary=f"{first.actors[0].actor.name if first.actors else 'Somebody'} {first.type.lower()}",
        actors=tuple({p.actor.id: p.actor for p in first.actors}.values()),
        recipients=tuple({p.actor.id: p.actor for p in first.recipients}.values()),
        when=first.when,
        where=first.where,
        reports=reports,
        origins=reports,
        mentions=tuple(told),
    )


def origins_cheaply(accounts: Sequence[Account]) -> tuple[Origin, ...]:
    return tuple(Origin(id=content_id("origin", a.report.id), reports=(a.report.id,)) for a in accounts)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def row(name: str, figure: str, aim: str = "", met: bool = True) -> None:
    print(f"{name:44} {figure:>24}   {aim:16} {'' if met else 'missed'}".rstrip(), flush=True)


def add(library: Library, account: Account) -> None:
    list(library.add_accounts([account], coder="bench", settle=False))


def fill(library: Library, maker: Maker, count: int) -> None:
    """Add accounts up to `count` and settle them now and then, timed apart; making them is not counted."""
    there = library.stats()["reports"]
    times: list[float] = []
    settled, began = 0.0, time.perf_counter()
    for n in range(there, count):
        account = maker.account(n)
        times.append(timed(partial(add, library, account)))
        if len(times) % SETTLED_EVERY == 0 or n == count - 1:
            settled += timed(library.settle)
            print(f"  {n + 1:,} added, {time.perf_counter() - began:.0f} s", flush=True)
    if not times:
        return
    last = times[-max(100, len(times) // 10) :]
    mean, aim = statistics.mean(times), AIMS["add (without comparing)"]
    row("add (without comparing), mean", f"{1000 * mean:.1f} ms", f"under {1000 * aim:.0f} ms", mean < aim)
    row("  p95; mean of the last tenth", f"{1000 * p95(times):.1f}; {1000 * statistics.mean(last):.1f} ms")
    row("storing what comparing found, a report", f"{1000 * settled / len(times):.1f} ms")


def ask(library: Library, maker: Maker) -> None:
    """p95 of each kind of question."""
    chance = random.Random(SEED)
    words = [library.search("", limit=200)[chance.randrange(200)]["title"] or "ministers" for _ in range(QUERIES)]
    texts = [chance.choice(w.split()).strip(",.:") or "ministers" for w in words]
    common = ["minister", "police", "said", "agreement", "water", "foreign ministry", "tanker crew"]
    actors = [a["id"] for a in library.actors(limit=300)]
    countries = [c["actor"] for c in library.dyads(limit=100, countries=True)]
    types = ["CONSULT", "AGREE", "ASSAULT", "PROTEST", "ACCUSE", "REQUEST", "COERCE", "AID"]

    def one() -> str:
        month = f"2022-{chance.randrange(1, 13):02}"
        return chance.choice(
            [
                f"country:{chance.choice(countries)}",
                f"actor:{chance.choice(actors)}",
                f"type:{chance.choice(types)} status:planned",
                f"country:{chance.choice(countries)} type:{chance.choice(types)},{chance.choice(types)}",
                f"country:{chance.choice(countries)} from:{month} to:{month}",
                f"by:{chance.choice(actors)} no-status:happened",
                f'outlet:"Outlet {chance.randrange(40)}" type:{chance.choice(types)} since:{month}',
                f"quad:4 from:{month}",
                "origins:2 status:happened",
                "",
            ]
        )

    questions: dict[str, list[Callable[[], object]]] = {
        "search": [partial(library.search, q, limit=20) for q in [*texts, *common * 3]],
        "search, filtered": [
            partial(library.search, q, limit=20)
            for q in [f"{w} country:{chance.choice(countries)}" for w in [*texts[:30], *common]]
        ],
        "events": [partial(library.events, q) for q in [one() for _ in range(3 * QUERIES)]],
        "stories": [partial(library.stories, q) for q in [one() for _ in range(3 * QUERIES)]],
        "dyads over a year": [
            *[partial(library.dyads, f"actor:{a} from:2022 to:2022", period="month") for a in actors[:20]],
            lambda: library.dyads("from:2022 to:2022"),
            lambda: library.dyads("from:2022 to:2022", countries=True),
        ],
        "upcoming": [lambda: library.upcoming(today=dt.date(2022, 6, 1)) for _ in range(5)],
        "news --since 24h": [lambda: library.news("24h", limit=200) for _ in range(5)],
        "a story's brief": [partial(library.story, s["id"]) for s in library.stories(limit=30)],
        "actors, all": [lambda: library.actors(limit=50) for _ in range(3)],
    }
    for name, works in questions.items():
        times = [timed(w) for w in works]
        aim = AIMS.get(name.split(",")[0])
        told = f"{1000 * p95(times):.0f} ms (max {1000 * max(times):.0f})"
        row(f"{name}, p95", told, f"under {1000 * aim:.0f} ms" if aim else "", not aim or p95(times) < aim)


def parquet(library: Library, events: int, folder: Path) -> None:
    """Export as many rows as wanted: the library's events, over and over where it has fewer."""
    real = library.iterate_events

    def repeated(wanted: Any = "") -> Iterator[dict[str, Any]]:
        left = events
        while left > 0:
            before = left
            for event in real(wanted):
                yield event
                left -= 1
                if not left:
                    return
            if left == before:
                return

    library.iterate_events = repeated  # type: ignore[method-assign]
    took = timed(lambda: export(library, folder / "events.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT
    row(f"{events:,} event rows to Parquet", f"{took:.0f} s", f"under {PARQUET_SECONDS:.0f} s", took < PARQUET_SECONDS)
    row("  peak memory of the process", f"{peak / 1e9:.2f} GB", "under 1.0 GB", peak < PARQUET_BYTES)
    row("  size of the file", f"{(folder / 'events.parquet').stat().st_size / 1e6:.0f} MB")
    library.iterate_events = real  # type: ignore[method-assign]


def main() -> None:
    ask_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for.add_argument("--reports", type=int, default=10_000)
    ask_for.add_argument("--events", type=int, default=100_000, help="rows of the Parquet export")
    ask_for.add_argument("--keep", type=Path, help="a library to make, or to go on with")
    ask_for.add_argument("--only-export", action="store_true", help="in a process of its own, for its memory")
    options = ask_for.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.tidings"
        with Library(path, create=True, compare=compare_cheaply) as library:
            if not options.only_export:
                import tidings.library.settling as settling

                vars(settling)["origins"] = origins_cheaply
                maker = Maker(account_for(load([ROOT / "examples"]).reports), vocabulary=20_000)
                fill(library, maker, options.reports)
                found = library.stats()
                row("file size a report", f"{found['bytes a report']:,} bytes")
                row("reports, stories, events", f"{found['reports']:,} {found['stories']:,} {found['events']:,}")
                ask(library, maker)
            parquet(library, options.events, Path(folder))


if __name__ == "__main__":
    main()
