"""Checks a codebook that a user wrote: every problem with its file, its line, what was got and what is
allowed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .book import NONE, QUADS, Example, example

MIN_EXAMPLES = 8  # of a type: below that cross-validation has nothing to hold out
MAX_RATIO = 10  # of the largest type's examples to the smallest type's: above it the small one is rarely answered
MOST_EXAMPLES = 2_000  # in all: fitted well within a minute on two cores (5,270 took 113 s beside other work)
MAX_BYTES = 20_000_000  # a codebook is written by hand
ID = re.compile(r"[A-Z][A-Z0-9_-]{0,39}")  # in capitals, as filters such as `type:AID` ask for them
SHOWN = 100  # characters of what was got
ENGLISH = "en"  # what is parsed and coded
HEAD_FIELDS = frozenset({"name", "version", "language", "none"})
TYPE_FIELDS = frozenset({"id", "definition", "quad", "intensity", "cameo", "modes", "confusables", "examples"})
EXAMPLE_FIELDS = frozenset({"sentence", "actor", "recipient", "mode"})
Written = tuple[str, Example]  # the sentence as the file has it, and what it says


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong with a codebook. An error keeps it from being used, a warning does not."""

    path: Path
    line: int | None
    severity: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.severity}: {self.message}"


def check(path: Path, *, examples: bool = True) -> list[Problem]:
    """Every problem of the file, by line; an empty list for a codebook that can be fitted.

    `examples=False` leaves out the rules on their number, for a codebook that is only to be shown.
    """
    return sorted(_Check(Path(path), examples).run(), key=lambda p: (p.line or 0, p.message))


class _Check:
    """The file's lines and what was found in them."""

    def __init__(self, path: Path, examples: bool) -> None:
        self.path, self.count_examples = path, examples
        self.lines: list[str] = []
        self.blocks: list[int] = []

    def problem(self, message: str, line: int | None = None, *, warning: bool = False) -> Problem:
        return Problem(path=self.path, line=line, severity="warning" if warning else "error", message=message)

    def run(self) -> Iterator[Problem]:
        try:
            if self.path.stat().st_size > MAX_BYTES:
                yield self.problem(f"the file is larger than {MAX_BYTES} bytes; is it a codebook?")
                return
            if self.path.exists() and not self.path.is_file():
                yield self.problem("this is a directory or a device; give the path of a TOML codebook")
                return
            text = self.path.read_bytes().decode("utf-8-sig")
            table = tomllib.loads(text)
        except OSError as error:
            yield self.problem(f"the file cannot be read ({error.strerror}); give the path of a TOML codebook")
            return
        except UnicodeDecodeError as error:
            yield self.problem(f"the file is not UTF-8 (byte {error.start}); save it as UTF-8")
            return
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            yield self.problem(f"the file is not TOML: {error}", int(line[1]) if line else None)
            return
        except RecursionError:
            yield self.problem("the file is nested too deeply; is it a codebook?")
            return
        self.lines = text.split("\n")  # as TOML counts them
        self.blocks = [n for n, line in enumerate(self.lines, 1) if line.replace(" ", "").startswith("[[types]]")]
        yield from self.top(table)
        raws = table.get("types")
        if not isinstance(raws, list) or not raws or not all(isinstance(r, dict) for r in raws):
            yield self.problem("no types; wanted one [[types]] table for each, with id, definition and examples")
            return
        yield from self.types(raws)

    def line(self, number: int, key: str | None = None) -> int | None:
        """The line of the `number`-th [[types]] table, or of `key` in it."""
        if number >= len(self.blocks):
            return None
        start = self.blocks[number]
        end = self.blocks[number + 1] - 1 if number + 1 < len(self.blocks) else len(self.lines)
        if key is not None:
            for n in range(start, end + 1):
                text = self.lines[n - 1].strip()
                if text.partition("=")[0].strip(" \"'") == key or text.strip("[]") == f"types.{key}":
                    return n
        return start

    def line_of(self, number: int, words: str) -> int | None:
        """The last line in the `number`-th table that holds the words; that of `examples` where none does."""
        start = self.line(number)
        if start is None:
            return None
        end = self.blocks[number + 1] - 1 if number + 1 < len(self.blocks) else len(self.lines)
        forms = {words, words.replace("\\", "\\\\").replace('"', '\\"')} - {""}
        holding = (n for n in range(end, start, -1) if any(form in self.lines[n - 1] for form in forms))
        return next(holding, self.line(number, "examples"))

    def top(self, table: Mapping[str, Any]) -> Iterator[Problem]:
        for key in sorted(set(table) - {"codebook", "types"}):
            yield self.problem(f"unknown table {key!r}; allowed are [codebook] and [[types]]", self.anywhere(key))
        head = table.get("codebook", {})
        if not isinstance(head, dict):
            yield self.problem("'codebook' should be a table [codebook]", self.anywhere("codebook"))
            return
        for key in sorted(set(head) - HEAD_FIELDS):
            yield self.problem(
                f"unknown field {key!r} in [codebook]; allowed are {_list(HEAD_FIELDS)}", self.anywhere(key)
            )
        for key in sorted(set(head) & HEAD_FIELDS):
            if not isinstance(head[key], str):
                yield self.problem(f"{key} should be a string, got {_got(head[key])}", self.anywhere(key))
            elif key == "language" and head[key] != ENGLISH:
                yield self.problem(
                    f"language is {_got(head[key])}, but only reports in English ('{ENGLISH}') are coded",
                    self.anywhere(key),
                    warning=True,
                )

    def anywhere(self, key: str) -> int | None:
        return next((n for n, text in enumerate(self.lines, 1) if text.strip().lstrip("[").startswith(key)), None)

    def types(self, raws: list[dict[str, Any]]) -> Iterator[Problem]:
        ids = [r.get("id") for r in raws]
        known = {i for i in ids if isinstance(i, str)}
        seen: dict[object, int | None] = {}
        examples: list[list[Written]] = []
        for number, raw in enumerate(raws):
            id = raw.get("id")
            if isinstance(id, str) and id in seen:
                yield self.problem(
                    f"type {id} is defined twice, first in line {seen[id]}; give each type its own id",
                    self.line(number, "id"),
                )
            elif isinstance(id, str):
                seen[id] = self.line(number, "id")
            yield from self.fields(number, raw, known)
            good: list[Written] = []
            for found in self.examples(number, raw):
                if isinstance(found, Problem):
                    yield found
                else:
                    good.append(found)
            examples.append(good)
        if len(known - {NONE}) < 2:
            yield self.problem(f"{len(known - {NONE})} types; a classifier needs at least two", self.line(0))
        if self.count_examples:
            yield from self.amounts(raws, examples)
        yield from self.overlaps(raws, examples)

    def fields(self, number: int, raw: Mapping[str, Any], known: set[str]) -> Iterator[Problem]:
        id = raw.get("id")
        name = id if isinstance(id, str) else f"number {number + 1}"
        for key in sorted(set(raw) - TYPE_FIELDS):
            yield self.problem(
                f"type {name}: unknown field {key!r}; allowed are {_list(TYPE_FIELDS)}",
                self.line(number, key),
            )
        if not isinstance(id, str) or not ID.fullmatch(id):
            yield self.problem(
                f"a type's id should be a capital letter and up to 39 capitals, digits, - or _, got {_got(id)}"
                f"{_better(id)}",
                self.line(number, "id"),
            )
        definition = raw.get("definition")
        if not isinstance(definition, str) or not definition.strip():
            yield self.problem(
                f"type {name}: definition should say in words what counts, got {_got(definition)}",
                self.line(number, "definition"),
            )
        quad = raw.get("quad")
        if quad is not None and (isinstance(quad, bool) or quad not in QUADS):
            allowed = ", ".join(f"{k} ({v})" for k, v in QUADS.items())
            yield self.problem(
                f"type {name}: quad should be one of {allowed}, got {_got(quad)}", self.line(number, "quad")
            )
        intensity = raw.get("intensity")
        numeric = isinstance(intensity, int | float) and not isinstance(intensity, bool)
        if intensity is not None and not (numeric and -10 <= intensity <= 10):
            yield self.problem(
                f"type {name}: intensity should be a number from -10 (hostile) to 10 (cooperative), "
                f"got {_got(intensity)}",
                self.line(number, "intensity"),
            )
        cameo = raw.get("cameo", [])
        if not isinstance(cameo, list) or not all(isinstance(c, str) and re.fullmatch(r"\d\d", c) for c in cameo):
            yield self.problem(
                f'type {name}: cameo should be a list of two-digit roots such as ["04"], got {_got(cameo)}',
                self.line(number, "cameo"),
            )
        for key in ("modes", "confusables"):
            table = raw.get(key, {})
            if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
                yield self.problem(
                    f"type {name}: {key} should be a table of words = definition, got {_got(table)}",
                    self.line(number, key),
                )
            elif key == "confusables":
                for other in sorted(set(table) - known):
                    yield self.problem(
                        f"type {name}: confusables names {other!r}, which is no type here; allowed are {_list(known)}",
                        self.line(number, key),
                    )

    def examples(self, number: int, raw: Mapping[str, Any]) -> Iterator[Problem | Written]:
        name, raws, modes = raw.get("id"), raw.get("examples", []), raw.get("modes", {})
        if not isinstance(raws, list):
            yield self.problem(
                f"type {name}: examples should be a list of sentences, got {_got(raws)}",
                self.line(number, "examples"),
            )
            return
        for one in raws:
            sentence = one.get("sentence") if isinstance(one, dict) else one
            wrong = self.wrong_example(one, sentence, modes)
            if wrong is None and isinstance(sentence, str):
                try:
                    yield sentence, example(one)
                except ValueError as error:
                    wrong = f"{error}; got {_got(sentence)}"
            if wrong is not None:
                at = self.line_of(number, sentence if isinstance(sentence, str) else "")
                yield self.problem(f"type {name}: {wrong}", at)

    def wrong_example(self, one: object, sentence: object, modes: object) -> str | None:
        """What is wrong with the form of an example, None where it can be read."""
        if not isinstance(sentence, str) or not sentence.strip():
            return (
                f"an example should be '[A:Someone] did it to [R:someone].' or a table with "
                f"{_list(EXAMPLE_FIELDS)}, got {_got(one)}"
            )
        if not isinstance(one, dict):
            return None
        wrong = sorted(k for k in one if k not in EXAMPLE_FIELDS or not isinstance(one[k], str))
        if wrong:
            allowed = f"allowed are {_list(EXAMPLE_FIELDS)}, each a string"
            return f"example with unknown or non-text field {wrong[0]!r}; {allowed}"
        mode = one.get("mode")
        if mode is not None and isinstance(modes, dict) and mode not in modes:
            return f"example with mode {mode!r}; allowed are {_list(modes) or 'none: it has no modes'}"
        return None

    def amounts(self, raws: list[dict[str, Any]], examples: list[list[Written]]) -> Iterator[Problem]:
        for number, (raw, good) in enumerate(zip(raws, examples, strict=True)):
            different = len({e.sentence for _, e in good})
            if different < MIN_EXAMPLES:
                yield self.problem(
                    f"type {raw.get('id')}: {different} examples with sentences of their own; "
                    f"wanted at least {MIN_EXAMPLES}",
                    self.line(number, "examples"),
                )
        largest = max(map(len, examples))
        if sum(map(len, examples)) > MOST_EXAMPLES:
            yield self.problem(
                f"{sum(map(len, examples))} examples in all; above {MOST_EXAMPLES} the fit takes more than a minute",
                warning=True,
            )
        for number, (raw, good) in enumerate(zip(raws, examples, strict=True)):
            if MIN_EXAMPLES <= len(good) < largest / MAX_RATIO:
                yield self.problem(
                    f"type {raw.get('id')}: unbalanced: {len(good)} examples, while another type has "
                    f"{largest}; write more, wanted at least {-(-largest // MAX_RATIO)}",
                    self.line(number, "examples"),
                    warning=True,
                )

    def overlaps(self, raws: list[dict[str, Any]], examples: list[list[Written]]) -> Iterator[Problem]:
        whole: dict[tuple[object, ...], str] = {}
        around: dict[str, str] = {}
        for number, (raw, good) in enumerate(zip(raws, examples, strict=True)):
            id = str(raw.get("id"))
            for words, one in good:
                key = (_plain(one.sentence), one.actor, one.recipient)
                frame = _plain(_without_names(one))
                if key in whole:
                    what = "twice" if whole[key] == id else f"under {whole[key]} too"
                    yield self.problem(
                        f"type {id}: overlapping: the example {_got(one.sentence)} stands "
                        f"{what}, with the same ends; a sentence has two types only with other ends",
                        self.line_of(number, words),
                    )
                elif around.get(frame, id) != id:
                    yield self.problem(
                        f"type {id}: overlapping: apart from its names the example {_got(one.sentence)} stands under "
                        f"{around[frame]} too; nothing tells the two types apart by it",
                        self.line_of(number, words),
                        warning=True,
                    )
                whole.setdefault(key, id)
                around.setdefault(frame, id)


def _without_names(one: Example) -> str:
    """The sentence with a letter for each side: 'A accused R of spying.'"""
    sides = ((one.actor, "[A]"), (one.recipient, "[R]"))
    text = one.sentence
    for end, mark in sorted(((e, m) for e, m in sides if e is not None), reverse=True):
        text = text[: end[0]] + mark + text[end[1] :]
    return text


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _list(words: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, words)))


def _got(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


def _better(id: object) -> str:
    """How an id that only wants its capitals is written."""
    better = re.sub(r"\s+", "_", id.strip().upper()) if isinstance(id, str) else ""
    return f"; write {better}" if ID.fullmatch(better) else ""
