"""Taking in a whole list: every person in it is registered, whatever is wrong with a field.

Owns the walk in batches, each one transaction with its part of the report, so that a stop leaves whole
batches and the same file again finishes the rest. Memory stays flat: rows come one by one, the report is kept
in rows, and of a row seen only a number of eight bytes stays. What a row means is `row_requests`; what is
refused is decided by the list. An import never opens sealed data; it appends to health as anyone entitled
may.
"""

import hashlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from secrets import token_hex

from django.db import connections

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.registry import actions, desk, facts, jobs, row_requests, tags
from safeconduct.registry.columns import Field, read_mapping
from safeconduct.registry.facts import ListImported
from safeconduct.registry.jobs import Counts, JobState, LineKind, ReportLine
from safeconduct.registry.list_rows import Row, read_row
from safeconduct.registry.lists import OpenList, open_list
from safeconduct.registry.models import Prisoner, SourceRow
from safeconduct.registry.number_set import NumberSet
from safeconduct.registry.projection import project
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.store import rows as keyed
from safeconduct.store.clock import today
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.instance import current
from safeconduct.store.record import record, transaction
from safeconduct.tables.errors import ListUnreadable

BATCH_ROWS = 200
_LINES_AT_ONCE = 500
_CHANCE = random.SystemRandom()

TRIAL_LINES = 1_000
"""How many lines of each kind a trial keeps; its counts are exact."""

Progress = Callable[[Counts], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. Counts are exact; lines are read from the rows of the job, in order.

    A trial has no job: it keeps its first lines and does not look for likely duplicates.
    """

    job: str
    counts: Counts
    trial: tuple[ReportLine, ...] = ()

    def lines(self, kind: LineKind) -> Iterator[ReportLine]:
        """The lines of one kind."""
        if not self.job:
            yield from (line for line in self.trial if line.kind == kind)
            return
        last = 0
        while found := jobs.lines(self.job, kind, after=last, size=_LINES_AT_ONCE):
            yield from found
            last = found[-1].number


@dataclass(frozen=True, slots=True)
class Preview:
    """An uploaded list as it is read, and what would happen; nothing is written yet."""

    listed: OpenList
    report: ImportReport


def dry_run(listed: OpenList, actor: Actor, progress: Progress | None = None) -> ImportReport:
    """What importing the list would do; writes nothing."""
    decide(actor, Capability.REGISTRY_LIST_IMPORT)
    walk = _Walk(listed, actor)
    kept: list[ReportLine] = []
    for batch in walk.batches():
        persons = walk.persons(batch)
        lines = [*_refusals(batch), *(line for person in persons for line in _questions(person, ""))]
        walk.count(batch, persons, lines)
        full = {kind for kind in LineKind if sum(line.kind == kind for line in kept) >= TRIAL_LINES}
        kept += [line for line in lines if line.kind not in full]
        if progress:
            progress(walk.counts)
    return ImportReport("", walk.counts, tuple(kept))


def import_list(
    listed: OpenList, actor: Actor, progress: Progress | None = None, *, job: str = ""
) -> ImportReport:
    """Register everybody in the list; the same rows again change nothing. `job` is an upload's, if it was one.

    Raises StoreError when the store cannot write; whole batches stand, and the same file finishes the rest.
    """
    decide(actor, Capability.REGISTRY_LIST_IMPORT)
    walk = _Walk(listed, actor)
    with transaction():
        job = job or jobs.create(actor.operator_id, listed.name, options={})
        jobs.begin(job)
    state, error, code = JobState.STOPPED, "", ""
    try:
        for batch in walk.batches():
            _take_in(walk, batch, job)
            if progress:
                progress(walk.counts)
        _record_whole(walk)
        state = JobState.DONE
    except ListUnreadable as unreadable:
        error, code = unreadable.reason, unreadable.code
        raise
    finally:
        with transaction():
            jobs.end(job, state, error, code)
    return ImportReport(job, walk.counts)


# --- uploads --------------------------------------------------------------------------------------


def upload(name: str, data: Iterable[bytes], actor: Actor, *, encoding: str = "", mapping: str = "") -> str:
    """Keep an uploaded file, sealed, until it is imported or given up; returns the id of the import."""
    decide(actor, Capability.REGISTRY_LIST_IMPORT)
    with transaction():
        return jobs.create(
            actor.operator_id, name, options={"encoding": encoding, "mapping": mapping}, data=data
        )


def preview(job: str, actor: Actor) -> Preview:
    """How an uploaded list is read and what would happen; ListUnreadable, in words, for what is no list."""
    decide(actor, Capability.REGISTRY_LIST_IMPORT)
    listed = _opened(job)
    report = dry_run(listed, actor)
    with transaction():
        jobs.expect(job, report.counts.read)
    return Preview(listed, report)


def run(job: str, actor: Actor, progress: Progress | None = None) -> ImportReport:
    """Import an uploaded list. Who asked stands as author; no key of the session is used."""
    decide(actor, Capability.REGISTRY_LIST_IMPORT)
    return import_list(_opened(job), replace(actor, keyring={}), progress, job=job)


def give_up(job: str, actor: Actor) -> None:
    """Forget an uploaded file that nobody imports; one that is being imported, or was, is left alone."""
    decide(actor, Capability.REGISTRY_LIST_IMPORT)
    with transaction():
        jobs.forget(job)


def start(job: str, actor: Actor) -> None:
    """Import an uploaded list in a thread of its own; what goes wrong stands in the job."""
    threading.Thread(target=_run_apart, args=(job, actor), daemon=True).start()


def _run_apart(job: str, actor: Actor) -> None:
    try:
        run(job, actor)
    except (ListUnreadable, Refused):
        return
    finally:
        connections.close_all()


def _opened(job: str) -> OpenList:
    view = jobs.job(job)
    mapping = view.options.get("mapping", "")
    return open_list(
        jobs.upload_of(job),
        view.name,
        encoding=view.options.get("encoding") or None,
        mapping=read_mapping(mapping.encode()) if mapping else None,
    )


# --- the walk -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row and what ties a person to it; `tag` is empty for a row with nobody in it."""

    row: Row
    fingerprint: str = ""
    tag: int = 0


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody in a row who is not registered yet, and the facts that register him."""

    row: int
    tag: int
    facts: list[facts.Fact]
    reasons: dict[tuple[str, str], str]


class _Walk:
    """Goes through a list once, in batches, and counts."""

    def __init__(self, listed: OpenList, actor: Actor) -> None:
        self.listed, self.actor = listed, actor
        self.counts = Counts()
        self.numbers: Counter[LineKind] = Counter()
        self.digest = hashlib.sha256()
        self.headings = {column.field: column.heading for column in listed.columns if column.field}
        self._once = NumberSet()
        self._repeats: Counter[int] = Counter()

    def batches(self) -> Iterator[list[_Seen]]:
        """The rows of the list, `BATCH_ROWS` at a time."""
        rows = iter(self.listed.rows())
        while batch := [self._see(row) for row in islice(rows, BATCH_ROWS)]:
            yield batch

    def persons(self, batch: Sequence[_Seen]) -> list[_Person]:
        """Those in the batch who are not registered yet, read."""
        wanted = [seen for seen in batch if seen.fingerprint]
        known = _known(seen.tag for seen in wanted)
        return [self._person(seen) for seen in wanted if seen.tag not in known]

    def count(self, batch: Sequence[_Seen], persons: Sequence[_Person], lines: Sequence[ReportLine]) -> None:
        """Add what a batch gave."""
        made = Counter(line.kind for line in lines)
        refused = sum(not seen.fingerprint for seen in batch)
        self.counts = Counts(
            read=self.counts.read + len(batch),
            registered=self.counts.registered + len(persons),
            unchanged=self.counts.unchanged + len(batch) - refused - len(persons),
            questions=self.counts.questions + made[LineKind.QUESTION],
            refused=self.counts.refused + refused,
            duplicates=self.counts.duplicates + made[LineKind.DUPLICATE],
        )

    def numbered(self, lines: Iterable[ReportLine]) -> list[ReportLine]:
        """The lines with their numbers, each kind counted from 1."""
        found = []
        for line in lines:
            self.numbers[line.kind] += 1
            found.append(replace(line, number=self.numbers[line.kind]))
        return found

    def _see(self, row: Row) -> _Seen:
        if row.refused is not None:
            return _Seen(row)
        content = row_requests.content_of(row)
        self.digest.update(content)
        short = int.from_bytes(content[:8], "big")
        if not self._once.add(short):
            self._repeats[short] += 1
        fingerprint = row_requests.fingerprint(content, 1 + self._repeats[short])
        return _Seen(row, fingerprint, tags.tag_of_row(fingerprint))

    def _person(self, seen: _Seen) -> _Person:
        read = read_row(seen.row, today=today())
        command = row_requests.register(
            read,
            source=self.listed.origin.source,
            conflict=current().conflict,
            paper=self.headings.get(Field.FALSE_PAPER_NAME) or self.headings.get(Field.PAPER_NUMBER, ""),
            fingerprint=seen.fingerprint,
        )
        reasons = {
            (str(asked.field), asked.code): asked.reason for asked in row_requests.open_questions(read)
        }
        return _Person(seen.row.number, seen.tag, actions.registered_facts(command), reasons)


def _known(wanted: Iterable[int]) -> set[int]:
    return set(SourceRow.objects.filter(tag__in=list(wanted)).values_list("tag", flat=True))


# --- one batch ------------------------------------------------------------------------------------


class _Raced(Exception):
    """Another import registered a row of this batch between looking and writing."""


def _take_in(walk: _Walk, batch: Sequence[_Seen], job: str) -> None:
    """Register a batch and keep its part of the report, in one transaction."""
    while True:
        persons = walk.persons(batch)
        try:
            with transaction():
                lines = walk.numbered([*_refusals(batch), *_register(walk, persons)])
                walk.count(batch, persons, lines)
                jobs.advance(job, walk.counts, lines)
                return
        except _Raced:
            continue


def _register(walk: _Walk, persons: Sequence[_Person]) -> list[ReportLine]:
    """Record everybody, rewrite the rows, and say what is to be asked and who may be here already."""
    if not persons:
        return []
    subjects = _subjects(len(persons))
    drafts = [
        draft
        for subject, person in zip(subjects, persons, strict=True)
        for draft in actions.first_drafts(subject, person.facts)
    ]
    entries = record(_health_last(drafts), walk.actor)
    # `record` holds the lock of the log: whatever another import wrote before it can be seen from here on.
    if _known(person.tag for person in persons):
        raise _Raced
    histories: dict[str, list[Entry]] = {subject: [] for subject in subjects}
    for entry in entries:
        if not entry.compartment.is_sealed:
            histories[entry.stream].append(entry)
    project(list(histories.items()))
    rows = {histories[s][0].position: p.row for s, p in zip(subjects, persons, strict=True)}
    asked = (_questions(p, number_of(s)) for s, p in zip(subjects, persons, strict=True))
    return [*(line for lines in asked for line in lines), *_alike(rows)]


def _health_last(drafts: Sequence[Draft]) -> list[Draft]:
    """The sealed entries after all others and in an order of chance, so that no place ties one to a person."""
    open_ones = [draft for draft in drafts if not draft.compartment.is_sealed]
    sealed = [draft for draft in drafts if draft.compartment.is_sealed]
    _CHANCE.shuffle(sealed)
    return open_ones + sealed


def _subjects(count: int) -> list[str]:
    """As many new subjects, whose numbers nobody has; one look-up for all."""
    drawn: dict[str, str] = {}
    while len(drawn) < count:
        subject = actions.new_subject(lambda each: number_of(each) in drawn)
        drawn[number_of(subject)] = subject
        if len(drawn) == count:
            for taken in Prisoner.objects.filter(number__in=list(drawn)).values_list("number", flat=True):
                del drawn[taken]
    return list(drawn.values())


def _refusals(batch: Sequence[_Seen]) -> Iterator[ReportLine]:
    for seen in batch:
        refused = seen.row.refused
        if refused is not None:
            yield ReportLine(
                row=seen.row.number,
                kind=LineKind.REFUSED,
                value=refused.written,
                code=str(refused.code),
                reason=refused.reason,
                remedy=refused.remedy,
            )


def _questions(person: _Person, number: str) -> Iterator[ReportLine]:
    for fact in person.facts:
        for asked in fact.questions if isinstance(fact, facts.PrisonerRegistered) else ():
            yield ReportLine(
                row=person.row,
                kind=LineKind.QUESTION,
                field=asked.field,
                value=asked.written,
                code=asked.code,
                reason=person.reasons.get((asked.field, asked.code)) or asked.code.replace("-", " "),
                parameters=dict(asked.parameters),
                prisoner=number,
            )


def _alike(rows: Mapping[int, int]) -> Iterator[ReportLine]:
    """Who of these (position to row) may be here already; the later of two in one list is named."""
    pairs = desk.pairs_of(list(rows))
    wanted = {position for pair in pairs for position in pair}
    numbers = dict(Prisoner.objects.filter(position__in=wanted).values_list("position", "number"))
    for mine, other in pairs:
        yield ReportLine(row=rows[mine], kind=LineKind.DUPLICATE, prisoner=numbers[mine], like=numbers[other])


def _record_whole(walk: _Walk) -> None:
    """That the list was read to its end; a list that changed nothing leaves no entry either."""
    counts = walk.counts
    if not counts.registered:
        return
    read = ListImported(
        name=walk.listed.origin.source.who,
        digest=keyed.digest("registry list", walk.digest.digest()),
        read=counts.read,
        registered=counts.registered,
        unchanged=counts.unchanged,
        refused=counts.refused,
        questions=counts.questions,
    )
    with transaction():
        record([Draft(read.COMPARTMENT, token_hex(actions.SUBJECT_BYTES), 1, read)], walk.actor)
