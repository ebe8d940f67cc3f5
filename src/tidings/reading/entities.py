"""The greedy recogniser of entities of a spaCy pipeline, all texts a word further at a time, for the same answers.

Its own loop asks each of some seventy moves at each word whether it is allowed. That follows from what is open, from
the word and from the next one (spaCy 3.8, `pipeline/_parser_internals/ner.pyx`), so that here it is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc

LOOKED_AT = 3  # words that a move is scored by: the next, and of an open entity the first and the last
INSIDE, BEGINS, OUTSIDE = 1, 3, 2  # spaCy's numbers for where in an entity a word is


class Entities:
    """Writes the entities into some texts. `otherwise` does it for texts in which another part has found some."""

    @staticmethod
    def fit(recogniser: Any) -> bool:
        """Is it built as read here: on a processor, three words, one layer more that scores each move, none barred?"""
        model = recogniser.model
        return bool(
            model.ops.device_type == "cpu"
            and model.has_ref("lower")
            and model.get_ref("lower").maybe_get_dim("nF") == LOOKED_AT
            and model.attrs.get("has_upper")
            and not model.attrs.get("unseen_classes")
            and model.get_ref("upper").maybe_get_dim("nO") == recogniser.moves.n_moves
        )

    def __init__(self, recogniser: Any, *, otherwise: Callable[[list[Doc]], object]) -> None:
        import numpy as np

        self._model, self._otherwise = recogniser.model, otherwise
        names = [recogniser.moves.get_class_name(i) for i in range(recogniser.moves.n_moves)]  # 'B-ORG' ... 'O'
        acts, kinds = [name[:1] for name in names], [name[2:] for name in names]
        number = {kind: n for n, kind in enumerate(dict.fromkeys(["", *kinds]))}  # 0: none
        self._kind: Any = np.array([number[kind] for kind in kinds])
        self._opens: Any = np.array([act == "B" for act in acts])
        self._goes_on: Any = np.array([act == "I" for act in acts])
        place = {"B": BEGINS, "U": BEGINS, "I": INSIDE, "L": INSIDE}
        strings = recogniser.vocab.strings
        # of each move what is written down of its word
        told = [
            (place.get(act, OUTSIDE), strings.add(kind) if kind else 0) for act, kind in zip(acts, kinds, strict=True)
        ]
        self._told: Any = np.array(told, np.uint64)
        # by the kind that is open, whether an entity may go on into the next word, and whether the word is a space
        self._allowed: Any = np.zeros((len(number), 2, 2, len(names)), bool)
        for move, (act, kind) in enumerate(zip(acts, kinds, strict=True)):
            if act == "O":
                self._allowed[0, :, :, move] = True
            elif not kind:
                continue  # what bars an entity by hand
            elif act in "BU":
                self._allowed[0, 1 if act == "B" else slice(None), 0, move] = True
            elif act in "IL":
                self._allowed[number[kind], 1 if act == "I" else slice(None), :, move] = True

    def __call__(self, docs: list[Doc]) -> None:
        import numpy as np

        texts = sorted((doc for doc in docs if len(doc)), key=len, reverse=True)
        tables: list[Any] = [doc.to_array(["SENT_START", "IS_SPACE", "ENT_IOB"]) for doc in texts]
        if not texts or any(table[:, 2].any() for table in tables):
            self._otherwise(docs)
            return
        lengths = np.array([len(doc) for doc in texts])
        ends = lengths.cumsum()
        words = np.concatenate(tables)
        may_go_on = np.append(words[1:, 0] != 1, False)  # not into the next sentence,
        may_go_on[ends - 1] = False  # nor over the end
        moves = self._moves(self._model.predict(texts), lengths, may_go_on.astype(int), words[:, 1].astype(int))
        told: list[Any] = np.split(self._told[moves], ends[:-1])
        for doc, rows in zip(texts, told, strict=True):
            doc.from_array(["ENT_IOB", "ENT_TYPE"], rows)

    def _moves(self, scorer: Any, lengths: Any, may_go_on: Any, space: Any) -> Any:
        """The move of each word of texts one behind the other, the longest first."""
        import numpy as np

        first = lengths.cumsum() - lengths
        moves = np.zeros(lengths.sum(), int)
        kind, begun = np.zeros(len(lengths), int), np.full(len(lengths), -1)  # of what is open
        for step in range(lengths[0]):
            left = int((lengths > step).sum())
            at, since = first[:left] + step, begun[:left]
            looked_at = np.stack([at, since, np.where(since < 0, -1, at - 1)], 1).astype(np.int32)
            scores = scorer.vec2scores.predict(scorer.state2vec.predict(looked_at))
            allowed = self._allowed[kind[:left], may_go_on[at], space[at]]
            moves[at] = chosen = np.where(allowed, scores, -np.inf).argmax(1)
            opens, goes_on = self._opens[chosen], self._goes_on[chosen]
            kind[:left] = np.where(opens | goes_on, self._kind[chosen], 0)
            begun[:left] = np.where(opens, at, np.where(goes_on, since, -1))
        scorer.clear_memory()
        return moves
