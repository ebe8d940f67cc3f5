"""The words of one event: what the classifier is asked about, and what is quoted for it."""

from __future__ import annotations

from ..codebook import Pair
from ..reading.noun_phrases import noun_phrase
from ..records import Parse, Span
from .options import Option

LOOSE = frozenset({",", ";", ":", "-", "–", "—", "and", "but", "or"})  # words that join clauses and belong to none


def asked(text: str, parse: Parse, option: Option) -> Pair:
    """The words of the event's own clause with its two ends: what else the sentence tells is asked for on its own."""
    words, at = "", {}
    for i in own_words(parse, option):
        token, before = parse.tokens[i], parse.tokens[i - 1] if i else None
        apart = before is None or before.end < token.start or i - 1 not in at
        words += " " if words and apart else ""
        at[i] = len(words)
        words += text[token.start : token.end]

    def end(head: int | None) -> tuple[int, int] | None:
        if head is None:
            return None
        phrase = noun_phrase(parse, head)
        inside = [i for i in range(phrase.first, phrase.last + 1) if i in at]
        last = parse.tokens[inside[-1]] if inside else None
        return (at[inside[0]], at[inside[-1]] + last.end - last.start) if last else None

    trigger = parse.tokens[option.trigger]
    start = at[option.trigger]
    return Pair(
        sentence=words,
        actor=end(option.actor),
        recipient=end(option.recipient),
        trigger=(start, start + trigger.end - trigger.start),
    )


def own_words(parse: Parse, option: Option) -> list[int]:
    """The tokens of the event's own clause and its ends, without the verbs that are only joined to it."""
    first, end = parse.sentences[parse.sentence_of(option.trigger)]
    inside = set(parse.subtree(option.trigger))
    for child in parse.children(option.trigger, "conj", "parataxis"):
        if child.pos in ("VERB", "AUX"):
            inside -= set(parse.subtree(child.i))
    for head in (option.actor, option.recipient):
        if head is not None:
            phrase = noun_phrase(parse, head)
            inside |= set(range(phrase.first, phrase.last + 1))
    inside.add(option.trigger)  # a repaired parse may have it below its own conjunct
    kept = sorted(i for i in inside if first <= i < end)
    while parse.tokens[kept[-1]].text in LOOSE and kept[-1] != option.trigger:
        kept.pop()
    while parse.tokens[kept[0]].text in LOOSE and kept[0] != option.trigger:
        kept.pop(0)
    return kept


def clause_of(parse: Parse, option: Option) -> Span:
    """From the first to the last of an event's own words: what is quoted for it. A later verb of a list leaves out the
    subject that it shares with the verbs before: 'rejects the plan' and 'accuses Peru' are two quotations.
    """
    kept = own_words(parse, option)
    trigger = parse.tokens[option.trigger]
    before = parse.tokens[trigger.head]
    if trigger.dep == "conj" and before.pos in ("VERB", "AUX"):
        inside = set(parse.subtree(option.trigger))
        kept = [i for i in kept if i in inside or i > before.i] if before.i < option.trigger else kept
    return Span(start=parse.tokens[kept[0]].start, end=parse.tokens[kept[-1]].end)
