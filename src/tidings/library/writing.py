"""A comparison written down: a story's events, under ids that last, with the places that tell them and what changed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..codebook.book import Codebook
from ..errors import CodebookError
from ..records import Comparison, Event, EventMention, content_id
from .codec import pack
from .columns import drop_columns, write_columns
from .dyad_days import count_days
from .facets import ALL, Facets, day_number, event_facets, write_report_days
from .rows import actor_number, change, now


@dataclass(frozen=True, slots=True)
class _Before:
    """An event as the file has it."""

    number: int
    id: str
    status: str
    figures: str
    when: tuple[str | None, str | None]
    created: str


class Writer:
    """Writes one comparison, inside a transaction."""

    def __init__(
        self,
        db: sqlite3.Connection,
        codebook: Codebook,
        facets: Facets,
        story: sqlite3.Row,
    ) -> None:
        self.db, self.codebook, self.facets, self.story = db, codebook, facets, story
        self.at = now()
        rows = db.execute("SELECT id, number, outlet, published FROM reports WHERE story = ?", (story["number"],))
        self.reports = {r["id"]: r for r in rows}
        self.actors: dict[str, int] = {}
        self.told: dict[int, set[str]] = {}  # facets of the events that each report tells
        self.first = story["compared"] == 0

    def write(self, found: Comparison) -> None:
        """Put the events of a comparison in the place of those that the story had."""
        db, number = self.db, self.story["number"]
        old = self._before()
        found = self.with_lasting_ids(found)
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
        write_report_days(db, number)
        for origin in found.story.origins:
            db.executemany("UPDATE reports SET origin = ? WHERE id = ?", [(origin.id, r) for r in origin.reports])
        db.execute("INSERT OR REPLACE INTO comparisons (story, data) VALUES (?, ?)", (number, pack(found)))
        db.execute(
            "UPDATE stories SET compared = version, origins = ? WHERE number = ?",
            (len(found.story.origins), number),
        )
        write_columns(db, number)

    def _before(self) -> dict[str, _Before]:
        """The events that the story had, by id."""
        rows = self.db.execute("SELECT * FROM events WHERE story = ?", (self.story["number"],))
        return {
            r["id"]: _Before(
                r["number"], r["id"], r["status"], r["figures"], (r["earliest"], r["latest"]), r["created"]
            )
            for r in rows
        }

    def with_lasting_ids(self, found: Comparison) -> Comparison:
        """Events that share mentions with one the story had keep its id, the greatest share first."""
        told = self.db.execute(
            "SELECT m.id, e.id FROM mentions m JOIN events e ON e.number = m.event WHERE e.story = ?",
            (self.story["number"],),
        )
        told_in = {str(r[0]): str(r[1]) for r in told}
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
        count_days(self.db, number, 1)
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


def _forget_events(db: sqlite3.Connection, story: int) -> None:
    """Take away what hangs on the events of a story, to be written anew; the events themselves stay."""
    numbers = [int(r[0]) for r in db.execute("SELECT number FROM events WHERE story = ?", (story,))]
    for number in numbers:
        count_days(db, number, -1)
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
    drop_columns(db, story)


def _last_day(event: Event) -> int:
    return day_number(event.when.latest or event.when.earliest) if event.when else 0


def _iso(day: object) -> str | None:
    return str(day) if day else None
