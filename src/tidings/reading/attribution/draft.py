"""A statement while it is put together, and the token arithmetic its makers share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from ...records import Force, Parse, Span, Token
from .cues import words

# Verbs whose object is who is told, not what is told.
ADDRESSED = words("addressed")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
# How far up a chain of verbs without a subject of their own one is looked for.
CLIMB = 6
# A day is no speaker: '"...," said Monday the minister'.
TIMES = frozenset({"DATE", "TIME"})
# A speaker with title, apposition and relative clause; what is longer is a slip of the parser.
LONGEST_PHRASE = 30
ISSUING = words("issuers")
# How many wrong cuts in one sentence are mended.
CUTS = 3
EDGE_MARKS = frozenset({",", ";", ":", ".", "-", "--", "–", "—", "(", "―", "…"})


@dataclass(slots=True, kw_only=True)
class Draft:
    """Token indices of the parts; `quotes` are stretches in quotation marks that belong to it whole."""

    head: int  # the cue's main word
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    force: Force
    quotes: list[Span] = field(default_factory=list)
    direct: bool = False


DASHES = frozenset({"-", "--", "–", "—", "―"})
CHAINING = frozenset({"aux", "advmod", "neg", "acomp", "prt"})
TERMINAL = frozenset({".", "!", "?", "…", '"', "”", "''", ")", "]", ":", ";"})


def is_dash(parse: Parse, i: int) -> bool:
    """A dash between words, not the hyphen of 'five-minute'."""
    token = parse.tokens[i]
    return token.text in DASHES and (i == 0 or parse.tokens[i - 1].end < token.start or token.text in ("—", "―"))


def is_comma(parse: Parse, i: int) -> bool:
    """A mark that sets words apart: comma, semicolon, dash."""
    return parse.tokens[i].text in (",", ";") or is_dash(parse, i)


def stretch(parse: Parse, i: int) -> tuple[int, int]:
    """The sentence of token `i`, with those it was wrongly cut from: a sentence has a mark at its end."""
    number = parse.sentence_of(i)
    first, end = parse.sentences[number]
    for _ in range(CUTS):
        n = parse.sentence_of(first) - 1
        if n < 0 or not _runs_on(parse, parse.sentences[n][1] - 1):
            break
        first = parse.sentences[n][0]
    for _ in range(CUTS):
        if end >= len(parse.tokens) or not _runs_on(parse, end - 1):
            break
        end = parse.sentences[parse.sentence_of(end)][1]
    return first, end


def _runs_on(parse: Parse, last: int) -> bool:
    here, after = parse.tokens[last], parse.tokens[last + 1]
    return here.text not in TERMINAL and after.start - here.end <= 1


def subject(parse: Parse, verb: int) -> Token | None:
    """The head of the subject of a verb in the active sense: who does it. None where the words do not say."""
    for _ in range(CLIMB):
        token = parse.tokens[verb]
        if is_passive(parse, verb):
            return agent(parse, verb)
        speakers = [c for c in parse.children(verb, *SUBJECTS) if c.entity not in TIMES]
        if speakers:
            return speakers[-1]
        climbed = _controller(parse, token)
        if not isinstance(climbed, int):
            return climbed
        verb = climbed
        if is_passive(parse, verb):
            own = parse.children(verb, *SUBJECTS)
            if own:
                return own[-1]
    return None


def _controller(parse: Parse, token: Token) -> Token | int | None:
    """The noun that a verb without a subject belongs to, or the next verb to ask."""
    governor = parse.tokens[token.head]
    if governor.i == token.i:
        return None
    if token.dep == "xcomp":
        objects = parse.children(governor.i, "dobj", "dative")
        if objects and objects[-1].i < token.i and token.tag != "VBG":
            return objects[-1]
        return governor.i
    if token.dep in ("conj", "advcl", "ccomp", "dep", "parataxis"):
        if token.dep == "advcl" and token.tag == "VBG":
            governor = _last_joined(parse, governor, token)
        return governor.i if governor.pos in ("VERB", "AUX") else None
    if token.dep in ("acl", "relcl"):
        if parse.children(token.i, "aux"):
            return None  # 'the right to know' is nobody's statement
        issuer = parse.tokens[governor.head]
        if token.tag == "VBG" and governor.dep == "dobj" and issuer.lemma.lower() in ISSUING:
            return issuer.i  # 'X issued a statement saying': X says it
        if token.tag == "VBG" and token.dep == "acl" and _set_apart(parse, token, governor):
            return next((a.i for a in parse.ancestors(governor.i) if a.pos in ("VERB", "AUX")), governor)
        return governor if token.tag == "VBG" or token.dep == "acl" else None
    if token.dep == "pcomp":
        above = parse.tokens[governor.head]
        if above.pos in ("VERB", "AUX"):
            return above.i
        owners = parse.children(above.i, "poss")
        if owners:
            return owners[0]
        outer = parse.tokens[above.head]
        # 'stopped short of calling', 'made a point of praising'
        loose = above.pos in ("ADJ", "ADV") or above.dep == "dobj"
        return outer.i if loose and outer.pos in ("VERB", "AUX") else None
    if token.dep in ("acomp", "attr", "oprd"):
        return governor.i
    return None


def _last_joined(parse: Parse, verb: Token, before: Token) -> Token:
    """'Police left and the mayor spoke, saying ...': a loose clause belongs to the nearest of the joined verbs."""
    for _ in range(CLIMB):
        joined = [c for c in parse.children(verb.i, "conj") if verb.i < c.i < before.i and c.pos in ("VERB", "AUX")]
        if not joined:
            break
        verb = joined[-1]
    return verb


def _set_apart(parse: Parse, token: Token, noun: Token) -> bool:
    """'He fired the chief, admitting ...': after a comma the clause is the subject's, not the last noun's."""
    first = parse.subtree(token.i)[0]
    return first > 0 and parse.tokens[first - 1].text == "," and noun.dep in ("dobj", "pobj", "attr", "appos", "oprd")


def agent(parse: Parse, verb: int) -> Token | None:
    """Who a passive names with 'by'."""
    for by in parse.children(verb, "agent"):
        for noun in parse.children(by.i, "pobj"):
            return noun
    return None


def is_passive(parse: Parse, verb: int) -> bool:
    """'is said', 'the plan proposed by', 'asked about it, he'; not 'has said'."""
    if parse.tokens[verb].tag != "VBN":
        return False
    contracted = any(a.text in ("'s", "’s") for a in parse.children(verb, "auxpass"))
    if contracted and parse.children(verb, "dobj", "ccomp"):
        return False  # 'he's called it a day'
    if parse.children(verb, "auxpass", "nsubjpass", "agent"):
        return True
    has = any(a.lemma in ("have", "'ve", "'s") for a in parse.children(verb, "aux"))
    return not has and not parse.children(verb, "nsubj") and parse.tokens[verb].dep in ("acl", "advcl")


def phrase(parse: Parse, head: int, *, without: Collection[int] = ()) -> frozenset[int]:
    """The words of the noun phrase around `head` with its appositions and clauses, without edge punctuation.

    A dateline before it is left out ('GENEVA -- The minister'), and what a comma or dash adds to a phrase
    that has grown too long to be one.
    """
    words = [i for i in parse.subtree(head) if i not in without]
    datelines = [i for i in words if i < head and is_dash(parse, i)]
    if datelines:
        words = [i for i in words if i > datelines[-1]]
    if len(words) > LONGEST_PHRASE:
        asides = (i for i in words if i > head and (is_dash(parse, i) or (is_comma(parse, i) and _adds(parse, i + 1))))
        cut = next(asides, words[-1] + 1)
        words = [i for i in words if i < cut]
    return frozenset(trim(parse, words))


def _adds(parse: Parse, i: int) -> bool:
    """Whether the word after a comma begins an aside rather than an apposition or the next of a list."""
    if i >= len(parse.tokens):
        return False
    token = parse.tokens[i]
    if token.tag == "IN":  # 'and Smith, like Jones'; but 'X, of Utah' names where X is from
        return token.text.lower() not in ("of", "from", "in", "at", "for", "on")
    return token.tag in ("WDT", "WP", "WP$", "WRB", "VBG", "VBN")


def source_phrase(parse: Parse, cue: Token, who: Token | None) -> frozenset[int]:
    """The words of the speaker, without the clause in which the cue itself hangs below the speaker."""
    if who is None:
        return frozenset()
    without: Collection[int] = ()
    if cue.i in parse.subtree(who.i):
        chain = [cue.i, *(a.i for a in parse.ancestors(cue.i))]
        branch = chain[chain.index(who.i) - 1]
        without = set(parse.subtree(branch)) | {i for i in parse.subtree(who.i) if i > branch}
    return phrase(parse, who.i, without=without)


def trim(parse: Parse, words: Iterable[int]) -> list[int]:
    """Token indices without punctuation at either end or a loose 'and' at the last; quotation marks stay."""
    kept = sorted(words)
    while kept and (parse.tokens[kept[-1]].text in EDGE_MARKS or parse.tokens[kept[-1]].dep == "cc"):
        kept.pop()
    first = 0
    while first < len(kept) and parse.tokens[kept[first]].text in EDGE_MARKS:
        first += 1
    return kept[first:]


def spans_of(parse: Parse, words: Iterable[int]) -> list[Span]:
    """Unbroken runs of tokens as spans, trimmed of edge punctuation; punctuation alone if that is all."""
    words = set(words)
    plain = any(parse.tokens[i].text not in EDGE_MARKS for i in words)
    spans: list[Span] = []
    run: list[int] = []
    for i in [*sorted(words), -1]:
        if run and i != run[-1] + 1:
            inner = trim(parse, run) or ([] if plain else run)
            if inner:
                spans.append(Span(start=parse.tokens[inner[0]].start, end=parse.tokens[inner[-1]].end))
            run = []
        run.append(i)
    return spans


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, overlapping and touching ones joined."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def verb_group(parse: Parse, verb: int) -> frozenset[int]:
    """A cue verb with its auxiliaries, negation, particle, and the adverbs among and right before them."""
    words = {verb}
    words.update(c.i for c in parse.children(verb, "aux", "auxpass", "neg", "prt"))
    token = parse.tokens[verb]
    governor = parse.tokens[token.head]
    if token.dep == "xcomp" and governor.pos in ("VERB", "AUX") and verb - 4 <= governor.i < verb:
        between = {t.i for t in parse.tokens[governor.i + 1 : verb]}
        linked = [parse.tokens[b] for b in between]
        if all(b.head in (verb, governor.i) and b.dep in CHAINING for b in linked):
            words |= verb_group(parse, governor.i) | between
    first = min(words)
    for adverb in reversed(parse.children(verb, "advmod")):
        if adverb.i == first - 1:
            first = adverb.i
            words.add(adverb.i)
        elif first < adverb.i < verb:
            words.add(adverb.i)
    return frozenset(words)
