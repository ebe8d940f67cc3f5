"""Cheap textual cues for the tense around a bare 'Wednesday' or 'November', for callers without a parse."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

Tense = Literal["past", "future"]

# How far a cue may stand from the expression, in characters: about fifteen words before, ten after.
_BEFORE, _AFTER = 90, 60


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    future = (
        r"will|won['’]t|shall|should|must|could|might|(?<=['’])ll|would|(?:is|are|was|"
        r"were|be)\s+(?:to|due|set|going)|going\s+to|"
        r"(?:plan|intend|hope|expect|aim|prepare|want|seek|vow|promise|agree|mean)(?:s|d|ed|ning|ing)?\s+to|"
        r"(?:expected|scheduled|slated|planned|due|poised|bound|ready)(?:\s+(?:to|for|on|in|by))?|"
        r"until|upcoming|plans\s+for|ahead\s+of|deadline|(?:is|are)\s+[a-z]{2,12}ing|(?:set|plans?|about)\s+to|"
        r"(?:begin|start|open|meet|arrive|leave|return|travel|head|visit|vote|convene)s"
    )
    # 'should be completed' looks ahead as a whole: its participle is no past tense.
    participle = (
        r"(?:\s+(?:not|also|then|soon|to|be|been|start|begin)){0,3}(?:\s+[a-z]{2,14}(?:ed|"
        r"en|ing)\b|\s+(?:held|built)\b)?"
    )
    past = (
        r"said|told|was|were|had|has|have|did|met|made|came|went|took|began|fell|rose|"
        r"held|won|lost|led|gave|saw|got|"
        r"became|broke|brought|built|chose|drew|drove|felt|found|fought|flew|grew|"
        r"kept|knew|laid|meant|paid|ran|sent|"
        r"shot|spoke|spent|stood|struck|swore|thought|threw|wrote|died|since|ago|after|"
        r"(?!need\b|hundred\b|indeed\b|speed\b|feed\b|seed\b|exceed\b|proceed\b|succeed\b)[a-z]{2,14}ed"
    )
    cue = re.compile(rf"(?<![^\W_])(?:(?P<future>(?:{future}){participle})|(?P<past>{past}))(?![^\W_])")
    stop = re.compile(r"[.!?;:\n”\"](?:\s|$)")
    leads = re.compile(
        r"(?:^|[,;:.!?\n”“\"]|(?<![^\W_])(?:and|but|as|while|that))\s*(?:(?:on|in|by|"
        r"at|early|late|mid|the)[\s-]+)*$",
        re.I,
    )
    return cue, stop, leads


def tense_near(text: str, start: int, end: int) -> Literal["past", "future"] | None:
    """The tense of the nearest verb-like word of the sentence: the one before, or the one after a fronted
    date.

    'said Wednesday' past; 'plan to meet on September 15' future; 'On Monday, parliament will vote' future.
    """
    cue, stop, leads = _patterns()
    before = text[max(0, start - _BEFORE) : start]
    stops = [m.end() for m in stop.finditer(before)]
    fronted = leads.search(before[-24:]) is not None
    before = before[stops[-1] :] if stops else before
    after = text[end : end + _AFTER]
    halt = stop.search(after)
    after = after[: halt.start()] if halt else after
    last = None
    for match in cue.finditer(before):
        last = match
    following = cue.search(after)
    if not fronted and following is not None and following["past"]:
        following = None  # the verb of a later clause: 'plans for the summit in November have grown'
    chosen = (following or last) if fronted else (last or following)
    if chosen is None:
        return None
    return "future" if chosen["future"] else "past"
