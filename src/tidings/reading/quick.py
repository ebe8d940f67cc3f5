"""The parts of a spaCy pipeline, asked in quicker ways for the same answers.

Measured on news with spaCy 3.8: its parser of entities takes and gives back Python's lock at each look at a word,
more than half of its time; the attribute ruler tries 180 patterns at each word and the lemmatizer looks through lists,
though what they say of a word follows, but for a few idioms, from the word, its tag and its role; a word is embedded
anew each time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..kept import Kept
from .entities import Entities

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Step = Callable[[list["Doc"]], object]  # annotates the texts in place
# odd numbers that spread a word's features over 64 bits: two words with one sum are not to be expected
SPREAD = 0x9E3779B97F4A7C15
OF_ONE_WORD = frozenset({"ORTH", "LOWER", "TAG", "DEP", "IS_SPACE"})  # what a rule may ask of a word by itself
TOLD: list[int | str] = ["DEP", "TAG", "POS", "LEMMA", "MORPH"]  # of a word, by rules
WORDS_KEPT = 65_536  # with their tag and role; some 35 MB when full, reckoned


def quickened(loaded: Language) -> Callable[[Sequence[str]], Iterator[Doc]]:
    """What reads some texts together, in their order, as `loaded.pipe` would; the pipeline itself is changed."""
    _multiply_by_numpy(loaded)
    steps = list(_steps([part for _, part in loaded.pipeline]))

    def read(texts: Sequence[str]) -> Iterator[Doc]:
        docs = [loaded.make_doc(text) for text in texts]
        for step in steps:
            step(docs)
        return iter(docs)

    return read


def _steps(parts: Sequence[Any]) -> Iterator[Step]:
    from spacy.pipeline import AttributeRuler, Lemmatizer

    left = deque(parts)
    while left:
        part = left.popleft()
        after = left[0] if left else None
        if isinstance(part, AttributeRuler) and isinstance(after, Lemmatizer) and after.mode == "rule":
            yield _each_word_told_once(part, left.popleft())
        else:
            yield _step(part)


def _step(part: Any) -> Step:
    from spacy.pipeline import DependencyParser, EntityRecognizer, Tok2Vec

    model = getattr(part, "model", None)
    if isinstance(part, (DependencyParser, EntityRecognizer)):
        _embed_once(model)
        if part.cfg.get("beam_width", 1) == 1:

            def word_by_word(docs: list[Doc]) -> None:
                part.set_annotations(docs, _states(part, docs))

            plain = isinstance(part, EntityRecognizer) and Entities.fit(part)
            return Entities(part, otherwise=word_by_word) if plain else word_by_word
    if isinstance(part, Tok2Vec):
        _embed_once(model)
    if hasattr(part, "pipe"):
        return lambda docs: list(part.pipe(iter(docs), batch_size=max(1, len(docs))))
    return lambda docs: [part(doc) for doc in docs]


def _multiply_by_numpy(loaded: Language) -> None:
    """numpy's matrix products for those of the pipeline's own BLAS: the same numbers in a third of the time."""
    from thinc.api import Model, NumpyOps

    quick = NumpyOps(use_blis=False)
    for _, part in loaded.pipeline:
        model = getattr(part, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            if type(node.ops) is NumpyOps:  # a GPU's or Apple's are quick by themselves
                node.ops = quick


def _states(part: Any, docs: list[Doc]) -> list[Any]:
    """The greedy parser's last states, one a text. Its own loop gives up Python's lock and asks for it back some
    hundred times a word; step by step from here it is held.
    """
    states: list[Any] = part.moves.init_batch(docs)
    left = [s for s in states if not s.is_final()]
    if not left:
        return states
    model = part.model.predict(docs)
    while left:
        left = part.transition_states(left, model.predict(left))
    model.clear_memory()
    return states


def _embed_once(model: Any) -> None:
    """Lets each chain of embeddings under `model` work out the row of a word once, not wherever the word stands."""
    from thinc.api import Model

    for node in model.walk():
        names = [layer.name for layer in node.layers]
        if names[:2] == ["extract_features", "list2ragged"] and names[-1] == "ragged2list" and len(names) == 5:
            embed, mix = node.layers[2:4]
            node.layers[2:4] = [Model("each_word_once", _each_word_once, layers=[embed, mix])]


def _each_word_once(model: Any, words: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    import numpy as np
    from thinc.api import Ragged

    def never(_: object) -> None:
        raise NotImplementedError("Tidings reads with this pipeline and does not train it")

    features = words.dataXd
    weights = np.array([pow(SPREAD, n + 1, 1 << 64) for n in range(features.shape[1])], np.uint64)
    _, first, where = np.unique((features * weights).sum(1), return_index=True, return_inverse=True)
    rows: Any = Ragged(features[first], model.ops.asarray1i([len(first)]))
    for layer in model.layers:
        rows = layer.predict(rows)
    return Ragged(rows.dataXd[where], words.lengths), never


def _each_word_told_once(ruler: Any, lemmatizer: Any) -> Step:
    """The attribute ruler and the lemmatizer after it. What they say of a word follows from its letters, its tag and
    its role, and is kept, but where a rule asks for several words: a text with such a place is read by them in full.
    """
    import numpy as np
    from spacy.matcher import Matcher
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

    index = lemmatizer.lookups.get_table("lemma_index", {})
    for pos in list(index):
        index[pos] = frozenset(index[pos])  # lists of some ten thousand words
    vocab = ruler.vocab
    longer, simple = Matcher(vocab), AttributeRuler(vocab)
    other = vocab.strings.add("another role")  # than those that rules ask for
    roles: set[int] = {0}
    for number, rule in enumerate(ruler.patterns):
        own = [p for p in rule["patterns"] if len(p) == 1 and p[0].keys() <= OF_ONE_WORD]
        simple.add(own, rule["attrs"], rule["index"])
        roles |= {vocab.strings.add(role) for pattern in own for role in _listed(pattern[0].get("DEP", ()))}
        if rest := [p for p in rule["patterns"] if p not in own]:
            longer.add(str(number), rest)

    def tell(words: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, ...]]:
        asked = list(words)
        doc = Doc(vocab, words=[vocab.strings[letters] for letters, _, _ in asked])
        for word, (_, tag, role) in zip(doc, asked, strict=True):
            word.tag, word.dep = tag, role
        lemmatizer(simple(doc))
        yield from map(tuple, doc.to_array(TOLD).tolist())

    told = Kept(tell, most=WORDS_KEPT)

    def step(docs: list[Doc]) -> None:
        plain: list[tuple[Doc, list[tuple[int, int, int]]]] = []
        for doc in docs:
            if longer(doc, allow_missing=True):
                lemmatizer(ruler(doc))
            elif len(doc):
                plain.append((doc, doc.to_array(["ORTH", "TAG", "DEP"]).tolist()))
        asked = [[(letters, tag, dep if dep in roles else other) for letters, tag, dep in rows] for _, rows in plain]
        known = told.many(word for words in asked for word in words)
        for (doc, rows), words in zip(plain, asked, strict=True):
            table: Any = np.array([known[word] for word in words], np.uint64)
            own = table[:, 0] == other
            table[own, 0] = [dep for (_, _, dep), same in zip(rows, own, strict=True) if same]
            doc.from_array(TOLD, table)

    return step


def _listed(wanted: Any) -> Iterable[str]:
    return [wanted] if isinstance(wanted, str) else chain.from_iterable(wanted.values()) if wanted else ()
