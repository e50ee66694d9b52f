"""The duties in the languages of the program: states, kinds of term, who owes what to whom, and what may be wrong.

The titles of duties and events stand in the tables of `law` in all three languages; here stands what pages add.
"""

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from safeconduct.duties.answers import DutyLine
from safeconduct.law.clock import LAPSED, LATE_EVIDENCE, TIMING_UNKNOWN, WITHOUT_DATE, Status
from safeconduct.law.duties import Kind, Mark, Row, Whom, grounds
from safeconduct.law.events import Detail, EventKind, vocabulary
from safeconduct.store.forms import Field, FormWords

# Status: the state that pages draw, and its words.
STATE: dict[Status, tuple[str, object]] = {
    Status.OVERDUE: ("overdue", pgettext_lazy("duty", "overdue")),
    Status.BREACHED: ("overdue", pgettext_lazy("duty", "broken")),
    Status.UNKNOWN: ("unknown", pgettext_lazy("duty", "not known")),
    Status.AGEING: ("ageing", pgettext_lazy("duty", "ageing past office target")),
    Status.RUNNING: ("running", pgettext_lazy("duty", "running")),
    Status.EXCUSED: ("excused", pgettext_lazy("duty", "excused")),
    Status.MET: ("met", pgettext_lazy("duty", "met")),
    Status.MET_LATE: ("met", pgettext_lazy("duty", "met late")),
    Status.NOT_APPLICABLE: ("excused", pgettext_lazy("duty", "not applicable")),
    Status.NOT_TRIGGERED: ("not_started", pgettext_lazy("duty", "not begun")),
}
REASON = {
    LAPSED: _("It lapsed: captivity ended after the term."),
    LATE_EVIDENCE: _("Said to be done in time, written down after the term."),
    TIMING_UNKNOWN: _("Done; whether in time is not known."),
    WITHOUT_DATE: _("A date is missing or not exact."),
    "dates_contradict": _("Dates contradict each other."),
}
MARK = {
    Mark.VERIFIED: _("checked against the treaty text"),
    Mark.GENERAL: _("not yet checked against the treaty text"),
    Mark.KNOWN: _("not yet checked against the treaty text"),
    Mark.HOUSE_RULE: _("house rule"),
}
KIND = {
    Kind.FIXED: _("a number of the treaty"),
    Kind.BEFORE: _("so long before another event"),
    Kind.PERIODIC: _("again and again, at most so far apart"),
    Kind.QUALITATIVE: _("the treaty's words, no number"),
    Kind.STANDING: _("always, no time word"),
    Kind.CAP: _("a limit that is never passed"),
}
WHOM = {
    Whom.PRISONER: pgettext_lazy("owed to", "the prisoner"),
    Whom.NEXT_OF_KIN: pgettext_lazy("owed to", "his family"),
    Whom.POWER_OF_ORIGIN: pgettext_lazy("owed to", "the Power of origin"),
    Whom.PROTECTING_POWER: pgettext_lazy("owed to", "the Protecting Power"),
    Whom.AGENCY: pgettext_lazy("owed to", "the Central Agency"),
    Whom.ICRC: pgettext_lazy("owed to", "the ICRC"),
    Whom.BUREAU: pgettext_lazy("owed to", "the Information Bureau"),
    Whom.REPRESENTATIVE: pgettext_lazy("owed to", "the prisoners' representative"),
    Whom.AUTHORITIES: pgettext_lazy("owed to", "the military authorities"),
    Whom.COURTS: pgettext_lazy("owed to", "the courts"),
    Whom.RELIEF_BODY: pgettext_lazy("owed to", "the relief body"),
    Whom.WELFARE_BODY: pgettext_lazy("owed to", "a welfare body"),
    Whom.PARTY: pgettext_lazy("owed to", "the other Party"),
    Whom.ENQUIRER: pgettext_lazy("owed to", "whoever enquired"),
    Whom.RECIPIENT: pgettext_lazy("owed to", "the recipient"),
    Whom.POSTAL_SERVICE: pgettext_lazy("owed to", "the postal service"),
    Whom.STAFF: pgettext_lazy("owed to", "the staff"),
    Whom.RECORD: pgettext_lazy("owed to", "the record"),
    Whom.EVERYBODY: pgettext_lazy("owed to", "everybody"),
    Whom.CAPTURING_UNIT: pgettext_lazy("owed to", "the capturing unit"),
    Whom.CAMP: pgettext_lazy("owed to", "the camp"),
    Whom.JUSTICE: pgettext_lazy("owed to", "justice"),
    Whom.HEALTH: pgettext_lazy("owed to", "the medical service"),
    Whom.FOREIGN_MINISTRY: pgettext_lazy("owed to", "the foreign ministry"),
    Whom.STATE: pgettext_lazy("owed to", "the State"),
}
SERVICES = (
    Whom.CAPTURING_UNIT,
    Whom.CAMP,
    Whom.BUREAU,
    Whom.HEALTH,
    Whom.JUSTICE,
    Whom.FOREIGN_MINISTRY,
    Whom.STATE,
)
FIELD = {
    "event": _("What happened"),
    "happened": _("When"),
    "about": _("What this answers"),
    "clinician": _("Who inspected"),
    "kilograms": _("Weight in kilograms"),
    "reason": _("Reason"),
    "entry": _("Entry"),
    "prisoners": _("Prisoners"),
    "lines": _("Lines"),
}
REFUSAL = {
    "weight_unlikely": _("This weight is outside what is taken in. It is not recorded."),
    "no_such_event": _("What this answers is not in the record"),
    "no_such_record": _("No such entry of the duties stands here"),
    "no_day": _("The day is missing"),
    "no_clinician": _("Who inspected is missing"),
    "prisoner_twice": _("A prisoner stands in two lines"),
    "no_such_kind": _("This is no event that can be recorded"),
    "of_the_register": _("The register records this itself"),
    "not_here": _("This is not recorded here"),
    "wrong_scope": _("This is told of somebody else"),
    "no_such_detail": _("This event has no such detail"),
    "detail_missing": _("A detail is missing"),
    "wrong_detail": _("A detail has a value that it cannot have"),
    "no_date": _("This is no date and no moment"),
    "in_future": _("This day has not come yet"),
    "no_such_duty": _("No such duty"),
    "no_such_ground": _("The article does not know this ground"),
    "no_end": _("An excuse without an end is none"),
}
REMEDY = {
    "weight_unlikely": _("Check the digits and write it again."),
    "no_such_event": _("Choose what it answers from the list of open duties."),
    "no_such_record": _("Open the sheet and choose the entry."),
    "no_day": _("Give the day."),
    "no_clinician": _("Give the doctor's name."),
    "prisoner_twice": _("Keep one line for each prisoner."),
    "detail_missing": _("Fill in every field."),
    "wrong_detail": _("Choose one of the list, or write a whole number."),
    "no_date": _("Write 2026-03-05, 2026-03, or 2026-03-05T14:30+02:00; leave it empty if nobody knows."),
    "in_future": _("Record it once it has happened."),
    "no_such_ground": _("Choose a ground that the article names."),
    "no_end": _("Give the day on which it ends."),
}
FORM_WORDS = FormWords(REFUSAL, REMEDY, FIELD)


def language() -> str:
    """The language of the page."""
    return get_language() or "en"


def title(row: Row) -> str:
    """What a duty is, in the language of the page."""
    return row.words(language())


def event(code: str) -> str:
    """What happened, in the language of the page."""
    kind = vocabulary().get(code)
    return kind.words(language()) if kind else code


def reason(line: DutyLine) -> object:
    """Why a duty is excused, ended, or not known."""
    if not line.reason:
        return ""
    if line.status is Status.EXCUSED:
        return grounds()[line.reason].words(language())
    return REASON.get(line.reason) or event(line.reason)


def detail_words(code: str, name: str, value: str) -> tuple[str, str]:
    """A detail of an event and its value, in the language of the page."""
    detail = vocabulary()[code].detail(name)
    if detail is None:
        return name, value
    return detail.words(language()), detail.said(value, language())


def fields_of(kind: EventKind) -> list[Field]:
    """What a form asks of an event: when, and its details."""
    hint = _(
        "As 2026-03-05, 2026-03, or 2026-03-05T14:30+02:00 where the hour counts. Empty if nobody knows."
    )
    when = Field("happened", FIELD["happened"], hint=hint)
    return [when, *(_field(detail) for detail in kind.details)]


def _field(detail: Detail) -> Field:
    name = f"details.{detail.code}"
    hint = "" if detail.is_required else _("If it is known.")
    if detail.choices:
        choices = [(choice.code, choice.words(language())) for choice in detail.choices]
        return Field(name, detail.words(language()), "choice", hint=hint, choices=choices)
    return Field(name, detail.words(language()), hint=hint)
