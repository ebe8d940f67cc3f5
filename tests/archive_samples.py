"""Reports for the tests of archives: the examples, edited into many happenings; and coders that stand in."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import hashlib
import json
import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path

from tidings import load
from tidings.clean import clean
from tidings.ingest import report_from_text
from tidings.records import Account, Report

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_FIGURE = re.compile(r"\b\d{2,3}\b")
_SYLLABLES = ("ka", "lo", "mir", "ten", "sa", "ru", "vo", "del", "bri", "han", "no", "shi", "gar", "pel", "tu", "zan")
FIRST = dt.date(2023, 1, 2)

PROSE = (
    "The envoys of Ruritania and Graustark met in Strelsau on Monday, officials said, and they spoke about "
    "the bridge that has been closed since May. Both sides would meet again next month."
)
GERMAN = (
    "Die Gesandten haben sich am Montag in Strelsau getroffen und über die Brücke gesprochen, die seit dem "
    "Frühjahr geschlossen ist. Beide Seiten wollen sich im nächsten Monat wieder treffen."
)


def code(reports: Sequence[Report]) -> list[Account]:
    """Stands in for the coder: segments, nothing read."""
    return [Account(report=r, segments=clean(r), reading=None) for r in reports]


def code_or_die(reports: Sequence[Report]) -> list[Account]:
    """Kills its process at a report that says so, as the system does when memory runs out."""
    if any("KILLER" in r.text for r in reports):
        os.kill(os.getpid(), signal.SIGKILL)
    return code(reports)


def code_or_die_once(reports: Sequence[Report]) -> list[Account]:
    """Kills its process the first time: the report names a file that remembers."""
    for report in reports:
        found = re.search(r"KILLS ONCE (\S+)", report.text)
        if found and not os.path.exists(found[1]):
            Path(found[1]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return code(reports)


def code_or_fail(reports: Sequence[Report]) -> list[Account]:
    """Runs out of memory, or finds the disk full, at reports that say so."""
    for report in reports:
        if "HUNGRY" in report.text:
            raise MemoryError
        found = re.search(r"FULL UNTIL (\S+)", report.text)
        if found and not os.path.exists(found[1]):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return code(reports)


def die_as_it_begins(memory: int | None) -> None:
    """A worker whose installation is broken."""
    os._exit(3)


def made_up(word: str, happening: int) -> str:
    """Another name for a name, the same one within a happening."""
    number = int.from_bytes(hashlib.sha256(f"{happening} {word}".encode()).digest()[:8], "big")
    syllables = []
    for _ in range(3):
        number, which = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[which])
    return "".join(syllables).title()


def happenings(count: int, *, days: int = 90) -> list[Report]:
    """Reports of `count` happenings: the examples with other names, figures and days, a paragraph left out.

    Every fifth is undated, and one in seven is reprinted by another outlet.
    """
    stories = _example_stories()
    made: list[Report] = []
    for h in range(count):
        for k, report in enumerate(stories[h % len(stories)]):
            text = _edited(report.text, h, k)
            day = FIRST + dt.timedelta(days=(h * 37) % days + k)
            published = None if (h + k) % 5 == 4 else day
            made.append(report_from_text(text, outlet=f"Outlet {h % 11}-{k}", published=published))
            if (h + k) % 7 == 0:
                made.append(report_from_text(text + "\n\nIt was not clear why.", outlet="Reprint", published=published))
    return made


def _example_stories() -> list[list[Report]]:
    reports = load([EXAMPLES]).reports
    stories: dict[str, list[Report]] = {}
    for report in reports:
        stories.setdefault(Path(report.path or "").name.partition("-")[0], []).append(report)
    return list(stories.values())


def _edited(text: str, happening: int, telling: int) -> str:
    paragraphs = [p for p in text.split("\n\n") if not re.search(r"\b20\d\d\b", p[:60])]
    if len(paragraphs) > 3:
        paragraphs.pop(1 + (happening + telling) % (len(paragraphs) - 1))
    text = "\n\n".join(paragraphs)
    text = _NAME.sub(lambda m: made_up(m[0], happening), text)
    return _FIGURE.sub(lambda m: str(int(m[0]) + happening % 50), text)


def write_jsonl(path: Path, rows: Sequence[object]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    data = text.encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def rows_of(reports: Sequence[Report]) -> list[dict[str, str | None]]:
    return [
        {"text": r.text, "title": r.title, "outlet": r.outlet, "date": str(r.published) if r.published else None}
        for r in reports
    ]


def warc_record(url: str, body: bytes, *, kind: str = "response", told: str = "text/html", status: int = 200) -> bytes:
    """One record of a WARC file."""
    content = body
    if kind == "response":
        content = f"HTTP/1.1 {status} Told\r\nContent-Type: {told}\r\n\r\n".encode() + body
    media = "application/http; msgtype=response" if kind == "response" else told
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-01-02T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(url.encode()).hexdigest()}>\r\n"  # noqa: S324 (a name)
        f"Content-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def page(title: str, text: str, day: str = "2023-01-02") -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
    return (
        f'<html><head><title>{title}</title><meta property="article:published_time" content="{day}">'
        f'<meta property="og:site_name" content="The Strelsau Post"></head><body><article><h1>{title}</h1>'
        f"{paragraphs}</article></body></html>"
    ).encode()
