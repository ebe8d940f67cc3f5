"""A report: its text with all that was read from it, and a part of that beside other pages."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ...brief import wording
from ...brief.html import web_address
from ...library.pages import account
from ...records import Span
from ..annotate import annotated, marked
from ..deps import Reading
from ..rendering import page

router = APIRouter(include_in_schema=False)

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_MOST_SPANS = 20
_LAYERS = (("event", "Events"), ("actor", "Actors"), ("place", "Places"), ("time", "Times"), ("said", "Who says it"))


@router.get("/reports/{id}")
def report(request: Request, library: Reading, id: str, at: str = "") -> Response:
    """A report with its words explained; `at=120-180,300-310` marks some of them."""
    found, about = account(library, id)
    shown = annotated(found, hits=spans(at, len(found.report.text)), events=about["events"], actors=about["actors"])
    return page(
        request,
        "report.html.j2",
        report=found.report,
        account=found,
        about=about,
        title=wording.report_title(found.report),
        source=wording.report_source(found.report),
        link=web_address(found.report),
        file=wording.file_name(found.report),
        shown=shown,
        layers=_LAYERS,
    )


@router.get("/reports/{id}/beside")
def beside(request: Request, library: Reading, id: str, at: str = "") -> Response:
    """A report's text with some words marked, as a part of another page."""
    found, about = account(library, id)
    hits = spans(at, len(found.report.text))
    return page(
        request,
        "parts/report.html.j2",
        report=found.report,
        about=about,
        title=wording.report_title(found.report),
        source=wording.report_source(found.report),
        link=web_address(found.report),
        text=marked(found, hits=hits),
        at=at if hits else "",
    )


def spans(text: str, length: int) -> list[Span]:
    """The stretches that '120-180,300-310' names, inside a text of `length`; what is none is passed over."""
    found = set()
    for piece in text.split(",")[:_MOST_SPANS]:
        told = _SPAN.fullmatch(piece.strip())
        if told and int(told[1]) < min(int(told[2]), length):
            found.add(Span(start=int(told[1]), end=min(int(told[2]), length)))
    return sorted(found)
