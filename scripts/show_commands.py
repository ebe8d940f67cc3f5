"""The commands that README and docs show, with what they print: `make docs` writes the printed lines again.

A ```console block begins with `$ tidings ...`; below it stands what the command prints, without colours, on
80 columns. Longer outputs are cut at a blank line, and '...' says so.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?ms)^```console\n\$ tidings (?P<options>[^\n]*)\n(?P<output>.*?)^```$")
MOST_LINES = 88  # two screens: what all say, where they differ, what only one says
CUT = "..."


def printed(options: str) -> list[str]:
    """The lines that `tidings OPTIONS` prints from the repository's root."""
    command = [str(Path(sys.executable).with_name("tidings")), *shlex.split(options)]
    plain = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, encoding="utf-8", check=True)
    return [line.rstrip() for line in done.stdout.splitlines()]


def cut(lines: list[str]) -> list[str]:
    """At most MOST_LINES of them, up to a blank line."""
    if len(lines) <= MOST_LINES:
        return lines
    last = max((n for n in range(MOST_LINES) if not lines[n]), default=MOST_LINES - 1)
    return [*lines[: last + 1], CUT]


def refreshed(page: str) -> str:
    """The page with every block's output as it is now."""

    def block(match: re.Match[str]) -> str:
        shown = "\n".join(cut(printed(match["options"])))
        return f"```console\n$ tidings {match['options']}\n{shown}\n```"

    return BLOCK.sub(block, page)


def main() -> None:
    for path in PAGES:
        before = path.read_text(encoding="utf-8")
        after = refreshed(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: outputs written again")


if __name__ == "__main__":
    main()
