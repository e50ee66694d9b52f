"""Who is assigned to a case: what the rules ask of an assignment, and what the fold makes of it."""

from typing import Any

import pytest

from safeconduct.arrangements import facts, requests
from safeconduct.arrangements.cases import UNDER_WAY, Stage
from safeconduct.arrangements.facts import Route
from safeconduct.sources.errors import Refused
from safeconduct.wishes.facts import Told
from tests.core.arrangements.worlds import BEGIN, DIPLOMATS, World

HERS, OTHER = sorted(DIPLOMATS)
CASE = "c" * 32


def begun(*made: facts.CaseFact) -> World:
    """A world with one case in which so much was recorded."""
    world = World()
    world.record(
        [facts.CaseReferred(case=CASE, power="kor", route=Route.TRANSFER, told=(Told.IDENTITY,)), *made]
    )
    return world


def of(world: World) -> frozenset[str]:
    return world.file().cases[CASE].officers


def refused(world: World, command: requests.Command) -> str:
    with pytest.raises(Refused) as told:
        world.give(command)
    assert told.value.source.startswith("House rule")
    assert (told.value.field, bool(told.value.remedy)) == ("officer", True)
    return told.value.code


def test_a_case_begins_with_nobody() -> None:
    assert of(begun()) == frozenset()


def test_several_conduct_a_case_and_each_is_taken_off_alone() -> None:
    world = begun()
    for officer in (HERS, OTHER):
        world.give(requests.Assign(prisoner="P", officer=officer))
    assert of(world) == DIPLOMATS
    world.give(requests.Unassign(prisoner="P", officer=HERS))
    assert of(world) == {OTHER}


def test_who_conducts_no_cases_cannot_be_assigned() -> None:
    assert refused(begun(), requests.Assign(prisoner="P", officer="f" * 32)) == "no_officer"


def test_nobody_is_assigned_or_taken_off_twice() -> None:
    world = begun(facts.CaseAssigned(case=CASE, officer=HERS))
    assert refused(world, requests.Assign(prisoner="P", officer=HERS)) == "assigned"
    assert refused(world, requests.Unassign(prisoner="P", officer=OTHER)) == "not_assigned"


def test_whoever_left_is_taken_off_as_well() -> None:
    world = begun(facts.CaseAssigned(case=CASE, officer="f" * 32))
    world.give(requests.Unassign(prisoner="P", officer="f" * 32))
    assert of(world) == frozenset()


def test_an_assignment_moves_no_case_on() -> None:
    assert begun(facts.CaseAssigned(case=CASE, officer=HERS)).file().cases[CASE].stage == Stage.REFERRED


CEREMONY = facts.Ceremony(happened="2026-03-05T12:00Z", place="p", given_by="g", taken_by="t")
AT: list[tuple[Stage, list[Any]]] = [
    (Stage.REFERRED, []),
    (Stage.PREVIEWED, [facts.CasePreviewed(case=CASE, happened="2026-03-05T12:00Z", by="m")]),
    (Stage.ACCEPTED, [facts.CaseAccepted(case=CASE, happened="2026-03-05T12:00Z", by="m")]),
    (Stage.CLEARED, [facts.CaseCleared(case=CASE)]),
    (Stage.PROPOSED, [facts.HandoverProposed(case=CASE, planned="2026-03-06T12:00Z", place="p")]),
    (
        Stage.HANDED_OVER,
        [facts.HandedOver(case=CASE, power="kor", route=Route.TRANSFER, ceremony=CEREMONY, half="h")],
    ),
    (Stage.ARRIVED, [facts.ArrivalConfirmed(case=CASE, ceremony=CEREMONY, half="h")]),
    (Stage.SETTLED, [facts.PersonSettled(case=CASE, happened="2026-03-05")]),
    (Stage.RETURNED, [facts.PersonReturned(case=CASE, ceremony=CEREMONY, reason="r", half="h")]),
    (Stage.REFUSED, [facts.CaseRefused(case=CASE, happened="2026-03-05T12:00Z", by="m", reason="r")]),
    (Stage.CLOSED, [facts.CaseClosed(case=CASE, reason="r")]),
]


@pytest.mark.parametrize(("stage", "made"), AT)
def test_a_case_without_a_name_is_one_in_which_something_is_to_be_done(stage: Stage, made: list[Any]) -> None:
    world = begun(facts.CaseAssigned(case=CASE, officer=HERS), *made)
    assert world.file().cases[CASE].stage == stage
    for command in (
        requests.Assign(prisoner="P", officer=OTHER),
        requests.Unassign(prisoner="P", officer=HERS),
    ):
        if stage in UNDER_WAY:
            world.give(command)
        else:
            with pytest.raises(Refused) as told:
                world.give(command)
            assert told.value.code == "no_case"


def test_of_an_ended_case_the_officer_changes_where_it_is_named() -> None:
    world = begun(facts.CaseClosed(case=CASE, reason="r"))
    world.give(requests.Assign(prisoner="P", case=CASE, officer=HERS))
    assert of(world) == {HERS}


def test_the_moment_of_an_assignment_is_not_that_of_a_step() -> None:
    reached = begun(facts.CaseAssigned(case=CASE, officer=HERS)).file().cases[CASE].reached
    assert BEGIN not in reached.values()
