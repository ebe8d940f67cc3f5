"""The verbs of a library, over one file. `tidings add`, `stories`, ... are thin shells over this class."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..codebook.book import Codebook
from ..errors import Ended, LibraryError, Waiting
from ..records import Account, Brief, Comparison, EventMention, Notice, Report, content_of
from . import adding, care, judging, queries
from .adding import Added, Adder
from .codec import pack, pack_reading, unpack, unpack_segments
from .coded_by import agree, keep, kept_codebook
from .dyads import dyads
from .file import PATIENCE, Said, Store
from .filters import Filter, parse
from .offices import fill_offices
from .paging import moment
from .queries import Keyed, Row
from .rows import find, live_story, now, report_of
from .showing import show
from .sources import Progress, coded, coder_name, reports_from
from .where_told import reports_conditions

if TYPE_CHECKING:
    from .settling import Compare, Settler

Given = str | Sequence[str] | Filter
SHOWN = 50  # rows of a list, where no limit is given
_WAITS = "reports have come or gone since this story was compared; `tidings settle` compares it again"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedAll:
    """What became of what was given to `add`."""

    added: tuple[Added, ...]
    warnings: tuple[Notice, ...] = ()

    @property
    def new(self) -> int:
        return sum(a.new for a in self.added)


class Library:
    """A library file, open. Close it, or use it in a `with`. One object is for one thread."""

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = False,
        patience: float = PATIENCE,
        on_wait: Said | None = None,
        codebook: Codebook | None = None,
        compare: Compare | None = None,
    ) -> None:
        """Open the library at `path`, or make it with `create`.

        While another process writes, a writer waits up to `patience` seconds and says so to `on_wait`. Raises
        LibraryError for a file that is no library, or one of a newer version.
        """
        self._store = Store(path, create=create, patience=patience, on_wait=on_wait)
        self._given = codebook
        self._compare = compare
        self._adder = Adder(self._store)
        self._unread: list[Notice] = []

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        return self._store.path

    @property
    def store(self) -> Store:
        """The open file, for what has no verb here: `library.store.read()` gives a connection."""
        return self._store

    @property
    def codebook(self) -> Codebook:
        """The event types that reports are coded by: those given, else those that the library has kept.

        The latter are asked for anew each time: another process may have had all reports coded by another codebook.
        """
        return self._given if self._given is not None else kept_codebook(self._store)

    def agree_on_codebook(self) -> None:
        """See that reports can be added by the codebook given: SettingError where those here are coded by another."""
        if self._given is not None:
            agree(self._store, self._given)

    def close(self) -> None:
        self._store.close()

    # Adding

    def add(
        self,
        sources: Sequence[str | Path | Report],
        *,
        allow_private: bool = False,
        on_progress: Progress | None = None,
        **options: Any,
    ) -> AddedAll:
        """Read, code and store reports from paths, addresses (http, https) or records; compare their stories.

        Some reports are read, then kept, then the next ones; what the library has is passed over before any reading.
        `options` are those of `tidings.load`. What cannot be read is told in the warnings. Raises SettingError for
        a codebook other than that of the reports in the library.
        """
        self.agree_on_codebook()
        reports, warnings = reports_from(sources, allow_private, options)
        known: list[Added] = []
        fresh: list[Report] = []
        for report in reports:
            found = self._adder.known(content_of(report))
            if found:
                known.append(Added(report=found[0], story=found[1], new=False))
            else:
                fresh.append(report)
        added: list[Added] = []
        self._unread = []
        for lot in coded(fresh, self.codebook, on_progress):
            self._unread += [a.failure for a in lot if a.failure]
            added += self._adder.add(lot, coder=coder_name(self.codebook))
        self._settler.settle()
        return AddedAll(added=(*added, *known), warnings=(*warnings, *self.problems))

    def add_accounts(
        self, accounts: Iterable[Account], *, coder: str | None = None, settle: bool = True, together: int = 1
    ) -> Iterator[Added]:
        """Store accounts that are coded already, as the results are taken, `together` in one transaction.

        A result that was given is on disk. With `settle`, stories are compared after the last of them.
        """
        name = coder or coder_name(self.codebook)
        rest = iter(accounts)
        while lot := list(islice(rest, max(1, together))):
            yield from self._adder.add(lot, coder=name)
        if settle:
            self._settler.settle()

    def settle(self, *, on_progress: Progress | None = None) -> int:
        """Compare the stories that have changed since they were compared; returns how many.

        What a library of an older version lacks beside its stories is made too.
        """
        done = self._settler.settle(on_progress=on_progress)
        fill_offices(self._store, on_progress=on_progress)
        return done

    @property
    def problems(self) -> list[Notice]:
        """Reports that could not be read for events, and stories that could not be compared, when it was last tried;
        all are kept.
        """
        return [*self._unread, *self._settler.problems]

    @cached_property
    def _settler(self) -> Settler:
        from .settling import Settler

        options: dict[str, Any] = {"compare": self._compare} if self._compare else {}
        return Settler(self._store, codebook=self.codebook, **options)

    # Asking

    def stories(self, wanted: Given = "", *, limit: int | None = SHOWN) -> list[Row]:
        """Stories that pass a filter, the ones reported last first."""
        with self._store.read() as db:
            return _rows(queries.stories(db, _filter(wanted), limit))

    def story(self, id: str, *, compare: bool = True) -> Brief:
        """The brief of a story: `tidings.brief`'s views show it. Raises NotFound for an unknown id.

        A story that waits to be compared, such as after an interruption, is compared first; without `compare` it is
        shown as it was compared last, with a warning. Raises Waiting where it never was.
        """
        with self._store.read() as db:
            row = live_story(db, id)
        found: Comparison | None = None
        failed: LibraryError | None = None
        waits = row["compared"] < row["version"]
        if waits and compare:
            try:
                found = self._settler.compared(row["number"])
            except LibraryError as error:
                failed = error
        with self._store.read() as db:
            if found is None:
                data = db.execute("SELECT data FROM comparisons WHERE story = ?", (row["number"],)).fetchone()
                if data is None:
                    raise failed or _not_compared(row)
                found = unpack(Comparison, data[0])
            rows = db.execute(
                "SELECT r.*, c.reading FROM reports r JOIN codings c ON c.report = r.number AND c.current "
                "WHERE r.story = ? ORDER BY r.number",
                (row["number"],),
            ).fetchall()
        found = replace(found, story=replace(found.story, title=row["renamed"] or row["title"]))
        told = {r["id"]: (report_of(r), r["reading"]) for r in rows}
        shown = [told[r] for r in found.story.reports if r in told]
        warnings: tuple[Notice, ...] = ()
        if failed:
            warnings = (Notice(code="waiting", message=f"shown as it was compared before: {failed}"),)
        elif waits and not compare:
            warnings = (Notice(code="waiting", message=_WAITS),)
        return Brief(
            reports=tuple(report for report, _ in shown),
            comparisons=(found,),
            segments={report.id: unpack_segments(report, reading) for report, reading in shown},
            warnings=warnings,
        )

    def events(self, wanted: Given = "", *, limit: int | None = SHOWN, oldest_first: bool = False) -> list[Row]:
        """Events that pass a filter, the latest first and the undated last."""
        with self._store.read() as db:
            return _rows(queries.events(db, _filter(wanted), limit, oldest_first=oldest_first))

    def iterate_events(self, wanted: Given = "") -> Iterator[Row]:
        """All events that pass a filter, few of them in memory at a time."""
        with self._store.read() as db:
            yield from queries.iterate_events(db, _filter(wanted))

    def actors(self, wanted: Given = "", *, limit: int | None = SHOWN) -> list[Row]:
        """Actors of the events that pass a filter, the most frequent first."""
        with self._store.read() as db:
            return _rows(queries.actors(db, _filter(wanted), limit))

    def dyads(
        self, wanted: Given = "", *, limit: int | None = SHOWN, period: str = "all", countries: bool = False
    ) -> list[Row]:
        """Who with whom: counts by quad category and mean intensity, by 'day', 'month', 'year' or over all."""
        with self._store.read() as db:
            return _rows(dyads(db, _filter(wanted), limit, period=period, countries=countries))

    def upcoming(self, wanted: Given = "", *, limit: int | None = SHOWN, today: dt.date | None = None) -> list[Row]:
        """Planned events that are not over, the soonest first."""
        with self._store.read() as db:
            return _rows(queries.upcoming(db, _filter(wanted), limit, today=today or dt.date.today()))

    def search(self, wanted: Given, *, limit: int | None = SHOWN) -> list[Row]:
        """Reports with the words of a filter, the best first, with a snippet of each."""
        with self._store.read() as db:
            return _rows(queries.search(db, _filter(wanted), limit))

    def news(self, since: str | dt.datetime = "24h", wanted: Given = "", *, limit: int | None = None) -> list[Row]:
        """Each change since a moment, or in a stretch of time back from now ('24h', '7d'); the newest first."""
        with self._store.read() as db:
            return _rows(queries.news(db, moment(since), _filter(wanted), limit))

    def digest(self, since: str | dt.datetime = "24h", wanted: Given = "", *, limit: int | None = None) -> list[Row]:
        """What is new since a moment, a row for each story and each event that changed: from its first state to
        its last; the newest first."""
        with self._store.read() as db:
            return queries.digest(db, moment(since), _filter(wanted), limit)

    def show(self, id: str) -> Row:
        """One report, event or actor by its id: all that the library knows of it."""
        with self._store.read() as db:
            return show(db, id)

    def report(self, id: str) -> Report:
        """A report as it was stored."""
        with self._store.read() as db:
            return report_of(find(db, "reports", id, noun="report"))

    # Correcting

    def merge_actors(self, into: str, *others: str, user: str | None = None, note: str | None = None) -> int:
        """Say that actors are one, who goes by the id `into`; returns the judgement's number."""
        return self._judged(judging.merge_actors(self._store, into, others, user=user, note=note))

    def rename_actor(self, id: str, *, user: str | None = None, note: str | None = None, **fields: str) -> int:
        """Correct an actor's `name`, `country`, `sector` or `kind`."""
        return self._judged(judging.rename_actor(self._store, id, fields, user=user, note=note))

    def split_actor(
        self, id: str, reports: Sequence[str], name: str, *, user: str | None = None, note: str | None = None
    ) -> int:
        """Say that in some reports the actor is another one, named `name`."""
        return self._judged(judging.split_actor(self._store, id, reports, name, user=user, note=note))

    def merge_stories(self, into: str, *others: str, user: str | None = None, note: str | None = None) -> int:
        """Say that stories are one, which goes by the id `into`."""
        return self._judged(judging.merge_stories(self._store, into, others, user=user, note=note))

    def split_story(
        self, id: str, reports: Sequence[str], *, user: str | None = None, note: str | None = None
    ) -> tuple[int, str]:
        """Make another story of some reports; returns the judgement's number and the new story's id."""
        number, story = judging.split_story(self._store, id, reports, user=user, note=note)
        return self._judged(number), story

    def rename_story(self, id: str, title: str, *, user: str | None = None, note: str | None = None) -> int:
        """Give a story a title that stays."""
        return self._judged(judging.rename_story(self._store, id, title, user=user, note=note))

    def undo(self, number: int) -> str:
        """Take a judgement back; returns what kind it was."""
        kind = judging.undo(self._store, number)
        self._judged(number)
        return kind

    def judgements(self) -> list[Row]:
        """All judgements, also those taken back, the newest first."""
        with self._store.read() as db:
            return _rows(queries.judgements(db, None))

    def _judged(self, number: int) -> int:
        self._adder.forget()
        self._settler.settle()
        return number

    def remove(self, id: str) -> str:
        """Take a report out, with all that rests on it alone; returns its story's id."""
        story = adding.remove(self._store, id)
        self._adder.forget()
        self._settler.settle()
        with self._store.write() as db:
            adding.tidy_actors(db)
        self._store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return story

    def recode(self, wanted: Given = "", *, coder: str | None = None, on_progress: Progress | None = None) -> int:
        """Read and code reports again, such as with a better model; judgements stay, old codings are kept.

        Reports that this coder has read already are passed over. Returns how many were read. Raises SettingError
        for another codebook and a filter: all reports of a library are coded by one. One that cannot be read keeps the
        coding it has, and is among the `problems`.
        """
        self._unread = []
        if self._given is not None:
            if _filter(wanted) != Filter():
                self.agree_on_codebook()
            keep(self._store, self._given)
        name = coder or coder_name(self.codebook)
        with self._store.read() as db:
            sql = reports_conditions(db, _filter(wanted))
            text = (
                "SELECT r.* FROM reports r JOIN codings c ON c.report = r.number AND c.current "
                f"WHERE c.coder <> ?{sql.conditions} ORDER BY r.number"
            )
            reports = [report_of(r) for r in db.execute(text, [name, *sql.values])]
        for lot in coded(reports, self.codebook, on_progress):
            self._unread += [a.failure for a in lot if a.failure]
            for account in lot:
                if not account.failure:
                    self.replace_coding(account, coder=name)
        self._settler.settle()
        return len(reports) - len(self._unread)

    def replace_coding(self, account: Account, *, coder: str) -> None:
        """Put a new coding of a stored report beside its old ones, and have its story compared again."""
        with self._store.write() as db:
            row = find(db, "reports", account.report.id, noun="report")
            db.execute("UPDATE codings SET current = 0, reading = NULL WHERE report = ?", (row["number"],))
            db.execute(
                "INSERT INTO codings (report, coder, made, current, reading, mentions) VALUES (?, ?, ?, 1, ?, ?)",
                (row["number"], coder, now(), pack_reading(account), pack(account.mentions)),
            )
            db.execute("UPDATE stories SET version = version + 1 WHERE number = ?", (row["story"],))

    def codings(self, id: str) -> list[tuple[str, str, tuple[EventMention, ...]]]:
        """The codings of a report, the oldest first: coder, time, event mentions."""
        with self._store.read() as db:
            number = find(db, "reports", id, noun="report")["number"]
            rows = db.execute("SELECT * FROM codings WHERE report = ? ORDER BY number", (number,)).fetchall()
        kind: Any = tuple[EventMention, ...]
        return [(r["coder"], r["made"], unpack(kind, r["mentions"])) for r in rows]

    # Keeping

    def stats(self) -> dict[str, Any]:
        """Counts, dates and sizes."""
        return care.stats(self._store)

    def check(self) -> list[str]:
        """What is wrong with the file; an empty list where all is well."""
        return care.check(self._store)

    def mend(self) -> None:
        """Build again what is made of other tables: the index of words, the columns beside stories."""
        care.mend(self._store)

    def backup(self, target: str | Path) -> None:
        """Copy the library to a new file, while it is in use."""
        care.backup(self._store, target)


def _rows(keyed: Keyed) -> list[Row]:
    return [row for _, row in keyed]


def _filter(given: Given) -> Filter:
    return given if isinstance(given, Filter) else parse(given)


def _not_compared(row: sqlite3.Row) -> LibraryError:
    if row["compared"]:
        return Ended(f"the story '{row['id']}' has just ended; see `tidings stories`")
    return Waiting(f"the story '{row['id']}' has not been compared yet; `tidings settle` does that")
