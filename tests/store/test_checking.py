"""A check that goes on behind its page: started once, told while it runs, kept when it ended, cut by a stop."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from safeconduct.access.actor import STRANGER, Actor
from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Forbidden
from safeconduct.store import checking
from safeconduct.store.create import Created
from safeconduct.store.errors import StoreReadOnly
from safeconduct.store.instance import current
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import Problem, Report
from tests.cast import BUREAU
from tests.store.written import BOTH, write

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)
Progress = Callable[[int, int], None]


@pytest.fixture
def home(instance: Created) -> Iterator[Path]:
    """The folder of the instance, in which no check was made; other tests press the button too."""
    folder = current().home
    _forget(folder)
    yield folder
    _forget(folder)


def _forget(folder: Path) -> None:
    for name in (checking.STATE_FILE, checking.LOCK_FILE):
        (folder / name).unlink(missing_ok=True)


@pytest.fixture
def held(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A check that tells 3 of 10, waits until the event is set, and then ends with one problem."""
    go_on, ended = threading.Event(), threading.Event()

    def slow(actor: Actor, progress: Progress) -> Report:
        progress(3, 10)
        go_on.wait(30)
        return Report(entries=10, problems=[Problem("altered", 4, "signature")])

    monkeypatch.setattr(checking, "verify", slow)
    monkeypatch.setattr(checking, "AT_ONCE_SECONDS", 0.1)
    monkeypatch.setattr(connections, "close_all", ended.set)
    yield go_on
    go_on.set()
    assert ended.wait(30)


def test_nothing_was_checked_yet(home: Path) -> None:
    assert checking.last() is None


def test_a_short_record_is_checked_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE_SECONDS", 60)
    write("noted", [Compartment.IDENTITY])
    checking.begin(BUREAU)
    found = checking.last()
    assert found is not None
    assert found.is_whole
    assert found.done == LedgerEntry.objects.count()
    assert not found.is_running


def test_a_running_check_is_told_and_no_second_one_starts(held: threading.Event) -> None:
    checking.begin(BUREAU)
    running = checking.last()
    assert running is not None
    assert (running.done, running.total, running.is_running, running.is_whole) == (3, 10, True, False)
    before = threading.active_count()
    checking.begin(BUREAU)
    assert threading.active_count() == before


def test_what_was_found_stays_to_be_read(held: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    held.set()
    monkeypatch.setattr(checking, "AT_ONCE_SECONDS", 60)
    checking.begin(BUREAU)
    found = checking.last()
    assert found is not None
    assert not found.is_whole
    assert [problem.code for problem in found.problems] == ["altered"]


def test_a_check_that_a_stop_cut_is_none(home: Path) -> None:
    (home / checking.STATE_FILE).write_text(checking.Check(started="2025-01-14", done=3).model_dump_json())
    assert checking.last() is None


@pytest.mark.parametrize("text", ["", "{", '{"done": 1}'])
def test_a_torn_file_counts_as_no_check(home: Path, text: str) -> None:
    (home / checking.STATE_FILE).write_text(text)
    assert checking.last() is None


def test_a_stranger_starts_none(home: Path) -> None:
    with pytest.raises(Forbidden):
        checking.begin(STRANGER)
    assert not (home / checking.STATE_FILE).exists()


def test_a_folder_that_cannot_be_written_to_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / checking.LOCK_FILE).mkdir()
    try:
        with pytest.raises(StoreReadOnly):
            checking.begin(BUREAU)
    finally:
        (home / checking.LOCK_FILE).rmdir()
