"""Folds what was recorded of one person's cases, and says at which stage each is. Pure.

What befell is folded as it was recorded, also where no rule would have let it: entries come from elsewhere. A case
that was handed over although it had been stopped says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from safeconduct.arrangements.facts import (
    ArrivalConfirmed,
    Assurance,
    AssuranceGiven,
    CaseAccepted,
    CaseAssigned,
    CaseCleared,
    CaseClosed,
    CaseFact,
    CasePreviewed,
    CaseReferred,
    CaseRefused,
    CaseUnassigned,
    HandedOver,
    HandoverProposed,
    Milestone,
    MilestoneReached,
    PersonReturned,
    PersonSettled,
    Reception,
    ReceptionPlanned,
    Route,
)
from safeconduct.sources import moments
from safeconduct.sources.facts import Erased
from safeconduct.store.entries import Entry
from safeconduct.wishes.facts import StepsStopped, Told


class Stage(StrEnum):
    """How far a case has come."""

    REFERRED = "referred"
    PREVIEWED = "previewed"
    ACCEPTED = "accepted"
    CLEARED = "cleared"
    PROPOSED = "proposed"
    HANDED_OVER = "handed_over"
    ARRIVED = "arrived"
    SETTLED = "settled"
    RETURNED = "returned"
    REFUSED = "refused"
    STOPPED = "stopped"
    CLOSED = "closed"


OPEN_STAGES = frozenset({Stage.REFERRED, Stage.PREVIEWED, Stage.ACCEPTED, Stage.CLEARED, Stage.PROPOSED})
"""In these nobody was handed over yet, and everything can still stop."""
_LAST_FIRST = (
    Stage.RETURNED, Stage.SETTLED, Stage.ARRIVED, Stage.HANDED_OVER, Stage.STOPPED, Stage.CLOSED, Stage.REFUSED,
    Stage.PROPOSED, Stage.CLEARED, Stage.ACCEPTED, Stage.PREVIEWED,
)  # fmt: skip
UNDER_WAY = OPEN_STAGES | {Stage.HANDED_OVER, Stage.ARRIVED}
"""In these somebody has to do something yet, so that the case needs an officer."""
LEFT_STAGES = frozenset({Stage.HANDED_OVER, Stage.ARRIVED, Stage.SETTLED})
"""In these the person is in other hands, or free."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person's way to one State. `reached` holds when each step was recorded, `officers` who is assigned to it.

    `is_contested`: handed over although the case had ended, or stopped after he was handed over.
    """

    id: str
    power: str
    route: Route
    offer: str
    told: tuple[Told, ...]
    referred: datetime
    assured: frozenset[Assurance] = frozenset()
    reception: Reception | None = None
    reached: dict[Stage, datetime] = field(default_factory=dict)
    milestones: tuple[Milestone, ...] = ()
    is_contested: bool = False
    officers: frozenset[str] = frozenset()

    @property
    def stage(self) -> Stage:
        """Where it stands: what happened to the person comes before what became of the paper."""
        return next((stage for stage in _LAST_FIRST if stage in self.reached), Stage.REFERRED)

    @property
    def is_open(self) -> bool:
        """Whether he could still be handed over in it."""
        return self.stage in OPEN_STAGES


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All cases of one person, the oldest first. `version` counts the entries of his own stream."""

    prisoner: str
    cases: dict[str, Case] = field(default_factory=dict)
    version: int = 0
    is_erased: bool = False

    @property
    def open_cases(self) -> tuple[Case, ...]:
        """The cases in which he could be handed over."""
        return tuple(case for case in self.cases.values() if case.is_open)


def fold(entries: Iterable[Entry], prisoner: str) -> CaseFile:
    """What stands of his cases; entries are in fold order."""
    state = CaseFile(prisoner)
    for entry in entries:
        state = replace(_after(state, entry), version=state.version + 1)
    return state


def _after(state: CaseFile, entry: Entry) -> CaseFile:
    fact = entry.fact
    if isinstance(fact, Erased):
        return replace(state, is_erased=True)
    if isinstance(fact, StepsStopped):
        at = _moment(entry)
        return replace(state, cases={id: _stopped(case, at) for id, case in state.cases.items()})
    if isinstance(fact, CaseReferred):
        made = Case(fact.case, fact.power, fact.route, fact.offer, fact.told, _moment(entry))
        return replace(state, cases={**state.cases, fact.case: made})
    if isinstance(fact, CaseFact) and fact.case in state.cases:
        return replace(
            state, cases={**state.cases, fact.case: _step(state.cases[fact.case], fact, _moment(entry))}
        )
    return state


def _stopped(case: Case, at: datetime) -> Case:
    """A stop ends what is open; for one who was handed over already it stays on record as after the fact."""
    if case.is_open:
        return _reached(case, Stage.STOPPED, at)
    if case.stage in (Stage.HANDED_OVER, Stage.ARRIVED):
        return replace(case, is_contested=True)
    return case


# The steps that only leave the moment of their recording.
_STAGE_OF: dict[type[CaseFact], Stage] = {
    CasePreviewed: Stage.PREVIEWED,
    CaseAccepted: Stage.ACCEPTED,
    CaseRefused: Stage.REFUSED,
    CaseCleared: Stage.CLEARED,
    HandoverProposed: Stage.PROPOSED,
    HandedOver: Stage.HANDED_OVER,
    ArrivalConfirmed: Stage.ARRIVED,
    PersonSettled: Stage.SETTLED,
    PersonReturned: Stage.RETURNED,
    CaseClosed: Stage.CLOSED,
}


def _step(case: Case, fact: CaseFact, at: datetime) -> Case:
    match fact:
        case CaseAssigned():
            return replace(case, officers=case.officers | {fact.officer})
        case CaseUnassigned():
            return replace(case, officers=case.officers - {fact.officer})
        case AssuranceGiven():
            return replace(case, assured=case.assured | {fact.assurance})
        case ReceptionPlanned():
            return replace(case, reception=fact.reception)
        case MilestoneReached():
            return replace(case, milestones=(*case.milestones, fact.milestone))
        case HandedOver() if not case.is_open:
            case = replace(case, is_contested=True)
    stage = _STAGE_OF.get(type(fact))
    return _reached(case, stage, at) if stage else case


def _reached(case: Case, stage: Stage, at: datetime) -> Case:
    return replace(case, reached={**case.reached, stage: at})


def _moment(entry: Entry) -> datetime:
    found = moments.read(entry.recorded)
    assert found is not None
    return found
