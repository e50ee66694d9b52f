"""Tracing over HTTP: the desk, an enquiry with its candidates, searching the register, and every command.

Decides nothing: each operation asks one query or gives one action. A *same* is approved as every two-person
command is, under /approvals.
"""

from typing import Annotated, Literal

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.sources.values import Channel, ShortText, Source, WrittenName
from safeconduct.store.sent import REFUSALS, EntryAnswer, Sent, add_commands
from safeconduct.store.visit import Visit
from safeconduct.tracing import actions, queries, requests
from safeconduct.tracing.answers import AnswerView, CandidatePage, EnquiryPage, EnquiryView
from safeconduct.tracing.facts import EdtfText, Sought
from safeconduct.tracing.queries import IndexStatus, SearchView

router = Router(tags=["tracing"])
_LIST = {"x-may": Capability.TRACING_ENQUIRY_LIST}
_READ = {"x-may": Capability.TRACING_ENQUIRY_READ}
_JUDGE = {"x-may": Capability.TRACING_CANDIDATE_JUDGE}
_SEARCH = {"x-may": Capability.TRACING_REGISTER_SEARCH}
_ASKED = Source(channel=Channel.INSTANCE, who="API")
_IS_OPEN = {"open": True, "closed": False, "all": None}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EnquiriesQuery(_Strict):
    """A page of the desk; `after` comes from the page before."""

    state: Literal["open", "closed", "all"] = "open"
    after: Annotated[str, Field(max_length=20)] = ""
    size: int = Field(50, ge=1, le=queries.PAGE_ROWS_MAX)


class TraceFor(_Strict):
    """Whom to look for. In a body, because names do not stand in addresses."""

    names: tuple[Annotated[str, Field(min_length=1, max_length=1000)], ...] = Field(
        min_length=1, max_length=20
    )
    born: EdtfText = ""
    father_name: ShortText = ""
    last_seen_at: ShortText = ""
    limit: int = Field(queries.CANDIDATES_SHOWN, ge=1, le=100)


class EnquiryRecorded(BaseModel):
    """What a command recorded; `approval` is what now waits for a second person, "" where nothing does."""

    subject: str
    number: str
    entries: list[EntryAnswer]
    approval: str


@router.get("/enquiries", response={200: EnquiryPage, **REFUSALS}, openapi_extra=_LIST)
def enquiries(request: Visit, asked: Query[EnquiriesQuery]) -> EnquiryPage:
    """A page of the tracing desk, newest first."""
    return queries.enquiries(request.actor, is_open=_IS_OPEN[asked.state], after=asked.after, size=asked.size)


@router.get("/enquiries/{number}", response={200: EnquiryView, **REFUSALS}, openapi_extra=_READ)
def enquiry(request: Visit, number: str) -> EnquiryView:
    """One enquiry with its answers and messages. `version` is what a command sends back as `seen`."""
    return queries.enquiry(number, request.actor)


@router.get("/enquiries/{number}/letters", response={200: list[AnswerView], **REFUSALS}, openapi_extra=_READ)
def letters(request: Visit, number: str) -> list[AnswerView]:
    """The letters to hand out, the same in bytes and time whether nobody was found or nothing may be told."""
    return list(queries.answers(number, request.actor))


@router.get("/enquiries/{number}/candidates", response={200: SearchView, **REFUSALS}, openapi_extra=_READ)
def candidates(request: Visit, number: str) -> SearchView:
    """The likeliest records of the register for this enquiry, strongest first, with the evidence."""
    return queries.candidates(number, request.actor)


@router.get(
    "/enquiries/{number}/candidates/{prisoner}",
    response={200: CandidatePage, **REFUSALS},
    openapi_extra=_JUDGE,
)
def candidate(request: Visit, number: str, prisoner: str) -> CandidatePage:
    """An enquiry and a record side by side."""
    return queries.candidate(number, prisoner, request.actor)


@router.post("/trace", response={200: SearchView, **REFUSALS}, openapi_extra=_SEARCH)
def search(request: Visit, asked: Annotated[TraceFor, Sent(...)]) -> SearchView:
    """Whom of the register these names may mean, in any script. Proves nothing by itself."""
    sought = Sought(
        names=tuple(WrittenName(text=name, source=_ASKED) for name in asked.names),
        **asked.model_dump(exclude={"names", "limit"}),
    )
    return queries.search(sought, request.actor, asked.limit)


@router.get("/trace/index", response={200: IndexStatus, **REFUSALS}, openapi_extra=_SEARCH)
def index_status(request: Visit) -> IndexStatus:
    """Whether the register has an index on disk, and how far it reaches."""
    return queries.index_status(request.actor)


def _give(request: Visit, command: requests.Command) -> EnquiryRecorded:
    done = actions.perform(command, request.actor)
    entries = [EntryAnswer.of(entry) for entry in done.entries]
    return EnquiryRecorded(subject=done.subject, number=done.number, entries=entries, approval=done.approval)


add_commands(router, requests.COMMANDS, _give, answers=EnquiryRecorded, capabilities=actions.CAPABILITIES)
