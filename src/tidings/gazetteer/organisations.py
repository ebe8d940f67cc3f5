"""Organisations, armed groups, parties and named groups of states by name, alias or acronym; a user's own
additions."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tidings.errors import SettingError
from tidings.gazetteer.countries import Names, countries
from tidings.gazetteer.data import many, rows
from tidings.gazetteer.model import GazetteerPlace, Organisation
from tidings.gazetteer.names import fold

SECTORS = frozenset(
    [
        "GOV",
        "MIL",
        "REB",
        "OPP",
        "PTY",
        "IGO",
        "NGO",
        "BUS",
        "MED",
        "CVL",
        "COP",
        "JUD",
        "EDU",
        "REL",
        "LEG",
        "SPY",
        "CRM",
        "UAF",
        "HLH",
        "AGR",
        "LAB",
        "SOC",
        "RAD",
        "UNK",
    ]
)
PLACE_KINDS = frozenset({"city", "capital", "region", "county", "continent", "water", "landmark"})
_ORGANISATION_KEYS = frozenset({"name", "id", "aliases", "sector", "country", "members"})
_PLACE_KEYS = frozenset({"name", "aliases", "country", "admin1", "lat", "lon", "population", "kind"})


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What a user's TOML adds; its names win over the shipped ones."""

    organisations: tuple[Organisation, ...] = ()
    places: tuple[tuple[tuple[str, ...], GazetteerPlace], ...] = ()  # (names, place)
    _names: dict[str, Organisation] = field(default_factory=dict, repr=False, compare=False)

    def organisation(self, text: str) -> Organisation | None:
        return self._names.get(text.strip())

    def candidates(self, name: str) -> tuple[GazetteerPlace, ...]:
        key = fold(name)
        return tuple(place for names, place in self.places if key in map(fold, names))


@lru_cache(maxsize=1)
def organisations() -> dict[str, Organisation]:
    """Every shipped organisation by its id."""
    return {
        ident: Organisation(
            id=ident,
            name=name,
            aliases=many(others),
            sector=sector or None,
            country=home or None,
            members=many(members, ","),
        )
        for ident, name, others, sector, home, members in rows("organisations.tsv")
    }


@lru_cache(maxsize=1)
def _by_name() -> Names:
    return Names((name, o.id) for o in organisations().values() for name in (o.name, *o.aliases))


def organisation(text: str, *, extra: Extra | None = None) -> Organisation | None:
    """The organisation of a name, alias or acronym: 'NATO', 'the World Bank', 'Tamil Tigers', 'the West'.

    Acronyms only as they are written. `extra` is asked first.
    """
    own = extra.organisation(text) if extra else None
    if own is not None:
        return own
    ident = _by_name().get(text)
    return None if ident is None else organisations()[ident]


def load_extra(path: Path) -> Extra:
    """Read a user's additions: tables `[[organisation]]` and `[[place]]`.

        [[organisation]]
        name = "Nile Basin Initiative"
        aliases = ["NBI"]
        sector = "IGO"
        members = ["EGY", "ETH"]

        [[place]]
        name = "Camp Echo"
        country = "IRQ"
        lat = 33.1
        lon = 44.2

    Raises SettingError, naming the entry, what it got and what is allowed; nothing is taken from a file
    with a mistake.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be read ({error}). Wanted a TOML file in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path}: not TOML: {error}.") from error
    unknown = sorted(set(content) - {"organisation", "place"})
    if unknown:
        raise SettingError(f"{path}: unknown table {unknown[0]!r}. Allowed: [[organisation]], [[place]].")
    organisations_ = tuple(_organisation(entry, where) for entry, where in _entries(content, "organisation", path))
    places = tuple(_place(entry, where) for entry, where in _entries(content, "place", path))
    names = {name: o for o in organisations_ for name in (o.name, *o.aliases)}
    return Extra(organisations=organisations_, places=places, _names=names)


def _entries(content: dict[str, Any], kind: str, path: Path) -> list[tuple[dict[str, Any], str]]:
    entries = content.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingError(f"{path}: {kind} must be written as [[{kind}]].")
    return [(entry, f"{path}: {kind} {number}") for number, entry in enumerate(entries, 1)]


def _organisation(entry: dict[str, Any], where: str) -> Organisation:
    _check_keys(entry, _ORGANISATION_KEYS, where)
    name = _text(entry, "name", where)
    sector = entry.get("sector")
    if sector is not None and sector not in SECTORS:
        raise SettingError(f"{where} ({name}): unknown sector {sector!r}. Allowed: {', '.join(sorted(SECTORS))}.")
    ident = entry.get("id", "org:" + re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-"))
    if not isinstance(ident, str) or not re.fullmatch(r"(org|group):[a-z0-9-]+", ident):
        raise SettingError(f"{where} ({name}): id {ident!r} is not like 'org:some-name' or 'group:some-name'.")
    members = tuple(_code(code, f"{where} ({name}): members") for code in _texts(entry, "members", where))
    home = None if entry.get("country") is None else _code(entry["country"], f"{where} ({name}): country")
    return Organisation(
        id=ident,
        name=name,
        aliases=_texts(entry, "aliases", where),
        sector=sector,
        country=home,
        members=members,
    )


def _place(entry: dict[str, Any], where: str) -> tuple[tuple[str, ...], GazetteerPlace]:
    _check_keys(entry, _PLACE_KEYS, where)
    name = _text(entry, "name", where)
    kind = entry.get("kind", "city")
    if kind not in PLACE_KINDS:
        raise SettingError(f"{where} ({name}): unknown kind {kind!r}. Allowed: {', '.join(sorted(PLACE_KINDS))}.")
    place = GazetteerPlace(
        name=name,
        country=None if entry.get("country") is None else _code(entry["country"], f"{where} ({name}): country"),
        admin1=None if entry.get("admin1") is None else _text(entry, "admin1", where),
        within=None,
        lat=_degrees(entry, "lat", 90, f"{where} ({name})"),
        lon=_degrees(entry, "lon", 180, f"{where} ({name})"),
        population=_count(entry, "population", f"{where} ({name})"),
        kind=kind,
    )
    return (name, *_texts(entry, "aliases", where)), place


def _check_keys(entry: dict[str, Any], allowed: frozenset[str], where: str) -> None:
    unknown = sorted(set(entry) - allowed)
    if unknown:
        raise SettingError(f"{where}: unknown key {unknown[0]!r}. Allowed: {', '.join(sorted(allowed))}.")


def _text(entry: dict[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SettingError(f"{where}: {key} must be a text, got {value!r}.")
    return value.strip()


def _texts(entry: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise SettingError(f"{where}: {key} must be a list of texts, got {value!r}.")
    return tuple(v.strip() for v in value)


def _code(value: object, where: str) -> str:
    if not isinstance(value, str) or value not in countries():
        raise SettingError(
            f"{where}: no country has the code {value!r}. Wanted ISO 3166-1 alpha-3, as 'EGY' (Kosovo 'XKX')."
        )
    return value


def _degrees(entry: dict[str, Any], key: str, most: int, where: str) -> float:
    value = entry.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise SettingError(f"{where}: {key} must be degrees from -{most} to {most}, got {value!r}.")
    return float(value)


def _count(entry: dict[str, Any], key: str, where: str) -> int:
    value = entry.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SettingError(f"{where}: {key} must be a whole number from 0, got {value!r}.")
    return value
