"""Two readers of wishes in unlocked sessions, a prisoner at the first place, and a clock."""

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.registry import actions as registry
from safeconduct.store.create import Created
from tests import cast
from tests.wishes.officers import OTHER_PROTECTION, Time


@pytest.fixture
def reader(instance: Created) -> Actor:
    return cast.unlocked(cast.PROTECTION, instance.private_halves, Compartment.WISH)


@pytest.fixture
def second(instance: Created) -> Actor:
    return cast.unlocked(OTHER_PROTECTION, instance.private_halves, Compartment.WISH)


@pytest.fixture
def prisoner(instance: Created) -> str:
    return registry.perform(cast.captive(place=cast.places()[0]), cast.BUREAU).number


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)
