"""Comparing the stories that have changed, and writing down their events: ids that last, and what changed.

Reading and comparing happen outside the transaction, so that others can write meanwhile; a story that changed in
between is done again. A process that dies leaves the story waiting, and the next writer settles it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..codebook.book import Codebook
from ..compare import compare as compare_accounts
from ..errors import CodebookError, TidingsError
from ..records import Account, Comparison, Event, EventMention, Notice, Story, content_id
from ..stories import origins
from .codec import pack
from .facets import ALL, Facets, day_number, event_facets
from .file import Store
from .judged import Judged, judged_account
from .rows import accounts_of, actor_number, change, now

MOST_TRIES = 5  # comparing a story that others keep adding to; then it stays waiting
LONGEST_DAYS = 31  # between the bounds of a time, beyond which a dyad counts it as undated

Compare = Callable[[Story, Sequence[Account]], Comparison]


@dataclass(frozen=True, slots=True)
class _Before:
    """An event as the file has it."""

    number: int
    id: str
    status: str
    figures: str
    when: tuple[str | None, str | None]
    created: str


class Settler:
    """Compares the stories of one library that wait for it."""

    def __init__(self, store: Store, *, codebook: Codebook, compare: Compare = compare_accounts) -> None:
        self._store = store
        self._codebook = codebook
        self._compare = compare
        self._facets = Facets()
        self.problems: list[Notice] = []  # of the last `settle`

    def settle(self, *, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Compare every story that waits; returns how many were done. `problems` tells of the others."""
        waiting = [
            int(r[0])
            for r in self._store.db.execute(
                "SELECT number FROM stories WHERE compared < version AND ended IS NULL ORDER BY number"
            )
        ]
        self.problems = []
        for done, number in enumerate(waiting):
            if on_progress:
                on_progress(done, len(waiting))
            try:
                self._settle(number)
            except TidingsError:
                raise
            except Exception as error:  # one story that cannot be compared must not keep the others waiting
                self.problems.append(self._notice(number, error))
        return len(waiting) - len(self.problems)

    def _notice(self, number: int, error: Exception) -> Notice:
        id = self._store.db.execute("SELECT id FROM stories WHERE number = ?", (number,)).fetchone()[0]
        words = f"the story {id} could not be compared ({type(error).__name__}: {error}); its reports are kept"
        return Notice(code="not-compared", message=words)

    def _settle(self, number: int) -> None:
        for _ in range(MOST_TRIES):
            with self._store.read() as db:
                row = db.execute("SELECT * FROM stories WHERE number = ?", (number,)).fetchone()
                if row["ended"] is not None or row["compared"] >= row["version"]:
                    return
                judged = Judged.of(db)
                accounts = [judged_account(a, judged) for a in accounts_of(db, number)]
                reasons = db.execute("SELECT id, reason FROM reports WHERE story = ? AND reason IS NOT NULL", (number,))
                story = Story(
                    id=row["id"],
                    title=row["renamed"] or row["title"],
                    reports=tuple(a.report.id for a in accounts),
                    origins=origins(accounts),
                    reasons=tuple((str(r[0]), str(r[1])) for r in reasons),
                )
            found = self._compare(story, accounts)
            try:
                with self._store.write() as db:
                    now_at = db.execute("SELECT version FROM stories WHERE number = ?", (number,)).fetchone()
                    if now_at[0] != row["version"]:
                        continue
                    _Writer(db, self._codebook, self._facets, row, accounts).write(found)
                    return
            except BaseException:
                self._facets.clear()
                raise


class _Writer:
    """Writes one comparison, inside a transaction."""

    def __init__(
        self,
        db: sqlite3.Connection,
        codebook: Codebook,
        facets: Facets,
        story: sqlite3.Row,
        accounts: Sequence[Account],
    ) -> None:
        self.db, self.codebook, self.facets, self.story = db, codebook, facets, story
        self.at = now()
        rows = db.execute("SELECT id, number, outlet, published FROM reports WHERE story = ?", (story["number"],))
        self.reports = {r["id"]: r for r in rows}
        self.actors: dict[str, int] = {}
        self.told: dict[int, set[str]] = {}  # facets of the events that each report tells
        self.first = story["compared"] == 0

    def write(self, found: Comparison) -> None:
        db, number = self.db, self.story["number"]
        old, told_in = self._before()
        found = self._with_lasting_ids(found, told_in)
        kept = {e.id for e in found.events}
        _forget_events(db, number)
        for gone in [b for b in old.values() if b.id not in kept]:
            db.execute("DELETE FROM events WHERE number = ?", (gone.number,))
            change(db, self.at, "event-gone", self.story["id"], event=gone.id)
        figures = figures_told(found)
        names: set[str] = {ALL} | {f"outlet:{r['outlet'].lower()}" for r in self.reports.values() if r["outlet"]}
        for position, event in enumerate(found.events):
            names |= self._event(event, old.get(event.id), position, figures.get(event.id, ()))
        self._story_facets(names)
        self.db.executemany(
            "INSERT INTO report_facets (facet, report) VALUES (?, ?)",
            [(self.facets.number(db, n), report) for report in sorted(self.told) for n in sorted(self.told[report])],
        )
        for origin in found.story.origins:
            db.executemany("UPDATE reports SET origin = ? WHERE id = ?", [(origin.id, r) for r in origin.reports])
        db.execute("INSERT OR REPLACE INTO comparisons (story, data) VALUES (?, ?)", (number, pack(found)))
        db.execute(
            "UPDATE stories SET compared = version, origins = ? WHERE number = ?",
            (len(found.story.origins), number),
        )

    def _before(self) -> tuple[dict[str, _Before], dict[str, str]]:
        """The events that the story had, by id, and which of them each mention told."""
        rows = self.db.execute("SELECT * FROM events WHERE story = ?", (self.story["number"],))
        old = {
            r["id"]: _Before(
                r["number"], r["id"], r["status"], r["figures"], (r["earliest"], r["latest"]), r["created"]
            )
            for r in rows
        }
        told = self.db.execute(
            "SELECT m.id, e.id FROM mentions m JOIN events e ON e.number = m.event WHERE e.story = ?",
            (self.story["number"],),
        )
        return old, {str(r[0]): str(r[1]) for r in told}

    def _with_lasting_ids(self, found: Comparison, told_in: Mapping[str, str]) -> Comparison:
        """Events that share mentions with one the story had keep its id, the greatest share first."""
        shares: list[tuple[int, int, str]] = []
        for k, event in enumerate(found.events):
            counts = Counter(told_in[m.id] for m in event.mentions if m.id in told_in)
            shares += [(-n, k, id) for id, n in counts.items()]
        new_id: dict[str, str] = {}
        used: set[str] = set()
        for _, k, id in sorted(shares):
            event = found.events[k]
            if event.id not in new_id and id not in used:
                new_id[event.id] = id
                used.add(id)
        for event in found.events:
            if event.id not in new_id:
                fresh = event.id
                while fresh in used or fresh in told_in.values() or self._elsewhere(fresh):
                    fresh = content_id("event", fresh)
                new_id[event.id] = fresh
                used.add(fresh)
        return with_event_ids(found, new_id)

    def _elsewhere(self, id: str) -> bool:
        row = self.db.execute("SELECT story FROM events WHERE id = ?", (id,)).fetchone()
        return row is not None

    def _event(self, event: Event, before: _Before | None, position: int, figures: Sequence[str]) -> set[str]:
        number = self._event_row(event, before, position, figures)
        for side, people in (("actor", event.actors), ("recipient", event.recipients)):
            self.db.executemany(
                "INSERT OR IGNORE INTO event_actors (event, side, actor) VALUES (?, ?, ?)",
                [(number, side, actor_number(self.db, a, self.actors)) for a in people],
            )
        names = event_facets(event, quad=self._quad(event.type), actors=self.actors, outlets=self._outlets(event))
        day = _last_day(event)
        self.db.executemany(
            "INSERT INTO event_facets (facet, day, event) VALUES (?, ?, ?)",
            [(self.facets.number(self.db, n), day, number) for n in names],
        )
        count_dyads(self.db, number, 1)
        for mention in event.mentions:
            self._mention(mention, number)
            self.told.setdefault(self.reports[mention.report]["number"], set()).update(names)
        return set(names)

    def _event_row(self, event: Event, before: _Before | None, position: int, figures: Sequence[str]) -> int:
        published = sorted(p for p in (self.reports[m.report]["published"] for m in event.mentions) if p)
        when, where = event.when, event.where
        told = json.dumps(list(figures), ensure_ascii=False)
        bounds = (_iso(when.earliest) if when else None, _iso(when.latest) if when else None)
        self._record(event, before, told, bounds)
        values = {
            "id": event.id,
            "story": self.story["number"],
            "type": event.type,
            "mode": event.mode,
            "quad": self._quad(event.type),
            "intensity": self._intensity(event.type),
            "status": event.status,
            "summary": event.summary,
            "when_text": when.text if when else None,
            "edtf": when.edtf if when else None,
            "earliest": bounds[0],
            "latest": bounds[1],
            "basis": when.basis if when else None,
            "settled_by": when.settled_by if when else None,
            "place": where.name if where else None,
            "country": where.country if where else None,
            "lat": where.lat if where else None,
            "lon": where.lon if where else None,
            "reciprocal": bool(event.mentions) and all(m.reciprocal for m in event.mentions),
            "reports": event.reports,
            "origins": event.origins,
            "first_published": published[0] if published else None,
            "last_published": published[-1] if published else None,
            "figures": told,
            "position": position,
            "created": before.created if before else self.at,
            "changed": self.at,
        }
        if before:
            columns = ", ".join(f"{k} = :{k}" for k in values)
            self.db.execute(f"UPDATE events SET {columns} WHERE number = {before.number}", values)
            return before.number
        columns, marks = ", ".join(values), ", ".join(f":{k}" for k in values)
        made = self.db.execute(f"INSERT INTO events ({columns}) VALUES ({marks})", values).lastrowid
        return int(made or 0)

    def _record(
        self, event: Event, before: _Before | None, figures: str, bounds: tuple[str | None, str | None]
    ) -> None:
        """What is new of an event since the story was last compared."""
        story = self.story["id"]
        if before is None:
            if not self.first:
                change(self.db, self.at, "event-new", story, event=event.id, told={"after": event.summary})
            return
        pairs = {
            "event-status": (before.status, str(event.status)),
            "event-figures": (before.figures, figures),
            "event-date": ("/".join(d or "" for d in before.when), "/".join(d or "" for d in bounds)),
        }
        for kind, (old, new) in pairs.items():
            if old != new:
                change(self.db, self.at, kind, story, event=event.id, told={"before": old, "after": new})

    def _mention(self, mention: EventMention, event: int) -> None:
        when, where, said = mention.when, mention.where, mention.attribution
        number = self.db.execute(
            'INSERT INTO mentions (id, report, event, start, "end", trigger_start, trigger_end, type, mode, status, '
            "confidence, headline, reciprocal, attribution, speaker, force, when_text, edtf, earliest, latest, "
            "basis, place, country, lat, lon) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                mention.id,
                self.reports[mention.report]["number"],
                event,
                mention.span.start,
                mention.span.end,
                mention.trigger.start,
                mention.trigger.end,
                mention.type,
                mention.mode,
                mention.status,
                mention.confidence,
                mention.headline,
                mention.reciprocal,
                said.kind,
                said.speaker,
                said.force,
                when.text if when else None,
                when.edtf if when else None,
                _iso(when.earliest) if when else None,
                _iso(when.latest) if when else None,
                when.basis if when else None,
                where.name if where else None,
                where.country if where else None,
                where.lat if where else None,
                where.lon if where else None,
            ),
        ).lastrowid
        for side, people in (("actor", mention.actors), ("recipient", mention.recipients)):
            self.db.executemany(
                'INSERT OR IGNORE INTO mention_actors (mention, side, actor, start, "end") VALUES (?, ?, ?, ?, ?)',
                [(number, side, actor_number(self.db, p.actor, self.actors), p.span.start, p.span.end) for p in people],
            )

    def _story_facets(self, names: Iterable[str]) -> None:
        number = self.story["number"]
        self.db.execute("DELETE FROM story_facets WHERE story = ?", (number,))
        day = day_number(max((r["published"] for r in self.reports.values() if r["published"]), default=None))
        self.db.executemany(
            "INSERT INTO story_facets (facet, day, story) VALUES (?, ?, ?)",
            [(self.facets.number(self.db, n), day, number) for n in sorted(names)],
        )

    def _outlets(self, event: Event) -> list[str]:
        outlets = {self.reports[m.report]["outlet"] for m in event.mentions}
        return sorted(o for o in outlets if o)

    def _quad(self, type: str) -> int | None:
        try:
            return self.codebook.quad(type)
        except CodebookError:
            return None  # a type of another codebook

    def _intensity(self, type: str) -> float | None:
        try:
            return self.codebook.intensity(type)
        except CodebookError:
            return None


def with_event_ids(found: Comparison, new: Mapping[str, str]) -> Comparison:
    """A comparison whose events go by other ids."""
    return replace(
        found,
        events=tuple(replace(e, id=new[e.id]) for e in found.events),
        differences=tuple(replace(d, event=new.get(d.event or "", d.event)) for d in found.differences),
        upcoming=tuple(new[i] for i in found.upcoming),
        timeline=tuple(new[i] for i in found.timeline),
    )


def figures_told(found: Comparison) -> dict[str, list[str]]:
    """The figures on which the accounts of each event do not say the same, in order."""
    told: dict[str, set[str]] = {}
    for difference in found.differences:
        if difference.aspect == "number" and difference.event:
            told.setdefault(difference.event, set()).update(v.value for v in difference.values)
    return {event: sorted(values) for event, values in told.items()}


def count_dyads(db: sqlite3.Connection, event: int, sign: int) -> None:
    """Add an event to the days of its dyads (`sign` 1), or take it out again (-1)."""
    db.execute(
        f"""INSERT INTO dyad_days (actor, recipient, day, quad, events, intensity, rated)
            SELECT a.actor, r.actor,
                CASE WHEN julianday(e.latest) - julianday(e.earliest) <= {LONGEST_DAYS} THEN e.earliest ELSE '' END,
                coalesce(e.quad, 0), ?2, ?2 * coalesce(e.intensity, 0), ?2 * (e.intensity IS NOT NULL)
            FROM events e JOIN event_actors a ON a.event = e.number AND a.side = 'actor'
            JOIN event_actors r ON r.event = e.number AND r.side = 'recipient'
            WHERE e.number = ?1
            ON CONFLICT DO UPDATE SET events = events + excluded.events,
                intensity = intensity + excluded.intensity, rated = rated + excluded.rated""",
        (event, sign),
    )


def _forget_events(db: sqlite3.Connection, story: int) -> None:
    """Take away what hangs on the events of a story, to be written anew; the events themselves stay."""
    numbers = [int(r[0]) for r in db.execute("SELECT number FROM events WHERE story = ?", (story,))]
    for number in numbers:
        count_dyads(db, number, -1)
        db.execute(
            "DELETE FROM dyad_days WHERE events = 0 AND (actor, recipient) IN (SELECT a.actor, r.actor "
            "FROM event_actors a JOIN event_actors r ON r.event = a.event AND r.side = 'recipient' "
            "WHERE a.event = ? AND a.side = 'actor')",
            (number,),
        )
        db.execute("DELETE FROM event_facets WHERE event = ?", (number,))
        db.execute("DELETE FROM event_actors WHERE event = ?", (number,))
        db.execute("DELETE FROM mentions WHERE event = ?", (number,))
    db.execute("DELETE FROM mentions WHERE report IN (SELECT number FROM reports WHERE story = ?)", (story,))
    db.execute("DELETE FROM report_facets WHERE report IN (SELECT number FROM reports WHERE story = ?)", (story,))


def drop_events(db: sqlite3.Connection, story: int) -> None:
    """Take away the events of a story that ends."""
    _forget_events(db, story)
    db.execute("DELETE FROM events WHERE story = ?", (story,))


def _last_day(event: Event) -> int:
    return day_number(event.when.latest or event.when.earliest) if event.when else 0


def _iso(day: object) -> str | None:
    return str(day) if day else None
