"""People described in one account and named, or described more closely, in another."""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.noun_phrases import noun_phrase
from ...records import Actor, Span
from ..accounts.prepared import Prepared, once
from .claims import Claim, side_of
from .names import SURE, full_names
from .pairing import Pairing

_CULPRITS = frozenset("gunman attacker assailant shooter suspect bomber driver killer perpetrator".split())
_NAMING_REACH = 80  # characters between 'the attacker' and the name
DESCRIBED_UNNAMED = 4  # 'two law enforcement officials'
_DESCRIPTION_REACH = 8  # tokens
DESCRIBED = 2  # words, the organisation's name among them
_NOT_PEOPLE = frozenset(
    """
    state country nation government countries side party city cities agency agencies office team
    """.split()
)


def culprit_claims(pairing: Pairing) -> Iterator[Claim]:
    """'a gunman' in one account, 'the gunman, identified as John Doe' in the other, which alone has the name."""
    for x, y in ((pairing.left, pairing.right), (pairing.right, pairing.left)):
        known, described = _culprits(y), _described_culprits(x)
        if not known or not described or _culprits(x):
            continue
        family = known[0].quote(y.text).split()[-1]
        if family in x.text:
            continue
        yield Claim(aspect="who", kind="precision", a=side_of(x, described[0]), b=side_of(y, known[0]), weight=SURE)


@once
def _described_culprits(account: Prepared) -> list[Span]:
    found = [
        t
        for t in account.parse.tokens
        if t.lemma.lower() in _CULPRITS and t.pos == "NOUN" and account.sentence_of[t.i] >= 0
    ]
    return [noun_phrase(account.parse, t.i).span(account.parse) for t in found]


@once
def _culprits(account: Prepared) -> list[Span]:
    """Names that a report gives to its gunman, attacker or suspect, in the words of one sentence."""
    found = []
    names = {account.sentence_of[account.tokens_in(n.span)[0]]: n.span for n in reversed(full_names(account))}
    for token in account.parse.tokens:
        if token.lemma.lower() not in _CULPRITS or account.sentence_of[token.i] not in names:
            continue
        name = names[account.sentence_of[token.i]]
        between = account.text[token.end : name.start].lower() if token.end <= name.start else ""
        if 0 < len(between) <= _NAMING_REACH and (
            not between.strip(" ,") or "identified" in between or "named" in between
        ):
            found.append(name)
    return found


def described_claims(pairing: Pairing) -> Iterator[Claim]:
    """'a Ford spokesman' and 'Ford spokesman Jim Lee'; 'two police officials' and 'two local police
    officials on the case'."""
    one, other = _people(pairing.left), _people(pairing.right)
    ways = (one, other, pairing.left, pairing.right), (other, one, pairing.right, pairing.left)
    for x, y, here, there in ways:
        for words, span, named, post in x:
            if named or any(words == w for w, *_ in y):
                continue
            fits = [
                (s, n)
                for w, s, n, other in y
                if words < w and (n or len(words) >= DESCRIBED_UNNAMED) and other in ("", post)
            ]
            if (
                not fits
                or len(words) < DESCRIBED
                or not any(w[:1].isupper() for w in words | {"" if fits[0][1] else "A"})
            ):
                continue
            if len({s.quote(there.text) for s, _ in fits}) > 1 or _named_before(
                here, span, fits[0][0].quote(there.text)
            ):
                continue
            yield Claim(
                aspect="who",
                kind="precision",
                a=side_of(here, span),
                b=side_of(there, fits[0][0]),
                weight=SURE,
            )
            break


def _named_before(account: Prepared, described: Span, name: str) -> bool:
    """'the minister', whose name the account gives elsewhere."""
    return account.text[described.start : described.end].lower().startswith("the ") and name.split()[-1] in account.text


@once
def _people(account: Prepared) -> list[tuple[frozenset[str], Span, bool, str]]:
    """The descriptions of people in a report: their words, where they stand, whether a name is with them, and the noun
    that says what they are ('' where there is none)."""
    found = []
    for mention in account.reading.actors:
        if account.sentence_of[mention.head] < 0 or not mention.actors:
            continue
        phrase = noun_phrase(account.parse, mention.head)
        named = mention.form == "name" and mention.actors[0].kind == "person"
        if not named and not (mention.form in ("nominal", "plural") and all(is_people(a) for a in mention.actors)):
            continue
        last = phrase.last
        if not named:
            for child in account.parse.children(mention.head, "acl"):
                last = max(last, min(account.parse.subtree(child.i)[-1], phrase.last + _DESCRIPTION_REACH))
        inside = account.parse.tokens[phrase.first : last + 1]
        words = frozenset(t.text for t in phrase.words(account.parse) if t.pos in ("NOUN", "PROPN", "ADJ", "NUM"))
        nouns = [t.lemma.lower() for t in phrase.words(account.parse) if t.pos == "NOUN"]
        found.append((words, Span(start=inside[0].start, end=inside[-1].end), named, nouns[-1] if nouns else ""))
    return found


def is_people(actor: Actor) -> bool:
    """Whether unnamed words stand for people: 'a Russian official', not 'neighbouring states' or 'the talks'."""
    if actor.kind != "group" or (actor.sector is None and actor.country is None):
        return False
    last = actor.name.lower().split()[-1] if actor.name else ""
    return last.rstrip("s") not in _NOT_PEOPLE and last not in _NOT_PEOPLE
