"""A story's accounts side by side: its events, where the accounts differ, what only one says.

`compare` is the whole; each step of it is a part of this room. Imports go one way, from the top down:

- `only`: what only one report says
- `differences`: where the accounts do not say the same
- `events`: which mentions tell of one event, and what it is
- `chains`: which words tell of one occurrence; what words of happenings mean
- `actors`: the same actor under one id
- `accounts`: what is compared of each account: words, numbers, sentences, clauses
"""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Account, Comparison, Story
from .actors import link_actors, relink
from .differences import event_differences, statement_differences, without_repeats
from .events import align, build_event, order, surely_told_by, timeline, told_surely, upcoming
from .only import only_in

__all__ = ["compare"]


def compare(story: Story, accounts: Sequence[Account]) -> Comparison:
    """Compare the accounts of one story. `accounts` are the story's reports; reports not read count as silent."""
    accounts = [a for a in accounts if a.report.id in set(story.reports)]
    by_id = {a.report.id: a for a in accounts}
    linked = link_actors(accounts)
    mentions = [relink(m, linked) for a in accounts for m in a.mentions]
    groups = [g for g in align(accounts, mentions, linked) if told_surely(g)]
    events = order([build_event(story, by_id, group) for group in groups], story)
    several = len(accounts) > 1
    differences = [d for e in events if surely_told_by(e) > 1 for d in event_differences(e, accounts)]
    if several:
        differences = [*without_repeats([*differences, *statement_differences(accounts)])]
    return Comparison(
        story=story,
        events=events,
        differences=tuple(differences),
        only_in=only_in(accounts, events, differences=differences) if several else (),
        upcoming=upcoming(events),
        timeline=timeline(events),
    )
