"""The records of the gazetteer. Countries are ISO 3166-1 alpha-3 codes (Kosovo: XKX)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Country:
    """A country or territory."""

    code: str  # ISO alpha-3
    alpha2: str
    name: str  # as newsrooms write it: 'United States', 'Russia', 'South Korea'
    capital: str  # the seat that news means; '' where there is none
    lat: float | None  # a point inside the country
    lon: float | None
    population: int
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]  # adjectives and words for the people


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """An organisation, armed group, party or named group of states."""

    id: str  # 'org:nato', 'group:the-west'
    name: str
    aliases: tuple[str, ...]
    sector: str | None  # PLOVER: IGO, NGO, REB, PTY, MED, BUS, MIL, SPY, COP, CRM, GOV, OPP; None for groups of states
    country: str | None  # where it belongs to one
    members: tuple[str, ...]  # ISO alpha-3, where known

    @property
    def kind(self) -> str:
        """'organisation', or 'group' for states named together."""
        return "group" if self.id.startswith("group:") else "organisation"


@dataclass(frozen=True, kw_only=True, slots=True)
class GovernmentSeat:
    """A place name that news uses for those who rule from it: exactly one of country and organisation is
    set."""

    name: str
    sector: str  # GOV, MIL, LEG, ...
    country: str | None = None
    organisation: str | None = None  # an organisation's id


@dataclass(frozen=True, kw_only=True, slots=True)
class GazetteerPlace:
    """A candidate for a place name."""

    name: str  # the name on the map, whatever name it was asked by
    country: str | None  # ISO alpha-3; None where several or none
    admin1: str | None  # state, province or region in words
    within: str | None  # county or district in words
    lat: float
    lon: float
    population: int  # 0 where not known
    kind: str  # 'country', 'capital', 'city', 'region', 'county', 'continent', 'water', 'landmark'
