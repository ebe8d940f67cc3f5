"""Where the accounts of a story differ beyond its coded events: sentences, clauses, names, speakers, wording."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from ...records import Account, Difference
from ..accounts.clauses import clauses
from ..accounts.prepared import Prepared
from ..accounts.sentences import sentences
from ..accounts.weights import how_telling
from .acts import name_of_act_claims, object_claims, telling_claims
from .claims import Claim, gathered
from .clause_facts import clause_claims
from .counts import number_claims
from .descriptions import culprit_claims, described_claims
from .edits import changes
from .hurt import hurt_claims
from .introductions import introduction_claims
from .labels import label_claims
from .limits import absence_claims, age_claims
from .names import name_claims
from .pairing import Pairing
from .places import border_claims
from .quotations import quote_claims
from .same_sentences import aligned
from .speakers import cue_claims, speaker_claims
from .terms import term_claims

NEIGHBOURS = 5  # of a larger story each account is compared with this many after it, so that cost stays linear
EDIT_WEIGHT = 100.0  # an edited sentence is surer than any paraphrase


def statement_differences(accounts: Sequence[Account]) -> tuple[Difference, ...]:
    """Differences between sentences of different reports that tell the same; conflicts first, the surest first.

    Understands one sentence edited ('on Wednesday' for 'on Thursday') and paraphrases ('15 dead', '17 people were
    killed'). Reports that were not read are passed over. A change of form alone is never a difference.
    """
    claims = [claim for pairing in _pairings(accounts) for judge in _JUDGES for claim in judge(pairing)]
    return gathered(claims, accounts)


def _pairings(accounts: Sequence[Account]) -> Iterator[Pairing]:
    """Each account that was read with the few after it."""
    ready = {i: Prepared(a, i, sentences(a, i)) for i, a in enumerate(accounts) if a.reading is not None}
    held: dict[tuple[int, int], set[str]] = {}  # the keys of all clauses of a sentence
    for i, account in ready.items():
        for clause in clauses(account):
            held.setdefault((i, clause.sentence.index), set()).update(clause.below, (clause.stem,))
    weights = how_telling([*held.values()])
    rare = math.log(1 + sum(len(account.sentences) for account in ready.values()) / 2) or 1.0
    for i in ready:
        for j in ready:
            if i < j <= i + NEIGHBOURS:
                yield Pairing(left=ready[i], right=ready[j], weights=weights, rare=rare)


def _edit_claims(pairing: Pairing) -> Iterator[Claim]:
    left, right = pairing.left, pairing.right
    for pair in aligned(left.sentences, right.sentences):
        for change in changes(pair, left.account, right.account):
            a, b = pairing.sides(change.a, change.b)
            yield Claim(aspect=change.aspect, kind=change.kind, a=a, b=b, weight=EDIT_WEIGHT)


_JUDGES: tuple[Callable[[Pairing], Iterator[Claim]], ...] = (
    _edit_claims,
    clause_claims,
    number_claims,
    name_claims,
    described_claims,
    culprit_claims,
    speaker_claims,
    label_claims,
    quote_claims,
    introduction_claims,
    hurt_claims,
    age_claims,
    absence_claims,
    border_claims,
    cue_claims,
    name_of_act_claims,
    object_claims,
    term_claims,
    telling_claims,
)
