"""The words of the reasons: in three languages, with the same values, for every reason that can be given."""

import dataclasses
import string

import pytest

from safeconduct.names.compare import Comparison, compare
from safeconduct.names.correspondence import Correspondence
from safeconduct.names.evidence import notes
from safeconduct.names.words import Code, Label, Language, Step, label, language_of, texts, told
from tests.core.names.tables import rows

CASES = rows("evidence_cases.tsv")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _all_steps(found: Comparison) -> list[Step]:
    inside = [each.why for row in found.letters for each in row.letters]
    return [*found.evidence, *(row.why for row in found.letters), *inside]


@pytest.mark.parametrize("code", sorted(texts()))
def test_every_text_stands_in_three_languages_with_the_same_placeholders(code: str) -> None:
    told_in = texts()[code]
    assert set(told_in) == set(Language)
    assert all(text.strip() for text in told_in.values())
    assert len({frozenset(_placeholders(text)) for text in told_in.values()}) == 1
    assert len(set(told_in.values())) == len(Language)


def test_the_table_holds_the_codes_and_nothing_else() -> None:
    assert set(texts()) == {*Code, *Label}
    assert not {*Code} & {*Label}


def test_a_reason_without_words_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no_such_reason"):
        Step("no_such_reason", 1.0)  # type: ignore[arg-type]  # what a typing checker refuses first


def test_every_reason_is_given_by_some_pair() -> None:
    assert {row[0] for row in CASES} == {*Code}


@pytest.mark.parametrize(("code", "where", "left", "right", "why"), CASES)
def test_a_pair_gives_its_reason_with_all_its_values(
    code: str, where: str, left: str, right: str, why: str
) -> None:
    found = compare(left, right)
    given = {
        "row": [row.why for row in found.letters],
        "letter": [each.why for row in found.letters for each in row.letters],
        "note": list(notes(found.evidence, found.letters)),
    }[where]
    assert code in [step.code for step in given], why
    for step in _all_steps(found):
        assert set(step.parameters) == _placeholders(texts()[step.code][Language.ENGLISH])
        assert all("{" not in told(step, language) for language in Language)


@pytest.mark.parametrize(
    ("code", "language"),
    [("uk", "uk"), ("uk-ua", "uk"), ("KO", "ko"), ("fr", "en"), ("", "en")],
)
def test_a_language_is_known_by_its_code_and_english_stands_in(code: str, language: str) -> None:
    assert language_of(code) == language


def test_numbers_and_systems_are_told_as_the_language_has_them() -> None:
    rare = Step(Code.SURNAME_SAME, 1.0, {"left": "a", "right": "b", "sound": "룡", "people": "3300"})
    assert "one person in 3,300 " in told(rare)
    assert "особа з 3\u00a0300 " in told(rare, "uk")
    assert "3,300명" in told(rare, "ko")
    usual = Step(
        Code.SYLLABLE_USUAL, 1.0, {"sound": "철", "written": "Чхоль", "system": Label.SYSTEM_KONTSEVICH}
    )
    assert label(Label.SYSTEM_KONTSEVICH, "uk") in told(usual, "uk")


def test_a_word_of_a_name_may_hold_braces() -> None:
    step = Step(Code.SURNAME_MISSING, 0.0, {"text": "{left} {0}"})
    assert "{left} {0}" in told(step, "ko")


def test_a_reason_cannot_be_changed() -> None:
    step = compare("박철수", "Пак Чхоль Су").evidence[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        step.weight = 0.0  # type: ignore[misc]  # the point of the test


# --- which letters correspond ---------------------------------------------------------------------


def _flat(found: Comparison) -> list[tuple[str, str, str, str]]:
    return [_cells(each) for row in found.letters for each in (row, *row.letters)]


def _cells(row: Correspondence) -> tuple[str, str, str, str]:
    return row.left, row.right, row.agrees.value, row.why.code.value


def test_each_letter_stands_beside_what_is_written_for_it() -> None:
    assert _flat(compare("박철수", "Пак Чер Су")) == [
        ("박", "Пак", "same", "surname_same"),
        ("철", "Чер", "close", "syllable_unusual"),
        ("ㅊ", "ч", "close", "letter_unusual"),
        ("ㅓ", "е", "close", "letter_unusual"),
        ("ㄹ", "р", "close", "letter_unusual"),
        ("수", "Су", "same", "syllable_usual"),
        ("ㅅ", "с", "same", "letter_usual"),
        ("ㅜ", "у", "same", "letter_usual"),
    ]


def test_a_letter_that_stands_for_two_sounds_says_so() -> None:
    found = compare("김정은", "Ким Чон Ын")
    shared = [each.why.parameters for row in found.letters for each in row.letters if each.left in "ㅓㄴ"]
    assert [(each["sound"], each["also"]) for each in shared] == [("ㅓ", "ㅗ"), ("ㄴ", "ㅇ")]


def test_the_other_way_round_the_sides_change_and_the_reasons_stay() -> None:
    there, back = _flat(compare("박철수", "Пак Чер Су")), _flat(compare("Пак Чер Су", "박철수"))
    assert [(right, left, *rest) for left, right, *rest in back] == [tuple(row) for row in there]


def test_what_is_written_keeps_its_capitals() -> None:
    assert [row.right for row in compare("박철수", "ПАК Чхоль-Су").letters] == ["ПАК", "Чхоль", "Су"]


def test_a_ukrainian_spelling_is_told_from_a_russian_one() -> None:
    ukrainian, russian = compare("김은혁", "Кім Ин Хьок"), compare("김은혁", "Ким Ын Хёк")
    systems = [
        [row.why.parameters.get("system") for row in found.letters[1:]] for found in (ukrainian, russian)
    ]
    assert systems == [["system_ukrainian"] * 2, ["system_kontsevich"] * 2]


def test_letters_of_other_names_stand_in_runs() -> None:
    row = compare("Гаврилюк Петро", "Гаврильчук Петро").letters[0]
    assert [(each.left, each.right, each.agrees.value) for each in row.letters] == [
        ("гаврил", "гавриль", "same"), ("", "ч", "different"), ("юк", "ук", "same"),
    ]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), [("박철수", "박철수"), ("朴哲秀", "박철수"), ("Петро", "Петро")])
def test_letters_that_say_no_more_than_their_row_are_left_out(left: str, right: str) -> None:
    assert all(not row.letters for row in compare(left, right).letters)


def test_reasons_without_a_row_are_told_apart() -> None:
    found = compare("김정은", "Ким Чен Ына")
    assert [step.code for step in notes(found.evidence, found.letters)] == ["read_shorter"]
