"""The tool that changes rules on purpose bites: what it changes is noticed, and what nobody looks at is told."""

import os

from safeconduct.wishes import plans
from tests.core.wishes.test_edges import (
    test_an_interpreter_is_busy_within_the_hours_of_another_hearing as busy,
)
from tools import mutate
from tools.mutate import Mutant

MODULE = "safeconduct.wishes.plans"
FOUND = {mutant.name: mutant for mutant in mutate.mutants(MODULE)}
EDGE = "wishes.plans is_in_the_way: abs(plan.at - at) < AT_ONCE -> abs(plan.at - at) <= AT_ONCE"


def end_of(mutant: Mutant, *cases: mutate.Case, patience_s: float = mutate.PATIENCE_S) -> int:
    child = mutate.started(mutant, mutate.functions(MODULE), cases, patience_s)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_change_is_noticed_by_the_case_at_its_edge_and_stays_in_its_own_process() -> None:
    before = plans.is_in_the_way.__code__
    assert end_of(FOUND[EDGE], busy) != 0
    assert plans.is_in_the_way.__code__ is before


def test_nothing_changed_is_green_and_a_change_that_nobody_looks_at_is_not_noticed() -> None:
    assert end_of(Mutant("nothing", {}), busy) == 0
    assert end_of(FOUND[EDGE]) == 0


def test_every_change_changes_one_place_and_has_a_name_of_its_own() -> None:
    found = mutate.mutants(MODULE)
    assert len(FOUND) == len(found) > 5
    assert all(mutant.codes for mutant in found)


def test_a_change_that_never_ends_is_ended_and_counts_as_noticed() -> None:
    def turn() -> None:
        while True:
            pass

    assert end_of(Mutant("nothing", {}), turn, patience_s=0.1) != 0


def test_too_few_noticed_and_a_reason_too_few_or_too_many_are_told() -> None:
    found = [Mutant(f"room.file f: {number} -> {number + 1}", {}) for number in range(40)]
    first, second = found[0], found[1]
    assert mutate.verdict(found, [first], {first.name: "the same"}) == []
    assert mutate.verdict(found, [first], {}) == [f"no reason is told: {first.name}"]
    told = {
        first.name: "the same",
        second.name: "the same",
        "room.file g: a -> b": "x",
        "other.file f: a -> b": "x",
    }
    assert mutate.verdict(found, [first], told) == [
        "no such change: room.file g: a -> b",
        f"is noticed after all: {second.name}",
    ]
    few = mutate.verdict(found, found[:3], {mutant.name: "x" for mutant in found[:3]})
    assert few == ["92.5% were noticed, 95% are asked"]


def test_every_file_of_rules_and_every_reason_is_there() -> None:
    assert all((mutate.ROOT / f"{module.replace('.', '/')}.py").is_file() for module in mutate.RULES)
    assert all(reason.strip() for reason in mutate.reasons().values())
