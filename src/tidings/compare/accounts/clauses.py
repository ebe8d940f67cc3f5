"""Clauses of a report as they are compared: what is said of whom, when and where.

A clause is a verb, or a noun for something that happens ('invasion', 'speech'), with the words below it; pronouns,
offices and demonyms count as the actors they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ...records import PlaceMention, TimeMention, Token
from .prepared import Prepared, once
from .sentences import Sentence
from .stems import family

_SCHEDULING = frozenset(
    """
    schedule set slate plan begin start end open take occur happen hold air due expect issue release
    """.split()
)
_IF = ("if", "unless")
_OBJECTS = ("dobj", "dative", "attr", "oprd", "pobj", "acomp")


@dataclass(frozen=True, kw_only=True, eq=False)
class Clause:
    """A verb or a happening with what is said of it, as keys: stems, and actors by name ('~putin')."""

    account: int  # position of the account among those compared
    sentence: Sentence
    head: Token
    stem: str  # of the head, or its family ('talk*')
    below: frozenset[str]  # telling words and actors below the head
    subject: frozenset[str]  # who does it
    objects: frozenset[str]  # what it is done to
    subject_head: int | None  # token index of the doer
    times: tuple[TimeMention, ...]
    places: tuple[PlaceMention, ...]


@once
def clauses(account: Prepared) -> list[Clause]:
    """The clauses of an account, in the order of the text."""
    times: dict[int, list[TimeMention]] = defaultdict(list)
    places: dict[int, list[PlaceMention]] = defaultdict(list)
    for i, mention in sorted(account.time_heads.items()):
        governor = _governor(account, i)
        if governor is not None and isinstance(mention, TimeMention):
            times[governor].append(mention)
    for i, place in sorted(account.place_heads.items()):
        governor = _governor(account, i)
        if governor is not None and isinstance(place, PlaceMention):
            places[governor].append(place)
    found: list[Clause] = []
    for token in account.parse.tokens:
        if account.sentence_of[token.i] < 0 or token.lemma.lower() in ("be", "have", "do"):
            continue
        verb = token.pos == "VERB"
        noun = token.pos == "NOUN" and (token.i in times or token.i in places or _has_complement(account, token))
        if not (verb or noun):
            continue
        found.append(_clause(account, token, times.get(token.i, []), places.get(token.i, [])))
    return found


def _has_complement(account: Prepared, token: Token) -> bool:
    return any(c.text.lower() == "of" for c in account.parse.children(token.i, "prep"))


def _governor(account: Prepared, i: int) -> int | None:
    """The verb or noun that a time or place belongs to."""
    for token in account.parse.ancestors(i):
        if token.lemma in _SCHEDULING and (noun := _scheduled(account, token)) is not None:
            return noun
        if token.pos in ("VERB", "NOUN"):
            return token.i
    return None


def _scheduled(account: Prepared, verb: Token) -> int | None:
    """What a verb of mere timing is about: the speech of 'the speech, set for March 3'."""
    tokens = account.parse.tokens
    if verb.dep in ("acl", "amod", "relcl") and tokens[verb.head].pos == "NOUN":
        noun = tokens[verb.head]
        over = tokens[tokens[noun.head].head] if noun.dep == "pobj" else noun
        return over.i if over.pos == "VERB" and tokens[noun.head].text.lower() == "in" else noun.i
    subject = next(iter(account.parse.children(verb.i, "nsubjpass", "nsubj")), None)
    return subject.i if subject is not None and subject.pos == "NOUN" else None


def _clause(account: Prepared, token: Token, times: Sequence[TimeMention], places: Sequence[PlaceMention]) -> Clause:
    subject = _subject(account, token.i)
    subject_keys = _phrase_keys(account, subject) if subject is not None else frozenset()
    objects: set[str] = set()
    for child in account.parse.children(token.i):
        if child.dep in _OBJECTS or child.dep == "nsubjpass":
            objects |= _phrase_keys(account, child.i)
        elif child.dep in ("prep", "agent") and child.text.lower() != "by":
            for inner in account.parse.children(child.i, "pobj"):
                objects |= _phrase_keys(account, inner.i)
    return Clause(
        account=account.position,
        sentence=account.sentences[account.sentence_of[token.i]],
        head=token,
        stem=family(token.lemma),
        below=account.keys_below(token.i, without=_told_aside(account, token.i)),
        subject=subject_keys,
        objects=frozenset(objects),
        subject_head=subject,
        times=tuple(times),
        places=tuple(places),
    )


def _subject(account: Prepared, i: int) -> int | None:
    """The doer: subject, agent of a passive, the subject shared with a verb before, the owner of a noun."""
    agent = next((p for a in account.parse.children(i, "agent") for p in account.parse.children(a.i, "pobj")), None)
    if agent is not None:
        return agent.i
    token = account.parse.tokens[i]
    for child in account.parse.children(i, "nsubj", "poss"):
        relative = child.text.lower() in ("who", "which", "that") and token.dep == "relcl"
        return token.head if relative else child.i
    if token.pos == "VERB" and token.dep in ("conj", "xcomp", "advcl") and not account.parse.children(i, "nsubjpass"):
        return _subject(account, token.head) if token.head < i else None
    if token.pos == "NOUN":
        return next((c.i for c in account.parse.children(i, "amod", "compound") if c.i in account.actor_at), None)
    return None


def _told_aside(account: Prepared, i: int) -> frozenset[int]:
    """The relative clauses of a verb's subject and its conditions: 'Lee, who met Kim in Rome, resigned' tells no more
    of the resignation."""
    parse = account.parse
    aside = [clause for s in parse.children(i, "nsubj", "nsubjpass") for clause in parse.children(s.i, "relcl")]
    aside += [c for c in parse.children(i, "advcl") if any(m.lemma in _IF for m in parse.children(c.i, "mark"))]
    return frozenset(j for clause in aside for j in parse.subtree(clause.i))


def _phrase_keys(account: Prepared, i: int) -> frozenset[str]:
    """The keys of a noun phrase: its head, what stands before it, and what is joined to it."""
    keys = set(account.keys_of(i))
    for child in account.parse.children(i, "compound", "amod", "conj", "poss", "appos", "nmod", "prep"):
        if child.dep == "prep":
            if child.text.lower() == "of":
                keys |= {k for p in account.parse.children(child.i, "pobj") for k in account.keys_of(p.i)}
        else:
            keys |= set(account.keys_of(child.i))
    return frozenset(keys)
