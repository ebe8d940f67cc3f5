"""Where one account places a thing more exactly than another."""

from __future__ import annotations

from collections.abc import Iterator

from ...records import Parse, Place, PlaceMention
from ..accounts.clauses import Clause
from .claims import Claim, Side
from .pairing import Pairing


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
