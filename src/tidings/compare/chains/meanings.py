"""What words of happenings mean: a newsroom's thesaurus (`meanings.txt`), looked up by stems."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from ...errors import DataError
from ...stories.words import stem

Meaning = int  # the number of a line of `meanings.txt`

SAYING: Meaning = 0  # the last line of the file is that of saying
# Words of a trigger that do not change its meaning: 'was shot', 'checked herself into'.
_EMPTY = frozenset({"be", "have", "will", "do", "himself", "herself", "itself", "themselves"})
_SPLIT = re.compile(r"[ -]")
_Table = dict[tuple[str, str], frozenset[Meaning]]


@cache
def _table() -> _Table:
    try:
        text = resources.files(__package__).joinpath("meanings.txt").read_text(encoding="utf-8")
    except OSError as error:
        raise DataError("the thesaurus compare/chains/meanings.txt is missing; install Tidings again") from error
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    found: dict[tuple[str, str], set[Meaning]] = defaultdict(set)
    for number, line in enumerate(reversed(lines)):
        for entry in line.split(","):
            word, _, kind = entry.strip().partition("/")
            found[" ".join(stem(part) for part in _SPLIT.split(word)), kind].add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


@lru_cache(maxsize=65536)
def meanings_of(
    words: tuple[str, ...], head: str, kind: Literal["verb", "noun"], thing: bool = True
) -> frozenset[Meaning]:
    """The meanings of a trigger: of all its words ('take', 'over') where they are known, else of its head.

    `thing` says whether it is done to someone or something: 'the gunman fired', but 'the owner fired him'.
    """
    table = _table()
    bare = [word for word in words if word == head or word not in _EMPTY]
    stems = [stem(word) for word in bare]
    at = bare.index(head) if head in bare else 0
    forms = [" ".join(stems)]
    forms += [f"{stems[at]} {other}" for k, other in enumerate(stems) if k > at]
    forms += [f"{other} {stems[at]}" for k, other in enumerate(stems) if k < at]
    for form in [*forms, stem(head)]:
        found = table.get((form, ""), frozenset()) | table.get((form, kind[0]), frozenset())
        if kind == "verb" and not thing:
            found = table.get((form, "i"), frozenset()) or found
        if found:
            return found
    return frozenset()
