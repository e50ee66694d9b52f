"""Importing whole lists: every person registered, every question told, the same again unchanged, health nowhere."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources

import openpyxl
import pytest
from django.db import connection
from pydantic import ValidationError

from safeconduct.access.words import Compartment
from safeconduct.registry import actions, imports, jobs, queries
from safeconduct.registry.answers import PrisonerFilters
from safeconduct.registry.imports import ImportReport
from safeconduct.registry.jobs import Counts, JobState, LineKind
from safeconduct.registry.lists import OpenList, open_list
from safeconduct.registry.models import ImportLine, ImportPart
from safeconduct.registry.number_set import NumberSet
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store import erasure, projections
from safeconduct.store.clock import now
from safeconduct.store.create import Created
from safeconduct.store.models import LedgerEntry
from safeconduct.store.projections import check
from safeconduct.tables import workbooks
from safeconduct.tables.errors import ListUnreadable
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HEALTH = "поранення лівої руки"
HEADINGS = ["№", "ПІБ", "Звання", "Особистий номер", "Дата народження", "Дата взяття в полон", "Місце"]
HEADINGS += ["Документ РФ на ім'я", "Стан здоров'я", "Примітки"]
ROWS = [
    ["1", "박철수", "сержант", "195119", "1999", "12.01.2025", "р-н Суджі", "", HEALTH, ""],
    ["2", "Пак Чхоль Су", "сержант", "195119", "04.1999", "12.01.2025", "р-н Суджі", "", "", "той самий?"],
    ["3", "Лі Мьон Хо", "солдат", "", "31.02.2001", "12.01.2025", "", "Іваненко Іван", "", ""],
    ["4", "", "капрал", "", "2003", "", "", "", HEALTH, ""],
    ["5", "Кім Нам", "солдат", "", "2004", "13.01.2025", "", "", "", ""],
    ["5", "Кім Нам", "солдат", "", "2004", "13.01.2025", "", "", "", ""],
    ["", "", "", "", "", "", "", "", "", ""],
    ["", "Всього: 5", "", "", "", "", "", "", "", ""],
]


def as_csv(rows: list[list[str]] = ROWS, encoding: str = "utf-8") -> OpenList:
    text = "\r\n".join(";".join(row) for row in [HEADINGS, *rows])
    return open_list(io.BytesIO(text.encode(encoding)), "list of a unit.csv")


def as_workbook() -> OpenList:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADINGS, *ROWS]:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return open_list(file, "list of a unit.xlsx")


def told(report: ImportReport, kind: LineKind) -> list[tuple[int, str]]:
    return [(line.row, line.field or line.code or line.like) for line in report.lines(kind)]


def test_every_person_is_registered_and_every_question_told(instance: Created) -> None:
    report = imports.import_list(as_csv(), cast.BUREAU)
    counts = report.counts
    assert (counts.read, counts.registered, counts.unchanged, counts.refused) == (8, 6, 0, 2)
    assert told(report, LineKind.REFUSED) == [(8, "empty-row"), (9, "a-total")]
    assert [line.value for line in report.lines(LineKind.REFUSED)] == ["", "Всього: 5"]
    assert (4, "birth_date") in told(report, LineKind.QUESTION)
    assert (5, "name") in told(report, LineKind.QUESTION)
    question = next(line for line in report.lines(LineKind.QUESTION) if line.row == 4)
    assert (question.value, bool(question.reason)) == ("31.02.2001", True)
    view = queries.prisoner(question.prisoner, cast.BUREAU)
    assert view.questions[0].question.written == "31.02.2001"
    assert (view.papers[0].finding, view.names[1].name.role) == ("false", "alias")
    assert {line.row for line in report.lines(LineKind.DUPLICATE)} == {3, 7}
    assert counts.duplicates == 2
    assert queries.prisoners(PrisonerFilters(), cast.BUREAU).total == 6
    assert check() == []


def test_the_same_again_changes_nothing_in_either_form(instance: Created) -> None:
    imports.import_list(as_csv(), cast.BUREAU)
    before = LedgerEntry.objects.count()
    for listed in (as_csv(), as_workbook(), as_csv(encoding="utf-16"), as_csv(ROWS[::-1])):
        counts = imports.import_list(listed, cast.OTHER_BUREAU).counts
        assert (counts.registered, counts.unchanged, counts.questions) == (0, 6, 0)
    assert LedgerEntry.objects.count() == before


def test_a_longer_copy_adds_only_who_is_new(instance: Created) -> None:
    imports.import_list(as_csv(ROWS[:2]), cast.BUREAU)
    counts = imports.import_list(as_csv(), cast.BUREAU).counts
    assert (counts.registered, counts.unchanged) == (4, 2)


def test_a_trial_writes_nothing_and_counts_the_same(instance: Created) -> None:
    trial = imports.dry_run(as_csv(), cast.BUREAU)
    assert LedgerEntry.objects.count() == 0
    assert jobs.newest() == ()
    report = imports.import_list(as_csv(), cast.BUREAU)
    for name in ("read", "registered", "unchanged", "questions", "refused"):
        assert getattr(trial.counts, name) == getattr(report.counts, name)
    for kind in (LineKind.QUESTION, LineKind.REFUSED):
        assert told(trial, kind) == told(report, kind)


def test_a_stop_leaves_whole_batches_and_the_same_file_finishes(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH_ROWS", 2)

    def stop(counts: Counts) -> None:
        if counts.read == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.import_list(as_csv(), cast.BUREAU, stop)
    (job,) = jobs.newest()
    assert (job.state, job.counts.registered) == (JobState.STOPPED, 4)
    counts = imports.import_list(as_csv(), cast.BUREAU).counts
    assert (counts.registered, counts.unchanged) == (2, 4)
    assert check() == []


def test_what_the_list_says_of_health_stands_in_health_alone(instance: Created) -> None:
    report = imports.import_list(as_csv(), cast.BUREAU)
    reader = cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)
    numbers = [row.number for row in queries.prisoners(PrisonerFilters(), cast.BUREAU).rows]
    notes = [line.text for number in numbers for line in queries.health(number, reader).lines]
    assert notes == [HEALTH, HEALTH]
    assert LedgerEntry.objects.filter(compartment=Compartment.HEALTH).count() == 6
    for number in numbers:
        assert HEALTH not in repr(queries.prisoner(number, cast.BUREAU))
    assert not any(HEALTH in repr(line) for kind in LineKind for line in report.lines(kind))


def test_a_column_of_health_under_another_name_stands_in_health_alone(instance: Created) -> None:
    text = "ПІБ;Звання;Характер ушкодження\r\nКім Нам;солдат;осколкове стегна\r\n"
    report = imports.import_list(open_list(io.BytesIO(text.encode()), "list.csv"), cast.BUREAU)
    (row,) = queries.prisoners(PrisonerFilters(), cast.BUREAU).rows
    reader = cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)
    (line,) = queries.health(row.number, reader).lines
    assert line.text == "Характер ушкодження: осколкове стегна"
    assert "осколкове" not in repr(queries.prisoner(row.number, cast.BUREAU))
    assert not any("осколкове" in repr(line) for kind in LineKind for line in report.lines(kind))


def test_health_changes_neither_fingerprint_nor_rows(instance: Created) -> None:
    """A dictionary of ailments tried against what is stored would find nothing to fit."""
    imports.import_list(as_csv([[*row[:8], "", row[9]] for row in ROWS]), cast.BUREAU)
    assert imports.import_list(as_csv(), cast.BUREAU).counts.unchanged == 6


def test_no_sealed_entry_stands_where_its_person_does(instance: Created) -> None:
    imports.import_list(as_csv(), cast.BUREAU)
    stands = LedgerEntry.objects.order_by("position").values_list("compartment", flat=True)
    first = list(stands).index(Compartment.HEALTH)
    assert set(list(stands)[first : first + 6]) == {Compartment.HEALTH}


def test_no_table_of_the_register_holds_a_text_of_the_list(instance: Created) -> None:
    job = imports.upload("list of a unit.csv", [b"secret piece"], cast.BUREAU)
    imports.import_list(as_csv(), cast.BUREAU)
    everything = b" ".join(_cells())
    for text in (
        "박철수",
        "Пак",
        "195119",
        HEALTH,
        "31.02.2001",
        "list of a unit",
        "secret piece",
        "transit",
    ):
        assert text.encode() not in everything
    assert job.encode() in everything


def _cells() -> Iterator[bytes]:
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("registry_", "ops_import"))
    ]
    assert len(tables) == 11
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # the names come from the database itself
            for row in cursor.fetchall():
                for cell in row:
                    yield bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


# --- uploads --------------------------------------------------------------------------------------


def _pieces(listed: str) -> list[bytes]:
    data = listed.encode()
    return [data[start : start + 7] for start in range(0, len(data), 7)]


def test_an_upload_is_previewed_run_once_and_forgotten(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PART_BYTES", 100)
    text = "\n".join(",".join(row) for row in [HEADINGS, *ROWS[:4]])
    job = imports.upload("unit.csv", _pieces(text), cast.BUREAU)
    preview = imports.preview(job, cast.BUREAU)
    assert preview.report.counts.registered == 4
    assert preview.listed.columns[1].samples[0] == "박철수"
    assert queries.import_job(job, cast.BUREAU).total == 4
    report = imports.run(job, cast.BUREAU)
    view = queries.import_job(job, cast.OTHER_BUREAU)
    assert (view.state, view.counts, view.name) == (JobState.DONE, report.counts, "unit.csv")
    lines = queries.import_lines(job, LineKind.QUESTION, cast.BUREAU)
    assert [line.number for line in lines] == list(range(1, report.counts.questions + 1))
    with pytest.raises((Refused, ListUnreadable)):
        imports.run(job, cast.BUREAU)


def test_an_upload_that_is_no_list_says_so_and_can_be_given_up(instance: Created) -> None:
    job = imports.upload("paper.pdf", [b"%PDF-1.7\n\x00\x01"], cast.BUREAU)
    with pytest.raises(ListUnreadable):
        imports.preview(job, cast.BUREAU)
    imports.give_up(job, cast.BUREAU)
    assert queries.import_job(job, cast.BUREAU).state is JobState.STOPPED


def test_only_the_bureau_imports(instance: Created) -> None:
    job = imports.upload("unit.csv", [b"x"], cast.BUREAU)
    for who, actor in cast.everyone().items():
        if who == "bureau":
            continue
        for act in (
            lambda actor=actor: imports.import_list(as_csv(), actor),
            lambda actor=actor: imports.dry_run(as_csv(), actor),
            lambda actor=actor: imports.upload("unit.csv", [b"x"], actor),
            lambda actor=actor: imports.preview(job, actor),
            lambda actor=actor: imports.run(job, actor),
            lambda actor=actor: imports.give_up(job, actor),
            lambda actor=actor: queries.import_job(job, actor),
            lambda actor=actor: queries.import_jobs(actor),
            lambda actor=actor: queries.import_lines(job, LineKind.QUESTION, actor),
        ):
            with pytest.raises(Forbidden):
                act()
    assert LedgerEntry.objects.exclude(compartment=Compartment.OFFICE).count() == 0
    with pytest.raises(NotFound):
        queries.import_job("0" * 32, cast.BUREAU)


def test_a_set_of_numbers_is_a_set() -> None:
    numbers = NumberSet()
    values = [(number * 2654435761) % 2**64 for number in range(20_000)]
    assert all(numbers.add(value) for value in values)
    assert not any(numbers.add(value) for value in values)
    assert len(numbers) == 20_000


# --- the samples that come with the program ---------------------------------------------------------


@pytest.mark.parametrize("name", ["sample-uk.csv", "sample-ru-1251.csv", "sample-en.xlsx"])
def test_a_sample_is_registered_whole_and_once(instance: Created, name: str) -> None:
    with (resources.files("safeconduct.registry.samples") / name).open("rb") as file:
        data = io.BytesIO(file.read())
    listed = open_list(data, name)
    people = sum(row.refused is None for row in listed.rows())
    first = imports.import_list(listed, cast.BUREAU)
    assert (first.counts.registered, first.counts.read) == (people, people + first.counts.refused)
    assert sum(1 for _ in first.lines(LineKind.QUESTION)) == first.counts.questions > 0
    again = imports.import_list(open_list(data, name), cast.BUREAU).counts
    assert (again.registered, again.unchanged, again.refused) == (0, people, first.counts.refused)
    assert check() == []


def test_a_stop_of_the_server_forgets_the_uploaded_file(instance: Created) -> None:
    """Its column of health is not to lie under the service key; a fresh upload is left alone."""
    running, fresh = (imports.upload("list.csv", [b"a;b\r\n1;2\r\n"], cast.BUREAU) for _ in range(2))
    jobs.begin(running)
    assert actions.stop_interrupted_imports() == 1
    assert set(ImportPart.objects.values_list("job", flat=True)) == {fresh}
    assert jobs.job(running).state is JobState.STOPPED


def test_giving_up_stops_no_import_that_was_begun_meanwhile(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was looked at before it began, and given up after."""
    job = imports.upload("list.csv", [b"a;b\r\n1;2\r\n"], cast.BUREAU)
    before = jobs.job(job)
    jobs.begin(job)
    with monkeypatch.context() as stale:
        stale.setattr(jobs, "job", lambda _: before)
        imports.give_up(job, cast.BUREAU)
    assert jobs.job(job).state is JobState.RUNNING
    assert ImportPart.objects.filter(job=job).exists()
    jobs.end(job, JobState.DONE)
    imports.give_up(job, cast.BUREAU)
    assert jobs.job(job).state is JobState.DONE


def test_a_file_given_up_while_it_is_read_is_no_longer_there(instance: Created) -> None:
    job = imports.upload("list.csv", [b"Name;Rank\r\n" + b"x;y\r\n" * jobs.PART_BYTES], cast.BUREAU)
    reading = jobs.upload_of(job)
    imports.give_up(job, cast.BUREAU)
    with pytest.raises(NotFound):
        reading.read()


def test_an_upload_that_nobody_imports_is_forgotten_after_a_day(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = imports.upload("list.csv", [b"a;b\r\n1;2\r\n"], cast.BUREAU)
    later = now() + timedelta(hours=jobs.UPLOAD_HOURS, minutes=1)
    monkeypatch.setattr(jobs, "now", lambda: later)
    jobs.stop_interrupted()
    assert not ImportPart.objects.exists()
    assert jobs.job(job).state is JobState.STOPPED


def test_no_backup_carries_an_uploaded_file_or_a_report(instance: Created) -> None:
    assert {ImportPart, ImportLine}.isdisjoint(projections.operational())


def test_an_erasure_takes_the_lines_of_the_report_along(instance: Created) -> None:
    report = imports.import_list(as_csv(), cast.BUREAU)
    gone = next(line.prisoner for line in report.lines(LineKind.QUESTION))
    others = sum(gone not in (line.prisoner, line.like) for kind in LineKind for line in report.lines(kind))
    subject = queries.prisoner(gone, cast.BUREAU).subject
    streams = queries.streams_of(subject, cast.BUREAU)
    asked = erasure.request(subject, streams, "registered by error", actor=cast.BUREAU)
    erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)
    left = [line for kind in LineKind for line in report.lines(kind)]
    assert all(gone not in (line.prisoner, line.like) for line in left)
    assert len(left) == others


def test_shared_texts_that_would_fill_the_memory_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "HELD_BYTES_MAX", 1000)
    with pytest.raises(ListUnreadable, match="beside its sheets"):
        as_workbook()


def test_a_hostile_number_format_is_read_no_further_than_a_real_one() -> None:
    """Read to its end, this one would take the expression hours."""
    assert workbooks._date_text(datetime(1998, 9, 1), "yyyy-mm" + "[" * 3_000_000) == "1998-09"  # noqa: DTZ001 a cell knows no zone


def test_a_health_note_that_is_too_long_is_not_told_by_its_error() -> None:
    with pytest.raises(ValidationError) as wrong:
        cast.captive(health=f"{HEALTH} " * 1000)
    assert "поранення" not in str(wrong.value)
