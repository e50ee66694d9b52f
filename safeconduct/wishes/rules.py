"""Decides every command about a wish: the state and the command give facts, or a refusal with its ground.

Pure: the moment, who acts and what the register says come in. What no one here may look at (a session without the
key writes and cannot read) comes in as no state: then only what the command itself shows is checked, and the fold
sets aside what turns out not to hold. No rule has an exception, and none is switched off by a role.
"""

from collections.abc import Callable
from datetime import datetime

from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.wishes import facts, planning, requests
from safeconduct.wishes.checks import (
    CLOCKS,
    DATES,
    Known,
    check_language,
    check_moment,
    check_states,
    readable,
)
from safeconduct.wishes.facts import Fact, Finding, Option
from safeconduct.wishes.safeguards import check
from safeconduct.wishes.state import COOLING, STANDING, Declared, Risk, WishState, status

_FREELY = "GC III art. 7; House rule: safeguards of a hearing"
_TWICE = "House rule: a wish is heard twice"
_TWO_PERSONS = "House rule: two persons"
_CUSTODY = "GC III art. 5(1)"
_WORDS_OF_A_PAGE = ("http://", "https://", "www.")


Rule = Callable[..., list[Fact]]


def facts_for(state: WishState | None, command: requests.Command, known: Known) -> list[Fact]:
    """The facts that the command makes; `Refused` for what may not be. `state` is None where it cannot be read."""
    if state is not None and state.is_erased:
        raise Refused("erased", "This record was erased.", "House rule: erasure", field="prisoner")
    if state is not None and state.entries:
        _check_clock(state, known)
    if known.gone and isinstance(command, _HEARINGS):
        reason = f"The register says that this prisoner is no longer here: {known.gone}."
        raise Refused(
            "not_here", reason, _CUSTODY, remedy="Correct the register if it is wrong.", field="prisoner"
        )
    return RULES[type(command)](state, command, known)


def confirmation(state: WishState, assessment: str, approval: str) -> facts.RiskConfirmed:
    """What the second person's approval records; `Refused` where the finding it was asked for stands no longer."""
    found = risk_of(state, assessment)
    if found is None or found.approval != approval or found.is_confirmed:
        reason = "What was to be approved stands no longer."
        raise Refused("changed_since", reason, _TWO_PERSONS, remedy="Assess the destination again.")
    return facts.RiskConfirmed(assessment=assessment, approval=approval)


def risk_of(state: WishState, assessment: str) -> Risk | None:
    """The finding of this name, if it is the last word on its destination."""
    return next((risk for risk in state.risks.values() if risk.assessment == assessment), None)


# --- hearings -------------------------------------------------------------------------------------


def _inform(state: WishState | None, command: requests.Inform, known: Known) -> list[Fact]:
    return [facts.Informed(interview=_heard(command.interview, (), known, state))]


def _declare(state: WishState | None, command: requests.Declare, known: Known) -> list[Fact]:
    said = command.declaration
    check_states(said.states, "declaration.states", known)
    check_language(said.language, "declaration.language")
    interview = _heard(command.interview, said.states, known, state)
    _check_said(said, known)
    _check_not_repeated(state, interview, said)
    return [
        facts.WishDeclared(
            interview=interview, declaration=said, may_be_told=command.may_be_told, covers=known.records
        ),
        facts.FearsStated(for_himself=command.fears_for_himself, for_family=command.fears_for_family),
    ]


def _confirm(state: WishState | None, command: requests.Confirm, known: Known) -> list[Fact]:
    interview = _heard(command.interview, command.states, known, state)
    declared = _standing(state, command, known)
    if declared.confirmed is not None:
        raise Refused(
            "confirmed", "This wish is confirmed.", _TWICE, remedy="Re-confirm it.", field="prisoner"
        )
    if interview.interviewer == declared.interviewer:
        raise Refused(
            "same_interviewer",
            "Who heard the declaration cannot hear its confirmation.",
            _TWICE,
            remedy="Have another officer hear the prisoner.",
            field="interview",
        )
    if _moment(interview) - declared.since < COOLING:
        free = moments.text_of(declared.since + COOLING)
        raise Refused(
            "too_early",
            f"Between the declaration and this hearing are less than 72 hours; they are over on {free}.",
            _TWICE,
            remedy="Hear the prisoner after that.",
            field="interview.held",
        )
    return [
        facts.WishConfirmed(
            entry=declared.entry, interview=interview, option=command.option, states=command.states
        )
    ]


def _reconfirm(state: WishState | None, command: requests.Reconfirm, known: Known) -> list[Fact]:
    interview = _heard(command.interview, command.states, known, state, needs_sheet=False)
    declared = _standing(state, command, known)
    if declared.confirmed is None or _moment(interview) < declared.confirmed:
        reason = "This wish was not confirmed before."
        raise Refused("not_confirmed", reason, _TWICE, remedy="Confirm it first.", field="prisoner")
    return [
        facts.WishReconfirmed(
            entry=declared.entry, interview=interview, option=command.option, states=command.states
        )
    ]


def _deny(state: WishState | None, command: requests.DenyWithdrawal, known: Known) -> list[Fact]:
    interview = _heard(command.interview, (), known, state, needs_sheet=False)
    reported = next((e for e in readable(state).withdrawals if e.id == command.entry), None)
    if reported is None:
        reason = "No such withdrawal stands."
        raise Refused("no_withdrawal", reason, _FREELY, remedy="Take its entry from the wish.", field="entry")
    if _moment(interview) < (moments.read(reported.recorded) or known.at):
        reason = "The prisoner was heard before the withdrawal was reported."
        raise Refused("heard_before", reason, _FREELY, remedy="Hear him about it.", field="interview.held")
    return [facts.WithdrawalDenied(entry=command.entry, interview=interview)]


# --- what ends a wish -----------------------------------------------------------------------------


def _withdraw(
    state: WishState | None, command: requests.Withdraw | requests.ReportWithdrawal, known: Known
) -> list[Fact]:
    """Never refused for what stands: a withdrawal is heard at any time, also before anything is known of a wish."""
    happened = command.happened or moments.text_of(known.at)
    check_moment(happened, "happened", known)
    withdrawn = facts.WishWithdrawn(
        happened=moments.text_of(moments.read(happened) or known.at),
        heard_by=known.operator_name,
        way=command.way,
        note=command.note,
    )
    return [withdrawn, facts.StepsStopped()]


def _invalidate(state: WishState | None, command: requests.Invalidate, known: Known) -> list[Fact]:
    if readable(state).declared is None:
        raise Refused("nothing_declared", "No wish is recorded.", _FREELY, field="prisoner")
    return [facts.WishInvalidated(reason=command.reason), facts.StepsStopped()]


def _report(state: WishState | None, command: requests.ReportStatement, known: Known) -> list[Fact]:
    if command.setting == facts.Setting.PRIVATE_INTERVIEW:
        reason = "What was said in a private interview is recorded as a declaration."
        raise Refused("is_an_interview", reason, _FREELY, remedy="Record the interview.", field="setting")
    return [
        facts.StatementReported(
            setting=command.setting, happened=command.happened, words=command.words, source=command.source
        )
    ]


def _assess(state: WishState | None, command: requests.AssessRisk, known: Known) -> list[Fact]:
    """A danger counts at once and stops what is open; that there is none waits for the second person."""
    check_states((command.destination,), "destination", known)
    found: list[Fact] = [
        facts.RiskAssessed(
            assessment=known.assessment,
            destination=command.destination,
            finding=command.finding,
            approval=known.approval,
        ),
        facts.RiskGroundsStated(
            assessment=known.assessment, grounds=command.grounds, decision=command.decision
        ),
    ]
    return [*found, facts.StepsStopped()] if command.finding == Finding.OPEN else found


# --- checks ---------------------------------------------------------------------------------------


def _heard(
    heard: facts.Hearing,
    states: tuple[str, ...],
    known: Known,
    state: WishState | None,
    *,
    needs_sheet: bool = True,
) -> facts.Interview:
    """The interview with who held it, once every safeguard is there."""
    partial_to = known.adversaries | set(states)
    check_language(heard.language, "interview.language")
    if heard.interpreter is not None:
        # A service under a code that nobody knows would pass for an impartial one.
        check_states(heard.interpreter.serves, "interview.interpreter.serves", known)
    check(heard, interviewer_name=known.operator_name, partial_to=partial_to, needs_sheet=needs_sheet)
    check_moment(heard.held, "interview.held", known)
    held = moments.read(heard.held) or known.at
    if heard.interpreter is not None:
        planning.check_interpreter(heard.interpreter.name, state, known, partial_to=partial_to)
    if needs_sheet and heard.sheet is not None:
        planning.check_sheet(heard.sheet, held.date())
    return facts.Interview(
        **{**dict(heard), "held": moments.text_of(held)},
        interviewer=known.operator,
        interviewer_name=known.operator_name,
    )


def _check_clock(state: WishState, known: Known) -> None:
    """A clock set back would make what was heard long ago look fresh."""
    last = max(moments.read(entry.recorded) or known.at for entry in state.entries)
    if last > known.at + CLOCKS:
        reason = "The clock of this machine stands before the last entry of this wish."
        raise Refused("clock_behind", reason, DATES, remedy="Set the clock right.", field="")


def _check_said(said: facts.Declaration, known: Known) -> None:
    """The option and its States fit: a Power of origin under another name is no third State."""
    adverse = [state for state in said.states if state in known.adversaries]
    if said.option == Option.REPATRIATE:
        is_fit = len(said.states) == 1 and len(adverse) == 1
        reason, remedy = (
            "To return is to one Power on which prisoners depend.",
            "Name that Power, and no other.",
        )
    elif said.option == Option.THIRD_STATE:
        is_fit = bool(said.states) and not adverse and known.detaining not in said.states
        is_fit = is_fit and len(set(said.states)) == len(said.states)
        reason = "A third State is neither the Detaining Power nor a Power on which prisoners depend."
        remedy = "Name each third State once, in his order; else choose to return or to remain."
    else:
        is_fit = not said.states
        reason, remedy = "This choice names no State.", "Leave the States empty."
    if not is_fit:
        raise Refused("states_do_not_fit", reason, _FREELY, remedy=remedy, field="declaration.states")
    if any(mark in said.own_words.lower() for mark in _WORDS_OF_A_PAGE):
        reason = "His own words hold an address of a page: these are words of a publication."
        remedy = "Record them as a reported statement."
        raise Refused("not_his_words", reason, _FREELY, remedy=remedy, field="declaration.own_words")


def _check_not_repeated(state: WishState | None, interview: facts.Interview, said: facts.Declaration) -> None:
    """One hearing makes one declaration; sent twice it would begin the three days anew."""
    for entry in state.entries if state else ():
        if isinstance(entry.fact, facts.WishDeclared) and entry.fact.interview == interview:
            reason = "A declaration of this very hearing is recorded already."
            raise Refused(
                "declared_already", reason, _TWICE, remedy="Hear him again.", field="interview.held"
            )


def _standing(
    state: WishState | None, command: requests.Confirm | requests.Reconfirm, known: Known
) -> Declared:
    """The wish that this command is about: it stands, and he says the same."""
    found = readable(state)
    declared = found.declared
    at = status(found, known.at)
    if declared is None or at not in STANDING:
        reason = f"No wish with a destination stands: {at.replace('_', ' ')}."
        raise Refused("nothing_stands", reason, _TWICE, remedy="Record a new declaration.", field="prisoner")
    if (command.option, command.states) != (declared.option, declared.states):
        reason = "The prisoner now says something else than in his declaration."
        raise Refused("says_otherwise", reason, _FREELY, remedy="Record a new declaration.", field="option")
    return declared


def _moment(interview: facts.Interview) -> datetime:
    found = moments.read(interview.held)
    assert found is not None  # `_heard` wrote it
    return found


RULES: dict[type[requests.Command], Rule] = {
    requests.Inform: _inform,
    requests.Declare: _declare,
    requests.Confirm: _confirm,
    requests.Reconfirm: _reconfirm,
    requests.Withdraw: _withdraw,
    requests.ReportWithdrawal: _withdraw,
    requests.DenyWithdrawal: _deny,
    requests.Invalidate: _invalidate,
    requests.ReportStatement: _report,
    requests.AssessRisk: _assess,
    requests.PlanInterview: planning.plan,
    requests.CancelInterview: planning.cancel,
    requests.RefuseInterpreter: planning.refuse_interpreter,
    requests.GiveCopy: planning.give_copy,
}
_HEARINGS = (
    requests.Inform, requests.Declare, requests.Confirm, requests.Reconfirm, requests.PlanInterview,
)  # fmt: skip
