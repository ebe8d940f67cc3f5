"""The tables of an archive: their columns, and the rows that a coded report gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from ..codebook.book import Codebook
from ..records import Account, EventMention, Participant, Report, Span
from ..stories import signal

UNDATED = "undated"  # the partition of what carries no day of publication
_SPANS = 'STRUCT(kind VARCHAR, "start" INTEGER, "end" INTEGER)[]'
_DIGITS = 4  # of a probability: more would be noise that differs between machines

# `month`, of every table, is the partition: the month of publication as YYYY-MM, or 'undated'.
TABLES: dict[str, dict[str, str]] = {
    "reports": {
        "id": "VARCHAR",
        "title": "VARCHAR",
        "outlet": "VARCHAR",
        "url": "VARCHAR",
        "published": "DATE",
        "language": "VARCHAR",
        "text": "VARCHAR",
        "words": "INTEGER",
        "mentions": "INTEGER",
        "segments": _SPANS,
        "content": "VARCHAR",
        "path": "VARCHAR",
        "place": "VARCHAR",
        "shard": "VARCHAR",
        "row": "INTEGER",
        "month": "VARCHAR",
    },
    "event_mentions": {
        "id": "VARCHAR",
        "report": "VARCHAR",
        "type": "VARCHAR",
        "mode": "VARCHAR",
        "quad": "TINYINT",
        "intensity": "DOUBLE",
        "status": "VARCHAR",
        "confidence": "DOUBLE",
        "quote": "VARCHAR",
        "start": "INTEGER",
        "end": "INTEGER",
        "trigger_start": "INTEGER",
        "trigger_end": "INTEGER",
        "when_text": "VARCHAR",
        "edtf": "VARCHAR",
        "earliest": "DATE",
        "latest": "DATE",
        "basis": "VARCHAR",
        "place": "VARCHAR",
        "country": "VARCHAR",
        "lat": "DOUBLE",
        "lon": "DOUBLE",
        "attribution": "VARCHAR",
        "speaker": "VARCHAR",
        "speaker_actor": "VARCHAR",
        "force": "VARCHAR",
        "speaker_start": "INTEGER",
        "speaker_end": "INTEGER",
        "reciprocal": "BOOLEAN",
        "headline": "BOOLEAN",
        "shard": "VARCHAR",
        "month": "VARCHAR",
    },
    "actors": {
        "mention": "VARCHAR",
        "report": "VARCHAR",
        "side": "VARCHAR",
        "actor": "VARCHAR",
        "name": "VARCHAR",
        "kind": "VARCHAR",
        "country": "VARCHAR",
        "sector": "VARCHAR",
        "role": "VARCHAR",
        "quote": "VARCHAR",
        "start": "INTEGER",
        "end": "INTEGER",
        "shard": "VARCHAR",
        "month": "VARCHAR",
    },
    "origins": {
        "document": "VARCHAR",
        "report": "VARCHAR",
        "origin": "VARCHAR",
        "kind": "VARCHAR",
        "outlet": "VARCHAR",
        "url": "VARCHAR",
        "published": "DATE",
        "path": "VARCHAR",
        "place": "VARCHAR",
        "shard": "VARCHAR",
        "month": "VARCHAR",
    },
    "rejects": {
        "path": "VARCHAR",
        "place": "VARCHAR",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
        "url": "VARCHAR",
        "language": "VARCHAR",
        "published": "DATE",
        "documents": "INTEGER",
        "shard": "VARCHAR",
        "month": "VARCHAR",
    },
    "signals": {
        "report": "VARCHAR",
        "title": "VARCHAR",
        "terms": "VARCHAR[]",
        "counts": "UTINYINT[]",
        "names": "VARCHAR[]",
        "keys": "VARCHAR[]",
        "date": "DATE",
        "stated": "BOOLEAN",
        "language": "VARCHAR",
        "words": "INTEGER",
        "shard": "VARCHAR",
        "month": "VARCHAR",
    },
}

Row = dict[str, Any]


def month_of(published: dt.date | None) -> str:
    """The partition of a day of publication."""
    return published.isoformat()[: len("YYYY-MM")] if published else UNDATED


def report_row(account: Account, *, content: str, words: int) -> Row:
    report = account.report
    return {
        "id": report.id,
        "title": report.title,
        "outlet": report.outlet,
        "url": report.url,
        "published": _day(report.published),
        "language": report.language,
        "text": report.text,
        "words": words,
        "mentions": len(account.mentions),
        "segments": [{"kind": s.kind, "start": s.span.start, "end": s.span.end} for s in account.segments],
        "content": content,
        "path": report.path,
    }


def mention_rows(account: Account, codebook: Codebook) -> Iterator[Row]:
    for mention in account.mentions:
        yield _mention_row(mention, account.report.text, codebook)


def actor_rows(account: Account) -> Iterator[Row]:
    for mention in account.mentions:
        sides: Mapping[str, tuple[Participant, ...]] = {"actor": mention.actors, "recipient": mention.recipients}
        for side, participants in sides.items():
            for one in participants:
                yield {
                    "mention": mention.id,
                    "report": mention.report,
                    "side": side,
                    "actor": one.actor.id,
                    "name": one.actor.name,
                    "kind": one.actor.kind,
                    "country": one.actor.country,
                    "sector": one.actor.sector,
                    "role": one.actor.role,
                    "quote": one.span.quote(account.report.text),
                    "start": one.span.start,
                    "end": one.span.end,
                }


def signal_row(account: Account) -> Row:
    """What `tidings archive group` needs of a report."""
    one = signal(account.report, segments=account.segments or None)
    return {
        "report": one.report,
        "title": one.title,
        "terms": list(one.terms),
        "counts": list(one.counts),
        "names": list(one.names),
        "keys": list(one.keys),
        "date": _day(one.date),
        "stated": one.stated,
        "language": one.language,
        "words": one.words,
    }


def origin_row(report: Report, *, of: str, origin: str, kind: str, place: str | None) -> Row:
    return {
        "document": report.id,
        "report": of,
        "origin": origin,
        "kind": kind,
        "outlet": report.outlet,
        "url": report.url,
        "published": _day(report.published),
        "path": report.path,
        "place": place,
    }


def _mention_row(mention: EventMention, text: str, codebook: Codebook) -> Row:
    kind = codebook.type(mention.type) if mention.type in codebook.ids else None  # a user's coder may have others
    when, where, said = mention.when, mention.where, mention.attribution
    speaker = said.span or Span(start=0, end=0)
    return {
        "id": mention.id,
        "report": mention.report,
        "type": mention.type,
        "mode": mention.mode,
        "quad": kind.quad if kind else None,
        "intensity": kind.intensity if kind else None,
        "status": mention.status,
        "confidence": round(mention.confidence, _DIGITS),
        "quote": mention.span.quote(text),
        "start": mention.span.start,
        "end": mention.span.end,
        "trigger_start": mention.trigger.start,
        "trigger_end": mention.trigger.end,
        "when_text": when.text if when else None,
        "edtf": when.edtf if when else None,
        "earliest": _day(when.earliest) if when else None,
        "latest": _day(when.latest) if when else None,
        "basis": when.basis if when else None,
        "place": where.name if where else None,
        "country": where.country if where else None,
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "attribution": said.kind,
        "speaker": said.speaker,
        "speaker_actor": said.actor,
        "force": said.force,
        "speaker_start": speaker.start if said.span else None,
        "speaker_end": speaker.end if said.span else None,
        "reciprocal": mention.reciprocal,
        "headline": mention.headline,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
