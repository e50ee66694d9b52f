"""A subject's duties as a row keeps them: small lists of numbers and codes, sealed. Owns their shape alone.

Times are whole seconds since 1970 in UTC, null where nobody knows. A row of another shape than this program's is made
anew, not read.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any, TypeAlias

from safeconduct.law.clock import Duty, Status, judge
from safeconduct.law.duties import Scope, catalogue
from safeconduct.law.events import Span
from safeconduct.law.owing import Outcome, Owed
from safeconduct.ledger.canonical import Json
from safeconduct.store import rows

Blob: TypeAlias = "bytes | memoryview"
Judged = tuple[Duty, str, str, Scope]
"""A duty with the number of its prisoner and the camp that holds him."""

_TABLE = "ops_duties_line"
_CLOSED = "ops_duties_line closed"
# As many persons as a large camp has; a row that is read again and unchanged is not opened again.
KEPT = 20_000

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One subject with its open duties. `latest` is the last entry that was folded in."""

    subject: str
    number: str
    place: str
    latest: datetime
    is_held: bool
    owed: tuple[Owed, ...]


def seal_open(line: Line) -> bytes:
    """The open duties of a subject."""
    content: Json = {
        "number": line.number,
        "place": line.place,
        "latest": ceil(line.latest.timestamp()),
        "held": line.is_held,
        "owed": [_packed(one) for one in line.owed],
    }
    return rows.seal(_TABLE, line.subject, content)


def open_open(subject: str, blob: Blob) -> Line:
    """The open duties of a subject; raises Tampered for a row that was changed or moved."""
    return _opened(subject, bytes(blob))


@lru_cache(maxsize=KEPT)
def _opened(subject: str, blob: bytes) -> Line:
    content: Any = rows.open(_TABLE, subject, blob)
    owed = tuple(_unpacked(subject, each) for each in content["owed"])
    return Line(
        subject, content["number"], content["place"], _moment(content["latest"]), content["held"], owed
    )


@lru_cache(maxsize=KEPT)
def turns(subject: str, blob: bytes) -> tuple[datetime, tuple[datetime, ...]]:
    """When the line was last written to, and every moment at which one of its duties may change, in order."""
    line = open_open(subject, blob)
    moments: set[datetime | None] = set()
    for one in line.owed:
        moments.add(one.target)
        moments |= {until for _, until in one.excuses}
        for span in (one.since, one.due, one.ended, one.closed):
            if span is not None:
                moments |= {span.first, span.last}
    return line.latest, tuple(sorted(each for each in moments if each is not None))


@lru_cache(maxsize=KEPT)
def standing(subject: str, blob: bytes, scope: str, turn: int) -> tuple[Judged, ...]:
    """The open duties of a line from one of its turns to the next, for nothing changes in between.

    `turn` is how many turns have passed. What was broken and is not done is among them.
    """
    by_id = catalogue().by_id
    line = open_open(subject, blob)
    moments = turns(subject, blob)[1]
    at = moments[turn - 1] if turn else (moments[0] - _INSTANT if moments else line.latest)
    found = (judge(by_id[one.row], one, at) for one in line.owed)
    return tuple(
        (duty, line.number, line.place, Scope(scope))
        for duty in found
        if duty.is_open or duty.status is Status.BREACHED
    )


def forget_opened() -> None:
    """Nothing that was opened stays in memory; for an erasure."""
    for kept in (_opened, turns, standing):
        kept.cache_clear()


def seal_closed(subject: str, closed: tuple[Owed, ...]) -> bytes:
    """The duties of a subject that are done or broken."""
    return rows.seal(_CLOSED, subject, [_packed(one) for one in closed])


def open_closed(subject: str, blob: Blob) -> tuple[Owed, ...]:
    """The duties of a subject that are done or broken, in the order of the Convention."""
    content: Any = rows.open(_CLOSED, subject, bytes(blob))
    return tuple(_unpacked(subject, each) for each in content)


def _packed(one: Owed) -> Json:
    return [
        one.row,
        one.opened_by,
        one.opened_kind,
        one.place,
        _seconds(one.since.first),
        _seconds(one.since.last),
        _pair(one.due),
        _seconds(one.target),
        str(one.outcome),
        _pair(one.closed),
        one.closed_by,
        one.closed_kind,
        _pair(one.ended),
        one.ended_kind,
        [[ground, _seconds(until)] for ground, until in one.excuses],
        one.doubt,
    ]


def _unpacked(subject: str, part: Any) -> Owed:
    return Owed(
        row=part[0],
        subject=subject,
        opened_by=part[1],
        opened_kind=part[2],
        place=part[3],
        since=Span(_known(part[4]), _known(part[5])),
        due=_span(part[6]),
        target=_known(part[7]),
        outcome=Outcome(part[8]),
        closed=_span(part[9]),
        closed_by=part[10],
        closed_kind=part[11],
        ended=_span(part[12]),
        ended_kind=part[13],
        excuses=tuple((ground, _moment(until)) for ground, until in part[14]),
        doubt=part[15],
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _pair(span: Span | None) -> Json:
    return None if span is None else [_seconds(span.first), _seconds(span.last)]


def _span(pair: Any) -> Span | None:
    return None if pair is None else Span(_known(pair[0]), _known(pair[1]))


def _known(seconds: int | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)


@lru_cache(maxsize=65_536)
def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
