"""Sessions and operators over HTTP: the same sessions as the pages', carried by the same cookie.

Owns no way in of its own: no second kind of token exists (docs/decisions/0009-api-sessions.md).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability, Role
from safeconduct.accounts import actions, queries
from safeconduct.accounts.queries import Operator
from safeconduct.accounts.sessions import unlocked_until
from safeconduct.store.clock import text_of
from safeconduct.store.sent import REFUSALS, Sent
from safeconduct.store.visit import Visit

router = Router(tags=["accounts"])


class SignIn(BaseModel):
    """Login and passphrase; `unlock` also opens what is sealed to this operator."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    login: str = Field(max_length=100)
    passphrase: str = Field(max_length=1000, json_schema_extra={"format": "password"})
    unlock: bool = False


@dataclass(frozen=True, slots=True)
class OperatorAnswer:
    """An operator; nothing of what he recorded."""

    id: str
    login: str
    name: str
    roles: list[Role]
    places: list[str]
    has_left: bool
    added: str


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """Who is signed in. Send `csrf` as the header X-CSRFToken with everything that is not a GET.

    `unlocked_until` is when the sealed compartments lock if nothing is done; empty while they are locked.
    """

    operator: OperatorAnswer
    csrf: str
    unlocked_until: str


class NotSignedIn(Exception):
    """Nobody is signed in on this session."""


@router.post("/session", auth=None, response={200: SessionAnswer, **REFUSALS},
             openapi_extra={"x-may": "everybody"})  # fmt: skip
def sign_in(
    request: HttpRequest, response: HttpResponse, given: Annotated[SignIn, Sent(...)]
) -> SessionAnswer:
    """Sign in. The cookies of the answer are the session; five failures in five minutes close the door."""
    operator = actions.sign_in(request, given.login, given.passphrase)
    actions.remember_device(response, operator)
    if given.unlock:
        actions.unlock(request, response, given.passphrase)
    until = request.session["unlocked_until"] if given.unlock and operator.halves else 0
    moment = text_of(datetime.fromtimestamp(float(until), tz=UTC)) if until else ""
    return SessionAnswer(_answer(operator), get_token(request), moment)


@router.get("/session", auth=None, response={200: SessionAnswer, **REFUSALS},
            openapi_extra={"x-may": "everybody"})  # fmt: skip
def session(request: HttpRequest) -> SessionAnswer:
    """Who is signed in on this session, and until when it is unlocked."""
    operator = cast(Operator | None, getattr(request, "operator", None))
    if operator is None:
        raise NotSignedIn
    until = unlocked_until(request)
    return SessionAnswer(_answer(operator), get_token(request), text_of(until) if until else "")


@router.delete("/session", auth=None, response={204: None, **REFUSALS},
               openapi_extra={"x-may": "everybody"})  # fmt: skip
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """End the session on the server."""
    if getattr(request, "operator", None) is None:
        raise NotSignedIn
    actions.sign_out(request, response)
    return Status(204, None)


@router.get("/operators", response={200: list[OperatorAnswer], **REFUSALS},
            openapi_extra={"x-may": Capability.ACCOUNTS_OPERATOR_LIST})  # fmt: skip
def operators(request: Visit) -> list[OperatorAnswer]:
    """All operators, those who left too, in the order of their logins."""
    return [_answer(operator) for operator in queries.operators(request.actor)]


def _answer(operator: Operator) -> OperatorAnswer:
    return OperatorAnswer(
        id=operator.id,
        login=operator.login,
        name=operator.name,
        roles=sorted(operator.roles),
        places=sorted(operator.places),
        has_left=operator.has_left,
        added=operator.added,
    )
