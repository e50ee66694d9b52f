"""Decides a registration: nothing that is wrong with a field keeps a person out of the register.

Pure. What cannot be read or cannot be is kept as written and raised as a question. Only a registration that
holds nobody is refused.
Source: GC III arts 17 (nobody is bound to more than five items, or punished for less), 122(2), (4).
"""

from collections.abc import Iterable, Iterator

from safeconduct.registry import facts
from safeconduct.registry.custody_rules import Known
from safeconduct.registry.facts import Fact, Item, Question, Statement
from safeconduct.registry.requests import Register
from safeconduct.registry.state import PrisonerState
from safeconduct.sources import when
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import Answer, AnswerState, NameRole, unreadable

NAME = "name"
CAPTURE_DATE = "capture_date"
PLACE = "place"


def register(state: PrisonerState, command: Register, known: Known) -> list[Fact]:
    """The facts of a new person: registered, captured, papers, and always one of health.

    The health fact is always there, so that having one tells nothing of a person.
    """
    _check_somebody(command)
    statements = tuple(_readable(statement) for statement in command.statements)
    captured = _readable_capture(command.captured) if command.captured else None
    asked = {question.field for question in command.questions}
    raised = tuple(q for q in _questions(command, statements, known) if q.field not in asked)
    registered = facts.PrisonerRegistered(
        names=tuple(name for name in command.names if name.text.strip()),
        statements=statements,
        questions=command.questions + raised,
        place=command.place if command.place in known.places else None,
        row=command.row,
        list_name=command.list_name,
    )
    health = facts.HealthObserved(
        answer=command.health, note=command.health_note, source=command.health_source
    )
    papers = (paper.model_copy(update={"files": ()}) if paper.files else paper for paper in command.papers)
    return [registered, *([captured] if captured else []), *papers, health]


def _check_somebody(command: Register) -> None:
    is_said = any(s.answer.state != AnswerState.NOT_ASKED for s in command.statements)
    is_seen = command.health.state != AnswerState.NOT_ASKED or bool(command.health_note.strip())
    is_named = any(name.text.strip() for name in command.names)
    if not (
        is_named
        or is_said
        or is_seen
        or command.captured
        or command.papers
        or command.questions
        or command.row
    ):
        raise Refused(
            "nobody",
            "Nothing is written of this person.",
            "GC III art. 17(1)",
            remedy="Write a name, an answer, or a question to be asked later.",
            field=NAME,
        )


def _readable(statement: Statement) -> Statement:
    """The statement; a birth that is no date becomes what was written and could not be read."""
    answer = statement.answer
    if answer.state == AnswerState.GIVEN and not answer.value.strip():
        return statement.model_copy(update={"answer": unreadable(answer.value)})
    is_birth = statement.item == Item.BIRTH_DATE and answer.state == AnswerState.GIVEN
    if is_birth and not when.is_readable(answer.value):
        return statement.model_copy(update={"answer": unreadable(answer.written or answer.value)})
    return statement


def _readable_capture(captured: facts.Captured) -> facts.Captured:
    if when.is_readable(captured.happened):
        return captured
    written = captured.written or captured.happened
    return captured.model_copy(update={"happened": "", "written": written})


def _questions(command: Register, statements: Iterable[Statement], known: Known) -> Iterator[Question]:
    """What the registration leaves open; a field that the command already asks about is asked once."""
    if not any(name.role == NameRole.OWN and name.text.strip() for name in command.names):
        yield Question(field=NAME, code="no-name")
    for statement in statements:
        yield from _about(statement.item, statement.answer, known)
    captured = command.captured
    if captured and not when.is_readable(captured.happened):
        yield Question(field=CAPTURE_DATE, written=captured.happened, code="date-not-read")
    elif captured and when.is_after(captured.happened, known.today):
        yield Question(
            field=CAPTURE_DATE, written=captured.written or captured.happened, code="future-capture"
        )
    if command.place and command.place not in known.places:
        yield Question(field=PLACE, written=command.place, code="place-unknown")


def _about(item: Item, answer: Answer, known: Known) -> Iterator[Question]:
    if answer.state == AnswerState.UNREADABLE:
        code = "date-not-read" if item == Item.BIRTH_DATE else "unreadable"
        yield Question(field=str(item), written=answer.written, code=code)
    elif item == Item.BIRTH_DATE and when.is_after(answer.value, known.today):
        yield Question(field=str(item), written=answer.written or answer.value, code="future-birth")
