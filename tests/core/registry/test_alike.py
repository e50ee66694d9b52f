"""What speaks for and against two records being one person, and the texts under which either is found."""

import pytest

from safeconduct.names.keys import strong_key
from safeconduct.registry import facts
from safeconduct.registry.alike import (
    SPEAK_AGAINST,
    SPEAK_FOR,
    best_names,
    compare,
    duplicate_tokens,
    query_tokens,
    search_tokens,
)
from safeconduct.registry.facts import Item, PaperFinding, Statement
from safeconduct.registry.state import PrisonerState
from safeconduct.sources.facts import Fact
from safeconduct.sources.values import NameRole
from tests.core.registry.histories import OWN, SEEN, History, name, says

FALSE_PAPER = facts.PaperSeen(
    description="card", number="AB 12", name_on_paper=name("Иван Петров"), finding=PaperFinding.FALSE, source=SEEN
)  # fmt: skip


def person(*stated: Statement, called: str = "", then: tuple[Fact, ...] = (), of: str = "") -> PrisonerState:
    names = (name(called),) if called else ()
    first = facts.PrisonerRegistered(names=names, statements=stated, list_name=of)
    return History().add(first, *then).state


def captured(day: str) -> tuple[Fact, ...]:
    return (facts.Captured(happened=day, source=OWN),)


NUMBER, BORN = Item.SERVICE_NUMBER, Item.BIRTH_DATE
EVIDENCE: list[tuple[PrisonerState, PrisonerState, list[str], list[str]]] = [
    (person(), person(), [], []),
    (person(says(NUMBER, "К-123 45")), person(says(NUMBER, "к12345")), ["same_service_number"], []),
    (person(says(NUMBER, "1")), person(says(NUMBER, "2")), [], ["different_service_number"]),
    (person(called="박철수"), person(called="박철수"), ["same_name"], []),
    (person(called="박철수"), person(called="Пак Чхоль Су"), ["name_sounds_alike"], []),
    (person(called="박철수"), person(called="Василь Гнатюк"), [], ["different_name"]),
    (person(says(BORN, "1999")), person(says(BORN, "1999-04")), ["birth_compatible"], []),
    (person(says(BORN, "1999")), person(says(BORN, "1991")), [], ["birth_contradicts"]),
    (person(says(BORN, "1999"), says(BORN, "1991")), person(says(BORN, "1991")), ["birth_compatible"], []),
    (person(then=captured("2025-01")), person(then=captured("2025-01-09")), ["capture_compatible"], []),
    (person(then=captured("2025-01")), person(then=captured("2025-03-09")), [], ["capture_contradicts"]),
    (person(says(Item.BIRTH_PLACE, "Sinuiju ")), person(says(Item.BIRTH_PLACE, "SINUIJU")),
     ["same_birth_place"], []),
    (person(says(Item.FATHER_NAME, "박영호")), person(says(Item.FATHER_NAME, "Гнатюк")),
     [], ["different_father_name"]),
    (person(then=(FALSE_PAPER,)), person(then=(FALSE_PAPER,)), ["same_paper_number"], []),
    (person(of="list 4"), person(of="list 4"), [], ["same_list"]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "speaks_for", "speaks_against"), EVIDENCE)
def test_evidence(
    left: PrisonerState, right: PrisonerState, speaks_for: list[str], speaks_against: list[str]
) -> None:
    for one, other in ((left, right), (right, left)):
        found_for, found_against, _ = compare(one, other)
        assert [evidence.code for evidence in found_for] == speaks_for
        assert [evidence.code for evidence in found_against] == speaks_against


def test_what_is_not_known_is_said() -> None:
    _, _, not_known = compare(person(called="박철수"), person(says(BORN, "1999"), called="박철수"))
    assert not_known == (
        "service_number", "birth_date", "captured", "birth_place", "father_name", "mother_maiden_name",
    )  # fmt: skip


def test_every_code_speaks_one_way() -> None:
    assert not SPEAK_FOR & SPEAK_AGAINST


def test_duplicate_tokens_hold_number_name_with_year_and_name_with_capture() -> None:
    state = person(
        says(NUMBER, "К-123 45"), says(BORN, "1999-04"), says(BORN, "1998"),
        called="박철수", then=captured("2025-01-09"),
    )  # fmt: skip
    sound = strong_key("박철수")
    assert duplicate_tokens(state) == {
        "s|К12345", f"n|{sound}|1999", f"n|{sound}|1998", f"c|{sound}|2025-01-09",
    }  # fmt: skip


def test_two_spellings_of_one_person_share_a_token() -> None:
    left = person(says(BORN, "1999"), called="박철수")
    right = person(says(BORN, "1999-04-12"), called="Пак Чхоль Су")
    assert duplicate_tokens(left) & duplicate_tokens(right)


def test_a_birth_told_as_about_reaches_its_neighbours_and_a_decade_none() -> None:
    about = person(says(BORN, "1999~"), called="박철수")
    assert {token.rsplit("|")[-1] for token in duplicate_tokens(about)} == {
        "1997", "1998", "1999", "2000", "2001",
    }  # fmt: skip
    assert not duplicate_tokens(person(says(BORN, "199X"), called="박철수"))


def test_a_name_on_a_false_paper_is_searched_but_makes_nobody_alike() -> None:
    left = person(says(BORN, "1999"), then=(FALSE_PAPER,))
    assert duplicate_tokens(left) == frozenset()
    assert query_tokens("Петров") & search_tokens(left)
    assert query_tokens("ab12") & search_tokens(left)
    _, against, not_known = compare(left, person(called="Иван Петров"))
    assert not against
    assert "name" in not_known


@pytest.mark.parametrize("typed", ["Пак", "박철수", "Pak Chol Su", "к 12345"])
def test_search_finds_a_person_across_scripts_and_by_number(typed: str) -> None:
    state = person(says(NUMBER, "К-12345"), called="Пак Чхоль Су")
    assert query_tokens(typed) & search_tokens(state)


def test_the_name_of_the_father_makes_nobody_alike() -> None:
    father = facts.NameRecorded(name=name("박영호", NameRole.FATHER))
    state = person(says(BORN, "1999"), then=(father,))
    assert duplicate_tokens(state) == frozenset()


# --- the names that compare best ------------------------------------------------------------------


def test_of_several_names_those_that_compare_best_are_shown() -> None:
    more = facts.NameRecorded(name=name("Пак Чхоль Су"))
    found = best_names(person(called="Іван", then=(more,)), person(called="박철수"))
    assert found is not None
    assert (found.left, found.right) == ("Пак Чхоль Су", "박철수")
    assert [row.agrees for row in found.comparison.letters] == ["same", "same", "same"]


def test_a_record_without_a_name_of_its_own_is_compared_by_no_name() -> None:
    assert best_names(person(then=(FALSE_PAPER,)), person(called="박철수")) is None
    assert best_names(person(called="박철수"), person()) is None
