"""The desk in a real browser: every page opened, its verbs done, and nothing that a report says believed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pyarrow.parquet
import pytest

from desk_browser import Watch, axe_script, browser, family, links, served
from library_samples import account, mention, report
from tidings.library import Library
from tidings.records import Actor, Place
from tidings.web import create_app
from tidings.web.state import Limits

LIMITS = Limits(requests=1_000_000, changes=1_000_000)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
EXAMPLES = sorted(p for p in Path("examples").iterdir() if p.suffix in {".txt", ".html", ".jsonl"})
WALKED = 2  # pages of a family that are opened
MOST_PAGES = 90
EVENTS_SHOWN = 50  # of a page of the table
UNMEANT = re.compile(r"(?<![-\w])(?:None|undefined|NaN)(?![-\w])|\{\{|&amp;")  # on a page
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]  # what axe-core looks for
READING = 60_000  # milliseconds at most
FAMILIES = {
    "/",
    "/stories/*",
    "/stories/*/grid",
    "/stories/*/when",
    "/stories/*/words",
    "/stories/*/growth",
    "/stories/*/differences/*",
    "/reports/*",
    "/events",
    "/actors",
    "/actors/*",
    "/dyad",
    "/map",
    "/upcoming",
    "/add",
    "/corrections",
    "/api/v1/docs",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """A library of the examples, read once."""
    path = tmp_path_factory.mktemp("desk") / "examples.tidings"
    with Library(path, create=True) as library:
        library.add(EXAMPLES)
    return path


@pytest.fixture(scope="module")
def home(filled) -> Iterator[str]:
    with served(create_app(filled, limits=LIMITS)) as address:
        yield address


@pytest.fixture
def page(chromium, home) -> Iterator[Any]:
    """A page that is watched: whatever the test does, it makes no error and asks no other machine."""
    watch = Watch(home)
    with chromium.new_context(base_url=home, accept_downloads=True) as context:
        yield watch.of(context.new_page())
        watch.check()


def api(home: str, address: str) -> Any:
    with urlopen(f"{home}/api/v1/{address}") as answer:  # noqa: S310 (our own desk)
        return json.load(answer)


def differing(home: str) -> str:
    """The id of a story whose accounts contradict each other."""
    for row in api(home, "stories")["rows"]:
        story = api(home, f"stories/{row['id']}")["stories"][0]
        if any(d["kind"] == "conflict" for d in story["differences"]):
            return str(row["id"])
    raise AssertionError("no example story has a conflict")


def walk(page: Any, home: str, start: str = "/") -> Iterator[str]:
    """Every kind of page that links lead to, some of each; the page is open when its address is given."""
    waiting, known, counts = [home + start], {home + start}, Counter[str]()
    while waiting and counts.total() < MOST_PAGES:
        url = waiting.pop(0)
        kind = family(url)
        if counts[kind] >= WALKED or not _is_page(kind):
            continue
        counts[kind] += 1
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200, f"{url}: {answer.status}"
        yield url
        fresh = [u for u in links(page, home) if u not in known]
        known.update(fresh)
        waiting += fresh


def _is_page(kind: str) -> bool:
    return kind == "/api/v1/docs" or not (kind.startswith(("/api/", "/static/")) or re.search(r"\.\w+$", kind))


def too_wide(page: Any) -> int:
    """Pixels by which a page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


# Looking


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one look at a page found."""

    url: str
    title: str
    heads: int
    words: str
    too_wide: int  # pixels, on a phone
    wrong: list[str]  # what axe-core calls serious or critical, light and dark


@pytest.fixture(scope="module")
def seen(chromium, home) -> list[Seen]:
    """Each kind of page, looked at once."""
    watch = Watch(home)
    found: list[Seen] = []
    with chromium.new_context(base_url=home) as context:
        page = watch.of(context.new_page())
        for url in walk(page, home):
            first = family(url) not in {family(s.url) for s in found}
            page.set_viewport_size(PHONE)
            over = too_wide(page)
            page.set_viewport_size(DESK)
            wrong = [*axe(page, "light"), *axe(page, "dark")] if first else []
            page.emulate_media(color_scheme="light")
            heads, words = page.locator("h1").count(), page.locator("main").inner_text()
            found.append(Seen(url=url, title=page.title(), heads=heads, words=words, too_wide=over, wrong=wrong))
    watch.check()
    return found


def axe(page: Any, scheme: str) -> list[str]:
    """What axe-core finds serious: by day all its rules, by night those of colour. Asked at the top of the page: further
    down, a link half under the bar that stays would count as too small."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe_script())
    rules = WCAG if scheme == "light" else ["color-contrast", "link-in-text-block"]
    options: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": rules}
    if rules is WCAG:
        options["rules"] = {"target-size": {"enabled": True}}  # off unless asked for
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{family(page.url)}, {scheme}: {v['id']} ({len(v['nodes'])}): "
        + "; ".join(str(n["target"]) for n in v["nodes"][:3])
        for v in found
        if v["impact"] in {"serious", "critical"}
    ]


def test_every_page_opens_and_says_what_it_is(seen):
    assert {family(s.url) for s in seen} >= FAMILIES
    assert [s.url for s in seen if s.heads != 1] == []
    assert [s.url for s in seen if not s.title.endswith("· Tidings")] == []
    assert [s.url for s in seen if not s.words.strip() or UNMEANT.search(s.words)] == []


def test_no_page_scrolls_sideways_on_a_phone(seen):
    assert {s.url: s.too_wide for s in seen if s.too_wide > 0} == {}


def test_axe_finds_nothing_serious_by_day_or_by_night(seen):
    assert [w for s in seen for w in s.wrong] == []


# Reading


def test_a_difference_opens_with_both_quotes_marked(page, home):
    story = differing(home)
    told = api(home, f"stories/{story}")["stories"][0]["differences"]
    page.goto(f"/stories/{story}")
    n = next(k for k, d in enumerate(told) if d["kind"] == "conflict")
    page.locator(f"#d-{n}").get_by_role("link", name="Compare the words").click()
    beside = page.locator("#beside")
    beside.locator(".passage").first.wait_for()
    quotes = [{m["quote"] for m in v["mentions"]} for v in told[n]["values"]]
    marks = beside.locator(".passage mark").all_inner_texts()
    assert len(quotes) >= 2
    for value in quotes[:4]:
        assert any(_inside(mark, quote) for mark in marks for quote in value), (value, marks)
    page.keyboard.press("Escape")
    assert beside.is_hidden()


def _inside(mark: str, quote: str) -> bool:
    one, other = " ".join(mark.split()), " ".join(quote.split())
    return bool(one) and (one in other or other in one)


def test_the_words_of_a_difference_lead_into_the_report(page, home):
    story = differing(home)
    page.goto(f"/stories/{story}/differences/0")
    page.get_by_role("link", name="Open the report at these words").first.click()
    page.wait_for_url("**/reports/*")
    assert page.locator("#report-text").is_visible()
    assert page.locator("#report-text .told").first.is_visible()


def test_a_quote_opens_its_report_beside_with_the_words_in_sight(page, home):
    page.goto(f"/stories/{differing(home)}")
    quote = page.locator(".event .quote a.open").first
    words = quote.locator("mark").first.inner_text()
    quote.click()
    hit = page.locator("#beside .report-text mark").first
    hit.wait_for()
    assert " ".join(words.split()) in " ".join(page.locator("#beside").inner_text().split())
    box, view = hit.bounding_box(), page.viewport_size
    assert 0 <= box["y"] <= view["height"]


def test_a_cell_of_the_grid_opens_the_report_beside(page, home):
    page.goto(f"/stories/{differing(home)}/grid")
    assert page.locator("table th[scope=col]").count() >= 2
    page.locator("table td a").first.click()
    page.locator("#beside h2").wait_for()
    assert page.locator("#beside .report-text, #beside .passages").first.is_visible()


def test_marked_words_of_a_report_are_explained_by_hover_and_by_keyboard(page, home):
    id = api(home, "search?q=tanker")["rows"][0]["id"]
    page.goto(f"/reports/{id}")
    word = page.locator("#report-text a.n").first
    word.hover()
    assert page.locator("#note").is_visible()
    told = page.locator("#note").inner_text()
    page.mouse.move(0, 0)
    word.focus()
    assert page.locator("#note").inner_text() == told
    page.keyboard.press("Escape")
    assert page.locator("#note").is_hidden()


def test_today_is_filtered_without_loading_the_page_anew(page, home):
    page.goto("/?since=all")
    before = page.locator("#list .card").count()
    page.evaluate("window.stays = true")
    page.locator("form.filters input[name=q]").fill("tanker")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=tanker**")
    page.wait_for_function(f"document.querySelectorAll('#list .card').length < {before}")
    assert page.locator("#list .card").count() > 0
    assert page.evaluate("window.stays")
    page.reload()
    assert 0 < page.locator("#list .card").count() < before


def test_the_map_shows_each_place_and_its_slider_narrows_them(page, home):
    page.goto("/map")
    points = page.locator("figure.map svg circle.point")
    points.first.wait_for()
    whole = points.count()
    places = {(e["lat"], e["lon"]) for e in api(home, "events?limit=500")["rows"] if e["lat"] is not None}
    assert whole == len(places)
    page.locator("#slider select").select_option("1")
    slider = page.locator("#slider input[type=range]")
    assert page.locator("#slider output").inner_text().strip()
    counts = set()
    for _ in range(6):
        counts.add(points.count())
        slider.press("ArrowRight")
    assert min(counts) < whole


def test_what_is_planned_is_a_calendar_and_a_feed(page, home):
    page.goto("/upcoming?from=2000-01-01")
    assert page.locator("table caption").count() >= 1
    assert page.locator(".lines .quote").count() >= 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Calendar feed").click()
    text = Path(waiting.value.path()).read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")


def test_a_search_shows_the_words_in_their_place(page, home):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("ransom")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ransom")
    found = page.locator(".found")
    assert found.count() == len(api(home, "search?q=ransom")["rows"])
    assert page.locator(".found .snippet mark").first.inner_text().lower().startswith("ransom")
    page.goto("/search?q=zzzzzz")
    assert page.get_by_text("No report has these words").is_visible()


# Events, filtered and taken away


def test_events_are_filtered_kept_in_the_address_and_downloaded(page, home):
    page.goto("/events")
    rows = page.locator("table.events-table tbody tr")
    whole = rows.count()
    box = page.locator("input[name=type]").first
    kind = box.get_attribute("value")
    box.check()
    page.wait_for_url(f"**type={kind}**")
    page.wait_for_function(f"document.querySelectorAll('table.events-table tbody tr').length < {whole}")
    known = {e["id"] for e in api(home, f"events?limit=500&q=type:{kind}")["rows"]}
    assert rows.count() == min(len(known), EVENTS_SHOWN)
    page.goto(page.url)
    assert page.locator(f"input[name=type][value={kind}]").is_checked()
    table = csv.DictReader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig")))
    lines = [json.loads(line) for line in downloaded(page, "JSONL").decode().splitlines()]
    parquet = pyarrow.parquet.read_table(io.BytesIO(downloaded(page, "Parquet")))
    assert {r["id"] for r in table} == known
    assert {r["id"] for r in lines} == known
    assert set(parquet.column("id").to_pylist()) == known


def downloaded(page: Any, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(".downloads").get_by_role("link", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


# Changing what is there


def test_two_actors_are_joined_and_parted_again(page, home):
    why = "the same, for a test"
    before = {a["id"]: a["events"] for a in api(home, "actors?limit=500")["rows"]}
    into, *_, other = [a for a in before if a.startswith("state:")]
    page.goto(f"/actors/{into}")
    form = page.locator("form[action='/corrections/merge-actors']")
    form.locator("input[name=other]").fill(other)
    form.locator("input[name=note]").fill(why)
    form.get_by_role("button", name="Join them").click()
    page.locator(".judgements li").filter(has_text=why).wait_for()
    assert other not in {a["id"] for a in api(home, "actors?limit=500")["rows"]}
    page.goto(f"/actors/{other}")
    assert page.get_by_text("This actor was joined to").is_visible()
    page.goto("/corrections")
    made = page.locator(".judgements li").filter(has_text=why)
    made.get_by_role("button", name="Undo").click()
    page.locator(".judgements li.undone").filter(has_text=why).wait_for()
    assert {a["id"]: a["events"] for a in api(home, "actors?limit=500")["rows"]} == before


def test_a_report_is_taken_out_of_its_story_and_put_back(page, home):
    story = differing(home)
    before = {s["id"]: s["reports"] for s in api(home, "stories")["rows"]}
    page.goto(f"/stories/{story}/growth")
    form = page.locator("form[action='/corrections/split-story']")
    form.locator("input[name=reports]").last.check()
    form.locator("input[name=title]").fill("Taken out, for a test")
    form.get_by_role("button", name="Part them").click()
    page.get_by_role("heading", level=1, name="Taken out, for a test").wait_for()
    assert len(api(home, "stories")["rows"]) == len(before) + 1
    page.goto(f"/stories/{story}/growth")
    page.locator(".judgements li").first.get_by_role("button", name="Undo").click()
    page.locator(".judgements li.undone").first.wait_for()
    assert {s["id"]: s["reports"] for s in api(home, "stories")["rows"]} == before


def test_reports_are_added_and_join_their_story(chromium, tmp_path):
    """In a library of its own: the second account of the tanker joins the first, another text begins a story."""
    path = tmp_path / "growing.tidings"
    with Library(path, create=True) as library:
        library.add(["examples/tanker-gulf-wire.txt"])
        story = library.stories()[0]["id"]
    with served(create_app(path, limits=LIMITS)) as home, chromium.new_context(base_url=home) as context:
        watch = Watch(home)
        page = watch.of(context.new_page())
        page.goto("/add")
        page.locator("form[action='/add/files'] input[type=file]").set_input_files(
            "examples/tanker-atlantic-ledger.html"
        )
        page.get_by_role("button", name="Read them").click()
        page.get_by_role("heading", name="1 report added").wait_for(timeout=READING)
        assert page.locator("#adding").get_by_text("joins the story").is_visible()
        page.locator(f"#adding a[href='/stories/{story}']").click()
        page.wait_for_url(f"**/stories/{story}")
        assert page.locator("ul.sources li").count() == 2
        page.goto("/add")
        page.locator("textarea[name=text]").fill("Norway signed a fishing pact with Finland on 8 September 2022.")
        page.locator("form[action='/add/text'] input[name=outlet]").fill("Gulf Wire")
        page.get_by_role("button", name="Read it").click()
        page.get_by_role("heading", name="1 report added").wait_for(timeout=READING)
        assert page.locator("#adding").get_by_text("begins a story of its own").is_visible()
        page.goto("/add")
        page.locator("form[action='/add/address'] input[name=address]").fill("http://127.0.0.1:9/private")
        page.get_by_role("button", name="Fetch and read").click()
        page.get_by_role("heading", name="Nothing could be read").wait_for(timeout=READING)
        assert "What to know" in page.locator("#adding").inner_text()
        watch.check()


@pytest.mark.parametrize(
    "address", ["/stories/ffffffffffffffff", "/reports/ffffffffffffffff", "/nowhere", "/?q=colour:red"]
)
def test_what_is_not_there_is_told_with_a_next_step(chromium, home, address):
    with chromium.new_context(base_url=home) as context:
        page = context.new_page()
        answer = page.goto(address)
        assert answer.status in {400, 404}
        assert page.get_by_role("alert").inner_text().strip()
        assert page.locator("header nav a").count() >= 4


def test_an_empty_library_says_how_to_fill_it(chromium, tmp_path):
    Library(tmp_path / "empty.tidings", create=True).close()
    with served(create_app(tmp_path / "empty.tidings")) as home, chromium.new_context(base_url=home) as context:
        watch = Watch(home)
        page = watch.of(context.new_page())
        page.goto("/")
        assert page.get_by_role("link", name="Add reports").is_visible()
        for url in walk(page, home):
            assert page.locator("main").inner_text().strip(), url
        watch.check()


# By keyboard


def test_a_difference_is_opened_and_closed_by_keyboard_alone(page, home):
    page.goto(f"/stories/{differing(home)}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Compare the words":
            break
    else:
        raise AssertionError("no difference can be reached by keyboard")
    assert _outlined(page)
    page.keyboard.press("Enter")
    page.locator("#beside .passage").first.wait_for()
    assert page.evaluate("document.getElementById('beside').contains(document.activeElement)")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('beside').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Compare the words"


def _outlined(page: Any) -> bool:
    style = "(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')(getComputedStyle(document.activeElement))"
    return bool(page.evaluate(style))


def test_light_and_dark_are_chosen_by_hand_and_stay(page):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto("/?since=all")
    assert page.evaluate(ground) == dark


# Hostile reports

SCRIPT = "<script>window.pwned=1</script><img src=x onerror='window.pwned=1'><svg onload='window.pwned=1'>"
HOSTILE = f"""{SCRIPT} raids depot "onmouseover="window.pwned=1

{{{{ 7 * 7 }}}} ${{window.pwned=1}} javascript:window.pwned=1 </textarea></title></style>{SCRIPT}
\u202eThe Dune Front attacked a depot\u202c near Faya on Monday.\x1b[2J \u2066 {"w" * 3000} ' " ` <!-- ]]>
</div></main></body><iframe src="https://elsewhere.example/"></iframe><link rel=stylesheet href=//elsewhere.example>"""


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("hostile") / "hostile.tidings"
    bad = Actor(id="group:x", name=f"{SCRIPT}'\"", kind="group", country="TCD", sector="REB")
    other = Actor(id='org:"><b>', name="</script>\u202e{{7*7}}", kind="organisation")
    place = Place(name=f"{SCRIPT}", country="TCD", lat=15.0, lon=19.0, kind="city")
    told = []
    for n in range(2):
        one = report(HOSTILE.replace("3000", str(n)) + f"\n\nReport {n}.", outlet=f"{SCRIPT} {n}")
        one = type(one)(**{f: getattr(one, f) for f in one.__dataclass_fields__} | {"url": "javascript:window.pwned=1"})
        words = "attacked a depot\u202c near Faya on Monday"
        told.append(
            account(one, mention(one, words, "ASSAULT", [bad], [other], at=place, status=("planned", "happened")[n]))
        )
    with Library(path, create=True) as library:
        list(library.add_accounts(told, coder=SCRIPT))
        library.rename_story(library.stories()[0]["id"], f"{SCRIPT} story", user=SCRIPT, note=SCRIPT)
        library.rename_actor("group:x", name=f"{SCRIPT} renamed", user=SCRIPT, note=SCRIPT)
    with served(create_app(path, limits=LIMITS)) as address:
        yield address


def test_a_report_full_of_script_does_nothing(chromium, hostile_home):
    watch = Watch(hostile_home)
    with chromium.new_context(base_url=hostile_home, viewport=PHONE) as context:
        page = watch.of(context.new_page())
        kinds = set()
        for url in walk(page, hostile_home):
            kinds.add(family(url))
            page.mouse.move(100, 300)
            assert page.evaluate("window.pwned") is None, url
            assert page.locator("iframe, object, embed").count() == 0, url
            assert page.locator("img[src='x'], script:not([src])").count() == 0, url
            assert page.locator("[href^='javascript:'], [onclick], [onload], [onerror], [onmouseover]").count() == 0, (
                url
            )
            assert not set("\u202e\u2066\x1b") & set(page.content()), url
            assert too_wide(page) <= 0, url
        assert {"/", "/stories/*", "/reports/*"} <= kinds
    watch.check()


# A desk with a token


def test_a_desk_with_a_token_wants_it_once(chromium, filled):
    secret = "a long secret"  # noqa: S105
    with (
        served(create_app(filled, token=secret, limits=LIMITS)) as home,
        chromium.new_context(base_url=home) as context,
    ):
        page = context.new_page()
        page.goto("/?since=all")
        assert urlsplit(page.url).path == "/login"
        field = page.locator("input[type=password]")
        field.fill("another")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert urlsplit(page.url).path == "/login"
        page.locator("input[type=password]").fill(secret)
        page.keyboard.press("Enter")
        page.wait_for_url("**/?since=all")
        assert page.locator("h1").inner_text() == "Today"
        session = next(c for c in context.cookies() if c["name"] == "tidings-session")
        assert (session["httpOnly"], session["sameSite"]) == (True, "Strict")
        assert secret not in session["value"]
