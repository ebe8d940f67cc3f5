"""The REST interface: the library's verbs under /api/v1, with the filters and records of the command line.

Lists answer `{"rows": [...], "next": cursor or null}`; a mistake answers application/problem+json. Its OpenAPI is at
/api/v1/openapi.json, and for people at /api/v1/docs.
"""

from __future__ import annotations

from fastapi import APIRouter

from . import changes, docs, lists, single
from .serving import KNOWN_PROBLEMS, ApiRoute

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, responses=KNOWN_PROBLEMS)
for _part in (lists, single, changes):
    router.include_router(_part.router)
router.include_router(docs.router)
