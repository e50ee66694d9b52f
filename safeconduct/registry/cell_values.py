"""Reads the text of one cell into an answer, with what a person should be asked about it.

Owns the step from text to `Answer`. Lists repeat ranks, places and dates thousands of times, so the last ones are
remembered; numbers that are one person's alone, and long texts, are read anew.
"""

from datetime import date
from functools import lru_cache

from safeconduct.names.scripts import Script, script_of
from safeconduct.registry.cells import (
    CHARACTERS_KEPT,
    Finding,
    QuestionCode,
    absence,
    inspect,
)
from safeconduct.registry.columns import Field
from safeconduct.sources.date_reading import (
    DateKind,
    DateOrder,
    DateReading,
    Unclear,
    UnclearCode,
    read_with_note,
)
from safeconduct.sources.values import NOT_ASKED, Answer, given, unreadable

ReadCell = tuple[Answer, tuple[Finding, ...]]

_CHARACTERS_REMEMBERED = 100
_NOT_REPEATED = frozenset({Field.SERVICE_NUMBER, Field.PAPER_NUMBER})


def read_answer(target: Field, text: str) -> ReadCell:
    """The answer in a cell that is not blank: with single spaces, and as it stood when that differs."""
    if len(text) > _CHARACTERS_REMEMBERED or target in _NOT_REPEATED:
        return _answer(target, text)
    return _remembered_answer(target, text)


def read_date(target: Field, text: str, *, order: DateOrder, today: date) -> ReadCell:
    """The date in a cell that is not blank, as EDTF; what is no date or lies in the future is kept as written."""
    if len(text) > _CHARACTERS_REMEMBERED:
        return _date(target, text, order, today)
    return _remembered_date(target, text, order, today)


def usable(target: Field, text: str) -> tuple[bool, tuple[Finding, ...]]:
    """Whether the text can stand as a value, and what should be asked about it in any case."""
    findings = inspect(target, text)
    return not any(each.is_without_value or each.code is QuestionCode.TOO_LONG for each in findings), findings


@lru_cache(maxsize=8192)
def script_of_name(text: str) -> Script:
    """As `names.scripts.script_of`, remembering the names seen last."""
    return script_of(text)


def _answer(target: Field, text: str) -> ReadCell:
    is_usable, findings = usable(target, text)
    if not is_usable:
        return unreadable(text[:CHARACTERS_KEPT]), findings
    return absence(text) or given(" ".join(text.split()), text), findings


_remembered_answer = lru_cache(maxsize=8192)(_answer)


def _date(target: Field, text: str, order: DateOrder, today: date) -> ReadCell:
    is_usable, findings = usable(target, text)
    if not is_usable:
        return unreadable(text[:CHARACTERS_KEPT]), findings
    if absent := absence(text):
        return absent, findings
    kind = DateKind.BIRTH if target is Field.BIRTH_DATE else DateKind.EVENT
    reading = read_with_note(text, order=order, today=today, kind=kind)
    answer, more = _dated(target, text, reading=reading, today=today)
    return answer, (*findings, *more)


_remembered_date = lru_cache(maxsize=16384)(_date)


def _dated(target: Field, text: str, *, reading: DateReading, today: date) -> ReadCell:
    found = reading.date
    if isinstance(found, Unclear):
        if found.reason_code is UnclearCode.EMPTY:
            return NOT_ASKED, ()
        return unreadable(text), (Finding(found.reason_code),)
    noted = (Finding(reading.note, {"read": found.edtf}),) if reading.note else ()
    earliest = found.earliest()
    if earliest is None or earliest <= today:
        return given(found.edtf, text), noted
    is_birth = target is Field.BIRTH_DATE
    code = QuestionCode.FUTURE_BIRTH if is_birth else QuestionCode.FUTURE_CAPTURE
    return unreadable(text), (*noted, Finding(code))
