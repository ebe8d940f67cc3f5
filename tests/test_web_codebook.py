"""Charts and maps of a library whose reports are coded by somebody's own event types."""

from __future__ import annotations

import re

import pytest

from desk_samples import client
from library_samples import CHAD, OSLO, REBELS, account, mention, report, when
from tidings.codebook.book import from_source
from tidings.library import Library
from tidings.web.charts import quad_chart, tone

# AID is a type of PLOVER too, of another quad; POLLUTE is in no quad but hostile, MEASURE is neither
TYPES = {"AID": (4, -9.0), "RELEASE": (2, 5.0), "POLLUTE": (None, -5.0), "MEASURE": (None, None)}
TEXT = "Front and state quarrel over a lake\n\n" + " ".join(
    f"The Dune Front did {type.lower()} at the lake on 8 September." for type in TYPES
)


def own_codebook(types=TYPES):
    parts = ['[codebook]\nname = "Lakes"']
    for id, (quad, intensity) in types.items():
        parts.append(f'[[types]]\nid = "{id}"\ndefinition = "Does {id}."')
        parts += [f"quad = {quad}"] * (quad is not None) + [f"intensity = {intensity}"] * (intensity is not None)
    return from_source("\n".join(parts))


def fill(path, *types):
    with Library(path, create=True, codebook=own_codebook()) as library:
        library.agree_on_codebook()
        one = report(TEXT)
        told = [mention(one, f"did {t.lower()} at", t, [REBELS], [CHAD], on=when("2022-09-08"), at=OSLO) for t in types]
        list(library.add_accounts([account(one, *told)], coder="by hand"))
        (story,) = library.stories()
    return story["id"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lakes.tidings"


@pytest.mark.parametrize("address", ["/actors/group:dune-front", "/dyad?one=group:dune-front&other=state:TCD"])
def test_charts_count_by_the_quads_of_the_own_codebook(path, address):
    fill(path, *TYPES)
    with client(path) as visitor:
        page = visitor.get(address).text
    (told,) = re.findall(r"<title>8 Sep 2022: ([^<]+)</title>", page)[:1]
    assert told.startswith(
        "1 material cooperation, 1 material conflict, 1 other, 1 other, hostile, mean intensity -3.0"
    )
    heads = re.findall(r'<th scope="col" class="num">([^<]+)</th>', page)[:7]
    assert heads == [
        "verbal cooperation",
        "material cooperation",
        "verbal conflict",
        "material conflict",
        "other",
        "other, hostile",
        "mean intensity",
    ]


def test_without_other_kinds_the_legend_has_the_four_quads_alone(path):
    fill(path, "AID", "RELEASE")
    with client(path) as visitor:
        page = visitor.get("/actors/group:dune-front").text
    (legend,) = re.findall(r'<ul class="legend quad-keys">(.*?)</ul>', page)
    assert legend.count("<li>") == 5
    assert "other" not in legend


@pytest.mark.parametrize(
    ("type", "colour"), [("AID", "conflict"), ("RELEASE", "cooperation"), ("POLLUTE", "conflict"), ("MEASURE", "")]
)
def test_maps_are_coloured_by_the_own_codebook(path, type, colour):
    story = fill(path, type)
    with client(path) as visitor:
        (place,) = visitor.get("/map.json").json()["places"]
        assert [e["tone"] for e in place["events"]] == [colour]
        assert f"&#34;tone&#34;: &#34;{colour}&#34;" in visitor.get(f"/stories/{story}/when").text


def test_a_desk_that_is_open_follows_a_change_of_the_codebook(path):
    story = fill(path, "AID")
    with Library(path) as reader:
        assert reader.codebook.quad("AID") == 4
        with Library(path, codebook=own_codebook({"AID": (1, 1.0)})) as other:
            other.recode(coder="by hand")  # nothing to read again; the codebook is the new one
        assert reader.codebook.quad("AID") == 1
        assert reader.show(story)["kind_of_record"] == "story"


def test_hostile_events_of_no_quad_stand_below_the_line():
    row = {"day": "2022-09-08", "side": "actor", "events": 1, "rated": 1}
    chart = quad_chart(
        [{**row, "quad": 0, "total": 0.0, "rated": 0}, {**row, "quad": -1, "total": -5.0}], side="actor", label="x"
    )
    zero = float(re.search(r'class="axis"[^>]* y1="([\d.]+)"', chart.svg)[1])
    tops = [float(y) for y in re.findall(r'<rect class="q0"[^>]* y="([\d.]+)"', chart.svg)]
    assert len(tops) == 2
    assert min(tops) < zero == max(tops)


@pytest.mark.parametrize(
    ("quad", "intensity", "told"),
    [
        (1, -9.0, "cooperation"),
        (3, None, "conflict"),
        (None, 0.0, ""),
        (None, 2.0, "cooperation"),
        (None, -0.5, "conflict"),
        (None, None, ""),
    ],
)
def test_the_quad_tells_before_the_intensity(quad, intensity, told):
    assert tone(quad, intensity) == told
