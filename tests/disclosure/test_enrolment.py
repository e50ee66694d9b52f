"""Peers: the own card, enrolment by two persons, rotation, revocation by a place in the log; forbidden for others."""

from datetime import timedelta
from pathlib import Path

import pytest

from safeconduct.access.words import Compartment
from safeconduct.disclosure import actions, introductions, queries, requests, sending, syncing
from safeconduct.disclosure.enrolment import make_card
from safeconduct.disclosure.refusals import BundleRefused
from safeconduct.disclosure.taking import Outcome
from safeconduct.law.disclosable import Purpose
from safeconduct.law.recipients import Recipient
from safeconduct.sources.errors import Forbidden, Refused
from safeconduct.store import approvals, clock, projections
from safeconduct.store.record import transaction
from safeconduct.store.verify import verify
from tests import cast
from tests.disclosure.offices import Office, carry, enrol, found

pytestmark = pytest.mark.sqlite


def later_card(office: Office, name: str = "renamed") -> str:
    with office.open(), clock.set_back(-timedelta(hours=1)):
        make_card(requests.MakeCard(name=name, role=office.role, power=office.power), office.officer)
    return office.introduction()


def test_a_second_person_enrols(world: dict[str, Office], tmp_path: Path) -> None:
    other = found(tmp_path / "other", Recipient.CENTRAL_AGENCY)
    bureau = world["bureau"]
    text = other.introduction()
    with bureau.open():
        done = actions.perform(requests.AddPeer(introduction=text), cast.BUREAU)
        asked = approvals.one(done.approval, bureau.second)
        with pytest.raises(Refused) as refused:
            actions.enrol(asked.id, asked.digest, cast.BUREAU)
        assert refused.value.code == "same_person"
        assert queries.find_peer(done.subject) is None
        actions.enrol(asked.id, asked.digest, bureau.second)
        view = queries.peer_view(done.subject, cast.BUREAU)
        assert view.fingerprint == introductions.read(text.encode()).card.fingerprint
        assert projections.check() == []


def test_what_cannot_be_enrolled(world: dict[str, Office], tmp_path: Path) -> None:
    bureau = world["bureau"]
    other = found(tmp_path / "other", Recipient.BUREAU)
    cases = {
        "own_card": requests.AddPeer(introduction=bureau.introduction()),
        "enrolled": requests.AddPeer(introduction=world["korea"].introduction()),
        "no_device": requests.AddPeer(introduction=other.introduction(), is_home=True),
        "bundle_bad_card": requests.AddPeer(introduction=other.introduction().replace("ukr", "rus") + " "),
    }
    with bureau.open():
        for code, command in cases.items():
            with pytest.raises(Refused) as refused:
                actions.perform(command, cast.BUREAU)
            assert refused.value.code == code
            assert refused.value.source


def test_a_device_with_a_home_takes_no_second(world: dict[str, Office], tmp_path: Path) -> None:
    device, other = world["device"], found(tmp_path / "other", Recipient.BUREAU)
    agency = world["agency"].introduction()
    text = other.introduction()
    with device.open():
        for code, command in (
            ("has_home", requests.AddPeer(introduction=text, is_home=True)),
            ("no_bureau", requests.AddPeer(introduction=agency, is_home=True)),
        ):
            with pytest.raises(Refused) as refused:
                actions.perform(command, device.officer)
            assert refused.value.code == code


def test_an_office_without_a_card_enrols_nobody(world: dict[str, Office], tmp_path: Path) -> None:
    from tests.store.own_home import at, make

    make(tmp_path / "bare")
    text = world["korea"].introduction()
    with at(tmp_path / "bare"), pytest.raises(Refused) as refused:
        actions.perform(requests.AddPeer(introduction=text), cast.BUREAU)
    assert refused.value.code == "no_card"


@pytest.mark.parametrize(
    "who", sorted(set(cast.__dict__) & {"MEDICAL", "PROTECTION", "AUDITOR", "ADMINISTRATOR"})
)
def test_others_may_not(bureau: Office, who: str) -> None:
    actor = getattr(cast, who)
    with bureau.open():
        for command in (
            requests.MakeCard(name="x", role=Recipient.BUREAU),
            requests.AddPeer(introduction="{}"),
            requests.RotatePeer(introduction="{}"),
            requests.RevokePeer(peer="0" * 32, reason="x"),
        ):
            with pytest.raises(Forbidden):
                actions.perform(command, actor)
        with pytest.raises(Forbidden):
            queries.peer_list(cast.STRANGER)


def test_every_changed_byte_of_an_introduction_is_found(korea: Office) -> None:
    data = korea.introduction().encode()
    for place in range(0, len(data), 7):
        with pytest.raises(BundleRefused):
            introductions.read(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with pytest.raises(BundleRefused):
        introductions.read(data[:-1])


def test_a_later_card_takes_the_place(bureau: Office, korea: Office, stick: Path) -> None:
    text = later_card(korea)
    with bureau.open():
        asked = actions.perform(requests.RotatePeer(introduction=text), cast.BUREAU)
        waits = approvals.one(asked.approval, bureau.second)
        actions.rotate(waits.id, waits.digest, bureau.second)
        assert queries.peer_view(asked.subject, cast.BUREAU).name == "renamed"
        with transaction():
            sending.make(queries.peer_of(asked.subject), Purpose.ARRANGEMENT, "basis", [], cast.BUREAU)
        with pytest.raises(Refused) as refused:
            actions.perform(requests.RotatePeer(introduction=text), cast.BUREAU)
        assert refused.value.code == "not_later"
    (result,) = carry(bureau, korea, stick)
    assert result.outcome == Outcome.TAKEN


def test_what_was_sealed_to_an_earlier_key_still_opens(bureau: Office, korea: Office, stick: Path) -> None:
    target = korea.id
    with bureau.open(), transaction():
        sending.make(queries.peer_of(target), Purpose.ARRANGEMENT, "basis", [], cast.BUREAU)
    later_card(korea)
    (result,) = carry(bureau, korea, stick)
    assert result.outcome == Outcome.TAKEN


def test_after_a_revocation_nothing_more_is_believed(bureau: Office, device: Office, stick: Path) -> None:
    from tests.disclosure.test_syncing import NAMES, carry_home, register_at

    register_at(device, NAMES[0])
    carry_home(device, bureau, stick)
    target = device.id
    with bureau.open():
        actions.perform(requests.RevokePeer(peer=target, reason="seized at the front"), cast.BUREAU)
        with pytest.raises(Refused), transaction():
            sending.make(queries.peer_of(target), Purpose.ARRANGEMENT, "basis", [], cast.BUREAU)
    register_at(device, NAMES[1])
    with device.open():
        syncing.carry_home(cast.registrar())
    (result,) = carry(device, bureau, stick)
    assert result.outcome == Outcome.REFUSED
    assert result.refusal is not None
    assert str(result.refusal.kind) == "revoked_key"
    with bureau.open():
        assert verify().problems == []
        assert projections.check() == []
        assert queries.peer_view(target, cast.BUREAU).is_revoked


def test_what_a_device_seals_its_own_halves_do_not_open(device: Office, bureau: Office) -> None:
    """A seized device cannot read back what a prisoner said about his health."""
    from safeconduct.ledger.errors import Tampered
    from safeconduct.registry import queries as register
    from tests.disclosure.test_syncing import register_at

    (number,) = register_at(device, "박철수")
    with device.open():
        medical = device.reader(cast.MEDICAL, Compartment.HEALTH)
        with pytest.raises(Tampered):
            register.health(number, medical)


def test_a_home_is_enrolled_before_there_are_readers(world: dict[str, Office], tmp_path: Path) -> None:
    from safeconduct.store import readers

    device = found(tmp_path / "new", Recipient.FIELD_TEAM)
    with device.open():
        readers.create_pair("a" * 32, "a passphrase of readers")
        readers.enrol("a" * 32, {"health": device.halves["health"]})
    with pytest.raises(Refused) as refused:
        enrol(device, world["bureau"], is_home=True)
    assert refused.value.code == "has_readers"
