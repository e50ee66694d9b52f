"""Given what was heard, when an officer asks, then facts or a refusal that names what is missing and its ground."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import Channel, Source
from safeconduct.wishes import facts, requests, rules
from safeconduct.wishes.facts import (
    AskedApart,
    Capacity,
    Finding,
    Hearer,
    Option,
    Presence,
    Setting,
    SheetPoint,
)
from safeconduct.wishes.state import Status, status
from tests.core.wishes.hearings import (
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

BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("moment_unreadable", {"held": "2026-03-05 at noon"}),
    ("moment_unreadable", {"held": "2026-03-05T12:00"}),
    ("moment_in_future", {"held": "2026-03-05T12:30Z"}),
    ("group_form", {"setting": Setting.GROUP}),
    ("not_an_interview", {"setting": Setting.PRESS}),
    ("not_an_interview", {"setting": Setting.INTERROGATION}),
    ("not_an_interview", {"setting": Setting.VISIT}),
    ("not_an_interview", {"setting": Setting.LETTER}),
    ("place_unknown", {"place": " "}),
    *[
        ("not_private", {"hearers": (hearer,)})
        for hearer in Hearer
        if hearer not in {Hearer.LAWYER, Hearer.DELEGATE, Hearer.DOCTOR, Hearer.TRUSTED_PERSON}
    ],
    ("presence_not_offered", {"presence": Presence.NOT_OFFERED}),
    ("inducement_not_signed", {"is_signed_no_inducement": False}),
    ("not_asked_apart", {"asked_apart": AskedApart.NOT_ASKED}),
    ("inducement_told", {"asked_apart": AskedApart.SOMETHING}),
    ("capacity_not_found", {"capacity": Capacity.NOT_ABLE}),
    ("capacity_not_found", {"capacity": Capacity.NOT_ASSESSED}),
    ("interpreter_interviews", {"interpreter": INTERPRETER.model_copy(update={"name": "OFFICER 1"})}),
    ("interpreter_unnamed", {"interpreter": INTERPRETER.model_copy(update={"qualification": ""})}),
    ("interpreter_partial", {"interpreter": INTERPRETER.model_copy(update={"serves": ("rus",)})}),
    ("interpreter_partial", {"interpreter": INTERPRETER.model_copy(update={"serves": ("kor",)})}),
    ("interpreter_rejected", {"interpreter": INTERPRETER.model_copy(update={"is_accepted": False})}),
    ("sheet_not_read", {"sheet": None}),
    ("sheet_not_read", {"sheet": SHEET.model_copy(update={"is_read_aloud": False})}),
    *[
        ("sheet_not_understood", {"sheet": SHEET.model_copy(update={"told_back": tuple(set(SheetPoint) - {p})})})
        for p in SheetPoint
    ],
]  # fmt: skip


def refused(
    world: World, command: requests.Command, at: Any = NOON, operator: str = FIRST, **more: Any
) -> str:
    """The code of the refusal; it names its ground."""
    with pytest.raises(Refused) as error:
        world.give(command, at, operator, **more)
    assert error.value.source
    assert error.value.reason.endswith(".")
    return error.value.code


def said_status(world: World, at: Any) -> Status:
    return status(world.state(), at)


@pytest.mark.parametrize(("code", "broken"), BROKEN)
def test_a_hearing_without_one_safeguard_makes_no_wish(code: str, broken: dict[str, Any]) -> None:
    assert refused(World(), declare(**broken)) == code


def test_nobody_may_hear_but_whom_the_prisoner_may_have() -> None:
    beside_him = (Hearer.LAWYER, Hearer.DELEGATE, Hearer.DOCTOR, Hearer.TRUSTED_PERSON)
    World().give(declare(hearers=beside_him), NOON)


def test_an_interviewer_who_speaks_the_language_needs_no_interpreter() -> None:
    World().give(declare(interpreter=None), NOON)


@pytest.mark.parametrize(
    ("option", "states"),
    [
        (Option.REPATRIATE, ()),
        (Option.REPATRIATE, ("kor",)),
        (Option.REPATRIATE, ("prk", "rus")),
        (Option.THIRD_STATE, ()),
        (Option.THIRD_STATE, ("prk",)),
        (Option.THIRD_STATE, ("kor", "rus")),
        (Option.THIRD_STATE, ("ukr",)),
        (Option.THIRD_STATE, ("kor", "kor")),
        (Option.REMAIN, ("ukr",)),
        (Option.UNDECIDED, ("kor",)),
        (Option.DECLINES, ("kor",)),
    ],
)
def test_states_that_do_not_fit_the_choice_are_refused(option: Option, states: tuple[str, ...]) -> None:
    assert refused(World(), declare(declaration=said(option, *states))) == "states_do_not_fit"


@pytest.mark.parametrize("code", ["northkorea", "dprk", "zzz"])
def test_a_code_that_is_no_state_s_is_refused_wherever_it_is_named(code: str) -> None:
    serving = INTERPRETER.model_copy(update={"serves": (code,)})
    assert refused(World(), declare(declaration=said(Option.THIRD_STATE, "kor", code))) == "unknown_state"
    assert refused(World(), declare(interpreter=serving)) == "unknown_state"
    assert refused(World(), assess(Finding.OPEN, code)) == "unknown_state"


def test_an_unknown_language_is_refused_wherever_it_is_named() -> None:
    assert refused(World(), declare(language="zz")) == "unknown_language"
    words = said(Option.THIRD_STATE, "kor").model_copy(update={"language": "xx"})
    assert refused(World(), declare(declaration=words)) == "unknown_language"
    World().give(declare(language="tyv"), NOON)


def test_a_power_of_the_conflict_may_have_a_code_of_its_own() -> None:
    command = declare(declaration=said(Option.THIRD_STATE, "newland"))
    World().give(command, NOON, powers=frozenset({"newland"}))


@pytest.mark.parametrize("option", Option)
def test_every_choice_can_be_said(option: Option) -> None:
    states = {Option.REPATRIATE: ("prk",), Option.THIRD_STATE: ("kor", "che")}.get(option, ())
    world = World()
    world.give(declare(declaration=said(option, *states)), NOON)
    expected = {Option.UNDECIDED: Status.UNDECIDED, Option.DECLINES: Status.DECLINES}
    assert said_status(world, NOON) == expected.get(option, Status.COOLING)


def test_words_of_a_publication_are_no_wish() -> None:
    pasted = said(Option.THIRD_STATE, "kor", words="He said so, https://news.example/1")
    assert refused(World(), declare(declaration=pasted)) == "not_his_words"


def test_a_long_statement_is_refused_with_its_limit() -> None:
    with pytest.raises(ValidationError, match="20000"):
        said(Option.THIRD_STATE, "kor", words="가" * 50_000)


def test_fears_are_kept_apart_from_the_wish_and_always() -> None:
    made = rules.facts_for(World().state(), declare(), known())
    assert [fact.COMPARTMENT for fact in made] == [Compartment.WISH, Compartment.PROTECTION]


def test_the_same_hearing_makes_one_declaration() -> None:
    assert refused(World().declared(), declare()) == "declared_already"


def test_a_wish_is_confirmed_by_another_officer_three_days_later() -> None:
    world = World().declared()
    assert said_status(world, NOON + 71 * HOUR) == Status.COOLING
    assert said_status(world, NOON + 72 * HOUR) == Status.TO_CONFIRM
    early, due = NOON + 72 * HOUR - timedelta(minutes=1), NOON + 72 * HOUR
    assert refused(world, again(requests.Confirm, early), early, SECOND) == "too_early"
    assert refused(world, again(requests.Confirm, due), due, FIRST) == "same_interviewer"
    world.give(again(requests.Confirm, due), due, SECOND)
    assert said_status(world, due) == Status.CONFIRMED
    assert refused(world, again(requests.Confirm, due), due, SECOND) == "confirmed"


def test_an_interview_dated_back_makes_the_three_days_no_shorter() -> None:
    world = World()
    world.give(declare(NOON - 100 * HOUR), NOON)
    assert refused(world, again(requests.Confirm, NOON + HOUR), NOON + HOUR, SECOND) == "too_early"


def test_what_is_said_otherwise_confirms_nothing() -> None:
    world, due = World().declared(), NOON + 72 * HOUR
    assert refused(world, again(requests.Confirm, due, "che"), due, SECOND) == "says_otherwise"
    assert refused(world, again(requests.Confirm, due, "kor", "che"), due, SECOND) == "says_otherwise"


def test_nothing_is_confirmed_that_was_not_declared() -> None:
    assert refused(World(), again(requests.Confirm, NOON), NOON, SECOND) == "nothing_stands"
    assert refused(World().declared(), again(requests.Reconfirm, NOON)) == "not_confirmed"


def test_a_re_confirmation_is_fresh_for_one_day() -> None:
    world, due = World().confirmed(), NOON + 80 * HOUR
    world.give(again(requests.Reconfirm, due, sheet=None), due)
    assert said_status(world, due + 24 * HOUR) == Status.RECONFIRMED
    assert said_status(world, due + 24 * HOUR + timedelta(minutes=1)) == Status.CONFIRMED


def test_a_wish_goes_stale_after_ninety_days() -> None:
    world, confirmed = World().confirmed(), NOON + 72 * HOUR
    assert said_status(world, confirmed + timedelta(days=90)) == Status.CONFIRMED
    stale = confirmed + timedelta(days=90, minutes=1)
    assert said_status(world, stale) == Status.STALE
    assert refused(world, again(requests.Reconfirm, stale), stale) == "nothing_stands"


@pytest.mark.parametrize("kind", [requests.Withdraw, requests.ReportWithdrawal])
def test_a_withdrawal_counts_at_once_and_stops_every_step(kind: type[requests.Withdraw]) -> None:
    world, at = World().confirmed(), NOON + 80 * HOUR
    command = kind(prisoner="P", way="said it to a guard")
    made = rules.facts_for(world.state(), command, known(at))
    assert [fact.COMPARTMENT for fact in made] == [Compartment.WISH, Compartment.CASE]
    world.give(command, at)
    assert said_status(world, at) == Status.WITHDRAWN
    assert refused(world, again(requests.Reconfirm, at), at) == "nothing_stands"


@pytest.mark.parametrize("gone", ["", "dead", "released"])
def test_a_withdrawal_is_never_refused_for_what_stands(gone: str) -> None:
    command = requests.ReportWithdrawal(prisoner="P", way="a letter")
    assert rules.facts_for(None, command, known(gone=gone))
    assert rules.facts_for(World().state(), command, known(gone=gone))


def test_after_a_withdrawal_he_is_heard_anew() -> None:
    world, at = World().confirmed(), NOON + 80 * HOUR
    world.give(requests.Withdraw(prisoner="P", way="told the doctor"), at)
    world.declared(at + HOUR)
    assert said_status(world, at + HOUR) == Status.COOLING


def test_a_report_that_is_not_his_is_denied_by_himself_alone() -> None:
    world, at = World().confirmed(), NOON + 80 * HOUR
    world.give(requests.ReportWithdrawal(prisoner="P", way="a rumour"), at)
    report = world.entries[-1].id
    before = requests.DenyWithdrawal(prisoner="P", entry=report, interview=hearing(at - HOUR))
    assert refused(world, before, at + HOUR) == "heard_before"
    guarded = hearing(at + HOUR, hearers=(Hearer.GUARD,))
    apart = requests.DenyWithdrawal(prisoner="P", entry=report, interview=guarded)
    assert refused(world, apart, at + HOUR) == "not_private"
    unknown = requests.DenyWithdrawal(prisoner="P", entry="f" * 32, interview=hearing(at + HOUR))
    assert refused(world, unknown, at + HOUR) == "no_withdrawal"
    world.give(requests.DenyWithdrawal(prisoner="P", entry=report, interview=hearing(at + HOUR)), at + HOUR)
    assert said_status(world, at + HOUR) == Status.CONFIRMED


def test_one_denial_leaves_another_withdrawal_standing() -> None:
    world, at = World().confirmed(), NOON + 80 * HOUR
    world.give(requests.Withdraw(prisoner="P", way="to the officer"), at)
    world.give(requests.ReportWithdrawal(prisoner="P", way="a rumour"), at)
    report = world.entries[-1].id
    world.give(requests.DenyWithdrawal(prisoner="P", entry=report, interview=hearing(at + HOUR)), at + HOUR)
    assert said_status(world, at + HOUR) == Status.WITHDRAWN


def test_a_broken_safeguard_found_later_invalidates() -> None:
    world = World().confirmed()
    assert refused(World(), requests.Invalidate(prisoner="P", reason="x")) == "nothing_declared"
    world.give(requests.Invalidate(prisoner="P", reason="a guard listened"), NOON + 80 * HOUR)
    assert said_status(world, NOON + 80 * HOUR) == Status.INVALIDATED


def test_a_reported_statement_is_kept_and_no_wish() -> None:
    world, source = World(), Source(channel=Channel.PUBLICATION, who="a newspaper")
    common = {"prisoner": "P", "words": "He wants to stay.", "source": source}
    world.give(requests.ReportStatement(setting=Setting.PRESS, **common), NOON)
    assert said_status(world, NOON) == Status.NOT_HEARD
    assert len(world.state().statements) == 1
    private = requests.ReportStatement(setting=Setting.PRIVATE_INTERVIEW, **common)
    assert refused(world, private) == "is_an_interview"


def assess(finding: Finding, destination: str = "kor") -> requests.AssessRisk:
    return requests.AssessRisk(
        prisoner="P", destination=destination, finding=finding, grounds="what is known"
    )


def test_a_danger_counts_at_once_and_its_grounds_stand_apart() -> None:
    made = rules.facts_for(World().state(), assess(Finding.OPEN), known())
    assert [fact.COMPARTMENT for fact in made] == [Compartment.WISH, Compartment.PROTECTION, Compartment.CASE]
    assert "what is known" not in made[0].model_dump_json()


def test_that_there_is_no_danger_counts_when_a_second_person_found_it_too() -> None:
    world = World()
    world.give(assess(Finding.NONE_FOUND), NOON, approval="ap")
    assert not world.state().risks["kor"].is_passed
    with pytest.raises(Refused, match="stands no longer"):
        rules.confirmation(world.state(), "e" * 32, "another")
    made = rules.confirmation(world.state(), "e" * 32, "ap")
    world.record(made, NOON, FIRST)
    assert not world.state().risks["kor"].is_passed
    world.record(made, NOON, SECOND)
    assert world.state().risks["kor"].is_passed
    with pytest.raises(Refused, match="stands no longer"):
        rules.confirmation(world.state(), "e" * 32, "ap")


def test_a_newer_danger_undoes_an_older_finding() -> None:
    world = World()
    world.give(assess(Finding.NONE_FOUND), NOON, approval="ap")
    world.record(rules.confirmation(world.state(), "e" * 32, "ap"), NOON, SECOND)
    world.give(assess(Finding.OPEN), NOON + HOUR)
    assert not world.state().risks["kor"].is_passed


def test_who_is_no_longer_here_is_not_heard() -> None:
    assert refused(World(), declare(), gone="dead") == "not_here"
    assert refused(World(), declare(), gone="escaped") == "not_here"


def test_a_clock_set_back_is_noticed() -> None:
    earlier = NOON - HOUR
    assert refused(World().declared(), declare(earlier), earlier) == "clock_behind"


def test_a_session_that_cannot_read_declares_and_confirms_nothing() -> None:
    assert rules.facts_for(None, declare(), known())
    with pytest.raises(Refused) as error:
        rules.facts_for(None, again(requests.Confirm, NOON), known())
    assert error.value.code == "locked"


def test_there_is_no_waiver() -> None:
    """GC III art. 7: no fact and no command of this room renounces anything."""
    names = {kind.__name__.lower() for kind in (*facts.FACTS, *requests.COMMAND_TYPES)}
    assert not [name for name in names if "waive" in name or "renounce" in name or "override" in name]
