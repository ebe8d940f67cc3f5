"""What the numbers of a report count, and how exact they are meant to be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...records import Parse, Span, Token
from .numbers import Number, begins_as_number, read_number

Bound = Literal["exact", "more", "less", "about", "vague"]

# What stands before a number and bends it. The longest phrase wins; two words reach back furthest.
_QUALIFIERS: dict[tuple[str, ...], Bound] = {
    ("more", "than"): "more",
    ("at", "least"): "more",
    ("no", "fewer", "than"): "more",
    ("no", "less", "than"): "more",
    ("over",): "more",
    ("above",): "more",
    ("exceeding",): "more",
    ("less", "than"): "less",
    ("fewer", "than"): "less",
    ("up", "to"): "less",
    ("as", "many", "as"): "less",
    ("at", "most"): "less",
    ("under",): "less",
    ("nearly",): "about",
    ("almost",): "about",
    ("about",): "about",
    ("around",): "about",
    ("roughly",): "about",
    ("approximately",): "about",
    ("some",): "about",
    ("an", "estimated"): "about",
    ("estimated",): "about",
}
_VAGUE = frozenset({"some", "several", "many", "dozens", "hundreds", "thousands", "scores", "few", "numerous"})
_LONGEST_QUALIFIER = max(map(len, _QUALIFIERS))
# How far a rounded figure may lie from an exact one and still be the same: 'about 30,000' and 31,400.
ROUNDING = 0.1

# Nouns and verbs that count the same thing in news: the dead, the hurt, the held.
_COUNTED = {
    "killed": "dead die death kill killing fatality toll body perish slay slain".split(),
    "hurt": "hurt injure injured injury wound wounded casualty shoot hit strike hospitalize".split(),
    "held": "arrest arrested detain detained detainee custody".split(),
}
CLASS_OF = {word: name for name, words in _COUNTED.items() for word in words}
DYING = frozenset({"die", "perish"})  # it befalls their subject
# Nouns that one account has for the people whom another counts under another: 'pupils', 'girls'.
_KINDS = """
child pupil student schoolchild schoolgirl schoolboy girl boy teenager youngster
soldier troop serviceman trooper
militant gunman fighter bandit terrorist rebel insurgent jihadist extremist
migrant refugee
house home
sailor seaman seafarer crewman crew
"""
KIND_OF = {word: line.split()[0] for line in _KINDS.strip().split("\n") for word in line.split()}
PEOPLE = frozenset("people person man woman individual victim resident civilian someone".split())
# 'its crew of 22' counts them
_OF_MANY = frozenset("crew staff team squad fleet convoy delegation garrison toll".split())
_NOBODY = frozenset({"nobody", "none"})
_LEFT_OUT = frozenset({"nsubj", "nsubjpass"})  # 'two were killed': of what was counted before
MONEY = frozenset({"$", "£", "€", "¥", "dollar", "euro", "pound", "yen", "yuan", "rouble", "ruble"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number a report gives for something it counts: 'more than 30,000 troops'."""

    value: float
    bound: Bound
    counted: str  # 'troop', 'killed', '%', '$', 'year': the noun, or the class of what befell people
    head: int  # token index of the counted noun (of the number, where it counts nothing named)
    governor: str  # lemma of the nearest verb above
    span: Span  # qualifier, number and counted noun
    number: Span  # the number alone


def qualifier(tokens: Sequence[Token], i: int) -> tuple[Bound, int]:
    """How the number at token `i` is meant, and where its qualifier begins: ('more', i - 2) for 'more than 15'."""
    before = [t.text.lower() for t in tokens[max(0, i - _LONGEST_QUALIFIER) : i]]
    for length in range(min(_LONGEST_QUALIFIER, len(before)), 0, -1):
        bound = _QUALIFIERS.get(tuple(before[-length:]))
        if bound:
            return bound, i - length
    return "exact", i


def quantities(parse: Parse, first: int, end: int) -> tuple[Quantity, ...]:
    """What tokens `first` to `end` (one sentence) count. Dates, ages, scores and bare numbers are left out."""
    found: list[Quantity] = []
    i = first
    while i < end:
        if none := _none(parse, i, end):
            found.append(none)
            i = none.head + 1
            continue
        if parse.tokens[i].text.lower() in _VAGUE:
            vague = _vague(parse, i, end)
            if vague:
                found.append(vague)
            i += 1
            continue
        number = read_number(parse.tokens, i) if begins_as_number(parse.tokens[i].text) else None
        if number is None:
            i += 1
            continue
        quantity = _quantity(parse, number, first, end, found)
        if quantity:
            found.append(quantity)
        i = number.end
    return tuple(found)


def _none(parse: Parse, i: int, end: int) -> Quantity | None:
    """'No marine was hurt', 'nobody died': as many as none were."""
    token = parse.tokens[i]
    word = token.text.lower()
    head = parse.tokens[token.head] if word == "no" and token.dep in ("det", "neg") else token
    if (word != "no" and word not in _NOBODY) or not i <= head.i < end or (word == "no" and head.i == i):
        return None
    governor = next((a.lemma for a in parse.ancestors(head.i) if a.pos == "VERB"), "")
    if governor not in CLASS_OF or not befalls(head, governor):
        return None
    anybody = word in _NOBODY or head.text.lower() == "one"
    counted = CLASS_OF[governor] if anybody else _class(parse, head.lemma.lower(), head.i, governor)
    return Quantity(
        value=0,
        bound="exact",
        counted=counted,
        head=head.i,
        governor=governor,
        span=Span(start=token.start, end=head.end),
        number=Span(start=token.start, end=token.end),
    )


def befalls(head: Token, governor: str) -> bool:
    """Is what the verb tells done to this noun, or does it befall it?"""
    return head.dep in ("nsubjpass", "dobj") or (head.dep == "nsubj" and governor in DYING)


def _vague(parse: Parse, i: int, end: int) -> Quantity | None:
    """'some on the committee', 'several members': a number that is not given."""
    token = parse.tokens[i]
    head = parse.tokens[token.head] if token.dep in ("det", "amod") and token.head < end else token
    if (head.i == i and not parse.children(i, "prep")) or not i <= head.i < end:
        return None
    governor = next((a.lemma for a in parse.ancestors(head.i) if a.pos == "VERB"), "")
    complement = [p.i for prep in parse.children(head.i, "prep") for p in parse.children(prep.i, "pobj")]
    stop = max([head.i, *(c for c in complement if c < end)])
    return Quantity(
        value=math.nan,
        bound="vague",
        counted=head.lemma.lower(),
        head=head.i,
        governor=governor,
        span=Span(start=token.start, end=parse.tokens[stop].end),
        number=Span(start=token.start, end=token.end),
    )


def _quantity(parse: Parse, number: Number, first: int, end: int, before: Sequence[Quantity]) -> Quantity | None:
    tokens = parse.tokens
    last = tokens[number.end - 1]
    if tokens[number.first].entity in ("DATE", "TIME") and not _is_duration(tokens, number):
        return None
    if tokens[number.first].text.lower() == "one" and last.head == last.i:
        return None
    bound, start = qualifier(tokens[: number.end], number.first)
    unit = _unit(parse, number, first, end) or _of_many(parse, number, first) or _left_out(parse, number, before)
    if unit is None:
        return None
    counted, head, stop = unit
    start = max(min(start, head), first)
    governor = next((a.lemma for a in parse.ancestors(head) if a.pos == "VERB"), "")
    counted = _class(parse, counted, head, governor)
    return Quantity(
        value=number.value,
        bound=bound,
        counted=counted,
        head=head,
        governor=governor,
        span=Span(start=tokens[start].start, end=tokens[stop].end),
        number=Span(start=tokens[number.first].start, end=last.end),
    )


def _is_duration(tokens: Sequence[Token], number: Number) -> bool:
    after = tokens[number.end].lemma if number.end < len(tokens) else ""
    return after in ("year", "month", "week", "day", "hour", "decade", "minute")


def _unit(parse: Parse, number: Number, first: int, end: int) -> tuple[str, int, int] | None:
    """(what is counted, its token, the last token of the words)."""
    tokens = parse.tokens
    before = tokens[number.first - 1].text if number.first > first else ""
    after = tokens[number.end] if number.end < end else None
    if before in MONEY:
        return "$", number.first, number.end - 1
    if after is None:
        return None
    if after.text == "%" or after.lemma in ("percent", "percentage"):
        return "%", number.end, number.end
    if after.text.lower() == "per" and number.end + 1 < end and tokens[number.end + 1].text.lower() == "cent":
        return "%", number.end + 1, number.end + 1
    if after.text == "-":  # 'the 60-year-old', 'a two-day visit' describe, they do not count
        return None
    head = next(
        (t for t in tokens[number.end : number.end + 4] if t.pos in ("NOUN", "PROPN", "PUNCT", "VERB", "ADJ")),
        None,
    )
    for token in tokens[number.end : min(number.end + 4, end)]:
        if token.pos in ("NOUN", "PROPN") and not _modifies_next(tokens, token, end):
            return token.lemma.lower(), token.i, token.i
        if token.text.lower() in CLASS_OF:
            return token.lemma.lower(), token.i, token.i
        if token.pos not in ("NOUN", "PROPN", "ADJ", "VERB") and token.text != "-":
            break
    return None if head is None or head.text.lower() not in CLASS_OF else (head.lemma.lower(), head.i, head.i)


def _of_many(parse: Parse, number: Number, first: int) -> tuple[str, int, int] | None:
    """'a crew of 22'."""
    if number.first - 2 < first or parse.tokens[number.first - 1].text != "of":
        return None
    noun = parse.tokens[number.first - 2]
    return (noun.lemma.lower(), noun.i, number.end - 1) if noun.lemma.lower() in _OF_MANY else None


def _left_out(parse: Parse, number: Number, before: Sequence[Quantity]) -> tuple[str, int, int] | None:
    """'Five pirates fled and two were killed', 'the pirates, three of whom died': the noun is told before."""
    last = parse.tokens[number.end - 1]
    verb = parse.tokens[last.head]
    if last.dep not in _LEFT_OUT or verb.pos != "VERB":
        return None
    for prep in parse.children(last.i, "prep"):
        for inner in parse.children(prep.i, "pobj"):
            if inner.text.lower() in ("whom", "which") and verb.dep == "relcl" and inner.i < verb.i:
                return parse.tokens[verb.head].lemma.lower(), last.i, verb.i
        return None
    counted = [q for q in before if parse.tokens[q.head].pos == "NOUN" and q.bound != "vague"]
    return (parse.tokens[counted[-1].head].lemma.lower(), last.i, verb.i) if counted and last.i < verb.i else None


def _modifies_next(tokens: Sequence[Token], token: Token, end: int) -> bool:
    return token.i + 1 < end and token.dep in ("compound", "nmod", "amod") and token.head > token.i


def _class(parse: Parse, counted: str, head: int, governor: str) -> str:
    """People are counted by what befell them: '15 dead', '17 people were killed', 'killed 17' count one thing."""
    if counted in CLASS_OF:
        return CLASS_OF[counted]
    token = parse.tokens[head]
    if counted in PEOPLE:
        after = parse.tokens[head + 1].lemma.lower() if head + 1 < len(parse.tokens) else ""
        if after in CLASS_OF:  # 'left 15 people dead'
            return CLASS_OF[after]
        for child in parse.children(head, "acl", "amod", "relcl"):
            if child.lemma in CLASS_OF:
                return CLASS_OF[child.lemma]
        if governor in CLASS_OF and befalls(token, governor):
            return CLASS_OF[governor]
    return KIND_OF.get(counted, counted)


def compatible(a: Quantity, b: Quantity) -> bool:
    """Whether both can be so: 'at least 15' and 17 can, 15 and 17 cannot, 'about 30,000' and 31,000 can."""
    if a.value == b.value or "vague" in (a.bound, b.bound):  # 'some' has no value, not even its own
        return True
    for x, y in ((a, b), (b, a)):
        if (x.bound == "more" and y.value >= x.value) or (x.bound == "less" and y.value <= x.value):
            return True
        if x.bound == "about" and abs(x.value - y.value) <= ROUNDING * max(x.value, y.value):
            return True
    return False
