"""What one running desk holds: its library's path, its secrets, its limits, the work it has in hand."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..library import AddedAll, Library
from ..library.pages import lighten
from ..records import Report

Progress = Callable[[int, int], None]  # reports done, reports in all
Add = Callable[[Path, Sequence[str | Report], Progress], AddedAll]

_SECRET_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one desk takes. Requests are counted by client and minute; of this machine only changes."""

    body: int = 32_000_000  # bytes: a file of the 20 MB that ingest reads, in a form, with room for others
    requests: int = 1_200  # a page with its parts is about ten
    changes: int = 60
    logins: int = 10  # guesses at the token


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The settings of one desk: `request.app.state.desk`."""

    path: Path
    token: str | None
    allowed_hosts: tuple[str, ...]
    add: Add
    limits: Limits = field(default_factory=Limits)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(_SECRET_BYTES), repr=False)

    def seal(self, what: str) -> str:
        """What proves that this desk wrote `what`; of no use to another desk or after a restart."""
        return hmac.new(self.secret, what.encode(), hashlib.sha256).hexdigest()

    def token_seal(self, what: str) -> str:
        """What only one who has the token can know, without telling the token; it outlives restarts."""
        return hmac.new((self.token or "").encode(), what.encode(), hashlib.sha256).hexdigest()


class Libraries:
    """A library for each thread that asks for one: an open library is for one thread alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._here = threading.local()

    def here(self) -> Library:
        """This thread's library, opened when it is first wanted. Raises LibraryError where it cannot be."""
        found: Library | None = getattr(self._here, "library", None)
        if found is None:
            found = Library(self._path)
            lighten(found.store)
            self._here.library = found
        return found


def add_to(path: Path, sources: Sequence[str | Report], on_progress: Progress) -> AddedAll:
    """Read, code and keep reports and addresses, in a library of this thread's own."""
    with Library(path, create=True) as library:
        return library.add(list(sources), on_progress=on_progress)
