"""Who did what to whom: event mentions from readings."""

from .echoes import is_echo
from .events import CONFIDENT, TypeClassifier, code, code_many

__all__ = ["CONFIDENT", "TypeClassifier", "code", "code_many", "is_echo"]
