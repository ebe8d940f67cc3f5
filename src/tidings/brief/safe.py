"""Text of reports made harmless to show: what could steer a terminal or hide words is made visible."""

from __future__ import annotations

import re

# Controls, lone surrogates, and characters without a shape that change how others are shown or read: soft
# hyphen, zero-width space, bidirectional marks, overrides and isolates, word joiner, byte order mark, tags.
_UNSEEN = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e0fff"
)
_STEERING = re.compile(f"[{_UNSEEN}]")
_STEERING_BUT_BREAKS = re.compile("[" + _UNSEEN.replace(r"\x00-", r"\x00-\x09\x0b-", 1) + "]")
_BLANKS = re.compile(r"\s+")
_SPACES = re.compile(r"[\t\r\v\f\u2028\u2029]")
_HARMLESS = frozenset(
    "\u00ad\u200b\u2060\ufeff"
)  # invisible where lines break: dropped, since naming them only disturbs


def one_line(text: str) -> str:
    """Text as one line: blanks become single spaces, steering characters are shown ('\\x1b[2J' as '␛[2J')."""
    return _STEERING.sub(_shown, _BLANKS.sub(" ", text).strip())


def inside_line(text: str) -> str:
    """As `one_line`, but a blank at either end stays: for a piece of a line."""
    return _STEERING.sub(_shown, _BLANKS.sub(" ", text))


def with_breaks(text: str) -> str:
    """Text whose line breaks stay, with steering characters shown."""
    return _STEERING_BUT_BREAKS.sub(_shown, _SPACES.sub(" ", text.replace("\r\n", "\n")))


def json_safe(document: str) -> str:
    """A JSON document with every steering character in it written as an escape; its value stays the same."""
    return _STEERING_BUT_BREAKS.sub(_escaped, document)


def _shown(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _HARMLESS:
        return ""
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of the control character
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return f"<U+{code:04X}>"


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
