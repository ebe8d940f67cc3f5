"""Following feeds, against a real server on this machine: what is kept, what is asked, what is survived."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from library_samples import CHAD, REBELS, account, mention
from local_server import serving
from tidings import pipeline
from tidings.errors import SettingError
from tidings.library import Library, LibraryError
from tidings.watch import Alert, Feed, Settings, Watch, import_feeds, read_settings
from tidings.watch import alerts as alerting
from tidings.watch.entries import NoFeed, entries_of

XML = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(n: int) -> bytes:
    return (
        f"<html><head><title>Depot {n} raided</title></head><body><article>"
        f"<p>Dune Front attacked depot number {n} of Chad near the town of Faya on Monday, officers said there.</p>"
        f"<p>Residents of quarter {n} heard shots until dawn, and {n + 7} lorries burned in the yard.</p>"
        "</article></body></html>"
    ).encode()


def item(url: str, n: int, date: str | None = "Mon, 03 Oct 2022 08:00:00 GMT") -> str:
    day = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>Depot {n}</title><link>{url}/p/{n}</link><guid>item-{n}</guid>{day}</item>"


def rss(*items: str) -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Sahel Wire</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


@pytest.fixture
def server():
    with serving() as running:
        for n in range(6):
            running.pages[f"/p/{n}"] = (200, HTML, page(n))
        yield running


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "account_for", lambda reports, **_: tuple(map(code_by_hand, reports)))
    with Library(tmp_path / "w.tidings", create=True) as opened:
        yield opened


def code_by_hand(report):
    if "attacked depot" not in report.text:
        return account(report)
    return account(report, mention(report, "attacked depot", "ASSAULT", [REBELS], [CHAD]))


class Lines(list):
    """A log that can be asked."""

    def __call__(self, level: str, event: str, **fields: object) -> None:
        self.append({"level": level, "event": event, **fields})
        json.dumps(self[-1])

    def named(self, event: str) -> list[dict]:
        return [line for line in self if line["event"] == event]


@pytest.fixture
def log() -> Lines:
    return Lines()


def watch(library, server, log, *paths: str, **settings: object) -> Watch:
    feeds = tuple(Feed(url=server.url + p, every=900.0) for p in paths)
    options: dict = {"pace": 0.0, **settings}
    return Watch(library, Settings(feeds=feeds, **options), allow_private=True, log=log)


def test_what_is_new_is_kept_once(library, server, log):
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0), item(server.url, 1)))
    follow = watch(library, server, log, "/feed")
    follow.run(once=True)
    found = library.search("")
    assert {(r["outlet"], r["published"], r["url"]) for r in found} == {
        ("Sahel Wire", "2022-10-03", f"{server.url}/p/{n}") for n in (0, 1)
    }
    server.pages["/feed"] = (200, XML, rss(*(item(server.url, n) for n in range(3))))
    follow.run(once=True)
    assert len(library.search("")) == 3
    assert [server.paths().count(f"/p/{n}") for n in range(3)] == [1, 1, 1]
    assert [line["new"] for line in log.named("feed-read")] == [2, 1]


def test_a_feed_that_has_not_changed_is_not_read_again(library, server, log):
    def answer(handler):
        if handler.headers.get("If-None-Match") == '"v1"' and handler.headers.get("If-Modified-Since") == "then":
            return 304, {}, b""
        return 200, {**XML, "ETag": '"v1"', "Last-Modified": "then"}, rss(item(server.url, 0))

    server.pages["/feed"] = answer
    follow = watch(library, server, log, "/feed")
    follow.run(once=True)
    follow.run(once=True)
    assert [line["event"] for line in log if line["event"].startswith("feed")] == ["feed-read", "feed-unchanged"]


def test_a_page_that_fails_is_tried_again_though_the_feed_stays_the_same(library, server, log):
    def answer(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            return 304, {}, b""
        return 200, {**XML, "ETag": '"v1"'}, rss(item(server.url, 0))

    server.pages["/feed"] = answer
    server.pages["/p/0"] = (503, {}, b"")
    follow = watch(library, server, log, "/feed")
    follow.run(once=True)
    assert (library.search(""), log.named("page-not-read")[0]["code"]) == ([], "http-503")
    server.pages["/p/0"] = (200, HTML, page(0))
    follow.run(once=True)
    assert len(library.search("")) == 1


def test_atom_and_text_of_the_feed_itself(library, server, log):
    text = "The Dune Front attacked depot number 9 of Chad, and the town of Faya was dark until the morning."
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Dunes</title><entry><id>x:1</id><title>Dark town</title>'
        "<published>2022-10-04T00:00:00Z</published>"
        f'<content type="html">&lt;p&gt;{text}&lt;/p&gt;</content></entry></feed>'
    )
    server.pages["/atom"] = (200, {"Content-Type": "application/atom+xml"}, atom.encode())
    watch(library, server, log, "/atom").run(once=True)
    (found,) = library.search("")
    assert (found["title"], found["outlet"], found["published"]) == ("Dark town", "Dunes", "2022-10-04")
    assert text in library.report(found["id"]).text


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/404", (404, {}, b""), "http-404"),
        ("/500", (500, {}, b""), "http-500"),
        ("/loop", (302, {"Location": "/loop"}, b""), "redirects"),
        ("/html", (200, HTML, b"<!doctype html><html><body><p>Welcome</p></body></html>"), "no-feed"),
        ("/empty", (200, XML, b"  "), "no-feed"),
        ("/junk", (200, XML, b"\x00\x01 no feed"), "no-feed"),
        ("/torn", (200, XML, b"<rss><channel><item"), "no-feed"),
    ],
)
def test_what_is_no_feed_is_survived_and_backed_off_from(library, server, log, path, answer, code):
    server.pages[path] = answer
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    follow = watch(library, server, log, path, "/feed")
    follow.run(once=True)
    (failed,) = log.named("feed-failed")
    assert (failed["code"], failed["feed"], failed["again_in"]) == (code, server.url + path, 1_800)
    assert len(library.search("")) == 1
    asked = server.paths().count(path)
    follow.run(once=True)  # not asked for again yet
    assert server.paths().count(path) == asked
    state = "SELECT failures, last_status FROM feeds WHERE url = ?"
    row = library.store.db.execute(state, (server.url + path,)).fetchone()
    assert tuple(row) == (1, code)


def test_each_failure_doubles_the_wait_and_a_success_ends_it(library, server, log):
    server.pages["/feed"] = (500, {}, b"")
    follow = watch(library, server, log, "/feed")
    feed = Feed(url=server.url + "/feed", every=900.0)
    for _ in range(9):
        follow.read(feed)
    waits = [line["again_in"] for line in log.named("feed-failed")]
    assert waits == [1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 86_400, 86_400]
    server.pages["/feed"] = (503, {"Retry-After": "100000"}, b"")
    follow.read(feed)
    assert log.named("feed-failed")[-1]["again_in"] == 100_000
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    assert follow.read(feed) == 1
    assert library.store.db.execute("SELECT failures FROM feeds").fetchone()[0] == 0


def test_a_broken_feed_gives_what_can_be_read_of_it(library, server, log):
    broken = rss(item(server.url, 0)).replace(b"</channel></rss>", b"<item><title>&nope; <b>half")
    server.pages["/feed"] = (200, XML, broken)
    watch(library, server, log, "/feed").run(once=True)
    assert len(log.named("feed-broken")) == 1
    assert any(r["url"] == server.url + "/p/0" for r in library.search(""))


def test_a_feed_without_dates_gives_reports_without_dates(library, server, log):
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0, date=None), item(server.url, 1, date="a sunny day")))
    watch(library, server, log, "/feed").run(once=True)
    assert [r["published"] for r in library.search("")] == [None, None]


@pytest.mark.parametrize(("status", "rounds"), [(404, 1), (503, 5)])
def test_the_feeds_own_text_stands_in_for_a_page_that_is_not_to_be_had(library, server, log, status, rounds):
    text = "<description>Dune Front attacked depot 0 of Chad, officers said.</description></item>"
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0).replace("</item>", text)))
    server.pages["/p/0"] = (status, {}, b"")
    follow = watch(library, server, log, "/feed")
    for _ in range(rounds):
        assert library.search("") == []
        follow.run(once=True)
    assert [line["then"] for line in log.named("page-not-read")] == ["tried again"] * (rounds - 1) + ["feed's own text"]
    assert len(library.search("attacked")) == 1
    follow.run(once=True)
    assert server.paths().count("/p/0") == rounds


def test_a_feed_that_waits_is_said_to_and_what_was_private_may_be_allowed(library, server, log):
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    feeds = Settings(feeds=(Feed(url=f"{server.url}/feed"),), pace=0.0)
    for allowed in (False, False, True):
        Watch(library, feeds, allow_private=allowed, log=log).run(once=True)
    told = [(line["event"], line.get("code") or line.get("last")) for line in log if line["event"].startswith("feed")]
    assert told == [("feed-failed", "private-address"), ("feed-waits", "private-address"), ("feed-read", None)]


def test_robots_are_obeyed(library, server, log):
    server.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: Tidings\nDisallow: /p/1\n")
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0), item(server.url, 1)))
    watch(library, server, log, "/feed").run(once=True)
    assert "/p/1" not in server.paths()
    assert [line["code"] for line in log.named("page-not-read")] == ["robots"]
    assert server.paths().count("/robots.txt") == 1


def test_robots_that_cannot_be_read_mean_not_now(library, server, log):
    server.pages["/robots.txt"] = (500, {}, b"")
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    watch(library, server, log, "/feed").run(once=True)
    assert "/feed" not in server.paths()
    assert [line["code"] for line in log.named("feed-failed")] == ["robots-unknown"]


def test_requests_to_one_host_are_kept_apart(library, server, log):
    server.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7\n")
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0), item(server.url, 1)))
    waited: list[float] = []
    feeds = Settings(feeds=(Feed(url=server.url + "/feed"),), pace=2.0)
    Watch(library, feeds, allow_private=True, log=log, sleep=waited.append).run(once=True)
    assert len(waited) == 3
    assert all(6 < w <= 7 for w in waited)


def test_private_addresses_are_refused_where_they_are_not_allowed(library, server, log):
    feeds = Settings(feeds=(Feed(url=server.url + "/feed"),), pace=0.0)
    Watch(library, feeds, log=log).run(once=True)
    assert [line["code"] for line in log.named("feed-failed")] == ["private-address"]
    assert server.paths() == []


def test_a_full_disk_is_survived_and_nothing_is_marked_as_kept(library, server, log, monkeypatch):
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    follow = watch(library, server, log, "/feed")

    def full(*_: object, **__: object) -> None:
        raise LibraryError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(library, "add", full)
        follow.run(once=True)
    assert log.named("feed-failed")[0]["code"] == "library"
    assert follow.read(Feed(url=server.url + "/feed")) == 1


def test_a_parser_that_breaks_is_survived(library, server, log, monkeypatch):
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))

    def breaks(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("tidings.watch.run.entries_of", breaks)
    watch(library, server, log, "/feed").run(once=True)
    assert log.named("feed-failed")[0]["code"] == "internal"


def test_it_runs_until_it_is_stopped(library, server, log):
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    follow = watch(library, server, log, "/feed")
    threading.Timer(0.8, os.kill, (os.getpid(), signal.SIGTERM)).start()
    began = time.monotonic()
    follow.run()
    assert time.monotonic() - began < 20
    assert log[-1]["event"] == "stopped"
    assert len(library.search("")) == 1


# Alerts


def alert(to: str, wanted: str = "type:ASSAULT", **options: object) -> Alert:
    from tidings.library import parse

    return Alert(name="raids", wanted=parse(wanted), to=to, **options)  # type: ignore[arg-type]


def followed(library, server, log, *alerts: Alert) -> Watch:
    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    return watch(library, server, log, "/feed", alerts=alerts)


def test_an_alert_to_a_webhook_is_signed_and_sent_once(library, server, log):
    server.pages["/hook"] = (204, {}, b"")
    follow = followed(library, server, log, alert(server.url + "/hook", secret="s3cret"))  # noqa: S106
    follow.run(once=True)
    follow.run(once=True)
    ((_, _, headers, body),) = [a for a in server.asked if a[1] == "/hook"]
    told = json.loads(body)
    assert (told["alert"], told["event"]["type"]) == ("raids", "ASSAULT")
    expected = hmac.new(b"s3cret", headers["tidings-timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["tidings-signature"] == f"sha256={expected}"
    assert headers["tidings-delivery"] == told["delivery"]


def test_a_webhook_that_fails_is_asked_again_with_the_same_delivery(library, server, log):
    server.pages["/hook"] = (500, {}, b"")
    follow = followed(library, server, log, alert(server.url + "/hook"))
    follow.run(once=True)
    follow.run(once=True)  # not due yet
    assert server.paths().count("/hook") == 1
    assert log.named("alert-not-sent")[0]["alert"] == "raids"
    library.store.db.execute("UPDATE deliveries SET due = ''")
    server.pages["/hook"] = (200, {}, b"ok")
    follow.run(once=True)
    first, second = [json.loads(a[3])["delivery"] for a in server.asked if a[1] == "/hook"]
    assert first == second
    assert library.stats()["alerts_waiting"] == 0


def test_an_alert_to_a_file_is_there_once_whatever_happens(library, server, log, tmp_path):
    path = tmp_path / "alerts.jsonl"
    follow = followed(library, server, log, alert(f"file:{path}"))
    follow.run(once=True)
    library.store.db.execute("UPDATE deliveries SET sent = NULL, due = ''")  # killed before it was marked as sent
    with path.open("ab") as file:
        file.write(b'{"half a li')
    follow.run(once=True)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert sum("delivery" in line for line in lines) == 1
    assert library.stats()["alerts_waiting"] == 0


def test_an_alert_on_the_screen(library, server, log, capsys):
    followed(library, server, log, alert("stdout")).run(once=True)
    assert json.loads(capsys.readouterr().out)["event"]["status"] == "happened"


@pytest.mark.parametrize(
    ("wanted", "told"), [("type:ASSAULT", 1), ("type:AID", 0), ("origins:2", 0), ("country:TCD", 1)]
)
def test_only_what_passes_the_filter_is_told(library, server, log, tmp_path, wanted, told):
    followed(library, server, log, alert(f"file:{tmp_path / 'a'}", wanted)).run(once=True)
    assert library.store.db.execute("SELECT count(*) FROM deliveries").fetchone()[0] == told


def test_a_new_alert_tells_of_what_comes_not_of_what_was(library, server, log, tmp_path):
    followed(library, server, log).run(once=True)
    followed(library, server, log, alert(f"file:{tmp_path / 'a'}")).run(once=True)
    assert not (tmp_path / "a").exists()


def test_a_change_of_status_is_told_again(library, server, log, tmp_path):
    follow = followed(library, server, log, alert(f"file:{tmp_path / 'a'}", "type:ASSAULT"))
    follow.run(once=True)
    library.store.db.execute("UPDATE events SET status = 'denied'")
    library.store.db.execute("INSERT INTO changes (at, kind, story) SELECT '', 'event-status', id FROM stories")
    assert alerting.gather(library, follow._settings.alerts) == 1
    assert alerting.gather(library, follow._settings.alerts) == 0


# Settings

GOOD = """
[watch]
every = "10m"
pace = "1s"
[[feed]]
url = "https://example.org/a.xml"
outlet = "A"
[[feed]]
url = "https://example.org/b.xml"
every = "2h"
pages = false
[[alert]]
name = "strikes"
actors = ["Vladimir Putin", "NATO"]
countries = ["UKR"]
types = ["ASSAULT", "COERCE"]
status = ["happened"]
origins = 2
to = "file:alerts.jsonl"
secret = "x"
"""


def test_settings_are_read(tmp_path):
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD, encoding="utf-8")
    found = read_settings(path)
    assert [(f.url[-5:], f.outlet, f.every, f.pages) for f in found.feeds] == [
        ("a.xml", "A", 600.0, True),
        ("b.xml", None, 7_200.0, False),
    ]
    (told,) = found.alerts
    assert {t.key: t.values for t in told.wanted.terms} == {
        "actor": ("Vladimir Putin", "NATO"),
        "country": ("UKR",),
        "type": ("ASSAULT", "COERCE"),
        "status": ("happened",),
        "origins": ("2",),
    }
    assert told.to == f"file:{tmp_path / 'alerts.jsonl'}"
    assert "x" not in repr(told).split("secret")[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[watch", "is no TOML"),
        ("", "there is no [[feed]]"),
        ("[feed]\nurl='https://a.b'", "[[feed]] is wanted, with two brackets"),
        ("[[feed]]\nurl='ftp://a.b'", "url is wanted as http"),
        ("[[feed]]\nurl='https://a.b'\nevry='1m'", "unknown 'evry'; allowed are every"),
        ("[[feed]]\nurl='https://a.b'\nevery='often'", "is wanted as '30s', '15m'"),
        ("[[feed]]\nurl='https://a.b'\n[[alert]]\nstatus=['maybe']", "'maybe' is no status"),
        ("[[feed]]\nurl='https://a.b'\n[[alert]]\nto='mail:me'", "to is 'stdout'"),
        ("[[feed]]\nurl='https://a.b'\n[[alert]]\nsecret_env='NO_SUCH_NAME'", "the environment has no NO_SUCH_NAME"),
        ("<opml><body/></opml>", "names no feed"),
    ],
)
def test_settings_that_break_the_rules_say_what_is_allowed(tmp_path, text, message):
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError) as told:
        read_settings(path)
    assert message in str(told.value)


OPML = """<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml version="2.0"><body><outline text="World"><outline text="A &quot;B&quot;" xmlUrl="https://example.org/a.xml"/>
<outline text="&x;" xmlUrl="https://example.org/c.xml"/></outline><outline text="no feed"/></body></opml>"""


def test_feeds_of_opml_are_followed_or_added_to_a_file(tmp_path):
    opml, toml = tmp_path / "list.opml", tmp_path / "feeds.toml"
    opml.write_text(OPML, encoding="utf-8")
    assert [f.url for f in read_settings(opml).feeds] == ["https://example.org/a.xml", "https://example.org/c.xml"]
    assert "root:" not in repr(read_settings(opml))
    toml.write_text(GOOD, encoding="utf-8")
    assert import_feeds(opml, toml) == 1
    assert import_feeds(opml, toml) == 0
    assert [f.url[-5:] for f in read_settings(toml).feeds] == ["a.xml", "b.xml", "c.xml"]
    assert import_feeds(opml, tmp_path / "new.toml") == 2
    assert read_settings(tmp_path / "new.toml").feeds[0].outlet == 'A "B"'


def test_a_feed_of_many_entries_is_bounded():
    data = rss(*(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(1_500)))
    assert len(entries_of(data, {}, "https://example.org/").entries) == 1_000


def test_a_feed_that_grows_in_the_reading_is_stopped():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY {chr(98 + k)} "{f"&{chr(97 + k)};" * 10}">'.encode() for k in range(9)
    )
    data = bomb + b"]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
    began = time.monotonic()
    try:
        found = entries_of(data, {}, "https://example.org/")
        assert all(len(e.title or "") <= 1_000 for e in found.entries)
    except NoFeed:
        pass
    assert time.monotonic() - began < 5


def test_the_command_reads_once(tmp_path, monkeypatch, library, server, capsys):
    from tidings.cli import app

    server.pages["/feed"] = (200, XML, rss(item(server.url, 0)))
    toml = tmp_path / "feeds.toml"
    toml.write_text(f'[watch]\npace = "0s"\n[[feed]]\nurl = "{server.url}/feed"\n', encoding="utf-8")
    where = str(Path(library.path).with_name("other.tidings"))
    with pytest.raises(SystemExit) as end:
        app(["watch", str(toml), "--once", "--allow-private", "-L", where])
    assert not end.value.code
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["started", "feed-read", "stopped"]
    assert set(lines[0]) >= {"at", "level", "event"}
    with Library(where) as other:
        assert len(other.search("")) == 1
