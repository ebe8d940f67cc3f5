"""What is to be added: reports from paths and addresses, and the accounts read from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..codebook.book import Codebook
from ..records import Account, Notice, Report

Progress = Callable[[int, int], None]
CODED_AT_ONCE = 32  # reports read together, then stored together


def coder_name(codebook: Codebook) -> str:
    """What reads and codes now, so that `recode` knows what is older: 'tidings 0.1.0, en_core_web_sm'.

    A codebook of the user's own is named too: ', Water disputes 0ab12c34'.
    """
    from ..codebook.book import load
    from ..reading.parser import DEFAULT_MODEL

    try:
        release = version("tidings")
    except PackageNotFoundError:
        release = "unreleased"
    own = "" if codebook.digest == load().digest else f", {codebook.name} {codebook.digest[:8]}"
    return f"tidings {release}, {os.environ.get('TIDINGS_MODEL', DEFAULT_MODEL)}{own}"


def coded(reports: Sequence[Report], codebook: Codebook, on_progress: Progress | None) -> Iterator[tuple[Account, ...]]:
    """Accounts of reports, some at a time, so that each lot is stored before the next is read."""
    if not reports:
        return
    from ..pipeline import account_for

    for start in range(0, len(reports), CODED_AT_ONCE):
        if on_progress:
            on_progress(start, len(reports))
        yield account_for(reports[start : start + CODED_AT_ONCE], codebook=codebook)
    if on_progress:
        on_progress(len(reports), len(reports))


def reports_from(
    sources: Sequence[str | Path | Report], allow_private: bool, options: dict[str, Any]
) -> tuple[list[Report], list[Notice]]:
    from ..ingest import load
    from ..ingest.fetch import Fetcher, FetchError, report_of_page

    reports: list[Report] = []
    notices: list[Notice] = []
    paths: list[str | Path] = []
    fetcher = Fetcher(allow_private=allow_private)
    for source in sources:
        if isinstance(source, Report):
            reports.append(source)
        elif isinstance(source, str) and source.lower().startswith(("http://", "https://")):
            try:
                report, said = report_of_page(fetcher.get(source))
            except FetchError as error:
                notices.append(Notice(code=error.code, message=str(error), path=source))
                continue
            reports += [report] if report else []
            notices += said
        else:
            paths.append(source)
    if paths:
        loaded = load(paths, **options)
        reports += loaded.reports
        notices += loaded.warnings
    return reports, notices
