"""Segments: what each line of a page is, with exact offsets, and nothing lost."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.clean import clean, repeated_lines
from tidings.layout import date_line, headline_of, paragraphs, written_date
from tidings.records import Report, content_id

PROSE = "The envoys of Ruritania and Graustark met in Strelsau on Monday and spoke about the closed border."
MORE_PROSE = "Both sides said they would meet again next month, and that the bridge would stay shut until then."


def report(text: str, title: str | None = None, outlet: str | None = None) -> Report:
    return Report(id=content_id(text, title, outlet), text=text, title=title, outlet=outlet)


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(s.kind, text[s.span.start : s.span.end]) for s in clean(report(text, title))]


def kind_between_prose(line: str) -> str:
    """What a line is that stands between two paragraphs of prose."""
    (kind,) = {k for k, words in kinds(f"{PROSE}\n\n{line}\n\n{MORE_PROSE}") if words not in (PROSE, MORE_PROSE)}
    return kind


@pytest.mark.parametrize(
    "line",
    [
        "Read also: Why the bridge was closed",
        ">> Read also: Why the bridge was closed",
        "More: How will Graustark answer?",
        "READ MORE: The bridge that parted two towns",
        "Related: The bridge that parted two towns",
        "Read more",
        "Top jobs of the day",
        "Find the best jobs now and\nbe notified by email.",
        "Sign up for our morning newsletter and never miss a story.",
        "Subscribe to our newsletter",
        "Get the day's best stories in your inbox",
        "Follow us on Facebook and Twitter",
        "Share this article",
        "Facebook Twitter WhatsApp Email",
        "We use cookies to improve your visit.",
        "© 2022 Strelsau Post. All rights reserved.",
        "Copyright 2022 The Strelsau Post",
        "All rights reserved.",
        "ADVERTISEMENT",
        "Story continues below advertisement",
        "By Jane Doe",
        "By JANE DOE and John Q. Smith, Staff Writers",
        "(Reporting by Jane Doe; Editing by John Smith)",
        "Reporting by Jane Doe in Strelsau; Additional reporting by Ann Lee; Editing by John Smith",
        "Jane Doe contributed to this report.",
        "This article was originally published on the Strelsau Post.",
        "https://post.example/bridge",
        "desk@post.example",
        "* * *",
        "Tags: Ruritania, Graustark",
        "3 hours ago",
    ],
)
def test_furniture_of_a_page_is_boilerplate(line: str) -> None:
    assert kind_between_prose(line) == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the talks had ended without a result.",
        "More than forty people were hurt.",
        "Read more books, the minister told the pupils.",
        "Reporting by the state broadcaster found that troops had crossed the river.",
        "The ministry asked citizens to sign up for the reserve by email.",
        "Sign up for the reserve, the minister told young men in a newsletter.",
        "Related parties denied the claim.",
        "Share prices fell by a tenth in Strelsau.",
        "Follow the money, the prosecutor said.",
        "Jobs were lost in both towns.",
        "Copyright law was on the table too.",
        "Photos by the agency show tanks on the bridge.",
        "Images of the bridge spread within hours.",
        "The source of the fire was not known.",
        "Via the bridge, goods worth millions reach Graustark each day.",
        "Get out of our country, the crowd shouted.",
        "Join us in condemning the attack, the envoy wrote.",
        "The crossing",
    ],
)
def test_prose_is_never_boilerplate(line: str) -> None:
    assert kind_between_prose(line) == "body"


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("MOSCOW, Sept 7 (Reuters) - {}", "MOSCOW, Sept 7 (Reuters) -"),
        ("Sept 7 (Reuters) - {}", "Sept 7 (Reuters) -"),
        ("BEIJING, Sept. 7 (Xinhua) -- {}", "BEIJING, Sept. 7 (Xinhua) --"),
        ("WASHINGTON (AP) — {}", "WASHINGTON (AP) —"),
        ("KYIV, Ukraine (AP) — {}", "KYIV, Ukraine (AP) —"),
        ("ST. PETERSBURG, Russia — {}", "ST. PETERSBURG, Russia —"),
        ("WASHINGTON/LONDON, May 3 (Reuters) - {}", "WASHINGTON/LONDON, May 3 (Reuters) -"),
        ("LONDON — {}", "LONDON —"),
        ("LONDON—{}", "LONDON—"),
        ("London (CNN) {}", "London (CNN)"),
        ("Berlin (dpa) – {}", "Berlin (dpa) –"),
        ("Moscow, 7 September 2022 – {}", "Moscow, 7 September 2022 –"),
        ("Berlin – {}", "Berlin –"),
        ("Paris: {}", "Paris:"),
        ("New Delhi: {}", "New Delhi:"),
        ("THE HAGUE, Netherlands -- {}", "THE HAGUE, Netherlands --"),
        ("Islamabad [Pakistan], Sept 6 (ANI): {}", "Islamabad [Pakistan], Sept 6 (ANI):"),
        ("(Reuters) - {}", "(Reuters) -"),
    ],
)
def test_a_dateline_is_parted_from_the_prose(text: str, dateline: str) -> None:
    assert kinds(text.format(PROSE)) == [("dateline", dateline), ("body", PROSE)]


def test_a_bare_city_before_a_sentence_is_a_dateline() -> None:
    prose = "In a speech this week, the chancellor of Graustark told parliament what she wants for the bridge."
    assert kinds(f"Dusseldorf {prose}") == [("dateline", "Dusseldorf"), ("body", prose)]


@pytest.mark.parametrize(
    "text",
    [
        "NATO — the alliance of the West — said on Monday that it would send another ship to the north.",
        "Rudolf – the king's cousin – said on Monday that he would not come to the coronation in Strelsau.",
        "WASHINGTON-based experts said on Monday that the talks would not lead anywhere this year.",
        "UPDATE: The talks have ended, and the envoys of both countries left the town on Monday evening.",
        "Sen. Jane Doe (R-Maine) said on Monday that the bridge should open again before the winter comes.",
        "President Jane Doe In her speech on Monday did not speak of the closed bridge in the north at all.",
        "Doe: We will win.",
        "The Graustark government said on Monday that the bridge would not be opened before the winter.",
    ],
)
def test_prose_without_a_dateline_stays_whole(text: str) -> None:
    assert kinds(f"{text}\n\n{PROSE}") == [("body", text), ("body", PROSE)]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"Envoys meet over closed bridge\n\n{PROSE}", "Envoys meet over closed bridge"),
        (f"Envoys meet over closed bridge\n{PROSE}\n{MORE_PROSE}", "Envoys meet over closed bridge"),
        (f"Will the Bridge Open Again?\n\n{PROSE}", "Will the Bridge Open Again?"),
        (
            f"Envoy Tells Paper Bridge Will Open in U.S.\n\n{PROSE}",
            "Envoy Tells Paper Bridge Will Open in U.S.",
        ),
        (
            f"World\n\nEnvoys meet over closed bridge\n\nBy Jane Doe\n\n{PROSE}",
            "Envoys meet over closed bridge",
        ),
        (f"Sept. 8, 2022\nEnvoys meet over closed bridge\n{PROSE}", "Envoys meet over closed bridge"),
        (f"Envoys meet\n\nThe bridge on Monday\n\n(Photo: AP)\n\n{PROSE}", "Envoys meet"),
        (f"{PROSE}\n\n{MORE_PROSE}", None),
        (f"LONDON — {PROSE}", None),
        ("Envoys meet over closed bridge", None),  # nothing follows: it is all the report says
        ("", None),
    ],
)
def test_the_headline_at_the_head_of_a_text(text: str, headline: str | None) -> None:
    assert headline_of(paragraphs(text)) == headline
    found = [words for kind, words in kinds(text) if kind == "headline"]
    assert (headline in found) if headline else not found


def test_a_first_line_that_says_the_title_is_the_headline_whatever_its_form() -> None:
    assert kinds(f"Envoys met today.\n\n{PROSE}", title="Envoys met today. | Post")[0] == (
        "headline",
        "Envoys met today.",
    )


def test_a_deck_belongs_to_the_headline() -> None:
    text = f"Envoys meet over closed bridge\nGraustark wants a new treaty first\n{PROSE}"
    assert [kind for kind, _ in kinds(text)] == ["headline", "headline", "body"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["(Photo: AP)"], ["caption"]),
        (["The closed bridge", "(Photo: AP)"], ["caption", "caption"]),
        (["The bridge on Monday", "It has been closed since May.", "(Photo: IMAGO/Doe)"], ["caption"] * 3),
        (["It has been closed since May.", "Image: Jane Doe/Getty Images"], ["caption", "caption"]),
        (["The closed bridge", "Getty Images"], ["caption", "caption"]),
        (["FILE - The bridge is seen from Strelsau on May 3. (AP Photo/Jane Doe)"], ["caption"]),
        (["FILE PHOTO: The bridge is seen from Strelsau. REUTERS/Jane Doe"], ["caption"]),
        (["The bridge is seen from Strelsau on May 3. (AP Photo/Jane Doe)"], ["caption"]),
        (["Image caption, The bridge was closed in May"], ["caption"]),
        # a long paragraph before a credit is prose
        (["The bridge stood for a century. " * 12, "(Photo: AP)"], ["body", "caption"]),
        (["He was shot in his car. (WARNING: The video shows blood.)"], ["body"]),
    ],
)
def test_captions_and_photo_credits(lines: list[str], expected: list[str]) -> None:
    text = "\n\n".join([PROSE * 4, *lines, MORE_PROSE])
    assert [kind for kind, _ in kinds(text)] == ["body", *expected, "body"]


def test_links_listed_under_a_heading_are_boilerplate() -> None:
    text = f"{PROSE}\n\nMost read\n\nBridge closed\n\nEnvoys travel to Strelsau\n\n{MORE_PROSE}"
    assert [kind for kind, _ in kinds(text)] == ["body", "boilerplate", "boilerplate", "boilerplate", "body"]


def test_the_last_line_may_name_the_source_of_the_page() -> None:
    assert kinds(f"{PROSE}\n\nsource site-3")[-1] == ("boilerplate", "source site-3")


def test_wrapped_lines_make_one_paragraph() -> None:
    wrapped = (
        "The envoys of Ruritania and Graustark met in Strelsau on Monday and spoke\n"
        "about the closed border, officials of both governments said in the\n"
        "evening. They will meet again next month, and the bridge stays shut until\n"
        "then.\n"
        "The bridge was closed in May after shots were fired at a customs post on\n"
        "the northern bank, killing two.\n"
    )
    found = kinds(wrapped)
    assert [kind for kind, _ in found] == ["body", "body"]
    assert found[0][1].endswith("until\nthen.")


def test_single_line_breaks_part_paragraphs() -> None:
    assert kinds(f"{PROSE}\n{MORE_PROSE}\r\n{PROSE}") == [
        ("body", PROSE),
        ("body", MORE_PROSE),
        ("body", PROSE),
    ]


def test_lines_that_recur_across_an_outlet_are_boilerplate() -> None:
    line = "The Strelsau Post is read by the people of the river towns."
    topics = ("bridge", "harvest", "election", "flood")
    reports = [
        report(f"A report on the {t} tells of the {t} and of what the {t} means.\n\n{line}", outlet="Post")
        for t in topics
    ]
    repeated = repeated_lines(reports)
    assert repeated == {"Post": frozenset({line.casefold()})}
    assert [s.kind for s in clean(reports[0], repeated=repeated["Post"])] == ["body", "boilerplate"]
    assert [s.kind for s in clean(reports[0])] == ["body", "body"]


def test_updates_of_one_report_do_not_make_its_prose_recur() -> None:
    updates = [report(f"{PROSE}\n\n{MORE_PROSE}\n\nUpdate number {n} came in.", outlet="Post") for n in range(5)]
    assert repeated_lines(updates) == {}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sept. 8, 2022", (dt.date(2022, 9, 8), True)),
        ("Published: Thursday, 8 September 2022", (dt.date(2022, 9, 8), True)),
        ("PUBLISHED: 22:07 GMT, 7 July 2012", (dt.date(2012, 7, 7), True)),
        ("Updated 2022-09-08T10:00:00Z", (dt.date(2022, 9, 8), False)),
        ("Posted: 04/09/2012 8:33 am", (None, True)),
        ("On Sept. 8, 2022 the bridge closed", None),
        ("Monday", None),
        ("The 1990s", None),
    ],
)
def test_date_lines(words: str, expected: tuple[dt.date | None, bool] | None) -> None:
    assert date_line(words) == expected


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2022-09-08", dt.date(2022, 9, 8)),
        ("2022-09-08 10:00:00", dt.date(2022, 9, 8)),
        ("2022-09-08T23:30:00.000+02:00", dt.date(2022, 9, 8)),
        ("20220908", dt.date(2022, 9, 8)),
        ("Thu, 08 Sep 2022 10:00:00 GMT", dt.date(2022, 9, 8)),
        ("September 8th, 2022 at 10:15 a.m. EDT", dt.date(2022, 9, 8)),
        ("07/09/2022", None),
        ("2022-13-41", None),
        ("September 2022", None),
        ("soon", None),
    ],
)
def test_written_dates(words: str, day: dt.date | None) -> None:
    assert written_date(words) == day


LINES = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(), max_size=60),
        st.text(alphabet=string.ascii_letters + " .,:()—-\t\u00a0\u2028\x0b\x1c\x85", max_size=90),
        st.sampled_from(
            [
                PROSE,
                "(Photo: AP)",
                "By Jane Doe",
                "LONDON —",
                "LONDON — Talks",
                "Read also: Talks",
                "",
                "Most read",
            ]
        ),
    ),
    max_size=12,
)


@given(lines=LINES, end=st.sampled_from(["\n", "\r\n", "\n\n", "\r", " "]), title=st.none() | st.just("Talks"))
def test_segments_cover_everything_once_and_in_order(lines: list[str], end: str, title: str | None) -> None:
    """Offsets are exact: white space alone stands between segments, none begins or ends with it."""
    text = end.join(lines)
    position = 0
    for segment in clean(report(text, title)):
        start, stop = segment.span.start, segment.span.end
        assert position <= start < stop <= len(text)
        assert not text[position:start].strip()
        assert text[start:stop] == text[start:stop].strip()
        position = stop
    assert not text[position:].strip()


@given(lines=LINES)
def test_cleaning_is_deterministic(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert clean(report(text)) == clean(report(text))


@pytest.mark.parametrize(
    "text",
    ["word " * 200_000, "(" * 300_000, "A" * 500_000, "\n".join(["A"] * 120_000), "a\n" * 3 + "AP/" * 90_000],
)
def test_hostile_texts_are_covered_too(text: str) -> None:
    segments = clean(report(text))
    assert segments[0].span.start == 0
    assert segments[-1].span.end == len(text.rstrip())
