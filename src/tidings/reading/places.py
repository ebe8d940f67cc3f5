"""Place names of a report, each with the place it most likely means.

Names are found by `place_names`; which of several Springfields is meant is decided by `place_choice`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from tidings.gazetteer import Extra, GazetteerPlace, countries, country_by_demonym
from tidings.gazetteer.names import fold
from tidings.reading.place_choice import Question, choose, inside
from tidings.reading.place_names import WELL_KNOWN, PlaceName, candidates_of, find_names
from tidings.reading.place_words import AMERICAN_PAIRS, AMERICAN_WORDS, TOWN_BODY
from tidings.records import Parse, Place, PlaceMention, Span

SHORTEST_OUTLET_TOWN, LONGEST_OUTLET_TOWN = 5, 20  # letters of a town's name at the head of an outlet's
OUTLET_WEIGHT = 2.0  # as much as a name that stands four times
MOST_LOCAL_SIGNS = 6  # further ones say nothing new
MOST_DEMONYMS = 2  # of one country
OUTLET_COUNTRY = 2  # what a country's ending of the outlet's domain weighs


def find_places(
    text: str,
    parse: Parse,
    *,
    home: tuple[float, float] | None = None,
    outlet: str | None = None,
    extra: Extra | None = None,
) -> tuple[PlaceMention, ...]:
    """The place names of a report in order, as 'Kyiv' in 'the mayor of Kyiv' or 'Ohio' in 'Springfield,
    Ohio'.

    `home` is a point near which the outlet's readers live, `outlet` its name or domain (a country's ending
    is a hint),
    `extra` a user's own places. A street or a place that no gazetteer entry bears is kept with null
    coordinates.
    """
    names = find_names(text, parse, extra)
    containers = _containers(names, parse, text)
    chosen = _resolve(names, containers, parse, home, outlet)
    return tuple(
        PlaceMention(
            span=Span(start=parse.tokens[n.first].start, end=parse.tokens[n.end - 1].end),
            place=_place(n, chosen[i], containers.get(i)),
        )
        for i, n in enumerate(names)
    )


def _place(name: PlaceName, found: GazetteerPlace | None, container: GazetteerPlace | None) -> Place:
    if found is None:
        country = container.country if container else None
        return Place(name=name.words, country=country, lat=None, lon=None, kind=None)
    return Place(name=found.name, country=found.country, lat=found.lat, lon=found.lon, kind=found.kind)


def _containers(names: Sequence[PlaceName], parse: Parse, text: str) -> dict[int, GazetteerPlace]:
    """The place that holds a name, where the words beside it say so: 'Paris, Texas', 'Pandi, Bulacan in
    Luzon'."""
    found: dict[int, GazetteerPlace] = {}
    for i in range(len(names) - 2, -1, -1):
        name, after = names[i], names[i + 1]
        gap = text[parse.tokens[name.end - 1].end : parse.tokens[after.first].start]
        if len(gap) > 8 or gap.strip() not in (",", "in", "(", ", in", "of"):
            continue
        if _in_list(names, i, parse, text):
            continue
        for holder in after.candidates:
            if holder.kind in ("country", "region", "county") and (
                not name.candidates or any(inside(c, holder) for c in name.candidates)
            ):
                found[i] = holder
                break
    return found


def _in_list(names: Sequence[PlaceName], i: int, parse: Parse, text: str) -> bool:
    """'China, Japan and Korea', 'Washington, Oregon and Idaho': states in a row hold one another no more
    than pearls."""
    name, after = names[i], names[i + 1]
    if any(c.kind == "country" for c in after.candidates) and any(c.kind == "country" for c in name.candidates):
        return True
    if not any(c.kind == "country" or (c.kind == "region" and c.population > 10 * WELL_KNOWN) for c in name.candidates):
        return False
    if i + 2 >= len(names):
        return False
    gap = text[parse.tokens[after.end - 1].end : parse.tokens[names[i + 2].first].start].strip()
    return gap in (",", "and", ", and", "or", "&")


def _resolve(
    names: Sequence[PlaceName],
    containers: dict[int, GazetteerPlace],
    parse: Parse,
    home: tuple[float, float] | None,
    outlet: str | None,
) -> list[GazetteerPlace | None]:
    groups: dict[tuple[str, GazetteerPlace | None], list[int]] = defaultdict(list)
    forced = {i + 1: holder for i, holder in containers.items() if holder in names[i + 1].candidates}
    stated: dict[str, list[GazetteerPlace]] = defaultdict(list)
    for i, name in enumerate(names):
        if i in containers:
            stated[name.key].append(containers[i])
    for i, name in enumerate(names):
        own = containers.get(i)
        if own is None and stated[name.key]:
            own = stated[name.key][0]
        groups[name.key, own].append(i)
    town, institutions = _outlet_town(outlet), _institutions(parse, outlet)
    questions, members = [], []
    for (key, own), group in groups.items():
        candidates = names[group[0]].candidates
        if candidates:
            label = f"{key}\x1f{own.name if own else ''}\x1f{own.admin1 if own else ''}"
            questions.append(
                Question(
                    key=label,
                    candidates=candidates,
                    containers=(own,) if own else (),
                    weight=1.0 + min(len(group), 4) / 4,
                    town=any(_town_use(names[i], parse) for i in group),
                    local=bool(town) and fold(town or "") == key and "USA" in institutions,
                )
            )
            members.append(group)
    if town and fold(town) not in {name.key for name in names}:
        questions.append(Question(key="\x1foutlet", candidates=_towns(town), weight=OUTLET_WEIGHT))
    answer = choose(questions, home=home, countries=_demonyms(parse), institutions=institutions)
    chosen: list[GazetteerPlace | None] = [None] * len(names)
    for question, group in zip(questions, members, strict=False):
        for i in group:
            chosen[i] = answer[question.key]
    for i, holder in forced.items():
        if i not in containers:
            chosen[i] = holder
    return chosen


def _town_use(name: PlaceName, parse: Parse) -> bool:
    """Does a body that only a town has bear the name: 'Jordan High School'?"""
    after = parse.tokens[name.end].text if name.end < len(parse.tokens) else ""
    return after.lower() in TOWN_BODY and after[:1].isupper()


def _outlet_town(outlet: str | None) -> str | None:
    """The town an outlet is named for: 'dallasnews.com' and 'Dallas Morning News' give 'Dallas'."""
    label = (outlet or "").lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    label = label.split("/")[0].removeprefix("the ").removeprefix("news.")
    stem = label.rsplit(".", 1)[0] if "." in label else label
    for start in ("the", "online", "my"):
        if stem.startswith(start) and len(stem) > len(start) + SHORTEST_OUTLET_TOWN:
            stem = stem.removeprefix(start)
    for length in range(min(len(stem), LONGEST_OUTLET_TOWN), SHORTEST_OUTLET_TOWN - 1, -1):
        town = stem[:length].strip(" -.").title()
        if _towns(town):
            return town
    return None


def _towns(name: str) -> tuple[GazetteerPlace, ...]:
    return tuple(c for c in candidates_of(name) if c.kind in ("city", "capital", "region"))


def _demonyms(parse: Parse) -> dict[str, float]:
    """What speaks for a country without naming it: 'Georgian forces'."""
    signs: Counter[str] = Counter()
    for token in parse.tokens:
        if token.text[:1].isupper() and token.pos in ("ADJ", "PROPN", "NOUN"):
            code = country_by_demonym(token.text)
            if code is not None:
                signs[code] = min(signs[code] + 1, MOST_DEMONYMS)
    return {code: float(count) for code, count in sorted(signs.items())}


def _institutions(parse: Parse, outlet: str | None) -> dict[str, float]:
    """What speaks for local news of a country: its sheriffs and schools, the ending of the outlet's
    domain."""
    words = [token.text.lower() for token in parse.tokens]
    american = sum(word in AMERICAN_WORDS for word in words)
    american += sum(pair in AMERICAN_PAIRS for pair in pairwise(words))
    signs: Counter[str] = Counter({"USA": min(american, MOST_LOCAL_SIGNS)})
    ending = (outlet or "").rsplit(".", 1)[-1].upper()
    if "." in (outlet or "") and len(ending) == 2:
        two = "GB" if ending == "UK" else ending
        signs.update({c.code: OUTLET_COUNTRY for c in countries().values() if c.alpha2 == two})
    return {code: float(count) for code, count in sorted(signs.items()) if count}
