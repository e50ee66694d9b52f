"""The cast of the demonstration: every step follows the rules; what is sealed lies in health alone."""

from collections import defaultdict
from datetime import date

import pytest

from safeconduct.access.words import Compartment, Role
from safeconduct.demo_cast import OPERATORS, SEALED_TEXTS, STEPS, sample_lists
from safeconduct.demo_enquiries import FOUND, NOT_FOUND, SOUGHT_HANDLE
from safeconduct.demo_steps import Recorded, Step, mark
from safeconduct.law.conflict import read
from safeconduct.names.keys import strong_key
from safeconduct.registry import rules
from safeconduct.registry.answers import Status
from safeconduct.registry.facts import Fact, Item
from safeconduct.registry.requests import AboutPair, AboutPrisoner, JudgeDifferent, RecordName, Register
from safeconduct.registry.state import PrisonerState, fold
from safeconduct.sources.numbers import number_of
from safeconduct.store.entries import Entry

TODAY = date(2026, 11, 23)
PLACES = frozenset(camp.code for camp in read("ukraine-2022").camps)


class Rehearsal:
    """All steps run through the rules alone, without store or database."""

    def __init__(self) -> None:
        self.recorded = Recorded()
        self.subjects: dict[str, str] = {}
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.open_text = ""
        self.sealed_text = ""
        for position, step in enumerate(STEPS):
            self._run(step, position)

    def states(self) -> dict[str, PrisonerState]:
        """The state of each person by handle."""
        subjects = {handle: self.subjects[number] for handle, number in self.recorded.numbers.items()}
        return {handle: fold(self.entries[subject], subject) for handle, subject in subjects.items()}

    def _run(self, step: Step, position: int) -> None:
        command = self.recorded.resolve(step.command)
        if isinstance(command, AboutPair):
            return
        subject = f"{position * 7919 + 1:010x}{position:022x}"
        if isinstance(command, AboutPrisoner):
            subject = self.subjects[command.prisoner]
        state = fold(self.entries[subject], subject)
        made = rules.facts_for(state, command, today=TODAY, known_places=PLACES)
        self.subjects[number_of(subject)] = subject
        ids = [self._note(fact, subject, step.operator) for fact in made]
        self.recorded.keep(step, number_of(subject), ids)

    def _note(self, fact: Fact, subject: str, author: str) -> str:
        if fact.COMPARTMENT is Compartment.HEALTH:
            self.sealed_text += fact.model_dump_json()
            return ""
        self.open_text += fact.model_dump_json()
        number = sum(map(len, self.entries.values())) + 1
        recorded = f"2026-11-23T07:{number // 60:02}:{number % 60:02}.000000Z"
        entry = Entry(
            f"{number:032x}", number, "here", fact.COMPARTMENT, subject, number, recorded, author, fact
        )
        self.entries[subject].append(entry)
        return entry.id


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    return Rehearsal()


def test_every_step_follows_the_rules(rehearsal: Rehearsal) -> None:
    registrations = [step.keeps for step in STEPS if isinstance(step.command, Register)]
    assert list(rehearsal.states()) == registrations
    assert len(set(registrations)) == len(registrations) >= 24


def test_the_cast_shows_what_can_befall_a_prisoner(rehearsal: Rehearsal) -> None:
    found = {handle: state.status for handle, state in rehearsal.states().items()}
    assert set(found.values()) >= {
        Status.REGISTERED, Status.CAPTURED, Status.IN_TRANSIT, Status.HELD, Status.IN_HOSPITAL,
        Status.REPATRIATED, Status.DEAD,
    }  # fmt: skip
    assert (found["o"], found["vetlugin"], found["rim"]) == (Status.DEAD, Status.REPATRIATED, Status.HELD)


def test_conflicts_stand_until_judged(rehearsal: Rehearsal) -> None:
    states = rehearsal.states()
    conflicts = {
        (handle, item)
        for handle, state in states.items()
        for item, view in state.items.items()
        if view.is_conflict
    }
    assert conflicts == {("kang", Item.BIRTH_DATE), ("hwang", Item.POWER), ("ten", Item.POWER)}
    assert states["yun"].items[Item.SERVICE_NUMBER].judged_reason


def test_the_pair_on_the_desk_sounds_alike_and_nobody_judged_it() -> None:
    assert strong_key("송명하") == strong_key("Сон Мён Ха")
    judged = {
        (step.command.left, step.command.right) for step in STEPS if isinstance(step.command, AboutPair)
    }
    assert judged == {("jon", "jong")}


def test_every_sealed_text_is_given_and_lies_in_health_alone(rehearsal: Rehearsal) -> None:
    assert len(set(SEALED_TEXTS)) == len(SEALED_TEXTS) >= 12
    assert [text for text in SEALED_TEXTS if text not in rehearsal.sealed_text] == []
    assert [text for text in SEALED_TEXTS if text in rehearsal.open_text] == []


def test_operators_can_do_what_the_demonstration_shows() -> None:
    logins = [operator.login for operator in OPERATORS]
    assert len(set(logins)) == len(logins)
    assert {step.operator for step in STEPS} <= set(logins)
    assert sum(Role.BUREAU in operator.roles for operator in OPERATORS) == 2
    assert sum(Role.TRACING in operator.roles for operator in OPERATORS) == 2
    assert {place for operator in OPERATORS for place in operator.places} <= PLACES
    assert min(len(operator.passphrase) for operator in OPERATORS) >= 12
    assert len({operator.passphrase for operator in OPERATORS}) == len(OPERATORS)


def test_the_first_enquiry_seeks_one_of_the_cast_and_the_other_nobody() -> None:
    registers = [step for step in STEPS if isinstance(step.command, Register)]
    names = {
        step.keeps: {strong_key(each.text) for each in step.command.names}
        for step in registers
        if isinstance(step.command, Register)
    }
    asked = [{strong_key(each.text) for each in enquiry.sought.names} for enquiry in (FOUND, NOT_FOUND)]
    assert asked[0] & names[SOUGHT_HANDLE]
    assert not [handle for handle, keys in names.items() if keys & asked[1]]


def test_a_step_about_nobody_is_found() -> None:
    name = next(step.command for step in STEPS if isinstance(step.command, RecordName))
    with pytest.raises(KeyError, match="jang"):
        Recorded().resolve(name)


def test_both_sides_of_a_pair_get_their_numbers() -> None:
    recorded = Recorded(numbers={"jon": "7F3K-2QWD", "jong": "9C1M-HT44"})
    pair = next(step.command for step in STEPS if isinstance(step.command, JudgeDifferent))
    resolved = recorded.resolve(pair)
    assert isinstance(resolved, JudgeDifferent)
    assert (resolved.left, resolved.right) == ("7F3K-2QWD", "9C1M-HT44")


def test_a_mark_is_a_stand_in_for_an_entry() -> None:
    assert mark("kang-card") != mark("hwang-card")
    assert len(mark("kang-card")) == 32


def test_lists_of_the_demonstration_are_lists() -> None:
    assert {file.name.rpartition(".")[2] for file in sample_lists()} <= {"csv", "xlsx"}
