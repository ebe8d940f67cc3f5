"""Statements without a verb of saying: 'according to X', 'his claim that', 'X is confident that'."""

from __future__ import annotations

from collections.abc import Iterator

from ...records import Force, Parse, Token
from .cues import Cues, words
from .draft import Draft, phrase, source_phrase, subject, trim, verb_group

# Verbs that only carry their noun: 'made the claim that', 'expressed concern about', 'has doubts about'.
LIGHT = words("carriers")
ABOUT = words("about")
ABOUT_ADJECTIVE = words("about_adjective")
COPULAS = words("copulas")
EVIDENT = words("evident")
PREDICATES = ("acomp", "oprd", "ccomp", "ROOT", "conj")
CLAUSES = ("acl", "ccomp", "relcl", "advcl")
OPEN = frozenset({"whether", "who", "what", "how", "why", "if"})  # 'no idea who', 'the question whether'
SPEAKING_PREPOSITIONS = frozenset({"by", "from"})
# 'in the words of X', 'in the view of X', "in X's opinion"
VOICE_NOUNS = words("voices")


def phrase_statements(parse: Parse, cues: Cues, first: int, end: int) -> Iterator[Draft]:
    """The statements of the sentence `first`..`end` whose cue is not a verb of saying."""
    for token in parse.tokens[first:end]:
        draft: Draft | None = None
        word = token.text.lower()
        if word in ("according", "per"):
            draft = _according(parse, token)
        elif word == "in":
            draft = _in_words_of(parse, token)
        elif token.pos == "NOUN" and cues.lemma(token) in cues.nouns:
            draft = _noun(parse, token, cues.nouns[cues.lemma(token)])
        elif token.pos in ("ADJ", "VERB") and word in cues.adjectives and token.dep in PREDICATES:
            draft = _adjective(parse, token, cues.adjectives[word])
        elif word in cues.adjectives and token.dep in ("amod", "acl") and token.head < token.i:
            draft = _after_noun(parse, token, cues.adjectives[word])
        if draft is not None:
            yield draft


def _according(parse: Parse, token: Token) -> Draft | None:
    """'The bridge fell, according to police': the content is the clause it is attached to."""
    cue = {token.i}
    holder = token
    if token.text.lower() == "according":
        to = [c for c in parse.children(token.i, "prep") if c.text.lower() == "to"]
        if not to:
            return None
        holder = to[0]
        cue.add(holder.i)
    named = parse.children(holder.i, "pobj")
    if not named:
        return None
    if token.text.lower() == "per" and named[0].entity not in ("ORG", "PERSON"):
        return None
    return _remark(parse, token, phrase(parse, named[0].i), frozenset(cue))


def _in_words_of(parse: Parse, token: Token) -> Draft | None:
    for noun in parse.children(token.i, "pobj"):
        if noun.lemma.lower() not in VOICE_NOUNS:
            continue
        who = [p for of in parse.children(noun.i, "prep") if of.text == "of" for p in parse.children(of.i, "pobj")]
        who = who or list(parse.children(noun.i, "poss"))
        if who:
            source = phrase(parse, who[0].i)
            last = max(noun.i + 1, min(source))  # with the 'of' that stands between
            cue = frozenset(range(token.i, last)) - source
            return _remark(parse, token, source, cue)
    return None


def _remark(parse: Parse, token: Token, source: frozenset[int], cue: frozenset[int]) -> Draft | None:
    """A statement whose speaker is named in a phrase loosely attached to it."""
    own = frozenset(parse.subtree(token.i))
    clause = token
    for above in parse.ancestors(token.i):
        clause = above
        if above.pos in ("VERB", "AUX") and above.dep in ("ROOT", "conj", "ccomp", "advcl", "relcl"):
            break
    if clause.i == token.i:
        return None
    content = frozenset(trim(parse, frozenset(parse.subtree(clause.i)) - own))
    if not content or not source:
        return None
    return Draft(head=token.i, source=source, cue=cue, content=content, force="says")


def _noun(parse: Parse, token: Token, force: Force) -> Draft | None:
    """'his claim that ...', 'voiced concern about ...', "the minister's criticism of ..."."""
    content, opener = _noun_content(parse, token)
    if not content:
        return None
    that_clause = opener is None
    source, cue = _noun_source(parse, token)
    if not source and not that_clause:
        return None
    if opener is not None:
        cue |= {opener}
    content = frozenset(trim(parse, content - source - cue))
    if not content:
        return None
    return Draft(head=token.i, source=source, cue=cue - source, content=content, force=force)


def _noun_content(parse: Parse, token: Token) -> tuple[frozenset[int], int | None]:
    """The words after the noun that say what is claimed, and the preposition that opens them, if one does."""
    for child in parse.children(token.i, *CLAUSES):
        if child.i < token.i:
            continue
        words = parse.subtree(child.i)
        opens = parse.tokens[words[0]].text.lower()
        if opens == "that" and parse.tokens[words[0]].dep in ("mark", "det", "advmod", "dobj"):
            return frozenset(words), None
        if opens == "to" and child.dep == "acl":
            return frozenset(words), None
        if opens in OPEN and child.dep != "relcl":
            return frozenset(words), None
    for child in parse.children(token.i, "prep"):
        if child.i > token.i and child.text.lower() in ABOUT:
            return frozenset(parse.subtree(child.i)) - {child.i}, child.i
    return frozenset(), None


def _noun_source(parse: Parse, token: Token) -> tuple[frozenset[int], frozenset[int]]:
    """Who makes the claim that a noun names, and the words that make it a claim."""
    left = frozenset(c.i for c in parse.children(token.i, "amod") if token.i - 4 <= c.i < token.i)
    cue = left | {token.i}
    for owner in parse.children(token.i, "poss"):
        return phrase(parse, owner.i), cue
    for by in parse.children(token.i, "prep"):
        if by.text.lower() in SPEAKING_PREPOSITIONS:
            for who in parse.children(by.i, "pobj"):
                return phrase(parse, who.i), cue
    governor = parse.tokens[token.head]
    if token.dep == "dobj" and governor.lemma.lower() in LIGHT:
        who_token = subject(parse, governor.i)
        if who_token is not None:
            carried = verb_group(parse, governor.i) | frozenset(
                i for i in range(governor.i + 1, token.i) if parse.tokens[i].head in (governor.i, token.i)
            )
            return source_phrase(parse, token, who_token), cue | carried
    return frozenset(), cue


def _adjective(parse: Parse, token: Token, force: Force) -> Draft | None:
    """'X is confident that ...', 'X was critical of ...'."""
    governor = parse.tokens[token.head]
    if token.text.lower() in EVIDENT and governor.i != token.i:
        return _evident(parse, token, governor, force)
    copula = token if token.dep in ("ROOT", "ccomp", "conj") else governor
    if copula.i == token.i:
        if not parse.children(token.i, "auxpass", "aux", "cop"):
            return None
    elif copula.lemma.lower() not in COPULAS:
        return None
    owners = parse.children(copula.i, "nsubj", "nsubjpass")
    who = owners[-1] if owners else subject(parse, copula.i)
    if who is None or who.text.lower() in ("it", "there", "that", "this"):
        return None
    cue = verb_group(parse, copula.i) | frozenset(range(min(copula.i + 1, token.i), token.i + 1))
    content, opener = _complement(parse, token)
    cue |= opener
    content = frozenset(trim(parse, content - cue))
    if not content:
        return None
    return Draft(head=token.i, source=source_phrase(parse, token, who), cue=cue, content=content, force=force)


def _after_noun(parse: Parse, token: Token, force: Force) -> Draft | None:
    """'Voters worried about prices stayed away', 'a party reluctant to give up'."""
    content, opener = _complement(parse, token)
    cue = verb_group(parse, token.i) | opener
    content = frozenset(trim(parse, content - cue))
    source = source_phrase(parse, token, parse.tokens[token.head])
    if not content or not source:
        return None
    return Draft(head=token.i, source=source, cue=cue, content=content, force=force)


def _complement(parse: Parse, token: Token) -> tuple[frozenset[int], frozenset[int]]:
    """What an adjective is about, and the preposition that opens it: 'worried | about | prices'."""
    for child in parse.children(token.i, "ccomp", "xcomp", "prep"):
        if child.i < token.i:
            continue
        words = frozenset(parse.subtree(child.i))
        if child.dep != "prep":
            return words, frozenset()
        if child.text.lower() in ABOUT_ADJECTIVE:
            return words - {child.i}, frozenset({child.i})
    return frozenset(), frozenset()


def _evident(parse: Parse, token: Token, verb: Token, force: Force) -> Draft | None:
    """'It is clear that ...' is nobody's statement, 'X made (it) clear that ...' is X's."""
    clauses = [c for above in (token, verb) for c in parse.children(above.i, "ccomp", "advcl") if c.i > token.i]
    clauses = [c for c in clauses if parse.subtree(c.i)[0] == token.i + 1]
    who = subject(parse, verb.i)
    if not clauses or who is None:
        return None
    cue = verb_group(parse, verb.i) | frozenset(range(verb.i + 1, token.i + 1))
    content = frozenset(trim(parse, parse.subtree(clauses[0].i)))
    if verb.lemma.lower() == "make":
        return Draft(head=token.i, source=source_phrase(parse, token, who), cue=cue, content=content, force="says")
    if verb.lemma.lower() not in COPULAS or who.text.lower() != "it":
        return None
    return Draft(head=token.i, source=frozenset(), cue=cue | {who.i}, content=content, force=force)
