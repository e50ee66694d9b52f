"""What the contract's tests stand on: notes that can be read back. The same cases run on both databases."""

import pytest

from safeconduct.store import kinds
from tests.store.written import kinds_with_notes


@pytest.fixture(autouse=True)
def _notes_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", kinds_with_notes())
