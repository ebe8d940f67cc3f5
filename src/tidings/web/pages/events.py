"""Events: a table with facets, its address, and the same as files for other programs."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from ...export import export
from ...gazetteer import countries
from ...library import Filter
from ...library.filters import KEYS, STATUSES
from ...library.pages import event_facets, events_page
from ..asking import filter_of, offset
from ..deps import Reading
from ..rendering import page, wants_part

router = APIRouter(include_in_schema=False)

SIZE = 50
FACETS = 10  # values of a facet that are listed; the chosen ones always are
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
_Chosen = Annotated[list[str] | None, Query(max_length=50)]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks for: the same for the table, the map and the downloads."""

    words: str
    chosen: dict[str, list[str]]
    fields: dict[str, str]

    @property
    def wanted(self) -> Filter:
        return filter_of(self.words, {**self.chosen, **{k: [v] for k, v in self.fields.items()}})

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of an address that asks the same."""
        return {"q": self.words, **self.chosen, **self.fields}

    @property
    def narrowed(self) -> bool:
        return bool(self.words or any(self.chosen.values()) or any(self.fields.values()))


def asked(
    q: str = "",
    type: _Chosen = None,
    status: _Chosen = None,
    country: _Chosen = None,
    outlet: _Chosen = None,
    first: Annotated[str, Query(alias="from", max_length=20)] = "",
    last: Annotated[str, Query(alias="to", max_length=20)] = "",
    origins: Annotated[str, Query(max_length=6)] = "",
) -> Asked:
    """Dependency: the parameters that narrow events."""
    chosen = {"type": type, "status": status, "country": country, "outlet": outlet}
    return Asked(
        words=q,
        chosen={k: [v for v in values or [] if v] for k, values in chosen.items()},
        fields={"from": first, "to": last, "origins": origins},
    )


TheAsked = Annotated[Asked, Depends(asked)]


@router.get("/events")
def events(
    request: Request, library: Reading, asked: TheAsked, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    wanted = asked.wanted
    start = offset(number, SIZE)
    rows = events_page(library, wanted, limit=SIZE + 1, offset=start)
    context: dict[str, Any] = {
        "asked": asked,
        "events": rows[:SIZE],
        "number": number,
        "more": len(rows) > SIZE,
        "facets": _facets(event_facets(library, wanted), asked),
        "formats": tuple(FORMATS),
        "statuses": STATUSES,
        "keys": KEYS,
    }
    if wants_part(request):
        return page(request, "parts/events.html.j2", **context)
    return page(request, "events.html.j2", **context)


@router.get("/events.{suffix}")
def download(library: Reading, asked: TheAsked, suffix: str) -> Response:
    """All events that pass, as a file."""
    if suffix not in FORMATS:
        from ..problems import CannotDo

        raise CannotDo(f"'{suffix}' is no format here; allowed are {', '.join(FORMATS)}", status=404)
    folder = Path(tempfile.mkdtemp(prefix="tidings-"))
    try:
        target = folder / f"events.{suffix}"
        export(library, target, asked.wanted, format=suffix)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return FileResponse(
        target,
        media_type=FORMATS[suffix],
        filename=target.name,
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def _facets(counted: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """For each facet what can be chosen: value, words for it, how many events, and whether it is chosen."""
    shown: dict[str, Any] = {"total": counted["total"], "more": counted["more"]}
    for name, chosen in asked.chosen.items():
        counts = dict(counted[name])
        values = [v for v, _ in counted[name]][:FACETS]
        values += [v for v in chosen if v not in values]
        shown[name] = [(v, _words(name, v), counts.get(v, 0), v in chosen) for v in values]
    return shown


def _words(facet: str, value: str) -> str:
    if facet == "country":
        found = countries().get(value)
        return found.name if found else value
    return value
