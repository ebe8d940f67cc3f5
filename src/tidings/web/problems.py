"""What goes wrong at the desk: a status, and a sentence that says what to do next; for programs problem+json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.responses import Response
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from typing_extensions import TypedDict

from ..brief.safe import json_safe
from ..errors import (
    Ambiguous,
    Ended,
    InputError,
    JudgementError,
    LibraryBusy,
    LibraryReadOnly,
    NotFound,
    SettingError,
    TidingsError,
    Waiting,
)

API = "/api/"  # what lies under it answers programs: always JSON
MEDIA_TYPE = "application/problem+json"
_MOST_GOT = 200  # characters of what was sent that are told again
_RETRY_SECONDS = 2
TOO_LARGE = "That is more than the {} MB a request may have; nothing was read. Send less at once."


class CannotDo(Exception):
    """A request that cannot be done: the sentence to show, and the HTTP status."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class TooLarge(HTTPException):
    """A request's body is longer than the desk takes; of the kind that the reading of a body hands on."""

    def __init__(self, most: int) -> None:
        super().__init__(413, TOO_LARGE.format(most // 1_000_000))


_STATUS: tuple[tuple[type[TidingsError], int], ...] = (
    (LibraryBusy, 503),
    (LibraryReadOnly, 403),
    (NotFound, 404),
    (Ambiguous, 400),
    (Ended, 410),
    (Waiting, 409),
    (SettingError, 400),
    (InputError, 400),
    (JudgementError, 409),
)


def status_of(error: TidingsError) -> int:
    """The HTTP status of an error of ours."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


_OPENAPI = "see /api/v1/openapi.json for what each address takes"
_NEXT = {
    400: _OPENAPI,
    401: "send the token as 'Authorization: Bearer TOKEN'",
    403: "ask from a page of this desk, or from a program that sends no Origin",
    404: "take an id from a list, such as /api/v1/stories or /api/v1/actors",
    405: _OPENAPI,
    409: "look at what is there now, then ask again",
    410: "look for its reports with /api/v1/search",
    413: "send less at once",
    421: "ask by the address that `tidings serve` printed",
    422: _OPENAPI,
    429: "wait as long as Retry-After says, then ask again",
    503: "wait as long as Retry-After says, then ask again",
}


class Problem(TypedDict):
    """A request that was not done, and why. RFC 9457 has the first three; null means that there is nothing to say."""

    type: str
    title: str
    status: int
    what: str
    got: str | None
    allowed: list[str] | None
    next: str


SCHEMA: dict[str, Any] = TypeAdapter(Problem).json_schema()


def problem(
    status: int,
    what: str,
    *,
    got: str | None = None,
    allowed: Sequence[str] | None = None,
    next_step: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for something that went wrong. Without `next_step`, the one that its status suggests."""
    told = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        what=what,
        got=_short(got),
        allowed=list(allowed) if allowed is not None else None,
        next=next_step or _NEXT.get(status, "try again; if it happens again, the log of the desk says more"),
    )
    body = json_safe(json.dumps(told, ensure_ascii=False))
    more = {"Retry-After": str(_RETRY_SECONDS)} if status == 503 else {}
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers={**more, **(headers or {})})


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= _MOST_GOT:
        return text
    return text[:_MOST_GOT] + "…"
