"""Figures over HTTP: texts, claims, series, findings, drift, briefs, exports, and every command. Decides nothing."""

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.figures import actions, briefs, export, queries, requests
from safeconduct.figures.answers import BriefRow, CitedClaim, Copy, PublicationPage
from safeconduct.figures.briefs import BriefContent
from safeconduct.figures.claims import TEXT_LENGTH_MAX, Claim, LanguageCode
from safeconduct.figures.drift import Change, changes
from safeconduct.figures.facts import Appearance
from safeconduct.store.sent import REFUSALS, EntryAnswer, Sent, add_commands
from safeconduct.store.visit import Visit

router = Router(tags=["figures"])
_READ = {"x-may": Capability.FIGURES_CLAIM_READ}
_RECEIVE = {"x-may": Capability.FIGURES_PUBLICATION_RECEIVE}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TextsQuery(_Strict):
    """A page of the reading desk; `after` comes from the page before."""

    after: Annotated[str, Field(max_length=20)] = ""
    size: int = Field(50, ge=1, le=queries.PAGE_ROWS_MAX)


class ReadText(_Strict):
    """A text to be read and not recorded. The day of publication is not guessed."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]
    language: LanguageCode | None = None
    published_at: date | None = None


class FigureRecorded(BaseModel):
    """What was recorded; `item` is the number of a claim, "" for none. Nothing new: `entries` is empty.

    Of a text that came in, `is_known`: the very text was received before; `copy_of`: which other one it copies.
    """

    subject: str
    number: str
    item: str
    entries: list[EntryAnswer]
    is_known: bool = False
    copy_of: str = ""


class ProposalAnswer(BaseModel):
    """One proposal of a text. `claim` is the number of the claim that it became, "" for none."""

    proposal: str
    claim: str
    is_rejected: bool
    proposed_by: str
    said: Claim


class TextAnswer(BaseModel):
    """One text with its proposals. `version` is what a command sends back as `seen`.

    `details` is where it was published as far as the text says itself, null where that is recorded already.
    """

    number: str
    text: str
    text_sha256: str
    appearances: list[Appearance]
    is_digest: bool
    version: int
    details: Appearance | None
    copies_of: list[Copy]
    copied_by: list[Copy]
    proposals: list[ProposalAnswer]


class ClaimAnswer(BaseModel):
    """One confirmed claim as it stands; `feeds_no_bound` says why it is only listed, "" where it feeds one."""

    claim: CitedClaim
    said: Claim
    publication: str
    origin: str
    version: int


class BoundAnswer(BaseModel):
    """A stated bound and the claim that states it."""

    number: int
    claim: str


class StepAnswer(BaseModel):
    """The stated bounds from this day on; an open side is null."""

    day: date
    low: BoundAnswer | None
    high: BoundAnswer | None
    is_crossed: bool


class SeriesAnswer(BaseModel):
    """What is stated of one force in one category and theatre: nothing averaged, nothing summed."""

    force: str
    category: str
    theatre: str
    best: str
    documents: int
    origins: int
    claims: list[str]
    aside: dict[str, str]
    steps: list[StepAnswer]


class FindingAnswer(BaseModel):
    """What does not fit between two origins; `verdict` is "" where nobody judged."""

    finding: str
    rules: list[str]
    is_minor: bool
    suggested: str
    one: str
    other: str
    pairs: int
    verdict: str
    reason: str


@router.get("/figures/texts", response={200: PublicationPage, **REFUSALS}, openapi_extra=_READ)
def texts(request: Visit, asked: Query[TextsQuery]) -> PublicationPage:
    """A page of the reading desk, newest first."""
    return queries.publications(request.actor, after=asked.after, size=asked.size)


@router.get("/figures/texts/{number}", response={200: TextAnswer, **REFUSALS}, openapi_extra=_READ)
def text(request: Visit, number: str) -> TextAnswer:
    """One text with what is proposed and confirmed in it."""
    view = queries.publication(number, request.actor)
    return TextAnswer(
        number=view.number,
        text=view.text,
        text_sha256=view.text_sha256,
        appearances=list(view.appearances),
        is_digest=view.is_digest,
        version=view.version,
        details=view.details,
        copies_of=list(view.copies_of),
        copied_by=list(view.copied_by),
        proposals=[
            ProposalAnswer(
                proposal=each.ref, claim=each.claim, is_rejected=each.is_rejected,
                proposed_by=str(each.proposed_by), said=each.said,
            )
            for each in view.proposals
        ],
    )  # fmt: skip


@router.post("/figures/read", response={200: list[Claim], **REFUSALS}, openapi_extra=_RECEIVE)
def read(request: Visit, asked: Annotated[ReadText, Sent(...)]) -> list[Claim]:
    """The claims that a text makes, proposed and not recorded."""
    return list(queries.read(asked.text, asked.language, asked.published_at, request.actor))


@router.get("/figures/claims/{number}", response={200: ClaimAnswer, **REFUSALS}, openapi_extra=_READ)
def claim(request: Visit, number: str) -> ClaimAnswer:
    """One confirmed claim, also a withdrawn one."""
    view = queries.claim(number, request.actor)
    return ClaimAnswer(
        claim=queries.confirmed_claim(number, request.actor),
        said=view.claim.said,
        publication=view.publication,
        origin=view.stated.origin,
        version=view.version,
    )


@router.get("/figures/series", response={200: list[SeriesAnswer], **REFUSALS}, openapi_extra=_READ)
def series(request: Visit) -> list[SeriesAnswer]:
    """Every series with its stated bounds and the claims that state them, by their numbers."""
    ledger = queries.ledger(request.actor)
    numbers = {each.id: each.number for each in ledger.claims}

    def bound(told: object) -> BoundAnswer | None:
        return told and BoundAnswer(number=told.number, claim=numbers[told.claim])  # type: ignore[attr-defined, return-value]  # a series.Bound or None

    return [
        SeriesAnswer(
            force=each.force,
            category=str(each.category),
            theatre=each.theatre,
            best=each.best.number if each.best else "",
            documents=each.documents,
            origins=each.origins,
            claims=[stated.number for stated in each.claims],
            aside={aside.claim.number: aside.reason for aside in each.aside},
            steps=[
                StepAnswer(day=s.day, low=bound(s.low), high=bound(s.high), is_crossed=s.is_crossed)
                for s in each.steps
            ],
        )
        for each in ledger.series
    ]


@router.get("/figures/findings", response={200: list[FindingAnswer], **REFUSALS}, openapi_extra=_READ)
def findings(request: Visit) -> list[FindingAnswer]:
    """What does not fit together, the gravest first."""
    return [
        FindingAnswer(
            finding=each.finding.key,
            rules=[str(rule) for rule in each.finding.rules],
            is_minor=each.finding.is_minor,
            suggested=str(each.finding.lead.suggested),
            one=each.finding.lead.one.number,
            other=each.finding.lead.other.number,
            pairs=each.finding.pairs,
            verdict=str(each.verdict or ""),
            reason=each.reason,
        )
        for each in queries.ledger(request.actor).findings
    ]


@router.get("/figures/drift/{before}/{after}", response={200: list[Change], **REFUSALS}, openapi_extra=_READ)
def drift(request: Visit, before: str, after: str) -> list[Change]:
    """What changed between two confirmed claims, field by field."""
    one, other = (queries.claim(each, request.actor).claim.said for each in (before, after))
    return list(changes(one, other))


@router.get("/figures/briefs", response={200: list[BriefRow], **REFUSALS}, openapi_extra=_READ)
def briefs_list(request: Visit) -> list[BriefRow]:
    """Every brief that was issued, newest first."""
    return queries.briefs(request.actor)


@router.get("/figures/briefs/{number}", response={200: BriefContent, **REFUSALS}, openapi_extra=_READ)
def brief(request: Visit, number: str) -> BriefContent:
    """One brief as it was issued, as data."""
    return briefs.from_json(queries.brief(number, request.actor)[1].content)


@router.get("/figures/export/{form}", response={200: None, **REFUSALS}, openapi_extra=_READ)
def exported(request: Visit, form: export.Form) -> HttpResponse:
    """Every confirmed claim: CSV with HXL tags, JSON lines, schema.org, columns like UCDP's."""
    told = export.export(form, queries.ledger(request.actor), queries.sources(request.actor))
    return HttpResponse(told, content_type=export.FORMS[form][1])


def _give(request: Visit, command: requests.Command) -> FigureRecorded:
    done = actions.perform(command, request.actor)
    entries = [EntryAnswer.of(entry) for entry in done.entries]
    return FigureRecorded(
        subject=done.subject,
        number=done.number,
        item=done.item,
        entries=entries,
        is_known=done.is_known,
        copy_of=done.copy_of,
    )


add_commands(
    router, requests.COMMANDS, _give, answers=FigureRecorded, capabilities=actions.CAPABILITIES,
    with_file=(requests.ReceivePublication,),
)  # fmt: skip
