import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.names import Hints, read
from safeconduct.names.read import Kind, Reading
from tests.core.names.hostile import HOSTILE
from tests.core.names.tables import rows


@pytest.mark.parametrize(("text", "hangul", "surname", "why"), rows("read_cases.tsv"))
def test_the_likeliest_reading(text: str, hangul: str, surname: str, why: str) -> None:
    first = read(text)[0]
    assert (first.text, first.surname) == (hangul, surname), why


def test_weights_add_up_to_one() -> None:
    for text in ("Чан Вук Парк", "Kim Jongun", "Гаврилюк Петро Олегович", "Lee Ann"):
        assert sum(each.weight for each in read(text)) == pytest.approx(1.0, abs=0.01)


def test_a_korean_name_has_a_lattice() -> None:
    first = read("Пак Чол Су")[0]
    assert [part.written for part in first.parts] == ["пак", "чол", "су"]
    assert first.parts[1].likely[0][0] == "철"
    assert all(0 < chance <= 1 for part in first.parts for _, chance in part.likely)


def test_an_east_slavic_name_has_slots() -> None:
    first = read("Гаврилюк Микола Петрович")[0]
    assert (first.kind, first.surname, first.given, first.patronymic) == (
        Kind.EAST_SLAVIC, "гаврилюк", ("микола",), "петрович",
    )  # fmt: skip


def test_hints_decide_what_the_text_leaves_open() -> None:
    assert _surname(read("Юн Чан", hints=Hints(surname_first=True))) == "юн"
    assert _surname(read("Юн Чан", hints=Hints(surname_first=False))) == "чан"
    assert {each.kind for each in read("Lee Ann", hints=Hints(kind=Kind.KOREAN))} == {Kind.KOREAN}
    assert Kind.KOREAN not in {each.kind for each in read("Lee Ann", hints=Hints(kind=Kind.OTHER))}


def _surname(readings: tuple[Reading, ...]) -> str:
    return next(each.surname for each in readings if each.kind is Kind.KOREAN)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    began = time.perf_counter()
    found = read(text)
    assert time.perf_counter() - began < 2
    assert len(found) <= 5


@settings(deadline=2_000)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= each.weight <= 1 for each in read(text))
