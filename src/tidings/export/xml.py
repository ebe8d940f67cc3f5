"""GEXF for Gephi: actors as nodes, who does how much to whom as edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 has no place for these
_NODE = (("kind", "string"), ("country", "string"), ("sector", "string"), ("events", "integer"))
_EDGE = (
    ("verbal_cooperation", "integer"),
    ("material_cooperation", "integer"),
    ("verbal_conflict", "integer"),
    ("material_conflict", "integer"),
    ("mean_intensity", "double"),
)


def gexf(actors: Iterable[Mapping[str, Any]], dyads: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a GEXF 1.2 file; an edge's weight is its number of events."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield '<meta><creator>Tidings</creator></meta><graph defaultedgetype="directed" mode="static">'
    yield from _attributes("node", _NODE)
    yield from _attributes("edge", _EDGE)
    yield "<nodes>"
    for actor in actors:
        yield f"<node id={_quoted(actor['id'])} label={_quoted(actor['name'])}>"
        yield from _values(actor, _NODE)
        yield "</node>"
    yield "</nodes><edges>"
    for number, dyad in enumerate(dyads):
        ends = f"source={_quoted(dyad['actor'])} target={_quoted(dyad['recipient'])}"
        yield f'<edge id="{number}" {ends} weight="{dyad["events"]}">'
        yield from _values(dyad, _EDGE)
        yield "</edge>"
    yield "</edges></graph></gexf>"


def fit(text: str) -> str:
    """Text that XML can hold."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def _quoted(value: object) -> str:
    return quoteattr(fit(str(value)))


def _attributes(of: str, fields: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f'<attributes class="{of}" mode="static">'
    for name, kind in fields:
        yield f'<attribute id="{name}" title="{escape(name)}" type="{kind}"/>'
    yield "</attributes>"


def _values(row: Mapping[str, Any], fields: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield "<attvalues>"
    for name, _ in fields:
        if row.get(name) is not None:
            yield f'<attvalue for="{name}" value={_quoted(row[name])}/>'
    yield "</attvalues>"
