"""Whether words say that something is so, is not so, will be so or may be so, and where two blocks of
words disagree on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...records import Parse, Token
from .stems import same_stem
from .words import Word

Modality = Literal["fact", "future", "possible"]

NEGATIONS = frozenset({"not", "never", "no", "neither", "nor", "without", "none", "cannot"})
REFUSALS = frozenset({"refuse", "decline", "fail", "deny"})  # 'refused to sign' says as much as 'did not sign'
_FUTURE = frozenset({"will", "shall"})
_POSSIBLE = frozenset({"may", "might", "could"})
_PLANS = frozenset(
    {
        "plan",
        "intend",
        "expect",
        "schedule",
        "set",
        "due",
        "prepare",
        "hope",
        "vow",
        "promise",
        "about",
        "going",
    }
)
_AUXILIARIES = frozenset("do did does done have has had having is are was were be been being am to yet also".split())
_HEDGES = frozenset({"likely", "possibly", "perhaps", "maybe", "reportedly"})


def negated(words: Sequence[str], lemmas: Sequence[str]) -> bool:
    """An odd number of negations among the words."""
    return bool((sum(w in NEGATIONS for w in words) + sum(x in REFUSALS for x in lemmas)) % 2)


def modality(words: Sequence[str], lemmas: Sequence[str]) -> Modality:
    if any(w in _POSSIBLE for w in words):
        return "possible"
    planned = any(x in _PLANS for x in lemmas) and "to" in words
    bare_infinitive = len(words) == 2 and words[0] == "to"  # headlines: 'leaders to meet'
    if planned or bare_infinitive or any(w in _FUTURE for w in words):
        return "future"
    return "fact"


def bends(word: str) -> bool:
    """Whether a word belongs before a verb and says that it is so, is not, will be or may be."""
    return word in NEGATIONS or word in _FUTURE or word in _POSSIBLE or word in _AUXILIARIES or word == "would"


def content(words: Sequence[str], lemmas: Sequence[str]) -> list[str]:
    """What is left when everything that bends the statement is taken away, as lemmas."""
    bent = NEGATIONS | _FUTURE | _POSSIBLE | _AUXILIARIES | _HEDGES | {"would"}
    plans = _PLANS | REFUSALS if "to" in words else REFUSALS & frozenset()
    return [x for w, x in zip(words, lemmas, strict=True) if w not in bent and x not in plans]


def opposed(a: Sequence[Word], b: Sequence[Word], left: Parse, right: Parse) -> bool:
    """Whether two blocks of words say the same but for whether it is so: 'signed' and 'did not sign'."""
    wa, wb = [w.key for w in a], [w.key for w in b]
    la, lb = [lemma(left.tokens[w.last]) for w in a], [lemma(right.tokens[w.last]) for w in b]
    if not _same_content(content(wa, la), content(wb, lb)):
        return False
    return negated(wa, la) != negated(wb, lb) or modality(wa, la) != modality(wb, lb)


def lemma(token: Token) -> str:
    return token.lemma.lower()


def _same_content(a: Sequence[str], b: Sequence[str]) -> bool:
    return len(a) == len(b) and all(same_stem(x, y) for x, y in zip(a, b, strict=True))
