"""A desk that is really served, and a real browser that looks at it: for test_desk_browser.py."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OPENING = 20.0  # seconds at most
_PATIENCE = 10_000  # milliseconds that a page may take to do what a test waits for


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an app that uvicorn serves in a thread, at a free port of this machine."""
    import uvicorn

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = time.monotonic() + _OPENING
    while not server.started and time.monotonic() < end:
        time.sleep(0.01)
    try:
        assert server.started, "the desk did not open"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_OPENING)
        listener.close()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium; the test is skipped where there is none, and fails on a machine that checks what goes in."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        message = "no Chromium was found; `apt-get install chromium` brings the one that these tests want"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@dataclass
class Watch:
    """What a page did that it must not: errors in its console, requests to other machines, dialogs."""

    home: str
    errors: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def of(self, page: Any) -> Any:
        page.set_default_timeout(_PATIENCE)
        page.on("console", lambda m: self.errors.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(f"{page.url}: {e}"))
        page.on("request", lambda r: None if self._ours(r.url) else self.strange.append(r.url))
        page.on("dialog", self._dialog)
        return page

    def _ours(self, url: str) -> bool:
        return url.startswith((f"{self.home}/", "data:", "blob:", "about:"))

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"a dialog said: {dialog.message}")
        dialog.dismiss()

    def check(self) -> None:
        assert self.errors == []
        assert self.strange == []


def links(page: Any, home: str) -> list[str]:
    """The addresses in the desk that a page leads to, each once, in order."""
    found = page.eval_on_selector_all(
        "a[href]", "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
    )
    ours = [url.split("#")[0] for url in found if url.startswith(f"{home}/")]
    return list(dict.fromkeys(ours))


def family(url: str) -> str:
    """What pages of one kind share: '/stories/*' of '/stories/1f3a...'."""
    import re

    path = urlsplit(url).path
    path = re.sub(r"(?<=/)[0-9a-f]{16}(?=/|$)", "*", path)
    path = re.sub(r"(?<=/)(?:state|person|org|organisation|group):[^/]+", "*", path)
    return re.sub(r"(?<=/)\d+(?=/|$)", "*", path)


def axe_script() -> str:
    import axe_playwright_python

    folder = Path(str(axe_playwright_python.__file__)).parent
    return (folder / "axe.min.js").read_text(encoding="utf-8")
