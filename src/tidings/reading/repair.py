"""The small parser's known slips on news prose, mended on the finished parse by general rules.

Each rule is a function from tokens to tokens, and changes only labels and governors: words and offsets stay.
"""

from __future__ import annotations

from dataclasses import replace

from ..records import Parse, Token
from .actors.titles import is_title

# Verbs whose present plural looks like a noun: 'Xi and Putin plan to meet' is read as the noun 'plan'.
PLURAL_VERBS = frozenset(
    {"plan", "vow", "hope", "aim", "pledge", "move", "promise", "offer", "attempt", "threaten", "demand", "fear"}
)
SUBJECT_LIKE = frozenset({"compound", "nmod", "nsubj", "amod", "npadvmod", "appos"})


def repair(parse: Parse, text: str) -> Parse:
    """The parse with its slips mended; the same object where there is nothing to mend."""
    tokens = list(parse.tokens)
    changed = False
    for rule in (_plural_verb, _second_verb, _named_inside, _listed_after_brackets):
        for first, end in parse.sentences:
            changed |= rule(tokens, first, end)
    return replace(parse, tokens=tuple(tokens)) if changed else parse


def _plural_verb(tokens: list[Token], first: int, end: int) -> bool:
    """'X and Y plan to meet, an official said': give 'plan' back to its verb and its subject to it."""
    changed = False
    for t in tokens[first:end]:
        if t.pos != "NOUN" or t.text.lower() not in PLURAL_VERBS or t.i + 2 >= end or t.i == first:
            continue
        to, verb = tokens[t.i + 1], tokens[t.i + 2]
        before = tokens[t.i - 1]
        if to.text != "to" or verb.tag != "VB" or before.pos not in ("PROPN", "NOUN") or before.text in ("'s", "’s"):
            continue
        left = [c for c in tokens[first : t.i] if c.head == t.i and c.dep in SUBJECT_LIKE]
        if any(c.head == t.i and c.dep in ("det", "poss", "case") for c in tokens[first : t.i]) or not left:
            continue
        tokens[t.i] = replace(t, pos="VERB", tag="VBP", lemma=t.text.lower())
        tokens[verb.i] = replace(verb, dep="xcomp", head=t.i)
        subjects = [c for c in left if c.dep == "nsubj"]
        head = subjects[0] if subjects else left[-1]
        tokens[head.i] = replace(head, dep="nsubj", head=t.i)
        for other in left:
            if other.i > head.i and other.pos in ("PROPN", "NOUN"):
                tokens[other.i] = replace(other, dep="conj", head=head.i)
            elif other.i < head.i:
                tokens[other.i] = replace(other, head=head.i)
        changed = True
    return changed


def _second_verb(tokens: list[Token], first: int, end: int) -> bool:
    """'rejects X, accuses Y and condemns Z': a later finite verb read as a loose clause joins its list again."""
    changed = False
    for t in tokens[first:end]:
        if t.pos != "VERB" or t.dep not in ("dep", "appos", "nmod") or t.tag not in ("VBZ", "VBD", "VBP"):
            continue
        governor = tokens[t.head]
        if governor.pos == "VERB" and governor.i < t.i:
            tokens[t.i] = replace(t, dep="conj")
            changed = True
    return changed


def _named_inside(tokens: list[Token], first: int, end: int) -> bool:
    """'a spokesman for the mayor, Ana Ruiz, said': the name is the mayor's, right before it, not 'a spokesman's."""
    changed = False
    for t in tokens[first:end]:
        outer = tokens[t.head]
        if t.dep != "appos" or t.pos != "PROPN" or outer.i >= t.i or outer.pos != "NOUN":
            continue
        start = min([t.i, *(c.i for c in tokens[outer.i + 1 : t.i] if c.head == t.i)])
        if start - 2 <= outer.i or tokens[start - 1].text != ",":
            continue
        inner = tokens[start - 2]
        articles = {c.head: c.text.lower() for c in tokens[first : t.i] if c.dep == "det"}
        below = inner.dep == "pobj" and inner.pos == "NOUN" and tokens[inner.head].head == outer.i
        if below and is_title(inner) and articles.get(inner.i) == "the" and articles.get(outer.i, "a") in ("a", "an"):
            tokens[t.i] = replace(t, head=inner.i)
            changed = True
    return changed


def _listed_after_brackets(tokens: list[Token], first: int, end: int) -> bool:
    """'Ann Lee (R-Ohio), Jan Kot (D-Utah) and ten others': what a bracket parts from the first of a list joins it."""
    changed = False
    for t in tokens[first:end]:
        if t.dep != "appos" or t.pos not in ("PROPN", "NOUN") or tokens[t.head].i >= t.i:
            continue
        start = min([t.i, *(c.i for c in tokens[t.head + 1 : t.i] if c.head == t.i)])
        bracketed = start - 2 > t.head and tokens[start - 2].text == ")" and tokens[start - 1].text == ","
        if bracketed and any(c.head == t.i and c.dep == "cc" for c in tokens[t.i + 1 : end]):
            tokens[t.i] = replace(t, dep="conj")
            changed = True
    return changed
