"""What stands in the way, one thing at a time, and each bound at its very edge: `tools/mutate.py` moves them all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from safeconduct.arrangements import requests
from safeconduct.arrangements.cases import Case, CaseFile, Stage
from safeconduct.arrangements.facts import (
    AnswerKind,
    CaseClosed,
    CaseReferred,
    Ending,
    HandedOver,
    Milestone,
    OfferMade,
    Route,
    Scope,
    Side,
)
from safeconduct.arrangements.obstacles import About, Step, misfits, obstacles
from safeconduct.arrangements.routes import ASSURANCE_GROUNDS, ROUTES
from safeconduct.arrangements.rules import Known, case_facts_for, facts_for
from safeconduct.sources import moments
from safeconduct.sources.errors import Conflict, Refused
from safeconduct.sources.facts import Erased
from safeconduct.sources.standing import StandingWish
from safeconduct.wishes.facts import StepsStopped, Told
from tests.core.arrangements.test_machine import Way as Machine
from tests.core.arrangements.test_rules import (
    ASSESSED,
    OFFER,
    PLAN,
    TODAY,
    TOMORROW,
    case_open,
    ceremony,
    handed_over,
    refusal,
)
from tests.core.arrangements.worlds import BEGIN, POWERS, World
from tests.core.wishes.hearings import FIRST

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WISH = StandingWish(("kor",), BEGIN, True, frozenset({"identity"}), frozenset(), frozenset({"kor"}))
ALL_STEPS = dict.fromkeys((Stage.ACCEPTED, Stage.CLEARED, Stage.PROPOSED), BEGIN)


def offered(world: World, **others: Any) -> str:
    (made,) = world.give(requests.Offer(**{**OFFER, **others}))
    assert isinstance(made, OfferMade)
    return made.offer


def fit() -> World:
    """A Power that is fit. No fixture: `tools/mutate.py` runs what needs nothing but its table."""
    made = World()
    made.give(requests.AssessPower(**ASSESSED))
    return made


def ready(world: World, **others: Any) -> tuple[Case, About]:
    """A case to which nothing is missing, and what it is held against."""
    offer = others.pop("offer", None) or offered(world)
    case = Case("c" * 32, "kor", Route.TRANSFER, offer, (Told.IDENTITY,), BEGIN,
                assured=frozenset(ROUTES[Route.TRANSFER].assurances), reception=PLAN, reached=ALL_STEPS)  # fmt: skip
    return replace(case, **others), replace(world.about("kor"), wish=WISH)


def without(stage: Stage) -> dict[Stage, Any]:
    return {each: at for each, at in ALL_STEPS.items() if each != stage}


def test_nothing_is_in_the_way_of_who_wishes_it_and_is_expected() -> None:
    world = fit()
    assert list(obstacles(*ready(world))) == []


OF_THE_CASE: list[tuple[str, Step, dict[str, Any]]] = [
    ("ended", Step.REFER, {"reached": {**ALL_STEPS, Stage.CLOSED: BEGIN}}),
    ("route_does_not_lead", Step.REFER, {"route": Route.NEUTRAL_INTERNMENT}),
    ("beyond_consent", Step.REFER, {"told": (Told.IDENTITY, Told.FAMILY)}),
    ("offer_gone", Step.REFER, {"offer": "f" * 32}),
    ("no_reception", Step.CLEAR, {"reception": None}),
    ("not_accepted", Step.CLEAR, {"reached": without(Stage.ACCEPTED)}),
    ("not_cleared", Step.PROPOSE, {"reached": without(Stage.CLEARED)}),
    ("not_proposed", Step.HAND_OVER, {"reached": without(Stage.PROPOSED)}),
    *[
        (f"missing_{each}", Step.CLEAR, {"assured": frozenset(ROUTES[Route.TRANSFER].assurances) - {each}})
        for each in ROUTES[Route.TRANSFER].assurances
    ],
]
OF_THE_WISH: list[tuple[str, Step, dict[str, Any]]] = [
    ("no_wish", Step.REFER, {"confirmed": None}),
    ("no_wish", Step.REFER, {"destinations": ("che",)}),
    ("in_danger", Step.REFER, {"in_danger": frozenset({"kor"})}),
    ("beyond_consent", Step.REFER, {"may_be_told": frozenset()}),
    ("not_found_safe", Step.CLEAR, {"safe": frozenset({"che"})}),
    ("not_reconfirmed", Step.HAND_OVER, {"is_fresh": False}),
]


def seen_from(case: Case, about: About, code: str) -> list[Step]:
    return [step for step in Step if code in {each.code for each in obstacles(case, about, to=step)}]


@pytest.mark.parametrize(("code", "step", "changed"), OF_THE_CASE)
def test_one_thing_missing_of_a_case_is_one_obstacle_from_its_step_on(
    code: str, step: Step, changed: dict[str, Any]
) -> None:
    world = fit()
    case, about = ready(world, **changed)
    assert seen_from(case, about, code) == [each for each in Step if each >= step]
    others = {each.code for each in obstacles(case, about)} - {code}
    # Another route asks for other assurances; nothing else hangs on another thing.
    assert code == "route_does_not_lead" or others == set()


@pytest.mark.parametrize(("code", "step", "changed"), OF_THE_WISH)
def test_one_thing_missing_of_the_wish_is_one_obstacle_from_its_step_on(
    code: str, step: Step, changed: dict[str, Any]
) -> None:
    world = fit()
    case, about = ready(world)
    about = replace(about, wish=replace(WISH, **changed))
    assert seen_from(case, about, code) == [each for each in Step if each >= step]
    found = list(obstacles(case, about))
    assert [(each.code, each.is_sealed) for each in found] == [(code, True)]


def test_who_is_gone_and_a_power_that_nobody_assessed_are_in_the_way() -> None:
    world = fit()
    case, about = ready(world)
    assert seen_from(case, replace(about, gone="dead"), "not_here") == list(Step)
    unfit = replace(about, power=replace(about.power, assessment=None))
    assert seen_from(case, unfit, "power_not_assessed") == [Step.CLEAR, Step.PROPOSE, Step.HAND_OVER]


def test_repatriation_asks_for_no_assessment_and_for_what_it_asks() -> None:
    world = fit()
    about = replace(World().about("prk"), wish=replace(WISH, destinations=("prk",), safe=frozenset({"prk"})))
    case = replace(ready(world)[0], power="prk", route=Route.REPATRIATION, offer="", assured=frozenset())
    missing = {f"missing_{each}" for each in ROUTES[Route.REPATRIATION].assurances}
    assert {each.code for each in obstacles(case, about)} == missing
    assert {each.source for each in obstacles(case, about)} == {
        ASSURANCE_GROUNDS[each] for each in ROUTES[Route.REPATRIATION].assurances
    }


def test_any_adverse_power_may_pass_him_on_and_no_other_does() -> None:
    world = fit()
    case, about = ready(world)
    elsewhere = replace(about, wish=replace(WISH, in_danger=frozenset({"rus"})))
    assert list(obstacles(case, elsewhere)) == []
    home = replace(case, power="prk", route=Route.REPATRIATION, offer="")
    assert "in_danger" in {each.code for each in obstacles(home, elsewhere)}


@pytest.mark.parametrize(
    ("accepted", "is_gone"), [(None, True), (-HOUR, True), (timedelta(), True), (HOUR, False)]
)
def test_who_was_accepted_after_the_offer_was_taken_back_may_come(
    accepted: timedelta | None, is_gone: bool
) -> None:
    world = fit()
    offer = offered(world)
    taken_back = world.at
    world.give(requests.WithdrawOffer(power="kor", offer=offer, happened=TODAY, reason="r"))
    reached = (
        without(Stage.ACCEPTED) if accepted is None else {**ALL_STEPS, Stage.ACCEPTED: taken_back + accepted}
    )
    case, about = ready(world, offer=offer, reached=reached)
    assert ("offer_gone" in {each.code for each in obstacles(case, about)}) == is_gone


def test_an_offer_that_is_over_binds_for_whom_it_was_taken_up() -> None:
    world = fit()
    offer = offered(world, valid_until=TODAY)
    case, about = ready(world, offer=offer)
    later = replace(about, today=BEGIN.date() + timedelta(days=1))
    later = replace(later, power=replace(later.power, assessment=None))
    assert "offer_gone" not in {each.code for each in obstacles(case, later)}
    waiting = replace(case, reached=without(Stage.ACCEPTED))
    assert "offer_gone" in {each.code for each in obstacles(waiting, later)}


def misfit(world: World, offer: str, **changed: Any) -> list[str]:
    case, about = ready(world, offer=offer)
    return [each.code for each in misfits(case, replace(about, **changed))]


def test_whom_an_offer_does_not_reach() -> None:
    world = fit()
    everybody, two = offered(world), offered(world, count=2)
    others = offered(world, scope=Scope(origins=("rus",)))
    assert misfit(world, everybody, used=99) == []
    assert misfit(world, everybody, person=None) == ["offer_does_not_cover"]
    assert misfit(world, others) == ["offer_does_not_cover"]
    assert [misfit(world, two, used=used) for used in (0, 1, 2, 3)] == [
        [],
        [],
        ["offer_full"],
        ["offer_full"],
    ]
    assert misfit(world, offered(world, count=1), used=1) == ["offer_full"]
    assert misfit(world, "f" * 32, person=None) == []


@pytest.mark.parametrize(("origins", "code"), [(("rus",), "offer_does_not_cover"), (("prk",), "")])
def test_nobody_is_referred_by_an_offer_that_does_not_reach_him(origins: tuple[str, ...], code: str) -> None:
    world = fit()
    offer = offered(world, scope=Scope(origins=origins))
    known = Known(replace(world.about("kor"), wish=WISH), FIRST, "officer", POWERS, "b" * 32)
    refer = requests.Refer(
        prisoner="P", power="kor", route=Route.TRANSFER, offer=offer, told=(Told.IDENTITY,)
    )
    if code:
        with pytest.raises(Refused) as caught:
            case_facts_for(CaseFile("a" * 32), refer, known)
        assert caught.value.code == code
        return
    (made,) = case_facts_for(CaseFile("a" * 32), refer, known)
    assert isinstance(made, CaseReferred)
    assert made.offer == offer


# --- rules ----------------------------------------------------------------------------------------


def test_of_an_erased_record_nothing_is_written() -> None:
    world = case_open()
    world.entries[0] = replace(world.entries[0], fact=Erased())
    assert refusal(world, requests.Refer(prisoner="P", power="kor", route=Route.TRANSFER)).code == "erased"


def test_who_saw_less_than_stands_meets_both() -> None:
    accept = requests.Accept(prisoner="P", by="m", seen=1)
    case_open().give(accept)
    world = case_open()
    world.give(accept)
    with pytest.raises(Conflict):
        world.give(accept)
    world.give(accept.model_copy(update={"seen": 0}))


LATER: dict[str, Callable[[World, str], requests.Command]] = {
    "answer": lambda world, at: requests.AnswerRequest(
        power="kor", request=next(iter(world.power("kor").requests)), answer=AnswerKind.GRANTED, happened=at
    ),
    "promise": lambda world, at: requests.EndCommitment(
        power="kor", commitment=next(iter(world.power("kor").commitments)), ending=Ending.KEPT, happened=at
    ),
    "offer": lambda world, at: requests.WithdrawOffer(
        power="kor", offer=next(iter(world.power("kor").offers)), happened=at, reason="r"
    ),
}


@pytest.mark.parametrize("name", LATER)
def test_what_became_of_it_has_happened(name: str) -> None:
    world = fit()
    world.give(requests.Request(power="kor", by=Side.OURS, what="w", due=TOMORROW))
    world.give(requests.Commit(power="kor", by=Side.OURS, what="w", due=TOMORROW))
    offered(world)
    assert refusal(world, LATER[name](world, TOMORROW)).code == "date_in_future"
    world.give(LATER[name](world, TODAY))


@pytest.mark.parametrize(
    "command",
    [
        requests.Commit(power="kor", by=Side.OURS, what="w", due="someday"),
        requests.Offer(**OFFER, valid_until="someday"),
    ],
)
def test_a_day_is_written_so_that_it_can_be_read(command: requests.Command) -> None:
    assert refusal(World(), command).code == "date_unreadable"


@pytest.mark.parametrize(
    ("claim", "is_withdrawn", "code"),
    [("", False, "no_claim"), ("a" * 32, True, "claim_withdrawn"), ("a" * 32, False, "")],
)
def test_what_rests_on_a_claim_rests_on_one_that_counts(claim: str, is_withdrawn: bool, code: str) -> None:
    known = Known(
        World().about("kor"), FIRST, "officer", POWERS, "b" * 32, claim=claim, is_claim_withdrawn=is_withdrawn
    )
    command = requests.Offer(**OFFER, claim="4H8P-0000")
    if code:
        with pytest.raises(Refused) as caught:
            facts_for(command, known)
        assert caught.value.code == code
        return
    (made,) = facts_for(command, known)
    assert isinstance(made, OfferMade)
    assert made.claim == claim
    (plain,) = facts_for(requests.Offer(**OFFER), known)
    assert isinstance(plain, OfferMade)
    assert plain.claim == ""


def test_an_assessment_may_be_reviewed_this_very_day() -> None:
    World().give(requests.AssessPower(**{**ASSESSED, "review_by": TODAY}))


def test_a_power_is_fit_to_the_day_of_review_and_every_entry_of_it_counts() -> None:
    world = World()
    world.give(requests.AssessPower(**{**ASSESSED, "review_by": TODAY}))
    assert world.power("kor").is_fit(BEGIN.date())
    assert not world.power("kor").is_fit(BEGIN.date() + timedelta(days=1))
    offered(world)
    assert world.power("kor").version == 2


def test_who_refers_anew_need_not_tell_what_he_saw() -> None:
    world = case_open()
    world.record([CaseClosed(case="c" * 32, reason="r")])
    again = requests.Refer(prisoner="P", power="kor", route=Route.TRANSFER)
    assert refusal(world, again).code == "no_wish"


@pytest.mark.parametrize(
    ("power", "code"), [("xyz", "unknown_state"), ("kor", "no_wish"), ("newland", "unknown_state")]
)
def test_nobody_is_referred_nowhere_or_against_his_wish(power: str, code: str) -> None:
    assert refusal(World(), requests.Refer(prisoner="P", power=power, route=Route.TRANSFER)).code == code


def test_a_step_of_a_case_that_ended_is_refused() -> None:
    world = case_open()
    world.record([CaseClosed(case="c" * 32, reason="r")])
    assurance = ROUTES[Route.TRANSFER].assurances[0]
    for command in (
        requests.Assure(prisoner="P", case="c" * 32, assurance=assurance, evidence="e"),
        requests.PlanReception(prisoner="P", case="c" * 32, reception=PLAN),
    ):
        assert refusal(world, command).code == "ended"


@pytest.mark.parametrize("name", ["place", "escort", "contact"])
def test_a_plan_names_what_it_leaves_out(name: str) -> None:
    plan = requests.PlanReception(prisoner="P", reception=PLAN.model_copy(update={name: " "}))
    assert name in refusal(case_open(), plan).reason
    case_open().give(requests.PlanReception(prisoner="P", reception=PLAN))


def test_hours_may_lie_five_minutes_beside_the_clock_and_no_more() -> None:
    ahead, behind = BEGIN + 5 * MINUTE, BEGIN - 5 * MINUTE
    for at, is_taken in ((ahead, True), (ahead + MINUTE, False)):
        world = case_open()
        world.at = BEGIN
        accept = requests.Accept(prisoner="P", by="m", happened=moments.text_of(at))
        if is_taken:
            world.give(accept)
        else:
            assert refusal(world, accept).code == "moment_in_future"
    for at, is_taken in ((behind, True), (behind - MINUTE, False)):
        world = case_open()
        world.at = BEGIN
        plan = PLAN.model_copy(update={"planned": moments.text_of(at)})
        if is_taken:
            world.give(requests.PlanReception(prisoner="P", reception=plan))
        else:
            assert refusal(world, requests.PlanReception(prisoner="P", reception=plan)).code == "moment_past"


def proposed() -> World:
    """Everything up to the day he goes, by the steps of the machine."""
    machine = Machine()
    machine.whole_way("kor")
    machine.says_again(FIRST, is_first=False, power=None)
    return machine.world


def test_nobody_was_handed_over_before_his_word_of_the_day() -> None:
    world = proposed()
    wish = world.about("kor").wish
    assert wish is not None
    assert wish.confirmed is not None
    early = requests.HandOver(prisoner="P", ceremony=world.ceremony(wish.confirmed - MINUTE))
    assert refusal(world, early).code == "before_reconfirmed"
    (handed, *_) = world.give(requests.HandOver(prisoner="P", ceremony=world.ceremony(wish.confirmed)))
    assert isinstance(handed, HandedOver)


def test_milestones_are_reached_there_and_in_the_past() -> None:
    housed = requests.ReachMilestone(prisoner="P", case="c" * 32, milestone=Milestone.HOUSED, happened=TODAY)
    assert refusal(handed_over(), housed).code == "out_of_step"
    world = handed_over()
    world.give(requests.ConfirmArrival(prisoner="P", ceremony=ceremony()))
    assert refusal(world, housed.model_copy(update={"happened": TOMORROW})).code == "date_in_future"
    settled = requests.Settle(prisoner="P", happened=TOMORROW)
    assert refusal(world, settled).code == "date_in_future"
    declared = housed.model_copy(
        update={"milestone": Milestone.INTENTION_DECLARED, "words": "보호를 원합니다"}
    )
    assert refusal(world, declared).code == "words_missing"


# --- the fold -------------------------------------------------------------------------------------


def test_a_stop_ends_what_is_open_and_stands_beside_what_was_done() -> None:
    for world, stage, is_contested in (
        (case_open(), Stage.STOPPED, False),
        (handed_over(), Stage.HANDED_OVER, True),
    ):
        world.record([StepsStopped()])
        (case,) = world.file().cases.values()
        assert (case.stage, case.is_contested) == (stage, is_contested)


def test_a_handover_of_a_case_that_had_ended_says_so() -> None:
    world = case_open()
    world.record([CaseClosed(case="c" * 32, reason="r")])
    handed = HandedOver(case="c" * 32, power="kor", route=Route.TRANSFER, ceremony=ceremony(), half="x")
    world.record([handed])
    (case,) = world.file().cases.values()
    assert (case.stage, case.is_contested) == (Stage.HANDED_OVER, True)
    assert world.file().version == 3
    with pytest.raises(Refused):
        world.give(requests.Clear(prisoner="P", case="c" * 32))


def test_a_step_of_a_case_that_nobody_began_is_kept_and_begins_none() -> None:
    world = World()
    world.record([CaseClosed(case="c" * 32, reason="r")])
    assert (world.file().cases, world.file().version) == ({}, 1)
