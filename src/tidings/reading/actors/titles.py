"""Offices: what the words around a name, or the words of a role noun, say that somebody is.

'the former Russian foreign minister' is the office 'foreign minister', held no longer, sector GOV. The country is read
by whoever asks, since it may stand outside the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ... import gazetteer
from ...records import Token
from .sectors import TOP_OFFICES, fixed_pair, group_sector, title_sector
from .words import country_of, region_country

HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "sheikh"})
PAST = frozenset({"former", "ex", "late", "onetime", "then", "ousted", "deposed", "retired", "outgoing"})
GONE = PAST - {"outgoing"}
# Words before an office that make it another office: the deputy of a minister is not the minister.
RANKS = frozenset(
    {"deputy", "vice", "assistant", "acting", "junior", "under", "shadow", "opposition", "minority", "majority"}
)
# Offices whose sector is that of the body they serve: a rebel spokesman, a party leader, a Senate leader.
OF_A_BODY = frozenset(
    {"leader", "chief", "head", "spokesman", "spokeswoman", "spokesperson", "official", "deputy", "aide", "adviser"}
    | {
        "advisor",
        "commander",
        "member",
        "representative",
        "delegate",
        "politician",
        "whip",
        "commissioner",
        "negotiator",
    }
)
CHAIRS = frozenset({"chairman", "chairwoman", "chair", "member"})
PASSING = frozenset(
    {
        "longtime",
        "host",
        "new",
        "current",
        "newly",
        "top",
        "incumbent",
        "veteran",
        "fellow",
        "senior",
        "embattled",
        "front",
    }
)
LONGEST_ROLE = 5  # words: 'deputy assistant secretary general'
SAME_OFFICE = {
    "premier": "prime minister",
    "pres": "president",
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
}
SAME_OFFICE |= {
    "gen": "general",
    "col": "colonel",
    "capt": "captain",
    "lt": "lieutenant",
    "adm": "admiral",
    "prof": "professor",
}
SAME_OFFICE |= dict.fromkeys(("hopeful", "contender", "frontrunner", "nominee", "challenger", "runner"), "candidate")
SAME_OFFICE |= {"maj": "major", "sgt": "sergeant", "rev": "reverend", "advisor": "adviser", "cmdr": "commander"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    role: str  # lower case, country words left out: 'deputy foreign minister'
    sector: str
    past: bool = False  # held no longer


def plain(token: Token) -> str:
    """The word as the tables have it: 'Sen.' gives 'sen', 'ministers' 'minister'."""
    word = (token.text if token.pos == "PROPN" else token.lemma).lower().rstrip(".")
    if token.pos == "PROPN" and word.endswith("s") and title_sector(word) is None and title_sector(word[:-1]):
        return word[:-1]  # 'Presidents Putin and Xi'
    return word


def is_honorific(token: Token) -> bool:
    return token.text.lower().rstrip(".") in HONORIFICS and token.text[:1].isupper()


def is_title(token: Token) -> bool:
    return title_sector(plain(token)) is not None


def read_title(words: Sequence[Token], head: Token | None = None) -> Title | None:
    """The office that the words name, the one that ends at `head` or else the last; None where they name none."""
    plains = [plain(t) for t in words]
    for end in range(len(words) - 1, -1, -1):
        if head is not None and words[end].i != head.i:
            continue
        if title_sector(*plains[: end + 1]):
            return _title(words, plains, end)
    return None


def _title(words: Sequence[Token], plains: Sequence[str], end: int) -> Title:
    first = end
    while first > 0 and end - first < LONGEST_ROLE and _belongs(words[first - 1]):
        first -= 1
    told = [(w, t) for w, t in zip(plains[first : end + 1], words[first : end + 1], strict=True) if _told(t)]
    role = [t.text if t.text.isupper() else SAME_OFFICE.get(w, w) for w, t in told]
    return Title(
        role=" ".join(role) or plains[end],
        sector=_sector(words[first : end + 1], plains[: end + 1]) or "GOV",
        past=any(w in GONE for w in plains[max(0, first - 3) : end]),
    )


def _belongs(token: Token) -> bool:
    """May this word be part of the office's name?"""
    if token.text == "-" or plain(token) in PAST:
        return token.text == "-"
    return token.pos in ("NOUN", "PROPN", "ADJ", "ADP") and token.text.lower() not in (
        "the",
        "in",
        "to",
        "for",
        "with",
        "by",
    )


def _told(token: Token) -> bool:
    if token.entity in ("GPE", "PERSON", "DATE") or token.text == "-" or plain(token) in PASSING:
        return False
    return not country_of(token.text) and not region_country(token.text)


def _sector(words: Sequence[Token], plains: Sequence[str]) -> str | None:
    """The sector of the body before the office where the office has none of its own."""
    own = title_sector(*plains)
    if plains[-1] in OF_A_BODY | CHAIRS and (len(plains) < 2 or not fixed_pair(*plains[-2:])):
        for i in range(len(words) - 1):
            body = gazetteer.organisation(words[i].text) if words[i].text[:1].isupper() else None
            if body and body.sector:
                return body.sector
        before = [plain(t) for t in words[:-1] if _told(t)]
        for i in range(len(before), 0, -1):
            sector = group_sector(*before[:i])
            if sector and sector != "CVL":
                return sector
    return own


def is_top(role: str | None) -> bool:
    """Is this the office of one who leads a state: 'president', 'prime minister', not 'vice president'?"""
    if role is None or set(role.split()) & RANKS:
        return False
    return any(role == office or role.endswith(" " + office) for office in TOP_OFFICES)


def same_office(held: str, asked: str) -> bool:
    """'senate minority leader' and 'minority leader' are one office; 'deputy prime minister' and 'minister' are not."""
    short, long = sorted((held.lower().split(), asked.lower().split()), key=len)
    if short[-1] != long[-1] or not set(short) <= set(long):
        return False
    more = [w for w in long if w not in short]
    before = long[long.index(short[0]) - 1] if long[0] != short[0] else None
    return not set(more) & RANKS and not (before and fixed_pair(before, short[0]))
