"""Two pictures of a story as inline SVG, coloured by the page: when things happen, and who with whom."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ..codebook.book import Codebook
from ..records import Actor, Event, When
from . import wording
from .excerpt import shorten
from .safe import one_line

WIDTH = 320  # user units of both pictures; the page scales them
_LINE = 15  # units from one line of text to the next
_LETTER = 6.7  # mean width of a letter at 12 units: labels are wrapped without measuring
_AXIS, _TEXT = 108, 124  # where the axis and the labels stand
_LABEL_LINES = 2
_GAP = 12  # between two rows
# Length of the mark by how exactly an event is dated, in days; longer ones are drawn as years.
_LENGTHS = ((1, 10), (7, 20), (31, 26), (92, 32))
_LONGEST = 38
TIMELINE_MOST, UNDATED_MOST, ACTORS_MOST = 30, 6, 9  # more would be a picture that nobody reads


def timeline(events: Sequence[Event], links: Mapping[str, str]) -> str:
    """Events from the oldest down, undated ones last; a mark's length says how exactly it is dated.

    `links` gives the address of each event on the page by its id. '' where there are fewer than two events.
    """
    if len(events) < 2:
        return ""
    shown = drawn_events(events)
    rows: list[str] = []
    y = 8.0
    dated = False
    for event in shown:
        if dated and _ends(event.when) is None:
            rows.append(f'<line class="undated" x1="8" x2="{WIDTH - 8}" y1="{y:g}" y2="{y:g}"/>')
            y += 8
        dated = _ends(event.when) is not None
        drawn, height = _row(event, y, links.get(event.id, "#"))
        rows.append(drawn)
        y += height
    axis = f'<line class="axis" x1="{_AXIS}" x2="{_AXIS}" y1="4" y2="{y - 4:g}"/>'
    label = f"Timeline of {wording.plural(len(shown), 'event')}, oldest first"
    return _svg("timeline", y, label, axis + "".join(rows))


def drawn_events(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that the timeline shows: the dated ones, and a few of those without a date."""
    dated = [e for e in events if _ends(e.when)][:TIMELINE_MOST]
    undated = [e for e in events if not _ends(e.when)]
    return (*dated, *undated[: min(UNDATED_MOST, TIMELINE_MOST - len(dated))])


def _row(event: Event, y: float, link: str) -> tuple[str, float]:
    date = _wrapped(wording.event_time(event), _AXIS - 24)
    words = _wrapped(one_line(event.summary), WIDTH - _TEXT)
    length = _length(event.when)
    height = max(len(date) * _LINE, len(words) * _LINE, length) + _GAP
    middle = y + (height - _GAP) / 2
    title = f"<title>{_text(f'{event.status}: {event.summary}, {wording.facts(event)}')}</title>"
    drawn = _lines(date, 4, middle, "date") + _mark(event, middle, length) + _lines(words, _TEXT, middle, "label")
    return f'<a href="{_text(link)}">{title}{drawn}</a>', height


def _mark(event: Event, middle: float, length: float) -> str:
    """Filled where told as done, outlined where not yet, crossed where denied or cancelled."""
    across = 10.0
    x, y = _AXIS - across / 2, middle - length / 2
    size = f'x="{x:g}" y="{y:g}" width="{across:g}" height="{length:g}" rx="5"'
    shape = f'<rect class="mark {event.status}" {size}/>'
    if event.status in ("denied", "cancelled"):
        a, b = _AXIS - 8, _AXIS + 8
        shape += f'<path class="cross {event.status}" d="M{a} {middle + 6:g}L{b} {middle - 6:g}"/>'
    return shape


def _length(when: When | None) -> float:
    ends = _ends(when)
    if ends is None:
        return _LENGTHS[0][1]
    days = (ends[1] - ends[0]).days + 1
    return next((length for most, length in _LENGTHS if days <= most), _LONGEST)


def _ends(when: When | None) -> tuple[dt.date, dt.date] | None:
    """The bounds of a time; an open end is far away. None where nothing settles it."""
    if when is None or (when.earliest is None and when.latest is None):
        return None
    return when.earliest or dt.date.min, when.latest or dt.date.max


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """What is told between two: how many events of one quarter of the codebook, and how sure they are."""

    one: str
    other: str
    conflict: bool
    events: int
    forward: bool  # from `one` to `other`
    backward: bool
    done: bool  # at least one of them happened or goes on
    summaries: tuple[str, ...]


def who_with_whom(events: Sequence[Event], codebook: Codebook | None = None) -> str:
    """A ring of countries (of actors where only one country takes part), tied by what the reports tell.

    '' where no two take part in one event.
    """
    names, ties, left_out = network(events, codebook)
    if not ties:
        return ""
    places = _ring(list(names))
    middle = sum(y for _, y in places.values()) / len(places)
    height = max(y for _, y in places.values()) + 44
    drawn = "".join(_tie(t, places) for t in ties)
    drawn += "".join(_node(key, names[key], *places[key], above=places[key][1] < middle - _RADIUS) for key in names)
    if left_out:
        height += _LINE
        others = f"{wording.plural(left_out, 'other')} not drawn"
        drawn += f'<text class="date" x="4" y="{height - 6:g}">{others}</text>'
    told = "; ".join(_told(t, names) for t in ties)
    return _svg("network", height, f"Who with whom: {told}", drawn)


def network(events: Sequence[Event], codebook: Codebook | None = None) -> tuple[dict[str, str], tuple[Tie, ...], int]:
    """Names of those who take part by key, their ties, and how many are left out of the picture."""
    between = [(_sides(e), e) for e in events]
    crossing = sum(1 for (a, b), _ in between if {_country(x) for x in a} != {_country(x) for x in b} and a and b)
    paired = sum(1 for (a, b), _ in between if a and b)
    by_country = 2 * crossing >= paired
    names: dict[str, str] = {}
    actors_of: dict[str, Actor] = {}
    found: dict[tuple[str, str, bool], list[tuple[bool, Event]]] = {}
    for (actors, recipients), event in between:
        quad = wording.quad(event.type, codebook)
        if quad is None:
            continue
        for a in actors:
            for b in recipients:
                one, other = (_country(a), _country(b)) if by_country else (a.id, b.id)
                if one == other:
                    continue
                for key, actor in ((one, a), (other, b)):
                    names.setdefault(key, _name(key, actor))
                    actors_of.setdefault(key, actor)
                    if actor.kind == "state" or not by_country:
                        names[key] = one_line(actor.name)
                first, second = sorted((one, other))
                told = found.setdefault((first, second, quad > 2), [])
                if all(e is not event for _, e in told):
                    told.append((first == one, event))
    known = {key for key, actor in actors_of.items() if _known(actor)}
    weight: dict[str, int] = {}
    for (one, other, _), told in found.items():
        for key in (one, other):
            weight[key] = weight.get(key, 0) + len(told)
    kept = sorted(weight.keys() & known, key=lambda k: (-weight[k], k))[:ACTORS_MOST]
    ties = tuple(
        _as_tie(one, other, conflict, told)
        for (one, other, conflict), told in sorted(found.items(), key=lambda item: item[0])
        if one in kept and other in kept
    )
    tied = {key for tie in ties for key in (tie.one, tie.other)}
    return {k: names[k] for k in kept if k in tied}, ties, len(weight) - len(tied)


def _as_tie(one: str, other: str, conflict: bool, told: Sequence[tuple[bool, Event]]) -> Tie:
    both = [bool(e.mentions) and all(m.reciprocal for m in e.mentions) for _, e in told]
    return Tie(
        one=one,
        other=other,
        conflict=conflict,
        events=len(told),
        forward=any(f and not b for (f, _), b in zip(told, both, strict=True)),
        backward=any(not f and not b for (f, _), b in zip(told, both, strict=True)),
        done=any(e.status in ("happened", "ongoing") for _, e in told),
        summaries=tuple(one_line(e.summary) for _, e in told),
    )


def _sides(event: Event) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Who does it and to whom; several actors who do it together are each other's recipients."""
    if event.recipients:
        return event.actors, event.recipients
    return event.actors[:1], event.actors[1:]


def _country(actor: Actor) -> str:
    return actor.country or actor.id


def _known(actor: Actor) -> bool:
    """Is it someone that a reader can name? 'others' and 'forces' are told of, but make no node."""
    from ..gazetteer import organisations

    return actor.kind != "group" or actor.country is not None or actor.id in organisations()


def _name(key: str, actor: Actor) -> str:
    """The country's name as the gazetteer has it; the actor's own where the key is no country."""
    from ..gazetteer import countries

    found = countries().get(key)
    return found.name if found else one_line(actor.name)


def _ring(keys: Sequence[str]) -> dict[str, tuple[float, float]]:
    """A place for each: two side by side, more on an ellipse, the most active at the top left."""
    if len(keys) <= 2:
        return {k: (70 + 180 * i, 44.0) for i, k in enumerate(keys)}
    across, down = 112.0, 66 + 10.0 * len(keys)
    start = -math.pi * 3 / 4 if len(keys) == 4 else -math.pi / 2
    return {
        k: (
            round(WIDTH / 2 + across * math.cos(start + 2 * math.pi * i / len(keys)), 1),
            round(44 + down + down * math.sin(start + 2 * math.pi * i / len(keys)), 1),
        )
        for i, k in enumerate(keys)
    }


_RADIUS = 19.0
_BOW = 0.16  # of the distance: how far a tie swings out, so that cooperation and conflict stay apart
_THINNEST, _STEP, _THICKEST = 1.6, 0.7, 6.0
_SHORT = 4  # letters in a node
_NAME_LETTERS = 15  # beside it


def _node(key: str, name: str, x: float, y: float, *, above: bool) -> str:
    code = key if len(key) == 3 and key.isupper() else _initials(name)
    label = shorten(name, _NAME_LETTERS)
    beside = y - _RADIUS - 5 if above else y + _RADIUS + 13
    return (
        f'<g><title>{_text(name)}</title><circle class="node" cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}"/>'
        f'<text class="code" x="{x:g}" y="{y + 4:g}">{_text(code)}</text>'
        f'<text class="name" x="{x:g}" y="{beside:g}">{_text(label)}</text></g>'
    )


def _initials(name: str) -> str:
    """'EU' of 'European Union', 'W' of 'the West'."""
    return "".join(w[0] for w in name.split() if w[0].isupper())[:_SHORT] or name[:1]


def _tie(tie: Tie, places: Mapping[str, tuple[float, float]]) -> str:
    (ax, ay), (bx, by) = places[tie.one], places[tie.other]
    distance = math.hypot(bx - ax, by - ay) or 1.0
    ux, uy = (bx - ax) / distance, (by - ay) / distance
    side = -1 if tie.conflict else 1
    bow = side * _BOW * distance
    cx, cy = (ax + bx) / 2 + uy * bow, (ay + by) / 2 - ux * bow
    start, end = _edge(ax, ay, cx, cy), _edge(bx, by, cx, cy)
    kind = "conflict" if tie.conflict else "cooperation"
    width = min(_THICKEST, _THINNEST + _STEP * tie.events)
    dashed = "" if tie.done else " unsure"
    curve = f"M{start[0]:.1f} {start[1]:.1f}Q{cx:.1f} {cy:.1f} {end[0]:.1f} {end[1]:.1f}"
    path = f'<path class="tie {kind}{dashed}" stroke-width="{width:g}" d="{curve}"/>'
    heads = ""
    if tie.forward:
        heads += _head(end, (cx, cy), kind, width)
    if tie.backward:
        heads += _head(start, (cx, cy), kind, width)
    title = "; ".join(tie.summaries[:5]) + ("; …" if len(tie.summaries) > 5 else "")
    return f"<g><title>{_text(title)}</title>{path}{heads}</g>"


def _edge(x: float, y: float, cx: float, cy: float) -> tuple[float, float]:
    """Where a tie that comes from (cx, cy) meets the rim of the node at (x, y), with a little air."""
    length = math.hypot(cx - x, cy - y) or 1.0
    reach = _RADIUS + 3
    return x + (cx - x) / length * reach, y + (cy - y) / length * reach


def _head(tip: tuple[float, float], toward: tuple[float, float], kind: str, width: float) -> str:
    """An arrowhead at `tip` that comes from `toward`."""
    length = math.hypot(tip[0] - toward[0], tip[1] - toward[1]) or 1.0
    ux, uy = (tip[0] - toward[0]) / length, (tip[1] - toward[1]) / length
    size = 6 + width
    points = [
        (tip[0] + ux * 2, tip[1] + uy * 2),
        *((tip[0] - ux * size + s * uy * size * 0.5, tip[1] - uy * size - s * ux * size * 0.5) for s in (1, -1)),
    ]
    return f'<path class="head {kind}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in points)}Z"/>'


def _told(tie: Tie, names: Mapping[str, str]) -> str:
    kind = "conflict" if tie.conflict else "cooperation"
    return f"{names[tie.one]} and {names[tie.other]}, {kind}, {wording.plural(tie.events, 'event')}"


def _svg(kind: str, height: float, label: str, inside: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {WIDTH} {height:g}" role="group" '
        f'aria-label="{_text(shorten(label, 400))}">'
        f"{inside}</svg>"
    )


def _wrapped(words: str, room: float) -> tuple[str, ...]:
    """At most two lines that fit `room`; the last is cut."""
    most = int(room / _LETTER)
    lines: list[str] = []
    rest = shorten(words, most * 4)
    while rest and len(lines) < _LABEL_LINES - 1 and len(rest) > most:
        cut = rest.rfind(" ", 0, most + 1)
        cut = cut if cut > 0 else most
        lines.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return (*lines, shorten(rest, most)) if rest else tuple(lines)


def _lines(lines: Sequence[str], x: float, middle: float, kind: str) -> str:
    return "".join(_each_line(lines, x, middle, kind))


def _each_line(lines: Sequence[str], x: float, middle: float, kind: str) -> Iterator[str]:
    top = middle - (len(lines) - 1) * _LINE / 2 + 4
    for number, line in enumerate(lines):
        yield f'<text class="{kind}" x="{x:g}" y="{top + number * _LINE:g}">{_text(line)}</text>'


def _text(words: str) -> str:
    return escape(one_line(words))
