"""How the REST interface answers: JSON that steers nothing, a weak ETag, problems instead of exceptions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from ...brief.safe import json_safe
from ...errors import TidingsError
from ...library.paging import MOST_ROWS
from ..problems import CannotDo
from . import problems

SHOWN = 50  # rows of a page, where no limit is given, as on the command line
_MOST_FILTER = 2_000  # characters
_MOST_ID = 300
_TAG_LETTERS = 22
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]

Words = Annotated[
    str,
    Query(max_length=_MOST_FILTER, description="A filter, as on the command line: `country:UKR from:7d` and words."),
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows of a page.")]
Cursor = Annotated[
    str | None,
    Query(max_length=1_000, description="`next` of the page before, with the same filter; without it, the first page."),
]
Id = Annotated[str, Path(min_length=1, max_length=_MOST_ID, description="An id, or the beginning of one.")]
ActorId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=_MOST_ID,
        pattern=r"^[^\x00-\x1f]+$",  # an address with a line break would lead to no route at all
        description="An actor's id, such as `state:FIN`.",
    ),
]

_PROBLEM: dict[str, Any] = {problems.MEDIA_TYPE: {"schema": problems.SCHEMA}}
KNOWN_PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "What was asked cannot be done: its `what` says why, its `next` what to do.",
        "content": _PROBLEM,
    },
    503: {"description": "Another process is writing, or too much waits to be read.", "content": _PROBLEM},
}


class ApiRoute(APIRoute):
    """A route whose exceptions become problems, and whose answers a client need not fetch twice."""

    def get_route_handler(self) -> _Handler:
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handler(request)
            except (TidingsError, CannotDo, RequestValidationError, HTTPException) as error:
                return problems.answer(request, error)
            return _tagged(request, response)

        return guarded


def told(value: Any, *, status: int = 200) -> Response:
    """A value as JSON, written as `--format json` does: no character of a report steers whoever prints it."""
    body = json_safe(json.dumps(value, ensure_ascii=False))
    return Response(body, status_code=status, media_type="application/json")


def _tagged(request: Request, response: Response) -> Response:
    """The answer with a weak ETag, or 304 without a body where the client has it."""
    if request.method != "GET" or response.status_code != 200:
        return response
    tag = f'W/"{hashlib.sha256(response.body).hexdigest()[:_TAG_LETTERS]}"'
    response.headers["ETag"] = tag
    if has_tag(request.headers.get("if-none-match", ""), tag):
        headers = {k: v for k, v in response.headers.items() if k.lower() in {"etag", "link"}}
        return Response(status_code=304, headers=headers)
    return response


def has_tag(given: str, tag: str) -> bool:
    """Is the tag among those of an If-None-Match header, compared weakly?"""
    opaque = tag.removeprefix("W/")
    return any(one.strip() == "*" or one.strip().removeprefix("W/") == opaque for one in given.split(","))
