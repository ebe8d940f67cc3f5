"""Reprints, near-copies and partial copies share an origin; independent accounts of one happening do not."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest

from tidings.records import Account, Report, Segment, Span
from tidings.stories import changes, origins

# Two independent accounts of each of four happenings; those of one happening share names, figures and a quotation.
FERRY = (
    "A passenger ferry ran aground off the island of Lindesholm early on Tuesday with 214 people on board, the coast guard said.",
    "Lifeboats and two helicopters brought everyone ashore within three hours. Eleven passengers were treated for cuts and cold, and a crew member broke an arm.",
    '"We heard a long scraping noise and then the lights went out," said Marta Lund, a teacher who was travelling with her class of nine-year-olds.',
    "The vessel, the Northern Grace, had left the mainland an hour before in thick fog. Investigators will look at whether its radar was working, the transport ministry said.",
    "The operator, Fjord Lines, suspended all crossings until Thursday and offered refunds to those who had booked.",
)
FERRY_OWN = (
    "Thick fog and a possible radar fault are being blamed for the grounding of the Northern Grace, which struck rocks near Lindesholm on Tuesday morning.",
    "All 214 aboard survived. Emergency crews used helicopters as well as lifeboats in an operation that officials described as textbook.",
    'Among the passengers was a school class. Their teacher, Marta Lund, told local radio: "We heard a long scraping noise and then the lights went out."',
    "It is the second accident in a year for Fjord Lines, whose older ships have been criticised by the seamen's union. The company would not comment on maintenance records.",
    "Hospital staff on the island said that eleven people had come in, none of them badly hurt.",
)
BUDGET = (
    "Parliament in Varennia passed a budget on Friday that cuts fuel subsidies by a third, after a debate that lasted fourteen hours.",
    "The vote was 61 to 58, with two members of the ruling Civic Union siding with the opposition. Prime Minister Ilan Dorst called it a painful but honest budget.",
    "Lorry drivers parked across the ring road of the capital before the vote and said that they would stay until the cuts were withdrawn.",
    "The International Monetary Fund had made lower subsidies a condition for the next part of a loan of 900 million dollars, which is due in March.",
    "Finance Minister Petra Sohl said that poorer households would receive a monthly payment from April to make up for higher prices.",
)
BUDGET_OWN = (
    "Drivers blocked roads around Varennia's capital as lawmakers narrowly approved deep cuts to the subsidies that keep petrol cheap.",
    "Two rebels from Prime Minister Ilan Dorst's own Civic Union voted against him, leaving him with a margin of three.",
    "Queues formed at filling stations overnight as people tried to fill up before prices rise. Some stations had run dry by morning.",
    "Economists are divided. One at the state university said the savings would be eaten up by the compensation that Petra Sohl, the finance minister, has promised.",
    "Opposition leaders said they would ask the constitutional court to look at the way the session was run.",
)
MINE = (
    "Rescuers reached six miners on Sunday who had been trapped for four days behind a fall of rock at the Korvat coal mine.",
    "All six could walk to the ambulances, the regional governor, Tomas Brel, told reporters at the pit head. Two others are still missing.",
    "The roof came down on Wednesday after a tremor of magnitude 3.4. Forty men had been at work on the level and most of them got out through an old ventilation shaft.",
    "Teams drilled a hole as wide as a hand on Friday and passed water, glucose and a telephone through it.",
    "The mine belongs to the state company Karbon, which was fined last year for missing props on the same level.",
)
MINE_OWN = (
    "There was applause and weeping at Korvat as six men were led out of the colliery that had held them since Wednesday.",
    'Relatives had waited in a canteen for four nights. "I knew it was him from the way he walked," said Jana Ros, whose husband was the third to come up.',
    "Governor Tomas Brel warned that hope was fading for the two who have not been found, and said the search would go on through the night.",
    "Inspectors have long complained about Karbon, the state company that runs the mine; a report in spring spoke of rotten timber and gas alarms that were switched off.",
    "A day of mourning planned for Monday was called off.",
)
TALKS = (
    "Negotiators from Ostra and Belmark agreed on Monday to open two border crossings that have been closed since fighting broke out in May.",
    "The deal, reached after a week of talks in Geneva, lets farmers tend fields on either side and allows aid lorries through on three days of the week.",
    "Belmark's foreign minister, Karel Aust, said that the exchange of prisoners would be dealt with in a second round, to begin on the twelfth.",
    "The United Nations, which will keep observers at both crossings, welcomed what its envoy called a modest and real step.",
    "Shelling was reported near the town of Hask as the delegates were leaving the hotel; each army accused the other.",
)
TALKS_OWN = (
    "Farmers along the line between Ostra and Belmark may soon see their fields again under an accord struck in Geneva.",
    "Diplomats who followed the talks said the sides had been close to leaving on Saturday, when Ostra asked for the return of prisoners first.",
    "That question has now been put off. Karel Aust, who leads Belmark's diplomacy, hopes to take it up on the twelfth.",
    "On the ground little has changed: guns could be heard near Hask on Monday evening, and neither army has said when it will pull back from the crossings.",
    "Observers in blue helmets are to move into the customs houses by the end of the month.",
)
TEXTS = {
    "ferry": FERRY,
    "ferry-own": FERRY_OWN,
    "budget": BUDGET,
    "budget-own": BUDGET_OWN,
    "mine": MINE,
    "mine-own": MINE_OWN,
    "talks": TALKS,
    "talks-own": TALKS_OWN,
}
NEW_TOP = "Our correspondent adds: shops in the area opened late and people stood about in groups, many of them reading the news on their telephones."
FILLER = (
    "Separately, the weather office expects rain from the west until the weekend, with snow above eight hundred metres.",
    "Share prices were little changed at midday, while the currency gained slightly against the euro.",
)


def account(name: str, paragraphs: tuple[str, ...], day: int | None = None, outlet: str | None = None) -> Account:
    published = dt.date(2023, 3, day) if day else None
    return Account(
        report=Report(id=name, text="\n\n".join(paragraphs), published=published, outlet=outlet, language="en"),
        segments=(),
        reading=None,
    )


def copies(name: str, text: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Ways in which newsrooms print a text that is not theirs."""
    return {
        f"{name}/reprint": text,
        f"{name}/edited": tuple(
            p.replace("said", "stated").replace("early on", "on").replace("people", "persons").replace("two", "2")
            for p in text
        ),
        f"{name}/new-top": (NEW_TOP, *text[1:]),
        f"{name}/half": text[:3],
        f"{name}/tail": (NEW_TOP, *text[2:]),
        f"{name}/in-a-round-up": (*FILLER, *text[:4]),
        f"{name}/reordered": (text[0], text[3], text[2], text[4], text[1]),
        f"{name}/shortened": tuple(p.split(", ")[0] for p in text),
    }


def test_copies_are_found_and_independent_accounts_are_kept_apart() -> None:
    everything = {f"{name}/original": text for name, text in TEXTS.items()}
    for name, text in TEXTS.items():
        everything |= copies(name, text)
    found = origins([account(name, text) for name, text in everything.items()])
    together = {frozenset(pair) for origin in found for pair in combinations(origin.reports, 2)}
    gold = {
        frozenset(pair)
        for name in TEXTS
        for pair in combinations([n for n in everything if n.rpartition("/")[0] == name], 2)
    }
    assert len(together & gold) / len(together) >= 0.98
    assert len(together & gold) / len(gold) >= 0.9


def test_the_earliest_report_leads_and_the_order_given_does_not_matter() -> None:
    given = [account("late", MINE, day=9), account("early", MINE, day=2), account("undated", MINE)]
    (one,) = origins(given)
    assert one.reports == ("early", "late", "undated")
    assert origins(given[::-1]) == (one,)


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        pytest.param(TALKS, TALKS_OWN, 2, id="independent accounts that share names"),
        pytest.param((*TALKS_OWN, "Reuters reported the deal."), (*TALKS, "(Reuters)"), 2, id="a credit is no copy"),
        pytest.param(
            (TALKS[0], NEW_TOP, *FILLER, "Reuters reported."),
            (*TALKS, "Reporting by Reuters"),
            1,
            id="credit and overlap",
        ),
        pytest.param((MINE[0],), MINE_OWN, 2, id="a flash of one's own"),
        pytest.param((MINE[0],), MINE, 1, id="a flash that is the wire's first paragraph"),
        pytest.param(
            (FILLER[0], "“" + " ".join(BUDGET[:2]) + "”"),
            (FILLER[1], "“" + " ".join(BUDGET[:2]) + "”"),
            2,
            id="one speech quoted by two",
        ),
        pytest.param(("",), ("",), 2, id="no words"),
    ],
)
def test_one_origin_or_two(first: tuple[str, ...], second: tuple[str, ...], count: int) -> None:
    assert len(origins([account("a", first), account("b", second)])) == count


def test_boilerplate_is_not_compared() -> None:
    furniture = (
        "Sign up for our morning letter and read the best of our newsroom before breakfast every day of the week. " * 4
    )
    reports = []
    for name, own in (("a", MINE[0]), ("b", BUDGET[0])):
        text = own + "\n\n" + furniture
        segments = (
            Segment(kind="body", span=Span(start=0, end=len(own))),
            Segment(kind="boilerplate", span=Span(start=len(own) + 2, end=len(text))),
        )
        reports.append(Account(report=Report(id=name, text=text), segments=segments, reading=None))
    assert len(origins(reports)) == 2


def test_changes_name_what_a_copy_added_dropped_and_altered() -> None:
    original = account("wire", FERRY)
    altered = FERRY[3].replace("thick fog", "light drizzle")
    copy = account("copy", (NEW_TOP, FERRY[0], FERRY[1], altered, FERRY[4]))
    said = [
        (
            c.kind,
            c.original.quote(original.report.text) if c.original else None,
            c.copy.quote(copy.report.text) if c.copy else None,
        )
        for c in changes(original, copy)
    ]
    assert said == [
        ("added", None, NEW_TOP),
        ("dropped", FERRY[2], None),
        ("altered", FERRY[3], altered),
    ]
    assert changes(original, account("reprint", FERRY)) == ()


def test_a_very_long_line_is_bounded() -> None:
    long = account("long", ("a" * 1_000_000 + ' "' + "word " * 100_000,))
    assert len(origins([long, account("mine", MINE)])) == 2
