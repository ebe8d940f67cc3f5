"""Who was named lately: what pronouns, plurals and short forms look back on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...records import Actor, Parse

# How far back, in sentences, a pronoun or a bare 'the president' may find its name. News prose keeps it close.
REACH = 3
LOCATIVE = frozenset({"in", "at", "near", "from", "to", "across", "inside", "outside", "around", "into", "through"})
ROLES = {"nsubj": 2, "nsubjpass": 2, "dobj": 1, "dative": 1}
Fits = Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Naming:
    sentence: int
    i: int  # token index of the head
    actor: Actor
    role: int  # how much the clause is about it: its subject, its object, the rest


class Memory:
    """The namings so far, in text order."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self._all: list[Naming] = []
        self._at: dict[int, list[Actor]] = {}

    def add(self, i: int, actors: list[Actor]) -> None:
        role = ROLES.get(self.parse.tokens[i].dep, 0)
        sentence = self.parse.sentence_of(i)
        self._all += [Naming(sentence, i, actor, role) for actor in actors]
        self._at[i] = actors

    def at(self, i: int) -> list[Actor]:
        """The actors that the phrase headed by token `i` named; none where it has not been read yet."""
        return self._at.get(i, [])

    def lately(self, i: int, reach: int = REACH) -> Iterator[Naming]:
        """The namings before token `i` within reach, the latest first."""
        sentence = self.parse.sentence_of(i)
        for naming in reversed(self._all):
            if sentence - naming.sentence > reach:
                return
            if naming.i < i:
                yield naming

    def last(
        self, fits: Fits, i: int, *, places: bool = True, reach: int = REACH, avoid: frozenset[int] = frozenset()
    ) -> Actor | None:
        """The latest fitting actor; in the nearest sentence that has one, its first subject goes before an object, and
        that before the rest.
        """
        best: Naming | None = None
        for naming in self.lately(i, reach):
            if best is not None and naming.sentence != best.sentence:
                break
            if naming.i in avoid or not fits(naming.actor) or not (places or not self.only_place(naming.i)):
                continue
            if best is None or naming.role > best.role or naming.role == ROLES["nsubj"]:
                best = naming
        return best.actor if best else None

    def pair(self, fits: Fits, i: int, count: int = 2) -> list[Actor]:
        """The latest distinct actors that fit, in the order of naming; none unless there are enough."""
        if listed := self.listed(fits, i, count):
            return listed
        found: dict[str, Actor] = {}
        for naming in self.lately(i, 2 * REACH):
            if fits(naming.actor) and naming.actor.id not in found:
                found[naming.actor.id] = naming.actor
            if len(found) == count:
                return list(found.values())[::-1]
        return []

    def listed(self, fits: Fits, i: int, count: int) -> list[Actor]:
        """The members of a list of just so many in this sentence or the one before: 'Nebraska and Oklahoma'."""
        for naming in self.lately(i, 1):
            if fits(naming.actor):
                members = [a for a in self.joined_with(naming.i) if fits(a)]
                if len(members) == count:
                    return members
        return []

    def only_place(self, i: int) -> bool:
        """Is the name at token `i` only where something is, as in 'in Geneva'?"""
        token = self.parse.tokens[i]
        for _ in range(REACH * REACH):  # a list of places, each hanging on the one before
            if token.dep != "conj":
                break
            token = self.parse.tokens[token.head]
        return token.dep == "pobj" and self.parse.tokens[token.head].lemma in LOCATIVE

    def joined_with(self, i: int) -> list[Actor]:
        """The actors of the list that token `i` stands in: 'Xi' gives both of 'Putin and Xi'."""
        first = i
        while self.parse.tokens[first].dep == "conj" and self.parse.tokens[first].head < first:
            first = self.parse.tokens[first].head
        members, stack = [first], [first]
        while stack:
            for child in self.parse.children(stack.pop(), "conj"):
                members.append(child.i)
                stack.append(child.i)
        found = {a.id: a for m in sorted(members) for a in self._at.get(m, [])}
        return list(found.values())
