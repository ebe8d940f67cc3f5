"""The errors Tidings raises. A message says what was wanted, what came, what is allowed, and what to do next.

TidingsError
├── InputError            something given to read cannot be read
│   ├── UnreadableInput     a path, file or stream that gives no text
│   └── BadTable            a JSONL, CSV or Parquet file without a usable text column
├── SettingError          an option or a settings file is not usable
│   └── CodebookError       a codebook that breaks its rules: file, line, got, allowed
├── LibraryError          a library file that cannot be used, or a request that it cannot answer
│   ├── LibraryBusy         another process wrote for longer than a writer was told to wait
│   ├── LibraryReadOnly     the file or its folder cannot be written
│   ├── NotFound            an id or a name that nothing in the library has
│   ├── Ambiguous           the beginning of several ids
│   ├── Ended               a story whose reports were all removed
│   └── Waiting             a story that was never compared yet
├── ArchiveError          an archive that cannot be used, or an input that cannot be reached
│   └── DiskFull            no space is left where the archive is written
├── JudgementError        a correction that names what is not there, or joins what cannot be one
└── DataError             data shipped with the package is missing or damaged
"""


class TidingsError(Exception):
    """Whatever Tidings raises on purpose."""


class InputError(TidingsError):
    """Something given to read cannot be read."""


class UnreadableInput(InputError):
    """A path, file or stream that gives no text."""


class BadTable(InputError):
    """A table file without a usable text column."""


class SettingError(TidingsError):
    """An option or a settings file is not usable."""


class CodebookError(SettingError):
    """A codebook that breaks its rules."""


class LibraryError(TidingsError):
    """A library file that cannot be used, or a request that it cannot answer."""


class LibraryBusy(LibraryError):
    """Another process wrote for longer than a writer was told to wait."""


class LibraryReadOnly(LibraryError):
    """The file or its folder cannot be written."""


class NotFound(LibraryError):
    """An id or a name that nothing in the library has."""


class Ambiguous(LibraryError):
    """The beginning of several ids."""


class Ended(LibraryError):
    """A story whose reports were all removed."""


class Waiting(LibraryError):
    """A story that was never compared yet."""


class ArchiveError(TidingsError):
    """An archive that cannot be used, or an input that cannot be reached."""


class DiskFull(ArchiveError):
    """No space is left: what is finished is kept, and the same command goes on from there."""


class JudgementError(TidingsError):
    """A correction that names what is not there, or joins what cannot be one."""


class DataError(TidingsError):
    """Data shipped with the package is missing or damaged."""
