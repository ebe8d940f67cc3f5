"""Quotes are cut at word boundaries, around the words that matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.brief.excerpt import excerpt, sentence_around, shorten
from tidings.brief.safe import inside_line, json_safe, one_line, with_breaks
from tidings.records import Span

TEXT = "On Monday the envoys, who had come a long way, met in the old customs house by the river. It rained."


def where(words: str, text: str = TEXT) -> Span:
    return Span(start=text.index(words), end=text.index(words) + len(words))


@pytest.mark.parametrize(
    ("span", "mark", "limit", "shown"),
    [
        ("the envoys, who had come a long way, met in the old customs house", "met", 200,
         "…the envoys, who had come a long way, met in the old customs house…"),
        ("the envoys, who had come a long way, met in the old customs house", "met", 30, "…long way, met in the old…"),
        ("On Monday the envoys, who had come a long way, met in the old customs house by the river.", "met", 200,
         "On Monday the envoys, who had come a long way, met in the old customs house by the river."),
        ("It rained.", "rained", 5, "…rained…"),  # a mark longer than the limit is cut, not dropped
        ("It rained.", "rained", 50, "It rained."),
    ],
)  # fmt: skip
def test_excerpt(span, mark, limit, shown):
    got = excerpt(TEXT, where(span), marks=[(where(mark), "trigger")], limit=limit)
    if limit == 5:
        assert "rain" in got.text
    else:
        assert got.text == shown
        assert [p.text for p in got.pieces if p.mark] == [mark]


def test_marks_outside_are_passed_over():
    got = excerpt(TEXT, where("It rained."), marks=[(where("met"), "trigger")], limit=50)
    assert [p.mark for p in got.pieces] == [None]


def test_blanks_become_one():
    text = "met \n\t in  Oslo"
    assert (
        excerpt(text, Span(start=0, end=len(text)), marks=[(where("in", text), "value")], limit=50).text
        == "met in Oslo"
    )


@given(text=st.text(min_size=1, max_size=300), data=st.data())
def test_an_excerpt_is_inside_its_span_and_holds_the_first_mark(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    span, mark = Span(start=cuts[0], end=cuts[3]), Span(start=cuts[1], end=cuts[2])
    limit = data.draw(st.integers(20, 200))
    got = excerpt(text, span, marks=[(mark, "trigger")], limit=limit)
    assert span.contains(got.span)
    assert got.span.end - got.span.start <= max(limit, 0) or got.span == span
    if mark.start < mark.end <= mark.start + limit:
        assert got.span.contains(mark)


def test_a_word_without_end_is_cut_and_quickly():
    text = "x" * 5_000_000
    got = excerpt(
        text,
        Span(start=0, end=len(text)),
        marks=[(Span(start=4_000_000, end=4_000_003), "trigger")],
        limit=80,
    )
    assert len(got.text) < 100
    assert len(shorten(text, 50)) <= 50


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("met", "On Monday the envoys, who had come a long way, met in the old customs house by the river"),
        ("rained", "It rained."),
    ],
)
def test_sentence_around(value, sentence):
    assert sentence_around(TEXT, where(value)).quote(TEXT) == sentence


@pytest.mark.parametrize(
    ("words", "limit", "short"),
    [("a b c", 5, "a b c"), ("alpha beta gamma", 11, "alpha beta…"), ("alphabet", 5, "alph…"), ("  a \n b ", 9, "a b"), ("", 5, "")],
)  # fmt: skip
def test_shorten(words, limit, short):
    assert shorten(words, limit) == short


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("a\x9b1mb", "a<U+009B>1mb"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("a\U000e0041b", "a<U+E0041>b"),
        ("soft\u00adhyphen\u200b\ufeff", "softhyphen"),
        ("a\ud800b", "a\ufffdb"),
        ("a\r\n b\u2028c\u00a0d", "a b c d"),
        ("a\u200db é ü 中", "a\u200db é ü 中"),  # joiners shape letters and emoji
    ],
)
def test_one_line(raw, shown):
    assert one_line(raw) == shown


def test_breaks_and_end_blanks_stay_where_wanted():
    assert with_breaks("a\r\nb\tc\x0bd\x1be") == "a\nb c d␛e"
    assert inside_line(" a \n") == " a "


def test_json_safe_keeps_the_value():
    import json

    value = {"a": "\x9b1m\u202e\ud800\U000e0041 é\n"}
    safe = json_safe(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(safe) == value
    assert safe.isascii() is False
    assert "\u202e" not in safe
    assert "\x9b" not in safe
