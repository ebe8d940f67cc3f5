"""A worker process: how it begins. Nothing heavy is imported before the number of threads is set."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .plan import Shard
    from .shard import Job, Outcome

# A worker is for one core: libraries that start a thread for each core would get in each other's way.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ORT_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
# Allocations between Python's looks for rubbish that counting leaves over: coding leaves next to none, and looking as
# often as Python does by itself takes a worker 3% of its time.
RARELY = (50_000, 20, 100)
# What glibc's `mallopt` is told: freed memory up to so many bytes is kept for the next matrices, and matrices up to so
# many come from it.
_TRIM_THRESHOLD, _KEPT_BYTES = -1, 1 << 29
_MMAP_THRESHOLD, _MATRIX_BYTES = -3, 1 << 25


def begin_worker(memory: int | None) -> None:
    """Set a new process up; `memory` is the most bytes of data that it may take, where the system can bound it."""
    import signal

    for_one_core()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    if memory:
        bound_memory(memory)


def for_one_core() -> None:
    """Set a process up to code shards on one core, before it imports what does the work."""
    os.environ.update(ONE_THREAD)
    gc.set_threshold(*RARELY)
    keep_freed_memory()


def keep_freed_memory() -> None:
    """Give memory back to the system seldom: asking for it anew, batch after batch, takes a worker 2% of its time. A
    hint, for glibc only.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # no such library here, or one without `mallopt`
        library = ctypes.CDLL(None)
        library.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
        library.mallopt(_MMAP_THRESHOLD, _MATRIX_BYTES)


def bound_memory(memory: int) -> None:
    """From here on the process fails at more than so many bytes, instead of the machine."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def ready() -> int:
    """The worker's process id, once it has begun and can import what it needs."""
    from . import shard

    return os.getpid() if shard else 0


def work(shard: Shard, job: Job) -> Outcome:
    from .shard import code_shard

    return code_shard(shard, job)
