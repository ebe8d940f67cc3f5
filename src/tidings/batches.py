"""What is worked on together: memory grows with the letters, so that of long things fewer go together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(
    things: Iterable[Thing], *, most: int, letters: int, length: Callable[[Thing], int]
) -> Iterator[list[Thing]]:
    """Lots of at most `most` things and `letters` letters together, in order; what is longer stands alone."""
    batch: list[Thing] = []
    together = 0
    for one in things:
        long = length(one)
        if batch and (len(batch) == most or together + long > letters):
            yield batch
            batch, together = [], 0
        batch.append(one)
        together += long
    if batch:
        yield batch
