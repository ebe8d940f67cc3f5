"""The records of the REST interface: the rows that `--format json` prints. Null means not known or not said."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from ... import records as nouns

_closed = with_config(ConfigDict(extra="forbid"))
Day = Annotated[str, Field(json_schema_extra={"format": "date"}, description="YYYY-MM-DD")]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="UTC, ISO 8601")]
Next = Annotated[str | None, Field(description="cursor of the next page; null on the last")]
Quad = Annotated[int | None, Field(description="1 verbal, 2 material cooperation; 3 verbal, 4 material conflict")]


@_closed
class StoryRow(TypedDict):
    id: str
    title: str
    reports: int
    origins: int | None
    events: int
    first_published: Day | None
    last_published: Day | None
    created: Moment
    changed: Moment


@_closed
class Person(TypedDict):
    id: str
    name: str
    kind: nouns.ActorKind
    country: str | None
    sector: str | None


@_closed
class EventRow(TypedDict):
    id: str
    story: str
    story_title: str
    type: str
    mode: str | None
    quad: Quad
    intensity: float | None
    status: nouns.Status
    summary: str
    actors: list[Person]
    recipients: list[Person]
    reciprocal: bool
    when_text: str | None
    edtf: str | None
    earliest: Day | None
    latest: Day | None
    basis: nouns.TimeBasis | None
    settled_by: str | None
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    reports: int
    origins: int
    figures: Annotated[list[str], Field(description="those that reports differ on")]
    changed: Moment


@_closed
class ActorRow(TypedDict):
    id: str
    name: str
    kind: nouns.ActorKind
    country: str | None
    sector: str | None
    role: str | None
    events: int
    as_actor: int
    as_recipient: int


@_closed
class DyadRow(TypedDict):
    actor: Annotated[str, Field(description="an actor's id, or a country's code")]
    actor_name: str
    recipient: str
    recipient_name: str
    period: Annotated[str | None, Field(description="'all', a day, month or year; null where the day is not known")]
    events: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    mean_intensity: float | None


@_closed
class ReportRow(TypedDict):
    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: Day | None
    story: str
    added: Moment
    snippet: Annotated[str | None, Field(description="the words asked for, in [brackets], with those around them")]


@_closed
class NewsRow(TypedDict):
    at: Moment
    kind: Annotated[str, Field(description="story-new, story-grew, event-status, event-figures, ...")]
    story: str
    title: str | None
    event: str | None
    summary: str | None
    report: str | None
    before: str | None
    after: str | None
    reason: str | None


@_closed
class JudgementRow(TypedDict):
    number: int
    made: Moment
    user: str | None
    kind: str
    what: dict[str, Any]
    note: str | None
    undone: Moment | None


@_closed
class Stories(TypedDict):
    rows: list[StoryRow]
    next: Next


@_closed
class Events(TypedDict):
    rows: list[EventRow]
    next: Next


@_closed
class Actors(TypedDict):
    rows: list[ActorRow]
    next: Next


@_closed
class Dyads(TypedDict):
    rows: list[DyadRow]
    next: Next


@_closed
class Reports(TypedDict):
    rows: list[ReportRow]
    next: Next


@_closed
class News(TypedDict):
    rows: list[NewsRow]
    next: Next


@_closed
class Judgements(TypedDict):
    rows: list[JudgementRow]
    next: Next


@_closed
class MentionShown(TypedDict):
    """A place in a report that tells of an event; offsets count code points of the report's text."""

    id: str
    report: str
    outlet: str | None
    published: Day | None
    event: str | None
    type: str
    mode: str | None
    status: nouns.Status
    confidence: float
    quote: str
    start: int
    end: int
    attribution: nouns.AttributionKind
    speaker: str | None
    force: str | None
    headline: int
    edtf: str | None
    earliest: Day | None
    latest: Day | None
    place: str | None
    country: str | None


@_closed
class CodingShown(TypedDict):
    coder: str
    made: Moment
    current: int


@_closed
class ReportShown(TypedDict):
    kind_of_record: Literal["report"]
    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: Day | None
    path: str | None
    language: str | None
    added: Moment
    origin: str | None
    reason: Annotated[str | None, Field(description="why it is in its story")]
    text: str
    story: str
    story_title: str
    codings: list[CodingShown]
    mentions: list[MentionShown]


@_closed
class ChangeShown(TypedDict):
    at: Moment
    kind: str
    before: str | None
    after: str | None


@_closed
class EventShown(EventRow):
    kind_of_record: Literal["event"]
    mentions: list[MentionShown]
    changes: list[ChangeShown]


@_closed
class ActorShown(TypedDict):
    kind_of_record: Literal["actor"]
    id: str
    name: str
    kind: nouns.ActorKind
    country: str | None
    sector: str | None
    role: str | None


Stats = dict[str, int | str | None]


@_closed
class AddedReport(TypedDict):
    report: str
    story: str
    new: Annotated[bool, Field(description="false where the library had it already")]


@_closed
class NoticeTold(TypedDict):
    code: str
    message: str
    report: str | None
    path: str | None


@_closed
class Added(TypedDict):
    added: list[AddedReport]
    warnings: list[NoticeTold]


@_closed
class Judged(TypedDict):
    number: Annotated[int, Field(description="takes it back: POST /api/v1/judgements/{number}/undo")]
    kind: str
    story: Annotated[str | None, Field(description="the new story, of a story-split")]
