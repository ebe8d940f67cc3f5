"""What two accounts say of one matter beside their aligned sentences: quotations brought in, people hurt, borders,
ages, absences, posts and terms."""

from __future__ import annotations

import datetime as dt

import pytest

from tidings.clean import clean
from tidings.compare.differences import statement_differences
from tidings.reading import read
from tidings.records import Account, Difference, Report

PUBLISHED = dt.date(2021, 6, 11)  # a Friday


def differences(*texts: str) -> tuple[Difference, ...]:
    accounts = []
    for name, text in zip("abc", texts, strict=False):
        report = Report(id=name, text=text, published=PUBLISHED)
        segments = clean(report)
        accounts.append(Account(report=report, segments=segments, reading=read(report, segments)))
    return statement_differences(accounts)


def told(found: tuple[Difference, ...]) -> set[tuple[str, str, str, str]]:
    """(aspect, kind, words in a, words in b)."""
    rows = set()
    for d in found:
        words = {e.report: e.quote for v in d.values for e in v.evidence}
        rows.add((d.aspect, d.kind, words["a"], words["b"]))
    return rows


TOLD = {
    "quoted on a day, and at an hour of it": (
        "The ferry line is in trouble. “We will not sell a single ship this year,” Hanna Virtanen said on Thursday.",
        "“We will not sell a single ship this year,” Virtanen told the staff on Thursday evening.",
        ("when", "precision", "Thursday", "Thursday evening"),
    ),
    "brought in by the sentence before": (
        "Mayor Otto Brandt defended the closure this month.\n“Nobody in this town will lose a job over it.”",
        "Brandt defended the closure last week.\n“Nobody in this town will lose a job over it.”",
        ("when", "precision", "this month", "last week"),
    ),
    "one part of a day under two names": (
        "“It was the worst night of my life,” Lena Okafor said Thursday evening.",
        "“It was the worst night of my life,” Lena Okafor wrote late Thursday.",
        ("when", "wording", "Thursday evening", "late Thursday"),
    ),
    "to whom it was said": (
        "“The dam was never safe,” engineer Petra Novak said in an interview with Radio Norte.",
        "“The dam was never safe,” engineer Petra Novak told Radio Norte reporter Carla Ruiz.",
        ("who", "precision", "Radio Norte", "Radio Norte reporter Carla Ruiz"),
    ),
    "of what it was said": (
        "The bishop said the auction was “an insult to every family of this valley”.",
        "The bishop called the new law “an insult to every family of this valley”.",
        ("wording", "wording", "the auction was", "the new law"),
    ),
    "where somebody was hit": (
        "Goalkeeper Marta Silva left the field with a broken arm.",
        "Marta Silva was hit in the knee by a flare, the club said.",
        ("where", "wording", "a broken arm", "hit in the knee"),
    ),
    "how somebody is, and which way it goes": (
        "Marta Silva was in serious condition on Friday.",
        "Marta Silva was in serious condition but improving, the hospital said.",
        ("status", "precision", "serious condition", "serious condition but improving"),
    ),
    "how somebody is, against each other": (
        "Marta Silva was in critical condition on Friday.",
        "The hospital said that Marta Silva was in stable condition.",
        ("status", "conflict", "critical condition", "stable condition"),
    ),
    "both sides of a border": (
        "Soldiers are laying mines along the Polish border, the ministry said.",
        "Soldiers are laying mines along the border between Poland and Belarus, the ministry said.",
        ("where", "precision", "the Polish border", "the border between Poland and Belarus"),
    ),
    "from which age": (
        "The bill would let adults over 18 buy fireworks in the province.",
        "Under the bill, anyone 18 or older could buy fireworks in the province.",
        ("number", "conflict", "adults over 18", "anyone 18 or older"),
    ),
    "how long not": (
        "President Marek Havel has not left the country for more than three years.",
        "It would be President Marek Havel’s first trip abroad in four years.",
        ("number", "precision", "more than three years", "four years"),
    ),
    "a post told more exactly": (
        "Among the injured was Jon Aker, a lobbyist for Norsk Kraft.",
        "Among the injured was Jon Aker, director of policy for the Oslo office of Norsk Kraft.",
        ("who", "precision", "a lobbyist for Norsk Kraft", "director of policy for the Oslo office of Norsk Kraft"),
    ),
    "one thing under two nouns": (
        "She will speak at a joint session of Parliament.",
        "She was asked to a joint meeting of Parliament.",
        ("wording", "wording", "a joint session of Parliament", "a joint meeting of Parliament"),
    ),
    "an act of one state under two names": (
        "Weeks later Russia invaded Ukraine.",
        "That was before the Kremlin sent troops into Ukraine.",
        ("wording", "wording", "invaded Ukraine", "sent troops into Ukraine"),
    ),
}


@pytest.mark.parametrize(("a", "b", "wanted"), TOLD.values(), ids=TOLD)
def test_one_matter_told_differently(a: str, b: str, wanted: tuple[str, str, str, str]) -> None:
    assert wanted in told(differences(a, b))


SILENT = {
    "another quotation": (
        "“We will not sell a single ship this year,” Hanna Virtanen said on Thursday.",
        "“The crew deserves a better answer than that,” Hanna Virtanen said on Tuesday.",
    ),
    "the day of something else": (
        "Mayor Otto Brandt, elected in May, went on.\n“Nobody in this town will lose a job over it.”",
        "Brandt spoke to shopkeepers on Monday.\n“Nobody in this town will lose a job over it.”",
    ),
    "two people hurt": (
        "Goalkeeper Marta Silva left the field with a broken arm.",
        "Referee Ana Costa was hit in the knee by a flare, the club said.",
    ),
    "one of two injuries told twice": (
        "Marta Silva had a broken arm and a broken leg.",
        "Marta Silva left with a broken arm, her second this year.",
    ),
    "a part of the body that is not hurt": (
        "Marta Silva raised her arm to greet the crowd.",
        "Marta Silva was hit in the knee by a flare, the club said.",
    ),
    "another border": (
        "Soldiers are laying mines along the Polish border, the ministry said.",
        "Traders wait for weeks at the border between Kenya and Somalia.",
    ),
    "an age that is not a limit": (
        "The bill would let adults over 18 buy fireworks in the province.",
        "Fireworks killed a boy of 12 in the province last year.",
    ),
    "two people away for long": (
        "President Marek Havel has not left the country for more than three years.",
        "It would be Prime Minister Jana Kral’s first trip abroad in four years.",
    ),
    "a month of another year": (
        "“We will not sell a single ship this year,” Hanna Virtanen said in Oulu in March 2008.",
        "“We will not sell a single ship this year,” Hanna Virtanen said at the March 2 meeting.",
    ),
    "some of a number": (
        "Many of the 11 million voters stayed away from the poll in Lagos.",
        "Last month the poll in Lagos was kept going: an estimated 11 million voters stayed away.",
    ),
    "some of one thing and a number of another": (
        "The mayor voiced some doubts about the harbour lawsuit of the women of Bergen.",
        "For hours the mayor voiced the pleas of 900 women of the harbour lawsuit of Bergen.",
    ),
    "people, and one by name": (
        "People took to the stage to mock the anthem of Chad.",
        "Later on, singer Lena Griffin took to the stage to mock the anthem of Chad.",
    ),
    "a campaign and who runs it": (
        "The Obasi campaign gave no answer for hours.",
        "Asked by reporters, Obasi campaign manager Jim Rossi laughed.",
    ),
    "the spokesman, whose name is told too": (
        "The Norwegian Acme spokesman left early. Jim Lee is ill.",
        "Nothing was heard of Norwegian Acme spokesman Jim Lee.",
    ),
    "another thing of the same house": (
        "She will speak at a joint session of Parliament.",
        "He had asked for a long session of Parliament.",
    ),
}


@pytest.mark.parametrize(("a", "b"), SILENT.values(), ids=SILENT)
def test_what_is_not_one_matter_is_no_difference_of_fact(a: str, b: str) -> None:
    assert not [row for row in told(differences(a, b)) if row[0] != "wording"]


def test_two_nouns_with_other_words_around_them_are_no_wording() -> None:
    a, b = SILENT["another thing of the same house"]
    assert not told(differences(a, b))


def test_the_same_names_alone_are_no_other_wording() -> None:
    a = "Marines stormed the ship. The owner wept. It was seized while carrying fuel from Oman to Kenya. No one paid."
    b = "Sailors came home. Rain fell all day. Ana Ruiz thanked Oman and Kenya for their help. The port is shut."
    assert not told(differences(a, b))


def test_a_person_named_before_is_no_unnamed_speaker() -> None:
    quarry = "the old quarry was flooded on purpose by the owners of the mill"
    found = differences(
        f"A diver came forward. That person said {quarry}.",
        f"Diver Ivan Petrov said {quarry}.",
    )
    assert not [d for d in found if d.aspect == "who" and "That person" in d.explanation]
