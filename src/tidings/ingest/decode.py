"""From bytes to text: Unicode with or without a mark, else Windows-1252, said so; binary data is refused."""

from __future__ import annotations

import codecs
import re

from .found import Refused

_MARKS = (  # the longer ones first: the mark of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"BZh",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ\x90",
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # not tab, line and page breaks, escape
_HEAD = 65_536  # bytes looked at to tell text from other data
_UTF8_CONTROL_SHARE = 0.3  # text with terminal codes stays far below it, tables of numbers in binary far above
_OTHER_CONTROL_SHARE = 0.02  # random bytes have a tenth, text in a one-byte alphabet none
_UTF16_NULL_SHARE = 0.4  # of the high bytes of unmarked UTF-16 in a Latin alphabet nearly all are null

_UNDEFINED = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file's bytes, and its encoding: 'utf-8', 'utf-16', 'utf-32' or 'windows-1252'.

    A byte-order mark is left out; line ends stay as they are. Bytes of no Unicode encoding are read as
    Windows-1252, which never fails. Raises Refused for binary data.
    """
    encoding = encoding_of(data)
    if encoding == "windows-1252":
        return windows_1252(data), encoding
    try:
        return data.decode(encoding), encoding.removesuffix("-sig")[:6].rstrip("-")
    except UnicodeDecodeError as error:
        raise Refused(
            "unreadable",
            f"begins as {encoding.upper()} but is not from byte {error.start:,} on; save it as UTF-8",
        ) from error


def encoding_of(data: bytes) -> str:
    """The name of the codec for a file's bytes. Raises Refused for binary data."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:_HEAD]
    if head.startswith(_MAGIC):
        raise _binary()
    if unmarked := _unmarked_utf16(head):
        return unmarked
    controls = len(_CONTROL.findall(head))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in head or controls > _OTHER_CONTROL_SHARE * len(head):
            raise _binary() from None
        return "windows-1252"
    if controls > _UTF8_CONTROL_SHARE * len(head):
        raise _binary()
    return "utf-8"


def windows_1252(data: bytes) -> str:
    """Text in Windows-1252; the five bytes it leaves open become control characters of the same number."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_FROM_LATIN_1)


_FROM_LATIN_1 = {n: bytes([n]).decode("cp1252") if n not in _UNDEFINED else _UNDEFINED[n] for n in range(0x80, 0xA0)}


def _unmarked_utf16(head: bytes) -> str | None:
    if len(head) < 4 or len(head) % 2 or b"\0" not in head:
        return None
    half = len(head) / 2
    low, high = head[0::2].count(0) / half, head[1::2].count(0) / half
    encoding = "utf-16-le" if high > low else "utf-16-be"
    if max(low, high) < _UTF16_NULL_SHARE or min(low, high) > max(low, high) / 10:
        return None
    controls = len(_CONTROL.findall(head.decode(encoding, errors="replace").encode("utf-8")))
    return encoding if controls <= _OTHER_CONTROL_SHARE * half else None


def _binary() -> Refused:
    return Refused(
        "binary",
        "is not text but binary data; give plain text, HTML, PDF, JSONL, CSV or Parquet, or convert it",
    )
