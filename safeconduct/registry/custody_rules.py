"""Decides the commands about what befell a person and about his health.

Pure. An event may be recorded late and may contradict another: that is shown, not refused. What is refused
is what cannot have been: a day still to come, a place nobody knows, an article given back twice.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from safeconduct.registry import custody, facts, requests
from safeconduct.registry.facts import CustodyFact, Fact
from safeconduct.registry.state import PrisonerState
from safeconduct.sources import when
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import AnswerState

# House rule: a figure outside is a slip of the pen or of the scales, in pounds for instance.
KILOGRAMS_MIN, KILOGRAMS_MAX = Decimal(20), Decimal(300)
_DATES = "House rule: dates"
_PLACES = "House rule: places of the conflict file"
_CORRECTIONS = "House rule: corrections are new facts"


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule is told from outside: the day, and the codes of the places that there are."""

    today: date
    places: frozenset[str]


def check_happened(edtf: str, known: Known, where: str) -> None:
    """A date given by hand can be read and is not wholly in the future; an unknown day is left empty."""
    if not when.is_readable(edtf):
        raise Refused(
            "date_unreadable",
            f"{edtf!r} is not a date.",
            _DATES,
            remedy="Give the day, the month or the year that is known, or leave it empty.",
            field=where,
        )
    if when.is_after(edtf, known.today):
        raise Refused(
            "date_in_future",
            "This day is still to come.",
            _DATES,
            remedy="Check the year; record what happened on the day it happens.",
            field=where,
        )


def record_event(state: PrisonerState, command: requests.RecordEvent, known: Known) -> list[Fact]:
    """The event as said; contradictions to other events stand beside it and are shown."""
    event = _fact(command.event)
    check_happened(event.happened, known, "event.happened")
    _check_place(event, known)
    if isinstance(event, facts.EffectReturned):
        _check_return(state, event)
    if isinstance(event, facts.MoneyTaken) and not Decimal(event.amount):
        reason = "No sum is given."
        raise Refused("no_sum", reason, "GC III art. 18(4)", remedy="Give the sum.", field="event.amount")
    return [event]


def withdraw_event(state: PrisonerState, command: requests.WithdrawEvent, known: Known) -> list[Fact]:
    """The event stands in the record and was not withdrawn."""
    event = next((event for event in state.events if event.entry.id == command.entry), None)
    if event is None:
        reason = "There is no such event in this record."
        remedy = "Open the record again."
        raise Refused("no_such_event", reason, _CORRECTIONS, remedy=remedy, field="entry")
    if event.is_withdrawn:
        reason = "This event is already withdrawn."
        raise Refused("already_withdrawn", reason, _CORRECTIONS, field="entry")
    return [facts.CustodyFactWithdrawn(entry=command.entry, reason=command.reason, source=command.source)]


def hand_in_health(state: PrisonerState, command: requests.HandInHealth, known: Known) -> list[Fact]:
    """Something is said. Whoever hands it in need not be able to read what others said."""
    if command.answer.state == AnswerState.NOT_ASKED and not command.note.strip():
        reason = "Nothing is said."
        raise Refused(
            "nothing_said", reason, "GC III art. 30", remedy="Write what was seen or told.", field="note"
        )
    check_happened(command.happened, known, "happened")
    observed = facts.HealthObserved(
        answer=command.answer, note=command.note, happened=command.happened, source=command.source
    )
    return [observed]


def measure_weight(state: PrisonerState, command: requests.MeasureWeight, known: Known) -> list[Fact]:
    """A weight that a person can have, on a day that has been."""
    check_happened(command.happened, known, "happened")
    if not KILOGRAMS_MIN <= Decimal(command.kilograms) <= KILOGRAMS_MAX:
        reason = f"{command.kilograms} kg is outside {KILOGRAMS_MIN} to {KILOGRAMS_MAX} kg."
        remedy = "Check the scales and the unit."
        raise Refused("weight_unlikely", reason, "GC III art. 31", remedy=remedy, field="kilograms")
    weight = facts.WeightMeasured(
        kilograms=command.kilograms, happened=command.happened, source=command.source
    )
    return [weight]


def issue_certificate(state: PrisonerState, command: requests.IssueCertificate, known: Known) -> list[Fact]:
    """A certificate says something, and is of a day that has been."""
    if not command.text.strip():
        reason = "The certificate is empty."
        remedy = "Write the nature and duration of the illness or injury and the treatment."
        raise Refused("certificate_empty", reason, "GC III art. 30(4)", remedy=remedy, field="text")
    check_happened(command.happened, known, "happened")
    return [facts.CertificateIssued(text=command.text, happened=command.happened, source=command.source)]


def _fact(event: requests.Event) -> CustodyFact:
    """The event as the ledger keeps it: without the word by which JSON tells the kinds apart."""
    kind = requests.EVENT_FACTS[event.word]
    return kind(**{name: getattr(event, name) for name in kind.model_fields})


def _check_place(event: CustodyFact, known: Known) -> None:
    match event:
        case facts.ArrivedAtCamp():
            name, code = "camp", event.camp
        case facts.Transferred() | facts.Evacuated():
            name, code = "destination", event.destination or ""
        case _:
            return
    if code and code not in known.places:
        reason = f"No place has the code {code!r}."
        remedy = "Choose a place from the list, or add it to the conflict file."
        raise Refused("place_unknown", reason, _PLACES, remedy=remedy, field=f"event.{name}")


def _check_return(state: PrisonerState, event: facts.EffectReturned) -> None:
    if event.entry not in custody.taken(state.events):
        reason = "No article or sum was taken by this entry."
        remedy = "Choose what was given back from the list of what was taken."
        raise Refused("no_such_effect", reason, "GC III art. 18", remedy=remedy, field="event.entry")
    if event.entry in custody.returned(state.events):
        reason = "This is already given back."
        raise Refused("already_returned", reason, "GC III art. 18(5), (6)", field="event.entry")
