"""Times that come again: 'every Monday', 'per day', 'weekly', 'Mondays'."""

from __future__ import annotations

import re

from .amounts import duration
from .meaning import Found, Meaning, Reader, Rule, over
from .pieces import EXACT, UNIT, WEEKDAY, compiled
from .words import DAY_PARTS, UNITS, WEEKDAYS, number

_ADVERBS = {
    "hourly": "PT1H",
    "daily": "P1D",
    "nightly": "P1D",
    "weekly": "P1W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "quarterly": "P1Q",
    "yearly": "P1Y",
    "annually": "P1Y",
}


def _every(reader: Reader, match: re.Match[str]) -> Found | None:
    """'every Monday', 'each year', 'per day', 'Mondays', 'every two weeks'."""
    if match["weekday"]:
        if not match["weekday"][0].isupper():
            return None
        value = f"XXXX-WXX-{WEEKDAYS[match['weekday'].lower()] + 1}"
    else:
        words = match["unit"].lower()
        if words in DAY_PARTS:
            value = "XXXX-XX-XX" + DAY_PARTS[words]
        else:
            value = duration(number(match["count"] or "one") or 1, UNITS[words])
    return over(match, Meaning(kind="set", value=value))


def _adverb(reader: Reader, match: re.Match[str]) -> Found | None:
    """'weekly', 'annually'; names of papers ('the Daily Telegraph', 'China Daily') are not."""
    word = match[0]
    if word[0].isupper() and re.search(r"\w\s$", reader.before(match.start())):
        return None
    if word[0].isupper() and re.match(r"\s[A-Z]", reader.after(match.end())):
        return None
    return over(match, Meaning(kind="set", value=_ADVERBS[word.lower()]))


def _plural_weekday(reader: Reader, match: re.Match[str]) -> Found | None:
    n = WEEKDAYS[match["weekday"].lower() + "day"]
    if not match["weekday"][0].isupper():
        return None
    return over(match, Meaning(kind="set", value=f"XXXX-WXX-{n + 1}"))


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            ("every", "each", "per"),
            compiled(
                rf"(?:every|each|per)~(?:single~|other~)?(?:(?P<count>{EXACT})~)?"
                rf"(?:(?P<unit>{UNIT}|morning|afternoon|evening)\b|{WEEKDAY})"
            ),
            _every,
        ),
        Rule(
            tuple(f"{w}s" for w in WEEKDAYS if w.endswith("day")),
            compiled(r"(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)days\b"),
            _plural_weekday,
        ),
        Rule(tuple(_ADVERBS), compiled(rf"(?:{'|'.join(_ADVERBS)})\b"), _adverb),
    )
