"""Fetching: against a real server on this machine, whose answers are as bad as the network's."""

from __future__ import annotations

import gzip
import socket
import time
import zlib

import pytest

from local_server import serving
from tidings.ingest import fetch
from tidings.ingest.fetch import Fetcher, FetchError, is_public, report_of_page

HTML = {"Content-Type": "text/html; charset=utf-8"}
ARTICLE = (
    b"<html><head><title>Bridge opens in Arvik</title>"
    b'<meta property="article:published_time" content="2022-09-08T10:00:00Z"></head><body><article>'
    b"<p>The mayor of Arvik opened a bridge over the river Sund on Thursday after nine years of work.</p>"
    b"<p>Drivers from Belden cheered, and a band from the fire brigade played on the eastern bank.</p>"
    b"</article></body></html>"
)


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(allow_private=True, seconds=5.0, most_bytes=200_000)


def test_a_page_becomes_a_report(server, fetcher):
    server.pages["/a"] = (200, HTML, ARTICLE)
    report, said = report_of_page(fetcher.get(server.url + "/a"), outlet="Sund Post")
    assert said == []
    assert (report.title, report.outlet, str(report.published)) == ("Bridge opens in Arvik", "Sund Post", "2022-09-08")
    assert report.url == server.url + "/a"
    assert "Tidings" in server.asked[0][2]["user-agent"]


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({"Content-Type": "text/plain; charset=windows-1251"}, "Мост открыт в Арвике. " * 5, "Мост"),
        ({"Content-Type": "text/plain"}, "Мост открыт в Арвике. " * 5, "Мост"),
        ({"Content-Type": "text/plain; charset=no-such"}, "Brücke in Arvik eröffnet. " * 5, "Brücke"),
    ],
)
def test_the_encoding_is_the_server_s_word_or_found_out(server, fetcher, headers, body, words):
    encoding = "windows-1251" if "1251" in headers["Content-Type"] else "utf-8"
    server.pages["/t"] = (200, headers, body.encode(encoding))
    report, _ = report_of_page(fetcher.get(server.url + "/t"))
    assert words in report.text


@pytest.mark.parametrize(
    ("packed", "name"),
    [
        (gzip.compress(ARTICLE), "gzip"),
        (zlib.compress(ARTICLE), "deflate"),
        (zlib.compress(ARTICLE)[2:-4], "deflate"),
        (ARTICLE, "identity"),
    ],
)
def test_packed_pages_are_unpacked(server, fetcher, packed, name):
    server.pages["/z"] = (200, {**HTML, "Content-Encoding": name}, packed)
    assert fetcher.get(server.url + "/z").body == ARTICLE


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/404", (404, {}, b""), "http-404"),
        ("/500", (500, {}, b""), "http-500"),
        ("/loop", (302, {"Location": "/loop"}, b""), "redirects"),
        ("/file", (302, {"Location": "file:///etc/passwd"}, b""), "bad-address"),
        ("/user", (302, {"Location": "http://me:secret@example.org/"}, b""), "bad-address"),
        ("/big", (200, HTML, b"x" * 300_000), "too-large"),
        ("/bomb", (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000)), "too-large"),
        ("/brotli", (200, {**HTML, "Content-Encoding": "br"}, b"x"), "bad-encoding"),
        ("/torn", (200, {**HTML, "Content-Encoding": "gzip"}, b"no gzip at all"), "unreachable"),
        ("/short", (200, {"Content-Length": "900000"}, b"x"), "cut-short"),
        ("/half", (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(ARTICLE)[:-9]), "cut-short"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(server, path, answer, code):
    server.pages[path] = answer
    with pytest.raises(FetchError) as refused:
        Fetcher(allow_private=True, seconds=1.5, most_bytes=200_000).get(server.url + path)
    assert refused.value.code == code


def test_a_bomb_is_not_unpacked_far(server, fetcher, monkeypatch):
    server.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 400_000_000))
    most = 0
    real = fetch._Unpacker.decompress

    def counted(self, data, size):
        nonlocal most
        out = real(self, data, size)
        most = max(most, len(out))
        return out

    monkeypatch.setattr(fetch._Unpacker, "decompress", counted)
    with pytest.raises(FetchError):
        fetcher.get(server.url + "/bomb")
    assert most <= fetch._CHUNK


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org",
        "//example.org",
        "http://",
        "http://[::1",
        "http://user@example.org/",
        "http://example.org/a b",
        "http://example.org/\r\nX: y",
        "http://example.org:99999/",
        "http://example.org/" + "a" * 5_000,
    ],
)
def test_only_plain_http_addresses_are_read(url):
    with pytest.raises(FetchError) as refused:
        Fetcher(allow_private=True).get(url)
    assert refused.value.code == "bad-address"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "10.1.2.3", "169.254.169.254", "[::ffff:127.0.0.1]"],  # noqa: S104
)
def test_private_addresses_are_refused_before_any_connection(server, host, monkeypatch):
    port = server.url.rsplit(":", 1)[1]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(fetch.socket, "create_connection", never)
    with pytest.raises(FetchError, match="--allow-private") as refused:
        Fetcher().get(f"http://{host}:{port}/")
    assert refused.value.code == "private-address"


def test_a_name_that_leads_inside_is_refused_however_it_is_redirected(server, monkeypatch):
    """A public name redirects to a name that resolves to a private address."""
    port = int(server.url.rsplit(":", 1)[1])
    server.pages["/"] = (302, {"Location": f"http://inside.example:{port}/secret"}, b"")
    names = {"outside.example": "93.184.216.34", "inside.example": "127.0.0.1"}
    outside = "93.184.216.34"
    seen: list[str] = []

    class Plug(socket.socket):  # an instance has a place for a `getpeername` of its own
        pass

    def connect(address, timeout):
        """Stands for the open internet: the outside address is our server, and says that it is outside."""
        seen.append(address[0])
        plug = Plug(socket.AF_INET, socket.SOCK_STREAM)
        plug.connect(("127.0.0.1", port))
        plug.getpeername = lambda: (ends[address[0]], port)
        return plug

    ends = {outside: outside}
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (names[host], port))])
    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    with pytest.raises(FetchError) as refused:
        Fetcher(seconds=5).get(f"http://outside.example:{port}/")
    assert refused.value.code == "private-address"
    assert (server.paths(), seen) == (["/"], [outside])
    ends[outside] = "10.0.0.1"  # the name is public, what answers is not
    with pytest.raises(FetchError) as refused:
        Fetcher(seconds=5).get(f"http://outside.example:{port}/")
    assert refused.value.code == "private-address"
    assert server.paths() == ["/"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.3.4", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


def test_a_server_that_drips_is_given_up(server):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(0.05)

    server.pages["/drip"] = drip
    began = time.monotonic()
    with pytest.raises(FetchError) as refused:
        Fetcher(allow_private=True, seconds=0.7).get(server.url + "/drip")
    assert refused.value.code == "timeout"
    assert time.monotonic() - began < 3


def test_redirects_are_followed_and_lasting_ones_told(server, fetcher):
    server.pages["/old"] = (301, {"Location": "/new"}, b"")
    server.pages["/new"] = (200, HTML, ARTICLE)
    page = fetcher.get(server.url + "/old")
    assert (page.url, page.moved) == (server.url + "/new", server.url + "/new")
    server.pages["/old"] = (302, {"Location": "/new"}, b"")
    assert fetcher.get(server.url + "/old").moved is None


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "no-report"),
        (HTML, b"<html><body></body></html>", "empty"),
        ({"Content-Type": "text/plain"}, b"  \n ", "empty"),
    ],
)
def test_pages_without_a_report_become_a_notice(server, fetcher, headers, body, code):
    server.pages["/n"] = (200, headers, body)
    report, (notice,) = report_of_page(fetcher.get(server.url + "/n"))
    assert (report, notice.code) == (None, code)


@pytest.mark.parametrize(("text", "seconds"), [("120", 120.0), ("soon", None), (None, None), ("9" * 30, 604_800.0)])
def test_retry_after(text, seconds):
    assert fetch._seconds(text) == seconds


def test_retry_after_as_a_date():
    from email.utils import formatdate

    assert 50 < fetch._seconds(formatdate(time.time() + 60)) <= 61
