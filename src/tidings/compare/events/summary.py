"""An event in one line for people: who takes part by name, what they do in the report's own words."""

from __future__ import annotations

from collections.abc import Sequence

from ...reading.noun_phrases import noun_phrase
from ...records import Account, Actor, EventMention, Participant, Reading, Token

LONGEST = 100  # characters of the report's own words; what is longer ends at a word, with an ellipsis
NAMED_AT_MOST = 3  # actors named in a summary before 'and N more'
CLAUSES = ("conj", "advcl", "parataxis", "relcl")  # what hangs on the event word and tells something else
# 'offered on Sunday to mediate': without the infinitive nothing is told
PROMISING = frozenset(
    "agree appeal call decide offer plan plead pledge prepare press promise push refuse swear threaten vote vow".split()
)
SHORT = {"'ll": "will", "'d": "would", "'re": "are", "'ve": "have", "'m": "am"}
BARE = {"possible": "may", "denied": "not to", "cancelled": "not to"}  # before a verb without a helper; else 'to'
# Verbs that only carry the noun they govern: 'held talks', 'launched a raid'.
LIGHT = frozenset(
    """carry come conduct deliver do enter face file get give go have hold impose issue launch lodge make mount open pay
    place put reach receive send sign stage start strike take undertake wage win""".split()
)


def summary(account: Account, lead: EventMention, actors: Sequence[Actor], recipients: Sequence[Actor]) -> str:
    """'Ben Ali met his ally Kim at the border': names before the lead mention's clause; the clause alone for nobody."""
    if account.reading is None:
        return _sentence(names([*actors, *recipients]))
    clause = _Clause(account.report.text, account.reading, lead)
    if clause.noun:
        line = clause.of_noun(actors, recipients)
    elif clause.passive:
        line = clause.of_passive(actors, recipients)
    else:
        line = clause.of_verb(actors, recipients)
    return _sentence(line)


def names(actors: Sequence[Actor]) -> str:
    """'Russia', 'Russia and China', 'A, B, C and 2 more'; '' for nobody."""
    listed = [a.name for a in actors[:NAMED_AT_MOST]]
    if len(actors) > NAMED_AT_MOST:
        return f"{', '.join(listed)} and {len(actors) - NAMED_AT_MOST} more"
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


class _Clause:
    """The words around one event word."""

    def __init__(self, text: str, reading: Reading, lead: EventMention) -> None:
        self.text, self.lead = text, lead
        self.parse = parse = reading.parse
        self.told_by = sorted(s.start for q in reading.quotations for s in (*q.source, *q.cue))
        self.word = next(t for t in parse.tokens if t.start == lead.trigger.start)
        self.noun = self.word.pos in ("NOUN", "PROPN")
        self.passive = not self.noun and (
            bool(parse.children(self.word.i, "auxpass", "nsubjpass"))
            or (self.word.tag == "VBN" and not parse.children(self.word.i, "aux", "dobj", "nsubj"))
        )

    def of_verb(self, actors: Sequence[Actor], recipients: Sequence[Actor]) -> str:
        """'Kim' + 'will not meet with Lee in Hanoi'."""
        who = names([*actors, *recipients]) if self.lead.reciprocal else names(actors)
        first = self._first(self.word)
        told = self._words(first, self._last(self.word))
        if (content := self._said_before()) is not None:
            told = f"{told} {content}"
        if self.word.tag == "VB" and first == self.word.i:
            told = f"{BARE.get(self.lead.status, 'to')} {told}"
        if not who and recipients and not self._holds(told, recipients):
            return f"{told} {names(recipients)}"
        return f"{who} {told}"

    def _said_before(self) -> str | None:
        """'the war was over' of 'The war was over, Lee said'; None where nothing is said before the verb."""
        parse = self.parse
        content = next((c for c in parse.children(self.word.i, "ccomp") if c.i < self.word.i), None)
        if content is None or self._last(self.word) != self.word.i:
            return None
        inside = [i for i in parse.subtree(content.i) if parse.tokens[i].pos not in ("PUNCT", "SPACE")]
        words, first = self._words(inside[0], inside[-1]), parse.tokens[inside[0]]
        return words if first.pos == "PROPN" else words[:1].lower() + words[1:]

    def of_passive(self, actors: Sequence[Actor], recipients: Sequence[Actor]) -> str:
        """'Lee' + 'was arrested by police on Friday'; by whom is added where the clause does not tell. Who stands
        behind the verb already is not its subject: 'the suspects will be handed over to Peru'.
        """
        told = self._words(self._first(self.word), self._last(self.word))
        by = f" by {names(actors)}" if actors and not self._agent() else ""
        subject = self.parse.children(self.word.i, "nsubjpass")
        if recipients and subject and self._holds(told, recipients):
            phrase = noun_phrase(self.parse, subject[0].i)
            return f"{self._words(phrase.first, phrase.last)} {told}{by}"
        return f"{names(recipients)} {told}{by}" if recipients else f"{names(actors)} {told}"

    def of_noun(self, actors: Sequence[Actor], recipients: Sequence[Actor]) -> str:
        """'Kim held talks with Lee' where a verb carries the noun, else 'Kim's talks with Lee', 'the talks of both'."""
        carrier = self.parse.tokens[self.word.head]
        if carrier.dep in ("prep", "prt"):
            carrier = self.parse.tokens[carrier.head]
        last = self._last(self.word)
        carried = carrier.pos == "VERB" and carrier.lemma in LIGHT and carrier.i < self.word.i
        if actors and carried and not self.parse.children(self.word.i, "poss"):
            who = names([*actors, *recipients]) if self.lead.reciprocal else names(actors)
            return f"{who} {self._words(self._first(carrier), last)}"
        told = self._words(self._first_of_noun(), last)
        both = [*actors, *recipients]
        if self._holds(told, both[:1]) or not both:
            return told
        if self.lead.reciprocal or not actors:
            return f"{told}: {names(both)}"
        owner = names(actors)
        return f"{owner}{'’' if owner.endswith('s') else '’s'} {told}"

    # what belongs to the word ------------------------------------------------------------------------------------

    def _first(self, verb: Token) -> int:
        """The first of a verb's helpers: 'will not' of 'will not meet', 'plans to' of 'plans to meet'."""
        helpers = [c.i for c in self.parse.children(verb.i, "aux", "auxpass", "neg") if c.i < verb.i]
        first = min([verb.i, *helpers])
        governor = self.parse.tokens[verb.head]
        words = [self.parse.tokens[i] for i in range(governor.i + 1, first)]
        if verb.dep == "xcomp" and governor.i < first and all(w.pos in ("PART", "ADV") for w in words):
            return self._first(governor) if governor.pos == "VERB" else governor.i
        return first

    def _first_of_noun(self) -> int:
        """The first word that describes the noun, after its article and its possessor."""
        before = [
            c.i
            for c in self.parse.children(self.word.i, "amod", "compound", "nummod", "nmod")
            if c.i < self.word.i and not any(p.span.start <= c.start < p.span.end for p in self._ends())
        ]
        return min([self.word.i, *before])

    def _last(self, word: Token) -> int:
        """The last token of the word's own clause: what is joined to it or told beside it is left out."""
        inside = set(self.parse.subtree(word.i))
        for child in self.parse.children(word.i, *CLAUSES):
            promised = word.lemma in PROMISING and child.tag == "VB" and self.parse.children(child.i, "aux")
            for clause in self.parse.children(child.i, *CLAUSES) if promised else (child,):
                if clause.i > word.i:
                    inside -= set(self.parse.subtree(clause.i))
        end = word.i
        while end + 1 in inside:
            end += 1
        if word.dep == "advcl" and word.head > word.i:  # 'Before Russia invaded Ukraine, the presidents ...'
            end = next((t.i for t in self.parse.tokens[word.i : end] if t.text == ","), end)
        for start in self.told_by:  # '..., two officials said'
            if self.parse.tokens[word.i].end < start <= self.parse.tokens[end].start:
                before = next(t.i for t in self.parse.tokens if t.end >= start) - 1
                if self.parse.tokens[before].text == ",":
                    end = before
                    break
        while end > word.i and self.parse.tokens[end].pos in ("PUNCT", "CCONJ", "SPACE"):
            end -= 1
        return end

    def _agent(self) -> bool:
        return any(c.lemma == "by" for c in self.parse.children(self.word.i, "agent", "prep"))

    def _ends(self) -> Sequence[Participant]:
        return (*self.lead.actors, *self.lead.recipients)

    def _holds(self, told: str, actors: Sequence[Actor]) -> bool:
        """Do the words name the actors already, in their own way?"""
        return bool(actors) and any(
            self.text[p.span.start : p.span.end].split()[-1] in told
            for p in self._ends()
            if p.actor.id in {a.id for a in actors}
        )

    def _words(self, first: int, last: int) -> str:
        """The words of the report from one token to another, cut at a word where they are many."""
        words = " ".join(self.text[self.parse.tokens[first].start : self.parse.tokens[last].end].split())
        if len(words) > LONGEST:
            words = words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + " …"
        helper = self.parse.tokens[first].text.replace("’", "'").lower()
        if helper.startswith("'"):
            full = SHORT.get(helper) or ("is" if self.parse.tokens[first].lemma == "be" else "has")
            words = full + words[len(helper) :]
        return _balanced(words)


def _balanced(words: str) -> str:
    """Quotes and brackets that the cut left without their other half: closed at the end, or left out."""
    for opening, closing in (("“", "”"), ("(", ")"), ("[", "]")):
        if words.count(opening) > words.count(closing):
            words += closing
        elif words.count(closing) > words.count(opening):
            words = words.replace(closing, "", 1)
    return words + '"' if words.count('"') % 2 else words


def _sentence(line: str) -> str:
    line = " ".join(line.split()).strip(" –")
    return line[:1].upper() + line[1:]
