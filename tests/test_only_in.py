"""What only one report says."""

from __future__ import annotations

import datetime as dt

import pytest

from tidings.clean import clean
from tidings.compare.only import only_in
from tidings.reading import read
from tidings.records import Account, Difference, Evidence, Report, Span, Value

SHARED = "Norway and Iceland signed a fishing treaty in Bergen on Friday, their prime ministers said."
OTHER = "The fishing treaty was signed in Bergen on Friday by Norway and Iceland, the prime ministers said."
OWN = "The deal lets Icelandic trawlers land 40,000 tonnes of cod in Tromsø next year, minister Ola Berg said."
DULL = "It was cold.\nWhat will come of it all?"


def account(name: str, text: str) -> Account:
    report = Report(id=name, text=text, published=dt.date(2021, 6, 12))
    segments = clean(report)
    return Account(report=report, segments=segments, reading=read(report, segments))


def quotes(*texts: str, limit: int = 8) -> list[tuple[str, str]]:
    accounts = [account("abcdef"[i], t) for i, t in enumerate(texts)]
    return [(e.report, e.quote) for e in only_in(accounts, (), limit=limit)]


def test_a_statement_of_one_report_is_shown_and_a_shared_one_is_not() -> None:
    assert quotes(f"{SHARED}\n{OWN}\n{DULL}", OTHER) == [("a", OWN)]


def test_there_is_shown_with_the_sentence_that_says_where() -> None:
    fair = "Norway and Iceland will show the treaty at the fish fair in Bergen, their prime ministers said."
    both = "Minister Ola Berg and 300 crews will speak there."
    found = [quote for _, quote in quotes(f"{SHARED}\n{fair} {both}", f"{OTHER}\n{fair}")]
    assert found == [f"{fair} {both}"]


def test_a_sentence_is_shown_once_where_the_next_says_there() -> None:
    fair = "Trawler owner Karl Moe planned a protest of 40 ships at the fish fair in Lofoten on 3 March, police said."
    both = "Minister Ola Berg and 300 crews will speak there."
    found = [quote for _, quote in quotes(f"{SHARED}\n{DULL}\n{fair} {both}", OTHER)]
    assert sorted(found) == sorted([fair, both])


def test_one_report_alone_has_nothing_to_itself() -> None:
    assert quotes(f"{SHARED}\n{OWN}") == []


def test_nothing_is_said_twice() -> None:
    again = "Minister Ola Berg said Icelandic trawlers may land 40,000 tonnes of cod in Tromsø next year."
    assert len(quotes(f"{SHARED}\n{OWN}\n{again}", OTHER)) == 1


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_the_limit_holds(limit: int) -> None:
    more = "Opposition leader Eva Lund called the treaty “a gift to trawler owners” in parliament on Saturday."
    assert len(quotes(f"{SHARED}\n{OWN}\n{more}", OTHER, limit=limit)) == limit


def test_boilerplate_and_captions_are_never_shown() -> None:
    promotion = "Subscribe to our newsletter for 12 stories a day from Oslo and Bergen."
    text = f"{SHARED}\n\n{OWN}\n\n{promotion}\n\n(Photo: AP)"
    found = quotes(text, OTHER)
    assert found == [("a", OWN)]


def test_a_report_that_was_not_read_is_passed_over() -> None:
    silent = Account(report=Report(id="z", text="Bonjour."), segments=(), reading=None)
    assert only_in([silent, account("a", OWN)], ()) == ()


def test_evidence_is_exact() -> None:
    accounts = [account("a", f"{SHARED}\n{OWN}"), account("b", OTHER)]
    text = {a.report.id: a.report.text for a in accounts}
    found = only_in(accounts, ())
    assert found
    assert all(text[e.report][e.span.start : e.span.end] == e.quote for e in found)


def test_one_passage_does_not_fill_the_list() -> None:
    matter = [
        "Trawler owner Nils Dahl said on Thursday that 14 of his crews had struck in the port of Molde.",
        "Engineer Kari Moe said on Thursday that 15 lorries had queued for ice at the depot in Skien.",
        "Harbour chief Tor Vik said on Thursday that 16 cranes had stood idle along the pier in Horten.",
    ]
    gap = ["The rain kept on.", "The quay was wet.", "The shops were shut.", "The gulls were loud."]
    far = "Banker Siri Holm said on Thursday that 17 loans had been called in by savers in Drammen."
    text = "\n".join([SHARED, *matter, *gap, far])
    assert ("a", far) in quotes(text, OTHER, limit=2)


def test_what_another_report_tells_in_other_words_gives_way() -> None:
    accounts = [account("a", f"{SHARED}\n{OWN}"), account("b", OTHER)]
    own = only_in(accounts, ())[0]
    other = Evidence(report="b", span=Span(start=0, end=5), quote=OTHER[:5])
    both = (Value(value="a", evidence=(own,)), Value(value="b", evidence=(other,)))
    found = Difference(event=None, aspect="wording", kind="wording", explanation="", values=both)
    more = account("a", f"{SHARED}\n{OWN}\nOpposition leader Eva Lund asked on Friday for 3,000 tonnes more in Vardø.")
    assert only_in([more, accounts[1]], (), limit=1) == (own,)
    assert only_in([more, accounts[1]], (), differences=[found], limit=1) != (own,)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("While prices for cod rose again in the port of Molde.", False),
        ("Prices for cod rose again in the port of Molde.", True),
        ("While it rained, prices for cod rose again in the port of Molde.", True),
    ],
)
def test_a_clause_without_the_one_it_hangs_on_is_left_out(text: str, shown: bool) -> None:
    assert (("a", text) in quotes(f"{SHARED}\n{text}\n{OWN}", OTHER)) is shown
