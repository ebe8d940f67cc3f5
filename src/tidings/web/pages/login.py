"""The login page of a desk that wants a token, and the end of a visit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from ..deps import TheDesk
from ..rendering import page, set_cookie
from ..security import SESSION, is_token, sealed

router = APIRouter(include_in_schema=False)

_KEPT = 30 * 86_400  # seconds a browser keeps the login
_LONGEST = 1_000  # characters of a token or an address that are looked at


@router.get("/login")
def login(request: Request, desk: TheDesk, next: str = "/") -> Response:
    if desk.token is None:
        return RedirectResponse("/", status_code=303)
    return page(request, "login.html.j2", next=local(next), wrong=False)


@router.post("/login", dependencies=[Depends(sealed)])
def log_in(
    request: Request, desk: TheDesk, token: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    if not is_token(desk, token.strip()[:_LONGEST]):
        return page(request, "login.html.j2", status=401, next=local(next), wrong=True)
    answer = RedirectResponse(local(next), status_code=303)
    set_cookie(request, answer, SESSION, desk.token_seal("session"), max_age=_KEPT)
    return answer


@router.post("/logout", dependencies=[Depends(sealed)])
def log_out() -> Response:
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(SESSION, path="/", httponly=True, samesite="strict")
    return answer


def local(address: str) -> str:
    """An address of this desk: what leads elsewhere ('//evil.example', 'https:...') becomes the first page."""
    safe = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address[:_LONGEST] if safe and address.isprintable() else "/"
