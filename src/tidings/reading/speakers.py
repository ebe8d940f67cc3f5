"""'I' inside quotation marks: whoever is quoted.

'We' may be a party, a country or everybody, and stays open, but where the words are themselves the deed ('we condemn
the attack', 'we urge him to go'): that is done by whoever speaks them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..records import ActorMention, Parse, Quotation, Span, Token

FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})
# What is done by saying 'we' do it.
DONE_BY_SAYING = frozenset(
    """accept accuse agree apologise apologize appeal applaud ask back beg blame call commend condemn congratulate
    demand denounce deny deplore dispute encourage endorse forgive implore invite oppose pledge praise promise
    protest recommend refuse regret reject request salute stand support swear thank urge vow warn welcome""".split()
)


def with_first_persons(
    parse: Parse, actors: Sequence[ActorMention], quotations: Sequence[Quotation]
) -> tuple[ActorMention, ...]:
    """The mentions, in text order, and one for each 'I' that a direct quotation with a known speaker holds."""
    spoken = [(q, speaker) for q in quotations if q.direct and (speaker := _speaker(q, actors)) is not None]
    found = {m.head: m for m in actors}
    for token in parse.tokens if spoken else ():
        if token.text.lower() not in FIRST_PERSON and not _does_it_by_saying(parse, token):
            continue
        at = Span(start=token.start, end=token.end)
        holding = [(q, s) for q, s in spoken if any(c.contains(at) for c in q.content)]
        if holding:
            _, speaker = min(holding, key=lambda h: sum(c.end - c.start for c in h[0].content))
            found[token.i] = ActorMention(span=at, head=token.i, form="pronoun", actors=speaker.actors[:1])
    return tuple(sorted(found.values(), key=lambda m: (m.span.start, m.span.end)))


def _does_it_by_saying(parse: Parse, token: Token) -> bool:
    verb = parse.tokens[token.head]
    plain = verb.tag == "VBP" and verb.lemma in DONE_BY_SAYING
    return token.text.lower() == "we" and token.dep == "nsubj" and plain


def _speaker(quotation: Quotation, actors: Sequence[ActorMention]) -> ActorMention | None:
    """The mention that the words of the source name first."""
    return next((m for m in actors if m.actors and any(s.contains(m.span) for s in quotation.source)), None)
