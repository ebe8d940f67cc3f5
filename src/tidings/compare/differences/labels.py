"""What reports call a person beside the name: 'special prosecutor' and 'special counsel', 'a lobbyist'
and 'director of relations'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...reading.noun_phrases import noun_phrase
from ...records import Span, Token
from ..accounts.prepared import Prepared, actor_key, once
from ..accounts.stems import stem
from .claims import Claim
from .pairing import Pairing

LONGEST_LABEL = 14  # tokens
_SURE = 1.0  # weaker than any matched clause
# Offices and party labels that several descriptions of one person share or leave out as they please.
_USUAL = frozenset(
    """
    senator sen sens representative rep reps president mr mrs ms dr republican democrat sir the former governor
    gov general gen congressman congresswoman leader member man woman who chairman chairwoman
    """.split()
)
_NAMED = ("PERSON",)


@dataclass(frozen=True, slots=True)
class _Label:
    span: Span
    head: str
    named: frozenset[str]  # whom and what it names: the company, the town


def label_claims(pairing: Pairing) -> Iterator[Claim]:
    """A person to whom two reports give different offices or descriptions, once for each person.

    'a lobbyist for Acme' and 'director of Acme's London office' are two names for one post, the second of them finer.
    """
    one, other = _labels(pairing.left), _labels(pairing.right)
    for person in sorted(set(one) & set(other)):
        pair = _farthest(one[person], other[person])
        if pair:
            a, b = pairing.sides(pair[0].span, pair[1].span)
            named = pair[0].named, pair[1].named
            if named[0] and named[1] and named[0] != named[1] and (named[0] < named[1] or named[1] < named[0]):
                a, b = (a, b) if named[0] < named[1] else (b, a)
                yield Claim(aspect="who", kind="precision", a=a, b=b, weight=_SURE)
            else:
                yield Claim(aspect="wording", kind="wording", a=a, b=b, weight=_SURE)


def _farthest(one: list[_Label], other: list[_Label]) -> tuple[_Label, _Label] | None:
    """Two labels with different heads, none of which the other report gives too."""
    heads = {x.head for x in one}, {x.head for x in other}
    for x in one:
        for y in other:
            if x.head != y.head and x.head not in heads[1] and y.head not in heads[0]:
                return x, y
    return None


@once
def _labels(account: Prepared) -> dict[str, list[_Label]]:
    found: dict[str, list[_Label]] = {}
    for mention in account.reading.actors:
        if mention.form != "name" or len(mention.actors) != 1 or mention.actors[0].kind != "person":
            continue
        for label in _beside(account, mention.head):
            found.setdefault(actor_key(mention.actors[0].id), []).append(label)
    return found


def _beside(account: Prepared, head: int) -> Iterator[_Label]:
    parse = account.parse
    for apposition in parse.children(head, "appos"):
        if apposition.pos == "NOUN":
            yield from _label(account, parse.subtree(apposition.i), apposition)
    governor = parse.tokens[head]
    if governor.dep == "appos" and parse.tokens[governor.head].pos == "NOUN":
        yield from _label(
            account,
            tuple(t.i for t in noun_phrase(parse, governor.head).words(parse)),
            parse.tokens[governor.head],
        )
    before = [
        t
        for t in noun_phrase(parse, head).words(parse)
        if t.i < head and t.entity not in _NAMED and t.pos in ("NOUN", "ADJ", "PROPN")
    ]
    nouns = [t for t in before if t.pos == "NOUN"]
    if nouns and nouns[-1] is before[-1]:
        yield from _label(account, tuple(t.i for t in before), nouns[-1])


def _label(account: Prepared, inside: tuple[int, ...], head: Token) -> Iterator[_Label]:
    if not inside or len(inside) > LONGEST_LABEL or head.lemma.lower() in _USUAL:
        return
    span = account.span(inside[0], inside[-1])
    named = frozenset(t.text for i in inside if (t := account.parse.tokens[i]).pos == "PROPN")
    yield _Label(span, stem(head.lemma), named)
