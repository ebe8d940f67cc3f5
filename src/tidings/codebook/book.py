"""The event types as data: what a codebook holds, and how it is loaded.

A codebook is a TOML file; `plover.toml` beside this module is the default one. A user's own has the same
shape, with at least eight examples a type::

    [codebook]
    name = "Floods"

    [[types]]
    id = "EVACUATE"
    quad = 2
    definition = "Moves people out of harm's way."
    examples = ["[A:Soldiers] carried [R:villagers] to higher ground.", ...]

Everything but `id` and `definition` may be left out: what a codebook does not say is None.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..errors import CodebookError, DataError
from .inputs import End, Pair
from .marks import unmark

NONE = "NONE"  # the answer that no type fits; a codebook may give examples of it under this id
MOST_TOLD = 10  # problems in one error
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mode:
    """A finer kind within a type: CONSULT/visit."""

    id: str
    definition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A sentence that shows a type, with its ends."""

    sentence: str
    actor: End | None
    recipient: End | None
    mode: str | None = None

    @property
    def pair(self) -> Pair:
        return Pair(sentence=self.sentence, actor=self.actor, recipient=self.recipient)


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeEntry:
    """One event type of a codebook."""

    id: str
    definition: str
    quad: int | None = None  # 1 to 4, see QUADS
    intensity: float | None = None  # -10 (hostile) to +10 (cooperative)
    cameo: tuple[str, ...] = ()  # two-digit CAMEO roots
    modes: tuple[Mode, ...] = ()
    confusables: tuple[tuple[str, str], ...] = ()  # (other type's id, how to tell the two apart)
    examples: tuple[Example, ...] = ()

    @property
    def quad_name(self) -> str | None:
        return None if self.quad is None else QUADS[self.quad]


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """Event types, in the order of their file. Two codebooks are equal when they say the same."""

    name: str
    version: str | None
    none: str | None  # what NONE means
    types: tuple[TypeEntry, ...]
    none_examples: tuple[Example, ...] = ()
    digest: str = ""  # SHA-256 of its source
    path: Path | None = field(default=None, compare=False)  # None for the default codebook, and for one without a file
    source: str = field(default="", compare=False, repr=False)  # the TOML text

    @cached_property
    def _by_id(self) -> Mapping[str, TypeEntry]:
        return {entry.id: entry for entry in self.types}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(entry.id for entry in self.types)

    def type(self, id: str) -> TypeEntry:
        """The entry of a type; CodebookError for an id that the codebook does not have."""
        try:
            return self._by_id[id]
        except KeyError:
            raise CodebookError(f"the codebook {self.name} has no type {id!r}; it has {', '.join(self.ids)}") from None

    def quad(self, type: str) -> int | None:
        """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; None where
        not said.
        """
        return self.type(type).quad

    def intensity(self, type: str) -> float | None:
        """-10 (most hostile) to +10 (most cooperative); None where not said."""
        return self.type(type).intensity


def load(path: Path | None = None, *, draft: bool = False) -> Codebook:
    """The codebook of a TOML file, or the default one (PLOVER).

    A `draft` may still want examples: it can be shown, not fitted. Raises CodebookError, with each problem on its own
    line, for a file that `check` finds errors in.
    """
    return _plover() if path is None else _load(Path(path), draft)


def from_source(source: str, *, path: Path | None = None) -> Codebook:
    """The codebook of a TOML text that `load` has taken before: `Codebook.source` gives it."""
    return build(tomllib.loads(source), digest=_digest(source), path=path, source=source)


@cache
def _plover() -> Codebook:
    content = files(__package__).joinpath("plover.toml").read_text(encoding="utf-8")
    try:
        return from_source(content)
    except (ValueError, KeyError) as error:
        raise DataError(f"the shipped codebook plover.toml is damaged ({error}); install tidings again") from error


def _load(path: Path, draft: bool) -> Codebook:
    from .checks import check  # checks read the same classes

    errors = [problem for problem in check(path, examples=not draft) if problem.severity == "error"]
    if errors:
        more = len(errors) - MOST_TOLD
        told = [*map(str, errors[:MOST_TOLD]), *([f"and {more} more: `tidings codebook check`"] if more > 0 else [])]
        raise CodebookError("\n".join(told))
    return from_source(path.read_text(encoding="utf-8-sig"), path=path)


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8")).hexdigest()


def build(table: Mapping[str, Any], *, digest: str, path: Path | None, source: str = "") -> Codebook:
    """The codebook of a parsed TOML file that has passed `check`."""
    head = table.get("codebook", {})
    entries = [_entry(raw) for raw in table["types"]]
    return Codebook(
        name=head.get("name", path.stem if path else "codebook"),
        version=head.get("version"),
        none=head.get("none"),
        types=tuple(e for e in entries if e.id != NONE),
        none_examples=next((e.examples for e in entries if e.id == NONE), ()),
        digest=digest,
        path=path,
        source=source,
    )


def _entry(raw: Mapping[str, Any]) -> TypeEntry:
    intensity = raw.get("intensity")
    return TypeEntry(
        id=raw["id"],
        definition=raw["definition"],
        quad=raw.get("quad"),
        intensity=None if intensity is None else float(intensity),
        cameo=tuple(raw.get("cameo", ())),
        modes=tuple(Mode(id=k, definition=v) for k, v in raw.get("modes", {}).items()),
        confusables=tuple(raw.get("confusables", {}).items()),
        examples=tuple(example(e) for e in raw.get("examples", ())),
    )


def example(raw: str | Mapping[str, str]) -> Example:
    """An example as a codebook writes it: a sentence with marks, or a table of sentence, actor, recipient and
    mode, whose sentence may be marked instead of naming its sides.

    Raises ValueError, saying what is wrong, for broken marks and for a side that does not stand in the
    sentence.
    """
    if isinstance(raw, str):
        raw = {"sentence": raw}
    sentence, mode = raw["sentence"], raw.get("mode")
    if "actor" not in raw and "recipient" not in raw:
        sentence, spans = unmark(sentence)
        return Example(sentence=sentence, actor=spans.get("A"), recipient=spans.get("R"), mode=mode)
    if "[A:" in sentence or "[R:" in sentence:
        raise ValueError("the sentence is marked and names its sides beside it, wanted one of the two")
    return Example(
        sentence=sentence,
        actor=_find(sentence, raw.get("actor"), "actor"),
        recipient=_find(sentence, raw.get("recipient"), "recipient"),
        mode=mode,
    )


def _find(sentence: str, words: str | None, side: str) -> End | None:
    if words is None:
        return None
    count = sentence.count(words) if words.strip() else 0
    if count == 0:
        raise ValueError(f"the {side} {words!r} is not in its sentence, wanted words of it")
    if count > 1:
        mark = f"[{side[0].upper()}:{words}]"
        raise ValueError(f"the {side} {words!r} is {count} times in its sentence; mark the one that is meant: {mark}")
    start = sentence.index(words)
    return start, start + len(words)
