"""What can go wrong with a library file. A message says what was wanted, what came, and what to do next."""

from __future__ import annotations

from ..errors import TidingsError


class LibraryError(TidingsError):
    """A library file that cannot be used, or a request that it cannot answer."""


class LibraryBusy(LibraryError):
    """Another process wrote for longer than a writer was told to wait."""
