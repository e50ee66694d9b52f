"""What stands in the way of a case: each obstacle derived, with its ground and what to do. Pure.

One table for the pages that show what a case waits for and for the rules that refuse. An obstacle counts from a step
on: what must be true to refer must still be true to hand over. Nothing here can be switched off.
Source: GC III arts 5, 7, 12, 109, 111, 118, 119; design section 6 of this project for the rest.
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from safeconduct.arrangements.cases import Case, Stage
from safeconduct.arrangements.facts import Route, Scope
from safeconduct.arrangements.partners import Offered, PowerState
from safeconduct.arrangements.routes import ASSURANCE_GROUNDS, ROUTES, Towards
from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import MatchedPerson
from safeconduct.sources.standing import StandingWish

_WISH = "GC III art. 7; House rule: nobody goes against his wish"
_TWICE = "House rule: a wish is heard twice"
_DANGER = "House rule: nobody goes where he is in danger"
_CUSTODY = "GC III art. 5(1)"
_OFFER = "House rule: offers"
_STEPS = "House rule: steps of a case"


class Step(IntEnum):
    """The steps at which rules ask; an obstacle of an earlier step still counts at a later one."""

    REFER = 1
    CLEAR = 2
    PROPOSE = 3
    HAND_OVER = 4


@dataclass(frozen=True, slots=True)
class About:
    """What is known beside the case. `gone` is why the register holds him no longer, "" while it does.

    `wish` is None for whoever may not read it; what concerns it is then left out. `person` and `used`, how many
    cases rest on the offer already, are told where a case begins.
    """

    at: datetime
    today: date
    detaining: str
    adversaries: Set[str]
    neutral: Set[str]
    power: PowerState
    gone: str = ""
    wish: StandingWish | None = None
    person: MatchedPerson | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is missing. `is_sealed`: it tells of his wish, and only readers of wishes learn of it."""

    code: str
    reason: str
    source: str
    remedy: str
    step: Step
    is_sealed: bool = False

    def refused(self) -> Refused:
        """The same as an error."""
        return Refused(self.code, self.reason, self.source, remedy=self.remedy)


Missing = Callable[[Case, About], bool]


def obstacles(case: Case, about: About, *, to: Step = Step.HAND_OVER) -> Iterator[Obstacle]:
    """What stands in the way of the step, the gravest first."""
    if about.wish is not None:
        yield from (found for is_missing, found in _OF_WISH if found.step <= to and is_missing(case, about))
    yield from (found for is_missing, found in _OF_CASE if found.step <= to and is_missing(case, about))
    yield from _of_route(case, about, to)


def misfits(case: Case, about: About) -> Iterator[Obstacle]:
    """Why the offer on which a new case would rest does not reach this prisoner."""
    offered = offer_of(case, about)
    if offered is None:
        return
    if about.person is None or not covers(offered.made.scope, about.person):
        reason = (
            "The offer does not mean this prisoner: his Power or his place of capture is another, or unknown."
        )
        yield Obstacle("offer_does_not_cover", reason, _OFFER, "Ask the State.", Step.REFER)
    if 0 < offered.made.count <= about.used:
        reason = f"The offer is for {offered.made.count} persons, and as many cases rest on it."
        yield Obstacle("offer_full", reason, _OFFER, "Ask the State for a wider offer.", Step.REFER)


def covers(scope: Scope, person: MatchedPerson) -> bool:
    """Whether an offer of this scope means him; what nobody recorded of him meets no condition."""
    places = {place.strip().casefold() for place in person.captured_at}
    wanted = {place.strip().casefold() for place in scope.captured_at}
    is_of_origin = not scope.origins or not person.powers.isdisjoint(scope.origins)
    return is_of_origin and (not wanted or not places.isdisjoint(wanted))


def likely_to_pass_on(power: str, about: About) -> Set[str]:
    """The States into whose hands he may come by this one: of the adverse Powers each may pass him to any other."""
    return about.adversaries if power in about.adversaries else {power}


def leads(route: Route, power: str, about: About) -> bool:
    """Whether the route can lead to this Power at all."""
    is_adverse, is_own = power in about.adversaries, power == about.detaining
    match ROUTES[route].towards:
        case Towards.ADVERSE:
            return is_adverse
        case Towards.NEUTRAL:
            return power in about.neutral
        case Towards.OTHER_OR_OWN:
            return not is_adverse
    return not is_adverse and not is_own


def offer_of(case: Case, about: About) -> Offered | None:
    """The offer on which the case rests; None where it rests on none."""
    return about.power.offers.get(case.offer)


def _of_route(case: Case, about: About, to: Step) -> Iterator[Obstacle]:
    asks = ROUTES[case.route]
    if asks.needs_assessment and to >= Step.CLEAR and not about.power.is_fit(about.today):
        reason = "No assessment that stands says that this Power is willing and able to apply the Convention."
        remedy = "Assess the Power, or choose another route."
        yield Obstacle("power_not_assessed", reason, "GC III art. 12(2)", remedy, Step.CLEAR)
    if asks.needs_acceptance and to >= Step.CLEAR and Stage.ACCEPTED not in case.reached:
        reason, remedy = "The State did not accept this person.", "Record its acceptance."
        yield Obstacle("not_accepted", reason, asks.ground, remedy, Step.CLEAR)
    if to < Step.CLEAR:
        return
    for assurance in asks.assurances:
        if assurance not in case.assured:
            reason = f"An assurance is missing: {assurance.replace('_', ' ')}."
            remedy = "Record it with the paper that shows it."
            yield Obstacle(f"missing_{assurance}", reason, ASSURANCE_GROUNDS[assurance], remedy, Step.CLEAR)


def _no_wish_for_it(case: Case, about: About) -> bool:
    return about.wish is None or about.wish.confirmed is None or case.power not in about.wish.destinations


def _is_in_danger(case: Case, about: About) -> bool:
    return about.wish is None or bool(about.wish.in_danger & likely_to_pass_on(case.power, about))


def _is_not_found_safe(case: Case, about: About) -> bool:
    return about.wish is None or case.power not in about.wish.safe


def _is_not_reconfirmed(case: Case, about: About) -> bool:
    return about.wish is None or not about.wish.is_fresh


def _tells_more(case: Case, about: About) -> bool:
    return about.wish is None or not set(case.told) <= about.wish.may_be_told


def _has_ended(case: Case, about: About) -> bool:
    return not case.is_open


def _is_gone(case: Case, about: About) -> bool:
    return bool(about.gone)


def _does_not_lead(case: Case, about: About) -> bool:
    return not leads(case.route, case.power, about)


def _offer_is_gone(case: Case, about: About) -> bool:
    """Taken back or over; but who accepted this person after that is bound by the acceptance."""
    if not case.offer:
        return False
    offered = offer_of(case, about)
    if offered is None:
        return True
    if offered.stands(about.today):
        return False
    accepted = case.reached.get(Stage.ACCEPTED)
    withdrawn = moments.read(offered.withdrawal.recorded) if offered.withdrawal else None
    return accepted is None or (withdrawn is not None and accepted <= withdrawn)


def _no_reception(case: Case, about: About) -> bool:
    return case.reception is None


def _not_cleared(case: Case, about: About) -> bool:
    return Stage.CLEARED not in case.reached


def _not_proposed(case: Case, about: About) -> bool:
    return Stage.PROPOSED not in case.reached


# When it is missing, and the obstacle that this is.
_OF_WISH: tuple[tuple[Missing, Obstacle], ...] = (
    (
        _no_wish_for_it,
        Obstacle(
            "no_wish",
            "No confirmed wish of the prisoner for this destination stands.",
            _WISH,
            "Hear him; where he wishes something else, close this case.",
            Step.REFER,
            is_sealed=True,
        ),
    ),
    (
        _is_in_danger,
        Obstacle(
            "in_danger",
            "A finding of danger at this destination is open.",
            _DANGER,
            "Nobody can be handed over there while it stands.",
            Step.REFER,
            is_sealed=True,
        ),
    ),
    (
        _tells_more,
        Obstacle(
            "beyond_consent",
            "More would be told than the prisoner let be told.",
            "House rule: the prisoner's consent",
            "Leave out what he did not let be told, or ask him again.",
            Step.REFER,
            is_sealed=True,
        ),
    ),
    (
        _is_not_found_safe,
        Obstacle(
            "not_found_safe",
            "No two persons found that there is no danger at this destination.",
            _DANGER,
            "Assess the destination, and have a second officer approve.",
            Step.CLEAR,
            is_sealed=True,
        ),
    ),
    (
        _is_not_reconfirmed,
        Obstacle(
            "not_reconfirmed",
            "The prisoner did not re-confirm his wish within the last 24 hours.",
            _TWICE,
            "Hear him again on the day he goes.",
            Step.HAND_OVER,
            is_sealed=True,
        ),
    ),
)
_OF_CASE: tuple[tuple[Missing, Obstacle], ...] = (
    (
        _has_ended,
        Obstacle("ended", "This case has ended.", _STEPS, "Refer the prisoner anew.", Step.REFER),
    ),
    (
        _is_gone,
        Obstacle(
            "not_here",
            "The register says that this prisoner is no longer here.",
            _CUSTODY,
            "Correct the register if it is wrong.",
            Step.REFER,
        ),
    ),
    (
        _does_not_lead,
        Obstacle(
            "route_does_not_lead",
            "This route does not lead to this Power.",
            "GC III arts 12(2), 111, 118",
            "Choose the route that fits.",
            Step.REFER,
        ),
    ),
    (
        _offer_is_gone,
        Obstacle(
            "offer_gone",
            "The offer on which this case rests was taken back or is over.",
            _OFFER,
            "Ask the State whether it still accepts this person, and record what it answers.",
            Step.REFER,
        ),
    ),
    (
        _no_reception,
        Obstacle(
            "no_reception",
            "Nobody wrote down how he will be received.",
            _STEPS,
            "Plan the reception.",
            Step.CLEAR,
        ),
    ),
    (
        _not_cleared,
        Obstacle(
            "not_cleared",
            "No protection officer cleared this case.",
            _STEPS,
            "Have it cleared.",
            Step.PROPOSE,
        ),
    ),
    (
        _not_proposed,
        Obstacle(
            "not_proposed",
            "No handover is proposed.",
            _STEPS,
            "Propose place and hour.",
            Step.HAND_OVER,
        ),
    ),
)
