"""How likely an option of an event word is what a careful reader would mark: a logistic model over parse features.

Fitted by training/fit_arguments.py on our own marked sentences; the weights are data beside this file. A weight's
name says what it counts ('rp=dobj': the recipient is the direct object), so that the model can be read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ..errors import DataError
from ..records import Reading
from .options import Finder, Option

WEIGHTS = "argument_weights.json"
# Below this a reader would seldom mark it; the classifier, which sees the words, throws out the rest. On our five folds
# 0.07 keeps 19 in 20 of the right options. What lies between that and this was 11 in 100 of the questions put to the
# classifier on 192 edited reports, and 4 in 100 of what they told.
LEAST_LIKELIHOOD = 0.085
WEIGHTS_KEPT = 16_384  # sums of weights that come again; some 5 MB when full, reckoned


@cache
def _weights() -> Mapping[str, float]:
    try:
        loaded: dict[str, float] = json.loads(files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(
            f"{WEIGHTS} should ship with tidings.coding and is missing; reinstall, or run `make train`"
        ) from error
    return loaded


def candidates(reading: Reading) -> tuple[tuple[Option, float], ...]:
    """For each event word its likeliest option with its likelihood, in text order; no two of a sentence with the same
    ends.

    Where the likeliest says that two do it to each other, the likeliest other option comes too: 'Moscow and Beijing
    rejected the plan' is for the classifier to tell from 'Moscow and Beijing met'.
    """
    finder = Finder(reading)
    chosen: dict[tuple[int, int | None, int | None], tuple[float, Option]] = {}
    for score, option in sorted(_best(finder), key=lambda r: (-r[0], r[1].trigger)):
        if score >= LEAST_LIKELIHOOD:
            key = (reading.parse.sentence_of(option.trigger), option.actor, option.recipient)
            chosen.setdefault(key, (score, option))
    return tuple((option, score) for score, option in sorted(chosen.values(), key=lambda r: (r[1].trigger, -r[0])))


def _best(finder: Finder) -> Iterator[tuple[float, Option]]:
    for trigger in finder.triggers():
        rated = [(likelihood(finder, option, n), option) for n, option in enumerate(finder.options(trigger))]
        rated.sort(key=lambda r: -r[0])
        chosen = [*rated[:1], *(r for r in rated[1:3] if r[0] >= 0.5 * rated[0][0])]
        yield from chosen
        if chosen and all(r[1].reciprocal for r in chosen):
            yield from [r for r in rated[1:] if not r[1].reciprocal][:1]


def likelihood(finder: Finder, option: Option, order: int) -> float:
    """Probability, 0 to 1, that this option's two ends are in an event with each other; `order` counts the trigger's
    options.
    """
    total = sum(_weight(*asked) for asked in _asked(finder, option, order))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(finder: Finder, option: Option, order: int) -> Iterator[str]:
    """The names of the features that hold of an option."""
    for of, *told in _asked(finder, option, order):
        yield from of(*told)


def _asked(finder: Finder, option: Option, order: int) -> tuple[tuple[Any, ...], ...]:
    """What the features of an option are made from: a maker of names and what it is told. Much of it comes again."""
    parse = finder.parse
    trigger = parse.tokens[option.trigger]
    actor, recipient = finder.kind(option.actor), finder.kind(option.recipient)
    if option.reciprocal and option.recipient is None:  # 'both presidents met': the other side is of the same kind
        recipient = actor
    gap = reach = before = None
    same = False
    if option.recipient is not None:
        reach, before = _bucket(abs(option.recipient - option.trigger)), option.recipient < option.trigger
        if option.actor is not None:
            gap = _bucket(abs(option.actor - option.recipient))
            same = _same(finder, option.actor, option.recipient)
    return (
        (_of_ends, option.actor_path, option.recipient_path, actor, recipient),
        (_of_word, trigger.lemma.lower(), trigger.dep, trigger.pos, trigger.tag, finder.depth(option.trigger)),
        (_of_word_and_end, trigger.lemma.lower(), option.recipient_path),
        (_of_order, min(order, 5), same, gap, reach, before, trigger.pos),
        (_of_both, finder.together(option.trigger), option.reciprocal),
    )


def _of_ends(actor_path: str, recipient_path: str, actor: str, recipient: str) -> Iterator[str]:
    steps = recipient_path.split(">")
    yield "bias"
    yield f"ap={actor_path}"
    yield f"rp={recipient_path}"
    yield f"r1={steps[0]}"
    yield f"rl={steps[-1]}"
    yield f"rd={len(steps)}"
    yield f"ak={actor}"
    yield f"rk={recipient}"
    yield f"ak={actor}&rk={recipient}"
    yield f"rp={recipient_path}&rk={recipient}"
    yield f"ap={actor_path}&ak={actor}"


def _of_word(lemma: str, dep: str, pos: str, tag: str, depth: int) -> Iterator[str]:
    yield f"tl={lemma}"
    yield f"td={dep}&{pos}"
    yield f"depth={depth}&{pos}"
    yield f"tag={tag}"


def _of_word_and_end(lemma: str, recipient_path: str) -> Iterator[str]:
    yield f"tl={lemma}&r1={recipient_path.split('>')[0]}"


def _of_order(
    order: int, same: bool, gap: int | None, reach: int | None, before: bool | None, pos: str
) -> Iterator[str]:
    yield f"order={order}"
    if same:
        yield "self"
    if gap is not None:
        yield f"gap={gap}"
    if reach is not None:
        yield f"reach={reach}"
        yield f"before={before}&{pos}"


def _of_both(together: bool, reciprocal: bool) -> Iterator[str]:
    if together:
        yield f"together&{reciprocal}"


@lru_cache(WEIGHTS_KEPT)
def _weight(of: Callable[..., Iterator[str]], *told: object) -> float:
    """The weights of the features that `of` names, together."""
    weights = _weights()
    return sum(weights.get(name, 0.0) for name in of(*told))


def _same(finder: Finder, a: int, b: int) -> bool:
    first, second = finder.mentions.get(a), finder.mentions.get(b)
    return bool(first and second and {x.id for x in first.actors} & {x.id for x in second.actors})


def _bucket(distance: int) -> int:
    return min(5, distance.bit_length())
