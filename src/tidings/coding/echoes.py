"""'The talks in Helsinki on Monday' tell when and where the meeting is that another sentence tells with its sides.

A noun that comes alone ('the attack', 'the summit') names no sides and makes no event of its own; its time, its place
and who says so belong to the event of its kind that the report has told before, or tells next: it is one more mention
of that event, with the sides that were named there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..records import (
    ActorMention,
    Attribution,
    EventMention,
    Participant,
    Place,
    Reading,
    Report,
    Span,
    Token,
    When,
    content_id,
)
from .circumstances import Circumstances, head_of
from .owners import ALONE

# Words for one kind of happening: a noun of a line may stand for an event that another word of it tells.
KINDS = tuple(
    frozenset(line.split())
    for line in (
        "meeting meet summit talk talks negotiation negotiate discussion discuss conference session encounter dialogue",
        "visit trip tour journey travel stop",
        "attack shooting shoot assault bombing bomb blast explosion strike raid ambush massacre killing kill fire",
        "speech address remark speak appearance",
        "drill exercise maneuver manoeuvre wargame",
        "protest demonstration march rally demonstrate",
        "arrest detention detain raid",
        "deal agreement accord treaty pact sign agree",
        "ceremony funeral vigil memorial",
        "vote referendum",
    )
)
OCCURRING = frozenset("be happen occur begin start open hold convene schedule set plan expect last continue".split())
AT = frozenset("in on at near outside during for after before".split())
SURE = 0.9  # of the surety of the event meant: the noun may mean another of its kind
PLANNED = frozenset({"upcoming", "planned", "scheduled", "forthcoming", "coming"})


def echoes(
    report: Report,
    reading: Reading,
    mentions: Sequence[EventMention],
    around: Circumstances,
    attributed: Callable[[Token, Sequence[Participant]], Attribution],
) -> tuple[EventMention, ...]:
    """Further mentions of the events told: of each noun that comes alone and tells when, where or who says so."""
    parse = reading.parse
    words = {t.start: t for t in parse.tokens}
    told = [words[m.trigger.start] for m in mentions]
    triggers = {t.i for t in told}
    by_head = {m.head: m for m in reading.actors}
    found = []
    for noun in parse.tokens:
        if noun.pos != "NOUN" or noun.i in triggers:
            continue
        kinds = [k for k in KINDS if noun.lemma.lower() in k]
        if not kinds:
            continue
        owners = _owners(reading, noun, by_head)
        if owners is None:
            continue
        of_kind = [n for n, t in enumerate(told) if any(t.lemma.lower() in k for k in kinds)]
        meant = _meant(noun, [n for n in of_kind if owners <= _sides(mentions[n])], told)
        if meant is None:
            continue
        mention = mentions[meant]
        when = _when(reading, noun, around)
        when = when if when is not None and _may_be(report, mention, when) else None
        place, place_span = _where(reading, noun, around) or (None, None)
        speaker = attributed(noun, mention.actors)
        if when is None and place is None and speaker.kind == "outlet":
            continue
        span = _sentence(reading, noun)
        found.append(
            replace(
                mention,
                id=content_id(report.id, str(span.start), str(span.end), str(noun.start), mention.type),
                span=span,
                trigger=Span(start=noun.start, end=noun.end),
                confidence=mention.confidence * SURE,
                when=when,
                where=place,
                where_span=place_span,
                attribution=speaker,
                headline=False,
            )
        )
    return tuple(found)


def is_echo(mention: EventMention) -> bool:
    """Are the sides named outside its own words, where the event was told?"""
    return not all(mention.span.contains(p.span) for p in (*mention.actors, *mention.recipients))


def _sentence(reading: Reading, noun: Token) -> Span:
    """The sentence around the noun: what is quoted for it."""
    first, end = reading.parse.sentences[reading.parse.sentence_of(noun.i)]
    return Span(start=reading.parse.tokens[first].start, end=reading.parse.tokens[end - 1].end)


def _owners(reading: Reading, noun: Token, by_head: Mapping[int, ActorMention]) -> frozenset[str] | None:
    """Whose 'talks' they are, if any are named beside the noun; None where other words tell which talks they are.

    'The talks', 'Wednesday's shooting' and 'talks' in a headline are nobody's; 'Smith's speech' is Smith's.
    """
    parse, owners = reading.parse, set()
    for child in parse.children(noun.i, "det", "poss", "nummod", "amod", "compound", "prep"):
        if child.dep == "det" and child.text.lower() in ALONE:
            continue
        if child.dep == "prep" and child.lemma in AT:
            continue
        if child.lemma in PLANNED or _is_time(reading, child):
            continue
        mention = by_head.get(child.i)
        if child.dep == "poss" and mention is not None and len(mention.actors) == 1:
            owners.add(mention.actors[0].id)
            continue
        return None
    return frozenset(owners)


def _sides(mention: EventMention) -> frozenset[str]:
    return frozenset(p.actor.id for p in (*mention.actors, *mention.recipients))


def _is_time(reading: Reading, token: Token) -> bool:
    return any(t.span.start <= token.start < t.span.end for t in reading.times)


def _meant(noun: Token, fitting: Sequence[int], told: Sequence[Token]) -> int | None:
    """The last fitting mention before the noun, else the first after it."""
    before = [n for n in fitting if told[n].i < noun.i]
    return before[-1] if before else fitting[0] if fitting else None


def _may_be(report: Report, mention: EventMention, when: When) -> bool:
    """Nothing that has happened is dated after the publication, nothing that is planned before it."""
    if report.published is None:
        return True
    if mention.status in ("planned", "possible"):
        return when.latest is None or when.latest >= report.published
    return when.earliest is None or when.earliest <= report.published


def _when(reading: Reading, noun: Token, around: Circumstances) -> When | None:
    return next((t.when for t in around.dated if _hangs_on(reading, t.span, noun)), None)


def _where(reading: Reading, noun: Token, around: Circumstances) -> tuple[Place, Span] | None:
    return next(((p, s) for p, s in around.put(moving=False) if _hangs_on(reading, s, noun)), None)


def _hangs_on(reading: Reading, span: Span, noun: Token) -> bool:
    """Do the words belong to the noun, or to a verb that only says that it takes place?"""
    head = head_of(reading.parse, span)
    for token in reading.parse.ancestors(head.i) if head is not None else ():
        if token.i == noun.i:
            return True
        if token.pos in ("VERB", "AUX"):
            subjects = reading.parse.children(token.i, "nsubj", "nsubjpass")
            told_of = token.head if token.dep in ("acl", "relcl") else -1  # 'the speech, set for March 3'
            return token.lemma in OCCURRING and (told_of == noun.i or any(s.i == noun.i for s in subjects))
    return False
