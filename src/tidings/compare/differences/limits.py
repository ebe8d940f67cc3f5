"""Ages that a rule sets, and how long somebody has not done a thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...records import DifferenceKind, Span, Token
from ..accounts.numbers import begins_as_number, read_number
from ..accounts.polarity import NEGATIONS
from ..accounts.prepared import Prepared, is_actor, once
from ..accounts.quantities import Quantity, compatible
from .claims import Claim
from .counts import SAME_COUNT, counts_of
from .pairing import Pairing

OLDEST = 120  # years; a larger number is no age
_MOST_UP = 4  # words from a length of time up to the act or the 'first trip'
_AGED = frozenset(
    """
    adult people person anyone everyone those child man woman youth minor buyer customer voter resident citizen user
    student boy girl individual someone
    """.split()
)
_BEYOND = {"over": "up", "above": "up", "under": "down", "below": "down"}
_FROM = {"older": "up", "over": "up", "up": "up", "above": "up", "younger": "down", "under": "down"}
_LENGTHS = frozenset({"year", "month", "week", "day", "hour", "decade"})
_RARE = frozenset({"first", "last", "only"})


@dataclass(frozen=True, slots=True)
class _Age:
    """'over 21' begins beyond 21, '21 or older' at it."""

    value: float
    way: str
    at: bool
    token: int
    span: Span


def age_claims(pairing: Pairing) -> Iterator[Claim]:
    """'adults over 21' beside 'anyone 21 or older', where each account gives one such limit."""
    one, other = _ages(pairing.left), _ages(pairing.right)
    if len({(x.value, x.at) for x in one}) != 1 or len({(y.value, y.at) for y in other}) != 1:
        return
    x, y = one[0], other[0]
    score = pairing.agreement(_sentence_keys(pairing.left, x.token) & _sentence_keys(pairing.right, y.token))
    if x.way == y.way and (x.value, x.at) != (y.value, y.at) and score >= SAME_COUNT:
        a, b = pairing.sides(x.span, y.span)
        yield Claim(aspect="number", kind="conflict", a=a, b=b, weight=score)


@once
def _ages(account: Prepared) -> list[_Age]:
    tokens = account.parse.tokens
    found: list[_Age] = []
    for i, token in enumerate(tokens):
        if account.sentence_of[i] < 0 or not begins_as_number(token.text):
            continue
        number = read_number(tokens, i)
        if number is None or not 0 < number.value <= OLDEST:
            continue
        before = tokens[i - 1].text.lower() if i else ""
        after = [t.text.lower() for t in tokens[number.end : number.end + 2]]
        aged = [t.i for t in tokens[max(0, i - 3) : i] if t.lemma.lower() in _AGED]
        if len(after) == 2 and after[0] in ("or", "and") and after[1] in _FROM and (aged or after[1] == "older"):
            span = account.span(aged[0] if aged else i, number.end + 1)
            found.append(_Age(number.value, _FROM[after[1]], True, i, span))
        elif before in _BEYOND and aged and _alone(tokens[number.end : number.end + 1]):
            found.append(_Age(number.value, _BEYOND[before], False, i, account.span(aged[0], number.end - 1)))
    return found


def _alone(after: tuple[Token, ...]) -> bool:
    """Nothing is counted by the number before these words."""
    return not after or (after[0].pos not in ("NOUN", "PROPN", "ADJ", "NUM", "SYM") and after[0].text not in ("-", "%"))


def _sentence_keys(account: Prepared, token: int) -> frozenset[str]:
    return account.keys_in(account.sentences[account.sentence_of[token]].span)


def absence_claims(pairing: Pairing) -> Iterator[Claim]:
    """'has not left China for more than two years' beside 'his first trip in two and a half years'."""
    for x, owner in _absences(pairing.left):
        for y, other in _absences(pairing.right):
            if x.value == y.value or x.counted != y.counted or not owner & other:
                continue
            a, b = pairing.sides(x.span, y.span)
            if x.bound == "exact" and y.bound != "exact":
                a, b = b, a
            kind: DifferenceKind = "precision" if compatible(x, y) else "conflict"
            yield Claim(aspect="number", kind=kind, a=a, b=b, weight=SAME_COUNT)


@once
def _absences(account: Prepared) -> list[tuple[Quantity, frozenset[str]]]:
    """How long it is that somebody has not done a thing, with whose absence it is."""
    lengths = [q for q in counts_of(account) if q.counted in _LENGTHS]
    return [(q, owner) for q in lengths if (owner := _absent(account, q.head))]


def _absent(account: Prepared, length: int) -> frozenset[str]:
    """The people of 'has not left for two years', of 'her first trip in two years'; empty for other lengths."""
    parse = account.parse
    preposition = parse.tokens[parse.tokens[length].head]
    if preposition.text.lower() not in ("for", "in"):
        return frozenset()
    for up in parse.ancestors(preposition.i)[:_MOST_UP]:
        negated = up.pos == "VERB" and any(c.text.lower() in NEGATIONS or c.dep == "neg" for c in parse.children(up.i))
        first = up.pos == "NOUN" and any(c.lemma.lower() in _RARE for c in parse.children(up.i, "amod"))
        if (negated and preposition.text.lower() == "for") or (first and preposition.text.lower() == "in"):
            ends = parse.children(up.i, "nsubj", "poss")
            return frozenset(k for c in ends for k in account.keys_of(c.i) if is_actor(k))
        if up.pos == "VERB":
            break
    return frozenset()
