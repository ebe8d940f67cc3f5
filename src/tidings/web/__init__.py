"""The desk: a library in the browser, and its REST interface.

from tidings.web import create_app

app = create_app("news.tidings")    # any ASGI server runs it; `tidings serve` uses uvicorn
"""

from __future__ import annotations

from .app import create_app

__all__ = ["create_app"]
