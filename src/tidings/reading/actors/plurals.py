"""Phrases that name several actors at once: 'Russian and Chinese troops', 'both presidents', 'the two states'."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Actor, Parse, Token
from ..noun_phrases import NounPhrase
from .groups import Groups
from .memory import Memory
from .titles import is_top
from .words import demonym, joined, state

PAIR_PERSON_NOUNS = frozenset(
    {
        "president",
        "leader",
        "man",
        "minister",
        "counterpart",
        "premier",
        "diplomat",
        "woman",
        "senator",
        "official",
        "politician",
    }
)
PAIR_STATE_NOUNS = frozenset(
    {
        "country",
        "state",
        "nation",
        "power",
        "side",
        "neighbor",
        "neighbour",
        "government",
        "ally",
        "rival",
        "superpower",
        "capital",
    }
)
COUNTS = {"two": 2, "both": 2, "three": 3, "four": 4}


class Plurals:
    def __init__(self, parse: Parse, groups: Groups, memory: Memory) -> None:
        self.parse, self.groups, self.memory = parse, groups, memory

    def by_country(self, words: Sequence[Token], head: Token) -> list[Actor]:
        """'Russian and Chinese troops': one actor for each country."""
        codes = [(t, code) for t in words[:-1] if (code := demonym(t.text))]
        if len({code for _, code in codes}) < 2 or head.pos != "NOUN":
            return []
        rest = words[words.index(codes[-1][0]) + 1 :]
        return [self.groups.record(rest, country=code, name=f"{t.text} {joined(rest)}") for t, code in codes]

    def named(self, phrase: NounPhrase, head: Token) -> list[Actor] | None:
        """'both presidents', 'the two states': the latest distinct ones that fit; None for other phrases."""
        words = {t.text.lower() for t in phrase.words(self.parse)}
        lemma = head.lemma.lower()
        count = next((n for w, n in sorted(COUNTS.items()) if w in words), 0)
        if head.tag not in ("NNS", "NNPS") or not (
            (count and words & {"the", "both", "these"}) or (lemma == "side" and "the" in words)
        ):
            return None
        if lemma in PAIR_PERSON_NOUNS:
            return self.memory.pair(lambda a: a.kind == "person" and _may_be(a, lemma), head.i, count or 2)
        if lemma in PAIR_STATE_NOUNS:
            return self._states(head, lemma, count or 2)
        return None

    def _states(self, head: Token, lemma: str, count: int) -> list[Actor]:
        """The last states that act, in their own name or a person's; those of a federation where they are told of."""
        if lemma == "state" and (listed := self.memory.listed(_is_region, head.i, count)):
            return listed
        if listed := self.memory.listed(lambda a: a.kind == "state", head.i, count):
            return listed
        found: dict[str, Actor] = {}
        for naming in self.memory.lately(head.i, 6):
            actor = naming.actor
            acting = actor.kind == "person" or not self.memory.only_place(naming.i)
            if lemma == "state" and _is_region(actor):
                found.setdefault(actor.id, actor)
            elif acting and actor.country and (actor.kind in ("person", "state")):
                found.setdefault(f"state:{actor.country}", state(actor.country))
            regions = [a for a in found.values() if a.id.startswith("place:")]
            states = [a for a in found.values() if a.kind == "state"]
            for kept in (regions, states):
                if len(kept) == count:
                    return kept[::-1]
        return []


def _is_region(actor: Actor) -> bool:
    return actor.id.startswith("place:") and actor.sector == "GOV"


def _may_be(actor: Actor, noun: str) -> bool:
    """May this person be one of 'both presidents', 'the two leaders'?"""
    role = actor.role
    if role is None or role.endswith(noun):
        return True
    return (noun in ("leader", "president", "counterpart") and is_top(role)) or noun in (
        "man",
        "woman",
        "official",
        "politician",
    )
