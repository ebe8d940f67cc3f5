"""Lists on the screen, as JSON and as CSV; text of reports is made harmless in each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .options import Format
from .shell import print_text, say, width

Row = Mapping[str, Any]

_GAP = "  "
_LEAST = 6  # columns that a cell keeps
_ID, _ID_LETTERS = re.compile(r"[0-9a-f]{16}"), 8
_TIME, _MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), len("2022-09-08T10:00")
_BAR = "█"
_QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


def write_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], format: Format, *, nothing: str) -> None:
    """A list in the format asked for; an empty table says what to do instead."""
    if format is Format.json:
        from ..brief.safe import json_safe

        print_text(json_safe(json.dumps(rows, ensure_ascii=False, indent=2)) + "\n")
    elif format is Format.csv:
        from ..export import csv_text

        print_text(csv_text(rows))
    elif rows:
        print_text(table(rows, columns, width(None)))
    else:
        say("note", nothing)


def table(rows: Sequence[Row], columns: Sequence[str], columns_wide: int) -> str:
    """Rows under headings, cut to the screen; the widest column gives way first."""
    cells = [[_short(_cell(row.get(c))) for c in columns] for row in rows]
    heads = [c.replace("_", " ") for c in columns]
    widths = [max(len(h), *(len(r[k]) for r in cells)) for k, h in enumerate(heads)]
    room = columns_wide - len(_GAP) * (len(columns) - 1)
    giving = [k for k, c in enumerate(columns) if c != "id"]  # an id is to be copied
    while giving and sum(widths) > room and max(widths[k] for k in giving) > _LEAST:
        widest = max(giving, key=lambda k: widths[k])
        widths[widest] -= 1
    lines = [_GAP.join(_fit(h, w) for h, w in zip(heads, widths, strict=True)).rstrip()]
    lines += [_GAP.join(_fit(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines) + "\n"


def _short(text: str) -> str:
    """Ids as far as they are needed to name something, times to the minute; JSON and CSV have them whole."""
    if _ID.fullmatch(text):
        return text[:_ID_LETTERS]
    return text[:_MINUTE].replace("T", " ") if _TIME.fullmatch(text) else text


def _fit(text: str, wide: int) -> str:
    return text.ljust(wide) if len(text) <= wide else text[: wide - 1] + "…"


def _cell(value: Any) -> str:
    from ..brief.safe import one_line

    if value is None:
        return "·"
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return one_line("; ".join(str(v.get("name", v)) if isinstance(v, dict) else str(v) for v in value)) or "·"
    return one_line(str(value))


def chart(rows: Sequence[Row], columns_wide: int) -> str:
    """Dyads over time as bars: conflict to the left of the middle, cooperation to the right.

    2022-09   ████ 4 │ 12 ████████████
    """
    periods: dict[str, list[int]] = {}
    for row in rows:
        counts = periods.setdefault(row["period"] or "undated", [0, 0, 0, 0])
        for k, quad in enumerate(_QUADS):
            counts[k] += row[quad]
    if not periods:
        return ""
    sides = {p: (c[2] + c[3], c[0] + c[1]) for p, c in periods.items()}
    most = max(max(s) for s in sides.values()) or 1
    half = max(_LEAST, (columns_wide - 24) // 2)
    lines = [f"{'':10}{'conflict':>{half}} │ cooperation"]
    for period in sorted(sides, key=lambda p: (p == "undated", p)):
        bad, good = sides[period]
        left = f"{_BAR * _length(bad, most, half - 8)} {bad:,}"
        lines.append(f"{period:10}{left:>{half}} │ {good:,} {_BAR * _length(good, most, half - 8)}".rstrip())
    return "\n".join(lines) + "\n"


def _length(count: int, most: int, room: int) -> int:
    return max(1, round(room * count / most)) if count else 0
