"""What lists count over many events, beside each story in columns: sides, pairs, and which report tells which event.

Reading a row for each of 300,000 events takes seconds, their columns a blink. A story's columns are written with its
events, in one transaction, and hold while nothing of it waits; of stories that wait they are made anew when asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .filters import Filter
from .where import (
    WITH_WORDS,
    entries,
    events_sql,
    facet_groups,
    found_up_to,
    match_words,
    numbers_told,
    placeholders,
    rarest,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

ACTOR, RECIPIENT, ALSO = 0, 1, 2  # sides; ALSO is a recipient who is an actor of the same event, and counts once
_COUNTED = 4_000  # events with a facet, up to which they are counted row by row
_FEW_REPORTS = 500  # with the words, the same
MOST_NUMBER = 2**31 - 1  # of an actor, an event or a report in a column
_HALF = 32  # bits of a key of two numbers
_LOW = (1 << _HALF) - 1
_TOGETHER = 2_000  # stories whose rows are looked at together: a megabyte or two
_NO_INTENSITY = float("nan")

# The fields of a row of each column, as NumPy has them, and what gives the rows of some events `e`.
_FIELDS: dict[str, list[tuple[str, str]]] = {
    "sides": [("event", "<i4"), ("actor", "<i4"), ("side", "i1")],
    "pairs": [("event", "<i4"), ("actor", "<i4"), ("recipient", "<i4"), ("quad", "i1"), ("intensity", "<f8")],
    "told": [("event", "<i4"), ("report", "<i4")],
}
KINDS = tuple(_FIELDS)
_ROWS = {
    "sides": f"SELECT e.story, p.event, p.actor, CASE WHEN p.side = 'actor' THEN {ACTOR} WHEN EXISTS (SELECT 1 FROM "
    "event_actors o WHERE o.event = p.event AND o.actor = p.actor AND o.side = 'actor') "
    f"THEN {ALSO} ELSE {RECIPIENT} END FROM events e JOIN event_actors p ON p.event = e.number",
    "pairs": "SELECT e.story, e.number, a.actor, r.actor, coalesce(e.quad, 0), e.intensity FROM events e "
    "JOIN event_actors a ON a.event = e.number AND a.side = 'actor' "
    "JOIN event_actors r ON r.event = e.number AND r.side = 'recipient'",
    "told": "SELECT e.story, m.event, m.report FROM events e JOIN mentions m ON m.event = e.number",
}
_WAITING = "SELECT number FROM stories WHERE compared < version AND ended IS NULL"


def write_columns(db: sqlite3.Connection, story: int) -> None:
    """Put a story's columns down as its events are now."""
    for kind in KINDS:
        data = _packed(kind, _made(db, kind, "= ?", story))
        db.execute(f"INSERT OR REPLACE INTO story_{kind} (story, data) VALUES (?, ?)", (story, data))


def drop_columns(db: sqlite3.Connection, story: int) -> None:
    """Take a story's columns away with its events."""
    for kind in KINDS:
        db.execute(f"DELETE FROM story_{kind} WHERE story = ?", (story,))


def stories_with_wrong_columns(db: sqlite3.Connection) -> dict[str, list[int]]:
    """By kind of column, the stories whose rows are not those that their events give when counted anew.

    A story without a row of a kind is wrong, and so is a row of a story that has ended. Of a story that waits, no row
    is used, so none is wrong.
    """
    wrong: dict[str, list[int]] = {}
    for kind in KINDS:
        found = db.execute(
            f"SELECT s.number, s.ended, c.data FROM stories s LEFT JOIN story_{kind} c ON c.story = s.number "
            f"WHERE s.number NOT IN ({_WAITING}) AND (s.ended IS NULL OR c.data IS NOT NULL) ORDER BY s.number"
        )
        for number, ended, data in found.fetchall():
            if ended or data is None or not _same(kind, data, _packed(kind, _made(db, kind, "= ?", number))):
                wrong.setdefault(kind, []).append(int(number))
    return wrong


def mend_columns(db: sqlite3.Connection) -> None:
    """Put down anew the columns that `stories_with_wrong_columns` finds."""
    for story in sorted({n for numbers in stories_with_wrong_columns(db).values() for n in numbers}):
        ended = db.execute("SELECT ended FROM stories WHERE number = ?", (story,)).fetchone()[0]
        (drop_columns if ended else write_columns)(db, story)


def _same(kind: str, kept: bytes, anew: bytes) -> bool:
    """The same rows, in whatever order; damaged bytes are the same as none."""
    import numpy as np

    size = np.dtype(_FIELDS[kind]).itemsize
    return len(kept) == len(anew) and (kept == anew or _cut(kept, size) == _cut(anew, size))


def _cut(data: bytes, size: int) -> list[bytes]:
    return sorted(data[at : at + size] for at in range(0, len(data), size))


def column(
    db: sqlite3.Connection,
    kind: str,
    stories: str = "",
    values: Sequence[object] = (),
    *,
    keep: Callable[[Array], Array] | None = None,
) -> Array:
    """The rows of 'sides', 'pairs' or 'told' of all stories, or at least of those that a SELECT of numbers gives.

    `keep` tells which of some rows are wanted: the others are let go as they are read.
    """
    import numpy as np

    inside = f" AND c.story IN ({stories})" if stories else ""
    kept = db.cursor()
    kept.row_factory = None  # plain tuples
    kept.execute(f"SELECT c.data FROM story_{kind} c WHERE c.story NOT IN ({_WAITING}){inside}", values)
    parts = [_unpacked(kind, _packed(kind, _made(db, kind, f"IN ({_WAITING})")))]
    while some := kept.fetchmany(_TOGETHER):
        parts.append(_unpacked(kind, b"".join([row[0] for row in some])))
        if keep:
            parts[-1] = parts[-1][keep(parts[-1])]
    if keep:
        parts[0] = parts[0][keep(parts[0])]
    return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class Many:
    """A filter that many events pass, and a SELECT of stories of which they are; of all where it is empty."""

    wanted: Filter
    stories: str
    values: tuple[object, ...]


def many(db: sqlite3.Connection, wanted: Filter) -> Many | None:
    """The filter as one of many events; None where it is of few, or of all, for whom there are quicker ways."""
    if any(t.key in {"story", "report"} and not t.negated for t in wanted.terms) or wanted == Filter():
        return None
    rare = rarest(db, "event_facets", [g for negated, g in facet_groups(db, wanted) if not negated])
    inside, values = list[str](), list[object]()
    most = db.execute("SELECT coalesce(max(number), 0) / 2 FROM stories").fetchone()[0]  # of more, all are read as soon
    if rare is not None:
        if entries(db, "event_facets", rare) < _COUNTED:
            return None
        if entries(db, "story_facets", rare) <= most:
            inside.append(f"SELECT story FROM story_facets WHERE facet IN ({placeholders(rare)})")
            values += rare
    if wanted.words:
        words = match_words(wanted.words)
        if found_up_to(db, words, _FEW_REPORTS) < _FEW_REPORTS:
            return None
        told = f"SELECT DISTINCT story FROM reports INDEXED BY reports_story WHERE +number IN ({WITH_WORDS})"
        inside.append("SELECT value FROM json_each(?)")  # found once, asked of each column
        values.append(db.execute(f"SELECT json_group_array(story) FROM ({told})", [words]).fetchone()[0])
    return Many(wanted, " INTERSECT ".join(inside), tuple(values))


def most_actors(db: sqlite3.Connection, asked: Many) -> list[tuple[int, int, int, int]]:
    """Actors of the events that pass: number, events, and how many on either side; those of most events first."""
    import numpy as np

    sides = column(db, "sides", asked.stories, asked.values, keep=_passing(db, asked))
    if not len(sides):
        return []
    size = int(sides["actor"].max()) + 1
    by, to, also = (np.bincount(sides["actor"][sides["side"] == s], minlength=size) for s in (ACTOR, RECIPIENT, ALSO))
    found = np.nonzero(by + to)[0]
    ordered = found[np.lexsort((found, -(by + to)[found]))]
    columns = (ordered, (by + to)[ordered], by[ordered], (to + also)[ordered])
    return list(zip(*(c.tolist() for c in columns), strict=True))


def most_pairs(
    db: sqlite3.Connection, asked: Many, limit: int, after: tuple[int, int, int] | None = None
) -> list[dict[str, Any]]:
    """Pairs of sides of the events that pass, with their counts by quad; those of most events first.

    `after` is the events, actor and recipient behind which to begin.
    """
    import numpy as np

    pairs = column(db, "pairs", asked.stories, asked.values, keep=_passing(db, asked))
    both, events = np.unique(_keys(pairs), return_counts=True)
    ordered = np.lexsort((both, -events))
    if after:
        at, behind = after[0], (after[1] << _HALF) | after[2]
        ordered = ordered[(events[ordered] < at) | ((events[ordered] == at) & (both[ordered] > behind))]
    ordered = ordered[:limit] if limit >= 0 else ordered
    shown = np.sort(ordered)
    both, events, ordered = both[shown], events[shown], np.searchsorted(shown, ordered)
    for side, part in (
        ("actor", both >> _HALF),
        ("recipient", both & _LOW),
    ):  # rules most out before they are sorted in
        pairs = pairs[_among(_marked(part), pairs[side])]
    keys = _keys(pairs)
    place = np.searchsorted(both, keys)
    found = both[np.minimum(place, len(both) - 1)] == keys if len(both) else np.zeros(0, bool)
    pairs, place = pairs[found], place[found]
    rated = ~np.isnan(pairs["intensity"])
    sums = {f"q{q}": np.bincount(place[pairs["quad"] == q], minlength=len(both)) for q in (1, 2, 3, 4)}
    sums["total"] = np.bincount(place[rated], weights=pairs["intensity"][rated], minlength=len(both))
    sums["rated"] = np.bincount(place[rated], minlength=len(both))
    rows = {"one": both >> _HALF, "other": both & _LOW, "events": events, **sums}
    listed = zip(*(column[ordered].tolist() for column in rows.values()), strict=True)
    return [{"period": "all", **dict(zip(rows, row, strict=True))} for row in listed]


def _keys(pairs: Array) -> Array:
    """A number for each pair of sides, in the order of their numbers."""
    import numpy as np

    keys: Array = (pairs["actor"].astype(np.int64) << _HALF) | pairs["recipient"]
    return keys


def _passing(db: sqlite3.Connection, asked: Many) -> Callable[[Array], Array]:
    """The events that pass a filter, as a function that tells of rows of a column whether they are of such."""
    import numpy as np

    wanted = asked.wanted
    told: Array | None = None
    if wanted.words:
        reports = _marked(_numbers(db, f"SELECT rowid AS number FROM ({WITH_WORDS})", [match_words(wanted.words)]))
        rows = column(db, "told", asked.stories, asked.values, keep=lambda rows: _among(reports, rows["report"]))
        told = _marked(rows["event"])
    if wanted.terms:
        text, more = events_sql(db, Filter(terms=wanted.terms))
        events = _marked(_numbers(db, f"SELECT number FROM ({text})", more))
        both = events if told is None else events[: len(told)] & told[: len(events)]
    else:
        both = told if told is not None else np.zeros(0, bool)
    return lambda rows: _among(both, rows["event"])


def _numbers(db: sqlite3.Connection, select: str, values: Sequence[object]) -> Array:
    import numpy as np

    return np.fromstring(numbers_told(db, select, values)[1:-1], np.int64, sep=",")


def _marked(numbers: Array) -> Array:
    """A truth value for each number up to the greatest."""
    import numpy as np

    marks = np.zeros(int(numbers.max()) + 1 if len(numbers) else 0, bool)
    marks[numbers] = True
    return marks


def _among(marks: Array, numbers: Array) -> Array:
    import numpy as np

    inside = numbers < len(marks)
    if inside.all():
        found: Array = marks[numbers]
        return found
    found = np.zeros(len(numbers), bool)
    found[inside] = marks[numbers[inside]]
    return found


def _made(db: sqlite3.Connection, kind: str, which: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a column out of the tables."""
    return [tuple(row)[1:] for row in db.execute(f"{_ROWS[kind]} WHERE e.story {which}", values)]


def _packed(kind: str, rows: list[tuple[Any, ...]]) -> bytes:
    import numpy as np

    if kind == "pairs":
        rows = [(*row[:-1], _NO_INTENSITY if row[-1] is None else row[-1]) for row in rows]
    return np.array(rows, np.dtype(_FIELDS[kind])).tobytes()


def _unpacked(kind: str, data: bytes) -> Array:
    import numpy as np

    return np.frombuffer(data, np.dtype(_FIELDS[kind]))
