"""Lines of the boards, judged at a moment. Reads the rows; decides nothing about who may.

What was written down after the moment asked is not known at it, so a line that holds such entries is made anew from
the ledger, for that moment alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from safeconduct.duties import projection
from safeconduct.duties.answers import DutyLine
from safeconduct.duties.lines import Judged, Line, open_closed, open_open, standing
from safeconduct.duties.models import Line as Row
from safeconduct.duties.projection import COMPARTMENTS, tag_of_place
from safeconduct.law.clock import Duty, Status, duties, judge
from safeconduct.law.duties import Scope, catalogue
from safeconduct.law.events import Span, day_of
from safeconduct.law.owing import in_order
from safeconduct.store.clock import text_of
from safeconduct.store.history import open_histories
from safeconduct.store.instance import current

_AT_ONCE = 400
_SCOPES = {str(scope): scope for scope in Scope}
_INSTANT = timedelta(microseconds=1)
NEVER = datetime.max.replace(tzinfo=UTC)
_URGENCY = {
    Status.OVERDUE: 0,
    Status.BREACHED: 1,
    Status.UNKNOWN: 2,
    Status.AGEING: 3,
    Status.RUNNING: 4,
    Status.EXCUSED: 5,
}
_LAST = len(_URGENCY)


def rows_of(places: Iterable[str] | None, scopes: Iterable[Scope]) -> list[tuple[str, str, bytes]]:
    """Subject, scope and sealed open duties of every line of these places (None: of all)."""
    found = Row.objects.filter(scope__in=[str(scope) for scope in scopes])
    if places is not None:
        found = found.filter(place_tag__in=[tag_of_place(place) for place in places])
    return [
        (subject, scope, bytes(blob))
        for subject, scope, blob in found.values_list("subject", "scope", "open")
    ]


def opened(row: tuple[str, str, bytes]) -> Line:
    """The line of a row."""
    return open_open(row[0], row[2])


def judged(rows: Iterable[tuple[str, str, bytes]], on: datetime) -> Iterator[Judged]:
    """Every open duty of the lines at the moment; those that lapsed or were broken unmet are among them."""
    late: dict[str, Scope] = {}
    for subject, scope, blob in rows:
        latest, found = standing(subject, blob, _SCOPES[scope], on)
        if latest > on + _INSTANT:
            late[subject] = _SCOPES[scope]
        else:
            yield from found
    yield from _as_known(late, on, is_open=True)


def closed(rows: Iterable[tuple[str, str, bytes, bytes]], on: datetime) -> Iterator[Judged]:
    """Every duty of the lines that was done, broken or lapsed by the moment."""
    by_id = catalogue().by_id
    late: dict[str, Scope] = {}
    for subject, scope, blob, sealed in rows:
        line = open_open(subject, blob)
        if line.latest > on + _INSTANT:
            late[subject] = Scope(scope)
            continue
        for one in (*line.owed, *open_closed(subject, sealed)):
            duty = judge(by_id[one.row], one, on)
            if not duty.is_open:
                yield duty, line.number, line.place, Scope(scope)
    yield from _as_known(late, on, is_open=False)


def rows_with_closed(
    places: Iterable[str] | None, scopes: Iterable[Scope]
) -> Iterator[tuple[str, str, bytes, bytes]]:
    """The same rows with what is done, in parts, so that memory stays flat."""
    all_rows = rows_of(places, scopes)
    for start in range(0, len(all_rows), _AT_ONCE):
        part = all_rows[start : start + _AT_ONCE]
        subjects = [subject for subject, _, _ in part]
        found = Row.objects.filter(subject__in=subjects).values_list("subject", "closed")
        sealed = {subject: bytes(blob) for subject, blob in found}
        yield from ((subject, scope, blob, sealed[subject]) for subject, scope, blob in part)


def _as_known(late: dict[str, Scope], on: datetime, *, is_open: bool) -> Iterator[Judged]:
    """The duties of these subjects by what was written down until the moment."""
    subjects = list(late)
    wide = projection.wide_events() if subjects else ()
    for start in range(0, len(subjects), _AT_ONCE):
        part = open_histories(subjects[start : start + _AT_ONCE], COMPARTMENTS)
        for subject, entries in part.items():
            found = projection.events_for(subject, entries, wide)
            if found is None:
                continue
            known = in_order(event for event in found[1] if event.recorded <= on)
            number, place = projection.named(subject, found[0], known)
            for duty in duties(known, on, zone=current().conflict.zone, table=projection.work(found[0])):
                if duty.is_open == is_open or (is_open and duty.status is Status.BREACHED):
                    yield duty, number, place, found[0]


def urgency(each: Judged) -> tuple[int, datetime, str, str, str]:
    """How lines are sorted: by state, then by the end of the term or target, then by number and row."""
    duty = each[0]
    ends = (duty.due and (duty.due.last or duty.due.first)) or duty.owed.target or NEVER
    return _URGENCY.get(duty.status, _LAST), ends, each[1], each[2], duty.row.id


def line_of(each: Judged, zone: tzinfo) -> DutyLine:
    """A judged duty as pages get it."""
    duty, number, camp, scope = each
    one = duty.owed
    due = duty.due
    return DutyLine(
        row=duty.row.id,
        cite=duty.row.cite,
        status=duty.status,
        scope=scope,
        subject=one.subject,
        number=number,
        camp=camp,
        reason=duty.reason,
        is_open=duty.is_open,
        has_term=due is not None,
        due_first=_text(due.first if due else None),
        due_last=_text(due.last if due else None),
        due_days=days_of(Span(due.first and due.first - _INSTANT, due.last), zone) if due else "",
        until=until_of(duty, zone),
        target=_text(one.target),
        since=days_of(one.since, zone),
        opened_by=one.opened_by,
        opened_kind=one.opened_kind,
        closed=_text(one.closed.last if one.closed else None),
        closed_by=one.closed_by,
        closed_kind=one.closed_kind,
    )


def until_of(duty: Duty, zone: tzinfo) -> str:
    """The last day of the term at the place, ISO; "" where there is none, or it is not surely known."""
    due = duty.due
    if due is None or due.first is None or due.first != due.last:
        return ""
    return day_of(due.first - _INSTANT, zone).isoformat()


def days_of(span: Span, zone: tzinfo) -> str:
    """The days at the place that a span may mean, as EDTF: one day, an interval, or "" where nobody knows."""
    first = day_of(span.first, zone).isoformat() if span.first else ".."
    last = day_of(span.last - _INSTANT, zone).isoformat() if span.last else ".."
    if first == last:
        return "" if first == ".." else first
    return f"{first}/{last}"


def is_between(until: str, first: str, last: str) -> bool:
    """Whether a known day lies between two others; an empty bound holds nothing back."""
    if not (first or last):
        return True
    return bool(until) and (not first or until >= first) and (not last or until <= last)


def day_text(on: datetime, zone: tzinfo) -> str:
    """The day of the moment at the place."""
    return day_of(on, zone).isoformat()


def days(first: date, number: int) -> Sequence[date]:
    """So many days from the first."""
    return [first + timedelta(days=each) for each in range(number)]


def _text(moment: datetime | None) -> str:
    return "" if moment is None else text_of(moment)[:16] + "Z"
