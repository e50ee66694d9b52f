"""Opens a file that should hold a table, whichever kind it is."""

from collections.abc import Sequence
from typing import BinaryIO

from safeconduct.tables.delimited import Table, check_kind, open_text
from safeconduct.tables.errors import ListUnreadable
from safeconduct.tables.workbooks import ZIP_MAGIC, open_workbook


def open_tables(stream: BinaryIO, *, encoding: str | None = None, sheet: str = "") -> Sequence[Table]:
    """A text under each likely delimiter, or the visible sheets of a workbook, all or the one named; never none.

    The caller owns the stream, which must be able to seek. Raises ListUnreadable, in words, for any other file.
    """
    stream.seek(0)
    head = stream.read(4096)
    if not head.startswith(ZIP_MAGIC):
        check_kind(head)
        return open_text(stream, encoding=encoding)
    sheets = open_workbook(stream)
    wanted = [each for each in sheets if not sheet or each.title == sheet]
    if not wanted:
        names = ", ".join(each.title for each in sheets)
        raise ListUnreadable(
            "no-such-sheet",
            f"This workbook has no visible sheet {sheet!r}.",
            f"Name one of its sheets in the mapping file: {names or 'it has none'}.",
            {"sheet": sheet, "sheets": names},
        )
    return wanted
