"""Papers over HTTP: a PDF of one prisoner's paper or of everybody's in a place, and that it was handed over.

Decides nothing. Printing is recorded, so it is asked for with POST.
"""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.duties import printing
from safeconduct.duties.facts import EdtfText
from safeconduct.duties.printing import Printed
from safeconduct.papers.kinds import Kind
from safeconduct.sources.values import Code
from safeconduct.store.sent import REFUSALS, Sent
from safeconduct.store.visit import Visit

router = Router(tags=["papers"])
_PRINT = {"x-may": Capability.DUTIES_PAPER_PRINT}


class PaperAsked(BaseModel):
    """In which languages; none are the prisoner's and the Detaining Power's."""

    model_config = ConfigDict(extra="forbid")

    languages: tuple[str, ...] = Field((), max_length=2)


class HandoverAsked(BaseModel):
    """When it was handed over or sent, as EDTF or a moment; "" is today."""

    model_config = ConfigDict(extra="forbid")

    happened: EdtfText = ""


class PlaceHandoverAsked(HandoverAsked):
    """The place whose list went to the Agency."""

    place: Code


class HandedOver(BaseModel):
    """Of how many prisoners it was recorded."""

    persons: int


@router.post("/prisoners/{number}/papers/{kind}", response={200: bytes, **REFUSALS}, openapi_extra=_PRINT)
def paper(request: Visit, number: str, kind: Kind, asked: Annotated[PaperAsked, Sent(...)]) -> HttpResponse:
    """The prisoner's paper as PDF; that it was printed is recorded."""
    return _answer(printing.print_one(kind, number, asked.languages, request.actor))


@router.post(
    "/prisoners/{number}/papers/{kind}/handover", response={200: HandedOver, **REFUSALS}, openapi_extra=_PRINT
)
def handover(
    request: Visit, number: str, kind: Kind, asked: Annotated[HandoverAsked, Sent(...)]
) -> HandedOver:
    """Record that the paper was handed over, offered or sent: what closes its duty."""
    printing.hand_over(kind, number, request.actor, happened=asked.happened)
    return HandedOver(persons=1)


@router.post("/places/{place}/papers/{kind}", response={200: bytes, **REFUSALS}, openapi_extra=_PRINT)
def papers_of_place(
    request: Visit, place: str, kind: Kind, asked: Annotated[PaperAsked, Sent(...)]
) -> HttpResponse:
    """The paper for everybody whom the place holds, in one PDF; that it was printed is recorded of each."""
    return _answer(printing.print_place(kind, place, asked.languages, request.actor))


@router.post("/notification-lists/sent", response={200: HandedOver, **REFUSALS}, openapi_extra=_PRINT)
def list_sent(request: Visit, asked: Annotated[PlaceHandoverAsked, Sent(...)]) -> HandedOver:
    """Record that the list of the place went to the Agency, of everybody on it."""
    return HandedOver(persons=printing.send_list(asked.place, request.actor, happened=asked.happened))


def _answer(made: Printed) -> HttpResponse:
    answer = HttpResponse(made.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer
