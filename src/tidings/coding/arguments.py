"""Who the parse puts on each side of an event word.

For a verb: its subject (through passives, conjunctions, control, relative and participial clauses) and everything that
can stand on the other side (objects, 'to/with/against ...', the possessor or complement of an object, the subject of
what is demanded). For a noun: its possessor, adjective, 'of', 'by', 'on', 'against', 'between' complements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..records import Parse, Token

SUBJECTS = ("nsubj", "csubj")
PASSIVE = ("nsubjpass", "csubjpass")
# Verbs whose object is the subject of their infinitive: 'urged Israel to withdraw', 'forced the bank to close'.
OBJECT_CONTROL = frozenset(
    """accuse advise allow appoint ask authorize beg call cause challenge command compel convince direct empower
    enable encourage expect force forbid get help hire implore instruct invite let lobby make oblige order permit
    persuade press pressure prevent prompt push request require stop summon task tell train urge want warn""".split()
)
# ... and those that have it behind a preposition: 'called on Israel to withdraw', 'called for the bank to close'.
PREPOSITION_CONTROL = frozenset(
    """appeal arrange call campaign clamor clamour count depend gesture hope long lobby opt plead pray press push rely
    shout signal tweet vote wait wish write""".split()
)
CONTROLLING_PREPOSITIONS = frozenset({"on", "upon", "for", "to", "with"})
# Verbs that do nothing themselves and hand their subject on: 'began to withdraw', 'plans to meet'.
CARRIERS = frozenset(
    """aim attempt begin cease continue expect hope intend keep manage mean need plan prepare proceed schedule seek
    set start try want wish""".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Argument:
    """A token that heads one side, and how it was reached ('dobj', 'prep:against', 'dobj>prep:on', ...)."""

    head: int
    path: str


def subject(parse: Parse, verb: int, *, depth: int = 0) -> Argument | None:
    """Who does what the verb says; None where the text names nobody. Passives answer with their 'by' agent."""
    token = parse.tokens[verb]
    if token.pos == "ADJ":
        verb = token.head
    elif is_passive(parse, verb):
        return _agent(parse, verb)
    for child in parse.children(verb, *SUBJECTS):
        if child.i < verb or token.dep != "relcl":
            return (
                _antecedent(parse, child, verb) if child.tag in ("WDT", "WP") else Argument(head=child.i, path="nsubj")
            )
    if depth > 6:
        return None
    return _inherited(parse, token, depth)


def _agent(parse: Parse, verb: int) -> Argument | None:
    for by in (*parse.children(verb, "agent"), *parse.children(verb, "prep")):
        if by.lemma == "by":
            for inner in parse.children(by.i, "pobj"):
                return Argument(head=inner.i, path="agent")
    return None


def _antecedent(parse: Parse, relative: Token, verb: int) -> Argument | None:
    """'rebels who attacked': the noun that the relative clause hangs on."""
    clause = parse.tokens[verb]
    while clause.dep in ("conj", "xcomp") and clause.head != clause.i:
        clause = parse.tokens[clause.head]
    if clause.dep == "relcl":
        return Argument(head=clause.head, path="relative")
    return None


def _inherited(parse: Parse, token: Token, depth: int) -> Argument | None:
    governor = parse.tokens[token.head]
    if governor.i == token.i:
        return None
    if token.dep == "conj" and governor.pos in ("VERB", "AUX"):
        if is_passive(parse, governor.i):
            for child in parse.children(governor.i, *PASSIVE):
                return Argument(head=child.i, path="conj-passive")
        return subject(parse, governor.i, depth=depth + 1)
    if token.dep in ("xcomp", "ccomp", "advcl", "pcomp", "prep"):
        return _controlled(parse, token, governor, depth)
    if token.dep == "acl":
        if governor.pos in ("NOUN", "PROPN", "PRON"):
            if token.tag == "VBG" or (token.tag == "VB" and governor.lemma not in _INTENTION_NOUNS):
                return Argument(head=governor.i, path="participle")
            return holder(parse, governor, depth)
        return None
    if token.dep == "relcl" and not any(c.dep in SUBJECTS for c in parse.children(token.i)):
        return Argument(head=governor.i, path="relative")
    return None


_INTENTION_NOUNS = frozenset(
    """agreement aim ambition appeal attempt bid call chance commitment decision demand desire effort intention move
    need offer opportunity order pact plan pledge power pressure promise proposal push readiness refusal request
    resolution right threat vow vote warning willingness ability deal campaign""".split()
)


def holder(parse: Parse, noun: Token, depth: int = 0) -> Argument | None:
    """Whose plan, threat or refusal it is: a possessor, an adjective, its author, or the
    subject of the verb that governs it.
    """
    for child in parse.children(noun.i, "poss"):
        return Argument(head=child.i, path="holder")
    for prep in parse.children(noun.i, "prep"):
        if prep.lemma in ("by", "of", "from"):
            for inner in parse.children(prep.i, "pobj"):
                return Argument(head=inner.i, path="holder")
    for clause in parse.children(noun.i, "relcl", "acl"):  # 'the lawsuit, which was brought by Ohio'
        if is_passive(parse, clause.i) and (agent := _agent(parse, clause.i)):
            return Argument(head=agent.head, path="holder")
    governor = parse.tokens[noun.head]
    if noun.dep in ("dobj", "attr", "pobj", "conj") and depth < 4:
        verb = governor if governor.pos in ("VERB", "AUX") else parse.tokens[governor.head]
        if verb.pos in ("VERB", "AUX"):
            return subject(parse, verb.i, depth=depth + 1)
    return None


def _controlled(parse: Parse, token: Token, governor: Token, depth: int) -> Argument | None:
    if governor.pos == "ADP":  # 'accused Syria of shelling', 'by sending troops'
        governor = parse.tokens[governor.head]
    if governor.pos not in ("VERB", "AUX", "ADJ"):
        if governor.pos == "NOUN" and token.dep in ("xcomp", "advcl", "pcomp"):
            return holder(parse, governor, depth)
        return None
    if token.dep == "ccomp" and (_finite(parse, token) or _commands(parse, token)):
        return None
    if governor.lemma in OBJECT_CONTROL and token.dep != "advcl":
        for child in parse.children(governor.i, "dobj", "dative", *PASSIVE):
            return Argument(head=child.i, path="object-control")
        for child in parse.children(governor.i, "nsubjpass"):
            return Argument(head=child.i, path="object-control")
    if governor.lemma in PREPOSITION_CONTROL and _to_infinitive(parse, token):
        for prep in parse.children(governor.i, "prep", "dative"):
            for inner in parse.children(prep.i, "pobj") if prep.lemma in CONTROLLING_PREPOSITIONS else ():
                if inner.i < token.i:
                    return Argument(head=inner.i, path="object-control")
    if governor.pos == "ADJ" and governor.dep in ("acomp", "oprd") and not parse.children(governor.i, *SUBJECTS):
        governor = parse.tokens[governor.head]  # 'is willing to provide'
    if is_passive(parse, governor.i):
        done_to = patient(parse, governor.i)  # 'officers accused of hacking', 'he was told to leave'
        return Argument(head=done_to.head, path="passive-control") if done_to else None
    return subject(parse, governor.i, depth=depth + 1)


def _finite(parse: Parse, token: Token) -> bool:
    return token.tag in ("VBD", "VBZ", "VBP") or any(c.tag == "MD" for c in parse.children(token.i, "aux"))


def _to_infinitive(parse: Parse, token: Token) -> bool:
    return token.tag == "VB" and any(c.lemma == "to" for c in parse.children(token.i, "aux"))


def _commands(parse: Parse, token: Token) -> bool:
    """'"Leave the country," he told them': a bare form without 'to' is asked of somebody else."""
    return token.tag == "VB" and not _to_infinitive(parse, token)


def is_passive(parse: Parse, verb: int) -> bool:
    token = parse.tokens[verb]
    if any(c.dep in ("auxpass", *PASSIVE) for c in parse.children(verb)):
        return True
    if token.tag != "VBN" or any(c.dep == "aux" and c.lemma == "have" for c in parse.children(verb)):
        return False
    if token.dep == "conj":
        governor = parse.tokens[token.head]
        return governor.tag == "VBN" and is_passive(parse, governor.i) and not parse.children(verb, "dobj")
    return token.dep in ("acl", "advcl") and not parse.children(verb, "dobj")


def patient(parse: Parse, verb: int) -> Argument | None:
    """What a passive verb is done to: its grammatical subject, or the noun a participle hangs on."""
    for child in parse.children(verb, *PASSIVE):
        if child.tag in ("WDT", "WP"):
            return _antecedent(parse, child, verb)
        return Argument(head=child.i, path="passive-subject")
    token = parse.tokens[verb]
    if token.dep in ("acl", "relcl") and token.tag == "VBN":
        return Argument(head=token.head, path="passive-noun")
    if token.dep in ("conj", "xcomp", "advcl"):
        governor = parse.tokens[token.head]
        if token.dep == "conj" and is_passive(parse, governor.i):
            return patient(parse, governor.i)
        if found := (parse.children(governor.i, *SUBJECTS, *PASSIVE)):
            return Argument(head=found[0].i, path="passive-control")
    return None


# Verbs whose subject has done to it what their noun tells, by whoever it comes 'from': 'drew criticism from'.
RECEIVING = frozenset(
    """attract come draw earn encounter endure face feel get go hear meet provoke receive see suffer trigger undergo win
    spark""".split()
)


def giver(parse: Parse, verb: int) -> Argument | None:
    """Who does to the subject of a receiving verb what its noun tells: 'drew fire from the opposition'."""
    if parse.tokens[verb].lemma not in RECEIVING:
        return None
    inner = [i for p in parse.children(verb, "prep") for i in parse.children(p.i, "pobj")]
    for outer in (parse.tokens[verb], *parse.children(verb, "dobj"), *inner):
        for prep in parse.children(outer.i, "prep", "agent"):
            if prep.lemma in ("from", "by"):
                for who in parse.children(prep.i, "pobj"):
                    return Argument(head=who.i, path="giver")
    return None


def between(parse: Parse, word: int) -> tuple[int, ...]:
    """The two sides of 'fighting between A and B'; empty where the word has no such complement."""
    for prep in parse.children(word, "prep"):
        if prep.lemma in ("between", "among"):
            for inner in parse.children(prep.i, "pobj"):
                return coordinated(parse, inner.i)
    return ()


RECIPIENT_PREPOSITIONS = frozenset(
    """to with against on at for from into toward towards in over upon between of about among inside near around after
    through alongside regarding concerning along by across outside off""".split()
)


def objects(parse: Parse, verb: int, actor: int | None) -> Iterator[Argument]:
    """Everything that can stand on the other side of the verb, nearest kinds first; the caller ranks."""
    if is_passive(parse, verb) and (done_to := patient(parse, verb)):
        yield done_to
        yield from _inside(parse, done_to, actor)
    for child in parse.children(verb):
        if child.dep in ("dobj", "dative", "oprd", "attr"):
            if child.pos == "ADP":  # dative 'to'
                for inner in parse.children(child.i, "pobj"):
                    yield Argument(head=inner.i, path="dative")
                continue
            found = Argument(head=child.i, path=child.dep)
            yield found
            yield from _inside(parse, found, actor)
        elif child.dep == "prep":
            yield from _preposition(parse, child, "", actor)
        elif child.dep in ("ccomp", "xcomp", "advcl", "acl") and child.pos in ("VERB", "AUX", "ADJ", "NOUN"):
            yield from _complement(parse, child, actor)
        elif child.dep == "prt":
            continue
    token = parse.tokens[verb]
    if token.dep == "relcl" and not is_passive(parse, verb):
        own = subject(parse, verb)
        if own and own.head != token.head and not parse.children(verb, "dobj"):
            yield Argument(head=token.head, path="relative-object")


def _preposition(parse: Parse, prep: Token, prefix: str, actor: int | None) -> Iterator[Argument]:
    if prep.text.lower() in ("according", "following", "amid"):
        return
    for inner in parse.children(prep.i, "pobj", "pcomp"):
        if inner.dep == "pcomp":
            if inner.pos == "VERB":
                for argument in objects_shallow(parse, inner.i):
                    yield Argument(head=argument.head, path=f"{prefix}prep:{prep.lemma}>{argument.path}")
            continue
        found = Argument(head=inner.i, path=f"{prefix}prep:{prep.lemma}")
        yield found
        if prefix.count(">") < 1:
            yield from _inside(parse, found, actor)
    for nested in parse.children(prep.i, "prep"):
        yield from _preposition(parse, nested, prefix, actor)


def objects_shallow(parse: Parse, verb: int) -> Iterator[Argument]:
    for child in parse.children(verb):
        if child.dep in ("dobj", "dative"):
            yield Argument(head=child.i, path=child.dep)
        elif child.dep == "prep":
            for inner in parse.children(child.i, "pobj"):
                yield Argument(head=inner.i, path=f"prep:{child.lemma}")


def _inside(parse: Parse, outer: Argument, actor: int | None) -> Iterator[Argument]:
    """Actors inside an object: 'criticised China's actions', 'imposed sanctions on Iran'."""
    for child in parse.children(outer.head):
        if child.dep == "poss" and child.i != actor:
            yield Argument(head=child.i, path=f"{outer.path}>poss")
        elif child.dep == "prep":
            for inner in parse.children(child.i, "pobj"):
                found = Argument(head=inner.i, path=f"{outer.path}>prep:{child.lemma}")
                yield found
                if outer.path.count(">") < 3:
                    yield from _inside(parse, found, actor)
        elif child.dep in ("acl", "relcl") and child.pos == "VERB":
            for argument in objects_shallow(parse, child.i):
                yield Argument(head=argument.head, path=f"{outer.path}>acl>{argument.path}")
            for by in parse.children(child.i, "agent"):
                for inner in parse.children(by.i, "pobj"):
                    yield Argument(head=inner.i, path=f"{outer.path}>acl>agent")
            for own in parse.children(child.i, *SUBJECTS):
                if own.tag not in ("WDT", "WP", "PRP"):
                    yield Argument(head=own.i, path=f"{outer.path}>acl>subject")


def _complement(parse: Parse, clause: Token, actor: int | None) -> Iterator[Argument]:
    """'demanded that Israel withdraw', 'threatened to bomb Iran': the subject and the objects of what is said."""
    for child in parse.children(clause.i, *SUBJECTS, *PASSIVE):
        if child.i != actor and child.pos != "PRON":
            said_of = Argument(head=child.i, path=f"{clause.dep}>subject")
            yield said_of
            yield from _inside(parse, said_of, actor)
    for argument in objects_shallow(parse, clause.i):
        if argument.head != actor:
            yield Argument(head=argument.head, path=f"{clause.dep}>{argument.path}")
            for inner in _inside(parse, argument, actor):
                yield Argument(head=inner.head, path=f"{clause.dep}>{inner.path}")
    for child in parse.children(clause.i, "xcomp", "ccomp"):
        for argument in objects_shallow(parse, child.i):
            if argument.head != actor:
                yield Argument(head=argument.head, path=f"{clause.dep}>{child.dep}>{argument.path}")


def coordinated(parse: Parse, head: int) -> tuple[int, ...]:
    """The head and all that is joined to it by 'and', 'or', commas: 'Russia and China' gives both."""
    members, stack = [head], [head]
    while stack:
        for child in parse.children(stack.pop(), "conj"):
            if child.pos in ("NOUN", "PROPN", "PRON", "ADJ", "NUM"):
                members.append(child.i)
                stack.append(child.i)
    return tuple(sorted(members))


def noun_sides(
    parse: Parse, noun: int, names_country: Callable[[Token], bool]
) -> tuple[list[Argument], list[Argument]]:
    """(doers, done-to) of an event noun, from its possessor, adjective and complements."""
    doers: list[Argument] = []
    others: list[Argument] = []
    for child in (*parse.children(noun), *_verb_complements(parse, noun)):
        if child.dep == "poss":
            doers.append(Argument(head=child.i, path="poss"))
        elif child.dep in ("amod", "compound", "nmod") and child.i < noun and names_country(child):
            doers.append(Argument(head=child.i, path="adjective"))
        elif child.dep in ("prep", "agent"):
            for inner in parse.children(child.i, "pobj"):
                if child.lemma in ("by",):
                    doers.insert(0, Argument(head=inner.i, path="by"))
                elif child.lemma == "of":
                    others.append(Argument(head=inner.i, path="of"))
                elif child.lemma in ("between", "among"):
                    doers.extend(Argument(head=m, path="between") for m in coordinated(parse, inner.i))
                elif child.lemma in ("from",):
                    doers.append(Argument(head=inner.i, path="from"))
                elif child.lemma in RECIPIENT_PREPOSITIONS - {"after", "about"}:
                    others.append(Argument(head=inner.i, path=child.lemma))
        elif child.dep == "acl" and child.tag == "VBN":
            for by in parse.children(child.i, "agent"):
                doers.extend(Argument(head=i.i, path="by") for i in parse.children(by.i, "pobj"))
            for prep in parse.children(child.i, "prep"):
                others.extend(
                    Argument(head=i.i, path=prep.lemma)
                    for i in parse.children(prep.i, "pobj")
                    if prep.lemma in ("on", "against", "upon", "to", "with")
                )
        elif child.dep in ("acl", "relcl") and child.tag == "VB":
            others.extend(Argument(head=a.head, path=f"acl>{a.path}") for a in objects_shallow(parse, child.i))
    return doers, others


def _verb_complements(parse: Parse, noun: int) -> tuple[Token, ...]:
    """'Talks took place between X and Y': complements that the parse hangs on the verb of an event noun."""
    token = parse.tokens[noun]
    governor = parse.tokens[token.head]
    if token.dep in ("nsubj", "nsubjpass") and governor.pos in ("VERB", "AUX"):
        return tuple(
            c for c in parse.children(governor.i, "prep") if c.lemma in ("between", "with", "against", "on", "among")
        )
    return ()


# Nouns for the beginning, the making or the end of what stands behind their 'of'.
PHASES = frozenset(
    """signing conclusion ratification launch start beginning opening resumption continuation completion holding
    end""".split()
)
# Verbs of judging, speaking and wanting: the deed that is their object is somebody else's.
JUDGING = frozenset(
    """accuse acknowledge admit analyse analyze announce applaud appreciate ask assess await back blame call cite claim
    comment compare condemn confirm consider criticise criticize cover decry defend demand denounce deny deplore
    describe discuss dismiss dispute doubt downplay endorse expect experience face fear hail hear highlight
    ignore investigate know lament mention monitor mourn note observe oppose praise predict probe protest
    question recall reject report request resist ridicule see seek slam study suffer suggest support survive
    survey suspect urge verify want warn watch welcome withstand witness""".split()
)


def carrier(parse: Parse, noun: int) -> Argument | None:
    """'X are in discussions with Y', 'X was on a visit to Y': the subject of the verb over an event noun.

    Of 'X condemned the sanctions' it is not X's.
    """
    token = parse.tokens[noun]
    governor = parse.tokens[token.head]
    if governor.lemma == "of" and parse.tokens[governor.head].lemma in PHASES:  # 'oversaw the signing of a treaty'
        token = parse.tokens[governor.head]
        governor = parse.tokens[token.head]
    if token.dep == "pobj" and governor.dep == "prep":
        governor = parse.tokens[governor.head]
    if token.dep in ("pobj", "dobj", "attr") and governor.pos in ("VERB", "AUX") and governor.lemma not in JUDGING:
        found = subject(parse, governor.i)
        return Argument(head=found.head, path="carrier") if found else None
    return None
