"""The Ray engine, on a real cluster of this machine with two actors."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import archive_samples
from archive_samples import PROSE, code_or_die_once, write_jsonl
from tidings.archive import ArchiveError, on_ray, query, run
from tidings.archive.plan import Shard
from tidings.archive.shard import Job, Outcome, code_shard

LONGEST = 180  # seconds after which Ray is taken to hang; ten times what the test needs


def inline(shards: Sequence[Shard], job: Job) -> Iterator[Outcome]:
    return map(code_shard, shards, [job] * len(shards))


@pytest.fixture
def cluster() -> Iterator[Path]:
    """Where Ray keeps logs and sockets; the path of a test's own folder is too long for a socket.

    Whatever the test does, its cluster has ended after it.
    """
    with TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", folder)
        patch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        before = signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(LONGEST)
        try:
            yield Path(folder)
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
            import ray

            if ray.is_initialized():
                ray.shutdown()


def _too_long(*_: Any) -> None:
    raise TimeoutError(f"Ray has not answered for {LONGEST} seconds")


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that work in a folder, where the system tells."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it has ended
            continue
        if str(folder) in line:
            found.append(line[:200])
    return found


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'tidings[ray]'")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ray's own
def test_two_actors_give_the_files_that_one_process_gives_though_one_of_them_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Path
) -> None:
    import ray

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(archive_samples.__file__).parent)]))
    mark = tmp_path / "mark"
    rows: list[Any] = [{"text": f"{PROSE} It was the {n}th time.", "outlet": "The Post"} for n in range(30)]
    path = write_jsonl(tmp_path / "a.jsonl", [*rows, {"text": f"{PROSE} KILLS ONCE {mark} ."}])
    options: dict[str, Any] = {"coder": code_or_die_once, "slice_bytes": 2_000}
    done = run([path], tmp_path / "ray", engine="ray", workers=2, **options)
    assert mark.exists()  # an actor was killed
    assert not ray.is_initialized()
    assert processes_of(cluster) == []
    assert done.aside == ()
    assert done.sealed.counts.documents == 31
    assert done.shards > 3
    here = run([path], tmp_path / "here", engine=inline, **options)
    assert here.sealed == done.sealed
    for table in ("reports", "origins", "signals"):
        ours = sorted((tmp_path / "ray" / table).rglob("*.parquet"))
        theirs = sorted((tmp_path / "here" / table).rglob("*.parquet"))
        assert [p.name for p in ours] == [p.name for p in theirs]
        assert [p.read_bytes() for p in ours] == [p.read_bytes() for p in theirs]
    assert len({r["id"] for r in query(tmp_path / "ray", "SELECT id FROM reports")}) == 31


def test_without_ray_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> Any:
        raise ImportError(f"no module named {name}")

    monkeypatch.setattr(on_ray, "import_module", none)
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": PROSE}])
    with pytest.raises(ArchiveError, match=r"pip install 'tidings\[ray\]'"):
        run([path], tmp_path / "lake", engine="ray", workers=1)


def test_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    class Ray:
        @staticmethod
        def init(**_: Any) -> None:
            raise ConnectionError("no head node")

    with pytest.raises(ArchiveError, match="cluster at auto could not be reached"):
        on_ray._begin(Ray, 2, "auto")
