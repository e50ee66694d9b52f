"""What delegates asked for at a place, and what came of it: requests, visits, refusals with their end. Pure.

A request is open until a visit or a refusal answers it. A refusal without an end is in force until it is lifted; one
whose end has passed binds nobody any more.
Source: GC III art. 126(1), (2), (4): interviews without witnesses; refusal only as an exceptional and temporary
measure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from safeconduct.duties.facts import Recorded, RecordWithdrawn
from safeconduct.sources import moments, when
from safeconduct.store.entries import Entry

_EVENTS = frozenset({"visit_requested", "visit_held", "visit_refused", "visit_refusal_lifted"})


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """Asked for by whom (a code of the event's table), when, and on which day it was held, "" while it was not."""

    entry: str
    by: str
    asked: str
    held: str = ""
    is_refused: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nothing answered it yet."""
        return not (self.held or self.is_refused)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that took place. `has_witnesses`: somebody was present at interviews, against art. 126(1)."""

    entry: str
    held: str
    has_witnesses: bool
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal with its ground (a code) and its end, "" where none was named. `is_in_force` on the day asked."""

    entry: str
    since: str
    reason: str
    until: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Visits:
    """All of a place, each list with the newest first."""

    requests: tuple[VisitRequest, ...] = ()
    visits: tuple[Visit, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def fold(entries: Iterable[Entry], on: date) -> Visits:
    """What stands of the visits of a place on the day, from all entries of its stream."""
    known = list(entries)
    withdrawn = {entry.fact.entry for entry in known if isinstance(entry.fact, RecordWithdrawn)}
    told = [
        (entry, entry.fact)
        for entry in known
        if isinstance(entry.fact, Recorded) and entry.fact.event in _EVENTS and entry.id not in withdrawn
    ]
    newest = sorted(told, key=lambda each: (day_of(*each), each[0].position), reverse=True)
    return Visits(
        tuple(_request(entry, fact, told) for entry, fact in newest if fact.event == "visit_requested"),
        tuple(_visit(entry, fact) for entry, fact in newest if fact.event == "visit_held"),
        tuple(_refusal(entry, fact, told, on) for entry, fact in newest if fact.event == "visit_refused"),
    )


def day_of(entry: Entry, fact: Recorded) -> str:
    """The day as told, else the one on which it was written down."""
    return fact.happened or entry.recorded[:10]


_Told = list[tuple[Entry, Recorded]]


def _request(entry: Entry, fact: Recorded, told: _Told) -> VisitRequest:
    answers = [(other, said) for other, said in told if said.about == entry.id]
    held = next((day_of(other, said) for other, said in answers if said.event == "visit_held"), "")
    is_refused = any(said.event == "visit_refused" for _, said in answers)
    return VisitRequest(entry.id, fact.details.get("by", ""), day_of(entry, fact), held, is_refused)


def _visit(entry: Entry, fact: Recorded) -> Visit:
    has_witnesses = fact.details.get("witnesses") == "yes"
    return Visit(entry.id, day_of(entry, fact), has_witnesses, fact.details.get("interpreter", ""))


def _refusal(entry: Entry, fact: Recorded, told: _Told, on: date) -> Refusal:
    until = fact.details.get("until", "")
    is_lifted = any(
        said.event == "visit_refusal_lifted" and _lifts(said, entry, other) for other, said in told
    )
    return Refusal(
        entry.id,
        day_of(entry, fact),
        fact.details.get("reason", ""),
        until,
        is_in_force=not is_lifted and not _is_over(until, on),
    )


def _lifts(said: Recorded, refusal: Entry, lifting: Entry) -> bool:
    """A lifting that names a refusal ends that one; one that names none ends all that were recorded before it."""
    return said.about == refusal.id if said.about else lifting.position > refusal.position


def _is_over(until: str, on: date) -> bool:
    moment = moments.read(until)
    if moment is not None:
        return moment.date() < on
    ends = when.read(until)
    latest = ends.latest() if ends else None
    return latest is not None and latest < on
