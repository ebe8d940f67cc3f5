"""The parts of a spaCy pipeline, asked in quicker ways for the same answers.

Measured on news with spaCy 3.8: its parser of entities takes and gives back Python's lock at each look at a word,
more than half of its time; the attribute ruler tries 180 patterns at each word, though nearly all ask for one word's
tag or letters; the lemmatizer looks through lists of some ten thousand words; a word is embedded anew each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Step = Callable[[list["Doc"]], object]  # annotates the texts in place
# odd numbers that spread a word's features over 64 bits: two words with one sum are not to be expected
SPREAD = 0x9E3779B97F4A7C15


def quickened(loaded: Language) -> Callable[[Sequence[str]], Iterator[Doc]]:
    """What reads some texts together, in their order, as `loaded.pipe` would; the pipeline itself is changed."""
    _multiply_by_numpy(loaded)
    steps = [_step(part) for _, part in loaded.pipeline]

    def read(texts: Sequence[str]) -> Iterator[Doc]:
        docs = [loaded.make_doc(text) for text in texts]
        for step in steps:
            step(docs)
        return iter(docs)

    return read


def _step(part: Any) -> Step:
    from spacy.pipeline import AttributeRuler, DependencyParser, EntityRecognizer, Lemmatizer, Tok2Vec

    model = getattr(part, "model", None)
    if isinstance(part, (DependencyParser, EntityRecognizer)):
        _embed_once(model)
        if part.cfg.get("beam_width", 1) == 1:
            return lambda docs: part.set_annotations(docs, _states(part, docs))
    if isinstance(part, Tok2Vec):
        _embed_once(model)
    if isinstance(part, AttributeRuler):
        return _ruler(part)
    if isinstance(part, Lemmatizer) and part.mode == "rule":
        index = part.lookups.get_table("lemma_index", {})
        for pos in list(index):
            index[pos] = frozenset(index[pos])
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


def _ruler(ruler: Any) -> Step:
    """The attribute ruler with its patterns of one word looked up by the word's tag, lower case and role."""
    from spacy.matcher import Matcher

    strings = ruler.vocab.strings
    # by the tag that is asked for, None for other questions: what is asked of a word, the rule's number and its name
    single: dict[str | None, list[tuple[dict[str, Any], int, int]]] = defaultdict(list)
    rest = Matcher(ruler.vocab)
    for number, rule in enumerate(ruler.patterns):
        name = strings.add(str(number))
        for pattern in rule["patterns"]:
            if len(pattern) == 1 and all(_is_plain(key, wanted) for key, wanted in pattern[0].items()):
                tag = pattern[0].get("TAG")
                single[tag if isinstance(tag, str) else None].append((pattern[0], number, name))
            else:
                rest.add(str(number), [pattern])
    told = {word for rules in single.values() for asked, _, _ in rules for word in _words(asked.get("LOWER", ()))}

    @cache
    def rules_of(tag: str, lower: str, dep: str, space: bool) -> list[tuple[int, int]]:
        word = {"TAG": tag, "LOWER": lower, "DEP": dep, "IS_SPACE": space}
        rules = (*single.get(tag, ()), *single.get(None, ()))
        return [(n, name) for asked, n, name in rules if all(_fits(word[k], wanted) for k, wanted in asked.items())]

    def step(docs: list[Doc]) -> None:
        for doc in docs:
            found = [(int(strings[name]), name, start, end) for name, start, end in rest(doc, allow_missing=True)]
            for i, token in enumerate(doc):
                lower = token.lower_
                rules = rules_of(token.tag_, lower if lower in told else "", token.dep_, token.is_space)
                found += [(number, name, i, i + 1) for number, name in rules]
            ruler.set_annotations(doc, sorted(found))  # later rules have precedence

    return step


def _is_plain(key: str, wanted: object) -> bool:
    if key == "IS_SPACE":
        return isinstance(wanted, bool)
    lists = isinstance(wanted, dict) and set(wanted) <= {"IN", "NOT_IN"}
    return key in ("TAG", "LOWER", "DEP") and (isinstance(wanted, str) or lists)


def _words(wanted: Any) -> Iterable[str]:
    return [wanted] if isinstance(wanted, str) else chain.from_iterable(wanted.values()) if wanted else ()


def _fits(value: object, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return value in wanted.get("IN", (value,)) and value not in wanted.get("NOT_IN", ())
    return bool(value == wanted)
