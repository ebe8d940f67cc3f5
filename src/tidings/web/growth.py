"""How a story grew, drawn: reports and origins as they were published, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from ..brief import wording
from ..brief.safe import one_line
from ..brief.view import ReportView

WIDTH, HEIGHT = 1100, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 12, 30
_LABELS = 5  # days named below


def steps(reports: Sequence[ReportView]) -> str:
    """Two rising lines, of reports and of independent origins, by day of publication; '' for fewer than two days."""
    dated = sorted((r for r in reports if r.report.published), key=lambda r: (r.report.published, r.letter))
    days = sorted({r.report.published for r in dated if r.report.published})
    if len(days) < 2:
        return ""
    first, last = days[0], days[-1]
    span = max(1, (last - first).days)
    top = len(dated)

    def x(day: dt.date) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / span

    def y(count: int) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * count / top

    def line(kind: str, members: Sequence[ReportView]) -> str:
        count, path, dots = 0, "", ""
        for day in days:
            came = [m for m in members if m.report.published == day]
            count += len(came)
            path += f"M{x(day):.1f} {y(count):.1f}" if not path else f"H{x(day):.1f}V{y(count):.1f}"
            if came:
                names = "; ".join(f"{m.letter} {m.source}" for m in came[:6]) + ("; …" if len(came) > 6 else "")
                told = f"{wording.day(day)}: {wording.plural(count, kind)}. {names}"
                dots += f'<circle class="{kind}" cx="{x(day):.1f}" cy="{y(count):.1f}" r="4">'
                dots += f"<title>{escape(one_line(told))}</title></circle>"
        return f'<path class="{kind}" d="{path}"/>{dots}'

    grid = "".join(
        f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y(n):.1f}" y2="{y(n):.1f}"/>'
        f'<text class="date end" x="{_LEFT - 6}" y="{y(n) + 4:.1f}">{n}</text>'
        for n in sorted({0, (top + 1) // 2, top})
    )
    shown = days if len(days) <= _LABELS else [days[round(i * (len(days) - 1) / (_LABELS - 1))] for i in range(_LABELS)]
    ends = {first: "start", last: "end"}
    labels = "".join(
        f'<text class="date {ends.get(d, "mid")}" x="{x(d):.1f}" y="{HEIGHT - 8}">{wording.day(d)}</text>'
        for d in shown
    )
    origins = [r for r in dated if r.copy_of is None]
    label = f"{wording.plural(len(dated), 'report')} and {wording.plural(len(origins), 'origin')} by day of publication"
    return (
        f'<svg class="steps" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{grid}{labels}'
        f"{line('report', dated)}{line('origin', origins)}</svg>"
    )
