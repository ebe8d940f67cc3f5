"""Where a report names places: what the parser marks and what the gazetteer knows, minus people and
organisations.

Which of several places a name means is decided in `place_choice`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tidings.gazetteer import (
    Extra,
    GazetteerPlace,
    country_by_demonym,
    country_by_name,
    government_seat,
    organisation,
    places,
    state_by_abbreviation,
)
from tidings.gazetteer.names import fold, without_article
from tidings.reading.place_words import (
    BOUND_AFTER,
    CLASS,
    COMPASS,
    COURTS,
    FEATURE_SIGNS,
    JOINING,
    LOCAL_THING,
    NATURE,
    NOT_PLACES,
    ONLY_WITH_A_SIGN,
    OTHER_NAME,
    PUBLIC_BODY,
    ROAD,
    SICKNESS,
    STREET,
    STRICT_LOCATIVE,
    TITLE,
)
from tidings.records import Parse

LONGEST_NAME = 6  # words; 'Saint Vincent and the Grenadines' has five
WELL_KNOWN = 100_000  # inhabitants; a smaller town needs a sign that a place is meant
PLACE_ENTITIES = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place name found: tokens first to end (exclusive), the words, the places that bear them."""

    first: int
    end: int
    words: str
    candidates: tuple[GazetteerPlace, ...]

    @property
    def key(self) -> str:
        return fold(self.words)


def find_names(text: str, parse: Parse, extra: Extra | None = None) -> list[PlaceName]:
    """The place names of a report, in order and apart."""
    return _Finder(text, parse, extra).find()


class _Finder:
    """Recognises the place names of one report, in two passes: what is plain first, then what that
    settles."""

    def __init__(self, text: str, parse: Parse, extra: Extra | None) -> None:
        self.text = text
        self.tokens = parse.tokens
        self.extra = extra
        self.entity = _entities(parse)
        self.surnames = _people(parse, self.entity, last=True)
        self.people = self.surnames | _people(parse, self.entity, last=False)
        self.sentence_starts = {first for first, _ in parse.sentences}
        self.sentence_end = {i: end for first, end in parse.sentences for i in range(first, end)}
        self.name_ends = _name_ends(parse)
        self.organisation_ends: dict[int, int] = {}  # as far as they have been sought
        self.settled: frozenset[str] = frozenset()
        self.neighbours: frozenset[int] = frozenset()  # tokens beside a name found in the first pass

    def find(self) -> list[PlaceName]:
        found = self._sweep()
        self.settled = frozenset(n.key for n in found if n.candidates)
        self.neighbours = frozenset(i for n in found for i in (n.first - 1, n.end))
        return self._sweep()

    def _sweep(self) -> list[PlaceName]:
        found: list[PlaceName] = []
        at = 0
        while at < len(self.tokens):
            if not self.tokens[at].text[:1].isupper():
                at += 1
                continue
            name = self._at(at)
            if name is not None:
                found.append(name)
            at = name.end if name is not None else max(at + 1, self._organisation_end(at))
        return found

    def _at(self, i: int) -> PlaceName | None:
        """The longest acceptable name that starts at token i."""
        state = self._state_code(i)
        if state is not None:
            return PlaceName(i, i + 1, self.tokens[i].text, (state,))
        taken = self._organisation_end(i)
        for end in range(min(i + LONGEST_NAME, self.sentence_end.get(i, len(self.tokens))), i, -1):
            if end < taken:
                return None
            if not self._could_be_name(i, end):
                continue
            words = self._words(i, end)
            candidates = self._candidates(words)
            if self.tokens[i].text == "The" and not any(c.name.startswith("The ") for c in candidates):
                continue
            if candidates and self._accept(i, end, words, candidates):
                return PlaceName(i, end, words, candidates)
        return None if self.tokens[i].text == "The" else self._feature(i) or self._unknown_place(i)

    def _organisation_end(self, i: int) -> int:
        """Where an organisation of several words ends that starts here ('United Russia'): no place is
        sought inside."""
        if i not in self.organisation_ends:
            self.organisation_ends[i] = self._sought_organisation_end(i)
        return self.organisation_ends[i]

    def _sought_organisation_end(self, i: int) -> int:
        for end in range(min(i + LONGEST_NAME, self.sentence_end.get(i, i)), i + 1, -1):
            if self.tokens[end - 1].text[:1].isupper():
                words = self._words(i, end)
                if organisation(words) is not None or _is_house(words):
                    return end
        return i

    def _words(self, first: int, end: int) -> str:
        return " ".join(self.text[self.tokens[first].start : self.tokens[end - 1].end].split())

    def _candidates(self, words: str) -> tuple[GazetteerPlace, ...]:
        return candidates_of(words) if self.extra is None else places(words, extra=self.extra)

    def _could_be_name(self, first: int, end: int) -> bool:
        last = self.tokens[end - 1].text
        return self.name_ends[first] >= end and (last[:1].isupper() or last[:2] in ("d'", "d’", "l'"))

    def _state_code(self, i: int) -> GazetteerPlace | None:
        """'Calif.' anywhere, 'OH' after a name and a comma."""
        token = self.tokens[i]
        after_comma = i >= 2 and self.tokens[i - 1].text == "," and self.tokens[i - 2].text[:1].isupper()
        written = token.text
        if not written.endswith(".") and self.text[token.end : token.end + 1] == ".":
            written += "."
        if not (after_comma or written.count(".") > 1 or token.entity == "GPE"):
            return None
        return state_by_abbreviation(written) or state_by_abbreviation(token.text, postal=after_comma)

    def _accept(self, first: int, end: int, words: str, candidates: tuple[GazetteerPlace, ...]) -> bool:
        low = words.lower()
        if country_by_demonym(words) and not country_by_name(words):
            return False
        sign = self._sign(first, end)
        if end - first == 1 and (len(words) < 2 or low in NOT_PLACES or low in ONLY_WITH_A_SIGN):
            return low in ONLY_WITH_A_SIGN and sign and self.tokens[first].entity in PLACE_ENTITIES
        if low.endswith(" county") and self.tokens[first].text.lower() != "county":
            return True
        strength = _strength(candidates)
        if self._joined_before(first) or self._joined_after(first, end, strength):
            return False
        if self._other_sense(first, end, words, strength, sign):
            return False
        if _is_house(words):
            return sign
        return self._by_label(first, end, words, strength, sign)

    def _other_sense(self, first: int, end: int, words: str, strength: int, sign: bool) -> bool:
        """Is a sickness, an organisation or a person named that bears the same name?"""
        after = self.tokens[end].text.lower() if end < len(self.tokens) else ""
        if after in SICKNESS:
            return True
        if organisation(words) is not None and strength < 3:
            return True
        return (
            end - first == 1
            and words in self.surnames
            and not sign
            and (strength < 3 or country_by_name(words) is None)
        )

    def _by_label(self, first: int, end: int, words: str, strength: int, sign: bool) -> bool:
        label = self.tokens[first].entity
        covers = self.entity[first][:2] == (first, end)
        if label in ("GPE", "LOC") or (label == "FAC" and (covers or strength == 3)):
            return True
        local = sign or self._followed_by(end, LOCAL_THING) or self._listed(first, end)
        if fold(words) in self.settled and (covers or label not in ("PERSON", "ORG")):
            return True
        if label == "PERSON" and covers and country_by_name(words) and words not in self.people:
            return True
        if label == "PERSON":
            return (covers and ((strength >= 2 and local) or sign or self._listed(first, end))) or (
                not covers and self.entity[first][0] == first and self._followed_by(end, PUBLIC_BODY)
            )
        if label == "ORG" and not covers:
            subnational = country_by_name(words) is None
            if self._followed_by(end, PUBLIC_BODY) or self._heads_public_body(first):
                return subnational
            return (subnational and fold(words) in self.settled) or (sign and strength >= 2)
        if label == "ORG":
            return strength == 3 or local or fold(words) in self.settled
        if strength == 3 or local:
            return True
        if first in self.sentence_starts and end - first == 1:
            return (strength == 2 and self.tokens[first].pos == "PROPN") or self._dateline(end)
        plain = first > 0 and self.tokens[first - 1].text.lower() != "the"
        return (strength == 2 and self.tokens[first].pos == "PROPN" and plain) or self._followed_by(end, PUBLIC_BODY)

    def _dateline(self, end: int) -> bool:
        return (
            end < len(self.tokens)
            and self.tokens[end].text in ("--", "—", "–", "-", "”")
            and self.tokens[end - 1].text.isupper()
        )

    def _sign(self, first: int, end: int) -> bool:
        """Does what stands before or after say that this is a place?"""
        at = first - 1
        if at >= 0 and self.tokens[at].text.lower() == "the":
            at -= 1
        before = self.tokens[at].text.lower() if at >= 0 else ""
        if before in COMPASS or before in STRICT_LOCATIVE:
            return True
        if before == "of" and at > 0 and self.tokens[at - 1].text.lower() in CLASS | COMPASS:
            return True
        return (before in CLASS and not self.tokens[at].text[:1].isupper()) or self._followed_by_container(end)

    def _listed(self, first: int, end: int) -> bool:
        """Is it the next item of a list of places: 'Suba, Migori and Rongo'?"""
        tokens = self.tokens
        if first >= 2 and tokens[first - 1].text in (",", "and", "or", "to") and first - 1 in self.neighbours:
            return True
        return (
            end < len(tokens)
            and tokens[end].text in (",", "and", "or")
            and end in self.neighbours
            and end + 1 < len(tokens)
        )

    def _followed_by_container(self, end: int) -> bool:
        if end + 1 >= len(self.tokens) or self.tokens[end].text != ",":
            return False
        if self._state_code(end + 1):
            return True
        for stop in range(min(end + 4, len(self.tokens)), end + 1, -1):
            if self._could_be_name(end + 1, stop):
                found = candidates_of(self._words(end + 1, stop))
                if any(c.kind == "country" or (c.kind == "region" and c.population > WELL_KNOWN) for c in found):
                    return True
        return False

    def _followed_by(self, end: int, words: frozenset[str]) -> bool:
        return end < len(self.tokens) and self.tokens[end].text.lower() in words

    def _joined_before(self, first: int) -> bool:
        """Is the name the tail of another name: 'George Washington', 'coach Ripley', 'Miss Georgia'?"""
        if first == 0 or first in self.sentence_starts:
            return False
        before = self.tokens[first - 1]
        low = before.text.lower()
        if low in TITLE and not before.text.isupper():
            return self.tokens[first].entity not in ("GPE", "LOC") or before.text[:1].islower()
        if before.end < self.tokens[first].start - 1 or not before.text[:1].isupper():
            return False
        same = self.entity[first][0] < first
        if self.tokens[first].entity in ("PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "EVENT") and same:
            return before.text.lower() not in COMPASS
        return low not in COMPASS and before.pos == "PROPN" and same and self.tokens[first].entity not in PLACE_ENTITIES

    def _joined_after(self, first: int, end: int, strength: int) -> bool:
        """Is the name the head of another name: 'Washington Post', 'Paris Hilton', 'Lincoln Center'?"""
        if end >= len(self.tokens) or end in self.sentence_starts:
            return False
        after = self.tokens[end]
        if after.start > self.tokens[end - 1].end + 1 or not after.text[:1].isupper():
            return False
        low = after.text.lower()
        if low in OTHER_NAME or (
            low in BOUND_AFTER and (end - first > 1 or self.tokens[first].text.lower() not in COMPASS)
        ):
            return True
        if low in PUBLIC_BODY or low in COMPASS:
            return False
        label, inside_one = self.tokens[end - 1].entity, self.entity[first][1] > end
        if label == "ORG" and self._heads_public_body(first):
            return False
        if label in ("GPE", "LOC"):
            last = self.tokens[end - 1]
            return inside_one and last.dep == "compound" and last.head == end and strength < 3
        return inside_one and label != ""

    def _heads_public_body(self, first: int) -> bool:
        """Is it the first word of a body named for the place it serves: 'Dublin Arts Council'?"""
        start, stop, _ = self.entity[first]
        return start == first and self._followed_by(stop - 1, PUBLIC_BODY)

    def _feature(self, i: int) -> PlaceName | None:
        """A street or a piece of nature the gazetteer does not know, told by its last word: 'Vivion Road',
        'Anthony Creek'."""
        end = i
        while end < len(self.tokens) and end - i < LONGEST_NAME and self.tokens[end].text[:1].isupper():
            low = self.tokens[end].text.lower()
            if end > i and (low in STREET or low in NATURE) and not self._capital(end + 1):
                if self.tokens[i].text.lower() in COURTS:
                    return None
                before = self.tokens[i - 1].text if i else ""
                if before in FEATURE_SIGNS:
                    return PlaceName(i, end + 1, self._words(i, end + 1), ())
                return None
            if end in self.sentence_starts and end > i:
                return None
            end += 1
        if self.tokens[i].text.lower() in ROAD and i + 1 < len(self.tokens) and self.tokens[i + 1].text.isdigit():
            return PlaceName(i, i + 2, self._words(i, i + 2), ())
        return None

    def _capital(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].text[:1].isupper() and i not in self.sentence_starts

    def _unknown_place(self, i: int) -> PlaceName | None:
        """What the parser or its class calls a place and the gazetteer does not know: kept, without
        coordinates."""
        first, end, label = self.entity[i]
        if first != i and self.tokens[first].text.lower() != "the":
            return None
        words = self._words(i, end)
        last = self.tokens[end - 1].text.lower()
        feature = last in STREET or last in NATURE
        if not words or country_by_demonym(words) or words.lower() in NOT_PLACES:
            return None
        if organisation(words) or government_seat(words):
            return None
        if any(c.isdigit() for c in words) or words in self.surnames or self._joined_before(i):
            return None
        if any(self._candidates(t.text) for t in self.tokens[i:end]) and not feature:
            return None
        known = label in ("GPE", "LOC") or (label == "FAC" and feature)
        if self._sign(i, end):
            before = self.tokens[i - 1].text if i else ""
            known = known or (label in ("ORG", "PERSON", "NORP", "") and before in ("of", *CLASS) and self._capital(i))
            return PlaceName(i, end, words, ()) if known else None
        if known and (feature or self._listed(i, end) or label == "LOC"):
            return PlaceName(i, end, words, ())
        return None


@lru_cache(maxsize=8192)
def candidates_of(words: str) -> tuple[GazetteerPlace, ...]:
    return places(words)


def _is_house(words: str) -> bool:
    """A seat of government that is a building, not a town: 'White House', 'Kremlin'; 'Brussels' is a town."""
    if government_seat(words) is None:
        return False
    key = fold(without_article(words))
    return not any(
        c.kind in ("country", "capital") or (c.population >= WELL_KNOWN and fold(c.name) == key)
        for c in candidates_of(words)
    )


def _strength(candidates: Sequence[GazetteerPlace]) -> int:
    """3 a country, state, sea or continent; 2 a large town; 1 any other."""
    if any(c.kind in ("country", "continent", "water", "landmark") for c in candidates):
        return 3
    if any(c.kind == "region" and (c.country in ("USA", "CAN", "AUS", "GBR") or not c.admin1) for c in candidates):
        return 3
    if any(c.population >= WELL_KNOWN or (c.kind == "county" and c.name.endswith(" County")) for c in candidates):
        return 2
    return 1


def _entities(parse: Parse) -> list[tuple[int, int, str]]:
    """For each token the entity it belongs to: first token, end, label; itself alone where none."""
    found: list[tuple[int, int, str]] = []
    first = 0
    tokens = parse.tokens
    for t in tokens:
        if not t.entity or t.entity_begins or t.i == 0 or tokens[t.i - 1].entity != t.entity:
            first = t.i
        found.append((first, t.i + 1, t.entity))
    end = len(found)
    for i in range(len(found) - 1, -1, -1):
        start, stop, label = found[i]
        if i + 1 < len(found) and found[i + 1][0] == start and label:
            found[i] = (start, end, label)
        else:
            end = stop
    return found


def _name_ends(parse: Parse) -> list[int]:
    """For each token how far the words go on from it that may stand in a name."""
    end = len(parse.tokens)
    found = [end] * end
    for t in reversed(parse.tokens):
        if not (t.text[:1].isupper() or t.text.lower() in JOINING or "'" in t.text or "’" in t.text):
            end = t.i
        found[t.i] = end
    return found


def _people(parse: Parse, entity: Sequence[tuple[int, int, str]], *, last: bool) -> frozenset[str]:
    """Last (or first) names of the people a report names in full: there 'Jackson' is no town."""
    return frozenset(
        parse.tokens[end - 1 if last else first].text
        for first, end, label in set(entity)
        if label == "PERSON" and end - first > 1
    )
