"""What the README and the docs show is what the command prints; what they name is there."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from scripts.show_commands import BLOCK, CUT, MOST_LINES, PAGES, ROOT, cut, printed

SHOWN = [
    pytest.param(match["options"], match["output"], id=f"{page.name}: tidings {match['options']}")
    for page in PAGES
    for match in BLOCK.finditer(page.read_text(encoding="utf-8"))
]
# A processor that rounds otherwise may type one event otherwise and so move a line or two.
ALIKE = 0.9


@pytest.mark.parametrize(("options", "output"), SHOWN)
def test_a_shown_command_prints_what_is_shown(options: str, output: str) -> None:
    lines = cut(printed(options))
    alike = difflib.SequenceMatcher(a=output.splitlines(), b=lines, autojunk=False).ratio()
    assert alike >= ALIKE, "run `make docs`; printed was:\n" + "\n".join(lines)


def test_the_readme_shows_a_brief_of_the_examples() -> None:
    assert any("brief examples/" in str(param.values[0]) for param in SHOWN)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a", "", "b"], ["a", "", "b"]),
        (["a", "", *["b"] * MOST_LINES], ["a", "", CUT]),
        (["a"] * (MOST_LINES + 9), [*["a"] * MOST_LINES, CUT]),
    ],
)
def test_long_outputs_are_cut_at_a_blank_line(lines: list[str], expected: list[str]) -> None:
    assert cut(lines) == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if not (page.parent / t).exists()]
    assert missing == []


def test_every_verb_of_the_makefile_says_what_it_does_and_contributing_names_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert verbs
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for verb in verbs[1].split():
        assert re.search(rf"^{verb}:.*## \w", makefile, re.MULTILINE), verb
        assert f"`make {verb}`" in contributing or verb == "help", verb


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_a_lock_names_no_host_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|file:", text)
    pinned = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#") and block.strip()]
    assert pinned
    assert all("==" in block.splitlines()[0] and "--hash=sha256:" in block for block in pinned)


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_torch_is_not_among_what_is_installed(name: str) -> None:
    assert "\ntorch==" not in (ROOT / "requirements" / name).read_text(encoding="utf-8")
