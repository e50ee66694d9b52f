"""No acknowledged entry is lost in a power cut: the statements of real actions, run on a disk that loses power.

The statements are those the program itself sent to SQLite, to both databases in their order; the pragmas are
the product's own. With `synchronous=NORMAL`, the usual advice for this journal, entries are lost: the control.
"""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from safeconduct import settings as product
from safeconduct.access.words import Capability, Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts.facts import AddOperator
from safeconduct.store import approvals, erasure
from safeconduct.store.models import ErasedEntry, LedgerEntry
from safeconduct.store.readings import log_reading
from safeconduct.store.record import transaction
from tests.cast import ADMINISTRATOR, BUREAU, OTHER_BUREAU
from tests.store.own_home import FILES, OwnInstance, copied
from tests.store.power import Cut, Disk, PowerVfs, Step, cuts
from tests.store.written import stream_of, write

PLAYED = 8
# The virtual disk has no shared memory, which WAL does without in this mode; it changes no write and no sync.
EXCLUSIVE = "PRAGMA locking_mode=EXCLUSIVE; "


@dataclass(frozen=True)
class Recording:
    """The files at the start, and the statements: (database, SQL), or ("", what is acknowledged there)."""

    before: dict[str, bytes]
    statements: list[tuple[str, str]]
    ids: list[str]


@pytest.fixture(scope="module")
def recording(
    template: tuple[Path, dict[str, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Recording:
    """A few hundred transactions of every kind of action that there is in the store and the accounts."""
    home, private_halves = template
    own_home = tmp_path_factory.mktemp("recorded") / "home"
    with django_db_blocker.unblock(), copied(home, own_home, private_halves) as own:
        return played_once(own)


def played_once(own: OwnInstance) -> Recording:
    for connection in connections.all():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {FILES[alias]: (own.home / FILES[alias]).read_bytes() for alias in FILES}
    with recorded() as statements:
        for number in range(PLAYED):
            for act in actions(number):
                act()
                statements.append(("", written_so_far()))
    ids = LedgerEntry.objects.order_by("position").values_list("id", flat=True)
    return Recording(before, statements, list(ids))


def actions(number: int) -> Iterator[Callable[[], object]]:
    """One of each; later ones find what earlier ones wrote."""
    stream = stream_of(number)
    yield lambda: write("note", Compartment, stream=stream)
    yield lambda: write("longer note " * 200, [Compartment.CUSTODY, Compartment.HEALTH], stream=stream)
    yield lambda: log_reading(BUREAU, stream, "prisoner", "rule")
    login = f"officer-{number}"
    command = AddOperator(login=login, name="Officer", roles=(Role.BUREAU,))
    yield lambda: accounts.add_operator(command, "four words of a passphrase", ADMINISTRATOR)
    yield lambda: asked_and_refused(stream)
    if number % 2 == 0:
        yield lambda: erased(stream)
    for _ in range(20):
        yield lambda: write("note", [Compartment.IDENTITY, Compartment.WISH], stream=stream)


def asked_and_refused(stream: str) -> None:
    asked = approvals.request(
        "tests.act", stream.encode(), capability=Capability.STORE_ERASURE_REQUEST, actor=BUREAU
    )
    with transaction():
        approvals.refuse(asked.id, asked.digest, OTHER_BUREAU)


def erased(stream: str) -> None:
    asked = erasure.request(stream, [], "ground", actor=BUREAU)
    erasure.approve(asked.id, asked.digest, OTHER_BUREAU)


def written_so_far() -> str:
    """How many entries are acknowledged, and how many erased: they are counted up, so their numbers tell which."""
    return f"{LedgerEntry.objects.count()} {ErasedEntry.objects.count()}"


@contextmanager
def recorded() -> Iterator[list[tuple[str, str]]]:
    """Every statement that reaches SQLite in the block, with its values, `BEGIN` and `COMMIT` among them."""
    statements: list[tuple[str, str]] = []
    raw: list[sqlite3.Connection] = []
    for alias in FILES:
        connections[alias].ensure_connection()
        raw.append(connections[alias].connection)
        raw[-1].set_trace_callback(lambda sql, alias=alias: keep(statements, alias, sql))  # type: ignore[misc]
    try:
        yield statements
    finally:
        for connection in raw:
            connection.set_trace_callback(None)


def keep(statements: list[tuple[str, str]], alias: str, sql: str) -> None:
    if not sql.startswith("SELECT"):
        statements.append((alias, sql))


# --- playing ---------------------------------------------------------------------------------------------


def opened(vfs: PowerVfs, alias: str, pragmas: str) -> apsw.Connection:
    connection = apsw.Connection(FILES[alias], vfs=vfs.vfs_name)
    # Some of these return a row, and APSW goes on to the next statement only when it is fetched.
    connection.execute(EXCLUSIVE + pragmas).fetchall()
    return connection


def played(recording: Recording, pragmas: str) -> list[Step]:
    """The journal of a disk on which the statements ran."""
    disk = Disk({name: bytearray(content) for name, content in recording.before.items()})
    vfs = PowerVfs(disk)
    opened_ones = {alias: opened(vfs, alias, pragmas) for alias in FILES}
    for alias, sql in recording.statements:
        if alias:
            opened_ones[alias].execute(sql).fetchall()
        else:
            disk.acknowledge(sql)
    journal = list(disk.journal)
    for connection in opened_ones.values():
        connection.close()
    return journal


def losses(recording: Recording, pragmas: str, *, chance: random.Random, number: int) -> int:
    """In how many of the cuts something acknowledged was lost; fails where a database is damaged."""
    journal = played(recording, pragmas)
    return sum(
        is_lost(cut, recording.ids, pragmas) for cut in cuts(recording.before, journal, chance, number)
    )


def is_lost(cut: Cut, expected: list[str], pragmas: str) -> bool:
    """Whether an acknowledged entry is gone, an entry has no key, or the key of an erased one is back."""
    vfs = PowerVfs(Disk(dict(cut.files)))
    found = {alias: opened(vfs, alias, pragmas) for alias in FILES}
    damage = [connection.execute("PRAGMA integrity_check").fetchall() for connection in found.values()]
    ledger = ids(found["default"], "SELECT id FROM ledger_entry ORDER BY position")
    gone = ids(found["default"], "SELECT entry FROM store_erased")
    keys = set(ids(found["keys"], "SELECT entry_id FROM ops_entry_key"))
    for connection in found.values():
        connection.close()
    vfs.unregister()
    assert damage == [[("ok",)], [("ok",)]], f"damaged by the cut at step {cut.step}"
    entries, erased = (int(number) for number in (cut.acknowledged or "0 0").split())
    return (
        ledger[:entries] != expected[:entries]
        or not set(ledger) - keys <= set(gone)
        or len(set(gone) - keys) < erased
    )


def ids(connection: apsw.Connection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query)]


def test_no_acknowledged_entry_is_lost(recording: Recording, count: Callable[[int, int], int]) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    lost = losses(recording, product.SQLITE_PRAGMAS, chance=chance, number=count(1_000, 10_000))
    assert lost == 0, f"seed {seed}"


def test_with_normal_synchronisation_entries_are_lost(recording: Recording) -> None:
    """Negative control: the disk does lose what was not synced, and the test would see it."""
    normal = product.SQLITE_PRAGMAS.replace("synchronous=FULL", "synchronous=NORMAL")
    assert normal != product.SQLITE_PRAGMAS
    assert losses(recording, normal, chance=random.Random(1), number=200) > 0  # noqa: S311 - as above
