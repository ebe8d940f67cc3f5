"""Cells of tables: flat, and harmless in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

JOINT = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BLANKS = " \u00a0\u3000\ufeff\u200b"
_WIDE = {"＝": "=", "＋": "+", "－": "-", "＠": "@"}  # forms that some spreadsheets take for the narrow ones


def defused(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, behind an apostrophe; numbers stay numbers.

    >>> defused("=HYPERLINK(...)"), defused("-5 degrees"), defused(-5)
    ("'=HYPERLINK(...)", "'-5 degrees", -5)
    """
    if not isinstance(value, str) or not value:
        return value
    head = value.lstrip(_BLANKS)[:1] or value[0]
    return "'" + value if _WIDE.get(head, head) in _FORMULA or value[0] in _FORMULA else value


def plain(value: Any) -> Any:
    """A cell's value: lists of actors as names, other lists joined, truth as 1 and 0."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Mapping):
        return JOINT.join(f"{k}: {plain(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return JOINT.join(str(v.get("name", v)) if isinstance(v, Mapping) else str(plain(v)) for v in value)
    return value


def flat(event: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `Library.events` with its actors as names, ids and countries in columns of their own."""
    row = dict(event)
    for key in ("actors", "recipients"):
        people, side = event[key], key[:-1]
        row[key] = JOINT.join([p["name"] for p in people]) or None
        for part, several in _PLURAL.items():
            row[f"{side}_{several}"] = JOINT.join([p[part] or "" for p in people]) or None
    row["reciprocal"] = int(event["reciprocal"])
    row["figures"] = plain(event["figures"])
    return row


_PLURAL = {"id": "ids", "country": "countries", "sector": "sectors"}

# The columns of a table of events, in order, with their types in DuckDB.
EVENT_COLUMNS: dict[str, str] = {
    "id": "VARCHAR",
    "story": "VARCHAR",
    "story_title": "VARCHAR",
    "type": "VARCHAR",
    "mode": "VARCHAR",
    "quad": "INTEGER",
    "intensity": "DOUBLE",
    "status": "VARCHAR",
    "summary": "VARCHAR",
    "actors": "VARCHAR",
    "actor_ids": "VARCHAR",
    "actor_countries": "VARCHAR",
    "actor_sectors": "VARCHAR",
    "recipients": "VARCHAR",
    "recipient_ids": "VARCHAR",
    "recipient_countries": "VARCHAR",
    "recipient_sectors": "VARCHAR",
    "reciprocal": "INTEGER",
    "when_text": "VARCHAR",
    "edtf": "VARCHAR",
    "earliest": "DATE",
    "latest": "DATE",
    "basis": "VARCHAR",
    "settled_by": "VARCHAR",
    "place": "VARCHAR",
    "country": "VARCHAR",
    "lat": "DOUBLE",
    "lon": "DOUBLE",
    "reports": "INTEGER",
    "origins": "INTEGER",
    "figures": "VARCHAR",
    "changed": "VARCHAR",
}
