"""An account made ready for comparing: its sentences, and what each token of it counts as."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from functools import wraps
from typing import TypeVar, cast

from ...records import Account, ActorMention, Evidence, Parse, PlaceMention, Reading, Report, Span, TimeMention
from .sentences import Sentence
from .stems import stem

WIDEST = 60  # tokens below a head that are looked at; more is a parser's runaway
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_LIGHT = frozenset(
    """
    be have do make take get go come say tell add call use give put keep let see know think want year day week
    month time people thing way president mr ms one two new last first other more most many such own same
    official officials state country monday tuesday wednesday thursday friday saturday sunday
    """.split()
)

T = TypeVar("T")


def reading_of(account: Account) -> Reading:
    """The reading of an account that was read; ValueError for one that was not."""
    if account.reading is None:
        raise ValueError(f"report {account.report.id} was not read; compare only accounts with a reading")
    return account.reading


def evidence(account: Account, span: Span) -> Evidence:
    """The words of a span as evidence: the report, where they stand, and the words themselves."""
    return Evidence(report=account.report.id, span=span, quote=span.quote(account.report.text))


def actor_key(actor: str) -> str:
    """'person:donald-trump' and 'person:trump' meet in '~trump'; states and others keep their whole id."""
    kind, _, name = actor.partition(":")
    return "~" + (name.rsplit("-", 1)[-1] if kind == "person" else name)


def is_actor(key: str) -> bool:
    return key.startswith("~")


class Prepared:
    """One account made ready for comparing: its sentences, and for each token the actor, time and place it is
    part of."""

    def __init__(self, account: Account, position: int, sentences: Sequence[Sentence]) -> None:
        self.account, self.position, self.sentences = account, position, sentences
        self.reading = reading_of(account)
        self.kept: dict[str, object] = {}  # what `once` has worked out
        self.parse: Parse = self.reading.parse
        self.starts = [t.start for t in self.parse.tokens]
        self.actor_at: dict[int, ActorMention] = {}
        for mention in self.reading.actors:
            self.actor_at[mention.head] = mention
        self.time_heads = self._at_heads(self.reading.times)
        self.place_heads = self._at_heads(self.reading.places)
        self.sentence_of = [-1] * len(self.parse.tokens)
        for number, sentence in enumerate(sentences):
            first, end = self.tokens_in(sentence.span)
            self.sentence_of[first:end] = [number] * (end - first)

    @property
    def report(self) -> Report:
        return self.account.report

    @property
    def text(self) -> str:
        return self.account.report.text

    def tokens_in(self, span: Span) -> tuple[int, int]:
        """The tokens of a span, half-open."""
        return bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)

    def span(self, first: int, last: int) -> Span:
        """From the start of one token to the end of another."""
        return Span(start=self.parse.tokens[first].start, end=self.parse.tokens[last].end)

    def heads_in(self, span: Span) -> list[int]:
        """The tokens of a span that hang on nothing inside it."""
        inside = range(*self.tokens_in(span))
        return [i for i in inside if self.parse.tokens[i].head not in inside or self.parse.tokens[i].head == i]

    def _at_heads(
        self, mentions: Sequence[TimeMention] | Sequence[PlaceMention]
    ) -> dict[int, TimeMention | PlaceMention]:
        """Each mention at the token that ties it to the rest of the sentence."""
        return {heads[0]: mention for mention in mentions if (heads := self.heads_in(mention.span))}

    def keys_of(self, i: int) -> tuple[str, ...]:
        """What a token counts as: the actors it stands for, or its stem; nothing for light words."""
        mention = self.actor_at.get(i)
        if mention is not None and mention.actors:
            return tuple(sorted(actor_key(a.id) for a in mention.actors))
        token = self.parse.tokens[i]
        if token.pos not in _CONTENT or token.lemma.lower() in _LIGHT or token.i in self.time_heads:
            return ()
        return (stem(token.lemma),)

    def keys_in(self, span: Span) -> frozenset[str]:
        return frozenset(key for i in range(*self.tokens_in(span)) for key in self.keys_of(i))

    def keys_below(self, i: int, *, without: Collection[int] = ()) -> frozenset[str]:
        """The keys of the words below token i, but for those that are `without`."""
        below = self.parse.subtree(i)[:WIDEST]
        return frozenset(key for j in below if j != i and j not in without for key in self.keys_of(j))


def once(read: Callable[[Prepared], T]) -> Callable[[Prepared], T]:
    """Work a thing out once for each account, however many others it is compared with."""

    @wraps(read)
    def kept(account: Prepared) -> T:
        name = f"{read.__module__}.{read.__qualname__}"
        if name not in account.kept:
            account.kept[name] = read(account)
        return cast("T", account.kept[name])

    return kept
