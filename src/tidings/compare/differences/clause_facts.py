"""Clauses of two accounts that tell one thing, and the facts on which they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..accounts.clauses import Clause
from .claims import Claim
from .counts import SAME_COUNT
from .doers import list_claims, who_claims
from .negations import status_claims
from .pairing import Pairing
from .places import where_claims
from .speech import SPEECH
from .times import when_claims

SAME_THING = 2.0  # telling words in common, counted as rare ones, that make two clauses tell one thing
NOT_AGAINST = 0.6  # for a finer time or place, which itself speaks for one thing
LOOSE_DAYS = 7  # within which one saying of somebody may be dated
OWN = 0.6  # part of that which is enough where the doer is the same
SAME_DEED = 1.5  # with different doers, more must agree
SURELY_SAME = 3.0  # as much again, whatever the parser made of objects

Match = tuple[Clause, Clause, float]  # a clause of each account, and their agreement


def clause_claims(pairing: Pairing) -> Iterator[Claim]:
    """Claims from clauses that tell one thing, each clause with its best partner."""
    matches = sorted(pairing.matched(), key=lambda m: (-m[2], m[0].head.i, m[1].head.i))
    yield from _times(matches)
    taken: set[tuple[int, int]] = set()
    for a, b, sure in matches:
        here = {(0, a.head.i), (1, b.head.i)}
        if taken & here or not (_same_roles(a, b) or sure >= SURELY_SAME):
            continue
        taken |= here
        if sure >= NOT_AGAINST:
            yield from where_claims(pairing, a, b, sure)
        if a.head.lemma in SPEECH:
            continue
        things = (a.objects & b.below | a.below & b.objects) - a.subject
        if sure >= NOT_AGAINST and things:
            yield from status_claims(pairing, a, b, sure)
        if sure >= SAME_DEED and (a.objects & b.objects or sure >= SURELY_SAME):
            yield from who_claims(pairing, a, b, sure)
        if sure >= SAME_COUNT:
            yield from list_claims(pairing, a, b, sure)


def _times(matches: Sequence[Match]) -> Iterator[Claim]:
    """Times that can be one first; what is left conflicts only where the clauses surely tell one thing."""
    settled: set[tuple[int, int]] = set()
    agreed: set[tuple[int, int]] = set()
    conflicts: list[tuple[Claim, Clause, Clause]] = []
    for a, b, sure in matches:
        here = {(0, a.head.i), (1, b.head.i)}
        if settled & here or not (_same_roles(a, b) or sure >= SURELY_SAME):
            continue
        if "NOUN" in (a.head.pos, b.head.pos) and a.subject & b.subject and a.head.lemma not in SPEECH:
            sure = max(sure, NOT_AGAINST)  # 'his speech', 'its Thursday report': the owner names which one
        claims = list(when_claims(a, b, sure))
        if a.times and b.times and not claims:
            agreed |= here
        for claim in claims:
            if claim.kind == "conflict":
                conflicts.append((claim, a, b))
            elif sure >= _enough(a, b) and not (a.head.lemma in SPEECH and _is_loose(a, b)):
                settled |= here
                yield claim
    for claim, a, b in conflicts:
        here = {(0, a.head.i), (1, b.head.i)}
        if (
            claim.weight >= SAME_THING
            and not (settled | agreed) & here
            and a.objects & b.objects
            and a.head.lemma not in SPEECH
        ):
            settled |= here
            yield claim


def _is_loose(a: Clause, b: Clause) -> bool:
    """'said earlier this year' and 'said on Monday': people say much in a year."""
    whens = [t.when for t in (*a.times, *b.times)]
    return any(w.earliest and w.latest and (w.latest - w.earliest).days > LOOSE_DAYS for w in whens)


def _enough(a: Clause, b: Clause) -> float:
    """How much must agree before a finer time is believed to be of the same thing."""
    own = OWN if a.subject & b.subject else 1.0
    return (SAME_THING if {a.head.lemma, b.head.lemma} & SPEECH else NOT_AGAINST) * own


def _same_roles(a: Clause, b: Clause) -> bool:
    """Doers or things done agree, and doers do not contradict."""
    doers, things = a.subject & b.subject, a.objects & b.objects
    if things:
        return True
    return bool(doers) or not (a.subject and b.subject)
