"""The rows of the table with their texts read once, for a clock that asks them of thousands of histories.

Owns what is derived from a row and never changes: its patterns by the kind of event, its lengths of time, the events
after which nothing can be owed. What a history makes of them is `law.owing`.

Source: GC III, each row of `law.duties`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from safeconduct.law.duties import (
    Catalogue,
    Kind,
    Link,
    Nth,
    Pattern,
    Period,
    Row,
    Scope,
    pattern_of,
    period_of,
)

ENDS = frozenset({"released", "repatriated", "handed_over", "died", "escape_succeeded"})
"""The events with which a captivity ends."""
_ENDS_OF_SCOPE = {Scope.PERSON: ENDS, Scope.CAMP: frozenset({"camp_closed"}), Scope.BUREAU: frozenset[str]()}
_KINDS_KEPT = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Which events any of several patterns means, by their kind; the same texts give the same object."""

    by_kind: Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A row, read. `duration` is no time at all where the row has none; `ends` are kinds of events."""

    row: Row
    id: str
    kind: Kind
    is_first_only: bool
    is_person: bool
    has_limits: bool
    link: Link
    trigger: Asked
    anchor: Asked
    before: Asked
    closed_by: Asked
    breached_by: Asked
    ends: frozenset[str]
    duration: Period
    target: Period | None


class ReadyTable:
    """The rows of a catalogue, read, by the kinds of events that open them."""

    def __init__(self, table: Catalogue) -> None:
        self._rows = tuple(_ready(row) for row in table.rows)
        self._opened_by: dict[str, list[int]] = {}
        self._known: dict[frozenset[str], tuple[Ready, ...]] = {}
        for number, one in enumerate(self._rows):
            for kind in one.trigger.by_kind:
                self._opened_by.setdefault(kind, []).append(number)

    def opened_by(self, kinds: frozenset[str]) -> tuple[Ready, ...]:
        """The rows that events of these kinds can open, in the order of the Convention."""
        # Thousands of histories have events of the same kinds.
        if (known := self._known.get(kinds)) is not None:
            return known
        numbers = {number for kind in kinds for number in self._opened_by.get(kind, ())}
        found = tuple(self._rows[number] for number in sorted(numbers))
        if len(self._known) < _KINDS_KEPT:
            self._known[kinds] = found
        return found


@lru_cache(maxsize=32)
def ready(table: Catalogue) -> ReadyTable:
    """The catalogue's rows, read; the same table gives the same object."""
    return ReadyTable(table)


@cache
def _asked(texts: tuple[str, ...]) -> Asked:
    by_kind: dict[str, tuple[Pattern, ...]] = {}
    for text in texts:
        pattern = pattern_of(text)
        by_kind[pattern.kind] = (*by_kind.get(pattern.kind, ()), pattern)
    return Asked(by_kind)


def _ready(row: Row) -> Ready:
    own = frozenset(text.split()[0] for text in row.ends)
    return Ready(
        row=row,
        id=row.id,
        kind=row.kind,
        is_first_only=row.nth is Nth.FIRST,
        is_person=row.scope is Scope.PERSON,
        has_limits=bool(row.limits or row.count_max),
        link=row.link,
        trigger=_asked(row.trigger),
        anchor=_asked(row.anchor),
        before=_asked(row.before),
        closed_by=_asked(row.closed_by),
        breached_by=_asked(row.breached_by),
        ends=own | _ENDS_OF_SCOPE[row.scope],
        duration=period_of(row.duration) if row.duration else Period(),
        target=period_of(row.target) if row.target else None,
    )
