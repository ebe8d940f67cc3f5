"""One thing under two nouns: 'a joint session of Congress', 'a joint meeting of Congress'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...reading.noun_phrases import noun_phrase
from ...records import Span
from ..accounts.prepared import Prepared, once
from ..accounts.stems import stem
from .claims import Claim
from .pairing import Pairing

SURE = 1.5  # the same adjective and the same 'of' around another noun: more than two words in common
_RANKS = frozenset({"JJR", "JJS"})  # 'the largest city of' says nothing of what is meant
_ADJECTIVES = frozenset({"JJ", "VBN", "VBG", "NN"})
_QUANTITIES = frozenset("part number many much most several few half lot share group member series kind one".split())


_Described = tuple[tuple[str, ...], tuple[str, ...]]  # what describes a thing, and whose it is


@dataclass(frozen=True, slots=True)
class _Term:
    noun: str
    span: Span


def term_claims(pairing: Pairing) -> Iterator[Claim]:
    """Two nouns that are described alike and belong to the same, each used by one account only."""
    one, other = _terms(pairing.left), _terms(pairing.right)
    for described in sorted(set(one) & set(other)):
        x, y = one[described], other[described]
        if not {t.noun for t in x} & {t.noun for t in y}:
            a, b = pairing.sides(x[0].span, y[0].span)
            yield Claim(aspect="wording", kind="wording", a=a, b=b, weight=SURE)


@once
def _terms(account: Prepared) -> dict[_Described, list[_Term]]:
    parse = account.parse
    found: dict[_Described, list[_Term]] = defaultdict(list)
    for token in parse.tokens:
        if token.pos != "NOUN" or account.sentence_of[token.i] < 0 or token.lemma.lower() in _QUANTITIES:
            continue
        beside = [c for c in parse.children(token.i, "amod", "compound") if c.i < token.i]
        around = frozenset(c.lemma.lower() for c in beside if c.tag in _ADJECTIVES)
        heads = [
            head.i
            for prep in parse.children(token.i, "prep")
            if prep.text.lower() == "of"
            for head in parse.children(prep.i, "pobj")
        ]
        of = frozenset(key for head in heads for key in account.keys_of(head))
        if around and of and not any(c.tag in _RANKS for c in beside):
            first, last = noun_phrase(parse, token.i).first, noun_phrase(parse, heads[-1]).last
            described = tuple(sorted(around)), tuple(sorted(of))
            found[described].append(_Term(stem(token.lemma), account.span(first, max(last, token.i))))
    return found
