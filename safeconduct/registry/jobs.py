"""Imports and saved filters: the operational rows of the register, as plain values.

Owns what lies sealed in `ops_saved_filter`, `ops_import_job`, `ops_import_part` and `ops_import_line`. They
are no record: losing them loses no fact. A report keeps a list's cells as written, but nothing of the health
column.
"""

import base64
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as made_by
from datetime import timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any

from django.db.models import Q

from safeconduct.registry.models import ImportJob, ImportLine, ImportPart, SavedFilter
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import rows
from safeconduct.store.clock import now, text_of

ID_BYTES = 16
FILTERS_MAX = 50
NAME_LENGTH_MAX = 100
QUERY_LENGTH_MAX = 500
JOBS_SHOWN = 50
LINES_MAX = 2_000
PART_BYTES = 1024 * 1024
UPLOAD_HOURS = 24


class JobState(StrEnum):
    """Where an import stands. `STOPPED`: an error or a person ended it; whole batches stand."""

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class LineKind(StrEnum):
    """What a line of the report says of a row."""

    QUESTION = "question"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import counted so far; every number is exact."""

    read: int = 0
    registered: int = 0
    unchanged: int = 0
    questions: int = 0
    refused: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line: `number` is the line's, `row` the list's; `prisoner` whom it was registered as.

    `field`, `value`, `code`, `parameters` and `reason` tell a question; `value`, `reason` and `remedy` a
    refusal, `value` what stood in the row; `like` the number of who may be the same person.
    """

    row: int
    kind: LineKind
    number: int = 0
    field: str = ""
    value: str = ""
    code: str = ""
    reason: str = ""
    remedy: str = ""
    prisoner: str = ""
    like: str = ""
    parameters: dict[str, str] = made_by(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportJobView:
    """One import. `total` is the number of rows, 0 while it is not known; `error` why it stopped, `code` the same for
    other languages."""

    id: str
    operator: str
    state: JobState
    name: str
    options: dict[str, str]
    started: str
    ended: str
    total: int
    counts: Counts
    error: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class SavedFilterView:
    """The query text of a filtered list under a name of the operator's own."""

    id: str
    name: str
    query: str


# --- imports --------------------------------------------------------------------------------------


def create(operator: str, name: str, *, options: dict[str, str], data: Iterable[bytes] = ()) -> str:
    """A new import; its file in pieces, so that no file is ever whole in memory. Returns the id."""
    job_id = token_hex(ID_BYTES)
    ImportJob.objects.create(
        id=job_id,
        operator=operator,
        state=JobState.UPLOADED,
        started=text_of(now()),
        sealed=_sealed_job(job_id, name, options),
    )
    for number, part in enumerate(_pieces(data)):
        sealed = rows.seal("ops_import_part", f"{job_id} {number}", base64.b64encode(part).decode("ascii"))
        ImportPart.objects.create(job=job_id, number=number, sealed=sealed)
    return job_id


def upload_of(job_id: str) -> io.BufferedReader:
    """The uploaded file, to read and seek in; each piece is opened when it is reached and never lies on a disk."""
    return io.BufferedReader(_Upload(job_id), buffer_size=PART_BYTES)


def begin(job_id: str) -> None:
    """The import runs from now on; Refused when somebody began it before."""
    waiting = ImportJob.objects.filter(id=job_id, state=JobState.UPLOADED)
    if not waiting.update(state=JobState.RUNNING):
        reason = "This import was already begun."
        raise Refused("import_begun", reason, "House rule", remedy="Upload the file again.")


def expect(job_id: str, total: int) -> None:
    """Keep how many rows the list has, so that progress can be told."""
    ImportJob.objects.filter(id=job_id).update(total=total)


def advance(job_id: str, counts: Counts, lines_made: Sequence[ReportLine]) -> None:
    """Keep the counts and the new lines of the report; called in the transaction of their batch."""
    ImportLine.objects.bulk_create([_sealed_line(job_id, line) for line in lines_made])
    ImportJob.objects.filter(id=job_id).update(**asdict(counts))


def end(job_id: str, state: JobState, error: str = "", code: str = "") -> None:
    """The import has ended; the uploaded file is forgotten."""
    row = ImportJob.objects.get(id=job_id)
    view = _opened_job(row)
    row.state, row.ended = state, text_of(now())
    row.sealed = _sealed_job(job_id, view.name, view.options, error, code)
    row.save(update_fields=["state", "ended", "sealed"])
    ImportPart.objects.filter(job=job_id).delete()


def forget(job_id: str) -> None:
    """Stop an import that was not begun and forget its file; one statement decides, against `begin`."""
    waiting = ImportJob.objects.filter(id=job_id, state=JobState.UPLOADED)
    if waiting.update(state=JobState.STOPPED, ended=text_of(now())):
        ImportPart.objects.filter(job=job_id).delete()


def stop_interrupted() -> int:
    """Mark the imports that a stop of the server cut; the same file again finishes them. Returns how many.

    Their uploaded files are forgotten, and those that nobody imported for a day: a file may hold a column of
    health, which is not to lie under the service key for longer than an import takes.
    """
    running = Q(state=JobState.RUNNING)
    left = Q(state=JobState.UPLOADED, started__lt=text_of(now() - timedelta(hours=UPLOAD_HOURS)))
    found = list(ImportJob.objects.filter(running | left).values_list("id", flat=True))
    ImportPart.objects.filter(job__in=found).delete()
    return ImportJob.objects.filter(id__in=found).update(state=JobState.STOPPED, ended=text_of(now()))


def job(job_id: str) -> ImportJobView:
    """One import; NotFound for no such."""
    row = ImportJob.objects.filter(id=job_id).first()
    if row is None:
        raise NotFound("no such import")
    return _opened_job(row)


def newest() -> tuple[ImportJobView, ...]:
    """The last imports, newest first."""
    return tuple(_opened_job(row) for row in ImportJob.objects.order_by("-started", "id")[:JOBS_SHOWN])


def lines(job_id: str, kind: LineKind, *, after: int, size: int) -> tuple[ReportLine, ...]:
    """The report's lines of one kind after the line with this number, in the order of the rows."""
    asked = ImportLine.objects.filter(job=job_id, kind=kind, number__gt=after).order_by("number")
    return tuple(_opened_line(row) for row in asked[: min(size, LINES_MAX)])


def forget_person(number: str) -> None:
    """Delete the lines about a person whose record was erased, and those that name him as alike.

    Every line has to be opened, for no column says whom it is about. Erasures are rare.
    """
    of_persons = ImportLine.objects.exclude(kind=LineKind.REFUSED).iterator(chunk_size=LINES_MAX)
    opened = ((row.pk, _opened_line(row)) for row in of_persons)
    for place in [place for place, line in opened if number in (line.prisoner, line.like)]:
        ImportLine.objects.filter(pk=place).delete()


class _Upload(io.RawIOBase):
    """Reads the pieces of one upload as one file; all but the last are `PART_BYTES` long."""

    def __init__(self, job_id: str) -> None:
        self._job = job_id
        count = ImportPart.objects.filter(job=job_id).count()
        self._at = 0
        self._size = PART_BYTES * (count - 1) + len(self._part(count - 1)) if count else 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        number, begin = divmod(self._at, PART_BYTES)
        piece = self._part(number)[begin : begin + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _part(self, number: int) -> bytes:
        row = ImportPart.objects.filter(job=self._job, number=number).first()
        if row is None:
            raise NotFound("the file was given up")
        text = rows.open("ops_import_part", f"{self._job} {number}", bytes(row.sealed))
        assert isinstance(text, str)
        return base64.b64decode(text)


def _pieces(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of `PART_BYTES`, whatever pieces they came in."""
    waiting = bytearray()
    for piece in data:
        waiting += piece
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)


def _sealed_job(job_id: str, name: str, options: dict[str, str], error: str = "", code: str = "") -> bytes:
    return rows.seal(
        "ops_import_job", job_id, {"name": name, "options": options, "error": error, "code": code}
    )


def _opened_job(row: ImportJob) -> ImportJobView:
    content: Any = rows.open("ops_import_job", row.id, bytes(row.sealed))
    return ImportJobView(
        id=row.id,
        operator=row.operator,
        state=JobState(row.state),
        name=content["name"],
        options=content["options"],
        started=row.started,
        ended=row.ended,
        total=row.total,
        counts=Counts(row.read, row.registered, row.unchanged, row.questions, row.refused, row.duplicates),
        error=content["error"],
        code=content.get("code", ""),
    )


def _sealed_line(job_id: str, line: ReportLine) -> ImportLine:
    content = {name: value for name, value in asdict(line).items() if value and name != "kind"}
    key = f"{job_id} {line.kind} {line.number}"
    return ImportLine(
        job=job_id, kind=line.kind, number=line.number, sealed=rows.seal("ops_import_line", key, content)
    )


def _opened_line(row: ImportLine) -> ReportLine:
    content: Any = rows.open("ops_import_line", f"{row.job} {row.kind} {row.number}", bytes(row.sealed))
    return ReportLine(kind=LineKind(row.kind), **content)


# --- saved filters --------------------------------------------------------------------------------


def filters_of(operator: str) -> tuple[SavedFilterView, ...]:
    """The operator's saved filters, by name."""
    found = (_opened_filter(row) for row in SavedFilter.objects.filter(operator=operator))
    return tuple(sorted(found, key=lambda view: (view.name.casefold(), view.id)))


def save_filter(operator: str, name: str, query: str) -> str:
    """Keep the filters under the name; the same name again replaces them. Returns the id."""
    name = name.strip()[:NAME_LENGTH_MAX]
    if not name:
        raise Refused("no_name", "The filter has no name.", "House rule", remedy="Name it.", field="name")
    standing = filters_of(operator)
    same = next((view for view in standing if view.name == name), None)
    if same is None and len(standing) >= FILTERS_MAX:
        reason = f"There are {FILTERS_MAX} saved filters already."
        raise Refused("too_many", reason, "House rule", remedy="Delete one first.", field="name")
    filter_id = same.id if same else token_hex(ID_BYTES)
    sealed = rows.seal("ops_saved_filter", filter_id, [name, query[:QUERY_LENGTH_MAX]])
    SavedFilter.objects.update_or_create(id=filter_id, defaults={"operator": operator, "sealed": sealed})
    return filter_id


def delete_filter(operator: str, filter_id: str) -> None:
    """Forget one of the operator's own filters; another's is left alone."""
    SavedFilter.objects.filter(operator=operator, id=filter_id).delete()


def _opened_filter(row: SavedFilter) -> SavedFilterView:
    content: Any = rows.open("ops_saved_filter", row.id, bytes(row.sealed))
    name, query = content
    return SavedFilterView(row.id, name, query)
