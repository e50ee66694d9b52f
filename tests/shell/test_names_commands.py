"""Names at the command line: words for people, one object for programs, no instance needed."""

import json

import pytest
from click.testing import CliRunner

from safeconduct.shell.console import cli


def _ran(*arguments: str) -> str:
    ran = CliRunner().invoke(cli, ["names", *arguments])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_compare_says_how_far_and_why() -> None:
    told = _ran("compare", "박철수", "Пак Чол Су")
    assert "The Hangul syllable 철 is written “Чол” here. The usual spelling is Чхоль." in told
    assert "ㅓ = о" in told
    assert "agrees in part" in told


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("uk", "Склад хангиля 철 записано тут як «Чол». Звичайне написання: Чхоль."),
        ("ko", "한글 음절 철, 여기서는 ‘Чол’ 표기입니다. 보통 쓰는 표기: Чхоль."),
    ],
)
def test_compare_tells_its_reasons_in_another_language(language: str, sentence: str) -> None:
    assert sentence in _ran("compare", "박철수", "Пак Чол Су", "--language", language)
    value = json.loads(_ran("compare", "박철수", "Пак Чол Су", "--language", language, "--json"))
    assert sentence in [step["text"] for step in value["evidence"]]
    assert value["letters"][1]["letters"][0]["why"]["code"] == "letter_unusual"


def test_compare_refuses_a_language_it_does_not_speak() -> None:
    ran = CliRunner().invoke(cli, ["names", "compare", "박", "Пак", "--language", "fr"])
    assert ran.exit_code == 2
    assert "'en', 'uk', 'ko'" in ran.output


def test_compare_answers_programs() -> None:
    value = json.loads(_ran("compare", "Kim Jong Un", "Kim Yong Un", "--json"))
    assert value["score"] < 0.1
    assert value["evidence"][0]["code"] == "syllable_different"
    assert {"left", "right", "strength", "expected_false", "letters"} <= value.keys()


def test_read_says_what_each_part_may_stand_for() -> None:
    assert "парк = 박" in _ran("read", "Чан", "Вук", "Парк")
    value = json.loads(_ran("read", "박철수", "--json"))
    assert value["readings"][0]["text"] == "박철수"


def test_write_shows_every_system_or_one() -> None:
    every = _ran("write", "박철수")
    assert "Пак Чхоль Су  (Kontsevich system)" in every
    assert "Pak Chol Su  (DPRK system)" in every
    assert (
        json.loads(_ran("write", "박철수", "--system", "yale", "--json"))["written"][0]["text"]
        == "Pak Chel-swu"
    )


@pytest.mark.parametrize("arguments", [("read", "👩"), ("write", "123"), ("compare", "", "")])
def test_what_is_no_name_is_told_as_such(arguments: tuple[str, ...]) -> None:
    assert _ran(*arguments).strip()


def test_invisible_characters_are_shown() -> None:
    assert "\u202e" not in _ran("compare", "\u202eПак Чхоль Су", "박철수")
