"""From the registry's facts to its rows; the only writer of the `registry_…` tables.

Every row of a person is a pure function of that person's own history, every pair and every total one of the
persons' rows, so that rebuilding from the ledger gives the same tables to the byte, whatever the order of
streams.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from safeconduct.access.words import Compartment
from safeconduct.registry import facts, jobs, likeness, sealed, tags
from safeconduct.registry.alike import duplicate_tokens, search_tokens
from safeconduct.registry.answers import PrisonerRow
from safeconduct.registry.facts import Item
from safeconduct.registry.models import (
    ImportLine,
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
from safeconduct.sources import when
from safeconduct.store import sql
from safeconduct.store.entries import Entry
from safeconduct.store.projections import Batch, Projection

# Plain SQL: this runs at each write, where making the statements would cost more than running them.
_LINE = """
    SELECT subject, number, position, place_tag, status_tag, power_tag, has_questions
    FROM registry_prisoner"""
_MIXTURE = "place_tag = %s AND status_tag = %s AND power_tag = %s AND has_questions = %s"
_ADD = """
    INSERT INTO registry_tally (place_tag, status_tag, power_tag, has_questions, persons)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (place_tag, status_tag, power_tag, has_questions)
    DO UPDATE SET persons = registry_tally.persons + excluded.persons"""

Mixture: TypeAlias = tuple[int, int, int, bool]


class _Line(NamedTuple):
    """What has to be known of a person's line before it is rewritten."""

    subject: str
    number: str
    position: int
    place_tag: int
    status_tag: int
    power_tag: int
    has_questions: bool


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
    before = _standing([stream for stream, _ in batch])
    if not persons and not before:
        return
    _forget_sources(before, persons)
    marks = _clear(before) | {mark for person in persons for mark in person.marks}
    _insert(persons)
    _count(before, [person.prisoner for person in persons])
    likeness.pair_up(marks, [person.prisoner.position for person in persons])


def _has(entries: Sequence[Entry], *kinds: type[facts.Fact]) -> bool:
    return any(isinstance(entry.fact, kinds) for entry in entries)


def _standing(subjects: Sequence[str]) -> list[_Line]:
    """The lines of those who are in the list already."""
    found = sql.ask(Prisoner, f"{_LINE} WHERE {sql.any_of('subject', subjects)}", subjects)
    return [_Line._make((*row[:-1], bool(row[-1]))) for row in found]


def _clear(before: Sequence[_Line]) -> set[int]:
    """Delete all rows of these persons but their totals; returns the marks they had."""
    if not before:
        return set()
    subjects, positions = [row.subject for row in before], [row.position for row in before]
    at_positions, of_subjects = sql.any_of("position", positions), sql.any_of("subject", subjects)
    marks = {token for _, token in sql.select(Likeness, f"WHERE {at_positions}", positions)}
    sql.delete(Likeness, at_positions, positions)
    sql.delete(Token, at_positions, positions)
    sql.delete(OpenQuestion, of_subjects, subjects)
    sql.delete(Prisoner, of_subjects, subjects)
    return marks


def _insert(persons: Sequence[_Person]) -> None:
    sql.insert(Prisoner, [sql.values_of(person.prisoner) for person in persons])
    sql.insert(Token, [(p.prisoner.position, token) for p in persons for token in p.tokens])
    sql.insert(Likeness, [(p.prisoner.position, mark) for p in persons for mark in p.marks])
    sql.insert(OpenQuestion, [sql.values_of(question) for p in persons for question in p.questions])
    sql.insert_missing(SourceRow, [sql.values_of(source) for p in persons for source in p.sources])


def _forget_sources(before: Sequence[_Line], persons: Sequence[_Person]) -> None:
    """Only an erasure takes away the line a person came from, so the tables need no index for it."""
    standing = {person.prisoner.position for person in persons}
    erased = [row for row in before if row.position not in standing]
    if erased:
        positions = [row.position for row in erased]
        sql.delete(SourceRow, sql.any_of("position", positions), positions)
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


def _count(before: Iterable[_Line], after: Iterable[Prisoner]) -> None:
    """Move the totals by the difference; a mixture that nobody is left in has no row."""
    change = Counter(_mixture(row) for row in after)
    change.subtract(_mixture(row) for row in before)
    for mixture, difference in sorted(change.items()):
        if difference:
            sql.run(Tally, _ADD, (*mixture, difference))
        if difference < 0:
            sql.delete(Tally, f"{_MIXTURE} AND persons = 0", mixture)


def _mixture(row: Prisoner | _Line) -> Mixture:
    return row.place_tag, row.status_tag, row.power_tag, row.has_questions


# --- pairs ----------------------------------------------------------------------------------------


def _project_pairs(batch: Batch) -> None:
    """The judgement that stands of each pair; a pair has a stream of its own."""
    streams = [stream for stream, entries in batch if not _has(entries, facts.PrisonerRegistered)]
    if not streams:
        return
    sql.delete(Judgement, sql.any_of("stream", streams), streams)
    pairs = [(stream, entries) for stream, entries in batch if _has(entries, facts.PairJudged)]
    judged = (_judgement(stream, entries) for stream, entries in pairs)
    sql.insert(Judgement, [sql.values_of(row) for row in judged if row is not None])


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
    beside=(ImportLine,),
)
