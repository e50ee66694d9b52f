"""An instance on SQLite in a folder of its own, whatever databases the run has: its files can be read raw.

Made once by the product's own `create`, then copied for each test.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.utils import ConnectionHandler
from django.test import override_settings

from safeconduct import settings as product
from safeconduct.store import keyring
from safeconduct.store.create import create
from safeconduct.store.instance import Instance, current
from safeconduct.store.routers import KEYS, LEDGER

FILES = {LEDGER: "ledger.sqlite3", KEYS: "keys.sqlite3"}


@dataclass(frozen=True)
class OwnInstance:
    """An instance of its own. `private_halves` opens every sealed compartment."""

    instance: Instance
    home: Path
    private_halves: dict[str, bytes]


def database(home: Path, alias: str, **changes: Any) -> dict[str, Any]:
    """The product's own settings of the database, with the file in `home`."""
    return product._sqlite(FILES[alias]) | {"NAME": str(home / FILES[alias])} | changes


@contextmanager
def at(home: Path) -> Iterator[None]:
    """Both databases are the files in `home`, for this thread, until the block ends."""
    own = ConnectionHandler({alias: database(home, alias) for alias in FILES})
    before = {alias: connections[alias] for alias in FILES}
    for alias in FILES:
        connections[alias] = own[alias]
    try:
        with override_settings(SAFECONDUCT_HOME=home, SAFECONDUCT_ARGON2=(1, 8192)):
            yield
    finally:
        for alias, connection in before.items():
            connections[alias].close()
            connections[alias] = connection
        keyring.forget()


def make(home: Path) -> dict[str, bytes]:
    """A new instance in `home`, with its tables; returns the private halves."""
    with at(home):
        created = create(home, names={"en": "Own bureau"}, conflict="ukraine-2022", is_demonstration=True)
    return created.private_halves


@contextmanager
def copied(template: Path, home: Path, private_halves: dict[str, bytes]) -> Iterator[OwnInstance]:
    """A copy of the template, in use until the block ends."""
    shutil.copytree(template, home)
    with at(home):
        yield OwnInstance(current(), home, private_halves)
