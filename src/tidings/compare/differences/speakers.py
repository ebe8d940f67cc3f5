"""One statement in two accounts: its speaker named in one and only described in the other, or another verb for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...records import ActorMention, Force, Quotation, Span
from ..accounts.prepared import Prepared, actor_key, once
from .claims import Claim, Side, side_of
from .descriptions import DESCRIBED, is_people
from .names import SURE
from .pairing import Pairing

SAME_WORDS = 3.0  # telling words in common, counted as rare ones, that make two statements one
SAME_MATTER = 1.2  # the same where the unnamed speaker also fits the named one
MOST_STATEMENTS = 300  # of one report; an honest one has a tenth of it
MOSTLY_SAME = 0.6  # share of the shorter statement's telling words
SAME_STATEMENT = 1.2  # telling words in common, counted as rare ones, for one speaker's statement under two verbs
_COLOURED: frozenset[Force] = frozenset({"claims", "denies", "confirms", "warns", "accuses"})
_POINTS_BACK = frozenset({"this", "that", "these", "those", "he", "she", "they", "his", "her", "their"})
_MEDIUM = frozenset("tweet post shout joke boast complain insist admit concede acknowledge criticize condemn".split())


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement, its speaker and the telling words of what was said."""

    quotation: Quotation
    source: Span
    mention: ActorMention | None
    words: frozenset[str]


@once
def statements(account: Prepared) -> list[Spoken]:
    """The statements of a report that have a speaker."""
    found = []
    for quotation in account.reading.quotations:
        if not quotation.source:
            continue
        source = quotation.source[0]
        mention = next((account.actor_at[i] for i in account.heads_in(source) if i in account.actor_at), None)
        words = frozenset(key for content in quotation.content for key in account.keys_in(content))
        found.append(Spoken(quotation, source, mention, words))
        if len(found) == MOST_STATEMENTS:
            break
    return found


def speaker_claims(pairing: Pairing) -> Iterator[Claim]:
    """Who says so: named in one account, only described in the other."""
    for a in statements(pairing.left):
        for b in statements(pairing.right):
            named = _is_named(pairing.left, a), _is_named(pairing.right, b)
            if named not in ((True, False), (False, True)):
                continue
            if _named_before(*((pairing.right, b, a) if named[0] else (pairing.left, a, b))):
                continue
            score = (
                SURE if _described_alike(pairing, a, b) else _one_statement(pairing, a, b, first_named=named[0] is True)
            )
            if score is None:
                continue
            sides = pairing.sides(a.source, b.source)
            coarse, fine = sides if named[1] else sides[::-1]
            yield Claim(aspect="who", kind="precision", a=coarse, b=fine, weight=score)


def _named_before(account: Prepared, unnamed: Spoken, named: Spoken) -> bool:
    """'the host', whom the same account names elsewhere."""
    first = account.parse.tokens[account.tokens_in(unnamed.source)[0]].text.lower()
    people = {a.id for a in named.mention.actors} if named.mention else set()
    return first == "the" and bool({actor_key(p) for p in people} & _all_named(account))


@once
def _all_named(account: Prepared) -> frozenset[str]:
    named = [m for m in account.reading.actors if m.form == "name"]
    return frozenset(actor_key(a.id) for m in named for a in m.actors if a.kind == "person")


def _one_statement(pairing: Pairing, a: Spoken, b: Spoken, *, first_named: bool) -> float | None:
    """How surely two statements are one, whose speaker only one account names; None where they are not."""
    if _are_several(*((pairing.right, b) if first_named else (pairing.left, a))):
        return None  # 'officials' are not the one person whom the other account names
    both = pairing.weight(a.words & b.words)
    score = both / pairing.rare
    unnamed = (pairing.right, b) if first_named else (pairing.left, a)
    if _fits(a, b) and not _of_a_house(*unnamed):
        return score if score >= SAME_MATTER else None
    least = min(pairing.weight(s.words) for s in (a, b))
    return score if score >= SAME_WORDS and both >= MOSTLY_SAME * least else None


def _of_a_house(account: Prepared, spoken: Spoken) -> bool:
    """'a spokesman for the Senate' speaks for more than a country: whom it could be, the country does not tell."""
    return any(account.parse.tokens[i].entity == "ORG" for i in range(*account.tokens_in(spoken.source)))


def _are_several(account: Prepared, spoken: Spoken) -> bool:
    return any(account.parse.tokens[i].tag in ("NNS", "NNPS") for i in account.heads_in(spoken.source))


def _described_alike(pairing: Pairing, a: Spoken, b: Spoken) -> bool:
    """'a Ford spokesman', 'Ford spokesman Jim Lee': all of the description, with a name in it, stands
    beside the name."""
    one, other = _description(pairing.left, a.source), _description(pairing.right, b.source)
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return len(shorter) >= DESCRIBED and shorter < longer and any(k[:1].isupper() for k in shorter)


def _description(account: Prepared, span: Span) -> frozenset[str]:
    tokens = (account.parse.tokens[i] for i in range(*account.tokens_in(span)))
    return frozenset(t.text for t in tokens if t.pos in ("NOUN", "PROPN", "ADJ"))


def _is_named(account: Prepared, spoken: Spoken) -> bool | None:
    """True for a person's name, False for 'a Russian official', None for what is neither."""
    mention = spoken.mention
    if mention is None or mention.form == "pronoun":
        return None
    if mention.actors and mention.actors[0].kind == "person":
        return True if mention.form == "name" else None
    words = [account.parse.tokens[i] for i in range(*account.tokens_in(spoken.source))]
    named = any(t.entity == "PERSON" for t in words) or account.parse.tokens[mention.head].tag == "NNP"
    if named or words[0].text.lower() in _POINTS_BACK:
        return None  # 'that person', named before; 'Majority Leader Ann Lee', whom no mention tells to be a person
    return False if mention.form in ("nominal", "plural") and all(is_people(a) for a in mention.actors) else None


def _fits(a: Spoken, b: Spoken) -> bool:
    """An unnamed speaker whom the named one could be: the same country and kind of office."""
    if a.mention is None or b.mention is None or not a.mention.actors or not b.mention.actors:
        return False
    x, y = a.mention.actors[0], b.mention.actors[0]
    return x.country is not None and x.country == y.country and x.sector is not None and x.sector == y.sector


def cue_claims(pairing: Pairing) -> Iterator[Claim]:
    """One statement of one speaker, under two verbs: 'said', 'warned'."""
    for a in statements(pairing.left):
        for b in statements(pairing.right):
            if not _same_speaker(pairing, a, b):
                continue
            score = pairing.agreement(a.words & b.words)
            verbs = _cue(pairing.left, a), _cue(pairing.right, b)
            if score < SAME_STATEMENT or verbs[0] is None or verbs[1] is None or verbs[0][0] == verbs[1][0]:
                continue
            forces = {a.quotation.force, b.quotation.force}
            if not (len(forces) > 1 and forces & _COLOURED) and not {verbs[0][0], verbs[1][0]} & _MEDIUM:
                continue
            yield Claim(aspect="wording", kind="wording", a=verbs[0][1], b=verbs[1][1], weight=score)


def _same_speaker(pairing: Pairing, a: Spoken, b: Spoken) -> bool:
    if a.mention is None or b.mention is None:
        return False
    return bool(set(pairing.left.keys_of(a.mention.head)) & set(pairing.right.keys_of(b.mention.head)))


def _cue(account: Prepared, spoken: Spoken) -> tuple[str, Side] | None:
    if not spoken.quotation.cue:
        return None
    span = spoken.quotation.cue[0]
    first, end = account.tokens_in(span)
    verb = next((account.parse.tokens[i] for i in range(first, end) if account.parse.tokens[i].pos == "VERB"), None)
    if verb is None:
        return None
    return verb.lemma.lower(), side_of(account, span)
