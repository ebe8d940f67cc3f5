"""Names of people: which words of a noun phrase they are, and which of them is the surname."""

from __future__ import annotations

from collections.abc import Sequence

from ... import gazetteer
from ...records import Parse, Token
from ..noun_phrases import NounPhrase
from .bodies_data import COMPANIES, named_body
from .sectors import group_sector, title_sector
from .titles import is_honorific, is_title
from .words import country_of, demonym, joined

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
PARTIES = frozenset(
    {"D", "R", "I"}
)  # as in 'D-N.Y.': the party and state of a member of the Congress of the United States
PLACED = frozenset({"GPE", "NORP", "ORG", "LOC", "FAC"})
PARTICLES = frozenset(
    {"de", "da", "dos", "del", "di", "van", "von", "der", "bin", "ibn", "al", "el", "le", "la", "ben", "ul", "ur"}
)
# Words that end names of things which the parser takes for people: 'Trump Tower', 'Kennedy Airport'.
THINGS = frozenset(
    {"tower", "airport", "hospital", "project", "plan", "university", "news", "times", "stadium", "avenue", "square"}
    | {"organization", "foundation", "center", "centre", "administration", "campaign", "institute", "library", "prize"}
)
CAPITALS_AS_WRITTEN = 3  # letters: 'XI' and 'MBS' stay, 'PUTIN' becomes 'Putin'
LONGEST_NAME = 6  # words


def party_and_state(parse: Parse, phrase: NounPhrase) -> bool:
    """Is the phrase the bracket after a member's name: 'R-Ohio', 'D-N.Y.', or its pieces?"""
    words = phrase.words(parse)
    text = joined(words)
    if text[:1] in PARTIES and text[1:2] in ("-", "–") and text[2:3].isupper():
        return True
    if text in PARTIES:
        return _bracketed(parse, phrase.first)
    before = parse.tokens[max(0, phrase.first - 2) : phrase.first]
    return len(before) == 2 and before[1].text in ("-", "–") and before[0].text in PARTIES


def _bracketed(parse: Parse, i: int) -> bool:
    return i > 0 and parse.tokens[i - 1].text in ("(", ",", "[")


def surname_parts(name: str) -> list[str]:
    """The words of a name in lower case without 'Jr.' and the like, the surname last; one at least."""
    parts = name.casefold().replace(".", "").split()
    kept = [p for p in parts if p not in SUFFIXES]
    return kept or parts or [name.casefold()]


def person_name(parse: Parse, phrase: NounPhrase) -> str | None:
    """'Russian President Vladimir Putin' gives 'Vladimir Putin'; None where the phrase names no person."""
    words = name_run(parse, phrase)
    if not words:
        return None
    text = joined(words).strip(".,-–’'[]()\"“” ") + ("." if words[-1].text.rstrip(".") in ("Jr", "Sr") else "")
    if not text or known_otherwise(text):
        return None
    return text.title() if text.isupper() and len(text) > CAPITALS_AS_WRITTEN else text


def name_run(parse: Parse, phrase: NounPhrase) -> tuple[Token, ...]:
    """The tokens of the person's name in a phrase, without titles; empty where it names no person."""
    head = parse.tokens[phrase.head]
    if head.pos != "PROPN":
        return ()
    run: list[Token] = []
    before: Token | None = None
    for token in reversed(phrase.words(parse)):
        if not _continues(parse, run, token):
            before = token
            break
        run.insert(0, token)
    while run and (run[0].text in ("-", "–") or (is_honorific(run[0]) and len(run) > 1)):
        before = run.pop(0)
    if not run or len(run) > 2 * LONGEST_NAME or run[-1].text.lower() in THINGS | COMPANIES:
        return ()
    tagged = any(t.entity == "PERSON" for t in run)
    titled = before is not None and (is_title(before) or is_honorific(before))
    if not tagged and (not titled or _common(run)):
        return ()
    if len(run) == 1 and is_title(run[0]) and not titled and not tagged:
        return ()
    return tuple(run)


def _continues(parse: Parse, run: Sequence[Token], token: Token) -> bool:
    """Does the name that starts with `run` go on to the left with this token?"""
    real = [t for t in run if t.text.lower().rstrip(".") not in SUFFIXES]
    if token.text in ("-", "–"):
        return bool(run) and run[0].start == token.end
    if token.pos != "PROPN" and not (run and token.text.lower() in PARTICLES):
        return run == [] and token.entity == "PERSON"
    if not token.text[:1].isalpha():
        return False
    if is_title(token):
        inside = token.entity == "PERSON" and not token.entity_begins and token.i > 0
        return inside and parse.tokens[token.i - 1].pos == "PROPN" and not is_title(parse.tokens[token.i - 1])
    if real and token.entity in PLACED and real[0].entity != token.entity:
        return False
    return not (real and token.entity != "PERSON" and country_of(token.text))


def _common(run: Sequence[Token]) -> bool:
    """Does the run end in a word for a body ('Department') rather than in a surname?"""
    last = run[-1].text.lower()
    return group_sector(last) is not None or title_sector(last) is not None


def known_otherwise(text: str) -> bool:
    """Is the text the name of something that is no person?"""
    country = gazetteer.country_by_name(text) or demonym(text)
    return bool(country or gazetteer.organisation(text) or named_body(text) or title_sector(text.lower()))
