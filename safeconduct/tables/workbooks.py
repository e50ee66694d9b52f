"""Opens an XLSX workbook and hands out its rows as the text a person sees in the cells.

Owns the checks that make a hostile archive harmless before anything is parsed, and the way from a typed cell
to its text: a formula stays its own words, a date that shows no day gets none.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from safeconduct.tables.delimited import CELLS_MAX, Record
from safeconduct.tables.errors import ListUnreadable

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

ZIP_MAGIC = b"PK\x03\x04"
PARTS_MAX = 300
UNPACKED_BYTES_MAX = 2 * 1024**3
RATIO_MAX = 200
# Whatever is no sheet (shared texts, styles) the parser holds in memory whole.
HELD_BYTES_MAX = 256 * 1024**2
FORMAT_LENGTH_MAX = 255
ROWS_MAX = 1_048_576
SHEETS_MAX = 50

_SHEETS = "xl/worksheets/"

# What the parser of a damaged or forged workbook raises. defusedxml's refusals of entities are ValueErrors.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of an opened workbook."""

    sheet: "ReadOnlyWorksheet"
    title: str
    encoding: str = ""

    def records(self) -> Iterator[Record]:
        """Every row up to the last written one; ListUnreadable when the sheet turns out to be broken."""
        # The stubs give the read-only sheet the rows of the other kind.
        rows: Iterator[Sequence[ReadOnlyCell]] = self.sheet.iter_rows()  # type: ignore[assignment, misc]
        for number in range(1, ROWS_MAX + 2):
            try:
                row = next(rows, None)
            except _BROKEN as error:
                raise _broken(error) from error
            if row is None:
                return
            if number > ROWS_MAX:
                raise _too_large(f"a sheet has more than {ROWS_MAX:,} rows")
            yield Record(number, [_cell_text(cell) for cell in row[: CELLS_MAX + 1]])


def open_workbook(stream: BinaryIO) -> tuple[Sheet, ...]:
    """The visible sheets, in order; ListUnreadable for no workbook and for one that would burst memory."""
    _check_archive(stream)
    if not openpyxl.DEFUSEDXML or openpyxl.LXML:
        raise AssertionError("workbooks are parsed by defusedxml only")
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        sheets = [each for each in workbook.worksheets[:SHEETS_MAX] if each.sheet_state == "visible"]
    except _BROKEN as error:
        raise _broken(error) from error
    for sheet in sheets:
        sheet.reset_dimensions()
    return tuple(Sheet(sheet, sheet.title) for sheet in sheets)


def _check_archive(stream: BinaryIO) -> None:
    """Looks at the archive's own table of contents; the unpacker never gives more than that says."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise _broken(error) from error
    if len(parts) > PARTS_MAX:
        raise _too_large(f"it has {len(parts)} parts, at most {PARTS_MAX} are read")
    if sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
        raise _too_large("unpacked it is larger than 2 GB")
    if sum(part.file_size for part in parts if not part.filename.startswith(_SHEETS)) > HELD_BYTES_MAX:
        raise _too_large("beside its sheets it holds more than 256 MB")
    if any(part.file_size > RATIO_MAX * max(part.compress_size, 1) for part in parts):
        raise _too_large(f"a part of it unpacks to more than {RATIO_MAX} times its size")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise _not_a_workbook(names)


def _not_a_workbook(names: set[str]) -> ListUnreadable:
    kind = "a packed file (ZIP)"
    if "word/document.xml" in names:
        kind = "a Word document"
    elif "xl/workbook.bin" in names:
        kind = "a binary Excel workbook (XLSB)"
    elif "mimetype" in names:
        kind = "an OpenDocument file"
    return ListUnreadable(
        "other-kind",
        f"This file begins like {kind} and has no table that can be read.",
        "Save it as XLSX or CSV, or choose another file.",
        {"kind": kind},
    )


def _broken(error: BaseException) -> ListUnreadable:
    return ListUnreadable(
        "workbook-broken",
        f"This workbook is damaged and cannot be opened ({type(error).__name__}).",
        "Open it in a spreadsheet program, save it again as XLSX or CSV, and choose that file.",
        {"error": type(error).__name__},
    )


def _too_large(what: str) -> ListUnreadable:
    return ListUnreadable(
        "workbook-too-large",
        f"This workbook is not opened: {what}.",
        "Save the one sheet with the list as CSV, and choose that file.",
        {"what": what},
    )


_ZEROS = re.compile("0{2,20}")
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def _cell_text(cell: "ReadOnlyCell") -> str:
    value: object = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format)
    if isinstance(value, datetime):
        return _date_text(value, cell.number_format)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, ArrayFormula | DataTableFormula):
        return str(getattr(value, "text", None) or "=")
    return str(value)


def _number_text(value: int | float, shown_as: str) -> str:
    """Digits as a person sees them: no `.0`, and the leading zeros that the cell's format adds."""
    is_whole = value == int(value) if abs(value) < 1e15 else False
    text = str(int(value)) if is_whole else f"{value:.15g}"
    return text.zfill(len(shown_as)) if is_whole and _ZEROS.fullmatch(shown_as or "") else text


def _date_text(value: datetime, shown_as: str) -> str:
    """A date as far as the cell shows it. A cell that shows `09.1998` holds the 1st, which nobody wrote."""
    # A longer one is none that a spreadsheet wrote, and would keep the expression busy for hours.
    shown = _NOT_SHOWN.sub("", (shown_as or "")[:FORMAT_LENGTH_MAX]).lower()
    if "y" not in shown and "d" in shown:
        return f"{value.day:02}.{value.month:02}"
    if "y" in shown and "d" not in shown:
        return f"{value.year:04}-{value.month:02}" if "m" in shown else f"{value.year:04}"
    return (
        value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    )
