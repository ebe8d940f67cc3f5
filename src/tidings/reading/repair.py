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
# Verbs that take two objects without a preposition: 'sent them new weapons' is no slip.
GIVING = frozenset(
    """accord afford allow ask assign award bring buy cause charge cost deal deny do feed find get give grant guarantee
    hand lend leave make offer owe pay permit pass promise read refuse sell send serve show teach tell throw wish
    write""".split()
)
ACCUSING = frozenset("accuse charge suspect convict acquit blame criticize criticise indict arrest sentence".split())
SUBJECT_LIKE = frozenset({"compound", "nmod", "nsubj", "amod", "npadvmod", "appos"})


def repair(parse: Parse, text: str) -> Parse:
    """The parse with its slips mended; the same object where there is nothing to mend."""
    tokens = list(parse.tokens)
    changed = False
    for rule in RULES:
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


def _stop_of_a_name(tokens: list[Token], first: int, end: int) -> bool:
    """'Thomas Keel Sr., president of the union, said': the full stop is no name, and what hangs on it is Keel's."""
    changed = False
    for stop in tokens[first + 1 : end]:
        name = tokens[stop.i - 1]
        if stop.text != "." or stop.pos != "PROPN" or name.pos != "PROPN" or name.end != stop.start:
            continue
        top = name
        while top.head not in (top.i, stop.i):
            top = tokens[top.head]
        for child in tokens[first:end]:
            if child.head == stop.i and child.i not in (top.i, stop.i):
                tokens[child.i] = replace(child, head=name.i)
        if top.head == stop.i:  # the name hung on its own stop, and takes its place
            tokens[top.i] = replace(top, dep=stop.dep, head=top.i if stop.head == stop.i else stop.head)
        tokens[stop.i] = replace(stop, pos="PUNCT", tag=".", dep="punct", head=name.i)
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


def _name_like_a_verb(tokens: list[Token], first: int, end: int) -> bool:
    """'Keating, a senator, blamed X' read as 'keating': a word that is a name elsewhere in the report is one here."""
    word = tokens[first]
    if word.tag not in ("VBG", "VBN", "VB") or word.dep != "ROOT" or not word.text[:1].isupper():
        return False
    verb = next((t for t in tokens[first + 1 : end] if t.head == word.i and t.tag in ("VBD", "VBZ", "VBP")), None)
    if verb is None or verb.dep not in ("conj", "dep", "ccomp", "parataxis", "advcl"):
        return False
    if any(t.head == verb.i and t.dep in ("nsubj", "nsubjpass") for t in tokens[first:end]):
        return False
    named = next((t for t in tokens if t.text == word.text and t.pos == "PROPN" and t.i != word.i), None)
    if named is None:
        return False
    for t in tokens[first + 1 : end]:
        if t.head == word.i and (t.i > verb.i or t.dep in ("cc", "punct")):
            tokens[t.i] = replace(t, head=verb.i)
    tokens[word.i] = replace(
        word, pos="PROPN", tag="NNP", lemma=word.text, dep="nsubj", head=verb.i,
        entity=named.entity, entity_begins=bool(named.entity),
    )  # fmt: skip
    tokens[verb.i] = replace(verb, dep="ROOT", head=verb.i)
    return True


def _them_for_those(tokens: list[Token], first: int, end: int) -> bool:
    """'condemns them new sanctions': no verb of giving has two objects, so the first word belongs to the second."""
    changed = False
    for t in tokens[first:end]:
        if t.text.lower() != "them":
            continue
        verb = tokens[t.head]
        noun: Token | None = verb if t.dep in ("nmod", "compound", "amod") and verb.i > t.i else None
        if t.dep in ("dative", "dobj") and verb.pos == "VERB" and verb.lemma not in GIVING:
            noun = next((c for c in tokens[t.i + 1 : end] if c.head == verb.i and c.dep == "dobj"), None)
        if noun is None or noun.tag not in ("NNS", "NNPS") or not _before_noun(tokens[t.i + 1 : noun.i], noun):
            continue
        tokens[t.i] = replace(t, pos="DET", tag="DT", lemma="those", dep="det", head=noun.i)
        changed = True
    return changed


def _before_noun(words: list[Token], noun: Token) -> bool:
    return all(w.head == noun.i and w.dep in ("amod", "compound", "nummod", "nmod") for w in words)


def _deed_accused_of(tokens: list[Token], first: int, end: int) -> bool:
    """'accused of stealing letters' read as 'of letters that steal': the deed takes its object back."""
    changed = False
    for t in tokens[first + 1 : end]:
        noun, prep = tokens[t.head], tokens[t.i - 1]
        if t.tag != "VBG" or t.dep != "amod" or noun.dep != "pobj" or noun.head != prep.i:
            continue
        if prep.text.lower() in ("of", "for") and tokens[prep.head].lemma in ACCUSING and noun.i > t.i:
            tokens[t.i] = replace(t, dep="pcomp", head=prep.i)
            tokens[noun.i] = replace(noun, dep="dobj", head=t.i)
            changed = True
    return changed


def _subject_after_clause(tokens: list[Token], first: int, end: int) -> bool:
    """'Before Peru left Lima, the mayor wept': the mayor is no other name of Lima but who wept."""
    changed = False
    for t in tokens[first:end]:
        before = tokens[t.head]
        if t.dep not in ("appos", "conj") or before.i >= t.i or before.dep not in ("dobj", "pobj", "attr"):
            continue
        clause = _clause_over(tokens, before)
        verb = tokens[clause.head]
        if clause.dep != "advcl" or not clause.i < t.i < verb.i or verb.tag not in ("VBD", "VBZ", "VBP", "MD"):
            continue
        if any(c.head == verb.i and c.dep in ("nsubj", "nsubjpass", "expl", "csubj") for c in tokens[first:end]):
            continue
        start = min([t.i, *(c.i for c in tokens[before.i + 1 : t.i] if c.head == t.i)])
        if tokens[start - 1].text == "," and not any(c.head == before.i and c.dep == "cc" for c in tokens[first : t.i]):
            tokens[t.i] = replace(t, dep="nsubj", head=verb.i)
            changed = True
    return changed


def _before_a_colon(tokens: list[Token], first: int, end: int) -> bool:
    """'It backs Oslo: it rejects the plan': what stands before a colon is not what the verb after it rejects."""
    changed = False
    for t in tokens[first:end]:
        verb = tokens[t.head]
        if t.dep != "ccomp" or t.pos not in ("VERB", "AUX") or verb.i <= t.i or verb.pos not in ("VERB", "AUX"):
            continue
        subjects = [c.i for c in tokens[t.i : verb.i] if c.head == verb.i and c.dep in ("nsubj", "nsubjpass")]
        if subjects and any(c.text in (":", ";") for c in tokens[t.i : subjects[0]]):
            tokens[t.i] = replace(t, dep="parataxis")
            changed = True
    return changed


def _clause_over(tokens: list[Token], token: Token) -> Token:
    """The verb whose object this is, or whose preposition it stands behind."""
    above = tokens[token.head]
    return tokens[above.head] if above.pos == "ADP" else above


def _participle_in_front(tokens: list[Token], first: int, end: int) -> bool:
    """'Asked if he would go, Lee declined': a past form without a subject before its main clause is a participle."""
    changed = False
    for t in tokens[first:end]:
        if t.tag != "VBD" or t.dep != "advcl" or t.head <= t.i:
            continue
        below = [c for c in tokens[first:end] if c.head == t.i]
        if any(c.dep in ("nsubj", "nsubjpass", "csubj", "expl", "aux", "mark", "dobj") and c.i < t.i for c in below):
            continue
        tokens[t.i] = replace(t, tag="VBN")
        changed = True
    return changed


def _past_with_subject(tokens: list[Token], first: int, end: int) -> bool:
    """'after shells killed two' read as a participle: behind 'after' or 'that', with a subject and no helper, it is the
    past tense."""
    changed = False
    for t in tokens[first:end]:
        if t.tag != "VBN" or t.dep not in ("advcl", "ccomp"):
            continue
        below = {c.dep for c in tokens[first:end] if c.head == t.i}
        if {"mark", "nsubj", "dobj"} <= below and not below & {"aux", "auxpass", "agent"}:
            tokens[t.i] = replace(t, tag="VBD")
            changed = True
    return changed


def _past_not_participle(tokens: list[Token], first: int, end: int) -> bool:
    """'Relatives of the crew marched on Monday and called for help': what is joined to a finite verb is one, and the
    noun before it, read as the whole sentence, is its subject."""
    noun = next((t for t in tokens[first:end] if t.dep == "ROOT"), None)
    if noun is None or noun.pos not in ("NOUN", "PROPN"):
        return False
    below = [t for t in tokens[noun.i + 1 : end] if t.head == noun.i]
    verb = next((t for t in below if t.dep == "acl" and t.tag == "VBN" and not t.text.endswith("n")), None)
    if verb is None or any(t.head == verb.i and t.dep in ("agent", "auxpass") for t in tokens[first:end]):
        return False
    joined = [t for t in tokens[verb.i + 1 : end] if t.head == verb.i and t.dep == "conj"]
    if not any(t.tag in ("VBD", "VBZ", "VBP") for t in joined):
        return False
    if any(t.head == other.i and t.dep in ("nsubj", "nsubjpass") for other in joined for t in tokens[verb.i + 1 : end]):
        return False
    _make_main(tokens, noun, verb, first, end)
    return True


def _verb_after_relative(tokens: list[Token], first: int, end: int) -> bool:
    """'The state, which says aid costs it $2 a day, offered to pay': the past form behind the relative clause, read as
    a participle inside it, is what the noun before the clause does."""
    noun = next((t for t in tokens[first:end] if t.dep == "ROOT"), None)
    if noun is None or noun.pos not in ("NOUN", "PROPN"):
        return False
    relative = next((t for t in tokens[noun.i + 1 : end] if t.head == noun.i and t.dep == "relcl"), None)
    if relative is None:
        return False
    for verb in tokens[relative.i + 1 : end]:
        past = verb.tag in ("VBN", "VBD") and verb.dep == "acl" and not verb.text.endswith("n")
        if not past or tokens[verb.i - 1].text != "," or not noun.i <= verb.head < verb.i:
            continue
        below = [t for t in tokens[first:end] if t.head == verb.i]
        infinitive = any(t.dep in ("xcomp", "advcl") and tokens[t.i - 1].text == "to" for t in below)
        if (infinitive or any(t.dep in ("dobj", "ccomp") for t in below)) and not any(
            t.dep in ("agent", "auxpass", "nsubj") for t in below
        ):
            _make_main(tokens, noun, verb, first, end)
            return True
    return False


def _make_main(tokens: list[Token], noun: Token, verb: Token, first: int, end: int) -> None:
    """The noun, which was the sentence, becomes the subject of the verb behind it."""
    tokens[verb.i] = replace(verb, tag="VBD", dep="ROOT", head=verb.i)
    tokens[noun.i] = replace(noun, dep="nsubj", head=verb.i)
    for t in tokens[first:end]:
        loose = t.head == noun.i and (t.i > verb.i or (t.dep == "prep" and t.i < noun.i))
        if loose and t.i != verb.i:
            tokens[t.i] = replace(t, head=verb.i)


def _also_said(tokens: list[Token], first: int, end: int) -> bool:
    """'He said troops would be sent, and blamed Iran', 'said she would sue and called on him to go': who blames and
    calls is who said it, since nothing that is sent or would leave takes a past form of its own."""
    changed = False
    for t in tokens[first:end]:
        told = tokens[t.head]
        if t.tag not in ("VBD", "VBN") or t.dep != "conj" or told.dep != "ccomp" or told.i > t.i:
            continue
        saying = tokens[told.head]
        below = {c.dep for c in tokens[first:end] if c.head == t.i}
        aside = {c.dep for c in tokens[first:end] if c.head == told.i}
        would = told.tag == "VB" and "aux" in aside
        own = {"dobj", "prep", "xcomp", "ccomp"} if would and t.tag == "VBD" else {"dobj"}
        if (
            (would or "auxpass" in aside)
            and t.text.lower() != t.lemma  # 'would end the war and cost billions'
            and own & below
            and not below & {"aux", "auxpass", "nsubj", "nsubjpass"}
            and saying.tag in ("VBD", "VBZ")
            and saying.i < told.i
            and any(c.head == saying.i and c.dep == "nsubj" for c in tokens[first:end])
        ):
            tokens[t.i] = replace(t, tag="VBD", head=saying.i)
            changed = True
    return changed


RULES = (
    _stop_of_a_name,
    _plural_verb,
    _second_verb,
    _named_inside,
    _listed_after_brackets,
    _name_like_a_verb,
    _them_for_those,
    _deed_accused_of,
    _subject_after_clause,
    _before_a_colon,
    _participle_in_front,
    _past_with_subject,
    _past_not_participle,
    _verb_after_relative,
    _also_said,
)
