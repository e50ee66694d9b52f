"""Bundles that come: taken whole, known, put aside or refused; from whom, in which order and however often."""

import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from safeconduct.access.words import Compartment
from safeconduct.disclosure import delivery, queries, sending, syncing, taking
from safeconduct.disclosure.items import Newer
from safeconduct.disclosure.refusals import Reason
from safeconduct.disclosure.taking import NEWER_ITEMS, Outcome, Result
from safeconduct.law.disclosable import Purpose
from safeconduct.store import clock, outgoing, projections
from safeconduct.store.models import LedgerEntry
from safeconduct.store.record import transaction
from safeconduct.store.verify import verify
from tests import cast
from tests.contract.children import Say, forked
from tests.disclosure.offices import Office, carry
from tests.disclosure.test_syncing import NAMES, register_at

pytestmark = pytest.mark.sqlite


def bundle(sender: Office, recipient: Office, stick: Path) -> bytes:
    """The next bundle of a device that registered somebody."""
    register_at(sender, NAMES[0])
    with sender.open():
        syncing.carry_home(cast.registrar())
        waits = queries.waiting(next(each.instance for each in queries.every_peer() if each.is_home))
    return waits[-1][2]


def taken(office: Office, data: bytes) -> Result:
    with office.open():
        return taking.take(data, office.officer)[0]


def entries(office: Office) -> int:
    with office.open():
        return LedgerEntry.objects.count()


def kind(result: Result) -> Reason | None:
    return result.refusal.kind if result.refusal else None


def test_a_second_time_it_is_known(bureau: Office, device: Office, stick: Path) -> None:
    data = bundle(device, bureau, stick)
    assert taken(bureau, data).outcome == Outcome.TAKEN
    before = entries(bureau)
    assert taken(bureau, data).outcome == Outcome.KNOWN
    assert entries(bureau) == before


def test_whatever_is_changed_is_refused_and_leaves_nothing(
    bureau: Office, device: Office, stick: Path
) -> None:
    """The format's own tests flip every bit; here it is the room that keeps nothing."""
    data = bundle(device, bureau, stick)
    before = entries(bureau)
    for place in (0, 20, 30, 60, 100, len(data) // 2, len(data) - 1):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert taken(bureau, changed).outcome in (Outcome.REFUSED, Outcome.PARKED)
    for length in (0, 1, 50, len(data) - 1):
        assert taken(bureau, data[:length]).outcome == Outcome.REFUSED
    assert entries(bureau) == before
    assert taken(bureau, data).outcome == Outcome.TAKEN


def test_it_is_for_its_recipient_alone(bureau: Office, device: Office, korea: Office, stick: Path) -> None:
    assert kind(taken(korea, bundle(device, bureau, stick))) == Reason.WRONG_RECIPIENT


def test_a_stranger_s_bundle_is_refused_and_not_kept(
    world: dict[str, Office], tmp_path: Path, stick: Path
) -> None:
    from safeconduct.law.recipients import Recipient
    from tests.disclosure.offices import enrol, found

    stranger, bureau = found(tmp_path / "stranger", Recipient.FIELD_TEAM), world["bureau"]
    enrol(stranger, bureau, is_home=True)
    result = taken(bureau, bundle(stranger, bureau, stick))
    assert (result.outcome, kind(result)) == (Outcome.REFUSED, Reason.UNKNOWN_SENDER)
    with bureau.open():
        assert queries.parked(bureau.officer) == []


def test_another_state_adds_nothing_to_the_register(bureau: Office, korea: Office, stick: Path) -> None:
    """A receiving State's instance sends entries of the register: signed, sealed, proven, and not its to write."""
    register_at(korea, NAMES[0])
    target = bureau.id
    with korea.open():
        peer = queries.peer_of(target)
        part = [
            each
            for batch in outgoing.since(-1, [Compartment.IDENTITY, Compartment.CUSTODY], peer.newest.halves)
            for each in batch
        ]
        with transaction():
            sending.make(peer, Purpose.REFERRAL_PREVIEW, "basis", sending.items_of(part), korea.officer)
    before = entries(bureau)
    (result,) = carry(korea, bureau, stick)
    assert (result.outcome, kind(result)) == (Outcome.REFUSED, Reason.BAD_ENTRY)
    assert entries(bureau) == before


def test_clocks_far_apart_put_it_aside_until_they_agree(bureau: Office, device: Office, stick: Path) -> None:
    with clock.set_back(-timedelta(days=800)):
        data = bundle(device, bureau, stick)
    result = taken(bureau, data)
    assert (result.outcome, kind(result)) == (Outcome.PARKED, Reason.NOT_YET_VALID)
    with bureau.open(), clock.set_back(-timedelta(days=800)):
        assert [each.outcome for each in taking.take_parked(bureau.officer)] == [Outcome.TAKEN]
        assert queries.parked(bureau.officer) == []


def test_parts_of_a_later_program_are_kept(bureau: Office, device: Office, stick: Path) -> None:
    target = bureau.id
    later = Newer("hologram", 1, b'{"kind":"hologram","v":1}')
    with device.open(), transaction():
        sending.make(queries.peer_of(target), Purpose.SYNC, "basis", [later], cast.registrar())
    (result,) = carry(device, bureau, stick)
    assert (result.outcome, result.newer) == (Outcome.TAKEN, 1)
    with bureau.open():
        assert [each.reason for each in queries.parked(bureau.officer)] == [NEWER_ITEMS]
        taking.take_parked(bureau.officer)
        assert len(queries.parked(bureau.officer)) == 1


def test_a_sender_put_back_to_an_older_state_is_found_at_first_contact(
    bureau: Office, device: Office, stick: Path, tmp_path: Path, count: Callable[[int, int], int]
) -> None:
    for number in range(count(3, 100)):
        older = replace(device, home=tmp_path / f"older-{number}")
        shutil.copytree(device.home, older.home)
        register_at(device, f"told {number}")
        with device.open():
            syncing.carry_home(cast.registrar())
        carry(device, bureau, stick)
        register_at(older, f"rewritten {number}")
        with older.open():
            syncing.carry_home(cast.registrar())
        results = carry(older, bureau, stick)
        assert [kind(each) for each in results] == [Reason.FORKED], number
        carry(bureau, device, stick)


def test_an_instance_put_back_learns_it_from_the_acknowledgement(
    bureau: Office, device: Office, stick: Path, tmp_path: Path
) -> None:
    older = device.copy(tmp_path / "older")
    register_at(device, NAMES[0])
    with device.open():
        syncing.carry_home(cast.registrar())
    carry(device, bureau, stick)
    results = carry(bureau, older, stick)
    assert [kind(each) for each in results] == [Reason.FORKED]
    with older.open():
        assert syncing.not_home(cast.registrar()) == 0


def test_what_waits_for_an_earlier_one_is_taken_after_it(bureau: Office, device: Office, stick: Path) -> None:
    """The device believes that its home holds bundle 1, as after an acknowledgement that its home then lost."""
    first = bundle(device, bureau, stick)
    older = bureau.copy(stick.parent / "bureau-before")
    assert taken(bureau, first).outcome == Outcome.TAKEN
    carry(bureau, device, stick)
    second = bundle(device, bureau, stick)
    result = taken(older, second)
    assert (result.outcome, kind(result)) == (Outcome.PARKED, Reason.MISSING_PREDECESSOR)
    with older.open():
        outcomes = [each.outcome for each in taking.take(first, older.officer)]
    assert outcomes == [Outcome.TAKEN, Outcome.TAKEN]


def test_killed_while_it_takes_in_nothing_is_half_there(bureau: Office, device: Office, stick: Path) -> None:
    for name in NAMES:
        register_at(device, name)
    data = bundle(device, bureau, stick)
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    before, whole = entries(bureau), 0

    def take(say: Say) -> None:
        say("begin")
        taken(bureau, data)
        say("done")

    for attempt in range(12):
        with forked(take) as child:
            next(child.lines)
            for _ in range(chance.randrange(400_000)):
                pass
            child.kill()
            list(child.lines)
            assert child.wait() in (0, signal.SIGKILL)
        there = entries(bureau)
        whole = whole or (there if there != before else 0)
        assert there in (before, whole), (seed, attempt)
        with bureau.open():
            assert verify().problems == [], (seed, attempt)
    taken(bureau, data)
    with bureau.open():
        assert verify().problems == []
        assert projections.check() == []


def test_files_of_others_in_a_shared_folder_are_left(bureau: Office, korea: Office, stick: Path) -> None:
    target = korea.id
    stick.mkdir()
    (stick / "notes.txt").write_text("not a bundle")
    with bureau.open():
        with transaction():
            sending.make(queries.peer_of(target), Purpose.ARRANGEMENT, "basis", [], cast.BUREAU)
        delivery.send(cast.BUREAU, folder=stick)
        assert list(delivery.receive([stick], cast.BUREAU)) == []
    with korea.open():
        ((_, results),) = delivery.receive([stick], korea.officer)
        assert results[0].outcome == Outcome.TAKEN
