"""Briefs made by hand, for the tests of what people see. Every sentence and happening is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tidings.records import (
    Actor,
    Attribution,
    Brief,
    Comparison,
    Difference,
    Event,
    EventMention,
    Evidence,
    Notice,
    Origin,
    Participant,
    Place,
    Report,
    Segment,
    Span,
    Status,
    Story,
    Value,
    When,
    content_id,
)

NORLAND = Actor(id="state:NOR", name="Norway", kind="state", country="NOR", sector="GOV")
STORE = Actor(
    id="person:eva-solberg-lind",
    name="Eva Solberg Lind",
    kind="person",
    country="NOR",
    sector="GOV",
    role="prime minister",
)
KOIVU = Actor(
    id="person:antti-koivula",
    name="Antti Koivula",
    kind="person",
    country="FIN",
    sector="GOV",
    role="president",
)
FINLAND = Actor(id="state:FIN", name="Finland", kind="state", country="FIN", sector="GOV")
ICELAND = Actor(id="state:ISL", name="Iceland", kind="state", country="ISL", sector="GOV")
UNION = Actor(id="org:nordic-seafarers-union", name="Nordic Seafarers’ Union", kind="organisation", sector="NGO")

OSLO = Place(name="Oslo", country="NOR", lat=59.91, lon=10.75, kind="capital")
BERGEN = Place(name="Bergen", country="NOR", lat=60.39, lon=5.32, kind="city")

TEXT_A = """Norway and Finland to sign fishing pact

Oslo Prime Minister Eva Solberg Lind will receive President Antti Koivula in Oslo on March 3 and 4 to sign a fishing pact, the Finnish ambassador Maria Aalto said on Monday.

(Photo: Harbour Pictures)

The two countries have quarrelled over cod since January. Norway turned back 12 Finnish trawlers near the Lofoten islands last week. Finland accused its neighbour of “piracy without a flag”.

Read also: Ten soups for a cold week

Norway could lower its tariffs, Solberg Lind said. Observers doubt it."""
TEXT_B = """Nordic leaders plan talks on cod

Finland’s president, Antti Koivula, and Norway’s prime minister, Eva Solberg Lind, plan to meet next week, an official said Tuesday. Norway stopped seven Finnish boats, and Finland recalled its ambassador from Oslo on February 21.

The Nordic Seafarers’ Union called off a strike that was set for Friday in Bergen."""
TEXT_C = TEXT_B + "\n\nFishing fell by a third in a year, according to the harbour office."

Parts = Sequence[str]


def report(text: str, **more: Any) -> Report:
    """A report of a text; options as of `Report`."""
    published = more.get("published")
    return Report(
        id=content_id(text, more.get("title"), more.get("outlet"), str(published)),
        text=text,
        language=more.pop("language", "en"),
        **more,
    )


A = report(
    TEXT_A,
    title="Norway and Finland to sign fishing pact",
    outlet="The Fjord Courier",
    url="https://fjord-courier.example/pact",
    published=dt.date(2025, 2, 24),
    path="reports/a.html",
)
B = report(
    TEXT_B,
    title="Nordic leaders plan talks on cod",
    outlet="Baltic Wire",
    published=dt.date(2025, 2, 25),
    path="b.txt",
)
C = report(TEXT_C, outlet="Harbour Post", published=dt.date(2025, 2, 26), path="c.txt")


def span(report: Report, words: str, *, inside: str | None = None) -> Span:
    """Where words stand in a report (for words that stand there more than once: inside longer ones)."""
    base = report.text.index(inside) if inside else 0
    start = report.text.index(words, base)
    return Span(start=start, end=start + len(words))


def when(
    text: str,
    edtf: str | None = None,
    first: str | None = None,
    last: str | None = None,
    *,
    basis: Any = "text",
    report: Report | None = None,
    inside: str | None = None,
) -> When:
    """A time; with a report, its words are looked up there."""
    return When(
        text=text,
        edtf=edtf,
        earliest=dt.date.fromisoformat(first) if first else None,
        latest=dt.date.fromisoformat(last or first) if first else None,
        basis=basis,
        span=span(report, text, inside=inside) if report else None,
    )


def mention(
    report: Report,
    clause: str,
    trigger: str,
    type: str,
    status: Status,
    *,
    actors: Parts = (),
    recipients: Parts = (),
    who: dict[str, Actor] | None = None,
    speaker: str | None = None,
    named: bool = True,
    **more: Any,
) -> EventMention:
    """A mention whose spans are looked up from its words; `who` says which actor some words name."""
    people = who or {}

    def side(names: Parts) -> tuple[Participant, ...]:
        return tuple(Participant(actor=people[n], span=span(report, n, inside=clause)) for n in names)

    said = Attribution(kind="outlet")
    if speaker:
        said = Attribution(
            kind="named" if named else "unnamed",
            speaker=speaker,
            force=more.pop("force", "says"),
            span=span(report, speaker) if speaker in report.text else None,
        )
    where_words = more.pop("where_words", None)
    return EventMention(
        id=content_id(report.id, clause, trigger),
        report=report.id,
        span=span(report, clause),
        trigger=span(report, trigger, inside=clause),
        type=type,
        mode=more.pop("mode", None),
        confidence=more.pop("confidence", 0.9),
        status=status,
        actors=side(actors),
        recipients=side(recipients),
        when=more.pop("when", None),
        where=more.pop("where", None),
        where_span=span(report, where_words, inside=clause) if where_words else None,
        attribution=said,
        **more,
    )


def event(summary: str, *mentions: EventMention, origins: int | None = None, **more: Any) -> Event:
    """An event of some mentions; what is not said is taken from the first."""
    first = mentions[0]
    reports = len({m.report for m in mentions})
    return Event(
        id=content_id(summary, *(m.id for m in mentions)),
        type=first.type,
        mode=first.mode,
        status=more.pop("status", first.status),
        summary=summary,
        actors=more.pop("actors", tuple(p.actor for p in first.actors)),
        recipients=more.pop("recipients", tuple(p.actor for p in first.recipients)),
        when=more.pop("when", first.when),
        where=more.pop("where", first.where),
        reports=reports,
        origins=origins or reports,
        mentions=mentions,
        **more,
    )


def evidence(report: Report, words: str) -> Evidence:
    return Evidence(report=report.id, span=span(report, words), quote=words)


def fishing() -> Brief:
    """Three reports, the third a reprint of the second with a line more."""
    next_week = when("next week", "2025-03-03/2025-03-09", "2025-03-03", "2025-03-09", basis="published", report=B)
    clause_b = "Finland’s president, Antti Koivula, and Norway’s prime minister, Eva Solberg Lind, plan to meet next week, an official said Tuesday"
    people = {"Eva Solberg Lind": STORE, "Antti Koivula": KOIVU, "President Antti Koivula": KOIVU}
    nations = {"Norway": NORLAND, "Finland": FINLAND, "Finnish trawlers": FINLAND, "Finnish boats": FINLAND}
    third = when("March 3 and 4", "2025-03-03/2025-03-04", "2025-03-03", "2025-03-04", basis="published", report=A)
    meeting = event(
        "Eva Solberg Lind and Antti Koivula meet",
        mention(
            A,
            "Prime Minister Eva Solberg Lind will receive President Antti Koivula in Oslo on March 3 and 4 to sign a fishing pact",
            "receive",
            "CONSULT",
            "planned",
            actors=["Eva Solberg Lind"],
            recipients=["President Antti Koivula"],
            who=people,
            speaker="Maria Aalto",
            when=third,
            where=OSLO,
            where_words="Oslo",
            mode="host",
        ),
        *(
            mention(
                r, clause_b, "meet", "CONSULT", "planned", actors=["Antti Koivula"], recipients=["Eva Solberg Lind"],
                who=people, speaker="an official", named=False, when=next_week, reciprocal=True, mode="meet",
            )
            for r in (B, C)
        ),
        origins=2,
    )  # fmt: skip
    stopping = event(
        "Norway turns back Finnish trawlers",
        mention(
            A, "Norway turned back 12 Finnish trawlers near the Lofoten islands last week", "turned back", "COERCE", "happened",
            actors=["Norway"], recipients=["Finnish trawlers"], who=nations,
            when=when("last week", "2025-02-17/2025-02-23", "2025-02-17", "2025-02-23", basis="published", report=A),
        ),
        *(
            mention(
                r, "Norway stopped seven Finnish boats", "stopped", "COERCE", "happened",
                actors=["Norway"], recipients=["Finnish boats"], who=nations,
            )
            for r in (B, C)
        ),
        origins=2,
    )  # fmt: skip
    accusing = event(
        "Finland accuses Norway of piracy",
        mention(
            A, "Finland accused its neighbour of “piracy without a flag”", "accused", "ACCUSE", "happened", actors=["Finland"],
            who=nations,
        ),
        recipients=(NORLAND,),
    )  # fmt: skip
    recalling = event(
        "Finland recalls its ambassador from Norway",
        *(
            mention(
                r, "Finland recalled its ambassador from Oslo on February 21", "recalled", "SANCTION", "happened",
                actors=["Finland"], who=nations, where=OSLO, where_words="Oslo",
                when=when("February 21", "2025-02-21", "2025-02-21", basis="published", report=r),
            )
            for r in (B, C)
        ),
        recipients=(NORLAND,),
        origins=1,
    )  # fmt: skip
    tariffs = event(
        "Norway lowers its tariffs",
        mention(
            A, "Norway could lower its tariffs, Solberg Lind said", "lower", "CONCEDE", "possible", actors=["Norway"],
            who=nations, speaker="Solberg Lind",
        ),
    )  # fmt: skip
    strike = event(
        "Nordic Seafarers’ Union strikes",
        *(
            mention(
                r, "The Nordic Seafarers’ Union called off a strike that was set for Friday in Bergen", "strike", "PROTEST",
                "cancelled", actors=["Nordic Seafarers’ Union"], who={"Nordic Seafarers’ Union": UNION}, where=BERGEN,
                where_words="Bergen", when=when("Friday", "2025-02-28", "2025-02-28", basis="published", report=r),
            )
            for r in (B, C)
        ),
        origins=1,
    )  # fmt: skip
    differences = (
        Difference(
            event=meeting.id,
            aspect="when",
            kind="precision",
            explanation="3–4 March lies inside next week",
            values=(
                Value(value="March 3 and 4", evidence=(evidence(A, "March 3 and 4"),)),
                Value(value="next week", evidence=(evidence(B, "next week"), evidence(C, "next week"))),
            ),
        ),
        Difference(
            event=stopping.id,
            aspect="number",
            kind="conflict",
            explanation="12 and 7 boats",
            values=(
                Value(value="12", evidence=(evidence(A, "12 Finnish trawlers"),)),
                Value(
                    value="7",
                    evidence=(evidence(B, "seven Finnish boats"), evidence(C, "seven Finnish boats")),
                ),
            ),
        ),
        Difference(
            event=None,
            aspect="wording",
            kind="wording",
            explanation="what the two are said to do over cod",
            values=(
                Value(value="quarrelled", evidence=(evidence(A, "quarrelled over cod"),)),
                Value(value="talks on cod", evidence=(evidence(B, "plan talks on cod"),)),
            ),
        ),
    )
    comparison = Comparison(
        story=Story(
            id="story-cod",
            title="Norway and Finland to sign fishing pact",
            reports=(A.id, B.id, C.id),
            origins=(Origin(id="o1", reports=(A.id,)), Origin(id="o2", reports=(B.id, C.id))),
            reasons=((C.id, "copy of Baltic Wire"),),
        ),
        events=(meeting, stopping, recalling, strike, accusing, tariffs),
        differences=differences,
        only_in=(
            evidence(A, "Finland accused its neighbour of “piracy without a flag”."),
            evidence(C, "Fishing fell by a third in a year, according to the harbour office."),
        ),
        upcoming=(meeting.id,),
        timeline=(stopping.id, recalling.id, strike.id, meeting.id, accusing.id, tariffs.id),
    )
    photo = span(A, "(Photo: Harbour Pictures)")
    segments = {
        A.id: (
            Segment(kind="headline", span=span(A, "Norway and Finland to sign fishing pact")),
            Segment(kind="dateline", span=span(A, "Oslo", inside="Oslo Prime")),
            Segment(kind="body", span=Span(start=A.text.index("Prime Minister"), end=photo.start - 2)),
            Segment(kind="caption", span=photo),
            Segment(kind="body", span=Span(start=A.text.index("The two"), end=A.text.index("\n\nRead also"))),
            Segment(kind="boilerplate", span=span(A, "Read also: Ten soups for a cold week")),
            Segment(kind="body", span=Span(start=A.text.index("Norway could"), end=len(A.text))),
        )
    }
    return Brief(
        reports=(A, B, C),
        comparisons=(comparison,),
        segments=segments,
        warnings=(
            Notice(
                code="windows-1252",
                message="b.txt: read as Windows-1252. Save it as UTF-8",
                report=B.id,
                path="b.txt",
            ),
        ),
    )


def single() -> Brief:
    """One report, nothing to compare, nothing dated or placed."""
    only = report("Council praises volunteers\n\nThe council of Lindvik praised the volunteers.")
    praise = event(
        "Lindvik council praises volunteers",
        mention(only, "The council of Lindvik praised the volunteers", "praised", "SUPPORT", "happened"),
    )
    story = Story(
        id="one",
        title="Council praises volunteers",
        reports=(only.id,),
        origins=(Origin(id="o", reports=(only.id,)),),
    )
    return Brief(reports=(only,), comparisons=(Comparison(story=story, events=(praise,), timeline=(praise.id,)),))


def nothing() -> Brief:
    """Reports were read, but no event in them."""
    plain = report("Soup of the day\n\nLeek.")
    story = Story(
        id="none",
        title="Soup of the day",
        reports=(plain.id,),
        origins=(Origin(id="o", reports=(plain.id,)),),
    )
    return Brief(reports=(plain,), comparisons=(Comparison(story=story, events=()),))


COUNTRIES = ("FRA", "DEU", "ITA", "ESP", "PRT", "POL", "GRC", "SWE", "DNK", "EST", "LVA", "LTU")
STATUSES: tuple[Status, ...] = (
    "happened",
    "happened",
    "planned",
    "ongoing",
    "possible",
    "denied",
    "cancelled",
)
TYPES = ("CONSULT", "ACCUSE", "AID", "ASSAULT", "AGREE", "SANCTION", "MOBILIZE")


def crowded(reports: int = 28, events: int = 30) -> Brief:
    """Many reports (past Z), many events, long names, many differences: what a bad day looks like."""
    long = "Permanent Representative of the Federated Coastal Republics to the Assembly for Northern Security and Fisheries"
    lines = [
        f"Envoy number {n} of the coastal league met delegation {n} in harbour {n} on May {n + 1}."
        for n in range(events)
    ]
    members = [
        report(
            f"Harbour talks, edition {k}\n\n" + "\n\n".join(f"{line} The {long} called it step {k}." for line in lines),
            title=f"Edition {k}: the {long} speaks again about the long harbour talks of the coastal league",
            outlet=f"The Extraordinarily Independent Northern Harbour Gazette No. {k}",
            published=dt.date(2025, 5, 1) + dt.timedelta(days=k % 9),
        )
        for k in range(reports)
    ]
    told = []
    for n, line in enumerate(lines):
        tellers = members[: max(1, reports - n)]
        code, other = COUNTRIES[n % len(COUNTRIES)], COUNTRIES[(n * 5 + 1) % len(COUNTRIES)]
        one = Actor(id=f"state:{code}", name=f"Republic of {code.title()}", kind="state", country=code, sector="GOV")
        two = Actor(id=f"state:{other}", name=f"Kingdom of {other.title()}", kind="state", country=other, sector="GOV")
        time = None
        if n % 6 != 5:
            last = f"2025-05-{n + 1:02}" if n % 4 else "2025-05-31"
            time = when(f"May {n + 1}", f"2025-05-{n + 1:02}/{last}", f"2025-05-{n + 1:02}", last)
        told.append(
            event(
                f"Envoy {n} of the coastal league, {long if n == 1 else 'on leave'}, meets delegation {n} over quotas and tolls",
                *(
                    mention(
                        r, line[:-1], "met", TYPES[n % len(TYPES)], STATUSES[n % len(STATUSES)], when=time,
                        speaker=long if n % 3 == 0 else None,
                    )
                    for r in tellers
                ),
                actors=(one,), recipients=(two,), origins=max(1, len(tellers) // 3),
                where=OSLO if n % 2 else None,
            )
        )  # fmt: skip
    differences = tuple(
        Difference(
            event=told[n].id, aspect=("when", "where", "who", "number", "status", "wording")[n % 6],
            kind=("conflict", "precision", "wording")[n % 3], explanation="they do not say the same",
            values=tuple(
                Value(value=f"delegation {n} as edition {v} has it", evidence=tuple(evidence(r, f"delegation {n} in") for r in members[v::3]))
                for v in range(3)
            ),
        )
        for n in range(min(12, events))
    )  # fmt: skip
    origins = tuple(Origin(id=f"o{k}", reports=tuple(r.id for r in members[k : k + 3])) for k in range(0, reports, 3))
    story = Story(
        id="big", title=f"Harbour talks and the {long}", reports=tuple(r.id for r in members), origins=origins
    )
    ids = tuple(e.id for e in told)
    dated = sorted(told, key=lambda e: (e.when is None, e.when.earliest if e.when and e.when.earliest else dt.date.max))
    comparison = Comparison(
        story=story,
        events=tuple(told),
        differences=differences,
        only_in=tuple(evidence(members[k % reports], f"called it step {k % reports}.") for k in range(40)),
        upcoming=tuple(e.id for e in told if e.status == "planned"),
        timeline=tuple(e.id for e in dated),
    )
    assert set(ids) == set(comparison.timeline)
    return Brief(reports=tuple(members), comparisons=(comparison,))


def several() -> Brief:
    """Three stories on one page."""
    parts = (fishing(), crowded(4, 6), single())
    return Brief(
        reports=tuple(r for b in parts for r in b.reports),
        comparisons=tuple(c for b in parts for c in b.comparisons),
        segments={k: v for b in parts for k, v in b.segments.items()},
        warnings=parts[0].warnings,
    )


HOSTILE = "<script>alert(1)</script> \x1b[2J\x9b31m \u202eevil\u202c [x](javascript:alert(1)) `rm` | **b** \ud800 \x00 </style>\"'>&amp;"


def hostile() -> Brief:
    """The worst a report can hold, in every field that comes from one."""
    text = f"{HOSTILE}\n\nMallory {HOSTILE} attacked Trent {HOSTILE} today."
    bad = report(
        text,
        title=HOSTILE,
        outlet=HOSTILE,
        url="javascript:alert(1)",
        path=f"inbox/{HOSTILE.replace('/', '')}",
    )
    fine = report("Mallory attacked Trent today.", title="Mallory attacks Trent", url='https://news.example/"><script>')
    villain = Actor(id="person:x", name=HOSTILE, kind="person", country="<b>")
    time = When(text=HOSTILE, edtf=None, earliest=None, latest=None, basis=None, span=span(bad, "today"))
    attack = event(
        HOSTILE,
        mention(
            bad, f"Mallory {HOSTILE} attacked Trent {HOSTILE} today", "attacked", "ASSAULT", "happened",
            speaker=HOSTILE, when=time, where=Place(name=HOSTILE, country=None, lat=None, lon=None),
        ),
        mention(fine, "Mallory attacked Trent today", "attacked", "<TYPE>", "planned"),
        actors=(villain,),
        recipients=(Actor(id="person:y", name=HOSTILE, kind="person"),),
        status_history=((bad.id, "happened"), (fine.id, "planned")),
    )  # fmt: skip
    difference = Difference(
        event=attack.id, aspect="who", kind="conflict", explanation=HOSTILE,
        values=(Value(value=HOSTILE, evidence=(evidence(bad, HOSTILE),)), Value(value="x", evidence=(evidence(fine, "Trent"),))),
    )  # fmt: skip
    story = Story(
        id=HOSTILE, title=HOSTILE, reports=(bad.id, fine.id),
        origins=(Origin(id="o1", reports=(bad.id,)), Origin(id="o2", reports=(fine.id,))),
    )  # fmt: skip
    return Brief(
        reports=(bad, fine),
        comparisons=(
            Comparison(
                story=story, events=(attack,), differences=(difference,), only_in=(evidence(bad, HOSTILE),),
                upcoming=(attack.id,), timeline=(attack.id, attack.id),
            ),
        ),
        warnings=(Notice(code="odd", message=HOSTILE, path=HOSTILE),),
    )  # fmt: skip


ALL = {
    "fishing": fishing,
    "single": single,
    "nothing": nothing,
    "crowded": crowded,
    "several": several,
    "hostile": hostile,
}
