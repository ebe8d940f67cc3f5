"""The people of a report: one record for 'Russian President Vladimir Putin', 'Mr. Putin' and 'PUTIN'.

Offices and countries are learnt from what the report states, wherever in the report it states it; never from a list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ... import gazetteer
from ...records import Actor, Parse, Token
from ..noun_phrases import NounPhrase, noun_phrase
from .genders import Gender, gender_of_name, gender_of_word
from .names import known_otherwise, name_run, party_and_state, person_name, surname_parts
from .titles import Title, is_honorific, is_title, is_top, read_title, same_office
from .words import country_in, country_of, joined, slug

# Words for an office that companies and teams hold as well: 'Exxon, the leader in oil'.
ALSO_OF_BODIES = frozenset(
    {"leader", "head", "chief", "trader", "broadcaster", "host", "director", "challenger", "candidate"}
)
# Sectors whose offices news leaves without a country only at home.
PUBLIC = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
# People of one surname, or holders of one kind of office, that are told apart: no honest report has more.
MOST_ALIKE = 100
COPULAS = frozenset({"be", "become", "remain"})


@dataclass(kw_only=True, slots=True)
class Person:
    """What the report tells about one person; filled in the first pass."""

    name: str
    country: str | None = None
    role: str | None = None
    sector: str | None = None
    past: bool = False  # the role is held no longer
    gender: Gender | None = None
    heads: list[int] = field(default_factory=list)  # token index of each naming's head

    def actor(self) -> Actor:
        role = f"former {self.role}" if self.role and self.past else self.role
        return Actor(
            id=f"person:{slug(self.name)}",
            name=self.name,
            kind="person",
            country=self.country,
            sector=self.sector,
            role=role,
        )


class People:
    """Everyone whom the report names, by name and by the place of each naming."""

    def __init__(self, parse: Parse, phrases: Sequence[NounPhrase]) -> None:
        self.parse = parse
        self.all: list[Person] = []
        self.at: dict[int, Person] = {}  # head token -> person
        self._by_name: dict[str, Person] = {}
        self._by_office: dict[str, list[Person]] = defaultdict(list)
        self._by_part: dict[str, list[Person]] = defaultdict(list)
        named = [(p, n) for p in phrases if (n := person_name(parse, p)) and not party_and_state(parse, p)]
        for phrase, name in sorted(named, key=lambda n: (-len(surname_parts(n[1])), n[0].head)):
            person = self._find(name, near=phrase.head, gender=self._honorific(phrase)) or self._new(name)
            person.heads.append(phrase.head)
            self.at[phrase.head] = person
        named += self._found_by_context(phrases)
        for phrase, _ in sorted(named, key=lambda n: n[0].head):
            self._learn(phrase)
        for person in self.all:
            person.heads.sort()
            person.gender = person.gender or gender_of_name(person.name)

    def _found_by_context(self, phrases: Sequence[NounPhrase]) -> list[tuple[NounPhrase, str]]:
        """People whom only the report shows to be such: a surname told in full elsewhere, 'Widodo, the president'."""
        found = []
        for phrase in phrases:
            head = self.parse.tokens[phrase.head]
            if head.pos != "PROPN" or phrase.head in self.at or party_and_state(self.parse, phrase):
                continue
            name = joined(phrase.words(self.parse))
            if not any(map(str.isalpha, name)):
                continue
            person = self.named(name, near=phrase.head)
            if person is None and self._holds_office(phrase, name):
                person = self._new(name)
            if person is not None:
                person.heads.append(phrase.head)
                self.at[phrase.head] = person
                found.append((phrase, name))
        return found

    def _holds_office(self, phrase: NounPhrase, name: str) -> bool:
        """Does an office stand beside a name that the parser took for something else?"""
        words = phrase.words(self.parse)
        if any(t.pos != "PROPN" or t.entity == "GPE" or is_title(t) for t in words) or known_otherwise(name):
            return False
        beside = [t for t, _ in self._described(phrase.head)]
        return any(t.tag == "NN" and is_title(t) and t.lemma not in ALSO_OF_BODIES for t in beside)

    def settle(self, country: str) -> None:
        """Give the report's own country to holders of public office whom it names without one: 'President Brown'."""
        for person in self.all:
            if person.role and person.country is None and person.sector in PUBLIC:
                person.country = country

    def named(self, text: str, *, near: int) -> Person | None:
        """A known person by full name or surname, in any spelling ('XI'); `near` settles namesakes."""
        if not text[:1].isupper() or "." in text or country_of(text) or gazetteer.organisation(text):
            return None
        return self._find(text, near=near)

    def family(self, phrase: NounPhrase, head: Token) -> list[Person]:
        """'the Clintons': all people of that surname, where the report has several; else nobody."""
        surname = head.text.casefold().removesuffix("s")
        article = self.parse.tokens[phrase.first].text.lower() == "the" and phrase.head == phrase.first + 1
        if not article or surname == head.text.casefold():
            return []
        found = [p for p in self._by_part.get(surname, ()) if surname_parts(p.name)[-1] == surname]
        return found if len(found) > 1 else []

    def _new(self, name: str) -> Person:
        person = Person(name=name)
        self.all.append(person)
        self._by_name[name.casefold()] = person
        parts = surname_parts(name)
        for part in sorted({parts[0], parts[-1]}):
            if len(self._by_part[part]) < MOST_ALIKE:
                self._by_part[part].append(person)
        return person

    def _find(self, name: str, *, near: int, gender: Gender | None = None) -> Person | None:
        exact = self._by_name.get(name.casefold())
        if exact is not None:
            return exact
        parts = surname_parts(name)
        nearby = [*self._by_part.get(parts[-1], ()), *self._by_part.get(parts[0], ())]
        distinct: list[Person] = list({id(p): p for p in nearby}.values())
        fits = [p for p in distinct if same_name(parts, surname_parts(p.name))]
        if any(surname_parts(p.name)[-1] == parts[-1] for p in fits):  # 'Kim' may be a first or a last name
            fits = [p for p in fits if surname_parts(p.name)[-1] == parts[-1]]
        if len(fits) > 1 and gender:
            fits = [p for p in fits if gender_of_name(p.name) in (gender, None)] or fits
        if len(fits) > 1 and len(parts) == 1:  # namesakes: the one named last before, else the first named after
            return min(fits, key=lambda p: _distance(p.heads, near))
        return fits[0] if len(fits) == 1 else None

    def _honorific(self, phrase: NounPhrase) -> Gender | None:
        for token in phrase.words(self.parse):
            if (is_honorific(token) or is_title(token)) and (gender := gender_of_word(token.text)):
                return gender
        return None

    # what the report states about them ------------------------------------------------------------------------------

    def _learn(self, phrase: NounPhrase) -> None:
        person, parse = self.at[phrase.head], self.parse
        run = name_run(parse, phrase)
        before = [t for t in phrase.words(parse) if not run or t.i < run[0].i]
        person.gender = person.gender or self._honorific(phrase)
        self._take(person, before, after=phrase.head)
        if any(party_and_state(parse, noun_phrase(parse, c.i)) for c in parse.children(phrase.head, "appos")):
            person.country, person.sector = person.country or "USA", person.sector or "LEG"
        for token, past in self._described(phrase.head):
            inner = noun_phrase(parse, token.i)
            if not person_name(parse, inner):
                self._take(person, inner.words(parse), head=token, after=token.i, past=past)

    def _described(self, head: int) -> list[tuple[Token, bool]]:
        """Nouns that say who the named person is, by apposition or as predicate, and whether they say who it was."""
        parse, token = self.parse, self.parse.tokens[head]
        found = [(c, False) for c in parse.children(head, "appos")]
        governor = parse.tokens[token.head]
        if token.dep == "appos":  # 'the Indonesian president, Joko Widodo'
            found.append((governor, False))
        verbs = [governor] if token.dep == "nsubj" else []
        verbs += [v for v in parse.children(head, "relcl") if any(c.tag == "WP" for c in parse.children(v.i, "nsubj"))]
        for verb in verbs:  # 'Ortega is president', 'Mr. Fox, who was president'
            if verb.lemma in COPULAS and not parse.children(verb.i, "neg", "aux"):
                past = verb.lemma == "be" and verb.tag == "VBD"
                found += [(c, past) for c in parse.children(verb.i, "attr")]
        return found

    def _take(
        self, person: Person, words: Sequence[Token], head: Token | None = None, *, after: int, past: bool = False
    ) -> None:
        """Read office and country from the words around a name; complements of token `after` name the country."""
        if not words:
            return
        possessed = words[-1].tag == "POS" or (head is None and any(t.tag == "POS" for t in words))
        title = read_title([t for t in words if not is_honorific(t)], head)
        if title is None:
            if head is None and (possessed or words[-1].entity == "NORP"):  # "Japan's Abe", 'Frenchman Jean Dupont'
                person.country = person.country or country_in(words)
            return
        title = replace(title, past=True) if past else title
        country = country_in(words) or self._possessor(after) or self._complement(after)
        if _better(title, person):
            person.role, person.sector, person.past = title.role, title.sector, title.past
        person.country = person.country or country
        person.gender = person.gender or gender_of_word(title.role.split()[-1])

    def _complement(self, head: int) -> str | None:
        """'President Alan Brown of Kenya', 'the governor of Texas': the country after 'of'."""
        for prep in self.parse.children(head, "prep"):
            if prep.lemma == "of" and prep.i > head:
                for inner in self.parse.children(prep.i, "pobj"):
                    phrase = noun_phrase(self.parse, inner.i)
                    if code := country_in(phrase.words(self.parse)):
                        return code
        return None

    def _possessor(self, head: int) -> str | None:
        """'China's head of state and party leader Xi Jinping': the country that an office above the name belongs to."""
        for governor in self.parse.ancestors(head):
            if governor.pos not in ("NOUN", "PROPN", "ADP"):
                return None
            if is_title(governor):
                return country_in(noun_phrase(self.parse, governor.i).words(self.parse))
        return None

    # who holds an office --------------------------------------------------------------------------------------------

    def holders(self, title: Title, country: str | None) -> list[Person]:
        """Everyone to whom the report gives this office, in order of first naming."""
        if not self._by_office:
            for person in self.all:
                self._file(person)
        last = "top" if is_top(title.role) and (country is not None or title.role == "leader") else _last(title.role)
        told = self._by_office.get(last, [])
        exact = [p for p in told if _holds(p, title, country)]
        if exact or not title.role.endswith("candidate"):
            return exact
        return [p for p in told if p.country is None and _holds(p, title, None)]

    def give(self, person: Person, title: Title) -> None:
        """The office that only a role noun shows: 'Weber arrived. The German chancellor spoke.'"""
        person.role, person.sector, person.past = title.role, title.sector, title.past
        self._file(person)

    def _file(self, person: Person) -> None:
        for office in ("top", _last(person.role or "")) if is_top(person.role) else (_last(person.role or ""),):
            filed = self._by_office[office]
            if person.role and len(filed) < MOST_ALIKE:
                filed.append(person)


def _last(role: str) -> str:
    return role.rsplit(" ", 1)[-1].lower()


def _better(title: Title, person: Person) -> bool:
    """A new office replaces none, one held no longer, or one that says nothing of a sector."""
    if person.role is None:
        return True
    return (person.past and not title.past) or (person.sector == "CVL" and title.sector != "CVL")


def _holds(person: Person, title: Title, country: str | None) -> bool:
    if person.role is None or (person.past and not title.past):
        return False
    if country is not None and person.country != country:
        return False
    if same_office(person.role, title.role):
        return True
    return (country is not None or title.role == "leader") and is_top(title.role) and is_top(person.role)


def same_name(short: Sequence[str], full: Sequence[str]) -> bool:
    """Do the two names (words in lower case) fit one person, as far as spelling goes?"""
    if short == full:
        return True
    if len(short) == 1:
        return short[0] in (full[0], full[-1])
    first, last = short[0] == full[0], short[-1] == full[-1]
    if first and last:  # a middle name or initial more or less
        return True
    initial = (len(short[0]) == 1 and short[0] == full[0][0]) or (len(full[0]) == 1 and full[0] == short[0][0])
    tail, begin = list(full[-len(short) :]) == list(short), list(full[: len(short)]) == list(short)
    return (initial and last) or tail or begin


def _distance(heads: Sequence[int], near: int) -> tuple[int, int]:
    before = [near - h for h in heads if h <= near]
    return (0, min(before)) if before else (1, min((h - near for h in heads), default=0))
