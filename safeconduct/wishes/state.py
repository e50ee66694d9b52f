"""Folds the entries of one prisoner's wish into what stands of it, and says where it stands at a moment. Pure.

Nothing here trusts that a rule was asked when an entry was recorded: entries come from laptops that could not see
the rest, and from other instances. Whether a hearing was whole, whether the second interviewer was another one and
whether three days had passed is derived again at each reading.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from safeconduct.sources import moments
from safeconduct.sources.facts import Erased
from safeconduct.sources.standing import StandingWish
from safeconduct.store.entries import Entry
from safeconduct.wishes.facts import (
    Declaration,
    Finding,
    Informed,
    Interview,
    Option,
    RiskAssessed,
    RiskConfirmed,
    StatementReported,
    Told,
    WishConfirmed,
    WishDeclared,
    WishInvalidated,
    WishReconfirmed,
    WishWithdrawn,
    WithdrawalDenied,
)
from safeconduct.wishes.plans import Plan, plans_of, refused_in
from safeconduct.wishes.safeguards import is_whole

COOLING = timedelta(hours=72)
"""At least so long between the declaration and its confirmation (house rule)."""
FRESH = timedelta(hours=24)
"""A re-confirmation is at most so old at the handover (house rule, design section 6)."""
STALE = timedelta(days=90)
"""What was heard longer ago counts no longer (house rule)."""


class Status(StrEnum):
    """Where a wish stands."""

    NOT_HEARD = "not_heard"
    INFORMED = "informed"
    UNDECIDED = "undecided"
    DECLINES = "declines"
    COOLING = "cooling"
    TO_CONFIRM = "to_confirm"
    CONFIRMED = "confirmed"
    RECONFIRMED = "reconfirmed"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    HEAR_AGAIN = "hear_again"


STANDING = frozenset({Status.COOLING, Status.TO_CONFIRM, Status.CONFIRMED, Status.RECONFIRMED})
"""In these a wish with a destination stands and can be confirmed, re-confirmed or withdrawn."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration whose hearing was whole, and when it was confirmed and last re-confirmed, if it was.

    `is_doubted`: he was heard later to say something else, in a hearing that was not whole.
    """

    entry: str
    stream: str
    option: Option
    states: tuple[str, ...]
    interviewer: str
    held: datetime
    since: datetime
    may_be_told: tuple[Told, ...]
    covers: frozenset[str]
    confirmed: datetime | None = None
    reconfirmed: datetime | None = None
    is_withdrawn: bool = False
    is_invalidated: bool = False
    is_doubted: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """What stands of a destination. `is_confirmed`: a second person found no danger either."""

    assessment: str
    destination: str
    finding: Finding
    by: str
    approval: str = ""
    is_confirmed: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether two persons found no danger."""
        return self.finding == Finding.NONE_FOUND and self.is_confirmed


@dataclass(frozen=True, slots=True)
class WishState:
    """Everything known of the wish, in fold order. `entries` are all of them; `flawed` made no wish."""

    prisoner: str
    entries: tuple[Entry, ...] = ()
    is_informed: bool = False
    declared: Declared | None = None
    declared_in: frozenset[str] = frozenset()
    withdrawals: tuple[Entry, ...] = ()
    denied: frozenset[str] = frozenset()
    risks: dict[str, Risk] = field(default_factory=dict)
    statements: tuple[StatementReported, ...] = ()
    flawed: tuple[Entry, ...] = ()
    plans: tuple[Plan, ...] = ()
    refused: frozenset[str] = frozenset()
    is_erased: bool = False

    @property
    def version(self) -> int:
        """How many entries there are."""
        return len(self.entries)


def fold(entries: Iterable[Entry], prisoner: str, *, origins: Set[str]) -> WishState:
    """What stands of the wish; `origins` are the Powers for whose services no interpreter may work."""
    known = tuple(entries)
    state = WishState(
        prisoner,
        entries=known,
        is_erased=any(isinstance(entry.fact, Erased) for entry in known),
        denied=frozenset(_denials(known, origins)),
        plans=plans_of(known),
        refused=refused_in(known),
    )
    for entry in known:
        state = _after(state, entry, origins)
    return state


def status(state: WishState, at: datetime) -> Status:
    """Where the wish stands at this moment."""
    declared = state.declared
    if declared is None:
        return Status.INFORMED if state.is_informed else Status.NOT_HEARD
    if declared.is_withdrawn:
        return Status.WITHDRAWN
    if declared.is_invalidated:
        return Status.INVALIDATED
    if declared.is_doubted or not state.declared_in <= {declared.stream, *declared.covers}:
        return Status.HEAR_AGAIN
    if at - (declared.reconfirmed or declared.confirmed or declared.held) > STALE:
        return Status.STALE
    if declared.option in (Option.UNDECIDED, Option.DECLINES):
        return Status(declared.option)
    return _heard_status(declared, at)


def destinations(option: Option, states: tuple[str, ...], detaining: str) -> tuple[str, ...]:
    """Where the prisoner wants to go, in his order; none for one who is undecided or declines to say."""
    return (detaining,) if option == Option.REMAIN else states


def standing_at(state: WishState, at: datetime, detaining: str) -> StandingWish:
    """What stands at this moment, for the room that acts on it."""
    declared, stands = state.declared, status(state, at)
    safe = frozenset(risk.destination for risk in state.risks.values() if risk.is_passed)
    danger = frozenset(risk.destination for risk in state.risks.values() if risk.finding == Finding.OPEN)
    if declared is None or stands not in STANDING:
        return StandingWish(in_danger=danger, safe=safe)
    is_confirmed = stands in (Status.CONFIRMED, Status.RECONFIRMED)
    return StandingWish(
        destinations=destinations(declared.option, declared.states, detaining),
        confirmed=(declared.reconfirmed or declared.confirmed) if is_confirmed else None,
        is_fresh=stands == Status.RECONFIRMED,
        may_be_told=frozenset(map(str, declared.may_be_told)),
        in_danger=danger,
        safe=safe,
    )


def _heard_status(declared: Declared, at: datetime) -> Status:
    if declared.confirmed is None:
        return Status.COOLING if at - declared.since < COOLING else Status.TO_CONFIRM
    if declared.reconfirmed is not None and timedelta() <= at - declared.reconfirmed <= FRESH:
        return Status.RECONFIRMED
    return Status.CONFIRMED


def _after(state: WishState, entry: Entry, origins: Set[str]) -> WishState:
    match entry.fact:
        case Informed(interview=interview):
            whole = is_whole(interview, partial_to=origins)
            return replace(state, is_informed=True) if whole else _flawed(state, entry)
        case WishDeclared():
            return _declared(state, entry, entry.fact, origins)
        case WishConfirmed() | WishReconfirmed():
            return _said_again(state, entry, entry.fact, origins)
        case WishWithdrawn():
            return _withdrawn(state, entry)
        case WishInvalidated() if state.declared:
            return replace(state, declared=replace(state.declared, is_invalidated=True))
        case StatementReported():
            return replace(state, statements=(*state.statements, entry.fact))
        case RiskAssessed():
            return _assessed(state, entry, entry.fact)
        case RiskConfirmed():
            return _risk_confirmed(state, entry, entry.fact)
    return state


def _declared(state: WishState, entry: Entry, fact: WishDeclared, origins: Set[str]) -> WishState:
    said = fact.declaration
    if not is_whole(fact.interview, partial_to=origins | set(said.states)):
        return _flawed(state, entry)
    held, recorded = _held(fact.interview), _moment(entry)
    made = Declared(
        entry=entry.id,
        stream=entry.stream,
        option=said.option,
        states=said.states,
        interviewer=fact.interview.interviewer,
        # Neither an interview dated back nor one dated forward makes the days shorter or the wish fresher.
        held=min(held, recorded),
        since=max(held, recorded),
        may_be_told=fact.may_be_told,
        covers=frozenset(fact.covers),
    )
    late = any(_reaches(withdrawal, made) for withdrawal in state.withdrawals)
    return replace(
        state,
        declared=replace(made, is_withdrawn=late),
        declared_in=state.declared_in | {entry.stream},
    )


def _said_again(
    state: WishState, entry: Entry, fact: WishConfirmed | WishReconfirmed, origins: Set[str]
) -> WishState:
    """A confirmation or a re-confirmation counts for the declaration that stands, or is set aside as flawed."""
    declared = state.declared
    is_first = isinstance(fact, WishConfirmed)
    held = min(_held(fact.interview), _moment(entry))
    if (
        declared is None
        or fact.entry != declared.entry
        or (fact.option, fact.states) != (declared.option, declared.states)
        or not is_whole(fact.interview, partial_to=origins | set(fact.states), needs_sheet=is_first)
    ):
        return _flawed(state, entry)
    if not is_first:
        is_second = declared.confirmed is not None and held >= declared.confirmed
        return (
            replace(state, declared=replace(declared, reconfirmed=held))
            if is_second
            else _flawed(state, entry)
        )
    if fact.interview.interviewer == declared.interviewer or held - declared.since < COOLING:
        return _flawed(state, entry)
    return replace(state, declared=replace(declared, confirmed=held))


def _withdrawn(state: WishState, entry: Entry) -> WishState:
    if entry.id in state.denied:
        return state
    declared = state.declared
    if declared is not None:
        declared = replace(declared, is_withdrawn=True)
    return replace(state, declared=declared, withdrawals=(*state.withdrawals, entry))


def _reaches(withdrawal: Entry, declared: Declared) -> bool:
    """Whether a withdrawal that is recorded already was said after the declaration that came home late.

    Both are often written to the minute; of the same one nobody can tell which came first, so he is heard again.
    """
    assert isinstance(withdrawal.fact, WishWithdrawn)
    said = moments.read(withdrawal.fact.happened)
    return said is not None and said >= declared.held


def _denials(entries: tuple[Entry, ...], origins: Set[str]) -> Iterable[str]:
    """The reports of which he said, heard whole and later, that they were not his."""
    recorded = {entry.id: _moment(entry) for entry in entries if isinstance(entry.fact, WishWithdrawn)}
    for entry in entries:
        fact = entry.fact
        if (
            isinstance(fact, WithdrawalDenied)
            and fact.entry in recorded
            and min(_held(fact.interview), _moment(entry)) >= recorded[fact.entry]
            and is_whole(fact.interview, partial_to=origins, needs_sheet=False)
        ):
            yield fact.entry


def _assessed(state: WishState, entry: Entry, fact: RiskAssessed) -> WishState:
    """The last word of a destination counts; that there is no danger counts once it is confirmed."""
    risk = Risk(fact.assessment, fact.destination, fact.finding, entry.author, fact.approval)
    return replace(state, risks={**state.risks, fact.destination: risk})


def _risk_confirmed(state: WishState, entry: Entry, fact: RiskConfirmed) -> WishState:
    found = next((risk for risk in state.risks.values() if risk.assessment == fact.assessment), None)
    if found is None or found.approval != fact.approval or found.by == entry.author:
        return state
    return replace(state, risks={**state.risks, found.destination: replace(found, is_confirmed=True)})


def _flawed(state: WishState, entry: Entry) -> WishState:
    """Set aside; but other words than those that stand, however they were heard, put these in doubt."""
    declared, fact = state.declared, entry.fact
    said = fact.declaration if isinstance(fact, WishDeclared) else fact
    if declared and isinstance(said, Declaration | WishConfirmed | WishReconfirmed):
        is_other = (said.option, said.states) != (declared.option, declared.states)
        declared = replace(declared, is_doubted=declared.is_doubted or is_other)
    return replace(state, declared=declared, flawed=(*state.flawed, entry))


def _held(interview: Interview) -> datetime:
    """When he was heard; a hearing without a readable moment is never whole, so what stands here then is unused."""
    return moments.read(interview.held) or datetime.max.replace(tzinfo=UTC)


def _moment(entry: Entry) -> datetime:
    found = moments.read(entry.recorded)
    assert found is not None
    return found
