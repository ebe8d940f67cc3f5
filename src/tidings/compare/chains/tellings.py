"""An event mention as chaining sees it, and how it is read off a parse and a trigger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from ...records import ActorMention, Parse, PlaceMention, Span, TimeMention, Token, When

_M = TypeVar("_M", PlaceMention, TimeMention)
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NAMED = ("PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT")
_TITLES = frozenset({"jr", "sr", "ii", "iii", "mr", "mrs", "ms", "dr", "the", "of"})
_CLAUSE_WORDS = 25  # a time or place this far from the trigger in its sentence is of another clause


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """An event mention as chaining sees it. Parties are lower-case family names or actors' ids, never roles."""

    id: str
    report: str
    words: tuple[str, ...]  # the trigger's lemmas, its head among them: ('take', 'over')
    head: str  # the lemma of the word that carries the event
    kind: Literal["verb", "noun"] = "verb"
    actors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    object: str | None = None  # the lemma of what it is done to, named or not
    places: frozenset[str] = frozenset()
    when: When | None = None
    type: str | None = None  # of the codebook in use


def telling(
    parse: Parse,
    trigger: Span,
    *,
    id: str,
    report: str,
    actors: Sequence[ActorMention] = (),
    places: Sequence[PlaceMention] = (),
    times: Sequence[TimeMention] = (),
    type: str | None = None,
) -> Telling | None:
    """The mention whose trigger words are `trigger`, with what its clause names; None where no token stands there."""
    inside = [t for t in parse.tokens if t.start < trigger.end and trigger.start < t.end]
    if not inside:
        return None
    numbers = {t.i for t in inside}
    head = next((t for t in inside if t.head not in numbers or t.head == t.i), inside[0])
    particles = [c for c in parse.children(head.i, "prt") if c.i not in numbers]
    words = sorted([*(t for t in inside if t.pos != "PUNCT"), *particles], key=lambda t: t.i)
    by_head = _names(parse, actors)
    who, whom, thing = _parties(parse, head)
    return Telling(
        id=id,
        report=report,
        words=tuple(_lemma(t) for t in words),
        head=_lemma(head),
        kind="verb" if head.pos in ("VERB", "AUX") else "noun",
        actors=_named(parse, who, by_head),
        recipients=_named(parse, whom, by_head),
        object=_lemma(thing) if thing else None,
        places=frozenset(p.place.name for p in _near(parse, head, places)),
        when=next((t.when for t in _near(parse, head, times) if t.kind in ("date", "time")), None),
        type=type,
    )


def _lemma(token: Token) -> str:
    return token.lemma.lower()


def _names(parse: Parse, actors: Sequence[ActorMention]) -> dict[int, frozenset[str]]:
    """For head words of actor mentions, the words of the names they stand for; descriptions name nobody."""
    found = {m.head: frozenset(w for a in m.actors for w in _name_words(a.name)) for m in actors}
    return {head: words for head, words in found.items() if words}


def _name_words(name: str) -> Iterator[str]:
    """'Martin Luther King Jr.' gives 'martin', 'luther', 'king'; 'two soldiers' nothing."""
    for word in name.split():
        plain = word.strip(".,").lower()
        if word[0].isupper() and plain not in _TITLES and len(plain) > 1:
            yield plain


def _parties(parse: Parse, head: Token) -> tuple[list[Token], list[Token], Token | None]:
    """Who does it, to whom, and the word for what it is done to."""
    governor = _clause(parse, head)
    subjects = [c for g in governor for c in parse.children(g.i, *_SUBJECTS)]
    passive = any(c.dep == "nsubjpass" for c in subjects) or any(parse.children(head.i, "auxpass"))
    objects = list(parse.children(head.i, "dobj", "dative"))
    by = [o for a in parse.children(head.i, "agent", "prep") if a.lemma == "by" for o in parse.children(a.i, "pobj")]
    if head.pos in ("VERB", "AUX"):
        who, whom = (by, subjects) if passive else (subjects, objects)
    else:
        of = [
            o
            for p in parse.children(head.i, "prep")
            if p.lemma in ("of", "on", "against")
            for o in parse.children(p.i, "pobj")
        ]
        who, whom = [*parse.children(head.i, "poss"), *by], of
        objects = of
    return who, whom, next(iter(whom), None) or next(iter(objects), None)


def _clause(parse: Parse, head: Token) -> list[Token]:
    """The verb and those it shares its subject with ('fled and hid', 'tried to hide'): the first that has one."""
    chain = [head]
    for above in parse.ancestors(head.i):
        if any(parse.children(chain[-1].i, *_SUBJECTS)) or chain[-1].dep not in ("conj", "xcomp", "advcl"):
            break
        chain.append(above)
    return chain[-1:]


def _named(parse: Parse, tokens: Sequence[Token], by_head: dict[int, frozenset[str]]) -> frozenset[str]:
    """Last names in the noun phrases of some head words, those joined by 'and' included."""
    found: set[str] = set()
    for token in tokens:
        for one in [token, *parse.children(token.i, "conj", "appos")]:
            if one.i in by_head:
                found |= by_head[one.i]
            elif one.pos == "PROPN" and one.entity in _NAMED:
                found.update(_name_words(one.text))
                for other in parse.children(one.i, "compound"):
                    found.update(_name_words(other.text) if other.pos == "PROPN" else ())
    return frozenset(found)


def _near(parse: Parse, head: Token, mentions: Sequence[_M]) -> Iterator[_M]:
    """Mentions in the head's sentence, near it, the nearest first."""
    first, end = parse.sentences[parse.sentence_of(head.i)]
    low, high = max(first, head.i - _CLAUSE_WORDS), min(end, head.i + _CLAUSE_WORDS)
    start, stop = parse.tokens[low].start, parse.tokens[high - 1].end
    near = [m for m in mentions if start <= m.span.start < stop]
    yield from sorted(near, key=lambda m: (abs(m.span.start - head.start), m.span.start))
