"""Arrangements over HTTP: Powers, cases, matching, lists for an exchange, and every command. Decides nothing."""

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.answers import (
    CasePage,
    Cell,
    FileView,
    ListView,
    Matches,
    OfficerView,
    PowerRow,
    PowerView,
)
from safeconduct.arrangements.cases import Stage
from safeconduct.store.sent import REFUSALS, add_commands
from safeconduct.store.visit import Visit

router = Router(tags=["arrangements"])
_POWERS = {"x-may": Capability.ARRANGEMENTS_POWER_READ}
_CASES = {"x-may": Capability.ARRANGEMENTS_CASE_READ}
_ASSIGNS = {"x-may": Capability.ARRANGEMENTS_CASE_ASSIGN}
_DECIDES = {"x-may": Capability.ARRANGEMENTS_CASE_DECIDE}
_LISTS = {"x-may": Capability.ARRANGEMENTS_LIST_SUBMIT}


class ArrangementRecorded(BaseModel):
    """That it was recorded; `item` names what the command began: an offer, a request, a case, a list."""

    subject: str
    number: str
    item: str


class CasesQuery(BaseModel):
    """A page of the board; `first` is the place of its first line, from 0.

    `officer` is an operator's id, or `nobody` for the cases under way that nobody conducts.
    """

    model_config = ConfigDict(extra="forbid")

    stage: Stage | None = None
    power: str = Field("", max_length=40)
    officer: str = Field("", max_length=40)
    first: int = Field(0, ge=0)
    size: int = Field(50, ge=1, le=queries.PAGE_ROWS_MAX)


class MatchesQuery(BaseModel):
    """A page of the matches; `first` is the place of its first line, from 0."""

    model_config = ConfigDict(extra="forbid")

    first: int = Field(0, ge=0)
    size: int = Field(50, ge=1, le=queries.PAGE_ROWS_MAX)


@router.get("/powers", response={200: list[PowerRow], **REFUSALS}, openapi_extra=_POWERS)
def powers(request: Visit) -> list[PowerRow]:
    """Every Power of which anything is recorded."""
    return list(queries.powers(request.actor))


@router.get("/powers/{power}", response={200: PowerView, **REFUSALS}, openapi_extra=_POWERS)
def power(request: Visit, power: str) -> PowerView:
    """What was asked, offered, promised and kept between this state and one Power, and whether it is fit."""
    return queries.power(power, request.actor)


@router.get("/cases", response={200: CasePage, **REFUSALS}, openapi_extra=_CASES)
def board(request: Visit, asked: Query[CasesQuery]) -> CasePage:
    """What every case that you read waits for, the most urgent first, in an unlocked session."""
    return queries.board(
        request.actor,
        only=asked.stage,
        power=asked.power,
        officer=asked.officer,
        first=asked.first,
        size=asked.size,
    )


@router.get("/case-officers", response={200: list[OfficerView], **REFUSALS}, openapi_extra=_ASSIGNS)
def officers(request: Visit) -> list[OfficerView]:
    """The operators who may be assigned to a case."""
    return list(queries.assignable(request.actor))


@router.get("/cases/{number}", response={200: FileView, **REFUSALS}, openapi_extra=_CASES)
def cases(request: Visit, number: str) -> FileView:
    """One prisoner's cases with what each waits for, in an unlocked session. `version` is sent back as `seen`."""
    return queries.cases_of(number, request.actor)


@router.get("/offers/matches", response={200: Matches, **REFUSALS}, openapi_extra=_DECIDES)
def matches(request: Visit, asked: Query[MatchesQuery]) -> Matches:
    """Confirmed wishes for another State with the offers that mean each prisoner, those without a case first."""
    return queries.matches(request.actor, first=asked.first, size=asked.size)


@router.get("/statistics/cases", response={200: list[Cell], **REFUSALS}, openapi_extra=_CASES)
def statistics(request: Visit) -> list[Cell]:
    """Numbers for publication; small ones are not told."""
    return list(queries.statistics(request.actor))


@router.get("/exchange-lists/{list_id}", response={200: ListView, **REFUSALS}, openapi_extra=_LISTS)
def exchange_list(request: Visit, list_id: str) -> ListView:
    """The answer to a list that you handed in: the eligible lines, and nothing of the others."""
    return queries.list_answer(list_id, request.actor)


def _give(request: Visit, command: requests.Command) -> ArrangementRecorded:
    done = actions.perform(command, request.actor)
    return ArrangementRecorded(subject=done.subject, number=done.number, item=done.item)


add_commands(router, requests.COMMANDS, _give, answers=ArrangementRecorded, capabilities=actions.CAPABILITIES)
