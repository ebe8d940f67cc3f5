"""Place names of a report: which words name a place, and which place they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.gazetteer import GazetteerPlace, places
from tidings.reading.parser import parse
from tidings.reading.place_choice import Question, choose, inside
from tidings.reading.places import find_places


def found(text: str, **options: object) -> list[tuple[str, str | None, str | None]]:
    """(words, country, name on the map) of each place name."""
    mentions = find_places(text, parse(text), **options)  # type: ignore[arg-type]
    return [(m.span.quote(text), m.place.country, m.place.name) for m in mentions]


CASES = [
    # containment
    ("A man from Paris, Texas, was held.", [("Paris", "USA"), ("Texas", "USA")]),
    ("She teaches in Springfield, Ohio, they said.", [("Springfield", "USA"), ("Ohio", "USA")]),
    ("Shells fell on Gori, Georgia, on Friday.", [("Gori", "GEO"), ("Georgia", "GEO")]),
    ("He was born in Lebanon, N.H., in 1961.", [("Lebanon", "USA"), ("N.H.", "USA")]),
    # the report's other places
    (
        "In Georgia, officials closed roads in Savannah. Atlanta was spared.",
        [("Georgia", "USA"), ("Savannah", "USA"), ("Atlanta", "USA")],
    ),
    (
        "Police in Birmingham held three men, who were driven to Leeds.",
        [("Birmingham", "GBR"), ("Leeds", "GBR")],
    ),
    # world capitals keep their names in a report from Washington
    (
        "The U.S. secretary of state left Washington for talks in Paris, London and Athens.",
        [("U.S.", "USA"), ("Washington", "USA"), ("Paris", "FRA"), ("London", "GBR"), ("Athens", "GRC")],
    ),
    (
        "Ministers of China, Japan and South Korea met in Seoul.",
        [("China", "CHN"), ("Japan", "JPN"), ("South Korea", "KOR"), ("Seoul", "KOR")],
    ),
    # adjectives, peoples, persons, organisations, sicknesses are no places
    ("Russian troops met Ukrainians and the Dutch envoy.", []),
    ("President George Washington never saw it.", []),
    ("The Washington Post reported the story.", []),
    ("Officials reported two cases of West Nile virus.", []),
    ("The White House declined to comment.", []),
    ("NATO and the African Union issued a statement.", []),
    # what the words before a name say
    ("Rebels burned the village of Ormalingen near Bern.", [("Ormalingen", "CHE"), ("Bern", "CHE")]),
    ("Warships crossed the Taiwan Strait on Sunday.", [("Taiwan Strait", None)]),
    ("The ship sank in the Black Sea off Crimea.", [("Black Sea", None), ("Crimea", "UKR")]),
    ("Deputies in Madison County, Alabama, found the car.", [("Madison County", "USA"), ("Alabama", "USA")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_places_of_a_sentence(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(words, country) for words, country, _ in found(text)] == expected


def test_a_name_means_one_place_throughout_a_report() -> None:
    text = "Police in Springfield, Missouri, searched a house.\nSpringfield was calm on Monday."
    first, *_, last = find_places(text, parse(text))
    assert last.place == first.place
    assert first.place.lat == pytest.approx(37.2, abs=0.1)


def test_two_places_of_one_name_stay_apart_where_the_words_say_so() -> None:
    text = "Fire hit Springfield, Missouri.\nFlood hit Springfield, Ohio."
    lats = [m.place.lat for m in find_places(text, parse(text)) if m.span.quote(text) == "Springfield"]
    assert lats == [pytest.approx(37.2, abs=0.1), pytest.approx(39.9, abs=0.1)]


def test_a_place_no_gazetteer_knows_is_kept_without_coordinates() -> None:
    text = "A bomb exploded in the Qarravelli district of Baghdad."
    unknown = [m for m in find_places(text, parse(text)) if m.place.lat is None]
    assert all(m.place.lon is None and m.span.quote(text) for m in unknown)


def test_the_outlets_home_settles_what_the_words_leave_open() -> None:
    text = "The mayor of Springfield spoke on Monday."
    (mention,) = find_places(text, parse(text), home=(42.3, -72.6))
    assert mention.place.lat == pytest.approx(42.1, abs=0.1)


def test_a_country_ending_of_the_outlets_domain_is_a_hint() -> None:
    text = "A fire in London damaged two shops on Tuesday."
    assert found(text)[0][1] == "GBR"


def test_a_users_places_are_found(tmp_path: pytest.TempPathFactory) -> None:
    from tidings.gazetteer import Extra

    camp = GazetteerPlace(
        name="Camp Zulu",
        country="IRQ",
        admin1=None,
        within=None,
        lat=33.0,
        lon=44.0,
        population=0,
        kind="landmark",
    )
    text = "Rockets fell in Camp Zulu on Monday."
    mentions = find_places(text, parse(text), extra=Extra(places=((("Camp Zulu",), camp),)))
    assert [(m.place.name, m.place.lat) for m in mentions] == [("Camp Zulu", 33.0)]


def place(name: str, country: str, admin1: str | None = None) -> GazetteerPlace:
    return next(p for p in places(name) if p.country == country and admin1 in (None, p.admin1))


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (place("Paris", "USA", "Texas"), place("Texas", "USA"), True),
        (place("Paris", "FRA"), place("Texas", "USA"), False),
        (place("Paris", "FRA"), place("France", "FRA"), True),
        (place("France", "FRA"), place("France", "FRA"), False),
        (place("Texas", "USA"), place("Texas", "USA"), False),
    ],
)
def test_what_holds_what(inner: GazetteerPlace, outer: GazetteerPlace, expected: bool) -> None:
    assert inside(inner, outer) is expected


def test_without_a_sign_the_largest_place_is_meant() -> None:
    question = Question(key="paris", candidates=places("Paris"))
    assert choose([question])["paris"].country == "FRA"
    assert choose([question], home=(33.66, -95.56), institutions={"USA": 6.0})["paris"].admin1 == "Texas"


def test_nothing_asked_nothing_answered() -> None:
    assert choose([]) == {}
    assert find_places("", parse("")) == ()


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="Paris, Texas.\n'’-–U.S() éZ", max_size=80))
def test_spans_are_words_of_the_text_in_order_and_apart(text: str) -> None:
    mentions = find_places(text, parse(text))
    ends = 0
    for mention in mentions:
        assert ends <= mention.span.start < mention.span.end <= len(text)
        ends = mention.span.end
    assert mentions == find_places(text, parse(text))
