"""The JSON brief: the names that DESIGN fixes, exact quotes, and a schema that fits."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from brief_samples import ALL, crowded, fishing, hostile, report
from tidings.brief import json_schema, json_text, to_json
from tidings.brief.json import BriefJson
from tidings.records import Brief

FIXED = {
    "": {"schema", "reports", "stories", "warnings"},
    "reports": {"id", "title", "outlet", "url", "published", "path", "language", "origin"},
    "stories": {"id", "title", "reports", "origins", "events", "differences", "only_in", "upcoming", "timeline"},
    "events": {"id", "type", "mode", "quad", "status", "summary", "actors", "recipients", "when", "where", "support", "mentions"},
    "actors": {"id", "name", "kind", "country", "sector"},
    "when": {"text", "edtf", "earliest", "latest", "basis"},
    "where": {"name", "country", "lat", "lon"},
    "support": {"reports", "origins"},
    "mentions": {"report", "start", "end", "quote", "status", "when", "where", "attribution"},
    "attribution": {"kind", "speaker", "start", "end"},
    "differences": {"event", "aspect", "kind", "explanation", "values"},
    "values": {"value", "mentions"},
    "only_in": {"report", "start", "end", "quote"},
    "warnings": {"code", "message"},
}  # fmt: skip


def parts(document):
    story = document["stories"][0]
    event = story["events"][0]
    return {
        "": document,
        "reports": document["reports"][0],
        "stories": story,
        "events": event,
        "actors": event["actors"][0],
        "when": event["when"],
        "where": event["where"],
        "support": event["support"],
        "mentions": event["mentions"][0],
        "attribution": event["mentions"][0]["attribution"],
        "differences": story["differences"][0],
        "values": story["differences"][0]["values"][0],
        "only_in": story["only_in"][0],
        "warnings": document["warnings"][0],
    }


@pytest.mark.parametrize("part", sorted(FIXED))
def test_the_fields_that_are_fixed(part):
    assert FIXED[part] <= set(parts(to_json(fishing()))[part])


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_quote_is_the_stored_text(name):
    brief = ALL[name]()
    texts = {r.id: r.text for r in brief.reports}
    document = to_json(brief)
    quotes = [m for s in document["stories"] for e in s["events"] for m in e["mentions"]]
    quotes += [m for s in document["stories"] for d in s["differences"] for v in d["values"] for m in v["mentions"]]
    quotes += [m for s in document["stories"] for m in s["only_in"]]
    assert all(texts[q["report"]][q["start"] : q["end"]] == q["quote"] for q in quotes)


@pytest.mark.parametrize("name", sorted(set(ALL) - {"hostile"}))  # pydantic refuses to check lone surrogates
def test_it_fits_its_schema(name):
    document = json.loads(json_text(to_json(ALL[name]())))
    TypeAdapter(BriefJson).validate_python(document, strict=True)


def test_schema_names_version_and_forbids_the_unknown():
    schema = json_schema()
    assert schema["properties"]["schema"]["const"] == "tidings.brief/1"
    assert set(schema["required"]) == FIXED[""]
    assert all(d["additionalProperties"] is False for d in schema["$defs"].values())


@pytest.mark.parametrize(
    ("summary", "quad"),
    [
        ("Eva Solberg Lind and Antti Koivula meet", "verbal cooperation"),
        ("Finland accuses Norway of piracy", "verbal conflict"),
        ("Norway turns back Finnish trawlers", "material conflict"),
    ],
)
def test_quads(summary, quad):
    events = to_json(fishing())["stories"][0]["events"]
    assert next(e for e in events if e["summary"] == summary)["quad"] == quad


def test_unknown_is_null():
    events = {e["summary"]: e for e in to_json(fishing())["stories"][0]["events"]}
    assert events["Norway lowers its tariffs"]["when"] is None
    assert events["Norway lowers its tariffs"]["where"] is None
    assert to_json(hostile())["stories"][0]["events"][0]["mentions"][1]["type"] == "<TYPE>"


def test_origins_are_counted_and_named():
    document = to_json(fishing())
    assert document["stories"][0]["origins"] == 2
    assert [r["origin"] for r in document["reports"]] == ["o1", "o2", "o2"]


def test_a_report_without_a_story_has_no_origin():
    assert to_json(Brief(reports=(report("Alone."),), comparisons=()))["reports"][0]["origin"] is None


def test_the_document_as_text_is_the_same_and_cannot_steer_a_terminal():
    document = to_json(hostile())
    text = json_text(document)
    assert json.loads(text) == document
    assert not any(c in text for c in "\x1b\x9b\u202e\x00\ud800")
    assert json_text(to_json(crowded())) == json_text(to_json(crowded()))
