"""Where one account says that a thing is so and another that it is not."""

from __future__ import annotations

from collections.abc import Iterator

from ...records import Parse, Token
from ..accounts.clauses import Clause
from ..accounts.polarity import NEGATIONS
from ..accounts.prepared import Prepared
from .claims import Claim, Side, side_of
from .pairing import Pairing

_CONDITIONS = frozenset("if unless whether when until should could would may might can to".split())
_SHOWN_WITH_VERB = frozenset("aux auxpass neg nsubj nsubjpass dobj prt advmod prep npadvmod".split())
_TIMES_OVER = frozenset({"once", "twice", "again"})
CORE_REACH = 15  # tokens on each side of the verb that are shown with it


def status_claims(pairing: Pairing, a: Clause, b: Clause, weight: float) -> Iterator[Claim]:
    """One account says it is so, the other that it is not, of the same doer and the same thing."""
    left, right = pairing.left, pairing.right
    if a.head.pos != "VERB" or b.head.pos != "VERB" or not (a.subject & b.subject):
        return
    if _negated(left.parse, a.head) == _negated(right.parse, b.head):
        return
    if _conditional(left.parse, a.head) or _conditional(right.parse, b.head):
        return
    if _future(left.parse, a.head) != _future(right.parse, b.head):
        return
    sides = _core(left, a), _core(right, b)
    yield Claim(aspect="status", kind="conflict", a=sides[0], b=sides[1], weight=weight)


def _negated(parse: Parse, head: Token) -> bool:
    return any(c.dep == "neg" or c.text.lower() in NEGATIONS for c in parse.children(head.i))


def _conditional(parse: Parse, head: Token) -> bool:
    return any(c.text.lower() in _CONDITIONS for c in parse.children(head.i, "mark", "advmod", "aux"))


def _future(parse: Parse, head: Token) -> bool:
    return any(c.lemma in ("will", "shall") for c in parse.children(head.i, "aux"))


def _core(account: Prepared, clause: Clause) -> Side:
    """The verb with its auxiliaries, its subject and its object: 'has not left China for more than two years'."""
    parse = account.parse
    below = parse.subtree(clause.head.i)
    keep = {clause.head.i}
    for child in parse.children(clause.head.i):
        if child.dep in _SHOWN_WITH_VERB:
            keep |= {i for i in parse.subtree(child.i) if i in below}
    first = max(min(keep), clause.head.i - CORE_REACH)
    last = min(max(keep), clause.head.i + CORE_REACH)
    while last + 1 < len(parse.tokens) and parse.tokens[last + 1].text.lower() in _TIMES_OVER:
        last += 1  # whatever the parser hangs it on
    return side_of(account, account.span(first, last))
