"""An actor: what it did and what was done to it, with whom, by which names; and what is wrong about that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from ...brief.excerpt import Excerpt, excerpt
from ...gazetteer import countries
from ...library import Filter, Library
from ...library.filters import Term
from ...library.pages import (
    actor_names,
    actor_offices,
    actor_periods,
    actor_reports,
    events_page,
    find_actors,
    judgements_of,
    stories_without_offices,
    tellers,
)
from ...records import Span
from ..charts import kinds_shown, quad_chart
from ..deps import Reading
from ..problems import CannotDo
from ..rendering import day, page, wants_part

router = APIRouter(include_in_schema=False)

LISTED = 60  # actors of the list
PARTNERS, EVENTS, NAMES, REPORTS = 14, 10, 16, 60
STATED = 150  # characters of a statement of an office
_KINDS = ("state", "person", "organisation", "group")
# PLOVER's sectors in words, for those who correct one
SECTORS = {
    "GOV": "government",
    "MIL": "military",
    "REB": "rebels",
    "OPP": "opposition",
    "PTY": "party",
    "COP": "police",
    "JUD": "courts",
    "SPY": "intelligence",
    "IGO": "intergovernmental",
    "NGO": "non-governmental",
    "BUS": "business",
    "MED": "media",
    "EDU": "education",
    "REL": "religion",
    "CVL": "civilians",
    "LEG": "legislature",
    "CRM": "criminals",
    "LAB": "labour",
    "ELI": "elites",
    "JRN": "journalists",
    "HLH": "health",
    "AGR": "agriculture",
    "UAF": "unidentified armed forces",
    "REF": "refugees",
    "SOC": "civil society",
}


@router.get("/actors")
def actors(request: Request, library: Reading, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    rows = find_actors(library, q, limit=LISTED)
    template = "parts/actors.html.j2" if wants_part(request) else "actors.html.j2"
    shown = [{**r, "place": _country(r["country"]), "branch": SECTORS.get(r["sector"], r["sector"])} for r in rows]
    return page(request, template, query=q, actors=shown, most=LISTED)


@router.get("/actors/{id:path}")
def actor(request: Request, library: Reading, id: str) -> Response:
    with library.store.read():
        found = library.show(id)
        if found["kind_of_record"] != "actor":
            raise CannotDo(f"there is no actor '{id}'", status=404)
        rows = actor_periods(library, id)
        judgements = judgements_of(library, id)
        did = side_events(library, id, "by", None, EVENTS)
        suffered = side_events(library, id, "recipient", None, EVENTS)
        partners = library.dyads(Filter(terms=(Term(key="actor", values=(id,)),)), limit=PARTNERS * 3)
        names = actor_names(library, id)
        offices, due = actor_offices(library, id), stories_without_offices(library)
        reports = actor_reports(library, id, limit=REPORTS)
    merged = next((j for j in judgements if not j["undone"] and id in j["what"].get("actors", ())), None)
    charts = [
        (title, quad_chart(rows, side=side, label=f"{title}, over time, by kind of event"))
        for side, title in (("actor", f"What {found['name']} did"), ("recipient", f"What was done to {found['name']}"))
    ]
    return page(
        request,
        "actor.html.j2",
        actor=found,
        country=_country(found["country"]),
        sectors=SECTORS,
        kinds_of_actor=_KINDS,
        countries=sorted(((c.name, code) for code, c in countries().items())),
        kinds=kinds_shown(chart for _, chart in charts),
        charts=[(title, chart, Markup(chart.svg)) for title, chart in charts],  # noqa: S704 (escapes its text)
        partners=_partners(id, partners)[:PARTNERS],
        did=did,
        suffered=suffered,
        names=names[:NAMES],
        offices=[office(o) for o in offices],
        offices_due=due,
        more_names=max(0, len(names) - NAMES),
        reports=reports,
        judgements=judgements,
        merged=merged,
    )


@router.get("/dyad")
def dyad(
    request: Request,
    library: Reading,
    one: Annotated[str, Query(max_length=300)],
    other: Annotated[str, Query(max_length=300)],
) -> Response:
    """What two did to each other."""
    with library.store.read():
        first, second = library.show(one), library.show(other)
        if {first["kind_of_record"], second["kind_of_record"]} != {"actor"}:
            raise CannotDo("there is no such pair of actors; both ids begin like 'state:FRA'", status=404)
        rows = actor_periods(library, one, other=other)
        sides = []
        for a, b, side in ((first, second, "actor"), (second, first, "recipient")):
            told = side_events(library, a["id"], "by", b["id"], EVENTS * 2)
            chart = quad_chart(rows, side=side, label=f"What {a['name']} did to {b['name']}, over time")
            sides.append((a, b, chart, Markup(chart.svg), told))  # noqa: S704 (escapes its text)
        quotes = tellers(library, [e["id"] for s in sides for e in s[4]])
    kinds = kinds_shown(chart for _, _, chart, _, _ in sides)
    return page(request, "dyad.html.j2", one=first, other=second, sides=sides, kinds=kinds, quotes=quotes)


def side_events(library: Library, id: str, side: str, other: str | None, limit: int) -> list[dict[str, Any]]:
    """The latest events in which an actor is on a side, with another one on the other side where it is given."""
    terms = [Term(key=side, values=(id,))]
    if other is not None:
        terms.append(Term(key="recipient" if side == "by" else "by", values=(other,)))
    return events_page(library, Filter(terms=tuple(terms)), limit=limit, offset=0)


def office(found: Mapping[str, Any]) -> dict[str, Any]:
    """An office of `actor_offices` as the page shows it: the country's name, each holder's days and words."""
    holders = [{**h, "stretch": _stretch(h), "excerpt": _stated(h["told"])} for h in found["holders"]]
    return {**found, "place": _country(found["country"]), "holders": holders}


def _stretch(holder: Mapping[str, Any]) -> str:
    """'8 Sep 2022 to 9 Oct 2022, 1 without a date' of the days of the reports."""
    first, last, undated = holder["first"], holder["last"], holder["reports"] - holder["dated"]
    if last is None:
        return "no date"
    days = day(last) if first == last else f"{day(first)} to {day(last)}"
    return f"{days}, {undated} without a date" if undated else days


def _stated(told: Mapping[str, Any]) -> Excerpt:
    """The words of a statement in those of their line that stand around them."""
    before = told["before"].rsplit("\n", 1)[-1]
    words = told["words"]
    text = before + words + told["after"].split("\n", 1)[0]
    span = Span(start=len(before), end=len(before) + len(words))
    whole = Span(start=0, end=len(text))
    return excerpt(text, whole, marks=[(span, "value")], limit=STATED)


def _country(code: str | None) -> str | None:
    found = countries().get(code or "")
    return found.name if found else code


def _partners(id: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those with whom an actor has events, both ways together."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        out = row["actor"] == id
        other, name = (row["recipient"], row["recipient_name"]) if out else (row["actor"], row["actor_name"])
        if other == id:
            continue
        entry = found.setdefault(
            other, {"id": other, "name": name, "events": 0, "did": 0, "cooperation": 0, "conflict": 0}
        )
        entry["events"] += row["events"]
        entry["did"] += row["events"] if out else 0
        entry["cooperation"] += row["verbal_cooperation"] + row["material_cooperation"]
        entry["conflict"] += row["verbal_conflict"] + row["material_conflict"]
    return sorted(found.values(), key=lambda e: (-e["events"], e["id"]))
