"""Speed of the desk on a large library: `python evals/bench_desk.py [--reports N] [--keep FILE]`.

The library is that of bench_library.py: the examples, edited, coded once; one story of 200 reports is compared for
real. The desk runs in a process of its own, so does a writer; times are those of a client on the same machine, from
the request to the last byte. The aims are printed beside the figures; a busy machine misses them without a fault of
ours, so nothing fails.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import http.client
import itertools
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evals import bench_library as made  # noqa: E402
from tidings import load  # noqa: E402
from tidings.ingest import report_from_text  # noqa: E402
from tidings.library import Library  # noqa: E402
from tidings.pipeline import account_for  # noqa: E402
from tidings.records import Account, content_id  # noqa: E402

PAGE_SECONDS, FIRST_BYTES, STORY_SECONDS, BUSY_SECONDS = 0.150, 500_000, 0.500, 0.600
BIG_STORY = 200  # reports
TIMES = 40  # that an address is asked, each time for another id or filter
BIG_TIMES = 10
READERS, READING_SECONDS, THINKING_SECONDS = 50, 20.0, 1.0
WRITING_PACE = 0.5  # seconds between reports: a hundred feeds have fewer
PATIENCE = 60.0  # seconds for an answer, and for the desk to open
_BARE = re.compile(r"/(?:login|seen|static|add|events\.)")  # not pages of the library, or a file of all of it


class Client:
    """One connection to the desk."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, address: str) -> tuple[int, bytes]:
        """Status and body; redirects are told, not followed."""
        self._connection.request("GET", address, headers={"Accept": "text/html, application/json"})
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def timed(self, address: str) -> tuple[float, int]:
        start = time.perf_counter()
        status, _ = self.get(address)
        return time.perf_counter() - start, status


# The library


def filled(path: Path, count: int) -> None:
    """A library of many reports, and the large story."""
    import tidings.library.settling as settling

    origins = vars(settling)["origins"]
    with Library(path, create=True, compare=made.compare_cheaply) as library:
        vars(settling)["origins"] = made.origins_cheaply
        made.fill(library, maker(), count)
    vars(settling)["origins"] = origins
    with Library(path) as library:
        if not library.stories(f"reports:{BIG_STORY}", limit=1):
            took = made.timed(partial(add_big_story, library))
            made.row(f"adding and comparing the story of {BIG_STORY} reports", f"{took:.0f} s")


def maker() -> made.Maker:
    return made.Maker(account_for(load([ROOT / "examples"]).reports), vocabulary=20_000)


def add_big_story(library: Library) -> None:
    first = account_for(load(sorted((ROOT / "examples").glob("tanker-*"))).reports)
    stories = {a.story for a in library.add_accounts(big_story(first), coder="bench", settle=False)}
    into, *others = sorted(stories)
    if others:
        library.merge_stories(into, *others, note="one story for the bench")
    library.settle()


def big_story(first: Sequence[Account]) -> Iterator[Account]:
    """Copies of a few accounts by many outlets, some with other figures."""
    for n in range(BIG_STORY):
        account = first[n % len(first)]
        text = re.sub(r"\b\d{2}\b", partial(_other_figure, n % 5), account.report.text)
        report = report_from_text(
            text, title=account.report.title, outlet=f"Paper {n}", published=account.report.published
        )
        mentions = tuple(
            dataclasses.replace(m, id=content_id(report.id, m.id), report=report.id) for m in account.mentions
        )
        yield dataclasses.replace(account, report=report, reading=made._reading(account, report), mentions=mentions)


def _other_figure(by: int, figure: re.Match[str]) -> str:
    return str(10 + (int(figure[0]) + by) % 90)


# What is asked


@dataclasses.dataclass(frozen=True, kw_only=True)
class Samples:
    """Ids and filters to fill addresses with."""

    ids: dict[str, list[str]]  # of stories, events, reports, actors
    pairs: list[tuple[str, str]]
    filters: list[str]


def samples(path: Path) -> Samples:
    chance = random.Random(made.SEED)
    with Library(path) as library:
        events = library.events("status:happened", limit=400)
        reports = library.search("", limit=400)
        stories = library.stories(limit=400)
        actors = [a["id"] for a in library.actors(limit=200)]
        dyads = library.dyads(limit=200)
        countries = [c["actor"] for c in library.dyads(limit=60, countries=True)]
    words = [w for r in reports for w in re.findall(r"[a-z]{6,}", r["title"] or "")]
    kinds: list[Callable[[], str]] = [
        lambda: "",
        lambda: f"country:{chance.choice(countries)}",
        lambda: f"actor:{chance.choice(actors)}",
        lambda: f"type:{chance.choice(['CONSULT', 'AGREE', 'ASSAULT', 'PROTEST'])} status:planned",
        lambda: f"country:{chance.choice(countries)} from:2022-{chance.randrange(1, 13):02}",
        lambda: f'outlet:"Outlet {chance.randrange(40)}" origins:2',
        lambda: chance.choice(words or ["minister"]),
    ]
    return Samples(
        ids={
            "stories": chance.sample([s["id"] for s in stories], min(TIMES, len(stories))),
            "events": chance.sample([e["id"] for e in events], min(TIMES, len(events))),
            "reports": chance.sample([r["id"] for r in reports], min(TIMES, len(reports))),
            "actors": chance.sample(actors, min(TIMES, len(actors))),
        },
        pairs=[(d["actor"], d["recipient"]) for d in dyads[:TIMES]],
        filters=[kinds[n % len(kinds)]() for n in range(TIMES)],
    )


def addresses(templates: Sequence[str], known: Samples) -> dict[str, list[str]]:
    """What to ask of each address of the desk, by its template; an empty list where we know no ids for it."""
    return {template: _filled_in(template, known) for template in templates if not _BARE.match(template)}


def dear_addresses(known: Samples) -> dict[str, list[str]]:
    """What is asked of lists beyond one filter each: other orders, values that very many events or reports have."""
    chance = random.Random(made.SEED)
    outlets = [f"outlet={quote(f'Outlet {n}')}" for n in range(40)]
    kinds = [f"type={t}" for t in ("CONSULT", "AGREE", "ASSAULT", "PROTEST", "ACCUSE", "REQUEST")]
    common = [*outlets, *kinds, "status=happened", "status=planned", "q=quad:1", "q=quad:4"]
    words = ["minister", "said", "police", "water", "agreement"]
    days = ["from:2022-02", "from:2022", "to:2022-10", "from:2022-03 to:2022-09", "from:2022-03 type:CONSULT"]

    def two() -> str:
        one, other = chance.choice(common), chance.choice(common)
        return f"{one}&{other}" if one.split("=")[0] != other.split("=")[0] else one

    def today(n: int) -> str:
        since, order = ("24h", "7d", "all")[n % 3], ("size", "published", "changed")[n // 3 % 3]
        return f"/?since={since}&order={order}&q={quote(known.filters[n])}"

    def search() -> str:
        return f"/search?q={quote(f'{chance.choice(words)} {chance.choice(days)}')}"

    return {
        "/, in each order": [today(n) for n in range(len(known.filters))],
        "/events, two common values": [f"/events?{two()}" for _ in range(TIMES)],
        "/map, two common values": [f"/map?{two()}" for _ in range(TIMES)],
        "/search, a common word and days": [search() for _ in range(TIMES)],
    }


def _filled_in(template: str, known: Samples) -> list[str]:
    names = re.findall(r"\{(\w+)(?::\w+)?\}", template)
    if template == "/dyad":
        return [f"/dyad?one={quote(one)}&other={quote(other)}" for one, other in known.pairs]
    if not names:
        return [f"{template}?q={quote(q)}" for q in known.filters]
    kind = next((k for k in known.ids if f"/{k}/{{" in template), None)
    if kind is None or len(names) > 1:
        return []
    before, after = re.split(r"\{[^}]+\}", template)
    return [f"{before}{quote(id, safe=':')}{after}" for id in known.ids[kind]]


def templates_of(path: Path) -> list[str]:
    """The addresses that can be asked for, as the desk's OpenAPI and its routes have them."""
    from tidings.web import create_app

    found = set()
    stack: list[tuple[str, Any]] = [("", r) for r in create_app(path).routes]
    while stack:
        prefix, route = stack.pop()
        inner = getattr(route, "original_router", None)  # how newer FastAPI keeps a router that was included
        if inner is not None:
            more = getattr(getattr(route, "include_context", None), "prefix", "")
            stack += [(prefix + more, r) for r in inner.routes]
        elif "GET" in (getattr(route, "methods", None) or ()):
            found.add(prefix + route.path)
    return sorted(found)


# Measuring


def each_address(client: Client, asked: dict[str, list[str]]) -> None:
    for template, some in sorted(asked.items()):
        if not some:
            made.row(f"GET {template}", "not measured")
            continue
        client.get(some[0])  # the first opens files and compiles templates
        times, statuses = zip(*(client.timed(a) for a in itertools.islice(itertools.cycle(some), TIMES)), strict=True)
        wrong = Counter(s for s in statuses if s >= 400)
        told = f"{1000 * made.p95(times):.0f} ms (max {1000 * max(times):.0f})"
        met = made.p95(times) < PAGE_SECONDS and not wrong
        made.row(f"GET {template}", told + (f" {dict(wrong)}" if wrong else ""), _aim(PAGE_SECONDS), met)


def _aim(seconds: float) -> str:
    return f"under {1000 * seconds:.0f} ms"


def first_page(client: Client) -> None:
    """The bytes of the first page with all that it loads."""
    _, html = client.get("/")
    parts = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html.decode())))
    total = len(html) + sum(len(client.get(p)[1]) for p in parts)
    told = f"{total / 1000:.0f} KB, {len(parts)} files"
    made.row("first page and what it loads", told, f"under {FIRST_BYTES / 1000:.0f} KB", total < FIRST_BYTES)


def big_story_pages(client: Client, path: Path, templates: Sequence[str]) -> None:
    with Library(path) as library:
        id = library.stories(f"reports:{BIG_STORY}", limit=1)[0]["id"]
    for template in templates:
        if re.fullmatch(r"(/api/v1)?/stories/\{id\}(/\w+)*(/\{number\})?", template):
            address = template.replace("{id}", id).replace("{number}", "0")
            times = [client.timed(address)[0] for _ in range(BIG_TIMES)]
            size = len(client.get(address)[1]) / 1000
            told = f"{1000 * made.p95(times):.0f} ms, {size:.0f} KB"
            aim = _aim(STORY_SECONDS)
            made.row(f"GET {template}, {BIG_STORY} reports", told, aim, made.p95(times) < STORY_SECONDS)


def many_readers(port: int, asked: Sequence[str], path: Path, seconds: float) -> None:
    """Readers that ask, read for a while and ask again, while a writer adds reports."""
    times: list[float] = []
    wrong: Counter[str] = Counter()
    end = time.monotonic() + seconds

    def read(seed: int) -> None:
        chance = random.Random(seed)
        client = Client(port)
        time.sleep(chance.random() * THINKING_SECONDS)
        while time.monotonic() < end:
            try:
                took, status = client.timed(chance.choice(asked))
            except (OSError, http.client.HTTPException) as error:
                wrong[type(error).__name__] += 1
                client = Client(port)
                continue
            times.append(took)
            if status >= 400:
                wrong[str(status)] += 1
            time.sleep(2 * chance.random() * THINKING_SECONDS)

    with Library(path) as library:
        before = library.stats()["reports"]
    readers = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    with Library(path) as library:
        written = library.stats()["reports"] - before
    told = f"{1000 * made.p95(times):.0f} ms (max {1000 * max(times):.0f})"
    met = made.p95(times) < BUSY_SECONDS and not wrong
    made.row(f"{READERS} readers while a writer writes, p95", told, _aim(BUSY_SECONDS), met)
    made.row("  answers a second; reports written", f"{len(times) / seconds:.0f}; {written}")
    made.row("  errors", str(dict(wrong) or "none"), "none", not wrong)


# Processes of their own


@contextlib.contextmanager
def process(*arguments: str) -> Iterator[str]:
    """This script with other arguments, in a process of its own; gives the first line that it prints."""
    command = [sys.executable, str(Path(__file__).resolve()), *arguments]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    try:
        yield started.stdout.readline().strip()
    finally:
        started.terminate()
        started.wait(PATIENCE)
        started.stdout.close()


def serve(path: Path) -> None:
    import socket

    import uvicorn

    from tidings.web import create_app
    from tidings.web.state import Limits

    app = create_app(path, limits=Limits(requests=10**9, changes=10**9))
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else packets wait for each other
    listener.bind(("127.0.0.1", 0))
    listener.listen(2 * READERS)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])


def write(path: Path) -> None:
    """Add reports, each compared at once, until somebody ends the process."""
    import tidings.library.settling as settling

    vars(settling)["origins"] = made.origins_cheaply
    some = maker()
    with Library(path, compare=made.compare_cheaply) as library:
        first = library.stats()["reports"] * 2  # other happenings than those that are there
        print("writing", flush=True)
        for n in itertools.count(first):
            made.add(library, some.account(n))
            library.settle()
            time.sleep(WRITING_PACE)


def main() -> None:
    ask_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for.add_argument("--reports", type=int, default=100_000)
    ask_for.add_argument("--keep", type=Path, help="a library to make, or to go on with")
    ask_for.add_argument("--seconds", type=float, default=READING_SECONDS, help="that the many readers read")
    ask_for.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    ask_for.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = ask_for.parse_args()
    if options.serve:
        serve(options.serve)
    elif options.write:
        write(options.write)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(options.keep or Path(folder) / "bench.tidings", options.reports, options.seconds)


def measure(path: Path, reports: int, seconds: float) -> None:
    filled(path, reports)
    known, templates = samples(path), templates_of(path)
    asked = addresses(templates, known) | dear_addresses(known)
    with process("--serve", str(path)) as port:
        client = Client(int(port))
        each_address(client, asked)
        first_page(client)
        big_story_pages(client, path, templates)
        with process("--write", str(path)):
            many_readers(int(port), [a for some in asked.values() for a in some], path, seconds)


if __name__ == "__main__":
    main()
