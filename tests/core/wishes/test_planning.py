"""What is prepared for a hearing and what is kept after it: plans, interpreters, sheets, the prisoner's copy."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.wishes import facts, papers, planning, requests, roster, rules, sheets
from safeconduct.wishes.facts import CopyAnswer, Option, Purpose, Sheet, SheetPoint
from safeconduct.wishes.roster import Listed
from tests.core.wishes.hearings import (
    HOUR,
    NOON,
    PRISONER,
    SECOND,
    SHEET,
    World,
    again,
    declare,
    hearing,
    known,
    said,
)

DAY = timedelta(days=1)
HAN = Listed("7" * 32, "O. Han", "court interpreter", ("ko",), "", ())


def planned(world: World, at: object = NOON + DAY, **others: object) -> requests.PlanInterview:
    values = {"prisoner": "P", "purpose": Purpose.DECLARE, "planned": at, "place": "room 3", **others}
    if not isinstance(at, str):
        values["planned"] = moments.text_of(at)  # type: ignore[arg-type]
    return requests.PlanInterview.model_validate(values)


def refused(code: str, world: World, command: requests.Command, **others: object) -> str:
    with pytest.raises(Refused) as caught:
        rules.facts_for(world.state(), command, known(NOON + 2 * HOUR, SECOND, **others))
    assert caught.value.code == code
    return caught.value.field


# --- plans ------------------------------------------------------------------------------------------------


def test_a_plan_stands_until_its_hearing_is_held() -> None:
    world = World()
    world.give(planned(world), NOON)
    world.give(planned(world, NOON + 5 * DAY), NOON)
    assert [plan.at for plan in world.state().plans] == [NOON + DAY, NOON + 5 * DAY]
    world.give(declare(NOON + DAY), NOON + DAY)
    assert [plan.at for plan in world.state().plans] == [NOON + 5 * DAY]


def test_a_hearing_long_before_the_hour_is_another_one() -> None:
    world = World()
    world.give(planned(world, NOON + 2 * DAY), NOON)
    world.declared(NOON + DAY)
    assert len(world.state().plans) == 1


def test_a_plan_is_cancelled_once() -> None:
    world = World()
    world.give(planned(world), NOON)
    (plan,) = world.state().plans
    cancel = requests.CancelInterview(prisoner="P", entry=plan.entry, reason="the doctor is away")
    world.give(cancel, NOON + HOUR)
    assert world.state().plans == ()
    assert refused("no_plan", world, cancel) == "entry"


@pytest.mark.parametrize(
    ("at", "code"),
    [("tomorrow", "moment_unreadable"), ("2026-03-06T12:00", "moment_unreadable"), (NOON, "moment_in_past")],
)
def test_an_interview_is_planned_for_an_hour_to_come(at: object, code: str) -> None:
    world = World()
    assert refused(code, world, planned(world, at)) == "planned"


def test_nobody_plans_for_a_prisoner_who_is_gone() -> None:
    world = World()
    refused("not_here", world, planned(world), gone="died")


def test_a_confirmation_is_planned_for_what_stands_after_three_days_by_another() -> None:
    world = World()
    confirm = {"purpose": Purpose.CONFIRM}
    refused("nothing_stands", world, planned(world, **confirm))
    world.declared()
    refused("too_early", world, planned(world, NOON + 71 * HOUR, **confirm))
    late = NOON + 72 * HOUR
    field = refused(
        "same_interviewer", world, planned(world, late, interviewer_name=" Officer  1", **confirm)
    )
    assert field == "interviewer_name"
    refused("not_confirmed", world, planned(world, late, purpose=Purpose.RECONFIRM))
    world.give(planned(world, late, interviewer_name="officer 2", **confirm), NOON + HOUR)
    world.give(again(requests.Confirm, late), late, SECOND)
    assert world.state().plans == ()
    with pytest.raises(Refused, match="is confirmed"):
        world.give(planned(world, late + DAY, **confirm), late)
    world.give(planned(world, late + DAY, purpose=Purpose.RECONFIRM), late)


def test_an_interpreter_is_neither_the_interviewer_nor_in_two_places() -> None:
    world = World()
    both = planned(world, interviewer_name="M. Moroz", interpreter="m. moroz")
    assert refused("interpreter_interviews", world, both) == "interpreter"
    refused("interpreter_busy", world, planned(world, interpreter="O. Han"), is_busy=True)


# --- interpreters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        (Listed("7" * 32, "o.  HAN", "x", ("ko",), "", (), struck="left"), "interpreter_struck"),
        (Listed("7" * 32, "O. Han", "x", ("ko",), "", ("kor",)), "interpreter_partial"),
        (Listed("7" * 32, "O. Han", "x", ("ko",), "", ("prk",)), "interpreter_partial"),
    ],
)
def test_a_listed_interpreter_is_held_to_the_roster(listed: Listed, code: str) -> None:
    world = World()
    command = declare(NOON)
    refused(code, world, command, roster=(listed,))
    assert rules.facts_for(world.state(), command, known(NOON + HOUR, roster=(HAN,)))


def test_whom_he_refused_does_not_interpret_for_him() -> None:
    world = World()
    world.give(requests.RefuseInterpreter(prisoner="P", name="o. han"), NOON)
    refused("interpreter_rejected", world, declare(NOON + HOUR))
    refused("interpreter_rejected", world, planned(world, interpreter="O. Han"))


def test_the_roster_keeps_names_apart_and_strikes_once() -> None:
    listing = requests.ListInterpreter(name="O. Han", qualification="x", languages=("ko",), serves=("kor",))
    (fact,) = planning.listed(listing, known(), "7" * 32)
    assert isinstance(fact, facts.InterpreterListed)
    strike = requests.StrikeInterpreter(interpreter="7" * 32, reason="left")
    nowhere = listing.model_copy(update={"serves": ("kgb",)})
    mumbled = listing.model_copy(update={"languages": ("ko", "zz")})
    refusals: dict[str, Callable[[], object]] = {
        "interpreter_listed": lambda: planning.listed(listing, known(roster=(HAN,)), "8" * 32),
        "no_interpreter": lambda: planning.struck(strike, known()),
        "unknown_state": lambda: planning.listed(nowhere, known(), "8" * 32),
        "unknown_language": lambda: planning.listed(mumbled, known(), "8" * 32),
    }
    for code, give in refusals.items():
        with pytest.raises(Refused) as caught:
            give()
        assert caught.value.code == code
    assert planning.struck(strike, known(roster=(HAN,)))
    world = World()
    for each in (fact, *planning.struck(strike, known(roster=(HAN,)))):
        assert isinstance(each, facts.Fact)
        world.record(each, NOON, stream=roster.STREAM)
    (found,) = roster.fold_roster(world.entries)
    assert (found.name, found.serves, found.struck) == ("O. Han", ("kor",), "left")


# --- sheets and papers ------------------------------------------------------------------------------------


def test_a_hearing_rests_on_a_sheet_in_force_in_a_language_it_is_written_in() -> None:
    world = World()
    for sheet, code in (
        (Sheet(**{**dict(SHEET), "version": "2020-1"}), "sheet_unknown"),
        (Sheet(**{**dict(SHEET), "language": "zz"}), "sheet_language"),
    ):
        refused(code, world, declare(NOON, sheet=sheet))
    before = sheets.SHEETS[-1].since - DAY
    with pytest.raises(Refused) as caught:
        planning.check_sheet(SHEET, before)
    assert caught.value.code == "sheet_superseded"


def test_what_a_laptop_heard_with_an_older_sheet_is_still_read() -> None:
    world = World()
    old = hearing(NOON, sheet=Sheet(**{**dict(SHEET), "version": "2020-1"}))
    interview = facts.Interview(**dict(old), interviewer="1" * 32, interviewer_name="officer 1")
    world.record(facts.WishDeclared(interview=interview, declaration=said(Option.REMAIN)), NOON)
    assert world.state().declared is not None


SHORT = """
[[sheets]]
version = "1"
since = 2026-01-01
until = 2026-02-01
[sheets.title]
en = "t"
[sheets.points]
"""


def short(*absent: str, version: str = "1") -> str:
    points = "".join(f'{each}.en = "x"\n' for each in SheetPoint if each not in absent)
    return SHORT.replace('"1"', f'"{version}"') + points


def test_a_sheet_says_every_point_in_every_language() -> None:
    (sheet,) = sheets.read(short())
    assert [sheet.is_in_force(date(2026, 1, day)) for day in (1, 31)] == [True, True]
    assert not sheet.is_in_force(date(2026, 2, 1))
    assert not sheet.is_in_force(date(2025, 12, 31))
    with pytest.raises(ValueError, match="sheet 1: may_change"):
        sheets.read(short("may_change"))
    with pytest.raises(ValueError, match="two sheets"):
        sheets.read(short() + short())


def test_a_paper_is_written_in_every_language_of_papers() -> None:
    for language in papers.LANGUAGES:
        say = papers.words(language)
        assert {str(each) for each in Option} <= set(say)
        assert all(text.strip() for text in say.values())
    with pytest.raises(ValueError, match="held: write it in"):
        papers.read('[held]\nko = "x"\nru = "x"\nuk = "x"\n')


def test_a_copy_is_of_something_and_in_a_language_it_is_written_in() -> None:
    world = World()
    copy = requests.GiveCopy(prisoner="P", language="ko", answer=CopyAnswer.KEPT_FOR_HIM)
    refused("nothing_declared", world, copy)
    world.declared()
    refused("copy_language", world, copy.model_copy(update={"language": "fr"}))
    refused("moment_in_future", world, copy.model_copy(update={"happened": "2030-01-01T00:00Z"}))
    world.give(copy, NOON + HOUR)
    given = world.entries[-1].fact
    assert isinstance(given, facts.CopyGiven)
    assert (given.language, given.happened) == ("ko", moments.text_of(NOON + HOUR))
    assert world.state().prisoner == PRISONER
