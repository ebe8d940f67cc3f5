"""kill -9 at any moment loses no finished report and needs no repair."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from library_samples import numbered
from tidings.library import Library

KILLS = 60
REPORTS = 300  # added again and again from where the last process was killed
LONGEST = 0.15  # seconds that a process lives after it has begun to add
SETTLED_EVERY = 4


def add_for_ever(path: Path, acknowledged: Path, begun: int, first: int) -> None:
    """What the process that is killed does: add reports, write down each that it was told is kept."""
    with acknowledged.open("ab", buffering=0) as said, Library(path, create=True) as library:
        for k in range(10**9):
            n = (first + k) % REPORTS
            (added,) = library.add_accounts([numbered(n)], coder="killed", settle=n % SETTLED_EVERY == 0)
            said.write(f"{added.report} {added.story}\n".encode())
            if k == 0:
                os.write(begun, b"!")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked, to spare sixty starts of Python")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_killed_at_random_points_nothing_finished_is_lost(tmp_path):
    path, acknowledged = tmp_path / "killed.tidings", tmp_path / "acknowledged"
    chance = random.Random(20220908)  # noqa: S311 (moments of killing, no secret)
    kept: set[str] = set()
    with Library(tmp_path / "warm.tidings", create=True) as warm:  # what is loaded once, each process then has
        list(warm.add_accounts([numbered(n) for n in range(9)], coder="warm"))
    for _ in range(KILLS):
        begun, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(begun)
            try:
                add_for_ever(path, acknowledged, told, len(kept))
            finally:
                os._exit(1)
        os.close(told)
        assert os.read(begun, 1) == b"!"
        os.close(begun)
        time.sleep(chance.random() * LONGEST)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == signal.SIGKILL
        lines = acknowledged.read_bytes().splitlines(keepends=True)
        finished = {line.split()[0].decode() for line in lines if line.endswith(b"\n")}
        with Library(path) as library:
            there = {r[0] for r in library.store.db.execute("SELECT id FROM reports")}
            assert finished <= there
            assert kept <= there
            assert library.store.db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            kept = there
    with Library(path) as library:
        list(library.add_accounts((numbered(n) for n in range(REPORTS)), coder="killed"))
        assert library.check() == []
        assert library.stats()["reports"] == REPORTS
        assert library.stats()["stories_waiting"] == 0
        events = library.stats()["events"]
        stories = sorted(s["reports"] for s in library.stories(limit=None))
    with Library(tmp_path / "whole.tidings", create=True) as whole:
        list(whole.add_accounts((numbered(n) for n in range(REPORTS)), coder="killed"))
        assert sorted(s["reports"] for s in whole.stories(limit=None)) == stories
        assert whole.stats()["events"] == events
    assert len(kept) >= KILLS  # the processes did come to something
