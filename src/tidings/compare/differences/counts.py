"""Where two accounts count one thing differently: 'killed 15' and '17 dead'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ...reading.noun_phrases import noun_phrase
from ...records import DifferenceKind, Span
from ..accounts.prepared import Prepared, once
from ..accounts.quantities import CLASS_OF, Quantity, befalls, compatible, quantities
from ..chains.meanings import SAYING, meanings_of
from .claims import Claim
from .pairing import Pairing
from .speech import SPEECH

MOST_COUNTS = 200  # of one report; tables of figures are not compared figure by figure
SAME_COUNT = 1.2  # for two numbers with the same noun
DESCRIBED_ALIKE = 3  # words that describe two counted nouns alike where they do different things


def number_claims(pairing: Pairing) -> Iterator[Claim]:
    """The same thing counted differently; nouns that do not count the dead, hurt or held need words around them that
    agree."""
    one, other = counts_of(pairing.left), counts_of(pairing.right)
    for x in one:
        for y in other:
            if x.value == y.value:
                yield from _and_more(pairing, x, y)
                continue
            if (x.bound == "vague") != (y.bound == "vague"):
                yield from _vague(pairing, x, y)
                continue
            if x.counted != y.counted or x.bound == "vague":
                continue
            if _told_too(x, other) or _told_too(y, one):
                continue
            score = _context(pairing, x, y)
            tied = score >= SAME_COUNT and _tied(pairing, x, y)
            if not tied and not _only_toll(x, one, y, other) and not _same_deed(pairing, x, one, y, other):
                continue
            kind: DifferenceKind = "precision" if compatible(x, y) else "conflict"
            a, b = pairing.sides(x.span, y.span)
            if kind == "precision" and x.bound == "exact" and y.bound != "exact":
                a, b = b, a
            yield Claim(aspect="number", kind=kind, a=a, b=b, weight=score)


@once
def counts_of(account: Prepared) -> list[Quantity]:
    """What the numbers of a report count, sentence by sentence."""
    sentences = (account.tokens_in(s.span) for s in account.sentences)
    found = (q for first, end in sentences for q in quantities(account.parse, first, end))
    return list(islice(found, MOST_COUNTS))


def _told_too(quantity: Quantity, counts: Sequence[Quantity]) -> bool:
    return any(q.counted == quantity.counted and q.value == quantity.value for q in counts)


def _and_more(pairing: Pairing, x: Quantity, y: Quantity) -> Iterator[Claim]:
    """'23 states' beside '23 states and the capital': one counts something besides."""
    more = _beside(pairing.left, x), _beside(pairing.right, y)
    if x.counted != y.counted or (more[0] is None) == (more[1] is None):
        return
    score = _context(pairing, x, y)
    if score < SAME_COUNT:
        return
    spans = [Span(start=q.span.start, end=m or q.span.end) for q, m in ((x, more[0]), (y, more[1]))]
    a, b = pairing.sides(*spans)
    if more[0] is not None:
        a, b = b, a
    yield Claim(aspect="number", kind="precision", a=a, b=b, weight=score)


def _beside(account: Prepared, quantity: Quantity) -> int | None:
    """Where a name joined to what is counted ends."""
    joined = [c for c in account.parse.children(quantity.head, "conj") if c.pos == "PROPN"]
    return noun_phrase(account.parse, joined[0].i).span(account.parse).end if joined else None


def _vague(pairing: Pairing, x: Quantity, y: Quantity) -> Iterator[Claim]:
    """'some on the committee' beside '18 members of the committee': one gives a number, the other does not."""
    vague, account = (x, pairing.left) if x.bound == "vague" else (y, pairing.right)
    if any(c.isdigit() for c in vague.span.quote(account.text)):  # 'many of the 11 million'
        return
    if x.counted != y.counted and vague.number.start != account.parse.tokens[vague.head].start:
        return  # 'some doubts', '12 women'; but 'some on the committee' says not of what
    both = _described_by(pairing, x, y) - _own_keys(pairing, x, y)
    score = pairing.agreement(both)
    if score < SAME_COUNT or (x.governor != y.governor and len(both) < DESCRIBED_ALIKE):
        return
    a, b = pairing.sides(x.span, y.span)
    if y.bound == "vague":
        a, b = b, a
    yield Claim(aspect="number", kind="precision", a=a, b=b, weight=score)


def _tied(pairing: Pairing, x: Quantity, y: Quantity) -> bool:
    """The same is done by or to what is counted, or the counted nouns are described alike."""
    if x.governor and x.governor == y.governor and x.governor not in SPEECH:
        return True
    return pairing.weight(_described_by(pairing, x, y)) >= SAME_COUNT * pairing.rare


def _described_by(pairing: Pairing, x: Quantity, y: Quantity) -> frozenset[str]:
    """The keys below both counted nouns."""
    return pairing.left.keys_below(x.head) & pairing.right.keys_below(y.head)


def _own_keys(pairing: Pairing, x: Quantity, y: Quantity) -> frozenset[str]:
    """The keys of the counted nouns themselves, which say nothing about whether one thing is counted."""
    return frozenset((*pairing.left.keys_of(x.head), *pairing.right.keys_of(y.head)))


def _only_toll(x: Quantity, one: Sequence[Quantity], y: Quantity, other: Sequence[Quantity]) -> bool:
    """Each account gives just one number of dead (hurt, held): it is the story's."""
    if x.counted not in CLASS_OF.values():
        return False
    return all(len({q.value for q in side if q.counted == x.counted}) == 1 for side in (one, other))


def _same_deed(pairing: Pairing, x: Quantity, one: Sequence[Quantity], y: Quantity, other: Sequence[Quantity]) -> bool:
    """Each account has just one number of them to whom this was done: 'two sailors were wounded'."""
    if not _one_deed(x, y) or x.governor in SPEECH or not _is_telling(pairing, x):
        return False
    if not (_undergoes(pairing.left, x) and _undergoes(pairing.right, y)):
        return False
    deeds = [{q.value for q in side if q.counted == x.counted and _one_deed(q, x)} for side in (one, other)]
    return all(len(values) == 1 for values in deeds)


def _one_deed(x: Quantity, y: Quantity) -> bool:
    """'released', 'freed'; 'died', 'were killed'."""
    if CLASS_OF.get(x.governor, x.governor) == CLASS_OF.get(y.governor, y.governor):
        return True
    one, other = (meanings_of((lemma,), lemma, "verb") for lemma in (x.governor, y.governor))
    return bool(one & other - {SAYING})


def _is_telling(pairing: Pairing, quantity: Quantity) -> bool:
    """Not 'have' or 'take', which are done to anything."""
    verb = next((t for t in pairing.left.parse.ancestors(quantity.head) if t.pos == "VERB"), None)
    return verb is not None and bool(pairing.left.keys_of(verb.i))


def _undergoes(account: Prepared, quantity: Quantity) -> bool:
    token = account.parse.tokens[quantity.head]
    while token.dep == "conj" and token.head < token.i:
        token = account.parse.tokens[token.head]
    return befalls(token, quantity.governor)


def _context(pairing: Pairing, x: Quantity, y: Quantity) -> float:
    """Telling words that the clauses around two numbers share."""
    shared = _around(pairing.left, x) & _around(pairing.right, y)
    return pairing.agreement(shared - _own_keys(pairing, x, y))


def _around(account: Prepared, quantity: Quantity) -> frozenset[str]:
    governor = next((t.i for t in account.parse.ancestors(quantity.head) if t.pos == "VERB"), None)
    keys = account.keys_below(quantity.head)
    return keys | account.keys_below(governor) | set(account.keys_of(governor)) if governor is not None else keys
