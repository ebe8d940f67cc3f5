"""Whose words or deed a thing is: 'spoke out against the speech' is against the one whose speech the report names.

Only nouns for what somebody says, makes or does are followed ('lawsuit', 'plan', 'statement'), never a person's
relations or a country's land. The owner stands beside the noun ('Smith's plan', 'the BBC report', 'a letter by Jones'),
makes it ('Ohio filed a lawsuit'), or does either elsewhere in the report where the noun comes alone ('the lawsuit').
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from ..reading.actors import behind_adjective
from ..records import Actor, ActorMention, Parse, Reading, Token
from .arguments import coordinated, subject
from .options import event_nouns

WORKS = frozenset(
    """account action ad address advance advertisement allegation amendment analysis announcement answer appearance
    appointment approach argument article assertion attempt behavior behaviour bid bill blog book challenge charge claim
    comment commentary conclusion conduct contention criticism decision declaration decree defense defence directive
    disclosure document draft editorial effort file filing finding gesture handling idea initiative insistence interview
    legislation letter manifesto measure memo message motion move narrative note objection opinion order petition plan
    platform policy position post program programme project proposition protest question reaction reasoning recording
    reform remark reply report reporting resolution response rhetoric ruling scheme speech stance statement story
    strategy suggestion suit tactic testimony tour trip tweet verdict version video view""".split()
)
MAKING = frozenset(
    """announce bring deliver draft file give issue launch lodge make outline post present publish push release send
    submit table tweet unveil write""".split()
)
ADJECTIVAL = ("compound", "nmod", "amod")
ALONE = frozenset({"the", "this", "that", "these", "those", "such"})


class Owners:
    """Asks one reading whose thing a noun is."""

    def __init__(self, reading: Reading) -> None:
        self.parse: Parse = reading.parse
        self.mentions: Mapping[int, ActorMention] = {m.head: m for m in reading.actors}

    def of(self, head: int) -> tuple[Actor, ...]:
        """The actors behind the noun; empty where it is no such thing or nobody is named."""
        noun = self.parse.tokens[head]
        if noun.dep in ADJECTIVAL:
            return self._adjective(head)
        if noun.pos != "NOUN" or not _is_work(noun):
            return ()
        beside = self._beside(noun)
        if beside or not self._comes_alone(noun):
            return beside
        for prep in self.parse.children(noun.i, "prep"):  # 'the claims in the article'
            for inner in self.parse.children(prep.i, "pobj"):
                if prep.lemma in ("in", "of") and inner.pos == "NOUN" and _is_work(inner):
                    return self.of(inner.i)
        known = self._known.get(noun.lemma.lower(), [])
        if not known:
            return ()
        often = Counter(frozenset(a.id for a in actors) for _, actors in known)
        return max(known, key=lambda k: (often[frozenset(a.id for a in k[1])], k[0] < head, -abs(k[0] - head)))[1]

    @cached_property
    def _known(self) -> Mapping[str, list[tuple[int, tuple[Actor, ...]]]]:
        """The nouns whose owner is said beside them: by lemma, in text order."""
        found: dict[str, list[tuple[int, tuple[Actor, ...]]]] = {}
        for noun in self.parse.tokens:
            if noun.pos == "NOUN" and _is_work(noun) and (actors := self._beside(noun)):
                found.setdefault(noun.lemma.lower(), []).append((noun.i, actors))
        return found

    def _comes_alone(self, noun: Token) -> bool:
        """'The lawsuit', and 'lawsuit' in a headline; not 'a lawsuit' nor 'another lawsuit', which are new."""
        determiners = [c.text.lower() for c in self.parse.children(noun.i, "det", "nummod", "poss")]
        return all(d in ALONE for d in determiners) and not self.parse.children(noun.i, "relcl")

    def _beside(self, noun: Token) -> tuple[Actor, ...]:
        """Possessor, author, adjective or maker of the noun, in the order of how plainly each owns it."""
        for child in self.parse.children(noun.i, "poss"):
            return self._actors(child.i)
        for prep in self.parse.children(noun.i, "prep", "agent"):
            if prep.lemma in ("by", "from"):
                for inner in self.parse.children(prep.i, "pobj"):
                    return self._actors(inner.i)
        for child in self.parse.children(noun.i, *ADJECTIVAL):
            if actors := self._actors(child.i):
                return actors
        verb = self.parse.tokens[noun.head]
        if noun.dep == "dobj" and verb.lemma in MAKING:
            maker = subject(self.parse, verb.i)
            return self._actors(maker.head) if maker else ()
        return ()

    def _adjective(self, head: int) -> tuple[Actor, ...]:
        """'American sanctions': the country, or the West, that an adjective before its noun names."""
        word = self.parse.tokens[head]
        actor = behind_adjective(word.text) if word.dep in ADJECTIVAL else None
        return (actor,) if actor else ()

    def _actors(self, head: int) -> tuple[Actor, ...]:
        found: dict[str, Actor] = {}
        for member in coordinated(self.parse, head):
            mention = self.mentions.get(member)
            for actor in mention.actors if mention else self._adjective(member):
                found.setdefault(actor.id, actor)
        return tuple(found.values())


def _is_work(noun: Token) -> bool:
    return noun.lemma.lower() in WORKS or noun.lemma.lower() in event_nouns()
