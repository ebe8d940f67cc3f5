"""Names and speakers: the same person spelled or called differently, the same statement with and without
a name to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum

from rapidfuzz.distance import Levenshtein

from ..reading.noun_phrases import noun_phrase
from ..records import Actor, ActorMention, Quotation, Span
from .claims import Claim, Side
from .clauses import Told, once, stem
from .tables import word_set

SPELLING = 2  # letters by which two spellings of one name may differ
SHORTEST_SPELLED = 5  # letters; 'Jon' and 'Jan' are two people
NICKNAME = 2  # letters in common at the start: 'Zack' and 'Zachary', 'Mike' and 'Michael'
SAME_WORDS = 3.0  # telling words in common, counted as rare ones, that make two statements one
SAME_MATTER = 0.8  # the same where the unnamed speaker also fits the named one
_CULPRITS = word_set("gunman attacker assailant shooter suspect bomber driver killer perpetrator")
_NAMING_REACH = 80  # characters between 'the attacker' and the name
MOST_STATEMENTS = 300  # of one report; an honest one has a tenth of it
DESCRIBED_UNNAMED = 4  # 'two law enforcement officials'
_DESCRIPTION_REACH = 8  # tokens
DESCRIBED = 2  # words, the organisation's name among them
_NOT_PEOPLE = word_set("state country nation government countries side party city cities agency agencies office team")
MOSTLY_SAME = 0.6  # share of the shorter statement's telling words
_PUTS_IT = 5.0  # how sure a matched speaker is beside matched clauses


@dataclass(frozen=True, slots=True)
class _Named:
    given: str
    family: str
    span: Span
    text: str


def name_claims(left: Told, right: Told) -> Iterator[Claim]:
    """'Vicente Fox' and 'Vincente Fox' (one of them is wrong), 'Zack Barth' and 'Zachary Barth' (one is
    short)."""
    one, other = _full_names(left), _full_names(right)
    for family in sorted({n.family for n in one} & {n.family for n in other}):
        a = [n for n in one if n.family == family]
        b = [n for n in other if n.family == family]
        given = {n.given for n in a}, {n.given for n in b}
        if any(len(g) != 1 for g in given) or given[0] == given[1]:
            continue
        kind = _spelling(a[0].given, b[0].given)
        if kind == "short" and not _alike_around(left, a[0], right, b[0]):
            kind = None
        if kind:
            sides = Side(left.position, a[0].span, a[0].text), Side(right.position, b[0].span, b[0].text)
            yield Claim(
                aspect="who",
                kind="conflict" if kind == "spelling" else "wording",
                a=sides[0],
                b=sides[1],
                weight=_PUTS_IT,
            )
    yield from _families(left, right, one, other)


def _families(left: Told, right: Told, one: list[_Named], other: list[_Named]) -> Iterator[Claim]:
    """One given name, two spellings of the family name."""
    known = {n.family for n in one}, {n.family for n in other}
    for a in one:
        for b in other:
            if (
                a.given == b.given
                and a.family not in known[1]
                and b.family not in known[0]
                and _close(a.family, b.family)
            ):
                sides = Side(left.position, a.span, a.text), Side(right.position, b.span, b.text)
                yield Claim(aspect="who", kind="conflict", a=sides[0], b=sides[1], weight=_PUTS_IT)
                return


def _spelling(a: str, b: str) -> str | None:
    if len(a.strip(".")) < 2 or len(b.strip(".")) < 2:
        return None  # initials
    if _close(a, b):
        return "spelling"
    return "short" if a[:NICKNAME] == b[:NICKNAME] and len(a) != len(b) else None


def _alike_around(left: Told, a: _Named, right: Told, b: _Named) -> bool:
    """The words around two short forms of one name agree on something besides the name."""
    own = {"~" + a.family, stem(a.given), stem(b.given), stem(a.family)}
    return bool(_sentence_keys(left, a.span) & _sentence_keys(right, b.span) - own)


def _sentence_keys(told: Told, span: Span) -> frozenset[str]:
    number = told.sentence_of[told.tokens_in(span)[0]]
    if number < 0:
        return frozenset()
    return frozenset(k for i in range(*told.tokens_in(told.sentences[number].span)) for k in told.keys_of(i))


def _close(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= SHORTEST_SPELLED and Levenshtein.distance(a, b) <= SPELLING and a[0] == b[0]


@once
def _full_names(told: Told) -> list[_Named]:
    found = []
    for mention in told.reading.actors if told.account.reading else ():
        if mention.form != "name" or len(mention.actors) != 1 or mention.actors[0].kind != "person":
            continue
        words = [
            t
            for t in noun_phrase(told.parse, mention.head).words(told.parse)
            if t.entity == "PERSON" and t.text[:1].isupper()
        ]
        words = [t for t in words if t.text.strip(".").lower() not in ("jr", "sr", "ii", "iii")]
        if len(words) >= 2 and words[-1].i == mention.head:
            span = Span(start=words[0].start, end=words[-1].end)
            found.append(
                _Named(words[0].text.lower(), words[-1].text.lower(), span, span.quote(told.account.report.text))
            )
    return found


def culprit_claims(left: Told, right: Told) -> Iterator[Claim]:
    """'a gunman' in one account, 'the gunman, identified as John Doe' in the other, which alone has the
    name."""
    for x, y in ((left, right), (right, left)):
        known, described = _culprits(y), _described_culprits(x)
        if not known or not described or _culprits(x):
            continue
        name = known[0]
        family = name.quote(y.account.report.text).split()[-1]
        if family in x.account.report.text:
            continue
        sides = (
            Side(x.position, described[0], described[0].quote(x.account.report.text)),
            Side(y.position, name, name.quote(y.account.report.text)),
        )
        yield Claim(aspect="who", kind="precision", a=sides[0], b=sides[1], weight=_PUTS_IT)


@once
def _described_culprits(told: Told) -> list[Span]:
    found = [
        t for t in told.parse.tokens if t.lemma.lower() in _CULPRITS and t.pos == "NOUN" and told.sentence_of[t.i] >= 0
    ]
    return [noun_phrase(told.parse, t.i).span(told.parse) for t in found]


@once
def _culprits(told: Told) -> list[Span]:
    """Names that a report gives to its gunman, attacker or suspect, in the words of one sentence."""
    found = []
    names = {told.sentence_of[told.tokens_in(n.span)[0]]: n.span for n in reversed(_full_names(told))}
    for token in told.parse.tokens:
        if token.lemma.lower() not in _CULPRITS or told.sentence_of[token.i] not in names:
            continue
        name = names[told.sentence_of[token.i]]
        between = told.account.report.text[token.end : name.start].lower() if token.end <= name.start else ""
        if 0 < len(between) <= _NAMING_REACH and (
            not between.strip(" ,") or "identified" in between or "named" in between
        ):
            found.append(name)
    return found


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement, its speaker and the telling words of what was said."""

    quotation: Quotation
    source: Span
    mention: ActorMention | None
    words: frozenset[str]


@once
def statements(told: Told) -> list[Spoken]:
    """The statements of a report that have a speaker."""
    found = []
    for quotation in told.reading.quotations:
        if not quotation.source:
            continue
        source = quotation.source[0]
        inside = range(*told.tokens_in(source))
        heads = [i for i in inside if told.parse.tokens[i].head not in inside or told.parse.tokens[i].head == i]
        mention = next((told.actor_at[i] for i in heads if i in told.actor_at), None)
        words = frozenset(k for c in quotation.content for i in range(*told.tokens_in(c)) for k in told.keys_of(i))
        found.append(Spoken(quotation, source, mention, words))
        if len(found) == MOST_STATEMENTS:
            break
    return found


def speaker_claims(left: Told, right: Told, weight: Mapping[str, float], rare: float) -> Iterator[Claim]:
    """Who says so: named in one account, only described in the other."""
    one, other = statements(left), statements(right)
    for a in one:
        for b in other:
            named = _is_named(a), _is_named(b)
            if named not in ((True, False), (False, True)):
                continue
            if _described_alike(left, a, right, b):
                sides = _side(left, a), _side(right, b)
                coarse, fine = sides if named[1] else sides[::-1]
                yield Claim(aspect="who", kind="precision", a=coarse, b=fine, weight=_PUTS_IT)
                continue
            if _are_several(*((right, b) if named[0] else (left, a))):
                continue  # 'officials' are not the one person whom the other account names
            both = fsum(weight.get(k, 0.0) for k in a.words & b.words)
            least = min(fsum(weight.get(k, 0.0) for k in s.words) for s in (a, b))
            score = both / rare
            if _fits(a, b):
                if score < SAME_MATTER:
                    continue
            elif score < SAME_WORDS or both < MOSTLY_SAME * least:
                continue
            sides = _side(left, a), _side(right, b)
            coarse, fine = sides if named[1] else sides[::-1]
            yield Claim(aspect="who", kind="precision", a=coarse, b=fine, weight=score)


def _are_several(told: Told, spoken: Spoken) -> bool:
    tokens = [told.parse.tokens[i] for i in range(*told.tokens_in(spoken.source))]
    heads = [t for t in tokens if t.head < tokens[0].i or t.head > tokens[-1].i or t.head == t.i]
    return any(t.tag in ("NNS", "NNPS") for t in heads)


def _described_alike(left: Told, a: Spoken, right: Told, b: Spoken) -> bool:
    """'a Ford spokesman', 'Ford spokesman Jim Lee': all of the description, with a name in it, stands
    beside the name."""
    one, other = _description(left, a.source), _description(right, b.source)
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return len(shorter) >= DESCRIBED and shorter < longer and any(k[:1].isupper() for k in shorter)


def _description(told: Told, span: Span) -> frozenset[str]:
    tokens = (told.parse.tokens[i] for i in range(*told.tokens_in(span)))
    return frozenset(t.text for t in tokens if t.pos in ("NOUN", "PROPN", "ADJ"))


def _side(told: Told, spoken: Spoken) -> Side:
    return Side(told.position, spoken.source, spoken.source.quote(told.account.report.text))


def described_claims(left: Told, right: Told) -> Iterator[Claim]:
    """'a Ford spokesman' and 'Ford spokesman Jim Lee'; 'two police officials' and 'two local police
    officials on the case'."""
    one, other = _people(left), _people(right)
    for x, y, here, there in ((one, other, left, right), (other, one, right, left)):
        for words, span, named in x:
            if named or any(words == w for w, _, _ in y):
                continue
            fits = [(s, n) for w, s, n in y if words < w and (n or len(words) >= DESCRIBED_UNNAMED)]
            if (
                not fits
                or len(words) < DESCRIBED
                or not any(w[:1].isupper() for w in words | {"" if fits[0][1] else "A"})
            ):
                continue
            if len({s.quote(there.account.report.text) for s, _ in fits}) > 1:
                continue
            yield Claim(
                aspect="who",
                kind="precision",
                a=Side(here.position, span, span.quote(here.account.report.text)),
                b=Side(there.position, fits[0][0], fits[0][0].quote(there.account.report.text)),
                weight=_PUTS_IT,
            )
            break


@once
def _people(told: Told) -> list[tuple[frozenset[str], Span, bool]]:
    """The descriptions of people in a report: their words, where they stand, whether a name is with them."""
    found = []
    for mention in told.reading.actors:
        if told.sentence_of[mention.head] < 0 or not mention.actors:
            continue
        phrase = noun_phrase(told.parse, mention.head)
        named = mention.form == "name" and mention.actors[0].kind == "person"
        if not named and not (mention.form in ("nominal", "plural") and all(is_people(a) for a in mention.actors)):
            continue
        last = phrase.last
        if not named:
            for child in told.parse.children(mention.head, "acl"):
                last = max(last, min(told.parse.subtree(child.i)[-1], phrase.last + _DESCRIPTION_REACH))
        inside = told.parse.tokens[phrase.first : last + 1]
        words = frozenset(t.text for t in phrase.words(told.parse) if t.pos in ("NOUN", "PROPN", "ADJ", "NUM"))
        found.append((words, Span(start=inside[0].start, end=inside[-1].end), named))
    return found


def _is_named(spoken: Spoken) -> bool | None:
    """True for a person's name, False for 'a Russian official', None for what is neither."""
    mention = spoken.mention
    if mention is None or mention.form == "pronoun":
        return None
    if mention.actors and mention.actors[0].kind == "person":
        return True if mention.form == "name" else None
    return False if mention.form in ("nominal", "plural") and all(is_people(a) for a in mention.actors) else None


def is_people(actor: Actor) -> bool:
    """Whether unnamed words stand for people: 'a Russian official', not 'neighbouring states' or 'the
    talks'."""
    if actor.kind != "group" or (actor.sector is None and actor.country is None):
        return False
    last = actor.name.lower().split()[-1] if actor.name else ""
    return last.rstrip("s") not in _NOT_PEOPLE and last not in _NOT_PEOPLE


def _fits(a: Spoken, b: Spoken) -> bool:
    """An unnamed speaker whom the named one could be: the same country and kind of office."""
    if a.mention is None or b.mention is None or not a.mention.actors or not b.mention.actors:
        return False
    x, y = a.mention.actors[0], b.mention.actors[0]
    return x.country is not None and x.country == y.country and x.sector is not None and x.sector == y.sector
