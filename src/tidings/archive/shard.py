"""One shard to its tables: the function that every engine calls, on whatever machine.

A shard that fails is tried once more; one that fails again, or that has killed two workers, is set aside with the
reason, and the run goes on. How often it was tried is written beside the archive, so that it holds across workers.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeGuard

from ..batches import batches
from ..codebook.book import Codebook
from ..codebook.book import load as load_codebook
from ..records import Account, Notice, Report, content_id, content_of
from .copies import near_copies, sketch
from .documents import Document, Reading, Reject, documents
from .manifest import WORK, Counts, Record, record_of, write_record
from .plan import Shard
from .problems import is_full
from .tables import Row, actor_rows, mention_rows, month_of, origin_row, report_row, signal_row
from .writing import Spool

MOST_TRIES = 2
# Reports in memory with their parses, and the letters of their texts: a quarter of a gigabyte. Lines that recur are
# found in them.
CODED_AT_ONCE, LETTERS_AT_ONCE = 128, 160_000
_REASON_LETTERS = 400

Coder = Callable[[Sequence[Report]], Sequence[Account]]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is the same for all shards of a run. It is sent to workers, so the coder is a function of a module."""

    lake: Path
    reading: Reading = field(default_factory=Reading)
    language: str | None = "en"  # reports in others are rejects; None keeps all
    codebook: Codebook | None = None  # PLOVER: a worker has it
    coder: Coder | None = None  # None: Tidings' own
    coder_name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a shard. 'full': the disk is, and the shard is still to be done."""

    shard: str
    state: Literal["done", "aside", "full"]
    record: Record | None = None
    reason: str | None = None


def code_shard(shard: Shard, job: Job) -> Outcome:
    """Read, code and store one shard. Raises nothing but what ends the process."""
    work = job.lake / WORK / shard.id
    for _ in range(MOST_TRIES + 1):
        try:
            tries = _begin_try(work)
            if tries > MOST_TRIES:
                return set_aside(shard, job, _last_words(work))
            record = _coded(shard, job, work, tries)
            write_record(job.lake, record)
            shutil.rmtree(work, ignore_errors=True)
            return Outcome(shard=shard.id, state="done", record=record)
        except Exception as error:  # a report may trip any library; the shard is then named, the others go on
            if is_full(error):
                shutil.rmtree(work, ignore_errors=True)
                return Outcome(shard=shard.id, state="full", reason=str(error))
            _note(work, f"{type(error).__name__}: {error}")
    return set_aside(shard, job, _last_words(work))


def set_aside(shard: Shard, job: Job, reason: str) -> Outcome:
    """Give a shard up, for a reason that its record keeps."""
    record = record_of(shard, "aside", reason=reason[:_REASON_LETTERS], coder=job.coder_name)
    write_record(job.lake, record)
    shutil.rmtree(job.lake / WORK / shard.id, ignore_errors=True)
    return Outcome(shard=shard.id, state="aside", record=record, reason=reason)


def _begin_try(work: Path) -> int:
    """Count a try before it is made: a worker that dies cannot count it afterwards."""
    work.mkdir(parents=True, exist_ok=True)
    tries = len(list(work.glob("try-*"))) + 1
    (work / f"try-{tries}").write_text("", encoding="utf-8")
    return tries


def _last_words(work: Path) -> str:
    """Why a shard failed: the error that was noted, else the documents at which its worker died."""
    noted = work / "error"
    if noted.exists():
        return noted.read_text(encoding="utf-8")
    at = work / "at"
    where = at.read_text(encoding="utf-8") if at.exists() else "its first documents"
    return f"its worker was killed, perhaps for want of memory, while it was at {where}"


def _note(work: Path, words: str) -> None:
    try:
        (work / "error").write_text(words[:_REASON_LETTERS], encoding="utf-8")
    except OSError:  # then the reason is lost, not the shard
        return


def _coded(shard: Shard, job: Job, work: Path, tries: int) -> Record:
    begun = time.perf_counter()
    with Spool(work / f"tables-{tries}") as spool:
        desk = _Desk(job, spool, shard.id)
        wanted = filter(desk.takes, documents(shard, job.reading, folder=work))
        for batch in batches(wanted, most=CODED_AT_ONCE, letters=LETTERS_AT_ONCE, length=_letters):
            _say_where(work, batch)
            desk.code(batch)
        desk.mark_copies()
        files = spool.commit(job.lake, shard.id)
        counts = desk.counts()
    return record_of(
        shard,
        "done",
        counts=counts,
        files=files,
        coder=job.coder_name,
        seconds=round(time.perf_counter() - begun, 3),
        peak=peak_memory(),
    )


def _letters(one: Document) -> int:
    return len(one.report.text)


def _say_where(work: Path, batch: Sequence[Document]) -> None:
    """Write down what is coded next, so that a worker that dies of it has named it."""
    first, last = batch[0], batch[-1]
    words = f"{first.report.path} {first.place or ''} to {last.report.path} {last.place or ''}"
    (work / "at").write_text(words, encoding="utf-8")


class _Desk:
    """The reports of one shard as they come in: passed over, coded, or known already."""

    def __init__(self, job: Job, spool: Spool, shard: str) -> None:
        self._job, self._spool, self._shard = job, spool, shard
        self._codebook = job.codebook or load_codebook()
        self._rejected = self._words = 0
        self._known: dict[str, str] = {}  # content -> report
        self._copies: list[tuple[Document, str]] = []  # without their texts, with the report they repeat
        self._kept: list[Account] = []  # without parse and mentions
        self._places: list[str | None] = []
        self._unread: dict[str, Notice] = {}  # report -> why it gave no account
        self._sketches: list[list[int]] = []

    def reject(self, reject: Reject) -> None:
        self._rejected += reject.documents
        row: Row = {**asdict(reject), "published": str(reject.published) if reject.published else None}
        self._add("rejects", row, reject.published)

    def takes(self, one: Document | Reject) -> TypeGuard[Document]:
        """Whether a document is to be coded; else it is written down as a reject or a copy."""
        if isinstance(one, Reject):
            self.reject(one)
            return False
        report = one.report
        if self._job.language and report.language not in (None, self._job.language):
            detail = f"is in another language ('{report.language}'); only '{self._job.language}' is kept"
            self.reject(_refused(one, "language", detail))
            return False
        content = content_of(report)
        first = self._known.get(content)
        if first is not None:
            self._copies.append((replace(one, report=replace(report, text="")), first))
            return False
        self._known[content] = report.id
        return True

    def code(self, batch: Sequence[Document]) -> None:
        """Code some reports, and spool what was read from them."""
        accounts = self._coder()([d.report for d in batch])
        for one, account in zip(batch, accounts, strict=True):
            if account.failure:
                self._unread[one.report.id] = account.failure
                self.reject(_refused(one, account.failure.code, account.failure.message))
                continue
            words = len(account.report.text.split())
            self._words += words
            self._add_account(account, one.place, words)
            light = Account(report=account.report, segments=account.segments, reading=None)
            self._sketches.append(sketch(light))
            self._kept.append(light)
            self._places.append(one.place)

    def mark_copies(self) -> None:
        """Write the origins, once all texts are there."""
        near = {id: (o.id, o.reports[0]) for o in near_copies(self._kept, self._sketches) for id in o.reports}
        origin: dict[str, str] = {}
        for account, place in zip(self._kept, self._places, strict=True):
            report = account.report
            origin[report.id], first = near.get(report.id, (content_id("origin", report.id), report.id))
            kind = "first" if first == report.id else "near"
            row = origin_row(report, of=report.id, origin=origin[report.id], kind=kind, place=place)
            self._add("origins", row, report.published)
        for one, of in self._copies:
            if of in self._unread:
                self.reject(_refused(one, self._unread[of].code, self._unread[of].message))
        self._copies = [(one, of) for one, of in self._copies if of not in self._unread]
        for one, of in self._copies:
            row = origin_row(one.report, of=of, origin=origin[of], kind="exact", place=one.place)
            self._add("origins", row, one.report.published)

    def counts(self) -> Counts:
        kept, copies = len(self._kept), len(self._copies)
        return Counts(
            documents=kept + copies + self._rejected,
            reports=kept,
            copies=copies,
            rejects=self._rejected,
            mentions=self._spool.counts["event_mentions"],
            words=self._words,
        )

    def _coder(self) -> Coder:
        if self._job.coder is not None:
            return self._job.coder
        from ..pipeline import account_for

        return partial(account_for, codebook=self._job.codebook)

    def _add_account(self, account: Account, place: str | None, words: int) -> None:
        day = account.report.published
        row = report_row(account, content=content_of(account.report), words=words)
        self._add("reports", {**row, "place": place, "row": len(self._kept)}, day)
        self._add("signals", signal_row(account), day)
        for row in mention_rows(account, self._codebook):
            self._add("event_mentions", row, day)
        for row in actor_rows(account):
            self._add("actors", row, day)

    def _add(self, table: str, row: Row, published: dt.date | None) -> None:
        self._spool.add(table, {**row, "shard": self._shard, "month": month_of(published)})


def _refused(one: Document, reason: str, detail: str) -> Reject:
    report = one.report
    return Reject(
        path=report.path or "",
        place=one.place,
        reason=reason,
        detail=detail,
        url=report.url,
        language=report.language,
        published=report.published,
    )


def peak_memory() -> int:
    """Bytes of memory that this process has held at most; 0 where the system does not say.

    Linux counts in `ru_maxrss` what the process held that made this one, so that its own record is asked first.
    """
    own = Path("/proc/self/status")
    for line in own.read_text(encoding="utf-8").splitlines() if own.exists() else ():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
