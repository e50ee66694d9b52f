"""From a row of a list to the command that registers the person in it.

Pure. Owns what each column becomes: a name, an answer, a paper, a capture, a question. What a list says of a
person's health goes to the sealed fact of health and nowhere else: into no answer, no question, no report, no
fingerprint.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from safeconduct.law.conflict import Conflict
from safeconduct.registry import facts
from safeconduct.registry.columns import Field
from safeconduct.registry.facts import Item, PaperFinding, Question, Statement
from safeconduct.registry.list_rows import ReadRow, Row, RowQuestion, fingerprint_parts
from safeconduct.registry.requests import Register
from safeconduct.sources.values import NOT_ASKED, Answer, AnswerState, Source, given

_SHORT = 300
_PLACE = "place"
_ITEMS = {
    Field.RANK: Item.RANK,
    Field.BIRTH_DATE: Item.BIRTH_DATE,
    Field.SERVICE_NUMBER: Item.SERVICE_NUMBER,
    Field.UNIT: Item.UNIT,
    Field.POWER: Item.POWER,
    Field.LANGUAGE: Item.LANGUAGE,
}


def register(row: ReadRow, *, source: Source, conflict: Conflict, paper: str, fingerprint: str) -> Register:
    """The command. `paper` is the heading over the column of papers, `fingerprint` ties the person to the row."""
    place, place_questions = _place(row, conflict)
    return Register(
        names=row.names,
        statements=tuple(_statements(row, source, conflict)),
        captured=_captured(row, source),
        place=place,
        health_note=row.health_text,
        health_source=source,
        papers=tuple(_papers(row, source, paper)),
        questions=(*(question(each) for each in open_questions(row)), *place_questions),
        row=fingerprint,
        list_name=source.who,
    )


def content_of(row: Row) -> bytes:
    """A digest of what the row says, the same in every copy of the list.

    Health is left out: whoever can read the rest of a row could try words until the digest fits. So a later
    copy in which only the health column differs counts as unchanged, and what is new in it is handed in by
    hand.
    """
    cells: dict[Field, str] = {field: text for field, text in row.cells.items() if field is not Field.HEALTH}
    return hashlib.sha256(fingerprint_parts(replace(row, cells=cells))).digest()


def fingerprint(content: bytes, occurrence: int) -> str:
    """What ties a person to a row; `occurrence` counts rows of equal content in one file, from 1."""
    return hashlib.sha256(content + occurrence.to_bytes(8, "big")).hexdigest()[:32]


def open_questions(row: ReadRow) -> tuple[RowQuestion, ...]:
    """The questions that the row leaves, those about health left out."""
    return tuple(each for each in row.questions if each.field is not Field.HEALTH)


def question(asked: RowQuestion) -> Question:
    """The question as it is recorded."""
    return Question(
        field=str(asked.field),
        written=asked.written,
        code=asked.code,
        parameters={name: value[:_SHORT] for name, value in asked.parameters.items()},
    )


def _statements(row: ReadRow, source: Source, conflict: Conflict) -> Iterator[Statement]:
    for field, item in _ITEMS.items():
        answer = row.answers.get(field.value, NOT_ASKED)
        if answer.state is not AnswerState.NOT_ASKED:
            yield Statement(item=item, answer=_coded(item, answer, conflict), source=source)
    if row.notes:
        yield Statement(item=Item.NOTE, answer=given(row.notes), source=source)


def _coded(item: Item, answer: Answer, conflict: Conflict) -> Answer:
    """A Power or a language under its code, with what was written beside it; anything else as it stands."""
    if answer.state is not AnswerState.GIVEN or item not in (Item.POWER, Item.LANGUAGE):
        return answer
    known = conflict.power_of(answer.value) if item is Item.POWER else conflict.language_of(answer.value)
    return given(known.code, answer.written or answer.value) if known else answer


def _captured(row: ReadRow, source: Source) -> facts.Captured | None:
    day, place = row.capture.date, row.capture.place
    if day.state is AnswerState.NOT_ASKED and place.state is AnswerState.NOT_ASKED:
        return None
    return facts.Captured(
        happened=day.value,
        written=day.written[:_SHORT],
        place=(place.value or place.written)[:_SHORT],
        source=source,
    )


def _place(row: ReadRow, conflict: Conflict) -> tuple[str | None, tuple[Question, ...]]:
    """The camp in which the list says the person is; a camp nobody knows is asked about."""
    held = row.answers.get(Field.PLACE_HELD.value, NOT_ASKED)
    if held.state is not AnswerState.GIVEN:
        return None, ()
    camp = conflict.camp_of(held.value)
    if camp is not None:
        return camp.code, ()
    return None, (Question(field=_PLACE, written=held.value, code="place-unknown"),)


def _papers(row: ReadRow, source: Source, heading: str) -> Iterator[facts.PaperSeen]:
    """A paper in another name is one found false: whose name it carries is an alias and never the identity."""
    number = (row.paper_number.value or row.paper_number.written)[:_SHORT]
    if row.false_paper_name is None and not number:
        return
    yield facts.PaperSeen(
        description=heading[:_SHORT],
        name_on_paper=row.false_paper_name,
        number=number,
        finding=PaperFinding.FALSE if row.false_paper_name else PaperFinding.UNDETERMINED,
        source=source,
    )
