"""Locked, full, read-only, wrong passphrase, no instance: each has its own name, and leaves nothing half-written."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Refused
from safeconduct.store import instance as instances
from safeconduct.store.create import create
from safeconduct.store.errors import (
    NoInstance,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
    WrongPassphrase,
)
from safeconduct.store.keys.models import EntryKey
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from tests.contract.children import Say, forked
from tests.store.own_home import FILES, OwnInstance, at
from tests.store.written import write

EVERYTHING = tuple(Compartment)


@contextmanager
def nothing_half_written() -> Iterator[None]:
    """What fails in the block leaves the ledger as it was, and writing goes on afterwards."""
    write("before", EVERYTHING)
    before = list(LedgerEntry.objects.values_list("id", flat=True))
    yield
    assert list(LedgerEntry.objects.values_list("id", flat=True)) == before
    assert verify().problems == []
    write("after", EVERYTHING)
    assert verify().problems == []
    assert LedgerEntry.objects.count() == len(before) + len(EVERYTHING)


# --- locked ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", FILES)
def test_a_database_that_another_process_holds(own: OwnInstance, alias: str) -> None:
    with nothing_half_written():
        connections[alias].cursor().execute("PRAGMA busy_timeout=20")
        with closing(sqlite3.connect(own.home / FILES[alias], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusy) as busy:
                write("note", EVERYTHING)
    assert busy.value.remedy


def test_reading_goes_on_while_another_process_writes(own: OwnInstance) -> None:
    write("note", EVERYTHING)
    with closing(sqlite3.connect(own.home / FILES["default"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert verify().problems == []


# --- full ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", FILES)
def test_a_full_disk(own: OwnInstance, alias: str) -> None:
    with nothing_half_written():
        fill(alias)
        with pytest.raises(StoreFull) as full:
            write("a long note " * 600, EVERYTHING * 20)
        give_room(alias)
    assert full.value.remedy


def fill(alias: str) -> None:
    """SQLite says the same of its largest size as of a disk without room (SQLITE_FULL)."""
    with connections[alias].cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")


def give_room(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1073741823")


def test_a_disk_that_fills_while_keys_are_erased_loses_nothing(own: OwnInstance) -> None:
    write("note", EVERYTHING)
    fill("default")
    with pytest.raises(StoreFull):
        write("a long note " * 600, EVERYTHING * 20)
    # Keys went first, so some belong to no entry: harmless, and no entry is without one.
    assert set(LedgerEntry.objects.values_list("id", flat=True)) <= set(
        EntryKey.objects.values_list("entry_id", flat=True)
    )


# --- read-only -------------------------------------------------------------------------------------------

NOBODY = 65_534
RIGHT = "right words here"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder into which another user may look; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-open-"))
    folder.chmod(0o755)
    yield folder
    make_writable(folder)
    shutil.rmtree(folder)


def make_read_only(home: Path) -> None:
    for path in home.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    home.chmod(0o555)


def make_writable(folder: Path) -> None:
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(0o755)


def as_ordinary_user() -> None:
    """Root may write anywhere, so the child becomes somebody else; anyone else stays who she is."""
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def named_error(work: Callable[[], object]) -> str:
    try:
        work()
    except (StoreError, Refused) as error:
        return type(error).__name__
    return "nothing"


def test_a_home_that_cannot_be_written_to(own: OwnInstance, open_folder: Path) -> None:
    write("note", EVERYTHING)
    home = open_folder / "home"
    for connection in connections.all():
        connection.close()
    shutil.copytree(own.home, home)
    make_read_only(home)

    def try_to_write(say: Say) -> None:
        as_ordinary_user()
        with at(home):
            say(named_error(lambda: write("note", EVERYTHING)))

    with forked(try_to_write) as child:
        said = list(child.lines)
        assert child.wait() == 0
    assert said == [StoreReadOnly.__name__]


def test_a_folder_in_which_nothing_can_be_made(own: OwnInstance, open_folder: Path) -> None:
    open_folder.chmod(0o555)

    def try_to_create(say: Say) -> None:
        as_ordinary_user()
        say(named_error(lambda: create(open_folder / "home", names={"en": "X"}, conflict="ukraine-2022")))

    with forked(try_to_create) as child:
        said = list(child.lines)
        assert child.wait() == 0
    assert said == [StoreReadOnly.__name__]
    assert list(open_folder.iterdir()) == []


def test_a_database_file_that_is_read_only(own: OwnInstance) -> None:
    with nothing_half_written():
        for connection in connections.all():
            connection.cursor().execute("PRAGMA query_only=ON")
        with pytest.raises(StoreReadOnly) as read_only:
            write("note", EVERYTHING)
        for connection in connections.all():
            connection.cursor().execute("PRAGMA query_only=OFF")
    assert read_only.value.remedy


# --- no database, no instance ----------------------------------------------------------------------------


def test_a_file_that_is_no_database(own: OwnInstance) -> None:
    for connection in connections.all():
        connection.close()
    for path in own.home.glob(f"{FILES['default']}*"):
        path.unlink()
    (own.home / FILES["default"]).write_bytes(b"not a database " * 1_000)
    with pytest.raises(StoreUnreachable) as unreachable:
        write("note", EVERYTHING)
    assert unreachable.value.remedy


def test_a_database_without_tables(own: OwnInstance) -> None:
    for connection in connections.all():
        connection.close()
    for path in own.home.glob(f"{FILES['default']}*"):
        path.unlink()
    with pytest.raises(StoreUnreachable):
        write("note", EVERYTHING)


def test_no_instance(tmp_path: Path) -> None:
    with pytest.raises(NoInstance) as missing:
        instances.open_instance(tmp_path)
    assert "safeconduct init" in missing.value.remedy


@pytest.mark.parametrize("content", ["", "not json", "[]", "{}", '{"secret": "zz"}', '{"format": 1}'])
@pytest.mark.parametrize("name", [instances.INSTANCE_FILE, instances.SERVICE_KEY_FILE])
def test_files_of_an_instance_that_cannot_be_read(own: OwnInstance, name: str, content: str) -> None:
    (own.home / name).write_text(content)
    with pytest.raises(NoInstance):
        instances.open_instance(own.home)


def test_the_service_key_of_another_instance(own: OwnInstance, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    instances.create_files(other, names={"en": "X"}, conflict="x", is_demonstration=True, passphrase="")
    shutil.copy(other / instances.SERVICE_KEY_FILE, own.home / instances.SERVICE_KEY_FILE)
    with pytest.raises(NoInstance, match="another instance"):
        instances.open_instance(own.home)


# --- passphrases -----------------------------------------------------------------------------------------


@pytest.fixture
def closed_home(own: OwnInstance, tmp_path: Path) -> Iterator[Path]:
    """An instance whose service key is closed with a passphrase."""
    home = tmp_path / "closed"
    home.mkdir()
    passphrase = settings.SAFECONDUCT_SERVICE_PASSPHRASE
    instances.create_files(
        home, names={"en": "X"}, conflict="ukraine-2022", is_demonstration=True, passphrase=RIGHT
    )
    yield home
    settings.SAFECONDUCT_SERVICE_PASSPHRASE = passphrase


def test_the_right_passphrase_opens_the_service_key(closed_home: Path) -> None:
    assert instances.open_instance(closed_home).seed


@pytest.mark.parametrize("passphrase", ["", "wrong words here", f"{RIGHT} "])
def test_a_wrong_passphrase_opens_nothing(closed_home: Path, passphrase: str) -> None:
    settings.SAFECONDUCT_SERVICE_PASSPHRASE = passphrase
    with pytest.raises(WrongPassphrase):
        instances.open_instance(closed_home)


def test_the_closed_file_does_not_hold_the_secret(closed_home: Path) -> None:
    opened = instances.open_instance(closed_home)
    stored = (closed_home / instances.SERVICE_KEY_FILE).read_text()
    assert opened.seed.hex() not in stored
    assert opened.root.hex() not in stored
    assert "secret" not in json.loads(stored)


def test_the_files_are_their_owners_alone(own: OwnInstance, closed_home: Path) -> None:
    for home in (own.home, closed_home):
        for name in (instances.INSTANCE_FILE, instances.SERVICE_KEY_FILE):
            assert (home / name).stat().st_mode & 0o077 == 0


# --- creating --------------------------------------------------------------------------------------------


def test_a_second_instance_in_one_folder_is_refused(own: OwnInstance) -> None:
    before = (own.home / instances.SERVICE_KEY_FILE).read_bytes()
    with pytest.raises(Refused, match="already"):
        create(own.home, names={"en": "X"}, conflict="ukraine-2022")
    assert (own.home / instances.SERVICE_KEY_FILE).read_bytes() == before
