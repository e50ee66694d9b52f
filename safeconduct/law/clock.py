"""Where each duty stands at a moment: running, met, late, overdue; or that nobody can tell.

Owns the statuses and the one question `duties(events, on)`. What is owed at all is `law.owing`; both are pure. A
number is overdue only where the treaty has one; past an office target a duty is ageing and no more.

Source: GC III, each row of `law.duties`; design section 6.8.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from safeconduct.law.duties import Catalogue, Kind, Row, catalogue
from safeconduct.law.events import Event, Span, start_of
from safeconduct.law.owing import Outcome, Owed, owed

_INSTANT = timedelta(microseconds=1)


class Status(StrEnum):
    """Where a duty stands. `UNKNOWN`: for want of an exact date nobody can tell whether it is in time."""

    NOT_TRIGGERED = "not_triggered"
    RUNNING = "running"
    AGEING = "ageing"
    UNKNOWN = "unknown"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"


OPEN = frozenset({Status.RUNNING, Status.AGEING, Status.UNKNOWN, Status.OVERDUE, Status.EXCUSED})
"""Where something can still be done. A duty that lapsed stays overdue."""
_CLOSED = {
    Outcome.MET: Status.MET,
    Outcome.LATE: Status.MET_LATE,
    Outcome.LATE_EVIDENCE: Status.MET_LATE,
    Outcome.UNSURE: Status.UNKNOWN,
    Outcome.BREACHED: Status.BREACHED,
}
LATE_EVIDENCE = "late_evidence"
TIMING_UNKNOWN = "timing_unknown"
LAPSED = "lapsed"
WITHOUT_DATE = "without_date"


class Duty(NamedTuple):
    """One duty as it stands. `reason` is the ground of an excuse, the kind of event that ended it, or a doubt.

    `is_done` tells, where the status is unknown, whether it was done at all.
    """

    row: Row
    owed: Owed
    status: Status
    reason: str = ""
    is_done: bool = False

    @property
    def due(self) -> Span | None:
        """Between which moments the treaty's term ends, None where there is none."""
        return self.owed.due

    @property
    def is_open(self) -> bool:
        """Whether something can still be done for it."""
        return self.status in OPEN and not self.is_done and self.reason != LAPSED


def duties(
    events: Iterable[Event], on: datetime, *, zone: tzinfo, table: Catalogue | None = None
) -> tuple[Duty, ...]:
    """Every duty that the events opened, as it stands at the moment; `zone` is the calendar of the place.

    What was written down after the moment is not known at it. Sorted by the Convention, then by opening.
    """
    rows = table or catalogue()
    known = [event for event in events if event.recorded <= on]
    return tuple(judge(rows.by_id[each.row], each, on) for each in owed(known, zone, rows))


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last moment of a day: a duty that may be done until its end still runs."""
    return start_of(day + timedelta(days=1), zone) - _INSTANT


def judge(row: Row, one: Owed, on: datetime) -> Duty:
    """Where one duty stands at a moment at which all its events are known."""
    if one.since.first is not None and one.since.first > on and row.kind is not Kind.BEFORE:
        return Duty(row, one, Status.NOT_TRIGGERED)
    if one.closed is not None and one.closed.has_surely_come(on):
        return _closed(row, one)
    status = _open(row, one, on)
    if one.ended is not None and one.ended.has_surely_come(on):
        return _ended(row, one, status)
    if row.is_minimum and status is Status.MET:
        return Duty(row, one, Status.MET)
    for ground, until in one.excuses:
        if on < until:
            return Duty(row, one, Status.EXCUSED, ground)
    return Duty(row, one, status, one.doubt or _doubt(one, status))


def _closed(row: Row, one: Owed) -> Duty:
    reasons = {Outcome.LATE_EVIDENCE: LATE_EVIDENCE, Outcome.UNSURE: TIMING_UNKNOWN}
    return Duty(row, one, _CLOSED[one.outcome], reasons.get(one.outcome, ""), is_done=True)


def _ended(row: Row, one: Owed, status: Status) -> Duty:
    """What was not done when captivity ended: it lapsed where its term was over by then, else nothing is owed."""
    if status in (Status.OVERDUE, Status.BREACHED) and one.due is not None and one.ended is not None:
        if one.due.is_surely_before(one.ended) or one.due.last == one.ended.first:
            return Duty(row, one, status, LAPSED)
    return Duty(row, one, Status.NOT_APPLICABLE, one.ended_kind)


def _open(row: Row, one: Owed, on: datetime) -> Status:
    if one.due is None:
        return Status.AGEING if one.target is not None and on >= one.target else Status.RUNNING
    first, last = one.due.first, one.due.last
    if last is not None and on >= last:
        return _past(row)
    if first is not None and on < first:
        return Status.RUNNING
    return Status.UNKNOWN


def _past(row: Row) -> Status:
    if row.is_minimum:
        return Status.MET
    if row.kind is Kind.CAP:
        return Status.BREACHED
    return Status.AGEING if row.soft else Status.OVERDUE


def _doubt(one: Owed, status: Status) -> str:
    return WITHOUT_DATE if status is Status.UNKNOWN or (one.due is not None and not one.due.is_known) else ""
