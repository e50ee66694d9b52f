import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.names import compare, compare_many
from safeconduct.names.words import texts
from tests.core.names.hostile import HOSTILE
from tests.core.names.tables import rows

LETTERS = "박철수리ㅂПакЧхольСуёіґPark eoun-,'\u200b\u202e\u0301朴哲1キム."


@pytest.mark.parametrize(("verdict", "left", "right", "why"), rows("compare_cases.tsv"))
def test_names_score_as_a_linguist_expects(verdict: str, left: str, right: str, why: str) -> None:
    score = compare(left, right).score
    found = "same" if score >= 0.9 else "different" if score < 0.1 else "near"
    assert found == verdict, f"{score}: {why}"


def test_two_careful_names_one_vowel_apart_score_below_one_name() -> None:
    apart = compare("김정은", "김종은")
    assert apart.score < compare("김정은", "김정은").score
    assert apart.strength < compare("김정은", "Kim Jong Un").strength


def test_a_rare_surname_says_more_than_a_common_one() -> None:
    assert compare("탁철수", "Тхак Чхоль Су").strength > compare("김철수", "Ким Чхоль Су").strength


def test_a_slip_of_one_letter_does_not_lose_the_name() -> None:
    assert compare("강석근", "Кан Соккын").strength > 5
    assert compare("강석근", "Кан Сккын").strength > 0


def test_initials_and_a_surname_alone_stay_weak() -> None:
    assert 0.1 < compare("박철수", "Пак Ч. С.").score < 0.9
    assert compare("박철수", "박").score < 0.5
    assert compare("Гаврилюк П. О.", "Гаврилюк Петро Олегович").score > 0.5


def test_evidence_is_told_in_words_with_the_letters_beside_each_other() -> None:
    found = compare("박철수", "Пак Чхоль Су")
    assert [step.code for step in found.evidence] == ["syllable_usual", "syllable_usual", "surname_same"]
    assert found.evidence[0].text == (
        "The Hangul syllable 철 is written “Чхоль” here. "
        "That is how Russian and Ukrainian papers write it (Kontsevich system)."
    )
    assert [(each.left, each.right) for each in found.letters] == [
        ("박", "Пак"),
        ("철", "Чхоль"),
        ("수", "Су"),
    ]
    inside = [(each.left, each.right) for each in found.letters[1].letters]
    assert inside == [("ㅊ", "чх"), ("ㅓ", "о"), ("ㄹ", "ль")]
    assert {each.agrees for each in found.letters} == {"same"}


def test_evidence_names_what_speaks_against() -> None:
    found = compare("Kim Jong Un", "Kim Yong Un")
    assert found.evidence[0].code == "syllable_different"
    assert found.evidence[0].weight < 0
    assert any(each.agrees == "different" for each in found.letters)


def test_national_forms_and_fathers_names_are_named() -> None:
    codes = {step.code for step in compare("Микола Гаврилюк", "Николай Петрович Гаврилюк").evidence}
    assert codes == {"word_equal", "word_national", "father_left_out"}


def test_hanja_of_one_reading_are_told_apart() -> None:
    same, other = compare("朴哲秀", "朴哲秀"), compare("朴哲秀", "朴鐵洙")
    assert "character_same" in {step.code for step in same.evidence}
    assert "character_other" in {step.code for step in other.evidence}
    assert same.strength > compare("朴哲秀", "박철수").strength > other.strength


def test_simplified_forms_are_the_same_characters() -> None:
    assert compare("张赫", "張赫").strength == compare("張赫", "張赫").strength


def test_order_of_the_two_names_changes_nothing() -> None:
    for left, right in (("박철수", "Пак Чол Су"), ("Микола Гаврилюк", "Nikolai Gavriliuk")):
        assert compare(left, right).strength == pytest.approx(compare(right, left).strength, abs=0.02)


def test_expected_false_matches_grow_with_the_gallery_and_never_pass_it() -> None:
    found = compare("박철수", "Пак Чхоль Су")
    assert 0 < found.expected_false(1_000) < found.expected_false(100_000) < 100
    assert compare("박철수", "김영호").expected_false(1_000) == 1_000


def test_many_pairs_score_as_one_by_one() -> None:
    pairs = [(left, right) for _, left, right, _ in rows("compare_cases.tsv")]
    assert compare_many(pairs) == [compare(left, right).score for left, right in pairs]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_compared_in_bounded_time(text: str) -> None:
    began = time.perf_counter()
    found = compare(text, "박철수")
    compare(text, "Гаврилюк Петро")
    again = compare(text, text)
    assert time.perf_counter() - began < 2
    assert 0 <= found.score <= 1
    assert 0 <= again.score <= 1
    assert all(step.code in texts() and step.text for step in (*found.evidence, *again.evidence))


@pytest.mark.parametrize("text", ["", "  ", "👩", "-,'", "\u202e\u200b"])
def test_a_text_without_letters_matches_nothing(text: str) -> None:
    assert compare(text, "박철수").score == compare(text, text).score == 0.0


def test_what_cannot_be_seen_changes_nothing() -> None:
    assert (
        compare("박\u200b철수", "\u202eПак Чхоль Су\u202c").score == compare("박철수", "Пак Чхоль Су").score
    )
    assert compare("\u1107\u1161\u11a8철수", "박철수").strength == compare("박철수", "박철수").strength


@settings(deadline=2_000)
@given(
    st.text(alphabet=st.sampled_from(LETTERS), max_size=60),
    st.text(alphabet=st.sampled_from(LETTERS), max_size=60),
)
def test_any_two_texts_have_a_score_and_reasons(left: str, right: str) -> None:
    found = compare(left, right)
    assert 0 <= found.score <= 1
    assert found.score == compare_many([(left, right)])[0]
    assert all(step.text for step in found.evidence)
