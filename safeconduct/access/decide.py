"""The one gate: may this actor do this to this subject, and under which rule.

Pure; called before anything is loaded. The answer names the rule, so that a reading can be logged with it.
"""

from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.access.grants import GRANTS, Scope
from safeconduct.access.words import Capability
from safeconduct.sources.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Subject:
    """What the gate must know of a subject, and no more: the codes of the places that hold or held it.

    `officers` are the operators assigned to a case; None where it is a person who is asked about, and no case of his.
    """

    places: frozenset[str] = frozenset()
    officers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A yes, with its rule, such as `registrar registry:prisoner:read own_places`."""

    rule: str
    scope: Scope


def scopes(actor: Actor, capability: Capability) -> dict[str, Scope]:
    """The roles through which the actor holds the capability, each with its scope; empty is a no."""
    table = GRANTS.get(capability, {})
    return {str(role): table[role] for role in sorted(actor.roles) if role in table}


def decide(
    actor: Actor, capability: Capability, subject: Subject | None = None, *, purpose: str = ""
) -> Grant:
    """The grant under which the actor may, or `Forbidden`; for a subject that is not hers, `NotFound`.

    Without a subject, any scope is enough: the query then narrows by `places_of`, or asks again of each case.
    `purpose` is the actor's own words; it is logged by the caller and changes no decision.
    """
    held = scopes(actor, capability)
    if not held:
        raise Forbidden(f"{capability} is not held")
    for role, scope in held.items():
        if subject is None or _is_hers(actor, scope, subject):
            return Grant(rule=f"{role} {capability} {scope}", scope=scope)
    raise NotFound("nothing here for this actor")


def places_of(actor: Actor, capability: Capability) -> frozenset[str] | None:
    """The places to which the actor's capability is limited; None where it is not limited."""
    held = scopes(actor, capability)
    if set(held.values()) - {Scope.OWN_PLACES}:
        return None
    return actor.places if held else frozenset()


def may(actor: Actor, capability: Capability, subject: Subject | None = None) -> bool:
    """Whether `decide` would say yes; for what a page shows, never in place of `decide`."""
    try:
        decide(actor, capability, subject)
    except Forbidden:
        return False
    return True


def _is_hers(actor: Actor, scope: Scope, subject: Subject) -> bool:
    match scope:
        case Scope.OWN_PLACES:
            return not actor.places.isdisjoint(subject.places)
        case Scope.ASSIGNED:
            return subject.officers is None or actor.operator_id in subject.officers
    return True
