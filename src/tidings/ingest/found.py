"""What the readers of single formats hand to `load`: documents found, and the refusal of a source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..errors import UnreadableInput

REPORT_BYTES = 20_000_000  # of one file, or one line of a table: the longest books stay under it, no report comes near
TABLE_BYTES = 1_000_000_000  # tables are read row by row, so that only their reports are held in memory


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A document as its file gives it; None for what the file does not say."""

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: dt.date | None = None


class Refused(UnreadableInput):
    """A source that gives no text; `code` is the code of the notice it becomes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def too_large(size: str, limit: int, advice: str) -> Refused:
    return Refused("too-large", f"is {size} long; at most {megabytes(limit)} are read. {advice}")


def megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"
