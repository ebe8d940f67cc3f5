"""What all commands share: how they print, what they say on standard error, their exit codes."""

from __future__ import annotations

import io
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from ..errors import SettingError, TidingsError

READ_NOTHING, USAGE, INTERRUPTED = 1, 2, 130  # exit codes; 0 is done
_PIPED_WIDTH = 80
_PROGRESS_AFTER = 2.0  # seconds; shorter work needs no bar


def say(kind: str, message: str) -> None:
    """One line on standard error that cannot steer the terminal."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    line = f"{kind}: {harmless(message)}".encode(encoding, "backslashreplace").decode(encoding)
    print(line, file=sys.stderr)  # noqa: T201 (a shell)


def shown(value: object) -> str:
    return f"'{harmless(str(value))}'"


def harmless(text: str) -> str:
    """Text on one line, what is not printable as an escape (`brief.safe` would load every view)."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(text.split()))


def colored(no_color: bool) -> bool:
    plain = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout.isatty()


def width(output: Path | None) -> int:
    """The terminal's width, COLUMNS where it is set, 80 for files and pipes."""
    return shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns if output is None else _PIPED_WIDTH


def print_text(text: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text)
    sys.stdout.flush()


def write_whole(path: Path, text: str) -> None:
    """Write whole or not at all, so that a full disk does not cost an earlier brief."""
    target = path.resolve()
    if target.exists() and not target.is_file():  # a device or a pipe
        target.write_text(text, encoding="utf-8")
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def told_errors() -> Iterator[None]:
    """Errors of ours, and of the file system, as one line and an exit code."""
    try:
        yield
    except SettingError as error:
        say("error", str(error))
        raise typer.Exit(USAGE) from None
    except TidingsError as error:
        say("error", str(error))
        raise typer.Exit(READ_NOTHING) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f" {shown(error.filename)}" if error.filename else ""
        say(
            "error",
            f"cannot use{where}: {error.strerror or error}. Check the path, its rights and the space left",
        )
        raise typer.Exit(USAGE) from None


def drop_output() -> None:
    """Send what is still to be printed nowhere: the interpreter flushes once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def quiet_ends() -> Iterator[None]:
    """A reader that has seen enough (`| head`) and Ctrl-C end the command without a word."""
    try:
        yield
    except BrokenPipeError:
        drop_output()
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


class Progress:
    """A bar on standard error: only on a terminal, and only once the work has taken two seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bar: Any = None
        self._task: Any = None
        self._seen = (0, 0)
        self._over = False
        self._timer = threading.Timer(_PROGRESS_AFTER, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._bar:
                self._bar.stop()
                self._bar = None

    def __call__(self, done: int, total: int) -> None:
        with self._lock:
            self._seen = (done, total)
            if self._bar:
                self._bar.update(self._task, completed=done, total=total)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("Reading reports"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with self._lock:
            if self._over:
                return
            done, total = self._seen
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", completed=done, total=total or None)
            self._bar.start()
