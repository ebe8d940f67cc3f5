"""Numbers in words and figures: what they are worth, how exact they are meant to be, and what they count."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..records import Parse, Span, Token
from .tables import word_list, word_set

Bound = Literal["exact", "more", "less", "about", "vague"]

_SMALL = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen "
            "eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(\.\d{1,6})?([½¼¾⅓⅔])?([kmbt]n?)?", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,6})(?:st|nd|rd|th)", re.IGNORECASE)
_ORDINAL_WORDS = {
    word: value
    for value, word in enumerate(
        word_list("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), 1
    )
}

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
    "killed": word_list("dead die death kill killing fatality toll body perish slay slain"),
    "hurt": word_list("hurt injure injured injury wound wounded casualty shoot hit strike hospitalize"),
    "held": word_list("arrest arrested detain detained detainee custody"),
}
CLASS_OF = {word: name for name, words in _COUNTED.items() for word in words}
PEOPLE = word_set("people person man woman individual victim resident civilian someone")
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


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tokens it takes up, half-open."""

    value: float
    first: int
    end: int


def ordinal(text: str) -> int | None:
    """'third' and '3rd' are 3."""
    plain = text.lower()
    match = _ORDINAL.fullmatch(plain)
    return int(match[1]) if match else _ORDINAL_WORDS.get(plain)


def read_number(tokens: Sequence[Token], i: int) -> Number | None:
    """The number that begins at token `i`: '5,000', 'five thousand', '2 ½', 'twenty-five', 'a dozen',
    '1.5 million'."""
    first = i
    text = tokens[i].text.lower()
    if text in ("a", "an") and i + 1 < len(tokens) and tokens[i + 1].text.lower() in _SCALES:
        return _scaled(tokens, 1.0, first, i + 1)
    if text == "dozen":
        return Number(12.0, first, i + 1)
    value = _figure(text)
    if value is not None:
        if i + 1 < len(tokens) and tokens[i + 1].text in _FRACTIONS and value < ROUND_FROM:
            value, i = value + _FRACTIONS[tokens[i + 1].text], i + 1
        return _scaled(tokens, value, first, i + 1)
    small = _small(tokens, i)
    return _scaled(tokens, small.value, first, small.end) if small else None


ROUND_FROM = 1000  # '2 ½' is one number; '2019 ½' is not


def _figure(text: str) -> float | None:
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    match = _FIGURE.fullmatch(text)
    if match is None:
        return None
    value = float(match[1].replace(",", "") + (match[2] or "")) + _FRACTIONS.get(match[3] or "", 0.0)
    return value * _SHORT_SCALES.get((match[4] or "").lower(), 1.0)


def _small(tokens: Sequence[Token], i: int) -> Number | None:
    """A spelled number below a hundred."""
    text = tokens[i].text.lower()
    if text in _SMALL:
        return Number(float(_SMALL[text]), i, i + 1)
    tens, _, unit = text.partition("-")
    if tens not in _TENS:
        return None
    if unit in _SMALL:
        return Number(float(_TENS[tens] + _SMALL[unit]), i, i + 1)
    after = i + 2 if i + 2 < len(tokens) and tokens[i + 1].text == "-" else i + 1
    if after < len(tokens) and 0 < _SMALL.get(tokens[after].text.lower(), 0) < 10:
        return Number(float(_TENS[tens] + _SMALL[tokens[after].text.lower()]), i, after + 1)
    return Number(float(_TENS[tens]), i, i + 1) if not unit else None


def _scaled(tokens: Sequence[Token], value: float, first: int, i: int) -> Number:
    """The scale words after a number, and a smaller spelled number after them: 'two hundred and fifty'."""
    scaled = False
    while i < len(tokens) and tokens[i].text.lower() in _SCALES:
        value, i, scaled = value * _SCALES[tokens[i].text.lower()], i + 1, True
    if scaled and value < 1e6 and i + 1 < len(tokens) and tokens[i].text.lower() == "and":
        rest = _small(tokens, i + 1)
        if rest:
            return Number(value + rest.value, first, rest.end)
    return Number(value, first, i)


def qualifier(tokens: Sequence[Token], i: int) -> tuple[Bound, int]:
    """How the number at token `i` is meant, and where its qualifier begins: ('more', i - 2) for 'more
    than 15'."""
    before = [t.text.lower() for t in tokens[max(0, i - _LONGEST_QUALIFIER) : i]]
    for length in range(min(_LONGEST_QUALIFIER, len(before)), 0, -1):
        bound = _QUALIFIERS.get(tuple(before[-length:]))
        if bound:
            return bound, i - length
    return "exact", i


def quantities(parse: Parse, first: int, end: int) -> tuple[Quantity, ...]:
    """What tokens `first` to `end` (one sentence) count. Dates, ages, scores and bare numbers are left
    out."""
    found: list[Quantity] = []
    i = first
    while i < end:
        if parse.tokens[i].text.lower() in _VAGUE:
            vague = _vague(parse, i, end)
            if vague:
                found.append(vague)
            i += 1
            continue
        number = read_number(parse.tokens, i) if _may_count(parse.tokens[i]) else None
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


def _may_count(token: Token) -> bool:
    text = token.text.lower()
    return text[:1].isdigit() or text in _SMALL or text.partition("-")[0] in _TENS or text in ("a", "dozen")


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
    """People are counted by what befell them: '15 dead', '17 people were killed', 'killed 17' count one
    thing."""
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
            passive = token.dep == "nsubjpass" or token.dep == "dobj" or governor in ("die", "perish")
            return CLASS_OF[governor] if passive else counted
    return counted


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
