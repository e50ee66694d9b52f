"""Partial dates: what they may mean, how they are read, and how they are told."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from safeconduct.sources.date_reading import (
    DateKind,
    DateNote,
    DateOrder,
    Unclear,
    UnclearCode,
    read_with_note,
    read_written,
)
from safeconduct.sources.date_words import DateForm, describe
from safeconduct.sources.dates import PartialDate, compatible, parse_edtf, sides

TODAY = date(2025, 11, 1)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2025-01-12", "2025-01-12", "2025-01-12"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1999", "1999-01-01", "1999-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("1999-XX", "1999-01-01", "1999-12-31"),
        ("1999-XX-12", "1999-01-12", "1999-12-12"),
        ("1999-XX-31", "1999-01-31", "1999-12-31"),
        ("1999-05-XX", "1999-05-01", "1999-05-31"),
        ("2025-02~", "2025-02-01", "2025-02-28"),
        ("1999?", "1999-01-01", "1999-12-31"),
        ("1999/2000", "1999-01-01", "2000-12-31"),
        ("../2000", None, "2000-12-31"),
        ("1999-03/..", "1999-03-01", None),
    ],
)
def test_a_partial_date_spans_the_days_it_may_mean(
    edtf: str, earliest: str | None, latest: str | None
) -> None:
    value = parse_edtf(edtf)
    assert (value.earliest(), value.latest()) == (
        date.fromisoformat(earliest) if earliest else None,
        date.fromisoformat(latest) if latest else None,
    )


@pytest.mark.parametrize(
    "edtf",
    [
        "2025-02-31", "2025-02-29", "1900-02-29",
        "2025-13", "2025-13-01", "2025-1-2", "1999-XX-32", "199X-05", "0000", "1999-00", "99",
        "1999~~", "../..", "1999/", "1/2/3", "2000/1999", "1999 ", "١٩٩٩", "1999-04-12T00:00", "-1999",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|does not exist|unknown year|before it begins"):
        parse_edtf(edtf)
    with pytest.raises(ValidationError):
        PartialDate(edtf=edtf)


def test_only_a_whole_undoubted_day_is_exact() -> None:
    exact = [
        edtf
        for edtf in ("2025-01-12", "2025-01-12~", "2025-01", "2025-01-12/2025-01-13")
        if parse_edtf(edtf).is_exact
    ]
    assert exact == ["2025-01-12"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1999", "1999-04-12", True),
        ("1999", "2000", False),
        ("199X", "1994", True),
        ("1999-XX-12", "1999-05-13", False),
        ("1999-XX-12", "1999-05", True),
        ("1999-XX-31", "1999-02", False),
        ("1999~", "2001", True),
        ("1999~", "2002-06", False),
        ("1999%", "2000", True),
        ("1999?", "2000", False),
        ("2025-02~", "2025-04-01", True),
        ("2025-02~", "2025-07", False),
        ("2025-01-12~", "2025-01-20", True),
        ("1999/2000", "2000-05", True),
        ("../2000", "2001", False),
        ("../2000", "1850", True),
        ("1999/..", "../1999", True),
        ("9999-12-31~", "9999", True),
    ],
)
def test_two_dates_can_be_of_one_event_or_not(one: str, other: str, expected: bool) -> None:
    first, second = parse_edtf(one), parse_edtf(other)
    assert compatible(first, second) is expected
    assert compatible(second, first) is expected


READ = {
    "12.01.2025": "2025-01-12",
    "8.1.2001": "2001-01-08",
    "2025-01-12": "2025-01-12",
    "12/01/2025": "2025-01-12",
    "12 01 2025": "2025-01-12",
    "12–01–2025": "2025-01-12",
    "１２．０１．２０２５": "2025-01-12",
    "12.01.2025 р.": "2025-01-12",
    "12.1.2025г.": "2025-01-12",
    "2025-01-12 00:00:00": "2025-01-12",
    "2025-01-12T14:30": "2025-01-12",
    "20250112": "2025-01-12",
    "12012025": "2025-01-12",
    "1999": "1999",
    "1999 р.н.": "1999",
    "09.1998": "1998-09",
    "11/1996": "1996-11",
    "1998-09": "1998-09",
    "11.99": "1999-11",
    "бл. 1999": "1999~",
    "близько 1999": "1999~",
    "приблизно 2001": "2001~",
    "около 2004": "2004~",
    "~2004": "2004~",
    "about 2002": "2002~",
    "c. 1999": "1999~",
    "circa 1999": "1999~",
    "약 1999년": "1999~",
    "1999년경": "1999~",
    "about February 2025": "2025-02~",
    "1999?": "1999?",
    "бл. 1999?": "1999%",
    "199?": "199X",
    "199x": "199X",
    "1990s": "199X",
    "1990-ті": "199X",
    "??.09.1998": "1998-09",
    "00.00.1999": "1999",
    "12.??.1999": "1999-XX-12",
    "1999 or 2000": "1999/2000",
    "1999 або 2000": "1999/2000",
    "1999 или 2000": "1999/2000",
    "1999-2000": "1999/2000",
    "1999–2000": "1999/2000",
    "between 1999 and 2001": "1999/2001",
    "між 1999 та 2001": "1999/2001",
    "12-14.01.2025": "2025-01-12/2025-01-14",
    "12-14 січня 2025": "2025-01-12/2025-01-14",
    "12.01.2025 - 14.01.2025": "2025-01-12/2025-01-14",
    "від 12.01.2025 до 14.01.2025": "2025-01-12/2025-01-14",
    "до 2000": "../2000",
    "before 12.01.2025": "../2025-01-12",
    "після 1999": "1999/..",
    "2020년 이전": "../2020",
    "не раніше 2020": "2020/..",
    "12 квітня 1999 р.": "1999-04-12",
    "квітень 1999": "1999-04",
    "3 мая 1998 г.": "1998-05-03",
    "1 листопада 1999": "1999-11-01",
    "April 12, 1999": "1999-04-12",
    "12th of April 1999": "1999-04-12",
    "12-Jan-2025": "2025-01-12",
    "April 1999": "1999-04",
    "1999년 3월 5일": "1999-03-05",
    "1999년 3월": "1999-03",
    "1999. 3. 5.": "1999-03-05",
    "1999년생": "1999",
    "주체88": "1999",
    "Juche 88": "1999",
    "주체107(2018)년": "2018",
    "주체88년 3월 5일": "1999-03-05",
    "주체 87년": "1998",
    "Чучхе 87": "1998",
    "Juche 87": "1998",
    "Juche year 87": "1998",
    "87 рік Чучхе": "1998",
    "87-й год чучхе": "1998",
    "12 травня Чучхе 87": "1998-05-12",
    "Чучхе 87, 12 травня": "1998-05-12",
    "12.05.주체87년": "1998-05-12",
    "близько Чучхе 87": "1998~",
    "between Juche 87 and Juche 89": "1998/2000",
    "양력 1998년 8월 15일": "1998-08-15",
    "1998년부터 2000년까지": "1998/2000",
    "1998년과 2000년 사이": "1998/2000",
    "주체87년에서 주체89년 사이": "1998/2000",
    "\u200b12.01.2025 ": "2025-01-12",
    "1999-XX-12": "1999-XX-12",
    "2025-02~": "2025-02~",
}


@pytest.mark.parametrize(("text", "edtf"), READ.items())
def test_a_written_date_is_read(text: str, edtf: str) -> None:
    found = read_written(text, order=DateOrder.DMY, today=TODAY)
    assert isinstance(found, PartialDate), found
    assert found.edtf == edtf
    assert found.written == ("" if text == edtf else text)


UNCLEAR = {
    "": UnclearCode.EMPTY,
    " \u200b ": UnclearCode.EMPTY,
    "??": UnclearCode.UNKNOWN,
    "??.??.????": UnclearCode.UNKNOWN,
    "невідомо": UnclearCode.UNKNOWN,
    "неизвестно": UnclearCode.UNKNOWN,
    "31.02.2001": UnclearCode.NO_SUCH_DAY,
    "29.02.2025": UnclearCode.NO_SUCH_DAY,
    "1998-02-29": UnclearCode.NO_SUCH_DAY,
    "30 лютого 2001": UnclearCode.NO_SUCH_DAY,
    "32.01.2025": UnclearCode.NO_SUCH_DAY,
    "2025-13-01": UnclearCode.NO_SUCH_MONTH,
    "13/25/2025": UnclearCode.NO_SUCH_MONTH,
    "13.2025": UnclearCode.NO_SUCH_MONTH,
    "9999": UnclearCode.NO_SUCH_YEAR,
    "12.01.0025": UnclearCode.NO_SUCH_YEAR,
    "09.05": UnclearCode.TWO_WAYS,
    "12.01.2025, 14.01.2025": UnclearCode.TWO_DATES,
    "12.01.2025/14.01.2025": UnclearCode.TWO_DATES,
    "2001 2002": UnclearCode.TWO_DATES,
    "주체107(2017)년": UnclearCode.TWO_DATES,
    "2000-1999": UnclearCode.REVERSED,
    "25세": UnclearCode.AGE,
    "음력 1998년 8월 15일": UnclearCode.LUNAR,
    "1998년 음력 8월": UnclearCode.LUNAR,
    "15.08.1998 за місячним календарем": UnclearCode.LUNAR,
    "15 августа 1998 по лунному календарю": UnclearCode.LUNAR,
    "lunar 15 August 1998": UnclearCode.LUNAR,
    "Чучхе 87 (1997)": UnclearCode.TWO_DATES,
    "25 років": UnclearCode.AGE,
    "25 лет": UnclearCode.AGE,
    "aged 25": UnclearCode.AGE,
    "весна": UnclearCode.NOT_A_DATE,
    "25": UnclearCode.NOT_A_DATE,
    "195119": UnclearCode.NOT_A_DATE,
    "99999": UnclearCode.NOT_A_DATE,
    "1999²": UnclearCode.NOT_A_DATE,
    "١٩٩٩": UnclearCode.NOT_A_DATE,
    "about": UnclearCode.NOT_A_DATE,
    "1999" * 100: UnclearCode.NOT_A_DATE,
}


@pytest.mark.parametrize(("text", "code"), UNCLEAR.items())
def test_what_is_not_clear_is_said_to_be(text: str, code: UnclearCode) -> None:
    found = read_written(text, order=DateOrder.DMY, today=TODAY)
    assert isinstance(found, Unclear)
    assert (found.reason_code, found.written) == (code, text[:300])


def test_a_day_that_does_not_exist_is_told_in_these_words() -> None:
    found = read_written("31.02.2025", order=DateOrder.DMY, today=TODAY)
    assert found == Unclear(UnclearCode.NO_SUCH_DAY, "no such day", "31.02.2025")


@pytest.mark.parametrize(
    ("text", "order", "edtf", "note"),
    [
        ("03/04/2025", DateOrder.DMY, "2025-04-03", None),
        ("03/04/2025", DateOrder.MDY, "2025-03-04", None),
        ("03.04.2025", DateOrder.MDY, "2025-04-03", None),
        ("01/25/2025", DateOrder.DMY, "2025-01-25", DateNote.SWAPPED),
        ("25/01/2025", DateOrder.MDY, "2025-01-25", DateNote.SWAPPED),
        ("36526", DateOrder.DMY, "2000-01-01", DateNote.SERIAL),
    ],
)
def test_another_order_is_taken_only_where_no_other_reading_exists(
    text: str, order: DateOrder, edtf: str, note: DateNote | None
) -> None:
    found = read_with_note(text, order=order, today=TODAY)
    assert isinstance(found.date, PartialDate)
    assert (found.date.edtf, found.note) == (edtf, note)


@pytest.mark.parametrize(
    ("text", "kind", "edtf"),
    [
        ("03.11.99", DateKind.BIRTH, "1999-11-03"),
        ("03.11.05", DateKind.BIRTH, "2005-11-03"),
        ("03.11.11", DateKind.BIRTH, "2011-11-03"),
        ("03.11.12", DateKind.BIRTH, "1912-11-03"),
        ("03.11.99", DateKind.EVENT, "1999-11-03"),
        ("03.11.12", DateKind.EVENT, "2012-11-03"),
        ("12.08.31", DateKind.EVENT, "2031-08-12"),
        ("'99", DateKind.BIRTH, "1999"),
        ("99 г.р.", DateKind.BIRTH, "1999"),
        ("12 Jan 99", DateKind.BIRTH, "1999-01-12"),
    ],
)
def test_a_year_of_two_digits_depends_on_what_happened(text: str, kind: DateKind, edtf: str) -> None:
    found = read_written(text, order=DateOrder.DMY, today=TODAY, kind=kind)
    assert isinstance(found, PartialDate)
    assert found.edtf == edtf


_DATE_TEXT = st.one_of(
    st.text(max_size=140),
    st.text(alphabet="0123456789.-/ ?~x'бл р년월일주체", max_size=24),
    st.tuples(
        st.sampled_from(["", "бл. ", "до ", "about ", "12-", "between 1999 and "]),
        st.lists(st.integers(0, 2100).map(str), min_size=1, max_size=4),
        st.sampled_from([".", "/", "-", " ", " квітня ", " Feb ", "년 "]),
        st.sampled_from(["", " р.", "?", "경", " or 2001", " 10:30"]),
    ).map(lambda parts: parts[0] + parts[2].join(parts[1]) + parts[3]),
)
_MONTH_WORDS = {2: "Feb", 4: "квітня"}


@given(_DATE_TEXT, st.sampled_from(DateOrder), st.sampled_from(DateKind))
def test_reading_never_raises_and_never_invents_a_day(text: str, order: DateOrder, kind: DateKind) -> None:
    found = read_with_note(text, order=order, today=TODAY, kind=kind)
    if isinstance(found.date, Unclear) or found.note is DateNote.SERIAL:
        return
    numbers = {int(run) for run in re.findall("[0-9]+", text)}
    for run in re.findall("[0-9]{8}", text):
        numbers |= {int(run[:2]), int(run[2:4]), int(run[4:6]), int(run[6:])}
    for side in sides(found.date.edtf):
        if side is not None and side.day.isdigit():
            assert int(side.day) in numbers
        if side is not None and side.month.isdigit():
            assert int(side.month) in numbers or _MONTH_WORDS.get(int(side.month), "\0") in text


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2150, 12, 31)))
def test_every_day_survives_being_told_and_read_again(day: date) -> None:
    value = PartialDate(edtf=day.isoformat())
    for language in ("en", "uk", "ko"):
        for form in DateForm:
            told = describe(value, language, form)
            again = read_written(told, order=DateOrder.DMY, today=TODAY)
            assert isinstance(again, PartialDate)
            assert again.edtf == value.edtf


WORDS = [
    ("2025-01-12", "12 January 2025", "12 січня 2025 р.", "2025년 1월 12일"),
    ("1999-04", "April 1999", "квітень 1999 р.", "1999년 4월"),
    ("1999", "1999", "1999 р.", "1999년"),
    ("2025-02~", "about February 2025", "близько лютого 2025 р.", "2025년 2월 무렵"),
    ("1999?", "1999 (doubtful)", "1999 р. (під сумнівом)", "1999년 (불확실)"),
    ("1999%", "about 1999 (doubtful)", "близько 1999 р. (під сумнівом)", "1999년 무렵 (불확실)"),
    ("1999/2000", "1999 or 2000", "1999 р. або 2000 р.", "1999년 또는 2000년"),
    ("1999/2004", "between 1999 and 2004", "від 1999 р. до 2004 р.", "1999년부터 2004년 사이"),
    ("2024-12/2025-01",
     "December 2024 or January 2025",
     "грудень 2024 р. або січень 2025 р.",
     "2024년 12월 또는 2025년 1월"),
    ("2025-01/2025-06",
     "between January 2025 and June 2025",
     "від січня 2025 р. до червня 2025 р.",
     "2025년 1월부터 2025년 6월 사이"),
    ("2025-01-31/2025-02-01",
     "31 January 2025 or 1 February 2025",
     "31 січня 2025 р. або 1 лютого 2025 р.",
     "2025년 1월 31일 또는 2025년 2월 1일"),
    ("../2000", "2000 or earlier", "2000 р. або раніше", "2000년 또는 그 이전"),
    ("1999/..", "1999 or later", "1999 р. або пізніше", "1999년 또는 그 이후"),
    ("199X", "1990s", "1990-ті роки", "1990년대"),
    ("199X~", "about 1990s", "близько 1990-х років", "1990년대 무렵"),
    ("1999-XX-12",
     "1999, day 12, month not known",
     "1999 р., день 12, місяць невідомий",
     "1999년 12일 (월 미상)"),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "english", "ukrainian", "korean"), WORDS)
def test_a_date_is_told_in_prose(edtf: str, english: str, ukrainian: str, korean: str) -> None:
    value = parse_edtf(edtf)
    assert [describe(value, language) for language in ("en", "uk-UA", "ko")] == [english, ukrainian, korean]


@pytest.mark.parametrize(
    ("edtf", "english", "ukrainian", "korean"),
    [
        ("2025-01-12", "12 Jan 2025", "12.01.2025", "2025-01-12"),
        ("1999-04", "Apr 1999", "04.1999", "1999-04"),
        ("1999", "1999", "1999", "1999"),
        ("2025-02~", "about Feb 2025", "близько 02.2025", "2025-02 무렵"),
    ],
)
def test_a_date_is_told_shorter_in_a_table(edtf: str, english: str, ukrainian: str, korean: str) -> None:
    told = [describe(parse_edtf(edtf), language, DateForm.TABLE) for language in ("en", "uk", "ko")]
    assert told == [english, ukrainian, korean]


@pytest.mark.parametrize(
    ("edtf", "prose", "table"),
    [
        ("2025-01-12", "12 января 2025 г.", "12.01.2025"),
        ("1999-04", "апрель 1999 г.", "04.1999"),
        ("2025-02~", "около февраля 2025 г.", "около 02.2025"),
        ("1999/2000", "1999 г. или 2000 г.", "1999 или 2000"),
        ("2025-01/2025-06", "от января 2025 г. до июня 2025 г.", "от 01.2025 до 06.2025"),
        ("199X~", "около 1990-х годов", "около 1990-х годов"),
        ("199X", "1990-е годы", "1990-е годы"),
        ("1999-XX-12", "1999 г., день 12, месяц неизвестен", "1999, день 12, месяц неизвестен"),
        ("../2000", "2000 г. или раньше", "2000 или раньше"),
    ],
)
def test_a_date_is_told_in_russian_for_papers(edtf: str, prose: str, table: str) -> None:
    value = parse_edtf(edtf)
    assert [describe(value, "ru"), describe(value, "ru", DateForm.TABLE)] == [prose, table]


def test_a_language_without_words_is_told_in_english() -> None:
    assert describe(parse_edtf("1999-04"), "fr") == "April 1999"
