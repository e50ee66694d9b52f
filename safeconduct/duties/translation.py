"""From what the register and the duties recorded to the events of the law. Pure.

House rules, decided here once: a registration in this instance is the bureau's receipt of the particulars; a receipt
number at taking is the receipt given; a list number on a transfer or evacuation is the list drawn up; a cause of
death that nobody wrote down is unknown. A withdrawn entry is no event.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from safeconduct.duties.facts import Recorded, RecordWithdrawn
from safeconduct.law.conflict import Conflict
from safeconduct.law.events import Event, Span, span_of
from safeconduct.law.ready import ENDS
from safeconduct.registry import facts as register
from safeconduct.sources.facts import Fact
from safeconduct.store.clock import moment_of
from safeconduct.store.entries import Entry

_SIMPLE: Mapping[type[Fact], str] = {
    register.Captured: "captured",
    register.EffectReturned: "effect_returned",
    register.HospitalAdmitted: "hospital_admitted",
    register.HospitalDischarged: "hospital_discharged",
    register.InspectionHeld: "med_inspected",
    register.Escaped: "escaped",
    register.Recaptured: "recaptured",
    register.Released: "released",
    register.PassedOver: "handed_over",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the translation must know beside the entries."""

    zone: tzinfo
    camps: Mapping[str, str]

    @classmethod
    def of(cls, conflict: Conflict) -> "Setting":
        """From the conflict's file: its calendar, and the kind of each camp."""
        return cls(conflict.zone, {camp.code: str(camp.kind) for camp in conflict.camps})


def events_of(entries: Sequence[Entry], subject: str, setting: Setting) -> list[Event]:
    """The events that the entries of one subject tell, in the order of the entries."""
    gone = {
        entry.fact.entry
        for entry in entries
        if isinstance(entry.fact, RecordWithdrawn | register.CustodyFactWithdrawn)
    }
    found: list[Event] = []
    for entry in entries:
        if entry.id not in gone:
            found += _events(entry, subject, setting)
    return found


def conflict_began(conflict: Conflict, subject: str) -> Event:
    """That the conflict began, as its file says; known from the first day."""
    when = span_of(conflict.began, conflict.zone)
    recorded = when.first or when.last
    assert recorded is not None
    return Event("0" * 32, "conflict_began", subject, when, recorded)


def camp_opened(conflict: Conflict, camp: str, subject: str) -> Event | None:
    """That a camp of the conflict's file is open, since when as far as the file says; None for no such camp."""
    found = conflict.camp(camp)
    if found is None:
        return None
    began = conflict_began(conflict, subject)
    when = span_of(found.opened, conflict.zone) if found.opened else Span()
    return Event("1" * 32, "camp_opened", subject, when, when.first or began.recorded, place=camp,
                 details={"kind": str(found.kind)})  # fmt: skip


def _events(entry: Entry, subject: str, setting: Setting) -> Iterator[Event]:
    fact, recorded = entry.fact, moment_of(entry.recorded)
    if isinstance(fact, Recorded):
        yield _told(entry, fact, subject, recorded, zone=setting.zone)
    elif isinstance(fact, register.PrisonerRegistered):
        yield Event(
            entry.id, "nib_received", subject, Span(recorded, recorded), recorded, place=fact.place or ""
        )
    elif isinstance(fact, register.PaperSeen):
        if fact.finding == register.PaperFinding.GENUINE:
            yield Event(entry.id, "paper_seen", subject, Span(None, recorded), recorded)
    elif isinstance(fact, register.CustodyFact):
        base = Event(entry.id, "", subject, _span(fact.happened, setting.zone, recorded), recorded)
        yield from _of_custody(fact, base, setting)


def _told(entry: Entry, fact: Recorded, subject: str, recorded: datetime, *, zone: tzinfo) -> Event:
    when = _span(fact.happened, zone, recorded)
    return Event(entry.id, fact.event, subject, when, recorded, fact.about, fact.place or "", fact.details)


def _span(happened: str, zone: tzinfo, recorded: datetime) -> Span:
    """When it happened; a text that is no date says nothing, and is no later than it was written down."""
    try:
        return span_of(happened, zone, recorded=recorded)
    except ValueError:
        return Span(None, recorded)


def _of_custody(fact: register.CustodyFact, base: Event, setting: Setting) -> Iterator[Event]:
    if kind := _SIMPLE.get(type(fact)):
        about = fact.entry if isinstance(fact, register.EffectReturned) else ""
        yield replace(base, kind=kind, about=about)
        return
    match fact:
        case register.Evacuated():
            yield replace(base, kind="evacuated")
            yield from _listed(base, "evacuation_listed", fact.list_number)
        case register.ArrivedAtCamp():
            kind = setting.camps.get(fact.camp, "permanent")
            yield replace(base, kind="arrived_camp", place=fact.camp, details={"kind": kind})
        case register.Transferred():
            yield replace(base, kind="transferred", place=fact.destination)
            yield from _listed(base, "transfer_listed", fact.list_number)
        case register.EffectTaken() | register.MoneyTaken():
            yield from _taken(fact, base)
        case register.Injured():
            yield replace(base, kind="fell_sick", details={"serious": "yes" if fact.is_serious else "no"})
        case register.Died():
            yield replace(base, kind="died", details={"cause": _cause(fact)})
        case register.Buried():
            yield replace(base, kind="cremated" if fact.is_cremated else "buried")
            if fact.is_cremated and fact.reason_for_cremation.strip():
                yield replace(base, id=f"{base.id}.r", kind="cremation_reason_stated", about=base.id)
        case register.Repatriated():
            yield replace(base, kind="repatriated", details={"ground": "other"})


def _listed(base: Event, kind: str, number: str) -> Iterator[Event]:
    if number.strip():
        yield replace(base, id=f"{base.id}.l", kind=kind, about=base.id, details={"reference": number})


def _taken(fact: register.EffectTaken | register.MoneyTaken, base: Event) -> Iterator[Event]:
    what = "money" if isinstance(fact, register.MoneyTaken) else "article"
    yield replace(base, kind="effect_taken", details={"what": what})
    if fact.receipt.strip():
        yield replace(base, id=f"{base.id}.r", kind="receipt_given", about=base.id)


def _cause(fact: register.Died) -> str:
    if fact.needs_inquiry:
        return "violence"
    return "natural" if fact.cause.strip() else "unknown"


def is_held(events: Iterable[Event]) -> bool:
    """Whether the events, in their order, leave the person in the Power's hands."""
    held = True
    for event in events:
        if event.kind in ENDS or event.kind == "escaped":
            held = False
        elif event.kind in ("captured", "arrived_camp", "recaptured"):
            held = True
    return held


def place_of(events: Iterable[Event]) -> str:
    """The camp that holds the person, or is about to; the place of registration until an event names one."""
    place = ""
    for event in events:
        if event.place and event.kind in ("nib_received", "arrived_camp", "transferred"):
            if event.kind != "nib_received" or not place:
                place = event.place
    return place
