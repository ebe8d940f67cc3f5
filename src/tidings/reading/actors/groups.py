"""Groups under their kind: 'a lone gunman' and 'the gunman' are one, 'Obama's team' has an owner."""

from __future__ import annotations

from collections.abc import Sequence

from ... import gazetteer
from ...records import Actor, Parse, Token
from .sectors import fixed_pair, group_sector
from .words import country_in, country_of, joined, slug

# Heads that only count or gather what their 'of' names: 'a group of lawmakers', 'members of the council'.
GATHERING = frozenset(
    """group handful dozen dozens number hundred hundreds thousand thousands million millions score scores majority
    minority member couple pair crowd coalition bunch bulk rest many most some several all none one two three four five
    six seven eight nine ten half quarter total part band contingent team list faction""".split()
)
# Adjectives that say what kind of people are meant; others ('lone', 'angry') only describe and stay out of the id.
KIND_ENDINGS = ("al", "ic", "ary", "ern", "ist", "ian", "ive", "ish")
DESCRIBING = frozenset(
    {"several", "total", "additional", "massive", "alleged", "individual", "initial", "potential", "actual"}
)
KIND_WORDS = frozenset(
    {"foreign", "prime", "civil", "riot", "human", "chief", "private", "public", "religious", "joint"}
)


class Groups:
    """The records of groups; the parse only tells where sentences start."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse

    def shown(self, words: Sequence[Token]) -> str:
        """The words as a name: no numbers, and a small letter where only the sentence's start made it a capital."""
        kept = _without_numbers(words)
        text, first = joined(kept), kept[0]
        by_custom = self._starts(first) and first.pos in ("NOUN", "ADJ") and not first.entity
        return text[:1].lower() + text[1:] if by_custom and not first.text.isupper() else text

    def _starts(self, token: Token) -> bool:
        return self.parse.sentences[self.parse.sentence_of(token.i)][0] == token.i

    def record(
        self,
        words: Sequence[Token],
        *,
        country: str | None,
        sector: str | None = None,
        name: str | None = None,
        link: str | None = None,
    ) -> Actor:
        """A group under its kind: 'a lone gunman' is `group:gunman`, 'twelve Russian officers' `group:rus-officer`."""
        kept = _kind_words(_after_owner(words), starts=self._starts(words[0]))
        key = " ".join(t.lemma.lower() for t in kept if not country_of(t.text) and t.tag != "POS")
        shown = name or self.shown(words)
        if name is None and country and not country_in(words):
            land = gazetteer.country(country).name
            shown = f"{shown} {link}" if link else f"{land} {self.shown(_after_owner(words))}"
        if sector is None:
            sector = group_sector(*(t.lemma.lower() for t in words))
        return Actor(
            id=f"group:{slug(f'{country} {key}' if country else key)}",
            name=shown,
            kind="group",
            country=country,
            sector=sector,
        )

    def of_owner(self, owner: Actor, words: Sequence[Token], head: Token, sector: str | None) -> Actor:
        noun = _kind_words([t for t in words if t.i > _end_of_owner(words)] or [head])
        surname = owner.name.split()[-1]
        return Actor(
            id=f"group:{slug(surname)}-{slug(' '.join(t.lemma for t in noun))}",
            name=f"{owner.name}'s {joined(noun)}",
            kind="group",
            country=owner.country,
            sector=sector,
        )


def _end_of_owner(words: Sequence[Token]) -> int:
    ends = [t.i for t in words[:-1] if t.tag in ("POS", "PRP$") or t.pos == "PROPN"]
    return max(ends, default=-1)


def _after_owner(words: Sequence[Token]) -> Sequence[Token]:
    """'the country's former presidents': what stands after the possessive ending."""
    ends = [n for n, t in enumerate(words[:-1]) if t.tag == "POS"]
    return words[ends[-1] + 1 :] if ends else words


def _without_numbers(words: Sequence[Token]) -> list[Token]:
    kept = list(words)
    while len(kept) > 1 and (
        kept[0].pos in ("NUM", "DET", "PUNCT") or (kept[0].lemma.lower() in GATHERING and kept[0].pos != "NOUN")
    ):
        kept.pop(0)
    if len(kept) > 1 and kept[0].lemma.lower() in ("dozen", "hundred", "thousand", "couple"):
        kept.pop(0)
    return kept


def _kind_words(words: Sequence[Token], *, starts: bool = False) -> list[Token]:
    """The words that say what kind of group it is: numbers and describing adjectives left out."""
    words = _without_numbers(words)
    kept = []
    for n, token in enumerate(words):
        last = n == len(words) - 1
        noun = token.pos == "PROPN" or (token.pos == "NOUN" and not _is_number(token))
        if last or noun or (token.pos == "ADJ" and _kind_adjective(token, words[n + 1], capital=not starts or n > 0)):
            kept.append(token)
    return kept


def _kind_adjective(token: Token, after: Token, *, capital: bool) -> bool:
    word = token.text.lower()
    if fixed_pair(token.lemma.lower(), after.lemma.lower()):
        return True
    if word in DESCRIBING or token.tag == "JJS":
        return False
    return (
        token.entity == "NORP"
        or (capital and token.text[:1].isupper())
        or word in KIND_WORDS
        or word.endswith(KIND_ENDINGS)
    )


def _is_number(token: Token) -> bool:
    return token.lemma.lower() in ("dozen", "hundred", "thousand", "million")
