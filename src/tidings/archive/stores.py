"""Where inputs lie: files of this machine, or whatever fsspec reaches (s3, gcs, http), which is an extra."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..errors import ArchiveError

_COPIED = 1 << 20  # bytes copied at a time
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "created")  # what stores call a version


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """One input as it is stored: its path, its bytes, and a stamp that changes when it does."""

    path: str
    size: int
    stamp: str


def is_remote(path: str) -> bool:
    """'s3://bucket/a.warc.gz' and 'https://host/a.warc.gz' are; 'news/a.warc.gz' is not."""
    return "://" in path


def stored(path: str) -> Stored:
    """Size and stamp of an input. Raises ArchiveError where it is not there."""
    if not is_remote(path):
        try:
            found = os.stat(path)
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be read ({error.strerror}). Check the path and its rights") from error
        return Stored(path=os.path.abspath(path), size=found.st_size, stamp=str(found.st_mtime_ns))
    store, inside = _store(path)
    info = _asked(path, lambda: store.info(inside))
    stamp = next((str(info[name]) for name in _STAMPS if info.get(name)), "")
    if info.get("size") is None:
        raise ArchiveError(f"{path}: its server does not say how long it is. Download it, and give the file")
    return Stored(path=path, size=int(info["size"]), stamp=stamp)


def listed(path: str) -> list[str]:
    """The files that a path names: itself, those below a folder, or those that a pattern matches; in order."""
    if is_remote(path):
        return _listed_remotely(path)
    if os.path.isdir(path):
        found = []
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            found += [os.path.join(folder, name) for name in names if not name.startswith(".")]
        return sorted(found)
    if glob.has_magic(path) and not os.path.lexists(path):
        return sorted(match for match in glob.glob(path, recursive=True) if os.path.isfile(match))
    return [path]


def _listed_remotely(path: str) -> list[str]:
    if path.startswith(("http://", "https://")):  # where there are no folders
        return [path]
    store, inside = _store(path)
    if glob.has_magic(inside):
        found = _asked(path, lambda: store.glob(inside))
    elif _asked(path, lambda: store.isdir(inside)):
        found = _asked(path, lambda: store.find(inside))
    else:
        return [path]
    return sorted(str(store.unstrip_protocol(name)) for name in found)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The bytes of an input. Raises ArchiveError where they cannot be reached."""
    if not is_remote(path):
        with open(path, "rb") as file:
            yield file
        return
    store, inside = _store(path)
    remote = _asked(path, lambda: store.open(inside, "rb"))
    with remote:
        yield cast(BinaryIO, remote)


@contextmanager
def local_copy(path: str, folder: Path) -> Iterator[str]:
    """A path of this machine with the input's bytes: itself, or a copy in `folder` that is removed afterwards."""
    if not is_remote(path):
        yield path
        return
    copy = folder / f"copy{Path(path).suffix}"
    try:
        with opened(path) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, _COPIED)
        yield str(copy)
    finally:
        copy.unlink(missing_ok=True)


def _store(path: str) -> tuple[Any, str]:
    """The file system of an address, and the path inside it."""
    try:
        core: Any = import_module("fsspec.core")
        store, inside = core.url_to_fs(path)
    except ImportError as error:
        raise ArchiveError(
            f"{path}: reading from {path.partition('://')[0]} needs more packages ({error}); "
            "pip install 'tidings[remote]'"
        ) from error
    except ValueError as error:
        raise ArchiveError(f"{path}: {error}. Allowed are local paths, s3://, gs://, http:// and https://") from error
    return store, str(inside)


def _asked(path: str, question: Any) -> Any:
    """What a store answers. Its libraries raise errors of many kinds, here told as one."""
    try:
        return question()
    except ImportError as error:
        raise ArchiveError(f"{path}: needs more packages ({error}); pip install 'tidings[remote]'") from error
    except Exception as error:
        raise ArchiveError(
            f"{path}: cannot be reached ({error or type(error).__name__}). Check it and try again"
        ) from error
