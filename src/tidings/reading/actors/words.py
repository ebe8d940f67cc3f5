"""Small questions about words: how they join, what id they make, which country they name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ... import gazetteer
from ...records import Actor, Parse, Token
from .bodies_data import named_body

LONGEST_COUNTRY = 3  # words: 'Papua New Guinea'
# Some country has a province of each of these names; news means the direction.
DIRECTIONS = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upper"}
)
# A region named like its one big town (Alexandria, Lagos) is meant as the town.
TOWN_SHARE = 0.5
GLUED = frozenset({"'s", "’s", "-", "–", "'", "’", ",", ".", "%"})


def slug(text: str) -> str:
    """An ASCII, lower-case, hyphenated form for ids: 'São Paulo' gives 'sao-paulo'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or text
    return re.sub(r"[^\w]+", "-", plain.lower()).strip("-")


def joined(words: Sequence[Token]) -> str:
    """The words as one text, possessive endings and dashes close to their word."""
    text = ""
    for token in words:
        glue = "" if not text or token.text in GLUED or text.endswith(("-", "–")) else " "
        text += glue + token.text
    return text


def state(code: str, *, sector: str | None = None) -> Actor:
    """The state as an actor, under its short English name."""
    name = gazetteer.country(code).name
    return Actor(id=f"state:{code}", name=name, kind="state", country=code, sector=sector or "GOV")


@lru_cache(maxsize=1 << 14)  # the words of a report repeat
def demonym(text: str) -> str | None:
    """The country of an adjective or a word for a people; of several that share it, the most populous."""
    code = gazetteer.country_by_demonym(text)
    if code is None:
        return None
    sharing = [c for c in gazetteer.countries().values() if text in c.demonyms]
    return max(sharing, key=lambda c: (c.population, c.code)).code if sharing else code


@lru_cache(maxsize=1 << 14)
def country_of(text: str) -> str | None:
    """The country that one name or adjective points to: 'Dutch', 'the Kremlin', 'Peru', 'Beijing'."""
    if not text[:1].isupper():
        return None
    if code := demonym(text) or gazetteer.country_by_name(text):
        return code
    if body := named_body(text):
        return body.country
    seat = gazetteer.government_seat(text)
    return seat.country if seat else None


@lru_cache(maxsize=1 << 14)
def behind_adjective(text: str) -> Actor | None:
    """Whose deed an adjective before its noun makes it: 'American' sanctions, 'US' aid, 'Western' pressure."""
    if text.lower() == "western" and (west := gazetteer.organisation("the West")):
        return Actor(id=west.id, name=west.name, kind="group")
    code = demonym(text) or (gazetteer.country_by_name(text) if text[:1].isupper() else None)
    return state(code) if code else None


@lru_cache(maxsize=1 << 14)
def region_country(text: str) -> str | None:
    """The country of a state or province: 'Nebraska' USA, 'Bavaria' DEU; None for all other names."""
    if not text[:1].isupper() or text.lower() in DIRECTIONS:
        return None
    found = gazetteer.places(text)
    if not found or found[0].kind != "region":
        return None
    region = found[0]
    towns = (p.population for p in found if p.country == region.country and p.kind in ("city", "capital"))
    return region.country if max(towns, default=0) < TOWN_SHARE * region.population else None


@lru_cache(maxsize=1 << 14)
def organisation_country(text: str) -> str | None:
    found = gazetteer.organisation(text) if text[:1].isupper() else None
    return found.country if found else None


def country_in(words: Sequence[Token]) -> str | None:
    """The country that the words name, as adjective, possessor, name, house of power or region; the first one found."""
    texts = [t.text for t in words]
    for look in (country_of, region_country, organisation_country):
        for length in range(min(LONGEST_COUNTRY, len(texts)), 0, -1):
            for i in range(len(texts) - length + 1):
                if not texts[i][:1].isupper():
                    continue
                if code := look(texts[i] if length == 1 else " ".join(texts[i : i + length])):
                    return code
    return None


def entity_words(parse: Parse, i: int) -> tuple[Token, ...]:
    """The tokens of the entity around token `i`; the token alone outside entities."""
    label = parse.tokens[i].entity
    first = last = i
    while label and first > 0 and not parse.tokens[first].entity_begins and parse.tokens[first - 1].entity == label:
        first -= 1
    while (
        label
        and last + 1 < len(parse.tokens)
        and parse.tokens[last + 1].entity == label
        and not parse.tokens[last + 1].entity_begins
    ):
        last += 1
    return parse.tokens[first : last + 1]
