"""The data files: the packaged ones are whole, and each kind of fault is told with its file and line."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from safeconduct.figures.claims import Category
from safeconduct.figures.reading.tables import TablesUnreadable, load
from safeconduct.figures.wholes import is_part


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged tables to break."""
    copy = tmp_path / "tables"
    with resources.as_file(resources.files("safeconduct.figures.reading") / "data") as packaged:
        shutil.copytree(packaged, copy)
    return copy


def test_the_packaged_tables_are_whole() -> None:
    assert {row.language for row in load().rows} == {"en", "uk", "ru", "ko"}


def test_parts_reach_their_wholes_through_others() -> None:
    assert is_part(Category.KILLED, Category.CASUALTIES)
    assert is_part(Category.KILLED, Category.TOTAL_LOSSES)
    assert not is_part(Category.CASUALTIES, Category.KILLED)
    assert not is_part(Category.LOSSES, Category.CASUALTIES)
    assert not is_part(Category.WISHING_TO_RELOCATE, Category.CAPTURED)


FAULTS = [
    ("cues.tsv", "xx\tverb\treported\tsaid", "the language xx is not read"),
    ("cues.tsv", "en\tshout\treported\tsaid", "there is no kind shout"),
    ("cues.tsv", "en\tverb\tloudly\tbellowed", "loudly cannot stand as value"),
    ("cues.tsv", "en\tverb\treported", "has not 4 cells"),
    ("cues.tsv", "en\tverb\treported\tbell*owed", "is no word"),
    ("cues.tsv", "en\tverb\talleged\tsaid", "said has two values"),
    ("numbers.tsv", "en\tnumber\tmany\tumpteen", "many cannot stand as value"),
    ("hedges.tsv", "en\talone\tdozens\tscores of", "dozens cannot stand as value"),
    ("times.tsv", "en\tmonth\t13\tsmarch", "13 cannot stand as value"),
    ("statements.tsv", "en\tact\tweather:statement\trained", "weather:statement cannot stand as value"),
    ("gazetteer.tsv", "planet\tx\tMars\tplace\ten\tmars", "there is no kind planet"),
    ("taxonomy.tsv", "killed\tkilled", "are no two categories"),
    ("taxonomy.tsv", "casualties\tkilled", "killed is a part of casualties already"),
]


@pytest.mark.parametrize(("file", "line", "reason"), FAULTS)
def test_a_fault_is_told_with_file_and_line(folder: Path, file: str, line: str, reason: str) -> None:
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(f"{text}{line}\n", "utf-8")
    with pytest.raises(TablesUnreadable) as raised:
        load(folder)
    number = len(text.splitlines()) + 1
    assert str(raised.value).startswith(f"{file}:{number}: ")
    assert reason in str(raised.value)


def test_every_fault_is_told_at_once(folder: Path) -> None:
    (folder / "taxonomy.tsv").unlink()
    (folder / "numbers.tsv").write_text("one\ttwo\n", "utf-8")
    with pytest.raises(TablesUnreadable) as raised:
        load(folder)
    assert [fault.file for fault in raised.value.faults] == ["numbers.tsv", "taxonomy.tsv"]


def test_a_table_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "nouns.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TablesUnreadable, match=r"nouns\.tsv:1: is not UTF-8"):
        load(folder)
