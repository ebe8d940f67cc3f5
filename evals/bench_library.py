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
import statistics
import subprocess
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

from evals.library_copies import multiply  # noqa: E402
from tidings import load  # noqa: E402
from tidings.archive.shard import peak_memory  # noqa: E402
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
    Reading,
    Report,
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
MADE = 5_000  # reports that are added; more are copies of them
TOGETHER = 100  # reports in one transaction, while it is filled
MEASURED = 400  # reports added one by one to what was built
FILLING = ("synchronous = OFF", "cache_size = -1000000", "wal_autocheckpoint = 100000")
AIMS = {
    "search": 0.050,
    "stories": 0.100,
    "events": 0.100,
    "dyads over a year": 0.500,
    "add": 0.015,
}
PARQUET_SECONDS, PARQUET_BYTES = 60.0, 1e9
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

    def report(self, n: int) -> Report:
        """The n-th report: `PER_STORY` in a row tell one happening."""
        return self._made(n)[1]

    def account(self, n: int) -> Account:
        """The n-th report, with what was read from its model and actors of its own."""
        first, report, chance = self._made(n)
        day = report.published or FIRST
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
            reading=_reading(first, report),
            mentions=tuple(self._mention(m, report.id, actor, day, chance) for m in first.mentions),
        )

    def _made(self, n: int) -> tuple[Account, Report, random.Random]:
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
        return first, report_from_text(text, title=None, outlet=f"Outlet {n % 40}", published=day), chance

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


def _reading(first: Account, report: Report) -> Reading | None:
    """The reading of the first text, its tokens with the words of the new one."""
    if first.reading is None:
        return None
    tokens = tuple(dataclasses.replace(t, text=report.text[t.start : t.end]) for t in first.reading.parse.tokens)
    return dataclasses.replace(
        first.reading, report=report.id, parse=dataclasses.replace(first.reading.parse, tokens=tokens)
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


def timed_twice(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor alone: on a machine that others use, they differ."""
    wall, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - spent


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def row(name: str, figure: str, aim: str = "", met: bool = True) -> None:
    print(f"{name:44} {figure:>24}   {aim:16} {'' if met else 'missed'}".rstrip(), flush=True)


def fill(library: Library, maker: Maker, count: int) -> None:
    """Bring a library to so many reports, with no regard for a loss of power: making it again is the remedy.

    The first `MADE` are added as reports are, the others are copies of them with other days, outlets and figures.
    """
    for pragma in FILLING:
        library.store.db.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    there = library.stats()["reports"]
    if there < min(MADE, count):
        accounts = map(maker.account, range(there, min(MADE, count)))
        for _ in library.add_accounts(accounts, coder="bench", together=TOGETHER):
            pass
    there = library.stats()["reports"]
    if count >= 2 * there:
        multiply(library, count // there)
    print(
        f"  {library.stats()['reports']:,} reports in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True
    )


def add(library: Library, account: Account) -> None:
    list(library.add_accounts([account], coder="bench", settle=False))


def grow(library: Library, accounts: Sequence[Account]) -> None:
    """Add some more as a user does, each on disk before the next."""
    row("opening the stories for the first report", f"{timed(partial(add, library, accounts[0])):.1f} s")
    times, spent = zip(*(timed_twice(partial(add, library, account)) for account in accounts[1:]), strict=True)
    mean, aim = statistics.mean(times), AIMS["add"]
    told = f"{1000 * mean:.1f} ms ({1000 * statistics.mean(spent):.1f} ms of CPU)"
    row("add, beyond coding and comparing: mean", told, f"under {1000 * aim:.0f} ms", mean < aim)
    row("  p95", f"{1000 * p95(times):.1f} ms")
    row("  storing what comparing found", f"{1000 * timed(library.settle) / len(accounts):.1f} ms")


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
        times, spent = zip(*map(timed_twice, works), strict=True)
        aim = AIMS.get(name.split(",")[0])
        told = f"{1000 * p95(times):.0f} ms ({1000 * p95(spent):.0f} ms of CPU)"
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
    took, spent = timed_twice(lambda: export(library, folder / "events.parquet"))
    peak = peak_memory()
    told = f"{took:.0f} s ({spent:.0f} s of CPU)"
    row(f"{events:,} event rows to Parquet", told, f"under {PARQUET_SECONDS:.0f} s", took < PARQUET_SECONDS)
    row("  peak memory of the process", f"{peak / 1e9:.2f} GB", "under 1.0 GB", peak < PARQUET_BYTES)
    row("  size of the file", f"{(folder / 'events.parquet').stat().st_size / 1e6:.0f} MB")
    library.iterate_events = real  # type: ignore[method-assign]


def main(argv: Sequence[str] | None = None) -> None:
    """Build a library, ask it, export from it; prints a line a figure."""
    ask_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for.add_argument("--reports", type=int, default=10_000)
    ask_for.add_argument("--events", type=int, default=1_000_000, help="rows of the Parquet export")
    ask_for.add_argument("--keep", type=Path, help="a library to make, or to go on with")
    ask_for.add_argument("--only-export", action="store_true", help="in a process of its own, for its memory")
    options = ask_for.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.tidings"
        if not options.only_export:
            import tidings.library.settling as settling

            vars(settling)["origins"] = origins_cheaply
            maker = Maker(account_for(load([ROOT / "examples"]).reports), vocabulary=20_000)
            with Library(path, create=True, compare=compare_cheaply) as library:
                fill(library, maker, options.reports)
            with Library(path, compare=compare_cheaply) as library:
                there = library.stats()["reports"]
                row("a library of reports, stories, events", _sizes(library))
                row("  file size a report", f"{library.stats()['bytes_a_report']:,} bytes")
                grow(library, [maker.account(n) for n in range(there, there + MEASURED)])
                ask(library, maker)
        own = [sys.executable, __file__, "--only-export", "--keep", str(path), "--events", str(options.events)]
        if options.only_export:
            with Library(path) as library:
                parquet(library, options.events, Path(folder))
        else:
            subprocess.run(own, check=True)


def _sizes(library: Library) -> str:
    found = library.stats()
    return f"{found['reports']:,} {found['stories']:,} {found['events']:,}"


if __name__ == "__main__":
    main()
