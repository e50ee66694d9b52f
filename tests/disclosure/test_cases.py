"""A case from referral to arrival between two instances that share nothing but bundles."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.arrangements import requests as case_requests
from safeconduct.disclosure import actions, gate, queries, requests, telling
from safeconduct.disclosure.conversations import State
from safeconduct.disclosure.facts import CaseStep
from safeconduct.disclosure.taking import Outcome
from safeconduct.law.disclosable import Purpose
from safeconduct.law.recipients import Recipient
from safeconduct.registry import actions as registry
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store import erasure, keyring, projections
from safeconduct.store.errors import Locked
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from safeconduct.wishes.facts import Told
from tests import cast
from tests.arrangements.story import Story
from tests.disclosure.offices import Office, carry
from tests.wishes.officers import DIPLOMATIC, OTHER_PROTECTION, Time

pytestmark = pytest.mark.sqlite

NAME = "박철수"


@dataclass
class Two:
    """The bureau with its story, the receiving office, and a courier between them."""

    bureau: Office
    korea: Office
    stick: Path
    story: Story
    prisoner: str = ""
    case: str = ""

    @property
    def diplomat(self) -> Actor:
        return self.story.diplomat

    @property
    def receiving(self) -> Actor:
        actor = replace(cast.BUREAU, operator_id=f"{90:032x}", roles=frozenset({Role.RECEIVING}))
        return self.korea.reader(actor, Compartment.CASE)

    def tell(self, kind: type[requests.AboutCase], **more: object) -> str:
        with self.bureau.open():
            command = kind.model_validate({"prisoner": self.prisoner, "case": self.case, **more})
            return actions.perform(command, self.diplomat).item

    def over(self) -> None:
        results = carry(self.bureau, self.korea, self.stick)
        assert {each.outcome for each in results} <= {Outcome.TAKEN}, results

    def back(self) -> None:
        results = carry(self.korea, self.bureau, self.stick)
        assert {each.outcome for each in results} <= {Outcome.TAKEN}, results

    def there(self) -> queries.ReceivedCase:
        with self.korea.open():
            (found,) = queries.received_cases(self.receiving)
        return found

    def answer(self, *, is_accepted: bool) -> None:
        with self.korea.open():
            about = queries.received_cases(self.receiving)[0].about
            command = requests.AnswerPreview(about=about, is_accepted=is_accepted, by="S. Han", words="full")
            actions.perform(command, self.receiving)

    def preview(self) -> str:
        return self.tell(requests.TellPreview, peer=self.korea.id)


@pytest.fixture
def two(bureau: Office, korea: Office, stick: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    time = Time(monkeypatch)
    both = (Compartment.WISH, Compartment.CASE)
    story = Story(
        bureau.reader(cast.PROTECTION, *both),
        bureau.reader(OTHER_PROTECTION, *both),
        bureau.reader(DIPLOMATIC, Compartment.CASE),
        time,
    )
    made = Two(bureau, korea, stick, story)
    with bureau.open():
        captive = cast.captive(
            NAME, place=cast.places()[0], power="prk", captured="2025-01-09", born="2004-05"
        )
        made.prisoner = registry.perform(captive, cast.BUREAU).number
        story.make_offer()
        story.assess()
        story.hear(made.prisoner)
        made.case = story.refer(made.prisoner, told=(Told.IDENTITY, Told.CARE_NEEDED))
    return made


def test_from_a_preview_to_an_arrival(two: Two) -> None:
    two.preview()
    two.over()
    there = two.there()
    assert (there.state, there.file) == (State.WAITING, None)
    assert there.preview.age_band == "20-24"
    two.answer(is_accepted=True)
    two.back()
    two.tell(requests.TakeAnswers)
    two.tell(requests.TellFile)
    two.over()
    file = two.there().file
    assert file is not None
    assert NAME in [line.text for line in file.lines]
    with two.bureau.open():
        two.story.assure(two.prisoner)
        two.story.plan(two.prisoner)
        two.story.clear(two.prisoner)
        two.story.propose(two.prisoner)
        two.story.hear_again(two.prisoner)
        two.story.hand_over(two.prisoner)
    two.tell(requests.TellHandover)
    two.over()
    with two.korea.open():
        arrival = requests.SignArrival(about=two.there().about, ceremony=two.story.ceremony())
        actions.perform(arrival, two.receiving)
    two.back()
    two.tell(requests.TakeAnswers)
    with two.bureau.open():
        case = two.story.case(two.prisoner)
        assert case.stage == "arrived"
        assert any("safeconduct arrival 1" in str(step.fact.get("their_half", "")) for step in case.steps)
        assert verify(two.story.reader).problems == []
        assert projections.check() == []
        told = queries.case_told(two.prisoner, two.case, two.diplomat)
        assert [each.step for each in told.told] == ["PreviewTold", "FileTold", "HandoverTold"]
        assert told.stands is not None
        assert told.stands.state == State.ARRIVED
    with two.korea.open():
        assert verify(two.receiving).problems == []
        assert projections.check() == []


def test_the_preview_says_no_name_and_the_server_opens_nothing(two: Two) -> None:
    two.preview()
    two.over()
    there = two.there()
    assert NAME not in repr(there)
    assert two.prisoner not in repr(there)
    with two.korea.open():
        sealed = LedgerEntry.objects.filter(compartment=Compartment.CASE)
        assert sealed.count() == 1
        assert NAME.encode() not in b"".join(bytes(row.body) for row in sealed)
        locked = replace(two.receiving, keyring={})
        with pytest.raises(Locked):
            queries.received_cases(locked)


def test_without_his_consent_age_and_care_are_not_told(two: Two) -> None:
    with two.bureau.open():
        two.story.conduct(case_requests.CloseCase(prisoner=two.prisoner, reason="anew"))
        two.case = two.story.refer(two.prisoner, told=())
    two.tell(requests.TellPreview, peer=two.korea.id, care_needed="crutches")
    two.over()
    preview = two.there().preview
    assert (preview.age_band, preview.care_needed) == ("", "")
    with two.bureau.open():
        told = queries.case_told(two.prisoner, two.case, two.diplomat).told[0]
        assert "derived.Preview.care_needed" in {each.field for each in told.kept_back}
        assert all(each.source for each in told.kept_back)


def test_a_refusal_ends_it_and_no_file_follows(two: Two) -> None:
    two.preview()
    two.over()
    two.answer(is_accepted=False)
    two.back()
    two.tell(requests.TakeAnswers)
    with two.bureau.open():
        assert two.story.case(two.prisoner).stage == "refused"
    with pytest.raises(Refused) as refused:
        two.tell(requests.TellFile)
    assert refused.value.code == "out_of_step"


def test_the_file_waits_for_the_answer(two: Two) -> None:
    two.preview()
    for command in (requests.TellFile, requests.TellHandover):
        with pytest.raises(Refused) as refused:
            two.tell(command)
        assert refused.value.code == "out_of_step"


def test_a_withdrawn_wish_is_told_as_an_end_and_no_more(two: Two) -> None:
    from safeconduct.wishes import actions as wishes
    from safeconduct.wishes import requests as wish_requests

    two.preview()
    two.over()
    with two.bureau.open():
        report = wish_requests.ReportWithdrawal(prisoner=two.prisoner, way="he told the cook")
        wishes.perform(report, cast.BUREAU)
    two.tell(requests.TellEnd)
    two.over()
    there = two.there()
    assert there.state == State.ENDED
    assert "cook" not in repr(there)


def test_an_answer_comes_from_its_own_side_alone(two: Two, world: dict[str, Office]) -> None:
    """Neither the sender nor a third office can accept in the receiving State's name."""
    about = two.preview()
    two.over()
    with two.bureau.open():
        command = requests.AnswerPreview(about=about, is_accepted=True, by="forged")
        officer = two.bureau.reader(replace(cast.BUREAU, roles=frozenset({Role.RECEIVING})), Compartment.CASE)
        with pytest.raises(NotFound):
            actions.perform(command, officer)
    agency = world["agency"]
    with agency.open():
        with pytest.raises(NotFound):
            actions.perform(command, agency.reader(officer, Compartment.CASE))


def test_only_the_state_he_is_referred_to_is_told(two: Two, world: dict[str, Office]) -> None:
    for name in ("agency", "origin", "device"):
        with pytest.raises(Refused) as refused:
            two.tell(requests.TellPreview, peer=world[name].id)
        assert refused.value.code == "other_state"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DIPLOMATIC])
def test_others_may_not_tell(two: Two, role: Role) -> None:
    actor = two.bureau.reader(replace(cast.BUREAU, roles=frozenset({role})), Compartment.CASE)
    command = requests.TellPreview(prisoner=two.prisoner, case=two.case, peer=two.korea.id)
    with two.bureau.open(), pytest.raises(Forbidden):
        actions.perform(command, actor)


def test_a_second_preview_of_one_case_is_refused(two: Two) -> None:
    two.preview()
    with pytest.raises(Refused) as refused:
        two.preview()
    assert refused.value.code == "told_already"


def test_an_erasure_reaches_what_was_told_and_what_waits(two: Two) -> None:
    about = two.preview()
    with two.bureau.open():
        from safeconduct.registry import queries as register

        subject = register.prisoner(two.prisoner, cast.BUREAU).subject
        asked = erasure.request(subject, [], "ground", actor=cast.BUREAU)
        erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)
        names = keyring.names(Compartment.CASE, about)
        ids = list(LedgerEntry.objects.filter(stream__in=names).values_list("id", flat=True))
        assert ids
        assert keyring.find(ids) == {}
    assert carry(two.bureau, two.korea, two.stick) == []


def test_the_law_is_asked_about_every_step_that_an_office_can_take() -> None:
    assert set(telling._FIELDS) == set(CaseStep.__subclasses__())
    fields = [field for each in telling._FIELDS.values() for field in each]
    assert fields
    for recipient in (Recipient.RECEIVING_STATE, Recipient.BUREAU):
        gate.check_whole(fields, gate.Ways(recipient, Purpose.PASSAGE, frozenset()))
    with pytest.raises(Refused):
        gate.check_whole(fields, gate.Ways(Recipient.POWER_OF_ORIGIN, Purpose.PASSAGE, frozenset()))
