"""Reads a list to be linked from a file of comma-separated values: whose names, births and ids stand in which column.

Owns the encoding (UTF-8, else Windows-1251), the delimiter, the recognition of headings in English, Ukrainian,
Russian and Korean, and the words for a file that is no list. Leaves dates to `sources.date_reading`. The file is
walked, not loaded.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from safeconduct.sources.date_reading import DateKind, DateOrder, Unclear, UnclearCode, read_written
from safeconduct.sources.errors import Refused
from safeconduct.tracing.link_engine import HOUSE_RULE
from safeconduct.tracing.link_pairs import Record

_HEAD_BYTES = 64 * 1024
_DELIMITERS = ",;\t|"
_BIRTHS_SHOWN = 5
_UNSEEN = frozenset({UnclearCode.EMPTY, UnclearCode.UNKNOWN})

HEADINGS: dict[str, frozenset[str]] = {
    "id": frozenset({"id", "number", "no", "num", "номер", "№", "№ п/п", "번호", "순번"}),
    "names": frozenset(
        {"name", "full name", "names", "прізвище та імя", "прізвище імя", "прізвище, імя", "піб", "імя",
         "прізвище імя по батькові", "фио", "фамилия имя", "фамилия и имя", "фамилия имя отчество", "имя",
         "이름", "성명", "한글 이름", "영문 이름", "name in korean", "name in russian", "name in latin"}
    ),
    "surname": frozenset({"surname", "family name", "last name", "прізвище", "фамилия", "성"}),
    "given": frozenset({"given name", "given names", "first name", "власне імя"}),
    "born": frozenset(
        {"born", "birth", "date of birth", "birth date", "birthdate", "dob", "дата народження", "народився",
         "рік народження", "дата рождения", "родился", "год рождения", "생년월일", "출생", "출생일", "생일"}
    ),
    "father": frozenset({"father", "fathers name", "name of father", "батько", "імя батька", "отец", "имя отца",
                         "아버지", "부친", "부친 성명"}),
    "place": frozenset({"place of birth", "birthplace", "born in", "місце народження", "место рождения",
                        "출생지", "고향"}),
    "unit": frozenset({"unit", "military unit", "військова частина", "частина", "підрозділ", "воинская часть",
                       "часть", "подразделение", "부대", "소속", "소속 부대"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns that the caller names; a list without any of them is read by its headings."""

    names: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    encoding: str = ""


@dataclass(slots=True)
class BirthsUnread:
    """How many births were not read as dates, and some of them as written; they count as not told."""

    count: int = 0
    some: list[str] | None = None

    def add(self, written: str) -> None:
        """Count one."""
        self.count += 1
        self.some = [*(self.some or []), written][:_BIRTHS_SHOWN]


def records(path: Path, chosen: Chosen, today: date, unread: BirthsUnread) -> Iterator[Record]:
    """The records of the file in its order; rows without a name are passed over.

    Raises Refused, with the line where there is one, for a file that is empty, binary or in another encoding, for a
    column that is not there, and for an id that stands twice.
    """
    with _opened(path, chosen.encoding) as file:
        yield from _walk(file, path.name, chosen, today, unread)


def check_columns(paths: Sequence[Path], chosen: Chosen) -> None:
    """Refused for a column that was named and stands in none of the lists."""
    headings = []
    for path in paths:
        with _opened(path, chosen.encoding) as file:
            headings += _headings(csv.reader(file, delimiter=_delimiter(file)), path.name)
    for column in (*chosen.names, *chosen.born, *chosen.id):
        if _place(column, headings) is None:
            raise _refused(
                "No list", f"has a column {column!r}; there are: {', '.join(headings)}", "Name one of these."
            )


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """The file as text; what is wrong with its letters or its form is Refused, also while it is read."""
    try:
        with path.open(encoding=encoding or _encoding(path), newline="") as file:
            yield file
    except LookupError:
        raise _refused(
            "There", f"is no encoding {encoding!r}", "Name another one, as utf-8, cp1251 or cp949."
        ) from None
    except (UnicodeError, csv.Error):
        raise _refused(
            path.name, f"is not written in {encoding or 'UTF-8 or Windows-1251'} throughout",
            "Say how it is written, --encoding NAME, or save it as CSV in UTF-8.",
        ) from None  # fmt: skip


def _walk(file: TextIO, title: str, chosen: Chosen, today: date, unread: BirthsUnread) -> Iterator[Record]:
    rows = csv.reader(file, delimiter=_delimiter(file))
    columns = _columns(_headings(rows, title), chosen, title)
    seen: set[str] = set()
    for row in rows:
        names = _names(row, columns)
        if not names:
            continue
        record_id = _cell(row, columns["id"]) if columns["id"] else str(rows.line_num)
        if record_id in seen:
            raise _refused(
                title, f"has the id {record_id!r} twice, again in line {rows.line_num}",
                "Give each record an id of its own, or name another column with --id.",
            )  # fmt: skip
        seen.add(record_id)
        yield Record(
            record_id,
            names,
            _birth(_cell(row, columns["born"]), today, unread),
            _cell(row, columns["father"]),
            _cell(row, columns["place"]),
            _cell(row, columns["unit"]),
        )
    if not seen:
        raise _refused(title, "has headings and nobody under them", "Choose another file.")


def _columns(headings: Sequence[str], chosen: Chosen, title: str) -> dict[str, tuple[int, ...]]:
    """The places of the columns by what they hold; empty where there is none."""
    plain = [_plain(heading) for heading in headings]
    found = {
        kind: tuple(place for place, heading in enumerate(plain) if heading in known)
        for kind, known in HEADINGS.items()
    }
    for kind, asked in (("names", chosen.names), ("born", chosen.born), ("id", chosen.id)):
        places = tuple(place for column in asked if (place := _place(column, headings)) is not None)
        if places:
            found[kind] = places
            if kind == "names":
                found["surname"] = found["given"] = ()
    if not found["names"] and not found["surname"]:
        raise _refused(
            title, f"has no column that is recognised as names; it has: {', '.join(headings)}",
            "Say which it is: --name COLUMN.",
        )  # fmt: skip
    return found


def _headings(rows: Iterator[list[str]], title: str) -> list[str]:
    """The first line that says anything."""
    found = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if found is None:
        raise _refused(title, "is empty", "It needs a line of headings and a line for each person.")
    return [cell.strip().lstrip("\ufeff") for cell in found]


def _place(column: str, headings: Sequence[str]) -> int | None:
    return next((place for place, heading in enumerate(headings) if _plain(heading) == _plain(column)), None)


def _names(row: Sequence[str], columns: Mapping[str, tuple[int, ...]]) -> tuple[str, ...]:
    whole = [text for place in columns["names"] if (text := _cell(row, (place,)))]
    parts = [text for kind in ("surname", "given") if (text := _cell(row, columns[kind]))]
    if columns["surname"] and parts:
        # "Surname" beside "Name": together they are one name, not two.
        return (" ".join([parts[0], *(parts[1:] or whole)]),)
    return tuple(dict.fromkeys(whole))


def _birth(written: str, today: date, unread: BirthsUnread) -> str:
    if not written:
        return ""
    found = read_written(written, order=DateOrder.DMY, today=today, kind=DateKind.BIRTH)
    if isinstance(found, Unclear):
        if found.reason_code not in _UNSEEN:
            unread.add(written)
        return ""
    return found.edtf


def _cell(row: Sequence[str], places: Sequence[int]) -> str:
    return row[places[0]].strip() if places and places[0] < len(row) else ""


def _plain(heading: str) -> str:
    return " ".join(
        re.sub(r"[’'ʼ.:\ufeff]", "", heading).casefold().replace("ё", "е").replace("_", " ").split()
    )


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is it, else Windows-1251; Refused for a file that is no text."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if b"\0" in head or head.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
            raise _refused(
                path.name, "is no text: a workbook, perhaps, or a packed file", "Save it as CSV in UTF-8."
            )
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_HEAD_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8-sig"


def _delimiter(file: TextIO) -> str:
    """The delimiter that most often stands in the first line that says anything."""
    first = next((line for line in file if line.strip()), "")
    file.seek(0)
    return max(_DELIMITERS, key=first.count)


def _refused(title: str, what: str, remedy: str) -> Refused:
    return Refused("list_unreadable", f"{title} {what}.", HOUSE_RULE, remedy=remedy)
