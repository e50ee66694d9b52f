"""The board as files: iCalendar and CSV. Numbers only, never a name; no cell that a spreadsheet would run.

Source: RFC 5545 (iCalendar), RFC 4180 (CSV); OWASP, "CSV Injection".
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import StringIO

from safeconduct.duties.answers import DutyLine
from safeconduct.law.duties import Mark

HEADINGS = (
    "number", "camp", "article", "duty", "status", "reason", "until", "target", "treaty words", "checked",
    "owed by", "owed to", "id",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_LINE_BYTES = 75


def csv_of(lines: Iterable[DutyLine], language: str) -> str:
    """One line a duty, with a heading; times are ISO 8601 in UTC."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for line in lines:
        row = line.duty
        cells = (
            line.number, line.camp, line.cite, row.words(language), str(line.status), line.reason,
            line.until or line.due_last, line.target, row.legal_text, checked(row.mark),
            " ".join(row.owed_by), " ".join(row.owed_to), line.row,
        )  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """The text with a quote before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


MARKS = {
    Mark.VERIFIED: "verified",
    Mark.HOUSE_RULE: "house rule",
    Mark.GENERAL: "not yet checked against the treaty text",
    Mark.KNOWN: "not yet checked against the treaty text",
}
"""How far a row was compared with the treaty, in the plain words of a file."""


def checked(mark: Mark) -> str:
    """How far a row was compared with the treaty."""
    return MARKS[mark]


def ics_of(lines: Iterable[DutyLine], language: str, *, instance: str, stamp: str) -> str:
    """One all-day entry for each term with a known last day; `stamp` is the moment it was made, ISO in UTC."""
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//safeconduct//duties//EN", "METHOD:PUBLISH"]
    made = stamp[:19].replace("-", "").replace(":", "") + "Z"
    for line in lines:
        if line.until:
            parts += _event(line, language, instance=instance, made=made)
    parts.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for part in parts for folded in _fold(part))


def _event(line: DutyLine, language: str, *, instance: str, made: str) -> Iterator[str]:
    row = line.duty
    day = date.fromisoformat(line.until)
    note = f"{line.cite}: {row.legal_text}" if row.legal_text else line.cite
    if not row.is_verified:
        note = f"{note} ({checked(row.mark)})"
    yield "BEGIN:VEVENT"
    yield f"UID:{line.row}-{line.opened_by}-{line.subject}@{instance}.safeconduct.invalid"
    yield f"DTSTAMP:{made}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{line.number or line.camp} {row.words(language)}'.strip())}"
    yield f"DESCRIPTION:{_escaped(note)}"
    if line.camp:
        yield f"LOCATION:{_escaped(line.camp)}"
    yield "CLASS:CONFIDENTIAL"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(old, new)
    return text


def _fold(line: str) -> Iterator[str]:
    """Pieces of at most 75 bytes, never within a letter; a further piece begins with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _LINE_BYTES:
            yield piece
            piece = " "
        piece += letter
    yield piece
