import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.names.keys import KEYS_MAX, keys, parts, strong_key
from tests.core.names.hostile import HOSTILE
from tests.core.names.tables import rows


def _sounds(text: str) -> set[str]:
    return {key for key in keys(text) if key.startswith("k:")}


@pytest.mark.parametrize(("verdict", "left", "right", "why"), rows("key_cases.tsv"))
def test_names_share_a_sound_or_do_not(verdict: str, left: str, right: str, why: str) -> None:
    assert bool(_sounds(left) & _sounds(right)) is (verdict == "same"), why


def test_exact_key_forgets_case_spaces_hyphens_and_dots() -> None:
    exact = [{key for key in keys(name) if key.startswith("x:")} for name in ("ХЁН Ён-Чхоль", "хен енчхоль")]
    assert exact[0] == exact[1] == {"x:хененчхоль"}


def test_surname_alone_finds_the_name_in_another_script() -> None:
    assert parts("박") & parts("Пак Чхоль Су")
    assert parts("Park") & parts("박철수")
    assert parts("Ли") & parts("리명호")
    assert not parts("Кан") & parts("박철수")


def test_given_name_alone_finds_the_name() -> None:
    assert parts("Чхоль Су") & parts("박철수")
    assert parts("Микола") & parts("Гаврилюк Микола Петрович")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("박철수", "Пак Чол Су"),
        ("박철수", "Park Chul-soo"),
        ("박철수", "朴哲秀"),
        ("리명호", "Lee Myung Ho"),
        ("Гаврилюк Петро Олегович", "Петро Гаврилюк"),
    ],
)
def test_strong_key_is_one_for_likely_duplicates(left: str, right: str) -> None:
    assert strong_key(left) == strong_key(right) != ""


def test_strong_key_keeps_names_apart() -> None:
    assert len({strong_key(name) for name in ("박철수", "박철호", "김철수", "Петро Гаврилюк")}) == 4


@pytest.mark.parametrize("text", ["", "   ", "👩", "-,'", "\u202e\u200b"])
def test_a_text_without_letters_has_no_key(text: str) -> None:
    assert keys(text) == parts(text) == frozenset()
    assert strong_key(text) == ""


def test_what_cannot_be_seen_changes_no_key() -> None:
    assert keys("박\u200b철수") == keys("\u202e박철수") == keys("\u1107\u1161\u11a8철수") == keys("박철수")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_has_bounded_keys(text: str) -> None:
    found = keys(text)
    assert len(found) <= KEYS_MAX
    assert all(key[:2] in ("x:", "k:") and 2 < len(key) <= 500 for key in found)
    assert all(len(part) <= 500 for part in parts(text))
    assert len(parts(text)) <= 900
    assert bool(strong_key(text)) is bool(found)


@given(st.text(alphabet=st.sampled_from("박철수리ㅂПакЧхольСуёіґPark eoun-,'\u200b\u202e\u0301朴1")))
def test_any_text_has_the_same_few_keys_each_time(text: str) -> None:
    assert keys(text) == keys(text)
    assert len(keys(text)) <= KEYS_MAX
    assert parts(text) == parts(text)


def test_a_flood_of_letters_is_read_up_to_its_bound() -> None:
    assert keys("Пак " * 5_000) == keys("Пак " * 2_500)
