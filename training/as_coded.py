"""The marked examples as the coder would ask about them: the words of the event's own clause with its two ends.

The coder does not give the classifier the whole sentence of a report but the clause around one event word; a classifier
that has seen only whole sentences meets something else than it was taught.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from examples import Example
from tidings.clean import clean
from tidings.codebook import Pair
from tidings.coding.clause import asked
from tidings.coding.options import Finder, Option
from tidings.coding.ranking import candidates, likelihood
from tidings.ingest import report_from_text
from tidings.reading.actors import find_actors, same_people
from tidings.reading.noun_phrases import full_span, noun_phrase
from tidings.reading.parser import parse_many
from tidings.records import Parse, Reading

Range = tuple[int, int]
SHARED = 0.5  # of the shorter of a marked and a found end: from here on they name the same


def in_clauses(examples: Sequence[Example]) -> list[Example]:
    """For each example whose ends the coder can find, the same with its sentence cut to the clause; others are left
    out, and so are those whose clause is the sentence."""
    found = []
    for example, parse in zip(examples, parsed([e.sentence for e in examples]), strict=True):
        cut = _cut(example, parse)
        if cut is not None and cut.sentence != example.sentence:
            found.append(cut)
    return found


def unmarked(examples: Sequence[Example]) -> list[Pair]:
    """What the coder asks about in the sentences of the examples and nobody marked."""
    seen = {(e.sentence, e.actor, e.recipient) for e in examples}
    sentences = sorted({e.sentence for e in examples})
    found = []
    for sentence, parse in zip(sentences, parsed(sentences), strict=True):
        for option, _ in candidates(reading_of(parse)):
            pair = asked(sentence, parse, option)
            key = (pair.sentence, pair.actor, pair.recipient)
            if key not in seen:
                seen.add(key)
                found.append(pair)
    return found


def parsed(sentences: Sequence[str]) -> Iterator[Parse]:
    """Each sentence parsed as in a report: its dateline apart."""
    return parse_many((s, clean(report_from_text(s))) for s in sentences)


def _cut(example: Example, parse: Parse) -> Example | None:
    finder = Finder(reading_of(parse))
    best: tuple[float, Option] | None = None
    for trigger in finder.triggers():
        for order, option in enumerate(finder.options(trigger)):
            ends = ((option.actor, example.actor), (option.recipient, example.recipient))
            if all(marked_as(finder, head, mark) for head, mark in ends):
                rated = (likelihood(finder, option, order), option)
                best = rated if best is None or rated[0] > best[0] else best
    if best is None:
        return None
    pair = asked(example.sentence, parse, best[1])
    if (pair.actor is None) != (example.actor is None) or (pair.recipient is None) != (example.recipient is None):
        return None
    return replace(example, sentence=pair.sentence, actor=pair.actor, recipient=pair.recipient)


def reading_of(parse: Parse) -> Reading:
    """A parse with its actors, as options are sought in it."""
    return Reading(report="", segments=(), parse=parse, actors=same_people(find_actors(parse), parse))


def marked_as(finder: Finder, head: int | None, mark: Range | None) -> bool:
    """Is the phrase of this head, or of what a pronoun stands for, the marked one? Two that are absent agree."""
    if head is None or mark is None:
        return head is None and mark is None
    heads, mention = [head], finder.mentions.get(head)
    if mention and mention.form == "pronoun":
        who = {a.id for a in mention.actors}
        heads += [m.head for m in finder.mentions.values() if who & {a.id for a in m.actors}]
    spans = (full_span(finder.parse, noun_phrase(finder.parse, h)) for h in heads)
    return any(_share((s.start, s.end), mark) for s in spans)


def _share(one: Range, other: Range) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and shared >= SHARED * min(one[1] - one[0], other[1] - other[0])
