"""Which reports of an archive are alike: candidates by shared words inside a window of days, verified, connected.

All joins of DuckDB, a slice of reports at a time, so that memory is bounded by the window and not by the archive. The
weights are those of `stories.Vocabulary`, counted over the whole archive; a verified likeness is the library's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..stories.grouping import SAME_STORY
from ..stories.signals import KEY
from ..stories.stream import WINDOW_DAYS
from ..stories.vectors import (
    CERTAIN_DAYS,
    NAME_WEIGHT,
    OTHER_LANGUAGE,
    PRIOR_REPORTS,
    READ_FARTHEST,
    READ_FREE,
    READ_SCALE,
    STATED_FARTHEST,
    STATED_SCALE,
)
from ..stories.words import RAREST, shares

STRONGEST = 24  # terms of a report by which others are looked up: 16 lose a link in a hundred, 32 find none more
PER_TERM = 64  # later reports that a term leads to
CANDIDATES = 48  # reports that one is compared with in full, those first that share most
SLICE = 20_000  # reports compared at a time
_MOST_ROUNDS = 200  # of spreading labels: each halves the way, so that no archive comes near

Said = Callable[[str, int, int], None]  # what is being done, done, of


def connect_alike(connection: Any, *, slice_reports: int = SLICE, said: Said | None = None) -> int:
    """Make the tables of grouping on a connection with an archive's views; returns the number of reports.

    `numbered` (n, report, day ...) in order of day; `counted` (term, used, named, shown); `edges` (a, b, likeness);
    `parts` (n, part): the reports that edges connect have one part.
    """
    _number(connection)
    reports = int(connection.execute("SELECT count(*) FROM numbered").fetchone()[0])
    _count_terms(connection)
    _weigh(connection, reports, "words")
    several = connection.execute("SELECT count(DISTINCT language) > 1 FROM numbered").fetchone()[0]
    spaces = ["words", "keys"] if several else ["words"]
    if several:
        _weigh(connection, reports, "keys")
    connection.execute("CREATE TABLE edges (a INTEGER, b INTEGER, likeness DOUBLE)")
    for space in spaces:
        _strong(connection, space)
        for first in range(0, reports, slice_reports):
            _compare(connection, space, first, first + slice_reports)
            if said:
                said(f"comparing by {space}", min(reports, first + slice_reports), reports)
    _spread(connection)
    return reports


def _number(connection: Any) -> None:
    connection.execute(
        """
        CREATE TABLE numbered AS
        SELECT (row_number() OVER (ORDER BY s.date NULLS LAST, s.report) - 1)::INTEGER AS n, s.report, s.date AS day,
          s.stated, s.language, s.shard, s.month
        FROM all_signals s ANTI JOIN made_copies c ON c.id = s.report AND c.shard = s.shard
        ORDER BY n"""
    )


def _count_terms(connection: Any) -> None:
    """Terms by report, as words and as keys; in how many reports each is used, and used as a name."""
    connection.execute(
        """
        CREATE TABLE used_words AS
        SELECT n, term, count, list_contains(named, term) AS named FROM (
          SELECT d.n, unnest(s.terms) AS term, unnest(s.counts) AS count, [lower(x) for x in s.names] AS named
          FROM numbered d JOIN all_signals s ON s.report = d.report AND s.shard = d.shard)"""
    )
    connection.execute(
        """
        CREATE TABLE used_keys AS
        SELECT d.n, unnest(s.keys) AS term, 1 AS count, true AS named
        FROM numbered d JOIN all_signals s ON s.report = d.report AND s.shard = d.shard"""
    )
    connection.execute("CREATE TABLE stems (term VARCHAR, share DOUBLE)")
    known = sorted(shares().items())
    connection.executemany("INSERT INTO stems VALUES (?, ?)", known)
    connection.execute(
        f"""
        CREATE TABLE counted AS
        SELECT u.term, u.used, u.named, greatest({RAREST}, coalesce(s.share, 0)) AS share FROM (
          SELECT term, count(*) AS used, count(*) FILTER (named) AS named FROM used_words GROUP BY term
          UNION ALL
          SELECT term, count(*), count(*) FROM used_keys WHERE term[1] = '{KEY}' GROUP BY term) u
        LEFT JOIN stems s USING (term)"""  # noqa: S608 (our own names)
    )


def _weigh(connection: Any, reports: int, space: str) -> None:
    """Unit vectors, as `Vocabulary.words` and `Vocabulary.keys` have them."""
    connection.execute(
        f"""
        CREATE TABLE weighed_{space} AS
        WITH raw AS (
          SELECT u.n, u.term, (1 + ln(u.count))
            * ln(({reports} + {PRIOR_REPORTS}) / greatest(c.used + {PRIOR_REPORTS} * c.share, 1e-9))
            * CASE WHEN 2 * c.named > c.used THEN {NAME_WEIGHT} ELSE 1 END AS weight
          FROM used_{space} u JOIN counted c USING (term)),
        kept AS (SELECT * FROM raw WHERE weight > 0)
        SELECT n, term, (weight / sqrt(sum(weight * weight) OVER (PARTITION BY n)))::FLOAT AS weight
        FROM kept ORDER BY n"""  # noqa: S608 (as above)
    )


def _strong(connection: Any, space: str) -> None:
    """The strongest terms of each report, and the place of the report among those that a term leads to."""
    connection.execute(
        f"""
        CREATE TABLE strong_{space} AS
        SELECT n, term, weight, day, (place // {PER_TERM})::INTEGER AS block, place::INTEGER AS place FROM (
          SELECT w.n, w.term, w.weight, d.day, row_number() OVER (PARTITION BY w.term ORDER BY w.n) - 1 AS place
          FROM (SELECT *, row_number() OVER (PARTITION BY n ORDER BY weight DESC, term) AS rank
                FROM weighed_{space}) w
          JOIN numbered d USING (n) WHERE w.rank <= {STRONGEST})
        ORDER BY n"""  # noqa: S608 (as above)
    )


def _compare(connection: Any, space: str, first: int, end: int) -> None:
    """The edges from reports `first` to `end` to later ones."""
    other = space == "keys"
    languages = "x.language <> y.language" if other else "x.language IS NOT DISTINCT FROM y.language"
    if not other:
        languages += " OR x.language IS NULL OR y.language IS NULL"
    both = "(x.stated AND y.stated)"
    free = f"CASE WHEN {both} THEN {CERTAIN_DAYS} ELSE {READ_FREE} END"
    days = f"greatest(0, abs(date_diff('day', x.day, y.day)) - {free})"
    nearness = (
        f"CASE WHEN x.day IS NULL OR y.day IS NULL THEN 1 "
        f"WHEN {both} THEN {STATED_FARTHEST} + {1 - STATED_FARTHEST} * exp(-{days} / {STATED_SCALE}) "
        f"ELSE {READ_FARTHEST} + {1 - READ_FARTHEST} * exp(-{days} / {READ_SCALE}) END"
    )
    connection.execute(
        f"""
        INSERT INTO edges
        WITH shared AS (
          SELECT a.n AS a, b.n AS b, sum(a.weight * b.weight) AS part
          FROM (SELECT *, unnest([0, 1]) AS step FROM strong_{space} WHERE n >= {first} AND n < {end}) a
          JOIN strong_{space} b ON b.term = a.term AND b.block = a.block + a.step AND b.n >= {first}
            AND b.place > a.place AND b.place <= a.place + {PER_TERM}
            AND (a.day IS NULL OR b.day IS NULL OR b.day <= a.day + {WINDOW_DAYS})
          GROUP BY a.n, b.n),
        chosen AS (
          SELECT a, b FROM shared
          QUALIFY row_number() OVER (PARTITION BY a ORDER BY part DESC, b) <= {CANDIDATES}),
        alike AS (
          SELECT p.a, p.b, sum(v.weight * w.weight) AS likeness
          FROM chosen p JOIN weighed_{space} v ON v.n = p.a JOIN weighed_{space} w ON w.n = p.b AND w.term = v.term
          GROUP BY p.a, p.b)
        SELECT l.a, l.b, likeness * {OTHER_LANGUAGE if other else 1} * {nearness} AS timed
        FROM alike l JOIN numbered x ON x.n = l.a JOIN numbered y ON y.n = l.b
        WHERE ({languages}) AND timed >= {SAME_STORY}"""  # noqa: S608 (as above)
    )


def _spread(connection: Any) -> None:
    """Connected components: every report takes the least number among its neighbours', and then its number's own."""
    connection.execute("CREATE TABLE ways AS SELECT a, b FROM edges UNION SELECT b, a FROM edges")
    connection.execute("CREATE TABLE parts AS SELECT DISTINCT a AS n, a AS part FROM ways")
    for _ in range(_MOST_ROUNDS):
        connection.execute(
            """
            CREATE TABLE nearer AS
            SELECT p.n, least(min(p.part), min(q.part))::INTEGER AS part
            FROM parts p JOIN ways e ON e.a = p.n JOIN parts q ON q.n = e.b GROUP BY p.n"""
        )
        connection.execute(
            """
            CREATE TABLE settled AS
            SELECT x.n, least(x.part, y.part) AS part FROM nearer x JOIN nearer y ON y.n = x.part"""
        )
        moved = connection.execute(
            "SELECT count(*) FROM parts p JOIN settled x USING (n) WHERE x.part <> p.part"
        ).fetchone()[0]
        connection.execute("DROP TABLE parts")
        connection.execute("DROP TABLE nearer")
        connection.execute("ALTER TABLE settled RENAME TO parts")
        if not moved:
            return
