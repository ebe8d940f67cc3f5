"""'I' inside quotation marks: whoever is quoted. ('We' may be a party, a country or everybody, and stays open.)"""

from __future__ import annotations

from collections.abc import Sequence

from ..records import ActorMention, Parse, Quotation, Span

FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})


def with_first_persons(
    parse: Parse, actors: Sequence[ActorMention], quotations: Sequence[Quotation]
) -> tuple[ActorMention, ...]:
    """The mentions, in text order, and one for each 'I' that a direct quotation with a known speaker holds."""
    spoken = [(q, speaker) for q in quotations if q.direct and (speaker := _speaker(q, actors)) is not None]
    found = {m.head: m for m in actors}
    for token in parse.tokens if spoken else ():
        if token.text.lower() not in FIRST_PERSON:
            continue
        at = Span(start=token.start, end=token.end)
        holding = [(q, s) for q, s in spoken if any(c.contains(at) for c in q.content)]
        if holding:
            _, speaker = min(holding, key=lambda h: sum(c.end - c.start for c in h[0].content))
            found[token.i] = ActorMention(span=at, head=token.i, form="pronoun", actors=speaker.actors[:1])
    return tuple(sorted(found.values(), key=lambda m: (m.span.start, m.span.end)))


def _speaker(quotation: Quotation, actors: Sequence[ActorMention]) -> ActorMention | None:
    """The mention that the words of the source name first."""
    return next((m for m in actors if m.actors and any(s.contains(m.span) for s in quotation.source)), None)
