"""The library's file: opened, recognised, brought up to date, locked for one writer at a time.

Write-ahead logging lets others read and search while one writes. A transaction is on disk when `write` is left
(`synchronous = FULL`): whatever ends the process after that loses nothing, and before it, nothing is half there.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import LibraryBusy, LibraryError, LibraryReadOnly
from .schema import MIGRATIONS

APPLICATION = 0x54494447  # 'TIDG', in the header of every library file
PATIENCE = 120.0  # seconds that a writer waits for another one
_FIRST_WAIT = 1.0  # seconds before a writer says that it waits
_STEP = 0.25
_MAGIC = b"SQLite format 3\x00"
_CACHE_KIB = 65_536  # pages kept in memory
_LOG_BYTES = 1 << 26  # that the log beside the file keeps after it was written into the file
_LOG_PAGES = 8_000  # written into the file at once: facets touch many pages, and often the same ones
_MAPPED = 1 << 28  # bytes of the file read through the page cache of the system

Said = Callable[[str], None]


class Store:
    """One connection to a library file. Not for several threads at once: each opens its own."""

    def __init__(
        self, path: str | Path, *, create: bool, patience: float = PATIENCE, on_wait: Said | None = None
    ) -> None:
        self.path = Path(path)
        self.patience = patience
        self._on_wait = on_wait
        self.read_only = False
        _recognise(self.path, create=create)
        self.db = self._connect(create)
        try:
            self._prepare()
        except BaseException:
            self.db.close()
            raise

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, the only one that writes: all of it is kept, or none."""
        if self.read_only:
            raise LibraryReadOnly(
                f"{self.path}: the file or its folder is read-only; nothing was changed. "
                "Allow writing there, or work on a copy (`tidings backup`)"
            )
        with self._transaction() as db:
            before = db.total_changes
            yield db
            if db.total_changes > before:
                db.execute("UPDATE settings SET value = value + 1 WHERE key = 'revision'")

    @property
    def revision(self) -> int:
        """Another number after each `write` that changed anything; inside `read`, the number of what is read."""
        return int(self.db.execute("SELECT value FROM settings WHERE key = 'revision'").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._begin()
        try:
            yield self.db
            self.db.execute("COMMIT")
        except BaseException as error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _told(self.path, error) from error
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One state of the library for several queries, whatever others write meanwhile."""
        try:
            if self.db.in_transaction:
                yield self.db
                return
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                self.db.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise _told(self.path, error) from error

    def _connect(self, create: bool) -> sqlite3.Connection:
        address = self.path.resolve().as_uri()
        folder = self.path.resolve().parent
        target = self.path if self.path.exists() else folder
        wal = Path(f"{self.path}-wal")
        self.read_only = not (os.access(target, os.W_OK) and os.access(folder, os.W_OK))
        if self.read_only and create and not self.path.exists():
            raise LibraryReadOnly(
                f"{self.path}: cannot be made, {folder} is read-only. Allow writing there, or name another"
            )
        mode = "rwc" if create else "rw"
        if self.read_only:  # without a log beside it, nobody can be writing
            mode = "ro" if wal.exists() else "ro&immutable=1"
        try:
            db = sqlite3.connect(f"{address}?mode={mode}", uri=True, isolation_level=None, timeout=_STEP)
        except sqlite3.Error as error:
            raise _told(self.path, error) from error
        db.row_factory = sqlite3.Row
        return db

    def _prepare(self) -> None:
        try:
            self.db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self.db.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self.db.execute("PRAGMA temp_store = MEMORY")
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            self._refuse(version)
            if self.read_only:
                if version < len(MIGRATIONS):
                    raise LibraryReadOnly(
                        f"{self.path}: is of an older version ({version}) and cannot be brought up to date in a "
                        "read-only place. Copy it where it can be written"
                    )
                return
            self._patiently(lambda: self.db.execute("PRAGMA journal_mode = WAL"))
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
            self.db.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
            self.db.execute("PRAGMA foreign_keys = ON")
            self._migrate()
        except sqlite3.Error as error:
            raise _told(self.path, error) from error

    def _refuse(self, version: int) -> None:
        application = self.db.execute("PRAGMA application_id").fetchone()[0]
        tables = self.db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if application != APPLICATION and (tables or version):
            raise LibraryError(f"{self.path}: is an SQLite file of another program, not a library. Name another file")
        if version > len(MIGRATIONS):
            raise LibraryError(
                f"{self.path}: was written by a newer Tidings (version {version} of the tables, this one knows "
                f"{len(MIGRATIONS)}). Bring Tidings up to date; the file was left as it is"
            )

    def _migrate(self) -> None:
        """Each migration is a transaction of its own; several processes may try at once."""
        while True:
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if version >= len(MIGRATIONS):
                return
            with self._transaction() as db:
                version = db.execute("PRAGMA user_version").fetchone()[0]
                if version < len(MIGRATIONS):
                    MIGRATIONS[version](db)
                    db.execute(f"PRAGMA user_version = {version + 1}")
                    db.execute(f"PRAGMA application_id = {APPLICATION}")

    def _begin(self) -> None:
        self._patiently(lambda: self.db.execute("BEGIN IMMEDIATE"))

    def _patiently(self, attempt: Callable[[], object]) -> None:
        started = time.monotonic()
        said = False
        while True:
            try:
                attempt()
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise _told(self.path, error) from error
            waited = time.monotonic() - started
            if waited > self.patience:
                raise LibraryBusy(
                    f"{self.path}: another process has been writing for {waited:.0f} seconds; nothing was "
                    "changed here. Try again when it is done"
                )
            if self._on_wait and not said and waited >= _FIRST_WAIT:
                said = True
                self._on_wait(f"{self.path}: another process is writing; waiting for it")
            time.sleep(_STEP / 10)


def _recognise(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise LibraryError(f"{path}: is a folder. Name a file in it: {path / 'news.tidings'}")
    if not path.exists():
        if not create:
            raise LibraryError(f"{path}: there is no such library. `tidings add` makes one")
        if not path.resolve().parent.is_dir():
            raise LibraryError(f"{path}: there is no folder {path.resolve().parent}. Make it first")
        return
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise LibraryError(
            f"{path}: cannot be opened ({error.strerror}). Allow reading it, or name another file"
        ) from error
    if head and head != _MAGIC:
        raise LibraryError(f"{path}: is not a library but another kind of file. Name another; it was left as it is")


def _told(path: Path, error: sqlite3.Error) -> LibraryError:
    words = str(error)
    if "full" in words:
        return LibraryError(
            f"{path}: the disk is full; what was being written was given up whole, all before it is kept. "
            "Make room, then do it again"
        )
    if "readonly" in words or "unable to open" in words:
        return LibraryReadOnly(
            f"{path}: the file or its folder cannot be written ({words}). Allow writing there, or work on a copy"
        )
    if "malformed" in words or "not a database" in words:
        return LibraryError(f"{path}: is damaged ({words}). Restore a backup; `tidings check` says more")
    return LibraryError(f"{path}: SQLite says '{words}'. Nothing of this step was kept; `tidings check` says more")
