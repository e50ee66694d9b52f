"""What the store's tests stand on: notes that can be read back, and an instance of their own on SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from safeconduct.store import kinds
from tests.store.own_home import OwnInstance, copied, make
from tests.store.written import kinds_with_notes


@pytest.fixture(autouse=True)
def _notes_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", kinds_with_notes())


@pytest.fixture(scope="session")
def template(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> tuple[Path, dict[str, bytes]]:
    """The folder of an empty instance, made once, and its private halves."""
    home = tmp_path_factory.mktemp("template") / "home"
    with django_db_blocker.unblock():
        return home, make(home)


@pytest.fixture
def own(
    template: tuple[Path, dict[str, bytes]], tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[OwnInstance]:
    """An empty instance on SQLite in a folder of its own."""
    home, private_halves = template
    with django_db_blocker.unblock(), copied(home, tmp_path / "home", private_halves) as made:
        yield made
