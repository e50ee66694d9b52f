"""Wishes over HTTP: one prisoner's wish for those who may read it, and every command.

Decides nothing. What a command answers is the same whatever stood before: that it was recorded, and no entry.
"""

from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.store import release
from safeconduct.store.sent import REFUSALS, Sent, add_commands
from safeconduct.store.visit import Visit
from safeconduct.wishes import actions, opening, queries, requests
from safeconduct.wishes.answers import Calendar, InterpreterView, ProtectionView, WishPage, WishView
from safeconduct.wishes.state import Status

router = Router(tags=["wishes"])
_READ = {"x-may": Capability.WISHES_WISH_READ}
_PROTECT = {"x-may": Capability.WISHES_PROTECTION_OPEN}


class WishRecorded(BaseModel):
    """That it was recorded; `approval` is what now waits for a second person, "" where nothing does."""

    subject: str
    number: str
    approval: str


class AskProtection(BaseModel):
    """Why protection is to be opened; the log keeps it."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=opening.WHY_CHARACTERS_MAX)


class ProtectionAsked(BaseModel):
    """The request that waits for the second officer."""

    approval: str


class BoardQuery(BaseModel):
    """A page of the board; `first` is the place of its first line, from 0."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    first: int = Field(0, ge=0)
    size: int = Field(50, ge=1, le=queries.PAGE_ROWS_MAX)


@router.get("/wishes", response={200: WishPage, **REFUSALS}, openapi_extra=_READ)
def board(request: Visit, asked: Query[BoardQuery]) -> WishPage:
    """What every wish waits for, the most urgent first, in an unlocked session."""
    return queries.board(request.actor, only=asked.status, first=asked.first, size=asked.size)


@router.get(
    "/wishes/calendar",
    response={200: Calendar, **REFUSALS},
    openapi_extra=_READ,
)
def calendar(request: Visit) -> Calendar:
    """Every interview that is planned, wishes that wait for one, and those going stale, in an unlocked session."""
    return queries.calendar(request.actor)


@router.get(
    "/wishes/interpreters",
    response={200: list[InterpreterView], **REFUSALS},
    openapi_extra=_READ,
)
def interpreters(request: Visit) -> list[InterpreterView]:
    """The roster of interpreters with their conflicts and busy hours, in an unlocked session."""
    return list(queries.interpreters(request.actor))


@router.get(
    "/wishes/{number}",
    response={200: WishView, **REFUSALS},
    openapi_extra=_READ,
)
def wish(request: Visit, number: str) -> WishView:
    """One prisoner's wish as it stands now, in an unlocked session. `version` is sent back as `seen`."""
    return queries.wish(number, request.actor)


@router.get(
    "/wishes/{number}/protection",
    response={200: ProtectionView, **REFUSALS},
    openapi_extra=_PROTECT,
)
def protection(request: Visit, number: str) -> ProtectionView:
    """What he fears and on what findings rest, while a second officer's release to this session lasts."""
    return opening.protection(number, request.actor, request.released, release.why(request))


@router.post(
    "/wishes/{number}/protection",
    response={200: ProtectionAsked, **REFUSALS},
    openapi_extra=_PROTECT,
)
def ask_protection(
    request: Visit, number: str, given: Annotated[AskProtection, Sent(...)]
) -> ProtectionAsked:
    """Ask for it. A second officer who holds the other half of the keys approves, as any other request."""
    return ProtectionAsked(approval=opening.ask_in_session(request, number, given.why).approval)


def _give(request: Visit, command: requests.Command | requests.RosterCommand) -> WishRecorded:
    done = actions.perform(command, request.actor)
    return WishRecorded(subject=done.subject, number=done.number, approval=done.approval)


add_commands(router, requests.COMMANDS, _give, answers=WishRecorded, capabilities=actions.CAPABILITIES)
