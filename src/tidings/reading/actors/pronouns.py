"""'he', 'she', 'they', 'it', 'both': the name that a pronoun stands for, from what was named just before it."""

from __future__ import annotations

from ...records import Actor, Parse, Token
from ..noun_phrases import noun_phrase
from .bodies import BODY_NOUNS, Bodies
from .genders import Gender, gender_of_word
from .memory import Memory, Naming
from .people import People
from .speech import SPEECH, Speech

PERSON: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
}
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
THING = frozenset({"it", "its", "itself"})
COLLECTIVE = frozenset({"police", "people"})  # plural in meaning, singular in form
THING_REACH = 1  # sentences: farther back, 'it' is mostly a thing that is no actor
EMPTY_VERBS = frozenset({"appear", "seem", "happen", "look", "rain", "snow", "take", "matter"})
LONGEST_CHAIN = 4  # verbs
OBJECT_FORMS = frozenset({"him", "her", "them", "it"})


class Pronouns:
    def __init__(self, parse: Parse, people: People, bodies: Bodies, memory: Memory) -> None:
        self.parse, self.people, self.bodies, self.memory = parse, people, bodies, memory
        self.speech = Speech(parse, people, memory)
        self._genders = {p.actor().id: p.gender for p in people.all}

    def resolve(self, head: Token) -> tuple[str | None, list[Actor]]:
        """(form, actors) of a pronoun; form None for words that stand for no actor ('who', 'that', 'something')."""
        word = head.text.lower()
        if word in PERSON:
            return "pronoun", _listed(self._person(head, PERSON[word]))
        if word == "both":
            pair = self.memory.pair(_is_person, head.i) or self.memory.pair(_is_state, head.i)
            return "plural", pair
        if word in PLURAL:
            return "pronoun", self._group(head)
        if word in THING:
            if self._says_nothing(head):
                return "pronoun", []
            if employer := self._employer(head):
                return "pronoun", [employer]
            avoid = self._own_subject(head)
            body = self.memory.last(_is_body, head.i, places=False, reach=THING_REACH, avoid=avoid)
            return "pronoun", _listed(body)
        return None, []

    def _employer(self, head: Token) -> Actor | None:
        """'Kremlin spokesman Ivan Orlov said it would wait': the body whose office the speaker has."""
        for governor in self.parse.ancestors(head.i):
            if governor.lemma in SPEECH and governor.pos == "VERB":
                speakers = self.parse.children(governor.i, "nsubj")
                told = [w for w in speakers if w.i in self.people.at and w.i < head.i]
                return self.bodies.of_office(noun_phrase(self.parse, told[0].i)) if told else None
        return None

    def _says_nothing(self, head: Token) -> bool:
        """'It is clear that', 'it appears': a subject only for grammar's sake."""
        verb = self.parse.tokens[head.head]
        if head.dep == "expl" or (head.dep == "nsubj" and verb.lemma in EMPTY_VERBS):
            return True
        return head.dep == "nsubj" and verb.lemma == "be" and bool(self.parse.children(verb.i, "acomp", "attr"))

    def _person(self, head: Token, gender: Gender) -> Actor | None:
        def fits(actor: Actor) -> bool:
            return actor.kind == "person" and self._genders.get(actor.id) in (gender, None)

        def unnamed(actor: Actor) -> bool:
            return _is_unnamed(actor) and gender_of_word(actor.name.split()[-1]) in (gender, None)

        avoid = self._own_subject(head)
        speaker = self.speech.before(head)
        if speaker is not None and self.speech.quoted(head.i):
            told = speaker.id

            def fits(actor: Actor) -> bool:  # whoever speaks of 'him' inside quotation marks is somebody else
                return actor.kind == "person" and actor.id != told and self._genders.get(actor.id) in (gender, None)

        elif speaker is not None and self.speech.says_on(head) and fits(speaker):
            return speaker
        ahead = None if self.speech.quoted(head.i) else self._ahead(head, gender)
        if ahead is not None:
            return ahead
        if asked := self._asked(head, gender):
            return asked
        return self.memory.last(fits, head.i, avoid=avoid) or self.memory.last(unnamed, head.i, avoid=avoid)

    def _own_subject(self, head: Token) -> frozenset[int]:
        """'Brown met him': the subject of the verb cannot be its own plain object."""
        if head.text.lower() not in OBJECT_FORMS or head.dep == "poss":
            return frozenset()
        verb = self.parse.tokens[head.head]
        if verb.pos == "ADP":
            verb = self.parse.tokens[verb.head]
        for _ in range(LONGEST_CHAIN):  # 'Fox was firm, calling him vain': the subject of a participle stands higher up
            subjects = self.parse.children(verb.i, "nsubj", "nsubjpass")
            if subjects or verb.dep not in ("advcl", "xcomp", "conj", "pcomp") or verb.head == verb.i:
                return frozenset(c.i for c in subjects)
            verb = self.parse.tokens[verb.head]
        return frozenset()

    def _asked(self, head: Token, gender: Gender) -> Actor | None:
        """'called on Trump to cancel his meeting': in what somebody is asked to do, 'his' is the one asked."""
        if head.dep != "poss":
            return None
        for verb in self.parse.ancestors(head.i):
            if verb.pos not in ("VERB", "AUX"):
                continue
            asker = self.parse.tokens[verb.head]
            if verb.tag != "VB" or asker.pos != "VERB" or asker.i > verb.i or self.parse.children(verb.i, "nsubj"):
                return None
            others = list(self.parse.children(asker.i, "dobj", "dative"))
            for prep in self.parse.children(asker.i, "prep"):
                others += self.parse.children(prep.i, "pobj")
            for other in reversed(others):
                person = self.people.at.get(other.i)
                if asker.i < other.i < verb.i and person is not None and person.gender in (gender, None):
                    return person.actor()
            return None
        return None

    def _ahead(self, head: Token, gender: Gender) -> Actor | None:
        """'In his speech, Obama said': a pronoun in what stands before the clause looks ahead to its subject."""
        first, end = self.parse.sentences[self.parse.sentence_of(head.i)]
        if any(first <= naming.i for naming in self.memory.lately(head.i, 0)):
            return None
        for governor in self.parse.ancestors(head.i):
            if governor.pos not in ("VERB", "AUX"):
                continue
            for subject in self.parse.children(governor.i, "nsubj", "nsubjpass"):
                person = self.people.at.get(subject.i)
                if head.i < subject.i < end and person is not None and person.gender in (gender, None):
                    return person.actor()
        return None

    def _group(self, head: Token) -> list[Actor]:
        """The latest plural or list of actors; in the nearest sentence that has one, its subject before the rest."""
        avoid = self._own_subject(head)
        best: tuple[Naming, list[Actor]] | None = None
        for naming in self.memory.lately(head.i):
            if best is not None and naming.sentence != best[0].sentence:
                break
            if naming.i in avoid or (best is not None and naming.role <= best[0].role):
                continue
            if several := self._several(naming):
                best = naming, several
        return best[1] if best else []

    def _several(self, naming: Naming) -> list[Actor]:
        several = self.memory.joined_with(naming.i)
        if len(several) > 1:
            return several
        token = self.parse.tokens[naming.i]
        plural = token.tag in ("NNS", "NNPS") or token.lemma.lower() in COLLECTIVE
        return [naming.actor] if plural and naming.actor.kind in ("group", "organisation") else []


def _listed(actor: Actor | None) -> list[Actor]:
    return [actor] if actor else []


def _is_person(actor: Actor) -> bool:
    return actor.kind == "person"


def _is_state(actor: Actor) -> bool:
    return actor.kind == "state"


def _is_body(actor: Actor) -> bool:
    """May 'it' be this? A state, an organisation, a body of people; not a crowd and not a person."""
    if actor.kind in ("state", "organisation"):
        return True
    return (
        actor.kind == "group"
        and actor.sector is not None
        and actor.id.rsplit("-", 1)[-1].removeprefix("group:") in BODY_NOUNS
    )


def _is_unnamed(actor: Actor) -> bool:
    """'a gunman', 'the minister': a group record that is one person without a name."""
    return actor.kind == "group" and actor.sector is not None and not actor.name.lower().endswith("s")
