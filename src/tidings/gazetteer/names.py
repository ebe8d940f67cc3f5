"""Keys under which names are found: spelling differences that do not matter to a reader are taken away."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss",
        "’": "", "‘": "", "'": "", "`": "", "ʻ": "", "ʼ": "", ".": "", "-": " ", "–": " ", "‐": " ", "‑": " ",
        "\t": " ", "\n": " ", ",": " ,",
    }
)  # fmt: skip
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


@lru_cache(maxsize=1 << 16)  # a report asks for the same few hundred names again and again
def fold(name: str) -> str:
    """The key of a name: 'St. Louis' and 'Saint Louis' give 'st louis', 'São Paulo' 'sao paulo', 'U.S.'
    'us'."""
    if name.isascii():
        plain = name.lower().translate(_PLAIN)
    else:
        lower = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN)
        plain = "".join(c for c in lower if not unicodedata.combining(c))
    return " ".join([_SHORT.get(word, word) for word in plain.split()])


def without_article(name: str) -> str:
    """'the Netherlands' gives 'Netherlands'; 'The Hague' is left alone by asking for it first."""
    return name[4:] if name[:4] in ("the ", "The ", "THE ") else name
