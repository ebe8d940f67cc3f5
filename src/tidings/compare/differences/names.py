"""Names: the same person spelled or shortened differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from ...gazetteer.names import fold
from ...reading.noun_phrases import noun_phrase
from ...records import Span
from ..accounts.prepared import Prepared, once
from ..accounts.stems import stem
from .claims import Claim
from .pairing import Pairing

SPELLING = 2  # letters by which two spellings of one name may differ
SHORTEST_SPELLED = 5  # letters; 'Jon' and 'Jan' are two people
NICKNAME = 2  # letters in common at the start: 'Zack' and 'Zachary', 'Mike' and 'Michael'

SURE = 5.0  # how sure it is that two names are of one person, beside matched clauses


@dataclass(frozen=True, slots=True)
class FullName:
    """A person's name as a report writes it in full; `given` and `family` in lower case and without accents."""

    given: str
    family: str
    span: Span


def name_claims(pairing: Pairing) -> Iterator[Claim]:
    """'Vicente Fox' and 'Vincente Fox' (one of them is wrong), 'Zack Barth' and 'Zachary Barth' (one is short)."""
    one, other = full_names(pairing.left), full_names(pairing.right)
    for family in sorted({n.family for n in one} & {n.family for n in other}):
        a = [n for n in one if n.family == family]
        b = [n for n in other if n.family == family]
        given = {n.given for n in a}, {n.given for n in b}
        if any(len(g) != 1 for g in given) or given[0] == given[1]:
            continue
        kind = _spelling(a[0].given, b[0].given)
        if kind == "short" and not _alike_around(pairing, a[0], b[0]):
            kind = None
        if kind:
            x, y = pairing.sides(a[0].span, b[0].span)
            yield Claim(aspect="who", kind="conflict" if kind == "spelling" else "wording", a=x, b=y, weight=SURE)
    yield from _families(pairing, one, other)


def _families(pairing: Pairing, one: list[FullName], other: list[FullName]) -> Iterator[Claim]:
    """One given name, two spellings of the family name."""
    known = {n.family for n in one}, {n.family for n in other}
    for a in one:
        for b in other:
            if (
                a.given == b.given
                and a.family not in known[1]
                and b.family not in known[0]
                and _close(a.family, b.family)
            ):
                x, y = pairing.sides(a.span, b.span)
                yield Claim(aspect="who", kind="conflict", a=x, b=y, weight=SURE)
                return


def _spelling(a: str, b: str) -> str | None:
    if len(a.strip(".")) < 2 or len(b.strip(".")) < 2:
        return None  # initials
    if _close(a, b):
        return "spelling"
    return "short" if a[:NICKNAME] == b[:NICKNAME] and len(a) != len(b) else None


def _alike_around(pairing: Pairing, a: FullName, b: FullName) -> bool:
    """The words around two short forms of one name agree on something besides the name."""
    own = {"~" + a.family, stem(a.given), stem(b.given), stem(a.family)}
    return bool(_sentence_keys(pairing.left, a.span) & _sentence_keys(pairing.right, b.span) - own)


def _sentence_keys(account: Prepared, span: Span) -> frozenset[str]:
    number = account.sentence_of[account.tokens_in(span)[0]]
    return account.keys_in(account.sentences[number].span) if number >= 0 else frozenset()


def _close(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= SHORTEST_SPELLED and Levenshtein.distance(a, b) <= SPELLING and a[0] == b[0]


@once
def full_names(account: Prepared) -> list[FullName]:
    """People named with more than one word, in the order of the text."""
    found = []
    for mention in account.reading.actors:
        if mention.form != "name" or len(mention.actors) != 1 or mention.actors[0].kind != "person":
            continue
        words = [
            t
            for t in noun_phrase(account.parse, mention.head).words(account.parse)
            if t.entity == "PERSON" and t.text[:1].isupper()
        ]
        words = [t for t in words if t.text.strip(".").lower() not in ("jr", "sr", "ii", "iii")]
        if len(words) >= 2 and words[-1].i == mention.head:
            span = account.span(words[0].i, words[-1].i)
            found.append(FullName(fold(words[0].text), fold(words[-1].text), span))
    return found
