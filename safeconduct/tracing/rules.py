"""Decides every command about an enquiry: the state and the command give facts, or a refusal with its ground.

Pure: the day, and whether the found person is dead, come in. One function a command, all in `RULES`. No answer
goes beyond what the sought person let be told, and none rests on one person's judgement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from safeconduct.registry.facts import Verdict
from safeconduct.sources import when
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.tracing import facts, requests
from safeconduct.tracing.facts import Consent, Direction, Fact, Outcome
from safeconduct.tracing.state import EnquiryState, Judged, Message

_CONSENT = "House rule: the sought person's consent"
_TWO_PERSONS = "House rule: two persons"
_ENQUIRY = "House rule: enquiries"
_MESSAGES = "GC III art. 71"
_DATES = "House rule: dates"

# How far each consent reaches.
_REACH = {Consent.NOTHING: 0, Consent.MESSAGE: 1, Consent.WELFARE: 2, Consent.WHEREABOUTS: 3}
_NEEDS = {
    Outcome.MESSAGE_ONLY: Consent.MESSAGE,
    Outcome.WELFARE: Consent.WELFARE,
    Outcome.LINK_RESTORED: Consent.WHEREABOUTS,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule is told from outside: the day, and whether the register says that the named person died.

    `prisoner` is the subject id of whom the command names, "" where it names nobody.
    """

    today: date
    prisoner: str = ""
    is_dead: bool = False
    score: str = ""
    approval: str = ""


Rule = Callable[..., list[Fact]]


def facts_for(state: EnquiryState, command: requests.Command, known: Known) -> list[Fact]:
    """The facts that the command makes; `NotFound` for no such enquiry, `Refused` for what may not be."""
    if isinstance(command, requests.OpenEnquiry):
        return _opened(command, known)
    if state.opened is None:
        raise NotFound("no such enquiry")
    if state.is_erased:
        raise Refused("erased", "This enquiry was erased.", "House rule: erasure", field="enquiry")
    if state.is_closed and not isinstance(command, requests.ReopenEnquiry):
        raise Refused("closed", "This enquiry is closed.", _ENQUIRY, remedy="Open it again.", field="enquiry")
    return RULES[type(command)](state, command, known)


def confirmation(state: EnquiryState, prisoner: str, approval: str) -> facts.SameConfirmed:
    """What the second person's approval records; `Refused` where the judgement it was asked for stands no longer."""
    judged = state.judged.get(prisoner)
    if judged is None or judged.approval != approval or judged.is_confirmed or state.is_closed:
        reason = "What was to be approved stands no longer."
        raise Refused("changed_since", reason, _TWO_PERSONS, remedy="Judge it again.")
    _check_nobody_else(state, prisoner)
    return facts.SameConfirmed(prisoner=prisoner, judgement=judged.entry, approval=approval)


def outcomes_within(consent: Consent, *, is_found: bool) -> tuple[Outcome, ...]:
    """What an answer may say at most, the least first; that a person died the register says in the end."""
    if not is_found:
        return (Outcome.NOTHING_TO_TELL,)
    told = [outcome for outcome, needed in _NEEDS.items() if _REACH[consent] >= _REACH[needed]]
    return (Outcome.NOTHING_TO_TELL, *told, Outcome.DEATH)


# --- enquiries ------------------------------------------------------------------------------------


def _opened(command: requests.OpenEnquiry, known: Known) -> list[Fact]:
    _check_sought(command.sought, known)
    _check_day(command.received, known, "received")
    return [
        facts.EnquiryOpened(
            sought=command.sought,
            enquirer=command.enquirer,
            way=command.way,
            received=command.received or known.today.isoformat(),
            reference=command.reference,
        )
    ]


def _amend(state: EnquiryState, command: requests.AmendEnquiry, known: Known) -> list[Fact]:
    _check_sought(command.sought, known)
    if command.sought == state.sought.sought:
        raise Refused("nothing_changed", "This is what stands already.", _ENQUIRY, field="sought")
    return [facts.EnquiryAmended(sought=command.sought, reason=command.reason)]


def _hand_over(state: EnquiryState, command: requests.HandOverEnquiry, known: Known) -> list[Fact]:
    assert state.opened is not None
    if not state.opened.enquirer.may_pass_on:
        raise Refused(
            "no_consent_to_pass_on",
            "The enquirer did not let the enquiry be passed to another desk.",
            "House rule: the enquirer's consent",
            remedy="Ask the enquirer, and open the enquiry anew with this consent.",
            field="desk",
        )
    return [facts.FileHandedOver(desk=command.desk, reference=command.reference, reason=command.reason)]


def _close(state: EnquiryState, command: requests.CloseEnquiry, known: Known) -> list[Fact]:
    return [facts.EnquiryClosed(reason=command.reason)]


def _reopen(state: EnquiryState, command: requests.ReopenEnquiry, known: Known) -> list[Fact]:
    if not state.is_closed:
        raise Refused("not_closed", "This enquiry is open.", _ENQUIRY, field="enquiry")
    return [facts.EnquiryReopened(reason=command.reason)]


# --- judgements -----------------------------------------------------------------------------------


def _judge(state: EnquiryState, command: requests.JudgeCandidate, known: Known) -> list[Fact]:
    standing = state.judged.get(known.prisoner)
    if standing is not None and standing.is_confirmed:
        raise Refused(
            "confirmed",
            "Two persons judged this record the sought person.",
            _TWO_PERSONS,
            remedy="Undo that judgement first.",
            field="prisoner",
        )
    if standing is not None and standing.verdict == command.verdict:
        raise Refused("judged_already", "This is what stands already.", _ENQUIRY, field="verdict")
    if command.verdict == Verdict.SAME:
        _check_nobody_else(state, known.prisoner)
    return [
        facts.CandidateJudged(
            prisoner=known.prisoner,
            verdict=command.verdict,
            reason=command.reason,
            score=known.score,
            approval=known.approval,
        )
    ]


def _undo(state: EnquiryState, command: requests.UndoCandidate, known: Known) -> list[Fact]:
    if known.prisoner not in state.judged:
        raise Refused("not_judged", "Nothing is judged of this record.", _ENQUIRY, field="prisoner")
    return [facts.CandidateUndone(prisoner=known.prisoner, reason=command.reason)]


def _check_nobody_else(state: EnquiryState, prisoner: str) -> None:
    if state.found and state.found != prisoner:
        raise Refused(
            "found_already",
            "Another record was judged the sought person.",
            _TWO_PERSONS,
            remedy="Undo that judgement, or have the two records judged one person in the register.",
            field="prisoner",
        )


# --- consent, answers, messages -------------------------------------------------------------------


def _consent(state: EnquiryState, command: requests.StateConsent, known: Known) -> list[Fact]:
    _check_found(state, known, "prisoner")
    _check_day(command.happened, known, "happened")
    return [
        facts.ConsentStated(
            prisoner=known.prisoner, consent=command.consent, happened=command.happened, source=command.source
        )
    ]


def _answer(state: EnquiryState, command: requests.AnswerEnquiry, known: Known) -> list[Fact]:
    """Whether nobody was found or nothing may be told, the answer is one: no text, no person, no other word."""
    if command.outcome == Outcome.NOTHING_TO_TELL:
        if command.text or command.prisoner:
            raise Refused(
                "one_answer",
                "This answer has words of its own and names nobody.",
                _CONSENT,
                remedy="Leave text and prisoner empty.",
                field="text",
            )
        return [facts.AnswerGiven(outcome=command.outcome, language=command.language)]
    _check_found(state, known, "prisoner")
    _check_may_tell(state, command.outcome, known)
    if not command.text.strip() and command.outcome != Outcome.MESSAGE_ONLY:
        raise Refused("no_text", "Nothing is written.", _ENQUIRY, remedy="Write what is told.", field="text")
    return [
        facts.AnswerGiven(
            outcome=command.outcome, prisoner=known.prisoner, language=command.language, text=command.text
        )
    ]


def _check_may_tell(state: EnquiryState, outcome: Outcome, known: Known) -> None:
    """Source: GC III arts 120, 122 for the dead; for the living their own word."""
    if outcome == Outcome.DEATH:
        if not known.is_dead:
            reason = "The register does not say that this person died."
            raise Refused(
                "not_dead", reason, "GC III art. 120", remedy="Record the death first.", field="outcome"
            )
        if state.consents.get(state.found) == Consent.NOTHING:
            raise _beyond("nothing")
    elif _REACH[state.consent] < _REACH[_NEEDS[outcome]]:
        raise _beyond(str(state.consent))


def _beyond(consent: str) -> Refused:
    return Refused(
        "beyond_consent",
        f"The sought person let be told: {consent}.",
        _CONSENT,
        remedy="Ask the person again, or answer that there is nothing to tell.",
        field="outcome",
    )


def _write(state: EnquiryState, command: requests.WriteMessage, known: Known) -> list[Fact]:
    _check_found(state, known, "prisoner")
    _check_day(command.happened, known, "happened")
    if command.direction == Direction.FROM_PRISONER and state.consent == Consent.NOTHING:
        raise _beyond(str(state.consent))
    return [
        facts.MessageWritten(
            direction=command.direction,
            prisoner=known.prisoner,
            text=command.text,
            language=command.language,
            happened=command.happened,
        )
    ]


def _deliver(state: EnquiryState, command: requests.DeliverMessage, known: Known) -> list[Fact]:
    _check_day(command.happened, known, "happened")
    return [facts.MessageDelivered(entry=_on_its_way(state, command.entry).entry, happened=command.happened)]


def _return(state: EnquiryState, command: requests.ReturnMessage, known: Known) -> list[Fact]:
    return [facts.MessageReturned(entry=_on_its_way(state, command.entry).entry, reason=command.reason)]


def _on_its_way(state: EnquiryState, entry: str) -> Message:
    found = next((message for message in state.messages if message.entry == entry), None)
    if found is None or not found.is_open:
        reason = "No such message is on its way."
        raise Refused(
            "no_message", reason, _MESSAGES, remedy="Take its entry from the enquiry.", field="entry"
        )
    return found


# --- checks ---------------------------------------------------------------------------------------


def _check_found(state: EnquiryState, known: Known, where: str) -> Judged:
    """The named record is the sought person by two persons' judgement."""
    if not state.found or known.prisoner != state.found:
        raise Refused(
            "not_confirmed",
            "No two persons judged this record the sought person.",
            _TWO_PERSONS,
            remedy="Judge the candidate, and have a second officer approve.",
            field=where,
        )
    return state.judged[state.found]


def _check_sought(sought: facts.Sought, known: Known) -> None:
    if not any(name.text.strip() for name in sought.names):
        raise Refused("name_empty", "No name is written.", _ENQUIRY, remedy="Write it.", field="sought.names")
    _check_day(sought.born, known, "sought.born")
    _check_day(sought.last_seen_on, known, "sought.last_seen_on")


def _check_day(edtf: str, known: Known, where: str) -> None:
    if not when.is_readable(edtf):
        remedy = "Give the day, the month or the year that is known, or leave it empty."
        raise Refused("date_unreadable", f"{edtf!r} is not a date.", _DATES, remedy=remedy, field=where)
    if when.is_after(edtf, known.today):
        reason = "This day is still to come."
        raise Refused("date_in_future", reason, _DATES, remedy="Check the year.", field=where)


RULES: dict[type[requests.Command], Rule] = {
    requests.AmendEnquiry: _amend,
    requests.JudgeCandidate: _judge,
    requests.UndoCandidate: _undo,
    requests.StateConsent: _consent,
    requests.AnswerEnquiry: _answer,
    requests.WriteMessage: _write,
    requests.DeliverMessage: _deliver,
    requests.ReturnMessage: _return,
    requests.HandOverEnquiry: _hand_over,
    requests.CloseEnquiry: _close,
    requests.ReopenEnquiry: _reopen,
}
