"""Where two accounts differ: edits of a sentence, paraphrases, names, speakers, wording, aspects of an
event."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tidings.clean import clean
from tidings.compare.accounts.numbers import read_number
from tidings.compare.accounts.quantities import compatible, quantities
from tidings.compare.accounts.sentences import sentence_spans, sentences
from tidings.compare.differences import event_differences, statement_differences
from tidings.compare.differences.claims import Claim, Side, gathered, without_repeats
from tidings.reading import read
from tidings.reading.parser import parse
from tidings.records import (
    Account,
    Actor,
    Attribution,
    Difference,
    Event,
    EventMention,
    Participant,
    Place,
    Report,
    Span,
    Status,
    When,
)

PUBLISHED = dt.date(2021, 6, 11)  # a Friday

REST = (
    "The harbour had been closed since the storm. Fishermen waited on the quay for news.\n"
    "Insurance companies have not yet put a figure on the damage."
)


def account(name: str, text: str, published: dt.date | None = PUBLISHED) -> Account:
    report = Report(id=name, text=text, published=published)
    segments = clean(report)
    return Account(report=report, segments=segments, reading=read(report, segments))


def differences(a: str, b: str) -> tuple[Difference, ...]:
    return statement_differences([account("a", a), account("b", b)])


def told(found: tuple[Difference, ...]) -> list[tuple[str, str, str]]:
    """(aspect, words in a, words in b), facts only."""
    rows = []
    for d in found:
        if d.aspect == "wording":
            continue
        words = {e.report: e.quote for v in d.values for e in v.evidence}
        rows.append((d.aspect, words["a"], words["b"]))
    return rows


EDITS = [
    (
        "The minister will open the bridge on Wednesday, her office said.",
        "The minister will open the bridge on Thursday, her office said.",
        ("when", "Wednesday", "Thursday"),
    ),
    (
        "The council approved the plan in March after a long debate.",
        "The council approved the plan in October after a long debate.",
        ("when", "March", "October"),
    ),
    (
        "The treaty was signed in 1998 by the two neighbours.",
        "The treaty was signed in 1989 by the two neighbours.",
        ("when", "1998", "1989"),
    ),
    (
        "Rescuers pulled 14 sailors from the water near the pier.",
        "Rescuers pulled 17 sailors from the water near the pier.",
        ("number", "14", "17"),
    ),
    (
        "The fund paid out five thousand crowns to every family.",
        "The fund paid out 8,000 crowns to every family.",
        ("number", "five thousand", "8,000"),
    ),
    (
        "The convoy reached the border with Bolivia before dawn.",
        "The convoy reached the border with Chile before dawn.",
        ("where", "Bolivia", "Chile"),
    ),
    (
        "The inquiry will be led by Martha Quill, a retired judge.",
        "The inquiry will be led by Peter Lambert, a retired judge.",
        ("who", "Martha Quill", "Peter Lambert"),
    ),
    (
        "The company will publish the results of the test.",
        "The company will not publish the results of the test.",
        ("status", "will publish", "will not publish"),
    ),
    (
        "The two governments signed the fishing agreement in the capital.",
        "The two governments did not sign the fishing agreement in the capital.",
        ("status", "signed", "did not sign"),
    ),
    (
        "The envoys met the rebels at the old monastery.",
        "The envoys will meet the rebels at the old monastery.",
        ("status", "met", "will meet"),
    ),
]


@pytest.mark.parametrize(("a", "b", "wanted"), EDITS, ids=[e[2][1] + "/" + e[2][2] for e in EDITS])
def test_an_edited_fact_is_found_and_nothing_else(a: str, b: str, wanted: tuple[str, str, str]) -> None:
    assert told(differences(f"{a} {REST}", f"{b} {REST}")) == [wanted]


HARMLESS = [
    ("About 30 percent of voters stayed at home.", "About 30 per cent of voters stayed at home."),
    ("The city paid 5,000 crowns for the clock.", "The city paid 5000 crowns for the clock."),
    ("The city paid 5,000 crowns for the clock.", "The city paid five thousand crowns for the clock."),
    ("A dozen boats left the harbour at noon.", "Twelve boats left the harbour at noon."),
    ("Sen. Ruth Harlow opposed the bill.", "Senator Ruth Harlow opposed the bill."),
    ("Mr. Harlow said the bill was dead.", "Harlow said the bill was dead."),
    ("The U.S. embassy closed its doors early.", "The US embassy closed its doors early."),
    ("They won't leave before the vote.", "They will not leave before the vote."),
    ("The storm hit on Sept. 4 at night.", "The storm hit on September 4 at night."),
    ("The mayor, Ada Moreno, closed the bridge.", "The mayor, Moreno, closed the bridge."),
    ("Officials closed the bridge to lorries.", "Officials closed the bridge."),
]


@pytest.mark.parametrize(("a", "b"), HARMLESS)
def test_a_change_of_form_is_no_difference_of_fact(a: str, b: str) -> None:
    assert told(differences(f"{a} {REST}", f"{b} {REST}")) == []


def test_the_same_text_and_a_text_cut_short_do_not_differ() -> None:
    text = f"Rescuers pulled 14 sailors from the water on Monday. {REST} Two of the 9 boats sank on Tuesday."
    cut = f"Rescuers pulled 14 sailors from the water on Monday. {REST}"
    assert differences(text, text) == ()
    assert told(differences(text, cut)) == []


PARAPHRASES = [
    (
        "The blast at the market left 15 people dead, police said.",
        "Police said 17 people were killed when a bomb went off in the market.",
        ("number", "conflict", "15", "17"),
    ),
    (
        "The explosion killed at least 15 people at the market.",
        "Police said 17 people were killed in the market explosion.",
        ("number", "precision", "at least 15", "17"),
    ),
    (
        "Gunmen abducted 15 miners in the hills. Two miners were shot.",
        "On Sunday night 17 miners were abducted, officials said. Two miners were hurt.",
        ("number", "conflict", "15 miners", "17 miners"),
    ),
    (
        "Bandits freed 30 pupils on Friday after a week in the hills.",
        "Thirty-two girls were released by their captors in the hills.",
        ("number", "conflict", "30 pupils", "Thirty-two girls"),
    ),
    (
        "Three soldiers and eleven gunmen died in the hills, the governor said.",
        "The army said five soldiers were killed.",
        ("number", "conflict", "Three soldiers", "five soldiers"),
    ),
    (
        "The prime ministers of Norway and Iceland last met in Bergen in May.",
        "In early May the prime ministers of Norway and Iceland met in Bergen.",
        ("when", "precision", "May", "early May"),
    ),
    (
        "A Brightwater spokesman denied that the dam had leaked.",
        "Brightwater spokesman Owen Tarrant denied that the dam had leaked.",
        ("who", "precision", "A Brightwater spokesman", "Owen Tarrant"),
    ),
    (
        "A gunman opened fire outside the station and fled.",
        "The gunman, identified as Dale Henrik, opened fire outside the station.",
        ("who", "precision", "gunman", "Dale Henrik"),
    ),
    (
        "The former mayor Katherine Bellweather spoke first at the rally.",
        "Katharine Bellweather, the former mayor, was the first to speak at the rally.",
        ("who", "conflict", "Katherine", "Katharine"),
    ),
]


@pytest.mark.parametrize(("a", "b", "wanted"), PARAPHRASES, ids=[p[2][2] for p in PARAPHRASES])
def test_independent_accounts_of_one_thing(a: str, b: str, wanted: tuple[str, str, str, str]) -> None:
    aspect, kind, left, right = wanted
    found = [d for d in differences(f"{a}\n{REST}", b) if d.aspect == aspect]
    assert len(found) == 1
    words = {e.report: e.quote for v in found[0].values for e in v.evidence}
    assert found[0].kind == kind
    assert left in words["a"]
    assert right in words["b"]


UNRELATED = [
    ("Two ministers resigned on Monday.", "Four ministers opened a hospital on Friday."),
    ("Protesters in Lima burned 3 cars.", "Protesters in Quito carried 200 candles."),
    ("The president visited Ghana in May.", "The president visited Togo in October."),
    ("Gunmen abducted 15 miners. Bandits abducted 9 miners in March.", "In all, 17 miners were abducted."),
    ("Two miners criticised the rescue.", "Three miners criticised the owner."),
]


@pytest.mark.parametrize(("a", "b"), UNRELATED)
def test_doubt_is_no_difference(a: str, b: str) -> None:
    assert told(differences(f"{a}\nThe rest is calm.", b)) == []


def test_quoted_words_and_names_of_an_act_are_wordings() -> None:
    a = "Ruritania invaded Grenmark.\n“We are not going to pay any single crown for it,” the mayor said."
    b = "Ruritania sent troops into Grenmark.\nThe mayor: “We are not going to pay a single crown for it.”"
    quotes = [e.quote for d in differences(a, b) if d.aspect == "wording" for v in d.values for e in v.evidence]
    assert any("any single crown" in q for q in quotes)


def test_evidence_is_exact_and_short_and_the_answer_repeats() -> None:
    a = "  The envoys met on Monday in “Oslo” – with 14 aides.\n\nThey left a Bergen clerk, 61, in charge."
    b = "The envoys met on Tuesday in “Oslo” – with 15 aides."
    accounts = [account("a", a), account("b", b)]
    text = {x.report.id: x.report.text for x in accounts}
    found = statement_differences(accounts)
    assert found
    assert found == statement_differences(accounts)
    for item in (e for d in found for v in d.values for e in v.evidence):
        assert text[item.report][item.span.start : item.span.end] == item.quote
        assert 0 < len(item.quote) <= 320


def test_reports_that_were_not_read_are_passed_over() -> None:
    silent = Account(report=Report(id="c", text="Bonjour."), segments=(), reading=None)
    assert statement_differences([silent, account("a", "The envoys met.")]) == ()
    assert sentences(silent) == ()


# --- numbers ------------------------------------------------------------------------------------------------

NUMBERS = [
    ("5,000", 5000),
    ("five thousand", 5000),
    ("twenty-five", 25),
    ("two hundred and fifty", 250),
    ("2 ½", 2.5),
    ("2½", 2.5),
    ("a dozen", 12),
    ("1.5 million", 1_500_000),
    ("3bn", 3_000_000_000),
]


@pytest.mark.parametrize(("words", "value"), NUMBERS)
def test_numbers_in_words_and_figures(words: str, value: float) -> None:
    tokens = parse(f"They sent {words} boxes.").tokens
    number = read_number(tokens, 2)
    assert number is not None
    assert number.value == value


COUNTS = [
    ("more than 30,000 troops crossed.", 30000, "more", "soldier", "more than 30,000 troops"),
    ("The fire killed 15 people.", 15, "exact", "killed", "15 people"),
    ("17 people were killed.", 17, "exact", "killed", "17 people"),
    ("Prices rose 40 per cent.", 40, "exact", "%", "40 per cent"),
    ("They freed its crew of 22, he said.", 22, "exact", "sailor", "crew of 22"),
    # nobody is as many as none
    ("No miner was hurt.", 0, "exact", "miner", "No miner"),
    ("He said no one was killed.", 0, "exact", "killed", "no one"),
    # the noun is told before
    ("They shot at the gulls, three of which died.", 3, "exact", "gull", "three of which died"),
]


@pytest.mark.parametrize(("text", "value", "bound", "counted", "words"), COUNTS)
def test_quantities_say_what_they_count(text: str, value: float, bound: str, counted: str, words: str) -> None:
    parsed = parse(text)
    (found,) = quantities(parsed, 0, len(parsed.tokens))
    assert (found.value, found.bound, found.counted, found.span.quote(text)) == (value, bound, counted, words)


def test_a_number_alone_counts_what_was_counted_before() -> None:
    text = "Five miners fled and two were killed. No miner sang."
    parsed = parse(text)
    first, end = parsed.sentences[0]
    assert [(q.value, q.counted, q.governor) for q in quantities(parsed, first, end)] == [
        (5, "miner", "flee"),
        (2, "miner", "kill"),
    ]
    assert not quantities(parsed, *parsed.sentences[1])


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        ("15 dead", "17 dead", False),
        ("at least 15 dead", "17 dead", True),
        ("at least 20 dead", "17 dead", False),
        ("about 30,000 troops", "31,000 troops", True),
        ("up to 10 troops", "8 troops", True),
    ],
)
def test_bounds_decide_whether_two_numbers_can_both_be_so(a: str, b: str, both: bool) -> None:
    one, other = (quantities(p, 0, len(p.tokens))[0] for p in (parse(f"There were {t}.") for t in (a, b)))
    assert compatible(one, other) is both


def test_sentences_end_where_full_stops_end_them() -> None:
    text = "Gen. A. B. Smith of the U.S. Army left. “Why?” she asked. He said so. 5 stayed."
    found = [s.quote(text) for s in sentence_spans(text, Span(start=0, end=len(text)))]
    assert found == [
        "Gen. A. B. Smith of the U.S. Army left.",
        "“Why?” she asked.",
        "He said so.",
        "5 stayed.",
    ]


# --- gathering ----------------------------------------------------------------------------------------------


def test_claims_about_one_matter_become_one_difference_with_every_value() -> None:
    texts = ["They met Monday.", "They met Tuesday.", "They met Monday."]
    accounts = [Account(report=Report(id=f"r{i}", text=t), segments=(), reading=None) for i, t in enumerate(texts)]
    sides = [Side(i, Span(start=9, end=len(t) - 1), t[9:-1]) for i, t in enumerate(texts)]
    claims = [
        Claim(aspect="when", kind="conflict", a=sides[0], b=sides[1]),
        Claim(aspect="when", kind="conflict", a=sides[1], b=sides[2]),
    ]
    (found,) = gathered(claims, accounts)
    assert [(v.value, [e.report for e in v.evidence]) for v in found.values] == [
        ("Monday", ["r0", "r2"]),
        ("Tuesday", ["r1"]),
    ]
    assert found.explanation == "One says “Monday”, another “Tuesday”."
    assert without_repeats([found, found]) == (found,)


# --- one event, aspect by aspect ----------------------------------------------------------------------------


def mention(
    home: Account,
    trigger: str,
    *,
    status: Status = "happened",
    when: When | None = None,
    where: tuple[Place, str] | None = None,
    speaker: str | None = None,
    named: bool = False,
) -> EventMention:
    text = home.report.text

    def span(words: str) -> Span:
        return Span(start=text.index(words), end=text.index(words) + len(words))

    actor = Participant(actor=Actor(id="state:NOR", name="Norway", kind="state", country="NOR"), span=span("Norway"))
    said = Attribution(kind="outlet")
    if speaker:
        said = Attribution(kind="named" if named else "unnamed", speaker=speaker, span=span(speaker))
    return EventMention(
        id=f"{home.report.id}-{trigger}",
        report=home.report.id,
        span=Span(start=0, end=len(text)),
        trigger=span(trigger),
        type="CONSULT",
        mode=None,
        confidence=0.9,
        status=status,
        actors=(actor,),
        recipients=(),
        when=None if when is None else replace(when, span=span(when.text)),
        where=None if where is None else where[0],
        where_span=None if where is None else span(where[1]),
        attribution=said,
    )


def event(*mentions: EventMention) -> Event:
    return Event(
        id="e1",
        type="CONSULT",
        mode=None,
        status="happened",
        summary="",
        actors=(),
        recipients=(),
        when=None,
        where=None,
        reports=2,
        origins=2,
        mentions=mentions,
    )


def day(text: str, edtf: str, first: int, last: int) -> When:
    return When(text=text, edtf=edtf, earliest=dt.date(2021, 6, first), latest=dt.date(2021, 6, last), basis="text")


COUNTRY = Place(name="Finland", country="FIN", lat=64.0, lon=26.0, kind="country")
CITY = Place(name="Helsinki", country="FIN", lat=60.2, lon=24.9, kind="capital")


def test_an_event_told_more_exactly_by_one_account_is_a_precision() -> None:
    a = account("a", "Norway met envoys in June in Finland, an official said.")
    b = account("b", "Norway met envoys on June 9 in Helsinki, Ola Berg said.")
    told_a = mention(a, "met", when=day("June", "2021-06", 1, 30), where=(COUNTRY, "Finland"), speaker="an official")
    told_b = mention(
        b,
        "met",
        when=day("June 9", "2021-06-09", 9, 9),
        where=(CITY, "Helsinki"),
        speaker="Ola Berg",
        named=True,
    )
    found = {d.aspect: d for d in event_differences(event(told_a, told_b), [a, b])}
    assert set(found) == {"when", "where", "who"}
    assert {d.kind for d in found.values()} == {"precision"}
    assert {d.event for d in found.values()} == {"e1"}
    assert found["when"].explanation == "One says “June”, the other more exactly “June 9”."
    assert found["who"].explanation == "One says only “an official”, the other names “Ola Berg”."


def test_several_numbers_of_one_noun_are_compared_by_what_was_done() -> None:
    a = account("a", "Norway abducted 15 miners on Sunday. Two miners were wounded.")
    b = account("b", "Norway abducted 17 miners on Sunday. Three miners were wounded.")
    told = [mention(x, word) for x in (a, b) for word in ("abducted", "wounded")]
    found = [d for d in event_differences(event(*told), [a, b]) if d.aspect == "number"]
    assert [(d.kind, [v.value for v in d.values]) for d in found] == [
        ("conflict", ["15 miners", "17 miners"]),
        ("conflict", ["Two miners", "Three miners"]),
    ]


def test_one_refusal_read_as_an_act_and_as_none_is_no_difference() -> None:
    a = account("a", "Norway did not meet envoys in June.")
    b = account("b", "Norway didn't meet envoys in June.")
    told = event(mention(a, "meet", status="denied"), mention(b, "meet", status="happened"))
    assert not [d for d in event_differences(told, [a, b]) if d.aspect == "status"]


def test_times_and_statuses_that_cannot_both_be_so_conflict() -> None:
    a, b = (
        account("a", "Norway met envoys on June 9."),
        account("b", "Norway did not meet envoys on June 10."),
    )
    told_a = mention(a, "met", when=day("June 9", "2021-06-09", 9, 9))
    told_b = mention(b, "meet", status="denied", when=day("June 10", "2021-06-10", 10, 10))
    found = {d.aspect: d for d in event_differences(event(told_a, told_b), [a, b])}
    assert {k: d.kind for k, d in found.items()} == {"when": "conflict", "status": "conflict"}
    assert [v.evidence[0].quote for v in found["status"].values] == ["met", "did not meet"]


def test_an_event_under_two_names_is_a_wording() -> None:
    a, b = account("a", "Norway invaded the island."), account("b", "Norway entered the island.")
    (found,) = event_differences(event(mention(a, "invaded"), mention(b, "entered")), [a, b])
    assert (found.aspect, found.kind) == ("wording", "wording")


def test_said_is_no_other_name_of_an_event() -> None:
    a, b = account("a", "Norway said the island was shut."), account("b", "Norway condemned the island.")
    assert event_differences(event(mention(a, "said"), mention(b, "condemned")), [a, b]) == ()


def test_one_account_alone_does_not_differ_from_itself() -> None:
    a = account("a", "Norway met envoys in June. Norway spoke to envoys.")
    assert event_differences(event(mention(a, "met"), mention(a, "spoke")), [a]) == ()
