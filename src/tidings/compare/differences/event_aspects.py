"""Where the mentions of one event differ, aspect by aspect."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ...coding import SAYING, is_echo
from ...reading.noun_phrases import noun_phrase
from ...records import (
    Account,
    AttributionKind,
    Difference,
    DifferenceKind,
    Event,
    EventMention,
    Participant,
    Place,
    Reading,
    Span,
    Status,
    Token,
    When,
)
from ..accounts.prepared import reading_of
from ..accounts.quantities import Quantity, compatible, quantities
from ..accounts.stems import stem
from ..events import when_told_beside
from .claims import LONGEST_EVIDENCE, Claim, Side, gathered
from .descriptions import is_people
from .places import lies_in
from .times import says_more, time_difference

# Statuses of one event that cannot both be so, and those where one account only knows more.
_OPPOSED = {
    frozenset(p)
    for p in (("happened", "denied"), ("planned", "denied"), ("planned", "cancelled"), ("ongoing", "denied"))
}
_LATER = {frozenset({"planned", "happened"})}
_SAID: Mapping[Status, str] = {
    "happened": "happened",
    "ongoing": "under way",
    "planned": "planned",
    "possible": "possible",
    "denied": "denied",
    "cancelled": "cancelled",
}
MUCH_LESS_SURE = 2 / 3  # of the surest passage: a summit's announcement beside a remark that both will be there
_PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it", "who", "you"})
_POINTS_BACK = frozenset({"the", "this", "that", "these", "those", "his", "her", "their", "its", "both"})
MOST_REPORTS = 12  # accounts of one event compared pair by pair; the rest only repeat them


@dataclass(frozen=True, slots=True)
class _Version:
    """The mentions of one event in one account."""

    position: int
    account: Account
    mentions: tuple[EventMention, ...]

    @property
    def reading(self) -> Reading:
        return reading_of(self.account)

    def side(self, span: Span, value: str | None = None) -> Side:
        return Side(self.position, span, value or span.quote(self.account.report.text))

    def tokens(self, span: Span) -> Sequence[Token]:
        tokens = self.reading.parse.tokens
        first = bisect_left(tokens, span.start, key=lambda t: t.start)
        return tokens[first : bisect_left(tokens, span.end, key=lambda t: t.start)]


def event_differences(event: Event, accounts: Sequence[Account]) -> tuple[Difference, ...]:
    """When, where, who, how many, status and wording, wherever the accounts of one event do not say the same.

    A time, place or name that one account gives more exactly is a precision; what cannot both be so, a
    conflict.
    """
    told = _by_account(event, accounts)
    claims: list[Claim] = []
    for a, b in combinations(told[:MOST_REPORTS], 2):
        for judge in _JUDGES:
            claims += judge(a, b)
    return gathered(claims, accounts, event=event.id)


def _by_account(event: Event, accounts: Sequence[Account]) -> list[_Version]:
    held: dict[str, list[EventMention]] = defaultdict(list)
    for mention in event.mentions:
        held[mention.report].append(mention)
    return [
        _Version(i, a, tuple(held[a.report.id]))
        for i, a in enumerate(accounts)
        if a.report.id in held and a.reading is not None
    ]


def _when(a: _Version, b: _Version) -> Iterator[Claim]:
    one, other = _finest(a), _finest(b)
    if one is None or other is None:
        return
    kind = time_difference(one, other)
    if kind is None or (
        kind == "conflict" and any(time_difference(x, y) != "conflict" for x in _whens(a) for y in _whens(b))
    ):
        return
    if one.span is None or other.span is None:
        return
    sides = a.side(one.span), b.side(other.span)
    if kind == "precision" and says_more(one, other):
        sides = sides[::-1]
    yield Claim(aspect="when", kind=kind, a=sides[0], b=sides[1])


def _whens(version: _Version) -> list[When]:
    """The times that the account tells beside the event; one taken over from its opening is no other account's."""
    parse = version.reading.parse
    told = (when_told_beside(parse, m) for m in version.mentions)
    return [when for when in told if when is not None and when.span is not None]


def _finest(version: _Version) -> When | None:
    best: When | None = None
    for when in _whens(version):
        if best is None or says_more(when, best):
            best = when
    return best


def _where(a: _Version, b: _Version) -> Iterator[Claim]:
    one, other = _places(a), _places(b)
    if not one or not other:
        return
    for (x, span), (y, elsewhere) in ((p, q) for p in one for q in other):
        if x.name == y.name:
            return
        if lies_in(y, x) and not any(lies_in(z, x) for z, _ in one):
            yield Claim(aspect="where", kind="precision", a=a.side(span), b=b.side(elsewhere))
            return
        if lies_in(x, y) and not any(lies_in(z, y) for z, _ in other):
            yield Claim(aspect="where", kind="precision", a=b.side(elsewhere), b=a.side(span))
            return


def _places(version: _Version) -> list[tuple[Place, Span]]:
    return [(m.where, m.where_span) for m in version.mentions if m.where is not None and m.where_span is not None]


def _speaker(a: _Version, b: _Version) -> Iterator[Claim]:
    """Who says so: named in one account, only described in the other."""
    for x, y in ((a, b), (b, a)):
        unnamed, named = _speakers(x, "unnamed"), _speakers(y, "named")
        if len(unnamed) != 1 or len(named) != 1 or _speakers(x, "named"):
            continue
        (who, span), (name, elsewhere) = unnamed[0], named[0]
        if not _is_a_name(y, elsewhere) or any(t.entity == "PERSON" for t in x.tokens(span)):
            continue
        if x.tokens(span)[0].text.lower() in _POINTS_BACK:
            continue  # 'the woman', of whom the account told before
        yield Claim(aspect="who", kind="precision", a=x.side(span, who), b=y.side(elsewhere, name))


def _speakers(version: _Version, kind: AttributionKind) -> list[tuple[str, Span]]:
    """The speakers of one kind, each with the words that name it; of passages that tell it far less surely, none."""
    told = [m for m in version.mentions if m.attribution.kind == kind]
    surest = max((m.confidence for m in told), default=0.0)
    said = [m.attribution for m in told if m.confidence >= MUCH_LESS_SURE * surest]
    return sorted(
        {
            a.speaker: (a.speaker, a.span) for a in said if a.speaker and a.span and a.speaker.lower() not in _PRONOUNS
        }.values()
    )


def _is_a_name(version: _Version, span: Span) -> bool:
    """'Ola Berg', 'spokesman Ola Berg'; not 'she', not 'Ola Berg's lawyer'."""
    return any(t.pos == "PROPN" for t in version.tokens(span)[-1:])


def _doers(a: _Version, b: _Version) -> Iterator[Claim]:
    """Who did it, or to whom: named in one account, only described in the other."""
    for ends in (_actors, _recipients):
        for x, y in ((a, b), (b, a)):
            described = [p for m in x.mentions for p in ends(m)]
            named = [p for m in y.mentions for p in ends(m)]
            if not described or not named or not all(is_people(p.actor) for p in described):
                continue
            if not _introduced(x, described[0]):
                continue
            people = [p for p in named if p.actor.kind == "person" and _is_a_name(y, p.span)]
            if len(people) != len(named) or not _could_be(described, people):
                continue
            if _plural(x, described[0]) != (len({p.actor.id for p in people}) > 1):
                continue  # 'lawmakers' are not the one senator whom the other account names
            coarse, fine = x.side(_phrase(x, described[0])), y.side(_list(y, people))
            yield Claim(aspect="who", kind="precision", a=coarse, b=fine)


def _introduced(version: _Version, participant: Participant) -> bool:
    """'a Russian official', 'leading senators': not 'she' or 'the president', named before."""
    token = next(iter(version.tokens(participant.span)), None)
    words = _phrase(version, participant).quote(version.account.report.text).split()
    return token is not None and token.pos != "PRON" and words[0].lower() not in _POINTS_BACK


def _plural(version: _Version, participant: Participant) -> bool:
    last = version.tokens(participant.span)[-1:]
    return bool(last) and last[0].tag in ("NNS", "NNPS")


def _actors(mention: EventMention) -> tuple[Participant, ...]:
    return mention.actors


def _recipients(mention: EventMention) -> tuple[Participant, ...]:
    return mention.recipients


def _could_be(described: Sequence[Participant], named: Sequence[Participant]) -> bool:
    """Nothing told of the two contradicts: country against country."""
    one, other = {p.actor.country for p in described} - {None}, {p.actor.country for p in named} - {None}
    return not one or not other or bool(one & other)


def _phrase(version: _Version, participant: Participant) -> Span:
    """The whole noun phrase: 'a Russian official'."""
    heads = {m.span: m.head for m in version.reading.actors}
    head = heads.get(participant.span)
    if head is None:
        return participant.span
    parse = version.reading.parse
    return noun_phrase(parse, head).span(parse)


def _list(version: _Version, people: Sequence[Participant]) -> Span:
    """From the first to the last of people who stand together, else the first of them."""
    spans = sorted(p.span for p in people)
    whole = Span(start=spans[0].start, end=spans[-1].end)
    return whole if whole.end - whole.start <= LONGEST_EVIDENCE // 2 else spans[0]


def _number(a: _Version, b: _Version) -> Iterator[Claim]:
    one, other = _counts(a), _counts(b)
    for counted in sorted(set(one) & set(other)):
        for x, y in _alike(one[counted], other[counted]):
            if x.value != y.value:
                kind: DifferenceKind = "precision" if compatible(x, y) else "conflict"
                yield Claim(aspect="number", kind=kind, a=a.side(x.span), b=b.side(y.span))


def _alike(one: Sequence[Quantity], other: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The one number of either side; where a side gives several, those to which one thing was done: 15 were seized
    and two wounded."""
    if len({x.value for x in one}) == len({y.value for y in other}) == 1:
        yield one[0], other[0]
        return
    for deed in sorted({x.governor for x in one} & {y.governor for y in other} - {""}):
        mine, theirs = ([q for q in side if q.governor == deed] for side in (one, other))
        if len({x.value for x in mine}) == len({y.value for y in theirs}) == 1:
            yield mine[0], theirs[0]


def _counts(version: _Version) -> dict[str, list[Quantity]]:
    found: dict[str, dict[tuple[float, str], Quantity]] = defaultdict(dict)
    for mention in version.mentions:
        tokens = version.tokens(mention.span)
        if tokens:
            for quantity in quantities(version.reading.parse, tokens[0].i, tokens[-1].i + 1):
                if quantity.bound == "vague":
                    continue
                found[quantity.counted].setdefault((quantity.value, quantity.governor), quantity)
    return {counted: list(values.values()) for counted, values in found.items()}


def _status(a: _Version, b: _Version) -> Iterator[Claim]:
    told = [[m for m in x.mentions if not is_echo(m)] or list(x.mentions) for x in (a, b)]
    one, other = ({m.status for m in mentions} for mentions in told)
    if len(one) != 1 or len(other) != 1:
        return  # an account that wavers does not contradict another
    if not {stem(t.lemma) for t, _ in _triggers(a)} & {stem(t.lemma) for t, _ in _triggers(b)}:
        return  # under two names it may be two steps of one thing
    pair = frozenset(one | other)
    kind: DifferenceKind | None = (
        "conflict" if pair in _OPPOSED else "precision" if pair in _LATER and _whens(a) and _whens(b) else None
    )
    if kind is None:
        return
    firsts = [mentions[0] for mentions in told]
    if all(_is_negated(t, m) for t, m in zip((a, b), firsts, strict=True)):
        return  # 'did not go': a refusal, which happened, in the one reading, and what did not happen in the other
    sides = [t.side(_around_trigger(t, m), _SAID[m.status]) for t, m in zip((a, b), firsts, strict=True)]
    if kind == "precision" and firsts[0].status == "happened":
        sides.reverse()
    yield Claim(aspect="status", kind=kind, a=sides[0], b=sides[1])


def _is_negated(version: _Version, mention: EventMention) -> bool:
    return any(version.reading.parse.children(t.i, "neg") for t in version.tokens(mention.trigger))


def _around_trigger(version: _Version, mention: EventMention) -> Span:
    """The verb with its auxiliaries and what bends it: 'plan to meet', 'did not sign'."""
    tokens = version.tokens(mention.trigger)
    parse = version.reading.parse
    if not tokens:
        return mention.trigger
    keep = [tokens[0].i, tokens[-1].i]
    keep += [c.i for c in parse.children(tokens[0].i, "aux", "auxpass", "neg")]
    governor = parse.tokens[tokens[0].head]
    if tokens[0].dep == "xcomp" and governor.i < tokens[0].i:
        keep.append(governor.i)
    return Span(start=parse.tokens[min(keep)].start, end=parse.tokens[max(keep)].end)


def _wording(a: _Version, b: _Version) -> Iterator[Claim]:
    """The event under another name: no trigger of one account has the stem of a trigger of the other."""
    one, other = _triggers(a), _triggers(b)
    if not one or not other or {stem(t.lemma) for t, _ in one} & {stem(t.lemma) for t, _ in other}:
        return
    yield Claim(aspect="wording", kind="wording", a=a.side(_act(a, *one[0])), b=b.side(_act(b, *other[0])))


def _triggers(version: _Version) -> list[tuple[Token, EventMention]]:
    """The words that name the act: 'said' names none."""
    found = [(version.tokens(m.trigger), m) for m in version.mentions]
    return [(tokens[0], m) for tokens, m in found if tokens and tokens[0].lemma not in SAYING]


REACH = 12  # tokens of what an act is done to that are shown after its verb


def _act(version: _Version, trigger: Token, mention: EventMention) -> Span:
    """The trigger and what it is done to: 'sent troops into Ukraine'."""
    parse = version.reading.parse
    keep = {trigger.i, *(t.i for t in version.tokens(mention.trigger))}
    for child in parse.children(trigger.i, "dobj", "prt", "prep", "acomp", "attr", "xcomp", "neg"):
        keep |= {i for i in parse.subtree(child.i) if trigger.i <= i <= trigger.i + REACH}
    last = max(keep)
    while parse.tokens[last].pos == "PUNCT" and last > trigger.i:
        last -= 1
    return Span(start=parse.tokens[min(keep)].start, end=parse.tokens[last].end)


_JUDGES: tuple[Callable[[_Version, _Version], Iterator[Claim]], ...] = (
    _when,
    _where,
    _speaker,
    _doers,
    _number,
    _status,
    _wording,
)
