"""Exports, read back by the libraries that their users use. Nothing is dropped, nothing runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geojson
import icalendar
import networkx
import polars
import pytest

from library_samples import (
    CHAD,
    FINLAND,
    NORWAY,
    OSLO,
    account,
    mention,
    numbered,
    pact,
    pact_again,
    raid,
    report,
    when,
)
from tidings.errors import SettingError
from tidings.export import EVENT_COLUMNS, FORMATS, export, format_of
from tidings.export.cells import defused
from tidings.export.polecat import COLUMNS
from tidings.library import Library
from tidings.records import Actor

EVIL = '=cmd|"/c calc"!A1; \t"quoted", \u202e\x1b[2J <b>&amp;</b>\nsecond line'


MAY = when("2030-05-01", "2030-05-31")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    nasty = Actor(id='person:"evil"&<x>', name=EVIL, kind="person", country=None, sector=None)
    one = report(
        "Chad to send fish to Norway\n\nChad will send fish, and send more, to Norway in May 2030.", outlet="C"
    )
    accounts = [
        pact(),
        pact_again(),
        raid(),
        account(
            one,
            mention(
                one,
                "will send fish",
                "AID",
                [CHAD, nasty],
                [NORWAY],
                status="planned",
                on=when("2030-05-01", "2030-05-31"),
                at=OSLO,
            ),
            mention(one, "send more", "AGREE", [nasty], [FINLAND], status="planned"),
        ),
        *(numbered(n) for n in range(9)),
    ]
    with Library(tmp_path_factory.mktemp("export") / "x.tidings", create=True) as opened:
        list(opened.add_accounts(accounts, coder="by hand"))
        yield opened


@pytest.fixture
def events(library):
    return library.events(limit=None)


def test_jsonl_keeps_every_event_with_its_evidence(library, events, tmp_path):
    assert export(library, tmp_path / "e.jsonl") == len(events)
    rows = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [{k: v for k, v in r.items() if k != "mentions"} for r in rows] == events
    for row in rows:
        for told in row["mentions"]:
            text = library.report(told["report"]).text
            assert text[told["start"] : told["end"]] == told["quote"]


def test_csv_is_read_back_by_polars(library, events, tmp_path):
    assert export(library, tmp_path / "e.csv") == len(events)
    frame = polars.read_csv(tmp_path / "e.csv", infer_schema_length=None)
    assert frame.columns == list(EVENT_COLUMNS)
    assert frame["id"].to_list() == [e["id"] for e in events]
    assert frame["summary"].to_list() == [defused(e["summary"]) for e in events]


def test_no_cell_of_a_csv_begins_a_formula(library, tmp_path):
    export(library, tmp_path / "e.csv")
    export(library, tmp_path / "e.tsv")
    for name, delimiter in (("e.csv", ","), ("e.tsv", "\t")):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
        assert any("cmd|" in c for c in cells)
        for cell in cells:
            number = cell.lstrip("-").replace(".", "", 1).isdigit()
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
        ("  ", "  "),
        (-1, -1),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_defused(value, expected):
    assert defused(value) == expected


def test_parquet_is_read_back_by_polars_with_its_types(library, events, tmp_path):
    assert export(library, tmp_path / "it's.parquet") == len(events)
    frame = polars.read_parquet(tmp_path / "it's.parquet")
    assert frame.columns == list(EVENT_COLUMNS)
    assert frame["id"].to_list() == [e["id"] for e in events]
    assert frame["summary"].to_list() == [e["summary"] for e in events]
    assert frame.schema["earliest"] == polars.Date
    assert [str(d) if d else None for d in frame["earliest"].to_list()] == [e["earliest"] for e in events]
    assert frame["intensity"].to_list() == [e["intensity"] for e in events]


def test_parquet_of_nothing_has_its_columns(library, tmp_path):
    assert export(library, tmp_path / "none.parquet", "country:ZZZ") == 0
    assert polars.read_parquet(tmp_path / "none.parquet").columns == list(EVENT_COLUMNS)


def test_polecat_has_its_columns_and_every_event(library, events, tmp_path):
    assert export(library, tmp_path / "p.tsv") == len(events)
    frame = polars.read_csv(tmp_path / "p.tsv", separator="\t", infer_schema_length=0)
    assert frame.columns == list(COLUMNS)
    assert len(frame.columns) == 40
    rows = {r["Event ID"]: r for r in frame.to_dicts()}
    assert set(rows) == {e["id"] for e in events}
    pact_event = next(e for e in events if e["type"] == "AGREE" and e["place"])
    row = rows[pact_event["id"]]
    told = (row["Event Date"], row["Quad Code"], row["Actor Country"], row["Country"], row["Placename"])
    assert told == ("2022-09-08", "VERBAL COOPERATION", "NOR", "NOR", "Oslo")
    planned = next(e for e in events if e["type"] == "AID")
    assert rows[planned["id"]]["Event Date"] is None  # a month is no day


def test_geojson_is_valid_and_keeps_events_without_a_place(library, events, tmp_path):
    assert export(library, tmp_path / "e.geojson") == len(events)
    found = geojson.loads((tmp_path / "e.geojson").read_text(encoding="utf-8"))
    assert found.is_valid
    assert [f["id"] for f in found["features"]] == [e["id"] for e in events]
    points = [f for f in found["features"] if f["geometry"]]
    assert {tuple(f["geometry"]["coordinates"]) for f in points} == {(10.75, 59.91)}
    assert len(points) == sum(e["lat"] is not None for e in events)


def test_gexf_is_read_back_by_networkx(library, tmp_path):
    export(library, tmp_path / "e.gexf")
    graph = networkx.read_gexf(tmp_path / "e.gexf")
    assert set(graph) == {a["id"] for a in library.actors(limit=None)}
    weights = {(a, b): d["weight"] for a, b, d in graph.edges(data=True)}
    assert weights == {(d["actor"], d["recipient"]): d["events"] for d in library.dyads(limit=None)}
    assert graph.nodes["state:NOR"]["country"] == "NOR"
    assert "cmd|" in graph.nodes['person:"evil"&<x>']["label"]


def test_a_calendar_of_what_is_planned(library, tmp_path):
    planned = library.upcoming(limit=None)
    assert export(library, tmp_path / "e.ics") == len(planned) == 2
    data = (tmp_path / "e.ics").read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    found = icalendar.Calendar.from_ical(data)
    entries = [*found.walk("VEVENT"), *found.walk("VTODO")]
    assert {str(e["UID"]) for e in entries} == {f"{e['id']}@tidings" for e in planned}
    (event,) = found.walk("VEVENT")
    assert (str(event.decoded("DTSTART")), str(event.decoded("DTEND"))) == ("2030-05-01", "2030-06-01")
    assert str(event["LOCATION"]) == "Oslo"
    (task,) = found.walk("VTODO")  # without a day: kept, and not on one
    assert "DTSTART" not in task
    assert {str(e["SUMMARY"]) for e in entries} == {"".join(c for c in e["summary"] if c >= " ") for e in planned}


# The schemata of FollowTheMoney 4 that are written, with the properties used of each.
FTM = {
    "Event": {
        "name",
        "startDate",
        "endDate",
        "location",
        "country",
        "organizer",
        "involved",
        "proof",
        "keywords",
        "recordId",
    },
    "Person": {"name", "country"},
    "Organization": {"name", "country"},
    "PublicBody": {"name", "country"},
    "Article": {"title", "sourceUrl", "publisher", "publishedAt", "language"},
}


def test_followthemoney_entities_hang_together(library, events, tmp_path):
    assert export(library, tmp_path / "e.ftm") == len(events)
    rows = [json.loads(line) for line in (tmp_path / "e.ftm").read_text(encoding="utf-8").splitlines()]
    ids = [r["id"] for r in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert set(row) == {"id", "schema", "properties"}
        assert set(row["properties"]) <= FTM[row["schema"]]
        assert all(isinstance(v, list) and all(isinstance(t, str) for t in v) for v in row["properties"].values())
        for name in ("organizer", "involved", "proof"):
            assert set(row["properties"].get(name, ())) <= set(ids)
    assert sum(r["schema"] == "Event" for r in rows) == len(events)
    norway = next(r for r in rows if r["id"] == "tidings-state-NOR")
    assert norway["properties"]["country"] == ["no"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_path_that_exists_is_left_as_it_is(library, tmp_path, format):
    path = tmp_path / f"x{FORMATS[format][0]}"
    path.write_text("mine")
    with pytest.raises(SettingError, match="exists already and was left as it is"):
        export(library, path, format=format)
    assert path.read_text() == "mine"
    export(library, path, format=format, overwrite=True)
    assert path.read_bytes()[:4] != b"mine"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_an_export_that_fails_leaves_nothing_and_loses_nothing(library, tmp_path, monkeypatch):
    path = tmp_path / "e.csv"
    path.write_text("earlier")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tidings.export.flat", full)
    with pytest.raises(OSError, match="No space"):
        export(library, path, overwrite=True)
    assert path.read_text() == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["e.csv"]


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.jsonl", "jsonl"), ("a.CSV", "csv"), ("a.tsv", "polecat"), ("a.ftm.json", "ftm"), ("b/a.geojson", "geojson")],
)
def test_the_suffix_gives_the_format(name, format):
    assert format_of(Path(name)) == format


@pytest.mark.parametrize(
    ("name", "format"), [("a.xlsx", None), ("a", None), ("a.csv", "excel"), ("no/folder/a.csv", None)]
)
def test_what_is_no_format_or_place_is_refused(library, tmp_path, name, format):
    with pytest.raises(SettingError):
        export(library, tmp_path / name, format=format)


def test_a_filter_holds_for_exports(library, tmp_path):
    wanted = "country:NOR status:happened"
    assert export(library, tmp_path / "e.jsonl", wanted) == len(library.events(wanted)) == 1


@pytest.mark.parametrize("length", [1, 74, 75, 76, 149, 150, 400])
def test_lines_of_plain_letters_are_folded_as_others_are(length):
    from tidings.export import calendars

    plain = list(calendars._line("a" * length))
    wide = list(calendars._line("a" * (length - 1) + "\N{FIGURE SPACE}"))  # of three octets, at the end
    assert "".join(p[1:] if n else p for n, p in enumerate(p.removesuffix("\r\n") for p in plain)) == "a" * length
    assert all(len(p) <= 77 for p in plain)
    assert wide[:-2] == plain[: len(wide) - 2]
