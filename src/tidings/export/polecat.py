"""Events in the columns of POLECAT, for code that reads its weekly files: tab-separated, one event a row.

What Tidings does not know stays empty: an event without a date has no date, and POLECAT's identifiers of
Wikipedia, GeoNames and the Correlates of War are not ours to give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .cells import JOINT

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title",
    "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
    "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
    "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations",
    "Story Locations", "Language", "Version",
)  # fmt: skip
VERSION = "tidings"
_ONE_DAY = 10  # letters of a date
_BREAKS = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\0": " "})


def rows(events: Iterable[Mapping[str, Any]], sources: Mapping[str, tuple[str, str]]) -> Iterator[list[str]]:
    """Rows of cells under `COLUMNS`; `sources` gives outlets and first day of publication by event id."""
    for event in events:
        outlets, published = sources.get(event["id"], ("", ""))
        cells: dict[str, Any] = {
            "Event ID": event["id"],
            "Event Date": event["earliest"] if event["earliest"] == event["latest"] else None,
            "Event Type": event["type"],
            "Event Mode": event["mode"],
            "Intensity": event["intensity"],
            "Quad Code": _QUADS.get(event["quad"]),
            **_side("Actor", event["actors"]),
            **_side("Recipient", event["recipients"]),
            "Placename": event["place"],
            "Country": event["country"],
            "Latitude": event["lat"],
            "Longitude": event["lon"],
            "Source": outlets,
            "Publication Date": published,
            "Story People": _named(event, "person"),
            "Story Organizations": _named(event, "organisation"),
            "Story Locations": event["place"],
            "Language": "English",
            "Version": VERSION,
        }
        yield ["" if cells.get(c) is None else str(cells[c]).translate(_BREAKS) for c in COLUMNS]


_QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}


def _side(name: str, people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sectors = [p["sector"] for p in people if p["sector"]]
    return {
        f"{name} Name": JOINT.join(p["name"] for p in people),
        f"{name} Country": JOINT.join(dict.fromkeys(p["country"] for p in people if p["country"])),
        f"Primary {name} Sector": sectors[0] if sectors else None,
        f"{name} Sectors": JOINT.join(dict.fromkeys(sectors)),
        f"{name} Name Raw": JOINT.join(p["name"] for p in people),
    }


def _named(event: Mapping[str, Any], kind: str) -> str:
    people = [*event["actors"], *event["recipients"]]
    return JOINT.join(dict.fromkeys(p["name"] for p in people if p["kind"] == kind))
