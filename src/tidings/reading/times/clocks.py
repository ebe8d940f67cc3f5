"""Times of day: '8 a.m.', '16:00 UTC', 'noon', 'the evening of', 'morning trading'."""

from __future__ import annotations

import re
from dataclasses import replace

from . import calendar
from .meaning import Found, Meaning, Reader, Rule, over, settled
from .pieces import COUNT_WORD, PART, compiled
from .relatives import in_part
from .words import DAY_PARTS, NUMBERS, number

_ZONES = {
    "utc": 0.0,
    "gmt": 0.0,
    "bst": 1.0,
    "cet": 1.0,
    "cest": 2.0,
    "msk": 3.0,
    "est": -5.0,
    "edt": -4.0,
    "cst": -6.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
    "jst": 9.0,
    "aest": 10.0,
}
HOURS = ("#", *(word for word, n in NUMBERS.items() if 1 <= n <= 12))  # what an hour begins with
_ZERO_ZONES = frozenset(("utc", "gmt", "z"))


def at_clock(day: Meaning, clock: str) -> Meaning:
    """A time of day on `day`, which may be open: '2022-09-08T08:00', 'XXXX-WXX-3T08:00', '2022-09-08TMO'."""
    kept = replace(day, kind="time", value=f"{day.value}{clock}", clock=clock)
    exact = re.fullmatch(r"T(\d\d:\d\d)(Z?)", clock)
    if day.period is None or exact is None:
        return kept
    return replace(kept, edtf=f"{day.period.first}T{exact[1]}:00{exact[2]}")


def _clock(reader: Reader, match: re.Match[str]) -> Found | None:
    """'8 a.m.', '10:30', '16:00 UTC', '0800 GMT', '6:40 p.m. (GMT +8)', "8 o'clock"."""
    groups = match.groupdict()
    hour = int(groups["hour"]) if groups["hour"].isdigit() else int(number(groups["hour"]) or 99)
    minute = int(groups.get("minute") or 0)
    half = (groups.get("half") or "").lower()[:1]
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _on_day(reader, match.start(), match.end(), hour, minute, groups.get("zone"), groups.get("offset"))


def _plain_clock(reader: Reader, match: re.Match[str]) -> Found | None:
    """'at 10:30': without 'a.m.' or a zone the words around must make it a time."""
    lead = re.search(
        r"\b(?:at|from|until|till|by|around|about|after|before|since|to|between|and)\s$",
        reader.before(match.start()),
        re.I,
    )
    return _clock(reader, match) if lead else None


def _on_day(
    reader: Reader, start: int, end: int, hour: int, minute: int, zone: str | None, offset: str | None
) -> Found:
    clock, moved = f"T{hour:02d}:{minute:02d}", 0
    name = (zone or "").lower().replace(".", "")
    if offset:
        hours = float(re.sub(r"[^\d+-]", "", offset.split(":")[0].replace("−", "-")) or 0)
        total = int(hour - hours)
        moved, clock = total // 24, f"T{total % 24:02d}:{minute:02d}Z"
    elif name in _ZERO_ZONES:
        clock += "Z"
    day = reader.day(start)
    if day.period and moved:
        day = settled(calendar.shift(day.period, moved), day.basis)
    return Found(start=start, end=end, meaning=at_clock(day, clock))


def _noon(reader: Reader, match: re.Match[str]) -> Found | None:
    if match[0][0].isupper():
        return None
    hour = 12 if match[0].lower() in ("noon", "midday") else 0
    return _on_day(reader, match.start(), match.end(), hour, 0, None, None)


def _part(reader: Reader, match: re.Match[str]) -> Found | None:
    """'in the morning', 'that evening', 'morning trading', 'the night before': on the day told before, else
    the report's.
    """
    if match["part"][0].isupper() or re.match(r"-|\s(?:and|or)\s(?:day|night)", reader.after(match.end())):
        return None
    if re.search(r"\b(?:good|opening|first|every|each|one|prom|a)\s$|[-]$", reader.before(match.start()), re.I):
        return None
    led = match["lead"] or re.match(r"\s(?:trading|trade|session|newspaper|briefing)", reader.after(match.end()))
    if not led and not re.search(r"\b(?:by|until|during|at|late|early)\s(?:the\s)?$", reader.before(match.start())):
        return None
    return over(match, in_part(reader.day(match.start()), match["part"]))


def _part_of(reader: Reader, match: re.Match[str]) -> Found | None:
    """'the morning of September 8', 'the evening of Thursday'."""
    inner = reader.at(match.end())
    if inner is None or inner.meaning.kind != "date" or not inner.meaning.value:
        return None
    return replace(inner, start=match.start(), meaning=in_part(inner.meaning, match["part"]))


def joined(day: Found, time: Found) -> Found:
    """A day and a time of day side by side as one: 'Thursday at 8 a.m.'."""
    start, end = min(day.start, time.start), max(day.end, time.end)
    return Found(start=start, end=end, meaning=at_clock(day.meaning, time.meaning.clock or ""))


def rules() -> tuple[Rule, ...]:
    zones = "|".join(z.upper() for z in sorted(_ZONES, key=lambda z: -len(z)))
    zone = (
        rf"(?:~?\(?(?P<zone>{zones}|local~time|(?:Moscow|Beijing|London|Eastern|Central|"
        rf"Pacific|Mountain)(?:~standard|~daylight)?~time|ET|PT)"
        rf"\b(?:~?(?P<offset>[+−-]~?\d{{1,2}}(?::\d\d)?))?\)?)"
    )
    hours = rf"(?P<hour>\d{{1,2}}|{COUNT_WORD})"
    parts = "|".join(DAY_PARTS)
    return (
        Rule(
            HOURS,
            compiled(rf"{hours}(?:[:.](?P<minute>\d\d))?(?:~|-)?(?P<half>[ap])\.?~?m\b\.?{zone}?"),
            _clock,
        ),
        Rule(
            ("#",),
            compiled(rf"(?P<hour>\d{{1,2}})[:.h](?P<minute>\d\d)(?::\d\d)?(?:~?hours|~?hrs)?{zone}"),
            _clock,
        ),
        Rule(("#",), compiled(rf"(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?:~hours|~hrs)?{zone}"), _clock),
        Rule(
            ("#",),
            compiled(r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![:\d]|[.,]\d|\s?(?:am|pm|a\.m|p\.m))"),
            _plain_clock,
        ),
        Rule(
            HOURS,
            compiled(rf"{hours}~o['’]clock"),
            _clock,
        ),
        Rule(("noon", "midnight", "midday"), compiled(r"(?:noon|midnight|midday)\b"), _noon),
        Rule(
            (*DAY_PARTS, "the", "that", "early", "late"),
            compiled(rf"(?P<lead>(?:the|that)~(?:same~|next~|following~)?(?:(?:early|late)~)?)?{PART}"),
            _part,
        ),
        Rule(
            ("the", *DAY_PARTS),
            compiled(rf"(?:the~)?(?:(?:early|late)~)?(?P<part>{parts})~(?:of|on)~"),
            _part_of,
        ),
    )
