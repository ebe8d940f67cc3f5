"""Numbers in words and figures, and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...records import Token

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(\.\d{1,6})?([½¼¾⅓⅔])?([kmbt]n?)?", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,6})(?:st|nd|rd|th)", re.IGNORECASE)
_ORDINAL_WORDS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
ROUND_FROM = 1000  # '2 ½' is one number; '2019 ½' is not


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tokens it takes up, half-open."""

    value: float
    first: int
    end: int


def ordinal(text: str) -> int | None:
    """'third' and '3rd' are 3."""
    plain = text.lower()
    match = _ORDINAL.fullmatch(plain)
    return int(match[1]) if match else _ORDINAL_WORDS.get(plain)


def read_number(tokens: Sequence[Token], i: int) -> Number | None:
    """The number that begins at token `i`: '5,000', 'five thousand', '2 ½', 'twenty-five', 'a dozen', '1.5 million'."""
    first = i
    text = tokens[i].text.lower()
    if text in ("a", "an") and i + 1 < len(tokens) and tokens[i + 1].text.lower() in _SCALES:
        return _scaled(tokens, 1.0, first, i + 1)
    if text == "dozen":
        return Number(12.0, first, i + 1)
    value = _figure(text)
    if value is not None:
        if i + 1 < len(tokens) and tokens[i + 1].text in _FRACTIONS and value < ROUND_FROM:
            value, i = value + _FRACTIONS[tokens[i + 1].text], i + 1
        return _scaled(tokens, value, first, i + 1)
    small = _small(tokens, i)
    return _scaled(tokens, small.value, first, small.end) if small else None


def _figure(text: str) -> float | None:
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    match = _FIGURE.fullmatch(text)
    if match is None:
        return None
    value = float(match[1].replace(",", "") + (match[2] or "")) + _FRACTIONS.get(match[3] or "", 0.0)
    return value * _SHORT_SCALES.get((match[4] or "").lower(), 1.0)


def _small(tokens: Sequence[Token], i: int) -> Number | None:
    """A spelled number below a hundred."""
    text = tokens[i].text.lower()
    if text in _SMALL:
        return Number(float(_SMALL[text]), i, i + 1)
    tens, _, unit = text.partition("-")
    if tens not in _TENS:
        return None
    if unit in _SMALL:
        return Number(float(_TENS[tens] + _SMALL[unit]), i, i + 1)
    after = i + 2 if i + 2 < len(tokens) and tokens[i + 1].text == "-" else i + 1
    if after < len(tokens) and 0 < _SMALL.get(tokens[after].text.lower(), 0) < 10:
        return Number(float(_TENS[tens] + _SMALL[tokens[after].text.lower()]), i, after + 1)
    return Number(float(_TENS[tens]), i, i + 1) if not unit else None


def _scaled(tokens: Sequence[Token], value: float, first: int, i: int) -> Number:
    """The scale words after a number, and a smaller spelled number after them: 'two hundred and fifty'."""
    scaled = False
    while i < len(tokens) and tokens[i].text.lower() in _SCALES:
        value, i, scaled = value * _SCALES[tokens[i].text.lower()], i + 1, True
    if scaled and value < 1e6 and i + 1 < len(tokens) and tokens[i].text.lower() == "and":
        rest = _small(tokens, i + 1)
        if rest:
            return Number(value + rest.value, first, rest.end)
    return Number(value, first, i)


def begins_as_number(text: str) -> bool:
    """Whether a token can be the first of a number that counts: '5,000', 'five', 'twenty-five', 'a' of 'a dozen'."""
    plain = text.lower()
    return plain[:1].isdigit() or plain in _SMALL or plain.partition("-")[0] in _TENS or plain in ("a", "dozen")
