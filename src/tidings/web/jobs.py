"""Reports being added: one lot at a time, in a thread of its own, each lot with what can be told of it."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ..errors import TidingsError
from ..library import AddedAll
from .state import Progress

log = logging.getLogger(__name__)

Work = Callable[[Progress], AddedAll]
_MOST_KEPT = 200  # lots that are told of; the oldest finished ones are forgotten
_MOST_WAITING = 20
_ID_BYTES = 9


@dataclass(kw_only=True)
class Job:
    """One lot of reports on its way into the library."""

    id: str
    title: str  # what was given, in words
    state: str = "waiting"  # then reading, comparing, done or failed
    done: int = 0
    total: int = 0
    outcome: AddedAll | None = None
    problem: str | None = None
    position: int = 0  # lots before it
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed")


class Busy(Exception):
    """Too many lots wait already."""


class Jobs:
    """The lots of one desk. One is read at a time: a library has one writer, and the parser one machine."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="adding")

    def start(self, title: str, work: Work) -> Job:
        """Put a lot in the queue. Raises Busy where the queue is full."""
        with self._lock:
            waiting = sum(not j.over for j in self._jobs.values())
            if waiting >= _MOST_WAITING:
                raise Busy
            job = Job(id=secrets.token_urlsafe(_ID_BYTES), title=title, position=waiting)
            self._jobs[job.id] = job
            for old in [j for j in self._jobs.values() if j.over][: max(0, len(self._jobs) - _MOST_KEPT)]:
                del self._jobs[old.id]
        self._pool.submit(self._run, job, work)
        return job

    def get(self, id: str) -> Job | None:
        with self._lock:
            return self._jobs.get(id)

    def all(self) -> list[Job]:
        """The lots that are remembered, the newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def close(self) -> None:
        """Give up what waits, let what is being read come to its end."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, work: Work) -> None:
        def told(done: int, total: int) -> None:
            job.done, job.total = done, total
            job.state = "comparing" if total and done >= total else "reading"

        job.state = "reading"
        try:
            job.outcome = work(told)
            job.state = "done"
        except TidingsError as error:
            job.problem, job.state = str(error), "failed"
        except Exception:
            log.exception("reports could not be added")
            job.problem = "The desk made a mistake while it read this; nothing more was kept. Its log says more."
            job.state = "failed"
        finally:
            job.finished.set()
