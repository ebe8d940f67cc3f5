"""Where clauses of two reports about one thing differ on a fact: when, where, who, how many, whether it
is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import fsum

from ..reading.noun_phrases import noun_phrase
from ..reading.times import finer, intersects
from ..records import DifferenceKind, Parse, PlaceMention, Span, TimeMention, Token, When
from .claims import Claim, Side
from .clauses import Clause, Told, matched, once
from .polarity import NEGATIONS
from .quantities import CLASS_OF, Quantity, compatible
from .sentences import MONTHS, WEEKDAYS, Sentence
from .tables import word_set

SAME_THING = 2.0  # telling words in common, counted as rare ones, that make two clauses tell one thing
NOT_AGAINST = 0.6  # for a finer time or place, which itself speaks for one thing
OWN = 0.6  # part of that which is enough where the doer is the same
SAME_DEED = 1.5  # with different doers, more must agree
SURELY_SAME = 3.0  # as much again, whatever the parser made of objects
MOST_COUNTS = 200  # of one report; tables of figures are not compared figure by figure
SAME_COUNT = 1.2  # for two numbers with the same noun
_SPEECH = word_set(
    "say tell add call claim note think believe know assert state insist argue declare express remark "
    "comment respond reply "
)
DESCRIBED_ALIKE = 3  # words that describe two counted nouns alike where they do different things
_TIMES_OVER = frozenset({"once", "twice", "again"})
_MEMBERS = word_set("democrat republican conservative liberal socialist communist green tory islamist nationalist")
_PARTS_OF_DAY = word_set("morning afternoon evening night noon midnight early late am pm dawn dusk tonight overnight")
_VAGUE = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})


def when_claims(a: Clause, b: Clause, weight: float) -> Iterator[Claim]:
    one, other = _dated(a.times), _dated(b.times)
    if len(one) != 1 or len(other) != 1:
        return
    x, y = one[0], other[0]
    kind = time_difference(x.when, y.when)
    if kind is None:
        return
    left, right = Side(a.account, x.span, x.when.text), Side(b.account, y.span, y.when.text)
    if kind == "precision" and says_more(x.when, y.when):
        left, right = right, left
    yield Claim(aspect="when", kind=kind, a=left, b=right, weight=weight)


def _dated(times: Sequence[TimeMention]) -> list[TimeMention]:
    return [t for t in times if t.kind in ("date", "time") and t.value not in _VAGUE]


def time_difference(a: When, b: When) -> DifferenceKind | None:
    """'conflict' where both cannot be so, 'precision' where one says more, None where they agree or
    nothing can be told."""
    said = (_plain(a.text), _plain(b.text))
    if said[0] == said[1]:
        return None
    meet = intersects(a, b)
    if meet is False and not _relative_to_unknown(a, b):
        return "conflict"
    if meet is None:
        return _by_name(*said)
    if a.edtf == b.edtf:
        return "precision" if _part_of_day(a.text) != _part_of_day(b.text) else None
    return "precision"


def says_more(a: When, b: When) -> bool:
    """Whether `a` is the finer of two times that can be one: 'Friday morning' beside 'Friday'."""
    if a.edtf == b.edtf and _part_of_day(a.text) != _part_of_day(b.text):
        return _part_of_day(a.text)
    return finer(a, b) is a


def _part_of_day(text: str) -> bool:
    return any(w in _PARTS_OF_DAY for w in text.lower().replace(".", "").split())


def _plain(text: str) -> str:
    return " ".join(
        w for w in text.lower().replace("’", "'").split() if w not in ("on", "in", "at", "the", "last", "this")
    )


def _relative_to_unknown(a: When, b: When) -> bool:
    return (a.earliest is None and a.edtf is None) or (b.earliest is None and b.edtf is None)


def _by_name(a: str, b: str) -> DifferenceKind | None:
    """Without dates to count from, two weekdays or two months still differ by name."""
    for names in (WEEKDAYS, MONTHS):
        one, other = [w for w in a.split() if w in names], [w for w in b.split() if w in names]
        if one and other:
            if one != other:
                return "conflict"
            return "precision" if len(a.split()) != len(b.split()) else None
    return None


def where_claims(a: Clause, b: Clause, weight: float, left: Parse, right: Parse) -> Iterator[Claim]:
    one, other = _located(a, left), _located(b, right)
    if len(one) != 1 or len(other) != 1:
        return
    x, y = one[0], other[0]
    finer_side = place_precision(x, y)
    if finer_side is None:
        return
    sides = Side(a.account, x.span, x.place.name), Side(b.account, y.span, y.place.name)
    coarse, fine = sides if finer_side == "b" else sides[::-1]
    yield Claim(aspect="where", kind="precision", a=coarse, b=fine, weight=weight)


def _located(clause: Clause, parse: Parse) -> list[PlaceMention]:
    """Places that say where the clause happens: 'in Beijing', 'at the border', and tied to its head."""
    found = []
    for prep in parse.children(clause.head.i, "prep"):
        if prep.text.lower() not in ("in", "at", "near", "outside", "along", "inside"):
            continue
        heads = {t.start for t in parse.children(prep.i, "pobj")}
        found += [p for p in clause.places if any(p.span.start <= s < p.span.end for s in heads)]
    return found


def place_precision(a: PlaceMention, b: PlaceMention) -> str | None:
    """Which of two places lies in the other: 'b' for Uzbekistan and Samarkand; None where neither does."""
    for x, y, name in ((a.place, b.place, "b"), (b.place, a.place, "a")):
        if x.kind == "country" and y.kind != "country" and x.country is not None and x.country == y.country:
            return name
    return None


def who_claims(a: Clause, b: Clause, weight: float, left: Told, right: Told) -> Iterator[Claim]:
    """One account names the doer, the other does not."""
    if a.subject_head is None or b.subject_head is None or a.subject & b.subject:
        return
    named = _named(left, a.subject_head), _named(right, b.subject_head)
    if named not in ((True, False), (False, True)):
        return
    sides = _subject_side(a, left), _subject_side(b, right)
    coarse, fine = sides if named[1] else sides[::-1]
    yield Claim(aspect="who", kind="precision", a=coarse, b=fine, weight=weight)


def _named(told: Told, head: int) -> bool | None:
    """Whether a doer is named (True), only described (False), or neither (a pronoun, a thing, a country)."""
    token = told.parse.tokens[head]
    mention = told.actor_at.get(head)
    if mention is None or token.pos == "PRON":
        return None
    if mention.form == "name" and mention.actors and mention.actors[0].kind == "person":
        return True
    if token.tag == "NNPS" and token.lemma.lower().rstrip("s") in _MEMBERS:
        return False
    described = mention.form in ("nominal", "plural", "name") and all(a.kind == "group" for a in mention.actors)
    return False if described and token.tag in ("NN", "NNS", "NNPS") else None


def _subject_side(clause: Clause, told: Told) -> Side:
    head = clause.head.i if clause.subject_head is None else clause.subject_head
    span = noun_phrase(told.parse, head).span(told.parse)
    return Side(clause.account, span, span.quote(told.account.report.text))


def status_claims(a: Clause, b: Clause, weight: float, left: Told, right: Told) -> Iterator[Claim]:
    """One account says it is so, the other that it is not, of the same doer and the same thing."""
    if a.head.pos != "VERB" or b.head.pos != "VERB" or not (a.subject & b.subject):
        return
    if is_negated(left.parse, a.head) == is_negated(right.parse, b.head):
        return
    if _conditional(left.parse, a.head) or _conditional(right.parse, b.head):
        return
    if _future(left.parse, a.head) != _future(right.parse, b.head):
        return
    sides = _core(a, left), _core(b, right)
    yield Claim(aspect="status", kind="conflict", a=sides[0], b=sides[1], weight=weight)


def is_negated(parse: Parse, head: Token) -> bool:
    return any(c.dep == "neg" or c.text.lower() in NEGATIONS for c in parse.children(head.i))


def _conditional(parse: Parse, head: Token) -> bool:
    marks = {c.text.lower() for c in parse.children(head.i, "mark", "advmod", "aux")}
    return bool(
        marks
        & {
            "if",
            "unless",
            "whether",
            "when",
            "until",
            "should",
            "could",
            "would",
            "may",
            "might",
            "can",
            "to",
        }
    )


def _future(parse: Parse, head: Token) -> bool:
    return any(c.lemma in ("will", "shall") for c in parse.children(head.i, "aux"))


def _core(clause: Clause, told: Told) -> Side:
    """The verb with its auxiliaries, its subject and its object: 'has not left China for more than two
    years'."""
    parse = told.parse
    below = parse.subtree(clause.head.i)
    keep = {clause.head.i}
    for child in parse.children(clause.head.i):
        if child.dep in (
            "aux",
            "auxpass",
            "neg",
            "nsubj",
            "nsubjpass",
            "dobj",
            "prt",
            "advmod",
            "prep",
            "npadvmod",
        ):
            keep |= {i for i in parse.subtree(child.i) if i in below}
    first = max(min(keep), clause.head.i - 15)
    last = min(max(keep), clause.head.i + 15)
    while last + 1 < len(parse.tokens) and parse.tokens[last + 1].text.lower() in _TIMES_OVER:
        last += 1  # whatever the parser hangs it on
    span = Span(start=parse.tokens[first].start, end=parse.tokens[last].end)
    return Side(clause.account, span, span.quote(told.account.report.text))


def number_claims(left: Told, right: Told, weight: Mapping[str, float], rare: float) -> Iterator[Claim]:
    """The same thing counted differently: 'killed 15' and '17 dead'; other nouns need words around them
    that agree."""
    one, other = _counts(left), _counts(right)
    for _, x in one:
        for _, y in other:
            if x.value == y.value:
                yield from _and_more(left, x, right, y, weight, rare)
                continue
            if (x.bound == "vague") != (y.bound == "vague"):
                yield from _vague(left, x, right, y, weight, rare)
                continue
            if x.counted != y.counted or x.bound == "vague":
                continue
            if any(z.counted == x.counted and z.value == x.value for _, z in other):
                continue
            if any(z.counted == y.counted and z.value == y.value for _, z in one):
                continue
            score = _context(left, x, right, y, weight) / rare
            tied = score >= SAME_COUNT and _tied(left, x, right, y, weight, rare)
            if not tied and not _only_toll(x, one, y, other):
                continue
            kind: DifferenceKind = "precision" if compatible(x, y) else "conflict"
            a = Side(left.position, x.span, x.span.quote(left.account.report.text))
            b = Side(right.position, y.span, y.span.quote(right.account.report.text))
            if kind == "precision" and x.bound == "exact" and y.bound != "exact":
                a, b = b, a
            yield Claim(aspect="number", kind=kind, a=a, b=b, weight=score)


@once
def _counts(told: Told) -> list[tuple[Sentence, Quantity]]:
    return list(islice(told.quantities(), MOST_COUNTS))


def _and_more(
    left: Told, x: Quantity, right: Told, y: Quantity, weight: Mapping[str, float], rare: float
) -> Iterator[Claim]:
    """'23 states' beside '23 states and the capital': one counts something besides."""
    more = _beside(left, x), _beside(right, y)
    if x.counted != y.counted or (more[0] is None) == (more[1] is None):
        return
    score = _context(left, x, right, y, weight) / rare
    if score < SAME_COUNT:
        return
    spans = [Span(start=q.span.start, end=m or q.span.end) for q, m in ((x, more[0]), (y, more[1]))]
    a = Side(left.position, spans[0], spans[0].quote(left.account.report.text))
    b = Side(right.position, spans[1], spans[1].quote(right.account.report.text))
    if more[0] is not None:
        a, b = b, a
    yield Claim(aspect="number", kind="precision", a=a, b=b, weight=score)


def _beside(told: Told, quantity: Quantity) -> int | None:
    """Where a name joined to what is counted ends."""
    joined = [c for c in told.parse.children(quantity.head, "conj") if c.pos == "PROPN"]
    return noun_phrase(told.parse, joined[0].i).span(told.parse).end if joined else None


def _vague(
    left: Told, x: Quantity, right: Told, y: Quantity, weight: Mapping[str, float], rare: float
) -> Iterator[Claim]:
    """'some on the committee' beside '18 members of the committee': one gives a number, the other does
    not."""
    own = {k for told, q in ((left, x), (right, y)) for k in told.keys_of(q.head)}
    both = (left.keys_below(x.head) & right.keys_below(y.head)) - own
    score = fsum(weight.get(k, 0.0) for k in both) / rare
    if score < SAME_COUNT or (x.governor != y.governor and len(both) < DESCRIBED_ALIKE):
        return
    a = Side(left.position, x.span, x.span.quote(left.account.report.text))
    b = Side(right.position, y.span, y.span.quote(right.account.report.text))
    if y.bound == "vague":
        a, b = b, a
    yield Claim(aspect="number", kind="precision", a=a, b=b, weight=score)


def _tied(left: Told, x: Quantity, right: Told, y: Quantity, weight: Mapping[str, float], rare: float) -> bool:
    """The same is done by or to what is counted, or the counted nouns are described alike."""
    if x.governor and x.governor == y.governor and x.governor not in _SPEECH:
        return True
    both = left.keys_below(x.head) & right.keys_below(y.head)
    return fsum(weight.get(k, 0.0) for k in both) >= SAME_COUNT * rare


def _only_toll(
    x: Quantity, one: Sequence[tuple[object, Quantity]], y: Quantity, other: Sequence[tuple[object, Quantity]]
) -> bool:
    """Each account gives just one number of dead (hurt, held): it is the story's."""
    if x.counted not in CLASS_OF.values():
        return False
    return all(len({q.value for _, q in side if q.counted == x.counted}) == 1 for side in (one, other))


def _context(left: Told, x: Quantity, right: Told, y: Quantity, weight: Mapping[str, float]) -> float:
    """Telling words that the clauses around two numbers share."""
    a, b = _around(left, x), _around(right, y)
    own = {k for told, q in ((left, x), (right, y)) for k in told.keys_of(q.head)}
    return fsum(weight.get(k, 0.0) for k in (a & b) - own)


def _around(told: Told, quantity: Quantity) -> frozenset[str]:
    governor = next((t.i for t in told.parse.ancestors(quantity.head) if t.pos == "VERB"), None)
    keys = told.keys_below(quantity.head)
    return keys | told.keys_below(governor) | set(told.keys_of(governor)) if governor is not None else keys


def clause_claims(
    left: Told,
    right: Told,
    one: Sequence[Clause],
    other: Sequence[Clause],
    weight: Mapping[str, float],
    rare: float,
) -> Iterator[Claim]:
    """Claims from clauses that tell one thing, each clause with its best partner."""
    pairs = sorted(matched(one, other, weight), key=lambda m: (-m[2], m[0].head.i, m[1].head.i))
    yield from _times(pairs, rare)
    taken: set[tuple[int, int]] = set()
    for a, b, score in pairs:
        sure = score / rare
        if (0, a.head.i) in taken or (1, b.head.i) in taken:
            continue
        if not (_same_roles(a, b) or sure >= SURELY_SAME):
            continue
        taken |= {(0, a.head.i), (1, b.head.i)}
        if sure >= NOT_AGAINST:
            yield from where_claims(a, b, sure, left.parse, right.parse)
        if a.head.lemma in _SPEECH:
            continue
        things = (a.objects & b.below | a.below & b.objects) - a.subject
        if sure >= NOT_AGAINST and things:
            yield from status_claims(a, b, sure, left, right)
        if sure >= SAME_DEED and (a.objects & b.objects or sure >= SURELY_SAME):
            yield from who_claims(a, b, sure, left, right)
        if sure >= SAME_COUNT:
            yield from list_claims(a, b, sure, left, right)


def list_claims(a: Clause, b: Clause, weight: float, left: Told, right: Told) -> Iterator[Claim]:
    """One account names one doer or one thing, the other that and more: 'Smith', 'Smith and the
    ambassador'."""
    for x, y in (
        (_joined(left, a.subject_head), _joined(right, b.subject_head)),
        (_things(left, a), _things(right, b)),
    ):
        if x is None or y is None or not (x[0] < y[0] or y[0] < x[0]):
            continue
        sides = (
            Side(a.account, x[1], x[1].quote(left.account.report.text)),
            Side(b.account, y[1], y[1].quote(right.account.report.text)),
        )
        yield Claim(aspect="who", kind="precision", a=sides[x[0] > y[0]], b=sides[x[0] < y[0]], weight=weight)


def _things(told: Told, clause: Clause) -> tuple[frozenset[str], Span] | None:
    things = told.parse.children(clause.head.i, "dobj", "nsubjpass")
    return _joined(told, things[0].i) if things else None


def _joined(told: Told, head: int | None) -> tuple[frozenset[str], Span] | None:
    """The keys of a noun phrase and of those joined to it by 'and', and the words from first to last;
    actors only."""
    if head is None:
        return None
    heads = [head]
    while more := told.parse.children(heads[-1], "conj"):
        heads.append(more[0].i)
    if not all(h in told.actor_at and told.actor_at[h].form != "pronoun" and told.actor_at[h].actors for h in heads):
        return None
    keys = frozenset(k for h in heads for k in told.keys_of(h))
    first = noun_phrase(told.parse, heads[0]).span(told.parse)
    last = noun_phrase(told.parse, heads[-1]).span(told.parse)
    return (keys, Span(start=first.start, end=last.end)) if first.start < last.end else None


def _times(pairs: Sequence[tuple[Clause, Clause, float]], rare: float) -> Iterator[Claim]:
    """Times that can be one first; what is left conflicts only where the clauses surely tell one thing."""
    settled: set[tuple[int, int]] = set()
    agreed: set[tuple[int, int]] = set()
    conflicts: list[tuple[Claim, Clause, Clause]] = []
    for a, b, score in pairs:
        here = {(0, a.head.i), (1, b.head.i)}
        sure = score / rare
        if settled & here or not (_same_roles(a, b) or sure >= SURELY_SAME):
            continue
        if "NOUN" in (a.head.pos, b.head.pos) and a.subject & b.subject and a.head.lemma not in _SPEECH:
            sure = max(sure, NOT_AGAINST)  # 'his speech', 'its Thursday report': the owner names which one
        claims = list(when_claims(a, b, sure))
        if a.times and b.times and not claims:
            agreed |= here
        for claim in claims:
            if claim.kind == "conflict":
                conflicts.append((claim, a, b))
            elif sure >= _enough(a, b):
                settled |= here
                yield claim
    for claim, a, b in conflicts:
        here = {(0, a.head.i), (1, b.head.i)}
        if (
            claim.weight >= SAME_THING
            and not (settled | agreed) & here
            and a.objects & b.objects
            and a.head.lemma not in _SPEECH
        ):
            settled |= here
            yield claim


def _enough(a: Clause, b: Clause) -> float:
    """How much must agree before a finer time is believed to be of the same thing."""
    own = OWN if a.subject & b.subject else 1.0
    return (SAME_THING if {a.head.lemma, b.head.lemma} & _SPEECH else NOT_AGAINST) * own


def _same_roles(a: Clause, b: Clause) -> bool:
    """Doers or things done agree, and doers do not contradict."""
    doers, things = a.subject & b.subject, a.objects & b.objects
    if things:
        return True
    return bool(doers) or not (a.subject and b.subject)
