"""Accounts made by hand, coded without a model: short texts in which we know who does what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tidings.clean import clean
from tidings.ingest import report_from_text
from tidings.records import (
    Account,
    Actor,
    Attribution,
    EventMention,
    Parse,
    Participant,
    Place,
    Reading,
    Report,
    Span,
    Status,
    Token,
    When,
    content_id,
)

NORWAY = Actor(id="state:NOR", name="Norway", kind="state", country="NOR", sector="GOV")
FINLAND = Actor(id="state:FIN", name="Finland", kind="state", country="FIN", sector="GOV")
CHAD = Actor(id="state:TCD", name="Chad", kind="state", country="TCD", sector="GOV")
REBELS = Actor(id="group:dune-front", name="Dune Front", kind="group", country="TCD", sector="REB")
OSLO = Place(name="Oslo", country="NOR", lat=59.91, lon=10.75, kind="capital")

PACT = (
    "Norway and Finland sign fishing pact\n\nOSLO - Norway signed a fishing pact with Finland in Oslo on 8 September, "
    "ending a quarrel over cod quotas in the Barents Sea. Fishermen from Tromso welcomed the accord."
)
PACT_AGAIN = (
    "Oslo and Helsinki settle cod quarrel\n\nNorway and Finland put their names to a fishing pact in Oslo after a "
    "quarrel over cod quotas in the Barents Sea that had kept trawlers from Tromso in port."
)
RAID = (
    "Dune Front raids depot in Chad\n\nNDJAMENA - The Dune Front attacked an army fuel depot of Chad near Faya on "
    "Monday and burned eleven lorries, residents and an officer said."
)


def when(first: str, last: str | None = None) -> When:
    return When(
        text=first,
        edtf=first if last in (None, first) else f"{first}/{last}",
        earliest=dt.date.fromisoformat(first),
        latest=dt.date.fromisoformat(last or first),
        basis="text",
    )


def report(text: str, *, outlet: str | None = "Gulf Wire", published: str | None = "2022-09-08") -> Report:
    day = dt.date.fromisoformat(published) if published else None
    return report_from_text(text, outlet=outlet, published=day)


def mention(
    of: Report,
    words: str,
    type: str,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    *,
    status: Status = "happened",
    on: When | None = None,
    at: Place | None = None,
    mode: str | None = None,
) -> EventMention:
    start = of.text.index(words)
    span = Span(start=start, end=start + len(words))
    return EventMention(
        id=content_id("mention", of.id, words, type),
        report=of.id,
        span=span,
        trigger=Span(start=start, end=start + len(words.split()[0])),
        type=type,
        mode=mode,
        confidence=0.9,
        status=status,
        actors=tuple(Participant(actor=a, span=span) for a in actors),
        recipients=tuple(Participant(actor=a, span=span) for a in recipients),
        when=on,
        where=at,
        where_span=None,
        attribution=Attribution(kind="outlet"),
    )


def _parse(text: str) -> Parse:
    """A parse of sorts: each line a sentence, its first word the root."""
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        first = len(tokens)
        for word in re.finditer(r"\w+|[^\w\s]", line.group()):
            start = line.start() + word.start()
            tokens.append(
                Token(
                    i=len(tokens),
                    start=start,
                    end=start + len(word.group()),
                    text=word.group(),
                    lemma=word.group().lower(),
                    pos="VERB" if word.group() in _VERBS else "NOUN",
                    tag="VBD" if word.group() in _VERBS else "NN",
                    dep="ROOT" if len(tokens) == first else "dep",
                    head=first,
                    entity="",
                    entity_begins=False,
                )
            )
        sentences.append((first, len(tokens)))
    return Parse(tokens=tuple(tokens), sentences=tuple(sentences))


_VERBS = frozenset({"signed", "put", "attacked", "burned", "blocked", "send"})


def account(of: Report, *mentions: EventMention) -> Account:
    segments = clean(of)
    reading = Reading(report=of.id, segments=segments, parse=_parse(of.text))
    return Account(report=of, segments=segments, reading=reading, mentions=tuple(mentions))


def pact(outlet: str = "Gulf Wire", published: str = "2022-09-08", status: Status = "happened") -> Account:
    one = report(PACT, outlet=outlet, published=published)
    told = mention(
        one, "signed a fishing pact", "AGREE", [NORWAY], [FINLAND], on=when("2022-09-08"), at=OSLO, status=status
    )
    return account(one, told)


def pact_again(status: Status = "happened") -> Account:
    one = report(PACT_AGAIN, outlet="Harbour Post", published="2022-09-09")
    told = mention(one, "put their names", "AGREE", [NORWAY], [FINLAND], on=when("2022-09-08"), at=OSLO, status=status)
    return account(one, told)


def raid() -> Account:
    one = report(RAID, outlet="=HYPERLINK(Daily)", published="2022-10-03")
    return account(
        one,
        mention(one, "attacked an army fuel depot", "ASSAULT", [REBELS], [CHAD], mode="primitive"),
        mention(one, "burned eleven lorries", "ASSAULT", [REBELS], [CHAD], status="possible"),
    )


TOWNS = ("Arvik", "Belden", "Corrow", "Dunmar", "Eskold", "Farley", "Gorham", "Haldane", "Ivern", "Jorvane")
GOODS = ("timber", "copper", "wheat", "salt", "wool", "fish", "cement", "sugar", "coal", "tea")


def numbered(n: int) -> Account:
    """The n-th of an endless row of reports, three of each happening, told by different outlets."""
    happening, outlet = divmod(n, 3)
    town, goods = TOWNS[happening % 10], GOODS[happening // 10 % 10]
    text = (
        f"Lorry drivers block {goods} depot {happening} in {town}\n\nDrivers in {town} blocked the {goods} depot "
        f"number {happening} for {7 + happening} hours. Outlet {outlet} counted {20 + happening} lorries at {town}."
    )
    one = report(text, outlet=f"Outlet {outlet}", published="2023-01-01")
    return account(one, mention(one, f"blocked the {goods} depot", "PROTEST", [REBELS], [CHAD]))
