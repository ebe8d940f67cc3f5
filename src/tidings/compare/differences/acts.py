"""One act under two names, one thing told with other verbs or other objects. Named, not judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..accounts.clauses import Clause, clauses
from ..accounts.prepared import Prepared, actor_key, is_actor
from ..accounts.stems import stem
from .claims import Claim, Side, side_of
from .pairing import Pairing
from .speakers import SAME_STATEMENT
from .speech import NEUTRAL

SAME_TELLING = 1.5  # telling words in common, counted as rare ones, that make two clauses tell one thing
MOSTLY_SAME = 0.5  # share of the telling words of the shorter clause
MOST_TELLINGS = 4  # a pair of reports shows no more: every sentence differs in words
LONGEST_TELLING = 18  # tokens
SHORTEST_TELLING = 3  # words
MOST_CANDIDATES = 200  # pairs of clauses with other verbs, the closest first, that are looked through
FOR_THE_NAME = 2.0  # how sure two names for one act between the same two are, beside words in common
LONG_CLAUSE = 0.05  # what each word of two clauses takes from their agreement: long ones share words by chance

# One act, several names for it: each line holds words that different sides choose for the same thing.
_NAMES = """
invade invasion attack assault incursion offensive strike operation aggression raid storm enter occupy annex
liberate
kill murder execute assassinate slay massacre shoot slaughter
arrest detain abduct kidnap seize hold imprison jail capture
protest riot rally demonstrate demonstration uprising unrest revolt march disturbance
oust topple overthrow remove coup depose dismiss fire sack resign quit
terrorist militant rebel fighter insurgent separatist extremist gunman guerrilla soldier
migrant refugee immigrant alien asylum-seeker
leak disclose reveal expose release publish
regime government administration authority
wall fence barrier
deal agreement pact accord treaty
criticize slam blast condemn rebuke denounce attack lambast assail chide
cancel scrap abandon postpone drop call-off
call urge demand press ask implore beg pressure appeal
compel coerce force make get oblige
prevent derail block stop thwart scuttle undermine sabotage
"""


def _acts_by_word() -> Mapping[str, frozenset[int]]:
    """Each word of `_NAMES` to the lines it stands in."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_NAMES.strip().split("\n")):
        for word in line.split():
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_ACTS = _acts_by_word()
# Verbs that name such an act only with one of these below them: 'call for', 'make him sign'.
_ONLY_WITH = {
    "call": frozenset({"for", "on", "upon"}),
    "make": frozenset({"ccomp"}),
    "get": frozenset({"ccomp", "into"}),
    "ask": frozenset({"xcomp", "for", "ccomp"}),
}
_SENDING = frozenset({"send", "move", "pour", "order"})
_SHOWN_WITH_VERB = frozenset("aux auxpass dobj prt neg acomp attr prep xcomp oprd dative ccomp agent".split())
_FORCE = frozenset({"troop", "soldier", "force", "tank", "army", "military"})  # 'sent troops into' names an invasion


def name_of_act_claims(pairing: Pairing) -> Iterator[Claim]:
    """One act of one doer to one other, under two names: 'invaded', 'sent troops into'."""
    left, right = pairing.left, pairing.right
    acts = [(b, names) for b in clauses(right) if (names := _act(right, b))]
    for a in clauses(left):
        own = _act(left, a)
        for b, names in acts if own else ():
            if not own & names or a.stem == b.stem or not (_same_ends(a, b) or _same_states(pairing, a, b)):
                continue
            score = FOR_THE_NAME + pairing.agreement(a.below & b.below)
            yield _wording(pairing, a, b, score)


def _wording(pairing: Pairing, a: Clause, b: Clause, weight: float) -> Claim:
    sides = _act_as_told(pairing.left, a), _act_as_told(pairing.right, b)
    return Claim(aspect="wording", kind="wording", a=sides[0], b=sides[1], weight=weight)


def _act(account: Prepared, clause: Clause) -> frozenset[int]:
    """The lines of `_NAMES` that the clause's verb stands in."""
    needed = _ONLY_WITH.get(clause.head.lemma.lower())
    if needed and not any(c.dep in needed or c.text.lower() in needed for c in account.parse.children(clause.head.i)):
        return frozenset()
    found = _ACTS.get(clause.head.lemma.lower(), frozenset())
    sent = account.parse.children(clause.head.i, "dobj") if clause.head.lemma in _SENDING else ()
    return _ACTS["invade"] if any(c.lemma in _FORCE for c in sent) else found


def _same_ends(a: Clause, b: Clause) -> bool:
    """One doer and something else in common; where a doer is not told, an actor and something else."""
    ends = (a.objects | a.below) & (b.objects | b.below)
    actors = {k for k in ends if is_actor(k)}
    if a.subject and b.subject:
        return bool(a.subject & b.subject) and bool(ends - a.subject)
    return bool(actors) and len(ends) > 1


def _same_states(pairing: Pairing, a: Clause, b: Clause) -> bool:
    """One state does it ('Russia', 'the Kremlin'), to one other actor."""
    doers = _states(pairing.left, a) & _states(pairing.right, b)
    done_to = {k for k in a.objects & b.objects if is_actor(k)} - {actor_key(f"state:{d}") for d in doers}
    return bool(doers and done_to)


def _states(account: Prepared, clause: Clause) -> frozenset[str]:
    """The countries that the doer acts for."""
    mention = None if clause.subject_head is None else account.actor_at.get(clause.subject_head)
    acting = [a for a in mention.actors if a.kind == "state" or a.sector in ("GOV", "MIL")] if mention else []
    return frozenset(a.country for a in acting if a.country)


def telling_claims(pairing: Pairing) -> Iterator[Claim]:
    """Clauses about one thing whose verbs differ, the closest first."""
    taken: set[tuple[int, int]] = set()
    closest = sorted(_other_verbs(pairing), key=lambda f: (-f[0], f[1].head.i, f[2].head.i))
    for score, a, b in closest[:MOST_CANDIDATES]:
        places = {(0, a.sentence.index), (1, b.sentence.index)}
        if taken & places:
            continue
        taken |= places
        claim = _wording(pairing, a, b, score)
        if all(len(side.value.split()) >= SHORTEST_TELLING for side in (claim.a, claim.b)):
            yield claim
        if len(taken) >= 2 * MOST_TELLINGS:
            return


def _other_verbs(pairing: Pairing) -> Iterator[tuple[float, Clause, Clause]]:
    """Clauses of two accounts that tell one thing with other verbs, with how closely they agree; more than the same
    actors is to be named in both.
    """
    by_key: dict[str, list[Clause]] = defaultdict(list)
    for clause in clauses(pairing.right):
        if clause.head.pos == "VERB":
            for key in clause.below:
                by_key[key].append(clause)
    for a in clauses(pairing.left):
        if a.head.pos != "VERB":
            continue
        partners = {b.head.i: b for key in sorted(a.below) for b in by_key.get(key, ())}
        for b in partners.values():
            shared = a.below & b.below
            score = pairing.agreement(shared)
            if score >= SAME_TELLING and not all(map(is_actor, shared)) and _comparable(pairing, a, b):
                yield score / (1 + LONG_CLAUSE * (len(a.below) + len(b.below))), a, b


def _comparable(pairing: Pairing, a: Clause, b: Clause) -> bool:
    """Other verbs, one doer, one thing done; or hardly anything else told."""
    if a.stem == b.stem or a.stem in b.below or b.stem in a.below:
        return False
    if a.head.lemma in NEUTRAL or b.head.lemma in NEUTRAL or min(len(a.objects), len(b.objects)) < 1:
        return False
    if a.subject and b.subject and not a.subject & b.subject:
        return False
    if a.subject & b.subject and (a.objects & b.objects) - a.subject:
        return True
    least = min(pairing.weight(c.below) for c in (a, b))
    return pairing.weight(a.below & b.below) >= MOSTLY_SAME * least


def _act_as_told(account: Prepared, clause: Clause) -> Side:
    """The head and what follows it in its clause: 'sent troops into Ukraine'."""
    parse = account.parse
    keep = {clause.head.i}
    for child in parse.children(clause.head.i):
        if child.dep in _SHOWN_WITH_VERB:
            keep |= {i for i in parse.subtree(child.i) if abs(i - clause.head.i) <= LONGEST_TELLING}
    first, last = min(keep), max(keep)
    while last > first and parse.tokens[last].pos == "PUNCT":
        last -= 1
    return side_of(account, account.span(first, last))


def object_claims(pairing: Pairing) -> Iterator[Claim]:
    """One doer, one verb, and another word for what is done: 'turned down a request', 'turned down an invitation'."""
    for a, b, score in pairing.matched():
        if a.head.pos != "VERB" or not a.subject & b.subject or a.head.lemma in NEUTRAL or score < SAME_STATEMENT:
            continue
        things = {
            stem(t.lemma)
            for account, clause in ((pairing.left, a), (pairing.right, b))
            for t in account.parse.children(clause.head.i, "dobj")[:1]
            if t.pos == "NOUN"
        }
        if len(things) > 1 and not things & a.below & b.below:
            yield _wording(pairing, a, b, score)
