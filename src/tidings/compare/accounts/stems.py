"""Words of one kind by their stems; rough on purpose, and only between clauses that agree on more than that."""

from __future__ import annotations

# Words for one kind of happening, between which reports choose freely; what a clause holds must still agree.
_FAMILIES = {
    word: line.split()[0] + "*"
    for line in (
        "say tell assert add state claim insist argue declare express remark comment warn note respond reply",
        "publish report article story",
        "meet meeting talk talks summit session",
        "speech address speak",
        "drill maneuver manoeuvre exercise practice wargame",
        "attack shooting assault raid strike bombing blast explosion",
        "sue file lawsuit suit",
        "invite invitation",
        "travel trip visit journey",
        "vote ballot",
        "protest demonstration rally march",
    )
    for word in line.split()
}
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ers",
    "er",
    "ies",
    "ed",
    "es",
    "s",
    "e",
    "y",
)
_SHORTEST_STEM = 4


def stem(word: str) -> str:
    """'announcement' and 'announced' share one; rough on purpose."""
    plain = word.lower()
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM:
            return plain[: -len(ending)]
    return plain


def family(lemma: str) -> str:
    """'drill' and 'maneuver' share one; other words have their stem."""
    return _FAMILIES.get(lemma.lower()) or stem(lemma)


def same_stem(a: str, b: str) -> bool:
    """'announce' and 'announced', where the parser took one for an adjective."""
    if a == b:
        return True
    stem = min(len(a), len(b)) - 1
    return stem >= _SHORTEST_STEM - 1 and a[:stem] == b[:stem] and abs(len(a) - len(b)) <= len("ing")
