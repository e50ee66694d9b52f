"""Offices made once a run by the product's own `create`, and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from safeconduct.law.recipients import Recipient
from tests.disclosure import offices
from tests.disclosure.offices import Office

KINDS = {
    "bureau": (Recipient.BUREAU, "ukr"),
    "device": (Recipient.FIELD_TEAM, ""),
    "korea": (Recipient.RECEIVING_STATE, "kor"),
    "agency": (Recipient.CENTRAL_AGENCY, ""),
    "origin": (Recipient.POWER_OF_ORIGIN, "prk"),
}


@pytest.fixture(scope="session")
def founded(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> dict[str, Office]:
    """One office of each kind; the bureau and each other one know each other, and it is the device's home."""
    folder = tmp_path_factory.mktemp("offices")
    with django_db_blocker.unblock():
        made = {name: offices.found(folder / name, role, power) for name, (role, power) in KINDS.items()}
        for name, other in made.items():
            if name == "device":
                offices.enrol(made["bureau"], other)
                offices.enrol(other, made["bureau"], is_home=True)
            elif name != "bureau":
                offices.acquaint(made["bureau"], other)
    return made


@pytest.fixture
def world(
    founded: dict[str, Office], tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Office]]:
    """A copy of every office for this test."""
    with django_db_blocker.unblock():
        yield {name: office.copy(tmp_path / name) for name, office in founded.items()}


@pytest.fixture
def bureau(world: dict[str, Office]) -> Office:
    return world["bureau"]


@pytest.fixture
def device(world: dict[str, Office]) -> Office:
    return world["device"]


@pytest.fixture
def korea(world: dict[str, Office]) -> Office:
    return world["korea"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"
