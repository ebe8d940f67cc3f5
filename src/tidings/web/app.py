"""The desk put together: guard, static files, pages, REST interface, and what is shown when something goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from ..errors import TidingsError
from . import pages
from .api import problems as api_problems
from .api import router as api_router
from .jobs import Jobs
from .problems import API, CannotDo, status_of
from .rendering import page
from .security import LOOPBACK, Guard
from .shelf import Shelf, Texts
from .state import Add, Desk, Libraries, Limits, add_to

_KEPT = "public, max-age=31536000, immutable"  # a static file's address changes with its content


class _Static(StaticFiles):
    """Static files that a browser keeps, where the address names their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        scope = args[2] if len(args) > 2 else kwargs["scope"]
        if b"v=" in scope["query_string"]:
            answer.headers["Cache-Control"] = _KEPT
        return answer


def create_app(
    path: str | Path,
    *,
    token: str | None = None,
    allowed_hosts: Sequence[str] = (),
    add: Add = add_to,
    limits: Limits | None = None,
) -> FastAPI:
    """The desk over the library at `path`, which is opened when it is first asked.

    With a `token` all pages want it. `allowed_hosts` are names besides those of this machine's loopback that lead
    here. `add` keeps reports: `(path, sources, on_progress) -> AddedAll`.
    """
    hosts = (*LOOPBACK, *(h.lower() for h in allowed_hosts))
    desk = Desk(path=Path(path), token=token or None, allowed_hosts=hosts, add=add, limits=limits or Limits())
    jobs = Jobs()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        jobs.close()

    app = FastAPI(
        title="Tidings",
        description="What news reports say: events, stories, differences, each with the words it rests on.",
        version=_version(),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.libraries = Libraries(desk.path)
    app.state.jobs = jobs
    app.state.shelf = Shelf()
    app.state.texts = Texts()
    app.add_middleware(Guard, desk=desk)
    app.mount("/static", _Static(directory=str(files(__package__).joinpath("static"))), name="static")
    for router in (*pages.routers(), api_router):
        app.include_router(router)
    app.add_exception_handler(TidingsError, _ours)
    app.add_exception_handler(CannotDo, _cannot)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)
    return app


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tidings")
    except PackageNotFoundError:
        return "unreleased"


async def _ours(request: Request, error: Exception) -> Response:
    status = status_of(error) if isinstance(error, TidingsError) else 500
    return problem(request, status, str(error), error)


async def _cannot(request: Request, error: Exception) -> Response:
    return problem(request, error.status if isinstance(error, CannotDo) else 500, str(error), error)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = str(error.detail) if isinstance(error, HTTPException) else ""
    message = "There is no such page." if status == 404 and said == "Not Found" else f"{said}."
    answer = problem(request, status, message, error)
    for name, value in (getattr(error, "headers", None) or {}).items():
        answer.headers[name] = value
    return answer


async def _invalid(request: Request, error: Exception) -> Response:
    told = error.errors() if isinstance(error, RequestValidationError) else ()
    parts = [f"{'.'.join(str(p) for p in e['loc'][1:]) or 'the request'}: {e['msg']}" for e in told]
    return problem(request, 422, "What was sent cannot be used: " + "; ".join(parts), error)


async def _unforeseen(request: Request, error: Exception) -> Response:
    return problem(request, 500, "The desk made a mistake; what you asked was not done. Its log says more.", error)


def problem(request: Request, status: int, message: str, error: Exception) -> Response:
    """A page, or for programs problem+json, that says what went wrong and what to do."""
    if request.url.path.startswith(API):
        return api_problems.answer(request, error)
    template = "parts/problem.html.j2" if request.headers.get("hx-request") == "true" else "problem.html.j2"
    return page(request, template, status=status, code=status, message=_sentence(message))


def _sentence(message: str) -> str:
    """An error's message as a sentence: ours begin small, since a command puts 'error:' before them."""
    text = message[:1].upper() + message[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
