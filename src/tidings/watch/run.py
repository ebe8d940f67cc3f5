"""The rounds of `watch`: which feeds are due, what is new in them, what is told of it. It survives what feeds do."""

from __future__ import annotations

import datetime as dt
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..errors import LibraryError, TidingsError
from ..ingest.fetch import Fetcher, FetchError, report_of_page
from ..library import Library
from ..library.rows import now, stamp
from ..records import Notice, Report
from . import alerts
from .entries import Entry, NoFeed, entries_of, report_of_entry
from .log import Log, to_stderr
from .manners import Polite
from .settings import Feed, Settings

LONGEST_BACK_OFF = 86_400.0  # seconds
GONE_SECONDS = 7 * 86_400.0  # before a feed that is gone is asked for again
MOST_TRIES = 5  # of one page; then it is left
LONGEST_NAP = 60.0  # seconds between two looks at what is due
_PRIVATE = "private-address"
_LASTING = frozenset({"robots", _PRIVATE, "bad-address", "too-large", "http-404", "http-410"})


@dataclass(slots=True)
class _Round:
    """One reading of one feed."""

    feed: Feed
    reports: list[tuple[Entry, Report]] = field(default_factory=list)
    outcomes: list[tuple[str, str]] = field(default_factory=list)  # (entry's key, outcome)
    pending: bool = False


class Watch:
    """Follows the feeds of some settings into a library. `log`, `sleep` and `clock` are seams for tests."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        *,
        allow_private: bool = False,
        log: Log = to_stderr,
        sleep: Callable[[float], object] | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        self._library = library
        self._settings = settings
        self._allow_private = allow_private
        self._log = log
        self._stop = threading.Event()
        self._sleep = sleep or self._stop.wait
        self._polite = Polite(fetcher or Fetcher(allow_private=allow_private), pace=settings.pace, sleep=self._sleep)

    def run(self, *, once: bool = False) -> None:
        """Read feeds until stopped (Ctrl-C, SIGTERM), or `once`."""
        former = self._catch_signals()
        try:
            self._log("info", "started", feeds=len(self._settings.feeds), alerts=len(self._settings.alerts))
            self._guarded(self._tell)  # what an earlier process did not get to
            while not self._stop.is_set():
                self._guarded(partial(self._round, once))
                self._guarded(self._tell)
                if once:
                    break
                self._sleep(min(LONGEST_NAP, self._nap()))
            self._log("info", "stopped")
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def _round(self, once: bool) -> None:
        for feed in self._settings.feeds:
            if self._stop.is_set():
                return
            if self._due(feed, once):
                self.read(feed)

    def stop(self) -> None:
        """End the run after what is being done."""
        self._stop.set()

    def read(self, feed: Feed) -> int:
        """Read one feed now; returns how many reports were new. Whatever goes wrong is logged and backed off."""
        try:
            return self._read(feed)
        except FetchError as error:
            self._back_off(feed, error.code, str(error), error.retry_after)
        except NoFeed as error:
            self._back_off(feed, "no-feed", f"{feed.url}: {error}", None)
        except LibraryError as error:
            self._back_off(feed, "library", str(error), None)
        except TidingsError as error:
            self._back_off(feed, "unreadable", str(error), None)
        except Exception as error:  # a feed can break a parser in ways nobody has seen: the others go on
            self._back_off(feed, "internal", f"{type(error).__name__}: {error}", None)
        return 0

    def _read(self, feed: Feed) -> int:
        state = self._state(feed)
        headers = {"If-None-Match": state["etag"], "If-Modified-Since": state["modified"]}
        page = self._polite.get(feed.url, headers={k: v for k, v in headers.items() if v})
        if page.status == 304:
            self._done(feed, "unchanged", state["etag"], state["modified"])
            self._log("info", "feed-unchanged", feed=feed.url)
            return 0
        found = entries_of(page.body, dict(page.headers), page.url)
        if page.moved:
            self._log("warning", "feed-moved", feed=feed.url, to=page.moved)
        if found.problem:
            self._log("warning", "feed-broken", feed=feed.url, problem=found.problem, entries=len(found.entries))
        taken = _Round(replace(feed, outlet=feed.outlet or found.title))
        for entry in found.entries:
            if self._stop.is_set():
                taken.pending = True
                break
            tries = self._tries(feed, entry)
            if tries is not None:
                self._take(taken, entry, last_try=tries + 1 >= MOST_TRIES)
        new = self._keep(taken)
        etag, modified = page.headers.get("etag"), page.headers.get("last-modified")
        # Entries that could not be read yet are asked for again, so the feed must not answer 'unchanged'.
        self._done(feed, "read", None if taken.pending else etag, None if taken.pending else modified)
        self._log("info", "feed-read", feed=feed.url, entries=len(found.entries), new=new)
        return new

    def _take(self, taken: _Round, entry: Entry, *, last_try: bool) -> None:
        """The report of an entry, from its page, or from the feed's own text where the page is not to be had."""
        feed = taken.feed
        report: Report | None = None
        outcome = "empty"
        if feed.pages and entry.link:
            said: Sequence[Notice] = ()
            try:
                report, said = report_of_page(self._polite.get(entry.link), outlet=feed.outlet)
            except FetchError as error:
                outcome = self._page_failed(taken, entry, error, last_try)
                if outcome == "failed":
                    return
            for notice in said:
                self._log("warning", notice.code, feed=feed.url, page=entry.link, problem=notice.message[:300])
        if report is None:
            report = report_of_entry(entry, outlet=feed.outlet)
        if report is None:
            taken.outcomes.append((entry.key, outcome))
            self._log("warning", "entry-empty", feed=feed.url, entry=entry.key[:300])
            return
        if report.published is None and entry.published is not None:
            from ..ingest import report_from_text

            report = report_from_text(
                report.text, title=report.title, outlet=report.outlet, url=report.url, published=entry.published
            )
        taken.reports.append((entry, report))

    def _page_failed(self, taken: _Round, entry: Entry, error: FetchError, last_try: bool) -> str:
        """Log it; 'failed' where it is to be tried again, 'refused' where it never will be had."""
        over = error.code in _LASTING or last_try
        self._log(
            "warning",
            "page-not-read",
            feed=taken.feed.url,
            page=entry.link,
            code=error.code,
            problem=str(error)[:300],
            then="feed's own text" if over else "tried again",
        )
        if over:
            return "refused"
        taken.pending = True
        taken.outcomes.append((entry.key, "failed"))
        return "failed"

    def _keep(self, taken: _Round) -> int:
        """Store the reports, then what became of each entry; both can be repeated without harm."""
        added = self._library.add([r for _, r in taken.reports]) if taken.reports else None
        for notice in added.warnings if added else ():
            self._log("warning", notice.code, feed=taken.feed.url, report=notice.report, problem=notice.message[:300])
        ids = {a.report for a in added.added} if added else set()
        rows = [(taken.feed.url, e.key, now(), "kept", r.id if r.id in ids else None) for e, r in taken.reports]
        rows += [(taken.feed.url, key, now(), outcome, None) for key, outcome in taken.outcomes]
        with self._library.store.write() as db:
            db.executemany(
                "INSERT INTO feed_items (feed, item, at, outcome, report) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET at = excluded.at, outcome = excluded.outcome, "
                "report = excluded.report, tries = tries + 1",
                rows,
            )
        return added.new if added else 0

    def _tries(self, feed: Feed, entry: Entry) -> int | None:
        """How often an entry was tried in vain; None for one that is done with."""
        with self._library.store.read() as db:
            row = db.execute(
                "SELECT outcome, tries FROM feed_items WHERE feed = ? AND item = ?", (feed.url, entry.key)
            ).fetchone()
        if row is None:
            return 0
        return int(row["tries"]) if row["outcome"] == "failed" and row["tries"] < MOST_TRIES else None

    def _tell(self) -> None:
        if self._settings.alerts:
            alerts.gather(self._library, self._settings.alerts)
            alerts.send(self._library, self._settings.alerts, log=self._log, allow_private=self._allow_private)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Go on after a library that cannot be read or written for a while: on a full disk, or locked."""
        try:
            work()
        except TidingsError as error:
            self._log("error", "library", problem=str(error)[:500])

    # The state of feeds

    def _state(self, feed: Feed) -> Any:
        with self._library.store.read() as db:
            row = db.execute("SELECT * FROM feeds WHERE url = ?", (feed.url,)).fetchone()
        return row or {"etag": None, "modified": None, "failures": 0, "due": None, "last_status": None}

    def _due(self, feed: Feed, once: bool) -> bool:
        """With `once` all feeds are due but those that are backed off from, which is said."""
        state = self._state(feed)
        if state["due"] is None or state["due"] <= now():
            return True
        if state["last_status"] == _PRIVATE and self._allow_private:  # what kept it from being read is gone
            return True
        if once and state["failures"]:
            self._log("info", "feed-waits", feed=feed.url, last=state["last_status"], until=state["due"])
        return once and not state["failures"]

    def _nap(self) -> float:
        try:
            waits = [self._state(f)["due"] for f in self._settings.feeds]
        except LibraryError:
            return LONGEST_NAP
        soonest = min((w for w in waits if w), default=None)
        if soonest is None:
            return LONGEST_NAP
        left = (dt.datetime.fromisoformat(soonest) - dt.datetime.now(dt.UTC)).total_seconds()
        return max(0.5, left)

    def _done(self, feed: Feed, status: str, etag: str | None, modified: str | None) -> None:
        self._write_state(feed, feed.every, 0, status, etag, modified)

    def _back_off(self, feed: Feed, code: str, problem: str, retry_after: float | None) -> None:
        """Wait twice as long after each failure, and at least as long as the server asks."""
        try:
            state = self._state(feed)
            failures = int(state["failures"]) + 1
            wait = GONE_SECONDS if code == "http-410" else min(LONGEST_BACK_OFF, feed.every * 2 ** min(20, failures))
            wait = max(wait, retry_after or 0.0)
            self._log("warning", "feed-failed", feed=feed.url, code=code, problem=problem[:500], again_in=round(wait))
            self._write_state(feed, wait, failures, code, state["etag"], state["modified"])
        except LibraryError as error:  # such as a full disk: the state is kept another time
            self._log("error", "library", feed=feed.url, problem=str(error)[:500])

    def _write_state(
        self, feed: Feed, wait: float, failures: int, status: str, etag: str | None, modified: str | None
    ) -> None:
        due = stamp(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait))
        with self._library.store.write() as db:
            db.execute(
                "INSERT INTO feeds (url, etag, modified, due, failures, last_status, last_read) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET etag = excluded.etag, "
                "modified = excluded.modified, due = excluded.due, failures = excluded.failures, "
                "last_status = excluded.last_status, last_read = excluded.last_read",
                (feed.url, etag, modified, due, failures, status, now()),
            )

    def _catch_signals(self) -> dict[int, Any]:
        """SIGTERM ends the run as Ctrl-C does: after what is being done."""
        if threading.current_thread() is not threading.main_thread():
            return {}
        return {n: signal.signal(n, lambda *_: self.stop()) for n in (signal.SIGTERM, signal.SIGINT)}
