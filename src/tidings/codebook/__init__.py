"""Event types as data, and the classifier that answers by them.

from tidings import codebook

book = codebook.load()                      # PLOVER; or codebook.load(Path("mine.toml"))
codebook.check(Path("mine.toml"))           # every problem with its line
pair = codebook.Pair(sentence="Troops shelled the town.", actor=(0, 6), recipient=(15, 23))
codebook.classifier().classify([pair])      # type, mode, status, each with a calibrated confidence
codebook.evaluate(book), codebook.fit(book) # a user's own types, with examples
codebook.encode(["a sentence"])             # embeddings from the same encoder
"""

from .book import NONE, QUADS, Codebook, Example, Mode, TypeEntry, load
from .checks import Problem, check
from .classify import Classifier, Label, classifier, encode
from .heads import Evaluation, Head, TypeScore, evaluate, fit, head_path
from .inputs import Pair

__all__ = [
    "NONE",
    "QUADS",
    "Classifier",
    "Codebook",
    "Evaluation",
    "Example",
    "Head",
    "Label",
    "Mode",
    "Pair",
    "Problem",
    "TypeEntry",
    "TypeScore",
    "check",
    "classifier",
    "encode",
    "evaluate",
    "fit",
    "head_path",
    "load",
]
