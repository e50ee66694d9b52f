"""Who may: every page, every operation of the API and every command of the command line, in one table each.

The pages' table is `urls.py`, the operations carry `x-may`, the commands' stands here. What is in none fails.
Then every page is asked for by everybody of the demonstration: who may not gets what does not exist, a stranger
the sign-in page, nobody an error of the program, and nobody unentitled a byte of what is sealed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click
import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, path
from pytest_django import Settings

from safeconduct import demo_cast, demo_enquiries, urls
from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.decide import may
from safeconduct.access.words import Capability, Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.demo_steps import Recorded
from safeconduct.figures import actions as figures
from safeconduct.figures.requests import ConfirmClaim, IssueBrief, ReceivePublication
from safeconduct.registry import actions as registry
from safeconduct.registry import queries
from safeconduct.shell import api
from safeconduct.shell.console import cli
from safeconduct.shell.door import Open
from safeconduct.store import approvals, erasure
from safeconduct.store.create import Created
from safeconduct.tracing import actions as tracing
from safeconduct.tracing.facts import Outcome
from safeconduct.tracing.requests import AnswerEnquiry
from safeconduct.wishes import opening
from tests.figures import texts
from tests.registry.callers import PASSPHRASE, enrolled

# --- the table of commands --------------------------------------------------------------------------------

AT_THE_MACHINE = "whoever holds the service key's file: they sit at the machine"
AT_THE_FAMILIES_MACHINE = "whoever sits there: it keeps what families write sealed, and opens nothing"
OF_NOTHING_STORED = "anybody: it reads what it is given and nothing that is stored"
BY_THE_COMMAND = "what the command inside asks for"
OF_TWO_FIGURES = "anybody with two files; of confirmed claims, whoever may figures:claim:read"
OF_TWO_FILES = "anybody with two files; of the register, whoever may tracing:list:link: registry.queries asks"

COMMANDS: dict[str, Capability | Open | str] = {
    "act": BY_THE_COMMAND,
    "approve": Capability.STORE_APPROVAL_GIVE,
    "backup": Capability.STORE_BACKUP_MAKE,
    "bundle compose": Capability.DISCLOSURE_BUNDLE_CARRY,
    "bundle inspect": AT_THE_MACHINE,
    "bundle open": Capability.DISCLOSURE_PEER_ENROL,
    "bundle verify": AT_THE_MACHINE,
    "card": Capability.DUTIES_PAPER_PRINT,
    "cases": Capability.ARRANGEMENTS_CASE_READ,
    "checkpoint": AT_THE_MACHINE,
    "demo": AT_THE_MACHINE,
    "duties": Capability.DUTIES_DUTY_READ,
    "duties inspections": Capability.DUTIES_EVIDENCE_RECORD,
    "duties record": Capability.DUTIES_EVIDENCE_RECORD,
    "erase": Capability.STORE_ERASURE_REQUEST,
    "exchange-list answer": Capability.ARRANGEMENTS_LIST_SUBMIT,
    "exchange-list submit": Capability.ARRANGEMENTS_LIST_SUBMIT,
    "exchange-list validate": Capability.ARRANGEMENTS_LIST_RELEASE,
    "families hand-over": AT_THE_FAMILIES_MACHINE,
    "figures brief": Capability.FIGURES_BRIEF_ISSUE,
    "figures confirm": Capability.FIGURES_CLAIM_CONFIRM,
    "figures drift": OF_TWO_FIGURES,
    "figures export": Capability.FIGURES_CLAIM_READ,
    "figures findings": Capability.FIGURES_CLAIM_READ,
    "figures read": OF_NOTHING_STORED,
    "figures series": Capability.FIGURES_CLAIM_READ,
    "inbox list": Capability.DISCLOSURE_BUNDLE_CARRY,
    "inbox receive": Capability.DISCLOSURE_BUNDLE_CARRY,
    "init": AT_THE_MACHINE,
    "law show": OF_NOTHING_STORED,
    "log": Capability.STORE_READINGS_READ,
    "names compare": OF_NOTHING_STORED,
    "names read": OF_NOTHING_STORED,
    "names write": OF_NOTHING_STORED,
    "offers match": Capability.ARRANGEMENTS_CASE_DECIDE,
    "operator add": Capability.ACCOUNTS_OPERATOR_ADD,
    "operator list": Capability.ACCOUNTS_OPERATOR_LIST,
    "operator passphrase": Open.TO_OPERATORS,
    "outbox send": Capability.DISCLOSURE_BUNDLE_CARRY,
    "peer add": Capability.DISCLOSURE_PEER_ENROL,
    "peer card": Capability.DISCLOSURE_PEER_LIST,
    "peer list": Capability.DISCLOSURE_PEER_LIST,
    "peer revoke": Capability.DISCLOSURE_PEER_ENROL,
    "peer rotate": Capability.DISCLOSURE_PEER_ENROL,
    "rebuild": AT_THE_MACHINE,
    "register import": Capability.REGISTRY_LIST_IMPORT,
    "register list": Capability.REGISTRY_PRISONER_LIST,
    "register show": Capability.REGISTRY_PRISONER_READ,
    "restore": AT_THE_MACHINE,
    "schema": AT_THE_MACHINE,
    "serve": AT_THE_MACHINE,
    "serve-families": AT_THE_FAMILIES_MACHINE,
    "sync": Capability.DISCLOSURE_BUNDLE_CARRY,
    "trace families-key": AT_THE_MACHINE,
    "trace hand-over": Capability.TRACING_ENQUIRY_ANSWER,
    "trace index build": Capability.TRACING_INDEX_BUILD,
    "trace index status": Capability.TRACING_REGISTER_SEARCH,
    "trace link": OF_TWO_FILES,
    "trace match": Capability.TRACING_ENQUIRY_LIST,
    "trace search": Capability.TRACING_REGISTER_SEARCH,
    "trace take": Capability.TRACING_ENQUIRY_OPEN,
    "verify": AT_THE_MACHINE,
    "verify bundle": AT_THE_MACHINE,
}


def pages_without_a_door(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """The routes of which nobody said who may."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += pages_without_a_door(pattern.url_patterns)
        elif not isinstance(getattr(pattern.callback, "may", None), Capability | Open):
            found.append(str(pattern.pattern))
    return found


def operations_without_a_door(schema: dict[str, dict[str, dict[str, dict[str, object]]]]) -> list[str]:
    """The API's operations of which nobody said who may, by method and path."""
    known = {str(each) for each in (*Capability, *Open)}
    return [
        f"{method} {route}"
        for route, methods in schema["paths"].items()
        for method, operation in methods.items()
        if operation.get("x-may") not in known
    ]


def commands_of(group: click.Group, prefix: str = "") -> Iterator[str]:
    """Every command by its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{prefix}{name} ")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{prefix}{name}"


def test_every_page_has_its_door() -> None:
    assert pages_without_a_door(urls.urlpatterns) == []


def test_a_page_without_a_door_is_found() -> None:
    def unlisted(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    assert pages_without_a_door([*urls.urlpatterns, path("new/", unlisted)]) == ["new/"]


def test_every_operation_has_its_door() -> None:
    described = api.schema()
    assert len(described["paths"]) > 10
    assert operations_without_a_door(described) == []


def test_an_operation_without_a_door_is_found() -> None:
    described = {"paths": {"/new": {"get": {"summary": "new"}, "post": {"x-may": "nobody:knows:this"}}}}
    assert operations_without_a_door(described) == ["get /new", "post /new"]  # type: ignore[arg-type]  # less than a whole schema


def test_every_command_is_in_the_table() -> None:
    assert sorted(commands_of(cli)) == sorted(COMMANDS)


def test_a_command_beside_the_table_is_found() -> None:
    more = click.Group("more", commands={**cli.commands, "new": click.Command("new")})
    assert set(commands_of(more)) - set(COMMANDS) == {"new"}


# --- the demonstration, in the run's databases ------------------------------------------------------------


# Enough for two prisoners with sealed texts; each step names only what an earlier one made.
STEPS_TAKEN = 16


@dataclass(frozen=True)
class Shown:
    """The demonstration: who acts, by login, and one address of every page."""

    actors: dict[str, Actor]
    addresses: dict[str, str]


@pytest.fixture
def shown(instance: Created, settings: Settings) -> Shown:
    """The cast's first steps, as `safeconduct demo` takes them, and one of what most pages are about."""
    actors = {each.login: _operator(each, instance) for each in demo_cast.OPERATORS}
    recorded = Recorded()
    for step in demo_cast.STEPS[:STEPS_TAKEN]:
        done = registry.perform(recorded.resolve(step.command), actors[step.operator])
        recorded.keep(step, done.number, [entry.id for entry in done.entries])
    tracer = actors[demo_enquiries.TRACING]
    enquiry = tracing.perform(demo_enquiries.NOT_FOUND, tracer).number
    tracing.perform(AnswerEnquiry(enquiry=enquiry, outcome=Outcome.NOTHING_TO_TELL), tracer)
    asked = approvals.request(
        opening.OPEN, b'{"of":"00"}', capability=Capability.WISHES_PROTECTION_OPEN, actor=actors["protection"]
    )
    addresses = _addresses(actors["bureau"], recorded, enquiry, actors["analyst"])
    return Shown(actors, {**addresses, "wish-asked": f"/wishes/asked/{asked.id}/"})


def _operator(each: demo_cast.DemoOperator, made: Created) -> Actor:
    command = AddOperator(login=each.login, name=each.name, roles=each.roles, places=each.places)
    operator_id = (
        accounts.add_first_operator(command, each.passphrase)
        if operators.is_empty()
        else accounts.add_operator(command, each.passphrase, SERVICE_ADMINISTRATOR)
    )
    halves = {half: made.private_halves[half] for half in Compartment.HEALTH.halves}
    reads = halves if {Role.MEDICAL, Role.PROTECTION} & set(each.roles) else {}
    if reads:
        accounts.enrol_reader(operator_id, reads, "demonstration", SERVICE)
    operator = operators.by_id(operator_id)
    assert operator is not None
    return operator.actor(reads)


SERVICE_ADMINISTRATOR = Actor(operator_id="0" * 32, name="test", roles=frozenset({Role.ADMINISTRATOR}))


def _addresses(bureau: Actor, recorded: Recorded, enquiry: str, analyst: Actor) -> dict[str, str]:
    """What stands in a route's place, from the demonstration; the same words always stand for the same thing."""
    number, other = recorded.numbers["kang"], recorded.numbers["choe"]
    view = queries.prisoner(number, bureau, "test")
    streams = queries.streams_of(view.subject, bureau)
    approval = erasure.request(view.subject, streams, "of the test", actor=bureau)
    unknown = "0" * 32
    values = {
        "number": number, "left": number, "right": other, "kind": "transferred", "item": "birth_date",
        "entry": view.entries[0].entry, "index": "0", "stream": unknown, "token": unknown, "job_id": unknown,
        "approval_id": approval.id, "asked": approval.id, "enquiry": enquiry, "prisoner": number, "act": "amend",
        "outcome": str(Outcome.NOTHING_TO_TELL), "message": unknown, "case": unknown, "power": "kor",
        "list_id": unknown, "interpreter": unknown, "version": "2026-1", "peer": unknown, "sequence": "1",
        "digest": unknown, "about": unknown, "leg": "agency",
        "camp": view.place,
        **_figures(analyst),
    }  # fmt: skip
    events = {"duty-record-camp": "pr_elected", "duty-record-bureau": "bureau_instituted"}
    acts = {
        "wish-act": "withdraw",
        "case-act": "clear",
        "power-act": "offer",
        "power-item-act": "withdraw_offer",
    }
    found = {}
    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern):
            event = events.get(str(pattern.name), "card_offered")
            mine = {**values, "act": acts.get(str(pattern.name), values["act"]), "event": event}
            if pattern.name == "power-item-act":
                mine["item"] = unknown
            if pattern.name == "paper-hand-over":
                mine["kind"] = "identity_card"
            found[str(pattern.name)] = f"/{_filled(str(pattern.pattern), mine)}"
    return found


def _figures(analyst: Actor) -> dict[str, str]:
    """One text with a confirmed claim and a brief about it; a finding that nobody raises."""
    text = figures.perform(ReceivePublication(text=texts.TEXT), analyst).number
    claim = figures.perform(ConfirmClaim(publication=text, said=texts.claim()), analyst).item
    brief = figures.perform(IssueBrief(heading="A brief", force="highland"), analyst).number
    return {
        "publication": text,
        "claim": claim,
        "ref": "new",
        "finding": "0" * 32,
        "of": text,
        "other": claim,
        "brief": brief,
        "form": "md",
        "export_form": "hxl",
    }


def _filled(route: str, values: dict[str, str]) -> str:
    return re.sub(r"<\w+:(\w+)>", lambda part: values[part[1]], route)


def _signed_in(login: str, *, unlocked: bool = False) -> Client:
    passphrase = next(each.passphrase for each in demo_cast.OPERATORS if each.login == login)
    client = Client()
    assert client.post("/sign-in/", {"login": login, "passphrase": passphrase}).status_code == 302
    if unlocked:
        assert client.post("/unlock/", {"passphrase": passphrase}).status_code == 302
    return client


def _pages() -> dict[str, Capability | Open]:
    return {
        str(pattern.name): pattern.callback.__dict__["may"]
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern)
    }


def _body(response: HttpResponseBase) -> bytes:
    assert isinstance(response, HttpResponse)
    return response.content


def _wrong_headers(response: HttpResponseBase) -> list[str]:
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    wrong = [name for name, value in expected.items() if response.headers.get(name) != value]
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy or "unsafe" in policy:
        wrong.append("Content-Security-Policy")
    if "no-store" not in response.headers.get("Cache-Control", ""):
        wrong.append("Cache-Control")
    return wrong


def _stripped(body: bytes) -> bytes:
    """Without the tokens that differ at every request, and without the mark of the place in the menu."""
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", body)
    return body.replace(b' aria-current="page"', b"")


def _difference(one: bytes, other: bytes) -> list[bytes]:
    return sorted(set(one.splitlines()) ^ set(other.splitlines()))


# --- everybody at every page ------------------------------------------------------------------------------

ENTITLED = frozenset({200, 302, 405, 422, 403})  # 403: the page itself, locked
ASKED_WITH = ("get", "post")


@pytest.mark.django_db(databases=["default", "keys"])
def test_everybody_at_every_page(shown: Shown) -> None:
    wrong: list[str] = []
    for login, actor in shown.actors.items():
        client = _signed_in(login)
        nothing = _stripped(_body(client.get("/prisoners/0000-0000/")))
        for name, allowed in _pages().items():
            if name in ("sign-out", "sign-in", "language", "cover", "inbox"):
                continue
            is_allowed = not isinstance(allowed, Capability) or may(actor, allowed)
            for method in ASKED_WITH:
                response = getattr(client, method)(shown.addresses[name])
                told = f"{login} {method} {name}: {response.status_code}"
                body = _body(response)
                if is_allowed and response.status_code not in ENTITLED and not _not_hers(name, login):
                    wrong.append(told)
                if not is_allowed and (response.status_code != 404 or _stripped(body) != nothing):
                    wrong.append(f"{told}, may not: {_difference(_stripped(body), nothing)}")
                wrong += [f"{told}: {header}" for header in _wrong_headers(response)]
                wrong += [f"{told}: sealed text" for text in demo_cast.SEALED_TEXTS if text.encode() in body]
    assert wrong == [], "\n".join(wrong)


def _not_hers(name: str, login: str) -> bool:
    """Pages about something that this operator has no place in, or that needs more than an address."""
    needs_more = {
        "found",
        "file-content",
        "import-job",
        "import-csv",
        "question",
        "tracing-handed-over",
        "tracing-message",
        "tracing-delivered",
        "tracing-returned",
        "case-act",
        "exchange-list",
        "peer",
        "peer-asked",
        "peer-revoke",
        "bundle-file",
        "received-case",
        "received-act",
        "case-told",
        "case-tell",
        "notices-asked",
        "notices-list",
        "figures-confirm",
        "figures-reject",
        "figures-second",
        "figures-judge",
        "figures-take-over",
        "figures-deny-copy",
        "figures-unlink",
        # Who may record it hangs on the event.
        "duty-record",
    }
    others = (demo_enquiries.TRACING, demo_enquiries.TRACING_TWO, "protection", "protection2", "diplomat")
    is_an_erasure = name == "approval" and login in others
    return name in needs_more or is_an_erasure or login == "registrar"


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_stranger_at_every_address(shown: Shown) -> None:
    """One page, whatever was asked for and whether or not it exists; only the way back stands in it."""
    client, seen = Client(), set()
    missing = ["/nowhere/", "/prisoners/0000-0000/", "/record/proofs/no/", "/import/no/"]
    for name, allowed in _pages().items():
        address = shown.addresses[name]
        if allowed is Open.TO_EVERYBODY:
            continue
        for method in ASKED_WITH:
            response = getattr(client, method)(address)
            assert response.status_code == 401, f"{method} {name}"
            assert _wrong_headers(response) == [], f"{method} {name}"
            seen.add(_without(response, address))
    for address in missing:
        response = client.get(address)
        assert response.status_code == 401
        seen.add(_without(response, address))
    assert len(seen) == 1


def _without(response: HttpResponseBase, address: str) -> bytes:
    """The bytes without the way back, which the stranger typed himself."""
    body = _stripped(_body(response))
    for written in (f'value="{address}"', f'?next={address}"'):
        body = body.replace(written.encode(), b"")
    return body


@pytest.mark.django_db(databases=["default", "keys"])
def test_what_is_sealed_is_told_to_a_reader_alone(shown: Shown) -> None:
    """The other half of the matrix: a reader does see the text, so that its absence elsewhere says something."""
    address = shown.addresses["sealed"]
    text = demo_cast.HEALTH_TEXTS["kang"]
    reader = _signed_in("medical", unlocked=True)
    assert text in reader.post(address, {"part": "health"}).content.decode()
    reader.post("/lock/")
    locked = reader.post(address, {"part": "health"})
    assert locked.status_code == 403
    for login in ("bureau", "delegate", "auditor", "administrator"):
        client = _signed_in(login, unlocked=True)
        response = client.post(address, {"part": "health"})
        assert response.status_code == 404, login
        assert not [each for each in demo_cast.SEALED_TEXTS if each in response.content.decode()], login


@pytest.mark.django_db(databases=["default", "keys"])
def test_headers_stand_on_errors_too(instance: Created) -> None:
    client = Client()
    client.post("/sign-in/", {"login": enrolled("bureau"), "passphrase": PASSPHRASE})
    too_much = "x" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answers = {
        404: client.get("/nowhere/"),
        405: client.post("/prisoners/"),
        422: client.post("/prisoners/register/", {}),
        401: Client().get("/api/v1/prisoners"),
        400: client.post("/prisoners/register/", {"name": too_much}),
    }
    for status, response in answers.items():
        assert response.status_code == status
        assert _wrong_headers(response) == [], status
