"""Words as they are compared: by keys that harmless spelling does not touch.

5,000 = 5000 = five thousand, percent = per cent, Sen. = Senator, U.S. = US, won't = will not; Mr. and Ms. are
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...records import Token
from .numbers import ordinal, read_number

_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "miss"})
_SAME = {
    "sen": "senator",
    "sens": "senators",
    "rep": "representative",
    "reps": "representatives",
    "gov": "governor",
    "govs": "governors",
    "gen": "general",
    "col": "colonel",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "capt": "captain",
    "prof": "professor",
    "pres": "president",
    "dept": "department",
    "n't": "not",
    "wo": "will",
    "ca": "can",
    "'ll": "will",
    "'ve": "have",
    "'re": "are",
    "'m": "am",
    "'d": "would",
    "%": "percent",
    "mom": "mother",
}
_UNITED_STATES = frozenset({"US", "USA"})
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_SHORT_DAYS = {d[:3]: d for d in _WEEKDAYS} | {
    "tues": "tuesday",
    "weds": "wednesday",
    "thur": "thursday",
    "thurs": "thursday",
}
_SHORT_MONTHS = {m[:3]: m for m in _MONTHS if m != "may"} | {"sept": "september"}
WEEKDAYS, MONTHS = frozenset(_WEEKDAYS), frozenset(_MONTHS)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared (`key`) and where it stands."""

    key: str
    start: int
    end: int
    first: int  # index of its first token
    last: int  # and of its last
    value: float | None = None  # what a number is worth


def words_of(tokens: Sequence[Token]) -> Iterator[Word]:
    """The words of a sentence, in order; a number and its scale words are one."""
    i = 0
    while i < len(tokens):
        number = read_number(tokens, i) if _number_may_begin(tokens, i) else None
        if number is not None:
            yield _word(tokens, i, number.end, f"#{number.value:g}", number.value)
            i = number.end
            continue
        pair = (tokens[i].text.lower(), tokens[i + 1].text.lower()) if i + 1 < len(tokens) else ("", "")
        if pair == ("per", "cent"):
            yield _word(tokens, i, i + 2, "percent")
            i += 2
        elif pair == ("united", "states"):
            yield _word(tokens, i, i + 2, "usa")
            i += 2
        else:
            key = key_of(tokens[i])
            if key:
                yield _word(tokens, i, i + 1, key)
            i += 1


def _number_may_begin(tokens: Sequence[Token], i: int) -> bool:
    text = tokens[i].text
    if text.lower() in ("a", "an"):
        return i + 1 < len(tokens) and tokens[i + 1].text.lower() in (
            "dozen",
            "hundred",
            "thousand",
            "million",
            "billion",
        )
    return (
        text[:1].isdigit()
        or text[:1] in "½¼¾"
        or tokens[i].pos == "NUM"
        or tokens[i].tag == "CD"
        or text.lower() == "dozen"
    )


def _word(tokens: Sequence[Token], first: int, end: int, key: str, value: float | None = None) -> Word:
    return Word(key, tokens[first].start, tokens[end - 1].end, tokens[first].i, tokens[end - 1].i, value)


def key_of(token: Token) -> str | None:
    """What a token is compared by; None for punctuation, honorifics and the possessive."""
    plain = token.text.replace("’", "'").strip(".")
    if token.tag == "POS" or plain in ("'s", "'", "$") or not (any(c.isalnum() for c in plain) or plain == "%"):
        return None
    if "." in plain and re.fullmatch(r"(?:\w\.){1,6}\w", plain):
        plain = plain.replace(".", "")
    if plain in _UNITED_STATES:
        return "usa"
    lower = plain.lower()
    if lower in _HONORIFICS:
        return None
    number = ordinal(lower)
    if number is not None:
        return f"@{number}"
    if plain[:1].isupper():
        lower = _SHORT_DAYS.get(lower) or _SHORT_MONTHS.get(lower) or lower
    lower = _SAME.get(lower, lower)
    if len(lower) > 6:  # British and American spelling
        lower = lower.replace("isation", "ization").replace("our", "or")
        lower = re.sub(r"is(e|es|ed|ing)$", r"iz\1", lower)
    return lower
