"""The same actor in several reports under one id: 'Xi' and 'Xi Jinping', 'Susan E. Rice' and 'Ms. Rice'.

People are joined by name, never across countries; an office that a report leaves unnamed ('the Chinese president') is
joined to the one person to whom another report of the story gives it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from ...reading.actors.genders import gender_of_name
from ...records import Account, Actor, EventMention, Participant

# Spelling variants of one transliterated name score above this ('Yasser Arafat', 'Yasir Arafat': 88).
SAME_SPELLING = 87.0
FAR_MORE = 4  # times as many namings: a story about one Clinton that names the other in passing
SOFT = frozenset("aeiouyhw-'")  # letters in which transliterations differ
LONG_NAME = 9  # letters: shorter names are too easily alike
LONG_FIRST_NAME = 6

# Offices that 'the ...' alone may mean, where only one person of the story holds it.
BARE_OFFICES = frozenset({"president", "premier", "chancellor", "king", "queen", "pope", "minister", "emir", "sultan"})

# Of these a story knows many: 'a source' need not be another report's 'Turkish source'.
ANYBODY = frozenset(
    """adult child citizen civilian expert figure force group leader man member national official other people person
    politician resident side source spokesman spokesperson spokeswoman team troop victim villager woman
    worker""".split()
)

Key = tuple[str, str]  # (report id, actor id)


def link_actors(accounts: Sequence[Account]) -> Mapping[Key, Actor]:
    """(report id, actor id) to the story's one record of that actor, with the fullest name and what any report adds."""
    seen = _actors(accounts)
    times: Counter[str] = Counter()
    for actor, count in seen.values():
        times[actor.id] += count
    groups = _merge_people([actor for actor, _ in seen.values() if actor.kind == "person"], times)
    offices = {**_offices(seen, groups), **_by_surname(seen, groups), **_at_home(seen)}
    best: dict[str, Actor] = {}
    canonical: dict[Key, str] = {}
    counts: Counter[str] = Counter()
    names: dict[str, Counter[str]] = defaultdict(Counter)
    records: dict[str, list[Actor]] = defaultdict(list)
    for key in sorted(seen):
        actor, count = seen[key]
        name = groups.get(_identity(actor), offices.get(_identity(actor), actor.id))
        canonical[key] = name
        counts[name] += count
        names[name][actor.name] += count
        records[name].append(actor)
    for name, found in records.items():
        best[name] = _fullest(name, found, names[name])
    return {key: best[name] for key, name in canonical.items()}


def _identity(actor: Actor) -> str:
    """What tells two records of one report's vocabulary apart: the id, and the country where a person has one."""
    return f"{actor.id}|{actor.country or ''}" if actor.kind == "person" else actor.id


def _actors(accounts: Sequence[Account]) -> dict[Key, tuple[Actor, int]]:
    seen: dict[Key, tuple[Actor, int]] = {}
    for account in accounts:
        if account.reading is None:
            continue
        found = [a for m in account.reading.actors for a in m.actors]
        found += [p.actor for m in account.mentions for p in (*m.actors, *m.recipients)]
        for actor in found:
            key = (account.report.id, actor.id)
            known = seen.get(key)
            seen[key] = (actor, 1 if known is None else known[1] + 1)
    return seen


def _merge_people(people: Sequence[Actor], times: Mapping[str, int]) -> dict[str, str]:
    """Identity of each person record to the id they share: full names first, then shorter forms that fit just one."""
    known: list[Actor] = []
    share: dict[str, str] = {}
    for person in sorted(people, key=lambda p: (-len(p.name.split()), p.country is None, p.id)):
        identity = _identity(person)
        if identity in share:
            continue
        fits = [k for k in known if _same_person(person, k)]
        one = _one_of([*{share[_identity(k)]: k for k in fits}.values()], person, times)
        if one is not None:
            share[identity] = share[_identity(one)]
        else:
            share[identity] = (
                person.id if person.id not in share.values() else f"{person.id}-{(person.country or 'x').lower()}"
            )
        known.append(person)
    return share


def _one_of(fits: Sequence[Actor], person: Actor, times: Mapping[str, int]) -> Actor | None:
    """The one of several namesakes who is meant by a bare name: of the same office, or told of far more than others."""
    if len(fits) > 1 and person.role:
        fits = [k for k in fits if k.role == person.role] or fits
    if len(fits) > 1:
        first, second, *_ = sorted(fits, key=lambda k: -times.get(k.id, 0))
        return first if times.get(first.id, 0) >= FAR_MORE * times.get(second.id, 0) else None
    return fits[0] if fits else None


def _same_person(short: Actor, full: Actor) -> bool:
    if short.country and full.country and short.country != full.country:
        return False
    a, b = _words(short.name), _words(full.name)
    if not a or not b:
        return False
    if a == b:
        return True
    if len(a) == 1:
        return a[0] == b[-1] or (a[0] == b[0] and gender_of_name(full.name) is None)  # 'Xi' of 'Xi Jinping'
    if a[0] == b[0] and a[-1] == b[-1]:  # a middle name or initial more or less
        return True
    if b[-len(a) :] == a or b[: len(a)] == a:
        return True
    genders = {gender_of_name(short.name), gender_of_name(full.name)} - {None}
    return len(genders) < 2 and (_spelt_alike(a, b) or _slip_of_the_pen(a, b))


def _slip_of_the_pen(a: Sequence[str], b: Sequence[str]) -> bool:
    """One surname, and inside long first names one letter too many or too few: 'Margaret' and 'Margarget Lee'."""
    first, second = a[0], b[0]
    ends = first[0] == second[0] and first[-1] == second[-1]
    long = min(len(first), len(second)) >= LONG_FIRST_NAME
    return a[-1] == b[-1] and ends and long and Indel.distance(first, second) == 1


def _spelt_alike(a: Sequence[str], b: Sequence[str]) -> bool:
    """The same consonants in first and last name, and much the same letters: not 'Martin' and 'Marvin'."""
    joined = " ".join(a), " ".join(b)
    if min(map(len, joined)) < LONG_NAME or ratio(*joined) < SAME_SPELLING:
        return False
    return _consonants(a[0]) == _consonants(b[0]) and _consonants(a[-1]) == _consonants(b[-1])


def _consonants(word: str) -> str:
    kept = [c for c in word if c not in SOFT]
    return word[:1] + "".join(c for n, c in enumerate(kept) if n == 0 or kept[n - 1] != c)


def _words(name: str) -> list[str]:
    words = name.casefold().replace(".", " ").replace("-", " ").split()
    return [w for w in words if w not in ("jr", "sr", "ii", "iii", "al", "bin")] or words


def _offices(seen: Mapping[Key, tuple[Actor, int]], groups: Mapping[str, str]) -> dict[str, str]:
    """Unnamed offices to the one person who holds them in some report: ('president', 'CHN') to Xi Jinping."""
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for actor, _ in seen.values():
        if actor.kind == "person" and actor.role and not actor.role.startswith("former "):
            roles[groups[_identity(actor)], actor.role.split()[-1]].add(actor.role)
            for country in {actor.country or "", ""}:
                holders[actor.role.split()[-1], country].add(groups[_identity(actor)])
    found: dict[str, str] = {}
    for actor, _ in seen.values():
        if actor.kind == "group" and not actor.name.endswith("s"):
            office = actor.id.removeprefix("group:").rsplit("-", 1)[-1]
            alone = actor.name.casefold() in (office, f"the {office}")  # not 'a new president'
            bare = alone and actor.id == f"group:{office}" and office in BARE_OFFICES
            fits = holders.get((office, actor.country or ""), set()) if actor.country or bare else set()
            if len(fits) == 1 and _one_office(actor, roles[next(iter(fits)), office]):
                found[actor.id] = next(iter(fits))
    return found


def _one_office(office: Actor, roles: Iterable[str]) -> bool:
    """'the minority whip' is not the majority whip: each says a word that the other does not."""
    words = set(office.id.removeprefix("group:").split("-")) - {(office.country or "").lower()}
    return any(words <= set(role.casefold().split()) or words >= set(role.casefold().split()) for role in roles)


def _by_surname(seen: Mapping[Key, tuple[Actor, int]], groups: Mapping[str, str]) -> dict[str, str]:
    """'Weber' read as somebody unnamed ('Weber herself') to the one person of the story with that surname, and the
    'special counsel' to the one person whose whole office that is."""
    people: dict[str, set[str]] = defaultdict(set)
    for actor, _ in seen.values():
        if actor.kind == "person" and (words := _words(actor.name)):
            people[words[-1]].add(groups[_identity(actor)])
            if actor.role and " " in actor.role:
                people[actor.role].add(groups[_identity(actor)])
    found: dict[str, str] = {}
    for actor, _ in seen.values():
        surname, office = actor.name[:1].isupper() and " " not in actor.name, " " in actor.name and actor.name.islower()
        fits = people.get(actor.name.casefold(), set()) if actor.kind == "group" and (surname or office) else set()
        if len(fits) == 1:
            found[actor.id] = next(iter(fits))
    return found


def _at_home(seen: Mapping[Key, tuple[Actor, int]]) -> dict[str, str]:
    """'Congress', 'the miners' of a report that does not say whose to the one with a country that the story names."""
    placed: dict[str, set[str]] = defaultdict(set)
    for actor, _ in seen.values():
        prefix, _, key = actor.id.partition(":")
        country = (actor.country or "").lower()
        bare = key.removeprefix(f"{country}-")
        if country and bare != key and bare.rsplit("-", 1)[-1] not in ANYBODY:
            placed[f"{prefix}:{bare}"].add(actor.id)
    return {bare: next(iter(ids)) for bare, ids in placed.items() if len(ids) == 1}


def _fullest(name: str, found: Sequence[Actor], names: Counter[str]) -> Actor:
    people = [a for a in found if a.kind == "person"] or list(found)
    longest = max(
        (a for a in people),
        key=lambda a: (len(a.name.split()) if a.kind == "person" else 0, names[a.name], -len(a.name), a.name),
    )
    return replace(
        longest,
        id=name,
        country=_most(a.country for a in found),
        sector=_most(a.sector for a in found),
        role=_most(a.role for a in people),
    )


def _most(values: Iterable[str | None]) -> str | None:
    counted = Counter(v for v in values if v is not None)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else None


def relink(mention: EventMention, linked: Mapping[Key, Actor]) -> EventMention:
    """The mention with the story's actors in place of the report's."""

    def swap(side: Sequence[Participant]) -> tuple[Participant, ...]:
        return tuple(replace(p, actor=linked.get((mention.report, p.actor.id), p.actor)) for p in side)

    return replace(mention, actors=swap(mention.actors), recipients=swap(mention.recipients))
