"""Sentences of reports as comparable words, and which sentences of two reports tell the same.

Words are compared by keys that harmless spelling does not touch: 5,000 = 5000 = five thousand,
percent = per cent, Sen. = Senator, U.S. = US, won't = will not; Mr. and Ms. are passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..records import Account, Evidence, Reading, SegmentKind, Span, Token
from .quantities import ordinal, read_number
from .tables import word_list, word_set

TOLD = ("headline", "body", "caption")
LONGEST = 150  # words; longer sentences are lists or broken text, and comparing is quadratic in them
COMMON = 25  # a word in more sentences of one report than this picks out no partner
NEAR = 0.6  # share of words in the same order at which two sentences are one sentence, edited
HALF_SURE = 0.8  # the first look counts each word once, so it asks for a little less

_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "miss"})
_SAME = {
    "sen": "senator",
    "sens": "senators",
    "rep": "representative",
    "reps": "representatives",
    "gov": "governor",
    "govs": "governors",
    "gen": "general",
    "col": "colonel",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "capt": "captain",
    "prof": "professor",
    "pres": "president",
    "dept": "department",
    "n't": "not",
    "wo": "will",
    "ca": "can",
    "'ll": "will",
    "'ve": "have",
    "'re": "are",
    "'m": "am",
    "'d": "would",
    "%": "percent",
    "mom": "mother",
}
_UNITED_STATES = frozenset({"US", "USA"})
_WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = word_list("january february march april may june july august september october november december")
_SHORT_DAYS = {d[:3]: d for d in _WEEKDAYS} | {
    "tues": "tuesday",
    "weds": "wednesday",
    "thur": "thursday",
    "thurs": "thursday",
}
_SHORT_MONTHS = {m[:3]: m for m in _MONTHS if m != "may"} | {"sept": "september"}
WEEKDAYS, MONTHS = frozenset(_WEEKDAYS), frozenset(_MONTHS)
_ABBREVIATIONS = word_set(
    "mr mrs ms dr sen sens rep reps gov govs gen col lt sgt capt prof st jr sr vs no inc corp co ltd adm "
    "maj rev hon pres dept "
    "jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m u.s u.n u.k e.u d.c i.e e.g ariz calif colo "
    "conn del fla ga ill ind "
    "kan ky la md mass mich minn miss mo mont neb nev n.h n.j n.m n.y n.c n.d okla ore pa r.i s.c s.d "
    "tenn tex va vt wash w.va wis "
    "wyo ala ark approx est"
)
_END = re.compile(r"[.!?…]{1,4}[\"”’')\]]{0,3}\s+")
_MARK = re.compile('["“”]')
_LAST_WORD = re.compile(r"[\w.]{1,12}$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared (`key`) and where it stands."""

    key: str
    start: int
    end: int
    first: int  # index of its first token
    last: int  # and of its last
    value: float | None = None  # what a number is worth


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence of a report, or of a headline or caption."""

    report: str
    account: int  # position of the account among those compared
    index: int  # position in the report
    kind: SegmentKind
    span: Span
    words: tuple[Word, ...]

    @property
    def keys(self) -> list[str]:
        return [w.key for w in self.words]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences of different reports that tell the same, as far as their words show."""

    a: Sentence
    b: Sentence
    order: float  # share of words in common in the same order


def reading_of(account: Account) -> Reading:
    """The reading of an account that was read; ValueError for one that was not."""
    if account.reading is None:
        raise ValueError(f"report {account.report.id} was not read; compare only accounts with a reading")
    return account.reading


def sentences(account: Account, position: int = 0) -> tuple[Sentence, ...]:
    """The sentences of headlines, body and captions, in order. A report that was not read has none."""
    if account.reading is None:
        return ()
    tokens = account.reading.parse.tokens
    starts = [t.start for t in tokens]
    found: list[Sentence] = []
    for segment in account.segments:
        if segment.kind not in TOLD:
            continue
        for span in sentence_spans(account.report.text, segment.span):
            inside = tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            words = tuple(_words(inside))
            if words:
                found.append(
                    Sentence(
                        report=account.report.id,
                        account=position,
                        index=len(found),
                        kind=segment.kind,
                        span=span,
                        words=words,
                    )
                )
    return tuple(found)


def sentence_spans(text: str, within: Span) -> Iterator[Span]:
    """Sentences of one segment. Decided by the words beside each full stop alone, so that an edit
    elsewhere moves nothing."""
    start = within.start
    for match in _END.finditer(text, within.start, within.end):
        if match.start() < start or not _ends(text, start, match):
            continue
        yield _trimmed(text, start, match.end())
        start = match.end()
    if text[start : within.end].strip():
        yield _trimmed(text, start, within.end)


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 2].lstrip("\"“‘'([")
    if not after or after[0].islower():
        return False
    if text[match.start()] != "." or match[0].strip() != ".":
        return True
    before = _LAST_WORD.search(text, max(start, match.start() - 13), match.start())
    word = before[0].lower() if before else ""
    return not (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def _words(tokens: Sequence[Token]) -> Iterator[Word]:
    i = 0
    while i < len(tokens):
        number = read_number(tokens, i) if _number_may_begin(tokens, i) else None
        if number is not None:
            yield _word(tokens, i, number.end, f"#{number.value:g}", number.value)
            i = number.end
            continue
        pair = (tokens[i].text.lower(), tokens[i + 1].text.lower()) if i + 1 < len(tokens) else ("", "")
        if pair == ("per", "cent"):
            yield _word(tokens, i, i + 2, "percent")
            i += 2
        elif pair == ("united", "states"):
            yield _word(tokens, i, i + 2, "usa")
            i += 2
        else:
            key = key_of(tokens[i])
            if key:
                yield _word(tokens, i, i + 1, key)
            i += 1


def _number_may_begin(tokens: Sequence[Token], i: int) -> bool:
    text = tokens[i].text
    if text.lower() in ("a", "an"):
        return i + 1 < len(tokens) and tokens[i + 1].text.lower() in (
            "dozen",
            "hundred",
            "thousand",
            "million",
            "billion",
        )
    return (
        text[:1].isdigit()
        or text[:1] in "½¼¾"
        or tokens[i].pos == "NUM"
        or tokens[i].tag == "CD"
        or text.lower() == "dozen"
    )


def _word(tokens: Sequence[Token], first: int, end: int, key: str, value: float | None = None) -> Word:
    return Word(key, tokens[first].start, tokens[end - 1].end, tokens[first].i, tokens[end - 1].i, value)


def key_of(token: Token) -> str | None:
    """What a token is compared by; None for punctuation, honorifics and the possessive."""
    plain = token.text.replace("’", "'").strip(".")
    if token.tag == "POS" or plain in ("'s", "'", "$") or not (any(c.isalnum() for c in plain) or plain == "%"):
        return None
    if "." in plain and re.fullmatch(r"(?:\w\.){1,6}\w", plain):
        plain = plain.replace(".", "")
    if plain in _UNITED_STATES:
        return "usa"
    lower = plain.lower()
    if lower in _HONORIFICS:
        return None
    number = ordinal(lower)
    if number is not None:
        return f"@{number}"
    if plain[:1].isupper():
        lower = _SHORT_DAYS.get(lower) or _SHORT_MONTHS.get(lower) or lower
    lower = _SAME.get(lower, lower)
    if len(lower) > 6:  # British and American spelling
        lower = lower.replace("isation", "ization").replace("our", "or")
        lower = re.sub(r"is(e|es|ed|ing)$", r"iz\1", lower)
    return lower


def evidence(account: Account, span: Span) -> Evidence:
    return Evidence(report=account.report.id, span=span, quote=span.quote(account.report.text))


def aligned(left: Sequence[Sentence], right: Sequence[Sentence]) -> list[Pair]:
    """Sentences of two reports that are one sentence, edited: one-to-one, the closest first, in order.

    Sentences whose words are the same in both are left out, and are partners of nothing else.
    """
    same_left, same_right = _identical(left, right)
    rest_left = [s for s in left if s.index not in same_left and len(s.words) <= LONGEST]
    rest_right = [s for s in right if s.index not in same_right and len(s.words) <= LONGEST]
    return _one_to_one(_candidates(rest_left, rest_right))


def _identical(left: Sequence[Sentence], right: Sequence[Sentence]) -> tuple[set[int], set[int]]:
    by_words: dict[tuple[str, ...], list[Sentence]] = defaultdict(list)
    for sentence in right:
        by_words[tuple(sentence.keys)].append(sentence)
    same_left: set[int] = set()
    same_right: set[int] = set()
    for sentence in left:
        partners = by_words.get(tuple(sentence.keys))
        if partners:
            same_left.add(sentence.index)
            same_right.update(p.index for p in partners)
    return same_left, same_right


def _candidates(left: Sequence[Sentence], right: Sequence[Sentence]) -> list[Pair]:
    postings: dict[str, list[int]] = defaultdict(list)
    bags = [set(s.keys) for s in right]
    for j, bag in enumerate(bags):
        for key in bag:
            postings[key].append(j)
    found: list[Pair] = []
    for a in left:
        keys = a.keys
        own = set(keys)
        near = {j for key in own if len(postings[key]) <= COMMON for j in postings[key]}
        for j in sorted(near):
            # no more words can stand in the same order than are shared at all
            if 2 * len(own & bags[j]) < NEAR * (len(own) + len(bags[j])) * HALF_SURE:
                continue
            order = _in_order(keys, right[j].keys)
            if order >= NEAR:
                found.append(Pair(a, right[j], order))
    return found


def _in_order(a: Sequence[str], b: Sequence[str]) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _one_to_one(pairs: Sequence[Pair]) -> list[Pair]:
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    chosen: list[Pair] = []
    for pair in sorted(pairs, key=lambda p: (-p.order, abs(p.a.index - p.b.index), p.a.index, p.b.index)):
        if pair.a.index not in taken_a and pair.b.index not in taken_b:
            taken_a.add(pair.a.index)
            taken_b.add(pair.b.index)
            chosen.append(pair)
    return sorted(chosen, key=lambda p: (p.a.index, p.b.index))


def quoted_spans(text: str, within: Span) -> list[Span]:
    """What stands between quotation marks in one segment; a quotation left open runs to the segment's end."""
    found: list[Span] = []
    opened: int | None = None
    for match in _MARK.finditer(text, within.start, within.end):
        if opened is None and match[0] != "”":
            opened = match.end()
        elif opened is not None and match[0] != "“":
            found.append(Span(start=opened, end=match.start()))
            opened = None
    if opened is not None and opened < within.end:
        found.append(Span(start=opened, end=within.end))
    return found
