"""What goes wrong, as application/problem+json (RFC 9457): what, got, allowed, and the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ...errors import SettingError, TidingsError
from ...library.filters import KEYS
from ..problems import MEDIA_TYPE, SCHEMA, CannotDo, TooLarge, problem, status_of

__all__ = ["MEDIA_TYPE", "SCHEMA", "answer", "problem"]

_MOST_GOT = 200  # characters of what was sent that are told again
_MOST_TOLD = 10  # mistakes of one request that are told
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
