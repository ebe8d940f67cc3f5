"""How telling it is to hold a word: much where few others hold it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence


def how_telling(bags: Sequence[Iterable[str]]) -> Mapping[str, float]:
    """For each key of some bags (of a sentence, of a clause) the logarithm of how few of the bags hold it.

    >>> weights = how_telling([{"treaty", "sign"}, {"treaty", "reject"}])
    >>> weights["sign"] > weights["treaty"]
    True
    """
    held = Counter(key for bag in bags for key in bag)
    return {key: math.log(1 + len(bags) / n) for key, n in held.items()}
