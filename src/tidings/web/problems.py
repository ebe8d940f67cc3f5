"""What goes wrong in a page, as a status and a sentence that says what to do next."""

from __future__ import annotations

from ..errors import InputError, JudgementError, SettingError, TidingsError
from ..library import LibraryBusy, LibraryError


class CannotDo(Exception):
    """A request that cannot be done: the sentence to show, and the HTTP status."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


_BY_BEGINNING = (
    ("there is no ", 404),
    ("several ", 400),
)
_BY_WORDS = (
    ("has ended", 410),
    ("has not been compared yet", 409),
    ("read-only", 403),
)


def status_of(error: TidingsError) -> int:
    """The HTTP status of an error of ours."""
    if isinstance(error, LibraryBusy):
        return 503
    if isinstance(error, SettingError | InputError):
        return 400
    if isinstance(error, JudgementError):
        return 409
    message = str(error)
    for words, status in _BY_BEGINNING:  # first: what follows them may be words of whoever asked
        if message.startswith(words):
            return status
    if isinstance(error, LibraryError):
        return next((status for words, status in _BY_WORDS if words in message), 500)
    return 500
