"""Lists on the screen, as JSON and as CSV; text of reports is made harmless in each."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .options import Format
from .shell import print_text, say, width

Row = Mapping[str, Any]

_GAP = "  "
_LEAST = 6  # columns that text keeps
_MOST_LINES = 3  # of text in a cell; what is longer is cut, and whole in JSON and CSV
_NONE = "·"
_ID, _ID_LETTERS = re.compile(r"[0-9a-f]{16}"), 8
_TIME, _MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), len("2022-09-08T10:00")
_BAR = "█"
_QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and what stands in it, by key or worked out of the row.

    `text` is more than 0 for text that may be broken into lines; of two, the one with more of it gets more room.
    """

    head: str
    of: str | Callable[[Row], Any]
    text: int = 0

    def cell(self, row: Row) -> str:
        return _short(_cell(row.get(self.of) if isinstance(self.of, str) else self.of(row)))


def write_rows(rows: Sequence[dict[str, Any]], columns: Sequence[Column], format: Format, *, nothing: str) -> None:
    """A list in the format asked for, its table with some columns; an empty one says what to do instead."""
    if format is Format.table and not rows:
        say("note", nothing)
    elif format is Format.table:
        print_text(table(rows, columns, width(None)))
    else:
        _write_whole(rows, format)


def write_done(rows: Sequence[dict[str, Any]], format: Format, sentence: str) -> None:
    """What a command did: a sentence, or its rows as JSON or CSV."""
    if format is Format.table:
        print_text(sentence + "\n")
    else:
        _write_whole(rows, format)


def _write_whole(rows: Sequence[dict[str, Any]], format: Format) -> None:
    if format is Format.json:
        from ..brief.safe import json_safe

        print_text(json_safe(json.dumps(rows, ensure_ascii=False, indent=2)) + "\n")
    else:
        from ..export import csv_text

        print_text(csv_text(rows))


def table(rows: Sequence[Row], columns: Sequence[Column], columns_wide: int) -> str:
    """Rows under headings, as wide as the screen: ids, days and numbers whole, text broken into a few lines."""
    cells = [[c.cell(row) for c in columns] for row in rows]
    widths = [max(len(c.head), *(len(row[k]) for row in cells)) for k, c in enumerate(columns)]
    room = columns_wide - len(_GAP) * (len(columns) - 1)
    texts = [k for k, c in enumerate(columns) if c.text]
    while sum(widths) > room and any(widths[k] > _LEAST for k in texts):
        widths[max(texts, key=lambda k: (widths[k] > _LEAST, widths[k] / columns[k].text))] -= 1
    lines = [_GAP.join(_fit(c.head, w) for c, w in zip(columns, widths, strict=True)).rstrip()]
    for row in cells:
        broken = [_broken(cell, w) for cell, w in zip(row, widths, strict=True)]
        for n in range(max(map(len, broken))):
            parts = [_fit(b[n] if n < len(b) else "", w) for b, w in zip(broken, widths, strict=True)]
            lines.append(_GAP.join(parts).rstrip())
    return "\n".join(lines) + "\n"


def _broken(text: str, wide: int) -> list[str]:
    if len(text) <= wide:
        return [text]
    return textwrap.wrap(text, wide, max_lines=_MOST_LINES, placeholder="…", break_on_hyphens=False) or [""]


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
        return _NONE
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return one_line("; ".join(str(v.get("name", v)) if isinstance(v, dict) else str(v) for v in value)) or _NONE
    if isinstance(value, dict):
        return one_line("; ".join(f"{k}: {_cell(v)}" for k, v in value.items() if v is not None)) or _NONE
    return one_line(str(value))


def when(row: Row) -> str | None:
    """An event's day; a month or a year where no day is told; the first day and '…' of a longer stretch."""
    first, last, edtf = row["earliest"], row["latest"], row["edtf"]
    if first is None or first == last:
        return str(first or last) if first or last else None
    return str(edtf) if edtf and len(edtf) <= len(first) else f"{first}…"


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
    before = None
    for period in sorted(sides, key=lambda p: (p == "undated", p)):
        if before and _far(before, period):
            lines.append("…")
        before = period
        bad, good = sides[period]
        left = f"{_BAR * _length(bad, most, half - 8)} {bad:,}"
        lines.append(f"{period:10}{left:>{half}} │ {good:,} {_BAR * _length(good, most, half - 8)}".rstrip())
    return "\n".join(lines) + "\n"


def _far(period: str, after: str) -> bool:
    """Whether there are months, or years, between two of them in which nothing was told."""
    numbers = [p.split("-") for p in (period, after)]
    if after == "undated" or any(len(n) > len(("year", "month")) for n in numbers):
        return False
    first, last = (12 * int(n[0]) + int(n[1]) if len(n) > 1 else int(n[0]) for n in numbers)
    return last - first > 1


def _length(count: int, most: int, room: int) -> int:
    return max(1, round(room * count / most)) if count else 0
