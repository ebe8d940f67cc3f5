"""Each event word's surest reading: the ranker's options, typed by the classifier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..codebook import Label, Pair
from ..records import Parse, Reading, Report, Token
from .clause import asked
from .options import SAYING, Option
from .ranking import candidates

NO_EVENT = "NONE"
MATERIAL = frozenset(
    """CONSULT COOPERATE AID CONCEDE RETREAT SANCTION PROTEST MOBILIZE COERCE ASSAULT""".split()
)  # types of a user's codebook are neither this nor verbal
# What two do together to a third, seldom to each other.
TO_A_THIRD = ("SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION", "AID", "CONCEDE", "RETREAT", "PROTEST",
              "MOBILIZE")  # fmt: skip
MOST_REFUTED = 0.99
# Probability that a careful reader marks this event with this type: the ranker's times the classifier's. What lies
# below is noise; what lies between this and CONFIDENT counts only where another report tells it too.
LEAST_CONFIDENCE = 0.06


class TypeClassifier(Protocol):
    """Whatever can name the type of a pair; `tidings.codebook.classifier()` is the shipped one."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]: ...


@dataclass(frozen=True, slots=True)
class Typed:
    """One reading of an event word, with the probability that a careful reader would mark it."""

    confidence: float
    option: Option
    label: Label


@dataclass(frozen=True, slots=True)
class _Word:
    """An event word of one report and what is still to be asked about it, the likeliest option first."""

    report: int
    trigger: Token
    states: bool  # says that something is so
    options: Sequence[tuple[Option, float]]


def typed(work: Sequence[tuple[Report, Reading]], classifier: TypeClassifier) -> list[list[Typed]]:
    """For each report the event words that tell an event, in text order, each by its surest reading.

    Of each word the likeliest option is asked first, and whether two do it to each other; the rest only where they can
    still be surer, which is where they are likelier than what has been found is sure.
    """
    words = [
        _Word(n, reading.parse.tokens[trigger], _states(reading.parse, trigger), options)
        for n, (_, reading) in enumerate(work)
        for trigger, options in _by_trigger(reading).items()
    ]
    first = [_first(word.options) for word in words]
    answered = iter(_labels(work, words, first, classifier))
    found: list[Typed | None] = []
    rest: list[list[tuple[Option, float]]] = []
    for word, options in zip(words, first, strict=True):
        labels = [next(answered) for _ in options]
        refuted = _refuted(options, labels)
        best = _surest(word, _raised(options, refuted), labels)
        more = _raised([o for o in word.options if o not in options], refuted)
        found.append(best)
        rest.append([(option, likely) for option, likely in more if best is None or likely > best.confidence])
    answered = iter(_labels(work, words, rest, classifier))
    by_report: list[list[Typed]] = [[] for _ in work]
    for word, best, options in zip(words, found, rest, strict=True):
        other = _surest(word, options, [next(answered) for _ in options])
        surest = max((t for t in (best, other) if t is not None), key=lambda t: t.confidence, default=None)
        if surest is not None:
            by_report[word.report].append(surest)
    return by_report


def _by_trigger(reading: Reading) -> dict[int, list[tuple[Option, float]]]:
    found: dict[int, list[tuple[Option, float]]] = defaultdict(list)
    for option, likely in candidates(reading):
        found[option.trigger].append((option, likely))
    return found


def _first(options: Sequence[tuple[Option, float]]) -> list[tuple[Option, float]]:
    return [o for n, o in enumerate(options) if n == 0 or o[0].reciprocal]


def _labels(
    work: Sequence[tuple[Report, Reading]],
    words: Sequence[_Word],
    options: Sequence[Sequence[tuple[Option, float]]],
    classifier: TypeClassifier,
) -> tuple[Label, ...]:
    """The classifier's answers to all options of all words at once, in their order."""
    return classifier.classify(
        [
            asked(work[word.report][0].text, work[word.report][1].parse, option)
            for word, some in zip(words, options, strict=True)
            for option, _ in some
        ]
    )


def _surest(word: _Word, options: Sequence[tuple[Option, float]], labels: Sequence[Label]) -> Typed | None:
    """The first of the surest that tell an event at all."""
    told = [
        Typed(likely * label.confidence, option, label)
        for (option, likely), label in zip(options, labels, strict=True)
        if label.type != NO_EVENT and _may_carry(word, label.type)
    ]
    return max((t for t in told if t.confidence >= LEAST_CONFIDENCE), key=lambda t: t.confidence, default=None)


def _refuted(options: Sequence[tuple[Option, float]], labels: Sequence[Label]) -> float:
    """How much of the ranker's probability went to 'they do it to each other' where the classifier sees no such act."""
    refuted = 0.0
    for (option, likely), label in zip(options, labels, strict=True):
        if option.reciprocal:
            scores = dict(label.scores) or {label.type: label.confidence}
            refuted = max(refuted, likely * sum(scores.get(kind, 0.0) for kind in (NO_EVENT, *TO_A_THIRD)))
    return min(refuted, MOST_REFUTED)


def _raised(options: Sequence[tuple[Option, float]], refuted: float) -> list[tuple[Option, float]]:
    """What was refuted of 'Moscow and Beijing rejected' goes to the other readings of the word: 'rejected the plan'."""
    return [(o, likely if o.reciprocal else min(1.0, likely / (1.0 - refuted))) for o, likely in options]


def _states(parse: Parse, trigger: int) -> bool:
    """Does the word say that something is so, as in 'noted that Russia shares arms'?"""
    if parse.tokens[trigger].lemma in SAYING:
        return True
    marks = (mark for clause in parse.children(trigger, "ccomp") for mark in parse.children(clause.i, "mark"))
    return any(mark.lemma == "that" for mark in marks)


def _may_carry(word: _Word, kind: str) -> bool:
    """Who notes that Russia shares arms accuses, praises or refuses; the sharing is told by its own word. To speak
    with somebody is an act of its own.
    """
    return not word.states or kind not in MATERIAL or (word.trigger.lemma, kind) == ("speak", "CONSULT")
