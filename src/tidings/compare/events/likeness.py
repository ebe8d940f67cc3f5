"""How surely two event mentions of a story tell of one occurrence: rated by type, ends, time, place and words.

What contradicts (dates that cannot both be, different places, the direction turned round) is told apart from what is
merely unlike: it keeps two mentions apart for good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from ...coding import VERBAL
from ...reading.actors import region_country
from ...reading.actors.names import surname_parts
from ...reading.times import intersects
from ...records import Account, Actor, EventMention, Parse, Participant, Token, When
from ..accounts.weights import how_telling
from ..actors import Key
from ..chains.meanings import SAYING, meanings_of

# Types that one act is often put under by different words. Any other two types join only where ends and words agree
# well.
NEAR_TYPES = frozenset(
    frozenset(pair.split())
    for pair in (
        "AGREE CONSULT", "AGREE SUPPORT", "AGREE COOPERATE", "AGREE AID", "AGREE CONCEDE", "CONSULT SUPPORT",
        "CONSULT COOPERATE", "CONSULT REQUEST", "CONSULT REJECT", "SUPPORT COOPERATE", "COOPERATE AID",
        "COOPERATE MOBILIZE", "CONCEDE RETREAT", "REQUEST ACCUSE", "REQUEST THREATEN", "ACCUSE REJECT", "ACCUSE COERCE",
        "ACCUSE PROTEST", "REJECT THREATEN", "THREATEN SANCTION", "THREATEN ASSAULT", "SANCTION COERCE",
        "MOBILIZE ASSAULT", "COERCE ASSAULT", "PROTEST ASSAULT",
    )
)  # fmt: skip
NEAR, FAR = 0.8, 0.5
# Both directions are one act: who met whom says nothing.
MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
SAME_ARMY, SAME_TEAM, SAME_COUNTRY, NAMED_INSIDE, ONE_SILENT, DIFFERENT = 0.9, 0.8, 0.8, 0.7, 0.4, -0.4
OTHER_PEOPLE = 0.4  # two of one government may be told of for one act, and may be two who act apart
SAME_ENDS = 0.15  # one act between the very same two: within one story it is nearly always one occurrence


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of one mention, worked out once."""

    mention: EventMention
    actors: frozenset[str]
    recipients: frozenset[str]
    countries: tuple[frozenset[str], frozenset[str]]
    behind: tuple[frozenset[str], frozenset[str]]  # surnames of the people whose team, lawyers or office a side is
    named: frozenset[str]  # all actors that the clause names, at whatever depth
    words: Mapping[str, float]
    sentence: tuple[str, int]  # (report, which of its sentences)
    published: dt.date | None  # its report
    when: When | None  # as its own sentence tells it; agreement on a day that only the opening names shows nothing
    trigger: str
    meanings: frozenset[int]  # of the event word; empty for words of saying and for unknown ones

    @property
    def told(self) -> Hashable:
        """All that likeness rests on, but for where it stands: the same in every copy of a text."""
        m = self.mention
        sides = tuple(frozenset((p.actor.id, p.actor.kind) for p in side) for side in (m.actors, m.recipients))
        where = (m.where.name, m.where.country) if m.where else None
        when = (m.when.edtf, m.when.earliest, m.when.latest, self.when is None) if m.when else None
        words = frozenset(self.words)
        who = sides, self.countries, self.behind, self.named
        return m.type, m.status, m.reciprocal, who, words, self.trigger, self.meanings, when, where, self.published


def what_is_known(
    accounts: Sequence[Account], mentions: Sequence[EventMention], linked: Mapping[Key, Actor]
) -> list[Known]:
    """The mentions as they are compared, in their order."""
    parses: dict[str, Parse] = {a.report.id: a.reading.parse for a in accounts if a.reading}
    published = {a.report.id: a.report.published for a in accounts}
    bags = [_bag(parses[m.report], m) for m in mentions]
    named = {a.report.id: _named(a, linked) for a in accounts if a.reading}
    weight = how_telling(bags)
    return [
        Known(
            mention=m,
            actors=_ids(m.actors),
            recipients=_ids(m.recipients),
            countries=(_countries(m.actors), _countries(m.recipients)),
            behind=(_behind(m.actors), _behind(m.recipients)),
            named=frozenset(i for start, i in named[m.report] if m.span.start <= start < m.span.end),
            words={w: weight[w] for w in bag},
            sentence=(m.report, parses[m.report].sentence_of(word.i)),
            published=published[m.report],
            when=when_told_beside(parses[m.report], m),
            trigger=word.lemma.lower(),
            meanings=_meanings(parses[m.report], word),
        )
        for m, bag in zip(mentions, bags, strict=True)
        for word in [_trigger(parses[m.report], m)]
    ]


def when_told_beside(parse: Parse, mention: EventMention) -> When | None:
    """The time of a mention where its own sentence tells it; None where only the opening or an earlier one does."""
    when = mention.when
    if when is None or when.span is None:
        return when
    first, end = parse.sentences[parse.sentence_of(_trigger(parse, mention).i)]
    return when if parse.tokens[first].start <= when.span.start < parse.tokens[end - 1].end else None


def _named(account: Account, linked: Mapping[Key, Actor]) -> list[tuple[int, str]]:
    """(where, who) of every actor mention of a report, under the story's ids."""
    found = []
    for mention in account.reading.actors if account.reading else ():
        for actor in mention.actors:
            known = linked.get((account.report.id, actor.id), actor)
            if known.kind != "group":
                found.append((mention.span.start, known.id))
    return found


def _bag(parse: Parse, mention: EventMention) -> frozenset[str]:
    """Lemmas of the content words of the clause."""
    return frozenset(
        t.lemma.lower()
        for t in parse.tokens
        if mention.span.start <= t.start < mention.span.end and t.pos in ("NOUN", "VERB", "ADJ", "PROPN", "NUM")
    )


def _trigger(parse: Parse, mention: EventMention) -> Token:
    return next(t for t in parse.tokens if t.start == mention.trigger.start)


def _meanings(parse: Parse, word: Token) -> frozenset[int]:
    """Of the event word with its particle: 'called in' is no call."""
    lemma = word.lemma.lower()
    words = (lemma, *(c.lemma.lower() for c in parse.children(word.i, "prt")))
    return meanings_of(words, lemma, "noun" if word.pos == "NOUN" else "verb") - {SAYING}


def _ids(side: Sequence[Participant]) -> frozenset[str]:
    return frozenset(p.actor.id for p in side)


def _countries(side: Sequence[Participant]) -> frozenset[str]:
    """Countries that a side acts for: a president or an army stands for the state, a company or a crowd does not."""
    acting = [p.actor for p in side if p.actor.country and _for_state(p.actor)]
    return frozenset(a.country for a in acting if a.country) | {f"{a.country} MIL" for a in acting if a.sector == "MIL"}


def _behind(side: Sequence[Participant]) -> frozenset[str]:
    """'mueller' for Robert Mueller's office, and for him; nobody where the side has no such team of somebody's."""
    names = [p.actor.name.replace("’", "'").partition("'s ") for p in side if p.actor.kind in ("person", "group")]
    return frozenset(
        f"{'team' if rest else 'person'}:{surname_parts(name)[-1]}" for name, _, rest in names if surname_parts(name)
    )


def _for_state(actor: Actor) -> bool:
    """Does it act for its country? A region of the country ('Ohio', 'Ohio officials') acts for itself."""
    if actor.kind != "person" and any(region_country(word.strip("'’s")) for word in actor.name.split()):
        return False
    return actor.kind == "state" or actor.sector in ("GOV", "MIL")


def likeness(a: Known, b: Known) -> float:
    """0 to 1: how surely the two tell of one occurrence; 0 where something contradicts."""
    if contradicts(a, b):
        return 0.0
    if _same_sides_meant(a.mention, b.mention):
        return 1.0
    kind = _type_worth(a.mention.type, b.mention.type)
    if kind == 0.0:
        return 0.0
    ends = _ends(a, b)
    if ends == 0.0:
        return 0.0
    words = _overlap(a.words, b.words)
    same_word = 1.0 if a.trigger == b.trigger or a.meanings & b.meanings else 0.0
    circumstance = _circumstance(a, b)
    sure = SAME_ENDS if ends == 1.0 and kind == 1.0 else 0.0
    return kind * (0.4 * ends + sure + 0.2 * same_word + 0.4 * min(1.0, 2 * words)) + 0.15 * circumstance


def _same_sides_meant(a: EventMention, b: EventMention) -> bool:
    """'The talks' and the sentence that names their sides: the coder gave both the same words for them."""
    return a.report == b.report and a.type == b.type and _words_of_sides(a) == _words_of_sides(b)


def _words_of_sides(mention: EventMention) -> list[tuple[int, int]]:
    return [(p.span.start, p.span.end) for p in (*mention.actors, *mention.recipients)]


def _type_worth(a: str, b: str) -> float:
    if a == b:
        return 1.0
    return NEAR if frozenset({a, b}) in NEAR_TYPES else FAR


def _ends(a: Known, b: Known) -> float:
    """How well the two sides fit; the better direction where the act is mutual."""
    straight = _pair_of_sides(a, b, turned=False)
    if a.mention.reciprocal or b.mention.reciprocal or {a.mention.type, b.mention.type} & MUTUAL:
        straight = max(straight, _pair_of_sides(a, b, turned=True))
    return max(0.0, straight)


def _pair_of_sides(a: Known, b: Known, *, turned: bool) -> float:
    other = (b.recipients, b.actors) if turned else (b.actors, b.recipients)
    countries = b.countries[::-1] if turned else b.countries
    behind = b.behind[::-1] if turned else b.behind
    first = _sides((a.actors, a.countries[0], a.named, a.behind[0]), (other[0], countries[0], b.named, behind[0]))
    second = _sides((a.recipients, a.countries[1], a.named, a.behind[1]), (other[1], countries[1], b.named, behind[1]))
    return (first + second) / 2 if max(first, second) >= SAME_COUNTRY else 0.0


# Its ids, the countries it acts for, all that the clause names, the people behind it.
Side = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]


def _sides(a: Side, b: Side) -> float:
    """From 1, the same actor, down to below 0, different ones."""
    if a[0] & b[0]:
        return 1.0
    if _of_one_team(a[3], b[3]):
        return SAME_TEAM
    if _all_people(a[0]) and _all_people(b[0]):
        return OTHER_PEOPLE
    if (
        shared := a[1] & b[1]
    ):  # 'Russian troops' and 'the Russian army' are more surely one than a state and its minister
        return SAME_ARMY if any(c.endswith(" MIL") for c in shared) else SAME_COUNTRY
    if a[0] & b[2] or b[0] & a[2]:  # 'Netanyahu' against 'Netanyahu's speech'
        return NAMED_INSIDE
    if _things_alike(a[0], b[0]):
        return NAMED_INSIDE
    if not a[0] or not b[0]:
        return ONE_SILENT
    return DIFFERENT


def _of_one_team(a: frozenset[str], b: frozenset[str]) -> bool:
    """'Mueller's office' and 'Mueller's team' or Mueller himself; two people of one surname are no team."""
    teams = [{x.partition(":")[2] for x in side if x.startswith("team:")} for side in (a, b)]
    people = [{x.partition(":")[2] for x in side} for side in (a, b)]
    return bool(teams[0] & people[1] or teams[1] & people[0])


def _all_people(side: frozenset[str]) -> bool:
    return bool(side) and all(x.startswith("person:") for x in side)


def _things_alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Unnamed groups that share their last word: 'armed men' and 'masked men'."""
    heads = [{x.rsplit("-", 1)[-1] for x in side if x.startswith("group:")} for side in (a, b)]
    return bool(heads[0] & heads[1])


def _overlap(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    shared = fsum(a[w] for w in a if w in b)
    least = min(fsum(a.values()), fsum(b.values()))
    return shared / least if least else 0.0


def _circumstance(a: Known, b: Known) -> float:
    """Agreement of time and place, where both are told."""
    worth = 0.0
    if a.when and b.when and intersects(a.when, b.when):
        worth += 0.5
    if a.mention.where and b.mention.where and a.mention.where.name == b.mention.where.name:
        worth += 0.5
    return worth


def contradicts(a: Known, b: Known) -> bool:
    """Two events for sure: dates that cannot both be, places in different countries, or the direction turned round."""
    x, y = a.mention, b.mention
    if a.when and b.when and intersects(a.when, b.when) is False:
        return True
    if _over_before(a, b) or _over_before(b, a):
        return True
    if x.where and y.where and x.where.country and y.where.country and x.where.country != y.where.country:
        return True
    if {x.type, y.type} & MUTUAL or x.reciprocal or y.reciprocal:
        shared = (a.actors | a.recipients) & (b.actors | b.recipients)
        return bool(shared) and _other_people(a, b, (*x.actors, *x.recipients), (*y.actors, *y.recipients), shared)
    if _other_people(a, b, x.recipients, y.recipients):
        return True
    if x.type in VERBAL and y.type in VERBAL and _other_people(a, b, x.actors, y.actors, crowds=True):
        return True  # each speaks for himself
    turned = bool(a.actors & b.recipients) and bool(a.recipients & b.actors)
    return turned and not (a.actors & b.actors)


def _is_crowd(actor: Actor) -> bool:
    """'Democrats', 'officials': several without a name, who are not the one person that another passage names."""
    return actor.kind == "group" and actor.sector is not None and actor.name.endswith("s")


def _over_before(past: Known, coming: Known) -> bool:
    """What one report told as happened before it is not what another plans for a day after that report."""
    if past.mention.status != "happened" or coming.mention.status != "planned" or past.published is None:
        return False
    first = coming.when.earliest if coming.when else None
    return first is not None and first > past.published


def _other_people(
    a: Known,
    b: Known,
    left: Sequence[Participant],
    right: Sequence[Participant],
    shared: frozenset[str] = frozenset(),
    *,
    crowds: bool = False,
) -> bool:
    """Different people: 'arrested Jan Novak', 'arrested Eva Mala'; beside the one both name: 'met Putin', 'met May'."""
    people = []
    for side in (left, right):
        rest = [p.actor for p in side if p.actor.id not in shared]
        if not rest or any(actor.kind != "person" and not (crowds and _is_crowd(actor)) for actor in rest):
            return False
        people.append({actor.id for actor in rest})
    return not (people[0] & people[1] or people[0] & b.named or people[1] & a.named)
