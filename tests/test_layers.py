"""Data flows one way: the layers that pyproject.toml names hold, and name every part of the package."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_part_of_the_package_has_its_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    named = {part.strip().strip("()") for layer in contract["layers"] for part in layer.split("|")}
    package = ROOT / "src" / "tidings"
    parts = {f"tidings.{p.stem}" for p in package.iterdir() if p.suffix == ".py" and p.stem != "__init__"}
    parts |= {f"tidings.{p.name}" for p in package.iterdir() if (p / "__init__.py").is_file()}
    assert parts <= named
