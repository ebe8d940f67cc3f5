"""The stages composed: read this first.

Report -> clean -> segments -> read -> Reading -> code -> EventMentions
Readings and mentions -> group -> Stories -> compare -> Comparisons -> Brief
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from .clean import clean, repeated_lines
from .codebook import Codebook
from .codebook import classifier as classifier_of
from .coding import TypeClassifier, code_many
from .compare import compare
from .errors import TidingsError
from .reading import read_many
from .reading.parser import READ_CHARACTERS
from .records import Account, Brief, Comparison, EventMention, Notice, Reading, Report, Segment, Span, Story
from .stories import group

Told = Callable[[int, int], None]
_Coder = Callable[[Sequence[Report], Told | None], tuple[Account, ...]]

log = logging.getLogger(__name__)

NO_REPORTS_DOING = (TidingsError, ImportError, MemoryError, OSError)

# Only English is parsed and coded; other languages are grouped by their names and numbers and said so in a warning.
CODED_LANGUAGE = "en"
MOST_FAILURE = 300  # letters kept of what went wrong
CODED_AT_ONCE = 32  # reports whose candidates the classifier sees together: enough to fill its batches


def account_for(
    reports: Sequence[Report],
    *,
    codebook: Codebook | None = None,
    classifier: TypeClassifier | None = None,
    on_progress: Told | None = None,
) -> tuple[Account, ...]:
    """Clean, read and code each report, in the order given. `on_progress(done, total)` is told after each batch.

    Types are those of the `codebook`, PLOVER by default, unless a `classifier` is given that answers otherwise. A
    report that trips a fault of ours costs the others nothing: its account names the `failure` and has no events.
    """
    if classifier is None and codebook is not None:
        classifier = classifier_of(codebook=codebook)
    coder = partial(_accounts, by_outlet=repeated_lines(reports), classifier=classifier)
    return _around_faults(reports, coder, on_progress)


def _around_faults(reports: Sequence[Report], coder: _Coder, on_progress: Told | None = None) -> tuple[Account, ...]:
    """The accounts of all reports; those that trip the coder are found by halves, and stand without events."""
    try:
        return coder(reports, on_progress)
    except NO_REPORTS_DOING:
        raise
    except Exception as error:  # whatever no report before has tripped
        if not reports:
            raise
        if len(reports) == 1:
            log.debug("%s could not be read", reports[0].path or reports[0].id, exc_info=True)
            return (_unread(reports[0], error),)
    middle = len(reports) // 2
    found = _around_faults(reports[:middle], coder) + _around_faults(reports[middle:], coder)
    if on_progress:
        on_progress(len(reports), len(reports))
    return found


def _unread(report: Report, error: Exception) -> Account:
    """A report as it came, which is enough to find its story."""
    whole = Segment(span=Span(start=0, end=len(report.text)), kind="body")
    failure = Notice(
        code="unread-report",
        message=f"could not be read for events ({_named(error)}). This is a fault of Tidings: report it, with its text",
        report=report.id,
        path=report.path,
    )
    return Account(report=report, segments=(whole,), reading=None, failure=failure)


def _accounts(
    reports: Sequence[Report],
    on_progress: Told | None,
    *,
    by_outlet: Mapping[str, frozenset[str]],
    classifier: TypeClassifier | None,
) -> tuple[Account, ...]:
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
    on_progress: Told | None = None,
) -> Brief:
    """Reports to a brief: their stories, most reported first, with the accounts side by side.

    `one_story` takes the caller's word that all reports tell one story and skips the grouping; `codebook` and
    `classifier` are those of `account_for`.
    """
    accounts = account_for(reports, codebook=codebook, classifier=classifier, on_progress=on_progress)
    failures = [a.failure for a in accounts if a.failure]
    comparisons: list[Comparison] = []
    for story in group(accounts, one_story=one_story):
        members = set(story.reports)
        try:
            comparisons.append(compare(story, [a for a in accounts if a.report.id in members]))
        except NO_REPORTS_DOING:
            raise
        except Exception as error:  # the other stories are shown, and the reports of this one
            log.debug("%s could not be compared", story.id, exc_info=True)
            comparisons.append(Comparison(story=story, events=()))
            failures.append(_not_compared(story, error))
    return Brief(
        reports=tuple(reports),
        comparisons=tuple(comparisons),
        segments={a.report.id: a.segments for a in accounts},
        warnings=(
            *warnings,
            *(_cut(r) for r in reports if len(r.text) > READ_CHARACTERS),
            *failures,
        ),
    )


def _not_compared(story: Story, error: Exception) -> Notice:
    message = (
        f"the reports of '{story.title}' could not be compared ({_named(error)}). This is a fault of Tidings: report "
        "it, with their texts"
    )
    return Notice(code="not-compared", message=message)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:MOST_FAILURE]}"


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
