"""Which PLOVER sector a noun puts an actor in: 'troops' MIL, 'rebels' REB, 'the prime minister' GOV."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

# Offices that one person at a time holds in a country; the words in one class name the same person in news prose.
TOP_OFFICES = frozenset(
    {"president", "leader", "chief", "head", "ruler", "strongman", "premier", "prime minister", "chancellor"}
    | {"king", "queen", "emir", "sultan", "dictator", "monarch", "pope", "head of state", "czar"}
)
LONGEST_ENTRY = 3  # words


@cache
def _tables() -> dict[str, dict[str, str]]:
    raw = tomllib.loads(files(__package__).joinpath("sectors.toml").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, str]] = {}
    for table, by_sector in raw.items():
        words: dict[str, str] = {}
        for sector, listed in by_sector.items():
            for word in listed.split():
                entry = word.replace("_", " ") if "_" in word else word.replace("-", " ")
                words.setdefault(entry, sector)
        tables[table] = words
    return tables


def _look_up(table: str, words: tuple[str, ...]) -> str | None:
    """The sector of the longest entry that the words end with."""
    entries = _tables()[table]
    for length in range(min(LONGEST_ENTRY, len(words)), 0, -1):
        if sector := entries.get(" ".join(words[-length:])):
            return sector
    return None


def title_sector(*words: str) -> str | None:
    """`title_sector('prime', 'minister')` is GOV; words in lower case, the title last."""
    return _look_up("titles", words)


def group_sector(*words: str) -> str | None:
    """`group_sector('border', 'guard')` is MIL; lemmas in lower case, the head last."""
    return _look_up("groups", words)


def fixed_pair(first: str, second: str) -> bool:
    """Do the two words make one entry: 'prime minister', 'special envoy', 'armed force'?"""
    pair = f"{first} {second}"
    return pair in _tables()["titles"] or pair in _tables()["groups"]
