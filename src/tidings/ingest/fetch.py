"""Pages and feeds from the network: http and https only, bounded in every direction.

The address that a name resolves to is checked before the connection and again on the socket, at every redirect,
so that no page leads into the network one is in. Size, time, redirects and compression are bounded.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from ..errors import InputError
from ..records import Notice, Report
from .decode import decode
from .found import REPORT_BYTES, Found, Refused, megabytes
from .html import read_html
from .pdf import read_pdf
from .report import head_of, report_from_text
from .sources import kind_of

AGENT = "Tidings/0.1 (+news reader; obeys robots.txt)"
MOST_REDIRECTS = 5
SECONDS = 30.0  # of one request, redirects included
CONNECT_SECONDS = 10.0
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_ADDRESS = 4_096
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv6 addresses that stand for IPv4 ones
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class FetchError(InputError):
    """An address that could not be read; `code` is the code of the notice it becomes."""

    def __init__(self, code: str, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.retry_after = retry_after  # seconds the server asks to wait


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What an address gave. `status` is 200, or 304 where it has not changed and `body` is empty."""

    url: str  # after redirects
    asked: str
    status: int
    body: bytes
    kind: str | None  # the content type, without parameters
    charset: str | None
    headers: Mapping[str, str]  # by name in lower case
    moved: str | None = None  # where the address has moved for good


class Fetcher:
    """Reads addresses. `allow_private` lets it reach private, loopback and link-local addresses too."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        most_bytes: int = REPORT_BYTES,
        seconds: float = SECONDS,
        agent: str = AGENT,
    ) -> None:
        self.allow_private = allow_private
        self.most_bytes = most_bytes
        self.seconds = seconds
        self.agent = agent

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """Read an address. Raises FetchError for whatever keeps it from being read, with what to do."""
        return self._follow("GET", url, None, headers or {})

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> Page:
        """Send a body to an address; redirects are not followed."""
        return self._follow("POST", url, body, headers or {})

    def _follow(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Page:
        ends = time.monotonic() + self.seconds
        asked, moved, permanent = url, None, True
        for _ in range(MOST_REDIRECTS + 1):
            parts = self._checked(url)
            page, target = self._once(method, parts, body, headers, ends, asked)
            if target is None:
                return page if moved is None else _moved(page, moved)
            if method != "GET":
                raise FetchError("redirected", f"{asked}: answers with a redirect to {target}; give that address")
            permanent = permanent and page.status in {301, 308}
            url = urljoin(url, target)
            moved = url if permanent else moved
        raise FetchError("redirects", f"{asked}: redirects more than {MOST_REDIRECTS} times; open it in a browser")

    def _checked(self, url: str) -> SplitResult:
        if len(url) > _LONGEST_ADDRESS or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in url):
            raise FetchError("bad-address", f"{url[:200]!r} is no address: blanks or controls in it, or too long")
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise FetchError("bad-address", f"{url}: is no address. Wanted is https://host/path") from None
        if parts.scheme.lower() not in {"http", "https"} or not host:
            raise FetchError("bad-address", f"{url}: only http and https addresses are read")
        if parts.username is not None or parts.password is not None:
            raise FetchError("bad-address", f"{host}: addresses with a user name or password in them are not read")
        return parts

    def _once(
        self, method: str, parts: SplitResult, body: bytes | None, headers: Mapping[str, str], ends: float, asked: str
    ) -> tuple[Page, str | None]:
        """One request: the page, and where it redirects to."""
        connection = _Connection(parts, self.allow_private, ends)
        timer = threading.Timer(max(0.0, ends - time.monotonic()), connection.abort)
        timer.daemon = True
        timer.start()
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        sent = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", **headers}
        try:
            connection.request(method, _ascii(path), body=body, headers=sent)
            answer = connection.getresponse()
            found = self._answer(answer, parts, asked)
            if connection.aborted:  # the end of the stream was ours
                raise TimeoutError
            return found
        except FetchError:
            raise
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            if connection.aborted or isinstance(error, TimeoutError):
                raise FetchError(
                    "timeout", f"{asked}: did not answer in full within {self.seconds:.0f} seconds; try again later"
                ) from error
            words = str(error) or type(error).__name__
            raise FetchError("unreachable", f"{asked}: cannot be reached ({words[:200]})") from error
        finally:
            timer.cancel()
            connection.end()

    def _answer(self, answer: http.client.HTTPResponse, parts: SplitResult, asked: str) -> tuple[Page, str | None]:
        got = {k.lower(): v for k, v in answer.getheaders()}
        status, url = answer.status, urlunsplit(parts)
        target = got.get("location") if status in _REDIRECTS else None
        if not target and status != 304 and not 200 <= status < 300:
            raise FetchError(
                f"http-{status}",
                f"{asked}: the server answers {status} {answer.reason or ''}".rstrip() + _advice(status),
                status=status,
                retry_after=_seconds(got.get("retry-after")),
            )
        body = b"" if target or status == 304 else self._body(answer, got, asked)
        content = got.get("content-type", "")
        charset = _CHARSET.search(content)
        page = Page(
            url=url,
            asked=asked,
            status=status,
            body=body,
            kind=content.split(";")[0].strip().lower() or None,
            charset=charset[1].lower() if charset else None,
            headers=got,
        )
        return page, target

    def _body(self, answer: http.client.HTTPResponse, headers: Mapping[str, str], asked: str) -> bytes:
        encoding = headers.get("content-encoding", "identity").strip().lower()
        unpack = _unpacker(encoding, asked)
        body = bytearray()
        while chunk := answer.read(_CHUNK):
            while chunk:
                body += chunk if unpack is None else unpack.decompress(chunk, _CHUNK)
                if len(body) > self.most_bytes:
                    raise FetchError(
                        "too-large", f"{asked}: is longer than {megabytes(self.most_bytes)}, packed or not; not read"
                    )
                chunk = b"" if unpack is None else unpack.unconsumed_tail
        if answer.length or (unpack is not None and body and not unpack.whole):
            raise FetchError("cut-short", f"{asked}: the answer ends in the middle; try again later")
        return bytes(body)


class _Unpacker:
    """Inflates a stream piece by piece; raw deflate, which some servers send, is found by its first bytes."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inner = zlib.decompressobj(window)
        self._started = False

    @property
    def whole(self) -> bool:
        """The end of the packed stream was there."""
        return self._inner.eof

    @property
    def unconsumed_tail(self) -> bytes:
        return self._inner.unconsumed_tail

    def decompress(self, data: bytes, most: int) -> bytes:
        try:
            out = self._inner.decompress(data, most)
        except zlib.error:
            if self._started or self._window != zlib.MAX_WBITS:
                raise
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
            out = self._inner.decompress(data, most)
        self._started = True
        return out


def _unpacker(encoding: str, asked: str) -> _Unpacker | None:
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip"}:
        return _Unpacker(zlib.MAX_WBITS | 16)
    if encoding == "deflate":
        return _Unpacker(zlib.MAX_WBITS)
    raise FetchError("bad-encoding", f"{asked}: is packed in a way that was not asked for ({encoding[:40]!r})")


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked up once, checked, and is then the one connected to."""

    def __init__(self, parts: SplitResult, allow_private: bool, ends: float) -> None:
        assert parts.hostname  # noqa: S101 (checked by the caller)
        self._tls = parts.scheme.lower() == "https"
        self._allow_private = allow_private
        self._ends = ends
        self.aborted = False
        self._answer: http.client.HTTPResponse | None = None
        self._socket: socket.socket | None = None  # `sock` is forgotten while an answer is still being read
        super().__init__(_ascii_host(parts.hostname), parts.port or (443 if self._tls else 80))
        if self._tls:
            self.default_port = 443

    def connect(self) -> None:
        last: OSError | None = None
        for address in resolve(self.host, self.port, allow_private=self._allow_private):
            left = min(CONNECT_SECONDS, self._ends - time.monotonic())
            try:
                sock = socket.create_connection((address, self.port), timeout=max(0.01, left))
            except OSError as error:
                last = error
                continue
            if not self._allow_private and not is_public(sock.getpeername()[0]):
                sock.close()
                raise _private(self.host)
            sock.settimeout(max(0.01, self._ends - time.monotonic()))
            self.sock = self._socket = sock
            if self._tls:
                self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
            self._socket = self.sock
            if self.aborted:
                raise TimeoutError
            return
        raise last or OSError("no address")

    def getresponse(self) -> http.client.HTTPResponse:
        self._answer = super().getresponse()
        return self._answer

    def end(self) -> None:
        """Close whatever is open, also after half an answer."""
        if self._answer is not None:
            self._answer.close()
        self.close()
        if self._socket is not None:
            self._socket.close()

    def abort(self) -> None:
        """End the request from another thread: its time is over."""
        self.aborted = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a host that may be connected to. Raises FetchError where none may."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("unreachable", f"{host}: this name leads nowhere ({error})") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    allowed = [a for a in addresses if allow_private or is_public(a)]
    if not allowed:
        raise _private(host)
    return allowed


def is_public(address: str) -> bool:
    """An address of the open internet: not private, loopback, link-local, multicast or reserved, however written."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _private(host: str) -> FetchError:
    return FetchError(
        "private-address",
        f"{host}: is an address of this machine or its network, which is not read. --allow-private allows it",
    )


def report_of_page(page: Page, *, outlet: str | None = None) -> tuple[Report | None, list[Notice]]:
    """The report on a fetched page, and what there is to say about it; None where it holds no text."""
    try:
        found, said = _found(page)
    except Refused as refused:
        return None, [Notice(code=refused.code, message=f"{page.asked}: {refused}", path=page.asked)]
    headline, dated = head_of(found.text)
    report = report_from_text(
        found.text,
        title=found.title or headline,
        outlet=found.outlet or outlet,
        url=found.url or page.url,
        published=found.published or dated,
    )
    notices = [
        Notice(code=code, message=f"{page.asked}: {words}", report=report.id, path=page.asked) for code, words in said
    ]
    return report, notices


def _found(page: Page) -> tuple[Found, Iterable[tuple[str, str]]]:
    kind = kind_of(urlsplit(page.url).path, page.body[:4_096])
    if kind == "pdf" or page.kind == "application/pdf":
        return read_pdf(page.body)
    data = _as_utf8(page.body, page.charset)
    if kind == "html" or page.kind in {"text/html", "application/xhtml+xml"}:
        return read_html(data)
    if page.kind and not page.kind.startswith("text/"):
        raise Refused("no-report", f"is of kind {page.kind[:60]!r}; wanted is a page, plain text or PDF")
    text, _ = decode(data)
    if not text.strip():
        raise Refused("empty", "holds nothing but white space")
    return Found(text=text), ()


def _as_utf8(data: bytes, charset: str | None) -> bytes:
    """The body in UTF-8 where the server names its encoding and it holds; else as it came, to be sniffed."""
    if charset is None or charset in {"utf-8", "utf8"}:
        return data
    try:
        return data.decode(charset).encode("utf-8", "replace")
    except (LookupError, ValueError):
        return data


def _moved(page: Page, url: str) -> Page:
    from dataclasses import replace

    return replace(page, moved=url)


def _advice(status: int) -> str:
    if status in {401, 402, 403, 451}:
        return "; it is not open to this reader. Save the page from a browser and give the file"
    if status in {404, 410}:
        return "; check the address"
    return "; try again later" if status in {408, 429} or status >= 500 else ""


def _seconds(text: str | None) -> float | None:
    """What `Retry-After` asks for, in seconds."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return min(float(text), 7 * 86_400.0)
    from email.utils import parsedate_to_datetime

    try:
        return min(7 * 86_400.0, max(0.0, parsedate_to_datetime(text).timestamp() - time.time()))
    except (TypeError, ValueError, OverflowError):
        return None


def _ascii(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="%/:=&?~#+!$,;'@()*[]|")


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise FetchError("bad-address", f"{host[:100]!r} is no name of a host") from None
