"""Stories over a whole archive: what is alike is connected, and each connected part is grouped as the library does.

Every story that the library would make lies inside one part: its reports are joined where two sets are on average at
least SAME_STORY alike, and then two of their reports are. So a part is grouped by the library's own function, with
words weighed over the whole archive. A part that is too large to compare all with all goes through its stream.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..records import Account, Report, Segment, Span, Story
from ..stories import Signal, Stories
from ..stories.grouping import MOST_AT_ONCE, _story, partition
from ..stories.origins import origins
from ..stories.vectors import Vocabulary
from .edges import SLICE, connect_alike
from .manifest import WORK, held, records
from .sealing import keep
from .views import connected
from .writing import Spool, quoted

MEMORY = "4GB"  # of DuckDB while it joins; what is more goes to disk
TOGETHER = 5_000  # reports whose texts are in memory at once

Said = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouped:
    """What grouping came to."""

    reports: int
    stories: int
    alone: int  # stories of one report
    edges: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Reports that are connected: their signals and texts."""

    signals: tuple[Signal, ...]
    accounts: Mapping[str, Account]


class Counted(Vocabulary):
    """A vocabulary whose counts are those of a whole archive, for the terms that some of its reports use."""

    def __init__(self, reports: int, counts: Sequence[tuple[str, int, int]], surfaces: Mapping[str, str]) -> None:
        super().__init__()
        self.reports = reports
        for term, used, named in counts:
            self._learn(term)
            number = self.number(term)
            self._reports[number], self._named[number] = used, named
            if term in surfaces:
                self._surface[number] = surfaces[term]


def group_archive(lake: str | Path, *, said: Said | None = None, slice_reports: int = SLICE) -> Grouped:
    """Group all reports of an archive; the views `stories` and `story_reports` are then filled, `origins` settled.

    `said(what, done, of)` is told how far it is. Grouping again replaces what was there. Raises ArchiveError for a
    folder that is no archive.
    """
    home = Path(lake).resolve()
    with held(home), connected(home, known=list(records(home)), memory=MEMORY) as connection:
        try:
            reports = connect_alike(connection, slice_reports=slice_reports, said=said)
            with _StorySpool(home) as spool:
                for part in _parts(connection, said):
                    for story in _stories(connection, reports, part):
                        spool.add(story, part.accounts)
                alone = _keep_all(connection, home, spool)
            edges = int(connection.execute("SELECT count(*) FROM edges").fetchone()[0])
        finally:
            shutil.rmtree(home / WORK, ignore_errors=True)
    return Grouped(reports=reports, stories=spool.stories + alone, alone=spool.alone + alone, edges=edges)


def _parts(connection: Any, said: Said | None) -> Iterator[_Part]:
    """The connected parts, by their first report; small ones are read several at a time."""
    sizes = connection.execute("SELECT part, count(*) FROM parts GROUP BY part ORDER BY part").fetchall()
    done, total = 0, sum(int(size) for _, size in sizes)
    batch: list[int] = []
    waiting = 0
    for part, size in [*sizes, (None, 0)]:
        if batch and (part is None or waiting + size > TOGETHER):
            yield from _read_parts(connection, batch)
            done += waiting
            batch, waiting = [], 0
            if said:
                said("grouping", done, total)
        if part is not None:
            batch.append(part)
            waiting += size


def _read_parts(connection: Any, parts: Sequence[int]) -> Iterator[_Part]:
    rows = connection.execute(
        f"""
        SELECT p.part, s.report, s.title, s.terms, s.counts, s.names, s.keys, s.date, s.stated, s.language, s.words,
          r.title, r.outlet, r.url, r.published, r.text, r.segments
        FROM parts p JOIN numbered d USING (n)
        JOIN all_signals s ON s.report = d.report AND s.shard = d.shard
        JOIN all_reports r ON r.id = d.report AND r.shard = d.shard
        WHERE p.part IN ({", ".join(map(str, parts))}) ORDER BY p.part, d.n"""  # noqa: S608 (numbers)
    ).fetchall()
    found: dict[int, list[tuple[Signal, Account]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append((_signal(row[1:11]), _account(row)))
    for part in parts:
        members = found[part]
        yield _Part(tuple(s for s, _ in members), {a.report.id: a for _, a in members})


def _signal(row: Sequence[Any]) -> Signal:
    report, title, terms, counts, names, keys, date, stated, language, words = row
    return Signal(
        report=report,
        title=title,
        terms=tuple(terms),
        counts=bytes(counts),
        names=tuple(names),
        keys=tuple(keys),
        date=date,
        stated=stated,
        language=language,
        words=words,
    )


def _account(row: Sequence[Any]) -> Account:
    title, outlet, url, published, text, segments = row[11:17]
    report = Report(
        id=row[1], text=text, title=title, outlet=outlet, url=url, published=published, language=row[9], path=None
    )
    kept = tuple(Segment(kind=s["kind"], span=Span(start=s["start"], end=s["end"])) for s in segments)
    return Account(report=report, segments=kept, reading=None)


def _stories(connection: Any, reports: int, part: _Part) -> Iterator[Story]:
    """The stories of one part: those of `stories.group`, but for the counts of words."""
    if len(part.signals) > MOST_AT_ONCE:
        stream = Stories()
        for one in part.signals:
            stream.add_signal(one)
        yield from stream.stories()
        return
    vocabulary = _vocabulary(connection, reports, part.signals)
    vectors = [(vocabulary.words(one), vocabulary.keys(one)) for one in part.signals]
    sets, likeness = partition(part.signals, vectors, vocabulary)
    for members in sets:
        yield _story(members, part.signals, vectors, likeness, vocabulary, part.accounts)


def _vocabulary(connection: Any, reports: int, signals: Sequence[Signal]) -> Counted:
    terms = dict.fromkeys(term for one in signals for term in one.terms + one.keys)
    surfaces: dict[str, str] = {}
    for one in signals:
        for name in one.names:
            surfaces.setdefault(name.lower(), name)
    counts = connection.execute(
        "SELECT term, used, named FROM counted WHERE term IN (SELECT unnest(?)) ORDER BY term", [list(terms)]
    ).fetchall()
    return Counted(reports, counts, surfaces)


class _StorySpool:
    """Stories on their way to Parquet."""

    def __init__(self, home: Path) -> None:
        self._spool = Spool(home / WORK / "group", tables=("stories", "story_reports"))
        self.stories = self.alone = 0

    def __enter__(self) -> _StorySpool:
        self._spool.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._spool.__exit__(*error)

    def path(self, table: str) -> Path:
        return self._spool.flushed(table)

    def add(self, story: Story, accounts: Mapping[str, Account]) -> None:
        self.stories += 1
        self.alone += len(story.reports) == 1
        found = story.origins or origins([accounts[id] for id in story.reports])
        of = {report: origin.id for origin in found for report in origin.reports}
        days = sorted(day for id in story.reports if (day := accounts[id].report.published))
        self._spool.add(
            "stories",
            {
                "id": story.id,
                "title": story.title,
                "reports": len(story.reports),
                "origins": len(found),
                "first_published": str(days[0]) if days else None,
                "last_published": str(days[-1]) if days else None,
            },
        )
        reasons = dict(story.reasons)
        for id in story.reports:
            self._spool.add(
                "story_reports", {"story": story.id, "report": id, "origin": of[id], "reason": reasons.get(id)}
            )


def _keep_all(connection: Any, home: Path, spool: _StorySpool) -> int:
    """Write the tables, with the reports that nothing is like as stories of their own; returns how many these are."""
    for table, source in (("stories", spool.path("stories")), ("story_reports", spool.path("story_reports"))):
        connection.execute(_reading(table, source))
    connection.execute(
        """
        CREATE TABLE single AS
        SELECT left(sha256('story' || chr(31) || d.report), 16) AS story,
          left(sha256('origin' || chr(31) || d.report), 16) AS origin, d.report, s.title, r.published
        FROM numbered d ANTI JOIN parts p USING (n)
        JOIN all_signals s ON s.report = d.report AND s.shard = d.shard
        JOIN all_reports r ON r.id = d.report AND r.shard = d.shard"""
    )
    keep(
        connection,
        home,
        "stories",
        "SELECT * FROM new_stories UNION ALL SELECT story, title, 1, 1, published, published FROM single ORDER BY id",
    )
    keep(
        connection,
        home,
        "story_reports",
        "SELECT * FROM new_story_reports UNION ALL SELECT story, report, origin, NULL FROM single "
        "ORDER BY story, report",
    )
    return int(connection.execute("SELECT count(*) FROM single").fetchone()[0])


def _reading(table: str, source: Path) -> str:
    from .views import MADE

    names = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in MADE[table].items())
    return (
        f"CREATE TABLE new_{table} AS SELECT * FROM "  # noqa: S608 (our own names)
        f"read_json({quoted(str(source))}, format = 'newline_delimited', columns = {{{names}}})"
    )
