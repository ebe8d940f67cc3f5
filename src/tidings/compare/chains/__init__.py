"""Which words tell of one occurrence, within a report and across the reports of a story.

`tellings` are mentions as they are compared, `meanings` (with `meanings.txt`) what their words mean, `occurrence` says
whether two are of one occurrence, `joining` makes chains of them.
"""

from __future__ import annotations

from .joining import chains
from .occurrence import same_occurrence
from .tellings import Telling, telling

__all__ = ["Telling", "chains", "same_occurrence", "telling"]
