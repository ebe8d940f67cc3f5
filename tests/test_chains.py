"""Event mentions of one occurrence are chained; other people, days, places and speakers keep them apart."""

from __future__ import annotations

import datetime as dt

import pytest

from tidings.compare.chains import Telling, chains, same_occurrence, telling
from tidings.compare.chains.meanings import SAYING, meanings_of
from tidings.reading.actors import find_actors
from tidings.reading.parser import parse
from tidings.records import Span, When


def day(number: int) -> When:
    date = dt.date(2024, 2, number)
    return When(text=str(date), edtf=str(date), earliest=date, latest=date, basis="text")


def told(id: str, words: str, **given: object) -> Telling:
    report = str(given.pop("report", id))
    parts = tuple(words.split())
    sets = {k: frozenset(str(v).split()) for k, v in given.items() if k in ("actors", "recipients", "places")}
    rest = {k: v for k, v in given.items() if k not in sets}
    return Telling(id=id, report=report, words=parts, head=parts[0], **sets, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        pytest.param(told("a", "resign"), told("b", "resignation", kind="noun"), True, id="verb and noun"),
        pytest.param(told("a", "resign"), told("b", "step down"), True, id="synonym of two words"),
        pytest.param(told("a", "quake", kind="noun"), told("b", "earthquake", kind="noun"), True, id="synonym"),
        pytest.param(told("a", "resign"), told("b", "marry"), False, id="other meaning"),
        pytest.param(
            told("a", "appoint", recipients="okoro"),
            told("b", "name", recipients="okoro chidi"),
            True,
            id="same party",
        ),
        pytest.param(
            told("a", "appoint", recipients="okoro"),
            told("b", "name", recipients="bello"),
            False,
            id="others",
        ),
        pytest.param(
            told("a", "sue", actors="arden", recipients="corvo"),
            told("b", "sue", actors="corvo", recipients="arden"),
            False,
            id="the other direction",
        ),
        pytest.param(told("a", "shell", when=day(3)), told("b", "shell", when=day(4)), False, id="other day"),
        pytest.param(told("a", "shell", when=day(3)), told("b", "bombard", when=day(3)), True, id="same day"),
        pytest.param(told("a", "bomb", places="Kano"), told("b", "blast", places="Lagos"), False, id="other place"),
        pytest.param(told("a", "say"), told("b", "say"), False, id="two statements of nobody known"),
        pytest.param(told("a", "say", actors="okoro"), told("b", "announce", actors="okoro"), True, id="one speaker"),
        pytest.param(told("a", "say", actors="okoro"), told("b", "say", actors="bello"), False, id="two speakers"),
        pytest.param(told("a", "make", object="offer"), told("b", "make", object="film"), False, id="light verb"),
        pytest.param(told("a", "glimmer"), told("b", "glimmer"), True, id="a word the thesaurus does not know"),
    ],
)
def test_same_occurrence(a: Telling, b: Telling, one: bool) -> None:
    assert (same_occurrence(a, b) > 0) is one
    assert same_occurrence(a, b) == same_occurrence(b, a)
    together = any(set(chain) == {"a", "b"} for chain in chains([a, b]))
    assert together is one


def test_chains_hold_every_mention_once_and_never_cross_stories() -> None:
    mentions = [
        told("1", "arrest", report="x"),
        told("2", "detain", report="y"),
        told("3", "arrest", report="z"),
    ]
    found = chains(mentions, stories={"x": "s", "y": "s", "z": "t"})
    assert sorted(map(sorted, found)) == [["1", "2"], ["3"]]
    assert chains(mentions[::-1], stories={"x": "s", "y": "s", "z": "t"}) == found
    assert chains([]) == ()


@pytest.mark.parametrize(
    ("others", "with_fire"),
    [(("blaze", "inferno"), True), (("dismiss", "sack"), False)],
)
def test_a_word_of_several_meanings_has_that_of_its_story(others: tuple[str, ...], with_fire: bool) -> None:
    mentions = [told("burning", "burn"), told("walkout", "strike", kind="noun")]
    mentions += [told(f"{k}", word, kind="noun" if with_fire else "verb") for k, word in enumerate(others)]
    mentions.append(told("fire", "fire", kind="noun" if with_fire else "verb", object="clerk"))
    (chain,) = [c for c in chains(mentions) if "fire" in c]
    assert {"0", "1"} <= set(chain)
    assert ("burning" in chain) is with_fire


@pytest.mark.parametrize(
    ("words", "known"),
    [(("say",), True), (("according", "to"), True), (("xylophone",), False)],
)
def test_words_of_saying(words: tuple[str, ...], known: bool) -> None:
    assert (SAYING in meanings_of(words, words[0], "verb")) is known


@pytest.mark.parametrize(
    ("sentence", "word", "actors", "recipients", "thing"),
    [
        (
            "Chidi Okoro arrested Musa Bello in Kano.",
            "arrested",
            {"okoro", "chidi"},
            {"bello", "musa"},
            "bello",
        ),
        (
            "Musa Bello was arrested by Chidi Okoro.",
            "arrested",
            {"okoro", "chidi"},
            {"bello", "musa"},
            "bello",
        ),
        ("The soldiers arrested two men.", "arrested", set(), set(), "man"),
    ],
)
def test_the_parties_of_a_trigger(sentence: str, word: str, actors: set[str], recipients: set[str], thing: str) -> None:
    read = parse(sentence)
    start = sentence.index(word)
    trigger = Span(start=start, end=start + len(word))
    found = telling(read, trigger, id="1", report="r", actors=find_actors(read))
    assert found is not None
    assert found.head == "arrest"
    assert found.actors <= actors
    assert bool(found.actors) is bool(actors)
    assert found.recipients <= recipients
    assert bool(found.recipients) is bool(recipients)
    assert (found.object or "").lower() == thing


def test_no_telling_where_no_word_stands() -> None:
    assert telling(parse("They met. "), Span(start=9, end=10), id="1", report="r") is None
