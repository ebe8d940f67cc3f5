"""The desk: each page on a small library, what it refuses, what it changes, and reports that try to be more than text."""

from __future__ import annotations

import io
import json
import re
import shutil
import time
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk_samples import SCRIPT, STEERING, client, hostile, ids, make_library, seal
from library_samples import PACT, numbered, pact
from tidings.errors import LibraryError, SettingError
from tidings.library import Library
from tidings.library.codec import unpack_segments
from tidings.library.pages import account as account_of
from tidings.library.pages import story_members
from tidings.web.charts import quad_chart
from tidings.web.pages.login import local
from tidings.web.pages.report import spans
from tidings.web.rendering import with_query
from tidings.web.security import Counter
from tidings.web.shelf import Shelf
from tidings.web.state import Limits

TOKEN = "a token of the test"  # noqa: S105
PAGES = {
    "/": "Today",
    "/?since=7d&order=size&origins=": "Today",
    "/stories/{story}": "What the reports say",
    "/stories/{story}?all=true": "What the reports say",
    "/stories/{story}/grid": "Accounts side by side",
    "/stories/{story}/when": "8 Sep 2022",
    "/stories/{story}/words": "put",
    "/stories/{story}/growth": "Why it is in this story",
    "/reports/{report}": "What was read here",
    "/reports/{report}?at=10-20,30-40": "hit-2",
    "/reports/{report}/beside?at=10-20": "hit-1",
    "/actors": "Norway",
    "/actors?q=dune": "Dune Front",
    "/actors/state:NOR": "What Norway did",
    "/dyad?one=state:NOR&other=state:FIN": "Finland",
    "/events": "Download",
    "/events?type=AGREE&status=happened&country=NOR&from=2022": "Norway",
    "/upcoming": "4 May 2190",
    "/upcoming?from=2190-05": "May 2190",
    "/map": "Oslo",
    "/search": "Search",
    "/search?q=cod": "<mark>cod</mark>",
    "/search?q=cod&outlet=Gulf+Wire&month=2022-09": "1</b> report",
    "/add": "Paste a text",
    "/corrections": "Nothing has been corrected yet",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return make_library(tmp_path_factory.mktemp("made") / "news.tidings")


@pytest.fixture
def path(tmp_path, made) -> Path:
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def visitor(path) -> Iterator[TestClient]:
    with client(path) as opened:
        yield opened


class _Page(HTMLParser):
    """What the checks of a page look at: tags, attributes, ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


# Pages


@pytest.mark.parametrize(("address", "told"), PAGES.items())
def test_each_page_opens_and_answers_its_question(visitor, path, address, told):
    answer = visitor.get(address.format(**ids(path)))
    assert answer.status_code == 200
    assert told in answer.text
    page = _Page(answer.text)
    assert not [t for t in page.tags if t[0] == "style" or (t[0] == "script" and not t[1].get("src"))]
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a == "style"]
    used = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(used) == len(set(used)), "an id stands twice"


@pytest.mark.parametrize(("address", "told"), [p for p in PAGES.items() if "beside" not in p[0]])
def test_each_field_of_a_page_has_a_label(visitor, path, address, told):
    page = _Page(visitor.get(address.format(**ids(path))).text)
    labelled = {attrs.get("for") for tag, attrs in page.tags if tag == "label"}
    inside = 0
    text = visitor.get(address.format(**ids(path))).text
    for field in re.finditer(r"<(input|select|textarea)\b[^>]*>", text):
        if 'type="hidden"' in field[0]:
            continue
        wrapped = text.rfind("<label", 0, field.start()) > text.rfind("</label>", 0, field.start())
        named = re.search(r'\bid="([^"]+)"', field[0])
        assert wrapped or "aria-label" in field[0] or (named and named[1] in labelled), field[0]
        inside += 1
    assert inside >= 1  # the search of the bar


@pytest.mark.parametrize("address", ["/", "/events", "/actors", "/search?q=cod", "/upcoming"])
def test_a_part_of_a_page_is_the_list_alone(visitor, address):
    part = visitor.get(address, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere", 404),
        ("/stories/ffffffffffffffff", 404),
        ("/stories/ff", 404),
        ("/stories/{story}/differences/7", 404),
        ("/reports/ffffffffffffffff", 404),
        ("/reports/ffffffffffffffff/beside", 404),
        ("/events/ffffffffffffffff", 404),
        ("/actors/state:XXX", 404),
        ("/actors/{story}", 404),
        ("/dyad?one=state:NOR&other=state:XXX", 404),
        ("/add/none", 404),
        ("/events.exe", 404),
        ("/?q=colour:red", 400),
        ("/events?from=someday", 400),
        ("/events?page=100000000", 400),
        ("/?page=0", 422),
        ("/?q=" + "x" * 2_000, 400),
        ("/dyad", 422),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
    ],
)
def test_what_is_not_there_is_told_with_a_next_step(visitor, path, address, status):
    answer = visitor.get(address.format(**ids(path)))
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert 'href="/search"' in answer.text


def test_the_difference_of_two_accounts_shows_both_with_their_words_marked(visitor, path):
    story = ids(path)["story"]
    text = visitor.get(f"/stories/{story}").text
    links = re.findall(rf"/stories/{story}/differences/\d+", text)
    assert links
    shown = visitor.get(links[0])
    assert shown.text.count("<mark>") >= 2
    assert visitor.get(links[0], headers={"HX-Request": "true"}).text.count("<h2") == 1


def test_the_grid_has_a_column_for_each_origin_and_says_who_is_silent(tmp_path):
    path = make_library(tmp_path / "three.tidings", numbered(0), numbered(1), numbered(2))
    with client(path) as visitor, Library(path) as library:
        text = visitor.get(f"/stories/{library.stories()[0]['id']}/grid").text
    columns = text.count('<th scope="col"') - 1
    cells = re.findall(r'<td class="cell (\w+)"', text)
    assert columns >= 1
    assert len(cells) % columns == 0
    assert set(cells) <= {"says", "conflict", "finer", "wording", "silent"}
    assert "says" in cells


def test_an_event_leads_to_its_place_in_its_story(visitor, path):
    known = ids(path)
    answer = visitor.get(f"/events/{known['event']}")
    assert answer.headers["location"] == f"/stories/{known['story']}?all=true#e-{known['event']}"
    assert f'id="e-{known["event"]}"' in visitor.get(f"/stories/{known['story']}?all=true").text


def test_marked_words_have_their_explanation(visitor, path):
    page = _Page(visitor.get(f"/reports/{ids(path)['report']}").text)
    notes = {attrs.get("id") for tag, attrs in page.tags if tag == "li"}
    words = [attrs for tag, attrs in page.tags if "n" in (attrs.get("class") or "").split()]
    assert words
    for word in words:
        assert word["aria-describedby"] in notes
        assert word["href"] == f"#{word['aria-describedby']}"


def test_marking_all_as_seen_shows_what_comes_later(visitor, path):
    sealed = seal(visitor)
    answer = visitor.post("/seen", data={"seal": sealed})
    assert answer.headers["location"] == "/?since=looked"
    assert "Nothing has changed since" in visitor.get("/?since=looked").text
    with Library(path) as library:
        list(library.add_accounts([numbered(0)], coder="by hand"))
    later = visitor.get("/").text
    assert "new story" in later
    assert later.count('class="card') == 1


@pytest.mark.parametrize("cookie", ["yesterday", "9999999", "\u0661", '"'])
def test_a_strange_cookie_is_passed_over(path, cookie):
    with client(path) as visitor:
        headers = {"Cookie": f"tidings-looked={cookie}; tidings-theme=<x>".encode()}
        answer = visitor.get("/", headers=headers)
    assert answer.status_code == 200
    assert "data-theme" not in answer.text


# Empty


@pytest.mark.parametrize("address", ["/", "/events", "/actors", "/map", "/upcoming", "/search", "/corrections", "/add"])
def test_an_empty_library_says_what_to_do(tmp_path, address):
    Library(tmp_path / "empty.tidings", create=True).close()
    with client(tmp_path / "empty.tidings") as visitor:
        answer = visitor.get(address)
    assert answer.status_code == 200
    assert 'href="/add"' in answer.text


def test_a_library_that_is_missing_is_told(tmp_path):
    with client(tmp_path / "none.tidings") as visitor:
        answer = visitor.get("/")
    assert answer.status_code == 500
    assert "tidings add" in answer.text
    assert not (tmp_path / "none.tidings").exists()


def test_a_story_that_waits_says_so(path, monkeypatch):
    with Library(path) as library:
        list(library.add_accounts([numbered(0)], coder="by hand", settle=False))
        story = library.stories()[0]["id"] if library.stories()[0]["origins"] is None else None
        found = story or next(s["id"] for s in library.stories() if not s["events"])
    with client(path) as visitor:
        answer = visitor.get(f"/stories/{found}")
    assert answer.status_code == 200
    assert "still being compared" in answer.text


# Files and feeds


@pytest.mark.parametrize(
    ("address", "module", "most", "told"),
    [
        ("/events", "events", 1, "Counts are of the newest 1."),
        ("/events", "events", 2_000, None),
        ("/search", "reports", 1, "Counts are of the newest 1."),
        ("/search?q=cod", "reports", 1, "Counts are of the newest 1."),
        ("/search?q=cod", "reports", 2_000, None),
    ],
)
def test_counts_of_a_part_say_so(visitor, monkeypatch, address, module, most, told):
    monkeypatch.setattr(f"tidings.library.pages.{module}._FACETED_MOST", most)
    text = visitor.get(address).text
    assert ("<b>1+</b>" in text, "Counts are of the newest" in text) == (bool(told), bool(told))
    assert told is None or told in text


def test_events_are_downloaded_as_they_are_filtered(visitor):
    query = "type=AGREE&country=NOR"
    table = visitor.get(f"/events.csv?{query}")
    assert table.headers["content-disposition"] == 'attachment; filename="events.csv"'
    assert table.text.count("\n") == 2
    lines = [json.loads(line) for line in visitor.get(f"/events.jsonl?{query}").text.splitlines()]
    assert [e["type"] for e in lines] == ["AGREE"]
    import duckdb

    data = visitor.get(f"/events.parquet?{query}").content
    assert data.startswith(b"PAR1")
    del duckdb
    shapes = visitor.get(f"/events.geojson?{query}").json()
    assert shapes["features"][0]["geometry"]["coordinates"] == [10.75, 59.91]


def test_what_is_planned_is_a_calendar(visitor):
    answer = visitor.get("/upcoming.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:21900504" in answer.text


def test_the_map_draws_what_the_filter_lets_pass(visitor):
    assert [p["name"] for p in visitor.get("/map.json?type=AGREE").json()["places"]] == ["Oslo"]
    assert visitor.get("/map.json?type=AID").json()["places"] == []


# Changes


def test_two_actors_are_joined_and_parted_again(visitor):
    sealed = seal(visitor)
    sent = {"seal": sealed, "into": "state:NOR", "other": "state:FIN", "note": SCRIPT}
    assert visitor.post("/corrections/merge-actors", data=sent).headers["location"] == "/actors/state:NOR"
    page = visitor.get("/actors/state:NOR").text
    assert "state:FIN into state:NOR" in page
    assert "was joined to" in visitor.get("/actors/state:FIN").text
    number = re.search(r"/corrections/(\d+)/undo", page)[1]
    undone = visitor.post(f"/corrections/{number}/undo", data={"seal": sealed, "back": "/actors/state:NOR"})
    assert undone.headers["location"] == "/actors/state:NOR"
    assert "taken back" in visitor.get("/corrections").text
    assert "was joined to" not in visitor.get("/actors/state:FIN").text


def test_an_actor_is_corrected(visitor):
    sealed = seal(visitor)
    sent = {"seal": sealed, "actor": "group:dune-front", "name": "Front of the Dunes", "kind": "organisation"}
    assert visitor.post("/corrections/rename-actor", data=sent).status_code == 303
    assert "<h1><bdi>Front of the Dunes" in visitor.get("/actors/group:dune-front").text
    again = visitor.post("/corrections/rename-actor", data=sent)
    assert again.status_code == 409
    assert "is not so already" in again.text


def test_an_actor_is_another_one_in_some_reports(visitor, path):
    sealed = seal(visitor)
    with Library(path) as library:
        raid = library.search("depot")[0]["id"]
    sent = {"seal": sealed, "actor": "group:dune-front", "name": "Dune Band", "reports": [raid]}
    assert visitor.post("/corrections/split-actor", data=sent).status_code == 303
    assert "Dune Band" in visitor.get("/actors?q=dune").text


def test_a_story_is_renamed(visitor, path):
    story = ids(path)["story"]
    answer = visitor.post("/corrections/rename-story", data={"seal": seal(visitor), "story": story, "title": "Cod"})
    assert answer.headers["location"] == f"/stories/{story}/growth"
    assert "<h1><bdi>Cod</bdi></h1>" in visitor.get(f"/stories/{story}").text


@pytest.mark.parametrize("form", ["{}", "http://127.0.0.1/stories/{}/grid?all=true", "/stories/{}#e-1", "  {} "])
def test_two_stories_are_joined_and_parted_again(visitor, path, form):
    sealed = seal(visitor)
    story = ids(path)["story"]
    with Library(path) as library:
        other = next(s["id"] for s in library.stories() if s["id"] != story)
        before = {s["id"]: s["reports"] for s in library.stories()}
    page = visitor.get(f"/stories/{story}/growth").text
    offered = re.search(r'<datalist id="other-stories">(.*?)</datalist>', page)[1]
    assert f'value="{story}"' not in offered
    assert 'value="' in offered
    sent = {"seal": sealed, "into": story, "other": form.format(other), "note": SCRIPT}
    assert visitor.post("/corrections/merge-stories", data=sent).headers["location"] == f"/stories/{story}/growth"
    assert visitor.get(f"/stories/{other}").headers["location"] == f"/stories/{story}"
    page = visitor.get(f"/stories/{story}/growth").text
    assert f"{other} into {story}" in page
    assert "<script>alert" not in page
    number = re.search(r"/corrections/(\d+)/undo", page)[1]
    assert visitor.post(f"/corrections/{number}/undo", data={"seal": sealed}).status_code == 303
    with Library(path) as library:
        assert {s["id"]: s["reports"] for s in library.stories()} == before


def test_some_reports_become_a_story_of_their_own_and_come_back(visitor, path):
    sealed = seal(visitor)
    story = ids(path)["story"]
    with Library(path) as library:
        reports = [r.id for r in library.story(story).reports]
    sent = {"seal": sealed, "story": story, "reports": reports[1:], "title": "Another pact"}
    part = visitor.post("/corrections/split-story", data=sent).headers["location"].split("/")[2]
    page = visitor.get(f"/stories/{part}/growth").text
    assert "<h1><bdi>Another pact</bdi></h1>" in page
    assert f"{part} out of {story}" in page
    left = visitor.get(f"/stories/{story}/growth").text
    assert f"{part} out of {story}" in left
    assert "It has one report alone" in left
    with Library(path) as library:
        number = next(j["number"] for j in library.judgements() if j["kind"] == "story-split")
    visitor.post(f"/corrections/{number}/undo", data={"seal": sealed})
    assert visitor.get(f"/stories/{part}").headers["location"] == f"/stories/{story}"
    with Library(path) as library:
        assert [r.id for r in library.story(story).reports] == reports


@pytest.mark.parametrize(
    ("form", "sent", "status", "told"),
    [
        ("merge-stories", {"into": "{story}", "other": "{story}"}, 409, "the same story already"),
        ("merge-stories", {"into": "{story}", "other": "ffffffff"}, 404, "There is no story"),
        ("merge-stories", {"into": "{story}", "other": ""}, 422, "other"),
        ("split-story", {"story": "{story}"}, 400, "No report was chosen"),
        ("split-story", {"story": "{story}", "reports": "{report}", "title": "x" * 301}, 422, "title"),
        ("split-story", {"story": "{story}", "reports": "ffffffff"}, 404, "There is no report"),
        ("rename-story", {"story": "{story}", "title": " "}, 409, "cannot be empty"),
        ("99/undo", {}, 404, "There is no judgement 99"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(visitor, path, form, sent, status, told):
    known = ids(path)
    data = {"seal": seal(visitor), **{k: v.format(**known) for k, v in sent.items()}}
    answer = visitor.post(f"/corrections/{form}", data=data)
    assert (answer.status_code, told in answer.text) == (status, True)
    with Library(path) as library:
        assert library.judgements() == []


def test_a_story_is_laid_out_once_until_it_changes(visitor, path, monkeypatch):
    story = ids(path)["story"]
    asked = []
    real = Library.story
    monkeypatch.setattr(Library, "story", lambda *given, **options: asked.append(1) or real(*given, **options))
    for tab in ("", "/grid", "/words", "/growth", ""):
        assert visitor.get(f"/stories/{story}{tab}").status_code == 200
    assert len(asked) == 1
    visitor.post("/corrections/rename-story", data={"seal": seal(visitor), "story": story, "title": "Cod"})
    assert "<h1><bdi>Cod</bdi></h1>" in visitor.get(f"/stories/{story}").text
    assert len(asked) == 2


def test_a_brief_has_the_segments_that_were_read_and_nothing_else_is_unpacked(path, monkeypatch):
    with Library(path) as library:
        id = ids(path)["story"]
        accounts = [account_of(library, r.id)[0] for r in library.story(id).reports]
        monkeypatch.setattr("tidings.library.codec._parse", None)
        brief = library.story(id)
        assert brief.segments == {a.report.id: a.segments for a in accounts}
        assert all(brief.segments.values())


@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b"{}"), zlib.compress(b'{"segments":[{"span":1}]}')])
def test_a_damaged_reading_is_told_by_its_report(data):
    with pytest.raises(LibraryError, match=r"is damaged .* run `tidings recode"):
        unpack_segments(pact().report, data)


def test_a_story_that_waits_is_shown_as_it_was(path):
    id = ids(path)["story"]
    with Library(path) as library:
        before = library.story(id)
        list(library.add_accounts([pact("Fjord Times", "2022-09-10")], coder="by hand", settle=False))
        waiting = library.story(id, compare=False)
        assert waiting.comparisons == before.comparisons
        assert [w.code for w in waiting.warnings] == ["waiting"]
        assert len(library.story(id).reports) == len(before.reports) + 1
        assert library.story(id, compare=False) == library.story(id)


@pytest.mark.parametrize("given", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_moment_that_no_clock_has_is_told(path, given):
    with Library(path) as library, pytest.raises(SettingError, match="out of the range of times"):
        library.news(given)


def test_a_shelf_holds_few_stories(path, monkeypatch):
    monkeypatch.setattr("tidings.web.shelf.MOST_STORIES", 1)
    shelf = Shelf()
    with Library(path) as library:
        rows = [story_members(library, s["id"]) for s in library.stories()]
        shown = [shelf.story(library, row)[0] for row in rows]
        assert shelf.story(library, rows[-1])[0] is shown[-1]
        assert shelf.story(library, rows[0])[0] is not shown[0]


def _added(visitor: TestClient, answer) -> str:
    assert answer.status_code == 303, answer.text
    for _ in range(200):
        page = visitor.get(answer.headers["location"])
        if "hx-trigger" not in page.text.split('id="adding"')[1][:200]:
            return page.text
        time.sleep(0.02)
    raise AssertionError("the reading did not end")


def test_a_text_is_added_and_joins_its_story(visitor, path):
    sent = {"seal": seal(visitor), "text": PACT.replace("Norway signed", "Norway has signed"), "outlet": "Fjord Times"}
    page = _added(visitor, visitor.post("/add/text", data=sent))
    assert "1 report added" in page
    assert f"/stories/{ids(path)['story']}" in page


def test_files_are_added_under_the_names_they_had(visitor, path):
    files = [
        (
            "files",
            ("../../etc/pact <b>.txt", io.BytesIO(b"Ferry sinks off Bergen\n\nA ferry sank on Monday."), "text/plain"),
        ),
        ("files", ("empty.txt", io.BytesIO(b""), "text/plain")),
    ]
    page = _added(visitor, visitor.post("/add/files", data={"seal": seal(visitor)}, files=files))
    assert "1 report added" in page
    assert "empty.txt: is empty" in page
    with Library(path) as library:
        kept = library.report(library.search("ferry")[0]["id"])
    assert kept.path == "pact <b>.txt"


def test_the_same_report_twice_is_told(visitor):
    sent = {"seal": seal(visitor), "text": PACT, "outlet": "Gulf Wire"}
    assert "Was in the library already" in _added(visitor, visitor.post("/add/text", data=sent))


def test_what_cannot_be_fetched_is_told(visitor):
    sent = {"seal": seal(visitor), "address": "https://example.org/a"}
    assert "was not fetched" in _added(visitor, visitor.post("/add/address", data=sent))


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        ("text", {"text": "  "}),
        ("text", {"text": "x", "published": "soon"}),
        ("text", {"text": "x", "address": "javascript:alert(1)"}),
        ("address", {"address": "/etc/passwd"}),
        ("address", {"address": "file:///etc/passwd"}),
        ("address", {"address": ""}),
    ],
)
def test_what_is_no_report_is_refused(visitor, form, sent):
    answer = visitor.post(f"/add/{form}", data={"seal": seal(visitor), **sent})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


# Reports that try to be more than text


@pytest.fixture
def attacked(tmp_path) -> Iterator[tuple[TestClient, dict[str, str]]]:
    path = make_library(tmp_path / "hostile.tidings", hostile())
    with Library(path) as library:
        event = library.events()[0]
        library.rename_story(event["story"], f"{SCRIPT}{STEERING}", user=SCRIPT, note=SCRIPT)
        known = {"story": event["story"], "report": library.search("depot")[0]["id"], "actor": event["actors"][0]["id"]}
    with client(path) as visitor:
        yield visitor, known


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/stories/{story}",
        "/stories/{story}/grid",
        "/stories/{story}/when",
        "/stories/{story}/words",
        "/stories/{story}/growth",
        "/reports/{report}",
        "/reports/{report}/beside?at=0-60",
        "/actors",
        "/actors/{actor}",
        "/events",
        "/map",
        "/map.json",
        "/search?q=depot",
        "/corrections",
        "/?q=<script>alert(1)</script>",
        "/search?q=<img src=x onerror=x>",
    ],
)
def test_report_text_is_text_everywhere(attacked, address):
    from urllib.parse import quote

    visitor, known = attacked
    told = {k: quote(v, safe="") for k, v in known.items()}
    answer = visitor.get(address.format(**told))
    assert answer.status_code == 200, answer.text
    assert not set("\u202e\u2066\x1b") & set(answer.text)
    if "json" in answer.headers["content-type"]:
        return
    page = _Page(answer.text)
    assert "img" not in {t for t, _ in page.tags}
    assert all(attrs.get("src", "").startswith("/static/") for t, attrs in page.tags if t == "script")
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on")]


# Who may ask


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8321", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8321", 200),
        ("desk.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost@evil.example", 421),
        ("10.0.0.7", 421),
        ("localhost:port", 421),
        ("", 421),
    ],
)
def test_only_hosts_of_the_desk_are_answered(path, host, status):
    with client(path, allowed_hosts=("Desk.example",)) as visitor:
        assert visitor.get("/corrections", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://127.0.0.1"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"}, 403),
    ],
)
def test_a_change_comes_from_a_page_of_the_desk(visitor, headers, status):
    assert visitor.post("/seen", data={"seal": seal(visitor)}, headers=headers).status_code == status


@pytest.mark.parametrize("given", ["", "0" * 64, None])
def test_a_change_wants_the_seal_of_its_visit(visitor, path, given):
    seal(visitor)
    data = {} if given is None else {"seal": given}
    answer = visitor.post("/seen", data=data)
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text
    with client(path) as other:
        assert visitor.post("/seen", data={"seal": seal(other)}).status_code == 403


def test_the_seal_of_a_script_is_a_header(visitor):
    assert visitor.post("/seen", headers={"X-Tidings-Seal": seal(visitor)}).status_code == 303


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/desk.css", "/map.json", "/api/v1/stories"])
def test_every_answer_has_the_policy(visitor, address):
    headers = visitor.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


def test_cookies_are_not_for_scripts_nor_other_sites(visitor):
    cookie = visitor.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_a_large_request_is_refused_whole(path):
    with client(path, limits=Limits(body=2_000)) as visitor:
        sealed = seal(visitor)
        assert visitor.post("/add/text", data={"seal": sealed, "text": "x" * 3_000}).status_code == 413

        def pieces():
            yield f"seal={sealed}&text=".encode()
            for _ in range(30):
                yield b"x" * 100

        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert visitor.post("/add/text", content=pieces(), headers=headers).status_code == 413


def test_too_many_changes_wait(path):
    with client(path, limits=Limits(changes=2)) as visitor:
        sealed = seal(visitor)
        answers = [visitor.post("/seen", data={"seal": sealed}) for _ in range(3)]
    assert [a.status_code for a in answers] == [303, 303, 429]
    assert int(answers[2].headers["retry-after"]) >= 1


def test_a_counter_lets_so_many_pass_and_forgets_the_oldest(monkeypatch):
    at = [0.0]
    monkeypatch.setattr("tidings.web.security.time.monotonic", lambda: at[0])
    counter = Counter(3)
    assert [counter.wait("a") for _ in range(4)] == [0, 0, 0, 20]
    assert counter.wait("b") == 0
    at[0] = 20.0
    assert counter.wait("a") == 0
    assert counter.wait("a") > 0


# A token


@pytest.fixture
def guarded(path) -> Iterator[TestClient]:
    with client(path, token=TOKEN) as opened:
        yield opened


def test_a_desk_with_a_token_leads_to_its_login(guarded):
    page = guarded.get("/events?type=AID", headers={"Accept": "text/html"})
    assert page.headers["location"] == "/login?next=%2Fevents%3Ftype%3DAID"
    assert guarded.get("/map.json").status_code == 401
    assert guarded.get("/api/v1/stories").status_code == 401
    assert guarded.get("/static/desk.css").status_code == 200
    assert guarded.post("/seen").status_code == 401


def test_the_token_is_given_once(guarded):
    sealed = seal(guarded, "/login")
    wrong = guarded.post("/login", data={"seal": sealed, "token": TOKEN[:-1], "next": "/events"})
    assert wrong.status_code == 401
    assert "That is not the token" in wrong.text
    right = guarded.post("/login", data={"seal": sealed, "token": TOKEN, "next": "/events"})
    assert right.headers["location"] == "/events"
    assert TOKEN not in right.headers["set-cookie"]
    assert "HttpOnly" in right.headers["set-cookie"]
    assert guarded.get("/").status_code == 200
    guarded.post("/logout", data={"seal": seal(guarded)})
    assert guarded.get("/").status_code == 401


def test_programs_send_the_token_as_a_bearer(guarded):
    assert guarded.get("/map.json", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert guarded.get("/map.json", headers={"Authorization": "Bearer other"}).status_code == 401


def test_the_calendar_has_a_key_of_its_own(guarded):
    page = guarded.get("/upcoming", headers={"Authorization": f"Bearer {TOKEN}"}).text
    key = re.search(r"key=(\w+)", page)[1]
    assert guarded.get(f"/upcoming.ics?key={key}").status_code == 200
    assert guarded.get("/upcoming.ics?key=0").status_code == 401
    assert guarded.get(f"/map.json?key={key}").status_code == 401


def test_guesses_at_the_token_are_few(path):
    with client(path, token=TOKEN, limits=Limits(logins=3)) as visitor:
        sealed = seal(visitor, "/login")
        answers = [visitor.post("/login", data={"seal": sealed, "token": str(n)}) for n in range(4)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]


def test_behind_a_token_any_address_of_the_machine_will_do(path):
    with client(path, token=TOKEN) as visitor:
        assert visitor.get("/login", headers={"Host": "192.168.1.7:8321"}).status_code == 200
        assert visitor.get("/login", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/events?x=1", "/events?x=1"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nb", "/"),
        ("", "/"),
    ],
)
def test_a_login_leads_nowhere_else(address, kept):
    assert local(address) == kept


# Small parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("3-9", [(3, 9)]),
        ("12-14,3-9,3-9", [(3, 9), (12, 14)]),
        ("5-5,9-3,a-b,-1-4", []),
        ("10-900", [(10, 20)]),
        ("20-30", []),
    ],
)
def test_spans_of_an_address_stay_inside_the_text(text, found):
    assert [(s.start, s.end) for s in spans(text, 20)] == found


def test_an_address_leaves_out_what_is_empty():
    assert with_query("/events", {"q": "", "type": ["AID", "COERCE"]}, page=2) == "/events?type=AID&type=COERCE&page=2"
    assert with_query("/", {"q": ""}) == "/"


@pytest.mark.parametrize(
    ("days", "bars"),
    [
        (["2022-09-08", "2022-09-10"], ["8 Sep 2022", "10 Sep 2022"]),
        (["2022-09-08", "2023-01-10"], ["Sep 2022", "Jan 2023"]),
        (["1999-09-08", "2023-01-10"], ["1999", "2023"]),
    ],
)
def test_a_chart_counts_by_day_month_or_year(days, bars):
    rows = [{"day": d, "side": "actor", "quad": 4, "events": 2, "total": -19.0, "rated": 2} for d in days]
    chart = quad_chart([*rows, {**rows[0], "day": None}], side="actor", label="x")
    assert [b.label for b in chart.bars] == bars
    assert chart.undated == 2
    assert chart.bars[0].mean == -9.5
    assert quad_chart(rows, side="recipient", label="x").svg == ""


def test_the_calendar_is_made_once_until_something_is_written(visitor, path, monkeypatch):
    from tidings.web.pages import upcoming

    made = []
    monkeypatch.setattr(upcoming, "ics_lines", lambda events, **_: made.append(len(events)) or [f"{len(made)}"])
    first = visitor.get("/upcoming.ics")
    assert (first.text, visitor.get("/upcoming.ics").text) == ("1", "1")
    assert visitor.get("/upcoming.ics?q=country:TCD").text == "2"
    assert made == [1, 0]
    tag = {"If-None-Match": first.headers["etag"]}
    same = visitor.get("/upcoming.ics", headers=tag)
    assert (same.status_code, same.text, same.headers["etag"]) == (304, "", first.headers["etag"])
    with Library(path) as library:
        library.rename_story(library.stories()[0]["id"], "Cod")
    assert (visitor.get("/upcoming.ics", headers=tag).status_code, len(made)) == (200, 3)


def test_few_texts_are_held(path, monkeypatch):
    from tidings.web import shelf

    monkeypatch.setattr(shelf, "MOST_TEXTS", 2)
    held, made = shelf.Texts(), []
    with Library(path) as library:
        for name in ("a", "b", "a", "c", "a", "b"):  # b is dropped for c, as a was asked for after it
            held.text(library, (name,), lambda name=name: made.append(name) or name)
    assert made == ["a", "b", "c", "b"]
