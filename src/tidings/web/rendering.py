"""Templates and what they may use. Text of reports is escaped, and what could steer a reader's eye is made visible."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..brief import wording
from ..brief.safe import inside_line
from ..records import When
from . import security
from .state import Desk

THEME = "tidings-theme"
THEMES = ("light", "dark")
JUDGEMENTS = {
    "actor-merge": "Joined",
    "actor-rename": "Corrected",
    "actor-split": "Parted",
    "story-merge": "Joined stories",
    "story-split": "Parted a story",
    "story-rename": "Renamed the story",
}

_A_YEAR = 31_536_000  # seconds
_VISIT_BYTES = 18


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page, or a part of one, from a template of web/templates."""
    desk: Desk = request.app.state.desk
    visit = security.cookies(request.headers).get(security.VISIT) or secrets.token_urlsafe(_VISIT_BYTES)
    theme = request.cookies.get(THEME)
    html = (
        environment()
        .get_template(template)
        .render(
            seal=security.seal_for(desk, visit),
            theme=theme if theme in THEMES else "",
            path=request.url.path,
            address=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            with_token=desk.token is not None,
            **context,
        )
    )
    answer = HTMLResponse(html, status_code=status)
    if security.VISIT not in request.cookies:
        set_cookie(request, answer, security.VISIT, visit)
    return answer


def set_cookie(request: Request, answer: Any, name: str, value: str, *, max_age: int | None = None) -> None:
    """A cookie that no script reads and no other site sends."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, httponly=True, samesite="strict", secure=secure, path="/", max_age=max_age)


def wants_part(request: Request) -> bool:
    """Did htmx ask for a part of a page?"""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        static=static,
        with_query=with_query,
        dict_of=lambda rows: {r["id"]: r for r in rows},
        status_marks=wording.STATUS_MARKS,
        aspects=wording.ASPECTS,
        kinds=wording.KINDS,
        kinds_told=wording.KINDS_TOLD,
    )
    made.filters.update(
        plural=wording.plural,
        day=day,
        moment=moment,
        when=when_words,
        judgement=lambda kind: JUDGEMENTS.get(kind, kind),
        judged=judged_words,
        part=lambda text: quote(str(text), safe=""),
        actor_link=actor_link,
        number=lambda n: f"{n:,}",
        # What a script reads from an attribute: escaped as an attribute by the template, as JSON by us.
        json=lambda value: json.dumps(value, ensure_ascii=True),
    )
    return made


def _harmless(value: Any) -> Any:
    """What templates write: texts without characters that steer (escaping follows), all else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inside_line(value)
    return value


@cache
def static(name: str) -> str:
    """The address of a file of web/static, with a mark that changes with its content, so that it can be kept long."""
    data = files(__package__).joinpath("static", *name.split("/")).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"


def with_query(path: str, given: Mapping[str, Any], **changed: Any) -> str:
    """An address with parameters: those given, some of them changed; None and '' leave one out."""
    merged = {**given, **changed}
    pairs = [(k, v) for k, values in merged.items() for v in (values if isinstance(values, list | tuple) else [values])]
    left = [(k, str(v)) for k, v in pairs if v not in (None, "")]
    return f"{path}?{urlencode(left)}" if left else path


def actor_link(id: str) -> str:
    return f"/actors/{quote(id, safe=':')}"


def day(value: str | dt.date | None) -> str:
    """'8 Sep 2022' of a date or an ISO text; '' of None."""
    if value is None or value == "":
        return ""
    return wording.day(value if isinstance(value, dt.date) else dt.date.fromisoformat(value[:10]))


def moment(value: str) -> str:
    """'8 Sep 2022, 14:05 UTC' of the times that a library keeps."""
    return f"{day(value)}, {value[11:16]} UTC"


def when_of(row: Mapping[str, Any]) -> When | None:
    """The time of a row of events; None where it has none."""
    if row["when_text"] is None and row["edtf"] is None:
        return None
    return When(
        text=row["when_text"] or "",
        edtf=row["edtf"],
        earliest=dt.date.fromisoformat(row["earliest"]) if row["earliest"] else None,
        latest=dt.date.fromisoformat(row["latest"]) if row["latest"] else None,
        basis=row["basis"],
    )


def when_words(row: Mapping[str, Any]) -> str:
    """The time of a row of events with its certainty: '15–16 Sep 2022', 'Sep, year not stated', 'no date'."""
    return wording.when_words(when_of(row)) or wording.NO_DATE


def judged_words(row: Mapping[str, Any]) -> str:
    """What a judgement says, in words: 'person:a and person:b are one: person:a'."""
    what, kind = row["what"], row["kind"]
    if kind == "actor-merge":
        return f"{', '.join(what['actors'])} into {what['into']}"
    if kind == "actor-rename":
        fields = ", ".join(f"{k} {v if v is not None else 'not known'}" for k, v in what["fields"].items())
        return f"{what['actor']}: {fields}"
    if kind == "actor-split":
        return f"{what['name']} out of {what['actor']}, in {wording.plural(len(what['reports']), 'report')}"
    if kind == "story-merge":
        return f"{', '.join(what['stories'])} into {what['into']}"
    if kind == "story-split":
        return f"{what['into']} out of {what['story']}"
    return str(what.get("title") or "")
