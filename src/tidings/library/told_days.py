"""Which reports tell of which days, by the first and the last day of all that each tells."""

from __future__ import annotations

from .filters import Term


def told_on_days(first: Term | None, last: Term | None, *, exactly: bool) -> tuple[str, list[object]]:
    """The report `r` tells something of the days from the one to the other: SQL with its values.

    Where it tells of days before and after, it takes a look at its events to know, which is left out unless `exactly`.
    """
    bounds, values = "", list[object]()
    if first:
        bounds += " AND n.last >= ?"
        values.append(first.values[0])
    if last:
        bounds += " AND n.first <= ?"
        values.append(last.values[0])
    if first and last and exactly:
        days = (first.values[0], last.values[0])
        bounds += (
            " AND (n.first >= ? OR n.last <= ? OR EXISTS (SELECT 1 FROM mentions m JOIN events e ON e.number = m.event "
            "WHERE m.report = n.report AND coalesce(e.latest, e.earliest) >= ? "
            "AND coalesce(e.earliest, e.latest) <= ?))"
        )
        values += [*days, *days]
    return f"EXISTS (SELECT 1 FROM report_days n WHERE n.report = r.number{bounds})", values
