import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.names.hangul import (
    FINALS,
    INITIALS,
    VOWELS,
    Syllable,
    compose,
    decompose,
    final_sound,
    split_name,
    surnames,
)
from tests.core.names.hostile import HOSTILE
from tests.core.names.tables import rows


@given(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")))
def test_composing_undoes_decomposing(letter: str) -> None:
    assert compose(decompose(letter)) == letter


def test_decompose_names_the_parts() -> None:
    assert decompose("박") == Syllable("ㅂ", "ㅏ", "ㄱ")
    assert decompose("의") == Syllable("ㅇ", "ㅢ", "")
    assert (len(INITIALS), len(VOWELS), len(FINALS)) == (19, 21, 28)


@pytest.mark.parametrize("text", ["", "ㅂ", "a", "박철", "\ud7a4"])
def test_decompose_refuses_what_is_no_syllable(text: str) -> None:
    with pytest.raises(ValueError, match="syllable"):
        decompose(text)


@pytest.mark.parametrize(
    ("written", "sound"), [("ㅍ", "ㅂ"), ("ㅎ", "ㄷ"), ("ㄺ", "ㄱ"), ("ㄻ", "ㅁ"), ("", "")]
)
def test_final_sound(written: str, sound: str) -> None:
    assert final_sound(written) == sound


@pytest.mark.parametrize(("name", "surname", "given_name", "certain"), rows("split_cases.tsv"))
def test_split_name(name: str, surname: str, given_name: str, certain: str) -> None:
    split = split_name(name)
    assert (split.surname, split.given, split.is_certain) == (surname, given_name, certain == "yes")


@pytest.mark.parametrize("text", ["", "Pak Chol Su", "ㅂㅏㄱ", "12"])
def test_what_is_no_hangul_name_comes_back_whole(text: str) -> None:
    split = split_name(text)
    assert (split.surname, split.given, split.is_certain) == ("", text, False)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_never_split_with_certainty(text: str) -> None:
    is_a_name = text in (HOSTILE["decomposed"], HOSTILE["zero width"])
    assert split_name(text).is_certain is is_a_name


def test_northern_forms_stand_in_the_table_themselves() -> None:
    assert {surname.north for surname in surnames().values()} <= surnames().keys()
    assert surnames()["노"].north == "로"
