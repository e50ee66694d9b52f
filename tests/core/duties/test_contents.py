"""What stands in the fields of a paper: given what the register knows, in the languages of the paper."""

from dataclasses import replace

import pytest

from safeconduct.duties import contents
from safeconduct.duties.contents import Certificate, Office
from safeconduct.law.conflict import read
from safeconduct.papers.kinds import FORMS, WORDS, Kind
from safeconduct.papers.print import Paper, Said
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import KeptEffect, PaperPerson
from safeconduct.sources.values import (
    DECLINED,
    DOES_NOT_KNOW,
    NOT_ASKED,
    Answer,
    Channel,
    Source,
    WrittenName,
    given,
)

CONFLICT = read("ukraine-2022")
OFFICE = Office(
    CONFLICT, {"en": "Information Bureau", "uk": "Інформаційне бюро", "ko": "포로정보국"}, "2026-03-05", False
)
NAME = WrittenName(text="박철수", script="hangul", language="ko", source=Source(channel=Channel.OWN_HAND))
ANSWERS: dict[str, Answer] = {
    "rank": given("상급병사"),
    "power": given("prk"),
    "birth_date": given("1999-04"),
    "birth_place": given("룡천군"),
    "language": given("ko"),
}
PERSON = PaperPerson("0" * 32, "7F3K-2QWD", NAME, ANSWERS, camp="transit-sumy", captured_on="2025-01-12")


def texts(made: Paper, key: str) -> list[str]:
    return [said.text for said in made.values.get(key, ())]


def told(kind: Kind, person: PaperPerson = PERSON, *languages: str, office: Office = OFFICE) -> Paper:
    return contents.paper_of(kind, person, languages or ("ko", "uk"), office)


def test_each_answer_stands_in_the_languages_of_the_paper() -> None:
    card = told(Kind.CAPTURE_CARD_AGENCY)
    assert texts(card, "name") == ["박철수"]
    assert card.values["name"] == (Said("박철수", "ko"),)
    assert texts(card, "birth_date") == ["1999년 4월", "квітень 1999 р."]
    assert texts(card, "power") == ["조선민주주의인민공화국", "Корейська Народно-Демократична Республіка"]
    assert texts(card, "present_address") == ["7F3K-2QWD", "수미 임시 수용소", "Транзитний табір «Суми»"]
    assert [said.text for said in card.issuer] == ["포로정보국", "Інформаційне бюро"]


def test_a_rank_stands_as_it_was_said_with_its_equivalent_beside() -> None:
    assert texts(told(Kind.IDENTITY_CARD), "rank") == ["상급병사", "старший солдат"]
    unknown = replace(PERSON, answers={**ANSWERS, "rank": given("모르는 군사칭호")})
    assert texts(told(Kind.IDENTITY_CARD, unknown), "rank") == ["모르는 군사칭호"]


def test_the_prisoners_own_card_leaves_an_absence_to_his_hand() -> None:
    silent = replace(PERSON, name=None, answers={"service_number": DECLINED})
    card = told(Kind.CAPTURE_CARD_AGENCY, silent)
    assert not {"name", "rank", "service_number", "birth_date", "power"} & card.values.keys()


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (DECLINED, "declined"),
        (DOES_NOT_KNOW, "does_not_know"),
        (NOT_ASKED, "not_recorded"),
        (None, "not_recorded"),
    ],
)
def test_a_paper_to_an_authority_says_why_an_answer_is_missing(answer: Answer | None, word: str) -> None:
    answers = {**ANSWERS, "service_number": answer} if answer else ANSWERS
    dead = replace(PERSON, answers=answers, is_dead=True, died_on="2025-03-03")
    notice = told(Kind.DEATH_NOTIFICATION, dead, "uk", "en")
    assert texts(notice, "service_number") == [WORDS[word]["uk"], WORDS[word]["en"]]


def test_a_notification_of_death_tells_place_day_cause_and_grave() -> None:
    dead = replace(
        PERSON,
        is_dead=True,
        died_on="2025-03-03",
        died_at="Суми",
        cause_of_death="пневмонія",
        buried_at="Суми, 4/12",
    )
    notice = told(Kind.DEATH_NOTIFICATION, dead, "uk")
    assert texts(notice, "death") == ["Суми", "3 березня 2025 р."]
    assert texts(notice, "cause_of_death") == ["пневмонія"]
    assert texts(notice, "burial_place") == ["Суми, 4/12"]
    assert texts(notice, "authority") == ["Інформаційне бюро"]


def test_a_receipt_lists_what_was_taken_and_given_back() -> None:
    taken = (
        KeptEffect("1" * 32, "годинник", "0412", "Koval", "2025-01-12"),
        KeptEffect("2" * 32, "1200.00 RUB", "0413", "Koval", "2025-01-12", "2025-03-01"),
    )
    receipt = told(Kind.RECEIPT, replace(PERSON, effects=taken), "uk")
    plain = [[said.text for cell in row for said in cell] for row in receipt.rows]
    assert plain == [
        ["12.01.2025", "годинник", "0412", "Koval"],
        ["12.01.2025", "1200.00 RUB", "0413", "Koval", "01.03.2025"],
    ]


def test_a_certificate_stands_on_the_medical_certificate_alone() -> None:
    office = replace(OFFICE, certificate=Certificate("перелом", "2026-03-01"))
    for kind in contents.OF_ONE - {Kind.DEATH_NOTIFICATION, Kind.RECEIPT}:
        stands = "перелом" in repr(told(kind, office=office).values)
        assert stands == (kind is Kind.MEDICAL_CERTIFICATE), kind


@pytest.mark.parametrize(
    ("kind", "person", "code"),
    [
        (Kind.DEATH_NOTIFICATION, PERSON, "not_dead"),
        (Kind.RECEIPT, PERSON, "nothing_taken"),
        (Kind.MEDICAL_CERTIFICATE, PERSON, "no_certificate"),
        (Kind.CAPTURE_CARD_FAMILY, replace(PERSON, is_dead=True), "is_dead"),
    ],
)
def test_a_paper_that_could_tell_nothing_is_refused(kind: Kind, person: PaperPerson, code: str) -> None:
    with pytest.raises(Refused) as refused:
        told(kind, person)
    assert (refused.value.code, refused.value.source) == (code, FORMS[kind].source)


def test_the_languages_are_the_prisoners_and_the_detaining_powers() -> None:
    assert contents.languages_of(PERSON, OFFICE) == ("ko", "uk")
    for spoken, expected in (("ru", ("ru", "uk")), ("uk", ("uk",)), ("bua", ("uk",))):
        person = replace(PERSON, answers={**ANSWERS, "language": given(spoken)})
        assert contents.languages_of(person, OFFICE) == expected
    assert contents.languages_of(PERSON, replace(OFFICE, names={"en": "Bureau"})) == ("ko", "en")


def test_a_day_and_a_place_that_nobody_knows_are_told_once() -> None:
    dead = replace(PERSON, answers={}, is_dead=True, died_on="2025-03-03")
    notice = told(Kind.DEATH_NOTIFICATION, dead, "uk", "en")
    assert texts(notice, "birth") == [WORDS["not_recorded"]["uk"], WORDS["not_recorded"]["en"]]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(("ko", "uk"), "uk"), (("uk",), "uk"), (("ru", "en"), "en"), (("ko",), "ko")],
)
def test_the_rows_of_the_list_are_in_a_language_of_the_list(
    languages: tuple[str, ...], expected: str
) -> None:
    made = contents.list_of([replace(PERSON, name=None)], "0000-0001", languages, OFFICE)
    assert Said(WORDS["not_recorded"][expected], expected) in [said for cell in made.rows[0] for said in cell]


def test_a_date_that_is_known_in_part_is_told_no_further() -> None:
    for written, said in (("2025-01", "січень 2025 р."), ("2024-02-29", "29 лютого 2024 р."), ("", "")):
        card = told(Kind.CAPTURE_CARD_AGENCY, replace(PERSON, captured_on=written), "uk")
        assert texts(card, "captured_on") == ([said] if said else [])


def test_the_list_has_a_row_for_each_and_a_word_for_each_absence() -> None:
    made = contents.list_of(
        [PERSON, replace(PERSON, number="9C1M-HT44", name=None)], "0000-0001", ("ko", "uk"), OFFICE
    )
    fields = [field.key for field in FORMS[Kind.NOTIFICATION_LIST].fields]
    assert [row[fields.index("prisoner_number")][0].text for row in made.rows] == ["7F3K-2QWD", "9C1M-HT44"]
    assert made.rows[1][fields.index("name")] == (Said(WORDS["not_recorded"]["uk"], "uk"),)
    assert all(cell for row in made.rows for cell in row)
    with pytest.raises(Refused, match="Nobody is held"):
        contents.list_of([], "0000-0001", ("uk",), OFFICE)
