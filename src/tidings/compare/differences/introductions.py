"""One quotation in two accounts: when it was said, to whom, and in which words each account brings it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...records import Span, TimeMention, Token
from ..accounts.prepared import Prepared
from ..accounts.words import Word
from .claims import Claim
from .pairing import Pairing
from .quotations import is_quoted, quotation_at, same_quotes
from .speech import SPEECH
from .times import dated, parts_of_day, says_more, time_difference

SURE = 4.0  # one quotation is surer than clauses that agree, less sure than a name
LEAD = 12  # words before the quotation that are shown
LATE_START = 2  # words of a quotation before those that both accounts have
BACK = 2  # sentences before a quotation in which it is brought in, where it stands alone
_TOLD = frozenset({"dobj", "dative"})
_OCCASIONS = frozenset({"interview"})
_NAMES = frozenset({"PROPN"})
_STOPS = frozenset({",", ":", ";", "“", "”", '"', "—", "--"})
_BRINGS_IN = SPEECH | frozenset({"call", "describe", "label", "dub", "tweet", "write", "warn", "ask", "respond"})


@dataclass(frozen=True, slots=True)
class _Introduction:
    """The words that bring a quotation in: 'he told the BBC on Friday'."""

    account: Prepared
    tokens: tuple[Token, ...]
    beside: bool  # in the quotation's own sentence


def introduction_claims(pairing: Pairing) -> Iterator[Claim]:
    """When one thing was said, and to whom, where the accounts that quote it do not say the same."""
    for a, b, matcher in same_quotes(pairing):
        first = matcher.get_matching_blocks()[0]
        yield from _lead_in(pairing, a.words[first.a], b.words[first.b])
        one, other = _introduction(pairing.left, a.sentence), _introduction(pairing.right, b.sentence)
        if one and other:
            yield from _when(pairing, one, other)
            yield from _hearer(pairing, one, other)


def _introduction(account: Prepared, sentence: int) -> _Introduction | None:
    for number in range(sentence, max(-1, sentence - BACK - 1), -1):
        first, end = account.tokens_in(account.sentences[number].span)
        tokens = tuple(t for t in account.parse.tokens[first:end] if not is_quoted(account, t.start, t.end))
        if account.sentences[number].kind == "body" and any(t.pos == "VERB" for t in tokens):
            return _Introduction(account, tokens, number == sentence)
    return None


def _lead_in(pairing: Pairing, a: Word, b: Word) -> Iterator[Claim]:
    """'she called the deal “a mistake”' beside 'she said the treaty was “a mistake”': what the words are said of."""
    x, y = _before(pairing.left, a), _before(pairing.right, b)
    if x is None or y is None:
        return
    keys = pairing.left.keys_in(x), pairing.right.keys_in(y)
    if keys[0] and keys[1] and not keys[0] <= keys[1] and not keys[1] <= keys[0]:
        sides = pairing.sides(x, y)
        yield Claim(aspect="wording", kind="wording", a=sides[0], b=sides[1], weight=SURE)


def _before(account: Prepared, word: Word) -> Span | None:
    """The unquoted words of the clause that runs into the quotation of a word: those after the verb of saying."""
    quotation = quotation_at(account, word.start)
    start = account.tokens_in(quotation)[0] if quotation else word.first
    if word.first - start > LATE_START:
        return None
    first = account.tokens_in(account.sentences[account.sentence_of[word.first]].span)[0]
    words: list[Token] = []
    for token in reversed(account.parse.tokens[max(first, start - 2 * LEAD) : start]):
        if token.lemma.lower() in _BRINGS_IN or token.text.lower() == "that" or (token.text in _STOPS and words):
            break
        if token.pos != "PUNCT":
            words.append(token)
    if not words or words[0].pos == "CCONJ" or len(words) > LEAD or is_quoted(account, words[0].start, words[0].end):
        return None
    return account.span(words[-1].i, words[0].i)


def _when(pairing: Pairing, one: _Introduction, other: _Introduction) -> Iterator[Claim]:
    x, y = _time(one), _time(other)
    if x is None or y is None:
        return
    kind = time_difference(x.when, y.when)
    if kind == "conflict" and not (one.beside and other.beside):
        return  # the sentence before may date what was done rather than what was said
    if kind is None and x.when.edtf == y.when.edtf and _two_parts_of_day(x, y):
        kind = "wording"
    if kind is None:
        return
    a, b = pairing.sides(x.span, y.span)
    if kind == "precision" and says_more(x.when, y.when):
        a, b = b, a
    yield Claim(aspect="when", kind=kind, a=a, b=b, weight=SURE)


def _two_parts_of_day(x: TimeMention, y: TimeMention) -> bool:
    """'Friday evening' and 'late Friday' are one time under two names."""
    parts = parts_of_day(x.when.text), parts_of_day(y.when.text)
    return bool(parts[0] and parts[1] and parts[0] != parts[1])


def _time(told: _Introduction) -> TimeMention | None:
    """The one day on which it was said."""
    inside = {t.i for t in told.tokens}
    times = [m for i, m in sorted(told.account.time_heads.items()) if i in inside and isinstance(m, TimeMention)]
    found = dated(times)
    return found[0] if len(found) == 1 else None


def _hearer(pairing: Pairing, one: _Introduction, other: _Introduction) -> Iterator[Claim]:
    """'in an interview with the BBC' beside 'told Anna Weber of the BBC': one names more of those who heard it."""
    x, y = _heard(one), _heard(other)
    if x is None or y is None or not (x[0] < y[0] or y[0] < x[0]):
        return
    a, b = pairing.sides(x[1], y[1])
    if y[0] < x[0]:
        a, b = b, a
    yield Claim(aspect="who", kind="precision", a=a, b=b, weight=SURE)


def _heard(told: _Introduction) -> tuple[frozenset[str], Span] | None:
    """The names of those to whom it was said, and the words from the first to the last of them."""
    parse, inside = told.account.parse, {t.i for t in told.tokens}
    heads = [t.i for t in told.tokens if t.lemma.lower() in _OCCASIONS]
    heads += [c.i for t in told.tokens if t.lemma == "tell" for c in parse.children(t.i) if c.dep in _TOLD]
    below = sorted({i for head in heads for i in parse.subtree(head) if i in inside})
    names = [parse.tokens[i] for i in below if parse.tokens[i].pos in _NAMES]
    if not names:
        return None
    return frozenset(t.text for t in names), told.account.span(names[0].i, names[-1].i)
