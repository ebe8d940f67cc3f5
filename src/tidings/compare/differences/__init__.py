"""Where accounts of one story differ: on an event they both tell, and in what else they say.

Each module finds one kind of difference, as claims that two accounts do not say the same: `edits` in one sentence
edited; `times`, `places`, `doers`, `negations` between clauses that tell one thing (`clause_facts`); `counts` and
`limits` (ages, absences); `names`, `descriptions`, `labels` and `speakers` of people, and how they were `hurt`;
`introductions` of one quotation; `quotations`, `terms` and `acts` in other words. `pairing` holds two accounts against
each other, `claims` gathers what was found into differences.
"""

from __future__ import annotations

from .claims import without_repeats
from .event_aspects import event_differences
from .statements import statement_differences

__all__ = ["event_differences", "statement_differences", "without_repeats"]
