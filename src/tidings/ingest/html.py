"""A saved web page to its article: text, title, outlet, address, date of publication."""

from __future__ import annotations

import datetime as dt
import logging
import re
from html import escape
from typing import Any

from ..layout import word_set
from .decode import encoding_of, windows_1252
from .found import Found, Refused

_DEEPEST = 200  # nested elements that the extractor is trusted with; pages in use stay below 60
_MOST_ELEMENTS = 30_000  # elements it is trusted with: two seconds of its time; pages in use have some thousands
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED_IN = 4_096  # bytes in which HTML wants its encoding declared
_SKIPPED = word_set("script style noscript template svg iframe button select nav aside footer object")
_BLOCKS = word_set(
    "p div section article main header h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre figure "
    "figcaption table tr td th br hr address details summary body html"
)
_TITLE_META = ("og:title", "twitter:title", "dc.title")
_DATE_NAME = re.compile(r"publi|issued|created|date|pubtime|sailthru|parsely-pub", re.IGNORECASE)
_OTHER_DATE_NAME = re.compile(r"modif|updat|expir|event|start|end|valid|review", re.IGNORECASE)
_EARLIEST_YEAR = 1990  # pages are not older than the web
_LATEST = "2100-01-01"  # a date to come is kept and said, not dropped


def read_html(data: bytes) -> tuple[Found, list[tuple[str, str]]]:
    """The article of a page, and what there is to say about it as (code, message).

    The stored text is the article as paragraphs with blank lines between, its title first. Raises Refused
    where the page holds no text.
    """
    page, said = _decode(data)
    page = page.replace("\0", " ")
    outline = _outline(page)
    article = _extract(page) if outline.depth <= _DEEPEST and outline.elements <= _MOST_ELEMENTS else None
    paragraphs, title, outlet, url = article or ([], None, None, None)
    if len(paragraphs) < 2:  # the extractor gave up, or ran a short page together into one line
        plain = outline.article or outline.paragraphs
        if article is None and plain:
            said.append(("plain-extraction", _gave_up(outline)))
        paragraphs = plain if len(plain) > len(paragraphs) else paragraphs
    if not paragraphs:
        raise Refused(
            "empty", "is a page without text; save the article itself (a page that loads it later holds none)"
        )
    title = title or outline.title
    text = "\n\n".join(paragraphs)
    if title and not text.casefold().startswith(title.casefold()):
        paragraphs = [p for p in paragraphs if p.casefold() != title.casefold()]
        text = "\n\n".join([title, *paragraphs])
    url = url or outline.meta.get("og:url")
    found = Found(
        text=text,
        title=title,
        outlet=outlet or outline.meta.get("og:site_name"),
        url=url if url and url.startswith(("http://", "https://")) else None,
        published=_published(outline),
    )
    return found, said


def _gave_up(outline: _Outline) -> str:
    cause = "no article was found on the page"
    if outline.depth > _DEEPEST or outline.elements > _MOST_ELEMENTS:
        cause = (
            f"the page nests {outline.depth:,} elements and has {outline.elements:,} in all "
            f"(at most {_DEEPEST} and {_MOST_ELEMENTS:,} are searched for an article)"
        )
    return f"{cause}; all its text was kept. Check it for menus, or save the article alone"


def _decode(data: bytes) -> tuple[str, list[tuple[str, str]]]:
    declared = _DECLARED.search(data[:_DECLARED_IN])
    encoding = encoding_of(data)
    if encoding == "windows-1252" and declared:
        try:
            return data.decode(declared[1].decode("ascii")), []
        except (LookupError, UnicodeDecodeError):
            pass
    if encoding == "windows-1252":
        return windows_1252(data), [("windows-1252", WINDOWS_1252)]
    return data.decode(encoding, errors="replace"), []


WINDOWS_1252 = "is not UTF-8 and was read as Windows-1252; if letters look wrong, save it as UTF-8"


def _extract(page: str) -> tuple[list[str], str | None, str | None, str | None] | None:
    """What trafilatura makes of a page: paragraphs, title, outlet, address; None without an article."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it gives up on is said in a notice
    no_dates = {"extensive_search": False, "original_date": True, "max_date": _LATEST}
    try:
        found: Any = bare_extraction(
            page,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params=no_dates,
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError):
        return None  # hostile or broken markup trips it in many ways; the caller then reads the page plainly
    if found is None or found.body is None:
        return None
    blocks: list[str] = []
    for element in found.body.iter("p", "head", "item", "quote", "code"):
        if element.tag == "quote" and element.find(".//p") is not None:
            continue
        if element.tag == "p" and element.getparent() is not None and element.getparent().tag == "item":
            continue
        for line in _lines(element):
            blocks.append(line)  # noqa: PERF402
    return blocks, found.title or None, found.sitename or None, found.url or None


def _lines(element: Any) -> list[str]:
    """The text of an element, a line for each of its line breaks."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag == "lb":
            parts.append("\n")
        if node.text:
            parts.append(" ".join(node.text.split("\n")))
        if node is not element and node.tail:
            parts.append(" ".join(node.tail.split("\n")))
    return [line for part in "".join(parts).split("\n") if (line := " ".join(part.split()))]


class _Outline:
    """One pass over a page, without building its tree: depth, head, and the text of its blocks."""

    def __init__(self) -> None:
        self.depth = self.elements = 0
        self.title: str | None = None
        self.meta: dict[str, str] = {}
        self.dates: list[tuple[str, str]] = []
        self.data_blocks: list[str] = []
        self.paragraphs: list[str] = []
        self.article: list[str] = []
        self._open: list[str] = []
        self._skipped = 0
        self._articles = 0
        self._words: list[str] = []
        self._capture: list[str] | None = None

    def start(self, tag: Any, attributes: Any) -> None:
        tag = str(tag)
        self._open.append(tag)
        self.elements += 1
        self.depth = max(self.depth, len(self._open))
        if tag in _BLOCKS:
            self._flush()
        self._skipped += tag in _SKIPPED
        self._articles += tag == "article"
        if tag == "meta":
            self._see_meta(attributes)
        elif tag == "title" or (tag == "script" and "ld+json" in attributes.get("type", "")):
            self._capture = []
        elif tag == "time":
            self._see_time(attributes)

    def end(self, tag: Any) -> None:
        tag = str(tag)
        if tag in _BLOCKS:
            self._flush()
        if self._capture is not None and tag in {"title", "script"}:
            captured, self._capture = "".join(self._capture), None
            if tag == "title":
                self.title = self.title or " ".join(captured.split()) or None
            else:
                self.data_blocks.append(captured)
        self._skipped -= tag in _SKIPPED
        self._articles -= tag == "article"
        if self._open:
            self._open.pop()

    def data(self, words: str) -> None:
        if self._capture is not None:
            self._capture.append(words)
        elif not self._skipped:
            self._words.append(words)

    def close(self) -> _Outline:
        self._flush()
        for name in _TITLE_META:
            if self.meta.get(name):
                self.title = self.meta[name]
                break
        return self

    def _flush(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            self.paragraphs.append(words)
            if self._articles > 0:
                self.article.append(words)

    def _see_meta(self, attributes: Any) -> None:
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            self.meta.setdefault(name, content)
            if _DATE_NAME.search(name) and not _OTHER_DATE_NAME.search(name):
                self.dates.append((name, content))

    def _see_time(self, attributes: Any) -> None:
        marked = "pubdate" in attributes or "datepublished" in (attributes.get("itemprop") or "").lower()
        if marked and attributes.get("datetime"):
            self.dates.append(("datepublished", attributes["datetime"]))


def _outline(page: str) -> _Outline:
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(target=_Outline(), huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        parser.feed(page)
        outline: _Outline = parser.close()
    except etree.LxmlError:
        return _Outline()
    return outline


def _published(outline: _Outline) -> dt.date | None:
    """The day the page's own data give as its publication; prose and footers are not searched."""
    from htmldate import find_date

    stated = [block for block in outline.data_blocks if "datePublished" in block]
    if not outline.dates and not stated:
        return None
    metas = "".join(f'<meta property="{escape(n)}" content="{escape(c)}">' for n, c in outline.dates)
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in stated)
    day = find_date(
        f"<html><head>{metas}{scripts}</head><body></body></html>",
        extensive_search=False,
        original_date=True,
        min_date=f"{_EARLIEST_YEAR}-01-01",
        max_date=_LATEST,
    )
    return dt.date.fromisoformat(day) if day else None
