"""FollowTheMoney entities, one JSON object a line: events, those involved, and the articles that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..gazetteer import country

_SCHEMAS = {"person": "Person", "organisation": "Organization", "state": "PublicBody", "group": "Organization"}


def actor_entity(actor: Mapping[str, Any]) -> dict[str, Any]:
    """A person, an organisation, or a state as a public body."""
    return _entity(
        _actor_id(actor["id"]), _SCHEMAS[actor["kind"]], name=actor["name"], country=_alpha2(actor["country"])
    )


def event_entity(event: Mapping[str, Any], reports: Iterable[str]) -> dict[str, Any]:
    """An event: `organizer` is who did it, `involved` to whom."""
    return _entity(
        f"tidings-event-{event['id']}",
        "Event",
        name=event["summary"],
        startDate=event["earliest"],
        endDate=event["latest"],
        location=event["place"],
        country=_alpha2(event["country"]),
        organizer=[_actor_id(a["id"]) for a in event["actors"]],
        involved=[_actor_id(a["id"]) for a in event["recipients"]],
        proof=[_report_id(r) for r in reports],
        keywords=[k for k in (event["type"], event["mode"], event["status"]) if k],
        recordId=event["id"],
    )


def report_entity(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report as an article."""
    return _entity(
        _report_id(report["id"]),
        "Article",
        title=report["title"],
        sourceUrl=report["url"],
        publisher=report["outlet"],
        publishedAt=report["published"],
        language=report["language"],
    )


def _entity(id: str, schema: str, **properties: Any) -> dict[str, Any]:
    kept = {k: v if isinstance(v, list) else [v] for k, v in properties.items() if v not in (None, [])}
    return {"id": id, "schema": schema, "properties": kept}


def _actor_id(id: str) -> str:
    return "tidings-" + id.replace(":", "-")


def _report_id(id: str) -> str:
    return f"tidings-report-{id}"


def _alpha2(code: str | None) -> str | None:
    try:
        return country(code).alpha2.lower() or None if code else None
    except (KeyError, ValueError):
        return None


def entities(
    events: Iterable[Mapping[str, Any]], told_by: Mapping[str, list[str]], reports: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """All entities: reports, then events, each actor once before the first event that names it."""
    for report in reports:
        yield report_entity(report)
    seen: set[str] = set()
    for event in events:
        for actor in [*event["actors"], *event["recipients"]]:
            if actor["id"] not in seen:
                seen.add(actor["id"])
                yield actor_entity(actor)
        yield event_entity(event, told_by.get(event["id"], []))
