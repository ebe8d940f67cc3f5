"""Who did what to whom: event mentions from readings."""

from .echoes import is_echo
from .events import CONFIDENT, VERBAL, TypeClassifier, code, code_many
from .options import SAYING

__all__ = ["CONFIDENT", "SAYING", "VERBAL", "TypeClassifier", "code", "code_many", "is_echo"]
