"""Who holds which office: only ever what reports state, each with the words and the date of the statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...records import Account, Actor, Evidence
from ..accounts.prepared import evidence
from .linking import Key


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """What one report states about an office: who holds it, with the words, and the day the report is from."""

    office: str
    country: str
    holder: Actor
    evidence: Evidence
    published: dt.date | None


def holdings(accounts: Sequence[Account], linked: Mapping[Key, Actor]) -> tuple[Holding, ...]:
    """Who holds which office, statement by statement, by office and date; reports that differ are all kept.

    The undated come last. `linked` is what `link_actors` gave for the same accounts.
    """
    found = []
    for account in accounts:
        stated: set[tuple[str, str, str]] = set()
        for mention in account.reading.actors if account.reading else ():
            for actor in mention.actors:
                office, country = actor.role, actor.country
                holder = linked.get((account.report.id, actor.id), actor)
                if actor.kind != "person" or not office or not country or (office, country, holder.id) in stated:
                    continue
                stated.add((office, country, holder.id))
                words = evidence(account, mention.span)
                day = account.report.published
                found.append(Holding(office=office, country=country, holder=holder, evidence=words, published=day))
    return tuple(sorted(found, key=lambda h: (h.country, h.office, h.published or dt.date.max, h.evidence.report)))
