"""The evaluation tasks, answered by the package: one function per task, as the scoring script asks for them.

Each function only turns an item into the package's records and its answer back into the script's form. What
the answers are is decided in `tidings`; nothing here knows the data.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tidings import codebook, pipeline
from tidings.brief.json import to_json
from tidings.clean import clean, repeated_lines
from tidings.coding import CONFIDENT, code_many
from tidings.coding.status import status_of
from tidings.compare import compare
from tidings.compare.chains import chains, telling
from tidings.ingest import report_from_text
from tidings.reading import read_many
from tidings.reading.actors import find_actors, same_people
from tidings.reading.attribution import find_quotations
from tidings.reading.noun_phrases import full_span, noun_phrase
from tidings.reading.parser import parse_many
from tidings.reading.places import find_places
from tidings.reading.times import find_times, timex3
from tidings.records import (
    Account,
    ActorMention,
    EventMention,
    Parse,
    Participant,
    Reading,
    Report,
    Span,
    Token,
)
from tidings.stories import group

Item = Mapping[str, Any]

# The scripts ask for the older type that PLOVER has since split in two.
ASKED_TYPE = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
YIELD_QUAD = 2  # material cooperation
# ... and that puts every intention under AGREE or THREATEN, which the package calls the act, planned.
INTENDED = dict.fromkeys(("CONSULT", "COOPERATE", "AID", "CONCEDE", "RETREAT"), "AGREE") | dict.fromkeys(
    ("ASSAULT", "SANCTION", "COERCE", "PROTEST", "MOBILIZE"), "THREATEN"
)
# The scripts ask for four statuses; an event under way has happened in part, a cancelled one did not happen.
ASKED_STATUS = {"ongoing": "happened", "cancelled": "denied"}


def relations(items: Sequence[Item]) -> list[dict[str, Any]]:
    """What the actor does to the recipient: the likeliest type, since each item says that there is one."""
    pairs = [
        codebook.Pair(sentence=i["sentence"], actor=_ends(i["actor"]), recipient=_ends(i["recipient"])) for i in items
    ]
    quads = {entry.id: entry.quad for entry in codebook.load().types}
    answers = []
    for label in codebook.classifier().classify(pairs):
        likely: defaultdict[str, float] = defaultdict(float)
        for kind, chance in label.scores:
            if kind != codebook.NONE:
                likely[ASKED_TYPE.get(kind, kind)] += chance
        best = max(sorted(likely), key=lambda k: likely[k])
        answers.append({"type": best, "quad": quads.get(best, YIELD_QUAD)})
    return answers


def events(items: Sequence[Item]) -> list[list[dict[str, Any]]]:
    """Every event of a sentence, its sides by the words that name them."""
    reports = [_report(i["id"], i["sentence"]) for i in items]
    readings = list(read_many((r, clean(r)) for r in reports))
    coded = code_many(list(zip(reports, readings, strict=True)))
    return [
        [_event(m, r) for m in found if m.confidence >= CONFIDENT] for r, found in zip(readings, coded, strict=True)
    ]


def groups(items: Sequence[Item]) -> list[list[str]]:
    return [list(s.reports) for s in group(_cleaned([_item_report(i) for i in items]))]


def times(items: Sequence[Item]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"start": t.span.start, "end": t.span.end, "value": t.value}
            for t in timex3(i["text"], published=_day(i["dct"]))
        ]
        for i in items
    ]


def status(items: Sequence[Item]) -> list[str]:
    texts = list(dict.fromkeys(i["text"] for i in items))
    parsed = dict(zip(texts, parse_many((t, None) for t in texts), strict=True))
    answers = []
    for i in items:
        text = parsed[i["text"]]
        trigger = _token_in(text, Span(start=i["trigger"][0], end=i["trigger"][1]))
        told = status_of(text, trigger.i) if trigger else "happened"
        answers.append(ASKED_STATUS.get(told, told))
    return answers


def attributions(items: Sequence[Item]) -> list[list[dict[str, Any]]]:
    """The outermost statements: what is said inside another's words belongs to that other."""
    answers = []
    for i, text in zip(items, parse_many((i["text"], None) for i in items), strict=True):
        found = [q for q in find_quotations(i["text"], text) if q.parent is None]
        answers.append(
            [{"source": _spans(q.source), "cue": _spans(q.cue), "content": _spans(q.content)} for q in found]
        )
    return answers


def places(items: Sequence[Item]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"start": m.span.start, "end": m.span.end, "lat": m.place.lat, "lon": m.place.lon}
            for m in find_places(i["text"], text, outlet=i.get("outlet"))
        ]
        for i, text in zip(items, parse_many((i["text"], None) for i in items), strict=True)
    ]


def coref(items: Sequence[Item]) -> list[dict[str, int]]:
    """Mentions of one event: those that the chains of `compare` join, within one story."""
    return [_chains(i) for i in items]


def differences(items: Sequence[Item]) -> list[list[dict[str, Any]]]:
    """Conflicts of fact between two reports, as `compare` finds them."""
    answers = []
    for i in items:
        pair = [_item_report({"id": f"{i['id']}/{side}", **i[side]}) for side in ("a", "b")]
        accounts = pipeline.account_for(pair)
        story = group(accounts, one_story=True)[0]
        conflicts = (d for d in compare(story, accounts).differences if d.kind == "conflict" and d.aspect != "wording")
        found = []
        for d in conflicts:
            said = {e.report: _span(e.span) for v in reversed(d.values) for e in reversed(v.evidence)}
            if len(said) == len(pair):
                found.append({"aspect": d.aspect, "a": said[pair[0].id], "b": said[pair[1].id]})
        answers.append(found)
    return answers


def briefs(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [to_json(pipeline.brief([_item_report(r) for r in i["reports"]])) for i in items]


# items to records --------------------------------------------------------------------------------


def _item_report(item: Item) -> Report:
    return _report(
        item["id"],
        item["text"],
        title=item.get("title"),
        outlet=item.get("outlet"),
        published=_day(item["date"]) if item.get("date") else None,
    )


def _report(item_id: str, text: str, **details: Any) -> Report:
    return replace(report_from_text(text, **details), id=item_id)


def _cleaned(reports: Sequence[Report]) -> list[Account]:
    lines = repeated_lines(reports)
    return [
        Account(report=r, segments=clean(r, repeated=lines.get(r.outlet or "", frozenset())), reading=None)
        for r in reports
    ]


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written[:10])


def _ends(span: Sequence[int] | None) -> tuple[int, int] | None:
    return (span[0], span[1]) if span else None


# records to answers --------------------------------------------------------------------------------


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [_span(s) for s in spans]


def _token_in(text: Parse, span: Span) -> Token | None:
    """The head of the words: the token inside the span that hangs on one outside it."""
    inside = [t for t in text.tokens if t.start < span.end and span.start < t.end]
    indices = {t.i for t in inside}
    return next((t for t in inside if t.head not in indices or t.head == t.i), None)


def _event(mention: EventMention, reading: Reading) -> dict[str, Any]:
    return {
        "actor": _side(mention.actors, reading),
        "recipient": _side(mention.recipients, reading),
        "type": INTENDED.get(mention.type, mention.type) if mention.status == "planned" else mention.type,
        "status": ASKED_STATUS.get(mention.status, mention.status),
    }


def _side(participants: Sequence[Participant], reading: Reading) -> list[int] | None:
    """The full words of the first participant; for a pronoun, those of the mention that it stands for."""
    if not participants:
        return None
    who = participants[0]
    head = next((t for t in reading.parse.tokens if t.end == who.span.end), None)
    if head is None:
        return _span(who.span)
    if head.pos == "PRON":
        earlier = [m for m in _namings(who, reading) if m.span.end <= head.start]
        if not earlier:
            return _span(who.span)
        head = reading.parse.tokens[earlier[-1].head]
    return _span(full_span(reading.parse, noun_phrase(reading.parse, head.i)))


def _namings(who: Participant, reading: Reading) -> list[ActorMention]:
    named = [m for m in reading.actors if any(a.id == who.actor.id for a in m.actors)]
    return sorted((m for m in named if m.form != "pronoun"), key=lambda m: m.span)


def _chains(item: Item) -> dict[str, int]:
    reports = [_item_report(d) for d in item["documents"]]
    accounts = _cleaned(reports)
    stories = {r: story.id for story in group(accounts) for r in story.reports}
    tellings = []
    for document, parse in zip(item["documents"], parse_many((r.text, None) for r in reports), strict=True):
        actors = same_people(find_actors(parse), parse)
        times = find_times(document["text"])
        for m in document["mentions"]:
            span = Span(start=m["start"], end=m["end"])
            told = telling(parse, span, id=m["id"], report=document["id"], actors=actors, times=times)
            tellings += [told] if told else []
    return {m: n for n, chain in enumerate(chains(tellings, stories=stories)) for m in chain}
