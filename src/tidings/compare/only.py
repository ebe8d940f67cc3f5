"""What only one report says, most newsworthy first.

A sentence is one report's own when no sentence of another tells as much as half of its telling words. What makes it
news: somebody named, a named person's words, numbers and names that no other report has, a place
near the head of the report. What makes it background: questions, fragments, a speaker left to the sentence before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from ..records import Account, Difference, Event, Evidence, Span, When
from .accounts.prepared import Prepared, evidence, is_actor
from .accounts.sentences import Sentence, sentences
from .accounts.weights import how_telling

TOLD_ELSEWHERE = 0.5  # share of a sentence's telling words in one sentence of another report: it says the same
ALIKE = 0.4  # the same share between two statements of the list: one of them is enough
SHORTEST = 7  # words; less is a fragment
READS_WELL = 45  # words; a longer sentence holds several statements
WORTH = 1.0  # newsworthiness below which a sentence is left out
LONGEST = 600  # characters of a statement shown
NEWS_DAYS = 21  # what lies further back than this is background

# Newsworthiness. Careful readers pick what is dated, counted and
# full of words no other report has, anywhere in a report, rather than its opening or long quotations without a speaker.
_NAMED = 0.5
_NEW_NAME = 0.25
_NEW_NAMES_COUNTED = 5
_NUMBER = 0.4
_DATED = 0.7
_BACKGROUND = -0.3  # dated long before the report
_SPEAKER = 0.3
_ONLY_QUOTED = -0.7  # an utterance that runs on without its speaker
_NEW_WORDS = 0.12  # for each telling word no other report has
_NEW_WORDS_COUNTED = 12
_NEW_SHARE = 2.0  # when all its telling words are its own
_PART_QUOTED = 0.5  # words worth quoting inside a sentence of the report's own
_PARTLY_TOLD = -2.0  # at the full share of words that another report's sentence has
_TOLD_TOO = -0.8  # others tell its event too, or tell it in other words, which stand among the differences
_HEAD = -0.6  # the opening tells what every report opens with; sinking to nothing at the end
_DANGLING = -0.4  # 'He said', 'That is why'
_OPEN = -1.5  # a question, a list, 'While prices rise.'
_FROM_ONE_REPORT = 0.7  # each statement already taken from a report makes room for the others,
_BESIDE = 0.4  # and so does each taken from the same passage, which tells one matter
_PASSAGE = 3  # sentences to each side

_POINTS_BACK = frozenset(
    """
    he she it they this that these those his her their its but and so also there we i you here
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Statement:
    account: int
    sentence: Sentence
    keys: frozenset[str]
    worth: float


def only_in(
    accounts: Sequence[Account], events: Sequence[Event], *, differences: Sequence[Difference] = (), limit: int = 8
) -> tuple[Evidence, ...]:
    """Sentences of body text that one report has to itself, at most `limit`; () for a single report.

    What stands among the `differences` as wording is told by another report too, and gives way.
    """
    read = [a for a in accounts if a.reading is not None]
    if len(read) < 2 or limit < 1:
        return ()
    told = [Prepared(a, i, sentences(a, i)) for i, a in enumerate(read)]
    keys = [[t.keys_in(s.span) for s in t.sentences] for t in told]
    weight = how_telling([bag for report in keys for bag in report])
    shared = _holders(keys)
    otherwise = _in_other_words(differences)
    common = _told_by_several(events)
    found: list[_Statement] = []
    for t, own in zip(told, keys, strict=True):
        elsewhere = _Elsewhere([k for i, k in enumerate(keys) if i != t.position], weight)
        for sentence, bag in zip(t.sentences, own, strict=True):
            if sentence.kind != "body" or not bag or (share := elsewhere.share(bag)) >= TOLD_ELSEWHERE:
                continue
            worth = _worth(t, sentence, bag, share, shared) + _told_by_others(
                t.report.id, sentence.span, common, otherwise
            )
            if worth >= WORTH:
                found.append(_Statement(t.position, sentence, bag, worth))
    chosen = _chosen(found, weight, limit)
    known = {(s.account, s.sentence.index) for s in chosen}
    return tuple(
        evidence(
            read[s.account],
            _shown(told[s.account], s.sentence, alone=(s.account, s.sentence.index - 1) in known),
        )
        for s in chosen
    )


def _holders(keys: Sequence[Sequence[frozenset[str]]]) -> Mapping[str, int]:
    """In how many reports each key stands."""
    counts: dict[str, int] = defaultdict(int)
    for report in keys:
        for key in frozenset().union(*report) if report else ():
            counts[key] += 1
    return counts


def _told_by_several(events: Sequence[Event]) -> Mapping[str, list[Span]]:
    """The words of events that several reports tell, by report."""
    found: dict[str, list[Span]] = defaultdict(list)
    for event in events:
        if event.reports > 1:
            for mention in event.mentions:
                found[mention.report].append(mention.trigger)
    return found


def _in_other_words(differences: Sequence[Difference]) -> Mapping[str, list[Span]]:
    """What several reports tell in words of their own, by report."""
    found: dict[str, list[Span]] = defaultdict(list)
    for item in (e for d in differences if d.aspect == "wording" for v in d.values for e in v.evidence):
        found[item.report].append(item.span)
    return found


def _told_by_others(
    report: str, span: Span, common: Mapping[str, Sequence[Span]], otherwise: Mapping[str, Sequence[Span]]
) -> float:
    """What a sentence loses because others tell its event, or tell it in other words."""
    event = any(span.contains(s) for s in common.get(report, ()))
    return _TOLD_TOO if event or any(span.overlaps(s) for s in otherwise.get(report, ())) else 0.0


class _Elsewhere:
    """The sentences of the other reports, found by their words."""

    def __init__(self, reports: Sequence[Sequence[frozenset[str]]], weight: Mapping[str, float]) -> None:
        self.bags = [bag for report in reports for bag in report]
        self.weight = weight
        self.holding: dict[str, list[int]] = defaultdict(list)
        for number, bag in enumerate(self.bags):
            for key in bag:
                self.holding[key].append(number)

    def share(self, bag: frozenset[str]) -> float:
        """The largest share of the sentence's telling words that one other sentence has."""
        total = fsum(self.weight[k] for k in bag)
        scores: dict[int, float] = defaultdict(float)
        for key in sorted(bag):
            for number in self.holding.get(key, ()):
                scores[number] += self.weight[key]
        return max(scores.values(), default=0.0) / total if total else 0.0


def _worth(
    account: Prepared,
    sentence: Sentence,
    bag: frozenset[str],
    share: float,
    shared: Mapping[str, int],
) -> float:
    reading = account.reading
    text = sentence.span.quote(account.text)
    if len(sentence.words) < SHORTEST:
        return 0.0
    mentions = [m for m in reading.actors if sentence.span.contains(m.span)]
    named = {a.id for m in mentions for a in m.actors if a.kind != "group"}
    worth = _PARTLY_TOLD * share
    worth += _NAMED if named else 0.0
    fresh = [k for k in bag if shared[k] == 1]
    worth += _NEW_NAME * min(_NEW_NAMES_COUNTED, sum(map(is_actor, fresh)))
    worth += _NEW_WORDS * min(_NEW_WORDS_COUNTED, len(fresh))
    worth += _NEW_SHARE * len(fresh) / len(bag)
    worth += _PART_QUOTED if "“" in text[1:] or ('"' in text[1:] and text[0] != '"') else 0.0
    worth += _NUMBER if any(w.value is not None for w in sentence.words) else 0.0
    dated = [t.when for t in reading.times if sentence.span.contains(t.span) and t.kind in ("date", "time")]
    worth += max((_BACKGROUND if _long_past(w, account.report.published) else _DATED for w in dated), default=0.0)
    spoken = [q for q in reading.quotations if any(sentence.span.overlaps(c) for c in q.content)]
    speaker = any(q.source and sentence.span.contains(q.source[0]) for q in spoken)
    worth += _SPEAKER if speaker and named else 0.0
    worth += _ONLY_QUOTED if not speaker and any(q.direct for q in spoken) else 0.0
    worth += _HEAD * (1 - sentence.index / max(1, len(account.sentences)))
    first = sentence.words[0].key
    worth += _DANGLING if first in _POINTS_BACK and not named else 0.0
    unfinished = text.endswith("?") or len(sentence.words) > 2 * READS_WELL or _is_clause_alone(account, sentence)
    return worth + (_OPEN if unfinished else 0.0)


def _is_clause_alone(account: Prepared, sentence: Sentence) -> bool:
    """'While prices rise.': the word that hangs a clause on another opens it, and there is no other."""
    first = sentence.words[0].first
    token = account.parse.tokens[first]
    return token.dep == "mark" and account.parse.tokens[token.head].dep == "ROOT"


def _long_past(when: When, published: dt.date | None) -> bool:
    """Whether a time lies so far before the report that what it dates is background."""
    return published is not None and when.latest is not None and (published - when.latest).days > NEWS_DAYS


def _chosen(found: Sequence[_Statement], weight: Mapping[str, float], limit: int) -> list[_Statement]:
    """The best first; each report's later statements give way a little, and none repeats one above it."""
    chosen: list[_Statement] = []
    rest = sorted(found, key=lambda s: (-s.worth, s.account, s.sentence.index))
    while rest and len(chosen) < limit:
        best = max(rest, key=lambda s: (s.worth - _room_for_others(s, chosen), -s.account, -s.sentence.index))
        rest.remove(best)
        if not any(_alike(best.keys, s.keys, weight) >= ALIKE for s in chosen):
            chosen.append(best)
    return chosen


def _room_for_others(statement: _Statement, chosen: Sequence[_Statement]) -> float:
    """What a statement loses to those of its own report, and of its own passage, that are chosen already."""
    own = [s.sentence.index for s in chosen if s.account == statement.account]
    beside = sum(abs(i - statement.sentence.index) <= _PASSAGE for i in own)
    return _FROM_ONE_REPORT * len(own) + _BESIDE * beside


def _alike(a: frozenset[str], b: frozenset[str], weight: Mapping[str, float]) -> float:
    small = min(fsum(weight[k] for k in side) for side in (a, b))
    return fsum(weight[k] for k in a & b) / small if small else 0.0


def _shown(account: Prepared, sentence: Sentence, *, alone: bool) -> Span:
    """The sentence, cut where it is too long; with the one before where it says 'there' of what that one names, unless
    it is to stand alone.
    """
    if sentence.span.end - sentence.span.start <= LONGEST:
        two = sentence.index and not alone and _says_there(account, sentence)
        before = account.sentences[sentence.index - 1] if two else None
        whole = Span(start=before.span.start, end=sentence.span.end) if before else sentence.span
        return whole if whole.end - whole.start <= LONGEST else sentence.span
    cut = max(w.end for w in sentence.words if w.end - sentence.span.start <= LONGEST)
    return Span(start=sentence.span.start, end=cut)


def _says_there(account: Prepared, sentence: Sentence) -> bool:
    """'Both will speak there', not 'there is'."""
    first, end = account.tokens_in(sentence.span)
    return any(t.text.lower() == "there" and t.dep == "advmod" for t in account.parse.tokens[first:end])
