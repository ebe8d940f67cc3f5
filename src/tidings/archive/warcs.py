"""WARC files to documents: one for each page, text or PDF that was archived.

Read from the beginning for every slice; records that begin outside the slice are passed over unread. Damage costs
the records it touches: reading goes on at the next one.
"""

from __future__ import annotations

import http.client
import io
import zlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

from ..ingest import REPORT_BYTES
from ..ingest.fetch import Page
from ..ingest.found import Refused, megabytes
from .unpack import BLOCK, GZIP

_HELD = frozenset({"response", "resource", "conversion"})  # other records tell of the crawl, not of a page
_MOST_URL = 4_096  # letters of an address that are kept
_PLAIN_MARK = b"\r\n\r\nWARC/1."
_MEMBER_MARK = GZIP + b"\x08"
_MARK_LOOK = 1_024  # stored bytes unpacked to see whether a gzip member begins a record
_FEWEST_READ = 1 << 20


class Archived(NamedTuple):
    """One archived document, or why there is none; `place` names it: 'byte 1234'."""

    place: str
    page: Page | None
    refused: Refused | None = None
    url: str | None = None


def archived(stream: BinaryIO, size: int, start: int, end: int | None) -> Iterator[Archived]:
    """The documents of the records that begin at stored bytes `start` to `end` of a WARC stream, in order."""
    iterator: Any = import_module("fastwarc").ArchiveIterator
    begun, last, lost = 0, -1, False

    def owns(last: int) -> bool:
        """Damage is told by whoever owns the last record before it."""
        return last >= start or (last < 0 and not start)

    while True:
        stream.seek(begun)
        try:
            for record in iterator(_Held(stream), parse_http=False, fsspec_args=False, max_header_len=BLOCK):
                last = begun + int(record.stream_pos)
                if end is not None and last >= end:
                    return
                lost = False
                if last >= start and (found := _document(record, last)):
                    lost = found.refused is not None and found.refused.code == "truncated"
                    yield found
        except (OSError, ValueError) as error:
            broken, what = _next_record(stream, last + 1), str(error)
        else:
            if owns(last) and not lost and _is_cut(stream, max(0, last)):
                yield _lost(size, "truncated", "ends in the middle of a record; fetch the file again")
            return
        if owns(last) and not lost:
            at = size if broken is None else broken
            yield _lost(at, "damaged", f"is damaged ({what[:80]}); reading went on at the next record")
        if broken is None:
            return
        begun, last, lost = broken, broken, True  # one run of damage is told once


def _lost(at: int, code: str, words: str) -> Archived:
    return Archived(f"byte {at}", None, Refused(code, f"{words} (near byte {at:,})"))


class _Held:
    """A stream that FastWARC may read and must not close."""

    def __init__(self, stream: BinaryIO) -> None:
        self.read, self.seek, self.tell = stream.read, stream.seek, stream.tell

    def close(self) -> None:
        return


def _document(record: Any, at: int) -> Archived | None:
    kind = str(record.record_type).rpartition(".")[2].lower()
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")[:_MOST_URL] or None
    place = f"byte {at}"
    length = int(record.content_length)
    if kind not in _HELD or (url or "").startswith("dns:"):
        return None
    if length > REPORT_BYTES:
        words = f"is {megabytes(length)} long; at most {megabytes(REPORT_BYTES)} are read"
        return Archived(place, None, Refused("too-large", words), url)
    data = record.reader.read(length)
    if len(data) < length:
        words = f"ends in the middle of a record: {length:,} bytes are promised, {len(data):,} are there"
        return Archived(place, None, Refused("truncated", words), url)
    told = record.headers.get("Content-Type") or ""
    try:
        if kind == "response" and told.lower().startswith("application/http"):
            page = _answer(data, url or "")
        else:
            page = _page(url or "", data, told)
    except Refused as refused:
        return Archived(place, None, refused, url)
    return Archived(place, page, None, url)


def _answer(data: bytes, url: str) -> Page:
    """The page of an HTTP answer as it came over the line. Raises Refused for errors and what cannot be unpacked."""
    lines = io.BytesIO(data)
    status = lines.readline(BLOCK).split(None, 2)
    try:
        number = int(status[1])
        headers = http.client.parse_headers(lines)
    except (IndexError, ValueError, http.client.HTTPException) as error:
        raise Refused("no-report", "is not an HTTP answer") from error
    if number != http.client.OK:
        raise Refused("http-status", f"was answered with status {number}, not with a page")
    body = lines.read()
    if "chunked" in str(headers.get("Transfer-Encoding", "")).lower():
        body = _joined(body)
    packed = str(headers.get("Content-Encoding", "")).strip().lower()
    if packed in {"gzip", "x-gzip", "deflate"} or body.startswith(_MEMBER_MARK):
        body = _inflated(body)
    elif packed in {"br", "zstd"} and body.lstrip()[:1] != b"<":
        raise Refused("no-report", f"is packed as {packed!r}, which is not read")
    return _page(url, body, str(headers.get("Content-Type", "")))


def _page(url: str, body: bytes, told: str) -> Page:
    kind, _, more = told.partition(";")
    _, _, charset = more.partition("charset=")
    return Page(
        url=_parsable(url),
        asked=url,
        status=http.client.OK,
        body=body,
        kind=kind.strip().lower() or None,
        charset=charset.strip("\"' ").lower() or None,
        headers={},
    )


def _parsable(url: str) -> str:
    try:
        urlsplit(url)
    except ValueError:
        return ""
    return url


def _joined(body: bytes) -> bytes:
    """A chunked body as one; a body that is not chunked, whatever its header says, as it is."""
    parts, at = [], 0
    while (line := body.find(b"\r\n", at, at + 32)) > 0:
        try:
            size = int(body[at:line].partition(b";")[0], 16)
        except ValueError:
            break
        if size <= 0:
            break
        parts.append(body[line + 2 : line + 2 + size])
        at = line + 2 + size + 2
    return b"".join(parts) if parts else body


def _inflated(body: bytes) -> bytes:
    """A packed body, bounded; one that is not packed, whatever its header says, as it is."""
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            out = zlib.decompressobj(window).decompress(body, REPORT_BYTES + 1)
        except zlib.error:
            continue
        if len(out) > REPORT_BYTES:
            raise Refused("too-large", f"unpacks to more than {megabytes(REPORT_BYTES)}; no more are read")
        return out
    return body


def _next_record(stream: BinaryIO, after: int) -> int | None:
    """The stored byte at which a record begins, at `after` or later; None where no other does."""
    stream.seek(0)
    packed = stream.read(len(GZIP)) == GZIP
    mark = _MEMBER_MARK if packed else _PLAIN_MARK
    held, base = b"", after
    stream.seek(after)
    while block := stream.read(_FEWEST_READ):
        held += block
        at = held.find(mark)
        while at >= 0:
            found = base + at + (0 if packed else len(b"\r\n\r\n"))
            if not packed or _begins_record(stream, found):
                return found
            at = held.find(mark, at + 1)
        keep = len(mark) - 1
        base += len(held) - len(held[-keep:])
        held = held[-keep:]
        stream.seek(base + len(held))
    return None


def _begins_record(stream: BinaryIO, at: int) -> bool:
    stream.seek(at)
    try:
        head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(stream.read(_MARK_LOOK), len(b"WARC/1."))
    except zlib.error:
        return False
    return head.startswith(b"WARC/1.")


def _is_cut(stream: BinaryIO, last: int) -> bool:
    """Whether a gzip file ends in the middle of a member; looked at from the beginning of its last whole record."""
    stream.seek(last)
    if stream.read(len(GZIP)) != GZIP:
        return False
    stream.seek(last)
    inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
    while block := stream.read(BLOCK):
        while block:
            if inner.eof:
                inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                inner.decompress(block, BLOCK)
            except zlib.error:
                return True
            block = inner.unused_data.lstrip(b"\0") if inner.eof else inner.unconsumed_tail
    return not inner.eof
