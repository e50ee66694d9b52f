"""The record itself over HTTP: its head, its proofs, its verification, the log of readings, second persons."""

from dataclasses import dataclass
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.approval import Approval, ApprovalState
from safeconduct.access.words import Capability
from safeconduct.ledger import words
from safeconduct.store import approvals, readings, verify
from safeconduct.store.instance import current
from safeconduct.store.readings import Alarm, ReadingView
from safeconduct.store.sent import REFUSALS, Sent
from safeconduct.store.visit import Visit

router = Router(tags=["record"])
_VERIFY = {"x-may": Capability.STORE_RECORD_VERIFY}
_APPROVE = {"x-may": Capability.STORE_APPROVAL_GIVE}
_LEAF_MAX = 2**53 - 1


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Whose record it is: the log's name, the key that signs it (hex), and its signed head."""

    origin: str
    verify_key: str
    checkpoint: str


@dataclass(frozen=True, slots=True)
class ProblemAnswer:
    """Something that is not as it was written; `position` is -1 where no entry is meant."""

    code: str
    position: int
    detail: str


@dataclass(frozen=True, slots=True)
class VerificationAnswer:
    """What reading the whole record found; `problems` holds the first thousand."""

    is_whole: bool
    entries: int
    erased: int
    root: str
    head_size: int | None
    seconds: str
    problems: list[ProblemAnswer]


@dataclass(frozen=True, slots=True)
class ProofAnswer:
    """That an entry is leaf `position` of the log of `size` entries (RFC 9162); hashes in hex."""

    entry: str
    position: int
    size: int
    leaf: str
    path: list[str]
    root: str


class ReadingsQuery(BaseModel):
    """Which readings: of one subject id, by one operator id, below one leaf."""

    subject: str = Field("", max_length=64)
    operator: str = Field("", max_length=64)
    before: int | None = Field(None, ge=0, le=_LEAF_MAX)
    size: int = Field(50, ge=1, le=1000)


@dataclass(frozen=True, slots=True)
class ReadingsAnswer:
    """The log of readings, newest first, and who opened unusually many people within a day."""

    readings: list[ReadingView]
    alarms: list[Alarm]


@dataclass(frozen=True, slots=True)
class ApprovalAnswer:
    """A command that waits for a second person; `words` stand for `digest`, to be read aloud and compared."""

    id: str
    action: str
    command: str
    digest: str
    words: str
    requested_by: str
    state: ApprovalState


class Verdict(BaseModel):
    """What the second person says of exactly these bytes."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["approve", "refuse"]
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class VerdictAnswer:
    """What became of the request; `erased` counts the entries whose key is gone."""

    id: str
    state: ApprovalState
    erased: int


@router.get("/record", response={200: RecordAnswer, **REFUSALS}, openapi_extra=_VERIFY)
def record(request: HttpRequest) -> RecordAnswer:
    """The log's name, its key and its signed head."""
    here = current()
    return RecordAnswer(here.origin, here.verify_key.hex(), verify.checkpoint_text().decode())


@router.get("/record/checkpoint", response={200: str, **REFUSALS}, openapi_extra=_VERIFY)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed head as text (C2SP signed note), to be handed to a witness."""
    return HttpResponse(verify.checkpoint_text(), content_type="text/plain; charset=utf-8")


@router.post("/record/verification", response={200: VerificationAnswer, **REFUSALS}, openapi_extra=_VERIFY)
def verification(request: Visit) -> VerificationAnswer:
    """Read the whole record and compare everything with everything. It takes as long as the record is."""
    report = verify.verify(request.actor)
    return VerificationAnswer(
        is_whole=report.is_whole,
        entries=report.entries,
        erased=report.erased,
        root=report.root,
        head_size=report.head_size,
        seconds=f"{report.seconds:.3f}",
        problems=[ProblemAnswer(each.code, each.position, each.detail) for each in report.problems],
    )


@router.get("/record/proof/{entry}", response={200: ProofAnswer, **REFUSALS}, openapi_extra=_VERIFY)
def proof(request: HttpRequest, entry: str) -> ProofAnswer:
    """That one entry stands in the log, checked before it is answered."""
    made = verify.prove(entry)
    path = [step.hex() for step in made.path]
    return ProofAnswer(entry, made.position, made.size, made.leaf.hex(), path, made.root.hex())


@router.get("/readings", response={200: ReadingsAnswer, **REFUSALS},
            openapi_extra={"x-may": Capability.STORE_READINGS_READ})  # fmt: skip
def readings_log(request: Visit, asked: Query[ReadingsQuery]) -> ReadingsAnswer:
    """Who opened whom, why, under which rule. Numbers, no names; this reading is logged too."""
    found = readings.readings(request.actor, **asked.model_dump())
    return ReadingsAnswer(found, readings.alarms(request.actor))


@router.get("/approvals", response={200: list[ApprovalAnswer], **REFUSALS}, openapi_extra=_APPROVE)
def waiting(request: Visit) -> list[ApprovalAnswer]:
    """What waits for a second person, oldest first."""
    return [_answer(asked) for asked in approvals.pending(request.actor)]


@router.get("/approvals/{approval_id}", response={200: ApprovalAnswer, **REFUSALS}, openapi_extra=_APPROVE)
def approval(request: Visit, approval_id: str) -> ApprovalAnswer:
    """One request with the exact bytes that will run."""
    return _answer(approvals.one(approval_id, request.actor))


@router.post("/approvals/{approval_id}", response={200: VerdictAnswer, **REFUSALS}, openapi_extra=_APPROVE)
def judge(request: Visit, approval_id: str, given: Annotated[Verdict, Sent(...)]) -> VerdictAnswer:
    """Approve the bytes with this digest, and they run; or refuse them for good."""
    asked = approvals.one(approval_id, request.actor)
    if given.verdict == "refuse":
        approvals.refuse(asked.id, given.digest, request.actor)
        return VerdictAnswer(asked.id, ApprovalState.REFUSED, 0)
    done = approvals.approve_and_run(asked.id, given.digest, request.actor)
    return VerdictAnswer(asked.id, ApprovalState.APPROVED, done if isinstance(done, int) else 0)


def _answer(asked: Approval) -> ApprovalAnswer:
    return ApprovalAnswer(
        id=asked.id,
        action=asked.action,
        command=asked.command.decode(),
        digest=asked.digest,
        words=words.of(asked.digest),
        requested_by=asked.requested_by,
        state=asked.state,
    )
