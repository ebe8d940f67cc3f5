"""Corrections of actors that are refused: they join what cannot be one, or give what is no country or no sector.

The library keeps, applies and undoes corrections (`library.judging`, `library.judged`), and asks here before it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from ... import gazetteer
from ...errors import JudgementError, SettingError
from ...gazetteer.organisations import SECTORS
from ...records import ActorKind

FIELDS = ("name", "kind", "country", "sector")  # of an actor that can be corrected
KINDS: tuple[str, ...] = get_args(ActorKind)
_ANYONE = "group"  # an unnamed group may turn out to be a state, a person, an organisation


def check_merge(actor: tuple[str, str], into: tuple[str, str]) -> None:
    """Two actors, each as (id, kind): ('person:weber', 'person'), may be one.

    Raises JudgementError where they are one already, or are of two kinds, such as a person and a state.
    """
    (id, kind), (other, other_kind) = actor, into
    if id == other:
        raise JudgementError(f"two different actors are wanted to be one, got {id} twice")
    if kind != other_kind and _ANYONE not in (kind, other_kind):
        raise JudgementError(
            f"{id} (a {kind}) and {other} (a {other_kind}) cannot be one actor: a merge joins two of one kind, or a "
            "group with what it is. Where a kind was read wrongly, correct it first: tidings judge rename-actor --kind"
        )


def check_fields(fields: Mapping[str, str]) -> None:
    """Fields of an actor as they are to be: {'name': 'Anna Weber', 'country': 'DEU'}.

    Raises JudgementError for other fields than FIELDS or none, an empty name, a kind that there is not, and what is
    no ISO 3166-1 alpha-3 code or no sector of PLOVER.
    """
    if not fields or not fields.keys() <= set(FIELDS):
        got = ", ".join(sorted(fields)) or "nothing"
        raise JudgementError(f"of an actor, {', '.join(FIELDS)} can be corrected; got {got}")
    if not fields.get("name", "?").strip():
        raise JudgementError("an actor's name cannot be empty")
    _one_of("kind of actor", fields.get("kind"), KINDS)
    _one_of("PLOVER sector", fields.get("sector"), sorted(SECTORS))
    if "country" in fields:
        try:
            gazetteer.country(fields["country"])
        except SettingError as error:
            raise JudgementError(str(error)) from error


def _one_of(what: str, given: str | None, allowed: tuple[str, ...] | list[str]) -> None:
    if given is not None and given not in allowed:
        raise JudgementError(f"'{given}' is no {what}; allowed are {', '.join(allowed)}")
