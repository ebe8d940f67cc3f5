"""Add: a text, an address or files on their way into the library, and the story each report joins."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from ...ingest import load, report_from_text
from ...library import AddedAll, Library, LibraryError
from ...records import Notice, Report
from ..deps import Reading, TheDesk
from ..jobs import Busy, Job, Jobs
from ..problems import CannotDo
from ..rendering import page, wants_part
from ..security import sealed
from ..state import Desk, Progress

router = APIRouter(include_in_schema=False)

MOST_FILES = 50
MOST_LETTERS = 2_000_000  # of a pasted text
_NAME = 200
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
_Line = Annotated[str, Form(max_length=1_000)]


@router.get("/add")
def add(request: Request) -> Response:
    return page(request, "add.html.j2", jobs=_jobs(request).all()[:10], most=MOST_FILES)


@router.post("/add/text", dependencies=[Depends(sealed)])
def add_text(
    request: Request,
    desk: TheDesk,
    text: Annotated[str, Form(max_length=MOST_LETTERS)] = "",
    title: _Line = "",
    outlet: _Line = "",
    address: _Line = "",
    published: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """A report's text, with what is known of it."""
    if not text.strip():
        raise CannotDo("There is no text. Paste the report's text, then send it", status=400)
    report = report_from_text(
        text.replace("\r\n", "\n"),
        title=title.strip() or None,
        outlet=outlet.strip() or None,
        url=_web(address) if address.strip() else None,
        published=_day(published),
    )
    return _started(request, desk, report.title or "a text", [report])


@router.post("/add/address", dependencies=[Depends(sealed)])
def add_address(request: Request, desk: TheDesk, address: _Line = "") -> Response:
    """A page of the web, which is fetched; never a file of this machine, nor an address of its network."""
    return _started(request, desk, address.strip(), [_web(address)])


@router.post("/add/files", dependencies=[Depends(sealed)])
def add_files(request: Request, desk: TheDesk, files: Annotated[list[UploadFile], File()]) -> Response:
    """Files as they were chosen or dropped: text, HTML, PDF, JSONL, CSV, Parquet."""
    given = [f for f in files if f.filename]
    if not given:
        raise CannotDo("There is no file. Choose or drop some, then send them", status=400)
    if len(given) > MOST_FILES:
        raise CannotDo(
            f"{len(given)} files at once; at most {MOST_FILES} are taken. Send the others after these", status=413
        )
    reports, warnings = _read(given)
    title = given[0].filename if len(given) == 1 else f"{len(given)} files"
    return _started(request, desk, str(title), reports, warnings)


@router.get("/add/{id}")
def progress(request: Request, library: Reading, id: str) -> Response:
    job = _jobs(request).get(id)
    if job is None:
        raise CannotDo(
            "There is no such lot of reports: the desk was started again since. What was read is in the library",
            status=404,
        )
    job = copy(job)  # as it stands now: it may end while this page is made
    context: dict[str, Any] = {"job": job, "results": _results(library, job) if job.state == "done" else []}
    if wants_part(request):
        return page(request, "parts/adding.html.j2", **context)
    return page(request, "adding.html.j2", **context)


def _started(
    request: Request, desk: Desk, title: str, sources: Sequence[str | Report], warnings: Sequence[Notice] = ()
) -> Response:
    def work(told: Progress) -> AddedAll:
        done = desk.add(desk.path, sources, told) if sources else AddedAll(added=())
        return replace(done, warnings=(*warnings, *done.warnings))

    try:
        job = _jobs(request).start(title[:_NAME], work)
    except Busy:
        raise CannotDo(
            "Too much is waiting to be read already. Send this again when some of it is done", status=503
        ) from None
    return RedirectResponse(f"/add/{job.id}", status_code=303)


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _results(library: Library, job: Job) -> list[dict[str, Any]]:
    """What became of each report: its title, and the story it is in now."""
    found = []
    for added in job.outcome.added[:200] if job.outcome else ():
        try:
            shown = library.show(added.report)
        except LibraryError:  # removed meanwhile
            continue
        others = library.show(shown["story"])["reports"]
        found.append({"new": added.new, "report": shown, "others": len(others) - 1})
    return found


def _read(files: Sequence[UploadFile]) -> tuple[list[Report], list[Notice]]:
    """The reports in some files, which are kept only while they are read, under names of ours."""
    folder = Path(tempfile.mkdtemp(prefix="tidings-"))
    try:
        names: dict[str, str] = {}
        for number, file in enumerate(files):
            name = Path((file.filename or "").replace("\\", "/")).name[:_NAME]
            suffix = Path(name).suffix.lower()
            target = folder / f"{number:03d}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
            with target.open("wb") as out:
                shutil.copyfileobj(file.file, out)
            names[str(target)] = name
        loaded = load(list(names))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    reports = [replace(r, path=names.get(r.path or "")) for r in loaded.reports]
    return reports, [_renamed(n, names) for n in loaded.warnings]


def _renamed(notice: Notice, names: dict[str, str]) -> Notice:
    """A notice that names files as they were given, not as we kept them."""
    message = notice.message
    for ours, given in names.items():
        message = message.replace(ours, given)
    return replace(notice, message=message, path=names.get(notice.path or "", notice.path))


def _web(address: str) -> str:
    given = address.strip()
    if not given.lower().startswith(("http://", "https://")):
        raise CannotDo("An address begins with http:// or https://. For a file, use the field for files", status=400)
    return given


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise CannotDo(
            f"'{text}' is no day; wanted is 2022-09-08, or nothing where it is not known", status=400
        ) from None
