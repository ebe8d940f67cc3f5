"""Answers kept for questions that come again: copies of one wire text ask the same thing over and over."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Owner = TypeVar("Owner")


def worked_out_once(work: Callable[[Owner, Asked], Answer]) -> Callable[[Owner, Asked], Answer]:
    """Keeps what a pure function of an object and one thing more gave, with the object and as long as it lives.

    The object has a `__dict__`, and does not change.
    """
    name = f"_told_{work.__qualname__}"

    @wraps(work)
    def told(owner: Owner, asked: Asked) -> Answer:
        known: dict[Any, Answer] = owner.__dict__.setdefault(name, {})
        try:
            return known[asked]
        except KeyError:
            known[asked] = answer = work(owner, asked)
            return answer

    return told


class Kept(Generic[Asked, Answer]):
    """The last answers of a pure function of many questions, at most `most` of them, the longest unused dropped.

    `answer` takes the questions that are not known, each once and in order, and gives one answer for each.
    """

    def __init__(self, answer: Callable[[Iterable[Asked]], Iterator[Answer]], *, most: int) -> None:
        self._answer, self._most = answer, most
        self._lock = threading.Lock()  # of the bookkeeping alone: answers may be sought side by side
        self._known: OrderedDict[Asked, Answer] = OrderedDict()

    def many(self, asked: Iterable[Asked]) -> dict[Asked, Answer]:
        """The answer to each question, however many times it is asked."""
        found: dict[Asked, Answer] = {}
        fresh: dict[Asked, None] = {}
        with self._lock:
            for question in asked:
                if question in self._known:
                    self._known.move_to_end(question)
                    found[question] = self._known[question]
                else:
                    fresh[question] = None
        if fresh:
            answers = dict(zip(fresh, self._answer(iter(fresh)), strict=True))
            found.update(answers)
            with self._lock:
                self._known.update(answers)
                while len(self._known) > self._most:
                    self._known.popitem(last=False)
        return found
