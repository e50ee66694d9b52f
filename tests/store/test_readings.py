"""The log of readings: who opened whom, why, under which rule; and the alarm for reading in bulk."""

from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.access.actor import Actor
from safeconduct.sources.errors import Forbidden
from safeconduct.store import clock, kinds, projections, readings
from safeconduct.store.create import Created
from safeconduct.store.facts import SubjectOpened
from safeconduct.store.readings import (
    ALARM_SUBJECTS,
    LIST_PERSONS_USUAL,
    Alarm,
    log_export,
    log_list,
    log_reading,
)
from tests.cast import ADMINISTRATOR, AUDITOR, BUREAU, MEDICAL, OTHER_BUREAU, STRANGER
from tests.store.written import BOTH, stream_of

pytestmark = pytest.mark.django_db(databases=BOTH)
START = datetime(2025, 3, 1, 8, tzinfo=UTC)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    for module in (clock, readings):
        monkeypatch.setattr(module, "now", lambda: moment)
    monkeypatch.setattr("safeconduct.store.record.now", lambda: moment)


def subjects(lines: list[readings.ReadingView]) -> list[str]:
    return [line.subject for line in lines]


def test_the_auditor_sees_who_opened_whom(instance: Created) -> None:
    log_reading(BUREAU, stream_of(1), "prisoner", "bureau rule", "for art. 122(7)")
    own, theirs = readings.readings(AUDITOR)
    assert (theirs.operator, theirs.subject, theirs.what) == (BUREAU.operator_id, stream_of(1), "prisoner")
    assert (theirs.rule, theirs.purpose) == ("bureau rule", "for art. 122(7)")
    assert theirs.recorded.endswith("Z")
    # The auditor's own reading of the log stands in it too, and first.
    assert (own.operator, own.what) == (AUDITOR.operator_id, "readings")


@pytest.mark.parametrize("actor", [BUREAU, MEDICAL, ADMINISTRATOR, STRANGER], ids=lambda actor: actor.name)
def test_nobody_else_sees_it(instance: Created, actor: Actor) -> None:
    log_reading(BUREAU, stream_of(1), "prisoner", "rule")
    with pytest.raises(Forbidden):
        readings.readings(actor)
    with pytest.raises(Forbidden):
        readings.alarms(actor)


def test_lines_of_one_subject_or_of_one_officer(instance: Created) -> None:
    for number, actor in enumerate((BUREAU, OTHER_BUREAU, BUREAU, MEDICAL)):
        log_reading(actor, stream_of(number % 2), "prisoner", "rule")
    of_subject = readings.readings(AUDITOR, subject=stream_of(0))
    # The auditor's reading names whom she asked about.
    assert [line.operator for line in of_subject] == [
        AUDITOR.operator_id, BUREAU.operator_id, BUREAU.operator_id,
    ]  # fmt: skip
    of_officer = readings.readings(AUDITOR, operator=BUREAU.operator_id)
    assert subjects(of_officer) == [stream_of(0), stream_of(0)]


def test_pages_follow_each_other(instance: Created) -> None:
    for number in range(7):
        log_reading(BUREAU, stream_of(number), "prisoner", "rule")
    first = readings.readings(AUDITOR, operator=BUREAU.operator_id, size=4)
    second = readings.readings(AUDITOR, operator=BUREAU.operator_id, size=4, before=first[-1].position)
    assert subjects([*first, *second]) == [stream_of(number) for number in range(6, -1, -1)]


def test_the_alarm_begins_above_the_threshold(instance: Created, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, START)
    for number in range(ALARM_SUBJECTS):
        log_reading(BUREAU, stream_of(number), "prisoner", "rule")
    for _ in range(ALARM_SUBJECTS + 1):
        log_reading(MEDICAL, stream_of(1), "health", "rule")
        log_reading(OTHER_BUREAU, "", "prisoners list", "rule")
    assert readings.alarms(AUDITOR) == []
    log_reading(BUREAU, stream_of(ALARM_SUBJECTS), "prisoner", "rule")
    assert readings.alarms(AUDITOR) == [readings.Alarm(BUREAU.operator_id, ALARM_SUBJECTS + 1)]


def test_long_lists_and_exported_ones_count_everybody_in_them(instance: Created) -> None:
    for _ in range(ALARM_SUBJECTS):
        log_list(BUREAU, "prisoners list", "rule", LIST_PERSONS_USUAL)
    log_list(OTHER_BUREAU, "prisoners list", "rule", LIST_PERSONS_USUAL + 1)
    log_export(MEDICAL, "prisoners exported", "rule", ALARM_SUBJECTS)
    assert readings.alarms(AUDITOR) == []
    log_reading(MEDICAL, stream_of(1), "prisoner", "rule")
    log_export(OTHER_BUREAU, "prisoners exported", "rule", 10)
    assert readings.alarms(AUDITOR) == [
        Alarm(MEDICAL.operator_id, ALARM_SUBJECTS + 1), Alarm(OTHER_BUREAU.operator_id, LIST_PERSONS_USUAL + 11),
    ]  # fmt: skip
    told = readings.readings(AUDITOR, operator=OTHER_BUREAU.operator_id)
    assert [line.persons for line in told] == [10, LIST_PERSONS_USUAL + 1]
    assert projections.check() == []


def test_a_reading_of_the_first_version_is_read(instance: Created) -> None:
    fields = {"subject": stream_of(1), "what": "prisoner", "rule": "rule"}
    assert kinds.load("store.SubjectOpened", 1, fields) == SubjectOpened.model_validate(fields)


def test_the_alarm_looks_back_one_day(instance: Created, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, START)
    for number in range(ALARM_SUBJECTS + 1):
        log_reading(BUREAU, stream_of(number), "prisoner", "rule")
    set_clock(monkeypatch, START + timedelta(hours=readings.ALARM_HOURS))
    assert len(readings.alarms(AUDITOR)) == 1
    set_clock(monkeypatch, START + timedelta(hours=readings.ALARM_HOURS, seconds=1))
    assert readings.alarms(AUDITOR) == []


def test_a_clock_set_back_is_flagged_and_no_order_changes(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, START)
    log_reading(BUREAU, stream_of(1), "prisoner", "rule")
    set_clock(monkeypatch, START - timedelta(days=400))
    log_reading(BUREAU, stream_of(2), "prisoner", "rule")
    lines = readings.readings(AUDITOR, operator=BUREAU.operator_id)
    assert subjects(lines) == [stream_of(2), stream_of(1)]
    assert {line.recorded for line in lines} == {"2025-03-01T08:00:00.000000Z"}
