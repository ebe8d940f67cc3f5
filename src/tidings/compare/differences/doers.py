"""Who did it: named in one account and only described in the other, or with others beside."""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.noun_phrases import noun_phrase
from ...records import Span
from ..accounts.clauses import Clause
from ..accounts.prepared import Prepared
from .claims import Claim, Side, side_of
from .pairing import Pairing

_MEMBERS = frozenset(
    """
    democrat republican conservative liberal socialist communist green tory islamist nationalist
    """.split()
)


def who_claims(pairing: Pairing, a: Clause, b: Clause, weight: float) -> Iterator[Claim]:
    """One account names the doer, the other does not."""
    if a.subject_head is None or b.subject_head is None or a.subject & b.subject:
        return
    named = _named(pairing.left, a.subject_head), _named(pairing.right, b.subject_head)
    if named not in ((True, False), (False, True)):
        return
    described, name = ((pairing.left, a), (pairing.right, b))[:: 1 if named[1] else -1]
    if _several(*described) != _several(*name):
        return  # 'people' are not the one whom the other account names
    sides = _subject_side(pairing.left, a), _subject_side(pairing.right, b)
    coarse, fine = sides if named[1] else sides[::-1]
    yield Claim(aspect="who", kind="precision", a=coarse, b=fine, weight=weight)


def _named(account: Prepared, head: int) -> bool | None:
    """Whether a doer is named (True), only described (False), or neither (a pronoun, a thing, a country)."""
    token = account.parse.tokens[head]
    mention = account.actor_at.get(head)
    if mention is None or token.pos == "PRON":
        return None
    if mention.form == "name" and mention.actors and mention.actors[0].kind == "person":
        return True
    if token.tag == "NNPS" and token.lemma.lower().rstrip("s") in _MEMBERS:
        return False
    described = mention.form in ("nominal", "plural", "name") and all(a.kind == "group" for a in mention.actors)
    return False if described and token.tag in ("NN", "NNS", "NNPS") else None


def _several(account: Prepared, clause: Clause) -> bool:
    head = clause.head.i if clause.subject_head is None else clause.subject_head
    return account.parse.tokens[head].tag in ("NNS", "NNPS") or bool(account.parse.children(head, "conj"))


def _subject_side(account: Prepared, clause: Clause) -> Side:
    head = clause.head.i if clause.subject_head is None else clause.subject_head
    return side_of(account, noun_phrase(account.parse, head).span(account.parse))


def list_claims(pairing: Pairing, a: Clause, b: Clause, weight: float) -> Iterator[Claim]:
    """One account names one doer or one thing, the other that and more: 'Smith', 'Smith and the ambassador'."""
    left, right = pairing.left, pairing.right
    for x, y in (
        (_joined(left, a.subject_head), _joined(right, b.subject_head)),
        (_things(left, a), _things(right, b)),
    ):
        if x is None or y is None or not (x[0] < y[0] or y[0] < x[0]):
            continue
        sides = pairing.sides(x[1], y[1])
        fewer, more = sides if x[0] < y[0] else sides[::-1]
        yield Claim(aspect="who", kind="precision", a=fewer, b=more, weight=weight)


def _things(account: Prepared, clause: Clause) -> tuple[frozenset[str], Span] | None:
    things = account.parse.children(clause.head.i, "dobj", "nsubjpass")
    return _joined(account, things[0].i) if things else None


def _joined(account: Prepared, head: int | None) -> tuple[frozenset[str], Span] | None:
    """The keys of a noun phrase and of those joined to it by 'and', and the words from first to last; actors only."""
    if head is None:
        return None
    heads = [head]
    while more := account.parse.children(heads[-1], "conj"):
        heads.append(more[0].i)
    if not all(
        h in account.actor_at and account.actor_at[h].form != "pronoun" and account.actor_at[h].actors for h in heads
    ):
        return None
    keys = frozenset(k for h in heads for k in account.keys_of(h))
    first = noun_phrase(account.parse, heads[0]).span(account.parse)
    last = noun_phrase(account.parse, heads[-1]).span(account.parse)
    return (keys, Span(start=first.start, end=last.end)) if first.start < last.end else None
