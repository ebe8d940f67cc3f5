"""The parser's slips, made by hand on its own parse, and mended."""

from __future__ import annotations

from dataclasses import replace

from tidings.reading.parser import parse
from tidings.reading.repair import repair
from tidings.records import Parse, Token


def with_slip(text: str, word: str, **slip: str) -> Parse:
    """The parse of a text in which one word has other labels than the parser gave it."""
    parsed = parse(text)
    return replace(parsed, tokens=tuple(replace(t, **slip) if t.text == word else t for t in parsed.tokens))


def dep(parsed: Parse, word: str) -> tuple[str, str]:
    token: Token = next(t for t in parsed.tokens if t.text == word)
    return token.dep, parsed.tokens[token.head].text


def test_a_list_goes_on_after_a_bracket() -> None:
    text = "Ann Lee (R-Ohio), Jan Kot (D-Utah) and ten others left."
    slip = with_slip(text, "Kot", dep="appos")
    assert dep(repair(slip, text), "Kot") == ("conj", "Lee")


def test_a_name_beside_another_stays_beside_it() -> None:
    text = "Ann Lee (R-Ohio), a senator, left."
    parsed = parse(text)
    assert dep(repair(parsed, text), "senator") == dep(parsed, "senator")
