"""Statements that a verb introduces: 'X said that ...', 'X condemned ...', 'X vowed to ...'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...records import Force, Parse, Token
from .cues import Cues, Frame, words
from .draft import (
    ADDRESSED,
    Draft,
    agent,
    is_comma,
    is_dash,
    is_passive,
    phrase,
    source_phrase,
    subject,
    trim,
    verb_group,
)
from .remarks import remark

# What belongs to the content of 'criticise X for Y on Z' besides the object itself.
COMPLETING = ("oprd", "prep", "xcomp", "ccomp", "dative", "acl", "advcl")
CONTENT_PREPOSITIONS = words("completers")
FINITE = frozenset({"VBD", "VBZ", "VBP"})
# 'You know', 'one thinks': said to the reader or of anybody, no statement that is reported.
READER = frozenset({"you", "one"})
RAISING = words("raisers")
QUESTIONS = frozenset({"when", "where", "why", "how", "whether", "if"})


def verb_statements(parse: Parse, cues: Cues, first: int, end: int) -> Iterator[Draft]:
    """The statements whose cue is a verb of the sentence `first`..`end`."""
    for token in parse.tokens[first:end]:
        if not token.tag.startswith("VB"):
            continue
        draft = verb_statement(parse, cues, token)
        if draft is not None:
            yield draft


def verb_statement(parse: Parse, cues: Cues, token: Token) -> Draft | None:
    """The statement one verb introduces, or None."""
    lemma = cues.lemma(token)
    particles = [c.text.lower() for c in parse.children(token.i, "prt")]
    # 'point out' is a cue, 'point' is not; 'hold on' is not the 'hold' of 'hold that'.
    frames: Mapping[Frame, Force] = cues.verbs.get("_".join([lemma, *particles]), {})
    prepositions = cues.prepositions.get(lemma, {})
    if lemma in RAISING:
        return _raised(parse, token)
    if not frames and not prepositions:
        return None
    passive = is_passive(parse, token.i)
    if "clause" in frames and not passive:
        draft = remark(parse, token, frames["clause"], lemma)
        if draft is not None:
            return draft
    found = _passive(parse, token, frames) if passive else _active(parse, token, frames, lemma)
    extra: tuple[int, ...] = ()
    if found is None:
        with_preposition = _prepositional(parse, token, prepositions, particles)
        if with_preposition is None:
            return None
        content, force, extra = with_preposition
        if passive:
            content |= _passive_subject(parse, token)
    else:
        content, force = found
    return _assemble(parse, token, content, force, extra, passive=passive)


def _raised(parse: Parse, token: Token) -> Draft | None:
    """'The talks seem to have failed': somebody judges so, the words do not say who."""
    below: set[int] = set()
    for child in parse.children(token.i, "xcomp", "oprd", "acomp", "ccomp"):
        if child.i > token.i:
            below.update(parse.subtree(child.i))
    if not below:
        return None
    raised: set[int] = set()
    for child in parse.children(token.i, "nsubj", "csubj"):
        if child.text.lower() not in ("it", "there"):
            raised.update(phrase(parse, child.i))
    cue = verb_group(parse, token.i)
    content = frozenset(trim(parse, frozenset(raised | below) - cue))
    return Draft(head=token.i, source=frozenset(), cue=cue, content=content, force="thinks") if content else None


def _assemble(
    parse: Parse,
    token: Token,
    content: frozenset[int],
    force: Force,
    extra: tuple[int, ...],
    *,
    passive: bool,
) -> Draft | None:
    cue = verb_group(parse, token.i) | set(extra)
    who = subject(parse, token.i)
    if who is None and not passive:
        return None
    if who is not None and (_is_reader(parse, who) or (who.text.lower() == "it" and who.head != token.i)):
        return None
    source = source_phrase(parse, token, who)
    content = _without_tail(parse, token, frozenset(trim(parse, content - cue - source)))
    if not content:
        return None
    return Draft(head=token.i, source=source, cue=cue - source, content=content, force=force)


def _without_tail(parse: Parse, token: Token, content: frozenset[int]) -> frozenset[int]:
    """The content without a loose clause at its end, the reporter's: '... that prices rose, shaking markets'."""
    last = max(content, default=-1)
    for i in sorted(content):
        if i <= token.i or i + 1 not in content or not is_comma(parse, i):
            continue
        clause: Token | None = None
        for above in (parse.tokens[i + 1], *parse.ancestors(i + 1)):
            if parse.subtree(above.i)[0] <= i:
                break
            clause = above
        if clause is not None and clause.dep == "advcl" and parse.subtree(clause.i)[-1] >= last:
            return frozenset(trim(parse, (k for k in content if k < i)))
    return content


def _is_reader(parse: Parse, who: Token) -> bool:
    """'you', 'one'; not 'one of the senators', 'no one'."""
    return who.text.lower() in READER and not parse.children(who.i, "prep", "det", "relcl")


def _active(
    parse: Parse, token: Token, frames: Mapping[Frame, Force], lemma: str
) -> tuple[frozenset[int], Force] | None:
    if "clause" in frames:
        content = _clause(parse, token) or _as_remarked(parse, token) or _open_question(parse, token)
        if content:
            return content, frames["clause"]
    if "infinitive" in frames:
        content = _infinitive(parse, token)
        if content:
            return content, frames["infinitive"]
    if "as" in frames and parse.children(token.i, "dobj"):
        content = _regarded(parse, token)
        if content:
            return content, frames["as"]
    if "object" in frames and lemma not in ADDRESSED:
        content = _object(parse, token)
        if content:
            return content, frames["object"]
    if "predicate" in frames:
        content = frozenset(i for c in parse.children(token.i, "acomp", "oprd") for i in parse.subtree(c.i))
        if content:
            return content, frames["predicate"]
    if "clause" in frames and not parse.children(token.i, "dobj"):
        content = _rest(parse, token)
        if content:
            return content, frames["clause"]
    return None


def _clause(parse: Parse, token: Token) -> frozenset[int]:
    """The clause a verb of saying governs: the one after it, or else the one before ('..., X said')."""
    clauses = parse.children(token.i, "ccomp")
    after = [c for c in clauses if c.i > token.i]
    for child in after[:1]:
        words = frozenset(parse.subtree(child.i))
        return words | _going_on(parse, token, max(words))
    for child in clauses[-1:]:
        return frozenset(parse.subtree(child.i))
    return frozenset()


def _going_on(parse: Parse, token: Token, last: int) -> frozenset[int]:
    """'Police said that it was early, and that they had no proof': the second clause is said too."""
    for child in parse.children(token.i, "conj"):
        words = parse.subtree(child.i)
        if child.i < last or words[0] > last + 3 or child.pos not in ("VERB", "AUX"):
            continue
        if parse.tokens[words[0]].text.lower() == "that":
            return frozenset(range(last + 1, words[0])) | frozenset(words)
    return frozenset()


def _open_question(parse: Parse, token: Token) -> frozenset[int]:
    """'They did not say when they would vote': right after the verb the clause is what is said, not its time."""
    for child in parse.children(token.i, "advcl"):
        words = parse.subtree(child.i)
        asks = parse.tokens[words[0]].text.lower() in QUESTIONS
        if asks and words[0] == token.i + 1 and parse.children(child.i, "nsubj", "nsubjpass"):
            return frozenset(words)
    return frozenset()


def _as_remarked(parse: Parse, token: Token) -> frozenset[int]:
    """'As she noted, the plan has failed': what the remark hangs on; also 'as announced by the mayor'."""
    marks = [c.text.lower() for c in parse.children(token.i, "mark", "advmod")]
    if token.dep != "advcl" or "as" not in marks or parse.children(token.i, "dobj"):
        return frozenset()
    clause = parse.tokens[token.head]
    while clause.dep == "xcomp" and clause.head != clause.i:  # 'they intend to appear, as announced by ...'
        clause = parse.tokens[clause.head]
    return frozenset(parse.subtree(clause.i)) - frozenset(parse.subtree(token.i))


def _rest(parse: Parse, token: Token) -> frozenset[int]:
    """The rest of the sentence after 'X said' where the parser saw no clause in it."""
    _, end = parse.sentences[parse.sentence_of(token.i)]
    following = parse.tokens[token.i + 1 : end]
    if not following or following[0].pos == "PUNCT" or token.tag not in FINITE:
        return frozenset()
    if any(t.dep in ("nsubj", "nsubjpass") and t.head == token.i for t in following):
        return frozenset()
    if token.dep not in ("ROOT", "conj") or not any(t.pos in ("VERB", "AUX") for t in following):
        return frozenset()
    return frozenset(t.i for t in following)


def _infinitive(parse: Parse, token: Token) -> frozenset[int]:
    for child in parse.children(token.i, "xcomp", "ccomp"):
        if child.i > token.i:
            words = set(parse.subtree(child.i))
            for person in parse.children(token.i, "dobj"):
                if token.i < person.i < child.i:
                    words.update(parse.subtree(person.i))
            return frozenset(words)
    return frozenset()


def _object(parse: Parse, token: Token) -> frozenset[int]:
    """The object and what completes it: 'the deal as a surrender', 'him for not paying'."""
    objects = parse.children(token.i, "dobj", "oprd", "ccomp")
    if not objects:
        return frozenset()
    words: set[int] = set()
    for child in objects:
        words.update(parse.subtree(child.i))
    for child in parse.children(token.i, *COMPLETING):
        if child.i < objects[0].i or is_comma(parse, child.i - 1):
            continue
        if child.dep == "advcl" and not _to_infinitive(parse, child):
            continue
        if child.dep == "prep" and child.text.lower() not in CONTENT_PREPOSITIONS:
            continue
        words.update(parse.subtree(child.i))
    return frozenset(_without_aside(parse, words, objects[0]))


def _regarded(parse: Parse, token: Token) -> frozenset[int]:
    """'see the plan as a threat': object and what it is held to be, where both are said."""
    held = [c for c in parse.children(token.i, "prep") if c.i > token.i and c.text.lower() == "as"]
    words: set[int] = set()
    for child in (*parse.children(token.i, "dobj"), *held):
        words.update(parse.subtree(child.i))
    return frozenset(words) if held else frozenset()


def _without_aside(parse: Parse, words: set[int], noun: Token) -> set[int]:
    """The object without the reporter's aside: ', which ...' or what follows a dash."""
    cut = max(words) + 1
    for i in sorted(words):
        token = parse.tokens[i]
        if i <= noun.i or i + 1 not in words:
            continue
        after = parse.tokens[i + 1]
        if is_dash(parse, i) or (token.text == "," and after.tag in ("WDT", "WP", "WP$")):
            cut = i
            break
    return {i for i in words if i < cut}


def _to_infinitive(parse: Parse, token: Token) -> bool:
    return any(c.text.lower() == "to" for c in parse.children(token.i, "aux"))


def _passive(parse: Parse, token: Token, frames: Mapping[Frame, Force]) -> tuple[frozenset[int], Force] | None:
    if "clause" in frames:
        content = _clause(parse, token) or (_as_remarked(parse, token) if agent(parse, token.i) else frozenset())
        if content:
            return content, frames["clause"]
    for frame in ("infinitive", "clause"):
        if frame in frames:
            content = _infinitive(parse, token)
            if content:
                return content | _passive_subject(parse, token), frames[frame]
    if "object" in frames:
        subject_words = _passive_subject(parse, token)
        words = set(subject_words)
        for child in parse.children(token.i, "oprd", "prep", "xcomp"):
            sets = child.dep == "prep" and child.text.lower() not in CONTENT_PREPOSITIONS
            if child.i > token.i and not is_comma(parse, child.i - 1) and not sets:
                words.update(parse.subtree(child.i))
        if subject_words and (agent(parse, token.i) or parse.children(token.i, "auxpass")):
            return frozenset(words), frames["object"]
    return None


def _passive_subject(parse: Parse, token: Token) -> frozenset[int]:
    """What a passive verb is said of: its subject, or the noun it follows ('the plan proposed by X')."""
    for child in parse.children(token.i, "nsubjpass", "csubjpass", "nsubj"):
        return phrase(parse, child.i)
    if token.dep == "acl":
        return phrase(parse, token.head, without=parse.subtree(token.i))
    return frozenset()


def _prepositional(
    parse: Parse, token: Token, prepositions: Mapping[str, Force], particles: list[str]
) -> tuple[frozenset[int], Force, tuple[int, ...]] | None:
    """'called for calm', 'spoke out against the plan': the content is what the preposition governs."""
    for child in parse.children(token.i, "prep", "prt", "advmod"):
        words = [child.text.lower()]
        if particles and child.dep == "prep":
            words = [*particles, *words]
        force = prepositions.get(" ".join(words))
        below = frozenset(parse.subtree(child.i)) - {child.i}
        if force is None:
            inner = parse.children(child.i, "prep", "pcomp")
            if child.dep == "advmod" and inner:
                force = prepositions.get(f"{words[-1]} {inner[0].text.lower()}")
                below -= {inner[0].i}
            if force is None:
                continue
        if child.i < token.i or not below:
            continue
        for later in parse.children(token.i, "prep", "xcomp", "advcl"):
            if later.dep == "advcl" and not _to_infinitive(parse, later):
                continue
            first = parse.subtree(later.i)[0]
            if later.i > child.i and first == max(below) + 1:
                below |= frozenset(parse.subtree(later.i))
        return below, force, tuple(range(child.i, min(below)) if min(below) > child.i else (child.i,))
    return None
