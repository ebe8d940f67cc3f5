"""Noun phrases of a parse: the unit that names an actor."""

from __future__ import annotations

from dataclasses import dataclass

from ..kept import worked_out_once
from ..records import Parse, Span, Token

LEFT = frozenset(
    {"det", "predet", "amod", "compound", "nummod", "nmod", "poss", "quantmod", "case", "advmod", "punct", "nounmod"}
)
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my"})
# they say whose neighbour a name is, and are no part of it
BESIDE = frozenset({"neighbouring", "neighboring", "nearby", "fellow", "rival"})
DASHES = frozenset({"-", "–", "—", "--"})
SEATED = frozenset({"based", "headquartered", "born", "registered"})
COMPLEMENTS = frozenset({"of", "from", "for", "in", "at"})
LONGEST_END = 60  # characters: a longer name of a side says more than who it is
INNER = frozenset({"compound", "amod", "nummod", "det", "predet", "quantmod", "case", "punct", "prt"})


@dataclass(frozen=True, kw_only=True, slots=True)
class NounPhrase:
    """A head noun with what stands left of it; `first` and `last` are token indices, both inside."""

    head: int
    first: int
    last: int

    def span(self, parse: Parse) -> Span:
        return Span(start=parse.tokens[self.first].start, end=parse.tokens[self.last].end)

    def words(self, parse: Parse) -> tuple[Token, ...]:
        return parse.tokens[self.first : self.last + 1]


def noun_phrases(parse: Parse) -> tuple[NounPhrase, ...]:
    """All noun phrases, in text order; a possessor ('China' in "China's leaders") is a phrase of its own too."""
    return tuple(noun_phrase(parse, token.i) for token in parse.tokens if is_head(parse, token))


def is_head(parse: Parse, token: Token) -> bool:
    if token.pos in ("NOUN", "PROPN", "PRON"):
        return token.dep not in ("compound", "nmod") or token.head < token.i
    # 'the wounded', 'seven of them'
    return token.pos in ("ADJ", "NUM") and token.dep in (
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "agent",
        "conj",
        "dative",
    )


@worked_out_once
def noun_phrase(parse: Parse, head: int) -> NounPhrase:
    """The phrase around a head token: its unbroken run of left modifiers, without the possessive ending."""
    first = head
    below = sorted((c for c in parse.children(head) if c.i < head), key=lambda c: -c.i)
    for child in below:
        if child.dep not in LEFT:
            break
        subtree = parse.subtree(child.i)
        if subtree[-1] != first - 1:
            break
        first = subtree[0]
    for i in range(head - 1, first - 1, -1):  # a dash between spaces ends a phrase: 'Pact - Xi and Putin meet'
        token = parse.tokens[i]
        if token.text in DASHES and parse.tokens[i + 1].start > token.end:
            first = i + 1
            break
    while first < head and parse.tokens[first].pos == "PUNCT" and parse.tokens[first].text not in {'"', "“", "'", "‘"}:
        first += 1
    while first < head and parse.tokens[first].pos in ("PUNCT", "ADV"):
        first += 1
    return NounPhrase(head=head, first=first, last=head)


def is_seat(parse: Parse, i: int) -> bool:
    """Does token `i` only say where somebody sits: 'Oslo' in 'Oslo-based'?"""
    after = parse.tokens[i + 1 : i + 3] if i >= 0 else ()
    return len(after) == 2 and after[0].text in DASHES and after[1].text.lower() in SEATED


def full_span(parse: Parse, phrase: NounPhrase) -> Span:
    """The phrase with the complements that follow it: 'inspectors from the labour ministry'."""
    last = phrase.last
    grown = True
    while grown:
        grown = False
        for child in parse.tokens[last + 1 : last + 2]:
            if (child.dep == "prep" and child.lemma in COMPLEMENTS) or (child.dep == "appos" and child.pos == "PROPN"):
                inner = parse.children(child.i, "pobj") if child.dep == "prep" else (child,)
                if inner and phrase.first <= parse.tokens[child.head].i <= last:
                    end = max(inner[0].i, child.i)
                    if parse.tokens[end].end - parse.tokens[phrase.first].start <= LONGEST_END:
                        last, grown = end, True
    return Span(start=parse.tokens[phrase.first].start, end=parse.tokens[last].end)


def name_words(parse: Parse, phrase: NounPhrase) -> tuple[Token, ...]:
    """The phrase without leading determiners and possessors: 'the Russian President' gives 'Russian President'; a name
    without where its bearer sits or lies: 'Oslo-based Telenor' gives 'Telenor', 'neighbouring Chile' gives 'Chile'."""
    words = list(phrase.words(parse))
    if words[-1].pos == "PROPN":
        seats = [n for n, t in enumerate(words[:-1]) if is_seat(parse, t.i - 2)]
        words = words[seats[-1] + 1 :] if seats else words
    while len(words) > 1 and (words[0].text.lower() in DETERMINERS or words[0].pos in ("DET", "PUNCT")):
        words.pop(0)
    if len(words) > 1 and words[0].text.lower() in BESIDE and words[1].text[:1].isupper():
        words.pop(0)
    return tuple(words)
