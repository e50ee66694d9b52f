"""`trace link` at the command line: links as CSV or JSON lines, and bad lists told in words."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from safeconduct.registry import actions
from safeconduct.shell.console import cli, told
from safeconduct.sources.errors import Forbidden
from safeconduct.store.create import Created
from safeconduct.tracing.link_commands import register
from tests import cast

DATABASES = pytest.mark.django_db(databases=["default", "keys"])
LEFT = "이름,생년월일,군번\n박철수,1999-04-12,11\n김영호,2001.02.03,12\n"
RIGHT = "№;ФИО;Дата рождения\n7;Пак Чхоль Су;12.04.1999\n8;Ким Ён Хо;03.02.2001\n"


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["trace", "link", *map(str, arguments)])


def words(result: Result) -> str:
    """What the operator would read: the error goes through the one table of the console."""
    assert result.exception is not None
    found = told(result.exception)  # type: ignore[arg-type]  # no exit of the interpreter here
    assert found is not None, "this error would be a stack trace"
    return found[0]


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    left, right = tmp_path / "korean.csv", tmp_path / "russian.csv"
    left.write_text(LEFT, encoding="utf-8")
    right.write_text(RIGHT, encoding="cp1251")
    return left, right


def test_links_are_written_as_csv_with_their_sum(lists: tuple[Path, Path]) -> None:
    done = ran(*lists)
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["left_name"], row["right"], row["right_name"]) for row in rows] == [
        ("박철수", "7", "Пак Чхоль Су"),
        ("김영호", "8", "Ким Ён Хо"),
    ]
    assert float(rows[0]["probability"]) > 0.9
    assert "2 records against 2" in done.stderr
    assert "false" in done.stderr


def test_links_are_lines_for_programs(lists: tuple[Path, Path]) -> None:
    done = ran(*lists, "--json", "--id", "군번")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["left"]["id"] for line in lines[:-1]] == ["11", "12"]
    assert lines[-1]["summary"]["links"] == 2
    assert {"expected_false", "expected_missed", "births_unread"} <= lines[-1]["summary"].keys()


def test_links_go_to_a_file_and_a_formula_stays_text(tmp_path: Path, lists: tuple[Path, Path]) -> None:
    lists[0].write_text("id,name,born\n=1+1,박철수,1999-04-12\n", encoding="utf-8")
    done = ran(*lists, "--output", tmp_path / "links.csv")
    assert "1 links" in done.output
    assert "'=1+1" in (tmp_path / "links.csv").read_text(encoding="utf-8")


def test_a_birth_that_is_no_date_counts_as_not_told(lists: tuple[Path, Path]) -> None:
    lists[0].write_text("name,born\n박철수,soon after the war\n김영호,unknown\n", encoding="utf-8")
    done = ran(*lists)
    assert done.exit_code == 0
    assert "1 births were not read as dates and count as not told: soon after the war." in done.stderr


def test_a_workbook_is_read_under_its_titles_from_the_sheet_that_is_a_list(lists: tuple[Path, Path]) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Зміст", 0).append(["Зміст"])
    sheet = book.create_sheet("Список")
    sheet.append(["Список полонених"])
    sheet.append([])
    sheet.append(["№", "Прізвище, ім'я", "Дата народження"])
    sheet.append([7, "Пак Чхоль Су", datetime(1999, 4, 12)])  # noqa: DTZ001 a cell knows no zone
    sheet.append([8, "Кім Йон Хо", "03.02.2001"])
    path = lists[1].with_suffix(".xlsx")
    book.save(path)
    done = ran(lists[0], path)
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["left_name"], row["right"], row["right_born"]) for row in rows] == [
        ("박철수", "7", "1999-04-12"),
        ("김영호", "8", "2001-02-03"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"name,born\n", "nobody under them"),
        (b"PK\x03\x04\x00\x00", "This workbook is damaged"),
        (b"\x7fELF\x02\x01\x00" + bytes(range(128, 192)), "This file is not text"),
        (b"%PDF-1.7", "begins like a PDF"),
        (b"rank,unit\nprivate,7\n", "no column that is recognised as names; it has: rank, unit"),
        ("id,name\n1,박철수\n1,김영호\n".encode(), "has the id '1' twice, again in row 3"),
        (b"name\n\x98\xff\xfe\n", "in neither UTF-8 nor Windows-1251"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    lists: tuple[Path, Path], content: bytes, reason: str
) -> None:
    lists[0].write_bytes(content)
    said = words(ran(*lists))
    assert reason in said
    assert "korean.csv" in said


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--name", "nom"), "'nom'; there are: 이름, 생년월일, 군번, №, ФИО"),
        (("--encoding", "klingon"), "The encoding 'klingon' is not known"),
        (("--encoding", "ascii"), "is not written in ascii throughout, as row 1 shows"),
    ],
)
def test_what_is_not_there_is_named(
    lists: tuple[Path, Path], arguments: tuple[str, ...], reason: str
) -> None:
    assert reason in words(ran(*lists, *arguments))


def test_a_name_whose_letters_are_lost_is_not_compared(lists: tuple[Path, Path]) -> None:
    lists[0].write_text("name,born\nPak Chol Su,1999\n박철수,1999\n", encoding="utf-8")
    assert "as row 3 shows" in words(ran(lists[0], lists[0], "--encoding", "ascii"))


def test_a_right_list_that_is_not_there_is_named(lists: tuple[Path, Path]) -> None:
    assert "There is no file nowhere.csv" in words(ran(lists[0], "nowhere.csv"))


def test_spark_that_is_not_installed_is_said_with_the_remedy(
    lists: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    said = words(ran(*lists, "--engine", "spark"))
    assert "Spark (pyspark) is not installed. Install Java 17" in said


@DATABASES
def test_the_register_is_told_to_whoever_may_list_it(instance: Created) -> None:
    registered = actions.perform(cast.captive("박철수", born="1999-04-12"), cast.BUREAU)
    assert [(each.id, each.names, each.born) for each in register(cast.BUREAU)] == [
        (registered.number, ("박철수",), "1999-04-12")
    ]


@DATABASES
def test_the_register_is_told_to_nobody_else(instance: Created) -> None:
    with pytest.raises(Forbidden):
        list(register(cast.STRANGER))
