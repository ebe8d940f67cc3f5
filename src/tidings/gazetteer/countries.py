"""Countries by code, name and demonym, and the houses that stand for their governments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tidings.errors import SettingError
from tidings.gazetteer.data import many, rows
from tidings.gazetteer.model import Country, GovernmentSeat
from tidings.gazetteer.names import fold, without_article


class Names:
    """Exact names and, for all but acronyms, spellings that differ in accents, dots or capitals.

    A word all in small letters is never a name ('turkey'), and an acronym only as it is written ('US', not
    'us').
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for name, value in entries:
            self._exact.setdefault(name, value)
            if not _acronym(name):
                self._folded.setdefault(fold(name), value)
        self._known = lru_cache(maxsize=1 << 14)(self._sought)  # a report asks for its few hundred words over and over

    def get(self, text: str) -> str | None:
        """The value of a name; None for an unknown one."""
        return self._known(text)

    def _sought(self, text: str) -> str | None:
        text = text.strip()
        bare = without_article(text)
        forms = (text,) if bare == text else (text, bare)
        for form in forms:
            if form in self._exact:
                return self._exact[form]
        if text == text.lower():
            return None
        for form in forms:
            found = self._folded.get(fold(form))
            if found is not None:
                return found
        return None


def _acronym(name: str) -> bool:
    letters = "".join(c for c in name if c.isalpha())
    return letters.isupper() and len(letters) <= 7 and " " not in name


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Every country by its ISO alpha-3 code."""
    found = {}
    for code, two, name, capital, lat, lon, people, others, demonyms in rows("countries.tsv"):
        found[code] = Country(
            code=code,
            alpha2=two,
            name=name,
            capital=capital,
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
            population=int(people),
            aliases=many(others),
            demonyms=many(demonyms),
        )
    return found


def country(code: str) -> Country:
    """The country of an ISO alpha-3 code, as 'TWN'. Raises SettingError for any other text."""
    found = countries().get(code)
    if found is None:
        raise SettingError(
            f"No country has the code {code!r}. Wanted an ISO 3166-1 alpha-3 code, as 'RUS' (Kosovo: 'XKX')."
        )
    return found


@lru_cache(maxsize=1)
def _by_name() -> Names:
    return Names((name, c.code) for c in countries().values() for name in (c.name, *c.aliases))


@lru_cache(maxsize=1)
def _by_demonym() -> Names:
    """'American' and 'Dominican' belong to several: the one of most people has them."""
    by_people = sorted(countries().values(), key=lambda c: (-c.population, c.code))
    return Names((word, c.code) for c in by_people for word in c.demonyms)


@lru_cache(maxsize=1)
def _by_alpha2() -> dict[str, str]:
    return {c.alpha2: c.code for c in countries().values()}


def alpha3(two: str) -> str | None:
    """The alpha-3 code of an alpha-2 code."""
    return _by_alpha2().get(two)


def country_by_name(text: str) -> str | None:
    """The alpha-3 code of a country's name: 'the U.S.', 'Britain', 'Burma', 'DPRK', 'Gaza Strip'; None for
    others."""
    return _by_name().get(text)


def country_by_demonym(text: str) -> str | None:
    """The alpha-3 code behind an adjective or a word for a people: 'Dutch', 'Spaniards', 'North Korean'.

    None for peoples without a state of their own ('Kurdish').
    """
    return _by_demonym().get(text)


@lru_cache(maxsize=1)
def _seats() -> tuple[Names, dict[str, GovernmentSeat]]:
    seats: dict[str, GovernmentSeat] = {}
    entries: list[tuple[str, str]] = []
    for names, holder, sector in rows("seats.tsv"):
        first, *_ = every = many(names)
        org = holder if holder.startswith("org:") else None
        seats[first] = GovernmentSeat(name=first, sector=sector, country=None if org else holder, organisation=org)
        entries += [(name, first) for name in every]
    for c in sorted(countries().values(), key=lambda c: (-c.population, c.code)):  # Kingston: Jamaica's
        if c.capital and c.capital not in seats:
            seats[c.capital] = GovernmentSeat(name=c.capital, sector="GOV", country=c.code)
            entries.append((c.capital, c.capital))
    return Names(entries), seats


def government_seat(text: str) -> GovernmentSeat | None:
    """Who rules from a place: 'Kremlin', 'Foggy Bottom', 'Beijing' are governments, 'Pentagon' a military,
    'Brussels' the EU.

    Whether the words mean the place or those who rule from it is for the reader of the sentence to say.
    """
    names, seats = _seats()
    found = names.get(text)
    return None if found is None else seats[found]
