"""Comparing the stories that have changed, and writing down their events: ids that last, and what changed.

Reading and comparing happen outside the transaction, so that others can write meanwhile; a story that changed in
between is done again. A process that dies leaves the story waiting, and the next writer settles it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..codebook.book import Codebook
from ..compare import compare as compare_accounts
from ..errors import LibraryBusy, LibraryError, TidingsError
from ..records import Account, Comparison, Notice, Story
from ..stories import origins
from .facets import Facets
from .file import Store
from .judged import Judged, judged_account
from .offices import Statement, statements, write_offices
from .rows import accounts_of
from .writing import Writer

MOST_TRIES = 5  # comparing a story that others keep adding to; then it stays waiting
TOGETHER = 64  # stories written down at once: they touch the same pages, and the disk is waited for once
SHORT_PATIENCE = 1.0  # seconds that one who reads a story waits for those who write

Compare = Callable[[Story, Sequence[Account]], Comparison]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A comparison, the row of the story that it was made of, and what the story states of offices."""

    story: sqlite3.Row
    found: Comparison
    offices: tuple[Statement, ...]


class Settler:
    """Compares the stories of one library that wait for it."""

    def __init__(self, store: Store, *, codebook: Codebook, compare: Compare = compare_accounts) -> None:
        self._store = store
        self._codebook = codebook
        self._compare = compare
        self._facets = Facets()
        self.problems: list[Notice] = []  # of the last `settle`

    def settle(self, *, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Compare every story that waits; returns how many were done. `problems` tells of the others."""
        waiting = [
            int(r[0])
            for r in self._store.db.execute(
                "SELECT number FROM stories WHERE compared < version AND ended IS NULL ORDER BY number"
            )
        ]
        self.problems = []
        for start in range(0, len(waiting), TOGETHER):
            if on_progress:
                on_progress(start, len(waiting))
            self._settle_some(waiting[start : start + TOGETHER])
        return len(waiting) - len(self.problems)

    def _settle_some(self, numbers: Sequence[int]) -> None:
        made: list[_Compared] = []
        alone: list[int] = []
        for number in numbers:
            try:
                if one := self._read(number):
                    made.append(one)
            except TidingsError:
                raise
            except Exception as error:  # one story that cannot be compared must not keep the others waiting
                self.problems.append(self._notice(number, error))
        try:
            alone = self._keep(made)
        except TidingsError:
            raise
        except Exception:
            alone = [one.story["number"] for one in made]
        for number in alone:
            try:
                self._settle(number)
            except TidingsError:
                raise
            except Exception as error:
                self.problems.append(self._notice(number, error))

    def compared(self, number: int) -> Comparison | None:
        """The comparison of a story that waits, kept where the file can be written now; None where nothing waits.

        Raises LibraryError for a story that cannot be compared.
        """
        try:
            made = self._read(number)
        except TidingsError:
            raise
        except Exception as error:
            raise LibraryError(self._notice(number, error).message) from error
        if made is None:
            return None
        patience, self._store.patience = self._store.patience, min(SHORT_PATIENCE, self._store.patience)
        try:
            if not self._store.read_only:
                self._keep([made])
        except LibraryBusy:
            pass  # whoever writes settles the story, or the next reader
        finally:
            self._store.patience = patience
        with self._store.read() as db:
            return Writer(db, self._codebook, self._facets, made.story).with_lasting_ids(made.found)

    def _notice(self, number: int, error: Exception) -> Notice:
        id = self._store.db.execute("SELECT id FROM stories WHERE number = ?", (number,)).fetchone()[0]
        words = f"the story {id} could not be compared ({type(error).__name__}: {error}); its reports are kept"
        return Notice(code="not-compared", message=words)

    def _settle(self, number: int) -> None:
        for _ in range(MOST_TRIES):
            made = self._read(number)
            if made is None or not self._keep([made]):
                return

    def _read(self, number: int) -> _Compared | None:
        with self._store.read() as db:
            row = db.execute("SELECT * FROM stories WHERE number = ?", (number,)).fetchone()
            if row["ended"] is not None or row["compared"] >= row["version"]:
                return None
            judged = Judged.of(db)
            accounts = [judged_account(a, judged) for a in accounts_of(db, number)]
            reasons = db.execute("SELECT id, reason FROM reports WHERE story = ? AND reason IS NOT NULL", (number,))
            story = Story(
                id=row["id"],
                title=row["renamed"] or row["title"],
                reports=tuple(a.report.id for a in accounts),
                origins=origins(accounts),
                reasons=tuple((str(r[0]), str(r[1])) for r in reasons),
            )
        return _Compared(row, self._compare(story, accounts), statements(accounts))

    def _keep(self, several: Sequence[_Compared]) -> list[int]:
        """Write comparisons down; returns the numbers of the stories that have changed since they were read."""
        changed: list[int] = []
        try:
            with self._store.write() as db:
                for made in several:
                    number = made.story["number"]
                    now_at = db.execute("SELECT version FROM stories WHERE number = ?", (number,)).fetchone()
                    if now_at[0] == made.story["version"]:
                        Writer(db, self._codebook, self._facets, made.story).write(made.found)
                        write_offices(db, number, made.offices)
                    else:
                        changed.append(number)
        except BaseException:
            self._facets.clear()  # its numbers may be of a transaction that was given up
            raise
        return changed
