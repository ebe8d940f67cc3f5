"""Role nouns and groups: 'the Kremlin chief', 'both presidents', 'Russian troops', 'Mr. Obama's team', 'the gunman'."""

from __future__ import annotations

from collections.abc import Sequence

from ... import gazetteer
from ...records import Actor, Parse, Token
from ..noun_phrases import NounPhrase, name_words, noun_phrase
from .bodies import BODY_NOUNS, STANDS_FOR, Bodies
from .groups import GATHERING, Groups
from .memory import Memory
from .people import People, Person
from .plurals import Plurals
from .sectors import group_sector
from .titles import OF_A_BODY, Title, is_top, read_title
from .words import country_in, country_of, joined, state

DESCRIPTIVE = frozenset({"the", "a", "an", "his", "her", "their", "its", "one", "another"})
DEFINITE = frozenset({"the", "its", "their", "his", "her", "both", "this"})
STATE_NOUNS = frozenset({"government", "administration", "authority", "state", "leadership"})
# 'the congressman' may hold another office in the report's words: anyone of the sector who was named lately.
ANY_OF_SECTOR = frozenset(
    {
        "congressman",
        "congresswoman",
        "senator",
        "lawmaker",
        "legislator",
        "representative",
        "minister",
        "general",
        "judge",
    }
    | {"politician", "commander", "prosecutor", "diplomat", "sheriff", "officer"}
)
NO_ACTORS = frozenset(
    {
        "business",
        "leadership",
        "industry",
        "community",
        "fire",
        "person",
        "staff",
        "head",
        "office",
        "capital",
        "power",
        "state",
        "place",
        "day",
        "side",
        "party",
        "house",
    }
)
KINDS_OF_BODY = BODY_NOUNS.union(
    STANDS_FOR,
    """builder carrier contractor developer employer insurer maker manufacturer operator outlet owner parent publisher
    regulator subsidiary supplier""".split(),
)
LANDS = frozenset({"state", "country", "nation", "province", "republic", "kingdom", "region", "territory"})
COMPLEMENTS = frozenset({"of", "in", "from", "for"})


class Nouns:
    def __init__(self, parse: Parse, people: People, bodies: Bodies, memory: Memory, home: str | None) -> None:
        self.parse, self.people, self.bodies, self.memory, self.home = parse, people, bodies, memory, home
        self.groups = Groups(parse)
        self.plurals = Plurals(parse, self.groups, memory)

    def resolve(self, phrase: NounPhrase, head: Token) -> tuple[str | None, list[Actor]]:
        """(form, actors) of a phrase headed by a noun; form None where it names no actor."""
        words = name_words(self.parse, phrase)
        if several := self.plurals.by_country(words, head):
            return "plural", several
        if members := self._named_after(head):
            return "name", members
        plural = self.plurals.named(phrase, head)
        if plural is not None:
            return "plural", plural
        if gathered := self.gathered(head, words):
            return gathered
        return self._nominal(phrase, head, words)

    def described(self, phrase: NounPhrase, head: Token) -> Actor | None:
        """'Bruning, a Republican', 'his rival Hillary Clinton': the named person whom a description stands beside."""
        if head.tag not in ("NN", "NNP") or self.parse.tokens[phrase.first].text.lower() not in DESCRIPTIVE:
            return None
        if group_sector(head.text.lower()) is None and read_title((head,)) is None:
            return None
        person = self._same_person(head)
        return person.actor() if person else None

    def _named_after(self, head: Token) -> list[Actor]:
        """'the states of Nebraska and Oklahoma': the lands that are named after the word for their kind."""
        if head.lemma.lower() not in LANDS:
            return []
        found: dict[str, Actor] = {}
        for prep in self.parse.children(head.i, "prep"):
            for inner in self.parse.children(prep.i, "pobj") if prep.lemma == "of" else ():
                for member in (inner, *self.parse.children(inner.i, "conj")):
                    phrase = noun_phrase(self.parse, member.i)
                    named = self.bodies.named(phrase, name_words(self.parse, phrase)) if member.pos == "PROPN" else None
                    for actor in named[1] if named and len(named[1]) == 1 else ():
                        found[actor.id] = actor
        lands = all(a.kind == "state" or a.id.startswith("place:") for a in found.values())
        return list(found.values()) if lands else []

    # several at once ------------------------------------------------------------------------------------------------

    def gathered(self, head: Token, words: Sequence[Token]) -> tuple[str | None, list[Actor]] | None:
        """'a group of Republican lawmakers': whoever is gathered."""
        if head.lemma.lower() not in GATHERING or (len(words) > 2 and head.pos == "NOUN" and words[0].pos == "PROPN"):
            return None
        for prep in self.parse.children(head.i, "prep"):
            if prep.lemma != "of":
                continue
            for inner in self.parse.children(prep.i, "pobj"):
                phrase = noun_phrase(self.parse, inner.i)
                if inner.tag in ("NNS",) and inner.i not in self.people.at:
                    return self.resolve(phrase, inner)
                if inner.pos == "PROPN" and head.lemma.lower() == "member" and inner.i not in self.people.at:
                    return self._members(inner, head, words)
        return None

    def _members(self, body: Token, head: Token, words: Sequence[Token]) -> tuple[str | None, list[Actor]]:
        """'18 members of the House Foreign Affairs Committee': a group with the body's name, country and sector."""
        phrase = noun_phrase(self.parse, body.i)
        found = self.bodies.named(phrase, name_words(self.parse, phrase))
        whose = found[1][0] if found and found[1] else None
        if whose is None:
            return None, []
        noun = "member"
        return "nominal", [
            Actor(
                id=f"group:{whose.id.partition(':')[2].lower()}-{noun}",
                name=f"{whose.name} {noun if head.tag == 'NN' else noun + 's'}",
                kind="group",
                country=whose.country,
                sector=whose.sector,
            )
        ]

    # one office, one group ------------------------------------------------------------------------------------------

    def _nominal(self, phrase: NounPhrase, head: Token, words: Sequence[Token]) -> tuple[str | None, list[Actor]]:
        lemma = head.lemma.lower()
        lemmas = [t.lemma.lower() for t in words]
        title, sector = read_title(words, head), group_sector(*lemmas)
        singular = head.tag not in ("NNS", "NNPS")
        bare = phrase.first == phrase.head
        if singular and (body := self._same_body(head)):
            return "nominal", [body]
        if (title is None and sector is None) or (
            bare and singular and (lemma in NO_ACTORS or self._only_office(head))
        ):
            return None, []
        described = title or self.parse.children(head.i, "poss")  # 'the president', 'Lee's successor'
        if described and singular and (person := self._same_person(head)):
            return "nominal", [person.actor()]
        country, link = self._country(phrase, head, words)
        definite = self.parse.tokens[phrase.first].text.lower() in DEFINITE
        possessors = self.parse.children(head.i, "poss")
        office = title if singular and (definite or possessors or country) else None
        if office and (person := self._holder(office, country, head, definite=definite)):
            return "nominal", [person.actor()]
        if singular and definite and not possessors and (body := self.bodies.short_form(words, head.i)):
            return "nominal", [body]
        owner = self._owner(phrase, head)
        if title and (sector is None or title.role.split()[-1] in OF_A_BODY):
            sector = title.sector
        if owner is not None and owner.country and lemma in ("country", "nation", "homeland"):
            return "nominal", [state(owner.country)]
        if owner is not None:
            return "nominal", [self.groups.of_owner(owner, words, head, sector)]
        if lemma in STATE_NOUNS and singular and len(words) <= 2:
            if country is None and definite and lemma == "government":
                told_of = self._where(head) or self._near_state(head, told_of=True)
                country = told_of or self.home or self._near_state(head)
            if country:
                return "nominal", [state(country)]
        if country is None and lemma in ("country", "nation") and definite and singular:
            last = self.memory.last(_of_state, head.i)
            return "nominal", [state(last.country)] if last and last.country else []
        if country is None and lemma == "state" and definite and singular:
            last = self.memory.last(lambda a: a.id.startswith("place:") and a.sector == "GOV", head.i)
            return "nominal", [last] if last else []
        if country is None and sector == "LEG" and self.home:
            return "nominal", [
                self.groups.record(words, country=self.home, sector=sector, name=self.groups.shown(words))
            ]
        return "nominal", [self.groups.record(words, country=country, sector=sector, link=link)]

    def _only_office(self, head: Token) -> bool:
        """'as president', 'was elected president': the office, not somebody."""
        governor = self.parse.tokens[head.head]
        return head.dep in ("attr", "oprd") or (
            head.dep == "pobj" and governor.lemma in ("as", "for", "by") and head.tag == "NN"
        )

    def _where(self, head: Token) -> str | None:
        """The country of the capital that the sentence begins with: 'In Manila, they called on the government'."""
        first, _ = self.parse.sentences[self.parse.sentence_of(head.i)]
        front, place = self.parse.tokens[first : first + 2] if head.i > first + 1 else (head, head)
        found = gazetteer.places(place.text) if front.text.lower() == "in" and place.entity == "GPE" else ()
        return found[0].country if found and found[0].kind == "capital" else None

    def _near_state(self, head: Token, *, told_of: bool = False) -> str | None:
        """The state named last, here or in the sentence before; with `told_of` as the subject or the object there."""
        aside = frozenset(n.i for n in self.memory.lately(head.i, 1) if told_of and not n.role)
        last = self.memory.last(lambda a: a.kind == "state", head.i, places=False, reach=1, avoid=aside)
        return last.country if last else None

    def _same_person(self, head: Token) -> Person | None:
        """The person whom the role noun stands beside: 'the president, Jan Kot', 'Ortega is president'."""
        parse = self.parse
        beside = [c.i for c in parse.children(head.i, "appos")]
        if head.dep == "appos":
            beside.append(head.head)
        if head.dep == "attr" and parse.tokens[head.head].lemma == "be":
            beside += [c.i for c in parse.children(head.head, "nsubj")]
        for i in beside:
            if i in self.people.at:
                return self.people.at[i]
        after = parse.tokens[head.i + 1 : head.i + 5]  # a name of up to four words right after its title
        for token in after:
            if token.pos != "PROPN":
                return None
            if token.i in self.people.at:
                return self.people.at[token.i]
        return None

    def _same_body(self, head: Token) -> Actor | None:
        """The named body that the noun stands beside: 'the tanker's owner, Ege Lines'."""
        if head.lemma.lower() not in KINDS_OF_BODY:
            return None
        for child in self.parse.children(head.i, "appos"):
            if child.pos == "PROPN" and child.i not in self.people.at:
                phrase = noun_phrase(self.parse, child.i)
                named = self.bodies.named(phrase, name_words(self.parse, phrase))
                if named and len(named[1]) == 1 and named[1][0].kind == "organisation":
                    return named[1][0]
        return None

    def _holder(self, title: Title, country: str | None, head: Token, *, definite: bool) -> Person | None:
        """The person who holds the office; where several do, the one of the report's own country or told of most."""
        fits = self.people.holders(title, country)
        if not fits and definite and country is None and title.role in ANY_OF_SECTOR:
            return self._last_of_sector(title.sector, head)
        if len(fits) > 1 and title.role in ("leader", "head", "chief") and country is None:
            return self._last_of(fits, head)
        if len(fits) > 1:
            fits = [p for p in fits if p.country == (country or self.home)] or fits
            fits = [p for p in fits if p.role == title.role] or fits
            if is_top(title.role):
                return max(fits, key=lambda p: len(p.heads))
            return fits[0] if len(fits) == 1 else self._last_of(fits, head)
        placed = country or title.role.endswith(
            "candidate"
        )  # 'the Russian leader', 'the front-runner': the one just named
        person = fits[0] if fits else self._last_unplaced(country, head) if definite and placed else None
        if person is not None and person.country is None:
            person.country = country
        if person is not None and person.role is None and title.role not in ("head", "chief", "leader"):
            self.people.give(person, title)
        return person

    def _last_of(self, people: Sequence[Person], head: Token) -> Person | None:
        ids = {p.actor().id: p for p in people}
        last = self.memory.last(lambda a: a.id in ids, head.i)
        return ids[last.id] if last else None

    def _last_of_sector(self, sector: str, head: Token) -> Person | None:
        for naming in self.memory.lately(head.i):
            person = self.people.at.get(naming.i)
            if person is not None and person.sector == sector and not person.past:
                return person
        return None

    def _last_unplaced(self, country: str | None, head: Token) -> Person | None:
        """The person named last, unless the report puts them in another country or office."""
        for naming in self.memory.lately(head.i, 1):
            person = self.people.at.get(naming.i)
            if person is not None and person.country in (None, country) and person.role is None:
                return person
        return None

    def _country(self, phrase: NounPhrase, head: Token, words: Sequence[Token]) -> tuple[str | None, str | None]:
        """The country of a phrase, and the words that say so where they are an 'of', 'in' or 'from' complement."""
        if code := country_in(phrase.words(self.parse)):
            return code, None
        for prep in self.parse.children(head.i, "prep"):
            if prep.lemma in COMPLEMENTS:
                for inner in self.parse.children(prep.i, "pobj"):
                    whose = noun_phrase(self.parse, inner.i).words(self.parse)
                    if code := country_in(whose):
                        return code, f"{prep.lemma} {joined(whose)}"
        return self._country_of_owner(head, words), None

    def _country_of_owner(self, head: Token, words: Sequence[Token]) -> str | None:
        for possessor in self.parse.children(head.i, "poss"):
            for actor in self.memory.at(possessor.i):
                if actor.country:
                    return actor.country
            if possessor.lemma.lower() in ("its", "their"):
                last = self.memory.last(lambda a: a.kind == "state", head.i)
                return last.country if last else None
        for token in words[:-1]:
            if token.entity == "GPE" and token.text[:1].isupper():  # 'Chicago police'
                found = gazetteer.places(token.text)
                return found[0].country if found else None
        return None

    # whose ----------------------------------------------------------------------------------------------------------

    def _owner(self, phrase: NounPhrase, head: Token) -> Actor | None:
        """The named person whose team, lawyer or campaign it is."""
        for possessor in self.parse.children(head.i, "poss"):
            actors = self.memory.at(possessor.i)
            if len(actors) == 1 and actors[0].kind == "person":
                return actors[0]
        for prep in self.parse.children(head.i, "prep"):  # 'lawyers for Mr. Trump'
            if prep.lemma in ("for", "of", "to"):
                for inner in self.parse.children(prep.i, "pobj"):
                    if inner.i in self.people.at:
                        return self.people.at[inner.i].actor()
        for token in phrase.words(self.parse)[:-1]:
            if token.i in self.people.at:
                return self.people.at[token.i].actor()
            if token.text[:1].isupper() and token.dep in ("compound", "nmod", "poss") and not country_of(token.text):
                person = self.people.named(token.text, near=token.i)
                if person is not None:
                    return person.actor()
        return None


def _of_state(actor: Actor) -> bool:
    """May 'the country' be this actor's? A state, or what acts for one."""
    return actor.kind == "state" or (actor.country is not None and actor.sector in ("GOV", "MIL"))
