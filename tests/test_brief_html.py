"""The page: whole in itself, quotes lead to their words, nothing of a report is markup, all can read it."""

from __future__ import annotations

import base64
import hashlib
import re

import lxml.html
import pytest

from brief_samples import ALL, A, crowded, fishing, hostile, nothing, report, several, single
from tidings.brief import html
from tidings.brief.html import web_address
from tidings.brief.report_text import marked_text
from tidings.records import Segment, Span


def page(name):
    return lxml.html.document_fromstring(html(ALL[name]()))


@pytest.mark.parametrize("name", sorted(ALL))
def test_it_needs_nothing_else(name):
    root = page(name)
    assert not root.xpath("//link | //img | //iframe | //object | //embed | //form | //@src | //@style | //@onclick")
    assert not re.search(r"url\(|@import", root.xpath("string(//style)"))
    addresses = [a for a in root.xpath("//@href") if not a.startswith("#")]
    assert all(a.startswith(("https://", "http://")) for a in addresses)


@pytest.mark.parametrize("name", sorted(ALL))
def test_policy_allows_only_the_pages_own_style_and_script(name):
    root = page(name)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = root.xpath(f"//{element}/text()")
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_link_on_the_page_leads_somewhere(name):
    root = page(name)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {a[1:] for a in root.xpath("//@href") if a.startswith("#")} - {"closed"} <= set(ids)


@pytest.mark.parametrize(
    "words",
    [
        "Prime Minister Eva Solberg Lind will receive President Antti Koivula in Oslo on March 3 and 4 to sign a fishing pact",
        "March 3 and 4",
        "Finland accused its neighbour of “piracy without a flag”.",
        "Norway could lower its tariffs, Solberg Lind said",
    ],
)  # fmt: skip
def test_a_quote_leads_to_exactly_its_words(words):
    root = page("fishing")
    (text,) = root.xpath("//article[@id='s1rA']//div[@class='text']")
    marked = {
        i: "".join(text.xpath(f".//span[contains(concat(' ', @class, ' '), ' {i} ')]//text()"))
        for i in text.xpath(".//@id")
    }
    (anchor,) = [i for i, told in marked.items() if told == words]
    assert root.xpath(f"//a[@href='#{anchor}']") or words == "March 3 and 4"
    assert f"#{anchor}:target~.{anchor}" in root.xpath("string(//style)")


def test_the_whole_report_is_there_with_its_parts():
    (text,) = page("fishing").xpath("//article[@id='s1rA']//div[@class='text']")
    assert text.text_content() == A.text
    assert text.xpath("string(.//span[contains(@class, 'boilerplate')])") == "Read also: Ten soups for a cold week"


def test_overlapping_stretches_keep_their_own_words():
    text = "abcdefghij"
    told = [(Span(start=1, end=6), "x"), (Span(start=3, end=9), "y"), (Span(start=3, end=4), "z")]
    root = lxml.html.fragment_fromstring(
        marked_text(text, [Segment(kind="body", span=Span(start=0, end=10))], told), "div"
    )
    for span, anchor in told:
        pieces = root.xpath(f"span[contains(concat(' ', @class, ' '), ' {anchor} ')]")
        assert "".join(p.text for p in pieces) == span.quote(text)
        after = root.xpath(
            f"span[@id='{anchor}']/following-sibling::span[contains(concat(' ', @class, ' '), ' {anchor} ')]"
        )
        assert after == pieces
    assert root.text_content() == text


def test_a_giant_report_is_shown_around_its_evidence():
    text = "x" * 2_000_000 + " the envoys met " + "y" * 3_000_000
    span = Span(start=text.index("the envoys"), end=text.index(" yyy"))
    shown = marked_text(text, (), [(span, "w")])
    assert len(shown) < 10_000
    assert "the envoys met" in shown
    assert "characters left out" in shown


def test_nothing_hostile_is_markup():
    text = html(hostile())
    root = lxml.html.document_fromstring(text)
    assert len(root.xpath("//script")) == 1
    assert not root.xpath("//b[contains(., 'bold')] | //@href[contains(., 'javascript')]")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    text.encode()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/a?b=c", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("https://", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, kept):
    assert (web_address(report("x", url=url)) is not None) == kept


def test_several_stories_have_a_table_of_contents():
    root = page("several")
    assert root.xpath("//h1/text()") == ["3 stories from 8 reports"]
    assert root.xpath("//ol[@class='contents']//a/@href") == ["#s1", "#s2", "#s3"]
    assert len(root.xpath("//h1")) == 1


@pytest.mark.parametrize(
    ("brief", "missing"),
    [
        (single(), ["Where the accounts differ", "What only one says", "Coming up", "Timeline"]),
        (nothing(), ["Where the accounts differ", "Who with whom"]),
    ],
)
def test_empty_parts_are_left_out(brief, missing):
    text = html(brief)
    assert not any(words in text for words in missing)


def test_warnings_stand_at_the_end():
    text = html(fishing())
    assert text.index("Save it as UTF-8") > text.index("The reports")


def test_many_reports_and_events_are_folded():
    root = page("crowded")
    assert root.xpath("//summary[.='20 more reports']")
    assert root.xpath("//summary[.='18 more events']")
    assert root.xpath("//article[@id='s1rAB']")
    assert len(html(crowded())) < 600_000


def test_same_input_same_page():
    assert html(several()) == html(several())


def colours(css: str, dark: bool) -> dict[str, str]:
    light, _, rest = css.partition("@media screen and (prefers-color-scheme:dark)")
    found = dict(re.findall(r"--([\w]+):(#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--([\w]+):(#[0-9a-f]{6})", rest.split("}}")[0])) if dark else found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_the_contrast_that_wcag_aa_asks_for(dark):
    found = colours(lxml.html.document_fromstring(html(single())).xpath("string(//style)"), dark)
    texts = set(found) - {"paper", "card", "line", "mark", "cooperation"}
    assert len(texts) > 15
    for name in texts:
        assert contrast(found[name], found["paper"]) >= 4.5, name
        assert contrast(found[name], found["card"]) >= 4.5, name
    assert contrast(found["ink"], found["mark"]) >= 4.5
    assert contrast(found["cooperation"], found["card"]) >= 3  # a line, not text
