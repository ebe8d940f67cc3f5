"""The words of English time expressions as tables, and numbers in words. No logic beyond reading a number."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DAY_PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
UNITS = {
    name: unit
    for unit, names in {
        "second": "second seconds sec secs",
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs",
        "day": "day days",
        "night": "night nights",
        "weekend": "weekend weekends",
        "week": "week weeks",
        "fortnight": "fortnight fortnights",
        "month": "month months",
        "quarter": "quarter quarters",
        "year": "year years yr yrs",
        "decade": "decade decades",
        "century": "century centuries",
    }.items()
    for name in names.split()
}
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS: dict[str, int] = {word: n for n, word in enumerate(_SMALL)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=2)
}
ORDINALS = {
    word: n
    for n, words in enumerate(
        [
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
            "twenty-first",
        ],
        start=1,
    )
    for word in words.split()
}
DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
_GROUPS = {"hundred": 100, "dozen": 12, "thousand": 1000}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# Words for a number that is not told; TIMEX3 writes X for it.
UNCOUNTED = frozenset(
    [
        "several",
        "few",
        "many",
        "some",
        "numerous",
        "countless",
        "multiple",
        "various",
        "dozens",
        "hundreds",
        "thousands",
        "tens",
        "scores",
    ]
)


def number(words: str) -> float | None:
    """What `words` count: 'twenty-two' 22, '2 ½' 2.5, 'a' 1, 'two and a half' 2.5; None for 'several', 'two
    or three'.
    """
    total, current, seen = 0.0, 0.0, False
    tokens = re.findall(r"\d+(?:[.,]\d+)*|[½¼¾]|[a-z]+", words.lower())
    if UNCOUNTED.intersection(tokens) or {"or", "to"}.intersection(tokens):
        return None
    if tokens[:1] in (["couple"], ["pair"]) or tokens[1:2] in (["couple"], ["pair"]):
        return 2.0
    for position, token in enumerate(tokens):
        if token[0].isdigit():
            current, seen = current + float(re.sub(r",(?=\d{3}\b)", "", token).replace(",", ".")), True
        elif token in _FRACTIONS:
            current, seen = current + _FRACTIONS[token], True
        elif token == "half":
            current, seen = current + 0.5, True
        elif token in NUMBERS:
            current, seen = current + NUMBERS[token], True
        elif token in _GROUPS:
            current, seen = max(current, 1.0) * _GROUPS[token], True
            total, current = total + current, 0.0
        elif token in ("a", "an") and position == 0 and tokens[1:2] != ["half"]:
            current, seen = (0.0 if tokens[1:2] and tokens[1] in _GROUPS else 1.0), True
    return total + current if seen else None


def plain(n: float) -> str:
    """A number without needless decimals: 2.0 as '2', 2.5 as '2.5'."""
    return str(int(n)) if n == int(n) else str(n)
