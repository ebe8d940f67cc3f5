"""Codebooks of one's own: codebook show, check, fit, eval."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import READ_NOTHING, print_text, quiet_ends, say, told_errors, width

if TYPE_CHECKING:
    from ..codebook import Codebook, Evaluation, TypeEntry

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Event types as data: the shipped ones, and your own."
)
_INDENT = "    "
_LEAST_WIDTH, _MOST_WIDTH = 40, 100  # columns of running text
_WIDEST_TABLE = 18  # types beside one another; a table of more does not fit on a screen
_CONFUSIONS = 5  # shown of a codebook, the most frequent
_SENTENCES = 3  # shown of each of them


class Format(StrEnum):
    """What is written."""

    table = "table"
    json = "json"


_File = Annotated[Path, typer.Argument(metavar="FILE", help="A codebook: TOML, as docs/codebook.md shows.")]
_As = Annotated[Format, typer.Option(help="How to write it.")]
_All = Annotated[bool, typer.Option("--all", help="Show every sentence, not a few.")]


@app.command()
def show(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A codebook; without one the shipped PLOVER types.")
    ] = None,
    format: _As = Format.table,
    everything: Annotated[bool, typer.Option("--all", help="Show the examples too.")] = False,
) -> None:
    """Show event types: what counts as each, its modes, and what it is easily confused with."""
    with quiet_ends(), told_errors():
        from ..codebook import load

        book = load(file, draft=True)
        if format is Format.json:
            _print_json(_book_json(book))
        else:
            print_text("\n".join(_book_lines(book, examples=everything)) + "\n")


@app.command()
def check(file: _File, format: _As = Format.table) -> None:
    """Look for what is wrong with a codebook: file, line, what was got, what is allowed. Exit code 1 for errors."""
    with quiet_ends(), told_errors():
        from ..brief.safe import one_line
        from ..codebook import check as problems_of
        from ..codebook import load

        problems = problems_of(file)
        errors = sum(p.severity == "error" for p in problems)
        if format is Format.json:
            fields = ("line", "severity", "message")
            _print_json([{"path": str(p.path), **{f: getattr(p, f) for f in fields}} for p in problems])
        else:
            print_text("".join(f"{one_line(str(p))}\n" for p in problems))
            warnings = len(problems) - errors
            counted = f"{errors} errors, {warnings} warnings\n" if problems else ""
            print_text(counted or f"all is well: {_size(load(file))}\n")
        if errors:
            raise typer.Exit(READ_NOTHING)


@app.command()
def fit(file: _File) -> None:
    """Learn a codebook's types from its examples, and keep what was learnt beside it."""
    with quiet_ends(), told_errors():
        from ..codebook import fit as fitted
        from ..codebook import head_path

        book = _checked(file)
        head, kept = fitted(book), head_path(book)
        if kept is not None:
            head.save(kept)
            print_text(f"learnt {_size(book)}; kept in {kept}\nuse it: tidings brief --codebook {file} REPORTS\n")


@app.command("eval")
def evaluate(file: _File, format: _As = Format.table, everything: _All = False) -> None:
    """Measure how well a codebook's types are told apart: each example answered without having been learnt."""
    with quiet_ends(), told_errors():
        from dataclasses import asdict

        from ..codebook import evaluate as evaluated

        book = _checked(file)
        found = evaluated(book)
        if format is Format.json:
            _print_json({"codebook": book.name, "digest": book.digest, **asdict(found)})
        else:
            print_text("\n".join(_evaluation_lines(book, found, everything=everything)) + "\n")


def _checked(file: Path) -> Codebook:
    """The codebook of a file, its warnings said; CodebookError where it has errors."""
    from ..codebook import check as problems_of
    from ..codebook import load

    book = load(file)
    for problem in problems_of(file):
        say("warning", str(problem).replace(" warning:", "", 1))
    return book


def _size(book: Codebook) -> str:
    count = sum(len(t.examples) for t in book.types) + len(book.none_examples)
    return f"{len(book.types)} types, {count} examples"


def _print_json(value: object) -> None:
    from ..brief.safe import json_safe

    print_text(json_safe(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


# show ----------------------------------------------------------------------------------------------------------------


def _book_json(book: Codebook) -> dict[str, Any]:
    return {
        "name": book.name,
        "version": book.version,
        "none": book.none,
        "digest": book.digest,
        "types": [
            {
                "id": t.id,
                "quad": t.quad_name,
                "intensity": t.intensity,
                "cameo": list(t.cameo),
                "definition": t.definition,
                "modes": {m.id: m.definition for m in t.modes},
                "confusables": dict(t.confusables),
                "examples": [_marked(e.sentence, e.actor, e.recipient) for e in t.examples],
            }
            for t in book.types
        ],
    }


def _book_lines(book: Codebook, *, examples: bool) -> Iterator[str]:
    from ..brief.safe import one_line

    version = f" {book.version}" if book.version else ""
    yield one_line(f"{book.name}{version}: {_size(book)}")
    for entry in book.types:
        yield ""
        yield from _entry_lines(entry, examples=examples)
    if book.none:
        yield ""
        yield "NONE"
        yield from _wrapped(book.none, _INDENT)


def _entry_lines(entry: TypeEntry, *, examples: bool) -> Iterator[str]:
    from ..brief.safe import one_line

    facts = [entry.quad_name, None if entry.intensity is None else f"intensity {entry.intensity:+g}"]
    if entry.cameo:
        facts.append(f"CAMEO {', '.join(entry.cameo)}")
    told = " · ".join(f for f in facts if f)
    yield f"{entry.id}  {told}".rstrip()
    yield from _wrapped(entry.definition, _INDENT)
    modes = [(m.id, m.definition) for m in entry.modes]
    for title, rows in (("modes", modes), ("not to be confused with", list(entry.confusables))):
        if rows:
            yield f"{_INDENT}{title}"
            column = max(len(name) for name, _ in rows) + 2
            for name, told in rows:
                yield from _wrapped(told, f"{_INDENT}  {one_line(name).ljust(column)}")
    if examples and entry.examples:
        yield f"{_INDENT}examples"
        for one in entry.examples:
            yield from _wrapped(_marked(one.sentence, one.actor, one.recipient), f"{_INDENT}  ")


def _marked(sentence: str, actor: tuple[int, int] | None, recipient: tuple[int, int] | None) -> str:
    """The sentence as a codebook writes it: '[A:Iran] left'."""
    sides = ((actor, "A"), (recipient, "R"))
    for end, mark in sorted(((e, m) for e, m in sides if e is not None), reverse=True):
        sentence = f"{sentence[: end[0]]}[{mark}:{sentence[end[0] : end[1]]}]{sentence[end[1] :]}"
    return sentence


def _wrapped(text: str, first: str) -> list[str]:
    """Text below one another; `first` begins the first line, and the others are moved in as far."""
    from ..brief.safe import one_line

    columns = min(_MOST_WIDTH, max(_LEAST_WIDTH, width(None)))
    return textwrap.wrap(one_line(text), columns, initial_indent=first, subsequent_indent=" " * len(first))


# eval ----------------------------------------------------------------------------------------------------------------


def _evaluation_lines(book: Codebook, found: Evaluation, *, everything: bool) -> Iterator[str]:
    from ..brief.safe import one_line

    yield one_line(f"{book.name}: {_size(book)}; cross-validated in {found.folds} parts")
    yield f"macro-F1 {found.macro_f1:.2f}, accuracy {found.accuracy:.2f}"
    yield ""
    names = [s.type for s in found.by_type]
    wide = max(len("type"), *map(len, names))
    yield f"{'type':{wide}}  examples  precision  recall    F1"
    for s in found.by_type:
        if s.examples:
            yield f"{s.type:{wide}}  {s.examples:8}  {s.precision:9.2f}  {s.recall:6.2f}  {s.f1:4.2f}"
    yield ""
    yield from _confusion_lines(names, found.confusion)
    yield from _mistake_lines(found, everything=everything)
    yield from _other_news_lines(names, found.other_news)


def _confusion_lines(names: Sequence[str], table: Sequence[Sequence[int]]) -> Iterator[str]:
    """Rows: what it is; columns: what was answered, by the number of the row."""
    if len(names) > _WIDEST_TABLE:
        yield f"{len(names)} types: too many for a table here; --format json has it"
        return
    cell = max(3, *(len(str(n)) + 1 for row in table for n in row))
    wide = max(len("is, by row; answered, by column"), *(len(n) + 4 for n in names))
    yield f"{'is, by row; answered, by column':{wide}}" + "".join(f"{k:{cell}}" for k in range(1, len(names) + 1))
    for k, (name, row) in enumerate(zip(names, table, strict=True), 1):
        if any(row):
            yield f"{f'{k:2}  {name}':{wide}}" + "".join(f"{n or '·':>{cell}}" for n in row)


def _mistake_lines(found: Evaluation, *, everything: bool) -> Iterator[str]:
    pairs: dict[tuple[str, str], list[str]] = {}
    for sentence, is_, answered in found.mistakes:
        pairs.setdefault((is_, answered), []).append(sentence)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    counts = {s.type: s.examples for s in found.by_type}
    if ordered:
        yield ""
        yield "Taken for another type (write examples that tell the two apart):"
    for (is_, answered), sentences in ordered if everything else ordered[:_CONFUSIONS]:
        yield f"{is_} as {answered}: {len(sentences)} of {counts[is_]}"
        for sentence in sentences if everything else sentences[:_SENTENCES]:
            yield from _wrapped(f"“{sentence}”", _INDENT)
    if not everything and (len(ordered) > _CONFUSIONS or any(len(s) > _SENTENCES for _, s in ordered)):
        yield "all of them: --all"


def _other_news_lines(names: Sequence[str], given: Sequence[int]) -> Iterator[str]:
    """How often other acts are taken for a type: what examples under NONE would put right."""
    taken = [(n, name) for n, name in zip(given[:-1], names, strict=False) if n]
    if not sum(given):
        return
    told = ", ".join(f"{name} {n}" for n, name in sorted(taken, key=lambda t: (-t[0], t[1])))
    yield ""
    line = f"Of {sum(given)} sentences on acts of other kinds {sum(n for n, _ in taken)} were taken for a type"
    yield from _wrapped(f"{line}: {told}. Examples under the id NONE make them fewer." if told else f"{line}.", "")
