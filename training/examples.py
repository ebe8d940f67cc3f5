"""Reads the authored corpus: one example a line, TYPE, mode, status and a sentence whose ends are marked.

`ASSAULT<TAB>shelling<TAB>happened<TAB>[A:Troops] shelled [R:the town]` becomes an `Example` with offsets into
the plain sentence.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
# What is only intended is not yet the act (CAMEO 03 and 13): an announced visit is AGREE/meet, an announced
# strike THREATEN/dissent. The authors wrote the act, with status planned; here it is read by the codebook.
INTENDED = {
    "CONSULT": ("AGREE", "meet"),
    "SUPPORT": ("AGREE", "cooperate"),
    "COOPERATE": ("AGREE", "cooperate"),
    "AID": ("AGREE", "aid"),
    "CONCEDE": ("AGREE", "yield"),
    "RETREAT": ("AGREE", "yield"),
    "PROTEST": ("THREATEN", "dissent"),
    "SANCTION": ("THREATEN", "sanction"),
    "MOBILIZE": ("THREATEN", "attack"),
    "ASSAULT": ("THREATEN", "attack"),
    "COERCE": ("THREATEN", "coerce"),
}
MARK = re.compile(r"\[([ART]):([^\[\]]*)\]")
STATUSES = ("happened", "ongoing", "planned", "possible", "denied", "cancelled")


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One authored line. Spans are (start, end) into `sentence`, None where that side is not named."""

    type: str
    mode: str | None
    status: str
    sentence: str
    actor: tuple[int, int] | None
    recipient: tuple[int, int] | None
    source: str = ""  # file and line


def unmark(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The plain sentence and the spans of its marks: '[A:Iran] left' gives ('Iran left', {'A': (0, 4)})."""
    plain: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    at = length = 0
    for found in MARK.finditer(marked):
        before = marked[at : found.start()]
        plain += [before, found[2]]
        length += len(before)
        if found[1] in spans:
            raise ValueError(f"two marks [{found[1]}:...] in {marked!r}")
        spans[found[1]] = (length, length + len(found[2]))
        length += len(found[2])
        at = found.end()
    plain.append(marked[at:])
    return "".join(plain), spans


def read(paths: Iterable[Path] | None = None, *, types: frozenset[str], strict: bool = True) -> list[Example]:
    """Every example of the files, in order of file name; a broken line raises ValueError (or is passed over,
    not strict).
    """
    found: list[Example] = []
    for path in sorted(paths if paths is not None else CORPUS.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                found.append(_example(line, types, f"{path.name}:{number}"))
            except ValueError as error:
                if strict:
                    raise
                print(f"passed over: {error}")
    return found


def _example(line: str, types: frozenset[str], source: str) -> Example:
    fields = line.rstrip("\n").split("\t")
    if len(fields) != 4:
        raise ValueError(f"{source}: wanted 4 tab-separated fields, got {len(fields)}")
    kind, mode, status, marked = (f.strip() for f in fields)
    if kind not in types:
        raise ValueError(f"{source}: unknown type {kind!r}")
    if status not in STATUSES:
        raise ValueError(f"{source}: unknown status {status!r}")
    sentence, spans = unmark(marked)
    if not spans or any(c in sentence for c in "[]"):
        raise ValueError(f"{source}: marks broken in {marked!r}")
    if status == "planned" and kind in INTENDED:
        kind, mode = INTENDED[kind]
    return Example(
        type=kind,
        mode=None if mode in {"*", "", "-"} else mode,
        status=status,
        sentence=sentence,
        actor=spans.get("A"),
        recipient=spans.get("R"),
        source=source,
    )


def folds(examples: list[Example], *, parts: int) -> list[int]:
    """A part for each example, by a hash of its sentence: the same however the corpus grows around it."""
    return [int(hashlib.sha256(e.sentence.encode()).hexdigest(), 16) % parts for e in examples]


# States of one word: they stand for one another in a sentence, so that none carries a label.
COUNTRIES = """
Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bangladesh Belarus Belgium Bolivia
Brazil Bulgaria Cambodia Cameroon Canada Chad Chile China Colombia Congo Croatia Cuba Cyprus Denmark
Ecuador Egypt Eritrea Estonia Ethiopia Fiji Finland France Georgia Germany Ghana Greece Guatemala
Guinea Haiti Honduras Hungary India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan
Kazakhstan Kenya Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Liberia Libya Lithuania Malawi
Malaysia Mali Malta Mexico Moldova Mongolia Morocco Mozambique Myanmar Nepal Nicaragua Niger Nigeria
Norway Oman Pakistan Panama Paraguay Peru Poland Portugal Qatar Romania Russia Rwanda Senegal Serbia
Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan Tajikistan Tanzania
Thailand Togo Tunisia Turkey Uganda Ukraine Uruguay Uzbekistan Venezuela Vietnam Yemen Zambia
Zimbabwe
""".split()
_COUNTRY = re.compile(r"\b(" + "|".join(COUNTRIES) + r")\b")


def renamed(example: Example, rng: random.Random) -> Example:
    """The example with each country changed for another one, everywhere the same."""
    found = sorted(set(_COUNTRY.findall(example.sentence)))
    if not found:
        return example
    to = dict(zip(found, rng.sample(COUNTRIES, len(found)), strict=True))
    return substitute(example, lambda text: _COUNTRY.sub(lambda m: to[m[1]], text))


def substitute(example: Example, change) -> Example:  # type: ignore[no-untyped-def]
    """The example with `change` applied to each stretch between and inside its ends, spans moved along."""
    cuts = sorted({0, len(example.sentence), *(e for s in (example.actor, example.recipient) if s for e in s)})
    moved, text = {0: 0}, ""
    for start, end in pairwise(cuts):
        text += change(example.sentence[start:end])
        moved[end] = len(text)
    spans = [(moved[s[0]], moved[s[1]]) if s else None for s in (example.actor, example.recipient)]
    return replace(example, sentence=text, actor=spans[0], recipient=spans[1])
