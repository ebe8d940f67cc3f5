"""Who speaks: enough of quotations to tell 'he' who says from 'he' who is spoken of."""

from __future__ import annotations

from ...records import Actor, Parse, Token
from .memory import ROLES, Memory
from .people import People

SPEECH = frozenset(
    {"say", "tell", "add", "ask", "write", "tweet", "note", "warn", "claim", "state", "reply", "explain", "argue"}
)
OPENING, CLOSING, PLAIN = "“", "”", '"'
REACH = 3  # sentences that one speaker goes on for without being named again


class Speech:
    def __init__(self, parse: Parse, people: People, memory: Memory) -> None:
        self.parse, self.people, self.memory = parse, people, memory
        self._quoted = _quoted(parse)

    def quoted(self, i: int) -> bool:
        """Does token `i` stand inside quotation marks?"""
        return self._quoted[i]

    def says_on(self, head: Token) -> bool:
        """'"...", he said': the subject of a verb of speech that follows the words said."""
        verb = self.parse.tokens[head.head]
        says = verb.lemma in SPEECH or any(c.lemma in SPEECH for c in self.parse.children(verb.i, "xcomp"))
        if head.dep != "nsubj" or not says:
            return False
        first, _ = self.parse.sentences[self.parse.sentence_of(head.i)]
        return any(self._quoted[first : head.i])

    def before(self, head: Token) -> Actor | None:
        """The person made to speak in this sentence, even after what is said, or the last one shortly before."""
        first, end = self.parse.sentences[self.parse.sentence_of(head.i)]
        for token in self.parse.tokens[first:end]:
            verb = self.parse.tokens[token.head]
            if (
                token.dep == "nsubj"
                and verb.lemma in SPEECH
                and token.i in self.people.at
                and not self._quoted[token.i]
            ):
                return self.people.at[token.i].actor()
        for naming in self.memory.lately(head.i, REACH):
            verb = self.parse.tokens[self.parse.tokens[naming.i].head]
            if (
                naming.role == ROLES["nsubj"]
                and verb.lemma in SPEECH
                and naming.actor.kind == "person"
                and not self._quoted[naming.i]
            ):
                return naming.actor
        return None


def _quoted(parse: Parse) -> list[bool]:
    """For each token whether it stands inside quotation marks; marks left open stay open."""
    inside, found = False, []
    for token in parse.tokens:
        if token.text == OPENING:
            inside = True
        elif token.text == CLOSING:
            inside = False
        elif token.text == PLAIN:
            inside = not inside
        found.append(inside)
    return found
