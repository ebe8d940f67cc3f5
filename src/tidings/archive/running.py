"""A run: inputs into an archive, from where the last run stopped."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..codebook.book import Codebook
from ..codebook.book import load as load_codebook
from ..errors import ArchiveError, DiskFull
from ..ingest.tables import Columns
from ..records import Notice
from .documents import Reading
from .manifest import WORK, Counts, Record, begin, drop, held, records, tidy
from .plan import SLICE_BYTES, Plan, Shard, how_of, plan
from .sealing import Sealed, seal
from .shard import Coder, Job, Outcome, peak_memory

Engine = Callable[[Sequence[Shard], Job], Iterator[Outcome]]
EngineName = Literal["local", "ray"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is. Rates are of this run; `eta` is None until a shard is done."""

    shards: int
    of: int
    documents: int
    words: int
    seconds: float
    eta: float | None  # seconds that are left, by the bytes of the shards that are
    worker_peak: int  # bytes of memory, of the worker that has had most
    parent_peak: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What a run did, and what the archive holds after it."""

    lake: Path
    engine: str
    workers: int
    shards: int  # coded by this run
    skipped: int  # finished before
    counts: Counts  # of this run
    seconds: float
    worker_peak: int
    parent_peak: int
    sealed: Sealed
    aside: tuple[Record, ...]  # all that the archive has
    notices: tuple[Notice, ...] = ()


def run(
    inputs: Sequence[str | Path],
    lake: str | Path,
    *,
    engine: EngineName | Engine = "local",
    workers: int | None = None,
    language: str | None = "en",
    columns: Columns | None = None,
    outlet: str | None = None,
    retry: bool = False,
    memory: int | None = None,
    address: str | None = None,
    codebook: Codebook | None = None,
    coder: Coder | None = None,
    slice_bytes: int = SLICE_BYTES,
    on_progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Code inputs into the archive at `lake`; what it has already is passed over.

    `inputs` are files, folders, patterns and addresses, as `plan` takes them. `language` None keeps reports in
    all languages (only English ones are coded). `codebook` gives the event types, PLOVER by default. With `retry`,
    shards that were set aside are tried again. `coder` is a function of a module, from reports to accounts. Raises
    ArchiveError for what cannot be begun, and DiskFull when space ran out: all finished shards are kept, and the
    same call goes on.
    """
    home = Path(lake).resolve()
    reading = Reading(columns=columns or Columns(), outlet=outlet)
    with held(home):
        begin(home)
        book = codebook or load_codebook()
        how = how_of(reading.columns, language, outlet, book.digest)
        planned = plan([str(i) for i in inputs], how=how, slice_bytes=slice_bytes)
        known, notices = _reconciled(home, planned, retry)
        done = {record.id for record in known}
        todo = [shard for shard in planned.shards if shard.id not in done]
        name = _coder_name(coder, book)
        job = Job(lake=home, reading=reading, language=language, codebook=codebook, coder=coder, coder_name=name)
        count = workers or os.cpu_count() or 1
        chosen = _engine(engine, count, memory, address) if not callable(engine) else engine
        gathered = _Gathered(todo, on_progress)
        full: Outcome | None = None
        for outcome in chosen(todo, job) if todo else ():
            full = outcome if outcome.state == "full" else full
            gathered.take(outcome)
        if full is not None:
            raise DiskFull(
                f"no space is left for {home} ({full.reason}). {gathered.done + len(done):,} of "
                f"{len(planned.shards):,} shards are finished and kept; free space and run the same command again"
            )
        everything = list(records(home))
        shutil.rmtree(home / WORK, ignore_errors=True)
        _check_finished(planned, everything)
        sealed = seal(home, everything)
        return Run(
            lake=home,
            engine=engine if isinstance(engine, str) else "own",
            workers=count,
            shards=gathered.done,
            skipped=len(planned.shards) - len(todo),
            counts=gathered.counts,
            seconds=gathered.seconds,
            worker_peak=gathered.worker_peak,
            parent_peak=peak_memory(),
            sealed=sealed,
            aside=tuple(r for r in everything if r.state == "aside"),
            notices=(*planned.notices, *notices, *_older_coders(everything, job)),
        )


def _engine(name: str, workers: int, memory: int | None, address: str | None) -> Engine:
    if name == "local":
        from .local import WORKER_BYTES, run_locally

        return lambda shards, job: run_locally(shards, job, workers=workers, memory=memory or WORKER_BYTES)
    if name == "ray":
        from .on_ray import run_on_ray

        return lambda shards, job: run_on_ray(shards, job, workers=workers, address=address)
    raise ArchiveError(f"'{name}' is no engine; allowed are local and ray")


def _reconciled(home: Path, planned: Plan, retry: bool) -> tuple[list[Record], list[Notice]]:
    """The finished shards that still hold, after what has changed was dropped; and what there is to say."""
    wanted = {shard.id for shard in planned.shards}
    named = {path for shard in planned.shards for path in shard.paths}
    known: list[Record] = []
    changed: dict[str, None] = {}
    for record in list(records(home)):
        stale = record.id not in wanted and not named.isdisjoint(record.paths)
        if stale or (retry and record.state == "aside"):
            drop(home, record)
            if stale:
                changed.update(dict.fromkeys(p for p in record.paths if p in named))
        else:
            known.append(record)
    tidy(home, known)
    if not changed:
        return known, []
    first = ", ".join(list(changed)[:3])
    more = f" and {len(changed) - 3:,} more" if len(changed) > 3 else ""
    message = (
        f"{first}{more}: changed, or named with other settings, since they were coded. What was coded from them "
        "was dropped, and they are coded again"
    )
    return known, [Notice(code="changed-input", message=message)]


def _check_finished(planned: Plan, known: Sequence[Record]) -> None:
    missing = [shard for shard in planned.shards if shard.id not in {record.id for record in known}]
    if missing:
        raise ArchiveError(
            f"{len(missing):,} of {len(planned.shards):,} shards were not finished, the first of "
            f"{missing[0].paths[0]}. Run the same command again: it goes on from here"
        )


def _coder_name(coder: Coder | None, codebook: Codebook) -> str:
    if coder is not None:
        return f"{getattr(coder, '__module__', '?')}.{getattr(coder, '__qualname__', type(coder).__name__)}"
    from ..library.sources import coder_name

    return coder_name(codebook)


def _older_coders(known: Sequence[Record], job: Job) -> list[Notice]:
    others = sorted({r.coder for r in known if r.coder and r.coder != job.coder_name})
    if not others:
        return []
    count = sum(r.coder in others for r in known)
    told = f"{count:,} shards were coded by {', '.join(others)}, not by {job.coder_name}; they were left as they are"
    return [Notice(code="older-coder", message=f"{told}. For one coding throughout, begin a new archive")]


class _Gathered:
    """What the outcomes of a run come to."""

    def __init__(self, todo: Sequence[Shard], on_progress: Callable[[Progress], None] | None) -> None:
        self._sizes = {shard.id: shard.size + 1 for shard in todo}
        self._left = sum(self._sizes.values())
        self._whole, self._of = self._left, len(todo)
        self._begun = time.perf_counter()
        self._say = on_progress
        self.done = self.worker_peak = 0
        self.counts = Counts()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._begun

    def take(self, outcome: Outcome) -> None:
        if outcome.record is None:
            return
        self.done += 1
        self._left -= self._sizes.pop(outcome.shard, 0)
        self.counts = self.counts.plus(outcome.record.counts)
        self.worker_peak = max(self.worker_peak, outcome.record.peak)
        if self._say:
            self._say(self._progress())

    def _progress(self) -> Progress:
        seconds, past = self.seconds, self._whole - self._left
        return Progress(
            shards=self.done,
            of=self._of,
            documents=self.counts.documents,
            words=self.counts.words,
            seconds=seconds,
            eta=seconds * self._left / past if past else None,
            worker_peak=self.worker_peak,
            parent_peak=peak_memory(),
        )
