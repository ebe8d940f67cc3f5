"""What an archive holds: a folder of Parquet, and a record for each finished shard.

lake/reports/month=2022-09/SHARD_0.parquet     the tables, see `tables`
lake/_manifest/SHARD.json                      written last: a shard without one is not finished
lake/_work/SHARD/                              what is being made; emptied before a run
lake/_derived/                                 copies across shards, stories: made anew from the tables
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from ..errors import ArchiveError
from .plan import Shard
from .tables import TABLES

MANIFEST, WORK, DERIVED, LOCK, CARD = "_manifest", "_work", "_derived", "_lock", "_archive.json"
FORMAT = 1

State = Literal["done", "aside"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What became of a shard's documents. `documents` = `reports` + `copies` + `rejects`."""

    documents: int = 0
    reports: int = 0
    copies: int = 0
    rejects: int = 0
    mentions: int = 0
    words: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A shard that is finished, or was set aside because it could not be."""

    id: str
    state: State
    kind: str
    paths: tuple[str, ...]
    start: int
    end: int | None
    counts: Counts = field(default_factory=Counts)
    files: tuple[str, ...] = ()  # below the archive's folder
    reason: str | None = None  # why it was set aside
    coder: str | None = None
    seconds: float = 0.0
    peak: int = 0  # bytes of memory that its worker has had at most, so far


def write_record(lake: Path, record: Record) -> None:
    """Put a record down whole: from now on the shard is finished."""
    folder = lake / MANIFEST
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{record.id}.{os.getpid()}.part"
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(record), file, ensure_ascii=True)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / f"{record.id}.json")
    finally:
        part.unlink(missing_ok=True)


def records(lake: Path) -> Iterator[Record]:
    """The records of an archive, in order of their ids. Raises ArchiveError for a folder that is no archive."""
    if not (lake / CARD).is_file():
        raise ArchiveError(f"{lake}: is no archive. Make one with: tidings archive run INPUT... --out {lake}")
    for path in sorted((lake / MANIFEST).glob("*.json")):
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            yield Record(
                **{
                    **raw,
                    "counts": Counts(**raw["counts"]),
                    "paths": tuple(raw["paths"]),
                    "files": tuple(raw["files"]),
                }
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(f"{path}: is damaged ({error!r}). Delete it; its shard is then coded again") from error


def begin(lake: Path) -> None:
    """Make the folder an archive, or see that it is one. Raises ArchiveError for a folder with other files."""
    card = lake / CARD
    if not card.exists():
        if lake.exists() and (not lake.is_dir() or any(name for name in os.listdir(lake) if name != LOCK)):
            raise ArchiveError(f"{lake}: holds other files and no archive. Name a new or an empty folder")
        lake.mkdir(parents=True, exist_ok=True)
        card.write_text(json.dumps({"archive": "tidings", "format": FORMAT}) + "\n", encoding="utf-8")
    try:
        format = json.loads(card.read_text(encoding="utf-8"))["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{card}: is damaged ({error!r}). Restore it, or begin a new archive") from error
    if format != FORMAT:
        raise ArchiveError(f"{lake}: is an archive of format {format}; this version reads {FORMAT}. Upgrade tidings")


@contextmanager
def held(lake: Path) -> Iterator[None]:
    """One run at a time: raises ArchiveError where another has the archive."""
    lake.mkdir(parents=True, exist_ok=True)
    with (lake / LOCK).open("a") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise ArchiveError(f"{lake}: another run is at work on it. Wait for its end, or stop it") from error
        yield


def _lock(fd: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        return
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def tidy(lake: Path, known: Sequence[Record]) -> None:
    """Remove what an interrupted run has left: its work, and files of shards without a record."""
    shutil.rmtree(lake / WORK, ignore_errors=True)
    for path in lake.glob(".spill-*"):  # of a query that was killed
        shutil.rmtree(path, ignore_errors=True)
    finished = {record.id for record in known}
    for table in TABLES:
        for path in (lake / table).glob("month=*/*.parquet"):
            if path.name.rpartition("_")[0] not in finished:
                path.unlink()


def drop(lake: Path, record: Record) -> None:
    """Forget a shard: its record first, so that it is at no moment finished without its files."""
    (lake / MANIFEST / f"{record.id}.json").unlink(missing_ok=True)
    for name in record.files:
        (lake / name).unlink(missing_ok=True)


def record_of(shard: Shard, state: State, **more: object) -> Record:
    return Record(
        id=shard.id,
        state=state,
        kind=shard.kind,
        paths=shard.paths,
        start=shard.start,
        end=shard.end,
        **more,  # type: ignore[arg-type]
    )
