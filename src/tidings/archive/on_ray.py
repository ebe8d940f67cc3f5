"""The Ray engine: the same function on a cluster, by Ray Data's pool of actors. It needs pip install 'tidings[ray]'.

All nodes must see the archive's folder, and the inputs, under the same paths.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ..errors import ArchiveError
from .plan import Shard
from .shard import Job, Outcome
from .worker import ONE_THREAD, for_one_core, work

_TALK = ("enable_progress_bars", "print_on_execution_start")


class CodeShards:
    """An actor: it lives as long as the run, so that the models are loaded once."""

    def __init__(self, job: bytes) -> None:
        for_one_core()
        self._job: Job = pickle.loads(job)  # noqa: S301 (sent by this run's own driver)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        outcomes = [work(pickle.loads(bytes(one)), self._job) for one in batch["shard"]]  # noqa: S301 (as above)
        return {"outcome": [pickle.dumps(one) for one in outcomes]}


def run_on_ray(shards: Sequence[Shard], job: Job, *, workers: int, address: str | None = None) -> Iterator[Outcome]:
    """Code shards in `workers` actors of the cluster at `address`, or of one that is begun here and ended after.

    Raises ArchiveError where Ray is not installed or the cluster cannot be reached.
    """
    ray, data = _ray()
    own = not ray.is_initialized()
    try:
        if own:
            _begin(ray, workers, address)
        rows = [{"shard": pickle.dumps(shard)} for shard in shards]
        # Ray restarts an actor that is lost, and gives its shard out again, without end: what bounds the tries of a
        # shard is written beside the archive.
        with _quiet(data):
            coded = data.from_items(rows, override_num_blocks=len(rows)).map_batches(
                CodeShards,
                fn_constructor_args=(pickle.dumps(job),),
                batch_size=1,
                num_cpus=1,
                compute=data.ActorPoolStrategy(size=min(workers, len(rows)), max_tasks_in_flight_per_actor=1),
            )
            for row in coded.iter_rows():
                outcome: Outcome = pickle.loads(row["outcome"])  # noqa: S301 (as above)
                yield outcome
                if outcome.state == "full":
                    return
    finally:
        if own and ray.is_initialized():
            ray.shutdown()


@contextmanager
def _quiet(data: Any) -> Iterator[None]:
    """No bars and plans of Ray's own: the run tells its progress itself."""
    context, log = data.DataContext.get_current(), logging.getLogger("ray.data")
    before, level = {name: getattr(context, name) for name in _TALK}, log.level
    try:
        for name in _TALK:
            setattr(context, name, False)
        log.setLevel(logging.ERROR)
        yield
    finally:
        log.setLevel(level)
        for name, value in before.items():
            setattr(context, name, value)


def _begin(ray: Any, workers: int, address: str | None) -> None:
    environment = {"env_vars": ONE_THREAD}
    try:
        if address:
            ray.init(address=address, runtime_env=environment, log_to_driver=False, logging_level="error")
        else:
            ray.init(
                num_cpus=workers,
                runtime_env=environment,
                include_dashboard=False,
                log_to_driver=False,
                logging_level="error",
            )
    except (ConnectionError, RuntimeError, ValueError) as error:
        where = f"the cluster at {address}" if address else "a cluster on this machine"
        raise ArchiveError(f"{where} could not be reached ({error}). See `ray status`") from error


def _ray() -> tuple[Any, Any]:
    try:
        return import_module("ray"), import_module("ray.data")
    except ImportError as error:
        raise ArchiveError(f"--engine ray needs Ray ({error}); pip install 'tidings[ray]'") from error
