"""The log of readings: who opened whom, why, under which rule. One entry a reading, written before loading.

Owns writing it and showing it to the auditor, and the alarm for reading in bulk. The alarm is a threshold of
this project (house rule), not of the treaty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import nacl.utils

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.store import office, rows
from safeconduct.store.clock import now, text_of
from safeconduct.store.entries import Draft
from safeconduct.store.facts import SubjectOpened
from safeconduct.store.models import Reading
from safeconduct.store.record import record, transaction

ALARM_HOURS = 24
ALARM_SUBJECTS = 60
_ALARM_ROWS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One line of the log. `subject` is an id or empty for a list; auditors see numbers, not names."""

    entry: str
    position: int
    operator: str
    recorded: str
    subject: str
    what: str
    purpose: str
    rule: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody opened more people within a day than `ALARM_SUBJECTS`."""

    operator: str
    subjects: int


def log_reading(actor: Actor, subject: str, what: str, rule: str, purpose: str = "") -> None:
    """Record that the actor is about to read. No log line, no reading: an error here stops the caller."""
    fact = SubjectOpened(subject=subject, what=what, purpose=purpose[:300], rule=rule)
    stream = nacl.utils.random(16).hex()
    with transaction():
        entries = record([Draft(Compartment.OFFICE, stream, 1, fact)], actor)
        office.project([(stream, entries)])


def readings(
    viewer: Actor, *, subject: str = "", operator: str = "", before: int | None = None, size: int = 50
) -> list[ReadingView]:
    """The newest readings first, below leaf `before`; the auditor's own reading is logged like any other."""
    grant = decide(viewer, Capability.STORE_READINGS_READ)
    log_reading(viewer, subject, "readings", grant.rule)
    found = Reading.objects.order_by("-position")
    if subject:
        found = found.filter(subject_tag=rows.tag("reading subject", subject))
    if operator:
        found = found.filter(operator_tag=rows.tag("reading operator", operator))
    if before is not None:
        found = found.filter(position__lt=before)
    return list(_opened(found[:size]))


def alarms(viewer: Actor) -> list[Alarm]:
    """Who opened how many different people within the last day, where it is more than the threshold."""
    decide(viewer, Capability.STORE_READINGS_READ)
    since = text_of(now() - timedelta(hours=ALARM_HOURS))
    seen: dict[str, set[str]] = {}
    for reading in _opened(Reading.objects.order_by("-position")[:_ALARM_ROWS_MAX]):
        if reading.recorded < since:
            break
        if reading.subject:
            seen.setdefault(reading.operator, set()).add(reading.subject)
    counts = sorted(((len(subjects), operator) for operator, subjects in seen.items()), reverse=True)
    return [Alarm(operator, count) for count, operator in counts if count > ALARM_SUBJECTS]


def _opened(found: Iterable[Reading]) -> Iterable[ReadingView]:
    for row in found:
        content = rows.open("store_reading", row.entry, bytes(row.sealed))
        assert isinstance(content, dict)
        words = {name: str(value) for name, value in content.items()}
        yield ReadingView(entry=row.entry, position=row.position, **words)
