"""From the registry's facts to its rows; the only writer of the `registry_…` tables.

Every row of a person is a pure function of that person's own history, every pair and every total one of the
persons' rows, so that rebuilding from the ledger gives the same tables to the byte, whatever the order of
streams.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db import connection
from django.db.models import F

from safeconduct.access.words import Compartment
from safeconduct.registry import facts, jobs, likeness, sealed, tags, when
from safeconduct.registry.alike import duplicate_tokens, search_tokens
from safeconduct.registry.answers import PrisonerRow
from safeconduct.registry.facts import Item
from safeconduct.registry.models import (
    Judgement,
    Likeness,
    OpenQuestion,
    Pair,
    Prisoner,
    SourceRow,
    Tally,
    Token,
)
from safeconduct.registry.sealed import Judged
from safeconduct.registry.shown import row_of
from safeconduct.registry.state import PrisonerState, fold, fold_pair, shown_value
from safeconduct.store.entries import Entry
from safeconduct.store.projections import Batch, Projection

_INSERT_WORD = "INSERT INTO registry_token (position, token) VALUES (%s, %s)"
_INSERT_MARK = "INSERT INTO registry_likeness (position, token) VALUES (%s, %s)"

Mixture: TypeAlias = tuple[int, int, int, bool]


@dataclass(frozen=True, slots=True)
class _Person:
    """All rows of one person."""

    prisoner: Prisoner
    tokens: tuple[int, ...]
    marks: tuple[int, ...]
    questions: tuple[OpenQuestion, ...]
    sources: tuple[SourceRow, ...]


def project(batch: Batch) -> None:
    """Rewrite every row of these streams; a stream whose entries are all erased leaves none."""
    _project_pairs(batch)
    persons = [
        _person(stream, entries) for stream, entries in batch if _has(entries, facts.PrisonerRegistered)
    ]
    before = list(Prisoner.objects.filter(subject__in=[stream for stream, _ in batch]).defer("sealed"))
    if not persons and not before:
        return
    _forget_sources(before, persons)
    marks = _clear(before) | {mark for person in persons for mark in person.marks}
    _insert(persons)
    _count(before, [person.prisoner for person in persons])
    likeness.pair_up(marks, [person.prisoner.position for person in persons])


def _has(entries: Sequence[Entry], *kinds: type[facts.Fact]) -> bool:
    return any(isinstance(entry.fact, kinds) for entry in entries)


def _clear(before: Sequence[Prisoner]) -> set[int]:
    """Delete all rows of these persons but their totals; returns the marks they had."""
    if not before:
        return set()
    positions = [row.position for row in before]
    marks = set(Likeness.objects.filter(position__in=positions).values_list("token", flat=True))
    Likeness.objects.filter(position__in=positions).delete()
    Token.objects.filter(prisoner_id__in=positions).delete()
    subjects = [row.subject for row in before]
    OpenQuestion.objects.filter(subject__in=subjects).delete()
    Prisoner.objects.filter(subject__in=subjects).delete()
    return marks


def _insert(persons: Sequence[_Person]) -> None:
    Prisoner.objects.bulk_create([person.prisoner for person in persons])
    # A person has some twenty of these: as objects of Django they would cost more than everything else here.
    with connection.cursor() as cursor:
        cursor.executemany(
            _INSERT_WORD, [(p.prisoner.position, token) for p in persons for token in p.tokens]
        )
        cursor.executemany(_INSERT_MARK, [(p.prisoner.position, mark) for p in persons for mark in p.marks])
    OpenQuestion.objects.bulk_create([question for person in persons for question in person.questions])
    sources = [source for person in persons for source in person.sources]
    SourceRow.objects.bulk_create(sources, ignore_conflicts=True)


def _forget_sources(before: Sequence[Prisoner], persons: Sequence[_Person]) -> None:
    """Only an erasure takes away the line a person came from, so the tables need no index for it."""
    standing = {person.prisoner.position for person in persons}
    erased = [row for row in before if row.position not in standing]
    if erased:
        SourceRow.objects.filter(position__in=[row.position for row in erased]).delete()
    for row in erased:
        jobs.forget_person(row.number)


# --- persons --------------------------------------------------------------------------------------


def _person(subject: str, entries: Sequence[Entry]) -> _Person:
    state = fold(entries, subject)
    row = row_of(subject, state)
    position = min(entry.position for entry in entries)
    return _Person(
        prisoner=_prisoner(row, state, position),
        tokens=tuple(sorted({tags.tag_of_word(word) for word in search_tokens(state)})),
        marks=tuple(sorted({tags.tag_of_mark(mark) for mark in duplicate_tokens(state)})),
        questions=tuple(_questions(state, entries)),
        sources=tuple(_sources(entries, position)),
    )


def _prisoner(row: PrisonerRow, state: PrisonerState, position: int) -> Prisoner:
    return Prisoner(
        subject=row.subject,
        number=row.number,
        position=position,
        place_tag=tags.tag_of_place(row.place),
        status_tag=tags.tag_of_status(row.status),
        power_tag=tags.tag_of_power(shown_value(state.items, Item.POWER)),
        has_questions=row.questions > 0,
        born_order=_order("born", row.born),
        captured_order=_order("captured", row.captured),
        arrived_order=_order("arrived", _arrived(state)),
        sealed=sealed.seal_prisoner(row),
    )


def _order(purpose: str, edtf: str) -> int:
    """By the first day that may be meant, or the last one of a date without a beginning."""
    known = when.read(edtf)
    return tags.order_of(purpose, (known.earliest() or known.latest()) if known else None)


def _arrived(state: PrisonerState) -> str:
    """The last arrival at any camp; empty where there is none, or none with a date."""
    dates = [
        event.fact.happened
        for event in state.events
        if isinstance(event.fact, facts.ArrivedAtCamp) and not event.is_withdrawn and event.fact.happened
    ]
    return dates[-1] if dates else ""


def _questions(state: PrisonerState, entries: Sequence[Entry]) -> Iterable[OpenQuestion]:
    positions = {entry.id: entry.position for entry in entries}
    for view in (*state.questions, *state.answered):
        yield OpenQuestion(
            subject=view.subject,
            entry=view.entry,
            index=view.index,
            position=positions[view.entry],
            is_open=not view.resolution,
            code_tag=tags.tag_of_question(view.question.code),
            place_tag=tags.tag_of_place(state.place),
            sealed=sealed.seal_question(view),
        )


def _sources(entries: Sequence[Entry], position: int) -> Iterable[SourceRow]:
    fingerprints = {
        entry.fact.row
        for entry in entries
        if isinstance(entry.fact, facts.PrisonerRegistered) and entry.fact.row
    }
    return [SourceRow(tag=tags.tag_of_row(row), position=position) for row in sorted(fingerprints)]


# --- totals ---------------------------------------------------------------------------------------


def _count(before: Iterable[Prisoner], after: Iterable[Prisoner]) -> None:
    """Move the totals by the difference; a mixture that nobody is left in has no row."""
    change = Counter(_mixture(row) for row in after)
    change.subtract(_mixture(row) for row in before)
    for mixture, difference in sorted(change.items()):
        if difference:
            _add(mixture, difference)


def _mixture(row: Prisoner) -> Mixture:
    return row.place_tag, row.status_tag, row.power_tag, row.has_questions


def _add(mixture: Mixture, difference: int) -> None:
    place, status, power, has_questions = mixture
    found = Tally.objects.filter(
        place_tag=place, status_tag=status, power_tag=power, has_questions=has_questions
    )
    if not found.update(persons=F("persons") + difference):
        Tally.objects.create(
            place_tag=place,
            status_tag=status,
            power_tag=power,
            has_questions=has_questions,
            persons=difference,
        )
    elif difference < 0:
        found.filter(persons=0).delete()


# --- pairs ----------------------------------------------------------------------------------------


def _project_pairs(batch: Batch) -> None:
    """The judgement that stands of each pair; a pair has a stream of its own."""
    pairs = [(stream, entries) for stream, entries in batch if _has(entries, facts.PairJudged)]
    Judgement.objects.filter(stream__in=[stream for stream, _ in batch]).delete()
    Judgement.objects.bulk_create(
        [row for stream, entries in pairs if (row := _judgement(stream, entries)) is not None]
    )


def _judgement(stream: str, entries: Sequence[Entry]) -> Judgement | None:
    first = next(entry.fact for entry in entries if isinstance(entry.fact, facts.PairJudged))
    pair = fold_pair(entries, first.left, first.right)
    if pair.verdict is None:
        return None
    judged = Judged(pair.verdict, pair.reason, pair.by, pair.version)
    return Judgement(
        left=pair.left,
        right=pair.right,
        stream=stream,
        verdict_tag=tags.tag_of_verdict(pair.verdict),
        sealed=sealed.seal_judgement(pair.left, pair.right, judged),
    )


PROJECTION = Projection(
    name="registry",
    compartments=frozenset({Compartment.IDENTITY, Compartment.CUSTODY}),
    tables=(Prisoner, Token, Likeness, Pair, Judgement, OpenQuestion, SourceRow, Tally),
    project=project,
)
