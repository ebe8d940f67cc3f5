"""Lots that are worked on together."""

from __future__ import annotations

from tidings.batches import batches


def test_of_long_things_fewer_go_together() -> None:
    things = ["a" * 30, "b" * 100, "c" * 70, "d" * 400, *"e" * 25]
    lots = list(batches(things, most=10, letters=160, length=len))
    assert [len(lot) for lot in lots] == [2, 1, 1, 10, 10, 5]
    assert [thing for lot in lots for thing in lot] == things
    assert not list(batches([], most=10, letters=160, length=len))
