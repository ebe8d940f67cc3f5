"""Claims that two accounts differ, gathered into differences: one a
matter, every value with every place that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...records import Account, Aspect, Difference, DifferenceKind, Evidence, Span, Value
from ..accounts.prepared import Prepared, evidence

LONGEST_EVIDENCE = 320  # characters; a longer span shows the reader nothing
_RANK: dict[DifferenceKind, int] = {"conflict": 0, "precision": 1, "wording": 2}
_SHOWN = 80  # characters of a value in an explanation


@dataclass(frozen=True, slots=True)
class Side:
    """What one account says: its position among the accounts, its words, and a short name for the value."""

    account: int
    span: Span
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Two accounts do not say the same. Of a precision, `a` is the coarser side."""

    aspect: Aspect
    kind: DifferenceKind
    a: Side
    b: Side
    weight: float = 1.0  # how sure it is that both tell of one thing; the strongest claims are shown first


def side_of(account: Prepared, span: Span, value: str | None = None) -> Side:
    """What an account says in the words of `span`, under those words where no other value is given."""
    return Side(account.position, span, span.quote(account.text) if value is None else value)


def gathered(
    claims: Sequence[Claim], accounts: Sequence[Account], *, event: str | None = None
) -> tuple[Difference, ...]:
    """Claims that share words become one difference; strongest first within conflict, precision, wording."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=_order):
        if any(len(_words(s, accounts)) > LONGEST_EVIDENCE for s in (claim.a, claim.b)):
            continue
        home = next((g for g in groups if any(_meet(claim, other) for other in g)), None)
        if home is None:
            groups.append([claim])
        elif all(_fits(claim, other) for other in home) and _both_meet(claim, home):
            home.append(_as_told(claim, home))
    return tuple(_difference(group, accounts, event) for group in groups)


def _order(claim: Claim) -> tuple[int, float, int, int, int, int]:
    a, b = claim.a, claim.b
    return _RANK[claim.kind], -claim.weight, a.account, a.span.start, b.account, b.span.start


def _words(side: Side, accounts: Sequence[Account]) -> str:
    return side.span.quote(accounts[side.account].report.text)


def _meet(a: Claim, b: Claim) -> bool:
    """One matter: the same aspect, and a stretch of text in common."""
    if a.aspect != b.aspect:
        return False
    return any(x.account == y.account and x.span.overlaps(y.span) for x in (a.a, a.b) for y in (b.a, b.b))


def _both_meet(claim: Claim, home: Sequence[Claim]) -> bool:
    """Wordings hang together loosely: a third account joins one only where no other words of its own stand there."""
    accounts = {s.account for c in home for s in (c.a, c.b)}
    return claim.aspect != "wording" or not {claim.a.account, claim.b.account} <= accounts


def _as_told(claim: Claim, home: Sequence[Claim]) -> Claim:
    """The claim with the words that stronger claims of the matter already show for its accounts."""
    known = [s for c in home for s in (c.a, c.b)]

    def shown(side: Side) -> Side:
        return next((s for s in known if s.account == side.account and s.span.overlaps(side.span)), side)

    return replace(claim, a=shown(claim.a), b=shown(claim.b))


def _fits(a: Claim, b: Claim) -> bool:
    """A weaker claim may add an account to a matter, not a second reading of an account that is in it."""
    for x in (a.a, a.b):
        for y in (b.a, b.b):
            if x.account == y.account and not x.span.overlaps(y.span) and x.value.casefold() != y.value.casefold():
                return False
    return True


def _difference(group: Sequence[Claim], accounts: Sequence[Account], event: str | None) -> Difference:
    sides = sorted({s for c in group for s in (c.a, c.b)}, key=lambda s: (s.account, s.span, s.value))
    order: list[str] = []
    held: dict[str, list[Evidence]] = {}
    names: dict[str, str] = {}
    for side in sides:
        key = " ".join(side.value.casefold().split())
        if key not in held:
            order.append(key)
            held[key], names[key] = [], " ".join(side.value.split())
        item = evidence(accounts[side.account], side.span)
        if item not in held[key]:
            held[key].append(item)
    first = min(group, key=_order)
    values = tuple(Value(value=names[k], evidence=tuple(held[k])) for k in order)
    return Difference(
        event=event,
        aspect=first.aspect,
        kind=first.kind,
        explanation=_explanation(first, [v.value for v in values], len(accounts)),
        values=values,
    )


def _explanation(claim: Claim, values: Sequence[str], accounts: int) -> str:
    """'One says 15 dead, the other 17.'"""
    other = "the other" if accounts == 2 else "another"
    a, b = (_short(" ".join(s.value.split())) for s in (claim.a, claim.b))
    if len(values) > 2:
        shown = [_short(v) for v in values]
        listed = ", ".join(f"“{v}”" for v in shown[:-1]) + f" and “{shown[-1]}”"
        return f"The accounts {'write' if claim.kind == 'wording' else 'say'} {listed}."
    if claim.kind == "precision" and claim.aspect == "who":
        return f"One says only “{a}”, {other} names “{b}”."
    if claim.kind == "precision":
        return f"One says “{a}”, {other} more exactly “{b}”."
    if claim.kind == "wording":
        return f"One writes “{a}”, {other} “{b}”."
    return f"One says “{a}”, {other} “{b}”."


def _short(value: str) -> str:
    if len(value) <= _SHOWN:
        return value
    return value[:_SHOWN].rsplit(" ", 1)[0] + " …"


def without_repeats(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Each matter once: a later difference of the same aspect that rests on the same words of two
    reports is left out."""
    kept: list[Difference] = []
    for difference in differences:
        if not any(_repeats(difference, other) for other in kept):
            kept.append(difference)
    return tuple(kept)


def _repeats(a: Difference, b: Difference) -> bool:
    if a.aspect != b.aspect:
        return False
    told = [e for v in b.values for e in v.evidence]
    reports = {
        e.report
        for v in a.values
        for e in v.evidence
        if any(e.report == o.report and e.span.overlaps(o.span) for o in told)
    }
    return len(reports) > 1
