"""What goes wrong, as application/problem+json (RFC 9457): what, got, allowed, and the next step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from typing_extensions import TypedDict

from ...brief.safe import json_safe
from ...errors import SettingError, TidingsError
from ...library.filters import KEYS
from ..problems import CannotDo, status_of
from ..security import TooLarge

MEDIA_TYPE = "application/problem+json"
_MOST_GOT = 200  # characters of what was sent that are told again
_MOST_TOLD = 10  # mistakes of one request that are told
_RETRY_SECONDS = 2
_BOUNDS = {
    "expected": "one of",
    "expected_tags": "one of",
    "ge": "at least",
    "le": "at most",
    "lt": "below",
    "min_length": "at least so long:",
    "max_length": "at most so long:",
    "pattern": "of the pattern",
}
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


def answer(request: Request, error: Exception) -> Response:
    """The problem that an exception is: one of ours, one of the framework's, or one that nobody foresaw."""
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _http(request, error)
    if isinstance(error, CannotDo):
        return problem(error.status, str(error))
    if isinstance(error, SettingError):
        got = request.query_params.get("q")
        keys = [f"{key}:" for key in KEYS] if "filter word" in str(error) else None
        return problem(status_of(error), str(error), got=got, allowed=keys)
    if isinstance(error, TidingsError):
        return problem(status_of(error), str(error))
    return problem(500, "the desk made a mistake; what was asked was not done")


def _http(request: Request, error: HTTPException) -> Response:
    if isinstance(error.__cause__, TooLarge):
        return problem(413, "the body is longer than the desk takes; nothing was read")
    got = f"{request.method} {request.url.path}"
    said = str(error.detail)
    what = f"there is no address {request.url.path}" if error.status_code == 404 and said == "Not Found" else said
    return problem(error.status_code, what, got=got, headers=error.headers)


def _invalid(error: RequestValidationError) -> Response:
    mistakes = list(error.errors())[:_MOST_TOLD]
    what = "; ".join(f"{_place(m['loc'])}: {m['msg']}" for m in mistakes)
    first: Mapping[str, Any] = mistakes[0] if mistakes else {}
    allowed = [f"{_BOUNDS[k]} {v}" for k, v in (first.get("ctx") or {}).items() if k in _BOUNDS]
    got = _told(first.get("input")) if mistakes else None
    return problem(422, what or "the request cannot be used", got=got, allowed=allowed or None)


def _place(parts: Sequence[Any]) -> str:
    return ".".join(str(p) for p in parts[1:]) or "the body"


def _told(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)[: _MOST_GOT + 1]


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= _MOST_GOT:
        return text
    return text[:_MOST_GOT] + "…"
