"""What changes between two tellings of one sentence: a day, a number, a name, a place, whether it is so.

Each change is a block of words put for another where the words around it agree. A change of form alone ('percent' for
'per cent', 'Mr. Trump' for 'President Trump') is no difference, and a block that mixes kinds is not guessed at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ... import gazetteer
from ...records import Account, Aspect, DifferenceKind, Parse, Span, Token
from ..accounts.polarity import NEGATIONS, bends, opposed
from ..accounts.prepared import reading_of
from ..accounts.sentences import Sentence
from ..accounts.stems import same_stem
from ..accounts.words import MONTHS, WEEKDAYS, Word
from .same_sentences import Pair

FLANK = 3  # words that must agree beside a changed block, left and right together
LONGEST_BLOCK = 8  # words; a longer block is another statement, not an edit
SAME_SENTENCE = 0.8  # share of words in common that sentences with more than one change need to be one sentence
LONGEST_NAME = 5  # words
VERB_REACH = 3  # words between what bends a verb and the verb: 'will not officially endorse'
YEARS = (1900, 2100)
_TITLES = frozenset(
    """
    president senator representative governor general colonel secretary minister chancellor premier king queen
    prince judge justice professor pope attorney mayor speaker chairman ambassador captain lieutenant sergeant
    congressman congresswoman majority minority leader deputy vice former
    """.split()
)
_CLOCK = frozenset({"am", "pm", "o'clock", "oclock", "gmt", "utc"})


@dataclass(frozen=True, slots=True)
class Change:
    """Words of one sentence that stand where others stand in its telling by another report."""

    aspect: Aspect
    kind: DifferenceKind
    a: Span
    b: Span


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a block: the account, its sentence and the words from `first` to `end` of it."""

    account: Account
    parse: Parse
    sentence: Sentence
    first: int
    end: int

    @property
    def words(self) -> tuple[Word, ...]:
        return self.sentence.words[self.first : self.end]

    def span(self) -> Span:
        return Span(start=self.words[0].start, end=self.words[-1].end)

    def part(self, first: int, end: int) -> _Side:
        return _Side(self.account, self.parse, self.sentence, first, end)

    def token(self, word: Word) -> Token:
        return self.parse.tokens[word.last]


def changes(pair: Pair, left: Account, right: Account) -> tuple[Change, ...]:
    """The changes between two sentences that are one sentence, edited; in order."""
    a, b = pair.a, pair.b
    matcher = SequenceMatcher(None, a.keys, b.keys, autojunk=False)
    found: list[Change] = []
    codes = matcher.get_opcodes()
    for number, (code, i1, i2, j1, j2) in enumerate(codes):
        if code == "equal" or max(i2 - i1, j2 - j1) > LONGEST_BLOCK:
            continue
        agreeing = sum(codes[n][2] - codes[n][1] for n in (number - 1, number + 1) if 0 <= n < len(codes))
        if agreeing < min(FLANK, len(a.words) - 1):
            continue
        one = _Side(left, reading_of(left).parse, a, i1, i2)
        other = _Side(right, reading_of(right).parse, b, j1, j2)
        change = next((c for judge in _JUDGES if (c := judge(one, other))), None)
        if change:
            found.append(change)
    if sum(c[0] == "replace" for c in codes) > 1 and pair.order < SAME_SENTENCE:
        return ()  # 'visited Ghana in May', 'visited Togo in October': two things of one pattern
    return tuple(found)


def _status(a: _Side, b: _Side) -> Change | None:
    if not opposed(a.words, b.words, a.parse, b.parse):
        return None
    # 'no', 'not' before something else than a verb ('not only', 'no longer') turns the sentence in another way
    wide_a, wide_b = _with_neighbour(a), _with_neighbour(b)
    if not any(_verbal(s) for s in (wide_a, wide_b)):
        return None
    if a.sentence.kind == "headline" and not any(w.key in NEGATIONS for w in (*a.words, *b.words)):
        return None  # headlines tell the past and the future in the present tense
    return Change("status", "conflict", wide_a.span(), wide_b.span())


def _with_neighbour(side: _Side) -> _Side:
    """A block with the auxiliaries before it and the words up to its verb: 'will not pay', 'did not sign'."""
    words = side.sentence.words
    first, end = side.first, side.end
    while first > 0 and side.first - first < VERB_REACH and bends(words[first - 1].key):
        first -= 1
    while end < len(words) and end - side.end < VERB_REACH and not _ends_in_verb(side.part(first, end)):
        end += 1
    if end == side.end or _ends_in_verb(side.part(first, end)):
        return side.part(first, end)
    return side.part(first, min(side.end + 1, len(words)))


def _ends_in_verb(side: _Side) -> bool:
    return bool(side.words) and side.token(side.words[-1]).pos == "VERB"


def _verbal(side: _Side) -> bool:
    around = side.sentence.words[max(0, side.first - 1) : side.end + 2]
    return any(side.token(w).pos in ("VERB", "AUX") for w in around)


def _when(a: _Side, b: _Side) -> Change | None:
    for names in (WEEKDAYS, MONTHS):
        one, other = _only(a, _is_named(names)), _only(b, _is_named(names))
        if one and other and one.words[0].key != other.words[0].key:
            return Change("when", "conflict", one.span(), other.span())
    for test in (_is_year, _is_day, _is_hour):
        one, other = _only(a, test), _only(b, test)
        if one and other and one.words[0].value != other.words[0].value:
            return Change("when", "conflict", one.span(), other.span())
    return None


def _only(side: _Side, test: Callable[[_Side, int], bool]) -> _Side | None:
    """The one word of a block that passes a test."""
    places = [i for i in range(side.first, side.end) if test(side, i)]
    return side.part(places[0], places[0] + 1) if len(places) == 1 else None


def _is_named(names: frozenset[str]) -> Callable[[_Side, int], bool]:
    def test(side: _Side, i: int) -> bool:
        word = side.sentence.words[i]
        return word.key in names and side.parse.tokens[word.first].text[:1].isupper()

    return test


def _is_year(side: _Side, i: int) -> bool:
    word = side.sentence.words[i]
    text = side.parse.tokens[word.first].text
    if word.value is None or not (text.isdigit() and len(text) == 4 and YEARS[0] <= word.value <= YEARS[1]):
        return False
    after = side.sentence.words[i + 1] if i + 1 < len(side.sentence.words) else None
    before = side.sentence.words[i - 1].key if i else ""
    counts = after is not None and side.token(after).tag == "NNS"
    return not counts or before in ("in", "since", "of", "the")


def _is_day(side: _Side, i: int) -> bool:
    words = side.sentence.words
    if words[i].value is None or not words[i].value <= 31:  # type: ignore[operator]
        return False
    before = words[i - 1].key if i else ""
    after = words[i + 1].key if i + 1 < len(words) else ""
    return before in MONTHS or after in MONTHS


def _is_hour(side: _Side, i: int) -> bool:
    words = side.sentence.words
    return words[i].value is not None and i + 1 < len(words) and words[i + 1].key in _CLOCK


def _number(a: _Side, b: _Side) -> Change | None:
    one, other = _only(a, _is_number), _only(b, _is_number)
    if one is None or other is None or one.words[0].key == other.words[0].key:
        return None
    return Change("number", "conflict", one.span(), other.span())


def _is_number(side: _Side, i: int) -> bool:
    word = side.sentence.words[i]
    return word.value is not None or word.key.startswith("@")


def _name(a: _Side, b: _Side) -> Change | None:
    one, other = _whole_name(a), _whole_name(b)
    if one is None or other is None or _same_name(one, other):
        return None
    kinds = {_kind(one), _kind(other)} - {None}
    if kinds == {"where"}:
        return Change("where", "conflict", one.span(), other.span())
    if "who" in kinds or not kinds:
        return Change("who", "conflict", one.span(), other.span())
    return None


def _whole_name(side: _Side) -> _Side | None:
    """The name a block is part of: capitalised words that touch; None where the block is no name."""
    names = [i for i in range(side.first, side.end) if _capital(side, i)]
    if not names or names != [*range(names[0], names[-1] + 1)]:
        return None
    rest = [i for i in range(side.first, side.end) if i not in names]
    if any(side.token(side.sentence.words[i]).pos not in ("DET", "ADP") for i in rest):
        return None
    first, end = names[0], names[-1] + 1
    while first > 0 and _capital(side, first - 1) and _touch(side, first - 1):
        first -= 1
    while end < len(side.sentence.words) and _capital(side, end) and _touch(side, end - 1):
        end += 1
    return side.part(first, end) if end - first <= LONGEST_NAME else None


def _capital(side: _Side, i: int) -> bool:
    word = side.sentence.words[i]
    token = side.parse.tokens[word.first]
    named = token.pos == "PROPN" or token.entity in ("NORP", "GPE", "PERSON", "ORG", "LOC", "FAC")
    return named and token.text[:1].isupper() and word.key not in _TITLES and word.key not in WEEKDAYS | MONTHS


def _touch(side: _Side, i: int) -> bool:
    words = side.sentence.words
    gap = side.account.report.text[words[i].end : words[i + 1].start]
    return not gap.strip(". -")


def _same_name(a: _Side, b: _Side) -> bool:
    """A part, an acronym or another form of the other: 'Obama', 'NATO', 'Russian'."""
    one, other = [w.key for w in a.words], [w.key for w in b.words]
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    for short, long in ((one, other), (other, one)):
        if len(short) == 1 and len(long) > 1 and short[0] == "".join(w[0] for w in long):
            return True
    if len(one) == len(other) and all(same_stem(x, y) or x[:4] == y[:4] for x, y in zip(one, other, strict=True)):
        return True
    codes = [_state(w) for w in (one, other)]
    return codes[0] is not None and codes[0] == codes[1]


def _state(words: Sequence[str]) -> str | None:
    name = " ".join(words).title()
    return gazetteer.country_by_name(name) or gazetteer.country_by_demonym(name)


def _kind(side: _Side) -> Aspect | None:
    """Whether a name is a place's ('where') or an actor's ('who'), as the reading took it; None where it
    says neither."""
    span = side.span()
    reading = reading_of(side.account)
    entities = {t.entity for t in side.parse.tokens[side.words[0].first : side.words[-1].last + 1]}
    if any(p.span.overlaps(span) and p.span.start >= span.start for p in reading.places):
        return "where"
    if entities & {"PERSON", "NORP"} or (len(side.words) > 1 and not entities & {"GPE", "LOC"}):
        return "who"
    if entities & {"GPE", "LOC", "FAC"}:
        return "where"
    return None


_JUDGES = (_when, _number, _status, _name)
