"""A bare weekday in a sentence of 4 March 2025, a Tuesday: the last one, or the next."""

from __future__ import annotations

import datetime as dt

import pytest

from tidings.clean import clean
from tidings.ingest import report_from_text
from tidings.reading import read

NEXT, LAST = "2025-03-06", "2025-02-27"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("He met Kim on Thursday.", LAST),
        ("He said he had met Kim on Thursday.", LAST),
        ("Lee said on Thursday that he would meet Kim.", LAST),
        ("Lee said the road should have been closed on Thursday.", LAST),
        ("He will meet Kim on Thursday.", NEXT),
        ("Lee said he would meet Kim on Thursday.", NEXT),
        ("Lee said the army would be sent on Thursday unless the road was cleared.", NEXT),
        ("Lee said the army could be sent if the road was not cleared by Thursday.", NEXT),
        ("The talks were to be held on Thursday.", NEXT),
        ("A meeting scheduled for Thursday was cancelled.", NEXT),
    ],
)
def test_the_verb_says_which(text: str, day: str) -> None:
    report = report_from_text(text, published=dt.date(2025, 3, 4))
    assert [t.when.edtf for t in read(report, clean(report)).times] == [day]
