"""Each bound at its very edge, and what another room is told of a wish: `tools/mutate.py` moves them one by one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.sources.facts import Erased
from safeconduct.wishes import facts, planning, requests, rules
from safeconduct.wishes.checks import CLOCKS
from safeconduct.wishes.facts import CopyAnswer, Finding, Option, Purpose, SheetPoint
from safeconduct.wishes.plans import AT_ONCE, EARLIER, is_in_the_way
from safeconduct.wishes.roster import Listed
from safeconduct.wishes.state import Status, standing_at, status
from tests.core.wishes.hearings import (
    DETAINING,
    FIRST,
    HOUR,
    INTERPRETER,
    NOON,
    SECOND,
    SHEET,
    World,
    again,
    declare,
    hearing,
    known,
    said,
)
from tests.core.wishes.test_state import OTHER, confirmed, declared, interview

DUE = NOON + 72 * HOUR
MINUTE = timedelta(minutes=1)


def refusal(world: World, command: requests.Command, at: datetime = NOON, who: str = FIRST) -> Refused:
    with pytest.raises(Refused) as caught:
        world.give(command, at, who)
    return caught.value


# --- rules ----------------------------------------------------------------------------------------


def test_of_an_erased_record_nothing_is_written() -> None:
    world = World().declared()
    world.entries[0] = replace(world.entries[0], fact=Erased())
    assert refusal(world, requests.Withdraw(prisoner="P", way="x")).code == "erased"


def test_the_refusal_says_when_the_three_days_are_over() -> None:
    early = DUE - MINUTE
    confirm = again(requests.Confirm, early)
    plan = requests.PlanInterview(
        prisoner="P", purpose=Purpose.CONFIRM, planned=moments.text_of(early), place="x"
    )
    for command in (confirm, plan):
        world = World().declared()
        at = early if command is confirm else NOON
        assert moments.text_of(DUE) in refusal(world, command, at, SECOND).reason


def test_he_may_be_re_confirmed_in_the_moment_he_is_confirmed_and_without_the_sheet() -> None:
    world = World().confirmed()
    world.give(again(requests.Reconfirm, DUE, sheet=None), DUE)
    assert status(world.state(), DUE) == Status.RECONFIRMED


def test_a_sheet_read_again_is_not_held_against_those_in_force() -> None:
    old = SHEET.model_copy(update={"version": "2020-1"})
    World().confirmed().give(again(requests.Reconfirm, DUE, sheet=old), DUE)


def test_a_denial_counts_from_the_moment_of_the_report_on_and_needs_no_sheet() -> None:
    for held in (timedelta(), HOUR):
        world, at = World().confirmed(), NOON + 80 * HOUR
        world.give(requests.ReportWithdrawal(prisoner="P", way="a rumour"), at)
        report = world.entries[-1].id
        deny = requests.DenyWithdrawal(prisoner="P", entry=report, interview=hearing(at + held, sheet=None))
        world.give(deny, at + 2 * held)
        assert status(world.state(), at + 2 * held) == Status.CONFIRMED


@pytest.mark.parametrize(
    ("happened", "code"),
    [("2030-01-01T00:00Z", "moment_in_future"), ("2026-03-05 at noon", "moment_unreadable")],
)
def test_a_withdrawal_happened_at_a_moment_that_was(happened: str, code: str) -> None:
    command = requests.Withdraw(prisoner="P", way="x", happened=happened)
    assert refusal(World(), command).code == code


def test_when_it_happened_is_kept_as_told() -> None:
    before = moments.text_of(NOON - HOUR)
    world = World().declared(NOON - 2 * HOUR)
    copy = requests.GiveCopy(prisoner="P", language="ko", answer=CopyAnswer.TAKEN, happened=before)
    world.give(copy, NOON)
    world.give(requests.Withdraw(prisoner="P", way="x", happened=before), NOON)
    given, withdrawn = (entry.fact for entry in world.entries[-2:])
    assert isinstance(given, facts.CopyGiven)
    assert isinstance(withdrawn, facts.WishWithdrawn)
    assert given.happened == withdrawn.happened == before


def test_clocks_may_differ_by_five_minutes_and_no_more() -> None:
    World().give(declare(NOON + CLOCKS), NOON)
    assert refusal(World(), declare(NOON + CLOCKS + MINUTE)).code == "moment_in_future"
    World().declared().give(declare(NOON - CLOCKS), NOON - CLOCKS)
    behind = NOON - CLOCKS - MINUTE
    assert refusal(World().declared(), declare(behind), behind).code == "clock_behind"


def test_the_refusal_names_the_points_he_did_not_tell_back() -> None:
    told = tuple(set(SheetPoint) - {SheetPoint.MAY_CHANGE})
    reason = refusal(World(), declare(sheet=SHEET.model_copy(update={"told_back": told}))).reason
    assert reason.endswith(f"sheet: {SheetPoint.MAY_CHANGE}.")


# --- plans ----------------------------------------------------------------------------------------


def plan(at: datetime, **others: object) -> requests.PlanInterview:
    values = {"prisoner": "P", "purpose": Purpose.DECLARE, "planned": moments.text_of(at), "place": "x"}
    return requests.PlanInterview.model_validate({**values, **others})


def test_this_very_hour_is_not_to_come() -> None:
    assert refusal(World(), plan(NOON)).code == "moment_in_past"


def test_no_interpreter_of_an_adverse_power_is_planned_for_who_said_nothing_yet() -> None:
    partial = Listed("7" * 32, "O. Han", "x", ("ko",), "", ("prk",))
    with pytest.raises(Refused) as caught:
        rules.facts_for(World().state(), plan(NOON + HOUR, interpreter="O. Han"), known(roster=(partial,)))
    assert caught.value.code == "interpreter_partial"


def test_who_is_struck_off_is_not_struck_off_again() -> None:
    gone = Listed("7" * 32, "O. Han", "x", ("ko",), "", (), struck="left")
    with pytest.raises(Refused) as caught:
        planning.struck(requests.StrikeInterpreter(interpreter="7" * 32, reason="x"), known(roster=(gone,)))
    assert caught.value.code == "no_interpreter"


def test_no_confirmation_is_planned_for_a_wish_that_was_taken_back() -> None:
    world = World().declared()
    world.give(requests.Withdraw(prisoner="P", way="x"), NOON + HOUR)
    late = plan(DUE + HOUR, purpose=Purpose.CONFIRM)
    assert refusal(world, late, NOON + HOUR, SECOND).code == "nothing_stands"


def test_a_hearing_held_a_little_early_is_the_one_that_was_planned() -> None:
    for before, left in ((EARLIER, 0), (EARLIER + MINUTE, 1)):
        world = World()
        world.give(plan(NOON + 48 * HOUR), NOON)
        at = NOON + 48 * HOUR - before
        world.give(declare(at), at)
        assert len(world.state().plans) == left


def test_an_interpreter_is_busy_within_the_hours_of_another_hearing() -> None:
    world = World()
    world.give(plan(NOON + 48 * HOUR, interpreter="O. Han"), NOON)
    (made,) = world.state().plans
    assert is_in_the_way(made, made.at, " o.  HAN")
    assert is_in_the_way(made, made.at + AT_ONCE - MINUTE, "O. Han")
    assert is_in_the_way(made, made.at - AT_ONCE + MINUTE, "O. Han")
    assert not is_in_the_way(made, made.at + AT_ONCE, "O. Han")
    assert not is_in_the_way(made, made.at - AT_ONCE, "O. Han")
    assert not is_in_the_way(made, made.at, "M. Moroz")


# --- the fold -------------------------------------------------------------------------------------


def test_whether_he_was_informed_is_told_by_a_whole_hearing() -> None:
    world = World()
    world.record(facts.Informed(interview=interview(NOON, place=" ")), NOON)
    assert status(world.state(), NOON) == Status.NOT_HEARD
    assert len(world.state().flawed) == 1
    world.record(facts.Informed(interview=interview(NOON)), NOON)
    assert status(world.state(), NOON) == Status.INFORMED


@pytest.mark.parametrize("serves", ["rus", "kor"])
def test_no_partial_interpreter_makes_a_wish_however_it_came_into_the_record(serves: str) -> None:
    partial = INTERPRETER.model_copy(update={"serves": (serves,)})
    world = World()
    world.record(declared(NOON, interpreter=partial), NOON)
    assert status(world.state(), NOON) == Status.NOT_HEARD
    world = World().declared()
    world.record(confirmed(world.entries[0].id, DUE, interpreter=partial), DUE, SECOND)
    assert status(world.state(), DUE) == Status.TO_CONFIRM


@pytest.mark.parametrize(("at", "who"), [(DUE, FIRST), (DUE - MINUTE, SECOND)])
def test_a_confirmation_by_the_same_officer_or_too_early_is_set_aside(at: datetime, who: str) -> None:
    world = World().declared()
    world.record(confirmed(world.entries[0].id, at, who=who), at, who)
    assert status(world.state(), DUE) == Status.TO_CONFIRM
    assert len(world.state().flawed) == 1


def test_a_re_confirmation_heard_before_the_confirmation_is_set_aside() -> None:
    world, later = World().confirmed(), DUE + HOUR
    early = facts.WishReconfirmed(
        entry=world.entries[0].id,
        interview=interview(DUE - MINUTE),
        option=Option.THIRD_STATE,
        states=("kor",),
    )
    world.record(early, later)
    assert status(world.state(), later) == Status.CONFIRMED
    assert len(world.state().flawed) == 1


@pytest.mark.parametrize(("said_at", "stands"), [(NOON, Status.WITHDRAWN), (NOON - MINUTE, Status.COOLING)])
def test_a_withdrawal_of_the_same_minute_reaches_a_declaration_that_comes_home_late(
    said_at: datetime, stands: Status
) -> None:
    """Both are written to the minute: which came first cannot be told, so he is heard again."""
    world, later = World(), NOON + 5 * HOUR
    withdrawn = facts.WishWithdrawn(happened=moments.text_of(said_at), heard_by="x", way="y")
    world.record(withdrawn, NOON + HOUR, stream=OTHER)
    world.record(declared(NOON), later)
    assert status(world.state(), later) == stands


def test_another_room_is_told_what_stands_and_no_more() -> None:
    world = World()
    world.give(declare(NOON, said(Option.REMAIN)), NOON)
    cooling = standing_at(world.state(), NOON, DETAINING)
    assert (cooling.destinations, cooling.confirmed, cooling.is_fresh) == ((DETAINING,), None, False)
    world = World().confirmed()
    found = standing_at(world.state(), DUE, DETAINING)
    assert (found.destinations, found.confirmed, found.is_fresh) == (("kor",), DUE, False)
    world.give(again(requests.Reconfirm, DUE + HOUR), DUE + HOUR)
    found = standing_at(world.state(), DUE + HOUR, DETAINING)
    assert (found.confirmed, found.is_fresh) == (DUE + HOUR, True)
    world.give(requests.Withdraw(prisoner="P", way="x"), DUE + HOUR)
    gone = standing_at(world.state(), DUE + HOUR, DETAINING)
    assert (gone.destinations, gone.confirmed, gone.is_fresh) == ((), None, False)
    assert standing_at(World().state(), NOON, DETAINING).destinations == ()


def test_another_room_is_told_where_danger_is_found_and_where_two_found_none() -> None:
    world = World().declared()
    # All of them bear one name here, so the one that is confirmed stands alone until it is.
    found_at = {"kor": Finding.NONE_FOUND, "rus": Finding.OPEN, "che": Finding.NONE_FOUND}
    for destination, finding in found_at.items():
        risk = requests.AssessRisk(prisoner="P", destination=destination, finding=finding, grounds="x")
        world.give(risk, NOON, approval="ap")
        if destination == "kor":
            world.record(rules.confirmation(world.state(), "e" * 32, "ap"), NOON, SECOND)
    found = standing_at(world.state(), NOON, DETAINING)
    assert (found.in_danger, found.safe) == (frozenset({"rus"}), frozenset({"kor"}))
