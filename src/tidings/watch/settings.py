"""What to follow, as a TOML file, or a list of feeds in OPML.

[watch]
every = "15m"                       # how often a feed is read, where it does not say itself
pace = "5s"                         # between two requests to one host

[[feed]]
url = "https://example.org/world.xml"
outlet = "The Example"              # of reports that name none
pages = true                        # read the pages that it links to; false: only its own text

[[alert]]
name = "strikes"
countries = ["UKR"]
types = ["ASSAULT"]
status = ["happened"]
origins = 2
to = "https://example.org/hook"     # or "stdout", or "file:alerts.jsonl"
secret_env = "TIDINGS_HOOK_SECRET"  # signs what is posted
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import SettingError
from ..library.filters import Filter, Term, parse

EVERY = 900.0  # seconds
PACE = 5.0
FEWEST_SECONDS = 1.0
_MOST_BYTES = 10_000_000  # of a settings file
_STRETCH = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_LISTS = {"actors": "actor", "countries": "country", "types": "type", "status": "status"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed to follow."""

    url: str
    outlet: str | None = None
    every: float = EVERY
    pages: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """Whom to tell of which events."""

    name: str
    wanted: Filter
    to: str  # 'stdout', 'file:PATH', or an address
    secret: str | None = field(default=None, repr=False)
    allow_private: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """A settings file, read and checked."""

    feeds: tuple[Feed, ...]
    alerts: tuple[Alert, ...] = ()
    pace: float = PACE


def read_settings(path: Path) -> Settings:
    """The settings of a TOML file, or the feeds of an OPML file.

    Raises SettingError with every problem, for a file that breaks the rules above.
    """
    data = _bytes(path)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return Settings(feeds=feeds_of_opml(data, path))
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise SettingError(f"{path}: is no TOML ({error})") from None
    problems: list[str] = []
    _known(table, {"watch", "feed", "alert"}, str(path), problems)
    watch = table.get("watch", {})
    if not isinstance(watch, dict):
        raise SettingError(f"{path}: [watch] is wanted as a table")
    _known(watch, {"every", "pace"}, "[watch]", problems)
    every = _seconds(watch.get("every"), EVERY, "[watch] every", problems)
    pace = _seconds(watch.get("pace"), PACE, "[watch] pace", problems, least=0.0)
    feeds = [_feed(raw, k, every, problems) for k, raw in enumerate(_tables(table, "feed", problems), start=1)]
    alerts = [_alert(raw, k, path, problems) for k, raw in enumerate(_tables(table, "alert", problems), start=1)]
    names = [a.name for a in alerts if a]
    problems += [f"two alerts are named '{n}'" for n in sorted({n for n in names if names.count(n) > 1})]
    if not feeds and not alerts:
        problems.append("there is no [[feed]]; give one with a url")
    if problems:
        raise SettingError("\n".join(f"{path}: {p}" for p in problems))
    unique = {f.url: f for f in feeds if f}
    return Settings(feeds=tuple(unique.values()), alerts=tuple(a for a in alerts if a), pace=pace)


def _tables(table: Mapping[str, Any], key: str, problems: list[str]) -> list[Mapping[str, Any]]:
    raw = table.get(key, [])
    if not isinstance(raw, list) or not all(isinstance(r, dict) for r in raw):
        problems.append(f"[[{key}]] is wanted, with two brackets, once for each {key}")
        return []
    return raw


def _feed(raw: Mapping[str, Any], number: int, every: float, problems: list[str]) -> Feed | None:
    where = f"[[feed]] {number}"
    _known(raw, {"url", "outlet", "every", "pages"}, where, problems)
    url = raw.get("url")
    if not isinstance(url, str) or not _address(url):
        problems.append(f"{where}: url is wanted as http://... or https://..., got {url!r}")
        return None
    outlet, pages = raw.get("outlet"), raw.get("pages", True)
    if outlet is not None and not isinstance(outlet, str):
        problems.append(f"{where}: outlet is wanted as text, got {outlet!r}")
    if not isinstance(pages, bool):
        problems.append(f"{where}: pages is true or false, got {pages!r}")
    seconds = _seconds(raw.get("every"), every, f"{where}: every", problems)
    return Feed(url=url, outlet=outlet, every=seconds, pages=pages is True)


def _alert(raw: Mapping[str, Any], number: int, path: Path, problems: list[str]) -> Alert | None:
    name = raw.get("name", f"alert {number}")
    where = f"[[alert]] {name}"
    allowed = {"name", "filter", "origins", "to", "secret", "secret_env", "allow_private", *_LISTS}
    _known(raw, allowed, where, problems)
    before = len(problems)
    terms: list[Term] = []
    words: list[str] = []
    for key, term in _LISTS.items():
        values = raw.get(key, [])
        values = [values] if isinstance(values, str) else values
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            problems.append(f"{where}: {key} is wanted as a list of texts, got {values!r}")
        elif values:
            words.append(f"{term}:" + ",".join(f'"{v}"' for v in values))
    if "origins" in raw:
        words.append(f"origins:{raw['origins']}")
    try:
        found = parse(" ".join([*words, str(raw.get("filter", ""))]))
        terms += found.terms
    except SettingError as error:
        problems.append(f"{where}: {error}")
        return None
    to = raw.get("to", "stdout")
    if not isinstance(to, str) or not (to == "stdout" or to.startswith("file:") or _address(to)):
        problems.append(f"{where}: to is 'stdout', 'file:PATH' or an address, got {to!r}")
    secret = raw.get("secret")
    if env := raw.get("secret_env"):
        secret = os.environ.get(str(env))
        if not secret:
            problems.append(f"{where}: the environment has no {env}, which secret_env names")
    if secret is not None and not isinstance(secret, str):
        problems.append(f"{where}: secret is wanted as text")
    if len(problems) > before:
        return None
    if to.startswith("file:"):
        to = "file:" + str(path.resolve().parent / to.removeprefix("file:"))
    return Alert(
        name=str(name),
        wanted=Filter(words=found.words, terms=tuple(terms)),
        to=to,
        secret=secret,
        allow_private=raw.get("allow_private") is True,
    )


def _known(table: Mapping[str, Any], allowed: set[str], where: str, problems: list[str]) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        problems.append(f"{where}: unknown {', '.join(map(repr, unknown))}; allowed are {', '.join(sorted(allowed))}")


def _seconds(raw: Any, default: float, where: str, problems: list[str], *, least: float = FEWEST_SECONDS) -> float:
    if raw is None:
        return default
    told = _STRETCH.fullmatch(raw) if isinstance(raw, str) else None
    if told is None:
        problems.append(f"{where}: is wanted as '30s', '15m', '2h' or '1d', got {raw!r}")
        return default
    return max(least, int(told[1]) * _UNITS[told[2]])


def _address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SettingError(f"{path}: cannot be read ({error.strerror}). Wanted is a TOML file with [[feed]]") from None
    if len(data) > _MOST_BYTES:
        raise SettingError(f"{path}: is longer than {_MOST_BYTES // 1_000_000} MB; no list of feeds is")
    return data


def feeds_of_opml(data: bytes, path: Path) -> tuple[Feed, ...]:
    """The feeds of an OPML file, however nested; entities and outside references are not followed."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SettingError(f"{path}: is no OPML ({error})") from None
    found: dict[str, Feed] = {}
    for outline in () if root is None else root.iter("outline"):
        url = outline.get("xmlUrl") or outline.get("xmlurl") or ""
        if _address(url):
            name = " ".join((outline.get("title") or outline.get("text") or "").split())
            found.setdefault(url, Feed(url=url, outlet=name or None))
    if not found:
        raise SettingError(f'{path}: names no feed. Wanted are <outline xmlUrl="https://..."> in it')
    return tuple(found.values())


def import_feeds(opml: Path, settings: Path) -> int:
    """Add the feeds of an OPML file to a settings file that does not have them yet; returns how many."""
    feeds = feeds_of_opml(_bytes(opml), opml)
    before = settings.read_text(encoding="utf-8") if settings.exists() else ""
    known = {f.url for f in read_settings(settings).feeds} if before.strip() else set()
    fresh = [f for f in feeds if f.url not in known]
    blocks = []
    for feed in fresh:
        lines = ["[[feed]]", f"url = {_toml(feed.url)}"]
        lines += [f"outlet = {_toml(feed.outlet)}"] if feed.outlet else []
        blocks.append("\n".join(lines) + "\n")
    if fresh:
        text = "\n".join([before.rstrip("\n") + "\n" if before.strip() else "", *blocks]).lstrip("\n")
        part = settings.with_name(f".{settings.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(settings)
    return len(fresh)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=True).replace("\\/", "/")
