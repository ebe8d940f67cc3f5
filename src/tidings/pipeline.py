"""The stages composed: read this first.

Report -> clean -> segments -> read -> Reading -> code -> EventMentions
Readings and mentions -> group -> Stories -> compare -> Comparisons -> Brief
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .clean import clean, repeated_lines
from .codebook import Codebook
from .codebook import classifier as classifier_of
from .coding import TypeClassifier, code_many
from .compare import compare
from .reading import read_many
from .reading.parser import READ_CHARACTERS
from .records import Account, Brief, Comparison, EventMention, Notice, Reading, Report
from .stories import group

# Only English is parsed and coded; other languages are grouped by their names and numbers and said so in a warning.
CODED_LANGUAGE = "en"
CODED_AT_ONCE = 32  # reports whose candidates the classifier sees together: enough to fill its batches


def account_for(
    reports: Sequence[Report],
    *,
    codebook: Codebook | None = None,
    classifier: TypeClassifier | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[Account, ...]:
    """Clean, read and code each report, in the order given. `on_progress(done, total)` is told after each batch.

    Types are those of the `codebook`, PLOVER by default, unless a `classifier` is given that answers otherwise.
    """
    if classifier is None and codebook is not None:
        classifier = classifier_of(codebook=codebook)
    by_outlet = repeated_lines(reports)
    nothing: frozenset[str] = frozenset()
    segments = [clean(r, repeated=by_outlet.get(r.outlet or "", nothing)) for r in reports]
    coded = [i for i, r in enumerate(reports) if r.language in (None, CODED_LANGUAGE)]
    readings: dict[int, Reading] = {}
    mentions: dict[int, tuple[EventMention, ...]] = {}
    stream = read_many((reports[i], segments[i]) for i in coded)
    for start in range(0, len(coded), CODED_AT_ONCE):
        batch = coded[start : start + CODED_AT_ONCE]
        for i in batch:
            readings[i] = next(stream)
        found = code_many([(reports[i], readings[i]) for i in batch], classifier=classifier)
        mentions.update(zip(batch, found, strict=True))
        if on_progress:
            on_progress(start + len(batch), len(coded))
    return tuple(
        Account(report=r, segments=segments[i], reading=readings.get(i), mentions=mentions.get(i, ()))
        for i, r in enumerate(reports)
    )


def brief(
    reports: Sequence[Report],
    *,
    warnings: Sequence[Notice] = (),
    one_story: bool = False,
    codebook: Codebook | None = None,
    classifier: TypeClassifier | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Brief:
    """Reports to a brief: their stories, most reported first, with the accounts side by side.

    `one_story` takes the caller's word that all reports tell one story and skips the grouping; `codebook` and
    `classifier` are those of `account_for`.
    """
    accounts = account_for(reports, codebook=codebook, classifier=classifier, on_progress=on_progress)
    stories = group(accounts, one_story=one_story)
    comparisons: list[Comparison] = []
    for story in stories:
        members = set(story.reports)
        comparisons.append(compare(story, [a for a in accounts if a.report.id in members]))
    return Brief(
        reports=tuple(reports),
        comparisons=tuple(comparisons),
        segments={a.report.id: a.segments for a in accounts},
        warnings=(*warnings, *(_cut(r) for r in reports if len(r.text) > READ_CHARACTERS)),
    )


def _cut(report: Report) -> Notice:
    return Notice(
        code="long-report",
        message=(
            f"has {len(report.text):,} characters; the first {READ_CHARACTERS:,} were read for events, all are kept. "
            "Split it where it holds several reports"
        ),
        report=report.id,
        path=report.path,
    )
