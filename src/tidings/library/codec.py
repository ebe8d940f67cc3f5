"""Records to bytes and back: compressed JSON, so that a library holds nothing that could run as code.

A record becomes an object of its fields that are not at their defaults; a parse, the bulk of a reading,
becomes columns. A field that a later version adds takes its default when an older file is read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ..errors import LibraryError
from ..records import Account, Parse, Report, Segment, Token

LEVEL = 6  # of zlib: level 9 takes twice the time for one byte in a hundred
_COLUMNS = ("lemma", "pos", "tag", "dep", "entity")
_SEGMENTS = '{"segments":'  # how a stored reading begins

R = TypeVar("R")
Convert = Callable[[Any], Any]


def pack(record: object) -> bytes:
    """A record (`EventMention`, `Signal`, `Comparison`, a tuple of them) as bytes for `unpack`."""
    text = json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)


def unpack(kind: type[R], data: bytes) -> R:
    """What `pack` was given; `kind` is its type ('Signal'). Raises LibraryError for damaged bytes."""
    try:
        value = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
        made: R = _reader(cast(Any, kind))(value)
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LibraryError(
            f"a stored {getattr(kind, '__name__', kind)} is damaged ({error}); run `tidings check`, and "
            "restore a backup or run `tidings recode`"
        ) from error
    return made


def pack_reading(account: Account) -> bytes:
    """Segments and reading of an account; its report and its mentions are stored beside it."""
    reading = account.reading
    value = {
        "segments": _plain(account.segments),
        "reading": None
        if reading is None
        else {
            "parse": _columns(reading.parse, account.report.text),
            "actors": _plain(reading.actors),
            "places": _plain(reading.places),
            "times": _plain(reading.times),
            "quotations": _plain(reading.quotations),
        },
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)


def unpack_segments(report: Report, reading: bytes) -> tuple[Segment, ...]:
    """The segments alone of what `pack_reading` made: they stand first, and the rest is not read."""
    try:
        text = zlib.decompress(reading).decode("utf-8", "surrogatepass")
        if not text.startswith(_SEGMENTS):
            raise ValueError("it does not begin with its segments")
        value, _ = json.JSONDecoder().raw_decode(text, len(_SEGMENTS))
        segments: tuple[Segment, ...] = _reader(_hints(Account)["segments"])(value)
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(report, error) from error
    return segments


def unpack_account(report: Report, reading: bytes, mentions: bytes, *, parsed: bool = True) -> Account:
    """The account that `pack_reading` and `pack` of its mentions were made of.

    Without `parsed` its parse is empty, which takes half the time: for those who ask for actors alone.
    """
    try:
        value = json.loads(zlib.decompress(reading).decode("utf-8", "surrogatepass"))
        hints = _hints(Account)
        segments = _reader(hints["segments"])(value["segments"])
        made: dict[str, Any] = {"report": report, "segments": segments, "reading": None}
        if value["reading"] is not None:
            made["reading"] = _reading(report, segments, value["reading"], parsed)
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise _damaged(report, error) from error
    made["mentions"] = unpack(hints["mentions"], mentions)
    return Account(**made)


def _damaged(report: Report, error: Exception) -> LibraryError:
    return LibraryError(
        f"the stored reading of report {report.id} is damaged ({error}); run `tidings recode {report.id}`"
    )


def _reading(report: Report, segments: Any, value: dict[str, Any], parsed: bool) -> Any:
    from ..records import Reading

    hints = _hints(Reading)
    return Reading(
        report=report.id,
        segments=segments,
        parse=_parse(value["parse"], report.text) if parsed else Parse(tokens=(), sentences=()),
        **{name: _reader(hints[name])(value[name]) for name in ("actors", "places", "times", "quotations")},
    )


def _columns(parse: Parse, text: str) -> dict[str, Any]:
    tokens = parse.tokens
    columns: dict[str, Any] = {"sentences": [list(s) for s in parse.sentences]}
    columns["start"] = [t.start for t in tokens]
    columns["length"] = [t.end - t.start for t in tokens]
    columns["head"] = [t.head - t.i for t in tokens]
    columns["begins"] = [t.i for t in tokens if t.entity_begins]
    columns["other"] = {str(t.i): t.text for t in tokens if t.text != text[t.start : t.end]}
    for name in _COLUMNS:
        values = [getattr(t, name) for t in tokens]
        distinct = sorted(set(values))
        number = {value: k for k, value in enumerate(distinct)}
        columns[name] = [distinct, [number[v] for v in values]]
    return columns


def _parse(columns: dict[str, Any], text: str) -> Parse:
    begins = set(columns["begins"])
    other = columns["other"]
    told = [[values[k] for k in numbers] for values, numbers in (columns[name] for name in _COLUMNS)]
    tokens = tuple(
        Token(
            i=i,
            start=start,
            end=start + length,
            text=other.get(str(i)) or text[start : start + length],
            lemma=lemma,
            pos=pos,
            tag=tag,
            dep=dep,
            head=i + head,
            entity=entity,
            entity_begins=i in begins,
        )
        for i, (start, length, head, lemma, pos, tag, dep, entity) in enumerate(
            zip(columns["start"], columns["length"], columns["head"], *told, strict=True)
        )
    )
    return Parse(tokens=tokens, sentences=tuple((a, b) for a, b in columns["sentences"]))


_BARE = frozenset({str, int, float, bool, types.NoneType})  # what JSON has itself


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _BARE:
        return value
    if kind in (tuple, list):
        return [v if type(v) in _BARE else _plain(v) for v in value]
    if kind is dt.date:
        return value.isoformat()
    if kind is dict:
        return {str(k): _plain(v) for k, v in value.items()}
    if kind is bytes:
        return value.decode("latin-1")
    plain = {}
    for name, default in _fields(cast(Any, kind)):
        given = getattr(value, name)
        if given is not default and given != default:
            plain[name] = given if type(given) in _BARE else _plain(given)
    return plain


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in dataclasses.fields(kind))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _same(value: Any) -> Any:
    return value


@cache
def _reader(kind: Any) -> Convert:
    """What turns a JSON value into a value of a type annotation."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if kind is dt.date:
        return dt.date.fromisoformat
    if kind is bytes:
        return lambda value: value.encode("latin-1")
    if origin is Literal or kind in (str, int, float, bool):
        return _same
    if origin in (Union, types.UnionType):
        read = _reader(next(a for a in inner if a is not types.NoneType))
        if read is _same:
            return _same
        return lambda value: None if value is None else read(value)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        each = _reader(inner[0])
        if each is _same:
            return tuple
        return lambda value: tuple(each(v) for v in value)
    if origin is tuple:
        several = tuple(_reader(a) for a in inner)
        return lambda value: tuple(read(v) for read, v in zip(several, value, strict=True))
    raise TypeError(f"no way to read {kind} back")


def _record_reader(kind: type) -> Convert:
    names = frozenset(f.name for f in dataclasses.fields(kind))
    readers = [(name, _reader(hint)) for name, hint in _hints(kind).items() if name in names]
    converted = [(name, read) for name, read in readers if read is not _same]

    def read(value: dict[str, Any]) -> Any:
        given = value if value.keys() <= names else {k: v for k, v in value.items() if k in names}
        for name, convert in converted:
            if name in given:
                given[name] = convert(given[name])
        return kind(**given)

    return read
