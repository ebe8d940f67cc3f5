"""The local engine: processes of this machine, each with its own models, a shard at a time.

Every worker is a pool of one process, so that one that dies names its shard and takes no other with it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from ..errors import ArchiveError
from .plan import Shard
from .shard import Job, Outcome
from .worker import begin_worker, ready, work

SHARDS_A_WORKER = 64  # before it is replaced: the parser keeps every word that it has ever seen
WORKER_BYTES = 4_000_000_000  # of data; a worker takes a fifth of it, and a report that makes it take all ends it
_START_SECONDS = 300.0


def run_locally(
    shards: Sequence[Shard], job: Job, *, workers: int, memory: int | None = WORKER_BYTES
) -> Iterator[Outcome]:
    """Code shards in `workers` processes; outcomes come as they are ready, the files carry the order.

    A worker that dies is replaced and its shard given out again, until the shard sets itself aside. Ends early,
    with the outcome that says so, when the disk is full. Raises ArchiveError where no worker can begin.
    """
    left = list(reversed(shards))
    pools = [_Worker(memory) for _ in range(min(workers, len(shards)))]  # they begin side by side
    at_work: dict[Future[Outcome], tuple[_Worker, Shard]] = {}
    full = False
    try:
        for worker in pools:
            worker.check()
        for worker in pools:
            if left:
                shard = left.pop()
                at_work[worker.give(shard, job)] = (worker, shard)
        while at_work:
            done, _ = wait(at_work, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda f: at_work[f][1].id):
                worker, shard = at_work.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    worker.replace()
                    worker.check()
                    left.append(shard)
                else:
                    full = full or outcome.state == "full"
                    yield outcome
                if left and not full:
                    shard = left.pop()
                    at_work[worker.give(shard, job)] = (worker, shard)
    finally:
        for worker in pools:
            worker.end()


class _Worker:
    """A process that codes, and is started again when it has died."""

    def __init__(self, memory: int | None) -> None:
        self._memory = memory
        self._begin()

    def _begin(self) -> None:
        self._pool = ProcessPoolExecutor(
            1,
            mp_context=get_context("spawn"),
            initializer=begin_worker,
            initargs=(self._memory,),
            max_tasks_per_child=SHARDS_A_WORKER,
        )
        self._ready = self._pool.submit(ready)

    def check(self) -> None:
        """Wait until the process is up. Raises ArchiveError where it ends instead: the next one would too."""
        try:
            self._ready.result(timeout=_START_SECONDS)
        except Exception as error:  # whatever keeps it from importing
            raise ArchiveError(
                f"a worker process ended as it began ({type(error).__name__}). Try `tidings brief` on one report to "
                "see whether the installation is whole, and --memory with more"
            ) from error

    def give(self, shard: Shard, job: Job) -> Future[Outcome]:
        return self._pool.submit(work, shard, job)

    def replace(self) -> None:
        self._pool.shutdown(wait=True)
        self._begin()

    def end(self) -> None:
        """End the process at once: what it coded is stored, and taking its models apart would take half a second."""
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            with contextlib.suppress(OSError, ValueError):
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
