"""A person's way from an offer to an arrival: what each step asks, who may take it, and what stops it."""

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.decide import may
from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.cases import Stage
from safeconduct.arrangements.facts import Assurance, Route, Scope
from safeconduct.ledger import note
from safeconduct.registry import actions as registry
from safeconduct.registry import queries as register
from safeconduct.registry.answers import Status
from safeconduct.registry.requests import DiedEvent, RecordEvent
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.store import erasure
from safeconduct.store import verify as verifying
from safeconduct.store.errors import Locked
from safeconduct.store.instance import current
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import requests as wishes_requests
from safeconduct.wishes.facts import Finding, Option, Told
from tests import cast
from tests.arrangements.story import Story
from tests.wishes.officers import DIPLOMATIC

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def refused(code: str, story: Story, prisoner: str) -> None:
    with pytest.raises(Refused) as told:
        story.hand_over(prisoner)
    assert told.value.code == code, told.value
    assert told.value.source
    assert story.case(prisoner).stage != Stage.HANDED_OVER


def test_the_way_from_an_offer_to_a_settled_life(story: Story, prisoner: str) -> None:
    case = story.ready(prisoner)
    assert story.case(prisoner).waits_for == ()
    story.hand_over(prisoner)
    assert register.prisoner(prisoner, cast.BUREAU).status == Status.PASSED_OVER
    story.time.pass_by(hours=9)
    story.conduct(requests.ConfirmArrival(prisoner=prisoner, ceremony=story.ceremony()))
    story.conduct(requests.Settle(prisoner=prisoner, happened=story.time.at.date().isoformat()))
    view = story.case(prisoner)
    assert (view.id, view.stage, view.power) == (case, Stage.SETTLED, "kor")
    assert [step.kind.removeprefix("arrangements.") for step in view.steps][-3:] == [
        "HandedOver", "ArrivalConfirmed", "PersonSettled",
    ]  # fmt: skip
    assert {problem.code for problem in verifying.verify().problems} <= {"head_missing"}


def test_the_signed_half_names_the_case_and_not_the_man(story: Story, prisoner: str) -> None:
    case = story.ready(prisoner)
    story.hand_over(prisoner)
    half = next(step for step in story.case(prisoner).steps if step.kind.endswith("HandedOver")).fact["half"]
    opened = note.parse(half.encode())
    assert note.verify(opened, {current().origin: current().verify_key})
    assert f"case {case}\n" in opened.text
    assert prisoner not in half


def test_the_register_does_not_tell_where_he_went(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    story.hand_over(prisoner)
    page = repr(register.prisoner(prisoner, cast.BUREAU))
    assert "kor" not in page
    assert "GC III art. 12" in page


@pytest.mark.parametrize("reports", ["withdraw", "report"])
def test_a_withdrawal_stops_every_open_step_at_once(story: Story, prisoner: str, reports: str) -> None:
    story.ready(prisoner)
    if reports == "withdraw":
        wishes.perform(wishes_requests.Withdraw(prisoner=prisoner, way="to me"), story.reader)
    else:
        report = wishes_requests.ReportWithdrawal(prisoner=prisoner, way="he told the cook")
        wishes.perform(report, cast.registrar())
    assert story.case(prisoner).stage == Stage.STOPPED
    refused("no_case", story, prisoner)
    with pytest.raises(Refused):
        story.refer(prisoner)


def test_what_is_withdrawn_after_the_handover_stands_as_after_the_fact(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    story.hand_over(prisoner)
    wishes.perform(wishes_requests.Withdraw(prisoner=prisoner, way="by telephone"), story.reader)
    view = story.case(prisoner)
    assert (view.stage, view.is_contested) == (Stage.HANDED_OVER, True)
    assert queries.cases_of(prisoner, story.reader).stops


def test_his_word_of_the_day_is_asked(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    story.time.pass_by(hours=25)
    refused("not_reconfirmed", story, prisoner)
    story.hear_again(prisoner)
    story.hand_over(prisoner)


def test_a_wish_that_went_stale_is_none(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    story.time.pass_by(days=91)
    refused("no_wish", story, prisoner)


def test_a_danger_stops_the_case_and_every_new_one(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    danger = wishes_requests.AssessRisk(
        prisoner=prisoner, destination="kor", finding=Finding.OPEN, grounds="a threat"
    )
    wishes.perform(danger, story.second)
    assert story.case(prisoner).stage == Stage.STOPPED
    with pytest.raises(Refused) as told:
        story.refer(prisoner)
    assert told.value.code == "in_danger"


def test_whoever_dies_goes_nowhere(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    died = DiedEvent(happened=story.time.at.date().isoformat(), source=cast.SEEN)
    registry.perform(RecordEvent(prisoner=prisoner, event=died), cast.BUREAU)
    refused("not_here", story, prisoner)


def test_an_offer_taken_back_stops_until_the_state_says_that_he_may_still_come(
    story: Story, prisoner: str
) -> None:
    story.ready(prisoner)
    day = story.time.at.date().isoformat()
    story.conduct(
        requests.WithdrawOffer(power="kor", offer=story.offer["kor"], happened=day, reason="a new government")
    )
    story.time.pass_by(minutes=1)
    refused("offer_gone", story, prisoner)
    story.conduct(requests.Accept(prisoner=prisoner, by="its ministry"))
    story.hand_over(prisoner)


def test_a_power_that_failed_receives_nobody(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    day = story.time.at.date().isoformat()
    story.conduct(
        requests.ReportFailure(power="kor", notified_by="Protecting Power", happened=day, what="no visits")
    )
    refused("power_not_assessed", story, prisoner)
    story.assess(is_able=False)
    refused("power_not_assessed", story, prisoner)
    story.assess()
    story.hand_over(prisoner)


@pytest.mark.parametrize("left_out", list(Assurance)[:4])
def test_every_assurance_of_the_route_is_asked(story: Story, prisoner: str, left_out: Assurance) -> None:
    story.make_offer()
    story.assess()
    story.hear(prisoner)
    story.refer(prisoner)
    story.accept(prisoner)
    story.plan(prisoner)
    for assurance in list(Assurance)[:4]:
        if assurance != left_out:
            story.conduct(requests.Assure(prisoner=prisoner, assurance=assurance, evidence="note"))
    with pytest.raises(Refused) as told:
        story.clear(prisoner)
    assert told.value.code == f"missing_{left_out}"


def test_nobody_is_referred_against_his_wish(story: Story, prisoner: str) -> None:
    story.make_offer("pol")
    story.hear(prisoner)
    for power, route in (("pol", Route.TRANSFER), ("prk", Route.REPATRIATION), ("rus", Route.REPATRIATION)):
        with pytest.raises(Refused) as told:
            story.refer(prisoner, power, route)
        assert told.value.code == "no_wish"


def test_of_the_wish_only_what_he_let_be_told_goes_on(story: Story, prisoner: str) -> None:
    story.make_offer()
    story.hear(prisoner)
    with pytest.raises(Refused) as told:
        story.refer(prisoner, told=(Told.IDENTITY, Told.FAMILY))
    assert told.value.code == "beyond_consent"


@pytest.mark.parametrize(
    ("scope", "count", "code"),
    [
        (Scope(origins=("rus",)), 0, "offer_does_not_cover"),
        (Scope(captured_at=("Kursk",)), 0, "offer_does_not_cover"),
        (Scope(origins=("prk",)), 1, "offer_full"),
    ],
)
def test_an_offer_means_whom_it_says(
    story: Story, prisoner: str, scope: Scope, count: int, code: str
) -> None:
    other = registry.perform(cast.captive("리명호", power="prk"), cast.BUREAU).number
    story.make_offer(scope=scope, count=count)
    story.hear(prisoner)
    if code == "offer_full":
        story.refer(prisoner)
        story.hear(other)
        prisoner = other
    with pytest.raises(Refused) as told:
        story.refer(prisoner)
    assert told.value.code == code


def test_repatriation_asks_for_the_wish_as_any_other_way(story: Story, prisoner: str) -> None:
    story.hear(prisoner, Option.REPATRIATE, "prk")
    story.refer(prisoner, "prk", Route.REPATRIATION, told=())
    story.assure(prisoner, Route.REPATRIATION)
    story.plan(prisoner)
    story.clear(prisoner)
    story.propose(prisoner)
    refused("not_reconfirmed", story, prisoner)
    story.hear_again(prisoner, Option.REPATRIATE, "prk")
    danger = wishes_requests.AssessRisk(
        prisoner=prisoner, destination="rus", finding=Finding.OPEN, grounds="may be passed on"
    )
    wishes.perform(danger, story.second)
    with pytest.raises(Refused) as told:
        story.refer(prisoner, "prk", Route.REPATRIATION, told=())
    assert told.value.code == "in_danger"


def test_a_route_leads_where_it_can(story: Story, prisoner: str) -> None:
    story.hear(prisoner)
    for route in (Route.REPATRIATION, Route.NEUTRAL_INTERNMENT):
        with pytest.raises(Refused) as told:
            story.refer(prisoner, "kor", route)
        assert told.value.code == "route_does_not_lead"


def test_one_case_at_a_time(story: Story, prisoner: str) -> None:
    story.make_offer()
    story.hear(prisoner)
    story.refer(prisoner)
    with pytest.raises(Refused) as told:
        story.refer(prisoner)
    assert told.value.code == "case_open"
    story.conduct(requests.CloseCase(prisoner=prisoner, reason="written twice"))
    story.refer(prisoner)


def test_a_step_by_somebody_who_saw_less_is_a_conflict(story: Story, prisoner: str) -> None:
    story.make_offer()
    story.hear(prisoner)
    story.refer(prisoner)
    seen = queries.cases_of(prisoner, story.reader).version
    story.conduct(requests.Preview(prisoner=prisoner, by="its ministry"))
    with pytest.raises(Conflict):
        story.conduct(requests.Accept(prisoner=prisoner, by="its ministry", seen=seen))


def test_nobody_decides_without_the_keys(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    command = requests.HandOver(prisoner=prisoner, ceremony=story.ceremony())
    with pytest.raises(Locked):
        actions.perform(command, cast.PROTECTION)
    with pytest.raises(Forbidden):
        actions.perform(command, story.diplomat)
    with pytest.raises(Locked):
        queries.cases_of(prisoner, DIPLOMATIC)


def test_a_diplomat_is_told_nothing_of_the_wish(story: Story, prisoner: str) -> None:
    story.make_offer()
    story.hear(prisoner)
    story.refer(prisoner)
    mine = {each.code for each in queries.cases_of(prisoner, story.diplomat).cases[0].waits_for}
    hers = {each.code for each in queries.cases_of(prisoner, story.reader).cases[0].waits_for}
    assert hers - mine == {"not_reconfirmed"}


@pytest.mark.parametrize(
    "who",
    [
        "bureau",
        "registrar",
        "medical",
        "delegate",
        "auditor",
        "administrator",
        "analyst",
        "tracing",
        "stranger",
    ],
)
def test_nobody_else_may(story: Story, prisoner: str, who: str) -> None:
    actor: Actor = cast.everyone()[who]
    for command, capability in actions.CAPABILITIES.items():
        assert may(actor, capability) == (command is requests.SubmitList and who == "bureau")
    with pytest.raises(Forbidden):
        queries.cases_of(prisoner, actor)
    with pytest.raises(Forbidden):
        queries.board(actor)
    with pytest.raises(Forbidden):
        queries.power("kor", actor)
    with pytest.raises(Forbidden):
        actions.perform(requests.Refer(prisoner=prisoner, power="kor", route=Route.TRANSFER), actor)


def test_the_board_tells_what_each_case_waits_for(story: Story, prisoner: str) -> None:
    other = registry.perform(cast.captive("리명호", power="prk"), cast.BUREAU).number
    story.ready(prisoner)
    story.hear(other)
    story.refer(other)
    page = queries.board(story.diplomat)
    assert [(row.number, row.stage, row.waits_for) for row in page.rows] == [
        (prisoner, Stage.PROPOSED, ""),
        (other, Stage.REFERRED, "no_reception"),
    ]
    assert page.counts == {"proposed": 1, "referred": 1}
    wishes.perform(wishes_requests.ReportWithdrawal(prisoner=prisoner, way="he said so"), cast.BUREAU)
    (row,) = queries.board(story.diplomat, only=Stage.STOPPED).rows
    assert row.number == prisoner


def test_an_erasure_leaves_no_line_on_the_board(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    subject = queries.cases_of(prisoner, story.reader).prisoner
    streams = register.streams_of(subject, cast.BUREAU)
    asked = erasure.request(subject, streams, "an error", actor=cast.BUREAU)
    erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)
    assert queries.board(story.reader).rows == ()
    with pytest.raises(NotFound):
        queries.cases_of(prisoner, story.reader)
