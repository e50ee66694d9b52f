"""Reads one row of a list into names, answers and the questions that stay open.

Owns what a row says about a person. A person is never dropped and nothing is guessed: a field that cannot be
read is kept as written, with a question. Leaves finding the rows to `lists` and asking the questions to the
desk.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from safeconduct.names.scripts import Script, clean
from safeconduct.registry.cell_values import read_answer, read_date, script_of_name, usable
from safeconduct.registry.cells import (
    CHARACTERS_KEPT,
    Finding,
    QuestionCode,
    RefusalCode,
    absence,
    message,
)
from safeconduct.registry.columns import DATE_FIELDS, NAME_FIELDS, Field
from safeconduct.sources.date_reading import DateOrder, read_with_note
from safeconduct.sources.dates import PartialDate, span
from safeconduct.sources.values import (
    NOT_ASKED,
    Answer,
    AnswerState,
    NameRole,
    Source,
    WrittenName,
    unreadable,
)

AGE_MIN_YEARS = 14
AGE_MAX_YEARS = 70
REMEDY_REFUSED = "If it is a person, register by hand."
NO_ANSWER = re.compile(r"[\-‐–—_ ]*")


@dataclass(frozen=True, slots=True)
class ListOrigin:
    """What all rows of one list share: who says it, the language of its headings, how it writes dates."""

    source: Source
    language: str = ""
    order: DateOrder = DateOrder.DMY


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row with nobody in it; `written` is what stood there."""

    code: RefusalCode
    reason: str
    remedy: str
    written: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, its cells as written, and what has no field."""

    number: int
    cells: Mapping[Field, str]
    origin: ListOrigin
    extra: str = ""
    refused: RefusedRow | None = None
    has_more_cells: bool = False


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """A field that waits for a person. `reason` is English; other languages go by `code` and `parameters`."""

    field: Field
    written: str
    code: str
    reason: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReadCapture:
    """When and where the person was captured."""

    date: Answer
    place: Answer


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What a row says of one person. `answers` goes by `Field` value; a field not in it was not asked.

    `names` holds the person's own names and the father's; the name on a paper of another state stands apart.
    """

    number: int
    list_number: str
    names: tuple[WrittenName, ...]
    answers: dict[str, Answer]
    capture: ReadCapture
    false_paper_name: WrittenName | None
    paper_number: Answer
    health_text: str
    notes: str
    questions: tuple[RowQuestion, ...]


def read_row(row: Row, *, today: date, order: DateOrder | None = None) -> ReadRow:
    """What `row` says, its dates in `order` (by default the list's). No content of a cell raises."""
    reader = _Reader(row, today, order or row.origin.order)
    names = reader.names()
    birth = reader.date(Field.BIRTH_DATE)
    capture = ReadCapture(reader.date(Field.CAPTURE_DATE), reader.answer(Field.CAPTURE_PLACE))
    reader.compare_dates(birth, capture.date)
    answers = {each.value: reader.answer(each) for each in _ANSWERED if each in row.cells}
    if Field.BIRTH_DATE in row.cells:
        answers[Field.BIRTH_DATE.value] = birth
    return ReadRow(
        number=row.number,
        list_number=row.cells.get(Field.ROW_NUMBER, "").strip()[:300],
        names=names,
        answers=answers | reader.name_answer(),
        capture=capture,
        false_paper_name=reader.name(Field.FALSE_PAPER_NAME, NameRole.ALIAS),
        paper_number=reader.answer(Field.PAPER_NUMBER),
        health_text=reader.free_text(Field.HEALTH, row.cells.get(Field.HEALTH, "")),
        notes=reader.notes(),
        questions=tuple(reader.questions),
    )


def fingerprint_parts(row: Row) -> bytes:
    """The same bytes for the same content, whether saved as CSV or XLSX; a keyed hash tells rows seen before.

    The place in the file is left out, the list's own number is part of the content. Whole dates stand in
    EDTF, since a spreadsheet writes a date anew in the form of its country. Format: UTF-8 JSON, sorted, after
    a version tag.
    """
    pairs = sorted(
        [each.value, _canonical(each, text, row.origin.order)]
        for each, text in row.cells.items()
        if text.strip()
    )
    pairs.extend(["+", " ".join(line.split())] for line in row.extra.splitlines())
    return b"safeconduct/list-row/v1\0" + json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )


_ANSWERED = (
    Field.RANK,
    Field.SERVICE_NUMBER,
    Field.POWER,
    Field.UNIT,
    Field.LANGUAGE,
    Field.PLACE_HELD,
)
_WHOLE_NAMES = tuple(each for each in NAME_FIELDS if each not in (Field.SURNAME, Field.GIVEN_NAMES))
_WHOLE_DATE = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Reader:
    """Collects the questions of one row while its fields are read."""

    def __init__(self, row: Row, today: date, order: DateOrder) -> None:
        self.row, self.today, self.order = row, today, order
        self.questions: list[RowQuestion] = []
        self._nameless: list[Answer] = []
        if row.has_more_cells:
            self.ask(Field.NOTES, "", QuestionCode.TOO_MANY_CELLS, {"most": "200"})

    def ask(self, target: Field, written: str, code: str, parameters: dict[str, str] | None = None) -> None:
        """Leaves a question."""
        told = dict(parameters or {})
        self.questions.append(
            RowQuestion(target, written[:CHARACTERS_KEPT], str(code), message(code, told), told)
        )

    def names(self) -> tuple[WrittenName, ...]:
        """All names of the person, each text once, and the father's; a question when there is no own name."""
        found = [self.name(each) for each in _WHOLE_NAMES if each in self.row.cells]
        found.append(self._joined_name())
        own: dict[str, WrittenName] = {}
        for name in found:
            if name is not None:
                own.setdefault(clean(name.text), name)
        if not own and not any(each.field in NAME_FIELDS for each in self.questions):
            self.ask(Field.NAME, self._nameless[0].written if self._nameless else "", QuestionCode.NO_NAME)
        if own:
            self._nameless.clear()
        father = self.name(Field.FATHER_NAME, NameRole.FATHER)
        return (*own.values(), *([father] if father else []))

    def name_answer(self) -> dict[str, Answer]:
        """Why there is no own name, when the row says why; to be asked after `names`."""
        return {Field.NAME.value: self._nameless[0]} if self._nameless else {}

    def name(self, target: Field, role: NameRole = NameRole.OWN) -> WrittenName | None:
        """The name in one column to the letter, or None for an empty, unknown or unreadable cell."""
        return self._written_name(target, self.row.cells.get(target, ""), role)

    def answer(self, target: Field) -> Answer:
        """The answer in one column; not asked when its cell is blank."""
        text = self.row.cells.get(target, "").strip()
        if not text:
            return NOT_ASKED
        answer, findings = read_answer(target, text)
        self._ask_all(target, text, findings)
        return answer

    def date(self, target: Field) -> Answer:
        """The date in one column; not asked when its cell is blank."""
        text = self.row.cells.get(target, "").strip()
        if not text:
            return NOT_ASKED
        answer, findings = read_date(target, text, order=self.order, today=self.today)
        self._ask_all(target, text, findings)
        return answer

    def compare_dates(self, birth: Answer, capture: Answer) -> None:
        """Asks when two dates cannot both be true; each stays given, as either may be the wrong one."""
        if birth.state is not AnswerState.GIVEN:
            return
        written = birth.written or birth.value
        is_caught = capture.state is AnswerState.GIVEN
        earliest, latest = span(birth.value)
        caught_first, caught_last = span(capture.value) if is_caught else (None, None)
        last = caught_last or self.today
        first = caught_first or last
        if earliest is not None and is_caught and earliest > last:
            told = {"capture": capture.value}
            self.ask(Field.BIRTH_DATE, written, QuestionCode.BORN_AFTER_CAPTURE, told)
            return
        oldest = _years_between(earliest, last) if earliest else AGE_MIN_YEARS
        youngest = _years_between(latest, first) if latest else AGE_MAX_YEARS
        if oldest < AGE_MIN_YEARS or youngest > AGE_MAX_YEARS:
            ages = {"oldest": str(max(oldest, 0)), "youngest": str(max(youngest, 0))}
            self.ask(Field.BIRTH_DATE, written, QuestionCode.UNLIKELY_AGE, ages)

    def free_text(self, target: Field, text: str) -> str:
        """Words for people to read, kept whatever they are; only dashes count as nothing."""
        kept = text.strip()
        if NO_ANSWER.fullmatch(kept):
            return ""
        self._has_value(target, kept)
        return kept[:CHARACTERS_KEPT]

    def notes(self) -> str:
        """The remarks, then every column no field was found for, with its heading."""
        texts = (self.row.cells.get(Field.NOTES, ""), self.row.extra)
        return "\n".join(filter(None, (self.free_text(Field.NOTES, each) for each in texts)))[
            :CHARACTERS_KEPT
        ]

    def _joined_name(self) -> WrittenName | None:
        parts = [self.row.cells.get(each, "").strip() for each in (Field.SURNAME, Field.GIVEN_NAMES)]
        return self._written_name(Field.SURNAME, " ".join(filter(None, parts)), NameRole.OWN)

    def _written_name(self, target: Field, cell: str, role: NameRole) -> WrittenName | None:
        text = cell.strip()
        if not text:
            return None
        if not self._has_value(target, text):
            return self._no_name(role, unreadable(text[:CHARACTERS_KEPT]))
        if absent := absence(text):
            return self._no_name(role, absent)
        script = script_of_name(text)
        if script is Script.NONE:
            return self._no_name(role, unreadable(text))
        language = self._language(script)
        return WrittenName(
            text=text, script=script.value, language=language, role=role, source=self.row.origin.source
        )

    def _no_name(self, role: NameRole, answer: Answer) -> WrittenName | None:
        if role is NameRole.OWN and answer is not NOT_ASKED:
            self._nameless.append(answer)
        return None

    def _language(self, script: Script) -> str:
        if script is Script.HANGUL:
            return "ko"
        if script is Script.HAN:
            return "ko-Hani"
        is_own = script is Script.CYRILLIC and self.row.origin.language in ("uk", "ru")
        return self.row.origin.language if is_own else ""

    def _has_value(self, target: Field, text: str) -> bool:
        is_usable, findings = usable(target, text)
        self._ask_all(target, text, findings)
        return is_usable

    def _ask_all(self, target: Field, text: str, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            self.ask(target, text, finding.code, finding.parameters)


def _years_between(earlier: date, later: date) -> int:
    """Whole years, negative when `later` is before."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def _canonical(target: Field, text: str, order: DateOrder) -> str:
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    if target in DATE_FIELDS and _WHOLE_DATE.fullmatch(folded):
        # The clock does not matter for a year of four digits, and a fingerprint must not depend on the day.
        found = read_with_note(folded, order=order, today=date.min).date
        return found.edtf if isinstance(found, PartialDate) else folded
    return folded
