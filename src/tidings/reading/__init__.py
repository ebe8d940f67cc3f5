"""Reports to readings: what the words of one report name and who is made to say what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..records import Parse, Reading, Report, Segment
from .actors import find_actors, same_people
from .attribution import find_quotations
from .parser import parse_many
from .places import find_places
from .speakers import with_first_persons
from .tenses import tenses
from .times import find_times

__all__ = ["read", "read_many"]


def read(report: Report, segments: Sequence[Segment]) -> Reading:
    """Read one report; `segments` as `clean` gives them. Every span of the reading points into `report.text`."""
    return next(read_many([(report, segments)]))


def read_many(reports: Iterable[tuple[Report, Sequence[Segment]]]) -> Iterator[Reading]:
    """Read many reports, the parser batched across them; readings come in order and do not depend on the batch."""
    held: list[tuple[Report, Sequence[Segment]]] = []

    def texts() -> Iterator[tuple[str, Sequence[Segment]]]:
        for report, segments in reports:
            held.append((report, segments))
            yield report.text, segments

    for parse in parse_many(texts()):
        report, segments = held.pop(0)
        yield _reading(report, segments, parse)


def _reading(report: Report, segments: Sequence[Segment], parse: Parse) -> Reading:
    places = find_places(report.text, parse, outlet=report.outlet)
    dateline = next((s.span.quote(report.text) for s in segments if s.kind == "dateline"), "")
    actors = same_people(find_actors(parse, dateline=dateline), parse)
    times = find_times(report.text, published=report.published, tenses=tenses(parse))
    quotations = find_quotations(report.text, parse)
    readable = [s.span for s in segments if s.kind not in ("boilerplate", "dateline")]
    return Reading(
        report=report.id,
        segments=tuple(segments),
        parse=parse,
        actors=with_first_persons(parse, actors, quotations),
        places=tuple(p for p in places if any(r.contains(p.span) for r in readable)),
        times=tuple(t for t in times if any(r.contains(t.span) for r in readable)),
        quotations=quotations,
    )
