"""What wishes answer, for a viewer: decided first, logged, and only then opened in an unlocked session.

The log has the same line whether anything was ever recorded of a wish. A registrar who reports a withdrawal
asks nothing here.
"""

from collections.abc import Set

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.law.conflict import PartyRole
from safeconduct.registry import queries as register
from safeconduct.sources import moments
from safeconduct.sources.persons import HeldPerson
from safeconduct.store.clock import now
from safeconduct.store.entries import fold_order
from safeconduct.store.errors import Locked
from safeconduct.store.history import histories
from safeconduct.store.instance import current
from safeconduct.store.readings import log_reading
from safeconduct.wishes.answers import HeardView, RiskView, WishView
from safeconduct.wishes.state import STALE, STANDING, WishState, destinations, fold, status


def wish(prisoner: str, viewer: Actor, purpose: str = "") -> WishView:
    """A prisoner's wish by number or id; Locked in a session that does not hold the key."""
    decide(viewer, Capability.WISHES_WISH_READ)
    if not viewer.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    held, grant = register.held_person(prisoner, viewer, Capability.WISHES_WISH_READ)
    for record in held.records:
        log_reading(viewer, record, "wish", grant.rule, purpose)
    return _view(held, state_of(held, viewer))


def state_of(held: HeldPerson, viewer: Actor) -> WishState:
    """What stands of the wish in all of his records, folded. Called after a decision."""
    found = histories(held.records, [Compartment.WISH], viewer)
    entries = fold_order(entry for each in found.values() for entry in each)
    return fold(entries, held.subject, origins=adversaries())


def adversaries() -> Set[str]:
    """The Powers of the conflict on which prisoners depend, and those who fight beside them."""
    roles = {PartyRole.ORIGIN, PartyRole.CO_BELLIGERENT}
    return frozenset(party.code for party in current().conflict.parties if party.role in roles)


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
        risks=tuple(
            RiskView(risk.destination, risk.finding, risk.is_passed, risk.approval)
            for risk in state.risks.values()
        ),
        statements=state.statements,
        heard=tuple(
            HeardView(entry.id, entry.fact.kind(), entry.recorded, entry.author, entry.id in flawed)
            for entry in state.entries
        ),
        version=state.version,
    )
