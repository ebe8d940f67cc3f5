"""The brief as data: `tidings.brief/1`, checked against models that also give its JSON Schema."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from .. import records as nouns
from ..codebook.book import QUADS, Codebook
from . import wording
from .safe import json_safe

SCHEMA: Literal["tidings.brief/1"] = "tidings.brief/1"
_DIGITS = 4  # of a probability: more would be noise that differs between machines
_OFFSET = "counts Unicode code points of the report's stored text; ranges are half-open"
_closed = with_config(ConfigDict(extra="forbid"))
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]


@_closed
class SpanJson(TypedDict):
    start: Annotated[int, Field(ge=0, description=_OFFSET)]
    end: Annotated[int, Field(ge=0, description=_OFFSET)]


@_closed
class ReportJson(TypedDict):
    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: Annotated[Day | None, Field(description="as the document or the user says; never guessed")]
    path: str | None
    language: Annotated[str | None, Field(description="ISO 639-1")]
    origin: Annotated[str | None, Field(description="id of the independent root it rests on; reprints share one")]


@_closed
class ActorJson(TypedDict):
    id: str
    name: str
    kind: nouns.ActorKind
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-3")]
    sector: Annotated[str | None, Field(description="PLOVER sector: GOV, MIL, IGO, ...")]
    role: Annotated[str | None, Field(description="office or description that a report gives")]


@_closed
class WhenJson(TypedDict):
    text: str
    edtf: Annotated[str | None, Field(description="Extended Date/Time Format; null where the words have no date")]
    earliest: Day | None
    latest: Annotated[Day | None, Field(description="inclusive")]
    basis: Annotated[nouns.TimeBasis | None, Field(description="how the value was settled; null while it is not")]
    settled_by: Annotated[str | None, Field(description="the report that settled it, where basis is 'story'")]


@_closed
class WhereJson(TypedDict):
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: str | None


@_closed
class AttributionJson(TypedDict):
    kind: nouns.AttributionKind
    speaker: Annotated[str | None, Field(description="name or description in words; null for the outlet's own voice")]
    start: Annotated[int | None, Field(description=f"of the words that name the speaker; {_OFFSET}")]
    end: int | None
    actor: Annotated[str | None, Field(description="id, where the speaker is a known actor")]
    force: nouns.Force | None


@_closed
class MentionJson(TypedDict):
    id: str
    report: str
    start: Annotated[int, Field(description=_OFFSET)]
    end: int
    quote: Annotated[str, Field(description="the stored text from start to end, unchanged")]
    trigger: Annotated[SpanJson, Field(description="the words that carry the event")]
    type: str
    mode: str | None
    confidence: Annotated[float, Field(ge=0, le=1, description="probability of the type")]
    status: nouns.Status
    reciprocal: bool
    headline: bool
    when: WhenJson | None
    where: WhereJson | None
    attribution: AttributionJson


@_closed
class SupportJson(TypedDict):
    reports: int
    origins: int


@_closed
class StatusToldJson(TypedDict):
    report: str
    status: nouns.Status


@_closed
class EventJson(TypedDict):
    id: str
    type: Annotated[str, Field(description="an id of the codebook in use; PLOVER by default")]
    mode: str | None
    quad: Annotated[
        str | None,
        Field(description="verbal or material cooperation or conflict; null where the codebook does not say"),
    ]
    status: nouns.Status
    summary: str
    actors: list[ActorJson]
    recipients: list[ActorJson]
    reciprocal: Annotated[bool, Field(description="true where every mention says that both sides do it to each other")]
    when: WhenJson | None
    where: WhereJson | None
    support: SupportJson
    status_history: Annotated[list[StatusToldJson], Field(description="by publication date")]
    mentions: list[MentionJson]


@_closed
class QuoteJson(TypedDict):
    report: str
    start: Annotated[int, Field(description=_OFFSET)]
    end: int
    quote: Annotated[str, Field(description="the stored text from start to end, unchanged")]


@_closed
class ValueJson(TypedDict):
    value: str
    mentions: list[QuoteJson]


@_closed
class DifferenceJson(TypedDict):
    event: Annotated[str | None, Field(description="null for a difference between sentences that tell the same")]
    aspect: nouns.Aspect
    kind: nouns.DifferenceKind
    explanation: str
    values: list[ValueJson]


@_closed
class OriginJson(TypedDict):
    id: str
    reports: Annotated[list[str], Field(description="the earliest first")]


@_closed
class ReasonJson(TypedDict):
    report: str
    reason: str


@_closed
class StoryJson(TypedDict):
    id: str
    title: str
    reports: list[str]
    origins: int
    origin_reports: list[OriginJson]
    reasons: Annotated[list[ReasonJson], Field(description="why a report belongs to the story")]
    events: list[EventJson]
    differences: list[DifferenceJson]
    only_in: Annotated[list[QuoteJson], Field(description="what only one report says, most newsworthy first")]
    upcoming: Annotated[list[str], Field(description="ids of planned events, soonest first")]
    timeline: Annotated[list[str], Field(description="ids of events, oldest first, undated last")]


@_closed
class WarningJson(TypedDict):
    report: str | None
    path: str | None
    code: str
    message: str


@with_config(ConfigDict(extra="forbid", title=SCHEMA))
class BriefJson(TypedDict):
    """What some reports say, each value with the words it rests on. Null means: not known or not said."""

    schema: Literal["tidings.brief/1"]
    reports: list[ReportJson]
    stories: list[StoryJson]
    warnings: list[WarningJson]


def to_json(brief: nouns.Brief, *, codebook: Codebook | None = None) -> dict[str, Any]:
    """The brief as plain JSON values; `codebook` gives the quad of each type where it is not PLOVER.

    Quotes are the stored text as it is: `report.text[start:end] == quote` for every one of them. Where the
    document may meet a terminal, write it with `json_text`.
    """
    texts = {r.id: r.text for r in brief.reports}
    origins = {r: o.id for c in brief.comparisons for o in c.story.origins for r in o.reports}
    document = BriefJson(
        schema=SCHEMA,
        reports=[_report(r, origins.get(r.id)) for r in brief.reports],
        stories=[_story(c, texts, codebook) for c in brief.comparisons],
        warnings=[WarningJson(report=w.report, path=w.path, code=w.code, message=w.message) for w in brief.warnings],
    )
    return cast("dict[str, Any]", document)


def json_text(document: dict[str, Any]) -> str:
    """A JSON document to read or to store: indented, without a character that could steer a terminal."""
    return json_safe(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `to_json` gives."""
    schema = TypeAdapter(BriefJson).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}


def _report(report: nouns.Report, origin: str | None) -> ReportJson:
    return ReportJson(
        id=report.id,
        title=report.title,
        outlet=report.outlet,
        url=report.url,
        published=_day(report.published),
        path=report.path,
        language=report.language,
        origin=origin,
    )


def _story(comparison: nouns.Comparison, texts: Mapping[str, str], codebook: Codebook | None) -> StoryJson:
    story = comparison.story
    return StoryJson(
        id=story.id,
        title=story.title,
        reports=list(story.reports),
        origins=len(story.origins),
        origin_reports=[OriginJson(id=o.id, reports=list(o.reports)) for o in story.origins],
        reasons=[ReasonJson(report=r, reason=why) for r, why in story.reasons],
        events=[_event(e, texts, codebook) for e in comparison.events],
        differences=[_difference(d) for d in comparison.differences],
        only_in=[_quote(e) for e in comparison.only_in],
        upcoming=list(comparison.upcoming),
        timeline=list(comparison.timeline),
    )


def _event(event: nouns.Event, texts: Mapping[str, str], codebook: Codebook | None) -> EventJson:
    quad = wording.quad(event.type, codebook)
    return EventJson(
        id=event.id,
        type=event.type,
        mode=event.mode,
        quad=QUADS[quad] if quad else None,
        status=event.status,
        summary=event.summary,
        actors=[_actor(a) for a in event.actors],
        recipients=[_actor(a) for a in event.recipients],
        reciprocal=bool(event.mentions) and all(m.reciprocal for m in event.mentions),
        when=_when(event.when),
        where=_where(event.where),
        support=SupportJson(reports=event.reports, origins=event.origins),
        status_history=[StatusToldJson(report=r, status=s) for r, s in event.status_history],
        mentions=[_mention(m, texts[m.report]) for m in event.mentions],
    )


def _mention(mention: nouns.EventMention, text: str) -> MentionJson:
    return MentionJson(
        id=mention.id,
        report=mention.report,
        start=mention.span.start,
        end=mention.span.end,
        quote=mention.span.quote(text),
        trigger=SpanJson(start=mention.trigger.start, end=mention.trigger.end),
        type=mention.type,
        mode=mention.mode,
        confidence=round(mention.confidence, _DIGITS),
        status=mention.status,
        reciprocal=mention.reciprocal,
        headline=mention.headline,
        when=_when(mention.when),
        where=_where(mention.where),
        attribution=_attribution(mention.attribution),
    )


def _attribution(attribution: nouns.Attribution) -> AttributionJson:
    span = attribution.span
    return AttributionJson(
        kind=attribution.kind,
        speaker=attribution.speaker,
        start=span.start if span else None,
        end=span.end if span else None,
        actor=attribution.actor,
        force=attribution.force,
    )


def _actor(actor: nouns.Actor) -> ActorJson:
    return ActorJson(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        country=actor.country,
        sector=actor.sector,
        role=actor.role,
    )


def _when(when: nouns.When | None) -> WhenJson | None:
    if when is None:
        return None
    return WhenJson(
        text=when.text,
        edtf=when.edtf,
        earliest=_day(when.earliest),
        latest=_day(when.latest),
        basis=when.basis,
        settled_by=when.settled_by,
    )


def _where(place: nouns.Place | None) -> WhereJson | None:
    if place is None:
        return None
    return WhereJson(name=place.name, country=place.country, lat=place.lat, lon=place.lon, kind=place.kind)


def _difference(difference: nouns.Difference) -> DifferenceJson:
    return DifferenceJson(
        event=difference.event,
        aspect=difference.aspect,
        kind=difference.kind,
        explanation=difference.explanation,
        values=[ValueJson(value=v.value, mentions=[_quote(e) for e in v.evidence]) for v in difference.values],
    )


def _quote(evidence: nouns.Evidence) -> QuoteJson:
    return QuoteJson(report=evidence.report, start=evidence.span.start, end=evidence.span.end, quote=evidence.quote)


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
