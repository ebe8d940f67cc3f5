"""'he' or 'she': what a title, an honorific or a common first name tells. Never more than a hint."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Gender = Literal["he", "she"]

_BY_WORD: dict[str, Gender] = {
    **dict.fromkeys(("mr", "sir", "lord", "king", "prince", "emir", "sultan", "pope", "sheikh", "bishop"), "he"),
    **dict.fromkeys(("congressman", "spokesman", "chairman", "businessman", "policeman", "gunman", "man"), "he"),
    **dict.fromkeys(("boy", "father", "son", "husband", "brother", "imam", "priest", "ayatollah"), "he"),
    **dict.fromkeys(("mrs", "ms", "miss", "dame", "lady", "queen", "princess", "first lady", "duchess"), "she"),
    **dict.fromkeys(("congresswoman", "spokeswoman", "chairwoman", "businesswoman", "policewoman", "woman"), "she"),
    **dict.fromkeys(("girl", "mother", "daughter", "wife", "sister", "nun", "actress"), "she"),
}


@cache
def _first_names() -> dict[str, Gender]:
    raw = tomllib.loads(files(__package__).joinpath("genders.toml").read_text(encoding="utf-8"))
    found: dict[str, Gender] = dict.fromkeys(raw["she"].split(), "she")
    found.update(dict.fromkeys((n for n in raw["he"].split() if n not in found), "he"))
    return found


def gender_of_word(word: str) -> Gender | None:
    """`gender_of_word('Mrs.')` is 'she'; titles, honorifics and nouns for people."""
    return _BY_WORD.get(word.lower().rstrip("."))


def gender_of_name(name: str) -> Gender | None:
    """What the first name tells, for names of at least two words: 'Mary Jones' is 'she'."""
    first, _, rest = name.partition(" ")
    return _first_names().get(first) if rest else None
