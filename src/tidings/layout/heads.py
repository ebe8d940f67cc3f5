"""The head of a report and its pictures: what is headline, where a dateline ends, what is a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .dates import MONTH, WEEKDAY, date_line
from .furniture import (
    is_byline,
    is_captioned,
    is_credit,
    is_notice,
    is_promotion,
    is_related_heading,
    is_staff_line,
)
from .paragraphs import Paragraph, ends_a_sentence, word_set

_TITLE_LETTERS = 200
_TITLE_WORDS = 30
_QUESTION_WORDS = 15  # a first line that asks is a headline when it is short
_HEAD_PARAGRAPHS = 6  # a headline stands among the first few: after a section name, a date, a byline
_CAPTION_LETTERS = 300
_CAPTION_TITLE_LETTERS = 100
_DATELINE_LETTERS = 160
_DATELINE_PROSE_WORDS = 14  # a first sentence of news is longer; 'Smith: We will win.' is not one
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.(?:[A-Z]\.)+|Inc\.|Co\.|Corp\.|Jr\.|Sr\.|Ltd\.|No\.)[\"”’']*$")

_UPPER = "A-ZÀ-ÖØ-Þ"
_CAPITALS = rf"[{_UPPER}][{_UPPER}.'’-]+(?:[ /][{_UPPER}][{_UPPER}.'’-]*){{0,4}}"
_NAMES = rf"[{_UPPER}][\w.'’-]*(?:[ /][{_UPPER}][\w.'’-]*){{0,2}}"
_REGION = rf"(?:,\s[{_UPPER}][\w.'’-]*(?:\s[{_UPPER}][\w.'’-]*){{0,3}}|\s\[[{_UPPER}][\w .'’-]{{1,30}}\])?"
_DAY = rf"(?:{MONTH}\s\d{{1,2}}|\d{{1,2}}\s{MONTH}|{WEEKDAY})(?:,?\s\d{{4}})?"
_DATE = rf"(?:,?\s{_DAY})?"
_AGENCY = rf"\([{_UPPER}d][\w .,/&'’-]{{1,40}}\)"
_KNOWN_AGENCY = (
    r"\((?:Reuters|REUTERS|AP|AFP|CNN|BBC|dpa|DPA|EFE|ANI|PTI|IANS|UPI|Xinhua|TASS|Kyodo|Yonhap|"
    r"Bloomberg|CBS(?: News)?|"
    r"NBC(?: News)?|ABC(?: News)?|Anadolu|AA|ANSA|PA|Interfax|IPS|VOA|RFE/RL|Sputnik|The Associated Press)\)"
)
_DASH = r"(?:\s?(?:[—–―]|--)[—–―-]*|\s-)"
_BEGINS = rf"(?=\s*(?:[{_UPPER}\d\"“‘'(]|$))"
_DATELINES = (
    re.compile(rf"(?P<place>{_CAPITALS}){_REGION}{_DATE}(?:\s?{_AGENCY})?{_DASH}{_BEGINS}"),
    re.compile(rf"(?P<place>{_CAPITALS}){_REGION}(?:{_DATE}\s?{_AGENCY}|,?\s{_DAY})\s?:?{_BEGINS}"),
    re.compile(rf"(?:(?P<place>{_NAMES}){_REGION}{_DATE}|{_DAY})\s?{_AGENCY}{_DASH}{_BEGINS}"),
    re.compile(rf"(?P<place>{_NAMES}){_REGION}{_DATE}\s?{_KNOWN_AGENCY}:?{_BEGINS}"),
    re.compile(rf"(?P<place>(?!))?{_KNOWN_AGENCY}{_DASH}{_BEGINS}"),
)
_OPENERS = (
    "In|On|At|The|A|An|After|Before|When|While|With|For|It|He|She|They|There|This|These|As|Since|According|Two|Three|Four|"
    "Some|Several|Many|More|Most|Hundreds|Thousands|Following|During|Despite|Amid|Under|If|Not|Its|His|Her|Their|One"
)
_FIRST_DATELINES = (  # forms too weak to trust but at the very start of the prose
    re.compile(
        rf"(?P<place>{_NAMES}){_REGION}{_DATE}(?:\s[—–―]|"
        rf"\s--?)(?=\s[{_UPPER}\"“])(?!.{{1,120}}\s(?:[—–―]|--?)\s)",
        re.DOTALL,
    ),
    re.compile(rf"(?P<place>{_CAPITALS}|{_NAMES}){_REGION}{_DATE}:(?=\s[{_UPPER}])"),
    re.compile(rf"(?P<place>{_NAMES})(?=\s(?:{_OPENERS})\s(?:\S+\s)?[a-z])"),
)
_SMALL_WORDS = word_set(
    "a an the of in on at to for and or but nor by with from as into over after amid vs via is are be "
    "not up out off it its"
)
_NOT_PLACES = word_set(
    "NATO EU UN US USA UK UPDATE UPDATED BREAKING EXCLUSIVE WATCH FILE LIVE NEWS OPINION ANALYSIS "
    "VIDEO PHOTO PHOTOS CORRECTION NOTE EDITOR EDITORIAL COMMENT FACT FACTBOX EXPLAINER TIMELINE "
    "INTERVIEW REVIEW REPORT REPORTS BRIEFS MUST SEE POSTED PUBLISHED STORY CREATED Q A PRESIDENT "
    "CHANCELLOR MINISTER PRIME MR MRS MS DR SEN REP GOV GEN LT KING QUEEN PRINCE POPE JUDGE READ MORE "
    "BY QUESTION ANSWER"
) | {opener.upper() for opener in _OPENERS.split("|")}


def headline_of(text_paragraphs: Sequence[Paragraph]) -> str | None:
    """The headline at the head of a text, on one line; None where the text begins with prose.

    A section name before it ('World', a single word) is passed over.
    """
    found = headlines(text_paragraphs, captions(text_paragraphs))
    titles = [text_paragraphs[i].words for i in found]
    longer = [title for title in titles if " " in title]
    return next(iter(longer or titles), None)


def headlines(
    text_paragraphs: Sequence[Paragraph], captioned: frozenset[int], title: str | None = None
) -> tuple[int, ...]:
    """Which paragraphs are the headline: section name, title and deck, or one that says `title`."""
    found: list[int] = []
    for i, paragraph in enumerate(text_paragraphs[:_HEAD_PARAGRAPHS]):
        words = paragraph.words
        if title is not None and _says(words, title):
            found = [*found, i]
        elif i in captioned or _beside_the_headline(words):
            continue
        elif _wordy(found, text_paragraphs) < 2 and title_like(words):
            found.append(i)
        else:
            break
    return tuple(found) if _prose_follows(text_paragraphs, found, captioned) else ()


def title_like(words: str) -> bool:
    """Could these words be a headline: short, no full stop, not begun in lower case, no list's lead?"""
    if len(words) > _TITLE_LETTERS or not 1 <= (count := len(words.split())) <= _TITLE_WORDS:
        return False
    if not any(c.isalpha() for c in words) or words[0].islower() or words[-1] in ":;,-–—":
        return False
    if words.rstrip("\"”’'").endswith(("?", "!")):
        return count <= _QUESTION_WORDS
    return (not ends_a_sentence(words) or _capitalised_title(words)) and not dateline_length(words, first=False)


def captions(text_paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Which paragraphs are captions or photo credits.

    Before a paragraph that is only a credit stands the caption: a short one, and a title-like line before it;
    the text's first paragraph is never taken for one.
    """
    found: set[int] = set()
    for i, paragraph in enumerate(text_paragraphs):
        if is_credit(paragraph.words):
            found.add(i)
            found.update(_caption_above(text_paragraphs, i))
        elif is_captioned(paragraph.words):
            found.add(i)
    return frozenset(found)


def dateline_length(words: str, *, first: bool) -> int:
    """How many characters of `words` ('MOSCOW, Sept 7 (Reuters) - The ...') are its dateline; 0 for none.

    `first` allows the weak forms ('Dusseldorf In a keynote', 'Paris: The', 'Berlin – The') that only the
    first paragraph of the prose may have.
    """
    head = words[:_DATELINE_LETTERS]
    weak = _FIRST_DATELINES if first and _reads_as_prose(words) else ()
    for pattern in (*_DATELINES, *weak):
        match = pattern.match(head)
        if match and _may_be_place(match["place"]):
            return int(match.end())
    return 0


def _reads_as_prose(words: str) -> bool:
    """Long enough for a first sentence, and not capitalised as headlines are ('Putin: Talks Will Go On')."""
    tokens = words[: 2 * _DATELINE_LETTERS].split()
    small = sum(token[0].islower() for token in tokens)
    return len(tokens) >= _DATELINE_PROSE_WORDS and small > len(tokens) / 3


def _may_be_place(place: str | None) -> bool:
    if place is None or place.upper() == "THE HAGUE":
        return True
    return not any(word.strip(".'’").upper() in _NOT_PLACES for word in re.split(r"[ /]", place))


def _caption_above(text_paragraphs: Sequence[Paragraph], credit: int) -> list[int]:
    above: list[int] = []
    for i in range(credit - 1, max(credit - 3, 0), -1):
        words = text_paragraphs[i].words
        if is_credit(words) or _beside_the_headline(words) or dateline_length(words, first=False):
            break
        if title_like(words) and len(words) <= _CAPTION_TITLE_LETTERS:
            return [*above, i]
        if above or len(words) > _CAPTION_LETTERS or _sentences(words) > 2:
            break
        above.append(i)
    return above


def _sentences(words: str) -> int:
    return 1 + len(re.findall(r"[.!?][\"”’')]*\s+[\"“‘'(]?[A-Z]", words))


def _beside_the_headline(words: str) -> bool:
    """Lines that may stand before or after a headline without being part of it."""
    return bool(
        is_byline(words)
        or is_staff_line(words)
        or is_notice(words)
        or is_promotion(words)
        or is_related_heading(words)
        or date_line(words)
    )


def _wordy(found: Sequence[int], text_paragraphs: Sequence[Paragraph]) -> int:
    """How many of the headline's lines have more than one word: a title and a deck at most."""
    return sum(" " in text_paragraphs[i].words for i in found)


def _says(words: str, title: str) -> bool:
    """Do the words give the title, or the title with the outlet's name behind it ('... | Daily Post')?"""
    mine, theirs = _plain(words), _plain(title)
    if not mine or not theirs:
        return False
    shorter, longer = sorted((mine, theirs), key=len)
    return mine == theirs or (longer.startswith(shorter) and bool(re.match(r"\.?\s[|–—-]\s", longer[len(shorter) :])))


def _plain(words: str) -> str:
    quotes = str.maketrans("“”‘’", "\"\"''")
    return " ".join(words[: 2 * _TITLE_LETTERS].translate(quotes).split()).casefold().rstrip(".")


def _capitalised_title(words: str) -> bool:
    """A title all the same: every word but the small ones has a capital ('Talks Go On in the U.S.')."""
    tokens = [w for w in re.findall(r"[^\W\d_][\w'’-]*", words) if w.lower() not in _SMALL_WORDS]
    if _ABBREVIATION.search(words):
        return bool(sum(w[0].isupper() for w in tokens) > 0.6 * len(tokens))  # names alone reach about half
    return len(tokens) >= 4 and all(w[0].isupper() for w in tokens)


def _prose_follows(text_paragraphs: Sequence[Paragraph], found: Sequence[int], captioned: frozenset[int]) -> bool:
    after = range(found[-1] + 1, min(len(text_paragraphs), found[-1] + 1 + _HEAD_PARAGRAPHS)) if found else ()
    return any(i not in captioned and not _beside_the_headline(text_paragraphs[i].words) for i in after)
