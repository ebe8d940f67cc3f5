"""Sentences with their ends marked by hand: '[A:Soldiers] carried [R:villagers] away.'"""

from __future__ import annotations

import re

from .inputs import End

# No nesting and no brackets inside, so the pattern reads each character once.
MARK = re.compile(r"\[([AR]):([^\[\]]*)\]")


def unmark(marked: str) -> tuple[str, dict[str, End]]:
    """The plain sentence and its ends: '[A:Iran] left' gives ('Iran left', {'A': (0, 4)}).

    Raises ValueError for a side marked twice, an empty mark, a bracket left over, or no mark at all.
    """
    plain: list[str] = []
    spans: dict[str, End] = {}
    at = length = 0
    for found in MARK.finditer(marked):
        before = marked[at : found.start()]
        side, words = found[1], found[2]
        if side in spans:
            raise ValueError(f"[{side}:...] is marked twice, wanted once")
        if not words.strip():
            raise ValueError(f"[{side}:] marks nothing, wanted the words that name that side")
        plain += [before, words]
        length += len(before)
        spans[side] = (length, length + len(words))
        length += len(words)
        at = found.end()
    plain.append(marked[at:])
    sentence = "".join(plain)
    if "[A:" in sentence or "[R:" in sentence:
        raise ValueError("a mark is not closed, wanted [A:the actor] and [R:the recipient] without brackets inside")
    if not spans:
        raise ValueError("neither side is marked, wanted [A:the actor], [R:the recipient] or both")
    return sentence, spans
