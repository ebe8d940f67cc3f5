"""English time expressions: found, valued, settled, compared. A row is a text and what it must give."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.reading.times import date_of_text, find_times, finer, intersects, label, settle, timex3
from tidings.reading.times import edtf as edtf_module
from tidings.records import When

PUBLISHED = dt.date(2022, 9, 8)  # a Thursday

# text | the words found = TIMEX3 value = EDTF or - (for a report of 2022-09-08); several are parted by ';'
SETTLED = """
The treaty was signed on September 15, 2021. | September 15, 2021 = 2021-09-15 = 2021-09-15
The treaty was signed on 15 September 2021. | 15 September 2021 = 2021-09-15 = 2021-09-15
They met on Sept. 7. | Sept. 7 = 2022-09-07 = 2022-09-07
On 7 Sep 2022 they met. | 7 Sep 2022 = 2022-09-07 = 2022-09-07
On 2022-09-08 they met. | 2022-09-08 = 2022-09-08 = 2022-09-08
Logged at 2022-09-08T14:30:00Z by the system. | 2022-09-08T14:30:00Z = 2022-09-08T14:30Z = 2022-09-08T14:30:00Z
The file is dated 13/09/2021. | 13/09/2021 = 2021-09-13 = 2021-09-13
The file is dated 8.9.2021 there. | 8.9.2021 = 2021-09-08 = 2021-09-08
# American or European: both readings are kept
The file is dated 09/08/2021. | 09/08/2021 = 2021-XX-XX = [2021-08-09,2021-09-08]
He arrived on the 3rd of May 2019. | 3rd of May 2019 = 2019-05-03 = 2019-05-03
He arrived on May 3rd, 2019. | May 3rd, 2019 = 2019-05-03 = 2019-05-03
Thursday, Sept. 1, 2022, was calm. | Thursday, Sept. 1, 2022 = 2022-09-01 = 2022-09-01
The talks will be held on September 15 and 16 in Samarkand. | September 15 and 16 = 2022-09-15/2022-09-16 = 2022-09-15/2022-09-16
The fair runs 15-16 September. | 15-16 September = 2022-09-15/2022-09-16 = 2022-09-15/2022-09-16
The fair ran Sept. 3–6, 2021. | Sept. 3–6, 2021 = 2021-09-03/2021-09-06 = 2021-09-03/2021-09-06
# two days that are not neighbours are a set, not a stretch
Hearings took place on May 3 and 7. | May 3 and 7 = 2022-05-03/2022-05-07 = {2022-05-03,2022-05-07}
The rule applies from Sept. 1 to Oct. 15. | Sept. 1 to Oct. 15 = 2022-09-01/2022-10-15 = 2022-09-01/2022-10-15
# the year told at the end counts for both ends
It fell from April to June 2008. | April to June 2008 = 2008-04/2008-06 = 2008-04/2008-06
It ran from November to February 2019. | November to February 2019 = 2018-11/2019-02 = 2018-11/2019-02
Between 2010 and 2014 prices rose. | 2010 and 2014 = 2010/2014 = 2010/2014
She led it from 2003 to 2007. | 2003 to 2007 = 2003/2007 = 2003/2007
He served 1998-2004 in the senate. | 1998-2004 = 1998/2004 = 1998/2004
The talks run from Monday to Wednesday. | Monday to Wednesday = 2022-09-05/2022-09-07 = 2022-09-05/2022-09-07
An official said Wednesday that talks stalled. | Wednesday = 2022-09-07 = 2022-09-07
The drills ended Wednesday in the east. | Wednesday = 2022-09-07 = 2022-09-07
Parliament will vote on Monday. | Monday = 2022-09-12 = 2022-09-12
On Monday, parliament will vote. | Monday = 2022-09-12 = 2022-09-12
The ministers are due to meet on Tuesday. | Tuesday = 2022-09-13 = 2022-09-13
# the report's own weekday is the report's own day
Police said on Thursday that he fled. | Thursday = 2022-09-08 = 2022-09-08
He resigned last Friday. | last Friday = 2022-09-02 = 2022-09-02
He returns next Monday. | next Monday = 2022-09-12 = 2022-09-12
# on a Thursday 'next Friday' is not tomorrow
He returns next Friday. | next Friday = 2022-09-16 = 2022-09-16
He met them on Tuesday of last week. | Tuesday of last week = 2022-08-30 = 2022-08-30
He was seen on Tuesday morning. | Tuesday morning = 2022-09-06TMO = 2022-09-06
He was arrested late Tuesday. | late Tuesday = 2022-09-06 = 2022-09-06
Wed. is short. |
They meet next week. | next week = 2022-W37 = 2022-09-12/2022-09-18
In a speech this week he said so. | this week = 2022-W36 = 2022-09-05/2022-09-11
It was cut last week. | last week = 2022-W35 = 2022-08-29/2022-09-04
# the part of the week before the report
He spoke earlier this week. | earlier this week = 2022-W36 = 2022-09-05/2022-09-08
He will speak later this week. | later this week = 2022-W36 = 2022-09-08/2022-09-11
They begin in the week of September 12. | the week of September 12 = 2022-W37 = 2022-09-12/2022-09-18
It closed last weekend. | last weekend = 2022-W35-WE = 2022-09-03/2022-09-04
It opens this weekend. | this weekend = 2022-W36-WE = 2022-09-10/2022-09-11
It was sold last month. | last month = 2022-08 = 2022-08
It will be sold next month. | next month = 2022-10 = 2022-10
Losses last year were huge. | last year = 2021 = 2021
Losses this year are huge. | this year = 2022 = 2022
It shrank last quarter. | last quarter = 2022-Q2 = 2022-34
He said so yesterday. | yesterday = 2022-09-07 = 2022-09-07
He said so yesterday evening. | yesterday evening = 2022-09-07TEV = 2022-09-07
He will say so tomorrow. | tomorrow = 2022-09-09 = 2022-09-09
Today is a holiday. | Today = 2022-09-08 = 2022-09-08
He came the day before yesterday. | the day before yesterday = 2022-09-06 = 2022-09-06
It rained last night. | last night = 2022-09-07TNI = 2022-09-07
It rains tonight. | tonight = 2022-09-08TNI = 2022-09-08
He said this morning. | this morning = 2022-09-08TMO = 2022-09-08
They last met in February. | February = 2022-02 = 2022-02
# two months ahead and no verb of the past near
The plans for the summit in November have grown. | November = 2022-11 = 2022-11
The deal should be completed in October. | October = 2022-10 = 2022-10
He was arrested in October. | October = 2021-10 = 2021-10
He resigned in October 2018. | October 2018 = 2018-10 = 2018-10
He resigned last September. | last September = 2021-09 = 2021-09
He resigned in September last year. | September last year = 2021-09 = 2021-09
They met in early February. | early February = 2022-02 = 2022-02-01/2022-02-10~
They met in late 2019. | late 2019 = 2019 = 2019-09~/2019-12
They met in early 2019. | early 2019 = 2019 = 2019-01/2019-04~
They met in mid-May. | mid-May = 2022-05 = 2022-05-11~/2022-05-20~
It was due in mid-2011. | mid-2011 = 2011 = 2011-05~/2011-08~
It was over by the end of 2019. | the end of 2019 = 2019 = 2019-12~
By the end of this year the plant will close. | the end of this year = 2022 = 2022-12~
It grew in the first half of 2014. | the first half of 2014 = 2014-H1 = 2014-40
It grew in the second half of last year. | the second half of last year = 2021-H2 = 2021-41
It rained in the first half of September 2021. | the first half of September 2021 = 2021-09 = 2021-09-01/2021-09-15
Profits in Q3 2021 fell. | Q3 2021 = 2021-Q3 = 2021-35
Profits in the third quarter of this year fell. | third quarter of this year = 2022-Q3 = 2022-35
# the last fourth quarter that has begun
Profits fell in the fourth quarter. | fourth quarter = 2021-Q4 = 2021-36
It opened in fiscal 2021. | fiscal 2021 = 2021 = 2020-04~/2022-03~
It opened in FY2021. | FY2021 = 2021 = 2020-04~/2022-03~
In the 2020-21 season they won. | 2020-21 = 2020/2021 = 2020/2021
It opened in the summer of 2009. | summer of 2009 = 2009-SU = 2009-22
It opened in summer 2009. | summer 2009 = 2009-SU = 2009-22
They fought last winter. | last winter = 2021-WI = 2021-24
They will fight next spring. | next spring = 2023-SP = 2023-21
In the 1990s trade grew. | 1990s = 199 = 199X
In the '80s trade grew. | 80s = 198 = 198X
In the early 1990s trade grew. | the early 1990s = 199 = 1990/1993~
In the nineties trade grew. | nineties = 199 = 199X
In the 19th century trade grew. | 19th century = 18 = 1801/1900
In the twentieth century trade grew. | twentieth century = 19 = 1901/2000
In the 1800s trade grew. | 1800s = 18 = 18XX
The 2008 Olympics were held in Beijing. | 2008 = 2008 = 2008
He has ruled since 1994. | 1994 = 1994 = 1994
The city fell in 1453. | 1453 = 1453 = 1453
After 9/11 rules changed. | 9/11 = 2001-09-11 = 2001-09-11
They met on Christmas Eve. | Christmas Eve = 2021-12-24 = 2021-12-24
They met on New Year's Day 2020. | New Year's Day 2020 = 2020-01-01 = 2020-01-01
They met at Easter 2022. | Easter 2022 = 2022-04-17 = 2022-04-17
They met on Good Friday 2021. | Good Friday 2021 = 2021-04-02 = 2021-04-02
They met on Thanksgiving 2021. | Thanksgiving 2021 = 2021-11-25 = 2021-11-25
They met on Memorial Day 2021. | Memorial Day 2021 = 2021-05-31 = 2021-05-31
The race starts on Thursday at 8 a.m. sharp. | Thursday at 8 a.m. = 2022-09-08T08:00 = 2022-09-08T08:00:00
It began at 6:40 p.m. on September 7. | 6:40 p.m. on September 7 = 2022-09-07T18:40 = 2022-09-07T18:40:00
It began at 16:00 UTC today. | 16:00 UTC today = 2022-09-08T16:00Z = 2022-09-08T16:00:00Z
It began on Tuesday at noon. | Tuesday at noon = 2022-09-06T12:00 = 2022-09-06T12:00:00
# a clock time with no day told: TIMEX3 takes the report's day, a When does not
It began at 0800 GMT. | 0800 GMT = 2022-09-08T08:00Z = -
It began at 10:30 sharp. | 10:30 = 2022-09-08T10:30 = -
The quake hit on Tuesday; by the evening it was calm. | Tuesday = 2022-09-06 = 2022-09-06; the evening = 2022-09-06TEV = 2022-09-06
It struck on the morning of September 2. | the morning of September 2 = 2022-09-02TMO = 2022-09-02
He left three days ago. | three days ago = 2022-09-05 = 2022-09-05
He left two weeks ago. | two weeks ago = 2022-08-25 = 2022-08-25~
He left three months ago. | three months ago = 2022-06 = 2022-06~
# years ago: valued as the distance, settled as about that year
He left two years ago. | two years ago = P2Y = 2020~
They will vote in two weeks. | two weeks = 2022-09-22 = 2022-09-22~
They will vote in three days' time. | three days' time = 2022-09-11 = 2022-09-11
Over the past two years prices rose. | the past two years = P2Y = 2020-09-08~/2022-09-08
It will end within the next six months. | the next six months = P6M = 2022-09-08/2023-03-08~
In the past decade it grew. | the past decade = P10Y = 2012-09-08~/2022-09-08
He came on May 3, 2019. A week earlier he had called. | May 3, 2019 = 2019-05-03 = 2019-05-03; A week earlier = 2019-04-26 = 2019-04-26
He came on May 3, 2019, and left the same day. | May 3, 2019 = 2019-05-03 = 2019-05-03; the same day = 2019-05-03 = 2019-05-03
He came on May 3, 2019, and left the next day. | May 3, 2019 = 2019-05-03 = 2019-05-03; the next day = 2019-05-04 = 2019-05-04
In 2015 he won. The following year he lost. | 2015 = 2015 = 2015; The following year = 2016 = 2016
In 2015 he won; two years later he lost. | 2015 = 2015 = 2015; two years later = 2017 = 2017
Sales rose in February compared to the same period last year. | February = 2022-02 = 2022-02; the same period last year = 2021-02 = 2021-02
He spoke two days after Christmas 2020. | two days after Christmas 2020 = 2020-12-27 = 2020-12-27
"""

# As above, for a report without a date: nothing is invented
OPEN = """
The talks will be held on September 15 and 16. | September 15 and 16 = XXXX-09-15/XXXX-09-16 = XXXX-09-15/XXXX-09-16
The talks will be held on September 15. | September 15 = XXXX-09-15 = XXXX-09-15
They meet next week. | next week = XXXX-WXX = -
An official said Wednesday. | Wednesday = XXXX-WXX-3 = -
They last met in early February. | early February = XXXX-02 = XXXX-02-01/XXXX-02-10~
The summit in Bali in November is near. | November = XXXX-11 = XXXX-11
They met in late 2019. | late 2019 = 2019 = 2019-09~/2019-12
They met on September 15, 2022. | September 15, 2022 = 2022-09-15 = 2022-09-15
He resigned yesterday. | yesterday = XXXX-XX-XX = -
He resigned last year. | last year = XXXX = -
He resigned two weeks ago. | two weeks ago = XXXX-XX-XX = -
It opened in the summer. | summer = XXXX-SU = XXXX-22
Profits fell in the third quarter. | third quarter = XXXX-Q3 = XXXX-35
They met on Christmas Eve. | Christmas Eve = XXXX-12-24 = XXXX-12-24
# a feast that moves has no date without a year
They met at Easter. | Easter = XXXX-XX-XX = -
It began at 8 a.m. on Sept. 7. | 8 a.m. on Sept. 7 = XXXX-09-07T08:00 = XXXX-09-07
The rule applies from Sept. 1 to Oct. 15. | Sept. 1 to Oct. 15 = XXXX-09-01/XXXX-10-15 = XXXX-09-01/XXXX-10-15
He left the same day. | the same day = XXXX-XX-XX = -
It was born on Feb. 29. | Feb. 29 = XXXX-02-29 = XXXX-02-29
"""

# text | words = value, of times that have no date
UNDATED = """
He has not left for more than two years. | more than two years = P2Y
It is the first trip in 2 ½ years. | 2 ½ years = P2.5Y
It took two and a half years. | two and a half years = P2.5Y
He seeks a third 5-year term. | 5-year = P5Y
It hit a five-year high. | five-year = P5Y
After a four day rally it fell. | four day = P4D
It lasted nearly five months. | nearly five months = P5M
It failed after thirty minutes. | thirty minutes = PT30M
It failed after a 12-hour flight. | 12-hour = PT12H
It took half an hour. | half an hour = PT30M
It took a decade. | a decade = P10Y
It took several years. | several years = PXY
It took a few weeks. | a few weeks = PXW
It took 10 to 15 years. | 10 to 15 years = PXY
It took two or three days. | two or three days = PXD
It was decades in the making. | decades = PXY
The decades-long dispute ended. | decades-long = PXY
He was jailed for twenty-two years. | twenty-two years = P22Y
He waited a fortnight. | a fortnight = P2W
It shrank for two consecutive quarters. | two consecutive quarters = P2Q
They make 15 a year. | a year = P1Y
They meet twice a week. | a week = P1W
They meet every Monday. | every Monday = XXXX-WXX-1
They meet every two weeks. | every two weeks = P2W
It costs 20 dollars per day. | per day = P1D
They report weekly. | weekly = P1W
It leads in annually updated lists. | annually = P1Y
Now it is over. | Now = PRESENT_REF
It is currently closed. | currently = PRESENT_REF
The current crisis deepens. | current = PRESENT_REF
It is closed for the time being. | for the time being = PRESENT_REF
It has grown in recent months. | recent months = PAST_REF
He recently left. | recently = PAST_REF
That was common in the past. | the past = PAST_REF
It will soon end. | soon = FUTURE_REF
It may return in the future. | the future = FUTURE_REF
It may return in the near future. | the near future = FUTURE_REF
# the anchor is an event: open, with the words that say so in the When
It closed two days after the attack. | two days = P2D
It closed a week earlier. | a week earlier = P1W
"""

NOT_TIMES = """
It may rain and he may go.
Prime Minister Theresa May said so.
Troops march on the capital.
She is the second woman and the second-largest donor.
The Sun said so.
The Sun sat in judgement.
Doctors work 24/7 there.
The Class of 2012 has met.
He watched Friday Night Lights.
Shops were full on Black Friday.
Call 202-555-2010 now-closed.
A 45-year-old man fell.
He died aged 56.
Some 2000 people came.
They lost 1900 troops.
It costs $1999 there.
It rose to 2000 points.
The Boeing 1900 crashed.
Resolution 1973 passed.
He is in his 70s.
Prices fall and fall.
They spring into action.
At Mar-a-Lago he rests.
Jan Egeland spoke.
The Daily Telegraph and the China Daily wrote so.
On Christmas Island crabs walk.
About a quarter of dealers closed.
A now-defunct firm paid.
The Sunday Times wrote so.
Version 1.2.2022.3 is out.
June 31 is no day.
"""


def rows(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if line and not line.startswith("#")]


def expected(row: str) -> tuple[str, list[tuple[str, ...]]]:
    text, _, answer = row.partition(" |")
    wanted = [tuple(part.strip() for part in item.split(" = ")) for item in answer.split(";") if item.strip()]
    return text.strip(), wanted


def read(text: str, published: dt.date | None) -> list[tuple[str, ...]]:
    return [(m.span.quote(text), m.value, m.when.edtf or "-") for m in find_times(text, published=published)]


def test_the_tables_hold_what_was_promised() -> None:
    assert len(rows(SETTLED)) + len(rows(OPEN)) + len(rows(UNDATED)) + len(rows(NOT_TIMES)) >= 150


@pytest.mark.parametrize("row", rows(SETTLED))
def test_a_dated_report_settles_its_times(row: str) -> None:
    text, wanted = expected(row)
    assert read(text, PUBLISHED) == wanted


@pytest.mark.parametrize("row", rows(OPEN))
def test_an_undated_report_keeps_the_unknown_open(row: str) -> None:
    text, wanted = expected(row)
    assert read(text, None) == wanted
    for mention in find_times(text):
        settled = mention.when.edtf is not None and "XXXX" not in mention.when.edtf
        assert (mention.when.basis == "text") is settled
        assert (mention.when.earliest is None) is (mention.when.latest is None) is (not settled)


@pytest.mark.parametrize("row", rows(UNDATED))
def test_times_without_a_date_have_a_value_and_no_bounds(row: str) -> None:
    text, wanted = expected(row)
    found = find_times(text, published=PUBLISHED)
    assert [(m.span.quote(text), m.value) for m in found] == wanted
    assert all((m.when.edtf, m.when.earliest, m.when.latest, m.when.basis) == (None,) * 4 for m in found)


@pytest.mark.parametrize("text", rows(NOT_TIMES))
def test_what_only_looks_like_a_time(text: str) -> None:
    assert find_times(text, published=PUBLISHED) == ()


@pytest.mark.parametrize("row", rows(SETTLED) + rows(OPEN))
def test_bounds_agree_with_edtf_and_quotes_with_text(row: str) -> None:
    text, _ = expected(row)
    for published in (PUBLISHED, None):
        for mention in find_times(text, published=published):
            when = mention.when
            assert when.span is not None
            assert when.span.quote(text) == when.text
            assert (when.basis is None) == (when.earliest is None)
            if when.edtf and when.earliest and when.latest and when.edtf[-1] != "~":
                assert edtf_module.bounds(when.edtf) == (when.earliest, when.latest)


def test_the_open_anchor_is_in_the_words_of_the_when() -> None:
    (mention,) = find_times("It closed two days after the attack.", published=PUBLISHED)
    assert (mention.when.text, mention.kind) == ("two days after the attack", "duration")


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("on September 15, 2022", "text"),
        ("in late 2019", "text"),
        ("after 9/11", "text"),
        ("on September 15", "published"),
        ("next week", "published"),
        ("since the first half of 2014", "text"),
        ("in September last year", "published"),
        ("On May 3, 2019, he left; a week later he died", "text"),
    ],
)
def test_basis_says_what_settled_it(text: str, basis: str) -> None:
    assert {m.when.basis for m in find_times(text, published=PUBLISHED)} == {basis}


def test_the_caller_knows_the_tense_better() -> None:
    text = "Talks on Monday"
    (past,) = find_times(text, published=PUBLISHED, tenses=lambda start, end: "past")
    (future,) = find_times(text, published=PUBLISHED, tenses=lambda start, end: "future")
    assert (past.value, future.value) == ("2022-09-05", "2022-09-12")


def test_timex3_marks_the_ends_of_a_range_apart() -> None:
    text = "It shrank between April and June 2008 and on May 3 and 4."
    marks = [(m.span.quote(text), m.value) for m in timex3(text, published=PUBLISHED)]
    assert marks == [
        ("April", "2008-04"),
        ("June 2008", "2008-06"),
        ("May 3", "2022-05-03"),
        ("4", "2022-05-04"),
    ]


def when_of(text: str, published: dt.date | None = None) -> When:
    (mention,) = find_times(text, published=published)
    return mention.when


@pytest.mark.parametrize(
    ("text", "published", "year", "edtf"),
    [
        ("on September 15 and 16", PUBLISHED, None, "2022-09-15/2022-09-16"),
        ("on September 15 and 16", None, 2021, "2021-09-15/2021-09-16"),
        ("next week", PUBLISHED, None, "2022-09-12/2022-09-18"),
        ("next week", None, 2022, None),
        ("in May", PUBLISHED, None, "2022-05"),
        ("in early February", None, 2022, "2022-02-01/2022-02-10~"),
        # hangs on an event or on a time the report does not tell: a date does not settle it
        ("two days after the attack", PUBLISHED, None, None),
        ("the same day", PUBLISHED, None, None),
        ("for two years", PUBLISHED, None, None),
    ],
)
def test_settle_reads_again_with_a_date_of_the_story(
    text: str, published: dt.date | None, year: int | None, edtf: str | None
) -> None:
    when = settle(when_of(text), published=published, year_hint=year, settled_by="r2")
    assert (when.edtf, when.basis) == (edtf, "story" if edtf else None)
    assert when.settled_by == ("r2" if edtf else None)


def test_settle_leaves_a_settled_time_alone() -> None:
    when = when_of("on May 3, 2019")
    assert settle(when, published=PUBLISHED, settled_by="r2") == when


def test_settle_takes_the_tense_of_the_clause() -> None:
    assert settle(when_of("on Monday"), published=PUBLISHED, tense="future").edtf == "2022-09-12"


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        ("September 15, 2022", "September 2022", True),
        ("September 15, 2022", "September 16, 2022", False),
        ("September 15", "September 15, 2022", True),
        ("September 15", "September 16, 2022", False),
        ("September 15 and 16", "September 16, 2022", True),
        ("September 15", "September 16", False),
        ("September 15", "in September", True),
        ("September 15", "2022", True),
        ("in early February", "February 24, 2022", False),
        # loose ends: a near miss cannot be told
        ("late 2019", "January 5, 2020", None),
        ("late 2019", "June 5, 2021", False),
        ("next week", "September 15, 2022", None),
        ("two years", "2022", None),
        ("09/08/2021", "August 20, 2021", False),
        ("09/08/2021", "August 9, 2021", True),
    ],
)
def test_intersects(a: str, b: str, answer: bool | None) -> None:
    assert intersects(when_of(a), when_of(b)) is answer
    assert intersects(when_of(b), when_of(a)) is answer


@pytest.mark.parametrize(
    ("coarse", "fine"),
    [
        ("2022", "September 2022"),
        ("September 2022", "September 15, 2022"),
        ("September 15", "September 2022"),
        ("next week", "September 15"),
        ("in September", "September 15"),
        ("September 7, 2022", "September 7, 2022 at 8 a.m."),
    ],
)
def test_finer_says_more(coarse: str, fine: str) -> None:
    assert finer(when_of(coarse), when_of(fine)) == finer(when_of(fine), when_of(coarse)) == when_of(fine)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("September 15 and 16", "15–16 Sep 2022"),
        ("next week", "week of 12 Sep 2022"),
        ("from Sept. 1 to Oct. 15", "1 Sep – 15 Oct 2022"),
        ("from April to June 2008", "Apr–Jun 2008"),
        ("from November to February 2019", "Nov 2018 – Feb 2019"),
        ("late 2019", "about Sep–Dec 2019"),
        ("summer 2009", "summer 2009"),
        ("Q3 2021", "Q3 2021"),
        ("the 1990s", "1990s"),
        ("2019", "2019"),
        ("May 3 and 7", "3 May 2022 and 7 May 2022"),
        ("09/08/2021", "9 Aug 2021 or 8 Sep 2021"),
        ("Tuesday at 8 a.m.", "6 Sep 2022, 08:00"),
        ("more than two years", "more than two years"),
        ("the same day", "the same day (date not known)"),
    ],
)
def test_label_of_a_dated_report(text: str, name: str) -> None:
    assert label(when_of(text, PUBLISHED)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("in September", "Sep, year not stated"),
        ("September 15 and 16", "15–16 Sep, year not stated"),
        ("next\nweek", "next week (date not known)"),
    ],
)
def test_label_of_an_undated_report(text: str, name: str) -> None:
    assert label(when_of(text)) == name


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("MOSCOW, Sept 7, 2022 (Reuters) - The head of state left.", dt.date(2022, 9, 7)),
        ("Leaders meet\n\nBEIJING, 7 September 2022 — The two met.", dt.date(2022, 9, 7)),
        ("Leaders meet\nPublished 8 September 2022\nThe two met.", dt.date(2022, 9, 8)),
        ("Leaders meet\nBy Ann Lee\nThursday, September 8, 2022\n\nThe two met.", dt.date(2022, 9, 8)),
        ("Leaders meet\nUpdated: 9 Sept 2022 | Published: 8 Sept 2022\nThe two met.", dt.date(2022, 9, 8)),
        ("Leaders meet\nLast updated 9 Sept 2022\nThe two met.", dt.date(2022, 9, 9)),
        ("Published: 2022-09-08T10:00:00Z\nThe two met.", dt.date(2022, 9, 8)),
        # no year, so not full
        ("MOSCOW, Sept 7 (Reuters) - The head of state left.", None),
        # a date the report tells of is not its own
        ("The two met on September 8, 2022 in Moscow.", None),
        ("On September 8, 2022, the two met.", None),
        ("", None),
    ],
)
def test_a_report_may_date_itself(text: str, date: dt.date | None) -> None:
    assert date_of_text(text) == date


@given(st.dates(), st.dates())
def test_edtf_of_bounds_comes_back_as_the_same_bounds(a: dt.date, b: dt.date) -> None:
    first, last = min(a, b), max(a, b)
    assert edtf_module.bounds(edtf_module.of_bounds(first, last)) == (first, last)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_a_written_date_is_read_back(date: dt.date) -> None:
    written = f"{date:%B} {date.day}, {date.year}"
    (mention,) = find_times(f"It was signed on {written}.")
    assert (mention.when.earliest, mention.when.latest, mention.value) == (date, date, date.isoformat())


@given(
    st.text(alphabet=st.sampled_from("the last next 2022 Sept. 15 and to of a½-–:/,.'\n yearsMonday")),
    st.booleans(),
)
def test_nothing_raises_and_nothing_overlaps(text: str, dated: bool) -> None:
    end = 0
    for mention in find_times(text, published=PUBLISHED if dated else None):
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end


@pytest.mark.parametrize("bad", ["2009-13", "last week", "2009-02-30", "2009/2010/2011", "٢٠٢٢"])
def test_what_is_not_edtf_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        edtf_module.bounds(bad)


@pytest.mark.parametrize(
    "unit", ["1", "a ", "the ", "1 ", "Sept. 15 and ", "\n", "the end of ", "more than ", "1-", "2022 "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        find_times(text, published=PUBLISHED)
        date_of_text(text)
        return time.process_time() - began

    cost(1_000)
    assert cost(80_000) < 30 * max(cost(8_000), 0.005)
