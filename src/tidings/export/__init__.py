"""A library's events, or those that pass a filter, as a file that other programs read. Nothing is dropped.

Each format is written whole beside its place and then put there, so that a full disk or an interruption leaves
neither half a file nor a lost one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from ..errors import SettingError
from ..library import Filter, Library, parse
from . import calendars, ftm, polecat, xml
from .cells import EVENT_COLUMNS, defused, flat

__all__ = ["EVENT_COLUMNS", "FORMATS", "defused", "export", "flat", "format_of"]

FORMATS = {
    "jsonl": (".jsonl", ".ndjson"),
    "csv": (".csv",),
    "parquet": (".parquet",),
    "polecat": (".tsv", ".txt"),
    "geojson": (".geojson",),
    "gexf": (".gexf",),
    "ics": (".ics",),
    "ftm": (".ftm.json", ".ftm", ".ftm.jsonl"),
}
MEMORY = "512MB"  # of DuckDB; a million events then stay under 1 GB in all
_ROW_GROUP = 50_000


def format_of(path: str | Path) -> str:
    """The format that a file's suffix gives. Raises SettingError where it gives none."""
    name = str(path).lower()
    for format, suffixes in sorted(FORMATS.items(), key=lambda f: -max(map(len, f[1]))):
        if name.endswith(suffixes):
            return format
    raise SettingError(f"'{Path(name).name}' has no suffix that gives a format; allowed are {', '.join(FORMATS)}")


def export(
    library: Library,
    target: str | Path,
    wanted: str | Sequence[str] | Filter = "",
    *,
    format: str | None = None,
    overwrite: bool = False,
) -> int:
    """Write the events that pass a filter to a new file; returns how many.

    Raises SettingError for an unknown format and for a path that exists, without `overwrite`.
    """
    path = Path(target)
    chosen = format or format_of(path)
    if chosen not in _WRITERS:
        raise SettingError(f"'{chosen}' is no format; allowed are {', '.join(FORMATS)}")
    if not path.resolve().parent.is_dir():
        raise SettingError(f"{path}: there is no folder {path.resolve().parent}. Make it first")
    if path.is_dir() or ((path.exists() or path.is_symlink()) and not overwrite):
        raise SettingError(
            f"{path}: exists already and was left as it is. Name another file, or give --overwrite "
            "(from Python, overwrite=True)"
        )
    given = wanted if isinstance(wanted, Filter) else parse(wanted)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        count = _WRITERS[chosen](library, part, given)
        _put(part, path, overwrite)
    finally:
        part.unlink(missing_ok=True)
    return count


def _put(part: Path, path: Path, overwrite: bool) -> None:
    if overwrite:
        part.replace(path)
        return
    try:
        os.link(part, path)  # unlike a rename, it never replaces what came meanwhile
    except FileExistsError:
        raise SettingError(f"{path}: exists already and was left as it is. Name another file") from None


def _jsonl(library: Library, path: Path, wanted: Filter) -> int:
    """Events with every place that tells them."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file, library.store.read() as db:
        for event in library.iterate_events(wanted):
            mentions = db.execute("SELECT * FROM v_mentions WHERE event = ?", (event["id"],)).fetchall()
            event["mentions"] = [{k: m[k] for k in m.keys() if k != "event"} for m in mentions]  # noqa: SIM118
            file.write(json.dumps(event, ensure_ascii=False) + "\n")
            count += 1
    return count


def _csv(library: Library, path: Path, wanted: Filter) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(EVENT_COLUMNS)
        for event in library.iterate_events(wanted):
            row = flat(event)
            table.writerow([defused(row[c]) for c in EVENT_COLUMNS])
            count += 1
    return count


def _parquet(library: Library, path: Path, wanted: Filter) -> int:
    """By way of a file of JSON lines, which DuckDB reads in pieces."""
    import duckdb

    lines = path.with_name(path.name + ".jsonl")
    count = 0
    try:
        with lines.open("w", encoding="utf-8", newline="\n") as file:
            for event in library.iterate_events(wanted):
                row = flat(event)
                line = json.dumps(row)
                if "\\u0000" in line:  # which DuckDB's text cannot hold
                    line = json.dumps({c: _no_null_letters(v) for c, v in row.items()})
                file.write(line + "\n")
                count += 1
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in EVENT_COLUMNS.items())
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            connection.execute("SET threads = 1")
            connection.execute("SET preserve_insertion_order = true")
            source = f"read_json(?, format = 'newline_delimited', columns = {{{columns}}})"
            if not count:
                empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in EVENT_COLUMNS.items())
                query = f"SELECT {empty} WHERE false"
                connection.execute(f"COPY ({query}) TO '{_quoted(path)}' (FORMAT parquet)")
                return 0
            connection.execute(
                f"COPY (SELECT * FROM {source}) TO '{_quoted(path)}' "  # noqa: S608 (our own columns)
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})",
                [str(lines).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")],
            )
    finally:
        lines.unlink(missing_ok=True)
    return count


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _no_null_letters(value: Any) -> Any:
    return value.replace("\0", "\N{SYMBOL FOR NULL}") if isinstance(value, str) else value


def _polecat(library: Library, path: Path, wanted: Filter) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file, library.store.read() as db:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(polecat.COLUMNS)
        for batch in _batches(library.iterate_events(wanted)):
            sources = _sources(db, [e["id"] for e in batch])
            for cells in polecat.rows(batch, sources):
                table.writerow([defused(c) if not _number(c) else c for c in cells])
                count += 1
    return count


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _batches(events: Iterator[dict[str, Any]], size: int = 400) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for event in events:
        batch.append(event)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _sources(db: Any, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Outlets, and the first day of publication, of each event's reports."""
    rows = db.execute(
        "SELECT e.id, group_concat(DISTINCT r.outlet), min(r.published) FROM events e "  # noqa: S608
        "JOIN mentions m ON m.event = e.number JOIN reports r ON r.number = m.report "
        f"WHERE e.id IN ({', '.join('?' * len(ids))}) GROUP BY e.id",
        list(ids),
    )
    return {r[0]: (r[1] or "", r[2] or "") for r in rows}


def _geojson(library: Library, path: Path, wanted: Filter) -> int:
    """A feature an event; without a place its geometry is null, as RFC 7946 has it."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for event in library.iterate_events(wanted):
            lat, lon = event.pop("lat"), event.pop("lon")
            point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
            feature = {"type": "Feature", "id": event["id"], "geometry": point, "properties": event}
            file.write((",\n" if count else "\n") + json.dumps(feature, ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return count


def _gexf(library: Library, path: Path, wanted: Filter) -> int:
    with library.store.read():
        actors = library.actors(wanted, limit=None)
        dyads = library.dyads(wanted, limit=None)
        count = sum(1 for _ in library.iterate_events(wanted)) if wanted != Filter() else _all_events(library)
        known = {a["id"] for a in actors}
        ends = {(d[end], d[f"{end}_name"]) for d in dyads for end in ("actor", "recipient")}
        more = [{"id": i, "name": n} for i, n in sorted(ends) if i not in known]
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in xml.gexf([*actors, *more], dyads))
    return count


def _all_events(library: Library) -> int:
    with library.store.read() as db:
        return int(db.execute("SELECT count(*) FROM events").fetchone()[0])


def _ics(library: Library, path: Path, wanted: Filter) -> int:
    """Planned events that are not over: what a calendar is for."""
    events = library.upcoming(wanted, limit=None)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(calendars.calendar(events, stamped=dt.datetime.now(dt.UTC)))
    return len(events)


def _ftm(library: Library, path: Path, wanted: Filter) -> int:
    told_by: dict[str, list[str]] = {}
    with path.open("w", encoding="utf-8", newline="\n") as file, library.store.read() as db:
        events: list[str] = []
        reports: set[str] = set()

        def tapped() -> Iterator[dict[str, Any]]:
            for event in library.iterate_events(wanted):
                told = db.execute(
                    "SELECT DISTINCT r.id FROM events e JOIN mentions m ON m.event = e.number "
                    "JOIN reports r ON r.number = m.report WHERE e.id = ? ORDER BY r.number",
                    (event["id"],),
                )
                told_by.clear()
                told_by[event["id"]] = [r[0] for r in told]
                reports.update(told_by[event["id"]])
                events.append(event["id"])
                yield event

        for entity in ftm.entities(tapped(), told_by, ()):
            _line(file, entity)
        for report in sorted(reports):
            row = db.execute("SELECT * FROM reports WHERE id = ?", (report,)).fetchone()
            _line(file, ftm.report_entity(row))
    return len(events)


def _line(file: IO[str], value: Any) -> None:
    file.write(json.dumps(value, ensure_ascii=False) + "\n")


_WRITERS: dict[str, Callable[[Library, Path, Filter], int]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "polecat": _polecat,
    "geojson": _geojson,
    "gexf": _gexf,
    "ics": _ics,
    "ftm": _ftm,
}


def csv_text(rows: Sequence[dict[str, Any]]) -> str:
    """Rows of a list as CSV text, its cells flat and harmless."""
    from .cells import plain

    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    if rows:
        table.writerow(rows[0])
        table.writerows([defused(plain(v)) if v is not None else "" for v in row.values()] for row in rows)
    return out.getvalue()
