"""An event in one line for people."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Account, Actor, EventMention

LONGEST_LINK = 60  # characters between the event word and the other side that still read as one phrase
NAMED_AT_MOST = 3  # actors named in a summary before 'and N more'


def summary(account: Account, lead: EventMention, actors: Sequence[Actor], recipients: Sequence[Actor]) -> str:
    """One line for people, in the lead mention's own words between the names of its ends."""
    text, verb = account.report.text, _verb(account, lead)
    start = min((p.span.start for p in lead.recipients), default=-1)
    if not recipients or lead.reciprocal:
        line = f"{names([*actors, *recipients])} {verb}{_tail(text, lead)}"
    elif lead.trigger.end <= start <= lead.trigger.start + LONGEST_LINK:
        line = f"{names(actors)} {verb}{text[lead.trigger.end : start]} {names(recipients)}"
    elif actors and lead.recipients and start < lead.trigger.start:
        line = f"{names(actors)} – {verb} – {names(recipients)}"
    else:
        line = f"{names(actors)} {verb} {names(recipients)}" if actors else f"{names(recipients)} {verb}"
    line = " ".join(line.split()).strip(" –")
    return line[:1].upper() + line[1:]


def _verb(account: Account, lead: EventMention) -> str:
    """The event word; a bare 'travel' of 'will travel' reads 'to travel', of 'may travel' 'may travel'."""
    word = account.report.text[lead.trigger.start : lead.trigger.end]
    tokens = account.reading.parse.tokens if account.reading else ()
    bare = any(t.start == lead.trigger.start and t.tag == "VB" for t in tokens)
    if not bare:
        return word
    return {"planned": f"to {word}", "possible": f"may {word}", "denied": f"not to {word}"}.get(lead.status, word)


def _tail(text: str, lead: EventMention) -> str:
    """The clause after the event word, cut at a word."""
    words = text[lead.trigger.end : lead.span.end]
    if len(words) > LONGEST_LINK:
        words = words[:LONGEST_LINK].rsplit(" ", 1)[0] + " …"
    return words.rstrip(" .,;")


def names(actors: Sequence[Actor]) -> str:
    """'Russia', 'Russia and China', 'A, B, C and 2 more'; '' for nobody."""
    listed = [a.name for a in actors[:NAMED_AT_MOST]]
    if len(actors) > NAMED_AT_MOST:
        return f"{', '.join(listed)} and {len(actors) - NAMED_AT_MOST} more"
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
