"""Packed streams piece by piece: gzip and Zstandard, bounded in memory, with the place of damage named."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from ..ingest import REPORT_BYTES

BLOCK = 65_536  # stored bytes read at a time, and unpacked bytes at most given at a time
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_CHECKED = 256  # stored bytes at a time where all that they unpack to is held: 8 MB at worst
_GZIP_WINDOW = zlib.MAX_WBITS | 16


class Damaged(Exception):
    """A packed stream that cannot be read on; `at` is the stored byte near which it fails."""

    def __init__(self, at: int, what: str) -> None:
        super().__init__(what)
        self.at = at


def unpacked(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """What a packed stream holds: (stored byte at which the block began that it came from, bytes).

    Several gzip members or Zstandard frames in a row are one stream. Raises Damaged, after all that could be
    read, where it is corrupt or ends in the middle.
    """
    head = stream.read(len(ZSTD))
    yield from _zstd(stream, head) if head == ZSTD else _gzip(stream, head)


def _gzip(stream: BinaryIO, head: bytes) -> Iterator[tuple[int, bytes]]:
    inner = zlib.decompressobj(_GZIP_WINDOW)
    at, given = 0, bool(head)
    block = head + stream.read(BLOCK - len(head))
    while block:
        data = block
        while data:
            try:
                out = inner.decompress(data, BLOCK)
            except zlib.error as error:
                raise Damaged(at, f"is damaged near byte {at:,}") from error
            if out:
                yield at, out
            data = inner.unconsumed_tail
            if inner.eof:
                data = inner.unused_data.lstrip(b"\0")  # which some writers pad with
                inner = zlib.decompressobj(_GZIP_WINDOW)
                given = bool(data)
        at += len(block)
        block = stream.read(BLOCK)
        given = given or bool(block.strip(b"\0"))
    if given and not inner.eof:
        raise Damaged(at, f"ends in the middle, after byte {at:,}")


def _zstd(stream: BinaryIO, head: bytes) -> Iterator[tuple[int, bytes]]:
    import zstandard

    counted = _Counted(stream, head)
    reader: Any = zstandard.ZstdDecompressor().stream_reader(
        counted,  # type: ignore[arg-type]  # it has the `read` that is asked of it
        read_size=BLOCK,
        read_across_frames=True,
    )
    while True:
        try:
            out = reader.read(BLOCK)
        except zstandard.ZstdError as error:
            raise Damaged(counted.at, f"is damaged before byte {counted.at:,}") from error
        if not out:
            break
        yield counted.at, out
    if not _ends_whole(stream):
        raise Damaged(counted.at, f"ends in the middle, after byte {counted.at:,}")


class _Counted:
    """A stream with its first bytes put back, and a count of what was read."""

    def __init__(self, stream: BinaryIO, head: bytes) -> None:
        self.at, self._stream, self._head = 0, stream, head

    def read(self, size: int) -> bytes:
        first, self._head = self._head, b""
        data = first + self._stream.read(max(0, size - len(first)))
        self.at += len(data)
        return data


def _ends_whole(stream: BinaryIO) -> bool:
    """Whether the last Zstandard frame of a stream is complete, which the reader does not say."""
    import zstandard

    stream.seek(0)
    inner = zstandard.ZstdDecompressor().decompressobj()
    while block := stream.read(_CHECKED):
        while block:
            if inner.eof:
                inner = zstandard.ZstdDecompressor().decompressobj()
            inner.decompress(block)
            block = inner.unused_data if inner.eof else b""
    return bool(inner.eof)


class Line(NamedTuple):
    """A line of a stream: the place of the piece it begins in, its own first byte, its number, its bytes."""

    piece: int
    at: int
    number: int
    data: bytes | None  # None where it is longer than allowed


def lines(pieces: Iterable[tuple[int, bytes]], *, most: int = REPORT_BYTES) -> Iterator[Line]:
    """The lines of a stream that comes in pieces, without their ends; at most `most` bytes of one are held."""
    piece = at = length = number = 0
    held: list[bytes] = []
    for place, data in pieces:
        for k, part in enumerate(data.split(b"\n")):
            if k:
                number += 1
                yield Line(piece, at, number, b"".join(held) if length <= most else None)
                at += length + 1
                held, length = [], 0
            if not length:
                piece = place
            length += len(part)
            if length <= most:
                held.append(part)
            else:
                held.clear()
    if length:
        yield Line(piece, at, number + 1, b"".join(held) if length <= most else None)
