"""Opening lists: what a file is, how it is written, where its headings stand, and who is in it."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.resources import files

import pytest
from openpyxl import Workbook

from safeconduct.registry.cells import RefusalCode
from safeconduct.registry.columns import Field, normal_heading, read_mapping, recognise
from safeconduct.registry.list_rows import fingerprint_parts, read_row
from safeconduct.registry.lists import OpenList, open_list
from safeconduct.sources.date_reading import DateOrder
from safeconduct.tables.errors import ListUnreadable

TODAY = date(2025, 11, 1)
SAMPLES = files("safeconduct.registry.samples")


def opened(text: str | bytes, encoding: str = "utf-8") -> OpenList:
    return open_list(io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding)), "list.csv")


def workbook(rows: list[list[object]], title: str = "Captured") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def names(found: OpenList) -> list[str]:
    rows = (read_row(row, today=TODAY) for row in found.rows() if not row.refused)
    return [" + ".join(name.text for name in row.names) for row in rows]


def refusal(data: bytes, **options: str) -> ListUnreadable:
    with pytest.raises(ListUnreadable) as caught:
        list(open_list(io.BytesIO(data), "list", **options).rows())  # type: ignore[arg-type]  # names vary by case
    return caught.value


def questions(name: str) -> dict[int, list[tuple[str, str]]]:
    found = open_list(io.BytesIO(SAMPLES.joinpath(name).read_bytes()), name)
    rows = [read_row(row, today=TODAY) for row in found.rows() if not row.refused]
    return {row.number: [(each.field.value, each.code) for each in row.questions] for row in rows}


def test_a_ukrainian_list_registers_everybody_and_explains_every_question() -> None:
    assert questions("sample-uk.csv") == {
        2: [],
        3: [("name", "hidden-characters"), ("capture_date", "unreadable")],
        4: [("birth_date", "no-such-day")],
        5: [("name", "mixed-letters"), ("capture_date", "date-swapped")],
        8: [("name", "no-name"), ("capture_date", "future-capture")],
        9: [("name", "formula"), ("birth_date", "age-not-date"), ("health", "markup")],
    }


def test_a_russian_list_in_windows_1251_registers_everybody() -> None:
    assert questions("sample-ru-1251.csv") == {
        2: [],
        3: [],
        4: [("surname", "unreadable")],
        5: [("birth_date", "unlikely-age")],
    }


def test_an_english_workbook_registers_everybody() -> None:
    assert questions("sample-en.xlsx") == {
        4: [],
        5: [("notes", "formula")],
        6: [("birth_date", "date-serial"), ("capture_date", "two-dates")],
    }


def test_a_list_says_how_it_was_read() -> None:
    found = open_list(io.BytesIO(SAMPLES.joinpath("sample-ru-1251.csv").read_bytes()), "r.csv")
    assert (found.encoding, found.language, found.header_row) == ("windows-1251", "ru", 1)
    assert [column.field for column in found.columns][:4] == [
        Field.ROW_NUMBER,
        Field.SURNAME,
        Field.GIVEN_NAMES,
        Field.FATHER_NAME,
    ]
    assert found.columns[1].samples == ("Чан", "Ларин", "???")


def test_titles_above_the_headings_are_kept_and_rows_keep_the_numbers_of_the_sheet() -> None:
    found = open_list(io.BytesIO(SAMPLES.joinpath("sample-en.xlsx").read_bytes()), "e.xlsx")
    assert (found.header_row, found.titles) == (3, ("List of captured persons, invented",))
    assert [row.number for row in found.rows()] == [4, 5, 6]


def test_a_cell_of_a_workbook_is_what_the_sheet_shows() -> None:
    found = open_list(io.BytesIO(SAMPLES.joinpath("sample-en.xlsx").read_bytes()), "e.xlsx")
    cells = [row.cells for row in found.rows()]
    assert [row[Field.SERVICE_NUMBER] for row in cells] == ["104522", "unknown", "000452"]
    assert [row[Field.BIRTH_DATE] for row in cells] == ["1999-04-12", "1998-09", "36526"]


def test_rows_can_be_walked_again() -> None:
    for name in ("sample-uk.csv", "sample-en.xlsx"):
        found = open_list(io.BytesIO(SAMPLES.joinpath(name).read_bytes()), name)
        assert [fingerprint_parts(row) for row in found.rows()] == [
            fingerprint_parts(row) for row in found.rows()
        ]


CYRILLIC = "№;ФИО;Дата рождения\r\n1;Пак Чол Су;1999\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CYRILLIC.encode(), "utf-8"),
        (CYRILLIC.encode("utf-8-sig"), "utf-8"),
        (CYRILLIC.encode("cp1251"), "windows-1251"),
        (CYRILLIC.encode("utf-16"), "utf-16"),
        (("Name,Rank\n" + "x,y\n" * 400_000 + "Пак,y\n").encode("cp1251"), ""),
    ],
)
def test_the_encoding_is_told_from_the_whole_file(data: bytes, encoding: str) -> None:
    if encoding:
        assert names(open_list(io.BytesIO(data), "x")) == ["Пак Чол Су"]
        assert open_list(io.BytesIO(data), "x").encoding == encoding
    else:
        assert refusal(data).code == "encoding-not-told"


@pytest.mark.parametrize("codec", ["koi8-r", "cp866", "cp949"])
def test_another_encoding_is_refused_unless_it_is_named(codec: str) -> None:
    data = ("이름,생년월일\n박철수,1999\n" if codec == "cp949" else CYRILLIC.replace("№", "п/п")).encode(
        codec
    )
    assert refusal(data).code == "encoding-not-told"
    named = open_list(io.BytesIO(data), "x", encoding=codec)
    assert names(named) == ["박철수" if codec == "cp949" else "Пак Чол Су"]


def test_few_broken_letters_do_not_change_the_encoding() -> None:
    data = (CYRILLIC + "2;Ким Ын Хо;2001\r\n").encode().replace("Ын".encode(), b"\xff\xd0")
    found = open_list(io.BytesIO(data), "x")
    rows = [read_row(row, today=TODAY) for row in found.rows()]
    assert found.encoding == "utf-8"
    assert [[each.code for each in row.questions] for row in rows] == [[], ["unreadable"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_headings(delimiter: str) -> None:
    text = 'ПІБ,Звання,Примітки\nКан Тхе Сок,сержант,"a, b; c|d"\n'
    changed = "\n".join(delimiter.join(line.split(",", 2)) for line in text.splitlines())
    assert names(opened(changed)) == ["Кан Тхе Сок"]


def test_a_named_delimiter_is_obeyed_and_is_no_row() -> None:
    found = opened("sep=;\nName;Rank\nSong Tae-min;Private\n")
    assert (names(found), found.header_row) == (["Song Tae-min"], 2)


def test_a_quotation_mark_that_stays_open_swallows_nobody() -> None:
    people = "".join(f"{n};Пак Чол {n};сержант\n" for n in range(2, 90))
    found = opened(f'№;ФИО;Звание\n1;"Ким Хо;рядовой\n{people}90;"Ли Ын";"a\nb"\n')
    rows = [read_row(row, today=TODAY) for row in found.rows()]
    assert len(rows) == 90
    assert [each.code for each in rows[0].questions] == ["open-quote"]
    assert rows[-1].names[0].text == "Ли Ын"


def test_a_quotation_mark_open_at_the_end_swallows_nobody() -> None:
    assert names(opened('№;ФИО\n1;"Ким Хо\n2;Пак Чол Су\n')) == ['"Ким Хо', "Пак Чол Су"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";;;", RefusalCode.EMPTY),
        ("  ; ;;", RefusalCode.EMPTY),
        ("17;;;", RefusalCode.ONLY_NUMBER),
        (";Всього: 87;;", RefusalCode.TOTAL),
        ("Усього;;;87", RefusalCode.TOTAL),
        (";Итого:;;27", RefusalCode.TOTAL),
        ("Total;;12 persons;", RefusalCode.TOTAL),
        (";합계;;3명", RefusalCode.TOTAL),
        (";계: 3명;;", RefusalCode.TOTAL),
        ("№;піб;Звання;", RefusalCode.HEADING),
        ("1;2;3;4", RefusalCode.HEADING),
        (";계영수;;", None),
        (";Разом Іван;сержант;", None),
        (";;сержант;", None),
        ("4;;;1999", None),
        (";-;;12.01.2000", None),
        (";Всього-на-всього;;", None),
    ],
)
def test_a_row_is_refused_only_when_nobody_is_in_it(line: str, code: RefusalCode | None) -> None:
    (row,) = opened(f"№;ПІБ;Звання;Дата народження\n{line}\n").rows()
    assert (row.refused.code if row.refused else None) == code
    if row.refused:
        assert row.refused.reason.endswith("nobody in it")
        assert row.refused.remedy == "If it is a person, register by hand."


def test_a_refused_row_tells_what_stood_in_it_but_nothing_of_health() -> None:
    (row,) = opened("№;ПІБ;Звання;Стан здоров'я\n№;піб;Звання;поранення лівої руки\n").rows()
    assert row.refused is not None
    assert row.refused.written == "№ · піб · Звання"


def test_one_known_heading_among_strange_ones_is_enough_when_it_is_the_name() -> None:
    (row,) = opened("Sent by post\nAlpha;Name;Beta;Gamma\n1;Song Tae-min;2;3\n").rows()
    assert (row.number, row.cells) == (3, {Field.NAME: "Song Tae-min"})
    assert row.extra == "Alpha: 1\nBeta: 2\nGamma: 3"


def test_unknown_columns_and_cells_beyond_the_headings_are_kept_as_notes() -> None:
    (row,) = opened("ПІБ;Звання;Група крові;Примітки\nКан Тхе Сок;сержант;A+;тихий;ще щось\n").rows()
    assert read_row(row, today=TODAY).notes == "тихий\nГрупа крові: A+\nE: ще щось"


def test_a_second_column_of_a_field_is_kept_as_a_note() -> None:
    (row,) = opened("Name;Full name\nSong Tae-min;Song\n").rows()
    assert (row.cells[Field.NAME], row.extra) == ("Song Tae-min", "Full name: Song")


HEADINGS = {
    "П.І.Б.": Field.NAME,
    "Прізвище, ім'я, по батькові": Field.NAME,
    "ПРІЗВИЩЕ ІМʼЯ": Field.NAME,
    "Ф.И.О.": Field.NAME,
    "Дата рожд.": Field.BIRTH_DATE,
    "Дата  народж": Field.BIRTH_DATE,
    "D.O.B.": Field.BIRTH_DATE,
    "№ п/п": Field.ROW_NUMBER,
    "в/ч": Field.UNIT,
    "생년월일": Field.BIRTH_DATE,
    "이름": Field.NAME,
    "Звание": Field.RANK,
    "Место пленения": Field.CAPTURE_PLACE,
    "Пленён": Field.CAPTURE_DATE,
    "Дата": None,
    "Кров": None,
    "": None,
    "x" * 100_000: None,
}


@pytest.mark.parametrize(("heading", "field"), HEADINGS.items())
def test_a_heading_is_recognised_however_it_is_spelt(heading: str, field: Field | None) -> None:
    assert recognise([heading]).fields == (field,)


def test_headings_are_compared_without_punctuation_and_capitals() -> None:
    assert normal_heading("  Ім’я-та  ПРІЗВИЩЕ. ") == "імя та прізвище"


MAPPING = b"""
dates = "mdy"
[columns]
"Who" = "name"
"Came" = "capture_date"
"Secret" = "ignored"
"""


def test_a_mapping_reads_headings_of_its_own() -> None:
    mapping = read_mapping(MAPPING)
    found = open_list(io.BytesIO(b"Who,Came,Secret\nSong Tae-min,03/04/2025,x\n"), "x", mapping=mapping)
    (row,) = found.rows()
    assert (found.origin.order, row.extra) == (DateOrder.MDY, "")
    assert read_row(row, today=TODAY).capture.date.value == "2025-03-04"
    assert read_row(row, today=TODAY, order=DateOrder.DMY).capture.date.value == "2025-04-03"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns]\nWho =", "not TOML"),
        ("\xff", "not TOML"),
        ("", "[columns] is missing"),
        ('[columns]\n"Who" = "nom"', "'Who' is given the field 'nom'"),
        ('[columns]\n"Who" = 3', "'Who' is given the field 3"),
        ('[columns]\n"Who" = "name"\n"What" = "name"', "two headings are given the field 'name'"),
        ('dates = "dym"\n[columns]\n"Who" = "name"', "dates is 'dym'"),
        ('date = "dmy"\n[columns]\n"Who" = "name"', "the key 'date' is not known"),
        ('encoding = 5\n[columns]\n"Who" = "name"', "encoding and sheet are texts"),
        ("#" * 300_000, "larger than 256 KB"),
    ],
)
def test_a_wrong_mapping_is_told_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(ListUnreadable) as caught:
        read_mapping(text.encode("latin-1"))
    assert caught.value.code == "mapping-wrong"
    assert words in caught.value.reason


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {part: change(parts[part])})


GOOD = workbook([["Name", "Rank"], ["Song Tae-min", "Private"]])
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "blank lines": (b"\r\n  \r\n,,,\r\n", "empty"),
    "only a mark": (b"\xef\xbb\xbf", "empty"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "other-kind"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "other-kind"),
    "web page": (b"  <!DOCTYPE html><html><table><tr><td>Name", "other-kind"),
    "xml": (b"<?xml version='1.0'?><Workbook/>", "other-kind"),
    "rtf": (b"{\\rtf1 Name", "other-kind"),
    "picture": (b"\x89PNG\r\n\x1a\n", "other-kind"),
    "nul": (b"Name,Rank\nSong\0,x\n", "binary"),
    "noise": (bytes(range(1, 32)) * 50, "binary"),
    "one line without end": (b"Name,Rank," + b"x" * 9_000_000, "endless-line"),
    "no headings": ("вася;12\nпетя;13\n".encode(), "no-headings"),
    "10,000 columns": (
        (",".join(["Name", "Rank", *map(str, range(10_000))]) + "\n").encode(),
        "too-many-columns",
    ),
    "wide sheet": (workbook([["Name", "Rank", *map(str, range(10_000))]]), "too-many-columns"),
    "empty sheet": (workbook([]), "empty"),
    "zip of something": (zipped({"a.txt": b"x"}), "other-kind"),
    "word": (zipped({"word/document.xml": b"x"}), "other-kind"),
    "cut workbook": (GOOD[: len(GOOD) // 2], "workbook-broken"),
    "zip bomb": (zipped({"xl/workbook.xml": b"0" * 30_000_000}), "workbook-too-large"),
    "many parts": (zipped({f"xl/{n}.xml": b"x" for n in range(400)}), "workbook-too-large"),
    "not xml": (changed(GOOD, SHEET, lambda data: data[:200]), "workbook-broken"),
    "entities": (changed(GOOD, SHEET, lambda data: ENTITIES + data), "workbook-broken"),
    "wrong row": (changed(GOOD, SHEET, lambda data: data.replace(b'r="2"', b'r="x"')), "workbook-broken"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_list_is_refused_in_words(case: str) -> None:
    data, code = UNREADABLE[case]
    found = refusal(data)
    assert found.code == code
    assert str(found) == f"{found.reason} Nothing was imported. {found.remedy}"
    assert found.remedy


def test_a_pdf_is_called_a_pdf() -> None:
    assert str(refusal(b"%PDF-1.7")) == (
        "This file begins like a PDF and has no table that can be read. Nothing was imported. "
        "Save it as XLSX or CSV, or choose another file."
    )


def test_a_file_without_headings_is_refused_without_a_word_of_it() -> None:
    """Its first row may be a person, and the refusal is kept and told."""
    found = refusal("Мельник Іван,перелом ноги\nПак Чхоль Су,62\n".encode())
    assert found.code == "no-headings"
    assert not any(word in repr(found) for word in ("Мельник", "перелом", "Пак", "62"))


@pytest.mark.parametrize(
    "heading",
    [
        "Wound category", "Injury, side", "health remarks", "Diagnosis (ICD)", "Medical note", "Body weight, kg",
        "Характер поранення", "Поранений (так/ні)", "Ранен?", "Здоровʼя на час полону", "Стан при прийомі",
        "Попередній діагноз", "Вага, кг", "Вес", "부상 부위", "건강(입소 시)", "체중", "진단명",
    ],
)  # fmt: skip
def test_a_column_that_speaks_of_health_goes_to_health_under_any_heading(heading: str) -> None:
    assert recognise(["Name", "Rank", heading]).fields[2] is Field.HEALTH


@pytest.mark.parametrize(
    "heading",
    [
        "Сімейний стан",
        "Станція",
        "Вагон",
        "Место хранения",
        "Весна",
        "Treaty",
        "Medal",
        "Позивний",
        "Blood group",
    ],
)
def test_other_columns_that_nobody_knows_stay_notes(heading: str) -> None:
    assert recognise(["Name", "Rank", heading]).fields[2] is None


def test_every_column_of_health_is_kept_with_its_heading_and_none_in_the_notes() -> None:
    listed = opened(
        "Name;Rank;Health;Wounds;Вага\nSong Tae-min;Private;fever;left arm;62\nO Il;Private;-;-;\n"
    )
    song, o = listed.rows()
    assert song.cells[Field.HEALTH] == "fever\nWounds: left arm\nВага: 62"
    assert (o.cells[Field.HEALTH], song.extra, o.extra) == ("", "", "")


def test_a_row_is_not_taken_for_headings_for_its_words_about_health() -> None:
    listed = opened("поранений;хворий\nName;Rank\nSong Tae-min;Private\n")
    assert listed.header_row == 2


def test_a_mapping_file_decides_also_about_health() -> None:
    mapping = read_mapping('[columns]\n"Стан" = "notes"\n'.encode())
    assert recognise(["Name", "Стан"], mapping).fields[1] is Field.NOTES


def test_an_unknown_encoding_is_refused() -> None:
    assert refusal(b"Name,Rank\n", encoding="unicode_escape").code == "encoding-unknown"
    assert refusal(b"Name,Rank\n", encoding="zlib").code == "encoding-unknown"


def test_the_sheet_with_the_list_is_found_and_others_are_named() -> None:
    book = Workbook()
    book.worksheets[0].append(["Read me first"])
    for title, person in (("Camp", "Song Tae-min"), ("Transit", "So Yong Chol")):
        sheet = book.create_sheet(title)
        sheet.append(["Name", "Rank"])
        sheet.append([person, "Private"])
    stream = io.BytesIO()
    book.save(stream)
    found = open_list(stream, "x")
    assert (found.table.title, found.other_lists, names(found)) == ("Camp", ("Transit",), ["Song Tae-min"])
    chosen = read_mapping(b'sheet = "Transit"\n[columns]\n"Name" = "name"\n')
    assert names(open_list(stream, "x", mapping=chosen)) == ["So Yong Chol"]
    missing = read_mapping(b'sheet = "March"\n[columns]\n"Name" = "name"\n')
    with pytest.raises(ListUnreadable) as caught:
        open_list(stream, "x", mapping=missing)
    assert caught.value.code == "no-such-sheet"


def test_the_same_rows_have_one_fingerprint_as_text_and_as_workbook() -> None:
    rows: list[list[object]] = [
        ["№", "ПІБ", "Особистий номер", "Дата народження", "Кров"],
        [7, "Кан  Тхе Сок", 4512, date(1999, 4, 2), "A+"],
    ]
    text = "№;ПІБ;Особистий номер;Дата народження;Кров\r\n\r\n7;Кан Тхе Сок;4512;02.04.1999;A+\r\n"
    sheet = open_list(io.BytesIO(workbook(rows)), "a.xlsx")
    lines = open_list(io.BytesIO(text.encode("cp1251")), "b.csv")
    (one,) = (fingerprint_parts(row) for row in sheet.rows())
    (other,) = (fingerprint_parts(row) for row in lines.rows() if not row.refused)
    assert one == other


@pytest.mark.parametrize(
    "line",
    [
        "8;Кан Тхе Сок;1999;",
        "7;Кан Тхе Сук;1999;",
        "7;Кан Тхе Сок;1999;A+",
        "7;;1999;",
        "7;1999;Кан Тхе Сок;",
    ],
)
def test_other_content_has_another_fingerprint(line: str) -> None:
    found = opened(f"№;ПІБ;Дата народження;Кров\n7;Кан Тхе Сок;1999;\n{line}\n")
    assert len({fingerprint_parts(row) for row in found.rows()}) == 2


class _Endless(io.RawIOBase):
    """A list of forty thousand people that is made while it is read, and counts what was read at once."""

    def __init__(self) -> None:
        self.position, self.largest = 0, 0
        self._head = "№;ПІБ;Звання\n".encode()
        self._line = "1;Кан Тхе Сок;сержант\n".encode()
        self._size = len(self._head) + 40_000 * len(self._line)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = offset
        return offset

    def tell(self) -> int:
        return self.position

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            raise AssertionError("the whole file was asked for")
        self.largest = max(self.largest, size)
        data = self._bytes(self.position, min(self.position + size, self._size))
        self.position += len(data)
        return data

    def read1(self, size: int = -1) -> bytes:
        return self.read(size)

    def _bytes(self, start: int, end: int) -> bytes:
        first = max(0, start - len(self._head)) // len(self._line)
        known = self._head if start < len(self._head) else b""
        base = 0 if known else len(self._head) + first * len(self._line)
        known += self._line * ((end - start) // len(self._line) + 2)
        return known[start - base : end - base]


def test_a_long_list_is_walked_in_pieces() -> None:
    stream = _Endless()
    found = open_list(stream, "long.csv")  # type: ignore[arg-type]  # a raw stream is enough
    assert sum(1 for _ in found.rows()) == 40_000
    assert stream.largest <= 1024 * 1024
