"""Answers that are kept: asked once, given in any order, dropped when too many."""

from __future__ import annotations

import pytest

from tidings.kept import Kept, worked_out_once


@pytest.mark.parametrize(
    ("most", "asked", "answered"),
    [
        (9, ["ab", "ab"], ["ab"]),
        (9, ["abca", "cd"], ["abc", "d"]),
        (1, ["ab", "b", "a"], ["ab", "a"]),  # only the last is kept
        (2, ["ab", "a", "c", "b"], ["ab", "c", "b"]),  # the longest unused goes first
        (1, ["abc"], ["abc"]),  # more at once than are kept: all are answered
        (9, [""], []),
    ],
)
def test_each_question_is_answered_once_while_it_is_kept(most, asked, answered):
    sought: list[str] = []

    def answer(questions):
        together = "".join(questions)
        sought.append(together)
        return (letter.upper() for letter in together)

    kept = Kept(answer, most=most)
    for questions in asked:
        assert kept.many(questions) == {q: q.upper() for q in questions}
    assert sought == answered


def test_a_failure_keeps_nothing():
    def fail(_):
        raise ValueError("no answer")

    kept = Kept(fail, most=9)
    for _ in range(2):
        with pytest.raises(ValueError, match="no answer"):
            kept.many("a")


class Words:
    def __init__(self, *words):
        self.words = words
        self.asked = []

    @worked_out_once
    def word(self, i):
        self.asked.append(i)
        return self.words[i] or None

    @worked_out_once
    def length(self, i):
        return len(self.words[i])


def test_what_an_object_was_asked_is_worked_out_once_for_each():
    one, other = Words("a", ""), Words("bcd")
    assert [one.word(0), one.word(1), one.word(0), one.word(1)] == ["a", None, "a", None]
    assert one.asked == [0, 1]
    assert (other.word(0), other.length(0), one.length(0)) == ("bcd", 3, 1)
    for _ in range(2):
        with pytest.raises(IndexError):
            one.word(2)
    assert one.asked == [0, 1, 2, 2]
