"""The pages of the duties as officers meet them: board, form and grids, in three languages, and their doors."""

import pytest
from django.test import Client

from safeconduct.access.actor import Actor
from safeconduct.access.words import Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.duties import queries
from safeconduct.registry import actions as registry
from safeconduct.registry.requests import RecordEvent, TransferredEvent
from safeconduct.store.create import Created
from tests import cast
from tests.duties.days import statuses
from tests.registry.callers import PASSPHRASE

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def signed_in(login: str, role: Role, places: tuple[str, ...] = ()) -> Client:
    """A browser in which a new operator of this role has signed in."""
    command = AddOperator(login=login, name=login, roles=(role,), places=places)
    if operators.is_empty():
        accounts.add_first_operator(command, PASSPHRASE)
    else:
        accounts.add_operator(command, PASSPHRASE, Actor("f" * 32, "test", frozenset({Role.ADMINISTRATOR})))
    client = Client()
    assert client.post("/sign-in/", {"login": login, "passphrase": PASSPHRASE}).status_code == 302
    return client


@pytest.fixture
def prisoner(instance: Created) -> str:
    """The same prisoner as elsewhere, on this machine's own clock: sessions live by it."""
    done = registry.perform(cast.captive(place=cast.places()[0], captured="2025-01-09"), cast.BUREAU)
    registry.perform(cast.arrival(done.number, cast.places()[0], "2025-01-12"), cast.BUREAU)
    return done.number


@pytest.fixture
def officer(instance: Created) -> Client:
    return signed_in("bureau", Role.BUREAU)


def addresses(prisoner: str) -> tuple[str, ...]:
    camp = cast.places()[0]
    return (
        "/duties/", "/duties/?article=70&status=running", "/duties/?on=2020-01-01", "/duties/calendar/",
        "/duties/late/",
        "/duties/law/", "/duties/law/?article=70", "/duties/conflict/", f"/duties/places/{camp}/",
        f"/duties/places/{camp}/inspections/", f"/duties/places/{camp}/bulletins/", f"/prisoners/{prisoner}/duties/",
        f"/prisoners/{prisoner}/duties/record/card_offered/?to=family&duty=GC3-070a-family",
        f"/duties/places/{camp}/record/pr_elected/", "/duties/conflict/record/bureau_instituted/",
        "/duties/board.csv", "/duties/board.ics",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "uk", "ko"])
def test_every_page_opens_in_every_language(officer: Client, prisoner: str, language: str) -> None:
    officer.post("/language/", {"language": language})
    for address in addresses(prisoner):
        answer = officer.get(address)
        assert answer.status_code == 200, address
        assert "박철수" not in answer.content.decode(), address


def test_a_form_records_and_closes_its_duty(officer: Client, prisoner: str) -> None:
    address = f"/prisoners/{prisoner}/duties/record/card_offered/?to=family"
    answer = officer.post(address, {"happened": "2025-01-13", "details.to": "nobody"})
    assert answer.status_code == 422
    assert "2025-01-13" in answer.content.decode()
    answer = officer.post(address, {"happened": "2025-01-12", "details.to": "family"})
    assert (answer.status_code, answer["Location"]) == (302, f"/prisoners/{prisoner}/duties/?recorded=1")
    assert statuses(prisoner)["GC3-070a-family"] in ("met", "met_late")


def test_the_grid_keeps_everything_typed_when_a_line_is_wrong(officer: Client, prisoner: str) -> None:
    address = f"/duties/places/{cast.places()[0]}/inspections/"
    typed = {"happened": "2025-01-12", "clinician": "Dr. B.", f"kg-{prisoner}": "heavy"}
    answer = officer.post(address, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="heavy"' in text
    assert "Dr. B." in text
    assert "GC3-031" not in {line.row for line in queries.sheet(prisoner, cast.BUREAU).closed}
    answer = officer.post(address, {**typed, f"kg-{prisoner}": "61,5"})
    assert answer["Location"].endswith("?recorded=1")
    assert "GC3-031" in {line.row for line in queries.sheet(prisoner, cast.BUREAU).closed}


def test_a_weight_that_nobody_has_is_refused_at_its_line(officer: Client, prisoner: str) -> None:
    typed = {"happened": "2025-01-12", "clinician": "Dr. B.", f"kg-{prisoner}": "615"}
    answer = officer.post(f"/duties/places/{cast.places()[0]}/inspections/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#kg-{prisoner}"' in text
    assert f'id="kg-{prisoner}-wrong"' in text
    assert "GC3-031" not in {line.row for line in queries.sheet(prisoner, cast.BUREAU).closed}


def test_a_line_of_somebody_who_left_meanwhile_is_shown_and_not_dropped(
    officer: Client, prisoner: str, instance: Created
) -> None:
    address = f"/duties/places/{cast.places()[0]}/inspections/"
    assert 'name="clinician" value=""' in officer.get(address).content.decode()
    event = TransferredEvent(destination=cast.places()[1], happened="2025-01-12", source=cast.SEEN)
    registry.perform(RecordEvent(prisoner=prisoner, event=event), cast.BUREAU)
    typed = {"happened": "2025-01-12", "clinician": "Dr. B.", f"kg-{prisoner}": "61.5"}
    answer = officer.post(address, typed)
    assert answer.status_code == 422
    assert 'value="61.5"' in answer.content.decode()
    assert "GC3-031" not in {line.row for line in queries.sheet(prisoner, cast.BUREAU).closed}


def test_my_duties_are_those_of_the_services_that_my_role_answers_for(officer: Client, prisoner: str) -> None:
    """The registrar answers for camp and capturing unit; the inspection is the medical service's."""
    registrar = signed_in("here", Role.REGISTRAR, (cast.places()[0],))
    mine = registrar.get("/duties/?by=mine").content.decode()
    assert "GC III art. 70" in mine
    assert "Hold his medical inspection" not in mine
    doctor = signed_in("doctor", Role.MEDICAL)
    assert "Hold his medical inspection" in doctor.get("/duties/?by=mine").content.decode()
    assert "by=mine" not in signed_in("protector", Role.PROTECTION).get("/duties/").content.decode()


def test_a_grid_that_nothing_is_typed_in_records_nobody(officer: Client, prisoner: str) -> None:
    answer = officer.post(
        f"/duties/places/{cast.places()[0]}/inspections/", {"happened": "2025-01-12", "clinician": "Dr. B."}
    )
    assert answer.status_code == 422


def test_a_registrar_of_another_place_finds_nothing(officer: Client, prisoner: str) -> None:
    other = signed_in("elsewhere", Role.REGISTRAR, (cast.places()[1],))
    camp = cast.places()[0]
    for address in (
        f"/prisoners/{prisoner}/duties/", f"/duties/places/{camp}/", f"/duties/places/{camp}/inspections/",
        "/duties/conflict/",
    ):  # fmt: skip
        assert other.get(address).status_code == 404, address
    assert prisoner not in other.get("/duties/").content.decode()


def test_the_sheet_is_reached_from_the_prisoner_s_page(officer: Client, prisoner: str) -> None:
    assert f"/prisoners/{prisoner}/duties/" in officer.get(f"/prisoners/{prisoner}/").content.decode()


def test_what_is_no_law_says_so(officer: Client) -> None:
    text = officer.get("/duties/law/?article=122").content.decode()
    assert "house rule" in text
    assert "office target" in text
