"""Who with whom on which day, and who at all: counted as events come and go, so that a year is read, not computed."""

from __future__ import annotations

import sqlite3

LONGEST_DAYS = 31  # between the bounds of a time, beyond which an event is counted as undated

_DAY = f"CASE WHEN julianday(e.latest) - julianday(e.earliest) <= {LONGEST_DAYS} THEN e.earliest ELSE '' END AS day"
_SUMS = """{sign} AS events, {sign} * coalesce(e.intensity, 0) AS intensity,
    {sign} * (e.intensity IS NOT NULL) AS rated"""
_ADDED = (
    "ON CONFLICT DO UPDATE SET events = events + excluded.events, intensity = intensity + excluded.intensity, "
    "rated = rated + excluded.rated"
)

# A row for each pair of sides of events `e`, as `dyad_days` has them; `{sign}` is 1 to count and -1 to take out.
COLUMNS = "actor, recipient, day, quad, events, intensity, rated"
COUNTED = f"""SELECT a.actor AS actor, r.actor AS recipient, {_DAY}, coalesce(e.quad, 0) AS quad, {_SUMS}
    FROM {{events}} JOIN event_actors a ON a.event = e.number AND a.side = 'actor'
    JOIN event_actors r ON r.event = e.number AND r.side = 'recipient'"""

# The same for each side of events, as `actor_days` has them; without a quad, -1 is hostile and 0 is not.
QUAD = "coalesce(e.quad, CASE WHEN e.intensity < 0 THEN -1 ELSE 0 END) AS quad"
SIDE_COLUMNS = "actor, side, day, quad, events, intensity, rated"
SIDES_COUNTED = f"""SELECT p.actor AS actor, p.side AS side, {_DAY}, {QUAD}, {_SUMS}
    FROM {{events}} JOIN event_actors p ON p.event = e.number"""


def count_days(db: sqlite3.Connection, event: int, sign: int) -> None:
    """Add an event to the days of its dyads and of its actors (`sign` 1), or take it out again (-1)."""
    for table, columns, counted in (
        ("dyad_days", COLUMNS, COUNTED),
        ("actor_days", SIDE_COLUMNS, SIDES_COUNTED),
    ):
        db.execute(
            f"INSERT INTO {table} ({columns}) {counted.format(sign='?2', events='events e')} "
            f"WHERE e.number = ?1 {_ADDED}",
            (event, sign),
        )
