"""The country that a report speaks from: what it means by 'the president', 'the Supreme Court', 'Congress'."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ... import gazetteer
from ...records import Parse
from ..noun_phrases import NounPhrase
from .bodies_data import named_body
from .names import party_and_state
from .words import country_of, joined, region_country

# A report that names parts of one country (its houses, its states) twice, and mostly its own, is told from inside.
ENOUGH_PARTS = 2
# Without such parts, the country that most of all country words point to.
SHARE_OF_SENDER = 1 / 3  # of the country words: a report from a capital that names its country as often is about it
_DATELINE_PARTS = re.compile(r"[,/(—–]|\s-")
DOMESTIC = frozenset({"GOV", "LEG", "JUD", "COP", "SPY", "PTY"})
MAJORITY = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    country: str | None  # None where the words do not say
    inside: bool  # told from inside: by parts of the country, not only by its name


def home_of(parse: Parse, phrases: Sequence[NounPhrase], dateline: str = "") -> Home:
    """The one country that a report is about: of several that its words point to, the one it is sent from."""
    if (country := _most(_parts(parse, phrases), ENOUGH_PARTS)) is not None:
        return Home(country=country, inside=True)
    named, sent_from = _countries(parse), _sent_from(dateline)
    if sent_from and named[sent_from] >= SHARE_OF_SENDER * sum(named.values()):
        return Home(country=sent_from, inside=False)
    return Home(country=_most(named, 1) or sent_from, inside=False)


def _sent_from(dateline: str) -> str | None:
    """The country of 'ERBIL, Iraq -', or of 'OTTAWA, Aug 26 (Wire) -' where a capital is named alone."""
    city, *rest = (part.strip() for part in _DATELINE_PARTS.split(dateline))
    found = gazetteer.places(city) if city else ()
    named = next((code for part in rest if part and (code := gazetteer.country_by_name(part))), None)
    if named and (not found or any(p.country == named for p in found)):  # 'ATLANTA, Georgia' is not in the country
        return named
    return found[0].country if found and found[0].kind == "capital" else None


def _most(counted: Counter[str], least: int) -> str | None:
    best = min(counted, key=lambda c: (-counted[c], c), default=None)
    enough = best is not None and counted[best] >= least and counted[best] > MAJORITY * sum(counted.values())
    return best if enough else None


def _parts(parse: Parse, phrases: Sequence[NounPhrase]) -> Counter[str]:
    found: Counter[str] = Counter()
    for phrase in phrases:
        head = parse.tokens[phrase.head]
        if head.pos != "PROPN":
            continue
        if party_and_state(parse, phrase):
            found["USA"] += 1
            continue
        words = [t for t in phrase.words(parse) if t.pos == "PROPN"]
        if code := _part_of(joined(words), head.text, place=head.entity == "GPE"):
            found[code] += 1
    return found


def _part_of(text: str, last: str, *, place: bool) -> str | None:
    """The country that a named body, party or region is part of."""
    if body := named_body(text):
        return body.country
    if place:
        return region_country(last)
    known = gazetteer.organisation(text)
    return known.country if known and known.sector in DOMESTIC else None


def _countries(parse: Parse) -> Counter[str]:
    return Counter(code for t in parse.tokens if t.pos in ("PROPN", "ADJ") and (code := country_of(t.text)))
