"""The gazetteer: what names, adjectives and houses of power stand for, and what a user may add."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tidings import gazetteer
from tidings.errors import DataError, SettingError
from tidings.gazetteer.data import table_text
from tidings.gazetteer.names import fold


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("United States", "USA"),
        ("the United States", "USA"),
        ("U.S.", "USA"),
        ("US", "USA"),
        ("us", None),  # a pronoun
        ("turkey", None),  # a bird
        ("TURKEY", "TUR"),
        ("Türkiye", "TUR"),
        ("Britain", "GBR"),
        ("UK", "GBR"),
        ("uk", None),
        ("Holland", "NLD"),
        ("The Netherlands", "NLD"),
        ("DPRK", "PRK"),
        ("Burma", "MMR"),
        ("Gaza Strip", "PSE"),
        ("Palestine", "PSE"),
        ("Kosovo", "XKX"),
        ("Taiwan", "TWN"),
        ("Republic of China", "TWN"),
        ("People's Republic of China", "CHN"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Democratic Republic of Congo", "COD"),
        ("Republic of Congo", "COG"),
        ("Czechia", "CZE"),
        ("Soviet Union", "RUS"),
        ("Springfield", None),
        ("", None),
    ],
)
def test_a_country_is_found_by_its_names(text: str, code: str | None) -> None:
    assert gazetteer.country_by_name(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russian", "RUS"),
        ("Russians", "RUS"),
        ("Chinese", "CHN"),
        ("Dutch", "NLD"),
        ("Filipino", "PHL"),
        ("Philippine", "PHL"),
        ("Britons", "GBR"),
        ("Spaniards", "ESP"),
        ("Afghans", "AFG"),
        ("North Korean", "PRK"),
        ("Palestinian", "PSE"),
        ("Nigerien", "NER"),
        ("Nigerian", "NGA"),
        ("South Sudanese", "SSD"),
        ("polish", None),  # shoe polish
        ("Kurdish", None),  # a people without a state
        ("Western", None),
    ],
)
def test_a_demonym_leads_to_its_country(text: str, code: str | None) -> None:
    assert gazetteer.country_by_demonym(text) == code


@pytest.mark.parametrize(
    ("text", "holder", "sector"),
    [
        ("Kremlin", "RUS", "GOV"),
        ("the White House", "USA", "GOV"),
        ("Downing Street", "GBR", "GOV"),
        ("Elysee", "FRA", "GOV"),
        ("Élysée Palace", "FRA", "GOV"),
        ("Foggy Bottom", "USA", "GOV"),
        ("Pentagon", "USA", "MIL"),
        ("Capitol Hill", "USA", "LEG"),
        ("Brussels", "org:eu", "IGO"),
        ("Beijing", "CHN", "GOV"),
        ("Tehran", "IRN", "GOV"),
        ("Kyiv", "UKR", "GOV"),
        ("Kiev", "UKR", "GOV"),
        ("The Hague", "NLD", "GOV"),
        ("Kingston", "JAM", "GOV"),
        ("Springfield", None, None),
    ],
)
def test_a_house_of_power_stands_for_those_who_rule_from_it(text: str, holder: str | None, sector: str | None) -> None:
    seat = gazetteer.government_seat(text)
    found = None if seat is None else seat.country or seat.organisation
    assert (found, seat.sector if seat else None) == (holder, sector)


@pytest.mark.parametrize(
    ("text", "ident", "sector", "country"),
    [
        ("NATO", "org:nato", "IGO", None),
        ("North Atlantic Treaty Organization", "org:nato", "IGO", None),
        ("the alliance", None, None, None),
        ("WHO", "org:who", "IGO", None),
        ("Who", None, None, None),
        ("who", None, None, None),
        ("the United Nations", "org:un", "IGO", None),
        ("G-20", "org:g20", "IGO", None),
        ("Shanghai Cooperation Organisation", "org:sco", "IGO", None),
        ("World Bank", "org:world-bank", "IGO", None),
        ("Hezbollah", "org:hezbollah", "REB", "LBN"),
        ("al-Qaeda", "org:al-qaida", "REB", None),
        ("Tamil Tigers", "org:ltte", "REB", "LKA"),
        ("Doctors Without Borders", "org:msf", "NGO", None),
        ("Amnesty International", "org:amnesty-international", "NGO", None),
        ("Revolutionary Guards", "org:irgc", "MIL", "IRN"),
        ("the West", "group:the-west", None, None),
        ("the west", None, None, None),
    ],
)
def test_an_organisation_is_found_by_name_and_acronym(
    text: str, ident: str | None, sector: str | None, country: str | None
) -> None:
    found = gazetteer.organisation(text)
    assert (found.id if found else None) == ident
    if found:
        assert (found.sector, found.country) == (sector, country)


def test_members_are_countries_the_gazetteer_knows() -> None:
    known = set(gazetteer.countries())
    for organisation in gazetteer.organisations().values():
        assert set(organisation.members) <= known | {"HKG"}, organisation.id
        assert organisation.country in known | {None}
    nato = gazetteer.organisation("NATO")
    assert nato is not None
    assert {"USA", "TUR", "SWE"} <= set(nato.members)


def test_every_country_is_whole() -> None:
    for country in gazetteer.countries().values():
        assert len(country.code) == 3
        assert len(country.alpha2) == 2
        assert country.name
        assert gazetteer.country_by_name(country.name) == country.code
    assert len(gazetteer.countries()) >= 245


def test_an_unknown_country_code_is_refused_with_what_is_wanted() -> None:
    with pytest.raises(SettingError, match="alpha-3"):
        gazetteer.country("XYZ")


@pytest.mark.parametrize(
    ("name", "kind", "country", "lat", "lon"),
    [
        ("Kyiv", "capital", "UKR", 50.45, 30.52),
        ("Kiev", "capital", "UKR", 50.45, 30.52),
        ("Mumbai", "city", "IND", 19.1, 72.9),
        ("Bombay", "city", "IND", 19.1, 72.9),
        ("Sao Paulo", "city", "BRA", -23.5, -46.6),
        ("SÃO PAULO", "city", "BRA", -23.5, -46.6),
        ("Cologne", "city", "DEU", 50.9, 6.95),
        ("Fallujah", "city", "IRQ", 33.35, 43.78),
        ("Springfield", "city", "USA", 39.8, -89.64),
        ("Madison County", "county", "USA", 34.8, -86.6),
        ("Texas", "region", "USA", 31.3, -99.3),
        ("Georgia", "country", "GEO", 42.0, 43.5),
        ("Georgia", "region", "USA", 32.8, -83.4),
        ("Crimea", "region", "UKR", 45.3, 34.4),
        ("Gaza", "region", "PSE", 31.4, 34.4),
        ("the Donbas", "region", "UKR", 48.2, 38.2),
        ("Black Sea", "water", None, 43.0, 35.0),
        ("Middle East", "region", None, 29.0, 41.0),
        ("Europe", "continent", None, 50.0, 14.0),
        ("Guantanamo Bay", "landmark", "CUB", 19.9, -75.15),
        ("St Louis", "city", "USA", 38.63, -90.2),
    ],
)
def test_a_place_is_among_the_candidates(name: str, kind: str, country: str | None, lat: float, lon: float) -> None:
    near = [
        p
        for p in gazetteer.places(name)
        if p.kind == kind and p.country == country and math.hypot(p.lat - lat, p.lon - lon) < 1.0
    ]
    assert near, gazetteer.places(name)[:5]


def test_candidates_are_sorted_by_inhabitants_after_the_country() -> None:
    found = gazetteer.places("Georgia")
    assert found[0].kind == "country"
    people = [p.population for p in found[1:]]
    assert people == sorted(people, reverse=True)
    assert gazetteer.places("no such place anywhere") == ()
    assert gazetteer.places("") == ()


@pytest.mark.parametrize(
    ("written", "postal", "state"),
    [
        ("Calif.", False, "California"),
        ("W.Va.", False, "West Virginia"),
        ("OH", True, "Ohio"),
        ("OH", False, None),
        ("oh", True, None),
        ("Ont.", False, "Ontario"),
        ("Inc.", False, None),
    ],
)
def test_a_state_by_its_abbreviation(written: str, postal: bool, state: str | None) -> None:
    found = gazetteer.state_by_abbreviation(written, postal=postal)
    assert (found.name if found else None) == state


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("St. Louis", "Saint Louis"),
        ("São Paulo", "SAO PAULO"),
        ("N’Djamena", "N'Djamena"),
        ("Guinea-Bissau", "Guinea Bissau"),
    ],
)
def test_spellings_that_do_not_matter_share_a_key(a: str, b: str) -> None:
    assert fold(a) == fold(b)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "extra.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_user_adds_organisations_and_places(tmp_path: Path) -> None:
    extra = gazetteer.load_extra(
        write(
            tmp_path,
            """
            [[organisation]]
            name = "Nile Basin Initiative"
            aliases = ["NBI"]
            sector = "IGO"
            members = ["EGY", "ETH"]

            [[place]]
            name = "Camp Echo"
            country = "IRQ"
            lat = 33
            lon = 44.2
            """,
        )
    )
    found = gazetteer.organisation("NBI", extra=extra)
    assert found is not None
    assert (found.id, found.members) == ("org:nile-basin-initiative", ("EGY", "ETH"))
    assert gazetteer.organisation("NBI") is None  # the shipped data is not changed
    assert gazetteer.organisation("NATO", extra=extra) == gazetteer.organisation("NATO")
    place, *_ = gazetteer.places("camp echo", extra=extra)
    assert (place.name, place.country, place.lat) == ("Camp Echo", "IRQ", 33.0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[organisation]]\nname = "A"\ncountry = "Irak"', "Irak.*alpha-3"),
        ('[[organisation]]\nname = "A"\nmembers = ["EGY", "XX"]', "members.*XX"),
        ('[[organisation]]\nname = "A"\nsector = "ARMY"', "sector 'ARMY'.*Allowed"),
        ('[[organisation]]\nname = "A"\nid = "nato"', "org:some-name"),
        ("[[organisation]]\nname = 3", "name must be a text"),
        ('[[organisation]]\nname = "A"\nmember = []', "unknown key 'member'"),
        ('[[organization]]\nname = "A"', "unknown table 'organization'"),
        ('organisation = "A"', r"\[\[organisation\]\]"),
        ('[[place]]\nname = "A"\nlat = 95\nlon = 0', "lat must be degrees"),
        ('[[place]]\nname = "A"\nlat = 5\nlon = true', "lon must be degrees"),
        ('[[place]]\nname = "A"\nlat = 5\nlon = 0\nkind = "planet"', "unknown kind 'planet'"),
        ('[[place]]\nname = "A"\nlat = 5\nlon = 0\npopulation = -1', "whole number"),
        ('[[place]]\nname = "A"\ncountry = "us"\nlat = 5\nlon = 0', "'us'"),
        ("[[organisation", "not TOML"),
    ],
)
def test_a_mistake_in_a_users_file_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingError, match=reason):
        gazetteer.load_extra(write(tmp_path, text))


def test_a_missing_users_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        gazetteer.load_extra(tmp_path / "none.toml")


def test_a_table_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(DataError, match="Install tidings again"):
        table_text("nothing.tsv")
