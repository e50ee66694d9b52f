"""The register over HTTP: the list, a person, the desk, imports, and every command as one operation.

Decides nothing: each operation asks one query or gives one action. Commands are made from `COMMANDS`, so that
OpenAPI describes each with its own body and a new command has its operation at once.
"""

from dataclasses import asdict
from typing import Annotated, Any, BinaryIO, cast

from ninja import File, Form, Query, Router, UploadedFile
from ninja.responses import Status as Answered
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.actor import Actor
from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.ledger import words
from safeconduct.registry import actions, imports, queries, requests
from safeconduct.registry.answers import (
    HealthView,
    PairView,
    PrisonerFilters,
    PrisonerPage,
    PrisonerRow,
    PrisonerView,
    Sort,
    Status,
)
from safeconduct.registry.columns import read_mapping
from safeconduct.registry.desk import PairPage, QuestionPage
from safeconduct.registry.jobs import Counts, ImportJobView, JobState, LineKind, ReportLine
from safeconduct.registry.lists import open_list
from safeconduct.sources.errors import Conflict
from safeconduct.sources.values import ShortText
from safeconduct.store import erasure
from safeconduct.store.entries import Entry
from safeconduct.store.sent import REFUSALS, EntryAnswer, Sent, add_commands
from safeconduct.store.visit import Visit

router = Router(tags=["register"])
_READ = {"x-may": Capability.REGISTRY_PRISONER_READ}
_LIST = {"x-may": Capability.REGISTRY_PRISONER_LIST}
_HEALTH = {"x-may": Capability.REGISTRY_HEALTH_READ}
_ANSWER = {"x-may": Capability.REGISTRY_QUESTION_ANSWER}
_JUDGE = {"x-may": Capability.REGISTRY_DUPLICATE_JUDGE}
_IMPORT = {"x-may": Capability.REGISTRY_LIST_IMPORT}
_ERASE = {"x-may": Capability.STORE_ERASURE_REQUEST}

_PAGE_ROWS_MAX = 500
_LINE_MAX = 2**53 - 1
_MAPPING_BYTES_MAX = 256 * 1024
CursorText = Annotated[str, Field(max_length=80)]


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListQuery(_Query):
    """Filters of the list: closed values only. `after` and `before` come from the page before."""

    place: ShortText = ""
    status: Status | None = None
    power: ShortText = ""
    has_questions: bool | None = None
    sort: Sort = Sort.REGISTERED
    is_ascending: bool = False
    after: CursorText = ""
    before: CursorText = ""
    size: int = Field(50, ge=1, le=_PAGE_ROWS_MAX)


class WhyQuery(_Query):
    """Why the record is opened; it stands in the log of readings."""

    why: ShortText = ""


class DeskQuery(_Query):
    """A page of a queue; `code` narrows questions to one kind."""

    code: ShortText = ""
    after: CursorText = ""
    size: int = Field(50, ge=1, le=_PAGE_ROWS_MAX)


class PairsQuery(_Query):
    """A page of the likely duplicates."""

    after: CursorText = ""
    size: int = Field(50, ge=1, le=_PAGE_ROWS_MAX)


class LinesQuery(_Query):
    """Lines of a report of one kind, after the line with this number."""

    kind: LineKind
    after: int = Field(0, ge=0, le=_LINE_MAX)
    size: int = Field(200, ge=1, le=2_000)


class SearchFor(BaseModel):
    """Whom to look for. In a body, because names do not stand in addresses."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=300)
    limit: int = Field(queries.SEARCH_ROWS, ge=1, le=queries.SEARCH_ROWS)


class Erasure(BaseModel):
    """Whose record is to be erased and on what ground; the ground stays."""

    model_config = ConfigDict(extra="forbid")

    prisoner: str = Field(min_length=1, max_length=40)
    ground: str = Field(min_length=1, max_length=2_000)


class ErasureAsked(BaseModel):
    """The request that now waits for a second person, who compares the words."""

    approval: str
    digest: str
    words: str


class Recorded(BaseModel):
    """What a command recorded; entries of sealed compartments are left out."""

    subject: str
    number: str
    entries: list[EntryAnswer]


class TheirEntry(EntryAnswer):
    """An entry that somebody else wrote meanwhile, with what it says."""

    fact: dict[str, Any]


class ImportOptions(BaseModel):
    """`encoding` only where it is not found out; `dry_run` shows what would happen and writes nothing."""

    model_config = ConfigDict(extra="forbid")

    encoding: str = Field("", max_length=40)
    dry_run: bool = False


class ImportAnswer(BaseModel):
    """An import: counts so far, and for a trial the first lines of its report. `error` is why it stopped."""

    id: str
    state: JobState
    total: int
    counts: Counts
    started: str = ""
    ended: str = ""
    error: str = ""
    trial: list[ReportLine] = []


# --- reading --------------------------------------------------------------------------------------


@router.get("/prisoners", response={200: PrisonerPage, **REFUSALS}, openapi_extra=_LIST)
def prisoners(request: Visit, asked: Query[ListQuery]) -> PrisonerPage:
    """A page of the list of prisoners, of the places that are the operator's."""
    filters = PrisonerFilters(**asked.model_dump() | {"status": asked.status or ""})
    return queries.prisoners(filters, request.actor)


@router.get("/prisoners/{number}", response={200: PrisonerView, **REFUSALS}, openapi_extra=_READ)
def prisoner(request: Visit, number: str, asked: Query[WhyQuery]) -> PrisonerView:
    """One person, by number or subject id. `version` is what a command sends back as `seen`."""
    return queries.prisoner(number, request.actor, asked.why)


@router.get("/prisoners/{number}/health", response={200: HealthView, **REFUSALS}, openapi_extra=_HEALTH)
def health(request: Visit, number: str, asked: Query[WhyQuery]) -> HealthView:
    """What is sealed about the person's health, in an unlocked session of a reader."""
    return queries.health(number, request.actor, asked.why)


@router.post("/search", response={200: list[PrisonerRow], **REFUSALS}, openapi_extra=_LIST)
def search(request: Visit, asked: Annotated[SearchFor, Sent(...)]) -> list[PrisonerRow]:
    """Whom the text may mean: a number, a name in any script, a service or paper number."""
    return list(queries.search(asked.text, request.actor, asked.limit))


@router.get("/questions", response={200: QuestionPage, **REFUSALS}, openapi_extra=_ANSWER)
def questions(request: Visit, asked: Query[DeskQuery]) -> QuestionPage:
    """Open questions, oldest first."""
    return queries.questions(request.actor, **asked.model_dump())


@router.get("/duplicates", response={200: PairPage, **REFUSALS}, openapi_extra=_JUDGE)
def duplicates(request: Visit, asked: Query[PairsQuery]) -> PairPage:
    """Likely duplicates that nobody settled."""
    return queries.duplicates(request.actor, **asked.model_dump())


@router.get("/duplicates/{left}/{right}", response={200: PairView, **REFUSALS}, openapi_extra=_JUDGE)
def pair(request: Visit, left: str, right: str) -> PairView:
    """Two records side by side. `version` is what a judgement sends back as `seen`."""
    return queries.pair(left, right, request.actor)


# --- commands -------------------------------------------------------------------------------------


def _give(request: Visit, command: requests.Command) -> Recorded:
    done = actions.perform(command, request.actor)
    entries = [EntryAnswer.of(entry) for entry in done.entries]
    return Recorded(subject=done.subject, number=done.number, entries=entries)


add_commands(
    router,
    requests.COMMANDS,
    _give,
    answers=Recorded,
    capabilities=actions.CAPABILITIES,
    with_file=(requests.AttachFile,),
)


def theirs_of(conflict: Conflict, actor: Actor) -> list[dict[str, Any]]:
    """What others wrote meanwhile, for an actor who may read it. The action has located the person before."""
    if not may(actor, Capability.REGISTRY_PRISONER_READ):
        return []
    found = [
        entry for entry in conflict.theirs if isinstance(entry, Entry) and not entry.compartment.is_sealed
    ]
    return [TheirEntry.of(entry, fact=entry.fact.model_dump(mode="json")).model_dump() for entry in found]


@router.post("/erasures", response={200: ErasureAsked, **REFUSALS}, openapi_extra=_ERASE)
def erase(request: Visit, asked: Annotated[Erasure, Sent(...)]) -> ErasureAsked:
    """Ask for the erasure of a record. Nothing is erased before a second officer approves."""
    view = queries.prisoner(asked.prisoner, request.actor, purpose="erasure")
    streams = queries.streams_of(view.subject, request.actor)
    waiting = erasure.request(view.subject, streams, asked.ground, actor=request.actor)
    return ErasureAsked(approval=waiting.id, digest=waiting.digest, words=words.of(waiting.digest))


# --- imports --------------------------------------------------------------------------------------


@router.get("/imports", response={200: list[ImportAnswer], **REFUSALS}, openapi_extra=_IMPORT)
def import_jobs(request: Visit) -> list[ImportAnswer]:
    """The last imports, newest first."""
    return [_import_answer(job) for job in queries.import_jobs(request.actor)]


@router.post("/imports", response={202: ImportAnswer, 200: ImportAnswer, **REFUSALS}, openapi_extra=_IMPORT)
def import_list(
    request: Visit,
    file: File[UploadedFile],
    options: Form[ImportOptions],
    mapping: File[UploadedFile | None] = None,
) -> Answered[ImportAnswer]:
    """Take in a list (CSV or XLSX). It goes on in the background; ask the import how far it is."""
    columns = _mapping_of(mapping)
    _look(file, options.encoding, columns)
    job = imports.upload(
        file.name or "list", file.chunks(), request.actor, encoding=options.encoding, mapping=columns
    )
    if options.dry_run:
        return Answered(200, _trial(job, request.actor))
    imports.start(job, request.actor)
    return Answered(202, _import_answer(queries.import_job(job, request.actor)))


@router.get("/imports/{job}", response={200: ImportAnswer, **REFUSALS}, openapi_extra=_IMPORT)
def import_job(request: Visit, job: str) -> ImportAnswer:
    """How far an import is and what it counted."""
    return _import_answer(queries.import_job(job, request.actor))


@router.get("/imports/{job}/lines", response={200: list[ReportLine], **REFUSALS}, openapi_extra=_IMPORT)
def import_lines(request: Visit, job: str, asked: Query[LinesQuery]) -> list[ReportLine]:
    """One kind of line of the report: questions, refused rows, likely duplicates."""
    return list(queries.import_lines(job, asked.kind, request.actor, after=asked.after, size=asked.size))


def _mapping_of(mapping: UploadedFile | None) -> str:
    return mapping.read(_MAPPING_BYTES_MAX + 1).decode("utf-8", errors="replace") if mapping else ""


def _look(file: UploadedFile, encoding: str, mapping: str) -> None:
    """Refuse at once what is no list, before anything of it is kept."""
    columns = read_mapping(mapping.encode()) if mapping else None
    open_list(cast(BinaryIO, file), file.name or "list", encoding=encoding or None, mapping=columns)
    file.seek(0)


def _trial(job: str, actor: Actor) -> ImportAnswer:
    try:
        report = imports.preview(job, actor).report
    finally:
        imports.give_up(job, actor)
    answer = _import_answer(queries.import_job(job, actor))
    return answer.model_copy(update={"counts": report.counts, "trial": list(report.trial)})


def _import_answer(job: ImportJobView) -> ImportAnswer:
    shown = {name: value for name, value in asdict(job).items() if name in ImportAnswer.model_fields}
    return ImportAnswer.model_validate(shown | {"counts": job.counts})
