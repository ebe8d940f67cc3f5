"""Who may ask, from where, and how much. A desk trusts its own pages and nothing that a report holds.

- Host: a page elsewhere that makes its own name lead to this machine (DNS rebinding) is turned away.
- Origin: a change that a page elsewhere starts is turned away; forms carry a seal of their own besides.
- Token: where one is set, every address but the login page wants it, in a cookie or as a bearer.
- Policy: a browser runs and loads nothing that is not a file of the desk.
- Limits: the size of a request, and requests by client and minute.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import API, TOO_LARGE, CannotDo, TooLarge, problem
from .state import Desk

SESSION, VISIT = "tidings-session", "tidings-visit"
SEAL_FIELD, SEAL_HEADER = "seal", "x-tidings-seal"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OPEN = ("/login", "/static/")  # what is shown before the token is given
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_MINUTE = 60.0
_MOST_CLIENTS = 10_000  # counted at once; the longest unseen is forgotten
_WIDE = 64  # the bits of an IPv6 address that name one network: its clients are counted together

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware that stands before the whole desk."""

    def __init__(self, app: ASGIApp, *, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._asked = Counter(desk.limits.requests)
        self._changed = Counter(desk.limits.changes)
        self._guessed = Counter(desk.limits.logins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # no web sockets
        headers = Headers(scope=scope)
        answer = _Answer(send)
        refused = self._refusal(scope, headers)
        if refused:
            await refused(scope, receive, answer)
            return
        try:
            await self._app(scope, _bounded(receive, self._desk.limits.body), answer)
        except TooLarge:
            if answer.started:
                raise
            await _too_large(scope["path"], self._desk.limits.body)(scope, receive, answer)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path, method = scope["path"], scope["method"]
        host = headers.get("host", "")
        if not known_host(host, self._desk):
            return _refused(
                path,
                421,
                "This address is not one of the desk's. Open it by the address that `tidings serve` printed, or "
                "start it with --allow-host NAME for a name that leads here.",
            )
        changing = method in _CHANGING
        if changing and not same_origin(headers, host):
            return _refused(path, 403, "A page of another site asked for a change; nothing was done.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._desk.limits.body:
            return _too_large(path, self._desk.limits.body)
        if wait := self._wait(scope, path, changing):
            told = f"Too many requests; try again in {wait} seconds."
            return _refused(path, 429, told, {"Retry-After": str(wait)})
        if self._desk.token and not path.startswith(_OPEN) and not self._admitted(scope, headers, path):
            return _login(scope, headers, method, path)
        return None

    def _wait(self, scope: Scope, path: str, changing: bool) -> int:
        client = client_of(scope)
        if changing and path == "/login":
            return self._guessed.wait(client)
        if changing:
            return self._changed.wait(client)
        return 0 if _local(client) or path.startswith("/static/") else self._asked.wait(client)

    def _admitted(self, scope: Scope, headers: Headers, path: str) -> bool:
        desk = self._desk
        session = cookies(headers).get(SESSION, "")
        if hmac.compare_digest(session.encode(), desk.token_seal("session").encode()):
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and is_token(desk, given.strip()):
            return True
        if path == "/upcoming.ics":  # a calendar program cannot log in: its address holds a key to this alone
            key = Request(scope).query_params.get("key", "")
            return hmac.compare_digest(key.encode(), desk.token_seal("calendar").encode())
        return False


class Counter:
    """Requests by client: so many a minute, spent at once or one by one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when that was so

    def wait(self, client: str) -> int:
        """0 where the client may ask now, else in how many seconds it may."""
        at = time.monotonic()
        left, since = self._left.pop(client, (float(self._most), at))
        left = min(float(self._most), left + (at - since) * self._most / _MINUTE)
        allowed = left >= 1
        self._left[client] = (left - allowed, at)
        while len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, round((1 - left) * _MINUTE / self._most))


class _Answer:
    """Sends what the desk answers, with the headers that every answer has."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "private, no-cache")
        await self._send(message)


def _bounded(receive: Receive, most: int) -> Receive:
    """Hands a body on as long as it is not longer than `most`, whatever its headers said."""
    got = 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        if message["type"] == "http.request":
            got += len(message.get("body", b""))
            if got > most:
                raise TooLarge(most)
        return message

    return bounded


def known_host(host: str, desk: Desk) -> bool:
    """Is the Host header one of this desk's? Behind a token any IP address is: only names can be made to lead here."""
    name = _name(host)
    if name is None:
        return False
    if name in desk.allowed_hosts:
        return True
    return desk.token is not None and _is_address(name)


def _name(host: str) -> str | None:
    """The name in 'localhost:8321' or '[::1]:8321', in lower case; None for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018 (raises for a port that is none)
    except ValueError:
        return None
    if parts.netloc != host or "@" in host:
        return None
    return parts.hostname


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def same_origin(headers: Headers, host: str) -> bool:
    """Did one of the desk's own pages ask, or a program that is no browser? Browsers name the origin of a change."""
    site = headers.get("sec-fetch-site")
    if site == "same-origin":
        return True
    if site not in (None, "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def cookies(headers: Headers) -> Mapping[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def is_token(desk: Desk, given: str) -> bool:
    """Is this the desk's token? Takes as long for one wrong letter as for all."""
    return desk.token is not None and hmac.compare_digest(given.encode(), desk.token.encode())


def client_of(scope: Scope) -> str:
    """Who asks: the address of the connection, of IPv6 the network. What a header says of it is not believed."""
    address = (scope.get("client") or ("unknown", 0))[0]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    if found.version == 6:
        return str(ipaddress.ip_network((found, _WIDE), strict=False))
    return str(found)


def _local(client: str) -> bool:
    return client.startswith("127.") or client == "::/64"


def seal_for(desk: Desk, visit: str) -> str:
    """The seal that the forms of one visit carry."""
    return desk.seal(f"form {visit}")


async def sealed(request: Request) -> None:
    """Dependency of every change in a page: raises CannotDo where the form was not one of this visit's pages."""
    desk: Desk = request.app.state.desk
    given = request.headers.get(SEAL_HEADER)
    if given is None:
        field = (await request.form()).get(SEAL_FIELD)
        given = field if isinstance(field, str) else ""
    visit = cookies(request.headers).get(VISIT, "")
    if not visit or not hmac.compare_digest(given.encode(), seal_for(desk, visit).encode()):
        raise CannotDo(
            "This page was opened before the desk was started again, or cookies are off; nothing was changed. "
            "Load the page anew and repeat it.",
            status=403,
        )


def _login(scope: Scope, headers: Headers, method: str, path: str) -> Response:
    if method == "GET" and "text/html" in headers.get("accept", "") and not path.startswith(API):
        query = scope["query_string"].decode("latin-1")
        wanted = quote(path + (f"?{query}" if query else ""), safe="")
        return RedirectResponse(f"/login?next={wanted}", status_code=303)
    told = "The desk wants its token: log in at /login, or send it as 'Authorization: Bearer TOKEN'."
    return _refused(path, 401, told, {"WWW-Authenticate": "Bearer"})


def _too_large(path: str, most: int) -> Response:
    return _refused(path, 413, TOO_LARGE.format(most // 1_000_000))


def _refused(path: str, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """What the guard says by itself: plain words, for programs a problem."""
    if path.startswith(API):
        return problem(status, message, headers=headers)
    return PlainTextResponse(message + "\n", status_code=status, headers=headers)
