"""Reports of one happening become one story, in a batch and as a stream, and say why."""

from __future__ import annotations

import datetime as dt

import pytest

from tidings.records import Account, Report, content_id
from tidings.stories import Stories, group, grouping, signal
from tidings.stories.words import share, stem

PLACES = (("Ardmoor", "Kessel"), ("Tolva", "Brennik"))
PEOPLE = (("Halvard Nyqvist", "Sergeant Imani Cole"), ("Rosa Delgado", "Inspector Piet Maas"))
SHOPS = (("Goldmann", "Quay Street"), ("Ferrante", "Linden Square"))
# One kind of happening told in seven ways; filled in twice, it is two happenings that differ by who and where.
ROBBERY = (
    "Armed robbers burst into the {shop} jewellery shop in {town} and fled with watches. Police in {town} named {man} as a suspect. {officer} said that the raid on {street} took two minutes.",
    "Watches and rings were stolen when robbers raided {shop} on {street}, police said. {officer} asked witnesses in {town} to come forward. A car was found burnt out near {near}.",
    "A jeweller's in {town} was raided by armed robbers. The manager of {shop} hid in a back room. Police are searching for {man}, 34, who was seen on {street} before the robbery.",
    "{officer} has appealed for pictures of the armed raid on the {shop} store in {town}. The robbers left {street} in a stolen car that police found near {near}.",
    "Police hunting jewel robbers searched woods near {near} on the edge of {town}. {man} is wanted over the raid at {shop}, in which watches were taken.",
    "The robbers who held up {shop} in {town} may have had help, {officer} said. The shop on {street} had changed its alarm a week before the armed raid. {man} once worked there.",
    "A reward is offered after the jewel robbery in {town}. {shop} said the stolen watches were insured. {officer} said police had spoken to the family of {man}.",
)
FLOOD = (
    "Heavy rain burst the dyke at Osterfeld and flooded three villages on Monday. Mayor Greta Blom said 400 people had left their homes.",
    "Boats took people from roofs in Osterfeld after a dyke gave way. Four hundred had to leave, according to the mayor, Greta Blom.",
    "Osterfeld's broken dyke will take weeks to repair, engineers said. Mayor Greta Blom has asked the army for sandbags and 400 beds.",
)
STRIKE = (
    "Pilots of Aurora Air will strike on Friday and Saturday over rest times, their union said. About 300 flights are likely to be cancelled.",
    "Aurora Air has told passengers to stay away from airports as its pilots walk out for two days. The union wants longer rest times; 300 flights may be lost.",
)


def account(name: str, text: str, day: dt.date | None = None, language: str | None = "en") -> Account:
    report = Report(id=name, text=text, published=day, language=language)
    return Account(report=report, segments=(), reading=None)


def robberies() -> list[Account]:
    found = []
    for n in (0, 1):
        filled = {
            "town": PLACES[n][0],
            "near": PLACES[n][1],
            "man": PEOPLE[n][0],
            "officer": PEOPLE[n][1],
            "shop": SHOPS[n][0],
            "street": SHOPS[n][1],
        }
        found += [account(f"robbery-{n}-{k}", text.format(**filled)) for k, text in enumerate(ROBBERY)]
    return found


def others() -> list[Account]:
    return [account(f"flood-{k}", text) for k, text in enumerate(FLOOD)] + [
        account(f"strike-{k}", text) for k, text in enumerate(STRIKE)
    ]


def in_some_order(accounts: list[Account], seed: int) -> list[Account]:
    return sorted(accounts, key=lambda a: content_id(str(seed), a.report.id))


def sets(stories: object) -> set[frozenset[str]]:
    return {frozenset(story.reports) for story in stories}  # type: ignore[attr-defined]


def gold(accounts: list[Account]) -> set[frozenset[str]]:
    labels = {a.report.id.rpartition("-")[0] for a in accounts}
    return {frozenset(a.report.id for a in accounts if a.report.id.rpartition("-")[0] == label) for label in labels}


def test_two_reports_are_one_story_or_two_without_any_others() -> None:
    flood, strike = account("a", FLOOD[0]), account("b", STRIKE[0])
    assert len(group([flood, strike])) == 2
    assert len(group([flood, account("c", FLOOD[1])])) == 1


def test_happenings_of_one_kind_are_told_apart_by_names_and_places() -> None:
    everything = robberies() + others()
    assert sets(group(everything)) == gold(everything)


def test_largest_first_whatever_the_order_given() -> None:
    everything = robberies() + others()
    expected = group(everything)
    assert [len(s.reports) for s in expected] == [7, 7, 3, 2]
    for seed in range(3):
        shuffled = in_some_order(everything, seed)
        assert group(shuffled + shuffled[:2]) == expected


def test_a_story_has_an_id_of_its_reports_a_title_origins_and_reasons() -> None:
    (story,) = group([account(f"flood-{k}", text) for k, text in enumerate(FLOOD)])
    assert story.id == content_id("story", "flood-0", "flood-1", "flood-2")
    assert story.title in {text.split(". ")[0] + "." for text in FLOOD}
    assert len(story.origins) == 3
    assert [report for report, _ in story.reasons] == list(story.reports)
    for _, why in story.reasons:
        assert "Osterfeld" in why
        assert why.startswith("likeness 0.")


def test_one_story_when_the_user_says_so() -> None:
    (story,) = group(others(), one_story=True)
    assert len(story.reports) == 5


def test_nothing_gives_no_story() -> None:
    assert group([]) == ()


@pytest.mark.parametrize("days", [0, 2, 200])
def test_reports_of_one_kind_are_one_story_only_within_its_window(days: int) -> None:
    day = dt.date(2023, 5, 1)
    text = (
        "Pilots of Aurora Air walked out for a day. Dozens of flights were cancelled at {} airport, a spokesman said."
    )
    first = account("a", text.format("Holm"), day)
    second = account("b", text.format("Vik").replace("walked out", "went on strike"), day + dt.timedelta(days=days))
    together = len(group([first, second])) == 1
    assert together == (days < 100)


def test_another_language_is_grouped_by_names_and_numbers() -> None:
    spanish = account(
        "es",
        "La rotura del dique de Osterfeld obligó a 400 vecinos a dejar sus casas, según la alcaldesa Greta Blom.",
        language="es",
    )
    cyrillic = account(
        "ru", "В Остерфельде прорвало дамбу. Мэр Грета Блом сообщила об эвакуации 400 человек.", language="ru"
    )
    everything = [*others(), spanish, cyrillic]
    stories = {frozenset(s.reports) for s in group(everything)}
    assert frozenset({"flood-0", "flood-1", "flood-2", "es", "ru"}) in stories


@pytest.mark.parametrize("seed", range(4))
def test_the_stream_agrees_with_the_batch(seed: int) -> None:
    everything = robberies() + others()
    everything = in_some_order(everything, seed)
    stream = Stories()
    for one in everything:
        stream.add(one)
    found = sets(stream.stories())
    wrong = sum(len(s) for s in found ^ gold(everything))
    assert wrong <= 2 * 2  # at most one report in a wrong place: it touches two stories, found and gold


def test_a_large_batch_goes_through_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = robberies() + others()
    exact = group(everything)
    monkeypatch.setattr(grouping, "MOST_AT_ONCE", 3)
    found = group(everything)
    assert [(s.id, s.reports, len(s.origins)) for s in found] == [(s.id, s.reports, len(s.origins)) for s in exact]


def test_a_stream_keeps_ids_and_ignores_what_it_has() -> None:
    stream = Stories()
    first = stream.add(account("flood-0", FLOOD[0]))
    other = stream.add(account("strike-0", STRIKE[0]))
    assert stream.add(account("flood-1", FLOOD[1])) == first != other
    assert stream.add(account("flood-0", FLOOD[0])) == first
    assert [s.reports for s in stream.stories()] == [("flood-0", "flood-1"), ("strike-0",)]


def test_a_split_says_why() -> None:
    stream = Stories()
    for pair in zip(robberies()[:7], robberies()[7:], strict=True):
        for one in pair:
            stream.add(one)
    assert sets(stream.stories()) == gold(robberies())
    for change in stream.changes:
        assert change.reason
        assert change.kind in ("merged", "split")


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("elections", "election", "elected"), True),
        (("agencies", "agency"), True),
        (("police", "policy"), False),
    ],
)
def test_stems(words: tuple[str, ...], same: bool) -> None:
    assert (len({stem(w) for w in words}) == 1) is same


def test_common_words_are_expected_more_often_than_rare_ones() -> None:
    assert share("said") > share(stem("police")) > share("xylophone")


def test_a_signal_holds_names_numbers_and_the_day_that_a_text_carries() -> None:
    one = signal(Report(id="a", text="March 5, 2021\nRebels freed Ms Okello and 12 others near Gulu. Okello is well."))
    assert one.date == dt.date(2021, 3, 5)
    assert not one.stated
    assert one.names[0] == "Okello"
    assert {"okello", "gulu", "#12"} <= set(one.terms)


def test_hostile_text_is_bounded() -> None:
    long = signal(Report(id="a", text="(" * 2_000_000 + "Ab " * 2_000_000))
    assert long.words < 100_000
