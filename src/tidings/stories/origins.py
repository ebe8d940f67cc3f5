"""Which reports rest on one text: reprints, near-copies, and a wire text under a new first paragraph.

Candidates come from minhash over word shingles; each is then verified on the shingles themselves, by how much
of the shorter text stands in the longer (Broder 1997: containment). Reports that credit the same agency need
less, but never nothing: 'Reuters reported' over a text of one's own is another origin.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rensa import RMinHash

from ..layout import paragraphs
from ..records import Account, Origin, Span, content_id

SHINGLE_WORDS = 4  # words in a row: shorter runs recur by chance in reports of one happening
MOST_WORDS = 20_000  # of a report that are compared
# Share of the shorter text's shingles that must stand in the longer. Independent accounts of one happening
# share quotations and stock phrases, 5 to 20 in a hundred; a copy with a new top keeps half or more.
COPIED = 0.4
CREDITED = 0.25  # the same where both credit the same agency, or one's outlet is the agency the other credits
FEWEST_SHARED = 12  # shingles: a shared sentence of fifteen words, so that a two-line flash is not a copy of all
QUOTED_SHARE = 0.5  # of the shared shingles that may come from quotations: two reports of one speech share its words
ALL_PAIRS = 60  # reports of a story that are compared each with each; more are looked up by minhash
HASHES, BANDS = 128, 64  # two rows a band: texts a fifth alike meet in some band nine times of ten
SEED = 11
_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")
_QUOTED = re.compile(r"[“\"][^“”\"\n]{1,1000}[”\"]")
_AGENCIES = {
    "reuters": "Reuters",
    "associated press": "AP",
    "agence france-presse": "AFP",
    "agence france presse": "AFP",
    "bloomberg news": "Bloomberg",
    "united press international": "UPI",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "interfax": "Interfax",
    "anadolu": "Anadolu",
    "kyodo": "Kyodo",
    "yonhap": "Yonhap",
    "press trust of india": "PTI",
    "dpa": "dpa",
    "efe": "EFE",
    "ansa": "ANSA",
}
_AGENCY = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _AGENCIES), key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_SHORT_AGENCY = re.compile(r"[(/]\s?(AP|AFP|UPI|PTI)\s?[)/]|\b(AP|AFP|UPI|PTI) (?:reported|said|reports)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A paragraph that a copy does not share word for word with its original."""

    kind: Literal["added", "dropped", "altered"]
    original: Span | None  # in the original's text; None for an added paragraph
    copy: Span | None  # in the copy's text; None for a dropped one


@dataclass(frozen=True, slots=True)
class _Print:
    """One report's text as shingles."""

    shingles: frozenset[int]
    quoted: frozenset[int]  # those inside quotation marks
    credits: frozenset[str]
    words: int


def origins(accounts: Sequence[Account]) -> tuple[Origin, ...]:
    """The independent roots of some reports, the largest first; within one, the earliest report first.

    The earliest is the report with the earliest day; without a day, and on one day, the one whose text the
    others hold most of. Copies of copies share an origin.
    """
    reports = sorted(accounts, key=lambda a: a.report.id)
    prints = [_print(account) for account in reports]
    parent = list(range(len(reports)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for a, b in _candidates(prints):
        if root(a) != root(b) and _one_text(prints[a], prints[b]):
            parent[root(b)] = root(a)
    sets: dict[int, list[int]] = {}
    for k in range(len(reports)):
        sets.setdefault(root(k), []).append(k)
    found = [_origin(members, reports, prints) for members in sets.values()]
    return tuple(sorted(found, key=lambda o: (-len(o.reports), o.id)))


def _origin(members: Sequence[int], reports: Sequence[Account], prints: Sequence[_Print]) -> Origin:
    spread = Counter(shingle for k in members for shingle in prints[k].shingles)

    def shared(k: int) -> float:
        return sum(spread[s] - 1 for s in prints[k].shingles) / max(1, len(prints[k].shingles))

    order = sorted(
        members,
        key=lambda k: (
            reports[k].report.published or dt.date.max,
            -round(shared(k), 6),
            reports[k].report.id,
        ),
    )
    ids = tuple(reports[k].report.id for k in order)
    return Origin(id=content_id("origin", *sorted(ids)), reports=ids)


def _body(account: Account) -> Iterator[str]:
    text = account.report.text
    if not account.segments:
        yield text
        return
    for segment in account.segments:
        if segment.kind == "body":
            yield segment.span.quote(text)


def _print(account: Account) -> _Print:
    words: list[str] = []
    quoted: set[int] = set()
    for piece in _body(account):
        if len(words) >= MOST_WORDS:
            break
        ranges = [m.span() for m in _QUOTED.finditer(piece)]
        at = 0
        for match in _WORD.finditer(piece):
            while at < len(ranges) and ranges[at][1] <= match.start():
                at += 1
            if at < len(ranges) and ranges[at][0] <= match.start():
                quoted.add(len(words))
            words.append(match.group().lower().replace("’", "'"))
    words = words[:MOST_WORDS]
    shingles: set[int] = set()
    inside: set[int] = set()
    for k in range(max(1, len(words) - SHINGLE_WORDS + 1)):
        shingle = _hash_words(words[k : k + SHINGLE_WORDS])
        shingles.add(shingle)
        if all(j in quoted for j in range(k, min(len(words), k + SHINGLE_WORDS))):
            inside.add(shingle)
    outlet = account.report.outlet or ""
    return _Print(
        frozenset(shingles) if words else frozenset(),
        frozenset(inside),
        _agencies(account.report.text[: 100 * MOST_WORDS]) | _agencies(outlet),
        len(words),
    )


def _hash_words(words: Sequence[str]) -> int:
    """A number for a run of words, the same in every process (`hash` of a string is not)."""
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


def _agencies(text: str) -> frozenset[str]:
    long = {_AGENCIES[m.group().lower()] for m in _AGENCY.finditer(text)}
    return frozenset(long | {(m[1] or m[2]) for m in _SHORT_AGENCY.finditer(text)})


def _candidates(prints: Sequence[_Print]) -> Iterator[tuple[int, int]]:
    if len(prints) <= ALL_PAIRS:
        yield from ((a, b) for a in range(len(prints)) for b in range(a + 1, len(prints)))
        return
    buckets: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for k, one in enumerate(prints):
        sketch = RMinHash(num_perm=HASHES, seed=SEED)
        sketch.update([str(s) for s in sorted(one.shingles)])
        digest = sketch.digest()
        rows = HASHES // BANDS
        for band in range(BANDS):
            buckets.setdefault((band, tuple(digest[band * rows : (band + 1) * rows])), []).append(k)
    pairs = {(a, b) for bucket in buckets.values() for n, a in enumerate(bucket) for b in bucket[n + 1 :]}
    yield from sorted(pairs)


def _one_text(a: _Print, b: _Print) -> bool:
    shared = a.shingles & b.shingles
    own = len(shared - a.quoted - b.quoted)
    shorter = min(len(a.shingles), len(b.shingles))
    if len(shared) < min(FEWEST_SHARED, shorter) or not shorter or own < (1 - QUOTED_SHARE) * len(shared):
        return False
    need = CREDITED if a.credits & b.credits else COPIED
    return len(shared) >= need * shorter


def changes(original: Account, copy: Account) -> tuple[Change, ...]:
    """What a copy changed, paragraph by paragraph, in the order of the copy; dropped paragraphs stand where
    they were.

    Two paragraphs are one altered paragraph when more than half of their words agree in order.
    """
    old, new = _paragraphs(original), _paragraphs(copy)
    matcher = difflib.SequenceMatcher(a=[w for _, w in old], b=[w for _, w in new], autojunk=False)
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _altered(old[i1:i2], new[j1:j2])
    return tuple(found)


_ALTERED = 0.5  # of the words of two paragraphs that agree in order
_MOST_LETTERS = 4_000  # of a paragraph that are compared: word-by-word comparison grows with the square
_MOST_PARAGRAPHS = 400  # aligned one with one; a report has fifty

_Words = tuple[Span, tuple[str, ...]]


def _paragraphs(account: Account) -> list[_Words]:
    text = account.report.text
    spans = [s.span for s in account.segments if s.kind in ("headline", "body", "caption")]
    if not account.segments:
        spans = [Span(start=p.start, end=p.end) for p in paragraphs(text)]
    return [
        (s, tuple(w.lower() for w in _WORD.findall(s.quote(text)[:_MOST_LETTERS]))) for s in spans[:_MOST_PARAGRAPHS]
    ]


def _altered(old: Sequence[_Words], new: Sequence[_Words]) -> list[Change]:
    taken: Mapping[int, int] = _partners(old, new)
    partner_of = {i: j for j, i in taken.items()}
    found: list[Change] = []
    at = 0
    for j, (span, _) in enumerate(new):
        if j not in taken:
            found.append(Change(kind="added", original=None, copy=span))
            continue
        while at < taken[j]:
            if at not in partner_of:
                found.append(Change(kind="dropped", original=old[at][0], copy=None))
            at += 1
        found.append(Change(kind="altered", original=old[taken[j]][0], copy=span))
        at = max(at, taken[j] + 1)
    rest = [k for k in range(at, len(old)) if k not in partner_of]
    return found + [Change(kind="dropped", original=old[k][0], copy=None) for k in rest]


def _partners(old: Sequence[_Words], new: Sequence[_Words]) -> dict[int, int]:
    """For paragraphs of the copy (by position), the paragraph of the original that each alters, in order."""
    taken: dict[int, int] = {}
    first = 0
    for j, (_, words) in enumerate(new):
        best: tuple[float, int] | None = None
        for i in range(first, len(old)):
            matcher = difflib.SequenceMatcher(a=old[i][1], b=words, autojunk=False)
            if matcher.real_quick_ratio() > _ALTERED and (ratio := matcher.ratio()) > _ALTERED:
                best = max(best or (0.0, 0), (ratio, -i))
        if best:
            taken[j] = -best[1]
            first = taken[j] + 1
    return taken
