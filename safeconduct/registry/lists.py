"""Opens a capture list as a unit sent it and hands out its rows, with what each column means.

Owns the choice of sheet or delimiter, the search for the headings, and the refusal of rows with nobody in
them. Leaves the file to `tables`, headings to `columns`, and what a row says to
`list_rows`. Pure: the caller owns the stream, which must be able to seek, and gives the day where one is
needed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from safeconduct.registry.cells import RefusalCode, message
from safeconduct.registry.columns import (
    NAME_FIELDS,
    Field,
    ListMapping,
    Recognised,
    recognise,
)
from safeconduct.registry.list_rows import NO_ANSWER, REMEDY_REFUSED, ListOrigin, RefusedRow, Row
from safeconduct.sources.date_reading import DateOrder
from safeconduct.sources.values import Channel, Source
from safeconduct.tables.delimited import CELLS_MAX, Record, Table
from safeconduct.tables.errors import ListUnreadable
from safeconduct.tables.opening import open_tables

_ROWS_SEARCHED = 40
_ROWS_SAMPLED = 50
_SAMPLES = 3
_CHARACTERS_SAMPLE = 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column: place from 0, heading as written, the field it becomes or None, a few of its cells.

    `is_by_word` tells a column that goes to health because its heading speaks of it: kept with its heading.
    """

    index: int
    heading: str
    field: Field | None
    samples: tuple[str, ...]
    is_by_word: bool = False


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that can be read. `rows` starts anew each time; only one walk may be under way.

    `language` is that of the headings (en, uk, ru, ko or empty), `encoding` empty for a workbook, `titles`
    what stood above the headings, `other_lists` the sheets of the same workbook that look like lists and are
    not read here.
    """

    name: str
    encoding: str
    language: str
    header_row: int
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    other_lists: tuple[str, ...]
    origin: ListOrigin
    table: Table

    def rows(self) -> Iterator[Row]:
        """Every row after the headings in the file's order, those with nobody in them marked as refused."""
        layout = _Layout(
            [column.field for column in self.columns],
            [column.heading for column in self.columns],
            [column.heading.casefold() for column in self.columns],
            frozenset(column.index for column in self.columns if column.is_by_word),
        )
        for record in self.table.records():
            if record.number > self.header_row:
                yield _row(record, layout, self.origin)


def open_list(
    stream: BinaryIO, name: str, *, encoding: str | None = None, mapping: ListMapping | None = None
) -> OpenList:
    """The list in `stream`; `name` is what the file is called, kept as the source of every name in it.

    Raises ListUnreadable, in words, for whatever is no list: nothing of it was taken in.
    """
    wanted = encoding or (mapping.encoding if mapping else "") or None
    tables = open_tables(stream, encoding=wanted, sheet=mapping.sheet if mapping else "")
    found = [(table, headings) for table in tables if (headings := _headings(table, mapping))]
    if not found:
        raise _no_headings(tables)
    table, headings = max(found, key=lambda each: each[1].recognised.known)
    if len(headings.cells) > CELLS_MAX:
        raise _too_many_columns()
    language = headings.recognised.language
    source = Source(channel=Channel.LIST, who=name[:300], language=language)
    order = (mapping.dates if mapping else None) or DateOrder.DMY
    return OpenList(
        name=name,
        encoding=table.encoding,
        language=language,
        header_row=headings.number,
        titles=headings.titles,
        columns=_columns(table, headings),
        other_lists=() if table.encoding else tuple(each.title for each, _ in found if each is not table),
        origin=ListOrigin(source, language, order),
        table=table,
    )


@dataclass(frozen=True, slots=True)
class _Headings:
    number: int
    cells: tuple[str, ...]
    recognised: Recognised
    titles: tuple[str, ...]


def _headings(table: Table, mapping: ListMapping | None) -> _Headings | None:
    """The first row of headings: two known ones that are a third of it; failing that, one that names people."""
    titles: list[str] = []
    second_best: _Headings | None = None
    for record in islice(table.records(), _ROWS_SEARCHED):
        cells = [cell.strip() for cell in record.cells]
        while cells and not cells[-1]:
            cells.pop()
        filled = sum(map(bool, cells))
        if filled > CELLS_MAX:
            raise _too_many_columns()
        recognised = recognise(cells, mapping)
        found = _Headings(record.number, tuple(cells), recognised, tuple(titles))
        if recognised.known >= 2 and recognised.known * 3 >= filled:
            return found
        if second_best is None and any(each in NAME_FIELDS for each in recognised.fields):
            second_best = found
        if filled:
            titles.append(" · ".join(filter(None, cells))[:300])
    return second_best


def _too_many_columns() -> ListUnreadable:
    return ListUnreadable(
        "too-many-columns",
        f"This list has more than {CELLS_MAX} columns.",
        "Save only the columns about the people in it, and choose that file.",
        {"most": str(CELLS_MAX)},
    )


def _no_headings(tables: Sequence[Table]) -> ListUnreadable:
    """Nothing of the file is quoted: its first row may be a person."""
    first = (
        cell
        for table in tables[:1]
        for record in islice(table.records(), _ROWS_SEARCHED)
        for cell in record.cells
    )
    if not any(cell.strip() for cell in first):
        return ListUnreadable("empty", "This file is empty.", "Choose another file.")
    return ListUnreadable(
        "no-headings",
        "No row of this file reads like headings.",
        'Give a mapping file with lines like "Heading in the file" = "name" under [columns].',
    )


def _columns(table: Table, headings: _Headings) -> tuple[Column, ...]:
    samples: list[list[str]] = [[] for _ in headings.cells]
    for record in islice(table.records(), headings.number, headings.number + _ROWS_SAMPLED):
        for seen, cell in zip(samples, record.cells, strict=False):
            text = cell.strip()[:_CHARACTERS_SAMPLE]
            if text and len(seen) < _SAMPLES and text not in seen:
                seen.append(text)
    return tuple(
        Column(index, heading, target, tuple(samples[index]), index in headings.recognised.by_word)
        for index, (heading, target) in enumerate(
            zip(headings.cells, headings.recognised.fields, strict=True)
        )
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the columns are, prepared once for all rows."""

    fields: list[Field | None]
    headings: list[str]
    folded: list[str]
    by_word: frozenset[int]

    def is_health(self, index: int) -> bool:
        """Whether the column tells of health, of which no report shows a cell."""
        return index < len(self.fields) and self.fields[index] is Field.HEALTH


def _row(record: Record, layout: _Layout, origin: ListOrigin) -> Row:
    fields = layout.fields
    filled = [(index, text) for index, cell in enumerate(record.cells) if (text := cell.strip())]
    cells: dict[Field, str] = {}
    extra: list[str] = []
    health: list[str] = []
    for index, text in filled[:CELLS_MAX]:
        target = fields[index] if index < len(fields) else None
        if target is None:
            extra.append(f"{_heading(layout.headings, index)}: {text}")
        elif target is Field.HEALTH:
            health.append(_health(text, layout.headings[index] if index in layout.by_word else ""))
        elif target is not Field.IGNORED:
            cells[target] = record.cells[index]
    if health:
        cells[Field.HEALTH] = "\n".join(filter(None, health))
    return Row(
        number=record.number,
        cells=cells,
        origin=origin,
        extra="\n".join(extra),
        refused=_refused(filled, cells, layout, has_extra=bool(extra)),
        has_more_cells=any(index >= CELLS_MAX for index, _ in filled[-1:]),
    )


def _health(text: str, heading: str) -> str:
    """What one column says of health, with its heading where that is no name of the field: 62 alone says nothing."""
    if NO_ANSWER.fullmatch(text):
        return ""
    return f"{heading}: {text}" if heading else text


def _heading(headings: list[str], index: int) -> str:
    """The heading of a column, or the letters a spreadsheet gives it."""
    if index < len(headings) and headings[index]:
        return headings[index]
    letters, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


_TOTAL = re.compile(
    r"(?:(?:всього|усього|разом|итого|всего|total|sum|grand total|in all|합계|총계|소계|총원)\b"
    r"(?![^\W\d_]*[-.])[\w\s:.,()№=-]{0,60}|총? ?계 ?:? ?[0-9]* ?명?)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"[0-9]{1,7} ?(?:осіб|особи|чел\.?|человек|persons?|people|명)?|[-–—:]+", re.IGNORECASE)


def _refused(
    filled: list[tuple[int, str]], cells: dict[Field, str], layout: _Layout, *, has_extra: bool
) -> RefusedRow | None:
    """Why nobody is in the row, or None. Whoever might be a person is let through."""
    code: RefusalCode | None = None
    if not filled:
        code = RefusalCode.EMPTY
    elif not has_extra and set(cells) <= {Field.ROW_NUMBER}:
        code = RefusalCode.ONLY_NUMBER
    elif _is_total(filled):
        code = RefusalCode.TOTAL
    elif _is_heading(filled, layout.folded):
        code = RefusalCode.HEADING
    if code is None:
        return None
    written = " · ".join(text for index, text in filled if not layout.is_health(index))[:300]
    return RefusedRow(code, message(code, {}), REMEDY_REFUSED, written)


def _is_total(filled: list[tuple[int, str]]) -> bool:
    """Whether the row is a word for a sum, and beside it nothing but counts."""
    return all(_COUNT.fullmatch(text) or _TOTAL.fullmatch(text) for _, text in filled) and any(
        _TOTAL.fullmatch(text) for _, text in filled
    )


def _is_heading(filled: list[tuple[int, str]], folded: list[str]) -> bool:
    """Whether half of the row repeats the headings, or the row counts the columns, as printed forms do."""
    same = sum(index < len(folded) and text.casefold() == folded[index] for index, text in filled)
    if same >= 2 and same * 2 >= len(filled):
        return True
    return len(filled) >= 3 and all(text == str(index + 1) for index, text in filled)
