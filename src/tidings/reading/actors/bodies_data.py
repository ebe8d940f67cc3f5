"""The table of bodies that news names without their country (bodies.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# The last words of the names of companies.
LEGAL_FORMS = frozenset({"inc", "corp", "co", "ltd", "plc", "ag", "gmbh", "sa"})
COMPANIES = frozenset(
    """airlines airways bank enterprises group holdings industries lines logistics motors petroleum pharmaceuticals
    shipping systems technologies""".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A house of power or a part of a state."""

    name: str
    sector: str
    country: str | None  # None: one that many countries have


@cache
def _bodies() -> dict[str, Body]:
    raw = tomllib.loads(files(__package__).joinpath("bodies.toml").read_text(encoding="utf-8"))
    found: dict[str, Body] = {}
    for country, by_sector in [*raw["fixed"].items(), (None, raw["shared"])]:
        for sector, listed in by_sector.items():
            for entry in listed:
                first, *others = entry.split("; ")
                body = Body(name=first, sector=sector, country=country)
                for name in (first, *others):
                    found.setdefault(name, body)
    return found


def named_body(text: str) -> Body | None:
    """The body of a name as news writes it, with or without 'the': 'the White House', 'DOJ', 'Foreign Ministry'."""
    return _bodies().get(text.removeprefix("the ").removeprefix("The "))
