"""When and where an event is told to be: the time and place of its own clause, else of what stands over it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import islice, takewhile
from operator import attrgetter

from .. import gazetteer
from ..reading.noun_phrases import noun_phrase
from ..reading.repair import ACCUSING
from ..records import ActorMention, Parse, Participant, Place, Reading, Span, Token, When
from .arguments import CARRIERS

LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "on", "around", "throughout"})
TOWARDS = frozenset({"to", "into", "for", "towards", "toward"})
MOVES = frozenset(
    """visit trip travel go come arrive fly send deploy invade enter return move head march sail withdraw deport tour
    journey flight pilgrimage""".split()
)
# Acts on a territory: the state or town they are done to is also where they are done.
ON_THE_GROUND = frozenset({"ASSAULT", "MOBILIZE", "PROTEST", "RETREAT"})
GROUNDS = frozenset(
    """hospital center centre park stadium hall university palace square base airport prison camp church mosque temple
    bridge court courthouse hotel school college museum embassy field arena port harbor harbour mall theater
    theatre""".split()
)
LANDS = GROUNDS | frozenset(
    """area region province state county district city town village suburb capital neighborhood neighbourhood oblast
    governorate prefecture municipality island coast border frontier peninsula valley mountain river lake sea gulf bay
    strait desert forest camp street highway road station headquarters embassy consulate office plant mine""".split()
)
COUNTRIES = frozenset({"country", "nation", "state", "republic", "kingdom", "homeland"})
TOWNS = ("city", "capital")
KINDS = {"state": ("region",), "province": ("region",), "region": ("region",), "city": TOWNS, "town": TOWNS}
SPEECH = frozenset(
    """say tell add announce warn claim argue insist note write tweet declare state call urge ask accuse condemn
    criticize dismiss deny describe blame demand""".split()
)
# 'said on Friday, days before the summit': the summit is not on Friday
BEFORE_OR_AFTER = frozenset({"before", "after", "since", "until", "till", "following"})
THROUGH_CLAUSE = 3  # a time inside a participle ('a statement issued Friday') is this many steps further away


class Circumstances:
    """The times and places of one reading, asked for one event word at a time."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.parse = reading, reading.parse
        self.by_head: dict[int, ActorMention] = {m.head: m for m in reading.actors}
        self.dated = [t for t in reading.times if t.kind in ("date", "time")]
        self.local = [(m.place, m.span, h) for m in reading.places if (h := head_of(self.parse, m.span)) is not None]

    def when(self, trigger: Token, actors: Sequence[Participant], *, coming: bool = False) -> When | None:
        """The time in the clause of the event word; for what somebody says, the time at which they say it.

        An act that is still to come does not take the time of a past one over it: 'urged him on Friday to cancel his
        meeting' does not tell when the meeting is.
        """
        spans = [t.span for t in self.dated]
        n = self._near(trigger, spans, coming=coming)
        saying = trigger if n is None and not coming else None
        while n is None and saying is not None:
            saying = self._said_by(saying, actors)
            n = self._near(saying, spans) if saying is not None else None
        return self.dated[n].when if n is not None else self._when_there(trigger)

    def where(self, trigger: Token, kind: str, recipients: Sequence[Participant]) -> tuple[Place | None, Span | None]:
        """The place that the clause puts the event in, or the territory it is done to; (None, None) where none is
        named.
        """
        carried = {trigger.lemma, *(c.lemma for c in self.parse.children(trigger.i, "dobj", "attr"))}
        moving = bool(carried & MOVES)
        fits = self.put(moving=moving)
        n = self._near(trigger, [s for _, s in fits])
        if n is not None:
            return fits[n]
        if kind in ON_THE_GROUND or moving:
            for participant in recipients:
                if found := self._territory(participant):
                    return found, participant.span
        return None, None

    def put(self, *, moving: bool) -> list[tuple[Place, Span]]:
        """All places of the report under a preposition of place; of direction too where something moves."""
        fits = [(p, s) for p, s, head in self.local if self._puts(head, moving)]
        return fits + self._other_places

    @cached_property
    def _other_places(self) -> list[tuple[Place, Span]]:
        there = [(place, Span(start=t.start, end=t.end)) for t, (place, _) in self._there.items()]
        return self._named_by_actor() + self._named_again() + there + self._buildings()

    # times and places in the tree --------------------------------------------------------------------------------

    def _near(self, trigger: Token, spans: Sequence[Span], *, coming: bool = False) -> int | None:
        """Which of the spans stands in the trigger's own clause, the one fewest steps away in the tree."""
        first, end = self.parse.sentences[self.parse.sentence_of(trigger.i)]
        low, high = self.parse.tokens[first].start, self.parse.tokens[end - 1].end
        best: tuple[int, int, int] | None = None
        for n, span in enumerate(spans):
            if span.start < low or span.end > high:
                continue
            steps = self._steps(trigger, span, coming)
            if steps is not None and (best is None or (steps, abs(span.start - trigger.start)) < best[:2]):
                best = (steps, abs(span.start - trigger.start), n)
        return best[2] if best else None

    def _steps(self, trigger: Token, span: Span, coming: bool) -> int | None:
        """Steps in the tree from the span's head to the trigger or a verb that carries it; None across a finite
        clause.
        """
        head = head_of(self.parse, span)
        if head is None:
            return None
        cost, below = 0, head
        for steps, token in enumerate((head, *self.parse.ancestors(head.i))):
            if token.i == trigger.i:
                return None if self._told_of(trigger, below) else steps + cost
            if steps and token.pos in ("VERB", "AUX"):
                if self._shares_time(token):
                    cost += THROUGH_CLAUSE
                    below = token
                    continue
                if coming and token.tag == "VBD" and token.lemma not in CARRIERS:
                    return None
                up = self._carrier_distance(trigger, token)
                return None if up is None else steps + cost + up
            below = token
        return None

    def _told_of(self, verb: Token, below: Token) -> bool:
        """'accused of spying during the war': what follows the deed that somebody is accused of is said of the deed."""
        return verb.lemma in ACCUSING and any(
            clause.i < below.i
            for prep in self.parse.children(verb.i, "prep")
            for clause in self.parse.children(prep.i, "pcomp")
        )

    def _shares_time(self, verb: Token) -> bool:
        """A clause whose time is that of what it hangs on: 'a statement issued Friday', 'drills that ended Wednesday',
        'passed the bill, opening ... in 2012'; not the life of a person: 'Diaz, who was mayor from 2000'.
        """
        if verb.dep == "relcl":
            return verb.tag in ("VBN", "VBD") and verb.head not in self.by_head
        if any(self.parse.children(verb.i, "nsubj", "nsubjpass", "mark")):
            return False
        return (verb.dep == "acl" and verb.tag in ("VBN", "VBD")) or (verb.dep == "advcl" and verb.tag == "VBG")

    def _carrier_distance(self, trigger: Token, verb: Token) -> int | None:
        """'plan next week to meet', 'held talks on Monday': verbs over the trigger without a new finite clause
        between.
        """
        below = trigger
        for steps, governor in enumerate(self.parse.ancestors(trigger.i), start=1):
            if below.dep in ("relcl", "ccomp", "parataxis") or (below.dep == "advcl" and not self._goes_with(below)):
                return None
            if below.dep in ("pobj", "pcomp") and governor.lemma in BEFORE_OR_AFTER:
                return None
            if governor.i == verb.i:
                return steps
            below = governor
        return None

    def _goes_with(self, clause: Token) -> bool:
        """An infinitive, or a participle without a subject or 'after' of its own: 'spoke on Friday, accusing them'."""
        return clause.tag == "VB" or (
            clause.tag == "VBG" and not any(self.parse.children(clause.i, "nsubj", "nsubjpass", "mark"))
        )

    def _said_by(self, trigger: Token, actors: Sequence[Participant]) -> Token | None:
        """The verb of saying over the event word, where the one who says it is the event's actor."""
        who = {p.actor.id for p in actors}
        for governor in self.parse.ancestors(trigger.i):
            if governor.lemma not in SPEECH or governor.pos != "VERB":
                continue
            for child in self.parse.children(governor.i, "nsubj"):
                mention = self.by_head.get(child.i)
                if mention and who & {a.id for a in mention.actors}:
                    return governor
        return None

    # places ------------------------------------------------------------------------------------------------------

    def _puts(self, head: Token, moving: bool) -> bool:
        """Does a preposition of place stand over the name ('in', 'near'; 'to' where the event is a movement)?"""
        governor = self.parse.tokens[head.head]
        while head.dep in ("conj", "appos", "compound", "nmod", "poss") and governor.i != head.i:
            if head.dep == "compound" and governor.pos == "NOUN" and governor.lemma not in LANDS:
                return False  # 'in the Ukraine war' is not in Ukraine
            if head.dep == "poss" and self._are_people(governor):
                return False  # 'called in Turkey's envoy'
            head, governor = governor, self.parse.tokens[governor.head]
        land = self.parse.tokens[governor.head]
        if head.dep == "pobj" and governor.lemma == "of" and land.lemma.lower() in LANDS:  # 'in the city of Basra'
            head, governor = land, self.parse.tokens[land.head]
        if head.dep != "pobj":
            return False
        return governor.lemma in LOCATIVE or (moving and governor.lemma in TOWARDS)

    def _are_people(self, token: Token) -> bool:
        """'envoy', 'police'; not 'capital', which stands for a government too."""
        mention = self.by_head.get(token.i)
        return (
            mention is not None
            and token.lemma.lower() not in LANDS
            and any(actor.kind in ("person", "group") for actor in mention.actors)
        )

    def _named_by_actor(self) -> list[tuple[Place, Span]]:
        """'in the country's east': a state that a reference stands for, where a place is asked for."""
        found = []
        for mention in self.reading.actors:
            if mention.form in ("nominal", "pronoun") and len(mention.actors) == 1:
                head, actor = self.parse.tokens[mention.head], mention.actors[0]
                place = country(actor.country) if actor.kind == "state" else None
                land = (
                    mention.form == "pronoun" or head.lemma.lower() in COUNTRIES
                )  # 'called on the government' is no place
                if place and land and head.dep in ("poss", "pobj") and self._puts(head, False):
                    found.append((place, mention.span))
        return found

    def _named_again(self) -> list[tuple[Place, Span]]:
        """'in the city', 'in the state': the last place of that kind that the report has named."""
        found = []
        for token in self.parse.tokens:
            kinds = KINDS.get(token.lemma.lower())
            if kinds is None or token.dep != "pobj" or self.parse.tokens[token.head].lemma not in LOCATIVE:
                continue
            below = self.parse.children(token.i)
            if any(c.dep not in ("det", "punct", "case") or c.text.lower() in ("a", "another") for c in below):
                continue
            named = [p for p, s, _ in self.local if s.end <= token.start and p.kind in kinds]
            if named:
                found.append((named[-1], Span(start=token.start, end=token.end)))
        return found

    @cached_property
    def _there(self) -> dict[Token, tuple[Place, Token]]:
        """Each 'there' that means a place: the last one that something was said to be in, and its word."""
        found = {}
        for token in self.parse.tokens:
            if token.text.lower() != "there" or token.dep != "advmod":
                continue
            sentence = self.parse.sentence_of(token.i)
            put = [
                (place, head)
                for place, _, head in self.local
                if head.i < token.i and sentence - self.parse.sentence_of(head.i) <= 1 and self._puts(head, False)
            ]
            if put:
                found[token] = put[-1]
        return found

    def _when_there(self, trigger: Token) -> When | None:
        """'the fair in Lima in May ... Both will speak there': the time that stands with the place that is meant."""
        for child in self.parse.children(trigger.i, "advmod"):
            if child in self._there:
                clause = self._clause_over(self._there[child][1])
                heads = ((t.when, head_of(self.parse, t.span)) for t in self.dated)
                times = [when for when, head in heads if head is not None and self._clause_over(head) == clause]
                return times[0] if len(times) == 1 else None
        return None

    def _clause_over(self, token: Token) -> Token | None:
        return next((t for t in self.parse.ancestors(token.i) if t.pos in ("VERB", "AUX")), None)

    def _buildings(self) -> list[tuple[Place, Span]]:
        """'at Mercy Hospital', 'in Liberty Park': a named building or ground that no gazetteer has, without a point."""
        known = [s for _, s, _ in self.local]
        found = []
        for token in self.parse.tokens:
            if token.pos != "PROPN" or token.dep != "pobj" or token.entity not in ("FAC", "ORG"):
                continue
            if token.entity == "ORG" and token.lemma.lower() not in GROUNDS:
                continue
            span = noun_phrase(self.parse, token.i).span(self.parse)
            if self.parse.tokens[token.head].lemma in LOCATIVE and not any(span.overlaps(k) for k in known):
                words = (t for t in self.parse.tokens[: token.i + 1] if span.start <= t.start)
                name = " ".join(t.text for t in words if t.pos != "DET")
                found.append((Place(name=name, country=None, lat=None, lon=None, kind="building"), span))
        return found

    def _territory(self, participant: Participant) -> Place | None:
        actor = participant.actor
        for place, span, _ in self.local:
            if span.overlaps(participant.span):
                return place
        return country(actor.country) if actor.kind == "state" else None


def country(code: str | None) -> Place | None:
    """A country as a place, under its short English name."""
    if code is None:
        return None
    known = gazetteer.country(code)
    return Place(name=known.name, country=code, lat=known.lat, lon=known.lon, kind="country")


def head_of(parse: Parse, span: Span) -> Token | None:
    """The token of the span that governs the others."""
    first = bisect_left(parse.tokens, span.start, key=attrgetter("start"))
    inside = list(takewhile(lambda t: t.start < span.end, islice(parse.tokens, first, None)))
    indices = {t.i for t in inside}
    return next((t for t in inside if t.head not in indices or t.head == t.i), None)
