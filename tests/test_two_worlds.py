"""Two worlds that differ only in what a prisoner wishes: whoever may not know gets the same bytes in both.

Every page and every reading operation of the API is asked for by every role that reads no wish, in each world. What
differs at each run whatever was recorded, ids, hashes and tokens, is left out before the two are compared; that the
measure can fail is tested with somebody who may know.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern

from safeconduct import urls
from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts.facts import AddOperator
from safeconduct.registry import actions as registry
from safeconduct.shell import api
from safeconduct.store import clock
from safeconduct.store.create import Created
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import queries, requests
from safeconduct.wishes.facts import Finding, Option
from tests import cast
from tests.core.wishes.hearings import declare, said
from tests.registry.callers import PASSPHRASE

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

UNKNOWN = "0" * 32
ROLES_WITHOUT = [role for role in Role if role != Role.PROTECTION]
ACTS = {"wish-act": "withdraw", "case-act": "clear", "power-act": "offer", "power-item-act": "withdraw_offer"}
# A world: what he says, what he fears, and what is found of the destination.
WORLDS = {
    "wishes to go": (Option.THIRD_STATE, ("kor",), "남쪽으로 가고 싶습니다", "kor"),
    "wishes to return": (Option.REPATRIATE, ("prk",), "", "prk"),
    "says nothing": (Option.DECLINES, (), "x" * 3_000, "che"),
}


class Stopped(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: object = None) -> "Stopped":
        return cls(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "datetime", Stopped)


@contextmanager
def world(reader: Actor, prisoner: str, name: str) -> Iterator[None]:
    """What is recorded in this world, and only as long as the block lasts."""
    option, states, fears, destination = WORLDS[name]
    with transaction.atomic(), transaction.atomic(using="keys"):
        command = declare(clock.now(), said(option, *states, words="말"))
        command = command.model_copy(update={"prisoner": prisoner, "fears_for_family": fears})
        wishes.perform(command, reader)
        assess = requests.AssessRisk(
            prisoner=prisoner, destination=destination, finding=Finding.NONE_FOUND, grounds=fears or "none"
        )
        wishes.perform(assess, reader)
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


def signed_in(role: Role) -> Client:
    places = cast.places() if role == Role.REGISTRAR else ()
    command = AddOperator(login=str(role), name=str(role), roles=(role,), places=places)
    accounts.add_operator(command, PASSPHRASE, cast.ADMINISTRATOR)
    client = Client()
    assert client.post("/sign-in/", {"login": str(role), "passphrase": PASSPHRASE}).status_code == 302
    return client


def addresses(prisoner: str) -> list[str]:
    """Every page and every operation that reads, about this prisoner."""
    values = {"number": prisoner, "prisoner": prisoner, "power": "kor", "left": prisoner, "right": prisoner,
              "kind": "captured", "item": "birth_date", "index": "0", "outcome": "nothing_to_tell"}  # fmt: skip
    pages = []
    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern) and pattern.name not in ("sign-out", "lock"):
            mine = {**values, "act": ACTS.get(str(pattern.name), "amend")}
            pages.append("/" + filled(r"<\w+:(\w+)>", str(pattern.pattern), mine))
    paths = api.schema()["paths"]
    operations = [path for path, methods in paths.items() if "get" in methods]
    return pages + [filled(r"\{(\w+)\}", path, values) for path in operations]


def filled(places: str, route: str, values: dict[str, str]) -> str:
    return re.sub(places, lambda found: values.get(found[1], UNKNOWN), route)


def told(client: Client, asked: list[str]) -> dict[str, tuple[int, str]]:
    """What each address answers, without what is drawn anew each time."""
    found = {}
    for address in asked:
        response = client.get(address)
        body = body_of(response)
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
        found[address] = (response.status_code, re.sub(r"[0-9a-f]{16,}|[A-Za-z0-9+/]{40,}=*", "#", body))
    return found


def body_of(response: HttpResponseBase) -> str:
    """The whole answer, also of one that comes in parts, such as a list as CSV."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(iter(response)).decode(errors="replace")
    assert isinstance(response, HttpResponse)
    return response.content.decode(errors="replace")


def test_an_answer_in_parts_is_compared_whole() -> None:
    assert body_of(StreamingHttpResponse(iter(["a", "б"]))) == "aб"
    assert body_of(HttpResponse("ab")) == "ab"


@pytest.fixture
def reader(instance: Created) -> Actor:
    return cast.unlocked(cast.PROTECTION, instance.private_halves, Compartment.WISH)


@pytest.fixture
def prisoner(instance: Created) -> str:
    return registry.perform(cast.captive(place=cast.places()[0], power="prk"), cast.BUREAU).number


@pytest.mark.parametrize("role", ROLES_WITHOUT)
def test_whoever_may_not_know_gets_the_same_bytes(
    role: Role, reader: Actor, prisoner: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, asked = signed_in(role), addresses(prisoner)
    seen = []
    for name in WORLDS:
        caplog.clear()
        with world(reader, prisoner, name), caplog.at_level(logging.DEBUG, logger="safeconduct"):
            answers = told(client, asked)
        seen.append((answers, re.sub(r"[0-9a-f]{16,}", "#", caplog.text)))
    assert len(asked) > 60
    for other, log in seen[1:]:
        assert [address for address in asked if other[address] != seen[0][0][address]] == []
        assert log == seen[0][1]


def test_the_measure_finds_a_difference(instance: Created, reader: Actor, prisoner: str) -> None:
    """Somebody who may know is told different things, so that equality elsewhere says something."""
    views = []
    for name in WORLDS:
        with world(reader, prisoner, name):
            views.append(replace(queries.wish(prisoner, reader), heard=()))
    assert len({repr(view) for view in views}) == len(WORLDS)
