"""Real instances under random schedules, and a laptop that registers two hundred people off line.

The everyday run takes a few of the schedules of which `tests/core/disclosure/test_schedules.py` takes thousands in a
model; here every delivery goes through the database, and a crash is an error in the middle of the transaction.
"""

import hashlib
import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from safeconduct.access.words import Compartment
from safeconduct.disclosure import delivery, projection, queries, syncing, taking
from safeconduct.disclosure.models import TakenRow
from safeconduct.disclosure.taking import Outcome
from safeconduct.law.recipients import Recipient
from safeconduct.registry import queries as register
from safeconduct.registry.answers import PrisonerFilters
from safeconduct.registry.facts import Item
from safeconduct.store import clock, projections
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from tests import cast
from tests.disclosure import offices
from tests.disclosure.offices import Office
from tests.disclosure.test_syncing import assert_whole, carry_home, register_at, state_birth

pytestmark = pytest.mark.sqlite

PEOPLE = 200
EDITED = 10


class Crash(Exception):
    """The process dies here."""


def bundles_of(device: Office, folder: Path, *names: str) -> list[bytes]:
    """One bundle a name, none of them acknowledged."""
    for name in names:
        register_at(device, name)
        with device.open():
            syncing.carry_home(cast.registrar())
    with device.open():
        delivery.send(cast.registrar(), folder=folder)
    return [path.read_bytes() for path in sorted(folder.glob("*.bundle"))]


def state_of(office: Office) -> str:
    """Everything that must be the same for every order: the entries, and each sender's log."""
    with office.open():
        entries = LedgerEntry.objects.exclude(compartment=Compartment.OFFICE).order_by("id")
        held = list(entries.values_list("id", "compartment", "stream", "slot"))
        logs = list(
            TakenRow.objects.order_by("peer", "sequence").values_list("peer", "sequence", "leaf", "is_here")
        )
        persons = sorted(repr(each) for each in register.prisoners(PrisonerFilters(), cast.BUREAU).rows)
    return hashlib.sha256(repr((held, logs, persons)).encode()).hexdigest()


def deliver(
    office: Office, came: list[bytes], chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any order, some twice, with a crash at every fourth; until everything is there."""
    arriving = came + chance.choices(came, k=len(came) // 2)
    chance.shuffle(arriving)
    while arriving:
        data = arriving.pop()
        with office.open(), monkeypatch.context() as patched:
            if chance.random() < 1 / 4:
                at = chance.choice(("acknowledgement_due", "unpark", "project"))
                patched.setattr(projection, at, crash)
                # What is known already is not written again, so that not every crash is met.
                with suppress(Crash):
                    taking.take(data, office.officer)
                arriving.insert(0, data)
                continue
            taking.take(data, office.officer)


def crash(*_: object, **__: object) -> None:
    raise Crash


def test_every_order_leaves_the_same_register(
    world: dict[str, Office],
    tmp_path: Path,
    count: Callable[[int, int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bureau, first = world["bureau"], world["device"]
    second = offices.found(tmp_path / "second", Recipient.FIELD_TEAM)
    offices.enrol(bureau, second)
    offices.enrol(second, bureau, is_home=True)
    with clock.set_back(timedelta(hours=20)):
        came = bundles_of(first, tmp_path / "one", "박철수", "리명호", "Кім Сон Іл")
    came += bundles_of(second, tmp_path / "two", "강철", "최진영")
    in_order = bureau.copy(tmp_path / "in-order")
    with in_order.open():
        for data in came:
            taking.take(data, in_order.officer)
    wanted = state_of(in_order)
    seed = int(os.environ.get("SAFECONDUCT_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    for number in range(seed, seed + count(2, 60)):
        tried = replace(bureau, home=tmp_path / f"bureau-{number}")
        bureau.copy(tried.home)
        deliver(tried, came, random.Random(number), monkeypatch)  # noqa: S311 - an order to try, no secret
        assert state_of(tried) == wanted, f"SAFECONDUCT_TEST_SEED={number}"
        assert_whole(tried)


def test_two_hundred_people_registered_off_line_come_home_twice(
    device: Office, bureau: Office, stick: Path
) -> None:
    """Half, then all; meanwhile both sides edit the same ten. Nothing is lost, and every conflict is shown."""
    names = [f"{family}{given}{number}" for number, (family, given) in enumerate(
        (chr(0xAC00 + n * 7), chr(0xB098 + n * 5)) for n in range(PEOPLE))]  # fmt: skip
    numbers = register_at(device, *names[: PEOPLE // 2])
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    for number in numbers[:EDITED]:
        state_birth(bureau, number, "1998-05-12")
        state_birth(device, number, "1999-04")
    numbers += register_at(device, *names[PEOPLE // 2 :])
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with device.open():
        assert syncing.not_home(cast.registrar()) == 0
        sent = set(LedgerEntry.objects.exclude(compartment=Compartment.OFFICE).values_list("id", flat=True))
    with bureau.open():
        assert register.register_size(cast.BUREAU) == PEOPLE
        assert sent <= set(LedgerEntry.objects.values_list("id", flat=True))
        for number, name in zip(numbers, names, strict=True):
            view = register.prisoner(number, cast.BUREAU)
            assert view.names[0].name.text == name
            born = [item for item in view.items if item.item == Item.BIRTH_DATE]
            assert any(item.is_conflict for item in born) == (number in numbers[:EDITED])
        medical = bureau.reader(cast.MEDICAL, Compartment.HEALTH)
        assert "lame" in repr(register.health(numbers[-1], medical))
        assert verify(medical).problems == []
        assert projections.check() == []
        assert queries.parked(bureau.officer) == []
