"""Do two event mentions tell of the same occurrence?

Within the reports of one story the word for a happening is nearly a name for it ('the quake', 'the tremor',
'shook'), unless the mentions contradict one another: other people, another day, another place. What is said
(`said`, `announced`) is another matter: two statements are one only when they have one speaker.
"""

from __future__ import annotations

from ...records import When
from ...stories.words import stem
from .meanings import SAYING, Meaning, meanings_of
from .tellings import Telling

# Evidence for one occurrence, added up; two mentions of one meaning begin above 0 and are one unless
# something speaks against it, for in one story most mentions of one meaning are of one occurrence.
SAME_WORD = 0.5
SAME_MEANING = 0.35
SHARED_PARTY = 0.3  # per side (who does it, to whom) that names the same
OTHER_PARTY = 0.4  # per side that names others: 'sentenced Okoro', 'sentenced Bello'
SAME_SPEAKER = 0.9
A_STATEMENT = -0.6  # where the word is one of saying
OTHER_DAY = 1.0
OTHER_PLACE = 0.5
OTHER_TYPE = 0.4  # both are coded, as different event types
LIGHT = frozenset({"make", "take", "have", "get", "do", "go", "come", "give", "put", "be", "keep", "hold", "let"})
OTHER_OBJECT = 0.7  # of a verb that means nothing by itself: 'made an offer', 'made a film'


def same_occurrence(a: Telling, b: Telling) -> float:
    """Evidence that two mentions of one story tell of the same occurrence: above 0 they do, below they do
    not.

    >>> a = Telling(id="1", report="x", words=("kill",), head="kill", recipients=frozenset({"okoro"}))
    >>> b = Telling(id="2", report="y", words=("murder",), head="murder", recipients=frozenset({"okoro"}))
    >>> same_occurrence(a, b) > 0
    True
    """
    one, other = meanings(a), meanings(b)
    shared = one & other
    if shared == {SAYING} or (SAYING in shared and _one_word(a, b)):
        return evidence(a, b, saying=True)
    if not shared and not _one_word(a, b):
        return -1.0
    return evidence(a, b, saying=False)


def meanings(one: Telling) -> frozenset[Meaning]:
    """What the words of a mention can mean; empty where the thesaurus does not know them."""
    return meanings_of(one.words, one.head, one.kind, thing=one.object is not None)


def _one_word(a: Telling, b: Telling) -> bool:
    return stem(a.head) == stem(b.head)


def evidence(a: Telling, b: Telling, *, saying: bool) -> float:
    """`same_occurrence` for two mentions whose words are known to mean the same."""
    score = SAME_WORD if _one_word(a, b) else SAME_MEANING
    if saying:
        score += A_STATEMENT + (SAME_SPEAKER if a.actors & b.actors else 0.0)
    elif a.head in LIGHT and _one_word(a, b) and a.object != b.object:
        score -= OTHER_OBJECT
    for one, other in ((a.actors, b.actors), (a.recipients, b.recipients)):
        if one and other:
            score += SHARED_PARTY if one & other else -OTHER_PARTY
    if a.places and b.places and not a.places & b.places:
        score -= OTHER_PLACE
    if _other_day(a.when, b.when):
        score -= OTHER_DAY
    if a.type and b.type and a.type != b.type:
        score -= OTHER_TYPE
    return score


def _other_day(a: When | None, b: When | None) -> bool:
    if a is None or b is None:
        return False
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return False
    return a.latest < b.earliest or b.latest < a.earliest
