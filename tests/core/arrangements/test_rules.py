"""Every refusal between two states, one by one: what stands, the command, and the code with its ground."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from safeconduct.arrangements import requests
from safeconduct.arrangements.facts import (
    AnswerKind,
    Assurance,
    CaseReferred,
    Ceremony,
    Ending,
    HandedOver,
    Milestone,
    OfferMade,
    Reception,
    RequestMade,
    Route,
    Scope,
    Side,
    Way,
)
from safeconduct.arrangements.obstacles import Step, covers, leads, obstacles
from safeconduct.arrangements.publication import SMALLEST_TOLD, suppressed
from safeconduct.arrangements.routes import ASSURANCE_GROUNDS, ROUTES, Towards
from safeconduct.arrangements.rules import CASE_RULES, POWER_RULES, eligible
from safeconduct.ledger import note
from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import MatchedPerson
from safeconduct.sources.standing import StandingWish
from safeconduct.wishes.facts import Told
from tests.core.arrangements.worlds import BEGIN, World

TODAY = BEGIN.date().isoformat()
TOMORROW = (BEGIN + timedelta(days=1)).date().isoformat()
OFFER: dict[str, Any] = {"power": "kor", "basis": "statement", "valid_from": TODAY}
ASSESSED: dict[str, Any] = {
    "power": "kor", "is_party": True, "is_willing": True, "willing": "note", "is_able": True, "able": "report",
    "review_by": TOMORROW,
}  # fmt: skip
CONTACT: dict[str, Any] = {
    "power": "kor", "way": Way.CALL, "happened": TODAY, "summary": "talked", "known_by": "minutes",
}  # fmt: skip
NOBODY = "f" * 32


def refusal(world: World, command: requests.Command) -> Refused:
    before = list(world.entries)
    with pytest.raises(Refused) as told:
        world.give(command)
    assert world.entries == before
    assert told.value.source
    return told.value


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (requests.Offer(**{**OFFER, "power": "xyz"}), "unknown_state"),
        (requests.Offer(**{**OFFER, "power": "dprk"}), "unknown_state"),
        (requests.Offer(**{**OFFER, "power": "ukr"}), "own_state"),
        (requests.Offer(**{**OFFER, "power": "prk"}), "power_adverse"),
        (requests.Offer(**{**OFFER, "power": "rus"}), "power_adverse"),
        (requests.Offer(**OFFER, scope=Scope(origins=("nowhere",))), "unknown_state"),
        (requests.Offer(**{**OFFER, "valid_from": ""}), "date_unreadable"),
        (requests.Offer(**{**OFFER, "valid_from": "soon"}), "date_unreadable"),
        (requests.Offer(**OFFER, valid_until="2020-01-01"), "ends_before"),
        (requests.Offer(**OFFER, contact=NOBODY), "no_contact"),
        (requests.WithdrawOffer(power="kor", offer=NOBODY, happened=TODAY, reason="r"), "no_offer"),
        (requests.AssessPower(**{**ASSESSED, "review_by": "2026-03-04"}), "review_past"),
        (requests.AssessPower(**{**ASSESSED, "review_by": ""}), "date_unreadable"),
        (requests.LogContact(**{**CONTACT, "happened": TOMORROW}), "date_in_future"),
        (requests.LogContact(**{**CONTACT, "happened": ""}), "date_unreadable"),
        (requests.LogContact(**{**CONTACT, "power": "ukr"}), "own_state"),
        (requests.Request(power="kor", by=Side.OURS, what="w", due="someday"), "date_unreadable"),
        (requests.Request(power="kor", by=Side.OURS, what="w", contact=NOBODY), "no_contact"),
        (
            requests.AnswerRequest(power="kor", request=NOBODY, answer=AnswerKind.GRANTED, happened=TODAY),
            "no_request",
        ),
        (
            requests.EndCommitment(power="kor", commitment=NOBODY, ending=Ending.KEPT, happened=TODAY),
            "no_commitment",
        ),
        (
            requests.ReportFailure(power="kor", notified_by="PP", happened=TOMORROW, what="w"),
            "date_in_future",
        ),
    ],
)
def test_what_is_wrong_between_states_is_refused(command: requests.Command, code: str) -> None:
    assert refusal(World(), command).code == code


def test_what_was_asked_promised_and_kept_stands_together() -> None:
    world = World()
    world.give(requests.LogContact(**CONTACT))
    ((logged, _),) = world.power("kor").contacts
    world.give(
        requests.Request(power="kor", by=Side.THEIRS, what="a list", due=TODAY, contact=logged.contact)
    )
    world.give(requests.Commit(power="kor", by=Side.OURS, what="an answer", due=TODAY))
    (asked,), (promised,) = world.power("kor").requests, world.power("kor").commitments
    world.give(
        requests.AnswerRequest(
            power="kor", request=asked, answer=AnswerKind.PARTLY, happened=TODAY, words="w"
        )
    )
    world.give(requests.EndCommitment(power="kor", commitment=promised, ending=Ending.KEPT, happened=TODAY))
    state = world.power("kor")
    assert isinstance(state.requests[asked].made, RequestMade)
    assert state.requests[asked].answered is not None
    assert state.commitments[promised].ended is not None
    assert world.power("che").version == 0


def test_an_offer_is_taken_back_once() -> None:
    world = World()
    (made,) = world.give(requests.Offer(**OFFER))
    assert isinstance(made, OfferMade)
    back = requests.WithdrawOffer(power="kor", offer=made.offer, happened=TODAY, reason="r")
    assert world.power("kor").offers[made.offer].stands(BEGIN.date())
    world.give(back)
    assert not world.power("kor").offers[made.offer].stands(BEGIN.date())
    assert refusal(world, back).code == "withdrawn"


@pytest.mark.parametrize(
    ("begins", "ends", "stands"),
    [
        (TODAY, "", True),
        ("2026-03", "2026-03", True),
        ("2026-03-06", "", False),
        ("2026-01-01", "2026-03-04", False),
        ("2026-01-01", "2026-03-05", True),
        ("2026", "", True),
    ],
)
def test_an_offer_stands_between_its_days(begins: str, ends: str, stands: bool) -> None:
    world = World()
    (made,) = world.give(requests.Offer(**{**OFFER, "valid_from": begins}, valid_until=ends))
    assert isinstance(made, OfferMade)
    assert world.power("kor").offers[made.offer].stands(BEGIN.date()) == stands


@pytest.mark.parametrize("field", ["is_party", "is_willing", "is_able"])
def test_a_power_is_fit_only_if_all_of_it_is_true(field: str) -> None:
    world = World()
    world.give(requests.AssessPower(**ASSESSED))
    assert world.power("kor").is_fit(BEGIN.date())
    assert not world.power("kor").is_fit(BEGIN.date() + timedelta(days=2))
    world.give(requests.AssessPower(**{**ASSESSED, field: False}))
    assert not world.power("kor").is_fit(BEGIN.date())


def test_a_notified_failure_ends_the_assessment_until_the_next() -> None:
    world = World()
    world.give(requests.AssessPower(**ASSESSED))
    world.give(requests.ReportFailure(power="kor", notified_by="PP", happened=TODAY, what="w"))
    assert not world.power("kor").is_fit(BEGIN.date())
    world.give(requests.AssessPower(**ASSESSED))
    assert world.power("kor").is_fit(BEGIN.date())


def test_every_route_asks_and_every_assurance_has_its_ground() -> None:
    assert set(ROUTES) == set(Route)
    assert {each for asks in ROUTES.values() for each in asks.assurances} == set(Assurance)
    assert set(ASSURANCE_GROUNDS) == set(Assurance)
    assert all(asks.needs_assessment for route, asks in ROUTES.items() if "art. 12" in asks.ground)
    assert ROUTES[Route.REPATRIATION].towards == Towards.ADVERSE


@pytest.mark.parametrize(
    ("route", "to"),
    [
        (Route.TRANSFER, {"kor", "che"}),
        (Route.NEUTRAL_INTERNMENT, {"che"}),
        (Route.RELEASE, {"kor", "che", "ukr"}),
        (Route.REPATRIATION, {"prk", "rus"}),
    ],
)
def test_where_a_route_leads(route: Route, to: set[str]) -> None:
    about = World().about("kor")
    assert {code for code in ("kor", "che", "ukr", "prk", "rus") if leads(route, code, about)} == to


@pytest.mark.parametrize(
    ("scope", "is_meant"),
    [
        (Scope(), True),
        (Scope(origins=("prk",)), True),
        (Scope(origins=("rus",)), False),
        (Scope(captured_at=("kursk",)), True),
        (Scope(captured_at=("Sumy",)), False),
        (Scope(origins=("prk",), captured_at=("Sumy",)), False),
    ],
)
def test_whom_an_offer_means(scope: Scope, is_meant: bool) -> None:
    assert covers(scope, MatchedPerson("a", frozenset({"prk"}), frozenset({"Kursk "}))) == is_meant


def test_what_nobody_knows_meets_no_condition() -> None:
    nobody = MatchedPerson("a")
    assert covers(Scope(), nobody)
    assert not covers(Scope(origins=("prk",)), nobody)
    assert not covers(Scope(captured_at=("Kursk",)), nobody)


def test_whoever_reads_no_wishes_is_shown_no_obstacle_of_one() -> None:
    world = case_open()
    (case,) = world.file().open_cases
    mine = {each.code for each in obstacles(case, world.about("kor"))}
    theirs = {each.code for each in obstacles(case, world.about("kor", reads_wishes=False))}
    assert mine - theirs == {"no_wish", "beyond_consent", "not_found_safe", "not_reconfirmed"}
    assert all(not each.is_sealed for each in obstacles(case, world.about("kor", reads_wishes=False)))


def test_an_obstacle_of_an_early_step_counts_at_every_later_one() -> None:
    world = case_open()
    (case,) = world.file().open_cases
    found = [{each.code for each in obstacles(case, world.about("kor"), to=step)} for step in Step]
    assert all(earlier <= later for earlier, later in pairwise(found))


def case_open(**others: Any) -> World:
    """A case of a man of whom nothing else is known, as a laptop could bring it home."""
    world = World()
    given: dict[str, Any] = {
        "case": "c" * 32,
        "power": "kor",
        "route": Route.TRANSFER,
        "told": (Told.IDENTITY,),
    }
    world.record([CaseReferred(**{**given, **others})])
    return world


def ceremony(**others: str) -> Ceremony:
    given = {"happened": moments.text_of(BEGIN), "place": "airport", "given_by": "a", "taken_by": "b"}
    return Ceremony(**{**given, **others})


def handed_over() -> World:
    world = case_open()
    handed = HandedOver(case="c" * 32, power="kor", route=Route.TRANSFER, ceremony=ceremony(), half="x")
    world.record([handed])
    return world


PLAN = Reception(place="airport", planned="2026-03-06T12:00Z", escort="two", contact="ministry")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (requests.Accept(prisoner="P", case=NOBODY, by="m"), "no_case"),
        (requests.Accept(prisoner="P", by="m", happened="2026-03-06T12:00Z"), "moment_in_future"),
        (requests.Accept(prisoner="P", by="m", happened="yesterday"), "moment_unreadable"),
        (requests.Accept(prisoner="P", by="m", happened="2026-03-05T11:00"), "moment_unreadable"),
        (requests.Assure(prisoner="P", assurance=Assurance.ORIGIN_AGREES, evidence="e"), "not_asked"),
        (
            requests.PlanReception(
                prisoner="P", reception=PLAN.model_copy(update={"planned": "2026-03-04T12:00Z"})
            ),
            "moment_past",
        ),
        (
            requests.PlanReception(prisoner="P", reception=PLAN.model_copy(update={"planned": "x"})),
            "moment_unreadable",
        ),
        (
            requests.PlanReception(prisoner="P", reception=PLAN.model_copy(update={"contact": " "})),
            "plan_incomplete",
        ),
        (
            requests.ProposeHandover(prisoner="P", planned="2026-03-06T12:00Z", place="a"),
            "no_reception",
        ),
        (requests.ConfirmArrival(prisoner="P", ceremony=ceremony()), "no_case"),
        (requests.ConfirmArrival(prisoner="P", case="c" * 32, ceremony=ceremony()), "out_of_step"),
        (requests.Settle(prisoner="P", case="c" * 32, happened=TODAY), "out_of_step"),
        (requests.ReturnPerson(prisoner="P", case="c" * 32, ceremony=ceremony(), reason="r"), "out_of_step"),
        (requests.Clear(prisoner="P"), "no_wish"),
        (requests.HandOver(prisoner="P", ceremony=ceremony()), "no_wish"),
        (requests.Refer(prisoner="P", power="kor", route=Route.TRANSFER), "case_open"),
    ],
)
def test_what_is_wrong_with_a_step_is_refused(command: requests.Command, code: str) -> None:
    assert refusal(case_open(), command).code == code


@pytest.mark.parametrize(
    "command",
    [
        requests.Clear(prisoner="P"),
        requests.HandOver(prisoner="P", ceremony=ceremony()),
        requests.Refer(prisoner="P", power="kor", route=Route.TRANSFER),
    ],
)
def test_a_decision_asks_for_the_wish_to_be_readable(command: requests.Command) -> None:
    with pytest.raises(Refused) as told:
        case_open().give(command, reads_wishes=False)
    assert told.value.code == "locked"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (requests.ConfirmArrival(prisoner="P", ceremony=ceremony(place="")), "ceremony_incomplete"),
        (
            requests.ConfirmArrival(prisoner="P", ceremony=ceremony(happened="2027-01-01T00:00Z")),
            "moment_in_future",
        ),
        (
            requests.ConfirmArrival(prisoner="P", ceremony=ceremony(), their_half="not a note"),
            "half_unreadable",
        ),
        (requests.Accept(prisoner="P", case="c" * 32, by="m"), "ended"),
        (requests.Refuse(prisoner="P", case="c" * 32, by="m", reason="r"), "ended"),
        (requests.CloseCase(prisoner="P", case="c" * 32, reason="r"), "ended"),
        (requests.Preview(prisoner="P", case="c" * 32, by="m"), "out_of_step"),
    ],
)
def test_after_the_handover_only_what_follows_it(command: requests.Command, code: str) -> None:
    assert refusal(handed_over(), command).code == code


def test_the_half_of_the_other_side_is_taken_if_it_names_the_case() -> None:
    text = f"safeconduct arrival 1\ncase {'c' * 32}\n"
    half = note.format(note.sign(text, "their.instance", seed=b"s" * 32)).decode()
    other = note.format(
        note.sign(text.replace("c" * 32, "d" * 32), "their.instance", seed=b"s" * 32)
    ).decode()
    assert (
        refusal(
            handed_over(), requests.ConfirmArrival(prisoner="P", ceremony=ceremony(), their_half=other)
        ).code
        == "half_unreadable"
    )
    world = handed_over()
    world.give(requests.ConfirmArrival(prisoner="P", ceremony=ceremony(), their_half=half))
    world.give(requests.ReachMilestone(prisoner="P", milestone=Milestone.HOUSED, happened=TODAY))
    world.give(requests.Settle(prisoner="P", happened=TODAY))
    world.give(requests.ReturnPerson(prisoner="P", ceremony=ceremony(), reason="he asked for it"))
    assert world.file().cases["c" * 32].milestones == (Milestone.HOUSED,)


def test_a_declared_intention_stands_in_his_own_words() -> None:
    world = handed_over()
    world.give(requests.ConfirmArrival(prisoner="P", ceremony=ceremony()))
    declared = requests.ReachMilestone(prisoner="P", milestone=Milestone.INTENTION_DECLARED, happened=TODAY)
    assert refusal(world, declared).code == "words_missing"
    world.give(declared.model_copy(update={"words": "보호를 원합니다", "language": "ko"}))


WISHES = StandingWish(("prk",), BEGIN, True, frozenset(), frozenset(), frozenset({"prk"}))


@pytest.mark.parametrize(
    ("wish", "power", "gone", "is_eligible"),
    [
        (WISHES, "prk", "", True),
        (WISHES, "prk", "dead", False),
        (WISHES, "rus", "", False),
        (WISHES, "kor", "", False),
        (StandingWish(), "prk", "", False),
        (StandingWish(("prk",), BEGIN, False, frozenset(), frozenset(), frozenset({"prk"})), "prk", "", False),
        (StandingWish(("kor",), BEGIN, True, frozenset(), frozenset(), frozenset({"prk"})), "prk", "", False),
        (StandingWish(("prk",), BEGIN, True, frozenset(), frozenset(), frozenset()), "prk", "", False),
        (
            StandingWish(("prk",), BEGIN, True, frozenset(), frozenset({"rus"}), frozenset({"prk"})),
            "prk", "", False,
        ),
    ],
)  # fmt: skip
def test_who_may_stand_on_a_list_for_an_exchange(
    wish: StandingWish, power: str, gone: str, is_eligible: bool
) -> None:
    world = World()
    world.gone = gone
    assert eligible(power, wish, world.about(power)) == is_eligible


def test_every_command_has_one_rule() -> None:
    lists = {requests.SubmitList, requests.ReleaseList, requests.Refer}
    assert set(POWER_RULES) | set(CASE_RULES) == set(requests.COMMAND_TYPES) - lists
    assert not any("waiver" in name or "override" in name for name in requests.COMMANDS)


def test_small_numbers_are_not_published() -> None:
    told = suppressed({"a": 0, "b": 3, "c": 12, "d": 400}, has_total=False)
    assert told == {"a": 0, "b": None, "c": 12, "d": 400}


@pytest.mark.parametrize("cells", [{"a": 3, "b": 12, "c": 400}, {"a": 1, "b": 1, "c": 30}, {"a": 2, "b": 8}])
def test_beside_a_total_nothing_small_can_be_reckoned(cells: dict[str, int]) -> None:
    told = suppressed(cells, has_total=True)
    hidden = [cells[key] for key, count in told.items() if count is None]
    assert len(hidden) > 1
    assert sum(hidden) >= SMALLEST_TOLD
