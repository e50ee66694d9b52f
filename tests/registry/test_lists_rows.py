"""What one row says of a person, and what stays a question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.registry.cells import MESSAGES, QuestionCode, RefusalCode
from safeconduct.registry.columns import Field
from safeconduct.registry.list_rows import ListOrigin, ReadRow, Row, fingerprint_parts, read_row
from safeconduct.sources.date_reading import DateNote, DateOrder, UnclearCode
from safeconduct.sources.values import (
    DECLINED,
    DOES_NOT_KNOW,
    NOT_ASKED,
    AnswerState,
    Channel,
    NameRole,
    Source,
)

TODAY = date(2025, 11, 1)
ORIGIN = ListOrigin(Source(channel=Channel.LIST, who="units.csv", language="uk"), "uk")
NAMED = {Field.NAME: "Кан Тхе Сок"}


def read(cells: dict[Field, str], order: DateOrder = DateOrder.DMY) -> ReadRow:
    return read_row(Row(number=2, cells=cells, origin=ORIGIN), today=TODAY, order=order)


def codes(row: ReadRow) -> list[tuple[Field, str]]:
    return [(each.field, each.code) for each in row.questions]


def test_a_whole_row_is_read_without_a_question() -> None:
    row = read(
        {
            Field.ROW_NUMBER: " 17 ",
            Field.NAME: " Кан  Тхе Сок ",
            Field.NAME_HANGUL: "강태석",
            Field.NAME_LATIN: "Kang Thae Sok",
            Field.NAME_HANJA: "姜太石",
            Field.FATHER_NAME: "강영호",
            Field.RANK: "старший  сержант",
            Field.SERVICE_NUMBER: "004512",
            Field.BIRTH_DATE: "09.1998",
            Field.CAPTURE_DATE: "12.01.2025",
            Field.CAPTURE_PLACE: "р-н Вільхи",
            Field.FALSE_PAPER_NAME: "Тарасов Олег Ігорович",
            Field.PAPER_NUMBER: "АМ 100200",
            Field.HEALTH: "поранення ноги",
            Field.NOTES: "тихий",
        }
    )
    assert row.questions == ()
    assert [(name.text, name.script, name.language, name.role) for name in row.names] == [
        ("Кан  Тхе Сок", "cyrillic", "uk", NameRole.OWN),
        ("강태석", "hangul", "ko", NameRole.OWN),
        ("Kang Thae Sok", "latin", "", NameRole.OWN),
        ("姜太石", "han", "ko-Hani", NameRole.OWN),
        ("강영호", "hangul", "ko", NameRole.FATHER),
    ]
    assert {name.source for name in row.names} == {ORIGIN.source}
    assert row.answers["rank"].value == "старший сержант"
    assert row.answers["rank"].written == "старший  сержант"
    assert row.answers["service_number"].value == "004512"
    assert (row.answers["birth_date"].value, row.answers["birth_date"].written) == ("1998-09", "09.1998")
    assert (row.capture.date.value, row.capture.place.value) == ("2025-01-12", "р-н Вільхи")
    assert row.false_paper_name is not None
    assert row.false_paper_name.role is NameRole.ALIAS
    assert (row.paper_number.value, row.health_text, row.notes) == ("АМ 100200", "поранення ноги", "тихий")
    assert row.list_number == "17"


def test_a_name_in_parts_is_one_name_and_equal_names_stand_once() -> None:
    row = read({Field.SURNAME: "Ларін", Field.GIVEN_NAMES: "Петро", Field.NAME: "Ларін  Петро"})
    assert [name.text for name in row.names] == ["Ларін  Петро"]
    assert [name.text for name in read({Field.SURNAME: "Ларін", Field.GIVEN_NAMES: "Петро"}).names] == [
        "Ларін Петро"
    ]


QUESTIONS: list[tuple[Field, str, str]] = [
    (Field.BIRTH_DATE, "31.02.2001", "no-such-day"),
    (Field.BIRTH_DATE, "2025-13-01", "no-such-month"),
    (Field.BIRTH_DATE, "весна", "date-not-read"),
    (Field.BIRTH_DATE, "25 років", "age-not-date"),
    (Field.BIRTH_DATE, "12.01.2027", "future-birth"),
    (Field.CAPTURE_DATE, "12.03.2031", "future-capture"),
    (Field.CAPTURE_DATE, "12.08.31", "future-capture"),
    (Field.CAPTURE_DATE, "??", "unreadable"),
    (Field.CAPTURE_DATE, "12.01.2025, 14.01.2025", "two-dates"),
    (Field.SERVICE_NUMBER, "12??5", "unreadable"),
    (Field.SERVICE_NUMBER, "12\ufffd5", "unreadable"),
    (Field.SERVICE_NUMBER, "#N/A", "sheet-error"),
    (Field.SERVICE_NUMBER, "########", "sheet-error"),
    (Field.SERVICE_NUMBER, "=A1+B1", "formula"),
    (Field.SERVICE_NUMBER, '\'=HYPERLINK("x")', "formula"),
    (Field.SERVICE_NUMBER, "@SUM(A1)", "formula"),
    (Field.SERVICE_NUMBER, "+cmd(1)", "formula"),
    (Field.RANK, "СЃРµСЂР¶Р°РЅС‚", "wrong-encoding"),
    (Field.RANK, "Ñ\x81ÐµÑ€Ð¶Ð°Ð½Ñ‚", "wrong-encoding"),
    (Field.RANK, "ñåðæàíò", "wrong-encoding"),
    (Field.RANK, "сержант " * 200, "too-long"),
]


@pytest.mark.parametrize(("target", "text", "code"), QUESTIONS)
def test_a_field_that_gives_no_value_is_kept_as_written(target: Field, text: str, code: str) -> None:
    row = read(NAMED | {target: text})
    answer = row.capture.date if target is Field.CAPTURE_DATE else row.answers[target.value]
    assert [name.text for name in row.names] == ["Кан Тхе Сок"]
    assert answer.state is AnswerState.UNREADABLE
    assert answer.written == text.strip()[:8000]
    assert code in [each for field, each in codes(row) if field is target]


ASKED_BUT_KEPT: list[tuple[Field, str, str]] = [
    (Field.CAPTURE_PLACE, "Вільxа", "mixed-letters"),
    (Field.CAPTURE_PLACE, "Вільха\u202e", "hidden-characters"),
    (Field.CAPTURE_PLACE, "Віль\x07ха", "hidden-characters"),
    (Field.CAPTURE_PLACE, "<script>alert(1)</script>", "markup"),
    (Field.CAPTURE_PLACE, '"Вільха', "open-quote"),
    (Field.CAPTURE_DATE, "01/25/2025", "date-swapped"),
    (Field.CAPTURE_DATE, "45669", "date-serial"),
]


@pytest.mark.parametrize(("target", "text", "code"), ASKED_BUT_KEPT)
def test_an_odd_value_is_kept_and_asked_about(target: Field, text: str, code: str) -> None:
    row = read(NAMED | {target: text})
    answer = row.capture.date if target is Field.CAPTURE_DATE else row.capture.place
    assert answer.state is AnswerState.GIVEN
    assert codes(row) == [(target, code)]


@pytest.mark.parametrize(
    "text",
    [
        "Анна-Марія",
        "O'Neil",
        "Іван «Сокіл»",
        "м. Київ, вул. 1",
        "№ 7 (бис)",
        "+380 44",
        "-5",
        "김철수 (金)",
        "№7/А",
        "é",
    ],
)
def test_ordinary_cells_raise_no_question(text: str) -> None:
    assert read(NAMED | {Field.CAPTURE_PLACE: text, Field.NOTES: text + "?? sure"}).questions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", NOT_ASKED), ("—", NOT_ASKED), ("_", NOT_ASKED), ("н/в", NOT_ASKED), ("Н/Д", NOT_ASKED),
        ("немає даних", NOT_ASKED), ("n/a", NOT_ASKED), ("не установлено", NOT_ASKED),
        ("невідомо", DOES_NOT_KNOW), ("Неизвестно.", DOES_NOT_KNOW), ("unknown", DOES_NOT_KNOW),
        ("?", DOES_NOT_KNOW),
        ("모름", DOES_NOT_KNOW), ("відмовився", DECLINED), ("Отказался", DECLINED),
        ("refused", DECLINED), ("거부", DECLINED),
    ],
)  # fmt: skip
def test_words_for_an_absence_are_told_apart(text: str, expected: object) -> None:
    for target in (Field.SERVICE_NUMBER, Field.BIRTH_DATE):
        row = read(NAMED | {target: text})
        assert row.answers[target.value] == expected
        assert row.questions == ()


@pytest.mark.parametrize(
    ("name", "state"),
    [("", None), ("-", None), ("невідомо", AnswerState.DOES_NOT_KNOW), ("відмовився", AnswerState.DECLINED),
     ("123", AnswerState.UNREADABLE), ("????", AnswerState.UNREADABLE), ("=A1", AnswerState.UNREADABLE)],
)  # fmt: skip
def test_a_person_without_a_name_is_still_a_person(name: str, state: AnswerState | None) -> None:
    row = read({Field.NAME: name, Field.RANK: "сержант"})
    assert row.names == ()
    assert len(row.questions) == 1
    assert row.questions[0].field is Field.NAME
    assert (row.answers["name"].state if "name" in row.answers else None) == state


def test_one_readable_name_is_enough() -> None:
    row = read({Field.NAME: "невідомо", Field.NAME_HANGUL: "강태석"})
    assert ([name.text for name in row.names], row.questions) == (["강태석"], ())
    assert "name" not in row.answers


def test_a_paper_of_another_state_is_no_name_of_the_person() -> None:
    row = read({Field.FALSE_PAPER_NAME: "Тарасов Олег"})
    assert codes(row) == [(Field.NAME, "no-name")]


def test_a_name_of_a_million_letters_is_kept_in_part() -> None:
    row = read({Field.NAME: "가" * 1_000_000})
    assert codes(row) == [(Field.NAME, "too-long")]
    assert row.questions[0].reason == "1000000 characters long, at most 300 are expected"
    assert (len(row.questions[0].written), len(row.answers["name"].written)) == (8000, 8000)


@pytest.mark.parametrize(
    ("birth", "capture", "code"),
    [
        ("1999", "12.01.2025", None),
        ("2011", "12.01.2025", None),
        ("2012", "12.01.2025", "unlikely-age"),
        ("12.01.2011", "12.01.2025", None),
        ("13.01.2011", "12.01.2025", "unlikely-age"),
        ("1954", "12.01.2025", None),
        ("1953", "12.01.2025", "unlikely-age"),
        ("2012", "", "unlikely-age"),
        ("12.02.2025", "12.01.2025", "born-after-capture"),
        ("2025", "12.01.2025", "unlikely-age"),
        ("до 2000", "12.01.2025", None),
        ("після 1999", "12.01.2025", None),
        ("1990-ті", "до 12.01.2025", None),
    ],
)
def test_birth_and_capture_must_fit(birth: str, capture: str, code: str | None) -> None:
    row = read(NAMED | {Field.BIRTH_DATE: birth, Field.CAPTURE_DATE: capture})
    assert [each for _, each in codes(row)] == ([code] if code else [])
    assert row.answers["birth_date"].state is AnswerState.GIVEN


def test_a_question_says_what_is_wrong_in_words_with_what_stood_there() -> None:
    (question,) = read(NAMED | {Field.CAPTURE_DATE: "31.02.2025"}).questions
    assert (question.written, question.reason, question.parameters) == ("31.02.2025", "no such day", {})
    (question,) = read(NAMED | {Field.CAPTURE_DATE: "01/25/2025"}).questions
    assert question.reason == "day and month stand in the other order; read as 2025-01-25"
    assert question.parameters == {"read": "2025-01-25"}


def test_every_code_has_words() -> None:
    all_codes = {*QuestionCode, *RefusalCode, *UnclearCode, *DateNote}
    assert {str(code) for code in all_codes} == set(MESSAGES)


def test_a_row_wider_than_any_list_is_asked_about() -> None:
    row = read_row(Row(number=2, cells=NAMED, origin=ORIGIN, has_more_cells=True), today=TODAY)
    assert [each.code for each in row.questions] == ["too-many-cells"]


def test_a_fingerprint_does_not_depend_on_the_day_or_the_spaces() -> None:
    one = Row(number=2, cells={Field.NAME: " Кан Тхе  Сок", Field.BIRTH_DATE: "02.04.1999"}, origin=ORIGIN)
    other = Row(number=9, cells={Field.BIRTH_DATE: "1999-04-02", Field.NAME: "Кан Тхе Сок"}, origin=ORIGIN)
    assert fingerprint_parts(one) == fingerprint_parts(other)


_CELL = st.one_of(st.text(max_size=60), st.text(alphabet="Рабc박 =<>?'\"\u202e\ufffdÐ.1290/-", max_size=40))


@given(st.dictionaries(st.sampled_from(Field), _CELL), st.sampled_from(DateOrder))
def test_no_content_of_a_cell_raises_and_nobody_is_lost(cells: dict[Field, str], order: DateOrder) -> None:
    row = read(cells, order)
    assert any(name.role is NameRole.OWN for name in row.names) or any(
        each.field in {Field.NAME, Field.NAME_HANGUL, Field.NAME_LATIN, Field.NAME_CYRILLIC, Field.NAME_HANJA,
                       Field.SURNAME, Field.GIVEN_NAMES}
        for each in row.questions
    )  # fmt: skip
    assert fingerprint_parts(Row(number=1, cells=cells, origin=ORIGIN)).startswith(
        b"safeconduct/list-row/v1\0"
    )
