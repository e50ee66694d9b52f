"""An enquiry from the letter to the answer: found across scripts, judged by two, told within the person's consent."""

import pytest

from safeconduct.registry import actions as registry
from safeconduct.registry import queries as register
from safeconduct.registry import requests as registry_requests
from safeconduct.registry.facts import Verdict
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.store import approvals, erasure, projections
from safeconduct.store.create import Created
from safeconduct.tracing import actions, queries, register_index, requests, waiting
from safeconduct.tracing.facts import Consent, Direction, Outcome
from safeconduct.tracing.index import Card
from tests import cast
from tests.tracing.enquiries import found, judge, open_enquiry, opened, registered, sought, view

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def consent(enquiry: str, prisoner: str, what: Consent) -> None:
    command = requests.StateConsent(enquiry=enquiry, prisoner=prisoner, consent=what, source=cast.SAID)
    actions.perform(command, cast.TRACING)


def answer(enquiry: str, outcome: Outcome, **more: str) -> actions.Done:
    return actions.perform(requests.AnswerEnquiry(enquiry=enquiry, outcome=outcome, **more), cast.TRACING)


def test_a_man_registered_in_hangul_is_found_for_a_letter_in_russian(instance: Created) -> None:
    prisoner, _ = registered("박철수"), registered("리명호")
    seen = queries.candidates(opened(), cast.TRACING)
    assert seen.candidates[0].number == prisoner
    assert seen.backend == "database"
    assert seen.candidates[0].assessment.score > 0.5


def test_a_new_record_waits_on_the_desk_of_an_older_enquiry(instance: Created) -> None:
    number = opened()
    assert queries.enquiries(cast.TRACING).rows[0].waiting == 0
    registered("박철수")
    assert actions.compare_new(cast.TRACING) == 0
    (row,) = queries.enquiries(cast.TRACING).rows
    assert (row.number, row.waiting) == (number, 1)
    assert row.best > actions.WAITING_SCORE_MIN


def test_a_long_list_is_compared_in_parts(instance: Created) -> None:
    opened()
    for name in ("박철수", "김영철", "최룡해"):
        registered(name)
    left = actions.compare_new(cast.TRACING, at_most=2)
    assert left > 0
    assert actions.compare_all_new(cast.TRACING, lambda done, total: None) == left
    assert actions.compare_new(cast.TRACING) == 0
    assert queries.enquiries(cast.TRACING).rows[0].waiting == 1


def test_one_persons_same_tells_nobody_anything(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    judge(enquiry, prisoner)
    assert view(enquiry).found == ""
    with pytest.raises(Refused) as refused:
        answer(enquiry, Outcome.WELFARE, prisoner=prisoner, text="He is well.")
    assert refused.value.code == "not_confirmed"


def test_the_second_person_is_another_one_and_does_not_see_the_reason(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    asked = approvals.one(judge(enquiry, prisoner).approval, cast.TRACING)
    with pytest.raises(Refused):
        actions.confirm(asked.id, asked.digest, cast.TRACING)
    mine = queries.candidate(enquiry, prisoner, cast.TRACING)
    theirs = queries.candidate(enquiry, prisoner, cast.OTHER_TRACING)
    assert (mine.reason, mine.waits_for_me) == ("birth and name", False)
    assert (theirs.reason, theirs.waits_for_me) == ("", True)
    assert b"birth and name" not in asked.command
    actions.confirm(theirs.approval, theirs.digest, cast.OTHER_TRACING)
    assert view(enquiry).found == prisoner


def test_an_undone_same_cannot_be_approved_any_more(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    asked = approvals.one(judge(enquiry, prisoner).approval, cast.OTHER_TRACING)
    actions.perform(requests.UndoCandidate(enquiry=enquiry, prisoner=prisoner, reason="wrong"), cast.TRACING)
    with pytest.raises(Refused) as refused:
        actions.confirm(asked.id, asked.digest, cast.OTHER_TRACING)
    assert refused.value.code == "changed_since"


def test_a_confirmed_same_can_be_undone(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    found(enquiry, prisoner)
    actions.perform(requests.UndoCandidate(enquiry=enquiry, prisoner=prisoner, reason="a scar"), cast.TRACING)
    assert view(enquiry).found == ""


@pytest.mark.parametrize(
    ("let", "outcome", "is_told"),
    [
        (Consent.NOTHING, Outcome.MESSAGE_ONLY, False),
        (Consent.MESSAGE, Outcome.MESSAGE_ONLY, True),
        (Consent.MESSAGE, Outcome.WELFARE, False),
        (Consent.WELFARE, Outcome.WELFARE, True),
        (Consent.WELFARE, Outcome.LINK_RESTORED, False),
        (Consent.WHEREABOUTS, Outcome.LINK_RESTORED, True),
        (Consent.WHEREABOUTS, Outcome.DEATH, False),
    ],
)
def test_no_answer_goes_beyond_consent(
    instance: Created, let: Consent, outcome: Outcome, is_told: bool
) -> None:
    prisoner, enquiry = registered(), opened()
    found(enquiry, prisoner)
    consent(enquiry, prisoner, let)
    before = len(view(enquiry).answers)
    try:
        answer(enquiry, outcome, prisoner=prisoner, text="He is well.")
    except Refused:
        assert not is_told
    assert len(view(enquiry).answers) - before == is_told


def test_nothing_to_tell_is_one_letter_whether_he_is_here_or_not(instance: Created) -> None:
    prisoner, here, not_here = registered(), opened(), opened("Лим Хо Джун")
    found(here, prisoner)
    consent(here, prisoner, Consent.NOTHING)
    letters = []
    for enquiry in (here, not_here):
        answer(enquiry, Outcome.NOTHING_TO_TELL, language="ru")
        (handed_out,) = queries.answers(enquiry, cast.TRACING)
        assert handed_out == view(enquiry).answers[0]
        letters.append(handed_out.letter.replace(enquiry, ""))
    assert letters[0] == letters[1]
    with pytest.raises(Refused):
        answer(here, Outcome.NOTHING_TO_TELL, text="but he is well")


def test_messages_go_to_the_found_person_and_are_delivered_or_returned(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    text = {"enquiry": enquiry, "prisoner": prisoner, "text": "We are well.", "language": "ru"}
    to_him = requests.WriteMessage(direction=Direction.TO_PRISONER, **text)
    with pytest.raises(Refused):
        actions.perform(to_him, cast.TRACING)
    found(enquiry, prisoner)
    actions.perform(to_him, cast.TRACING)
    with pytest.raises(Refused):
        actions.perform(requests.WriteMessage(direction=Direction.FROM_PRISONER, **text), cast.TRACING)
    (message,) = view(enquiry).messages
    actions.perform(requests.DeliverMessage(enquiry=enquiry, entry=message.entry), cast.TRACING)
    assert view(enquiry).messages[0].delivered
    with pytest.raises(Refused):
        actions.perform(
            requests.ReturnMessage(enquiry=enquiry, entry=message.entry, reason="moved"), cast.TRACING
        )


def test_the_same_reference_opens_nothing_new(instance: Created) -> None:
    first = actions.perform(open_enquiry(reference="form 7"), cast.TRACING)
    again = actions.perform(open_enquiry(reference="form 7"), cast.TRACING)
    assert (again.number, again.entries) == (first.number, ())
    assert queries.enquiries(cast.TRACING).total == 1


def test_two_officers_at_once_meet_as_a_conflict(instance: Created) -> None:
    enquiry = opened()
    seen = view(enquiry).version
    amended = requests.AmendEnquiry(enquiry=enquiry, seen=seen, sought=sought(born="2000"), reason="a letter")
    actions.perform(amended, cast.TRACING)
    with pytest.raises(Conflict):
        actions.perform(requests.CloseEnquiry(enquiry=enquiry, seen=seen, reason="no answer"), cast.TRACING)


def test_a_closed_enquiry_takes_nothing_until_it_is_opened_again(instance: Created) -> None:
    enquiry = opened()
    actions.perform(requests.CloseEnquiry(enquiry=enquiry, reason="withdrawn"), cast.TRACING)
    with pytest.raises(Refused) as refused:
        answer(enquiry, Outcome.NOTHING_TO_TELL)
    assert refused.value.code == "closed"
    assert queries.enquiries(cast.TRACING).total == 0
    actions.perform(requests.ReopenEnquiry(enquiry=enquiry, reason="a new letter"), cast.TRACING)
    answer(enquiry, Outcome.NOTHING_TO_TELL)
    assert len(view(enquiry).answers) == 1


def test_the_bureau_writes_an_enquiry_down_and_reads_none(instance: Created) -> None:
    done = actions.perform(open_enquiry(), cast.BUREAU)
    with pytest.raises(Forbidden):
        queries.enquiry(done.number, cast.BUREAU)
    for actor in (cast.MEDICAL, cast.AUDITOR, cast.STRANGER):
        with pytest.raises(Forbidden):
            actions.perform(open_enquiry(), actor)
    with pytest.raises(NotFound):
        queries.enquiry("0000-0000", cast.TRACING)


def test_the_rows_are_what_rebuilding_makes(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    found(enquiry, prisoner)
    answer(enquiry, Outcome.NOTHING_TO_TELL)
    assert projections.check() == []


def test_an_erased_prisoner_leaves_no_candidate_and_no_index(instance: Created) -> None:
    prisoner, _ = registered(), opened()
    actions.compare_new(cast.TRACING)
    subject = register.traced_person(prisoner, cast.TRACING).subject
    register_index.build([Card(subject, ("박철수",))], persons=1, leaf=0, progress=lambda cards: None)
    asked = erasure.request(subject, [], "registered by error", actor=cast.BUREAU)
    erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)
    assert queries.enquiries(cast.TRACING).rows[0].waiting == 0
    assert register_index.open_index() is None


def test_a_rejected_record_waits_no_more(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    judge(enquiry, prisoner, Verdict.DIFFERENT)
    waiting.set_compared(waiting.NOWHERE)
    actions.compare_new(cast.TRACING)
    assert queries.enquiries(cast.TRACING).rows[0].waiting == 0
    assert queries.candidates(enquiry, cast.TRACING).candidates[0].verdict == Verdict.DIFFERENT


def test_the_index_finds_who_was_registered_before_and_after_it_was_built(instance: Created) -> None:
    before = registered("박철수")
    subject = register.traced_person(before, cast.TRACING).subject
    leaf = register.traced_changed(waiting.NOWHERE, cast.TRACING, at_most=100).leaf
    register_index.build(
        [Card(subject, ("박철수",), "1999")], persons=1, leaf=leaf, progress=lambda cards: None
    )
    after = registered("리명호")
    for name, number in (("Пак Чхоль Су", before), ("Ли Мён Хо", after)):
        seen = queries.search(sought(name), cast.TRACING)
        assert (seen.backend, seen.candidates[0].number) == ("index", number)


def test_a_damaged_index_is_told_of_and_the_database_answers(instance: Created) -> None:
    prisoner = registered("박철수")
    register_index.build([Card("0" * 32, ("리명호",))], persons=1, leaf=0, progress=lambda cards: None)
    (register_index.folder() / "index.json").write_text("no index")
    seen = queries.search(sought(), cast.TRACING)
    assert (seen.backend, seen.candidates[0].number) == ("database", prisoner)
    assert "Build the index again" in seen.warning


def test_an_index_newer_than_the_record_is_left_aside(instance: Created) -> None:
    prisoner = registered("박철수")
    register_index.build([Card("0" * 32, ("박철수",))], persons=1, leaf=10**6, progress=lambda cards: None)
    seen = queries.search(sought(), cast.TRACING)
    assert (seen.backend, seen.candidates[0].number) == ("database", prisoner)
    assert "Build the index again" in seen.warning


def test_a_death_is_told_once_it_is_recorded(instance: Created) -> None:
    prisoner, enquiry = registered(), opened()
    found(enquiry, prisoner)
    died = registry_requests.DiedEvent(happened="2025-03-01", cause="wounds", source=cast.SEEN)
    registry.perform(registry_requests.RecordEvent(prisoner=prisoner, event=died), cast.BUREAU)
    answer(enquiry, Outcome.DEATH, prisoner=prisoner, text="On 1 March 2025.")
    assert "1 March 2025" in view(enquiry).answers[0].letter
