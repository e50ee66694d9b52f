"""What is to be told of a prisoner that was not told yet, and where a leg of it stands. Pure.

The first notice tells who he is; each event after it one notice more. Where what was told holds no longer, a
correction tells it anew, and a notice of an event that was withdrawn is taken back. What the table of the law keeps
back makes no notice: an event of which nothing may be told is not told of at all.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from safeconduct.disclosure import gate
from safeconduct.disclosure.facts import (
    HoldEnded,
    HoldGround,
    KeptBack,
    Notice,
    NoticesReceipted,
    NoticesTold,
    OriginHeld,
    ToldLine,
)
from safeconduct.disclosure.gate import Ways
from safeconduct.sources.persons import ToldPerson
from safeconduct.store.entries import Entry

REGISTERED = "registered"
CORRECTED = "corrected"
WITHDRAWN = "withdrawn"
NOTICES_MAX = 400
"""Of one prisoner in one bundle; what is more waits for the next."""
_ID_BYTES = 16

PlaceName = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Given:
    """Everything told of one prisoner to one peer that did not get lost, and what of it was acknowledged."""

    notices: tuple[Notice, ...] = ()
    facts: tuple[NoticesTold, ...] = ()
    receipts: dict[str, str] = field(default_factory=dict)

    def standing(self) -> dict[str, Notice]:
        """The notices that hold, by what they tell of."""
        gone = {each.corrects for each in self.notices}
        return {each.entry: each for each in self.notices if each.id not in gone and each.event != WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be told now, and the fields that are kept back whether or not anything stands there."""

    notices: tuple[Notice, ...]
    kept_back: tuple[KeptBack, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """The Power of origin is left out of this prisoner's notices, since when, until when it is reviewed."""

    hold: str
    ground: HoldGround
    since: str
    review_by: str
    by: str

    def is_overdue(self, today: date) -> bool:
        """Whether the day of review has passed; the hold stands all the same until two persons decide."""
        return self.review_by < today.isoformat()


def given(entries: Iterable[Entry], is_lost: Callable[[int], bool] = lambda sequence: False) -> Given:
    """Fold what was told; a bundle that was thrown away before it arrived told nothing."""
    notices: list[Notice] = []
    facts: list[NoticesTold] = []
    receipts: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.fact, NoticesTold) and not is_lost(entry.fact.sequence):
            facts.append(entry.fact)
            notices += entry.fact.notices
        elif isinstance(entry.fact, NoticesReceipted):
            receipts.update(dict.fromkeys(entry.fact.notices, entry.fact.receipt or "-"))
    return Given(tuple(notices), tuple(facts), receipts)


def hold_of(entries: Iterable[Entry]) -> Hold | None:
    """Whether the Power of origin is left out; the last decision counts."""
    found: Hold | None = None
    for entry in entries:
        match entry.fact:
            case OriginHeld() as held:
                since = found.since if found else entry.recorded[:10]
                found = Hold(held.hold, held.ground, since, held.review_by, entry.author)
            case HoldEnded():
                found = None
    return found


def due(person: ToldPerson, told: Given, ways: Ways, *, about: str, place: PlaceName) -> Due:
    """The notices of this prisoner that this peer was not given."""
    known = told.standing()
    made: list[Notice] = []
    lines, kept_back = gate.notified(person, ways)
    registration = person.registered[0][1] if person.registered else ""
    if registration and lines:
        before = next((known[entry] for _, entry in person.registered if entry in known), None)
        if before is None:
            made.append(_notice(about, REGISTERED, registration, lines))
        elif before.lines != lines:
            made.append(_notice(about, CORRECTED, before.entry, lines, corrects=before.id))
    made += _of_events(person, known, ways, about=about, place=place)
    made += _taken_back(person, known, about)
    return Due(tuple(made[:NOTICES_MAX]), kept_back)


def _of_events(
    person: ToldPerson, known: dict[str, Notice], ways: Ways, *, about: str, place: PlaceName
) -> Iterator[Notice]:
    for event in person.events:
        lines = gate.event(event, ways, place)
        if lines and event.entry not in known:
            yield _notice(about, event.event, event.entry, lines)


def _taken_back(person: ToldPerson, known: dict[str, Notice], about: str) -> Iterator[Notice]:
    """Of events that were told and withdrawn since; of a record that is his no longer, none of it is judged here."""
    standing = {event.entry for event in person.events} | {entry for _, entry in person.registered}
    for entry, notice in known.items():
        if entry not in standing and notice.event not in (REGISTERED, CORRECTED):
            yield _notice(about, WITHDRAWN, entry, (), corrects=notice.id)


def _notice(about: str, event: str, entry: str, lines: Sequence[ToldLine], *, corrects: str = "") -> Notice:
    words = "\n".join(line.model_dump_json() for line in lines)
    told = f"{about}\n{event}\n{entry}\n{corrects}\n{words}"
    id_ = hashlib.sha256(told.encode()).digest()[:_ID_BYTES].hex()
    return Notice(id=id_, event=event, entry=entry, corrects=corrects, lines=tuple(lines))
