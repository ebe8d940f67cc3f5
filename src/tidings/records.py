"""The nouns of Tidings: frozen records that the stages hand on. They import nothing of ours.

Offsets (`start`, `end`) are half-open and count Unicode code points of `Report.text`. None always means "not known"
or "not said"; nothing is defaulted. Records are equal when all their fields are equal; ids are hashes of content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

ActorKind = Literal["state", "person", "organisation", "group"]
SegmentKind = Literal["headline", "dateline", "body", "caption", "boilerplate"]
Status = Literal["happened", "ongoing", "planned", "possible", "denied", "cancelled"]
AttributionKind = Literal["outlet", "named", "unnamed"]
Force = Literal["says", "claims", "denies", "confirms", "warns", "announces", "asks", "accuses", "thinks", "wants"]
TimeBasis = Literal["text", "published", "story"]
Aspect = Literal["when", "where", "who", "number", "status", "wording"]
DifferenceKind = Literal["conflict", "precision", "wording"]
EventType = str  # an id of the codebook in use; PLOVER's sixteen by default


def content_id(*parts: str | None) -> str:
    """A short id that depends on the parts alone: 16 hexadecimal digits of their SHA-256."""
    joined = "\x1f".join("\x00" if part is None else part for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """A stretch of one report's stored text."""

    start: int
    end: int

    def quote(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing that went wrong or was passed over, named so that nothing is lost silently."""

    code: str  # stable, kebab-case: "windows-1252", "not-english", "broken-line"
    message: str  # for people: what, got, allowed, next step
    report: str | None = None  # the report's id, where there is one
    path: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One document as one outlet published it. `text` is what was stored: every offset points into it."""

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: dt.date | None = None  # never guessed: what the document or the user says
    path: str | None = None
    language: str | None = None  # ISO 639-1, detected


def content_of(report: Report) -> str:
    """What makes two reports one: the same text by the same publisher."""
    return content_id("content", report.text.strip(), report.outlet or _host(report.url))


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of a report and what it is; the segments of a report cover all of its non-blank text, in order."""

    kind: SegmentKind
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A word as the parser sees it. `head` is the index of its governor in the same parse (itself for a root)."""

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str  # Universal POS
    tag: str  # Penn Treebank tag
    dep: str  # ClearNLP dependency label, as spaCy's English models give it
    head: int
    entity: str  # OntoNotes entity type, '' outside entities
    entity_begins: bool  # first token of its entity


@dataclass(frozen=True, kw_only=True)
class Parse:
    """The tokens of a report's readable segments, with sentences as half-open token ranges."""

    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]

    @cached_property
    def _children(self) -> tuple[tuple[Token, ...], ...]:
        below: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                below[token.head].append(token)
        return tuple(tuple(b) for b in below)

    @cached_property
    def _sentence_of(self) -> tuple[int, ...]:
        owner = [0] * len(self.tokens)
        for number, (first, end) in enumerate(self.sentences):
            owner[first:end] = [number] * (end - first)
        return tuple(owner)

    @cached_property
    def _subtrees(self) -> dict[int, tuple[int, ...]]:
        return {}

    def children(self, i: int, *deps: str) -> tuple[Token, ...]:
        """The direct dependents of token `i`, in order; only those with one of the labels, where any is given."""
        below = self._children[i]
        return tuple([token for token in below if token.dep in deps]) if deps else below

    def subtree(self, i: int) -> tuple[int, ...]:
        """Indices of token `i` and all below it, in order."""
        if (known := self._subtrees.get(i)) is None:
            seen, stack = {i}, [i]
            while stack:
                for token in self._children[stack.pop()]:
                    if token.i not in seen:
                        seen.add(token.i)
                        stack.append(token.i)
            known = self._subtrees[i] = tuple(sorted(seen))
        return known

    def sentence_of(self, i: int) -> int:
        return self._sentence_of[i]

    def ancestors(self, i: int) -> tuple[Token, ...]:
        """The governors of token `i`, nearest first."""
        chain: list[Token] = []
        seen = {i}
        while self.tokens[i].head not in seen:
            i = self.tokens[i].head
            seen.add(i)
            chain.append(self.tokens[i])
        return tuple(chain)


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A state, person, organisation or group. Two records with one `id` are one actor."""

    id: str  # 'state:RUS', 'person:vladimir-putin', 'org:nato', 'group:several-states'
    name: str
    kind: ActorKind
    country: str | None = None  # ISO 3166-1 alpha-3
    sector: str | None = None  # PLOVER: GOV MIL REB OPP PTY IGO NGO BUS MED CVL COP JUD EDU REL LEG SPY CRM ...
    role: str | None = None  # an office or description the report itself gives


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place on the map. A country's `name` is its short English name and its point lies inside it."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: str | None = None  # 'country', 'capital', 'city', 'region', 'water', ...


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A time as told. Bounds are inclusive days; both None where nothing settles them."""

    text: str
    edtf: str | None  # Extended Date/Time Format, level 1-2; None where the words have no date (durations, 'soon')
    earliest: dt.date | None
    latest: dt.date | None
    basis: TimeBasis | None
    settled_by: str | None = None  # the report that settled it, when basis is 'story'
    span: Span | None = None  # the words, where the time was read from text


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorMention:
    """Words that name an actor. A plural ('both presidents') names several; an unresolved reference names none."""

    span: Span
    head: int  # token index of the mention's head word
    form: Literal["name", "nominal", "demonym", "metonym", "pronoun", "plural"]
    actors: tuple[Actor, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceMention:
    span: Span
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeMention:
    """Words that name a time. `value` is the TIMEX3 value (ISO-TimeML), `when` the same as EDTF and bounds."""

    span: Span
    kind: Literal["date", "time", "duration", "set"]
    value: str
    when: When


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation:
    """A statement inside a report: who (source), by what word (cue), says what (content). Source may be empty."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    direct: bool  # inside quotation marks
    force: Force
    parent: int | None = None  # index of the statement it is nested in


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """Who the report says said it; kind 'outlet' when the report says it in its own voice."""

    kind: AttributionKind
    speaker: str | None = None  # the name or description in words; None for the outlet
    actor: str | None = None  # the actor's id, where the speaker resolves to one
    force: Force | None = None
    span: Span | None = None  # the words that name the speaker


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What `read` found in one report."""

    report: str
    segments: tuple[Segment, ...]
    parse: Parse
    actors: tuple[ActorMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    times: tuple[TimeMention, ...] = ()
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """An actor in an event mention, with the words that say so."""

    actor: Actor
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class EventMention:
    """One place in one report that says actor(s) did something to recipient(s)."""

    id: str
    report: str
    span: Span  # the clause it rests on
    trigger: Span  # the word or words that carry the event
    type: EventType
    mode: str | None
    confidence: float  # probability, 0 to 1, that a careful reader marks these ends with this type
    status: Status
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    when: When | None
    where: Place | None
    where_span: Span | None
    attribution: Attribution
    reciprocal: bool = False  # both sides do it to each other: the order of actors and recipients says nothing
    headline: bool = False  # told in the headline


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One report with all that was read from it: what grouping and comparing work on."""

    report: Report
    segments: tuple[Segment, ...]
    reading: Reading | None  # None where the report is not in a language that is read, or where that failed
    mentions: tuple[EventMention, ...] = ()
    failure: Notice | None = None  # where reading or coding it ended with a fault of ours; there are no events then


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """An independent root of reporting, and the reports that rest on it (the earliest first)."""

    id: str
    reports: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """The reports that tell of the same happening."""

    id: str
    title: str
    reports: tuple[str, ...]
    origins: tuple[Origin, ...]
    reasons: tuple[tuple[str, str], ...] = ()  # (report id, why it belongs here)


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Words of one report."""

    report: str
    span: Span
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """The event mentions of a story that tell of the same occurrence."""

    id: str
    type: EventType
    mode: str | None
    status: Status
    summary: str
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    when: When | None
    where: Place | None
    reports: int
    origins: int
    mentions: tuple[EventMention, ...]
    status_history: tuple[tuple[str, Status], ...] = ()  # (report id, status), by publication date


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One side of a difference, with every place that says it."""

    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """An aspect on which the accounts do not say the same."""

    event: str | None  # the event's id, None for a difference between aligned sentences
    aspect: Aspect
    kind: DifferenceKind
    explanation: str
    values: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """A story with its accounts side by side."""

    story: Story
    events: tuple[Event, ...]
    differences: tuple[Difference, ...] = ()
    only_in: tuple[Evidence, ...] = ()  # what only one report says, most newsworthy first
    upcoming: tuple[str, ...] = ()  # ids of planned events, soonest first
    timeline: tuple[str, ...] = ()  # ids of events, oldest first, undated last


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """Everything a brief shows: the reports, their stories compared, and what went wrong on the way."""

    reports: tuple[Report, ...]
    comparisons: tuple[Comparison, ...]
    segments: dict[str, tuple[Segment, ...]] = field(default_factory=dict)  # by report id
    warnings: tuple[Notice, ...] = ()
