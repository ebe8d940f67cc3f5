"""One act that a sentence tells by two words is one event: which of two mentions only tells the other's again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ..records import EventMention, Parse, Participant, Token
from .options import SAYING

KNOWING = frozenset(
    "believe claim clear describe doubt expect guess hear hope know learn mean see suppose think".split()
)
NEAR_GOVERNORS = 2  # a clause hangs on a verb or on its preposition


def told_once(parse: Parse, mentions: Sequence[EventMention], verbal: frozenset[str]) -> list[EventMention]:
    """One act of a sentence, told by two of its words where one governs the other, is given by one of them.

    A word of saying or knowing over an act ('he said he will meet Kim', 'it is known that she backs Lee') adds nothing
    to the act's own word; nor does a clause that only goes on about what its governor tells ('indicted the officers,
    accusing them of fraud', 'criticised the plan, saying it was wrong'). What is said takes the time of the saying.
    """
    words = {t.start: t for t in parse.tokens}
    together: dict[int, list[EventMention]] = defaultdict(list)
    for mention in mentions:
        together[parse.sentence_of(words[mention.trigger.start].i)].append(mention)
    kept, times = [], {}
    for mention in mentions:
        word = words[mention.trigger.start]
        over = _over(parse, word)
        again = False
        for other in together[parse.sentence_of(word.i)]:
            its = words[other.trigger.start]
            if other is mention:
                continue
            if _only_reports(word, mention, other) and word in parse.ancestors(its.i):
                again = True
                times[other.id] = mention.when
            elif its in over and _only_goes_on(word, mention, other):
                again = True
        if not again:
            kept.append(mention)
    return [
        replace(m, when=times[m.id]) if m.when is None and m.type in verbal and times.get(m.id) else m for m in kept
    ]


def _only_reports(word: Token, saying: EventMention, act: EventMention) -> bool:
    """Is the outer word one of saying or knowing, between ends of the act that it governs?"""
    if not _ids(saying.recipients) & _ids(act.recipients):
        return False
    if _ids(saying.actors) == _ids(act.actors):
        return word.lemma in SAYING
    return word.lemma in SAYING | KNOWING and saying.type == act.type and not _may_speak_for(saying, act)


def _may_speak_for(saying: EventMention, act: EventMention) -> bool:
    """'The minister said Peru would not pay': who speaks for the doer says it in the doer's name, and refuses too."""
    spoken_for = {p.actor.country for p in act.actors if p.actor.kind != "person"}
    return not act.actors or any(p.actor.country is None or p.actor.country in spoken_for for p in saying.actors)


def _only_goes_on(word: Token, inner: EventMention, outer: EventMention) -> bool:
    """Is the inner clause a participle that tells its governor's act again?"""
    if inner.type != outer.type or not _ids(inner.actors) or _ids(inner.actors) != _ids(outer.actors):
        return False
    again = _ids(inner.recipients) == _ids(outer.recipients)
    return word.tag == "VBG" and word.dep in ("advcl", "acl", "pcomp", "xcomp") and (again or word.lemma in SAYING)


def _over(parse: Parse, word: Token) -> list[Token]:
    """The words that govern this one within its own clause and the one it hangs on."""
    found: list[Token] = []
    at = word
    while at.head != at.i and at.dep != "conj" and len(found) < NEAR_GOVERNORS:
        at = parse.tokens[at.head]
        found.append(at)
    return found


def _ids(side: Sequence[Participant]) -> frozenset[str]:
    return frozenset(p.actor.id for p in side)
