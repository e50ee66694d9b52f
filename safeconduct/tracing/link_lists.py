"""Reads a list to be linked from a CSV or XLSX file: whose names, births and ids stand in which column.

Owns the recognition of headings in English, Ukrainian, Russian and Korean. Leaves what the file is to `tables` and
dates to `sources.date_reading`. The file is walked, not loaded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from safeconduct.sources.date_reading import DateKind, DateOrder, Unclear, UnclearCode, read_written
from safeconduct.sources.errors import Refused
from safeconduct.tables.delimited import Table
from safeconduct.tables.errors import ListUnreadable
from safeconduct.tables.opening import open_tables
from safeconduct.tracing.link_engine import HOUSE_RULE
from safeconduct.tracing.link_pairs import Record

_ROWS_SEARCHED = 40
_BIRTHS_SHOWN = 5
_NOT_READ = "\ufffd"
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


@dataclass(frozen=True, slots=True)
class _Headed:
    """A table with the row of its headings, and the places of the columns by what they hold."""

    table: Table
    row: int
    headings: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]


def records(path: Path, chosen: Chosen, today: date, unread: BirthsUnread) -> Iterator[Record]:
    """The records of the file in its order; rows without a name are passed over.

    Of several sheets the one with most headings that are known. Raises Refused, with the row where there is one, for
    a file that is empty, no table or in another encoding, for a column that is not there, and for an id that stands
    twice.
    """
    with _opened(path, chosen) as found:
        yield from _walk(found, path.name, today, unread)


def check_columns(paths: Sequence[Path], chosen: Chosen) -> None:
    """Refused for a column that was named and stands in none of the lists."""
    headings: list[str] = []
    for path in paths:
        with _opened(path, chosen) as found:
            headings += found.headings
    for column in (*chosen.names, *chosen.born, *chosen.id):
        if _place(column, headings) is None:
            raise _refused(
                "No list", f"has a column {column!r}; there are: {', '.join(headings)}", "Name one of these."
            )


@contextmanager
def _opened(path: Path, chosen: Chosen) -> Iterator[_Headed]:
    """The table of the file; what is wrong with its form is Refused, also while it is read."""
    with path.open("rb") as stream:
        try:
            tables = open_tables(stream, encoding=chosen.encoding or None)
            found = [headed for table in tables if (headed := _headed(table, chosen))]
            if not found:
                raise _refused(
                    path.name, "is empty", "It needs a line of headings and a line for each person."
                )
            yield max(found, key=lambda headed: (_is_list(headed), sum(map(len, headed.columns.values()))))
        except ListUnreadable as error:
            reason = f"{path.name}: {error.reason}"
            raise Refused("list_unreadable", reason, HOUSE_RULE, remedy=error.remedy) from error


def _headed(table: Table, chosen: Chosen) -> _Headed | None:
    """The first row that names a column of names, else the first that says anything: titles stand above headings."""
    first = None
    for record in islice(table.records(), _ROWS_SEARCHED):
        headings = tuple(cell.strip().lstrip("\ufeff") for cell in record.cells)
        if any(headings):
            found = _Headed(table, record.number, headings, _columns(headings, chosen))
            if _is_list(found):
                return found
            first = first or found
    return first


def _is_list(found: _Headed) -> bool:
    return bool(found.columns["names"] or found.columns["surname"])


def _walk(found: _Headed, title: str, today: date, unread: BirthsUnread) -> Iterator[Record]:
    columns = found.columns
    _check_letters(found, found.headings, found.row, title)
    if not _is_list(found):
        raise _refused(
            title, f"has no column that is recognised as names; it has: {', '.join(found.headings)}",
            "Say which it is: --name COLUMN.",
        )  # fmt: skip
    seen: set[str] = set()
    for number, row in islice(found.table.records(), found.row, None):
        names = _names(row, columns)
        if not names:
            continue
        _check_letters(found, names, number, title)
        record_id = _cell(row, columns["id"]) if columns["id"] else str(number)
        if record_id in seen:
            raise _refused(
                title, f"has the id {record_id!r} twice, again in row {number}",
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


def _check_letters(found: _Headed, texts: Sequence[str], row: int, title: str) -> None:
    """A text read in the wrong encoding has no letters where it should: no name is compared that way."""
    if any(_NOT_READ in text for text in texts):
        raise _refused(
            title, f"is not written in {found.table.encoding} throughout, as row {row} shows",
            "Say how it is written, --encoding NAME, or save it as XLSX or as CSV in UTF-8.",
        )  # fmt: skip


def _columns(headings: Sequence[str], chosen: Chosen) -> dict[str, tuple[int, ...]]:
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
    return found


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


def _refused(title: str, what: str, remedy: str) -> Refused:
    return Refused("list_unreadable", f"{title} {what}.", HOUSE_RULE, remedy=remedy)
