"""Which words of a report may carry an event, and which two ends each may have.

Every reading that the parse allows is listed: recall comes first; `ranking` chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from ..kept import worked_out_once
from ..reading.actors import behind_adjective
from ..records import Actor, ActorMention, Parse, Reading, Token
from .arguments import (
    CARRIERS,
    JUDGING,
    Argument,
    between,
    carrier,
    coordinated,
    giver,
    holder,
    noun_sides,
    objects,
    subject,
)

TIME_ENTITIES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "ORDINAL", "QUANTITY"})
POSSESSIVES = frozenset({"his", "her", "its", "their", "our", "my", "your", "whose"})
SAYING = frozenset({"say", "tell", "add", "note", "write", "tweet", "report", "explain", "state", "comment", "speak"})
QUOTES = frozenset({'"', "“", "”", "''", "``"})
EDGES = frozenset({"border", "frontier", "boundary", "coast", "shore"})  # 'along the U.S. border' is no side
WITHIN = frozenset({"in", "at", "near", "outside", "inside", "across", "around"})  # 'the talks in Helsinki'
# What something is said on is done nothing to.
PLATFORMS = frozenset(
    """twitter facebook instagram telegram tiktok youtube weibo reddit snapchat linkedin whatsapp wechat mastodon
    bluesky television tv radio""".split()
)
TOGETHER = frozenset({"together", "jointly", "joint", "mutually", "mutual", "bilateral", "bilaterally", "other"})
MOST_OPTIONS = 24  # of one event word; a sentence that offers more is a list, and the nearest ones are its ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One way to read an event word: its two ends as token indices, and the path to each."""

    trigger: int
    actor: int | None
    recipient: int | None
    actor_path: str
    recipient_path: str
    reciprocal: bool = False


@cache
def event_nouns() -> frozenset[str]:
    text = files(__package__).joinpath("event_nouns.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


class Finder:
    """The options of one reading, and what stands at each end."""

    def __init__(self, reading: Reading) -> None:
        self.parse: Parse = reading.parse
        self.mentions: Mapping[int, ActorMention] = {m.head: m for m in reading.actors}
        self.places = inside(reading.parse, ((m.span.start, m.span.end) for m in reading.places))
        self.times = inside(reading.parse, ((m.span.start, m.span.end) for m in reading.times))

    def triggers(self) -> Iterator[Token]:
        """Event words in text order: verbs that say something themselves, event nouns, and adjectives like 'critical
        of'.
        """
        for token in self.parse.tokens:
            if token.pos == "VERB":
                inner = token.dep in ("amod", "compound", "aux", "auxpass", "case")
                if not inner and not self._carries(token):
                    yield token
            elif (token.pos == "NOUN" and token.lemma.lower() in event_nouns()) or (
                token.pos == "ADJ" and token.dep == "acomp" and self.parse.children(token.i, "prep")
            ):
                yield token

    def _carries(self, verb: Token) -> bool:
        """'plans to meet', 'began to withdraw': the act is the other verb."""
        return verb.lemma in CARRIERS and any(c.tag in ("VB", "VBG") for c in self.parse.children(verb.i, "xcomp"))

    def options(self, trigger: Token) -> list[Option]:
        found = list(self._of_noun(trigger) if trigger.pos == "NOUN" else self._of_verb(trigger))
        return list(dict.fromkeys(found))[:MOST_OPTIONS]

    @worked_out_once
    def kind(self, head: int | None) -> str:
        """What stands at an end: 'none', 'time', 'person', 'state', 'organisation', 'group', 'place', 'named',
        'thing', 'event' (a noun that tells one) ...
        """
        if head is None:
            return "none"
        token = self.parse.tokens[head]
        if head in self.times or token.entity in TIME_ENTITIES:
            return "time"
        if token.text.lower() in POSSESSIVES:
            return "possessive"
        mention = self.mentions.get(head)
        if mention is not None and mention.form == "metonym" and self.parse.tokens[token.head].lemma in WITHIN:
            return "place"
        if token.pos == "PRON" and (mention is None or not mention.actors):
            return "unresolved"
        if mention is not None and mention.actors:
            return self._actor_kind(mention)
        if head in self.places or token.entity in ("GPE", "LOC", "FAC") or token.lemma.lower() in EDGES:
            return "place"
        if token.entity or any(self._names(self.parse.tokens[i]) for i in (head, *self.below[head])):
            return "named"
        return "thing"

    @worked_out_once
    def depth(self, i: int) -> int:
        """How many verbs stand above token `i`, up to three."""
        return min(3, sum(1 for t in self.parse.ancestors(i) if t.pos in ("VERB", "AUX")))

    @worked_out_once
    def together(self, i: int) -> bool:
        """Does a word beside token `i` say that its sides act together?"""
        beside = self.parse.children(i, "advmod", "amod", "dobj", "prep")
        return any(c.lemma.lower() in TOGETHER for c in beside)

    def _names(self, token: Token) -> bool:
        return token.entity in ("GPE", "NORP", "ORG", "PERSON", "LOC") or bool(behind_adjective(token.text))

    def _named(self, head: int) -> tuple[Actor, ...]:
        mention = self.mentions.get(head)
        return mention.actors if mention is not None else ()

    def _actor_kind(self, mention: ActorMention) -> str:
        actor = mention.actors[0]
        if actor.id.startswith("place:"):
            return "place"
        return actor.kind

    @cached_property
    def below(self) -> Mapping[int, tuple[int, ...]]:
        """Left modifiers of each token."""
        return {
            t.i: tuple(c.i for c in self.parse.children(t.i, "amod", "compound", "nmod", "poss") if c.i < t.i)
            for t in self.parse.tokens
        }

    # verbs -------------------------------------------------------------------------------------------------------

    def _of_verb(self, verb: Token) -> Iterator[Option]:
        doers = [w for w in self._doers(verb) if self.kind(w.head) != "time"]
        if not doers:
            yield from self._with_doer(verb, None)
        for who in doers:
            yield from self._with_doer(verb, who)
        sides = between(self.parse, verb.i)
        if len(sides) > 1:
            yield Option(
                trigger=verb.i, actor=sides[0], recipient=sides[1], actor_path="between", recipient_path="between",
                reciprocal=True,
            )  # fmt: skip
        source, done_to = giver(self.parse, verb.i), subject(self.parse, verb.i)
        if source is not None and done_to is not None:
            yield Option(
                trigger=verb.i, actor=source.head, recipient=done_to.head, actor_path="giver", recipient_path="receiver"
            )

    def _doers(self, verb: Token) -> Iterator[Argument]:
        """The subject; for 'passed a resolution criticising X', 'a letter from X urged' also the one behind it."""
        who = subject(self.parse, verb.i)
        if who is None:
            return
        yield who
        if who.path in ("participle", "nsubj") and self.kind(who.head) in ("thing", "event", "named"):
            behind = holder(self.parse, self.parse.tokens[who.head])
            if behind is not None:
                yield behind

    def _with_doer(self, verb: Token, who: Argument | None) -> Iterator[Option]:
        actor, actor_path = (who.head, who.path) if who else (None, "none")
        members = coordinated(self.parse, actor) if actor is not None else ()
        if len(members) > 1:
            yield Option(
                trigger=verb.i, actor=members[0], recipient=members[1], actor_path=actor_path,
                recipient_path="joined", reciprocal=True,
            )  # fmt: skip
        elif actor is not None and len(self._named(actor)) > 1:
            yield Option(
                trigger=verb.i,
                actor=actor,
                recipient=None,
                actor_path=actor_path,
                recipient_path="both",
                reciprocal=True,
            )
        for other in self._others(verb, actor):
            if self._audience(verb, other):
                continue
            if other.path.endswith("prep:on") and self.parse.tokens[other.head].lemma.lower() in PLATFORMS:
                continue
            if other.head not in members and self.kind(other.head) != "time":
                yield Option(
                    trigger=verb.i, actor=actor, recipient=other.head, actor_path=actor_path, recipient_path=other.path
                )
        if actor is not None:
            yield Option(trigger=verb.i, actor=actor, recipient=None, actor_path=actor_path, recipient_path="none")

    def _audience(self, verb: Token, other: Argument) -> bool:
        """'..., he told the Herald': whoever is only told a statement has nothing done to them by it; who is told
        to do something has.
        """
        told = other.path.removesuffix(">poss") in (
            "dobj",
            "dative",
            *(f"prep:{p}" for p in ("to", "in", "on", "at", "with")),
        )
        return (
            told
            and verb.lemma in SAYING
            and not any(c.tag == "VB" and c.i > other.head for c in self.parse.children(verb.i, "xcomp"))
            and (bool(self.parse.children(verb.i, "ccomp", "parataxis")) or self._quotes(verb))
        )

    def _quotes(self, verb: Token) -> bool:
        """Does the sentence of a verb of saying give words in quotation marks?"""
        first, end = self.parse.sentences[self.parse.sentence_of(verb.i)]
        return any(t.text in QUOTES for t in self.parse.tokens[first:end])

    def _others(self, verb: Token, actor: int | None) -> Iterator[Argument]:
        judged = verb.lemma in JUDGING
        owned = [c for c in self.parse.children(verb.i, "dobj") if judged and self._has_doer(c)]
        for other in objects(self.parse, verb.i, actor):
            if owned and other.path.startswith("dobj>prep:"):  # 'condemned the US strikes on Iran' is not against Iran
                continue
            yield other
            if judged:
                yield from self._whose(other)
        if (
            actor is not None
        ):  # 'protesters in Gjilan burned the flag': the place of the doers, where nothing else is named
            for prep in self.parse.children(actor, "prep"):
                for inner in self.parse.children(prep.i, "pobj"):
                    if self.kind(inner.head if inner.dep == "compound" else inner.i) in ("place", "state"):
                        yield Argument(head=inner.i, path=f"subject>prep:{prep.lemma}")

    def _has_doer(self, noun: Token) -> bool:
        """Is it said beside an event noun whose deed it is?"""
        return noun.lemma.lower() in event_nouns() and (
            bool(self.parse.children(noun.i, "poss"))
            or any(behind_adjective(c.text) for c in self.parse.children(noun.i, "amod", "compound", "nmod"))
        )

    def _whose(self, other: Argument) -> Iterator[Argument]:
        """'condemned the American strikes': the country that an adjective puts behind a deed."""
        noun = self.parse.tokens[other.head]
        if noun.pos == "NOUN" and noun.lemma.lower() in event_nouns() and other.head not in self.mentions:
            for child in self.parse.children(noun.i, "amod", "compound", "nmod"):
                if behind_adjective(child.text):
                    yield Argument(head=child.i, path=f"{other.path}>poss")

    # nouns -------------------------------------------------------------------------------------------------------

    def _of_noun(self, noun: Token) -> Iterator[Option]:
        doers, others = noun_sides(
            self.parse,
            noun.i,
            lambda t: t.i in self.mentions or t.entity in ("NORP", "GPE", "ORG") or bool(behind_adjective(t.text)),
        )
        between = [d for d in doers if d.path == "between"]
        if len(between) > 1:
            yield Option(
                trigger=noun.i, actor=between[0].head, recipient=between[1].head, actor_path="between",
                recipient_path="between", reciprocal=True,
            )  # fmt: skip
        of = [o for o in others if o.path == "of"]
        for outer in of:  # 'joint patrols of the army and the police'
            if len(both := coordinated(self.parse, outer.head)) > 1:
                yield Option(
                    trigger=noun.i, actor=both[0], recipient=both[1], actor_path="of-both", recipient_path="of-both",
                    reciprocal=True,
                )  # fmt: skip
        doers = [d for d in doers if d.path != "between"]
        if not doers and (behind := carrier(self.parse, noun.i)):
            doers = [behind]
        for doer in [*doers, *of]:  # 'the visit of Pelosi to Taiwan'
            path = doer.path if doer.path != "of" else "of-doer"
            rest = [o for o in others if o.head != doer.head]
            for other in rest:
                yield Option(
                    trigger=noun.i,
                    actor=doer.head,
                    recipient=other.head,
                    actor_path=path,
                    recipient_path=f"noun:{other.path}",
                )
            yield Option(trigger=noun.i, actor=doer.head, recipient=None, actor_path=path, recipient_path="none")
            if path == "carrier" and len(self._named(doer.head)) > 1:  # 'the two presidents held talks'
                yield Option(
                    trigger=noun.i, actor=doer.head, recipient=None, actor_path=path, recipient_path="both",
                    reciprocal=True,
                )  # fmt: skip
        for other in others:
            yield Option(
                trigger=noun.i, actor=None, recipient=other.head, actor_path="none", recipient_path=f"noun:{other.path}"
            )


def inside(parse: Parse, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Indices of all tokens inside the spans."""
    found: set[int] = set()
    ordered = sorted(spans)
    n = 0
    for token in parse.tokens:
        while n < len(ordered) and ordered[n][1] <= token.start:
            n += 1
        if n < len(ordered) and ordered[n][0] <= token.start < ordered[n][1]:
            found.add(token.i)
    return frozenset(found)
