"""Where one account places a thing more exactly than another, or names both sides of a border."""

from __future__ import annotations

from collections.abc import Iterator

from ...gazetteer import country_by_demonym, country_by_name
from ...reading.noun_phrases import noun_phrase
from ...records import Parse, Place, PlaceMention, Span, Token
from ..accounts.clauses import Clause
from ..accounts.prepared import Prepared, once
from .claims import Claim, Side
from .pairing import Pairing

SAME_BORDER = 1.2  # telling words in common, counted as rare ones, of what happens at a border
_BORDERS = frozenset({"border", "frontier"})
_BORDER_REACH = 8  # tokens after 'border' in which its countries stand
MOST_BORDERS = 100  # namings of borders in one report that are looked at
_SIDES = 2  # countries that a border has


def where_claims(pairing: Pairing, a: Clause, b: Clause, weight: float) -> Iterator[Claim]:
    """One account names a place, the other the country it lies in."""
    one, other = _located(a, pairing.left.parse), _located(b, pairing.right.parse)
    if len(one) != 1 or len(other) != 1:
        return
    x, y = one[0], other[0]
    sides = Side(a.account, x.span, x.place.name), Side(b.account, y.span, y.place.name)
    if lies_in(y.place, x.place):
        yield Claim(aspect="where", kind="precision", a=sides[0], b=sides[1], weight=weight)
    elif lies_in(x.place, y.place):
        yield Claim(aspect="where", kind="precision", a=sides[1], b=sides[0], weight=weight)


def _located(clause: Clause, parse: Parse) -> list[PlaceMention]:
    """Places that say where the clause happens: 'in Beijing', 'at the border', and tied to its head."""
    found = []
    for prep in parse.children(clause.head.i, "prep"):
        if prep.text.lower() not in ("in", "at", "near", "outside", "along", "inside"):
            continue
        heads = {t.start for t in parse.children(prep.i, "pobj")}
        found += [p for p in clause.places if any(p.span.start <= s < p.span.end for s in heads)]
    return found


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether a place is known to lie in another: Samarkand in Uzbekistan."""
    if outer.kind != "country" or inner.kind == "country" or inner.country is None:
        return False
    return inner.country == outer.country


def border_claims(pairing: Pairing) -> Iterator[Claim]:
    """'along the Polish border' beside 'along the border between Poland and Belarus'."""
    for one, other, turned in ((pairing.left, pairing.right, False), (pairing.right, pairing.left, True)):
        fine = [(sides, span, i) for sides, span, i in _borders(other) if len(sides) == _SIDES]
        if any(len(sides) == _SIDES for sides, _, _ in _borders(one)):
            continue
        found = [
            (pairing.agreement(_around(one, i) & _around(other, j)), span, elsewhere)
            for sides, span, i in _borders(one)
            for both, elsewhere, j in fine
            if sides < both
        ]
        best = max(found, key=lambda f: (f[0], -f[1].start, -f[2].start), default=None)
        if best and best[0] >= SAME_BORDER:
            spans = best[1:] if not turned else best[:0:-1]
            sides = pairing.sides(*spans)
            a, b = sides[::-1] if turned else sides
            yield Claim(aspect="where", kind="precision", a=a, b=b, weight=best[0])


@once
def _borders(account: Prepared) -> list[tuple[frozenset[str], Span, int]]:
    """The borders that a report names: whose, the words, and the token of the border."""
    found = []
    for token in account.parse.tokens:
        if token.lemma.lower() in _BORDERS and account.sentence_of[token.i] >= 0:
            words = _words_of_border(account, token)
            sides = frozenset(c for t in words for c in _countries(t))
            if 0 < len(sides) <= _SIDES:
                found.append((sides, account.span(words[0].i, words[-1].i), token.i))
            if len(found) == MOST_BORDERS:
                break
    return found


def _words_of_border(account: Prepared, border: Token) -> list[Token]:
    """'the Polish-Belarusian border', 'the border between Poland and Belarus'."""
    phrase = noun_phrase(account.parse, border.i)
    inside = set(range(phrase.first, phrase.last + 1))
    for prep in account.parse.children(border.i, "prep"):
        if prep.text.lower() in ("with", "between", "of"):
            inside |= {i for i in account.parse.subtree(prep.i) if i < border.i + _BORDER_REACH}
    return [account.parse.tokens[i] for i in sorted(inside)]


def _countries(token: Token) -> list[str]:
    if token.pos not in ("PROPN", "ADJ"):
        return []
    names = [country_by_name(part) or country_by_demonym(part) for part in token.text.replace("–", "-").split("-")]
    return [name for name in names if name]


def _around(account: Prepared, border: int) -> frozenset[str]:
    return account.keys_in(account.sentences[account.sentence_of[border]].span)
