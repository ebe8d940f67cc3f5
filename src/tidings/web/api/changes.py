"""What changes the library: corrections, and reports added. And a brief of texts, which are not kept."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from ...brief import to_json
from ...brief.json import BriefJson
from ...ingest import report_from_text
from ...library import Library
from ...records import Report
from ..deps import TheDesk, writing
from ..jobs import Busy, Jobs
from ..problems import CannotDo
from . import models
from .serving import ApiRoute, told

router = APIRouter(route_class=ApiRoute, tags=["changes"])

MOST_TEXT = 2_000_000  # characters of a report to add
MOST_TEXTS = 50  # of one brief
MOST_BRIEF = 300_000  # characters of them together: about a minute of reading
_MOST_BRIEFS = 4  # that wait for the parser; it reads one at a time
_MOST_IDS = 200
_briefs = threading.BoundedSemaphore(_MOST_BRIEFS)
_parser = threading.Lock()

_Line = Annotated[str, Field(min_length=1, max_length=1_000)]
_AnId = Annotated[str, Field(min_length=1, max_length=300)]
_Ids = Annotated[list[_AnId], Field(min_length=1, max_length=_MOST_IDS)]
_Number = Annotated[int, Path(ge=1, lt=2**53, description="The number of a judgement.")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Judgement(_Closed):
    user: Annotated[str | None, Field(max_length=200, description="who judges")] = None
    note: Annotated[str | None, Field(max_length=2_000, description="why")] = None


class StoryMerge(Judgement):
    """Stories are one; `into` goes on."""

    kind: Literal["story-merge"]
    into: _AnId
    stories: _Ids


class StorySplit(Judgement):
    """Some reports of a story tell another one."""

    kind: Literal["story-split"]
    story: _AnId
    reports: _Ids


class StoryRename(Judgement):
    """A title that stays."""

    kind: Literal["story-rename"]
    story: _AnId
    title: _Line


class ActorMerge(Judgement):
    """Actors are one; `into` goes on."""

    kind: Literal["actor-merge"]
    into: _AnId
    actors: _Ids


class ActorSplit(Judgement):
    """In some reports an actor is another one, with a name of its own."""

    kind: Literal["actor-split"]
    actor: _AnId
    reports: _Ids
    name: _Line


class ActorFields(_Closed):
    name: _Line | None = None
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3")] = None
    sector: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$", description="as PLOVER has them")] = None
    kind: Literal["state", "person", "organisation", "group"] | None = None


class ActorRename(Judgement):
    """Another name, country, sector or kind of an actor."""

    kind: Literal["actor-rename"]
    actor: _AnId
    fields: ActorFields


AnyJudgement = Annotated[
    StoryMerge | StorySplit | StoryRename | ActorMerge | ActorSplit | ActorRename, Field(discriminator="kind")
]


class Text(_Closed):
    """A report as text. What is not given is taken from the text, where it says so."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
    title: _Line | None = None
    outlet: _Line | None = None
    url: Annotated[str | None, Field(max_length=2_000, description="where it stood; it is not fetched")] = None
    published: dt.date | None = None

    def report(self) -> Report:
        return report_from_text(self.text, title=self.title, outlet=self.outlet, url=self.url, published=self.published)


class Address(_Closed):
    """An address to fetch a report from."""

    address: Annotated[str, Field(pattern=r"^https?://", max_length=2_000)]


def _named(given: object) -> str:
    return "address" if isinstance(given, Address) or (isinstance(given, dict) and "address" in given) else "text"


Source = Annotated[Annotated[Text, Tag("text")] | Annotated[Address, Tag("address")], Discriminator(_named)]


class Texts(_Closed):
    texts: Annotated[list[Text], Field(min_length=1, max_length=MOST_TEXTS)]
    one_story: Annotated[bool, Field(description="all of them tell one story: do not group them")] = False

    @model_validator(mode="after")
    def _not_too_long(self) -> Texts:
        if (length := sum(len(t.text) for t in self.texts)) > MOST_BRIEF:
            raise ValueError(f"the texts have {length:,} characters together; at most {MOST_BRIEF:,} are read at once")
        return self


@router.post("/judgements", response_model=models.Judged, status_code=201)
def judge(desk: TheDesk, judgement: AnyJudgement) -> Response:
    """Correct a story or an actor. It is kept with who made it, when and why, and can be taken back."""
    with writing(desk) as library:
        number, story = _judged(library, judgement)
    return told({"number": number, "kind": judgement.kind, "story": story}, status=201)


def _judged(library: Library, given: AnyJudgement) -> tuple[int, str | None]:
    who = {"user": given.user, "note": given.note}
    if isinstance(given, StorySplit):
        return library.split_story(given.story, given.reports, **who)
    if isinstance(given, StoryMerge):
        return library.merge_stories(given.into, *given.stories, **who), None
    if isinstance(given, StoryRename):
        return library.rename_story(given.story, given.title, **who), None
    if isinstance(given, ActorMerge):
        return library.merge_actors(given.into, *given.actors, **who), None
    if isinstance(given, ActorSplit):
        return library.split_actor(given.actor, given.reports, given.name, **who), None
    fields = {k: str(v) for k, v in given.fields.model_dump(exclude_none=True).items()}
    return library.rename_actor(given.actor, user=given.user, note=given.note, **fields), None


@router.post("/judgements/{number}/undo", response_model=models.Judged)
def undo(desk: TheDesk, number: _Number) -> Response:
    """Take a judgement back."""
    with writing(desk) as library:
        kind = library.undo(number)
    return told({"number": number, "kind": kind, "story": None})


@router.post("/add", response_model=models.Added, status_code=201)
def add(request: Request, desk: TheDesk, source: Source) -> Response:
    """Read a report, keep it, and answer with the story that it joined; what is known already changes nothing."""
    wanted: str | Report = source.report() if isinstance(source, Text) else source.address
    title = (wanted.title if isinstance(wanted, Report) else wanted) or "a text"
    jobs: Jobs = request.app.state.jobs
    try:
        job = jobs.start(title, lambda progress: desk.add(desk.path, [wanted], progress))
    except Busy:
        raise CannotDo("too many reports wait to be read; try again in a while", status=503) from None
    job.finished.wait()
    done = job.outcome
    if done is None:
        raise CannotDo(job.problem or "it could not be read", status=422)
    if not done.added:
        said = "; ".join(w.message for w in done.warnings)
        raise CannotDo(f"nothing was added: {said or 'no text was found there'}", status=422)
    answer = {
        "added": [{"report": a.report, "story": a.story, "new": a.new} for a in done.added],
        "warnings": [{"code": w.code, "message": w.message, "report": w.report, "path": w.path} for w in done.warnings],
    }
    return told(answer, status=201)


@router.post("/brief", response_model=BriefJson)
def brief(given: Texts) -> Response:
    """The brief of some texts, which are not kept: what they say, where they differ, what only one says."""
    from ...pipeline import brief as brief_of

    with _turn():
        found = brief_of([t.report() for t in given.texts], one_story=given.one_story)
    return told(to_json(found))


@contextmanager
def _turn() -> Iterator[None]:
    """The parser, when those before are done with it."""
    if not _briefs.acquire(blocking=False):
        raise CannotDo("too many briefs are being read; try again in a while", status=503)
    try:
        with _parser:
            yield
    finally:
        _briefs.release()
