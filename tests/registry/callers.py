"""Programs that call the HTTP API as one of the cast: signed in over the API itself, with cookie and token."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.test.client import ClientHandler

from safeconduct.access.actor import SERVICE
from safeconduct.access.words import Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts.facts import AddOperator
from safeconduct.store.create import Created
from tests import cast

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

API = "/api/v1/"
JSON = "application/json"
PASSPHRASE = "seven small boats at noon"  # noqa: S105 - invented, opens nothing


@cache
def _handler() -> ClientHandler:
    """One for all programs: each would list every static file anew."""
    return ClientHandler(enforce_csrf_checks=True)


class Caller:
    """One program with its cookies. Every answer is checked to be JSON of the one form when it refuses."""

    def __init__(self) -> None:
        self.client = Client()
        self.client.handler = _handler()
        self.token = ""

    def sign_in(self, login: str, *, unlock: bool = False) -> "Caller":
        """Signed in; what follows carries the token."""
        answer = self.post("session", {"login": login, "passphrase": PASSPHRASE, "unlock": unlock})
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["csrf"]
        return self

    def get(self, address: str, **query: str | int) -> "Answer":
        return self._checked(self.client.get(API + address, query))

    def post(self, address: str, body: object = None, *, raw: str | None = None) -> "Answer":
        text = json.dumps(body) if raw is None else raw
        return self._checked(self.client.post(API + address, text, JSON, headers=self._headers()))

    def send(self, address: str, **fields: Any) -> "Answer":
        """Multipart, as files are sent."""
        return self._checked(self.client.post(API + address, fields, headers=self._headers()))

    def delete(self, address: str) -> "Answer":
        return self._checked(self.client.delete(API + address, headers=self._headers()))

    def _headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.token} if self.token else {}

    def _checked(self, answer: "Answer") -> "Answer":
        if answer.status_code >= 400:
            told = json.loads(answer.content)
            assert set(told) - {"theirs"} == {"error", "reason", "remedy", "source", "field"}, told
            assert "Traceback" not in answer.content.decode()
        return answer


ROLES: dict[str, tuple[Role, ...]] = {
    "bureau": (Role.BUREAU,),
    "registrar": (Role.REGISTRAR,),
    "other_registrar": (Role.REGISTRAR,),
    "medical": (Role.MEDICAL,),
    "protection": (Role.PROTECTION,),
    "delegate": (Role.DELEGATE,),
    "auditor": (Role.AUDITOR,),
    "administrator": (Role.ADMINISTRATOR,),
    "analyst": (Role.ANALYST,),
    "tracing": (Role.TRACING,),
    "other_tracing": (Role.TRACING,),
}


def enrolled(who: str, made: Created | None = None, *, reads: Compartment = Compartment.HEALTH) -> str:
    """An operator of the cast who can sign in; with `made`, she reads one compartment. Returns the login."""
    login = who.replace("_", "-")
    place = {"registrar": cast.places()[:1], "other_registrar": cast.places()[1:]}.get(who, ())
    command = AddOperator(login=login, name=who, roles=ROLES[who], places=place)
    operator_id = accounts.add_operator(command, PASSPHRASE, cast.ADMINISTRATOR)
    if made is not None:
        halves = {half: made.private_halves[half] for half in reads.halves}
        accounts.enrol_reader(operator_id, halves, "ceremony of the test", SERVICE)
    return login


def caller(who: str, made: Created | None = None, *, unlock: bool = False) -> Caller:
    """Somebody of the cast, signed in; the stranger is nobody."""
    if who == "stranger":
        return Caller()
    return Caller().sign_in(enrolled(who, made), unlock=unlock)
