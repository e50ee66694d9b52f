"""A subject's duties as a row keeps them: small lists of numbers and codes, sealed. Owns their shape alone.

Times are whole seconds since 1970 in UTC, null where nobody knows. A row of another shape than this program's is made
anew, not read: `SHAPE` stands in what `projection` compares.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from typing import Any, TypeAlias

from safeconduct.law.clock import Duty, Status, judge
from safeconduct.law.duties import Scope, catalogue
from safeconduct.law.events import Span
from safeconduct.law.owing import Outcome, Owed
from safeconduct.store import rows

Blob: TypeAlias = "bytes | memoryview"
Judged = tuple[Duty, str, str, Scope]
"""A duty with the number of its prisoner and the camp that holds him."""

SHAPE = 2
_TABLE = "ops_duties_line"
_CLOSED = "ops_duties_line closed"
# As many persons as a large camp has; a row that is read again and unchanged is not opened again.
KEPT = 20_000

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_OUTCOMES = {str(outcome): outcome for outcome in Outcome}
_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Line:
    """One subject with its open duties. `latest` is the last entry that was folded in."""

    subject: str
    number: str
    place: str
    latest: datetime
    is_held: bool
    owed: tuple[Owed, ...]


class _Opened:
    """A row that lies opened in memory, with its duties as they stand between two moments."""

    __slots__ = ("line", "standing")

    def __init__(self, line: Line) -> None:
        self.line = line
        # Replaced whole, for several threads read it.
        self.standing: tuple[datetime, datetime, tuple[Judged, ...]] = (_ALWAYS[1], _ALWAYS[0], ())


def seal_open(line: Line) -> bytes:
    """The open duties of a subject."""
    owed = [_packed(one) for one in line.owed]
    content = [line.number, line.place, ceil(line.latest.timestamp()), line.is_held, owed]
    return rows.seal_bytes(_TABLE, line.subject, _ENCODER.encode(content).encode())


def open_open(subject: str, blob: Blob) -> Line:
    """The open duties of a subject; raises Tampered for a row that was changed or moved."""
    return _opened(subject, bytes(blob)).line


def standing(subject: str, blob: bytes, scope: Scope, on: datetime) -> tuple[datetime, tuple[Judged, ...]]:
    """When the line was last written to, and its open duties at the moment; what was broken is among them."""
    opened = _opened(subject, blob)
    first, until, found = opened.standing
    if not first <= on < until:
        first, until = _between_turns(opened.line.owed, on)
        found = tuple(_open_at(opened.line, scope, on))
        opened.standing = first, until, found
    return opened.line.latest, found


@lru_cache(maxsize=KEPT)
def _opened(subject: str, blob: bytes) -> _Opened:
    number, place, latest, is_held, owed = _list(_TABLE, subject, blob)
    opened = tuple([_unpacked(subject, each) for each in owed])
    return _Opened(Line(subject, number, place, _moment(latest), is_held, opened))


def _open_at(line: Line, scope: Scope, on: datetime) -> list[Judged]:
    by_id = catalogue().by_id
    found: list[Judged] = []
    for one in line.owed:
        duty = judge(by_id[one.row], one, on)
        if duty.is_open or duty.status is Status.BREACHED:
            found.append((duty, line.number, line.place, scope))
    return found


def _between_turns(owed: Sequence[Owed], on: datetime) -> tuple[datetime, datetime]:
    """Around the moment, from when until when time alone changes none of these duties."""
    first, until = _ALWAYS
    for one in owed:
        moments = [one.target, *one.since, *(ends for _, ends in one.excuses)]
        for span in (one.due, one.ended, one.closed):
            if span is not None:
                moments += span
        for moment in moments:
            if moment is None:
                continue
            if first < moment <= on:
                first = moment
            elif on < moment < until:
                until = moment
    return first, until


def forget_opened() -> None:
    """Nothing that was opened stays in memory; for an erasure."""
    _opened.cache_clear()


def seal_closed(subject: str, closed: Sequence[Owed]) -> bytes:
    """The duties of a subject that are done or broken."""
    return rows.seal_bytes(_CLOSED, subject, _ENCODER.encode([_packed(one) for one in closed]).encode())


def open_closed(subject: str, blob: Blob) -> tuple[Owed, ...]:
    """The duties of a subject that are done or broken, in the order of the Convention."""
    return tuple(_unpacked(subject, each) for each in _list(_CLOSED, subject, bytes(blob)))


def _list(table: str, subject: str, blob: bytes) -> Any:
    return rows.open(table, subject, blob)


def _packed(one: Owed) -> list[Any]:
    """The duty as a list, without the empty values at its end, which most open ones have many of."""
    packed = [
        one.row,
        one.opened_by,
        one.opened_kind,
        _seconds(one.since.first),
        _seconds(one.since.last),
        one.place,
        _pair(one.due),
        _seconds(one.target),
        one.doubt,
        _pair(one.ended),
        one.ended_kind,
        [(ground, _seconds(until)) for ground, until in one.excuses],
        str(one.outcome),
        _pair(one.closed),
        one.closed_by,
        one.closed_kind,
    ]
    if one.outcome is Outcome.OPEN:
        del packed[_OPEN_LENGTH:]
    # A moment of 0 seconds is one, so not everything that is false is empty.
    while packed[-1] is None or packed[-1] in ("", []):
        packed.pop()
    return packed


_OPEN_LENGTH = 12
_EMPTY: tuple[Any, ...] = (
    "", "", "", None, None, "", None, None, "", None, "", (), "open", None, "", "",
)  # fmt: skip


def _unpacked(subject: str, part: list[Any]) -> Owed:
    (row, opened_by, opened_kind, first, last, place, due, target, doubt, ended, ended_kind, excuses,
     outcome, closed, closed_by, closed_kind) = (*part, *_EMPTY[len(part) :])  # fmt: skip
    return Owed(
        row,
        subject,
        opened_by,
        opened_kind,
        _span((first, last)),
        place,
        None if due is None else _span(due),
        None if target is None else _moment(target),
        _OUTCOMES[outcome],
        None if closed is None else _span(closed),
        closed_by,
        closed_kind,
        None if ended is None else _span(ended),
        ended_kind,
        tuple([(ground, _moment(until)) for ground, until in excuses]) if excuses else (),
        doubt,
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _pair(span: Span | None) -> tuple[int | None, int | None] | None:
    return None if span is None else (_seconds(span.first), _seconds(span.last))


def _span(pair: Any) -> Span:
    first, last = pair
    return Span(None if first is None else _moment(first), None if last is None else _moment(last))


@lru_cache(maxsize=65_536)
def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
