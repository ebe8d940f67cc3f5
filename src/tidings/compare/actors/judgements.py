"""A user's corrections of actors, as records that win over the machine's answer and can be undone.

Judgements name actors by id and are kept in the order they were made; nothing is ever taken out: undoing one adds a
judgement that says so. They rest on ids and reports, not on spans, so that they survive coding the reports again.
Storing them is the library's work; here they are made, checked and applied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ... import gazetteer
from ...errors import JudgementError, SettingError
from ...gazetteer.organisations import SECTORS
from ...reading.actors import slug
from ...records import Actor, content_id
from .linking import Key

JudgementKind = Literal["merge", "split", "rename", "country", "sector", "undo"]
Linked = Mapping[Key, Actor]  # what `link_actors` answers: (report id, the report's actor id) -> the story's actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """One correction. Which of the fields below `actor` are set depends on the kind."""

    kind: JudgementKind
    actor: str  # an actor's id; for 'undo' the id of the judgement undone
    into: str | None = None  # merge: the actor that remains
    report: str | None = None  # split: the report whose mentions are somebody else
    value: str | None = None  # split, rename: a name; country: alpha-3; sector: PLOVER; None sets 'not known'
    user: str
    at: dt.datetime  # with a time zone

    @property
    def id(self) -> str:
        return content_id(self.kind, self.actor, self.into, self.report, self.value, self.user, self.at.isoformat())


def merge(actor: str, into: str, *, user: str, at: dt.datetime) -> Judgement:
    """`actor` is the same as `into`, and goes by its name from now on."""
    return Judgement(kind="merge", actor=actor, into=into, user=user, at=at)


def split(actor: str, *, report: str, name: str, user: str, at: dt.datetime) -> Judgement:
    """In one report, `actor` is somebody else, called `name`."""
    return Judgement(kind="split", actor=actor, report=report, value=name, user=user, at=at)


def rename(actor: str, name: str, *, user: str, at: dt.datetime) -> Judgement:
    return Judgement(kind="rename", actor=actor, value=name, user=user, at=at)


def set_country(actor: str, country: str | None, *, user: str, at: dt.datetime) -> Judgement:
    """`country` is an ISO 3166-1 alpha-3 code; None says that the actor belongs to none."""
    return Judgement(kind="country", actor=actor, value=country, user=user, at=at)


def set_sector(actor: str, sector: str | None, *, user: str, at: dt.datetime) -> Judgement:
    """`sector` is a PLOVER code; None says that none fits."""
    return Judgement(kind="sector", actor=actor, value=sector, user=user, at=at)


def undo(judgement: Judgement | str, *, user: str, at: dt.datetime) -> Judgement:
    """Takes back a judgement, given itself or its id."""
    undone = judgement if isinstance(judgement, str) else judgement.id
    return Judgement(kind="undo", actor=undone, user=user, at=at)


def judge(linked: Linked, made: Sequence[Judgement], new: Judgement) -> tuple[Judgement, ...]:
    """`made` with `new` at its end, once `new` is found to make sense for the actors of `linked`.

    Raises JudgementError with the reason: an unknown actor, report, country or sector, an empty name, a merge of two
    that cannot be one (a person and a state), a judgement undone twice, a user or time zone missing. Nothing changes
    then.
    """
    if not new.user.strip():
        raise JudgementError("A judgement needs the name of the user who makes it, got an empty one.")
    if new.at.tzinfo is None:
        raise JudgementError(
            f"A judgement's time needs a time zone, got {new.at.isoformat()}; add one, as in '+00:00'."
        )
    if new.kind == "undo":
        _check_undo(made, new)
    else:
        _check(apply(linked, made), new)
    return (*made, new)


def apply(linked: Linked, judgements: Sequence[Judgement]) -> dict[Key, Actor]:
    """The actors as the judgements have them, the later ones winning.

    A judgement on an actor that is no longer there changes nothing (see `idle`).
    """
    result = dict(linked)
    for judgement in standing(judgements):
        result = _apply(result, judgement)
    return result


def standing(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that have not been undone, in order."""
    undone = {j.actor for j in judgements if j.kind == "undo"}
    return tuple(j for j in judgements if j.kind != "undo" and j.id not in undone)


def idle(linked: Linked, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The standing judgements that change nothing, since their actor no longer occurs: to be shown, not dropped."""
    result, found = dict(linked), []
    for judgement in standing(judgements):
        after = _apply(result, judgement)
        if after == result:
            found.append(judgement)
        result = after
    return tuple(found)


def _apply(linked: dict[Key, Actor], judgement: Judgement) -> dict[Key, Actor]:
    known = _by_id(linked)
    if judgement.kind == "merge":
        kept = known.get(judgement.into or "")
        if kept is None:
            return linked
        return {key: kept if actor.id == judgement.actor else actor for key, actor in linked.items()}
    return {
        key: _changed(actor, judgement) if _meant(key, actor, judgement) else actor for key, actor in linked.items()
    }


def _meant(key: Key, actor: Actor, judgement: Judgement) -> bool:
    return actor.id == judgement.actor and judgement.report in (None, key[0])


def _changed(actor: Actor, judgement: Judgement) -> Actor:
    value = judgement.value
    if judgement.kind == "country":
        return replace(actor, country=value)
    if judgement.kind == "sector":
        return replace(actor, sector=value)
    if value is None:
        return actor
    if judgement.kind == "split":
        return replace(actor, id=_split_id(actor.id, value), name=value)
    return replace(actor, name=value)


def _split_id(actor: str, name: str) -> str:
    prefix = actor.partition(":")[0]
    return f"{prefix}:{slug(name)}"


# what is refused ---------------------------------------------------------------------------------------------------


def _by_id(linked: Linked) -> dict[str, Actor]:
    return {actor.id: actor for actor in linked.values()}


def _known(known: Mapping[str, Actor], actor: str) -> Actor:
    if actor not in known:
        near = sorted(i for i in known if actor.partition(":")[2][:4] in i)[:3] or sorted(known)[:3]
        raise JudgementError(f"No actor has the id {actor!r}; there is {', '.join(near) or 'none'}.")
    return known[actor]


def _check(linked: Linked, new: Judgement) -> None:
    actor = _known(_by_id(linked), new.actor)
    if new.kind == "merge":
        _check_merge(actor, _known(_by_id(linked), new.into or ""))
    elif new.kind in ("rename", "split") and not (new.value or "").strip():
        raise JudgementError(f"A {new.kind} needs a name, got an empty one.")
    elif new.kind == "country" and new.value is not None:
        _check_country(new.value)
    elif new.kind == "sector" and new.value is not None and new.value not in SECTORS:
        raise JudgementError(f"No PLOVER sector is called {new.value!r}; allowed: {', '.join(sorted(SECTORS))}.")
    if new.kind == "split":
        _check_split(linked, actor, new)


def _check_merge(actor: Actor, into: Actor) -> None:
    if actor.id == into.id:
        raise JudgementError(f"{actor.name} ({actor.id}) cannot be merged into itself; name two actors.")
    kinds = {actor.kind, into.kind}
    if "group" in kinds:  # an unnamed group may turn out to be anyone
        return
    if len(kinds) > 1 or kinds == {"state"}:
        raise JudgementError(
            f"{actor.name} ({actor.kind}) and {into.name} ({into.kind}) cannot be one actor; "
            "a merge joins two of one kind, or an unnamed group with what it is, and never two states."
        )


def _check_country(code: str) -> None:
    try:
        gazetteer.country(code)
    except SettingError as error:
        raise JudgementError(str(error)) from error


def _check_split(linked: Linked, actor: Actor, new: Judgement) -> None:
    reports = sorted({key[0] for key, a in linked.items() if a.id == actor.id})
    if new.report not in reports:
        raise JudgementError(f"{actor.name} is not named in report {new.report!r}; it is in {', '.join(reports)}.")
    if actor.kind == "state":
        raise JudgementError(f"{actor.name} is a state and cannot be split; merge nothing into it instead.")
    if _split_id(actor.id, new.value or "") == actor.id:
        raise JudgementError(f"A split needs another name than {actor.name!r}'s own.")


def _check_undo(made: Sequence[Judgement], new: Judgement) -> None:
    if new.actor not in {j.id for j in made if j.kind != "undo"}:
        raise JudgementError(f"No judgement has the id {new.actor!r}; only one that was made can be undone.")
    if any(j.kind == "undo" and j.actor == new.actor for j in made):
        raise JudgementError(f"The judgement {new.actor!r} has been undone already.")
