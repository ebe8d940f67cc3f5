"""Which reports of a shard rest on one text, in the memory of a worker.

The library's own test (`stories.origins`) decides; a sketch of each report finds the few that it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..records import Account, Origin
from ..stories import origins
from ..stories.origins import BANDS, HASHES, SEED, SHINGLE_WORDS

# Share of hashes that agree from which two reports are looked at: a quarter of the shorter text in one of twice its
# length (the least that makes a copy, between two that credit one agency) agrees in an eighth of them.
LOOKED_AT = 0.07
MOST_WORDS = 1_500  # of a report that are sketched: copies share their tops and middles
_WORD = re.compile(r"[^\W_]+")

Sketches = npt.NDArray[np.uint32]


def sketch(account: Account) -> list[int]:
    """A report's minhash over runs of words of its body."""
    from rensa import RMinHash

    text, body = account.report.text, [s for s in account.segments if s.kind == "body"]
    words: list[str] = []
    for piece in [s.span.quote(text) for s in body] or [text]:
        words += _WORD.findall(piece.lower())
        if len(words) > MOST_WORDS:
            break
    words = words[:MOST_WORDS]
    hashes = RMinHash(num_perm=HASHES, seed=SEED)
    hashes.update([" ".join(words[k : k + SHINGLE_WORDS]) for k in range(max(1, len(words) - SHINGLE_WORDS + 1))])
    return [int(h) for h in hashes.digest()]


def near_copies(accounts: Sequence[Account], sketches: Sequence[Sequence[int]]) -> list[Origin]:
    """The origins that several of these reports share; a report that stands in none of them is its own."""
    if len(accounts) < 2:
        return []
    parent = list(range(len(accounts)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for a, b in _alike(np.array(sketches, dtype=np.uint32)):
        parent[max(root(a), root(b))] = min(root(a), root(b))
    sets: dict[int, list[Account]] = {}
    for k, account in enumerate(accounts):
        sets.setdefault(root(k), []).append(account)
    return [o for members in sets.values() if len(members) > 1 for o in origins(members) if len(o.reports) > 1]


def _alike(sketches: Sketches) -> list[tuple[int, int]]:
    """Pairs that agree in a band and, by all their hashes, may be copies. Of each bucket neighbours are paired."""
    rows = HASHES // BANDS
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        part = sketches[:, band * rows : (band + 1) * rows]
        order = np.lexsort(part.T)
        same = np.flatnonzero((part[order[1:]] == part[order[:-1]]).all(axis=1))
        a, b = order[same], order[same + 1]
        near = (sketches[a] == sketches[b]).mean(axis=1) >= LOOKED_AT
        found.update((int(x), int(y)) for x, y in zip(a[near], b[near], strict=True))
    return sorted(found)
