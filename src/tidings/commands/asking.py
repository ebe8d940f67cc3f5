"""What a library answers: stories, story, events, actors, dyads, upcoming, search, news, show."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .options import DEFAULT, As, At, Format, Limit, Words, opened
from .output import Column, Row, chart, when, write_rows
from .shell import colored, print_text, width, write_whole

_STORIES = (
    Column("id", "id"),
    Column("story", "title", text=1),
    Column("reports", "reports"),
    Column("origins", "origins"),
    Column("events", "events"),
    Column("first", "first_published"),
    Column("last", "last_published"),
)
_EVENTS = (
    Column("id", "id"),
    Column("when", when),
    Column("type", "type"),
    Column("status", "status"),
    Column("event", "summary", text=3),
    Column("place", "place", text=1),
    Column("origins", "origins"),
)
_ACTORS = (
    Column("id", "id", text=1),
    Column("name", "name", text=1),
    Column("kind", "kind"),
    Column("country", "country"),
    Column("sector", "sector"),
    Column("events", "events"),
    Column("by", "as_actor"),
    Column("to", "as_recipient"),
)
_DYADS = (
    Column("who", "actor_name", text=1),
    Column("with whom", "recipient_name", text=1),
    Column("period", "period"),
    Column("events", "events"),
    Column("Q1", "verbal_cooperation"),
    Column("Q2", "material_cooperation"),
    Column("Q3", "verbal_conflict"),
    Column("Q4", "material_conflict"),
    Column("mean", "mean_intensity"),
)
_QUADS = "Q1 verbal, Q2 material cooperation; Q3 verbal, Q4 material conflict\n"
_SEARCH = (
    Column("id", "id"),
    Column("published", "published"),
    Column("outlet", "outlet", text=1),
    Column("report", "title", text=2),
    Column("words", "snippet", text=2),
)
_NOTHING = "nothing passes this filter. Drop a word of it, or see `tidings stats`"
_SHOWN = 50
_ID_LETTERS = 8  # of an id that a table shows


class View(StrEnum):
    """What a brief is written as."""

    text = "text"
    html = "html"
    json = "json"
    md = "md"


class Period(StrEnum):
    """What dyads are counted over."""

    all = "all"
    day = "day"
    month = "month"
    year = "year"


def _news_told(row: Row) -> str:
    """What changed, in words: 'planned → happened: Ministers to meet in Lima'."""
    kind, before, after = row["kind"], row["before"], row["after"]
    summary = row["summary"] or "an event that is no more"
    told = {
        "story-new": f"new, {_reports(after)}",
        "story-grew": f"{before} → {_reports(after)}" if before else _reports(after),
        "story-merged": f"took in {_beginning(before)}",
        "story-split": f"parted from {_beginning(before)}",
        "story-renamed": f"was called {before}",
        "report-removed": "a report was removed",
        "event-new": f"new event: {summary}",
        "event-gone": "an event is told no more",
    }
    if kind in told:
        return told[kind]
    return f"{_values(before)} → {_values(after)}: {summary}"


def _reports(count: Any) -> str:
    return "1 report" if str(count) == "1" else f"{count} reports"


def _beginning(id: str | None) -> str:
    return str(id)[:_ID_LETTERS]


def _values(told: Any) -> str:
    """A status, the figures of an event, or its first and last day."""
    text = str(told if told is not None else "unknown")
    if text.startswith("["):
        return ", ".join(map(str, json.loads(text))) or "no figures that differ"
    first, _, last = text.partition("/")
    return first if first == last or not last else f"{first} to {last}"


_NEWS = (
    Column("at", "at"),
    Column("story", "story"),
    Column("title", "title", text=1),
    Column("what is new", _news_told, text=1),
)


def stories(
    wanted: Words = None, library: At = Path(DEFAULT), format: As = Format.table, limit: Limit = _SHOWN
) -> None:
    """List stories, the ones reported last first."""
    with opened(library) as opened_library:
        write_rows(opened_library.stories(wanted or "", limit=limit), _STORIES, format, nothing=_NOTHING)


def story(
    id: Annotated[str, typer.Argument(help="The story's id, or the beginning of it.")],
    library: At = Path(DEFAULT),
    format: Annotated[View, typer.Option(help="Format of the brief.")] = View.text,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show all on the screen.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")] = False,
) -> None:
    """Show the brief of a story: what its reports say, where they differ, what only one says."""
    with opened(library) as opened_library:
        found = opened_library.story(id)

        from ..brief import html, json_text, markdown, terminal, to_json

        if format is View.html:
            text = html(found, codebook=opened_library.codebook)
        elif format is View.json:
            text = json_text(to_json(found, codebook=opened_library.codebook))
        elif format is View.md:
            text = markdown(found)
        else:
            in_colour = output is None and colored(no_color)
            text = terminal(found, width=width(output), color=in_colour, everything=everything)
            text = text.replace("tidings brief --all", f"tidings story {id} --all")
        if output:
            write_whole(output, text)
        else:
            print_text(text)


def events(wanted: Words = None, library: At = Path(DEFAULT), format: As = Format.table, limit: Limit = _SHOWN) -> None:
    """List events, the latest first."""
    with opened(library) as opened_library:
        write_rows(opened_library.events(wanted or "", limit=limit), _EVENTS, format, nothing=_NOTHING)


def actors(wanted: Words = None, library: At = Path(DEFAULT), format: As = Format.table, limit: Limit = _SHOWN) -> None:
    """List actors, the most frequent first."""
    with opened(library) as opened_library:
        write_rows(opened_library.actors(wanted or "", limit=limit), _ACTORS, format, nothing=_NOTHING)


def dyads(
    wanted: Words = None,
    library: At = Path(DEFAULT),
    format: As = Format.table,
    limit: Limit = _SHOWN,
    by: Annotated[Period, typer.Option(help="Stretches of time to count over.")] = Period.all,
    countries: Annotated[bool, typer.Option("--countries", help="Countries instead of actors.")] = False,
    chart_it: Annotated[bool, typer.Option("--chart", help="Draw conflict and cooperation over time.")] = False,
) -> None:
    """List who deals with whom: events by quad category, and their mean intensity."""
    with opened(library) as opened_library:
        period = Period.month if chart_it and by is Period.all else by
        by_time = period is not Period.all
        most = 0 if by_time else limit
        rows = opened_library.dyads(wanted or "", limit=most, period=period.value, countries=countries)
        if by_time:  # the undated last, as everywhere
            rows.sort(key=lambda r: r["period"] is None)
        if chart_it and format is Format.table and rows:
            print_text(chart(rows, width(None)))
            return
        rows = rows[: limit or None]
        columns = [c for c in _DYADS if c.of != "period" or by_time]
        write_rows(rows, columns, format, nothing=_NOTHING)
        if rows and format is Format.table:
            print_text(_QUADS)


def upcoming(
    wanted: Words = None, library: At = Path(DEFAULT), format: As = Format.table, limit: Limit = _SHOWN
) -> None:
    """List planned events, the soonest first."""
    with opened(library) as opened_library:
        write_rows(opened_library.upcoming(wanted or "", limit=limit), _EVENTS, format, nothing=_NOTHING)


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words, and key:value filters.")],
    library: At = Path(DEFAULT),
    format: As = Format.table,
    limit: Limit = 20,
) -> None:
    """Find reports by their words, the best first."""
    with opened(library) as opened_library:
        write_rows(opened_library.search(words, limit=limit), _SEARCH, format, nothing=_NOTHING)


def news(
    wanted: Words = None,
    since: Annotated[str, typer.Option(help="A day or time, yesterday, or back from now: 24h, 7d.")] = "24h",
    library: At = Path(DEFAULT),
    format: As = Format.table,
    limit: Limit = 200,
    each: Annotated[bool, typer.Option("--each", help="Every change by itself, not from first to last.")] = False,
) -> None:
    """List what is new: new stories, stories that grew, events whose status, date or figures changed."""
    with opened(library) as opened_library:
        ask = opened_library.news if each else opened_library.digest
        rows = ask(since, wanted or "", limit=limit)
        write_rows(rows, _NEWS, format, nothing=f"nothing has changed since {since}")


def show(
    id: Annotated[str, typer.Argument(help="The id of a report, an event, a story or an actor.")],
    library: At = Path(DEFAULT),
    format: As = Format.table,
) -> None:
    """Show all that is known of one report, event, story or actor, with its history."""
    with opened(library) as opened_library:
        row = opened_library.show(id)
        if format is not Format.table:
            write_rows([row], (), format, nothing=_NOTHING)
            return
        print_text("".join(_lines(row)))


def _lines(row: dict[str, Any]) -> list[str]:
    from ..brief.safe import one_line, with_breaks

    lines = []
    for key, value in row.items():
        if key == "text":
            lines.append(f"\n{with_breaks(value)}\n\n")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:\n")
            lines += [f"  {one_line(_told(v))}\n" for v in value]
        elif value not in (None, []):
            lines.append(f"{key.replace('_', ' ')}: {one_line(str(value))}\n")
    return lines


def _told(value: dict[str, Any]) -> str:
    return json.dumps({k: v for k, v in value.items() if v is not None}, ensure_ascii=False)


VERBS = (stories, story, events, actors, dyads, upcoming, search, news, show)
