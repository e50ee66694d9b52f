import unicodedata

import pytest

from safeconduct.names.scripts import Script, clean, healed, mixed_words, script_of, visible
from tests.core.names.hostile import HOSTILE


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("박철수", Script.HANGUL),
        ("ㅂㅏㄱ", Script.HANGUL),
        ("朴哲秀", Script.HAN),
        ("\uf9e1", Script.HAN),
        ("Chŏng 2", Script.LATIN),
        ("Ґалина", Script.CYRILLIC),
        ("パク・チョル", Script.KANA),
        ("박 Пак", Script.MIXED),
        ("パク哲秀", Script.MIXED),
        ("محمد", Script.OTHER),
        ("Pak محمد", Script.MIXED),
        ("12-3 👩", Script.NONE),
        ("", Script.NONE),
    ],
)
def test_script_of(text: str, script: Script) -> None:
    assert script_of(text) is script


def test_clean_composes_trims_and_folds_spaces_only() -> None:
    assert clean("  \u1107\u1161\u11a8 \t\u00a0PAK\n") == "박 PAK"
    assert clean("\uf9e1") == "李"
    assert clean("Пак\u202e") == "Пак\u202e"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_clean_changes_nothing_the_second_time(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_clean_leaves_a_flood_of_marks_in_its_order() -> None:
    flood = "\u0301\u0316" * 16
    assert clean("e" + flood) == "e" + flood
    assert clean("e\u0301") == "é"
    assert unicodedata.normalize("NFC", "e" + flood) != "e" + flood


def test_visible_marks_what_cannot_be_seen() -> None:
    assert visible("Пак\u202e Су\u200b\u00ad\u3164\x00") == "Пак⟦U+202E⟧ Су⟦U+200B⟧⟦U+00AD⟧⟦U+3164⟧⟦U+0000⟧"
    assert visible("박 Чхоль Su’ё\u00a0") == "박 Чхоль Su’ё\u00a0"
    assert visible("\U000e0061\ud800") == "⟦U+E0061⟧⟦U+D800⟧"


def test_mixed_words_gives_word_home_and_places() -> None:
    (word,) = mixed_words("Пак Cуpoв")
    assert (word.word, word.start, word.home) == ("Cуpoв", 4, Script.CYRILLIC)
    assert [(stray.position, stray.letter, stray.looks_like) for stray in word.strays] == [
        (4, "C", "С"),
        (6, "p", "р"),
        (7, "o", "о"),
    ]


def test_mixed_words_finds_a_cyrillic_letter_in_a_latin_word() -> None:
    (word,) = mixed_words("Сhol Pak")
    assert word.home is Script.LATIN
    assert healed("Сhol Pak") == "Chol Pak"


def test_words_of_one_alphabet_each_are_not_mixed() -> None:
    assert mixed_words("Пак Chol 철수") == []
    assert healed("Пак Chol") == "Пак Chol"


def test_a_letter_without_a_twin_stays_and_is_told() -> None:
    (word,) = mixed_words("Чхольw")
    assert word.strays[0].looks_like is None
    assert healed("Чхольw") == "Чхольw"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_has_a_defined_answer(text: str) -> None:
    assert script_of(text) in Script
    assert len(visible(text)) >= len(text)
    for word in mixed_words(text):
        assert text[word.start :].startswith(word.word)
        assert all(text[stray.position] == stray.letter for stray in word.strays)
