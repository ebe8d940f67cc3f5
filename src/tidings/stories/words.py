"""Common English words: stems, and how many reports use each, so that two reports alone can be compared.

`words.tsv` holds, for the stems of the sentences that the event-type model is fitted to (written for
Tidings), in how many of them each stands; its first line is the number of sentences. `count_words` makes it
again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

from ..errors import DataError

FEWEST_SENTENCES = 3  # rarer words say nothing about how common a word is
SENTENCES_IN_A_REPORT = 12  # so that shares of sentences become shares of reports
RAREST = 1 / 3000  # the share of reports that use a word which the table does not know
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")
# Ending, what stands for it, fewest letters that must be left; the first that fits is taken.
_ENDINGS = (
    ("ational", "ate", 3),
    ("ization", "ize", 3),
    ("ations", "ate", 3),
    ("ation", "ate", 3),
    ("ments", "", 4),
    ("ment", "", 4),
    ("ingly", "", 3),
    ("edly", "", 3),
    ("ings", "", 3),
    ("ions", "", 3),
    ("ing", "", 3),
    ("ion", "", 3),
    ("ied", "y", 2),
    ("ies", "y", 2),
    ("ed", "", 3),
    ("ly", "", 4),
    ("ses", "s", 2),
    ("xes", "x", 2),
    ("hes", "h", 2),
    ("s", "", 3),
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A lower-case word without its English endings: 'elections', 'election', 'elected' give 'elect'."""
    if word.endswith(("ss", "us")):
        return word
    for ending, instead, left in _ENDINGS:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if len(rest) >= left and _VOWEL.search(rest):
                word = rest + instead
                break
    word = _DOUBLED.sub(r"\1", word) if len(word) > 3 else word
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def count_words(sentences: Iterable[str]) -> str:
    """The table `words.tsv`, as text, from sentences (one string each)."""
    counts: Counter[str] = Counter()
    total = 0
    for sentence in sentences:
        total += 1
        counts.update({stem(word.lower()) for word in _WORD.findall(sentence)})
    rows = sorted((word, n) for word, n in counts.items() if n >= FEWEST_SENTENCES)
    return f"{total}\n" + "".join(f"{word}\t{n}\n" for word, n in rows)


@cache
def shares() -> dict[str, float]:
    """For each common stem, the share of reports expected to use it."""
    try:
        lines = resources.files(__package__).joinpath("words.tsv").read_text(encoding="utf-8").split("\n")
        total = int(lines[0])
        rows = [(word, int(count)) for word, count in (line.split("\t") for line in lines[1:] if line)]
    except (OSError, ValueError) as error:
        raise DataError("the word table stories/words.tsv is missing or damaged; install Tidings again") from error
    return {word: 1 - (1 - n / total) ** SENTENCES_IN_A_REPORT for word, n in rows}


def share(word: str) -> float:
    """The share of reports expected to use a stem, before any report is seen."""
    return max(RAREST, shares().get(word, 0.0))
