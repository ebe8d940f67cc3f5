"""Turns a sentence and its two ends into the token numbers that the model reads: the same for fitting and for
use.

The ends are masked or marked by tokens that the vocabulary keeps unused, so that no name decides a type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Protocol

End = tuple[int, int]

CLS, SEP = 101, 102  # of the uncased BERT vocabulary that the encoder was trained with
# '[unused1]' ... of that vocabulary: they never occur in text
ACTOR, RECIPIENT, TRIGGER, ACTOR_END, RECIPIENT_END, TRIGGER_END = 2, 3, 4, 5, 6, 7
CLOSING = frozenset({SEP, ACTOR_END, RECIPIENT_END, TRIGGER_END})
MAX_TOKENS = 128  # wire sentences have 40; longer ones are cut around the ends
MAX_END_TOKENS = 12  # of a long noun phrase the first words are read


class Tokenizer(Protocol):
    def encode(self, sequence: str, /, *, add_special_tokens: bool) -> object: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One question to the classifier: what does the actor do to the recipient in this sentence?

    Ends are (start, end) character offsets into `sentence`, None where that side is not named. `trigger` (which
    the shipped model does not read: the corpus it learnt from marks none) is
    the word that carries the event, where one is known.
    """

    sentence: str
    actor: End | None
    recipient: End | None
    trigger: End | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token numbers, and where the actor's and the recipient's mask stands (0, the start token, for a side
    not named).
    """

    ids: tuple[int, ...]
    actor: int
    recipient: int


def encode(pair: Pair, tokenizer: Tokenizer, *, masked: bool) -> Encoded:
    """`Troops shelled the town` with both ends masked becomes [CLS] <actor> shelled <recipient> [SEP]."""
    ids: list[int] = []
    at: dict[int, int] = {}
    position = 0
    for start, end, mark, close in _pieces(pair):
        ids += tokens(tokenizer, pair.sentence[position:start])
        at[mark] = len(ids)
        ids.append(mark)
        if not masked:
            ids += tokens(tokenizer, pair.sentence[start:end])[:MAX_END_TOKENS]
            ids.append(close)
        position = max(position, end)
    ids += tokens(tokenizer, pair.sentence[position:])
    first, last = _window(len(ids), sorted(at.values()))
    where = [at[m] - first + 1 if first <= at.get(m, -1) < last else 0 for m in (ACTOR, RECIPIENT)]
    return Encoded((CLS, *ids[first:last], SEP), *where)


def shortened(encoded: Encoded) -> Encoded:
    """Without the marks that close an end and the last token: a seventh of all, and the shipped network does not ask
    for them.
    """
    kept = [number not in CLOSING for number in encoded.ids]
    return Encoded(tuple(compress(encoded.ids, kept)), sum(kept[: encoded.actor]), sum(kept[: encoded.recipient]))


@lru_cache(maxsize=1 << 12)  # the stretches between the ends recur from pair to pair of a sentence
def tokens(tokenizer: Tokenizer, text: str) -> tuple[int, ...]:
    """The token numbers of a text, half surrogates replaced: the tokenizer cannot read them."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    encoded: Sequence[int] = tokenizer.encode(whole, add_special_tokens=False).ids  # type: ignore[attr-defined]
    return tuple(encoded)


def _pieces(pair: Pair) -> list[tuple[int, int, int, int]]:
    """The named ends in order, without overlap: of two that overlap the later keeps what is left."""
    ends = [(pair.actor, ACTOR, ACTOR_END), (pair.recipient, RECIPIENT, RECIPIENT_END)]
    found = sorted((e[0], e[1], mark, close) for e, mark, close in ends if e is not None)
    if len(found) == 2 and found[1][0] < found[0][1]:
        (s1, e1, m1, c1), (s2, e2, m2, c2) = found
        # "[[Israel]'s army]": the inner end keeps its words, the outer one what stands beside them
        found = [(s1, s2, m1, c1), (s2, e2, m2, c2)] if s2 > s1 else [(s1, e1, m1, c1), (e1, max(e1, e2), m2, c2)]
    return found


def _window(length: int, marks: Sequence[int]) -> tuple[int, int]:
    """The stretch of at most MAX_TOKENS - 2 tokens that holds the ends, or at least the first of them."""
    room = MAX_TOKENS - 2
    if length <= room:
        return 0, length
    centre = (marks[0] + marks[-1]) // 2 if marks else 0
    if marks and marks[-1] - marks[0] > room * 3 // 4:
        centre = marks[0] + room // 4
    first = min(max(0, centre - room // 2), length - room)
    return first, first + room
