"""The words that introduce statements, their force and the frames they take; data: `cues.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from ...records import Force, Token

Frame = Literal["clause", "quote", "object", "infinitive", "as", "predicate"]
FRAMES: tuple[Frame, ...] = get_args(Frame)
FORCES: tuple[Force, ...] = get_args(Force)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cues:
    """What the lexicon knows, by lemma. A verb with a particle is one lemma: 'point_out'."""

    verbs: Mapping[str, Mapping[Frame, Force]]
    # 'call' -> 'for' -> asks; a preposition may be two words ('out against')
    prepositions: Mapping[str, Mapping[str, Force]]
    nouns: Mapping[str, Force]
    adjectives: Mapping[str, Force]
    lemmas: Mapping[str, str] = field(default_factory=dict)

    def lemma(self, token: Token) -> str:
        """The lemma in lower case, with the parser's known slips mended."""
        plain = token.lemma.lower()
        return self.lemmas.get(plain, plain)


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))


def words(use: str) -> frozenset[str]:
    """One of the small closed lists of the data file, by its use: 'carriers'."""
    return frozenset(_data()["words"][use].split())


@cache
def load() -> Cues:
    """The shipped lexicon, read once. Where two forces claim one frame of a word, the first wins."""
    data = _data()
    verbs: dict[str, dict[Frame, Force]] = {}
    prepositions: dict[str, dict[str, Force]] = {}
    nouns: dict[str, Force] = {}
    adjectives: dict[str, Force] = {}
    for force in sorted(FORCES, key=list(data).index):
        table = data[force]
        for frame in FRAMES:
            for word in table.get(frame, "").split():
                verbs.setdefault(word, {}).setdefault(frame, force)
        for word in table["prepositions"].split():
            verb, _, preposition = word.partition("_")
            prepositions.setdefault(verb, {}).setdefault(preposition.replace("_", " "), force)
        for word in table["nouns"].split():
            nouns.setdefault(word, force)
        for word in table["adjectives"].split():
            adjectives.setdefault(word, force)
    return Cues(verbs=verbs, prepositions=prepositions, nouns=nouns, adjectives=adjectives, lemmas=data["lemmas"])
