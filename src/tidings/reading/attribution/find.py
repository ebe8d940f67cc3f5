"""The statements of a report put together: verbs, nouns, colons, then quotation marks over all of them."""

from __future__ import annotations

from itertools import chain, islice

from ...records import Parse, Quotation, Span
from .colons import colon_statements
from .cues import load
from .direct import attach_quotes
from .draft import Draft, merge, spans_of
from .phrases import phrase_statements
from .rehang import rehang
from .verbs import verb_statements

# Hostile text may be all cues; a real sentence seldom has more than a dozen.
MOST_IN_A_SENTENCE = 60


def find_quotations(text: str, parse: Parse) -> tuple[Quotation, ...]:
    """Who says, thinks or wants what: 'The bridge fell, police said' has source 'police', cue 'said'.

    `parse` is the parse of `text`; all spans point into `text`. The statements come in the order of their
    content. A statement inside another has as `parent` the smallest one whose content holds its cue. The
    source is empty where the words name none ('is expected to'). The work is linear in the text: at most
    `MOST_IN_A_SENTENCE` statements of each sentence are kept.
    """
    cues = load()
    parse = rehang(parse, cues)
    drafts: list[Draft] = []
    for first, end in parse.sentences:
        found = chain(verb_statements(parse, cues, first, end), phrase_statements(parse, cues, first, end))
        drafts.extend(_told_once(list(islice(found, MOST_IN_A_SENTENCE))))
    drafts.extend(colon_statements(text, parse))
    return _records(parse, attach_quotes(text, parse, cues, drafts))


def _told_once(drafts: list[Draft]) -> list[Draft]:
    """One statement for one cue: 'voiced concern that' and 'refused to say that' hold two cue words each."""
    heads = {d.head: d for d in drafts}
    dropped: set[int] = set()
    for draft in drafts:
        for word in sorted(draft.cue):
            outer = heads.get(word)
            if outer is None or outer is draft or draft.head not in outer.content:
                continue
            dropped.add(outer.head)
            if outer.force == "denies":
                draft.force = "denies"
    return [d for d in drafts if d.head not in dropped]


def _records(parse: Parse, drafts: list[Draft]) -> tuple[Quotation, ...]:
    made = [(merge([*spans_of(parse, d.content), *d.quotes]), d) for d in drafts]
    made = [m for m in made if m[0]]
    made.sort(key=lambda m: (m[0][0].start, -m[0][-1].end, m[1].head))
    parents = _parents([m[0] for m in made], [parse.tokens[m[1].head].start for m in made])
    return tuple(
        Quotation(
            source=tuple(spans_of(parse, draft.source)),
            cue=tuple(spans_of(parse, draft.cue)),
            content=content,
            direct=draft.direct,
            force=draft.force,
            parent=parent,
        )
        for (content, draft), parent in zip(made, parents, strict=True)
    )


def _parents(contents: list[tuple[Span, ...]], heads: list[int]) -> list[int | None]:
    """For each statement the smallest other one whose content holds its cue, unless each holds the other."""
    spans = sorted((s.start, s.end, j) for j, content in enumerate(contents) for s in content)
    sizes = [sum(s.end - s.start for s in content) for content in contents]
    parents: list[int | None] = [None] * len(contents)
    open_now: list[tuple[int, int]] = []
    following = 0
    for i in sorted(range(len(heads)), key=heads.__getitem__):
        while following < len(spans) and spans[following][0] <= heads[i]:
            open_now.append((spans[following][1], spans[following][2]))
            following += 1
        open_now = [(end, j) for end, j in open_now if end > heads[i]]
        holding = [j for _, j in open_now if j != i and not _holds(contents[i], heads[j])]
        parents[i] = min(holding, key=lambda j: (sizes[j], j), default=None)
    return parents


def _holds(content: tuple[Span, ...], position: int) -> bool:
    return any(s.start <= position < s.end for s in content)
