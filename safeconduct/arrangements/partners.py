"""Folds what was recorded of one Power: what was asked, offered, promised and kept, and whether it is fit. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from safeconduct.arrangements.facts import (
    CommitmentEnded,
    CommitmentGiven,
    ContactLogged,
    OfferMade,
    OfferWithdrawn,
    PowerAssessed,
    PowerFailed,
    RequestAnswered,
    RequestMade,
)
from safeconduct.sources import when
from safeconduct.store.entries import Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its answer, None while it is awaited."""

    made: RequestMade
    entry: Entry
    answered: RequestAnswered | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise with what became of it, None while it is open."""

    given: CommitmentGiven
    entry: Entry
    ended: CommitmentEnded | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer, and when it was withdrawn, None while it is not. `withdrawn` is the moment it was recorded."""

    made: OfferMade
    entry: Entry
    withdrawal: Entry | None = None

    def stands(self, on: date) -> bool:
        """Whether it holds on this day: begun, not over, not taken back."""
        begins, ends = when.read(self.made.valid_from), when.read(self.made.valid_until)
        first, last = begins.earliest() if begins else None, ends.latest() if ends else None
        has_begun = first is None or first <= on
        return self.withdrawal is None and has_begun and (last is None or on <= last)


@dataclass(frozen=True, slots=True)
class PowerState:
    """Everything between this state and one Power, in fold order."""

    power: str
    contacts: tuple[tuple[ContactLogged, Entry], ...] = ()
    requests: dict[str, Asked] = field(default_factory=dict)
    commitments: dict[str, Promised] = field(default_factory=dict)
    offers: dict[str, Offered] = field(default_factory=dict)
    assessment: PowerAssessed | None = None
    assessments: tuple[tuple[PowerAssessed, Entry], ...] = ()
    failures: tuple[tuple[PowerFailed, Entry], ...] = ()
    has_failed: bool = False
    version: int = 0

    def is_fit(self, on: date) -> bool:
        """Whether the art. 12(2) assessment stands and says yes; a failure that was notified since ends it."""
        found = self.assessment
        if found is None or self.has_failed or not (found.is_party and found.is_willing and found.is_able):
            return False
        review = when.read(found.review_by)
        # The first day that may be meant: an assessment never lasts longer than somebody surely said.
        last = review.earliest() if review else None
        return last is not None and on <= last


def fold(entries: Iterable[Entry], power: str) -> PowerState:
    """What stands of this Power; entries are in fold order."""
    state = PowerState(power)
    for entry in entries:
        state = replace(_after(state, entry), version=state.version + 1)
    return state


def _after(state: PowerState, entry: Entry) -> PowerState:
    match entry.fact:
        case ContactLogged() as fact:
            return replace(state, contacts=(*state.contacts, (fact, entry)))
        case RequestMade() as fact:
            return replace(state, requests={**state.requests, fact.request: Asked(fact, entry)})
        case RequestAnswered() as fact if fact.request in state.requests:
            known = replace(state.requests[fact.request], answered=fact)
            return replace(state, requests={**state.requests, fact.request: known})
        case CommitmentGiven() as fact:
            return replace(state, commitments={**state.commitments, fact.commitment: Promised(fact, entry)})
        case CommitmentEnded() as fact if fact.commitment in state.commitments:
            kept = replace(state.commitments[fact.commitment], ended=fact)
            return replace(state, commitments={**state.commitments, fact.commitment: kept})
    return _offers_and_fitness(state, entry)


def _offers_and_fitness(state: PowerState, entry: Entry) -> PowerState:
    match entry.fact:
        case OfferMade() as fact:
            return replace(state, offers={**state.offers, fact.offer: Offered(fact, entry)})
        case OfferWithdrawn() as fact if fact.offer in state.offers:
            offered = state.offers[fact.offer]
            if offered.withdrawal is None:
                offered = replace(offered, withdrawal=entry)
            return replace(state, offers={**state.offers, fact.offer: offered})
        case PowerAssessed() as fact:
            known = (*state.assessments, (fact, entry))
            return replace(state, assessment=fact, assessments=known, has_failed=False)
        case PowerFailed() as fact:
            return replace(state, failures=(*state.failures, (fact, entry)), has_failed=True)
    return state
