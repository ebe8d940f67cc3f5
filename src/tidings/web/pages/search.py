"""Search: reports with the words, the words in their place, and what narrows them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup, escape

from ...brief.safe import inside_line
from ...library.filters import KEYS
from ...library.pages import CLOSES, OPENS, search_facets, search_page
from ..asking import filter_of, offset
from ..deps import Reading
from ..rendering import page, wants_part

router = APIRouter(include_in_schema=False)

SIZE = 20
_BEGINNING = 220  # characters of a report that has no snippet


@router.get("/search")
def search(
    request: Request,
    library: Reading,
    q: str = "",
    outlet: Annotated[list[str] | None, Query(max_length=50)] = None,
    month: Annotated[str, Query(pattern=r"^(\d{4}-\d{2})?$")] = "",
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:
    outlets = [o for o in outlet or [] if o]
    wanted = filter_of(q, {"outlet": outlets, "since": [month], "until": [month]})
    rows = search_page(library, wanted, limit=SIZE + 1, offset=offset(number, SIZE))
    context: dict[str, Any] = {
        "query": q,
        "outlets": outlets,
        "month": month,
        "found": [{**r, "shown": shown(r)} for r in rows[:SIZE]],
        "facets": search_facets(library, wanted),
        "number": number,
        "more": len(rows) > SIZE,
        "params": {"q": q, "outlet": outlets, "month": month},
        "keys": KEYS,
    }
    template = "parts/search.html.j2" if wants_part(request) else "search.html.j2"
    return page(request, template, **context)


def shown(row: dict[str, Any]) -> Markup:
    """A snippet with its found words marked; the report's beginning where words were found in the title alone."""
    snippet = row["snippet"]
    if snippet is None or OPENS not in snippet:
        begun = row["beginning"]
        return escape(inside_line(begun[:_BEGINNING]) + ("…" if len(begun) > _BEGINNING else ""))
    parts: list[str] = []
    for piece in snippet.split(OPENS):
        marked, closed, rest = piece.partition(CLOSES)
        if closed:
            parts.append(f"<mark>{escape(inside_line(marked))}</mark>{escape(inside_line(rest))}")
        else:
            parts.append(str(escape(inside_line(piece))))
    return Markup("".join(parts))  # noqa: S704 (each part is escaped)
