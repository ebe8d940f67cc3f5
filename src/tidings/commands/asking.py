"""What a library answers: stories, story, events, actors, dyads, upcoming, search, news, show."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .options import DEFAULT, As, At, Format, Limit, Words, opened
from .output import chart, write_rows
from .shell import colored, print_text, width, write_whole

_STORIES = ("id", "title", "reports", "origins", "events", "first_published", "last_published")
_EVENTS = ("id", "earliest", "type", "status", "summary", "place", "reports", "origins")
_ACTORS = ("id", "name", "kind", "country", "sector", "events", "as_actor", "as_recipient")
_DYADS = (
    "actor_name",
    "recipient_name",
    "period",
    "events",
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
    "mean_intensity",
)
_SEARCH = ("id", "published", "outlet", "title", "snippet")
_NEWS = ("at", "kind", "title", "summary", "before", "after")
_NOTHING = "nothing passes this filter. Drop a word of it, or see `tidings stats`"
_SHOWN = 50


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
            text = html(found)
        elif format is View.json:
            text = json_text(to_json(found))
        elif format is View.md:
            text = markdown(found)
        else:
            in_colour = output is None and colored(no_color)
            text = terminal(found, width=width(output), color=in_colour, everything=everything)
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
        rows = opened_library.dyads(
            wanted or "", limit=0 if chart_it else limit, period=period.value, countries=countries
        )
        if chart_it and format is Format.table and rows:
            print_text(chart(rows, width(None)))
        else:
            write_rows(rows, _DYADS, format, nothing=_NOTHING)


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
    since: Annotated[str, typer.Option(help="A time, or back from now: 24h, 7d.")] = "24h",
    library: At = Path(DEFAULT),
    format: As = Format.table,
    limit: Limit = 200,
) -> None:
    """List what has changed: new stories, stories that grew, events whose status, date or figures changed."""
    with opened(library) as opened_library:
        rows = opened_library.news(since, wanted or "", limit=limit)
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
            write_rows([row], tuple(row), format, nothing=_NOTHING)
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
