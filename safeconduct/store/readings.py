"""The log of readings: who opened whom, why, under which rule. One entry a reading, written before it is shown.

Owns writing it and showing it to the auditor, and the alarm for reading in bulk. The alarm is a threshold of
this project (house rule), not of the treaty.
"""

from collections import Counter
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
LIST_PERSONS_USUAL = 50
_ALARM_ROWS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One line of the log. `subject` is an id or empty for a list; auditors see numbers, not names.

    `persons` is how many a long list or an exported one told of; 0 for an ordinary one.
    """

    entry: str
    position: int
    operator: str
    recorded: str
    subject: str
    what: str
    purpose: str
    rule: str
    persons: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody saw more people within a day than `ALARM_SUBJECTS`: opened, in long lists or in exported ones."""

    operator: str
    subjects: int


def log_reading(actor: Actor, subject: str, what: str, rule: str, purpose: str = "") -> None:
    """Record that the actor is about to read. No log line, no reading: an error here stops the caller."""
    _log(SubjectOpened(subject=subject, what=what, purpose=purpose[:300], rule=rule), actor)


def log_list(actor: Actor, what: str, rule: str, persons: int) -> None:
    """Record that a list telling of so many persons is about to be shown; an ordinary page is not counted."""
    counted = persons if persons > LIST_PERSONS_USUAL else 0
    _log(SubjectOpened(what=what, rule=rule, persons=counted), actor)


def log_export(actor: Actor, what: str, rule: str, persons: int) -> None:
    """Record that a list is about to leave as a file: everybody in it counts, however few."""
    _log(SubjectOpened(what=what, rule=rule, persons=persons), actor)


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
    """Who saw how many people within the last day, where it is more than the threshold.

    Whoever was opened counts once. Long lists and exported ones count everybody in them, each time: the log keeps
    how many a list told of, not whom.
    """
    decide(viewer, Capability.STORE_READINGS_READ)
    since = text_of(now() - timedelta(hours=ALARM_HOURS))
    seen: dict[str, set[str]] = {}
    listed: Counter[str] = Counter()
    for reading in _opened(Reading.objects.order_by("-position")[:_ALARM_ROWS_MAX]):
        if reading.recorded < since:
            break
        if reading.subject:
            seen.setdefault(reading.operator, set()).add(reading.subject)
        listed[reading.operator] += reading.persons
    listed.update({operator: len(subjects) for operator, subjects in seen.items()})
    counts = sorted(((count, operator) for operator, count in listed.items()), reverse=True)
    return [Alarm(operator, count) for count, operator in counts if count > ALARM_SUBJECTS]


def _opened(found: Iterable[Reading]) -> Iterable[ReadingView]:
    for row in found:
        content = rows.open("store_reading", row.entry, bytes(row.sealed))
        assert isinstance(content, dict)
        persons = int(str(content.pop("persons", "0")))
        words = {name: str(value) for name, value in content.items()}
        yield ReadingView(entry=row.entry, position=row.position, persons=persons, **words)


def _log(fact: SubjectOpened, actor: Actor) -> None:
    stream = nacl.utils.random(16).hex()
    with transaction():
        entries = record([Draft(Compartment.OFFICE, stream, 1, fact)], actor)
        office.project([(stream, entries)])
