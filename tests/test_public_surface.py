"""The public names of the package, pinned: a name more or less is a decision, not an accident."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import tidings
from tidings import records

STAGES = ["brief", "clean", "code", "compare", "group", "load", "read", "report_from_text"]
NOUNS = ["Brief", "Report", "Story"]
HEAVY = ["numpy", "spacy", "onnxruntime", "trafilatura", "pydantic", "duckdb", "jinja2", "rich", "pypdf"]


def test_the_public_names_are_these() -> None:
    assert tidings.__all__ == sorted([*STAGES, *NOUNS, "Library", "TidingsError"])
    assert set(tidings.__all__) <= set(dir(tidings))


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_is_a_documented_function(name: str) -> None:
    stage = getattr(tidings, name)
    assert inspect.isfunction(stage)
    assert stage.__doc__


@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_is_the_record_of_that_name(name: str) -> None:
    assert getattr(tidings, name) is getattr(records, name)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"'breif'; it has Brief, .*, brief, "):
        _ = tidings.breif


def _in_a_new_process(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 (our own code)
    return done.stdout.strip()


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _in_a_new_process(f"import sys, tidings; print([m for m in {HEAVY} if m in sys.modules])")
    assert loaded == "[]"


@pytest.mark.parametrize("module", ["clean", "compare", "brief"])
def test_a_submodule_does_not_hide_the_function_of_its_name(module: str) -> None:
    code = f"import tidings.{module}, types; print(isinstance(tidings.{module}, types.FunctionType))"
    assert _in_a_new_process(code) == "True"
