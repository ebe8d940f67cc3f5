"""Answers that are kept: asked once, given in any order, dropped when too many."""

from __future__ import annotations

import pytest

from tidings.kept import Kept


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
