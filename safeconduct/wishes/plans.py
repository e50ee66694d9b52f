"""Which interviews of a prisoner are still to be held, and which interpreters he refused. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeconduct.sources import moments
from safeconduct.store.entries import Entry
from safeconduct.wishes.facts import (
    Informed,
    InterpreterRefused,
    InterviewCancelled,
    InterviewPlanned,
    Purpose,
    WishConfirmed,
    WishDeclared,
    WishReconfirmed,
    WithdrawalDenied,
)
from safeconduct.wishes.roster import same

EARLIER = timedelta(hours=12)
"""A hearing at most so long before its hour is the planned one; an earlier one is another (house rule)."""
AT_ONCE = timedelta(hours=1)
"""An interpreter hears one prisoner at a time; two plans closer than this are in each other's way (house rule)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An interview that is still to be held; `at` is UTC, `entry` the plan's."""

    entry: str
    at: datetime
    purpose: Purpose
    place: str
    interviewer_name: str
    interpreter: str


def plans_of(entries: Iterable[Entry]) -> tuple[Plan, ...]:
    """What is planned and neither held nor cancelled, the soonest first."""
    still: dict[str, Plan] = {}
    for entry in entries:
        match entry.fact:
            case InterviewPlanned() as fact:
                at = moments.read(fact.planned)
                if at is not None:
                    still[entry.id] = Plan(
                        entry.id, at, fact.purpose, fact.place, fact.interviewer_name, fact.interpreter
                    )
            case InterviewCancelled(entry=cancelled):
                still.pop(cancelled, None)
            case (
                Informed(interview=heard)
                | WishDeclared(interview=heard)
                | WishConfirmed(interview=heard)
                | WishReconfirmed(interview=heard)
                | WithdrawalDenied(interview=heard)
            ):
                held = moments.read(heard.held)
                still = {name: plan for name, plan in still.items() if not held or plan.at > held + EARLIER}
    return tuple(sorted(still.values(), key=lambda plan: (plan.at, plan.entry)))


def refused_in(entries: Iterable[Entry]) -> frozenset[str]:
    """The names, as `roster.same` gives them, of interpreters whom he does not accept."""
    return frozenset(same(entry.fact.name) for entry in entries if isinstance(entry.fact, InterpreterRefused))


def is_in_the_way(plan: Plan, at: datetime, interpreter: str) -> bool:
    """Whether this plan keeps the interpreter busy at that hour."""
    return same(plan.interpreter) == same(interpreter) and abs(plan.at - at) < AT_ONCE
