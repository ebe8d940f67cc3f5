"""Where the accounts of a story differ, beyond its coded events: aligned sentences and clauses, names,
speakers, wording."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..records import Account, Difference
from .claims import Claim, Side, gathered
from .clauses import Told, telling
from .edits import changes
from .event_aspects import event_differences
from .facts import clause_claims, number_claims
from .labels import label_claims
from .names import culprit_claims, described_claims, name_claims, speaker_claims
from .sentences import aligned, sentences
from .wording import cue_claims, name_of_act_claims, object_claims, quote_claims, telling_claims

__all__ = ["event_differences", "statement_differences"]

NEIGHBOURS = 5  # of a larger story each account is compared with this many after it, so that cost stays linear
EDIT_WEIGHT = 100.0  # an edited sentence is surer than any paraphrase


def statement_differences(accounts: Sequence[Account]) -> tuple[Difference, ...]:
    """Differences between sentences of different reports that tell the same; conflicts first, the surest
    first.

    Understands one sentence edited ('on Wednesday' for 'on Thursday') and paraphrases ('15 dead', '17
    people were killed').
    Reports that were not read are passed over. A change of form alone is never a difference.
    """
    told = [sentences(a, i) for i, a in enumerate(accounts)]
    ready = {i: Told(a, i, told[i]) for i, a in enumerate(accounts) if a.reading is not None}
    clauses = {i: list(t.clauses()) for i, t in ready.items()}
    weight = telling([clauses[i] for i in sorted(clauses)])
    rare = math.log(1 + sum(map(len, told)) / 2) or 1.0
    claims: list[Claim] = []
    for i in sorted(ready):
        for j in (j for j in sorted(ready) if i < j <= i + NEIGHBOURS):
            for pair in aligned(told[i], told[j]):
                for c in changes(pair, accounts[i], accounts[j]):
                    a, b = (Side(k, s, s.quote(accounts[k].report.text)) for k, s in ((i, c.a), (j, c.b)))
                    claims.append(Claim(aspect=c.aspect, kind=c.kind, a=a, b=b, weight=EDIT_WEIGHT))
            claims += clause_claims(ready[i], ready[j], clauses[i], clauses[j], weight, rare)
            claims += number_claims(ready[i], ready[j], weight, rare)
            claims += name_claims(ready[i], ready[j])
            claims += described_claims(ready[i], ready[j])
            claims += culprit_claims(ready[i], ready[j])
            claims += speaker_claims(ready[i], ready[j], weight, rare)
            claims += label_claims(ready[i], ready[j])
            claims += quote_claims(ready[i], ready[j])
            claims += cue_claims(ready[i], ready[j], weight, rare)
            claims += name_of_act_claims(ready[i], ready[j], clauses[i], clauses[j], weight, rare)
            claims += object_claims(ready[i], ready[j], clauses[i], clauses[j], weight, rare)
            claims += telling_claims(ready[i], ready[j], clauses[i], clauses[j], weight, rare)
    return gathered(claims, accounts)
