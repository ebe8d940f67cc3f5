"""Organisations, houses of power, regions and other named bodies; their acronyms and short forms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ... import gazetteer
from ...records import Actor, Parse, Token
from ..noun_phrases import NounPhrase, name_words, noun_phrase
from .bodies_data import COMPANIES, LEGAL_FORMS, Body, named_body
from .memory import Memory
from .sectors import group_sector
from .titles import is_title
from .words import LONGEST_COUNTRY, country_in, country_of, demonym, entity_words, joined, region_country, slug, state

Found = tuple[str, list[Actor]]  # (form, actors)
# 'the agency' may be the WHO: nouns that stand for a body without being part of its name, and the sectors they fit.
STANDS_FOR = {
    "agency": frozenset({"IGO", "SPY", "COP", "GOV", "MED", "NGO"}),
    "organization": frozenset({"IGO", "NGO", "REB"}),
    "organisation": frozenset({"IGO", "NGO", "REB"}),
    "bloc": frozenset({"IGO"}),
    "alliance": frozenset({"IGO", "PTY"}),
    "group": frozenset({"REB", "NGO", "IGO", "CRM"}),
    "company": frozenset({"BUS"}),
    "firm": frozenset({"BUS"}),
    "airline": frozenset({"BUS"}),
    "party": frozenset({"PTY"}),
    "militia": frozenset({"REB"}),
    "newspaper": frozenset({"MED"}),
    "broadcaster": frozenset({"MED"}),
    "charity": frozenset({"NGO"}),
}
BODY_NOUNS = frozenset(
    """department ministry committee subcommittee court senate house council commission bureau panel party university
    union institute foundation association federation agency office service parliament assembly congress bank company
    group police army guard navy force corps legislature administration board authority tribunal campaign coalition
    front movement""".split()
)
# Smaller places share their name with a house of power (Matignon, Los Pinos); a seat of government is a big town.
SEAT_PEOPLE = 100_000
REACH = 12  # sentences: a body's short form carries further than a pronoun
LONGEST_ACRONYM = 8  # letters
SMALL_WORDS = frozenset({"of", "and", "for", "the", "in", "on", "to", "&"})


@lru_cache(maxsize=1 << 12)
def is_capital(name: str) -> bool:
    """Is the seat of government a town ('Moscow'), which stands for the state, and not a house ('Kremlin')?"""
    seat = gazetteer.government_seat(name)
    if seat is None or seat.country is None or seat.sector != "GOV":
        return False
    if gazetteer.country(seat.country).capital == seat.name:
        return True
    towns = (p for p in gazetteer.places(seat.name) if p.country == seat.country and p.kind in ("city", "capital"))
    return any(p.population >= SEAT_PEOPLE for p in towns)


class Bodies:
    """Named bodies of one report: what its words and its acronyms in brackets say."""

    def __init__(self, parse: Parse, memory: Memory, home: str | None) -> None:
        self.parse, self.memory, self.home = parse, memory, home
        self._acronyms = dict(_acronyms(parse))  # 'WFP' -> token index of the head of the name spelt out
        self._named: dict[str, Actor] = {}  # casefolded name -> organisation of this report

    # names ----------------------------------------------------------------------------------------------------------

    def named(self, phrase: NounPhrase, words: Sequence[Token]) -> Found | None:
        """A country, an organisation, a house of power, a region or another body that the phrase names."""
        parse = self.parse
        head = words[-1]
        if not any(t.text[:1].isupper() for t in words):
            return None
        if head.text in self._acronyms and self._acronyms[head.text] != head.i:
            spelt = noun_phrase(parse, self._acronyms[head.text])
            if found := self.named(spelt, name_words(parse, spelt)):
                return found
        whole = self._whole(phrase)
        shorter = joined(_without_quantity(words)), joined(_after_its_kind(words))
        names = [joined(phrase.words(parse)), joined(words), whole, *shorter]
        for name in dict.fromkeys(n for n in names if n):
            if found := self.known(name):
                return found
        if head.pos != "PROPN" or not head.text[:1].isupper() or _one_of(words):
            return None
        text = whole or joined(words)
        if head.entity in ("GPE", "LOC", "FAC") and group_sector(head.text.lower()) is None:
            return "name", [_place(joined(words), country_in(words))]
        return "name", [self._organisation(text, words, head)]

    def of_office(self, phrase: NounPhrase) -> Actor | None:
        """The body that stands before an office and its holder: 'Kremlin spokesman Ivan Orlov', 'NATO chief ...'."""
        words = phrase.words(self.parse)
        for end in range(len(words) - 1, 0, -1):
            if any(is_title(w) for w in words[end:]) and (found := self.known(joined(words[:end]))):
                return found[1][0]
        return None

    def known(self, text: str) -> Found | None:
        """What the gazetteer and the table of bodies have under this name."""
        if code := gazetteer.country_by_name(text):
            return "name", [state(code)]
        if body := named_body(text) or named_body(_without_country(text)):
            return "metonym", [self._house(body, text)]
        if organisation := gazetteer.organisation(text):
            return "name", [
                Actor(
                    id=organisation.id,
                    name=_bare(text) if organisation.kind == "organisation" else organisation.name,
                    kind="group" if organisation.kind == "group" else "organisation",
                    country=organisation.country,
                    sector=organisation.sector,
                )
            ]
        if seat := gazetteer.government_seat(text):
            if seat.country and is_capital(text):
                return "metonym", [state(seat.country, sector=seat.sector)]
            if seat.country:
                return "metonym", [self._house(Body(name=seat.name, sector=seat.sector, country=seat.country), text)]
            if seat.organisation and (org := gazetteer.organisation(seat.organisation)):
                return "metonym", [Actor(id=org.id, name=org.name, kind="organisation", sector=org.sector)]
        if code := demonym(text):
            return "demonym", [state(code)]
        if region := gazetteer.state_by_abbreviation(text):
            return self.known(region.name)
        if code := region_country(text):
            return "name", [
                Actor(id=f"place:{slug(text)}", name=_bare(text), kind="organisation", country=code, sector="GOV")
            ]
        return self._known_here(text)

    def _known_here(self, text: str) -> Found | None:
        actor = self._named.get(_bare(text).casefold())
        return ("name", [actor]) if actor else None

    def _house(self, body: Body, text: str) -> Actor:
        """A body under its own name; one that many countries have takes the country of the words, else the report's."""
        country = body.country or _leading_country(_bare(text))[0] or self.home
        name = _bare(text) if body.country else body.name
        key = slug(body.name) if body.country or country is None else slug(f"{country} {body.name}")
        return Actor(id=f"org:{key}", name=name, kind="organisation", country=country, sector=body.sector)

    def _organisation(self, text: str, words: Sequence[Token], head: Token) -> Actor:
        sector = group_sector(*(t.text.lower() for t in words)) or ("BUS" if _is_company(words) else None)
        kind = "organisation" if head.entity in ("ORG", "NORP", "PRODUCT") or sector else "group"
        country = country_in(words)
        if country is None and sector in ("LEG", "JUD") and head.text.lower() in BODY_NOUNS:
            country = self.home
        name = _bare(text)
        actor = Actor(id=f"org:{slug(name)}", name=name, kind=kind, country=country, sector=sector)  # type: ignore[arg-type]
        if kind == "organisation":
            self._named.setdefault(name.casefold(), actor)
        return actor

    def _whole(self, phrase: NounPhrase) -> str | None:
        """The name with what its 'of' adds: 'University of Oslo', 'House of Representatives'."""
        parse, head = self.parse, self.parse.tokens[phrase.head]
        after = parse.tokens[head.i + 1 : head.i + 2]
        if (
            head.pos != "PROPN"
            or not after
            or after[0].text.lower() not in ("of", "for", "on")
            or after[0].head != head.i
        ):
            return None
        end = max((t.i for t in entity_words(parse, head.i)), default=head.i)
        inner = parse.children(after[0].i, "pobj")
        if end <= head.i and inner and inner[0].pos == "PROPN" and head.text.lower() in BODY_NOUNS:
            end = inner[0].i
        if end <= after[0].i:
            return None
        first = name_words(parse, phrase)[0].i
        return joined(parse.tokens[first : end + 1])

    def inside_name(self, phrase: NounPhrase) -> bool:
        """Is the phrase only a part of a longer name: 'Representatives' in 'House of Representatives'?"""
        governor = self.parse.tokens[self.parse.tokens[phrase.head].head]
        if self.parse.tokens[phrase.head].dep != "pobj" or governor.i == 0:
            return False
        above = self.parse.tokens[governor.head]
        if above.i >= phrase.first or country_in(phrase.words(self.parse)):
            return False
        whole = self._whole(noun_phrase(self.parse, above.i))
        return whole is not None and whole.endswith(joined(phrase.words(self.parse)))

    # short forms ----------------------------------------------------------------------------------------------------

    def short_form(self, words: Sequence[Token], i: int) -> Actor | None:
        """'the department' after 'the Justice Department', 'the agency' after 'the World Health Organization'."""
        lemma = words[-1].lemma.lower()
        plain_words = [t.text.lower() for t in words]
        standing = STANDS_FOR.get(lemma, frozenset())
        for naming in self.memory.lately(i, REACH):
            actor = naming.actor
            if actor.kind != "organisation" or actor.id.startswith("place:"):
                continue
            name = actor.name.lower().split()
            if lemma in BODY_NOUNS and len(name) > 1 and (_ends(name, plain_words) or name[0] == lemma):
                return actor
            if len(words) == 1 and actor.sector in standing:
                return actor
        return None


def _ends(name: Sequence[str], words: Sequence[str]) -> bool:
    """'justice department' ends with 'department', and holds every word of 'armed services committee'."""
    return name[-1] == words[-1] and set(words) <= set(name)


def _place(text: str, country: str | None) -> Actor:
    if country is None:
        candidates = gazetteer.places(text)
        country = candidates[0].country if candidates else None
    return Actor(id=f"place:{slug(text)}", name=text, kind="group", country=country)


def _bare(text: str) -> str:
    return text[4:] if text[:4] in ("the ", "The ", "THE ") else text


def _without_country(text: str) -> str:
    """'U.S. Supreme Court' gives 'Supreme Court', 'North Korean Foreign Ministry' 'Foreign Ministry'."""
    return _leading_country(_bare(text))[1] or text


def _leading_country(text: str) -> tuple[str | None, str]:
    """The country that a name starts with, and the rest of the name."""
    words = text.split(" ")
    for length in range(min(LONGEST_COUNTRY, len(words) - 1), 0, -1):
        if code := country_of(" ".join(words[:length]).removesuffix("'s").removesuffix("’s")):
            return code, " ".join(words[length:])
    return None, text


def _without_quantity(words: Sequence[Token]) -> Sequence[Token]:
    """'Most Republicans', 'Top Democrats': the name alone."""
    kept = list(words)
    while len(kept) > 1 and kept[0].pos in ("ADJ", "DET", "NUM", "ADV") and not country_of(kept[0].text):
        kept.pop(0)
    return kept


def _after_its_kind(words: Sequence[Token]) -> Sequence[Token]:
    """'NATO member Turkey', 'militant group Hamas': the name behind the word for what it is."""
    kinds = [n for n, t in enumerate(words) if t.pos == "NOUN"]
    return words[kinds[-1] + 1 :] if kinds else ()


def _one_of(words: Sequence[Token]) -> bool:
    """'the top Democrat': a noun for people or a body, with capitals only by custom."""
    proper = [t for t in words if t.text[:1].isupper()]
    return len(proper) == 1 and group_sector(words[-1].text.lower()) is not None


def _is_company(words: Sequence[Token]) -> bool:
    return words[-1].text.rstrip(".").lower() in COMPANIES | LEGAL_FORMS


def _acronyms(parse: Parse) -> list[tuple[str, int]]:
    """Acronyms in brackets right after the name they shorten: 'the World Food Programme (WFP)'."""
    found = []
    for before, token, after in zip(parse.tokens, parse.tokens[1:], parse.tokens[2:], strict=False):
        if before.text != "(" or after.text != ")" or before.i < 1:
            continue
        text = token.text.replace(".", "")
        if not (1 < len(text) <= LONGEST_ACRONYM and text.isupper()):
            continue
        head = _spelt_out(parse, text, before.i)
        if head is not None:
            found.append((token.text, head))
    return found


def _spelt_out(parse: Parse, acronym: str, end: int) -> int | None:
    """The head of the words before the bracket whose first letters make the acronym."""
    at, i = len(acronym), end
    while at > 0 and i > 0 and end - i < 2 * LONGEST_ACRONYM:
        i -= 1
        word = parse.tokens[i].text
        if word[:1].upper() == acronym[at - 1] and (word[:1].isupper() or word.lower() not in SMALL_WORDS):
            at -= 1
        elif word.lower() not in SMALL_WORDS and word not in ("-", "–"):
            return None
    if at > 0:
        return None
    inside = range(i, end)
    return next((j for j in inside if parse.tokens[j].head not in inside or parse.tokens[j].head == j), None)
