"""The page of a run: one file, without scripts, that says what was coded, what was not and why."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from .running import Run
from .views import connected

_SHOWN = 40  # rows of a list; the rest is counted
_LISTS = (
    ("Rejects by reason", "reason", "SELECT reason, sum(documents)::BIGINT AS n FROM rejects GROUP BY reason"),
    (
        "Reports by language",
        "language",
        "SELECT coalesce(language, 'not told') AS l, sum(n)::BIGINT AS n FROM ("
        "SELECT language, count(*) AS n FROM reports GROUP BY language UNION ALL "
        "SELECT language, sum(documents) FROM rejects WHERE reason = 'language' GROUP BY language) GROUP BY l",
    ),
    (
        "Reports by outlet",
        "outlet",
        "SELECT coalesce(outlet, 'not named') AS o, count(*) AS n FROM reports GROUP BY o",
    ),
    ("Event mentions by type", "type", "SELECT type, count(*) AS n FROM event_mentions GROUP BY type"),
)
_MONTHS = ("Reports by month", "month", "SELECT month, count(*) AS n FROM reports GROUP BY month")


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One list of the page: names with their counts."""

    title: str
    head: str
    rows: tuple[tuple[str, int], ...]
    left: int  # rows that are not shown

    @property
    def most(self) -> int:
        return max((count for _, count in self.rows), default=1)


def page(run: Run) -> str:
    """A run as a page of HTML. Words of inputs appear as text, never as markup."""
    from jinja2 import Environment, StrictUndefined

    with connected(run.lake) as connection:
        lists = [_list(connection, *one, "n DESC, 1") for one in _LISTS]
        lists.append(_list(connection, *_MONTHS, "1"))
        rejects = connection.execute(
            "SELECT path, place, reason, detail FROM rejects WHERE reason <> 'language' ORDER BY path, place LIMIT ?",
            [_SHOWN],
        ).fetchall()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8"))
    return template.render(run=run, lists=lists, rejects=[[_one_line(c) for c in row] for row in rejects])


def _list(connection: Any, title: str, head: str, query: str, order: str) -> Counted:
    rows = connection.execute(f"{query} ORDER BY {order}").fetchall()
    shown = tuple((_one_line(name), int(count)) for name, count in rows[:_SHOWN])
    return Counted(title=title, head=head, rows=shown, left=max(0, len(rows) - _SHOWN))


def _one_line(cell: Any) -> str:
    from ..brief.safe import one_line

    return one_line(str(cell)) if cell is not None else ""
