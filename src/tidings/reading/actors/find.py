"""Which words of a report name which actors: every noun phrase, left to right, remembering who was named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ...records import Actor, ActorMention, Parse, Token
from ..noun_phrases import NounPhrase, is_seat, name_words, noun_phrases
from .bodies import Bodies
from .home import home_of
from .memory import Memory
from .names import party_and_state
from .nouns import Nouns
from .people import People
from .pronouns import Pronouns
from .titles import read_title
from .words import joined

NOT_ACTORS = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "ORDINAL", "LANGUAGE", "WORK_OF_ART", "LAW", "EVENT"})
COUNTS = frozenset({"CARDINAL", "QUANTITY"})  # 'hundreds of protesters' are protesters


def find_actors(parse: Parse, *, dateline: str = "") -> tuple[ActorMention, ...]:
    """The actor mentions of one report, in text order; its `dateline` may say whose 'the government' is.

    Promises: one actor keeps one id through the report; a plural names several actors; a reference that nothing settles
    has no actors (the words are still reported).
    """
    phrases = _with_lost_names(parse, noun_phrases(parse))
    resolver = _Resolver(parse, phrases, dateline)
    return tuple(m for m in (resolver.mention(p) for p in phrases) if m is not None)


def _with_lost_names(parse: Parse, phrases: Sequence[NounPhrase]) -> tuple[NounPhrase, ...]:
    """The phrases, and the names of people that the parser hung under another word, so that no phrase is theirs."""
    heads = {p.head for p in phrases}
    lost = []
    for first, last in _person_entities(parse):
        inside = range(first, last + 1)
        if last - first and not heads.intersection(inside) and parse.tokens[last].pos == "PROPN":
            lost.append(NounPhrase(head=last, first=first, last=last))
    return tuple(sorted([*phrases, *lost], key=lambda p: (p.head, p.first))) if lost else tuple(phrases)


def _person_entities(parse: Parse) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for token in parse.tokens:
        if token.entity != "PERSON":
            continue
        if found and found[-1][1] == token.i - 1 and not token.entity_begins:
            found[-1] = (found[-1][0], token.i)
        else:
            found.append((token.i, token.i))
    return found


class _Resolver:
    """Second pass: each noun phrase to its actors; the people were learnt in the first."""

    def __init__(self, parse: Parse, phrases: Sequence[NounPhrase], dateline: str) -> None:
        self.parse = parse
        self.people = People(parse, phrases)
        at = home_of(parse, phrases, dateline)
        home = at.country
        if home is not None and at.inside:
            self.people.settle(home)
        self.memory = Memory(parse)
        self.bodies = Bodies(parse, self.memory, home if at.inside else None)
        self.nouns = Nouns(parse, self.people, self.bodies, self.memory, home)
        self.pronouns = Pronouns(parse, self.people, self.bodies, self.memory)

    def mention(self, phrase: NounPhrase) -> ActorMention | None:
        head = self.parse.tokens[phrase.head]
        form, actors = self._resolve(phrase, head)
        if form is None:
            return None
        self.memory.add(head.i, actors)
        return ActorMention(span=phrase.span(self.parse), head=head.i, form=form, actors=tuple(actors))  # type: ignore[arg-type]

    def _resolve(self, phrase: NounPhrase, head: Token) -> tuple[str | None, list[Actor]]:
        if head.pos == "PRON":
            return self.pronouns.resolve(head)
        if family := self.people.family(phrase, head):
            return "plural", [p.actor() for p in family]
        if head.i in self.people.at:
            return "name", [self.people.at[head.i].actor()]
        if head.entity in COUNTS:
            return self.nouns.gathered(head, name_words(self.parse, phrase)) or (None, [])
        if (
            head.entity in NOT_ACTORS
            or is_seat(self.parse, head.i)
            or party_and_state(self.parse, phrase)
            or self.bodies.inside_name(phrase)
        ):
            return None, []
        words = name_words(self.parse, phrase)
        if described := self.nouns.described(phrase, head):
            return "nominal", [described]
        if read_title(words, words[-1]) is None:
            if person := self.people.named(joined(words), near=head.i):
                return "name", [person.actor()]
            if named := self.bodies.named(phrase, words):
                return named
        return self.nouns.resolve(phrase, head)


def same_people(mentions: Sequence[ActorMention], parse: Parse) -> tuple[ActorMention, ...]:
    """Give every mention of an actor the fullest record of that actor: roles are often stated late in a report.

    A body goes by the name that the report uses most, the longer one of two used as often.
    """
    best: dict[str, Actor] = {}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        for actor in mention.actors:
            known = best.get(actor.id)
            best[actor.id] = actor if known is None else _richer(known, actor)
            if mention.form in ("name", "metonym"):
                names[actor.id][actor.name] += 1
    for id, counted in names.items():
        if best[id].kind == "organisation":
            best[id] = replace(best[id], name=min(counted, key=lambda n: (-counted[n], -len(n), n)))
    return tuple(replace(m, actors=tuple(best[a.id] for a in m.actors)) for m in mentions)


def _richer(a: Actor, b: Actor) -> Actor:
    return replace(a, country=a.country or b.country, sector=a.sector or b.sector, role=a.role or b.role)
