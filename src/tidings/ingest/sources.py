"""What the user named - files, directories, patterns - as the files to read."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..records import Notice

STDIN = "-"
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
_ALLOWED = "text, HTML, PDF, JSONL, CSV or Parquet"


def files_of(sources: Sequence[str | Path]) -> tuple[list[str], list[Notice]]:
    """The files that the sources name, in order, and notices for those that name none.

    A directory gives its files of a known kind, in order of their paths; a pattern ('news/**/*.txt') the
    files that match. A file named twice is read once.
    """
    files: dict[str, None] = {}
    notices: list[Notice] = []
    for source in map(str, sources):
        if source == STDIN or not os.path.isdir(source):
            found, notice = _single(source)
        else:
            found, notice = _directory(source)
        files.update(dict.fromkeys(found))
        notices.extend([notice] if notice else [])
    return list(files), notices


def kind_of(path: str, head: bytes) -> str:
    """How to read a file: by its content where that is plain, else by its suffix, else as text."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PAR1"):
        return "parquet"
    known = KINDS.get(os.path.splitext(path)[1].lower())
    if known:
        return known
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "json" if begins.startswith((b'{"', b'[{"')) else "text"


def _single(source: str) -> tuple[list[str], Notice | None]:
    if source == STDIN or os.path.lexists(source):
        return [source], None
    if source.startswith(("http://", "https://")):
        message = f"{source}: addresses are not fetched here. Save the page and give the file"
        return [], Notice(code="not-fetched", message=message, path=source)
    if glob.has_magic(source):
        matches = sorted(path for path in glob.glob(source, recursive=True) if os.path.isfile(path))
        if matches:
            return matches, None
        message = f"{source}: no file matches this pattern. Check it, and the directory you are in"
        return [], Notice(code="no-match", message=message, path=source)
    message = f"{source}: there is no such file or directory. Check the path; '-' reads from standard input"
    return [], Notice(code="missing", message=message, path=source)


def _directory(source: str) -> tuple[list[str], Notice | None]:
    found: list[str] = []
    others: Counter[str] = Counter()
    unread: list[str] = []
    for folder, folders, names in os.walk(source, onerror=lambda error: unread.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            suffix = os.path.splitext(name)[1].lower()
            if name.startswith("."):
                continue
            if suffix in KINDS and os.path.isfile(os.path.join(folder, name)):
                found.append(os.path.join(folder, name))
            else:
                others[suffix or "without suffix"] += 1
    if unread:
        message = f"{unread[0]}: cannot be listed ({len(unread):,} such). Allow reading it, or name other files"
        return sorted(found), Notice(code="unreadable", message=message, path=source)
    if not found:
        message = f"{source}: holds no reports. Wanted are files of {_ALLOWED} ({' '.join(KINDS)})"
        return [], Notice(code="no-reports", message=message, path=source)
    if others:
        kinds = ", ".join(f"{n:,} {suffix}" for suffix, n in sorted(others.items()))
        message = f"{source}: {others.total():,} files of no known kind ({kinds}). Name one to have it read"
        return sorted(found), Notice(code="passed-over", message=message, path=source)
    return sorted(found), None
