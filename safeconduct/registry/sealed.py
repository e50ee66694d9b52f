"""What the registry keeps sealed in its rows: a line of the list, a question, a judgement.

Owns the short form in which each is kept. Lists in a fixed order, not fields with names: a row is written for
every prisoner and rebuilt from the ledger whenever its form changes.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from safeconduct.ledger.canonical import Json
from safeconduct.registry.answers import PrisonerRow, QuestionView, Status
from safeconduct.registry.facts import Question, Verdict
from safeconduct.sources.numbers import number_of
from safeconduct.sources.values import WrittenName
from safeconduct.store import rows

Blob: TypeAlias = "bytes | memoryview"
"""What a binary column gives: PostgreSQL hands out a view."""

_PRISONER = "registry_prisoner"
_QUESTION = "registry_question"
_JUDGEMENT = "registry_judgement"


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands judged of two records, by whom and why; `version` counts the pair's entries."""

    verdict: Verdict
    reason: str
    author: str
    version: int


def seal_prisoner(row: PrisonerRow) -> bytes:
    """The line of the list; subject and number stand in columns of their own."""
    name: Json = _fields(row.name) if row.name else None
    content: Json = [
        name,
        row.other_names,
        row.born,
        row.has_born_conflict,
        row.captured,
        row.place,
        str(row.status),
        row.questions,
        row.conflicts,
    ]
    return rows.seal(_PRISONER, row.subject, content)


def open_prisoner(subject: str, blob: Blob) -> PrisonerRow:
    """What `seal_prisoner` wrote; raises Tampered for a row that was changed or moved."""
    content: Any = rows.open(_PRISONER, subject, bytes(blob))
    name, other_names, born, has_born_conflict, captured, place, status, questions, conflicts = content
    return PrisonerRow(
        subject=subject,
        number=number_of(subject),
        name=WrittenName.model_validate(name) if name else None,
        other_names=other_names,
        born=born,
        has_born_conflict=has_born_conflict,
        captured=captured,
        place=place,
        status=Status(status),
        questions=questions,
        conflicts=conflicts,
    )


def seal_question(view: QuestionView) -> bytes:
    """The question with what was answered; the key's parts stand in columns."""
    content: Json = [view.question.model_dump(mode="json"), view.recorded, view.resolution]
    return rows.seal(_QUESTION, _question_key(view.subject, view.entry, view.index), content)


def open_question(subject: str, entry: str, index: int, *, blob: Blob) -> QuestionView:
    """What `seal_question` wrote; raises Tampered."""
    content: Any = rows.open(_QUESTION, _question_key(subject, entry, index), bytes(blob))
    question, recorded, resolution = content
    return QuestionView(
        subject=subject,
        number=number_of(subject),
        entry=entry,
        index=index,
        question=Question.model_validate(question),
        recorded=recorded,
        resolution=resolution,
    )


def seal_judgement(left: str, right: str, judged: Judged) -> bytes:
    """The judgement of a pair of subjects."""
    content: Json = [str(judged.verdict), judged.reason, judged.author, judged.version]
    return rows.seal(_JUDGEMENT, f"{left} {right}", content)


def open_judgement(left: str, right: str, blob: Blob) -> Judged:
    """What `seal_judgement` wrote; raises Tampered."""
    content: Any = rows.open(_JUDGEMENT, f"{left} {right}", bytes(blob))
    verdict, reason, author, version = content
    return Judged(Verdict(verdict), reason, author, version)


def _question_key(subject: str, entry: str, index: int) -> str:
    return f"{subject} {entry} {index}"


def _fields(name: WrittenName) -> dict[str, Json]:
    fields: dict[str, Json] = name.model_dump(mode="json", exclude_defaults=True)
    return fields
