"""Decides what is prepared for a hearing and what is kept after it: plans, interpreters, sheets, the prisoner's copy.

Pure. A plan promises nothing: at the hearing every safeguard is asked again.
"""

from collections.abc import Set
from datetime import date

from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.wishes import facts, papers, requests, sheets
from safeconduct.wishes.checks import DATES, Known, check_language, check_moment, check_states, readable
from safeconduct.wishes.facts import Fact, Purpose
from safeconduct.wishes.roster import named, same
from safeconduct.wishes.state import COOLING, STANDING, Declared, WishState, status

_TWICE = "House rule: a wish is heard twice"
_HOUSE = "House rule: safeguards of a hearing"
_UNDERSTOOD = "GC III art. 17(6); House rule: safeguards of a hearing"
_ANOTHER = "Hear the prisoner with another interpreter."


def plan(state: WishState | None, command: requests.PlanInterview, known: Known) -> list[Fact]:
    """The interview is still to come, fits what stands, and its interpreter may and can be there."""
    at = moments.read(command.planned)
    if at is None:
        reason = "This is no moment with its offset from UTC."
        remedy = "Write it as 2026-03-05T14:30+02:00."
        raise Refused("moment_unreadable", reason, DATES, remedy=remedy, field="planned")
    if at <= known.at:
        reason, remedy = "This hour has passed.", "Plan a later one, or record the hearing that was held."
        raise Refused("moment_in_past", reason, DATES, remedy=remedy, field="planned")
    declared = _fits(readable(state), command, known)
    partial_to = known.adversaries | set(declared.states if declared else ())
    if command.interpreter:
        check_interpreter(command.interpreter, state, known, partial_to=partial_to, field="interpreter")
        if same(command.interpreter) == same(command.interviewer_name):
            reason = "The interpreter is the interviewer."
            raise Refused("interpreter_interviews", reason, _HOUSE, remedy=_ANOTHER, field="interpreter")
        if known.is_busy:
            reason = "This interpreter is asked for at that hour already."
            remedy = "Plan another hour or another interpreter."
            raise Refused("interpreter_busy", reason, _HOUSE, remedy=remedy, field="interpreter")
    return [
        facts.InterviewPlanned(
            planned=moments.text_of(at),
            purpose=command.purpose,
            place=command.place,
            interviewer_name=command.interviewer_name,
            interpreter=command.interpreter,
        )
    ]


def cancel(state: WishState | None, command: requests.CancelInterview, known: Known) -> list[Fact]:
    """Only what is planned can be cancelled."""
    if all(each.entry != command.entry for each in readable(state).plans):
        reason = "No such interview is planned."
        raise Refused("no_plan", reason, _HOUSE, remedy="Take its entry from the calendar.", field="entry")
    return [facts.InterviewCancelled(entry=command.entry, reason=command.reason)]


def refuse_interpreter(
    state: WishState | None, command: requests.RefuseInterpreter, known: Known
) -> list[Fact]:
    """A prisoner may refuse any interpreter, at any time."""
    return [facts.InterpreterRefused(name=command.name, reason=command.reason)]


def give_copy(state: WishState | None, command: requests.GiveCopy, known: Known) -> list[Fact]:
    """There is something to copy, in a language in which the copy is written."""
    declared = readable(state).declared
    if declared is None:
        raise Refused("nothing_declared", "No wish is recorded.", _HOUSE, field="prisoner")
    if command.language not in papers.LANGUAGES:
        reason = "The copy is not written in this language."
        remedy = f"Give it in one of: {', '.join(papers.LANGUAGES)}; read it aloud to him if need be."
        raise Refused("copy_language", reason, _UNDERSTOOD, remedy=remedy, field="language")
    happened = command.happened or moments.text_of(known.at)
    check_moment(happened, "happened", known)
    return [
        facts.CopyGiven(
            entry=declared.entry,
            happened=moments.text_of(moments.read(happened) or known.at),
            language=command.language,
            answer=command.answer,
        )
    ]


def listed(command: requests.ListInterpreter, known: Known, interpreter: str) -> list[Fact]:
    """An interpreter new to the roster. Conflicts are kept, not refused: whom he may not hear follows from them."""
    check_states(command.serves, "serves", known)
    for language in command.languages:
        check_language(language, "languages")
    if any(not each.struck for each in named(known.roster, command.name)):
        reason = "An interpreter of this name stands on the roster."
        remedy = "Add to the name what tells the two apart, or strike the first."
        raise Refused("interpreter_listed", reason, _HOUSE, remedy=remedy, field="name")
    return [facts.InterpreterListed(interpreter=interpreter, **dict(command))]


def struck(command: requests.StrikeInterpreter, known: Known) -> list[Fact]:
    """Only who stands on the roster can be struck off."""
    if all(each.interpreter != command.interpreter or each.struck for each in known.roster):
        reason = "No such interpreter stands on the roster."
        raise Refused(
            "no_interpreter", reason, _HOUSE, remedy="Take it from the roster.", field="interpreter"
        )
    return [facts.InterpreterStruck(interpreter=command.interpreter, reason=command.reason)]


def check_interpreter(
    name: str, state: WishState | None, known: Known, *, partial_to: Set[str], field: str = "interview"
) -> None:
    """Whoever stands on the roster is held to it, whatever the interview says; so is a refusal by the prisoner."""
    here = named(known.roster, name)
    if here and all(each.struck for each in here):
        reason = "This interpreter was struck off the roster."
        raise Refused("interpreter_struck", reason, _HOUSE, remedy=_ANOTHER, field=field)
    if any(not partial_to.isdisjoint(each.serves) for each in here if not each.struck):
        reason = "The interpreter works for the Power of origin or for a destination."
        raise Refused("interpreter_partial", reason, _HOUSE, remedy=_ANOTHER, field=field)
    if state is not None and same(name) in state.refused:
        reason = "The prisoner did not accept the interpreter."
        raise Refused("interpreter_rejected", reason, _HOUSE, remedy=_ANOTHER, field=field)


def check_sheet(sheet: facts.Sheet, day: date) -> None:
    """The sheet that was read is one of ours, in force on that day, and written in that language."""
    found = sheets.find(sheet.version)
    in_force = ", ".join(each.version for each in sheets.SHEETS if each.is_in_force(day))
    if found is None or not found.is_in_force(day):
        code = "sheet_unknown" if found is None else "sheet_superseded"
        reason = "No information sheet of this version is in force on that day."
        remedy = f"Read to him one that is: {in_force}."
        raise Refused(code, reason, _UNDERSTOOD, remedy=remedy, field="interview.sheet.version")
    if sheet.language not in found.languages:
        reason = "The information sheet is not written in this language."
        remedy = f"Read it in one of: {', '.join(found.languages)}."
        raise Refused("sheet_language", reason, _UNDERSTOOD, remedy=remedy, field="interview.sheet.language")


def _fits(state: WishState, command: requests.PlanInterview, known: Known) -> Declared | None:
    """A confirmation is planned for a wish that stands, by another officer, when three days will have passed."""
    declared = state.declared
    if command.purpose in (Purpose.INFORM, Purpose.DECLARE):
        return declared
    if declared is None or status(state, known.at) not in STANDING:
        reason = "No wish with a destination stands."
        raise Refused("nothing_stands", reason, _TWICE, remedy="Record a new declaration.", field="purpose")
    if command.purpose == Purpose.RECONFIRM:
        if declared.confirmed is None:
            reason = "This wish was not confirmed before."
            raise Refused("not_confirmed", reason, _TWICE, remedy="Confirm it first.", field="purpose")
        return declared
    if declared.confirmed is not None:
        raise Refused(
            "confirmed", "This wish is confirmed.", _TWICE, remedy="Re-confirm it.", field="purpose"
        )
    if (moments.read(command.planned) or known.at) - declared.since < COOLING:
        free = moments.text_of(declared.since + COOLING)
        reason = f"Between the declaration and this hearing are less than 72 hours; they are over on {free}."
        raise Refused("too_early", reason, _TWICE, remedy="Hear the prisoner after that.", field="planned")
    first = next(e.fact for e in state.entries if e.id == declared.entry)
    assert isinstance(first, facts.WishDeclared)
    if command.interviewer_name and same(first.interview.interviewer_name) == same(command.interviewer_name):
        reason = "Who heard the declaration cannot hear its confirmation."
        remedy = "Have another officer hear the prisoner."
        raise Refused("same_interviewer", reason, _TWICE, remedy=remedy, field="interviewer_name")
    return declared
