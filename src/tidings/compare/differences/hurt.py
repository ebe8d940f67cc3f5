"""People who were hurt: where they were hit, and how they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...reading.noun_phrases import noun_phrase
from ...records import DifferenceKind, Span, Token
from ..accounts.prepared import Prepared, actor_key, once
from .claims import Claim, Side
from .pairing import Pairing

SURE = 2.0  # one person of a story is seldom hurt twice
_PARTS = frozenset(
    """
    leg foot arm hand head hip chest neck face shoulder knee stomach abdomen thigh ankle wrist eye ear finger buttock
    groin skull jaw spine elbow pelvis torso
    """.split()
)
_HARM = frozenset(
    """
    injure injury wound shoot shot hit strike break broken fracture bullet gunshot stab hurt burn graze pierce amputate
    bruise cut shatter
    """.split()
)
_GRAVITY = frozenset("critical serious grave stable fair good guarded satisfactory poor".split())
_TURN = frozenset("improve improvement worsen deteriorate upgrade downgrade stabilize recover".split())
_WHOSE = ("poss", "nsubjpass", "nsubj", "dobj")
_MOST_UP = 8  # words from 'leg' up to the verb that says whose

_Told = dict[str, list[tuple[str, Span]]]  # a person to (what is told, where)


def hurt_claims(pairing: Pairing) -> Iterator[Claim]:
    """'a broken leg' beside 'shot in the hip'; 'in critical condition' beside 'critical but improving'."""
    one, other = _hit(pairing.left), _hit(pairing.right)
    for person in sorted(set(one) & set(other)):
        if not {part for part, _ in one[person]} & {part for part, _ in other[person]}:
            sides = pairing.sides(one[person][0][1], other[person][0][1])
            yield Claim(aspect="where", kind="wording", a=sides[0], b=sides[1], weight=SURE)
    states = _states(pairing.left), _states(pairing.right)
    for person in sorted(set(states[0]) & set(states[1])):
        yield from _state(pairing, states[0][person], states[1][person])


def _state(pairing: Pairing, one: list[tuple[str, Span]], other: list[tuple[str, Span]]) -> Iterator[Claim]:
    """Each account's last word on how somebody is: one graver, or one that says which way it goes."""
    (x, span), (y, elsewhere) = one[-1], other[-1]
    if x == y:
        return
    a: Side
    b: Side
    a, b = pairing.sides(span, elsewhere)
    kind: DifferenceKind = "precision" if x.rstrip("+") == y.rstrip("+") else "conflict"
    if kind == "precision" and x.endswith("+"):
        a, b = b, a
    yield Claim(aspect="status", kind=kind, a=a, b=b, weight=SURE)


@once
def _hit(account: Prepared) -> _Told:
    """Which parts of whose body are said to be hurt."""
    found: _Told = defaultdict(list)
    for token in account.parse.tokens:
        if token.lemma.lower() in _PARTS and token.pos in ("NOUN", "ADJ") and account.sentence_of[token.i] >= 0:
            whose = _whose(account, token)
            if whose and _harmed(account, token):
                found[whose].append((token.lemma.lower(), _phrase(account, token)))
    return found


def _harmed(account: Prepared, part: Token) -> bool:
    parse = account.parse
    near = [part, *parse.ancestors(part.i)[:_MOST_UP]]
    words = [w for t in near for w in (t, *parse.children(t.i, "amod", "compound", "acl", "nmod"))]
    return any(t.lemma.lower() in _HARM for t in words)


def _phrase(account: Prepared, part: Token) -> Span:
    """'a broken leg', 'a minor leg injury', 'shot in the leg'."""
    parse = account.parse
    phrase = noun_phrase(parse, part.head if part.dep in ("compound", "amod", "nmod") else part.i)
    first, last = min(phrase.first, part.i), max(phrase.last, part.i)
    over = [t for t in parse.ancestors(part.i)[:2] if t.lemma.lower() in _HARM and t.i < first]
    return account.span(over[0].i if over else first, last)


@once
def _states(account: Prepared) -> _Told:
    """Whose condition is called what: 'critical', and 'critical+' where it is said to change."""
    found: _Told = defaultdict(list)
    for token in account.parse.tokens:
        if token.lemma.lower() != "condition" or account.sentence_of[token.i] < 0:
            continue
        state = _gravity(account, token)
        whose = _whose(account, token)
        if state and whose:
            turn = _turn(account, token, state)
            last = turn if turn else state
            ends = sorted((token.i, state.i, last.i))
            found[whose].append((state.lemma.lower() + "+" * (turn is not None), account.span(ends[0], ends[-1])))
    return found


def _gravity(account: Prepared, condition: Token) -> Token | None:
    parse = account.parse
    told = list(parse.children(condition.i, "amod"))
    if condition.dep == "nsubj":
        told += parse.children(condition.head, "acomp", "attr")
    return next((t for t in told if t.lemma.lower() in _GRAVITY), None)


def _turn(account: Prepared, condition: Token, state: Token) -> Token | None:
    """The word in the same sentence that says which way it goes."""
    first, end = account.tokens_in(account.sentences[account.sentence_of[condition.i]].span)
    near = account.parse.tokens[min(condition.i, state.i) : min(end, state.i + 2 * _MOST_UP)]
    return next((t for t in near if t.lemma.lower() in _TURN and t.i >= first), None)


def _whose(account: Prepared, token: Token) -> str | None:
    """The person whose body or condition it is: 'his leg', 'Weber was shot in the leg'."""
    parse = account.parse
    for up in (token, *parse.ancestors(token.i)[:_MOST_UP]):
        for child in parse.children(up.i, *_WHOSE):
            for one in (child, *parse.children(child.i, "appos")):
                mention = account.actor_at.get(one.i)
                people = [a for a in mention.actors if a.kind == "person"] if mention and one.i != token.i else []
                if len(people) == 1:
                    return actor_key(people[0].id)
        if up.pos == "VERB" and parse.children(up.i, "nsubj", "nsubjpass"):
            return None  # somebody else's, or nobody's by name
    return None
