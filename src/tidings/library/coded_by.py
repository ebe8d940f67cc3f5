"""The codebook of a library: its reports are coded by one, which is kept in the file with its whole text."""

from __future__ import annotations

from functools import lru_cache

from ..codebook.book import Codebook, from_source, load
from ..errors import SettingError
from .file import Store

_KEY = "codebook"


def kept_codebook(store: Store) -> Codebook:
    """The codebook that the library's reports are coded by; PLOVER where no other was chosen."""
    with store.read() as db:
        row = db.execute("SELECT value FROM settings WHERE key = ?", (_KEY,)).fetchone()
    return _of_source(row[0]) if row else load()


@lru_cache(maxsize=4)
def _of_source(source: str) -> Codebook:
    return from_source(source)


def agree(store: Store, given: Codebook) -> None:
    """Take a codebook for what is to be added: the kept one again, or any other while there is no report yet.

    Raises SettingError where reports are coded by another one: their events would not be of one kind.
    """
    kept = kept_codebook(store)
    if kept.digest == given.digest:
        return
    with store.read() as db:
        some = db.execute("SELECT 1 FROM reports LIMIT 1").fetchone()
    if some:
        same = f" (another text of it: {kept.digest[:8]}, got {given.digest[:8]})" if kept.name == given.name else ""
        raise SettingError(
            f"the reports of this library are coded by the codebook {kept.name}, got {given.name}{same}. "
            "`tidings recode --codebook FILE` reads them all again by it; or name another library with --library"
        )
    keep(store, given)


def keep(store: Store, given: Codebook) -> None:
    """Make a codebook that of the library."""
    with store.write() as db:
        if given.digest == load().digest:
            db.execute("DELETE FROM settings WHERE key = ?", (_KEY,))
        else:
            db.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_KEY, given.source))
