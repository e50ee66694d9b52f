"""Notices of a prisoner by two legs, between instances that share nothing but bundles (art. 122)."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.disclosure import actions, notified, queries, requests
from safeconduct.disclosure.facts import HoldGround, Leg, NoticesTold
from safeconduct.disclosure.notified import PersonView
from safeconduct.disclosure.taking import Outcome
from safeconduct.duties.facts import Recorded
from safeconduct.registry import actions as registry
from safeconduct.registry.facts import Item
from safeconduct.registry.requests import DiedEvent, PassedOverEvent, RecordEvent, StateIdentity
from safeconduct.sources.errors import Forbidden, Refused
from safeconduct.sources.values import Channel, Source
from safeconduct.store import approvals, erasure, projections
from safeconduct.store.errors import Locked
from safeconduct.store.history import history
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from tests import cast
from tests.disclosure.offices import Office, carry
from tests.wishes.officers import OTHER_PROTECTION

NAME = "박철수"
CARE = "keep his letters apart"
FEAR = "his brother was arrested"
SOURCE = Source(channel=Channel.OBSERVED)


@dataclass
class Three:
    """The bureau with one prisoner, the Agency and the Power of origin."""

    bureau: Office
    agency: Office
    origin: Office
    stick: Path
    number: str = ""
    subject: str = ""

    @property
    def protection(self) -> Actor:
        return self.bureau.reader(cast.PROTECTION, Compartment.WISH)

    @property
    def other(self) -> Actor:
        return self.bureau.reader(OTHER_PROTECTION, Compartment.WISH)

    def tell(self, leg: Leg) -> None:
        with self.bureau.open():
            actor = cast.BUREAU if leg == Leg.AGENCY else self.protection
            actions.perform(requests.TellNotices(leg=leg), actor)

    def carry(self, leg: Leg) -> None:
        other = self.office(leg)
        results = carry(self.bureau, other, self.stick)
        assert {each.outcome for each in results} <= {Outcome.TAKEN}, results

    def office(self, leg: Leg) -> Office:
        return self.agency if leg == Leg.AGENCY else self.origin

    def acknowledge(self, leg: Leg, receipt: str = "") -> None:
        other = self.office(leg)
        with other.open():
            newest = notified.received(other.officer)[0]
            command = requests.AcknowledgeNotices(peer=newest.peer, sequence=newest.sequence, receipt=receipt)
            actions.perform(command, other.officer)
        results = carry(other, self.bureau, self.stick)
        assert {each.outcome for each in results} <= {Outcome.TAKEN}, results

    def told_there(self, leg: Leg) -> list[tuple[str, str]]:
        """Every (event, text) that the office of this leg was told."""
        other = self.office(leg)
        found = []
        with other.open():
            for each in reversed(notified.received(other.officer)):
                _, persons = notified.received_list(each.peer, each.sequence, other.officer)
                for person in persons:
                    for notice in person.notices:
                        found += [(notice.event, line.text) for line in notice.lines] or [(notice.event, "")]
        return found

    def seen(self, viewer: Actor) -> PersonView:
        with self.bureau.open():
            return notified.person(self.number, viewer)

    def hold(self) -> None:
        command = requests.WithholdNotices(
            prisoner=self.number, ground=HoldGround.HARM_TO_FAMILY, care_asked=CARE, words=FEAR
        )
        self.decide(command)

    def decide(self, command: requests.Command) -> None:
        with self.bureau.open():
            asked = approvals.one(actions.perform(command, self.protection).approval, self.other)
            actions.withhold(asked.id, asked.digest, self.other)

    def evidence(self, event: str) -> list[dict[str, str]]:
        with self.bureau.open():
            entries = history(self.subject, [Compartment.CUSTODY], cast.BUREAU)
        facts = [entry.fact for entry in entries]
        return [fact.details for fact in facts if isinstance(fact, Recorded) and fact.event == event]


@pytest.fixture
def three(world: dict[str, Office], stick: Path) -> Three:
    made = Three(world["bureau"], world["agency"], world["origin"], stick)
    with made.bureau.open():
        captive = cast.captive(
            NAME, place=cast.places()[0], power="prk", captured="2025-01-09", born="2004-05"
        )
        done = registry.perform(captive, cast.BUREAU)
        made.number, made.subject = done.number, done.subject
    return made


def test_each_leg_is_told_and_acknowledges_and_the_duties_know(three: Three) -> None:
    for leg in Leg:
        three.tell(leg)
        three.carry(leg)
        three.acknowledge(leg, receipt=f"{leg} 17")
        told = three.told_there(leg)
        assert ("registered", NAME) in told
        assert ("captured", "2025-01-09") in told
    seen = three.seen(three.protection)
    assert {each.leg for each in seen.told} == set(Leg)
    for told_to in seen.told:
        assert {(n.is_arrived, n.receipt) for n in told_to.notices} == {(True, f"{told_to.leg} 17")}
    assert sorted(each["leg"] for each in three.evidence("nib_sent")) == sorted(Leg)
    assert len(three.evidence("authenticated")) == len(Leg)
    assert three.evidence("nib_acknowledged") == [{"receipt": "agency 17"}]
    for office in (three.bureau, three.agency, three.origin):
        with office.open():
            assert verify().problems == []
            assert projections.check() == []


def test_what_was_told_is_not_told_again(three: Three) -> None:
    three.tell(Leg.AGENCY)
    three.tell(Leg.AGENCY)
    with three.bureau.open():
        (agency,) = three.seen(cast.BUREAU).told
        assert [n.notice.event for n in agency.notices] == ["registered", "captured"]
        assert len(queries.waiting(three.agency.id)) == 2
    assert len(three.evidence("nib_sent")) == 1


def test_an_event_and_a_correction_follow(three: Three) -> None:
    three.tell(Leg.AGENCY)
    with three.bureau.open():
        registry.perform(
            StateIdentity(prisoner=three.number, statement=cast.said(Item.RANK, "private")), cast.BUREAU
        )
        died = DiedEvent(happened="2025-03-02", place="Lviv", cause="pneumonia", source=SOURCE)
        registry.perform(RecordEvent(prisoner=three.number, event=died), cast.BUREAU)
    three.tell(Leg.AGENCY)
    three.carry(Leg.AGENCY)
    told = three.told_there(Leg.AGENCY)
    assert ("corrected", "private") in told
    assert {("died", "2025-03-02"), ("died", "Lviv"), ("died", "pneumonia")} <= set(told)


def test_that_he_passed_to_another_power_is_not_told_to_his_own(three: Three) -> None:
    with three.bureau.open():
        passed = PassedOverEvent(happened="2025-04-02", ground="transfer", source=SOURCE)
        registry.perform(RecordEvent(prisoner=three.number, event=passed), cast.BUREAU)
    for leg in Leg:
        three.tell(leg)
        three.carry(leg)
    assert "passed_over" in {event for event, _ in three.told_there(Leg.AGENCY)}
    assert "passed_over" not in {event for event, _ in three.told_there(Leg.PROTECTING_POWER)}


def test_another_power_is_told_nothing_of_him(three: Three) -> None:
    with three.bureau.open():
        captive = cast.captive(
            "리명호", place=cast.places()[0], power="rus", captured="2025-01-10", born="2001"
        )
        registry.perform(captive, cast.BUREAU)
    three.tell(Leg.PROTECTING_POWER)
    three.carry(Leg.PROTECTING_POWER)
    assert "리명호" not in repr(three.told_there(Leg.PROTECTING_POWER))


def test_withheld_from_his_power_and_the_agency_is_asked_to_take_care(three: Three) -> None:
    three.hold()
    for leg in Leg:
        three.tell(leg)
        three.carry(leg)
    assert three.told_there(Leg.PROTECTING_POWER) == []
    assert ("registered", NAME) in three.told_there(Leg.AGENCY)
    with three.agency.open():
        reader = three.agency.reader(cast.PROTECTION, Compartment.WISH)
        (care,) = notified.circumstances(reader)
        assert (care.names, care.care_asked) == ((NAME,), CARE)
        assert FEAR not in repr(care)
        with pytest.raises(Locked):
            notified.circumstances(cast.PROTECTION)
    with three.bureau.open():
        (held,) = notified.held(three.protection)
        assert (held.number, held.ground, held.is_overdue) == (
            three.number, HoldGround.HARM_TO_FAMILY, False
        )  # fmt: skip
    # The board shows the same as for anybody who was told.
    assert sorted(each["leg"] for each in three.evidence("nib_sent")) == sorted(Leg)


def test_nobody_who_may_not_know_sees_that_he_is_left_out(three: Three, tmp_path: Path) -> None:
    """Two copies of one bureau, in one of which he is withheld: the same to the bureau's officer, on every page."""
    other = replace(three, bureau=three.bureau.copy(tmp_path / "world"))
    three.hold()
    seen = []
    for each in (three, other):
        for leg in Leg:
            each.tell(leg)
        with each.bureau.open():
            view = notified.person(each.number, cast.BUREAU)
            legs = [(leg.leg, [len(o.lists) for o in leg.offices]) for leg in notified.legs(cast.BUREAU)]
            clear = LedgerEntry.objects.filter(compartment=Compartment.CUSTODY)
            told = [(t.leg, [n.notice for n in t.notices]) for t in view.told]
            seen.append((view.hold, view.knows_all, told, legs, clear.count()))
    assert seen[0] == seen[1]


def test_once_it_ends_his_power_is_told_at_once(three: Three) -> None:
    three.hold()
    three.tell(Leg.PROTECTING_POWER)
    three.decide(requests.EndWithholding(prisoner=three.number))
    three.carry(Leg.PROTECTING_POWER)
    assert ("registered", NAME) in three.told_there(Leg.PROTECTING_POWER)
    with three.bureau.open():
        assert notified.held(three.protection) == ()


def test_nobody_decides_alone(three: Three) -> None:
    with three.bureau.open():
        command = requests.WithholdNotices(prisoner=three.number, ground=HoldGround.HARM_TO_HIM, words=FEAR)
        asked = approvals.one(actions.perform(command, three.protection).approval, three.protection)
        assert three.subject.encode() not in asked.command
        with pytest.raises(Refused):
            actions.withhold(asked.id, asked.digest, three.protection)
        assert notified.held(three.protection) == ()


def test_the_sealed_leg_takes_the_key(three: Three) -> None:
    with three.bureau.open():
        with pytest.raises(Forbidden):
            actions.perform(requests.TellNotices(leg=Leg.PROTECTING_POWER), cast.BUREAU)
        with pytest.raises(Locked):
            actions.perform(requests.TellNotices(leg=Leg.PROTECTING_POWER), cast.PROTECTION)
        with pytest.raises(Locked):
            notified.person(three.number, cast.PROTECTION)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.BUREAU, Role.PROTECTION)])
def test_others_may_not_tell(three: Three, role: Role) -> None:
    actor = replace(cast.BUREAU, roles=frozenset({role}))
    with three.bureau.open():
        with pytest.raises(Forbidden):
            actions.perform(requests.TellNotices(leg=Leg.AGENCY), actor)
        with pytest.raises(Forbidden):
            notified.legs(actor)


def test_an_erasure_takes_the_list_back_and_the_others_are_told_again(three: Three) -> None:
    with three.bureau.open():
        captive = cast.captive(
            "리명호", place=cast.places()[0], power="prk", captured="2025-01-10", born="2001"
        )
        gone = registry.perform(captive, cast.BUREAU).subject
    three.tell(Leg.AGENCY)
    with three.bureau.open():
        asked = erasure.request(gone, [], "ground", actor=cast.BUREAU)
        erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)
        assert queries.waiting(three.agency.id) == []
    three.tell(Leg.AGENCY)
    three.carry(Leg.AGENCY)
    told = three.told_there(Leg.AGENCY)
    assert ("registered", NAME) in told
    assert "리명호" not in repr(told)


def test_notices_are_the_bureau_s_alone_to_write(three: Three) -> None:
    """Another office's message of that type refuses its whole bundle, and an unknown type is kept for later."""
    from safeconduct.disclosure import sending
    from safeconduct.disclosure.items import Message
    from safeconduct.law.disclosable import Purpose
    from safeconduct.store.record import transaction

    target = three.bureau.id
    for type_, outcome in (("notices", Outcome.REFUSED), ("hologram", Outcome.TAKEN)):
        with three.agency.open(), transaction():
            said = Message(type_, "1" * 32, "2" * 32, {"notices": []})
            peer = queries.peer_of(target)
            sending.make(peer, str(Purpose.NOTIFICATION), "basis", [said], three.agency.officer)
        results = carry(three.agency, three.bureau, three.stick)
        if type_ == "notices":
            assert [each.outcome for each in results] == [outcome]
            return


def test_a_second_acknowledgement_is_refused(three: Three) -> None:
    three.tell(Leg.AGENCY)
    three.carry(Leg.AGENCY)
    three.acknowledge(Leg.AGENCY)
    with three.agency.open():
        newest = notified.received(three.agency.officer)[0]
        assert newest.receipt
        command = requests.AcknowledgeNotices(peer=newest.peer, sequence=newest.sequence)
        with pytest.raises(Refused) as refused:
            actions.perform(command, three.agency.officer)
        assert refused.value.code == "acknowledged"
    with three.bureau.open():
        entries = history(
            notified.about_of(three.agency.id, three.subject), [Compartment.CUSTODY], cast.BUREAU
        )
        assert sum(isinstance(entry.fact, NoticesTold) for entry in entries) == 1
