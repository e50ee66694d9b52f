"""Papers over HTTP: a PDF of one prisoner's paper, or of everybody's in a place.

Decides nothing. Printing is logged and no look-up, so it is asked for with POST.
"""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.duties import printing
from safeconduct.duties.printing import Printed
from safeconduct.papers.kinds import Kind
from safeconduct.store.sent import REFUSALS, Sent
from safeconduct.store.visit import Visit

router = Router(tags=["papers"])
_PRINT = {"x-may": Capability.DUTIES_PAPER_PRINT}


class PaperAsked(BaseModel):
    """In which languages; none are the prisoner's and the Detaining Power's."""

    model_config = ConfigDict(extra="forbid")

    languages: tuple[str, ...] = Field((), max_length=2)


@router.post("/prisoners/{number}/papers/{kind}", response={200: bytes, **REFUSALS}, openapi_extra=_PRINT)
def paper(request: Visit, number: str, kind: Kind, asked: Annotated[PaperAsked, Sent(...)]) -> HttpResponse:
    """The prisoner's paper as PDF; that it was printed is logged."""
    return _answer(printing.print_one(kind, number, asked.languages, request.actor))


@router.post("/places/{place}/papers/{kind}", response={200: bytes, **REFUSALS}, openapi_extra=_PRINT)
def papers_of_place(
    request: Visit, place: str, kind: Kind, asked: Annotated[PaperAsked, Sent(...)]
) -> HttpResponse:
    """The paper for everybody whom the place holds, in one PDF; it is logged as an export of them."""
    return _answer(printing.print_place(kind, place, asked.languages, request.actor))


def _answer(made: Printed) -> HttpResponse:
    answer = HttpResponse(made.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer
