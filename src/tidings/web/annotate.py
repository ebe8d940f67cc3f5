"""A report's text with all that was read from it marked, and a note for each that says what it was read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from ..brief import wording
from ..brief.report_text import gap, kept_parts
from ..brief.safe import one_line, with_breaks
from ..gazetteer import countries
from ..records import Account, Actor, EventMention, Quotation, Span, When
from .rendering import actor_link

WHOLE = 100_000  # characters shown of a text; of a longer one also what is around the words asked for
_AROUND = 2_000
# Of marks on the same words the first of these is explained, the others only drawn.
_ORDER = ("trigger", "time", "place", "actor", "cue", "speaker")
_BASES = {
    "text": "the words alone say it",
    "published": "counted from the day of the report",
    "story": "settled by another report of the story",
}


@dataclass(kw_only=True)
class Note:
    """What some words were read as."""

    id: str
    layer: str  # actor, place, time, event or said
    title: str
    facts: tuple[str, ...] = ()
    status: str | None = None
    href: str | None = None
    link: str = ""
    times: int = 1  # how often it is in the text
    order: int = field(default=0)


@dataclass(frozen=True, kw_only=True)
class Annotated:
    """A text with its marks, and the notes they lead to, in the order of the text."""

    text: Markup
    notes: tuple[Note, ...]

    def of(self, layer: str) -> tuple[Note, ...]:
        return tuple(n for n in self.notes if n.layer == layer)


@dataclass(frozen=True, kw_only=True)
class _Mark:
    span: Span
    kind: str  # one of _ORDER, or the class of what is only drawn
    note: str | None = None


def annotated(
    account: Account, *, hits: Sequence[Span], events: Mapping[str, Mapping[str, Any]], actors: Set[str]
) -> Annotated:
    """The text of a report with segments, mentions, events and statements marked, and `hits` marked above all.

    `events` gives, by the id of an event mention, the event it is part of: `event`, `summary`, `reports`, `origins`;
    `actors` are the ids of those that have a page.
    """
    shelf = _Notes()
    marks = list(_marks(account, shelf, events, actors))
    segments = [(s.span, s.kind) for s in account.segments]
    shown = Markup("".join(_pieces(account.report.text, segments, marks, hits)))  # noqa: S704 (each part is escaped)
    return Annotated(text=shown, notes=tuple(sorted(shelf.notes.values(), key=lambda n: n.order)))


def marked(account: Account, *, hits: Sequence[Span]) -> Markup:
    """The text of a report with `hits` marked and no more."""
    segments = [(s.span, s.kind) for s in account.segments]
    return Markup("".join(_pieces(account.report.text, segments, (), hits)))  # noqa: S704 (each part is escaped)


class _Notes:
    """Notes by what they are of: an actor named ten times has one."""

    def __init__(self) -> None:
        self.notes: dict[tuple[object, ...], Note] = {}

    def note(self, key: tuple[object, ...], at: int, **fields: Any) -> str:
        known = self.notes.get(key)
        if known:
            known.times += 1
            known.order = min(known.order, at)
            return known.id
        made = Note(id=f"n{len(self.notes) + 1}", order=at, **fields)
        self.notes[key] = made
        return made.id


def _marks(
    account: Account, shelf: _Notes, events: Mapping[str, Mapping[str, Any]], actors: Set[str]
) -> Iterator[_Mark]:
    text = account.report.text
    for mention in account.mentions:
        note = _event_note(shelf, mention, text, events.get(mention.id))
        yield _Mark(span=mention.span, kind="in-event", note=note)
        yield _Mark(span=mention.trigger, kind="trigger", note=note)
    reading = account.reading
    if reading is None:
        return
    for named in reading.actors:
        if named.actors:
            note = _actor_note(shelf, named.actors, named.span, actors)
            yield _Mark(span=named.span, kind="actor", note=note)
    for placed in reading.places:
        note = _place_note(shelf, placed.place, placed.span)
        yield _Mark(span=placed.span, kind="place", note=note)
    for timed in reading.times:
        note = _time_note(shelf, timed.when, timed.span)
        yield _Mark(span=timed.span, kind="time", note=note)
    for quotation in reading.quotations:
        note = _said_note(shelf, quotation, text)
        for span in quotation.content:
            yield _Mark(span=span, kind="in-quote")
        for span in quotation.cue:
            yield _Mark(span=span, kind="cue", note=note)
        for span in quotation.source:
            yield _Mark(span=span, kind="speaker", note=note)


def _event_note(shelf: _Notes, mention: EventMention, text: str, event: Mapping[str, Any] | None) -> str:
    sides = " → ".join(
        filter(None, (_names(p.actor for p in mention.actors), _names(p.actor for p in mention.recipients)))
    )
    said = wording.said_by(mention.attribution)
    facts = [
        sides or "nobody named",
        wording.when_words(mention.when) or wording.NO_DATE,
        wording.where_words(mention.where) or "no place",
        said or "told by the outlet itself",
        f"read with a confidence of {mention.confidence:.0%}",
    ]
    if event:
        told = f"{wording.plural(event['reports'], 'report')}, {wording.plural(event['origins'], 'origin')}"
        facts.append(f"part of “{one_line(event['summary'])}”, told by {told}")
    type_words = "/".join(filter(None, (mention.type, mention.mode)))
    return shelf.note(
        ("event", mention.id),
        mention.trigger.start,
        layer="event",
        title=f"{type_words}: “{one_line(mention.trigger.quote(text))}”",
        facts=tuple(facts),
        status=mention.status,
        href=f"/events/{event['event']}" if event else None,
        link="The event in its story",
    )


def _actor_note(shelf: _Notes, actors: Sequence[Actor], span: Span, known: Set[str]) -> str:
    first = next((a for a in actors if a.id in known), None)
    facts = [_about(a) for a in actors[:6]]
    if len(actors) > 6:
        facts.append(f"and {len(actors) - 6} more")
    return shelf.note(
        ("actor", *(a.id for a in actors)),
        span.start,
        layer="actor",
        title=_names(actors),
        facts=tuple(facts),
        href=actor_link(first.id) if first else None,
        link=f"What else is told of {one_line(first.name)}" if first else "",
    )


def _about(actor: Actor) -> str:
    country = countries().get(actor.country or "")
    told = (actor.role, actor.kind, country.name if country else actor.country, actor.sector)
    return f"{one_line(actor.name)}: {', '.join(one_line(t) for t in told if t)}"


def _place_note(shelf: _Notes, place: Any, span: Span) -> str:
    country = countries().get(place.country or "")
    where = f"{place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else "not on the map"
    facts = tuple(filter(None, (place.kind, country.name if country else place.country, where)))
    return shelf.note(("place", place), span.start, layer="place", title=one_line(place.name), facts=facts)


def _time_note(shelf: _Notes, when: When, span: Span) -> str:
    basis = _BASES.get(when.basis or "", "not settled: neither the text nor another report says which")
    facts = tuple(filter(None, (f"EDTF {when.edtf}" if when.edtf else None, basis)))
    title = wording.when_words(when) or one_line(when.text)
    return shelf.note(("time", when.text, when.edtf), span.start, layer="time", title=title, facts=facts)


def _said_note(shelf: _Notes, quotation: Quotation, text: str) -> str:
    source = " ".join(one_line(s.quote(text)) for s in quotation.source) or "not named"
    cue = " ".join(one_line(s.quote(text)) for s in quotation.cue)
    starts = [s.start for s in (*quotation.source, *quotation.cue, *quotation.content)] or [0]
    kind = "word for word" if quotation.direct else "in the report's own words"
    facts = (f"“{cue}”" if cue else "no word of saying", quotation.force, kind)
    return shelf.note(("said", *starts), min(starts), layer="said", title=f"Said by {source}", facts=facts)


def _names(actors: Any) -> str:
    return ", ".join(one_line(a.name) for a in actors)


def _pieces(
    text: str, segments: Sequence[tuple[Span, str]], marks: Sequence[_Mark], hits: Sequence[Span]
) -> Iterator[str]:
    """The text cut wherever something begins or ends; pieces are siblings, so that marks may overlap."""
    drawn = [*marks, *(_Mark(span=h, kind="told") for h in hits), *(_Mark(span=s, kind=k) for s, k in segments)]
    drawn = [m for m in drawn if m.span.start < m.span.end]
    kept = kept_parts(len(text), hits, whole=WHOLE, head=WHOLE, around=_AROUND)
    edges = {c for m in drawn for c in (m.span.start, m.span.end)} | {c for k in kept for c in (k.start, k.end)}
    starting = sorted(drawn, key=lambda m: (m.span, m.kind))
    anchors = {h.start: n for n, h in reversed(list(enumerate(sorted(hits), start=1)))}
    active: list[_Mark] = []
    waiting = at = 0
    stopped: set[str] = set()
    for window in kept:
        yield gap(window.start - at)
        for start, end in pairwise(sorted(c for c in edges if window.start <= c <= window.end)):
            active = [m for m in active if m.span.end > start]
            while waiting < len(starting) and starting[waiting].span.start <= start:
                if starting[waiting].span.end > start:
                    active.append(starting[waiting])
                waiting += 1
            if start in anchors:
                yield f'<span class="at" id="hit-{anchors[start]}"></span>'
            yield _piece(text[start:end], active, stopped)
        at = window.end
    yield gap(len(text) - at)


def _piece(words: str, active: Sequence[_Mark], stopped: set[str]) -> str:
    shown = escape(with_breaks(words))
    plain = sorted({m.kind for m in active if m.kind not in _ORDER})
    clauses = " ".join(sorted({m.note for m in active if m.kind == "in-event" and m.note}))
    of = f' data-of="{clauses}"' if clauses else ""
    explained = sorted((m for m in active if m.kind in _ORDER), key=lambda m: (_ORDER.index(m.kind), m.span))
    if not explained:
        tag = "mark" if "told" in plain else "span"
        return f'<{tag} class="{" ".join(plain)}"{of}>{shown}</{tag}>' if plain else str(shown)
    mark = explained[0]
    key = f"{mark.note} {mark.span.start}"
    again = ' tabindex="-1"' if key in stopped else ""  # one stop of the keyboard for each mark, however it is cut
    stopped.add(key)
    classes = " ".join(["n", mark.kind, *plain])
    return f'<a class="{classes}" href="#{mark.note}" aria-describedby="{mark.note}"{of}{again}>{shown}</a>'
