"""The words for the closed lists, fields and refusals of wishes, in the operator's language.

Also what pages say to those who may know that there is a wish of a request that waits for a second person.
"""

from secrets import SystemRandom

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeconduct.store.command_forms import CommandWords
from safeconduct.store.forms import APPROVAL_REFUSAL, APPROVAL_REMEDY, FormWords, Words
from safeconduct.wishes import sheets
from safeconduct.wishes.facts import (
    AskedApart,
    Capacity,
    CopyAnswer,
    Finding,
    Hearer,
    Option,
    Presence,
    Purpose,
    Setting,
    SheetPoint,
    Told,
)
from safeconduct.wishes.state import Status

ACTION: Words = {
    "wishes.confirm_no_danger": _("It counts that a prisoner would be in no danger at a destination."),
    "wishes.open_protection": _("Another officer reads what one prisoner fears, for 15 minutes."),
}
UNDONE: Words = {
    "wishes.confirm_no_danger": _("Yes: a new finding of danger counts at once."),
    "wishes.open_protection": _("No: what was read cannot be unread."),
}

STATUS: Words = {
    Status.NOT_HEARD: _("not heard yet"),
    Status.INFORMED: _("informed, has said nothing yet"),
    Status.UNDECIDED: _("undecided"),
    Status.DECLINES: _("declines to say"),
    Status.COOLING: _("declared; three days run"),
    Status.TO_CONFIRM: _("to be confirmed by a second officer"),
    Status.CONFIRMED: _("confirmed"),
    Status.RECONFIRMED: _("re-confirmed within the last day"),
    Status.STALE: _("heard too long ago"),
    Status.WITHDRAWN: _("withdrawn"),
    Status.INVALIDATED: _("counts no longer: a safeguard was broken"),
    Status.HEAR_AGAIN: _("to be heard again: two words of his stand"),
}
# Shape of each status: a code of `STATES` of the template tags.
SHAPE = {
    Status.NOT_HEARD: "not_started", Status.INFORMED: "running", Status.UNDECIDED: "running",
    Status.DECLINES: "running", Status.COOLING: "running", Status.TO_CONFIRM: "waits_second",
    Status.CONFIRMED: "met", Status.RECONFIRMED: "met", Status.STALE: "ageing", Status.WITHDRAWN: "obstacle",
    Status.INVALIDATED: "obstacle", Status.HEAR_AGAIN: "conflict",
}  # fmt: skip

OPTION: Words = {
    Option.REPATRIATE: _("to return to the Power on which he depends"),
    Option.REMAIN: _("to remain in this State"),
    Option.THIRD_STATE: _("to go to another State"),
    Option.UNDECIDED: _("is undecided"),
    Option.DECLINES: _("declines to say"),
}
SETTING: Words = {
    Setting.PRIVATE_INTERVIEW: _("a private interview"),
    Setting.GROUP: _("in a group"),
    Setting.INTERROGATION: _("an interrogation"),
    Setting.PRESS: _("to the press"),
    Setting.VISIT: _("to a visitor"),
    Setting.LETTER: _("in a letter"),
}
HEARER: Words = {
    Hearer.LAWYER: _("his lawyer"),
    Hearer.DELEGATE: _("a delegate of the ICRC or the Protecting Power"),
    Hearer.DOCTOR: _("a doctor"),
    Hearer.TRUSTED_PERSON: _("somebody he trusts and asked for"),
    Hearer.GUARD: _("a guard"),
    Hearer.PRISONER: _("another prisoner"),
    Hearer.INTERROGATOR: _("an interrogator"),
    Hearer.PRESS: _("the press"),
    Hearer.OFFICIAL_OF_ORIGIN: _("an official of the Power of origin"),
    Hearer.OFFICIAL_OF_DESTINATION: _("an official of a destination"),
}
SHEET_POINT: Words = {
    SheetPoint.EVERY_OPTION: _("every choice he has"),
    SheetPoint.NONE_GUARANTEED: _("that none is promised"),
    SheetPoint.REPATRIATION_IS_THE_RULE: _("that return at the end of hostilities is the rule"),
    SheetPoint.MAY_CHANGE: _("that he may change his mind at any time"),
    SheetPoint.WHO_WILL_SEE: _("who will see what he says"),
    SheetPoint.DANGER_FOR_FAMILY: _("what it can mean for his family"),
    SheetPoint.WHOM_TO_ASK: _("whom he can ask"),
}
PRESENCE: Words = {
    Presence.PRESENT: _("offered; somebody was present"),
    Presence.DECLINED: _("offered; he declined"),
    Presence.NOT_AVAILABLE: _("offered; nobody was available"),
    Presence.NOT_OFFERED: _("not offered"),
}
ASKED_APART: Words = {
    AskedApart.NOTHING: _("nothing was promised or threatened"),
    AskedApart.SOMETHING: _("something was promised or threatened"),
    AskedApart.NOT_ASKED: _("he was not asked"),
}
CAPACITY: Words = {
    Capacity.ABLE: _("he can decide now"),
    Capacity.NOT_ABLE: _("he cannot decide now"),
    Capacity.NOT_ASSESSED: _("no doctor has seen him"),
}
TOLD: Words = {
    Told.IDENTITY: _("who he is"),
    Told.CARE_NEEDED: _("what care he needs"),
    Told.FAMILY: _("his family"),
    Told.OWN_WORDS: _("his own words"),
}
PURPOSE: Words = {
    Purpose.INFORM: _("to inform him of his choices"),
    Purpose.DECLARE: _("to hear his wish"),
    Purpose.CONFIRM: _("to hear him a second time"),
    Purpose.RECONFIRM: _("to hear him on the day he goes"),
}
COPY_ANSWER: Words = {
    CopyAnswer.TAKEN: _("he took it"),
    CopyAnswer.KEPT_FOR_HIM: _("it is kept for him, as he asked"),
    CopyAnswer.DECLINED: _("he did not want it"),
}
FINDING: Words = {
    Finding.OPEN: _("danger: finding open"),
    Finding.NONE_FOUND: _("no danger found"),
}
KIND: Words = {
    "wishes.Informed": _("Informed of his choices"),
    "wishes.WishDeclared": _("Wish declared"),
    "wishes.WishConfirmed": _("Wish confirmed"),
    "wishes.WishReconfirmed": _("Wish re-confirmed"),
    "wishes.WishWithdrawn": _("Withdrawal heard"),
    "wishes.WithdrawalDenied": _("Said that a withdrawal was not his"),
    "wishes.WishInvalidated": _("Safeguard found broken"),
    "wishes.StatementReported": _("Reported statement kept"),
    "wishes.RiskAssessed": _("Destination assessed"),
    "wishes.InterviewPlanned": _("Interview planned"),
    "wishes.InterviewCancelled": _("Planned interview cancelled"),
    "wishes.InterpreterRefused": _("Interpreter refused by him"),
    "wishes.CopyGiven": _("Copy of the record offered"),
    "wishes.RiskConfirmed": _("Found safe by a second person"),
}
ACT: dict[str, tuple[object, object, str]] = {
    "inform": (_("Inform him of his choices"), _("Record that he was informed"), "GC III art. 17(6), 118"),
    "declare": (_("Hear his wish"), _("Record what he said"), "GC III art. 7, 109(3), 118"),
    "confirm": (_("Hear him a second time"), _("Record that he said the same"), "GC III art. 7"),
    "reconfirm": (_("Hear him on the day he goes"), _("Record that he said the same"), "GC III art. 7"),
    "withdraw": (_("He takes his wish back"), _("Record the withdrawal"), "GC III art. 7"),
    "deny_withdrawal": (_("A reported withdrawal was not his"), _("Record what he says"), "GC III art. 7"),
    "invalidate": (_("A safeguard was broken"), _("Record that it counts no longer"), "GC III art. 7"),
    "plan_interview": (_("Plan an interview"), _("Plan it"), "GC III art. 7, 126"),
    "cancel_interview": (_("Cancel a planned interview"), _("Cancel it"), "GC III art. 7"),
    "refuse_interpreter": (_("He refuses an interpreter"), _("Record his refusal"), "GC III art. 7, 17(6)"),
    "give_copy": (_("Offer him his copy"), _("Record what he answered"), "GC III art. 17(6)"),
    "list_interpreter": (_("Add an interpreter"), _("Add to the roster"), "GC III art. 17(6)"),
    "strike_interpreter": (_("Strike an interpreter off"), _("Strike off the roster"), "GC III art. 17(6)"),
    "assess_risk": (_("Assess a destination"), _("Record the finding"), "GC III art. 12(2), 118"),
}

FIELD: Words = {
    "interview": _("How he was heard"),
    "held": _("When he was heard"),
    "place": _("Place"),
    "setting": _("In what setting"),
    "hearers": _("Who else could hear"),
    "language": _("Language"),
    "interpreter": _("Interpreter, if there was one"),
    "name": _("Name"),
    "qualification": _("Qualification"),
    "serves": _("States for whose services he works or worked"),
    "is_accepted": _("The prisoner accepted the interpreter"),
    "sheet": _("The information sheet"),
    "version": _("Version"),
    "is_read_aloud": _("It was read aloud to him"),
    "told_back": _("What he told back in his own words"),
    "presence": _("The ICRC or the Protecting Power"),
    "is_signed_no_inducement": _("I sign: nobody promised, paid or threatened anything for his answer."),
    "asked_apart": _("Asked apart, he says"),
    "capacity": _("A doctor found"),
    "declaration": _("What he said"),
    "option": _("He wishes"),
    "states": _("States, in his order"),
    "own_words": _("His own words, in the language he spoke"),
    "translation": _("Translation"),
    "translator": _("Who translated"),
    "may_be_told": _("What the State he wishes to go to may be told"),
    "fears_for_himself": _("What he fears for himself (sealed apart)"),
    "fears_for_family": _("What he fears for his family (sealed apart)"),
    "happened": _("When"),
    "way": _("How it was said, and to whom"),
    "note": _("Note"),
    "reason": _("Reason"),
    "words": _("What he is said to have said"),
    "destination": _("Destination"),
    "finding": _("Finding"),
    "grounds": _("On what it rests (sealed apart)"),
    "decision": _("Decision, in full (sealed apart)"),
    "entry": _("Which report"),
    "purpose": _("What for"),
    "planned": _("When he is to be heard"),
    "interviewer_name": _("Who is to hear him, if known"),
    "answer": _("What he answered"),
    "languages": _("Languages"),
    "variety": _("Kind of the language, such as that of the north"),
}
_LETTERS = _("Three letters, such as kor; several with commas.")
HINT: Words = {
    "held": _("As 2026-03-05T14:30+02:00."),
    "language": _("Two letters: ko, uk, ru, en."),
    "serves": _LETTERS,
    "states": _LETTERS,
    "destination": _("Three letters, such as kor."),
    "is_accepted": "",
    "planned": _("As 2026-03-05T14:30+02:00."),
    "languages": _("Two letters each, with commas: ko, uk."),
}
REFUSAL: Words = {
    **APPROVAL_REFUSAL,
    "erased": _("This record was erased."),
    "not_here": _("The register says that this prisoner is no longer here."),
    "clock_behind": _("The clock of this machine stands before the last entry."),
    "moment_unreadable": _("This is no moment with its offset from UTC."),
    "moment_in_future": _("This is still to come."),
    "group_form": _("Words of a group are nobody's wish."),
    "not_an_interview": _("What was said to press, interrogators or visitors is no wish."),
    "place_unknown": _("Where the prisoner was heard is not told."),
    "not_private": _("Somebody could hear who must not."),
    "presence_not_offered": _("The ICRC or the Protecting Power was not offered to the prisoner."),
    "inducement_not_signed": _("The interviewer did not sign that nothing was promised or threatened."),
    "not_asked_apart": _("The prisoner was not asked apart whether anything was promised or threatened."),
    "inducement_told": _("The prisoner says that something was promised or threatened."),
    "capacity_not_found": _("No doctor found that the prisoner can decide now."),
    "interpreter_interviews": _("The interpreter is the interviewer."),
    "interpreter_unnamed": _("Who interpreted, and with what qualification, is not told."),
    "interpreter_partial": _("The interpreter works for the Power of origin or for a destination."),
    "interpreter_rejected": _("The prisoner did not accept the interpreter."),
    "sheet_not_read": _("The information sheet was not read to the prisoner."),
    "sheet_not_understood": _("The prisoner did not tell back every point of the sheet."),
    "states_do_not_fit": _("The States do not fit the choice."),
    "unknown_language": _("This is no language's code."),
    "unknown_state": _("This is no State's code."),
    "not_his_words": _("His own words hold an address of a page: these are words of a publication."),
    "declared_already": _("A declaration of this very hearing is recorded already."),
    "confirmed": _("This wish is confirmed."),
    "same_interviewer": _("Who heard the declaration cannot hear its confirmation."),
    "too_early": _("Less than 72 hours passed since the declaration."),
    "not_confirmed": _("This wish was not confirmed before."),
    "no_purpose": _("Why it is to be opened is not told."),
    "no_withdrawal": _("No such withdrawal stands."),
    "heard_before": _("The prisoner was heard before the withdrawal was reported."),
    "nothing_declared": _("No wish is recorded."),
    "nothing_stands": _("No wish with a destination stands."),
    "says_otherwise": _("The prisoner now says something else than in his declaration."),
    "is_an_interview": _("What was said in a private interview is recorded as a declaration."),
    "locked": _("What was heard before is sealed in this session."),
    "moment_in_past": _("This hour has passed."),
    "interpreter_busy": _("This interpreter is asked for at that hour already."),
    "interpreter_struck": _("This interpreter was struck off the roster."),
    "interpreter_listed": _("An interpreter of this name stands on the roster."),
    "no_interpreter": _("No such interpreter stands on the roster."),
    "no_plan": _("No such interview is planned."),
    "copy_language": _("The copy is not written in this language."),
    "sheet_unknown": _("There is no information sheet of this version."),
    "sheet_superseded": _("This version of the information sheet was not in force on that day."),
    "sheet_language": _("The information sheet is not written in this language."),
}
REMEDY: Words = {
    **APPROVAL_REMEDY,
    "not_here": _("Correct the register if it is wrong."),
    "clock_behind": _("Set the clock right."),
    "moment_unreadable": _("Write it as 2026-03-05T14:30+02:00."),
    "moment_in_future": _("Check day and hour."),
    "group_form": _("Hear each prisoner alone."),
    "not_an_interview": _("Record it as a reported statement, and hear the prisoner in private."),
    "place_unknown": _("Write the place."),
    "not_private": _("Hear the prisoner again in private."),
    "presence_not_offered": _("Offer it, and record what he answered."),
    "inducement_not_signed": _("Sign it, if it is true."),
    "not_asked_apart": _("Ask him apart."),
    "inducement_told": _("Have it examined, and hear him again when it is over."),
    "capacity_not_found": _("Have a doctor see him first."),
    "interpreter_interviews": _("Hear the prisoner with another interpreter."),
    "interpreter_unnamed": _("Write both."),
    "interpreter_partial": _("Hear the prisoner with another interpreter."),
    "interpreter_rejected": _("Hear the prisoner with another interpreter."),
    "sheet_not_read": _("Read it aloud in his language first."),
    "sheet_not_understood": _("Explain these points again and ask him."),
    "unknown_language": _("Use two letters, such as ko, uk, ru, en."),
    "unknown_state": _("Use three letters, such as kor, or a code of the conflict's file."),
    "states_do_not_fit": _(
        "To return: one Power of origin. To another State: each once, in his order. Else none."
    ),
    "not_his_words": _("Record them as a reported statement."),
    "declared_already": _("Hear him again."),
    "confirmed": _("Re-confirm it."),
    "same_interviewer": _("Have another officer hear the prisoner."),
    "too_early": _("Hear the prisoner after that."),
    "not_confirmed": _("Confirm it first."),
    "no_withdrawal": _("Take its entry from the wish."),
    "no_purpose": _("Write why."),
    "heard_before": _("Hear him about it."),
    "nothing_stands": _("Record a new declaration."),
    "says_otherwise": _("Record a new declaration."),
    "is_an_interview": _("Record the interview."),
    "locked": _("Unlock the session."),
    "moment_in_past": _("Plan a later one, or record the hearing that was held."),
    "interpreter_busy": _("Plan another hour or another interpreter."),
    "interpreter_struck": _("Hear the prisoner with another interpreter."),
    "interpreter_listed": _("Add to the name what tells the two apart, or strike the first."),
    "no_interpreter": _("Take it from the roster."),
    "no_plan": _("Take it from the calendar."),
    "copy_language": _("Give it in ko, ru, uk or en, and read it aloud to him if need be."),
    "sheet_unknown": _("Read to him one that is in force; the page of sheets names them."),
    "sheet_superseded": _("Read to him one that is in force; the page of sheets names them."),
    "sheet_language": _("Read it in a language in which it is written; the page of sheets names them."),
}
FORM_WORDS = FormWords(REFUSAL, REMEDY, FIELD)
# All choices are equal: each showing of the form has an order of its own.
COMMAND_WORDS = CommandWords(
    field=FIELD,
    hint=HINT,
    option={
        "Option": OPTION,
        "Setting": SETTING,
        "Hearer": HEARER,
        "SheetPoint": SHEET_POINT,
        "Presence": PRESENCE,
        "AskedApart": ASKED_APART,
        "Capacity": CAPACITY,
        "Told": TOLD,
        "Finding": FINDING,
        "Purpose": PURPOSE,
        "CopyAnswer": COPY_ANSWER,
    },
    choices={"version": lambda: [("", "–"), *((each.version, each.version) for each in sheets.SHEETS)]},
    shuffled=frozenset({"option"}),
    skipped=frozenset({"prisoner", "seen"}),
    shuffle=SystemRandom().shuffle,
)
READING: Words = {
    "wish": pgettext_lazy("reading", "the wish"),
    "protection": pgettext_lazy("reading", "protection, opened by two"),
    "wishes board": pgettext_lazy("reading", "the board of wishes"),
    "wishes calendar": pgettext_lazy("reading", "the calendar of interviews"),
    "wishes interpreters": pgettext_lazy("reading", "the roster of interpreters"),
}
