"""A device carries home what was recorded on it, off line: nothing is lost, doubled or opened on the way."""

from pathlib import Path

import pytest

from safeconduct.access.words import Compartment
from safeconduct.disclosure import delivery, queries, syncing, taking
from safeconduct.disclosure.taking import Outcome
from safeconduct.registry import actions as registry
from safeconduct.registry import queries as register
from safeconduct.registry.facts import Item
from safeconduct.registry.requests import StateIdentity
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import projections
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from tests import cast
from tests.disclosure.offices import Office, carry

pytestmark = pytest.mark.sqlite

NAMES = ("박철수", "리명호", "Кім Сон Іл")


def register_at(device: Office, *names: str) -> list[str]:
    with device.open():
        place = cast.places()[0]
        return [
            registry.perform(cast.captive(name, place=place, health="lame"), cast.registrar()).number
            for name in names
        ]


def carry_home(device: Office, bureau: Office, stick: Path) -> list[Outcome]:
    with device.open():
        syncing.carry_home(cast.registrar())
    outcomes = [each.outcome for each in carry(device, bureau, stick)]
    carry(bureau, device, stick)
    return outcomes


def state_birth(office: Office, number: str, born: str) -> None:
    with office.open():
        statement = cast.said(Item.BIRTH_DATE, born)
        registry.perform(StateIdentity(prisoner=number, statement=statement), cast.BUREAU)


def assert_whole(office: Office) -> None:
    with office.open():
        assert verify().problems == []
        assert projections.check() == []


def test_what_was_registered_off_line_stands_in_the_bureau(
    device: Office, bureau: Office, stick: Path
) -> None:
    numbers = register_at(device, *NAMES)
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with bureau.open():
        names = {register.prisoner(number, cast.BUREAU).names[0].name.text for number in numbers}
        assert names == set(NAMES)
        medical = bureau.reader(cast.MEDICAL, Compartment.HEALTH)
        assert "lame" in repr(register.health(numbers[0], medical))
    assert_whole(bureau)
    assert_whole(device)


def test_the_device_knows_what_is_not_home_yet(device: Office, bureau: Office, stick: Path) -> None:
    register_at(device, *NAMES)
    with device.open():
        assert syncing.not_home(cast.registrar()) == len(NAMES)
        syncing.carry_home(cast.registrar())
        assert syncing.not_home(cast.registrar()) == len(NAMES)
    carry(device, bureau, stick)
    carry(bureau, device, stick)
    with device.open():
        assert syncing.not_home(cast.registrar()) == 0
        assert syncing.carry_home(cast.registrar()).bundles == ()


def test_an_edit_on_both_sides_stands_as_a_conflict(device: Office, bureau: Office, stick: Path) -> None:
    (number,) = register_at(device, NAMES[0])
    carry_home(device, bureau, stick)
    state_birth(bureau, number, "1998-05-12")
    state_birth(device, number, "1999-04")
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with bureau.open():
        view = register.prisoner(number, cast.BUREAU)
        (born,) = [item for item in view.items if item.item == Item.BIRTH_DATE]
        assert born.is_conflict
        assert {each.answer.value for each in born.all} == {"1998-05-12", "1999-04"}
    assert_whole(bureau)


def test_everything_again_changes_nothing(device: Office, bureau: Office, stick: Path) -> None:
    register_at(device, *NAMES)
    carry_home(device, bureau, stick)
    with bureau.open():
        before = LedgerEntry.objects.exclude(compartment=Compartment.OFFICE).count()
    with device.open():
        syncing.carry_home(cast.registrar(), is_everything=True)
    (result,) = carry(device, bureau, stick)
    assert (result.outcome, result.new) == (Outcome.TAKEN, 0)
    with bureau.open():
        assert LedgerEntry.objects.exclude(compartment=Compartment.OFFICE).count() == before


def test_bundles_come_in_any_order_and_late(device: Office, bureau: Office, stick: Path) -> None:
    for name in NAMES:
        register_at(device, name)
        with device.open():
            syncing.carry_home(cast.registrar())
    with device.open():
        delivery.send(cast.registrar(), folder=stick)
    files = [path.read_bytes() for path in sorted(stick.glob("*.bundle"))]
    with bureau.open():
        for data in (files[2], files[0], files[0], files[1], files[2]):
            taking.take(data, bureau.officer)
        assert len(register.search(NAMES[0], cast.BUREAU)) == 1
        assert register.register_size(cast.BUREAU) == len(NAMES)
    assert_whole(bureau)


def test_an_instance_without_a_home_carries_nothing(bureau: Office) -> None:
    with bureau.open(), pytest.raises(Refused) as refused:
        syncing.carry_home(cast.BUREAU)
    assert refused.value.code == "no_home"


def test_a_lost_stick_loses_nothing(device: Office, bureau: Office, stick: Path) -> None:
    """The second bundle tells of the first by its hash alone; the first is asked for and sent again."""
    register_at(device, NAMES[0])
    with device.open():
        syncing.carry_home(cast.registrar())
        delivery.send(cast.registrar(), folder=stick)
    for file in stick.glob("*.bundle"):
        file.unlink()
    register_at(device, NAMES[1])
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with bureau.open():
        assert register.register_size(cast.BUREAU) == 1
    with device.open():
        assert syncing.not_home(cast.registrar()) == len(NAMES[:2])
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with bureau.open():
        assert register.register_size(cast.BUREAU) == len(NAMES[:2])
    with device.open():
        assert syncing.not_home(cast.registrar()) == 0
    assert_whole(bureau)


def test_a_record_with_another_s_number_is_put_aside_and_the_rest_is_taken(
    device: Office, bureau: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = register_at(device, *NAMES)
    with device.open():
        mistaken = register.prisoner(numbers[0], cast.BUREAU).subject
    monkeypatch.setattr(register, "has_number_of_another", lambda subject: subject == mistaken)
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with bureau.open():
        assert [each.reason for each in queries.parked(bureau.officer)] == [taking.NUMBER_TAKEN]
        for number in numbers[1:]:
            assert register.prisoner(number, cast.BUREAU).number == number
        with pytest.raises(NotFound):
            register.prisoner(numbers[0], cast.BUREAU)
    assert_whole(bureau)
