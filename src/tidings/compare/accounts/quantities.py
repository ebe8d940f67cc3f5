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
"""
KIND_OF = {word: line.split()[0] for line in _KINDS.strip().split("\n") for word in line.split()}
PEOPLE = frozenset("people person man woman individual victim resident civilian someone".split())
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
        quantity = _quantity(parse, number, first, end)
        if quantity:
            found.append(quantity)
        i = number.end
    return tuple(found)


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


def _quantity(parse: Parse, number: Number, first: int, end: int) -> Quantity | None:
    tokens = parse.tokens
    last = tokens[number.end - 1]
    if tokens[number.first].entity in ("DATE", "TIME") and not _is_duration(tokens, number):
        return None
    if tokens[number.first].text.lower() == "one" and last.head == last.i:
        return None
    bound, start = qualifier(tokens[: number.end], number.first)
    start = max(start, first)
    unit = _unit(parse, number, first, end)
    if unit is None:
        return None
    counted, head, stop = unit
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
        if governor in CLASS_OF and token.dep in ("nsubjpass", "dobj", "nsubj"):
            passive = token.dep == "nsubjpass" or token.dep == "dobj" or governor in DYING
            return CLASS_OF[governor] if passive else counted
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
