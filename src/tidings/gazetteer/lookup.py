"""Places by name: countries, states, counties, cities, seas, landmarks."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from tidings.gazetteer.countries import alpha3, countries, country_by_name
from tidings.gazetteer.data import rows, table_text
from tidings.gazetteer.model import Country, GazetteerPlace
from tidings.gazetteer.names import fold, without_article
from tidings.gazetteer.organisations import Extra

_KINDS = {
    "": "city",
    "C": "capital",
    "r": "region",
    "d": "county",
    "o": "continent",
    "w": "water",
    "l": "landmark",
}


@lru_cache(maxsize=1)
def _place_lines() -> list[str]:
    return table_text("places.tsv").split("\n")


@lru_cache(maxsize=1)
def _name_lines() -> list[str]:
    return table_text("names.tsv").split("\n")


@lru_cache(maxsize=1)
def _admin1() -> dict[tuple[str, str], str]:
    return {(two, code): name for two, code, name in rows("admin1.tsv")}


def admin1_name(two: str, code: str) -> str | None:
    """The state or province of a GeoNames code: ('US', 'TX') is 'Texas'."""
    return _admin1().get((two, code))


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[str, str]]:
    return {written: (two, code) for written, two, code in rows("abbreviations.tsv")}


@lru_cache(maxsize=256)
def state_by_abbreviation(text: str, *, postal: bool = False) -> GazetteerPlace | None:
    """The state or province of an abbreviation as it is written: 'Calif.', 'W.Va.', 'Ont.'.

    With `postal`, two-letter codes of the United States too ('OH'): only for words that follow a town and a
    comma.
    """
    found = _abbreviations().get(text)
    if found is None and postal and len(text) == 2 and text.isupper() and ("US", text) in _admin1():
        found = ("US", text)
    if found is None:
        return None
    name = _admin1().get(found, "")
    code = alpha3(found[0])
    return next((p for p in places(name) if p.country == code and p.kind == "region"), None)


def _numbers(key: str) -> list[int]:
    lines = _name_lines()
    at = bisect_left(lines, key + "\t")
    if at == len(lines) or not lines[at].startswith(key + "\t"):
        return []
    return [int(number) for number in lines[at][len(key) + 1 :].split(",")]


def _place(number: int) -> GazetteerPlace:
    name, two, code, lat, lon, people, kind, within = _place_lines()[number].split("\t")
    return GazetteerPlace(
        name=name,
        country=alpha3(two) if two else None,
        admin1=admin1_name(two, code) if code else None,
        within=within or None,
        lat=float(lat),
        lon=float(lon),
        population=int(people or 0),
        kind=_KINDS[kind],
    )


def country_place(found: Country) -> GazetteerPlace | None:
    """A country as a place; None for the few without a point."""
    if found.lat is None or found.lon is None:
        return None
    return GazetteerPlace(
        name=found.name,
        country=found.code,
        admin1=None,
        within=None,
        lat=found.lat,
        lon=found.lon,
        population=found.population,
        kind="country",
    )


def places(name: str, *, extra: Extra | None = None) -> tuple[GazetteerPlace, ...]:
    """Every place that bears a name, the most populous first; countries before all, a user's own before them.

    Understands 'Kiev', 'St Louis', 'SAO PAULO', 'the Netherlands', 'Madison County', 'Black Sea'.
    """
    own = extra.candidates(name) if extra else ()
    return own + _shipped(name)


@lru_cache(maxsize=4096)
def _shipped(name: str) -> tuple[GazetteerPlace, ...]:
    key, bare = fold(name), fold(without_article(name))
    numbers = _numbers(key) or (_numbers(bare) if bare != key else [])
    rest = [_place(number) for number in numbers] if key else []
    rest.sort(key=lambda p: (-p.population, p.country or "", p.admin1 or "", p.name, p.lat, p.lon))
    code = country_by_name(name)
    state = country_place(countries()[code]) if code is not None else None
    # 'Gaza' names a part of its country, with a point of its own.
    part = any(p.kind == "region" and p.country == code and p.admin1 is None for p in rest)
    return tuple(rest) if state is None or part else (state, *rest)
