"""Whether an event is told as happened, ongoing, planned, possible, denied or cancelled.

Read from the words that stand over the event word: its auxiliaries and negation, then each governor in turn (a plan
verb, a denial, a condition, 'the threat of'). The innermost word that settles it wins, and a denial above turns it
around: 'did not deny that it attacked' is not denied.
"""

from __future__ import annotations

from typing import Literal

from ..records import Parse, Status, Token

# A governor's verdict; 'undenied' is a denial denied ('did not deny that'), which leaves it open whatever the tense.
Verdict = Status | Literal["undenied"]
FUTURE_MODALS = frozenset({"will", "'ll", "’ll", "shall", "wo", "'d"})
OPEN_MODALS = frozenset({"may", "might", "could", "can", "should", "would", "must", "ought", "ca"})
# Governors of an infinitive, gerund or noun that put it in the future.
PLAN = frozenset(
    """agree aim announce-plans arrange commit decide expect intend look order plan pledge prepare promise propose-to
    ready schedule set slate vow undertake seek head due aspire book pencil anticipate mean hop poise bind opt await
    resolve ready guarantee offer allow enable able willing let force help permit authorize""".split()
)
# Governors that leave open whether it happens: wishes, requests, offers, threats, permissions.
OPEN = frozenset(
    """advise appeal ask attempt beg call challenge consider demand desire discourage encourage explore fear hesitate
    hope implore instruct invite like mull need oppose plead ponder press pressure propose prompt push recommend
    require request seek suggest tell tempt threaten try urge want warn weigh wish debate discuss favor lobby likely
    possible unlikely potential necessary eager reluctant keen free risk contemplate envisage eye believe think
    suspect allege speculate assume suppose predict forecast claim""".split()
)
OPEN_COMPLEMENT_ONLY = frozenset({"believe", "think", "suspect", "speculate", "assume", "suppose", "claim", "allege"})
DENY = frozenset({"deny", "refute", "disavow", "disclaim", "rule", "reject", "refuse", "decline", "dismiss"})
PREVENT = frozenset(
    """fail avoid prevent stop avert block forbid ban refrain refuse decline forgo halt thwart foil prohibit bar
    preclude abandon cease neglect""".split()
)
DONE = frozenset({"manage", "proceed", "dare"})  # over an infinitive: it was done
SHUNNED = frozenset({"resist", "help", "hesitate", "refrain", "fail"})  # 'not' over one of them: it was done too
CANCEL = frozenset(
    {"cancel", "postpone", "scrap", "shelve", "suspend", "abort", "delay", "drop", "scuttle", "nix", "rescind"}
)
# Nouns that stand over an event: 'plans for a visit', 'the threat of war', 'calls for talks'.
PLAN_NOUNS = frozenset(
    """plan schedule preparation intention agreement pledge promise commitment decision order deal aim goal target vow
    date programme program agenda readiness eve""".split()
)
OPEN_NOUNS = frozenset(
    """threat possibility prospect risk fear chance option proposal call appeal demand request hope likelihood idea
    suggestion bid attempt effort need wish desire danger potential suspicion allegation speculation rumor rumour
    warning pressure opportunity ability right willingness authority power question case""".split()
)
NEGATORS = frozenset({"not", "n't", "never", "no", "neither", "nor", "n’t", "without", "none", "nobody", "hardly"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest", "should", "until", "once"})
LIGHT_WITH_PREPOSITION = frozenset({"engage", "participate", "take", "join", "go", "lead", "result", "carry", "resort"})
REPORTING = frozenset(
    {"say", "tell", "report", "add", "note", "state", "declare", "announce", "confirm", "insist", "write"}
)
SCHEDULED = frozenset(
    {"upcoming", "planned", "scheduled", "forthcoming", "future", "next", "proposed", "expected", "coming"}
)
DOUBTFUL = frozenset(
    {"possible", "potential", "alleged", "threatened", "suspected", "likely", "hypothetical", "would-be"}
)


def status_of(parse: Parse, trigger: int) -> Status:
    """The status of the event that token `trigger` (a verb or a noun) carries."""
    token = parse.tokens[trigger]
    own = _verb_status(parse, token) if token.pos in ("VERB", "AUX") else _noun_status(parse, token)
    negated = _negated(parse, token)
    above = _above(parse, token)
    if own == "cancelled" or above == "cancelled":
        return "cancelled"
    if above == "undenied":
        return "possible"
    if above == "denied":
        return "possible" if negated else "denied"
    if negated:
        return "possible" if above == "possible" else "denied"
    if own in ("planned", "possible"):
        return "possible" if above == "possible" else own
    if above is not None and (own is None or token.pos != "VERB" or not _finite_past(parse, token)):
        return above
    return own or "happened"


def _verb_status(parse: Parse, token: Token) -> Status | None:
    """From the verb's own auxiliaries and form; None where the form leaves it to the governors."""
    auxiliaries = list(parse.children(token.i, "aux", "auxpass"))
    lemmas = {c.lemma for c in auxiliaries} | {c.text.lower() for c in auxiliaries}
    if any(c.tag == "TO" for c in auxiliaries):
        return None
    if any(c.lemma in ("if", "unless", "whether") for c in parse.children(token.i, "mark")):
        return "possible"
    if lemmas & FUTURE_MODALS:
        return "planned"
    if "would" in lemmas and _reported(parse, token):  # future in the past: 'said it would send troops'
        return "planned"
    if lemmas & OPEN_MODALS:
        return "possible"
    if token.tag in ("VBD", "VBP", "VBZ", "VBN") or (auxiliaries and token.tag != "VB"):
        be = [c for c in auxiliaries if c.lemma == "be" and c.dep == "aux"]
        if token.tag == "VBG" and be:
            present = any(
                c.tag in ("VBZ", "VBP") or c.text.lower() in ("is", "are", "'s", "’s", "'re") for c in auxiliaries
            )
            return ("planned" if _future_time(parse, token) else "ongoing") if present else "happened"
        return "happened" if token.tag != "VBN" or auxiliaries else None
    return None


def _reported(parse: Parse, token: Token) -> bool:
    governor = parse.tokens[token.head]
    conditional = any(
        m.lemma in CONDITIONS for c in parse.children(token.i, "advcl") for m in parse.children(c.i, "mark", "advmod")
    )
    return token.dep in ("ccomp", "conj") and governor.tag in ("VBD", "VBN", "VBG") and not conditional


def _future_time(parse: Parse, token: Token) -> bool:
    """'is meeting Xi on September 15', 'is visiting next week': a present form with a time to come."""
    words = {parse.tokens[i].text.lower() for i in parse.subtree(token.i) if parse.tokens[i].entity in ("DATE", "TIME")}
    return bool(words & {"next", "tomorrow", "tonight", "later", "upcoming", "soon", "coming"})


def _noun_status(parse: Parse, token: Token) -> Status | None:
    modifiers = {c.lemma.lower() for c in parse.children(token.i, "amod", "compound", "nmod")}
    modifiers |= {c.text.lower() for c in parse.children(token.i, "amod")}
    if modifiers & DOUBTFUL:
        return "possible"
    if modifiers & SCHEDULED:
        return "planned"
    if modifiers & {"cancelled", "canceled", "aborted", "postponed"}:
        return "cancelled"
    if modifiers & {"ongoing", "continuing", "current"}:
        return "ongoing"
    return None


def _negated(parse: Parse, token: Token) -> bool:
    for child in parse.children(token.i):
        if child.dep == "neg" or (child.dep in ("det", "advmod", "preconj") and child.text.lower() in NEGATORS):
            return True
    governor = parse.tokens[token.head]
    if token.dep == "pobj" and governor.lemma == "without":
        return True
    if token.dep == "pcomp" and governor.lemma == "without":
        return True
    sides = parse.children(token.i, "nsubj", "nsubjpass", "dobj")
    return any(d.text.lower() in ("no", "neither") for s in sides for d in parse.children(s.i, "det", "preconj"))


def _above(parse: Parse, token: Token) -> Verdict | None:
    """What the nearest governors make of it; None where none of them says anything."""
    below = token
    for governor in parse.ancestors(token.i):
        if _own_clause(parse, below) or _cause(parse, below):
            return None
        verdict = _governor_status(parse, governor, below)
        if verdict is not None:
            return verdict
        if governor.pos in ("VERB", "AUX") and _settles(parse, governor, below):
            return None
        below = governor
    return "planned" if _infinitive(parse, token) else None  # a purpose, or a headline's 'to meet'


def _own_clause(parse: Parse, below: Token) -> bool:
    """A relative clause or a past participle beside a noun is not under what governs the noun."""
    if below.dep == "relcl":
        return not _infinitive(parse, below)
    return below.dep == "acl" and below.tag == "VBN" and not _infinitive(parse, below)


def _cause(parse: Parse, below: Token) -> bool:
    """'avoid losses from selling arms': what something comes from is not what the verb over it settles."""
    preposition = parse.tokens[below.head]
    return below.dep == "pcomp" and preposition.lemma == "from" and parse.tokens[preposition.head].pos == "NOUN"


def _infinitive(parse: Parse, token: Token) -> bool:
    while token.dep == "conj" and token.tag == "VB":
        token = parse.tokens[token.head]
    return any(c.tag == "TO" for c in parse.children(token.i, "aux"))


def _settles(parse: Parse, governor: Token, below: Token) -> bool:
    """Does scope end here? A finite clause of its own is not touched by what stands over its governor."""
    if _own_clause(parse, below):
        return True
    return (
        below.dep in ("ccomp", "advcl", "conj", "parataxis")
        and below.pos in ("VERB", "AUX")
        and (_finite_past(parse, below))
    )


def _finite_past(parse: Parse, token: Token) -> bool:
    if token.tag in ("VBD", "VBZ", "VBP"):
        return True
    return any(c.tag in ("VBD", "VBZ", "VBP", "MD") for c in parse.children(token.i, "aux", "auxpass"))


def _carried_out(parse: Parse, governor: Token, below: Token) -> bool:
    """'went on to argue', 'managed to escape', 'could not resist asking', 'did not hesitate to fire': it was done."""
    beside = parse.children(governor.i, "prt", "prep", "advmod")
    if governor.lemma in SHUNNED and _negated(parse, governor):
        return any(c.tag == "VBD" or c.text.lower() == "could" for c in parse.children(governor.i, "aux"))
    done = governor.lemma in DONE or (governor.lemma == "go" and any(c.lemma == "on" for c in beside))
    return done and governor.tag in ("VBD", "VBN") and _infinitive(parse, below) and not _negated(parse, governor)


def _governor_status(parse: Parse, governor: Token, below: Token) -> Verdict | None:
    lemma = governor.lemma.lower()
    complement = below.dep in (
        "xcomp",
        "ccomp",
        "dobj",
        "acl",
        "pcomp",
        "prep",
        "pobj",
        "nsubjpass",
        "advcl",
        "nsubj",
        "oprd",
    )
    if governor.pos in ("VERB", "ADJ", "AUX") and complement:
        if _carried_out(parse, governor, below):
            return "happened"
        denied = _negated(parse, governor)
        subject_only = below.dep == "nsubj"
        if (lemma in CANCEL and below.dep in ("dobj", "nsubjpass", "xcomp", "nsubj")) or (
            lemma == "call"
            and below.dep in ("dobj", "nsubjpass")
            and any(c.text == "off" for c in parse.children(governor.i, "prt"))
        ):
            return None if denied else _called_off(parse, governor)
        if subject_only:
            return _subject_status(parse, governor)
        if below.dep == "ccomp" and below.i < governor.i and not _reports(governor):
            return None  # 'it supports X: it rejects Y' is a loose clause, not what is rejected
        if below.dep == "advcl" and not any(c.dep == "aux" and c.tag == "TO" for c in parse.children(below.i)):
            return None
        if below.dep == "prep" and lemma == "avoid":
            return None  # 'avoid losses from selling'
        if lemma in DENY or (lemma in PREVENT and below.dep in ("xcomp", "pcomp", "dobj", "prep")):
            if lemma == "rule" and not any(c.text == "out" for c in parse.children(governor.i, "prt")):
                return None
            if lemma in ("reject", "dismiss", "stop", "halt", "block", "ban") and below.dep in ("dobj", "nsubjpass"):
                return None
            return "undenied" if denied else "denied"
        if lemma in PLAN and below.dep in (
            "xcomp",
            "ccomp",
            "prep",
            "pcomp",
            "acl",
            "dobj",
            "advcl",
            "oprd",
            "nsubjpass",
        ):
            if lemma == "agree" and below.dep == "prep":
                return None
            if (
                lemma in ("order", "await", "announce", "mean", "look", "head", "set", "book", "arrange", "seek")
                and below.dep == "dobj"
            ):
                return "planned" if lemma in ("order", "await", "arrange") else None
            return "denied" if denied else "planned"
        if lemma in OPEN and not (lemma in OPEN_COMPLEMENT_ONLY and below.dep in ("dobj", "prep")):
            if below.dep == "dobj" and lemma in (
                "tell",
                "ask",
                "press",
                "warn",
                "fear",
                "like",
                "try",
                "propose",
                "invite",
                "claim",
            ):
                return "possible" if lemma in ("fear", "propose") else None
            if below.dep == "prep" and lemma not in (
                "call",
                "appeal",
                "hope",
                "push",
                "plead",
                "press",
                "wish",
                "warn",
                "ask",
                "beg",
            ):
                return None
            return "possible"
        if lemma == "be" and below.dep == "xcomp":
            return "planned"
        if below.dep in ("dobj", "nsubjpass", "xcomp") or (below.dep == "prep" and lemma in LIGHT_WITH_PREPOSITION):
            return _carried(parse, governor)
    if governor.pos in ("NOUN", "PROPN") and below.dep in ("prep", "acl", "pobj", "poss", "compound", "nmod"):
        if lemma in PLAN_NOUNS:
            return "planned"
        if lemma in OPEN_NOUNS:
            return "possible"
        if lemma in ("cancellation", "postponement"):
            return "cancelled"
        if lemma in ("denial", "absence", "lack"):
            return "denied"
    return None


def _called_off(parse: Parse, cancelling: Token) -> Status:
    """'may cancel the visit', 'urged him to call off the talks': while that is open, what was planned stands."""
    return "planned" if status_of(parse, cancelling.i) == "possible" else "cancelled"


def _reports(governor: Token) -> bool:
    return governor.lemma.lower() in REPORTING or governor.lemma.lower() in OPEN_COMPLEMENT_ONLY


def _subject_status(parse: Parse, governor: Token) -> Status | None:
    """An event noun as subject: 'the summit will take place', 'talks failed'."""
    own = _verb_status(parse, governor)
    if parse.children(governor.i, "neg"):
        return "denied"
    return own if own in ("planned", "possible", "ongoing") else None


def _carried(parse: Parse, governor: Token) -> Status | None:
    """An event noun as object takes the status of the verb that carries it: 'will hold talks', 'may launch strikes'."""
    own = _verb_status(parse, governor)
    if _negated(parse, governor):
        return "denied"
    if own in ("planned", "possible", "ongoing"):
        return own
    return None
