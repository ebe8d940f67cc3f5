"""What goes wrong in an archive.

TidingsError
└── ArchiveError     an archive that cannot be used, or an input that cannot be reached
    └── DiskFull     no space is left: what is finished is kept, and the same command goes on from there
"""

from __future__ import annotations

import errno

from ..errors import TidingsError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS = ("no space left", "disk quota exceeded", "file too large")


class ArchiveError(TidingsError):
    """An archive that cannot be used, or an input that cannot be reached."""


class DiskFull(ArchiveError):
    """No space is left where the archive is written."""


def is_full(error: BaseException) -> bool:
    """Whether an error of the system, or of DuckDB, says that the disk is full."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _FULL_WORDS)
