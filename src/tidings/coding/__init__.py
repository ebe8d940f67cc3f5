"""Who did what to whom: event mentions from readings."""

from .events import CONFIDENT, TypeClassifier, code, code_many

__all__ = ["CONFIDENT", "TypeClassifier", "code", "code_many"]
