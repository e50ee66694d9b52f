"""Writes the three sample lists beside this file: one person after another, one kind of mess each. All invented.

Run as `python -m safeconduct.registry.samples.make`; the lists are committed, so that a demo needs no generator.
"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

FOLDER = Path(__file__).parent

UKRAINIAN = [
    ["№", "ПІБ", "Ім'я корейською", "Звання", "Особистий номер", "Дата народження", "Дата взяття в полон",
     "Місце", "Документ РФ на ім'я", "Стан здоров'я", "Група крові"],
    ["1", "Кан Тхе Сок", "강태석", "сержант", "004512", "бл. 1999", "12.01.2025", "р-н Вільхи", "", "", "A+"],
    ["2", "  Рю  Ин-бом\u200b ", "", "рядовий", "н/в", "09.1998", "??", "р-н Вільхи", "", "поранення ноги", ""],
    ["3", "O Kwang Min", "", "капрал", "відмовився", "31.02.2001", "14.01.2025", "с. Липове", "", "", ""],
    ["4", "Пек Мiн Хо", "백민호", "сержант", "невідомо", "주체88", "01/25/2025", "с. Липове",
     "Тарасов Олег Ігорович", "", ""],
    ["№", "ПІБ", "Ім'я корейською", "Звання", "Особистий номер", "Дата народження", "Дата взяття в полон",
     "Місце", "Документ РФ на ім'я", "Стан здоров'я", "Група крові"],
    ["", "", "", "", "", "", "", "", "", "", ""],
    ["5", "", "", "сержант", "551204", "1999 або 2000", "12.08.2031", "с. Липове", "", "", ""],
    ["6", "=HYPERLINK(\"http://example.invalid\")", "", "", "", "25 років", "", "", "", "<b>рука</b>", ""],
    ["", "Всього: 6", "", "", "", "", "", "", "", "", ""],
]  # fmt: skip

RUSSIAN = [
    ["№ п/п", "Фамилия", "Имя", "Отчество", "Воинское звание", "Личный №", "Дата рожд.", "Дата плена", "Примечание"],
    ["1", "Чан", "Ыль Ён", "", "ефрейтор", "77104", "03.11.99", "15.02.2025", "со слов"],
    ["2", "Ларин", "Пётр", "Олегович", "рядовой", "отказался", "около 2004", "15.02.2025", "язык; русский"],
    ["3", "???", "", "", "рядовой", "", "1998", "16.02.2025", ""],
    ["4", "ХВАН СОН ГУ", "", "", "лейтенант", "-", "2012", "16.02.2025", ""],
    ["", "Итого:", "", "", "", "", "", "", "4"],
]  # fmt: skip

ENGLISH: list[list[object]] = [
    ["List of captured persons, invented"],
    [],
    ["No", "Full name", "Rank", "Service number", "Date of birth", "Date of capture", "Place of capture", "Remarks"],
    [1, "Song Tae-min", "Private", 104522, date(1999, 4, 12), "15.07.2025", "near Olkha", None],
    [2, "So Yong Chol", "Sergeant", "unknown", date(1998, 9, 1), date(2025, 7, 15), "near Olkha", "=A1"],
    [3, "남궁혁", "Corporal", 452, 36526, "12.07.2025, 14.07.2025", "Lypove", None],
]  # fmt: skip


def main() -> None:
    """Writes all three."""
    _write_text("sample-uk.csv", UKRAINIAN, "utf-8-sig", ",")
    _write_text("sample-ru-1251.csv", RUSSIAN, "cp1251", ";")
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Captured"
    for row in ENGLISH:
        sheet.append(row)
    sheet["D4"].number_format = "000000"
    sheet["D6"].number_format = "000000"
    sheet["E5"].number_format = "mm.yyyy"
    workbook.save(FOLDER / "sample-en.xlsx")


def _write_text(name: str, rows: Sequence[Sequence[str]], encoding: str, delimiter: str) -> None:
    with (FOLDER / name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


if __name__ == "__main__":
    main()
