"""Clauses of a report as they are compared: what is said of whom, when, where, how many, and whether it is
so.

A clause is a verb, or a noun for something that happens ('invasion', 'speech'), with the words below it.
Two clauses of
different reports are about one thing when their heads agree and enough telling words below them do;
pronouns, offices and
demonyms count as the actors they stand for.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from math import fsum
from typing import TypeVar, cast

from ..records import Account, ActorMention, Parse, PlaceMention, Span, TimeMention, Token
from .quantities import Quantity, quantities
from .sentences import Sentence, reading_of
from .tables import word_set

WIDEST = 60  # tokens below a head that are looked at; more is a parser's runaway
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_LIGHT = word_set(
    """
    be have do make take get go come say tell add call use give put keep let see know think want year
    day week month time people thing way president mr ms one two new last first other more most many
    such own same official officials state country monday tuesday wednesday thursday friday saturday
    sunday
    """
)
_SCHEDULING = word_set(
    "schedule set slate plan begin start end open take occur happen hold air due expect issue release"
)
_OBJECTS = ("dobj", "dative", "attr", "oprd", "pobj", "acomp")
# Words for one kind of happening, between which reports choose freely; what a clause holds must still agree.
_FAMILIES = {
    word: line.split()[0] + "*"
    for line in (
        "say tell assert add state claim insist argue declare express remark comment warn note respond reply",
        "publish report article story",
        "meet meeting talk talks summit session",
        "speech address speak",
        "drill maneuver manoeuvre exercise practice wargame",
        "attack shooting assault raid strike bombing blast explosion",
        "sue file lawsuit suit",
        "invite invitation",
        "travel trip visit journey",
        "vote ballot",
        "protest demonstration rally march",
    )
    for word in line.split()
}
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ers",
    "er",
    "ies",
    "ed",
    "es",
    "s",
    "e",
    "y",
)
_SHORTEST_STEM = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Clause:
    account: int
    report: str
    sentence: Sentence
    head: Token
    stem: str
    below: frozenset[str]  # telling words and actors below the head
    subject: frozenset[str]
    objects: frozenset[str]
    subject_head: int | None
    times: tuple[TimeMention, ...]
    places: tuple[PlaceMention, ...]


def stem(word: str) -> str:
    """'announcement' and 'announced' share one; rough on purpose."""
    plain = word.lower()
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM:
            return plain[: -len(ending)]
    return plain


def family(lemma: str) -> str:
    """'drill' and 'maneuver' share one; other words have their stem."""
    return _FAMILIES.get(lemma.lower()) or stem(lemma)


class Told:
    """One account made ready for comparing: its sentences, and for each token the actor, time and place
    it is part of."""

    def __init__(self, account: Account, position: int, sentences: Sequence[Sentence]) -> None:
        self.account, self.position, self.sentences = account, position, sentences
        self.reading = reading_of(account)
        self.kept: dict[str, object] = {}  # what `once` has worked out
        self.parse: Parse = self.reading.parse
        self.starts = [t.start for t in self.parse.tokens]
        self.actor_at: dict[int, ActorMention] = {}
        for mention in self.reading.actors:
            self.actor_at[mention.head] = mention
        self.time_heads = self._heads(self.reading.times)
        self.place_heads = self._heads(self.reading.places)
        self.sentence_of = [-1] * len(self.parse.tokens)
        for number, sentence in enumerate(sentences):
            first, end = self.tokens_in(sentence.span)
            self.sentence_of[first:end] = [number] * (end - first)

    def tokens_in(self, span: Span) -> tuple[int, int]:
        return bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)

    def _heads(self, mentions: Sequence[TimeMention] | Sequence[PlaceMention]) -> dict[int, TimeMention | PlaceMention]:
        """Each mention at the token that ties it to the rest of the sentence."""
        found: dict[int, TimeMention | PlaceMention] = {}
        for mention in mentions:
            first, end = self.tokens_in(mention.span)
            inside = range(first, end)
            for i in inside:
                if self.parse.tokens[i].head not in inside or self.parse.tokens[i].head == i:
                    found[i] = mention
                    break
        return found

    def keys_of(self, i: int) -> tuple[str, ...]:
        """What a token counts as: the actors it stands for, or its stem; nothing for light words."""
        mention = self.actor_at.get(i)
        if mention is not None and mention.actors:
            return tuple(sorted(actor_key(a.id) for a in mention.actors))
        token = self.parse.tokens[i]
        if token.pos not in _CONTENT or token.lemma.lower() in _LIGHT or token.i in self.time_heads:
            return ()
        return (stem(token.lemma),)

    def keys_below(self, i: int) -> frozenset[str]:
        below = self.parse.subtree(i)[:WIDEST]
        return frozenset(key for j in below if j != i for key in self.keys_of(j))

    def clauses(self) -> Iterator[Clause]:
        times: dict[int, list[TimeMention]] = defaultdict(list)
        places: dict[int, list[PlaceMention]] = defaultdict(list)
        for i, mention in sorted(self.time_heads.items()):
            governor = self._governor(i)
            if governor is not None and isinstance(mention, TimeMention):
                times[governor].append(mention)
        for i, place in sorted(self.place_heads.items()):
            governor = self._governor(i)
            if governor is not None and isinstance(place, PlaceMention):
                places[governor].append(place)
        for token in self.parse.tokens:
            if self.sentence_of[token.i] < 0 or token.lemma.lower() in ("be", "have", "do"):
                continue
            verb = token.pos == "VERB"
            noun = token.pos == "NOUN" and (token.i in times or token.i in places or self._has_complement(token))
            if not (verb or noun):
                continue
            yield self._clause(token, times.get(token.i, []), places.get(token.i, []))

    def _has_complement(self, token: Token) -> bool:
        return any(c.text.lower() == "of" for c in self.parse.children(token.i, "prep"))

    def _governor(self, i: int) -> int | None:
        """The verb or noun that a time or place belongs to."""
        for token in self.parse.ancestors(i):
            if token.lemma in _SCHEDULING and (noun := self._scheduled(token)) is not None:
                return noun
            if token.pos in ("VERB", "NOUN"):
                return token.i
        return None

    def _scheduled(self, verb: Token) -> int | None:
        """What a verb of mere timing is about: the speech of 'the speech, set for March 3'."""
        tokens = self.parse.tokens
        if verb.dep in ("acl", "amod", "relcl") and tokens[verb.head].pos == "NOUN":
            noun = tokens[verb.head]
            over = tokens[tokens[noun.head].head] if noun.dep == "pobj" else noun
            return over.i if over.pos == "VERB" and tokens[noun.head].text.lower() == "in" else noun.i
        subject = next(iter(self.parse.children(verb.i, "nsubjpass", "nsubj")), None)
        return subject.i if subject is not None and subject.pos == "NOUN" else None

    def _clause(self, token: Token, times: Sequence[TimeMention], places: Sequence[PlaceMention]) -> Clause:
        subject = self.subject(token.i)
        subject_keys = self._phrase_keys(subject) if subject is not None else frozenset()
        objects: set[str] = set()
        for child in self.parse.children(token.i):
            if child.dep in _OBJECTS or child.dep == "nsubjpass":
                objects |= self._phrase_keys(child.i)
            elif child.dep in ("prep", "agent") and child.text.lower() != "by":
                for inner in self.parse.children(child.i, "pobj"):
                    objects |= self._phrase_keys(inner.i)
        return Clause(
            account=self.position,
            report=self.account.report.id,
            sentence=self.sentences[self.sentence_of[token.i]],
            head=token,
            stem=family(token.lemma),
            below=self.keys_below(token.i),
            subject=subject_keys,
            objects=frozenset(objects),
            subject_head=subject,
            times=tuple(times),
            places=tuple(places),
        )

    def subject(self, i: int) -> int | None:
        """The doer: subject, agent of a passive, the subject shared with a verb before, the owner of a
        noun."""
        agent = next((p for a in self.parse.children(i, "agent") for p in self.parse.children(a.i, "pobj")), None)
        if agent is not None:
            return agent.i
        token = self.parse.tokens[i]
        for child in self.parse.children(i, "nsubj", "poss"):
            relative = child.text.lower() in ("who", "which", "that") and token.dep == "relcl"
            return token.head if relative else child.i
        if token.pos == "VERB" and token.dep in ("conj", "xcomp", "advcl") and not self.parse.children(i, "nsubjpass"):
            return self.subject(token.head) if token.head < i else None
        if token.pos == "NOUN":
            return next((c.i for c in self.parse.children(i, "amod", "compound") if c.i in self.actor_at), None)
        return None

    def _phrase_keys(self, i: int) -> frozenset[str]:
        """The keys of a noun phrase: its head, what stands before it, and what is joined to it."""
        keys = set(self.keys_of(i))
        for child in self.parse.children(i, "compound", "amod", "conj", "poss", "appos", "nmod", "prep"):
            if child.dep == "prep":
                if child.text.lower() == "of":
                    keys |= {k for p in self.parse.children(child.i, "pobj") for k in self.keys_of(p.i)}
            else:
                keys |= set(self.keys_of(child.i))
        return frozenset(keys)

    def quantities(self) -> Iterator[tuple[Sentence, Quantity]]:
        for sentence in self.sentences:
            first, end = self.tokens_in(sentence.span)
            for quantity in quantities(self.parse, first, end):
                yield sentence, quantity


T = TypeVar("T")


def once(read: Callable[[Told], T]) -> Callable[[Told], T]:
    """Work a thing out once for each account, however many others it is compared with."""

    @wraps(read)
    def kept(told: Told) -> T:
        name = f"{read.__module__}.{read.__qualname__}"
        if name not in told.kept:
            told.kept[name] = read(told)
        return cast("T", told.kept[name])

    return kept


def actor_key(actor: str) -> str:
    """'person:donald-trump' and 'person:trump' meet in '~trump'; states and others keep their whole id."""
    kind, _, name = actor.partition(":")
    return "~" + (name.rsplit("-", 1)[-1] if kind == "person" else name)


def telling(groups: Sequence[Sequence[Clause]]) -> Mapping[str, float]:
    """How much it says that two clauses share a key: much for what few sentences hold."""
    held: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for group in groups:
        for clause in group:
            for key in clause.below | {clause.stem}:
                held[key].add((clause.account, clause.sentence.index))
    total = len({place for places in held.values() for place in places}) or 1
    return {key: math.log(1 + total / len(places)) for key, places in held.items()}


def matched(
    left: Sequence[Clause], right: Sequence[Clause], weight: Mapping[str, float], *, most: int = 40
) -> Iterator[tuple[Clause, Clause, float]]:
    """Clauses of two reports with one head and telling words in common, with the weight of those words."""
    by_stem: dict[str, list[Clause]] = defaultdict(list)
    for clause in right:
        by_stem[clause.stem].append(clause)
    for a in left:
        partners = by_stem.get(a.stem, [])
        if len(partners) > most:
            continue
        for b in partners:
            both = a.below & b.below
            score = fsum(weight.get(k, 0.0) for k in both)
            if both:
                yield a, b, score
