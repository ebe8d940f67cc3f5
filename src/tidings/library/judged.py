"""What people corrected of actors, laid over what was read before accounts are compared.

What was read stays as it is, so that a judgement outlives a new coding and can be taken back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..records import Account, Actor, Attribution, EventMention, Participant


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The corrections of actors in force."""

    same: dict[str, str] = field(default_factory=dict)  # an actor's id -> the id it stands for
    named: dict[str, dict[str, Any]] = field(default_factory=dict)  # an actor's id -> fields a person gave
    apart: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # (report, id) -> (id, name)

    @classmethod
    def of(cls, db: sqlite3.Connection) -> Judged:
        found = cls()
        rows = db.execute(
            "SELECT kind, what FROM judgements WHERE undone IS NULL AND kind LIKE 'actor-%' ORDER BY number"
        )
        for kind, text in rows:
            what = json.loads(text)
            if kind == "actor-merge":
                found.same.update(dict.fromkeys(what["actors"], what["into"]))
            elif kind == "actor-rename":
                found.named[what["actor"]] = {**found.named.get(what["actor"], {}), **what["fields"]}
            else:
                found.apart.update({(r, what["actor"]): (what["into"], what["name"]) for r in what["reports"]})
        return found

    def actor(self, actor: Actor, report: str) -> Actor:
        """An actor of one report as the judgements have it."""
        if (report, actor.id) in self.apart:
            id, name = self.apart[report, actor.id]
            actor = replace(actor, id=id, name=name)
        seen = {actor.id}
        id = actor.id
        while (into := self.same.get(id)) and into not in seen:
            seen.add(into)
            id = into
        if id != actor.id:
            actor = replace(actor, id=id)
        return replace(actor, **self.named[id]) if id in self.named else actor


def judged_account(account: Account, judged: Judged) -> Account:
    """An account with its actors corrected."""
    if not (judged.same or judged.named or judged.apart):
        return account
    report = account.report.id
    reading = account.reading
    if reading is not None:
        actors = tuple(replace(m, actors=tuple(judged.actor(a, report) for a in m.actors)) for m in reading.actors)
        reading = replace(reading, actors=actors)
    mentions = tuple(_judged_mention(m, judged) for m in account.mentions)
    return replace(account, reading=reading, mentions=mentions)


def _judged_mention(mention: EventMention, judged: Judged) -> EventMention:
    def side(people: Sequence[Participant]) -> tuple[Participant, ...]:
        return tuple(replace(p, actor=judged.actor(p.actor, mention.report)) for p in people)

    said: Attribution = mention.attribution
    if said.actor in judged.same:
        said = replace(said, actor=judged.same[said.actor])
    return replace(mention, actors=side(mention.actors), recipients=side(mention.recipients), attribution=said)
