"""What a news report says without a date of its own, it says of its news: the day that its opening names.

'The minister resigned on Friday' in the first sentences, and further down 'unions welcomed it': a bare past tense of
speech goes on with the day of the news. Not so what is told in a perfect ('has said'), what stands under a quotation
or beside a day of its own, and nothing at all where the opening names no day close to the publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ..records import EventMention, Reading, Report, Span, Token, When

# Verbs of what people say to each other in public; what they do ('oversaw the signing') may be of another day.
SPEAKING = frozenset(
    """accuse acknowledge add admit advise announce answer apologize appeal applaud appreciate argue ask assail assert
    back blame blast call caution challenge chide claim comment complain concede condemn confirm congratulate contend
    credit criticize criticise decline decry defend demand denounce deny describe dismiss dispute echo emphasize endorse
    explain express favor hail implore insist lament lash lodge mock name note object offer oppose pledge plead praise
    press promise protest question quip rail rap rebuff rebuke rebut refuse reiterate reject repeat reply request
    respond reveal rule say scold scorn signal slam speak state stress suggest support swear tell thank threaten tout
    tweet underline underscore urge vow warn welcome write""".split()
)
OPENING = 6  # sentences in which a report tells its news
NIGHT = frozenset({"late", "evening", "night", "overnight", "midnight", "dawn"})
FRESH_DAYS = 2  # before the publication: what is told of an earlier day is no news of this report


def on_the_news_day(
    report: Report, reading: Reading, mentions: Sequence[EventMention], verbal: frozenset[str]
) -> tuple[EventMention, ...]:
    """The mentions; of those of the `verbal` types that are told in a bare past tense without a time, each with the
    day of the news."""
    deeds = [m.when for m in mentions if m.when is not None and m.type not in verbal]
    nights = {when.span for when in deeds if NIGHT.intersection(when.text.lower().split())}
    day = news_day(report, reading, nights=nights)
    if day is None:
        return tuple(mentions)
    words = {t.start: t for t in reading.parse.tokens}
    return tuple(
        replace(m, when=day)
        if m.when is None
        and m.type in verbal
        and m.status == "happened"
        and _goes_on(reading, words[m.trigger.start])
        and not any(q.direct and c.contains(m.trigger) for q in reading.quotations for c in q.content)
        else m
        for m in mentions
    )


def news_day(report: Report, reading: Reading, *, nights: AbstractSet[Span | None] = frozenset()) -> When | None:
    """The day of the news: the latest that the first sentence names which names one close before the publication;
    None where no sentence of the opening does. `nights` are times at which things were done: what is said of them is
    said when people are up."""
    if report.published is None:
        return None
    late = ""  # the latest of those nights so far: no news of an earlier day comes after it
    for first, end in reading.parse.sentences[:OPENING]:
        low, high = reading.parse.tokens[first].start, reading.parse.tokens[end - 1].end
        close = [
            t.when
            for t in reading.times
            if low <= t.span.start < high
            and t.when.earliest is not None
            and t.when.earliest == t.when.latest
            and 0 <= (report.published - t.when.earliest).days <= FRESH_DAYS
        ]
        late = max([late, *(str(w.earliest) for w in close if w.span in nights)])
        days = [w for w in close if w.span not in nights and str(w.earliest) > late]
        if days:
            return max(days, key=lambda w: str(w.earliest))
    return None


def _goes_on(reading: Reading, word: Token) -> bool:
    """A verb of speaking in the simple past, or in a headline's present, that no relative clause takes out of the
    story."""
    helpers = reading.parse.children(word.i, "aux", "auxpass")
    clauses = (word, *reading.parse.ancestors(word.i))
    told = word.lemma in SPEAKING and word.tag in ("VBD", "VBZ") and not helpers
    return told and all(t.dep != "relcl" for t in clauses)


__all__ = ["news_day", "on_the_news_day"]
