"""Is the disk full? Systems and DuckDB say it in different ways."""

from __future__ import annotations

import errno

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS = ("no space left", "disk quota exceeded", "file too large")


def is_full(error: BaseException) -> bool:
    """Whether an error of the system, or of DuckDB, says that the disk is full."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _FULL_WORDS)
