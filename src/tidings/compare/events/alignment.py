"""Event mentions of a story that tell of the same occurrence become one event.

What contradicts is never joined, directly or through a third; the rest is joined best pairs first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from ...records import Account, Actor, EventMention
from ..actors import Key
from .likeness import Known, contradicts, likeness, what_is_known

# Read off the example stories, not fitted: two mentions this alike are one event, in one report only when nearly the
# same; a group takes in another when all their pairs together are this alike.
JOIN, JOIN_WITHIN, JOIN_ON_AVERAGE = 0.52, 0.75, 0.4


def align(
    accounts: Sequence[Account], mentions: Sequence[EventMention], linked: Mapping[Key, Actor]
) -> tuple[tuple[EventMention, ...], ...]:
    """Groups of mentions, one per event; each group and the list are in the order of the accounts and the text.

    `linked` gives the story's actors for each report's own, as `link_actors` does.
    """
    known = what_is_known(accounts, mentions, linked)
    alike = _likenesses(known)
    sure = sorted(
        ((s, i, j) for (i, j), s in alike.items() if s >= _least(known[i].mention, known[j].mention)),
        key=lambda p: (-p[0], p[1], p[2]),
    )
    owner = list(range(len(known)))
    members: dict[int, list[int]] = {i: [i] for i in owner}
    refused: set[tuple[int, int, int]] = set()  # two groups and their size together: asked once as they stand
    for _, i, j in sure:
        a, b = owner[i], owner[j]
        asked = (min(a, b), max(a, b), len(members[a]) + len(members[b]))
        if a == b or asked in refused:
            continue
        if not _may_join(known, alike, members[a], members[b]):
            refused.add(asked)
            continue
        for x in members[b]:
            owner[x] = a
        members[a] += members.pop(b)
    return tuple(tuple(known[i].mention for i in sorted(group)) for _, group in sorted(members.items()))


def _likenesses(known: Sequence[Known]) -> dict[tuple[int, int], float]:
    """How alike the candidates are, where they are at all; what copies tell in the same words is rated once."""
    tellings: dict[Hashable, int] = {}
    told = [tellings.setdefault(one.told, len(tellings)) for one in known]
    rated: dict[tuple[int, int], float] = {}
    alike = {}
    for i, j in _candidates(known):
        if known[i].sentence == known[j].sentence:  # one sentence tells two things when it uses two words
            continue
        pair = (told[i], told[j])
        if pair not in rated:
            rated[pair] = likeness(known[i], known[j])
        if rated[pair] > 0.0:
            alike[i, j] = rated[pair]
    return alike


def _least(a: EventMention, b: EventMention) -> float:
    """One report seldom tells one thing twice without saying so in nearly the same words."""
    return JOIN_WITHIN if a.report == b.report else JOIN


def _candidates(known: Sequence[Known]) -> list[tuple[int, int]]:
    """The pairs that can be alike at all: they share an actor, a country that a side acts for, or a surname."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(known):
        behind = {k.partition(":")[2] for side in one.behind for k in side}
        for key in sorted(one.actors | one.recipients | one.countries[0] | one.countries[1] | behind):
            sharing[key].append(i)
    return sorted({(i, j) for found in sharing.values() for n, i in enumerate(found) for j in found[n + 1 :]})


def _may_join(
    known: Sequence[Known], alike: Mapping[tuple[int, int], float], left: Sequence[int], right: Sequence[int]
) -> bool:
    """On the whole the groups are alike, and no member contradicts a member of the other."""
    total = sum(alike.get((min(x, y), max(x, y)), 0.0) for x in left for y in right)
    if total < JOIN_ON_AVERAGE * len(left) * len(right):
        return False
    # a pair with a likeness has been held against each other already
    return not any(
        (min(x, y), max(x, y)) not in alike
        and (known[x].sentence == known[y].sentence or contradicts(known[x], known[y]))
        for x in left
        for y in right
    )
