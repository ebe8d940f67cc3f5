"""Readings to event mentions: candidates are typed by the classifier, then given status, time, place and speaker."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..codebook import Label
from ..reading.actors import slug
from ..reading.noun_phrases import name_words, noun_phrase
from ..records import (
    Actor,
    Attribution,
    EventMention,
    Participant,
    Reading,
    Report,
    Span,
    Status,
    Token,
    When,
    content_id,
)
from .arguments import coordinated
from .circumstances import Circumstances, head_of
from .clause import clause_of
from .echoes import echoes
from .news_day import SPEAKING, on_the_news_day
from .once import told_once
from .options import Option
from .owners import Owners
from .status import status_of
from .typed import TypeClassifier, Typed, typed

ALSO = frozenset({"also", "then", "later"})
WHO_ELSE = re.compile(r",\s+(?:who|whom|whose|which)\b")  # from here on a speaker is only described
SAME_OCCASION = 3  # sentences without a time over which a speaker is taken to go on speaking
# Words that are themselves a promise or a threat.
COMMITTING = frozenset(
    """agree promise pledge vow offer accept commit undertake volunteer guarantee propose consent decide willing ready
    threaten warn swear ultimatum threat promise pledge offer commitment agreement""".split()
)
# Words that refuse by themselves: 'did not reject the offer' refuses nothing.
REFUSING = frozenset(
    """block boycott cancel decline deny disagree dismiss dispute exclude forbid object oppose rebuff refuse reject
    repel resist snub spurn stop veto denial disagreement dismissal objection opposition refusal rejection""".split()
)
VERBAL = frozenset({"AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
INTENDED = {
    ("AGREE", "meet"): "CONSULT", ("AGREE", "mediate"): "CONSULT", ("AGREE", "settle"): "CONSULT",
    ("AGREE", "aid"): "AID",
    ("AGREE", "yield"): "CONCEDE", ("AGREE", "reform"): "CONCEDE", ("AGREE", "cooperate"): "COOPERATE",
    ("THREATEN", "attack"): "ASSAULT", ("THREATEN", "sanction"): "SANCTION", ("THREATEN", "cut"): "SANCTION",
    ("THREATEN", "coerce"): "COERCE", ("THREATEN", "dissent"): "PROTEST",
}  # fmt: skip
# From here on a mention stands by itself: every second one is what a careful reader marks in a sentence for which the
# `events` evaluation marks one relation only.
CONFIDENT = 0.17


@dataclass(frozen=True, slots=True)
class _Ends:
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]


def code(report: Report, reading: Reading, *, classifier: TypeClassifier | None = None) -> tuple[EventMention, ...]:
    """The event mentions of one report, in text order."""
    return next(iter(code_many([(report, reading)], classifier=classifier)))


def code_many(
    readings: Iterable[tuple[Report, Reading]], *, classifier: TypeClassifier | None = None
) -> tuple[tuple[EventMention, ...], ...]:
    """The event mentions of each report; the classifier sees all candidates at once."""
    if classifier is None:
        from ..codebook import classifier as shipped

        classifier = shipped()
    work = list(readings)
    return tuple(
        _mentions(report, reading, found)
        for (report, reading), found in zip(work, typed(work, classifier), strict=True)
    )


def _mentions(report: Report, reading: Reading, words: Sequence[Typed]) -> tuple[EventMention, ...]:
    coder = _Coder(report, reading)
    found = (coder.mention(word.option, word.label, word.confidence) for word in words)
    told = told_once(reading.parse, [m for m in found if m is not None], VERBAL)
    told += echoes(report, reading, told, coder.around, coder.attribution)
    told.sort(key=lambda m: m.trigger.start)
    return on_the_news_day(report, reading, told, VERBAL)


def _ids(side: Sequence[Participant]) -> frozenset[str]:
    return frozenset(p.actor.id for p in side)


def intended_act(label: Label, word: str, status: Status) -> str:
    """The type of an act that is not done yet: 'is to meet' is CONSULT, planned; AGREE and THREATEN need a word for it.

    The manuals of event data put every intention under AGREE or THREATEN, and the classifier is taught so; here the
    status says that it is an intention, and the type which act is intended (the label's mode names it).
    """
    if status != "planned" or word.lower() in COMMITTING:
        return label.type
    return INTENDED.get((label.type, label.mode or ""), label.type)


class _Coder:
    """Everything about one report that its event mentions are given."""

    def __init__(self, report: Report, reading: Reading) -> None:
        self.report, self.reading, self.parse = report, reading, reading.parse
        self.by_head = {m.head: m for m in reading.actors}
        self.around = Circumstances(reading)
        self.owners = Owners(reading)
        self.spoke = self._spoken()
        self.acted: dict[str, tuple[int, When]] = {}  # actor -> the sentence in which they last did something, and when
        self.headlines = [s.span for s in reading.segments if s.kind == "headline"]

    def mention(self, option: Option, label: Label, confidence: float) -> EventMention | None:
        ends = self._ends(option)
        if not ends.actors and not ends.recipients:
            return None
        trigger = self.parse.tokens[option.trigger]
        span = clause_of(self.parse, option)
        told = status_of(self.parse, trigger.i)
        when = self.around.when(trigger, ends.actors, coming=told in ("planned", "possible", "cancelled"))
        status = self._status(trigger, told, when)
        if label.type == "REJECT" and status == "denied" and trigger.lemma not in REFUSING:
            status = "happened"  # 'will not pay' is itself the refusal
        kind = intended_act(label, trigger.lemma, status)
        over = self.parse.tokens[trigger.head]
        if kind == "THREATEN" and over.lemma in ("threat", "threaten"):  # the threat is made, whatever comes of it
            status = self._status(over, status_of(self.parse, over.i), when)
        attribution = self.attribution(trigger, ends.actors)
        if kind in VERBAL and status == "happened":
            if attribution.actor is None or attribution.actor in _ids(ends.actors):
                when = self._same_occasion(trigger, ends.actors, when)
        elif status == "happened":
            when = self._same_round(trigger, ends.actors, when)
        struck = "ASSAULT" if (kind, label.mode) == ("THREATEN", "attack") else kind  # 'threats to attack Taiwan'
        where, where_span = self.around.where(trigger, struck, ends.recipients)
        return EventMention(
            id=content_id(self.report.id, str(span.start), str(span.end), str(trigger.start), kind),
            report=self.report.id,
            span=span,
            trigger=Span(start=trigger.start, end=trigger.end),
            type=kind,
            mode=label.mode if kind == label.type else None,
            confidence=confidence,
            status=status,
            actors=ends.actors,
            recipients=ends.recipients,
            when=when,
            where=where,
            where_span=where_span,
            attribution=attribution,
            reciprocal=option.reciprocal,
            headline=any(h.contains(span) for h in self.headlines),
        )

    def _spoken(self) -> dict[str, list[tuple[int, When]]]:
        """Actor -> the sentences in which they speak at a time that the sentence tells, in text order."""
        found: dict[str, list[tuple[int, When]]] = defaultdict(list)
        for verb in self.parse.tokens if self.reading.times else ():
            if verb.pos != "VERB" or verb.lemma not in SPEAKING:
                continue
            speakers = [self.by_head[c.i] for c in self.parse.children(verb.i, "nsubj") if c.i in self.by_head]
            when = self.around.when(verb, ()) if speakers else None
            if when is not None:
                for actor in speakers[0].actors:
                    found[actor.id].append((self.parse.sentence_of(verb.i), when))
        return found

    def _same_occasion(self, trigger: Token, actors: Sequence[Participant], when: When | None) -> When | None:
        """'Rice said on Tuesday ... She called it unwise': who goes on speaking does so at the same time."""
        sentence = self.parse.sentence_of(trigger.i)
        for actor in (p.actor.id for p in actors[:1]):
            if when is not None:
                self.spoke[actor].append((sentence, when))
                continue
            before = [(n, told) for n, told in self.spoke.get(actor, ()) if 0 <= sentence - n <= SAME_OCCASION]
            when = max(before, key=lambda b: b[0])[1] if before else None
        return when

    def _same_round(self, trigger: Token, actors: Sequence[Participant], when: When | None) -> When | None:
        """'On Monday the Kims visited Oslo. They also met Holm': 'also' goes on with what the sentence before tells."""
        sentence = self.parse.sentence_of(trigger.i)
        also = any(c.lemma.lower() in ALSO for c in self.parse.children(trigger.i, "advmod"))
        for actor in (p.actor.id for p in actors[:1]):
            last = self.acted.get(actor)
            if when is None and also and last is not None and sentence - last[0] == 1:
                when = last[1]
            if when is not None:
                self.acted[actor] = (sentence, when)
        return when

    def _status(self, trigger: Token, told: Status, when: When | None) -> Status:
        """As the words tell it; a present form with a date to come ('is meeting Xi on September 15') is a plan."""
        if when is None or told not in ("ongoing", "happened") or trigger.tag not in ("VBG", "VBZ", "VBP"):
            return told
        published = self.report.published
        if published is not None and when.earliest is not None:
            return "planned" if when.earliest > published else told
        return "planned" if told == "ongoing" and when.edtf is not None else told

    # ends --------------------------------------------------------------------------------------------------------

    def _ends(self, option: Option) -> _Ends:
        if option.reciprocal and option.actor is not None and option.recipient is None:
            both = self._participants(option.actor)
            return _Ends(both[:1], both[1:])
        actors = self._participants(option.actor, spread=not option.reciprocal)
        recipients = self._participants(option.recipient)
        known = {p.actor.id for p in actors}
        return _Ends(actors, tuple(p for p in recipients if p.actor.id not in known))

    def _participants(self, head: int | None, *, spread: bool = True) -> tuple[Participant, ...]:
        if head is None:
            return ()
        found: dict[str, Participant] = {}
        for member in coordinated(self.parse, head) if spread else (head,):
            phrase = noun_phrase(self.parse, member)
            mention = self.by_head.get(member)
            named = mention.actors if mention and mention.actors else self.owners.of(member)
            actors = named or (self._unnamed(member),)
            for actor in actors:
                if actor is not None:
                    found.setdefault(actor.id, Participant(actor=actor, span=phrase.span(self.parse)))
        return tuple(found.values())

    def _unnamed(self, head: int) -> Actor | None:
        """A thing or an unresolved reference on one side: kept in the report's own words, without country or sector."""
        token = self.parse.tokens[head]
        if token.pos == "PRON":
            return None
        phrase = noun_phrase(self.parse, head)
        words = name_words(self.parse, phrase)
        name = self.report.text[words[0].start : words[-1].end]
        return Actor(id=f"group:{slug(name)}", name=" ".join(name.split()), kind="group")

    def attribution(self, trigger: Token, actors: Sequence[Participant]) -> Attribution:
        """The innermost statement that holds the event word; the outlet where none does.

        Whoever only wants or plans the act ('Putin and Xi plan to meet') is its actor, not the one who says so.
        """
        at = Span(start=trigger.start, end=trigger.end)
        holding = [
            q
            for q in self.reading.quotations
            if any(c.contains(at) for c in q.content) and not any(c.overlaps(at) for c in q.cue)
        ]
        own = [p.span for p in actors]
        named = [
            q
            for q in holding
            if q.source and not (q.force in ("wants", "thinks") and any(s.overlaps(q.source[0]) for s in own))
        ]
        if not named:
            return Attribution(kind="outlet")
        inner = min(named, key=lambda q: (sum(c.end - c.start for c in q.content), q.cue[0].start if q.cue else 0))
        source = inner.source[0]
        mention = next(
            (m for m in sorted(self.reading.actors, key=lambda m: -m.head) if m.actors and source.contains(m.span)),
            None,
        )
        head, told = head_of(self.parse, source), source
        if head is not None and head.tag in ("WP", "WDT") and (whose := self._antecedent(head)) is not None:
            head, told = whose, noun_phrase(self.parse, whose.i).span(self.parse)
        if head is not None and head.i in self.by_head and self.by_head[head.i].actors:
            mention = self.by_head[head.i]
        actor = mention.actors[0] if mention else None
        words = " ".join(WHO_ELSE.split(self.report.text[told.start : told.end])[0].split())
        is_named = actor is not None and (actor.kind != "group" or (mention is not None and mention.form == "name"))
        pronoun = mention is not None and mention.form in ("pronoun", "nominal") and actor is not None and is_named
        return Attribution(
            kind="named" if is_named else "unnamed",
            speaker=actor.name if pronoun and actor is not None else words,
            actor=actor.id if actor else None,
            force=inner.force,
            span=source,
        )

    def _antecedent(self, pronoun: Token) -> Token | None:
        """What 'who' or 'which' stands for: the noun that its clause hangs on."""
        clause = next((t for t in self.parse.ancestors(pronoun.i) if t.dep == "relcl"), None)
        return self.parse.tokens[clause.head] if clause is not None else None


__all__ = ["CONFIDENT", "VERBAL", "TypeClassifier", "code", "code_many"]
