"""Who did what over time, drawn: cooperation upward, conflict downward, and how intense it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from ..brief import wording
from ..codebook.book import QUADS

WIDTH, HEIGHT = 760, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 40, 12, 26
_INTENSEST = 10.0  # of the codebook's scale, on either side of 0
_BY_DAY, _BY_MONTH = 45, 36 * 31  # days of a stretch up to which its days, its months are shown
_WIDEST = 34.0  # units of a bar
_LABELS = 7
_UNPLACED, _HOSTILE = 0, -1  # of types that their codebook places in no quad; the intensity of the latter is below 0
_UP, _DOWN = (1, 2, _UNPLACED), (3, 4, _HOSTILE)
KINDS: dict[int, str] = {
    **QUADS,
    _UNPLACED: "other",
    _HOSTILE: "other, hostile",
}  # kinds of event as the legend has them
Tone = Literal["cooperation", "conflict", ""]


@dataclass(kw_only=True)
class Bar:
    """One day, month or year: events by quad, and what their intensities add up to."""

    label: str
    key: str
    quads: dict[int, int]
    total: float = 0.0
    rated: int = 0

    @property
    def events(self) -> int:
        return sum(self.quads.values())

    @property
    def mean(self) -> float | None:
        return self.total / self.rated if self.rated else None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture, the same as rows for a table, and how many events have no day."""

    svg: str
    bars: tuple[Bar, ...]
    undated: int

    @property
    def kinds(self) -> frozenset[int]:
        return frozenset(q for b in self.bars for q in b.quads)


def tone(quad: int | None, intensity: float | None) -> Tone:
    """Whether an event is cooperation or conflict: by its quad, else by its intensity; '' where neither tells."""
    if quad in QUADS:
        return "cooperation" if quad in _UP else "conflict"
    return "" if not intensity else "cooperation" if intensity > 0 else "conflict"


def kinds_shown(charts: Iterable[Chart]) -> dict[int, str]:
    """The kinds of event that a legend of some charts explains: the four quads, others where there are any."""
    drawn = {q for chart in charts for q in chart.kinds}
    return {kind: words for kind, words in KINDS.items() if kind in QUADS or kind in drawn}


def quad_chart(rows: Sequence[Mapping[str, Any]], *, side: str | None = None, label: str) -> Chart:
    """Bars of events by quad over time with their mean intensity, from rows of `actor_periods`."""
    wanted = [r for r in rows if side is None or r["side"] == side]
    dated = [r for r in wanted if r["day"]]
    undated = sum(r["events"] for r in wanted if not r["day"])
    if not dated:
        return Chart(svg="", bars=(), undated=undated)
    days = sorted(dt.date.fromisoformat(r["day"]) for r in dated)
    bars = _bars(days[0], days[-1])
    letters = len(bars[0].key)
    known = {b.key: b for b in bars}
    for row in dated:
        bar = known[row["day"][:letters]]
        bar.quads[row["quad"]] = bar.quads.get(row["quad"], 0) + row["events"]
        bar.total += row["total"] or 0.0
        bar.rated += row["rated"]
    return Chart(svg=_drawn(bars, label), bars=tuple(b for b in bars if b.events), undated=undated)


def _bars(first: dt.date, last: dt.date) -> list[Bar]:
    """Every day, month or year from the first to the last, so that a gap is seen as one."""
    length = (last - first).days
    if length <= _BY_DAY:
        days = [first + dt.timedelta(days=n) for n in range(length + 1)]
        return [Bar(key=d.isoformat(), label=wording.day(d), quads={}) for d in days]
    if length <= _BY_MONTH:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        names = [(m // 12, m % 12 + 1) for m in months]
        return [
            Bar(key=f"{y:04d}-{m:02d}", label=wording.day(dt.date(y, m, 1)).split(" ", 1)[1], quads={})
            for y, m in names
        ]
    years = range(first.year, last.year + 1)
    if len(years) > _BY_DAY * 10:  # one event of antiquity must not draw a thousand bars
        years = range(last.year - _BY_DAY * 10, last.year + 1)
    return [Bar(key=f"{y:04d}", label=str(y), quads={}) for y in years]


def _drawn(bars: Sequence[Bar], label: str) -> str:
    up = max((sum(b.quads.get(q, 0) for q in _UP) for b in bars), default=0)
    down = max((sum(b.quads.get(q, 0) for q in _DOWN) for b in bars), default=0)
    most = max(up, down, 1)  # on either side: the line of no event is also that of intensity 0
    height = HEIGHT - _TOP - _BOTTOM
    zero = _TOP + height / 2
    unit = height / (2 * most)
    step = (WIDTH - _LEFT - _RIGHT) / len(bars)
    width = min(_WIDEST, max(1.0, step * 0.72))
    parts = [f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{zero:.1f}" y2="{zero:.1f}"/>']
    parts += [_tick(n, zero - n * unit) for n in sorted({up, (up + 1) // 2}) if up]
    parts += [_tick(n, zero + n * unit) for n in sorted({down, (down + 1) // 2}) if down]
    points: list[tuple[float, float]] = []
    for number, bar in enumerate(bars):
        middle = _LEFT + step * (number + 0.5)
        parts.append(_stack(bar, middle - width / 2, width, zero, unit))
        if bar.mean is not None:
            points.append((middle, _TOP + height * (1 - (bar.mean + _INTENSEST) / (2 * _INTENSEST))))
    if len(points) > 1:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path class="intensity" d="M{path}"/>')
    parts += [f'<circle class="intensity-dot" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>' for x, y in points]
    for value, name in ((10, "+10"), (0, "0"), (-10, "−10")):
        y = _TOP + height * (1 - (value + _INTENSEST) / (2 * _INTENSEST)) + 4
        parts.append(f'<text class="date" x="{WIDTH - _RIGHT + 6}" y="{y:.1f}">{name}</text>')
    shown = (
        range(len(bars))
        if len(bars) <= _LABELS
        else [round(i * (len(bars) - 1) / (_LABELS - 1)) for i in range(_LABELS)]
    )
    parts += [
        f'<text class="date mid" x="{_LEFT + step * (n + 0.5):.1f}" y="{HEIGHT - 6}">{escape(bars[n].label)}</text>'
        for n in shown
    ]
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def _stack(bar: Bar, x: float, width: float, zero: float, unit: float) -> str:
    if not bar.events:
        return ""
    mean = f", mean intensity {bar.mean:+.1f}" if bar.mean is not None else ""
    told = ", ".join(
        f"{count} {KINDS[q]}" for q, count in sorted(bar.quads.items(), key=lambda i: list(KINDS).index(i[0]))
    )
    rects = ""
    at = zero
    for quad in _UP:
        if count := bar.quads.get(quad, 0):
            at -= count * unit
            rects += _rect(quad, x, at, width, count * unit)
    at = zero
    for quad in _DOWN:
        if count := bar.quads.get(quad, 0):
            rects += _rect(quad, x, at, width, count * unit)
            at += count * unit
    return f"<g><title>{escape(f'{bar.label}: {told}{mean}')}</title>{rects}</g>"


def _rect(quad: int, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="q{max(quad, 0)}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _tick(count: int, y: float) -> str:
    return f'<text class="date end" x="{_LEFT - 6}" y="{y + 4:.1f}">{count}</text>'
