"""Decides every command between two states: what stands and the command give facts, or a refusal with its ground.

Pure: the moment, who acts, what the register and the wish say come in. One function a command, all in `RULES`. No
rule has an exception, and none is switched off by a role, a setting or a flag.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import timedelta

from safeconduct.arrangements import facts, requests
from safeconduct.arrangements.cases import UNDER_WAY, Case, CaseFile, Stage
from safeconduct.arrangements.facts import Fact, Milestone
from safeconduct.arrangements.obstacles import About, Obstacle, Step, likely_to_pass_on, misfits, obstacles
from safeconduct.arrangements.routes import ROUTES
from safeconduct.law.states import is_state
from safeconduct.ledger import note
from safeconduct.ledger.errors import Tampered
from safeconduct.sources import moments, when
from safeconduct.sources.errors import Conflict, Refused
from safeconduct.sources.standing import StandingWish

_DATES = "House rule: dates"
_STEPS = "House rule: steps of a case"
_OFFER = "House rule: offers"
_CLAIMS = "House rule: a claim counts once an officer confirmed it"
_OFFICERS = "House rule: each case has its officer"
_STATES = "House rule: States by their code"
_HALVES = "House rule: a handover is signed by both sides"
# Clocks of two machines differ a little; more than this is a mistake somebody must look at.
_CLOCKS = timedelta(minutes=5)


def _unsigned(text: str) -> str:
    return text


@dataclass(frozen=True)
class Known:
    """What a rule is told from outside. `powers` are the conflict's own codes, `about` what a case is held against.

    `claim` is the id of the confirmed claim that the command names, "" where there is no such; `is_claim_withdrawn`
    says that it counts no longer. `officers` are the operators who may be assigned to a case. `new_id` names what
    the command begins; `sign` puts this instance's signature under a text; `origin` is the name under which it signs.
    """

    about: About
    operator: str
    operator_name: str
    powers: Set[str]
    new_id: str
    origin: str = ""
    claim: str = ""
    is_claim_withdrawn: bool = False
    officers: Set[str] = frozenset()
    sign: Callable[[str], str] = field(default=_unsigned)


Rule = Callable[..., list[Fact]]


def facts_for(command: requests.AboutPower, known: Known) -> list[Fact]:
    """The facts about a Power that the command makes; `Refused` for what may not be."""
    if not is_state(command.power, known.powers):
        reason = f"{command.power!r} is no State's code."
        remedy = "Use three letters, such as kor, or a code of the conflict's file."
        raise Refused("unknown_state", reason, _STATES, remedy=remedy, field="power")
    if command.power == known.about.detaining and not isinstance(command, requests.AssessPower):
        reason = "This is the Detaining Power itself."
        raise Refused("own_state", reason, _STATES, remedy="Name another State.", field="power")
    return POWER_RULES[type(command)](command, known)


def case_facts_for(file: CaseFile, command: requests.Command, known: Known) -> list[Fact]:
    """The facts about a person's case that the command makes; `Refused` for what may not be."""
    if file.is_erased:
        raise Refused("erased", "This record was erased.", "House rule: erasure", field="prisoner")
    assert isinstance(command, requests.Refer | requests.AboutCase)
    if command.seen and command.seen < file.version:
        raise Conflict(file.prisoner, command.seen, file.version)
    if isinstance(command, requests.Refer):
        return _refer(file, command, known)
    return CASE_RULES[type(command)](case_of(file, command), command, known)


def case_of(file: CaseFile, command: requests.AboutCase) -> Case:
    """The case that the command names, or the only one it can mean."""
    if command.case:
        found = file.cases.get(command.case)
    else:
        meant = [case for case in file.cases.values() if case.stage in _MEANT.get(type(command), _OPEN)]
        found = meant[-1] if len(meant) == 1 else None
    if found is None:
        reason = "No such case of this prisoner, or more than one."
        raise Refused("no_case", reason, _STEPS, remedy="Name the case by its id.", field="case")
    return found


def eligible(power: str, wish: StandingWish, about: About) -> bool:
    """Whether a line of a list for an exchange with this Power may stand on it; all grounds are one."""
    return (
        not about.gone
        and power in about.adversaries
        and wish.is_fresh
        and power in wish.destinations
        and power in wish.safe
        and not wish.in_danger & likely_to_pass_on(power, about)
    )


def ground_of(route: facts.Route) -> str:
    """The ground on which somebody goes by this route."""
    return ROUTES[route].ground


# --- between two states ---------------------------------------------------------------------------


def _log_contact(command: requests.LogContact, known: Known) -> list[Fact]:
    _check_past(command.happened, "happened", known)
    return [facts.ContactLogged(contact=known.new_id, **dict(command))]


def _request(command: requests.Request, known: Known) -> list[Fact]:
    _check_due(command.due, command.contact, known)
    return [facts.RequestMade(request=known.new_id, **_resting(command, known))]


def _answer(command: requests.AnswerRequest, known: Known) -> list[Fact]:
    asked = known.about.power.requests.get(command.request)
    if asked is None:
        raise _no_such("request", "request")
    _check_past(command.happened, "happened", known)
    return [facts.RequestAnswered(**dict(command))]


def _commit(command: requests.Commit, known: Known) -> list[Fact]:
    _check_due(command.due, command.contact, known)
    return [facts.CommitmentGiven(commitment=known.new_id, **_resting(command, known))]


def _end_commitment(command: requests.EndCommitment, known: Known) -> list[Fact]:
    promised = known.about.power.commitments.get(command.commitment)
    if promised is None:
        raise _no_such("commitment", "commitment")
    _check_past(command.happened, "happened", known)
    return [facts.CommitmentEnded(**dict(command))]


def _offer(command: requests.Offer, known: Known) -> list[Fact]:
    _check_readable(command.valid_from, "valid_from", is_needed=True)
    _check_readable(command.valid_until, "valid_until")
    if command.valid_until and when.surely_before(command.valid_until, command.valid_from):
        reason = "The offer ends before it begins."
        raise Refused("ends_before", reason, _DATES, remedy="Check both days.", field="valid_until")
    if command.power in known.about.adversaries:
        reason = "Prisoners do not go to an adverse Power by an offer."
        remedy = "Where they wish to return, refer them for repatriation."
        raise Refused("power_adverse", reason, "GC III arts 12(2), 118", remedy=remedy, field="power")
    unknown = [code for code in command.scope.origins if not is_state(code, known.powers)]
    if unknown:
        reason = f"{unknown[0]!r} is no State's code."
        raise Refused("unknown_state", reason, _STATES, remedy="Use its code.", field="scope.origins")
    _check_contact(command.contact, known)
    return [facts.OfferMade(offer=known.new_id, **_resting(command, known))]


def _withdraw_offer(command: requests.WithdrawOffer, known: Known) -> list[Fact]:
    offered = known.about.power.offers.get(command.offer)
    if offered is None:
        raise _no_such("offer", "offer")
    if offered.withdrawal is not None:
        raise Refused("withdrawn", "This offer was taken back already.", _OFFER, field="offer")
    _check_past(command.happened, "happened", known)
    return [facts.OfferWithdrawn(**dict(command))]


def _assess(command: requests.AssessPower, known: Known) -> list[Fact]:
    _check_readable(command.review_by, "review_by", is_needed=True)
    review = when.read(command.review_by)
    first = review.earliest() if review else None
    if first is None or first < known.about.today:
        reason = "The day of review is past."
        raise Refused("review_past", reason, _DATES, remedy="Set a day to come.", field="review_by")
    return [facts.PowerAssessed(assessment=known.new_id, **dict(command))]


def _fail(command: requests.ReportFailure, known: Known) -> list[Fact]:
    _check_past(command.happened, "happened", known)
    return [facts.PowerFailed(**dict(command))]


# --- one person's way -----------------------------------------------------------------------------


def _refer(file: CaseFile, command: requests.Refer, known: Known) -> list[Fact]:
    _readable(known)
    if file.open_cases:
        reason = "A case of this prisoner is open."
        raise Refused("case_open", reason, _STEPS, remedy="Close it first.", field="prisoner")
    if not is_state(command.power, known.powers):
        reason = f"{command.power!r} is no State's code."
        raise Refused("unknown_state", reason, _STATES, remedy="Use its code.", field="power")
    told = tuple(dict.fromkeys(command.told))
    planned = Case(known.new_id, command.power, command.route, command.offer, told, known.about.at)
    _refuse_first(obstacles(planned, known.about, to=Step.REFER))
    _refuse_first(misfits(planned, known.about))
    made = facts.CaseReferred(
        case=known.new_id, power=command.power, route=command.route, offer=command.offer, told=told
    )
    return [made, *_assigned(planned, command.officer, known)] if command.officer else [made]


def _assign(case: Case, command: requests.Assign, known: Known) -> list[Fact]:
    if command.officer in case.officers:
        reason = "This officer is assigned to the case already."
        raise Refused("assigned", reason, _OFFICERS, remedy="Nothing is left to do.", field="officer")
    return _assigned(case, command.officer, known)


def _assigned(case: Case, officer: str, known: Known) -> list[Fact]:
    if officer not in known.officers:
        reason = "No operator of this id conducts cases here."
        remedy = "Choose one of those who may be assigned."
        raise Refused("no_officer", reason, _OFFICERS, remedy=remedy, field="officer")
    return [facts.CaseAssigned(case=case.id, officer=officer)]


def _unassign(case: Case, command: requests.Unassign, known: Known) -> list[Fact]:
    if command.officer not in case.officers:
        reason = "This officer is not assigned to the case."
        remedy = "Take one from the case's page."
        raise Refused("not_assigned", reason, _OFFICERS, remedy=remedy, field="officer")
    return [facts.CaseUnassigned(case=case.id, officer=command.officer)]


def _preview(case: Case, command: requests.Preview, known: Known) -> list[Fact]:
    _check_stage(case, Stage.REFERRED)
    return [
        facts.CasePreviewed(
            case=case.id, happened=_moment(command.happened, "happened", known), by=command.by
        )
    ]


def _accept(case: Case, command: requests.Accept, known: Known) -> list[Fact]:
    """Also of one who is accepted: a State that took its offer back may say that this person still may come."""
    _check_open(case)
    happened = _moment(command.happened, "happened", known)
    return [facts.CaseAccepted(case=case.id, happened=happened, by=command.by, conditions=command.conditions)]


def _refuse(case: Case, command: requests.Refuse, known: Known) -> list[Fact]:
    _check_open(case)
    happened = _moment(command.happened, "happened", known)
    return [facts.CaseRefused(case=case.id, happened=happened, by=command.by, reason=command.reason)]


def _assure(case: Case, command: requests.Assure, known: Known) -> list[Fact]:
    _check_open(case)
    if command.assurance not in ROUTES[case.route].assurances:
        asked = ", ".join(ROUTES[case.route].assurances)
        reason = "This route does not ask for that."
        raise Refused(
            "not_asked", reason, ROUTES[case.route].ground, remedy=f"It asks: {asked}.", field="assurance"
        )
    happened = _moment(command.happened, "happened", known)
    return [
        facts.AssuranceGiven(
            case=case.id, assurance=command.assurance, happened=happened, evidence=command.evidence
        )
    ]


def _plan(case: Case, command: requests.PlanReception, known: Known) -> list[Fact]:
    _check_open(case)
    planned = _to_come(command.reception.planned, "reception.planned", known)
    for name in ("place", "escort", "contact"):
        if not getattr(command.reception, name).strip():
            reason = f"The plan does not say: {name}."
            raise Refused("plan_incomplete", reason, _STEPS, remedy="Write it.", field=f"reception.{name}")
    plan = command.reception.model_copy(update={"planned": planned})
    return [facts.ReceptionPlanned(case=case.id, reception=plan)]


def _clear(case: Case, command: requests.Clear, known: Known) -> list[Fact]:
    _readable(known)
    _refuse_first(obstacles(case, known.about, to=Step.CLEAR))
    return [facts.CaseCleared(case=case.id)]


def _propose(case: Case, command: requests.ProposeHandover, known: Known) -> list[Fact]:
    # A diplomatic officer's step: what stands in its way never tells of the wish, whoever takes it.
    _refuse_first(obstacles(case, replace(known.about, wish=None), to=Step.PROPOSE))
    planned = _to_come(command.planned, "planned", known)
    return [facts.HandoverProposed(case=case.id, planned=planned, place=command.place)]


def _hand_over(case: Case, command: requests.HandOver, known: Known) -> list[Fact]:
    wish = _readable(known)
    _refuse_first(obstacles(case, known.about, to=Step.HAND_OVER))
    ceremony = _ceremony(command.ceremony, known)
    happened = moments.read(ceremony.happened)
    if happened is None or wish.confirmed is None or happened < wish.confirmed:
        reason = "This handover would be before the prisoner re-confirmed his wish."
        raise Refused(
            "before_reconfirmed",
            reason,
            "House rule: a wish is heard twice",
            remedy="Record the handover when it happens.",
            field="ceremony.happened",
        )
    half = known.sign(half_text("handover", case, ceremony, known.origin))
    return [facts.HandedOver(case=case.id, power=case.power, route=case.route, ceremony=ceremony, half=half)]


def _arrive(case: Case, command: requests.ConfirmArrival, known: Known) -> list[Fact]:
    _check_stage(case, Stage.HANDED_OVER)
    ceremony = _ceremony(command.ceremony, known)
    _check_their_half(command.their_half, case)
    half = known.sign(half_text("arrival", case, ceremony, known.origin))
    return [facts.ArrivalConfirmed(case=case.id, ceremony=ceremony, half=half, their_half=command.their_half)]


def _milestone(case: Case, command: requests.ReachMilestone, known: Known) -> list[Fact]:
    _check_stage(case, Stage.ARRIVED, Stage.SETTLED)
    _check_past(command.happened, "happened", known)
    if command.milestone == Milestone.INTENTION_DECLARED and not (command.words.strip() and command.language):
        reason = "A declared intention stands in his own words, with their language."
        raise Refused("words_missing", reason, _STEPS, remedy="Write what he said.", field="words")
    return [
        facts.MilestoneReached(
            case=case.id,
            milestone=command.milestone,
            happened=command.happened,
            words=command.words,
            language=command.language,
        )
    ]


def _settle(case: Case, command: requests.Settle, known: Known) -> list[Fact]:
    _check_stage(case, Stage.ARRIVED)
    _check_past(command.happened, "happened", known)
    return [facts.PersonSettled(case=case.id, happened=command.happened, words=command.words)]


def _return(case: Case, command: requests.ReturnPerson, known: Known) -> list[Fact]:
    _check_stage(case, Stage.HANDED_OVER, Stage.ARRIVED, Stage.SETTLED)
    ceremony = _ceremony(command.ceremony, known)
    half = known.sign(half_text("return", case, ceremony, known.origin))
    return [facts.PersonReturned(case=case.id, ceremony=ceremony, reason=command.reason, half=half)]


def _close(case: Case, command: requests.CloseCase, known: Known) -> list[Fact]:
    _check_open(case)
    return [facts.CaseClosed(case=case.id, reason=command.reason)]


def half_text(what: str, case: Case, ceremony: facts.Ceremony, origin: str) -> str:
    """What one side signs, a line each: the case's random id stands for the prisoner, without name or number."""
    lines = (
        f"safeconduct {what} 1",
        f"instance {origin}",
        f"case {case.id}",
        f"power {case.power}",
        f"route {case.route}",
        f"happened {ceremony.happened}",
        f"place {_one_line(ceremony.place)}",
        f"given by {_one_line(ceremony.given_by)}",
        f"taken by {_one_line(ceremony.taken_by)}",
    )
    return "".join(f"{line}\n" for line in lines)


# --- checks ---------------------------------------------------------------------------------------


def _readable(known: Known) -> StandingWish:
    if known.about.wish is None:
        reason = "What the prisoner wishes is sealed in this session."
        remedy = "A protection officer does this, in an unlocked session."
        raise Refused("locked", reason, "House rule: sealed compartments", remedy=remedy)
    return known.about.wish


def _refuse_first(found: Iterable[Obstacle]) -> None:
    first = next(iter(found), None)
    if first is not None:
        raise first.refused()


def _check_open(case: Case) -> None:
    if not case.is_open:
        reason = f"This case has ended: {case.stage.replace('_', ' ')}."
        raise Refused("ended", reason, _STEPS, remedy="Refer the prisoner anew.", field="case")


def _check_stage(case: Case, *stages: Stage) -> None:
    if case.stage not in stages:
        asked = " or ".join(stage.replace("_", " ") for stage in stages)
        reason = f"This case is {case.stage.replace('_', ' ')}; the step asks that it is {asked}."
        raise Refused("out_of_step", reason, _STEPS, remedy="Take the steps in their order.", field="case")


def _ceremony(ceremony: facts.Ceremony, known: Known) -> facts.Ceremony:
    happened = _moment(ceremony.happened, "ceremony.happened", known)
    for name in ("place", "given_by", "taken_by"):
        if not getattr(ceremony, name).strip():
            reason = f"The record does not say: {name.replace('_', ' ')}."
            raise Refused(
                "ceremony_incomplete", reason, _HALVES, remedy="Write it.", field=f"ceremony.{name}"
            )
    return ceremony.model_copy(update={"happened": happened})


def _check_their_half(text: str, case: Case) -> None:
    """Whether it is a signed note about this case. Whose key signed it is asked when peers are enrolled."""
    if not text:
        return
    try:
        said = note.parse(text.encode()).text.splitlines()
    except (Tampered, UnicodeEncodeError):
        said = []
    if f"case {case.id}" not in said:
        reason = "This is no signed half of this case."
        remedy = "Take the half that the receiving side made, to the letter."
        raise Refused("half_unreadable", reason, _HALVES, remedy=remedy, field="their_half")


def _moment(text: str, where: str, known: Known) -> str:
    """The moment in UTC; now for an empty text."""
    found = moments.read(text) if text else known.about.at
    if found is None:
        raise _unreadable(where)
    if found > known.about.at + _CLOCKS:
        reason = "This is still to come."
        raise Refused("moment_in_future", reason, _DATES, remedy="Check day and hour.", field=where)
    return moments.text_of(found)


def _to_come(text: str, where: str, known: Known) -> str:
    found = moments.read(text)
    if found is None:
        raise _unreadable(where)
    if found < known.about.at - _CLOCKS:
        reason = "This hour is past."
        raise Refused("moment_past", reason, _DATES, remedy="Check day and hour.", field=where)
    return moments.text_of(found)


def _unreadable(where: str) -> Refused:
    reason = "This is no moment with its offset from UTC."
    return Refused(
        "moment_unreadable", reason, _DATES, remedy="Write it as 2026-03-05T14:30+02:00.", field=where
    )


def _check_readable(edtf: str, where: str, *, is_needed: bool = False) -> None:
    if (is_needed and not edtf) or not when.is_readable(edtf):
        remedy = "Give the day, the month or the year that is known."
        raise Refused("date_unreadable", f"{edtf!r} is not a date.", _DATES, remedy=remedy, field=where)


def _check_past(edtf: str, where: str, known: Known) -> None:
    _check_readable(edtf, where, is_needed=True)
    if when.is_after(edtf, known.about.today):
        reason = "This day is still to come."
        raise Refused("date_in_future", reason, _DATES, remedy="Check the year.", field=where)


def _check_due(due: str, contact: str, known: Known) -> None:
    _check_readable(due, "due")
    _check_contact(contact, known)


def _check_contact(contact: str, known: Known) -> None:
    if contact and contact not in {logged.contact for logged, _ in known.about.power.contacts}:
        raise _no_such("contact", "contact")


def _resting(command: requests.Request | requests.Commit | requests.Offer, known: Known) -> dict[str, object]:
    """The command's fields, resting on a claim that was confirmed and counts, or on none."""
    if not command.claim:
        return dict(command)
    if not known.claim:
        reason, remedy = "No such claim was confirmed.", "Take its number from the reading desk."
        raise Refused("no_claim", reason, _CLAIMS, remedy=remedy, field="claim")
    if known.is_claim_withdrawn:
        reason = "This claim was withdrawn."
        raise Refused("claim_withdrawn", reason, _CLAIMS, remedy="Rest it on another one.", field="claim")
    return {**dict(command), "claim": known.claim}


def _no_such(what: str, where: str) -> Refused:
    reason = f"No such {what} stands with this Power."
    return Refused(f"no_{what}", reason, _STEPS, remedy="Take its id from the Power's page.", field=where)


def _one_line(text: str) -> str:
    return " ".join(text.split())


_OPEN = frozenset({Stage.REFERRED, Stage.PREVIEWED, Stage.ACCEPTED, Stage.CLEARED, Stage.PROPOSED})
# Which case a command means that names none: by default one that is open.
_MEANT: dict[type[requests.Command], frozenset[Stage]] = {
    requests.Assign: UNDER_WAY,
    requests.Unassign: UNDER_WAY,
    requests.ConfirmArrival: frozenset({Stage.HANDED_OVER}),
    requests.ReachMilestone: frozenset({Stage.ARRIVED, Stage.SETTLED}),
    requests.Settle: frozenset({Stage.ARRIVED}),
    requests.ReturnPerson: frozenset({Stage.HANDED_OVER, Stage.ARRIVED, Stage.SETTLED}),
}
POWER_RULES: dict[type[requests.AboutPower], Rule] = {
    requests.LogContact: _log_contact,
    requests.Request: _request,
    requests.AnswerRequest: _answer,
    requests.Commit: _commit,
    requests.EndCommitment: _end_commitment,
    requests.Offer: _offer,
    requests.WithdrawOffer: _withdraw_offer,
    requests.AssessPower: _assess,
    requests.ReportFailure: _fail,
}
CASE_RULES: dict[type[requests.AboutCase], Rule] = {
    requests.Assign: _assign,
    requests.Unassign: _unassign,
    requests.Preview: _preview,
    requests.Accept: _accept,
    requests.Refuse: _refuse,
    requests.Assure: _assure,
    requests.PlanReception: _plan,
    requests.Clear: _clear,
    requests.ProposeHandover: _propose,
    requests.HandOver: _hand_over,
    requests.ConfirmArrival: _arrive,
    requests.ReachMilestone: _milestone,
    requests.Settle: _settle,
    requests.ReturnPerson: _return,
    requests.CloseCase: _close,
}
