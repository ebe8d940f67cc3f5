"""An event in one line: names before the report's own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from tidings.clean import clean
from tidings.codebook import Label, Pair
from tidings.coding import code
from tidings.compare.events.summary import LONGEST, summary
from tidings.ingest import report_from_text
from tidings.reading import read
from tidings.records import Account


class Always:
    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        label = Label(type="ASSAULT", confidence=1.0, mode=None, status="happened", status_confidence=1.0, scores=())
        return tuple(label for _ in pairs)


def line(text: str, word: str) -> str:
    report = report_from_text(text, published=dt.date(2024, 5, 10))
    segments = clean(report)
    reading = read(report, segments)
    mentions = code(report, reading, classifier=Always())
    lead = next(m for m in mentions if m.trigger.quote(text) == word)
    account = Account(report=report, segments=segments, reading=reading, mentions=mentions)
    return summary(account, lead, [p.actor for p in lead.actors], [p.actor for p in lead.recipients])


LINES = [
    ("Kenya accused Uganda of arming rebels, and its envoy left.", "accused", "Kenya accused Uganda of arming rebels"),
    ("William Ruto, who came late, will not meet Uganda's envoys in May.", "meet", "William Ruto will not meet Uganda's envoys in May"),
    ("Kenya plans to meet Uganda in Arusha.", "meet", "Kenya plans to meet Uganda in Arusha"),
    # what is offered belongs to the offer, what came before it does not
    ("Kenya offered on Monday to mediate between Uganda and Rwanda after rebels shelled Goma.", "offered", "Kenya offered on Monday to mediate between Uganda and Rwanda"),
    ("William Ruto said his party would challenge the deal and called on Lomidze to resign.", "called", "William Ruto called on Lomidze to resign"),
    # who speaks is told elsewhere
    ("Gunmen shelled Goma on Monday, two officers said.", "shelled", "Gunmen shelled Goma on Monday"),
    # what is said before its verb is told after it
    ("Kenya will attack Uganda, William Ruto warned Libya.", "warned", "William Ruto warned Libya"),
    ("Kenya will attack Uganda, William Ruto warned.", "warned", "William Ruto warned Kenya will attack Uganda"),
    # a clause before its sentence ends at the comma
    ("Before Kenya attacked Uganda, the envoys and the king left.", "attacked", "Kenya attacked Uganda"),
    # passives
    ("The Turkish editor was arrested by police in Izmir.", "arrested", "Turkish editor was arrested by police in Izmir"),
    ("The two suspects will be handed over to Peru.", "handed", "The two suspects will be handed over to Peru"),
    # nouns
    ("Nobody spoke of Russia's invasion of Georgia.", "invasion", "Russia’s invasion of Georgia"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "expected"), LINES)
def test_a_line_reads_as_a_sentence(text: str, word: str, expected: str) -> None:
    assert line(text, word) == expected


def test_a_helper_that_was_drawn_to_its_subject_is_written_out() -> None:
    assert (
        line("William Ruto came. He’ll meet the Ugandan envoys.", "meet") == "William Ruto will meet the Ugandan envoys"
    )


def test_a_long_clause_is_cut_at_a_word_and_its_quotes_closed() -> None:
    told = line("Kenya attacked Uganda in “" + "very " * 40 + "dark” hours.", "attacked")
    assert len(told) <= len("Kenya ") + LONGEST + 3
    assert told.endswith("very …”")


def test_a_report_without_its_reading_still_names_who_takes_part() -> None:
    report = report_from_text("Kenya attacked Uganda.")
    mentions = code(report, read(report, clean(report)), classifier=Always())
    account = Account(report=report, segments=(), reading=None, mentions=mentions)
    ends = [p.actor for p in (*mentions[0].actors, *mentions[0].recipients)]
    assert summary(account, mentions[0], ends[:1], ends[1:]) == "Kenya and Uganda"
