"""The REST interface: the same filters and records as the command line, pages that last, problems that help."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from library_samples import PACT, numbered, pact, pact_again, raid
from tidings.brief import to_json
from tidings.brief.json import BriefJson
from tidings.ingest import report_from_text
from tidings.library import Added, AddedAll, Library
from tidings.library.paging import LISTS
from tidings.records import Notice
from tidings.web import create_app, deps
from tidings.web.api import models
from tidings.web.state import Limits

VENDOR = Path("src/tidings/web/static/vendor")
HOME = "http://localhost"
NO_LIMITS = Limits(requests=1_000_000, changes=1_000_000)
ROWS = {
    "stories": models.StoryRow,
    "events": models.EventRow,
    "actors": models.ActorRow,
    "dyads": models.DyadRow,
    "upcoming": models.EventRow,
    "search": models.ReportRow,
    "news": models.NewsRow,
    "judgements": models.JudgementRow,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("made") / "news.tidings"
    with Library(path, create=True) as library:
        keep(library, pact(), pact_again(status="planned"), raid(), *(numbered(n) for n in range(12)))
    return path


@pytest.fixture
def path(tmp_path, made) -> Path:
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def client(path) -> Iterator[TestClient]:
    with TestClient(create_app(path, limits=NO_LIMITS), base_url=HOME) as opened:
        yield opened


def keep(library: Library, *accounts: Any) -> None:
    list(library.add_accounts(accounts, coder="by hand"))


def get(client: TestClient, address: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/{address}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def walk(client: TestClient, kind: str, **query: Any) -> list[Any]:
    """All rows of a list, page by page."""
    rows: list[Any] = []
    for _ in range(500):
        page = get(client, kind, **query)
        rows += page["rows"]
        if page["next"] is None:
            return rows
        query["cursor"] = page["next"]
    raise AssertionError("the list has no end")


# Lists


@pytest.mark.parametrize(
    "q", ["", "country:NOR", "type:PROTEST", "status:possible", "outlet:'Gulf Wire'", "cod quotas"]
)
@pytest.mark.parametrize("kind", [k for k in LISTS if k not in ("judgements", "news")])
def test_a_list_has_the_rows_of_the_command_line(client, path, kind, q):
    with Library(path) as library:
        rows = getattr(library, kind)(q, limit=None)
    found = walk(client, kind, q=q, limit=100)
    assert sorted(map(repr, found)) == sorted(map(repr, rows))
    TypeAdapter(list[ROWS[kind]]).validate_python(found)  # type: ignore[misc]


def test_news_has_the_rows_of_the_command_line(client, path):
    with Library(path) as library:
        assert walk(client, "news", since="24h", limit=7) == library.news("24h")
    assert get(client, "news", since="2999-01-01")["rows"] == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [*((k, {}) for k in LISTS if k != "judgements"), ("dyads", {"by": "month"}), ("dyads", {"countries": True})],
)
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_hold_each_row_once_and_in_order(client, kind, options, limit):
    whole = walk(client, kind, limit=500, **options)
    assert walk(client, kind, limit=limit, **options) == whole
    assert len({json.dumps(r) for r in whole}) == len(whole)


@pytest.mark.parametrize("kind", ["stories", "events", "search", "news", "upcoming"])
def test_rows_that_arrive_between_pages_neither_repeat_nor_push_out(client, path, kind):
    before = walk(client, kind, limit=500)
    page = get(client, kind, limit=2)
    seen = page["rows"]
    fresh = 12
    while page["next"]:
        with Library(path) as library:
            keep(library, *(numbered(n) for n in range(fresh, fresh + 3)))
        fresh += 3
        page = get(client, kind, limit=2, cursor=page["next"])
        seen += page["rows"]
    known = [_key(r) for r in before]
    assert [_key(r) for r in seen if _key(r) in known] == known


def _key(row: Any) -> tuple[Any, ...]:
    """What of a row stays while its story grows."""
    return tuple(row.get(k) for k in ("id", "at", "kind", "story", "event", "report"))


def test_a_search_with_words_is_paged_over_the_reports_that_were_there(client, path):
    before = {r["id"] for r in walk(client, "search", q="depot", limit=500)}
    page = get(client, "search", q="depot", limit=5)
    seen = [r["id"] for r in page["rows"]]
    with Library(path) as library:
        keep(library, numbered(30), numbered(31))
    seen += [r["id"] for r in walk(client, "search", q="depot", limit=5, cursor=page["next"])]
    assert set(seen) == before
    assert len(seen) == len(before)


def test_a_page_links_to_the_next(client):
    answer = client.get("/api/v1/events", params={"q": "no-status:denied", "limit": 2})
    link = re.fullmatch(r'<(/api/v1/events\?.*)>; rel="next"', answer.headers["link"])
    assert link is not None
    assert client.get(link[1]).json() == get(
        client, "events", q="no-status:denied", limit=2, cursor=answer.json()["next"]
    )


def test_a_cursor_serves_its_own_list_and_filter_alone(client):
    cursor = get(client, "events", q="no-status:denied", limit=1)["next"]
    for kind, q in (("events", ""), ("stories", "no-status:denied"), ("search", "no-status:denied")):
        answer = client.get(f"/api/v1/{kind}", params={"q": q, "cursor": cursor})
        assert answer.status_code == 400
        assert "begin again" in answer.json()["what"]


@pytest.mark.parametrize("cursor", ["x", "~~~~", "e30", "W10", "WyJhIiwxLDJd", "A" * 900, "\u00e9", "W1tbW1tbW1tbW1tb"])
@pytest.mark.parametrize("kind", LISTS)
def test_what_is_no_cursor_is_refused(client, kind, cursor):
    answer = client.get(f"/api/v1/{kind}", params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


# Single records


def test_a_story_is_its_brief(client, path):
    id = get(client, "stories", q="cod")["rows"][0]["id"]
    with Library(path) as library:
        assert get(client, f"stories/{id}") == json.loads(json.dumps(to_json(library.story(id))))
        texts = {r.id: r.text for r in library.story(id).reports}
    brief = TypeAdapter(BriefJson).validate_python(get(client, f"stories/{id[:6]}"))
    mentions = [m for s in brief["stories"] for e in s["events"] for m in e["mentions"]]
    assert mentions
    assert all(texts[m["report"]][m["start"] : m["end"]] == m["quote"] for m in mentions)


@pytest.mark.parametrize(
    ("kind", "list_", "model"),
    [("reports", "search", models.ReportShown), ("events", "events", models.EventShown)],
)
def test_a_record_is_what_show_shows(client, path, kind, list_, model):
    id = get(client, list_)["rows"][0]["id"]
    with Library(path) as library:
        assert get(client, f"{kind}/{id}") == library.show(id)
    TypeAdapter(model).validate_python(get(client, f"{kind}/{id}"))


def test_an_actor_is_what_show_shows(client, path):
    with Library(path) as library:
        assert get(client, "actors/group:dune-front") == library.show("group:dune-front")
    TypeAdapter(models.ActorShown).validate_python(get(client, "actors/state:TCD"))


def test_an_address_names_its_own_kind_of_record_alone(client):
    event = get(client, "events")["rows"][0]["id"]
    for address in (f"reports/{event}", "events/state:NOR", f"actors/{event}", f"stories/{event}"):
        assert client.get(f"/api/v1/{address}").status_code == 404


def test_stats_are_those_of_the_library(client, path):
    with Library(path) as library:
        known = library.stats()
    told = get(client, "stats")
    assert {k: v for k, v in told.items() if not k.startswith("bytes")} == {
        k: v for k, v in known.items() if not k.startswith("bytes")
    }


# How it answers


@pytest.mark.parametrize("address", ["events", "stories?q=country:NOR", "stats", "actors/state:NOR", "openapi.json"])
def test_a_client_that_has_the_answer_gets_none(client, path, address):
    first = client.get(f"/api/v1/{address}")
    assert first.status_code == 200
    if address == "openapi.json":
        return  # the framework's own
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for given in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = client.get(f"/api/v1/{address}", headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"/api/v1/{address}", headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_a_tag_changes_with_what_it_is_of(client, path):
    tag = client.get("/api/v1/events").headers["etag"]
    with Library(path) as library:
        keep(library, numbered(40))
    answer = client.get("/api/v1/events", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["etag"] != tag) == (200, True)


def test_text_of_a_report_steers_nothing_in_an_answer(tmp_path):
    path = tmp_path / "hostile.tidings"
    with Library(path, create=True) as library:
        one = pact(outlet="</script>\u202egnp\x1b[2J\u2066")
        keep(library, one)
    with TestClient(create_app(path), base_url=HOME) as client:
        answer = client.get("/api/v1/search")
    assert not set("\u202e\x1b\u2066") & set(answer.text)
    assert answer.json()["rows"][0]["outlet"] == one.report.outlet
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "what", "got"),
    [
        ("GET", "events?q=colour:red", None, 400, "unknown filter word 'colour:'", "colour:red"),
        ("GET", "events?q=from:someday", None, 400, "'someday' is no day", "from:someday"),
        ("GET", "search?q=%22%22", None, 400, "no word to search for", '""'),
        ("GET", "news?since=later", None, 400, "'later' is no time", None),
        ("GET", "news?since=0001-01-01T00:00%2B14:00", None, 400, "out of the range of times", None),
        ("GET", "events?limit=0", None, 422, "limit: Input should be greater than or equal to 1", "0"),
        ("GET", "events?limit=many", None, 422, "limit: ", "many"),
        ("GET", "dyads?by=week", None, 422, "by: ", "week"),
        ("GET", "stories/ffffffff", None, 404, "there is no story 'ffffffff'", None),
        ("GET", "actors/state:ATL", None, 404, "there is no actor 'state:ATL'", None),
        ("GET", "news?since=9999-12-31T23:59-14:00", None, 400, "out of the range of times", None),
        ("POST", "judgements/99/undo", None, 404, "there is no judgement 99", None),
        ("GET", "nowhere", None, 404, "there is no address /api/v1/nowhere", "GET /api/v1/nowhere"),
        ("GET", "../v2/events", None, 404, "there is no address /api/v2/events", "GET /api/v2/events"),
        ("DELETE", "events", None, 405, "Method Not Allowed", "DELETE /api/v1/events"),
        ("POST", "judgements", {"kind": "guess"}, 422, "does not match any of the expected tags", "{'kind': 'guess'}"),
        ("POST", "judgements", {"kind": "story-rename", "story": "ffffffff", "title": "A"}, 404, "no story", None),
        ("POST", "add", {"address": "file:///etc/passwd"}, 422, "should match pattern", "file:///etc/passwd"),
        ("POST", "add", {"text": "a", "path": "/etc/passwd"}, 422, "Extra inputs are not permitted", "/etc/passwd"),
        ("POST", "add", {}, 422, "text: Field required", "{}"),
        ("POST", "brief", {"texts": []}, 422, "texts: ", "[]"),
        ("POST", "brief", {"texts": [{"text": "x" * 200_001}] * 2}, 422, "400,002 characters together", None),
    ],
)
def test_a_problem_says_what_got_allowed_and_next(client, method, address, body, status, what, got):
    answer = client.request(method, f"/api/v1/{address}", json=body)
    problem = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(problem) == {"type", "title", "status", "what", "got", "allowed", "next"}
    assert what in problem["what"]
    assert problem["status"] == status
    assert problem["next"]
    if got is not None:
        assert problem["got"] == got
    assert len(problem["got"] or "") <= 201


@pytest.mark.parametrize(
    ("options", "headers", "statuses"),
    [
        ({}, {"Host": "elsewhere.example"}, [421]),
        ({"token": "a long secret"}, {}, [401]),
        ({}, {"Origin": "https://elsewhere.example"}, [403]),
        ({"limits": Limits(changes=1)}, {}, [404, 429]),
        ({"limits": Limits(body=10)}, {}, [413]),
    ],
)
def test_what_the_guard_refuses_is_a_problem_too(path, options, headers, statuses):
    with TestClient(create_app(path, **options), base_url=HOME) as client:
        for status in statuses:
            answer = client.post("/api/v1/nowhere", json={"long": "enough"}, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
            assert (answer.json()["status"], bool(answer.json()["next"])) == (status, True)
    assert ("retry-after" in answer.headers) == (statuses[-1] == 429)
    assert ("www-authenticate" in answer.headers) == (statuses == [401])


def test_a_mistake_of_the_desk_is_a_problem_too(path, monkeypatch):
    monkeypatch.setattr(Library, "stats", lambda _: 1 / 0)
    with TestClient(create_app(path), base_url=HOME, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/stats")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "division" not in answer.text


def test_an_unknown_filter_word_is_told_with_those_allowed(client):
    told = client.get("/api/v1/stories", params={"q": "colour:red"}).json()
    assert {"actor:", "country:", "from:"} <= set(told["allowed"])


# Corrections


def test_every_kind_of_correction_is_kept_and_taken_back(client, path):
    story, other = (get(client, "stories", q=q)["rows"][0]["id"] for q in ("cod", "by:group:dune-front type:ASSAULT"))
    reports = [r["id"] for r in get(client, "search", q=f"story:{story}")["rows"]]
    assert len(reports) == 2
    given = [
        {"kind": "story-rename", "story": story, "title": "The cod pact"},
        {"kind": "story-split", "story": story, "reports": reports[:1]},
        {"kind": "story-merge", "into": story, "stories": [other]},
        {"kind": "actor-rename", "actor": "state:NOR", "fields": {"name": "Kingdom of Norway"}},
        {"kind": "actor-merge", "into": "state:NOR", "actors": ["state:FIN"]},
        {"kind": "actor-split", "actor": "state:TCD", "reports": [_raid()], "name": "Army of Chad"},
    ]
    before = told(client)
    for judgement in given:
        answer = client.post("/api/v1/judgements", json={**judgement, "user": "ann", "note": "seen"})
        assert answer.status_code == 201, answer.text
        made = TypeAdapter(models.Judged).validate_python(answer.json())
        assert (made["kind"], bool(made["story"])) == (judgement["kind"], judgement["kind"] == "story-split")
        row = get(client, "judgements", limit=1)["rows"][0]
        assert row["kind"] in {judgement["kind"], "actor-rename"}  # a merge keeps the name of the one that goes on
        assert row["undone"] is None
        back = client.post(f"/api/v1/judgements/{made['number']}/undo")
        assert (back.status_code, back.json()["kind"]) == (200, judgement["kind"])
        again = client.post(f"/api/v1/judgements/{made['number']}/undo")
        assert (again.status_code, "taken back already" in again.json()["what"]) == (409, True)
    rows = get(client, "judgements")["rows"]
    TypeAdapter(list[models.JudgementRow]).validate_python(rows)
    assert all(r["undone"] for r in rows)
    assert told(client) == before


def told(client: TestClient) -> list[Any]:
    return sorted((e["summary"], e["status"], e["story_title"]) for e in walk(client, "events", limit=100))


def _raid() -> str:
    return raid().report.id


def test_a_correction_shows_in_the_lists_at_once(client):
    client.post("/api/v1/judgements", json={"kind": "actor-rename", "actor": "state:NOR", "fields": {"name": "Norge"}})
    assert get(client, "actors/state:NOR")["name"] == "Norge"
    assert "Norge" in {a["name"] for a in get(client, "actors")["rows"]}
    assert get(client, "events", q="actor:Norge")["rows"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "elsewhere.example"},
    ],
)
def test_a_page_of_another_site_changes_nothing(client, headers):
    body = {"kind": "actor-rename", "actor": "state:NOR", "fields": {"name": "Nowhere"}}
    assert client.post("/api/v1/judgements", json=body, headers=headers).status_code in {403, 421}
    assert get(client, "judgements")["rows"] == []


def test_with_a_token_a_program_sends_it(path):
    with TestClient(create_app(path, token="a long secret"), base_url=HOME) as client:  # noqa: S106
        assert client.get("/api/v1/events").status_code == 401
        assert client.get("/api/v1/events", headers={"Authorization": "Bearer another"}).status_code == 401
        assert client.get("/api/v1/events", headers={"Authorization": "Bearer a long secret"}).status_code == 200


def test_a_library_in_use_is_told_as_such(client, path, monkeypatch):
    monkeypatch.setattr(deps, "PATIENCE", 0.1)
    with Library(path) as other, other.store.write():
        answer = client.post("/api/v1/judgements", json={"kind": "story-rename", "story": "ffff", "title": "A"})
    assert (answer.status_code, answer.json()["status"], answer.headers["retry-after"]) == (503, 503, "2")


# Adding and briefing


def test_a_text_is_added_to_its_story(path):
    def add(at, sources, progress):
        assert [s.text for s in sources] == [PACT]
        assert (sources[0].outlet, str(sources[0].published)) == ("Fjord Daily", "2022-09-10")
        with Library(at) as library:
            return AddedAll(added=tuple(library.add_accounts([pact("Fjord Daily", "2022-09-10")], coder="by hand")))

    with TestClient(create_app(path, add=add), base_url=HOME) as client:
        body = {"text": PACT, "outlet": "Fjord Daily", "published": "2022-09-10"}
        answer = client.post("/api/v1/add", json=body)
        assert answer.status_code == 201
        told = TypeAdapter(models.Added).validate_python(answer.json())
        assert told["added"][0]["new"]
        assert told["added"][0]["story"] == get(client, "stories", q="cod")["rows"][0]["id"]
        assert not client.post("/api/v1/add", json=body).json()["added"][0]["new"]


def test_an_address_that_gives_nothing_is_told_with_its_reason(path):
    def add(at, sources, progress):
        assert sources == ["https://example.org/gone"]
        return AddedAll(added=(), warnings=(Notice(code="http-404", message="answered 404"),))

    with TestClient(create_app(path, add=add), base_url=HOME) as client:
        answer = client.post("/api/v1/add", json={"address": "https://example.org/gone"})
    assert answer.status_code == 422
    assert "answered 404" in answer.json()["what"]


def test_texts_give_a_brief_and_are_not_kept(client):
    texts = [
        {"text": "OSLO - Norway signed a fishing pact with Finland on 8 September 2022.", "outlet": "Gulf Wire"},
        {"text": "Norway and Finland signed a fishing pact in Oslo on 9 September 2022.", "outlet": "Fjord Daily"},
    ]
    before = get(client, "stats")["reports"]
    answer = client.post("/api/v1/brief", json={"texts": texts, "one_story": True})
    assert answer.status_code == 200
    brief = TypeAdapter(BriefJson).validate_python(answer.json())
    ids = [report_from_text(t["text"], outlet=t["outlet"]).id for t in texts]
    assert ([r["id"] for r in brief["reports"]], len(brief["stories"])) == (ids, 1)
    assert get(client, "stats")["reports"] == before


def test_a_body_that_is_too_long_is_refused_before_it_is_read(path):
    with TestClient(create_app(path, limits=Limits(body=2_000)), base_url=HOME) as client:
        body = json.dumps({"text": "x" * 3_000}).encode()
        told = client.post("/api/v1/add", content=body, headers={"Content-Type": "application/json"})
        pieces = client.post(
            "/api/v1/add", content=iter([body[:1_500], body[1_500:]]), headers={"Content-Type": "application/json"}
        )
    assert (told.status_code, pieces.status_code) == (413, 413)


# Conformity


def test_whatever_the_schema_allows_is_answered_as_it_says(tmp_path, monkeypatch):
    """Schemathesis, bounded and with a seed: no answer of 500 or beyond, and each as its OpenAPI has it."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from schemathesis.checks import load_all_checks
    from schemathesis.core.result import Ok

    import tidings.pipeline

    path = tmp_path / "fuzzed.tidings"
    with Library(path, create=True) as library:
        keep(library, pact(), raid())
        brief = library.story(library.stories()[0]["id"])
    monkeypatch.setattr(tidings.pipeline, "brief", lambda reports, **_: brief)
    added = Added(report="0" * 16, story="1" * 16, new=True)
    app = create_app(path, allowed_hosts=["testserver"], limits=NO_LIMITS, add=lambda *_: AddedAll(added=(added,)))
    load_all_checks()
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.specs.openapi.checks.status_code_conformance,
        schemathesis.specs.openapi.checks.content_type_conformance,
        schemathesis.specs.openapi.checks.response_schema_conformance,
    ]
    tried = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        assert operation.path.startswith("/api/v1/")

        @seed(20220908)
        @settings(
            max_examples=6,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            nonlocal tried
            tried += 1
            case.validate_response(case.call(), checks=checks)

        ask()
    assert tried > 50


def test_vendored_files_are_those_that_their_table_names():
    rows = re.findall(
        r"^\| (\S+) \| \S+ \| [\d.]+ \| (\S+) \| \S+ \| ([0-9a-f]{64}) \|$",
        (VENDOR / "VENDORED.md").read_text(),
        re.MULTILINE,
    )
    assert {r[0] for r in rows} | {"VENDORED.md"} == {p.name for p in VENDOR.iterdir()}
    for name, licence, checksum in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum, name
        assert licence in {"MIT", "ISC", "0BSD"}
    assert {r[0].split(".")[0] + ".LICENSE" for r in rows if not r[0].startswith("countries")} <= {r[0] for r in rows}
