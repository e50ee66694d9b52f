"""What befell a person, in the order in which it happened; where that leaves him, and what contradicts.

Pure. An event is never dropped for not fitting: history is often learnt late, and a contradiction between
two sources is itself a finding. It is told as an `Obstacle` and waits for a person.

Order of events (house rule, decided here once):
1. an event stands on the last day that its date may mean, but not after the day it was recorded; a capture
   and the evacuation that follows it stand on the first day, for they begin what the others continue;
2. an event without a date stands right after everything that was recorded before it, a capture or evacuation
   without a date before everything;
3. on one day: capture, evacuation, then the others as recorded, then death, then burial.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from safeconduct.registry import facts
from safeconduct.registry.answers import Obstacle, Status
from safeconduct.registry.requests import EVENT_FACTS
from safeconduct.sources import when
from safeconduct.sources.facts import Fact
from safeconduct.store.entries import Entry

KIND_OF = {fact: kind for kind, fact in EVENT_FACTS.items()}
_DAY_RANK: dict[type[Fact], int] = {
    facts.Captured: 0, facts.Evacuated: 1, facts.Died: 3, facts.Buried: 4
}  # fmt: skip
_OTHERS_RANK = 2
_OPENING = (facts.Captured, facts.Evacuated)
_STATUS_AFTER: dict[type[Fact], Status] = {
    facts.Captured: Status.CAPTURED,
    facts.Evacuated: Status.IN_TRANSIT,
    facts.ArrivedAtCamp: Status.HELD,
    facts.Transferred: Status.IN_TRANSIT,
    facts.HospitalAdmitted: Status.IN_HOSPITAL,
    facts.Escaped: Status.ESCAPED,
    facts.Released: Status.RELEASED,
    facts.PassedOver: Status.PASSED_OVER,
    facts.Repatriated: Status.REPATRIATED,
    facts.Died: Status.DEAD,
}
_GONE_FOR_GOOD = frozenset({Status.RELEASED, Status.PASSED_OVER, Status.REPATRIATED})
_FREE = _GONE_FOR_GOOD | {Status.REGISTERED, Status.ESCAPED}


@dataclass(frozen=True, slots=True)
class Event:
    """One event with its entry. `day` is where it stands; `is_out_of_order`: recorded after a later one."""

    entry: Entry
    fact: facts.CustodyFact
    day: date
    withdrawn_reason: str = ""
    is_withdrawn: bool = False
    is_out_of_order: bool = False

    @property
    def kind(self) -> str:
        """The word under which the event is recorded: `captured`."""
        return KIND_OF[type(self.fact)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the person is: status, code of the place, and since when, as EDTF."""

    status: Status = Status.REGISTERED
    place: str = ""
    since: str = ""


NOWHERE = Standing()


def chronology(ordered: Sequence[Entry]) -> tuple[Event, ...]:
    """The events of entries in fold order, withdrawn ones among them, in the order in which they happened."""
    withdrawn = {
        entry.fact.entry: entry.fact.reason or "-"
        for entry in ordered
        if isinstance(entry.fact, facts.CustodyFactWithdrawn)
    }
    events: list[Event] = []
    latest = date.min
    for entry in ordered:
        fact = entry.fact
        if isinstance(fact, facts.CustodyFact) and type(fact) in KIND_OF:
            day = _day(fact, entry, latest)
            is_withdrawn = entry.id in withdrawn
            events.append(Event(entry, fact, day, withdrawn.get(entry.id, ""), is_withdrawn))
            latest = latest if is_withdrawn else max(latest, day)
    return _marked(events) if len(events) > 1 else tuple(events)


def standing(events: Iterable[Event], registered_place: str = "") -> Standing:
    """Where the events leave the person; withdrawn ones count no longer, and after a death nothing does.

    A place written at registration holds until an event names one. A transfer or evacuation already puts the
    person under its destination, so that the receiving place can record the arrival.
    """
    now = NOWHERE
    before_hospital = Status.REGISTERED
    held_since = date.min
    for event in events:
        if event.is_withdrawn or now.status == Status.DEAD:
            continue
        if now.status != Status.IN_HOSPITAL:
            before_hospital = now.status
        then = _after(now, event, before_hospital, held_since)
        if isinstance(event.fact, facts.ArrivedAtCamp):
            held_since = event.day
        if (then.status, then.place) != (now.status, now.place):
            now = Standing(then.status, then.place, event.fact.happened)
    return Standing(now.status, now.place or registered_place, now.since)


def places(events: Iterable[Event]) -> frozenset[str]:
    """Every place that an event names, as its code."""
    named = (_place_after(event.fact, "") for event in events if not event.is_withdrawn)
    return frozenset(place for place in named if place)


def obstacles(events: Sequence[Event], born: str = "") -> tuple[Obstacle, ...]:
    """What contradicts among the events that count, in a fixed order of codes."""
    live = [event for event in events if not event.is_withdrawn]
    found = [*_impossible_days(live), *_against_capture(live, born)]
    # Of most people no more than the capture is known yet, and an import folds a great many of them.
    if not all(isinstance(event.fact, facts.Captured) for event in live):
        found += [*_against_death(live), *_after_the_end(live), *_without_pair(live), *_open_effects(live)]
    return tuple(found)


def taken(events: Iterable[Event]) -> dict[str, Event]:
    """The articles and sums taken, by entry, in order."""
    return {
        event.entry.id: event
        for event in events
        if isinstance(event.fact, facts.EffectTaken | facts.MoneyTaken) and not event.is_withdrawn
    }


def returned(events: Iterable[Event]) -> dict[str, Event]:
    """What was given back: the entry of the taking with the event of the return."""
    return {
        event.fact.entry: event
        for event in events
        if isinstance(event.fact, facts.EffectReturned) and not event.is_withdrawn
    }


# --- order ----------------------------------------------------------------------------------------


def _day(fact: facts.CustodyFact, entry: Entry, latest: date) -> date:
    known = when.read(fact.happened)
    is_opening = isinstance(fact, _OPENING)
    if known is None:
        return date.min if is_opening else latest
    first, last = known.earliest() or date.min, known.latest() or date.max
    recorded = date.fromisoformat(entry.recorded[:10])
    return first if is_opening else max(first, min(last, recorded))


def _marked(events: list[Event]) -> tuple[Event, ...]:
    """Sorted, each event marked that was recorded after one that stands on a later day."""
    latest = date.min
    marked = []
    for event in events:
        is_late = bool(event.fact.happened) and event.day < latest
        marked.append(replace(event, is_out_of_order=True) if is_late else event)
        if event.fact.happened and not event.is_withdrawn:
            latest = max(latest, event.day)
    # sorted() is stable: within a day and a rank the order of recording stays.
    return tuple(sorted(marked, key=lambda event: (event.day, _rank(event.fact))))


def _rank(fact: facts.CustodyFact) -> int:
    return _DAY_RANK.get(type(fact), _OTHERS_RANK)


# --- status ---------------------------------------------------------------------------------------


def _after(now: Standing, event: Event, before_hospital: Status, held_since: date) -> Standing:
    fact = event.fact
    place = _place_after(fact, now.place)
    match fact:
        case facts.Captured() if now.status not in _FREE:
            return now
        case facts.Captured() if now.status in _GONE_FOR_GOOD:
            return Standing(Status.CAPTURED)
        case facts.Transferred() | facts.Evacuated() if _has_ended(now, place, event.day, held_since):
            return now
        case facts.HospitalDischarged():
            is_there = now.status == Status.IN_HOSPITAL
            return replace(now, status=before_hospital) if is_there else now
        case facts.Recaptured():
            return replace(now, status=Status.HELD if now.place else Status.CAPTURED)
    return replace(now, status=_STATUS_AFTER.get(type(fact), now.status), place=place)


def _has_ended(now: Standing, destination: str, day: date, held_since: date) -> bool:
    """Whether a journey, recorded after its arrival on the same day, ended where the person already is."""
    return now.status == Status.HELD and now.place == destination and day == held_since


def _place_after(fact: facts.CustodyFact, place: str) -> str:
    match fact:
        case facts.ArrivedAtCamp(camp=camp):
            return camp
        case facts.Transferred(destination=destination):
            return destination
        case facts.Evacuated(destination=destination):
            return destination or place
    return place


# --- contradictions -------------------------------------------------------------------------------

_AFTER_DEATH_FITS = (facts.Died, facts.Buried, facts.EffectReturned)
_ENDS = (facts.Released, facts.PassedOver, facts.Repatriated)
_NEEDS_CUSTODY = (
    facts.Evacuated, facts.ArrivedAtCamp, facts.Transferred, facts.HospitalAdmitted,
    facts.HospitalDischarged, facts.InspectionHeld, facts.Injured, facts.Escaped,
)  # fmt: skip


def _impossible_days(live: Sequence[Event]) -> Iterable[Obstacle]:
    for event in live:
        recorded = date.fromisoformat(event.entry.recorded[:10])
        if when.is_after(event.fact.happened, recorded):
            is_capture = isinstance(event.fact, facts.Captured)
            code = "capture_in_future" if is_capture else "event_in_future"
            yield _obstacle(code, "House rule: dates", event, recorded=recorded.isoformat())


def _against_capture(live: Sequence[Event], born: str) -> Iterable[Obstacle]:
    captures = [event for event in live if isinstance(event.fact, facts.Captured)]
    if not captures:
        return
    first = captures[0]
    for event in live:
        if event not in captures and when.surely_before(event.fact.happened, first.fact.happened):
            is_arrival = isinstance(event.fact, facts.ArrivedAtCamp)
            code = "arrival_before_capture" if is_arrival else "event_before_capture"
            yield _obstacle(code, "GC III art. 5(1)", event, captured=first.fact.happened)
    has_end = any(isinstance(event.fact, (facts.Escaped, *_ENDS)) for event in live)
    for event in captures[1:]:
        if not has_end and not when.agree(first.fact.happened, event.fact.happened):
            yield _obstacle("captures_disagree", "GC III art. 122(2)", event, captured=first.fact.happened)
    if when.surely_before(first.fact.happened, born):
        yield _obstacle("born_after_capture", "House rule: dates", first, born=born)


def _against_death(live: Sequence[Event]) -> Iterable[Obstacle]:
    deaths = [event for event in live if isinstance(event.fact, facts.Died)]
    burials = [event for event in live if isinstance(event.fact, facts.Buried)]
    if not deaths:
        yield from (_obstacle("burial_without_death", "GC III art. 120(2)", event) for event in burials)
        return
    died = deaths[0].fact.happened
    yield from (_obstacle("two_deaths", "GC III art. 120(2)", event, died=died) for event in deaths[1:])
    for event in burials:
        if when.surely_before(event.fact.happened, died):
            yield _obstacle("burial_before_death", "GC III art. 120(3)", event, died=died)
    for event in live:
        is_after = when.surely_before(died, event.fact.happened)
        if is_after and not isinstance(event.fact, _AFTER_DEATH_FITS):
            yield _obstacle("event_after_death", "GC III art. 120(2)", event, died=died)


def _after_the_end(live: Sequence[Event]) -> Iterable[Obstacle]:
    ended = ""
    for event in live:
        if isinstance(event.fact, _ENDS):
            ended = event.fact.happened
        elif isinstance(event.fact, facts.Captured | facts.Recaptured):
            ended = ""
        elif isinstance(event.fact, _NEEDS_CUSTODY) and when.surely_before(ended, event.fact.happened):
            yield _obstacle("event_after_release", "GC III art. 5(1)", event, ended=ended)


def _without_pair(live: Sequence[Event]) -> Iterable[Obstacle]:
    for code, late, early, source in (
        ("recapture_without_escape", facts.Recaptured, facts.Escaped, "GC III arts 92, 122(5)"),
        (
            "discharge_without_admission",
            facts.HospitalDischarged,
            facts.HospitalAdmitted,
            "GC III art. 122(5)",
        ),
    ):
        if not any(isinstance(event.fact, early) for event in live):
            yield from (_obstacle(code, source, event) for event in live if isinstance(event.fact, late))
    for event in live:
        if isinstance(event.fact, facts.Buried) and _is_unexplained(event.fact):
            yield _obstacle("cremation_without_reason", "GC III art. 120(5)", event)


def _is_unexplained(burial: facts.Buried) -> bool:
    return burial.is_cremated and not burial.reason_for_cremation.strip()


def _open_effects(live: Sequence[Event]) -> Iterable[Obstacle]:
    kept = taken(live)
    for event in kept.values():
        officer = event.fact.officer if isinstance(event.fact, facts.MoneyTaken) else "-"
        receipt = getattr(event.fact, "receipt", "")
        if not receipt.strip() or not officer.strip():
            yield _obstacle("taken_without_receipt", "GC III art. 18(4), (5)", event)
    has_left = any(isinstance(event.fact, (*_ENDS, facts.Died)) for event in live)
    back = returned(live)
    for event in kept.values():
        if has_left and event.entry.id not in back:
            yield _obstacle("effect_not_returned", "GC III arts 119(2), 122(9)", event)


def _obstacle(code: str, source: str, event: Event, **others: str) -> Obstacle:
    about = {"kind": event.kind, "happened": event.fact.happened, "entry": event.entry.id, **others}
    return Obstacle(code, about, source)
