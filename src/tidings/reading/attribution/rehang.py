"""Mends of the parse that only statements need: a clause goes on from the cue, not from what was said."""

from __future__ import annotations

from dataclasses import replace

from ...records import Parse, Token
from .cues import Cues

THIRD_PERSONS = frozenset({"he", "she", "they", "it"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})


def rehang(parse: Parse, cues: Cues) -> Parse:
    """The parse with such clauses hung on the cue: in 'Police said it fell, citing a report' police cite.

    Likewise 'X said the road was open, but she noted that ...': the second clause is a cue, not X's words.
    The same object where there is nothing to mend.
    """
    changed: dict[int, Token] = {}
    for token in parse.tokens:
        if token.dep not in ("advcl", "conj", "prep") or not token.tag.startswith("VB"):
            continue
        clause = parse.tokens[token.head]
        if clause.dep not in ("ccomp", "xcomp") or clause.i > token.i:
            continue
        speaker = parse.tokens[clause.head]
        if speaker.i > clause.i or not cues.verbs.get(cues.lemma(speaker)):
            continue
        if _goes_on(parse, cues, token) or _second_statement(parse, cues, token, clause):
            changed[token.i] = replace(token, head=speaker.i, dep="advcl" if token.tag == "VBG" else "conj")
    if not changed:
        return parse
    return replace(parse, tokens=tuple(changed.get(t.i, t) for t in parse.tokens))


def _goes_on(parse: Parse, cues: Cues, token: Token) -> bool:
    frames = cues.verbs.get(cues.lemma(token), {})
    first = parse.subtree(token.i)[0]
    before = parse.tokens[first - 1].text if first else ""
    if token.tag == "VBG":
        return before == "," and first == token.i and bool(frames)
    subjects = parse.children(token.i, "nsubj")
    if token.tag not in FINITE or "clause" not in frames or not subjects or not parse.children(token.i, "ccomp"):
        return False
    joined = before == "," or (first > 1 and parse.tokens[first - 2].text == ",")
    return joined and subjects[0].text.lower() in THIRD_PERSONS


def _second_statement(parse: Parse, cues: Cues, token: Token, clause: Token) -> bool:
    """'X said that they would leave and suggested that ...': the past tense goes back to 'said'."""
    if token.tag != "VBD" or token.dep != "conj" or parse.children(token.i, "nsubj"):
        return False
    if "clause" not in cues.verbs.get(cues.lemma(token), {}) or not parse.children(token.i, "ccomp"):
        return False
    # 'would leave' and 'was open' do not share their subject with a verb of saying in the past tense.
    return clause.pos == "AUX" or any(a.tag == "MD" for a in parse.children(clause.i, "aux"))
