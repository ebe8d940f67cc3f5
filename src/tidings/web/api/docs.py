"""The REST interface described for people, from the same OpenAPI that tools read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ..rendering import page

router = APIRouter(include_in_schema=False)
_GROUPS = {"lists": "Lists", "records": "Single records", "changes": "Changes, and briefs of texts"}


@router.get("/docs")
def docs(request: Request) -> Response:
    schema = request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {title: [] for title in _GROUPS.values()}
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            title = next((_GROUPS[t] for t in told.get("tags", ()) if t in _GROUPS), None)
            if title:
                groups[title].append(_operation(path, method.upper(), told))
    return page(
        request,
        "api.html.j2",
        groups=list(groups.items()),
        openapi=request.app.openapi_url,
        version=schema["openapi"],
    )


def _operation(path: str, method: str, told: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [
        {"name": p["name"], "told": p.get("description") or p["schema"].get("description")}
        for p in told.get("parameters", ())
    ]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "path": path,
        "method": method,
        "anchor": told["operationId"],
        "told": told.get("description", ""),
        "parameters": parameters,
        "body": _names(body),
    }


def _names(schema: Mapping[str, Any]) -> list[str]:
    """The names of the records that a body may be."""
    several = schema.get("oneOf") or schema.get("anyOf") or [schema]
    return [s["$ref"].rpartition("/")[2] for s in several if "$ref" in s]
