"""Making a new instance: its folder, its two files, its tables, its first keys, its empty log."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from safeconduct.sources.errors import Refused
from safeconduct.store import instance, keyring, readers, record
from safeconduct.store.errors import StoreReadOnly
from safeconduct.store.instance import Instance
from safeconduct.store.routers import KEYS, LEDGER

SHARES_FOLDER = "recovery-shares"


@dataclass(frozen=True)
class Created:
    """A new instance. `private_halves` are in memory alone; `shares` are the custodians' files."""

    instance: Instance
    private_halves: dict[str, bytes]
    shares: tuple[Path, ...]


def create(
    home: Path, *, names: dict[str, str], conflict: str, is_demonstration: bool = False, passphrase: str = ""
) -> Created:
    """Make an instance in an empty folder; Refused when there is one, StoreReadOnly when it cannot be written."""
    if (home / instance.INSTANCE_FILE).exists():
        reason = f"There is an instance in {home} already."
        raise Refused("instance_exists", reason, "House rule", remedy="Choose another folder with --home.")
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = instance.create_files(
            home, names=names, conflict=conflict, is_demonstration=is_demonstration, passphrase=passphrase
        )
    except OSError as error:
        raise StoreReadOnly(f"{home} cannot be written to: {error.strerror}.") from None
    try:
        migrate()
        private_halves = create_keys(made)
    except BaseException:
        _undo(home)
        raise
    shares = readers.write_shares(home / SHARES_FOLDER, private_halves)
    return Created(made, private_halves, tuple(shares))


def create_keys(made: Instance) -> dict[str, bytes]:
    """Make the keys of every compartment and the empty log; returns the sealed ones' private halves."""
    keyring.make_open_keys(made)
    private_halves = keyring.make_sealed_keys()
    record.create_tree()
    return private_halves


def migrate() -> None:
    """Bring the tables of both databases to this version of the program."""
    for database in (KEYS, LEDGER):
        call_command("migrate", database=database, interactive=False, verbosity=0)


def _undo(home: Path) -> None:
    """Remove what a failed creation left, so that it can be tried again; only files made here."""
    for name in _made_files():
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / SHARES_FOLDER, ignore_errors=True)
    instance.forget()


def _made_files() -> Iterable[str]:
    yield instance.INSTANCE_FILE
    yield instance.SERVICE_KEY_FILE
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            name = Path(str(database["NAME"])).name
            yield from (name, f"{name}-wal", f"{name}-shm")
