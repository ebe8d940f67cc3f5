"""Past or still to come: what the verb over a bare 'Thursday' says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from ..records import Parse, Token

Tense = Literal["past", "future"]
# 'a meeting scheduled for Thursday' looks ahead, whatever happened to the meeting
SET_FOR = frozenset({"schedule", "set", "slate", "plan", "expect", "book", "time"})
IF = frozenset({"if", "unless"})


def tenses(parse: Parse) -> Callable[[int, int], Tense | None]:
    """The tense of the verb that governs the words at a place of the text; None where it shows none."""
    starts = {t.start: t for t in parse.tokens}

    def tense(start: int, end: int) -> Tense | None:
        token = next((starts[i] for i in range(start, end) if i in starts), None)
        for governor in parse.ancestors(token.i) if token is not None else ():
            # 'could be sent unless it is cleared by Thursday': a condition lies in the time of what hangs on it
            conditional = any(c.lemma in IF for c in parse.children(governor.i, "mark"))
            if governor.pos in ("VERB", "AUX") and not conditional and (shown := _shown_by(parse, governor)):
                return None if shown == "present" else shown
        return None

    return tense


def _shown_by(parse: Parse, verb: Token) -> Tense | Literal["present"] | None:
    auxiliaries = parse.children(verb.i, "aux", "auxpass")
    words = {c.lemma for c in auxiliaries}
    if verb.lemma in SET_FOR and any(c.lemma == "for" for c in parse.children(verb.i, "prep")):
        return "future"
    if "to" in words or any(c.tag == "MD" for c in auxiliaries):  # 'he said he would go on Thursday'
        return "past" if "have" in words else "future"
    if verb.tag in ("VBD", "VBN") or any(c.tag == "VBD" for c in auxiliaries):
        return "past"
    if verb.tag in ("VBZ", "VBP", "VBG"):
        return "future" if verb.tag == "VBG" else "present"
    return None
