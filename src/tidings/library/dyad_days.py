"""Who with whom on which day: counted as events come and go, so that a year of dyads is read, not computed."""

from __future__ import annotations

import sqlite3

LONGEST_DAYS = 31  # between the bounds of a time, beyond which a dyad counts it as undated

# A row for each pair of sides of events `e`, as `dyad_days` has them; `{sign}` is 1 to count and -1 to take out.
COLUMNS = "actor, recipient, day, quad, events, intensity, rated"
COUNTED = f"""SELECT a.actor AS actor, r.actor AS recipient,
    CASE WHEN julianday(e.latest) - julianday(e.earliest) <= {LONGEST_DAYS} THEN e.earliest ELSE '' END AS day,
    coalesce(e.quad, 0) AS quad, {{sign}} AS events, {{sign}} * coalesce(e.intensity, 0) AS intensity,
    {{sign}} * (e.intensity IS NOT NULL) AS rated
    FROM {{events}} JOIN event_actors a ON a.event = e.number AND a.side = 'actor'
    JOIN event_actors r ON r.event = e.number AND r.side = 'recipient'"""


def count_dyads(db: sqlite3.Connection, event: int, sign: int) -> None:
    """Add an event to the days of its dyads (`sign` 1), or take it out again (-1)."""
    db.execute(
        f"INSERT INTO dyad_days ({COLUMNS}) {COUNTED.format(sign='?2', events='events e')} WHERE e.number = ?1 "
        "ON CONFLICT DO UPDATE SET events = events + excluded.events, intensity = intensity + excluded.intensity, "
        "rated = rated + excluded.rated",
        (event, sign),
    )
