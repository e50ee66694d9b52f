"""What wishes answer, for a viewer: decided first, logged, and only then opened in an unlocked session.

The log has the same line whether anything was ever recorded of a wish. A registrar who reports a withdrawal
asks nothing here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from operator import itemgetter

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.law.conflict import PartyRole
from safeconduct.registry import queries as register
from safeconduct.sources import moments
from safeconduct.sources.errors import NotFound
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import HeldPerson
from safeconduct.sources.standing import StandingWish
from safeconduct.store import states
from safeconduct.store.clock import now
from safeconduct.store.entries import fold_order
from safeconduct.store.errors import Locked
from safeconduct.store.history import histories
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list, log_reading
from safeconduct.store.record import transaction
from safeconduct.wishes.answers import (
    Calendar,
    HeardView,
    HearingView,
    InterpreterView,
    PlanView,
    RiskView,
    WishPage,
    WishRow,
    WishView,
)
from safeconduct.wishes.facts import (
    Declaration,
    Informed,
    WishConfirmed,
    WishDeclared,
    WishReconfirmed,
    WithdrawalDenied,
)
from safeconduct.wishes.plans import Plan
from safeconduct.wishes.projection import KeptWish, kept
from safeconduct.wishes.roster import STREAM, Listed, fold_roster, same
from safeconduct.wishes.state import (
    COOLING,
    FRESH,
    STALE,
    STANDING,
    Declared,
    Status,
    WishState,
    destinations,
    fold,
    standing_at,
    status,
)

PAGE_ROWS_MAX = 500
STALE_SOON = timedelta(days=14)
"""So long before a wish counts no longer the calendar names it (house rule)."""
_HEARINGS = (Informed, WishDeclared, WishConfirmed, WishReconfirmed, WithdrawalDenied)
# What needs an officer soonest stands first.
_ORDER = (
    Status.RECONFIRMED, Status.TO_CONFIRM, Status.HEAR_AGAIN, Status.STALE, Status.COOLING, Status.CONFIRMED,
    Status.INFORMED, Status.UNDECIDED, Status.DECLINES, Status.WITHDRAWN, Status.INVALIDATED, Status.NOT_HEARD,
)  # fmt: skip
_PLACE = {stands: place for place, stands in enumerate(_ORDER)}
_NEVER_DUE = datetime.min.replace(tzinfo=UTC)


def wish(prisoner: str, viewer: Actor, purpose: str = "") -> WishView:
    """A prisoner's wish by number or id; Locked in a session that does not hold the key."""
    decide(viewer, Capability.WISHES_WISH_READ)
    if not viewer.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    held, grant = register.held_person(prisoner, viewer, Capability.WISHES_WISH_READ)
    for record in held.records:
        log_reading(viewer, record, "wish", grant.rule, purpose)
    return _view(held, state_of(held, viewer))


def board(viewer: Actor, *, only: Status | None = None, first: int = 0, size: int = 50) -> WishPage:
    """What every wish waits for, the most urgent first; of a man with several records one line."""
    grant = decide(viewer, Capability.WISHES_WISH_READ)
    at, counts = now(), Counter[Status]()
    asked = (
        (urgency, state)
        for state, urgency in _counted(_each_state(viewer), at, counts)
        if only in (None, _ORDER[urgency[0]])
    )
    shown = nsmallest(first + min(max(size, 1), PAGE_ROWS_MAX), asked, key=itemgetter(0))[first:]
    page = tuple(_line(state, at) for _, state in shown)
    log_list(viewer, "wishes board", grant.rule, len(page))
    total = counts.total() if only is None else counts[only]
    return WishPage(page, {str(each): counts[each] for each in sorted(counts)}, total)


def calendar(viewer: Actor) -> Calendar:
    """Every interview that is planned, and every wish that waits for one or will count no longer."""
    grant = decide(viewer, Capability.WISHES_WISH_READ)
    at, states_now = now(), _every_state(viewer)
    plans = tuple(_plan(state, plan, at) for state, plan in _planned(states_now))
    lines = [(state, _line(state, at)) for state in states_now]
    unplanned = [
        line
        for state, line in lines
        if line.status in (Status.TO_CONFIRM, Status.HEAR_AGAIN) and not state.plans
    ]
    soon = moments.text_of(at + STALE_SOON)
    stale = [line for _, line in lines if line.status == Status.CONFIRMED and line.due <= soon]
    log_list(viewer, "wishes calendar", grant.rule, len(plans))
    return Calendar(plans, tuple(sorted(unplanned, key=_urgency)), tuple(sorted(stale, key=_urgency)))


def every_plan(viewer: Actor) -> list[tuple[WishState, Plan]]:
    """What is planned for anybody, the soonest first. Called after a decision."""
    return _planned(_every_state(viewer))


def roster_of(viewer: Actor) -> tuple[Listed, ...]:
    """The interpreters known here. Called after a decision."""
    return fold_roster(histories([STREAM], [Compartment.WISH], viewer).get(STREAM, ()))


def interpreters(viewer: Actor) -> tuple[InterpreterView, ...]:
    """The roster: who interprets, whom each may not interpret for, and when each is asked for."""
    grant = decide(viewer, Capability.WISHES_WISH_READ)
    planned = every_plan(viewer)
    wished = {code for state in _every_state(viewer) if state.declared for code in state.declared.states}
    found = tuple(_interpreter(each, planned, wished | adversaries()) for each in roster_of(viewer))
    log_list(viewer, "wishes interpreters", grant.rule, len(found))
    return found


def hearing(prisoner: str, entry: str, viewer: Actor, purpose: str = "") -> HearingView:
    """One hearing of a prisoner as it was recorded; NotFound where there is no such one."""
    view = wish(prisoner, viewer, purpose)
    held, _ = register.held_person(prisoner, viewer, Capability.WISHES_WISH_READ)
    state = state_of(held, viewer)
    found = next((each for each in state.entries if each.id == entry), None)
    fact = found.fact if found else None
    if found is None or not isinstance(fact, _HEARINGS):
        raise NotFound("no such hearing")
    said = fact.declaration if isinstance(fact, WishDeclared) else None
    named = said or (fact if isinstance(fact, WishConfirmed | WishReconfirmed) else None)
    return HearingView(
        number=view.number,
        entry=entry,
        kind=fact.kind(),
        recorded=found.recorded,
        interview=fact.interview,
        option=named.option if named else None,
        states=named.states if named else (),
        said=said,
        is_flawed=found in state.flawed,
    )


def state_of(held: HeldPerson, viewer: Actor) -> WishState:
    """What stands of the wish in all of his records, folded. Called after a decision."""
    found = histories(held.records, [Compartment.WISH], viewer)
    entries = fold_order(entry for each in found.values() for entry in each)
    return fold(entries, held.subject, origins=adversaries())


def standing(held: HeldPerson, viewer: Actor) -> StandingWish:
    """What stands of the wish, for the room that acts on it. Called after a decision."""
    return standing_at(state_of(held, viewer), now(), current().conflict.detaining)


def every_standing(viewer: Actor) -> Iterator[tuple[str, StandingWish]]:
    """The same of everybody of whom anything is recorded, with his subject; of a man with several records once."""
    decide(viewer, Capability.WISHES_WISH_READ)
    at, detaining = now(), current().conflict.detaining
    return ((state.prisoner, standing_at(state, at, detaining)) for state in _each_state(viewer))


def standing_of(subjects: Iterable[str], viewer: Actor) -> dict[str, StandingWish]:
    """The same of these prisoners alone, each with every record of his; of whom nothing is recorded is left out."""
    decide(viewer, Capability.WISHES_WISH_READ)
    wanted = list(dict.fromkeys(subjects))
    rows, at, detaining = kept(adversaries()), now(), current().conflict.detaining
    groups = {record: records for records in register.merged_groups(viewer) for record in records}
    with transaction():
        states.catch_up(rows, viewer)
        found = {each: row.state() for each, row in states.some(rows, wanted, viewer).items()}
        for subject in wanted:
            if subject in groups:
                found[subject] = state_of(HeldPerson(subject, "", groups[subject]), viewer)
    return {subject: standing_at(state, at, detaining) for subject, state in found.items()}


def adversaries() -> Set[str]:
    """The Powers of the conflict on which prisoners depend, and those who fight beside them."""
    roles = {PartyRole.ORIGIN, PartyRole.CO_BELLIGERENT}
    return frozenset(party.code for party in current().conflict.parties if party.role in roles)


def _every_state(viewer: Actor) -> list[WishState]:
    return list(_each_state(viewer))


def _each_state(viewer: Actor) -> Iterator[WishState]:
    """What stands of everybody of whom anything is recorded, one by one; what was written unread is folded in first.

    A man with several records comes once, under the first of which anything is known, and at the end.
    """
    if not viewer.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    rows = kept(adversaries())
    groups = {record: records for records in register.merged_groups(viewer) for record in records}
    with transaction():
        states.catch_up(rows, viewer)
    merged: dict[tuple[str, ...], dict[str, KeptWish]] = {}
    for each in states.every(rows, viewer):
        if each.prisoner in groups:
            merged.setdefault(groups[each.prisoner], {})[each.prisoner] = each
        else:
            yield each.state()
    for records, known in merged.items():
        first = next(record for record in records if record in known)
        if len(known) == 1:
            yield known[first].state()
        else:
            yield state_of(HeldPerson(first, "", records), viewer)


def _counted(
    found: Iterable[WishState], at: datetime, counts: Counter[Status]
) -> Iterator[tuple[WishState, tuple[int, datetime, str]]]:
    """Each with its place on the board, while the statuses are counted. Ids are in the order of numbers."""
    for state in found:
        stands = status(state, at)
        counts[stands] += 1
        yield state, (_PLACE[stands], _due_at(state.declared, stands) or _NEVER_DUE, state.prisoner)


def _line(state: WishState, at: datetime) -> WishRow:
    declared, stands = state.declared, status(state, at)
    return WishRow(
        prisoner=state.prisoner,
        number=number_of(state.prisoner),
        status=stands,
        option=declared.option if declared else None,
        destinations=destinations(declared.option, declared.states, current().conflict.detaining)
        if declared
        else (),
        due=_due(declared, stands),
    )


def _planned(found: Iterable[WishState]) -> list[tuple[WishState, Plan]]:
    planned = [(state, plan) for state in found for plan in state.plans]
    return sorted(planned, key=lambda each: (each[1].at, each[1].entry))


def _plan(state: WishState, plan: Plan, at: datetime) -> PlanView:
    return PlanView(
        number=number_of(state.prisoner),
        entry=plan.entry,
        planned=moments.text_of(plan.at),
        purpose=plan.purpose,
        place=plan.place,
        interviewer_name=plan.interviewer_name,
        interpreter=plan.interpreter,
        is_overdue=plan.at < at,
    )


def _interpreter(
    listed: Listed, planned: Iterable[tuple[WishState, Plan]], partial_to: Set[str]
) -> InterpreterView:
    busy = tuple(
        moments.text_of(plan.at) for _, plan in planned if same(plan.interpreter) == same(listed.name)
    )
    return InterpreterView(listed, tuple(sorted(partial_to & set(listed.serves))), busy)


def _due(declared: Declared | None, stands: Status) -> str:
    due = _due_at(declared, stands)
    return moments.text_of(due) if due else ""


def _due_at(declared: Declared | None, stands: Status) -> datetime | None:
    if declared is None or stands not in STANDING:
        return None
    if stands in (Status.COOLING, Status.TO_CONFIRM):
        return declared.since + COOLING
    if stands == Status.RECONFIRMED and declared.reconfirmed:
        return declared.reconfirmed + FRESH
    return (declared.reconfirmed or declared.confirmed or declared.held) + STALE


def _urgency(line: WishRow) -> tuple[int, str, str]:
    return _ORDER.index(line.status), line.due, line.number


def _said(state: WishState) -> Declaration | None:
    """His own words, from the declaration that stands or stood last."""
    facts = [e.fact for e in state.entries if state.declared and e.id == state.declared.entry]
    return next((fact.declaration for fact in facts if isinstance(fact, WishDeclared)), None)


def _view(held: HeldPerson, state: WishState) -> WishView:
    at, declared = now(), state.declared
    stands = status(state, at)
    flawed = {entry.id for entry in state.flawed}
    last = (declared.reconfirmed or declared.confirmed or declared.held) if declared else None
    return WishView(
        prisoner=held.subject,
        number=held.number,
        status=stands,
        option=declared.option if declared else None,
        destinations=destinations(declared.option, declared.states, current().conflict.detaining)
        if declared
        else (),
        may_be_told=declared.may_be_told if declared else (),
        declared=moments.text_of(declared.held) if declared else "",
        confirmed=moments.text_of(declared.confirmed) if declared and declared.confirmed else "",
        reconfirmed=moments.text_of(declared.reconfirmed) if declared and declared.reconfirmed else "",
        until=moments.text_of(last + STALE) if last and stands in STANDING else "",
        said=_said(state),
        risks=tuple(
            RiskView(risk.destination, risk.finding, risk.is_passed, risk.approval)
            for risk in state.risks.values()
        ),
        statements=state.statements,
        heard=tuple(
            HeardView(entry.id, entry.fact.kind(), entry.recorded, entry.author, entry.id in flawed)
            for entry in state.entries
        ),
        plans=tuple(_plan(state, plan, at) for plan in state.plans),
        version=state.version,
    )
