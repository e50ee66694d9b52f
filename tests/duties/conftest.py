"""A prisoner at the first place, and a clock."""

import pytest

from safeconduct.registry import actions as registry
from safeconduct.store.create import Created
from tests import cast
from tests.duties.days import Days


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    found = Days(monkeypatch)
    found.at("2025-01-12T18:00+02:00")
    return found


@pytest.fixture
def prisoner(instance: Created, days: Days) -> str:
    """Captured on 9 January, at the first place since the 12th."""
    done = registry.perform(cast.captive(place=cast.places()[0], captured="2025-01-09"), cast.BUREAU)
    registry.perform(cast.arrival(done.number, cast.places()[0], "2025-01-12"), cast.BUREAU)
    return done.number
