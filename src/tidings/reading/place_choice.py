"""Which of the places that bear a name is meant: by inhabitants, by what stands beside it, by the report's
other places.

One sense a report: a name means the same place throughout, save where a mention names its own container
('Paris, Texas').
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidings.gazetteer import GazetteerPlace

MOST_CANDIDATES = 40  # of one name, by inhabitants; beyond are hamlets, and the work stays bounded
MOST_NAMES = 300  # of one report that vote on each other; a longer list of places is a table, not a report
ROUNDS = 3  # of voting; each lets what the last one settled speak for the rest
# How much each sign counts, in powers of ten of inhabitants (one point: ten times as many people). Measured
# on local
# newspapers and Wikinews: a third more or less of any of them moves accuracy within 161 km by half a point
# at most.
COUNTRY = 3.0
STATE = 2.5
NEAR = 2.0
COUNTY = 2.0  # the report names the very county a town lies in, or a town of the county
NEAR_KM = 120.0
CONTAINED = 12.0  # 'Paris, Texas': what the words say outweighs everything else
HOME = 3.0
KIND = {
    "country": 2.0,
    "capital": 1.2,
    "city": 0.0,
    "region": 0.3,
    "county": -2.0,
    "continent": 6.0,
    "water": 5.5,
    "landmark": 5.5,
}
REGION_WITHOUT_PEOPLE = 6.0  # hand-kept regions carry no head count; they are known ones
CAPITAL_BEFORE_REGION = 1.2  # 'Washington' is the city before the state
LOCAL_PAPER = 4.0  # the paper that names sheriffs and school boards is not at home in a foreign capital
TOWN = 5.0  # 'Jordan High School' is no country's
FAINT = 0.05  # a belief below this does not vote
WORLD = 2.5  # against a capital's small namesake, when the report speaks of other countries
SHARPNESS = 1.6  # how fast a lead in points turns into certainty


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A name to decide: its candidates, how often it stands, and the containers its mentions name."""

    key: str
    candidates: tuple[GazetteerPlace, ...]
    containers: tuple[GazetteerPlace, ...] = ()
    weight: float = 1.0
    local: bool = False  # the outlet, a local paper by its words, is named for it
    town: bool = False  # a town's school, council or fire brigade bears the name


def kilometres(a: GazetteerPlace, b: GazetteerPlace) -> float:
    """Distance on the sphere."""
    return point_kilometres((a.lat, a.lon), (b.lat, b.lon))


def point_kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    p, q = math.radians(a[0]), math.radians(b[0])
    across = math.radians(b[1] - a[1])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(across / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def inside(place: GazetteerPlace, container: GazetteerPlace) -> bool:
    """Does the container hold the place? A country by its code, a state or county by its name."""
    if container.kind == "country":
        return place.country == container.country and place.kind != "country"
    if place.country != container.country or place == container:
        return False
    if container.kind == "region":
        return container.name in (place.admin1, place.within) and (place.kind, place.name) != (
            "region",
            container.name,
        )
    if container.kind == "county":
        return place.within == container.name and place.admin1 == container.admin1
    return False


def prior(place: GazetteerPlace) -> float:
    """How likely a name means this place before anything is known of the report, in tens of inhabitants."""
    if place.kind == "region" and not place.population:
        return REGION_WITHOUT_PEOPLE
    people = place.population or (300 if place.kind in ("city", "county") else 1)
    return math.log10(people) + KIND.get(place.kind, 0.0)


def choose(
    questions: Sequence[Question],
    *,
    home: tuple[float, float] | None = None,
    countries: Mapping[str, float] | None = None,
    institutions: Mapping[str, float] | None = None,
) -> dict[str, GazetteerPlace]:
    """One place for each name, by its key.

    `home` is where the outlet is at home; `countries` is what else speaks for a country (demonyms),
    `institutions` what
    speaks for local news of one (sheriffs, the outlet's domain).
    """
    signs = (dict(countries or {}), dict(institutions or {}))
    voters = list(questions[:MOST_NAMES])
    base = {q.key: [_own_score(c, q, home) for c in q.candidates[:MOST_CANDIDATES]] for q in questions}
    belief = {key: _softmax(scores) for key, scores in base.items()}
    for _ in range(ROUNDS):
        belief |= {q.key: _softmax(_with_votes(q, base[q.key], voters, belief, signs)) for q in voters}
    return {q.key: q.candidates[_best(belief[q.key])] for q in questions}


def _own_score(place: GazetteerPlace, question: Question, home: tuple[float, float] | None) -> float:
    score = prior(place)
    if place.kind == "region" and any(c.kind == "capital" and c.country == place.country for c in question.candidates):
        score -= CAPITAL_BEFORE_REGION
    if question.town and place.kind in ("country", "continent", "region"):
        score -= TOWN
    if question.local and place.country != "USA":
        score -= LOCAL_PAPER
    if any(inside(place, container) for container in question.containers):
        score += CONTAINED
    if home is not None:
        score += HOME * math.exp(-point_kilometres((place.lat, place.lon), home) / NEAR_KM)
    return score


def _with_votes(
    question: Question,
    scores: Sequence[float],
    voters: Sequence[Question],
    belief: Mapping[str, Sequence[float]],
    signs: tuple[Mapping[str, float], Mapping[str, float]],
) -> list[float]:
    votes = _votes(question, voters, belief, signs)
    # Against a capital or a country, naming the country or its capital says nothing for a small namesake:
    # reports from
    # Washington speak of Paris and mean France.
    contested = any(c.kind in ("country", "capital") for c in question.candidates)
    result = []
    for place, score in zip(question.candidates, scores, strict=False):
        small = contested and place.kind not in ("country", "capital")
        by_country = votes.local if small else votes.country
        if small and votes.total > 0:
            abroad = sum(weight for code, weight in votes.country.items() if code != place.country)
            score -= WORLD * abroad / votes.total
        score += COUNTRY * _share(by_country[place.country or ""], votes.total)
        score += STATE * _share(votes.state[place.country or "", place.admin1 or ""], votes.placed)
        score += COUNTY * min(1.0, votes.county[_county(place) or ("", "", "")])
        score += NEAR * _nearness(place, votes.points)
        result.append(score)
    return result


@dataclass(frozen=True, slots=True)
class _Votes:
    """What the other names of a report speak for."""

    country: dict[str, float]
    local: dict[str, float]  # countries, by their towns and institutions alone
    state: dict[tuple[str, str], float]
    county: dict[tuple[str, str | None, str], float]
    points: list[tuple[GazetteerPlace, float]]
    total: float
    placed: float  # without the signs that are not places


def _votes(
    question: Question,
    voters: Sequence[Question],
    belief: Mapping[str, Sequence[float]],
    signs: tuple[Mapping[str, float], Mapping[str, float]],
) -> _Votes:
    named, institutions = signs
    local: dict[str, float] = defaultdict(float, institutions)
    country: dict[str, float] = defaultdict(float, institutions)
    for code, weight in named.items():
        country[code] += weight
    state: dict[tuple[str, str], float] = defaultdict(float)
    county: dict[tuple[str, str | None, str], float] = defaultdict(float)
    points: list[tuple[GazetteerPlace, float]] = []
    placed = 0.0
    for other in voters:
        if other.key == question.key:
            continue
        placed += other.weight
        for place, share in zip(other.candidates, belief[other.key], strict=False):
            if share < FAINT or place.country is None:
                continue
            weight = share * other.weight
            country[place.country] += weight
            if place.kind in ("country", "continent"):
                continue
            points.append((place, weight))
            if place.kind != "capital":
                local[place.country] += weight
            if place.admin1:
                state[place.country, place.admin1] += weight
            home = _county(place)
            if home:
                county[home] += share
    total = placed + sum(named.values()) + sum(institutions.values())
    return _Votes(country, local, state, county, points, total, placed)


def _share(votes: float, total: float) -> float:
    """A share of the votes, softened so that a third of a long report still speaks clearly."""
    return math.sqrt(votes / total) if votes > 0 and total > 0 else 0.0


def _county(place: GazetteerPlace) -> tuple[str, str | None, str] | None:
    name = place.name if place.kind == "county" else place.within
    return (place.country or "", place.admin1, name) if name else None


def _nearness(place: GazetteerPlace, points: Sequence[tuple[GazetteerPlace, float]]) -> float:
    """How much of what the report names lies close by, 0 to 1."""
    if place.kind in ("country", "continent"):
        return 0.0
    near = sum(
        weight * math.exp(-kilometres(place, other) / NEAR_KM) for other, weight in points if _within(place, other)
    )
    return 1.0 - math.exp(-near)


def _within(a: GazetteerPlace, b: GazetteerPlace) -> bool:
    """A cheap box before the arithmetic: farther apart than about 450 km adds nothing."""
    return abs(a.lat - b.lat) < 4.0 and abs(a.lon - b.lon) < 8.0


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [math.exp(SHARPNESS * (score - top)) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def _best(shares: Sequence[float]) -> int:
    return max(range(len(shares)), key=lambda i: (shares[i], -i))
