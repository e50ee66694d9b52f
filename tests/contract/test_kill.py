"""An acknowledged entry survives `kill -9` at any moment, on either database.

It says nothing about power cuts (what was written stays in the system's cache when a process dies); those are
simulated in `tests/store/test_power_cut.py`.
"""

import random
import signal
from collections.abc import Callable

import pytest

from safeconduct.access.words import Compartment
from safeconduct.store import keyring
from safeconduct.store.create import Created
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from tests.contract.children import Say, forked
from tests.store.written import BOTH, write

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)

COMPARTMENTS = (Compartment.IDENTITY, Compartment.CUSTODY, Compartment.WISH)
VERIFIED_EVERY = 50


def write_until_killed(say: Say) -> None:
    """Says the ids of each transaction once it is acknowledged, and goes on."""
    while True:
        say(" ".join(entry.id for entry in write("note", COMPARTMENTS)))


def killed_after(chance: random.Random) -> list[str]:
    """Kills a writer at a random moment; returns the ids it had acknowledged."""
    acknowledged: list[str] = []
    with forked(write_until_killed) as child:
        for _ in range(chance.randrange(3)):
            acknowledged += next(child.lines).split()
        # A stretch of work of random length, so that the signal falls anywhere in the next transaction.
        for _ in range(chance.randrange(60_000)):
            pass
        child.kill()
        acknowledged += [entry_id for line in child.lines for entry_id in line.split()]
        assert child.wait() == signal.SIGKILL
    return acknowledged


def test_no_acknowledged_entry_is_lost(instance: Created, count: Callable[[int, int], int]) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    acknowledged: list[str] = []
    for number in range(count(200, 1_000)):
        new = killed_after(chance)
        acknowledged += new
        there = LedgerEntry.objects.filter(id__in=new).count()
        assert there == len(new), f"seed {seed}, kill {number}"
        if number % VERIFIED_EVERY == 0:
            assert verify().problems == [], f"seed {seed}, kill {number}"
    assert verify().problems == []
    ids = set(LedgerEntry.objects.values_list("id", flat=True))
    assert set(acknowledged) <= ids
    assert set(keyring.find(ids)) == ids
    assert len(acknowledged) > 0
