"""What a single line of a page is when it is not prose: bylines, credits, promotions, links, notices.

Each function takes the words of one paragraph on one line and looks at its form alone. Precision comes first:
prose must never be taken for furniture, so every rule asks for a form that sentences of a report do not have.
"""

from __future__ import annotations

import re

from .dates import MONTH, WEEKDAY, date_line
from .paragraphs import word_set

_LONGEST = 400  # letters; furniture is short, and longer paragraphs are not looked at
_LONGEST_LINK = 250
_LONGEST_CAPTION = 600  # agencies' captions run to three or four sentences
_LONGEST_CREDIT = 150
_LONGEST_NAMES = 15  # words of a byline or a credit
_SPEAKING = re.compile(r"\b(?:said|says|told|tells|according to|added|wrote|tweeted)\b|[“”\"]", re.IGNORECASE)
_LINKING_WORDS = word_set(
    "and in for of the at with de la le von van der den da di del dos bin ibn ben al el ul y e staff "
    "writer writers correspondent correspondents reporter reporters editor editors agencies agency "
    "contributor contributors political diplomatic foreign senior chief bureau via"
)

_STAFF_WORDS = _LINKING_WORDS | word_set("reporting writing editing by additional further newsroom to from translation")

_AGENCIES = (
    r"(?:AP|AFP|EPA(?:-EFE)?|EFE|ANSA|PA|dpa|DPA|TASS|Xinhua|Kyodo|Anadolu|Reuters|REUTERS|"
    r"Getty(?:\s?Images)?|Shutterstock|"
    r"iStock|Alamy|Bloomberg|Sputnik|RIA Novosti|Imago|IMAGO|UPI|ZUMA(?:\sPress)?|"
    r"Picture Alliance|NurPhoto|Pool|"
    r"Associated Press|Agence France-Presse|Unsplash|Pixabay|Wikimedia Commons)"
)
_PICTURE = (
    r"(?:photos?|fotos?|images?|pictures?|pics?|photographs?|photography|illustrations?|graphics?|"
    r"graph|map|screenshot|video|file photo|handout)"
)
_CREDIT_LEAD = re.compile(
    rf"(?:{_PICTURE}\s(?:credits?|source|courtesy(?:\sof)?|by|via|from)|(?:{_PICTURE}|photo\s?/|"
    rf"{_PICTURE}\sby)\s?[:/|©]|credits?\s?:"
    rf"|(?:AP|AFP|EPA|Reuters)\s{_PICTURE}\b|©)\s?[:,/|–—-]?\s*",
    re.IGNORECASE,
)
_PICTURE_AGENCIES = (
    r"(?:Getty Images|Shutterstock|iStock|Alamy|(?:AP|AFP|EPA|Reuters) Photo|Picture Alliance|"
    r"NurPhoto|Unsplash|Pixabay)"
)
_AGENCY_CREDIT = re.compile(
    rf"{_PICTURE_AGENCIES}|{_AGENCIES}(?:\s?(?:[/|]|via)\s?[^/,.|]{{2,40}}){{1,3}}|[^/,.|"
    rf"()]{{2,40}}(?:\s?[/|]\s?{_AGENCIES}){{1,3}}|"
    rf"[^/|()]{{2,100}}\svia\s{_AGENCIES}"
)
_AGENCY_TAG = re.compile(rf"[(\[]?(?:{_AGENCIES}|with agencies|agencies)(?:\s?[/,|&+]\s?{_AGENCIES}){{0,3}}[)\]]?")
_REUTERS_AT_END = re.compile(r"\bREUTERS/[\w .'’-]{2,40}$")
_FILE_PICTURE = re.compile(
    r"(?:FILE(?:\s(?:PHOTO|PICTURE|IMAGE))?\s?[:–—-]|(?:File|Archive) (?:photo|picture|image)\s?[:–—-])"
)
_PICTURE_LEAD = re.compile(rf"{_PICTURE}\s?:\s?\S", re.IGNORECASE)
_BBC_CAPTION = re.compile(r"(?:Image|Media|Video) (?:caption|source)\b[,:]?\s\S", re.IGNORECASE)

_BYLINE = re.compile(r"(?:by|story by|words by|written by|analysis by)\s?:?\s(?=\S)", re.IGNORECASE)
_STAFF = re.compile(
    r"[(\[]?(?:(?:additional|further|more)\s)?(?:reporting|writing|editing|compiled|translated|"
    r"translation|written|edited|produced|"
    r"graphics?|research|fact[- ]check(?:ed|ing))(?:\s(?:and|,)\s(?:writing|editing|reporting))?(?:\sby|:)\s",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\bcontributed\s(?:to\s(?:this|the)\s(?:report|story|article)|reporting)\b.{0,40}$", re.IGNORECASE
)
_NOT_A_NAME = re.compile(rf"(?:{MONTH}|{WEEKDAY}|today|yesterday|tomorrow)$", re.IGNORECASE)

_RELATED_HEADING = re.compile(
    r"(?:>>|»|→|▶|►|•|\*)?\s*(?:read (?:also|more|next|now|on)|also read|see also|"
    r"related(?: (?:articles?|stories|story|links?|news|topics|content|coverage|reading))?|"
    r"more (?:on this(?: (?:story|topic))?|stories|news|from .{2,40}|like this)|most (?:read|"
    r"popular|viewed|commented)|trending(?: now)?|"
    r"recommended(?: (?:for you|reading|stories|articles))?|you (?:may|might) (?:also )?like|"
    r"don['’]t miss|editor['’]?s['’]? (?:picks?|choice)|"
    r"top stories|latest (?:news|stories)|further reading|up next|watch (?:now|next|more)|"
    r"in this (?:story|article)|what to read next|keep reading)\s*[:»>…]*",
    re.IGNORECASE,
)
_RELATED_LINK = re.compile(
    r"(?:>>|»|→|▶|►|•|\*)?\s*(?:(?:read (?:also|more|next|now)|also read|see also|"
    r"related(?: (?:articles?|stories|story|links?|news))?|more|more on this(?: story)?|"
    r"don['’]t miss|recommended|watch|watch (?:also|now|more)|listen(?: now)?|"
    r"also on [\w .]{2,30})\s?[:|»]|read also\b|also read\b|>>|»|▶|►)\s*\S",
    re.IGNORECASE,
)
_LOOSE_LINK = re.compile(r"(?:read more|see also|click here|read the full (?:story|article|report))\b", re.IGNORECASE)

_PROMPT = re.compile(
    r"(?:please\s)?(?:sign up|subscribe|register|get|join|follow|like|share|download|support|"
    r"become|log ?in|click|tap|find|"
    r"check out|stay|enter|receive|discover|start|try|create|already|not a|want|don['’]t miss|"
    r"enjoy(?:ed|ing)?|buy|donate|"
    r"listen|watch|search|apply|send|email|contact|never miss|be the first|best|top)\b",
    re.IGNORECASE,
)
_PROMPT_CUE = re.compile(
    r"\bnewsletters?\b|\b(?:your|my) (?:inbox|email|e-mail)\b|\bby e-?mail\b|"
    r"\bpush notifications?\b|\b(?:email|news|breaking) alerts?\b|"
    r"\bon (?:facebook|twitter|x|instagram|linkedin|telegram|whatsapp|youtube|tiktok|google news|"
    r"apple news)\b|\bon (?:all|our|your) (?:social )?(?:channels|platforms|media)\b|"
    r"\b(?:our|the|free|mobile) apps?\b|\bfree trial\b|\b(?:our|full|unlimited|"
    r"digital) (?:subscription|access|journalism|channel|podcast)\b|"
    r"\b(?:best|top|new|dream|latest) jobs?\b|\bjobs? (?:alerts?|of the day|near you|for you)\b|"
    r"\b(?:click|tap|sign up|subscribe|register|read|donate) (?:here|now|today)\b|\bfor free\b|"
    r"\baccount\?|\bsubscriber\?|"
    r"\bthis (?:article|story|page|post)\b|\bwith (?:your )?friends\b",
    re.IGNORECASE,
)
_JOBS = re.compile(
    r"(?:(?:top|best|latest|current|featured|new|find|more|all)\s)?jobs?\s(?:of the (?:day|week)|"
    r"near you|for you|in your area|board|alerts?|offers?)"
    r"|(?:top|best|latest|featured|find) jobs",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)\s|copyright\b).{0,80}(?:\b\d{4}\b|\ball rights reserved\b)|"
    r".{0,200}\ball rights reserved\b\.?$|"
    r".{0,60}\bmay not be (?:published|reproduced|reprinted|redistributed)\b|"
    r"(?:this|the) (?:article|story|report|post|piece) (?:was )?(?:originally|first) (?:published|"
    r"appeared|posted)\b|"
    r"(?:republished|reprinted|reproduced) with (?:the )?permission\b",
    re.IGNORECASE,
)
_NOTICES = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site|"
    r"our partners) (?:and our partners )?uses? cookies\b.{0,200}|(?:accept|manage|reject)(?: all)? cookies|"
    r"by (?:continuing|signing up|clicking|subscribing|registering|"
    r"using this (?:web)?site)\b.{0,200}\b(?:you agree|cookies|terms|privacy policy)\b|"
    r"(?:privacy|cookie) (?:policy|settings|preferences|notice)|terms (?:of (?:use|service)|"
    r"and conditions|& conditions)|"
    r"(?:an )?advertise?ment|advertisement[:.-]?|sponsored(?: content)?|promoted(?: content)?|"
    r"story continues below.{0,40}|article continues (?:below|after).{0,40}|"
    r"skip (?:to|past) .{3,40}|continue reading(?: .{1,40})?|scroll (?:down|to continue).{0,30}|loading\W*|"
    r"(?:leave|post|add|view|show|hide|read) (?:a |all )?comments?(?: \(?\d+\)?)?|\d* ?comments?|"
    r"no comments|join the (?:conversation|discussion)|"
    r"back to top|print this (?:page|article)|home|menu|search|close|share|print|listen|copy link|"
    r"play video|gift this article|"
    r"\d+ (?:min|minutes?)(?: of)? read(?:ing)?|reading time:? .{1,20}|(?:tags?|topics|keywords|"
    r"filed under|categories|category|labels?|in this story)\s?:.{1,200}|"
    r"(?:updated|published|posted)?:? ?(?:\d+|an?) (?:minutes?|mins?|hours?|hrs?|days?|weeks?|"
    r"months?|years?)(?:, \d+ \w+)? ago.{0,60}",
    re.IGNORECASE,
)
_SHARING = word_set(
    "facebook twitter x linkedin whatsapp email e-mail mail print share tweet pinterest reddit telegram "
    "copy link flipboard messenger instagram youtube tumblr save comment comments more on via this "
    "article story post"
)
_SHARING_SITES = word_set("facebook twitter linkedin whatsapp pinterest reddit telegram flipboard messenger instagram")
_ADDRESS = re.compile(
    r"(?:e-?mail:?\s)?(?:(?:https?://|www\.)\S+|\S+@[\w-]+(?:\.[\w-]+)+|@\w{2,30}|#\w+(?:\s#\w+)*)",
    re.IGNORECASE,
)
_SOURCE_TAG = re.compile(r"(?:source|via|original source|news source)\b\s?:?\s\S+(?:\s\S+){0,3}", re.IGNORECASE)
_RULE = re.compile(r"\W{1,80}")


def is_byline(words: str) -> bool:
    """'By Jane Doe and John Smith, Staff Writers', 'AFP' alone; not 'By Friday the talks had ended.'"""
    if _AGENCY_TAG.fullmatch(words[:_LONGEST_CREDIT]):
        return True
    lead = _BYLINE.match(words[:40])
    return lead is not None and _are_names(words[lead.end() :])


def is_staff_line(words: str) -> bool:
    """'(Reporting by A. Writer; Editing by B. Editor)', 'C. Author contributed to this report.'"""
    if len(words) > _LONGEST:
        return False
    if _CONTRIBUTED.search(words):
        return True
    lead = _STAFF.match(words)
    if not lead:
        return False
    names = [w for w in words[lead.end() :].split() if w[:1].isalpha()]
    small = [w for w in names if w[0].islower() and w.strip(",;.()").lower() not in _STAFF_WORDS]
    return bool(names) and not small


def is_credit(words: str) -> bool:
    """A paragraph that only says whose picture it is: '(Photo: AP)', 'Image: Jane Doe/Getty Images'."""
    if len(words) > _LONGEST_CREDIT:
        return False
    bare = words.strip("()[] ")
    lead = _CREDIT_LEAD.match(bare)
    if lead and not date_line(bare):
        rest = bare[lead.end() :]
        return bool(rest) and _are_names(rest, most=_LONGEST_NAMES) and not _RIGHTS.match(bare)
    return bool(_AGENCY_CREDIT.fullmatch(bare)) and _are_names(bare.replace("/", " "))


def is_captioned(words: str) -> bool:
    """A caption that says so itself: 'FILE - ...', 'Image caption, ...', '... in May. (AP Photo/J. Doe)'."""
    short = len(words) <= _LONGEST
    if _FILE_PICTURE.match(words) or (short and (_BBC_CAPTION.match(words) or _PICTURE_LEAD.match(words))):
        return True
    if len(words) > _LONGEST_CAPTION:
        return False
    bracket = max(words.rfind("("), words.rfind("["))
    inside = words[bracket:].rstrip(".") if bracket > 0 else ""
    return bool(_REUTERS_AT_END.search(words[-60:])) or (inside.endswith((")", "]")) and is_credit(inside))


def is_related_heading(words: str) -> bool:
    """A heading over links to other pages: 'Read also', 'Most read', 'More on this story'."""
    return len(words) <= 80 and bool(_RELATED_HEADING.fullmatch(words))


def is_related_link(words: str) -> bool:
    """A link to another page with its lead: 'More: Should the West fear ...?', '>> Read also: ...'."""
    if len(words) > _LONGEST_LINK:
        return False
    if _RELATED_LINK.match(words):
        return True
    return bool(_LOOSE_LINK.match(words)) and not re.search(r"[.”\"]$", words) and len(words) <= 120


def is_promotion(words: str) -> bool:
    """An offer to the reader: newsletters, apps, jobs, subscriptions, social media."""
    if len(words) > _LONGEST or _SPEAKING.search(words):
        return False
    return bool(_JOBS.fullmatch(words.rstrip(".:!"))) or bool(_PROMPT.match(words) and _PROMPT_CUE.search(words))


def is_notice(words: str) -> bool:
    """Notices and parts of the page: rights, cookies, 'Advertisement', sharing, bare addresses, rules."""
    if len(words) > _LONGEST:
        return False
    if _RIGHTS.match(words) or _NOTICES.fullmatch(words.rstrip(" .!:")) or _ADDRESS.fullmatch(words):
        return True
    if _RULE.fullmatch(words):
        return True
    tokens = re.findall(r"[\w-]+", words.lower()[:_LONGEST])
    return len(tokens) <= 12 and not _SHARING_SITES.isdisjoint(tokens) and _SHARING.issuperset(tokens)


def is_source_tag(words: str) -> bool:
    """A last line naming where a page was taken from: 'Source: Daily Post', 'source site-14'."""
    return len(words) <= 60 and bool(_SOURCE_TAG.fullmatch(words)) and not words.endswith(".")


def is_furniture(words: str) -> bool:
    """Any of the kinds of line that never belong to a report's prose or pictures."""
    return (
        is_byline(words)
        or is_staff_line(words)
        or is_related_heading(words)
        or is_related_link(words)
        or is_promotion(words)
        or is_notice(words)
    )


def _are_names(words: str, most: int = _LONGEST_NAMES) -> bool:
    """Are these names and the words between them, not a sentence?"""
    tokens = words.replace("/", " ").replace("|", " ").strip("()[]").split()
    if not tokens or len(tokens) > most or _SPEAKING.search(words):
        return False
    plain = [t.strip(",;:.()©-–—&+") for t in tokens]
    plain = [t for t in plain if t]
    if not plain or plain[0].lower() in {"the", "a", "an", "all", "far"} or _NOT_A_NAME.match(plain[0]):
        return False
    if words.endswith(".") and len(plain[-1]) > 2:
        return False
    return all(t.lower() in _LINKING_WORDS or t == "dpa" or not t[0].islower() for t in plain) and plain[0][0].isalpha()
