"""The words for the register's closed lists, in the operator's language.

Owns every label of a code: states, items, events, questions, obstacles. Leaves sentences to the templates. A
name or a number never stands inside a sentence here: it follows as `label: value`.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeconduct.access.words import Compartment, Role
from safeconduct.registry.answers import Status
from safeconduct.registry.facts import Item, PaperFinding, Verdict
from safeconduct.sources.values import AnswerState, NameRole
from safeconduct.store.forms import CHANNEL as CHANNEL
from safeconduct.store.forms import Words as Words
from safeconduct.store.forms import label as label

STATUS: Words = {
    Status.REGISTERED: _("Registered"),
    Status.CAPTURED: _("Captured"),
    Status.IN_TRANSIT: _("On the way"),
    Status.HELD: _("Held"),
    Status.IN_HOSPITAL: _("In hospital"),
    Status.ESCAPED: _("Escaped"),
    Status.RELEASED: _("Released"),
    Status.PASSED_OVER: _("In the hands of another Power"),
    Status.REPATRIATED: _("Repatriated"),
    Status.DEAD: _("Dead"),
    Status.ERASED: _("Erased"),
}

ITEM: Words = {
    Item.RANK: _("Rank"),
    Item.BIRTH_DATE: _("Date of birth"),
    Item.SERVICE_NUMBER: _("Service number"),
    Item.UNIT: _("Unit"),
    Item.POWER: _("Power on which the prisoner depends"),
    Item.LANGUAGE: _("Language"),
    Item.BIRTH_PLACE: _("Place of birth"),
    Item.FATHER_NAME: _("Father's name"),
    Item.MOTHER_MAIDEN_NAME: _("Mother's maiden name"),
    Item.PERSON_TO_INFORM: _("Person to be informed"),
    Item.ADDRESS_FOR_MAIL: _("Address for mail"),
    Item.SEX: _("Sex"),
    Item.NOTE: _("Note"),
}

ANSWER_STATE: Words = {
    AnswerState.GIVEN: _("Given"),
    AnswerState.NOT_ASKED: _("Not asked"),
    AnswerState.DOES_NOT_KNOW: _("Does not know"),
    AnswerState.DECLINED: _("Declined to say"),
    AnswerState.UNREADABLE: _("Unreadable"),
}

NAME_ROLE: Words = {
    NameRole.OWN: _("Name"),
    NameRole.ALIAS: _("Name on a paper or alias"),
    NameRole.FATHER: _("Father's name"),
}

PAPER_FINDING: Words = {
    PaperFinding.GENUINE: pgettext_lazy("paper", "judged genuine"),
    PaperFinding.FALSE: pgettext_lazy("paper", "judged false"),
    PaperFinding.UNDETERMINED: pgettext_lazy("paper", "not determined"),
}

VERDICT: Words = {
    Verdict.SAME: _("Same person"),
    Verdict.DIFFERENT: _("Different people"),
    Verdict.UNSURE: _("Not sure"),
}

COMPARTMENT: Words = {
    Compartment.IDENTITY: _("Identity"),
    Compartment.CUSTODY: _("Custody"),
    Compartment.HEALTH: _("Health"),
    Compartment.WISH: pgettext_lazy("compartment", "Wish"),
    Compartment.CASE: _("Case"),
    Compartment.PROTECTION: _("Protection"),
    Compartment.TRACING: _("Tracing"),
    Compartment.ARRANGEMENTS: _("Arrangements"),
    Compartment.FIGURES: _("Figures"),
    Compartment.OFFICE: _("Office"),
}

ROLE: Words = {
    Role.REGISTRAR: _("Registrar"),
    Role.BUREAU: _("Bureau officer"),
    Role.MEDICAL: _("Medical officer"),
    Role.PROTECTION: _("Protection officer"),
    Role.DIPLOMATIC: _("Diplomatic officer"),
    Role.RECEIVING: _("Officer of the receiving state"),
    Role.TRACING: _("Tracing officer"),
    Role.ANALYST: _("Analyst"),
    Role.DELEGATE: _("Delegate"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}

SEX: Words = {"male": _("Man"), "female": _("Woman"), "other": _("Other")}

EVENT: Words = {
    "prisoner_registered": _("Registered"),
    "captured": _("Taken prisoner"),
    "evacuated": _("Evacuated"),
    "arrived_at_camp": _("Arrived at a camp"),
    "transferred": _("Transferred to another camp"),
    "effect_taken": _("Personal effects taken into keeping"),
    "effect_returned": _("Personal effects given back"),
    "money_taken": _("Money taken into keeping"),
    "hospital_admitted": _("Hospital admission"),
    "hospital_discharged": _("Hospital discharge"),
    "inspection_held": _("Medical inspection held"),
    "injured": _("Injury or illness"),
    "escaped": _("Escape"),
    "recaptured": _("Recapture"),
    "died": _("Death"),
    "buried": _("Burial"),
    "released": _("Release"),
    "passed_over": _("Transfer to another Power"),
    "repatriated": _("Repatriation"),
    "newer": _("From a newer version, kept sealed"),
    "erased": _("Erased"),
}

EVENT_SOURCE: Mapping[str, str] = {
    "captured": "GC III art. 5",
    "evacuated": "GC III art. 19, 20",
    "arrived_at_camp": "GC III art. 70",
    "transferred": "GC III art. 46–48, 122(5)",
    "effect_taken": "GC III art. 18",
    "effect_returned": "GC III art. 18",
    "money_taken": "GC III art. 18(4)",
    "hospital_admitted": "GC III art. 30, 122(5)",
    "hospital_discharged": "GC III art. 30, 122(5)",
    "inspection_held": "GC III art. 31",
    "injured": "GC III art. 121",
    "escaped": "GC III art. 91–93, 122(5)",
    "recaptured": "GC III art. 92, 94",
    "died": "GC III art. 120",
    "buried": "GC III art. 120(4)–(6)",
    "released": "GC III art. 21, 118",
    "passed_over": "GC III art. 12, 111, 122(5)",
    "repatriated": "GC III art. 109–119",
}

DETAIL: Words = {
    "place": _("Place"),
    "capturing_unit": _("Capturing unit"),
    "circumstances": _("Circumstances"),
    "destination": _("Destination"),
    "list_number": _("List number"),
    "camp": _("Camp"),
    "description": _("What it is"),
    "receipt": _("Receipt number"),
    "officer": _("Officer"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "facility": _("Hospital"),
    "clinician": _("Clinician"),
    "is_serious": _("Serious injury"),
    "cause": _("Cause of death"),
    "certificate": _("Certificate number"),
    "certified_by": _("Certified by"),
    "needs_inquiry": _("Official inquiry needed"),
    "grave": _("Grave"),
    "is_cremated": _("Cremated"),
    "reason_for_cremation": _("Reason for cremation"),
    "ground": _("Ground"),
    "handed_to": _("Handed to"),
    "entry": _("Taken in entry"),
}

FIELD: Words = {
    **DETAIL,
    **ITEM,
    "name": _("Name"),
    "names": _("Name"),
    "surname": _("Surname"),
    "given_names": _("Given names"),
    "name_hangul": _("Name in Hangul"),
    "name_latin": _("Name in Latin letters"),
    "name_cyrillic": _("Name in Cyrillic letters"),
    "name_hanja": _("Name in Hanja"),
    "capture_date": _("Date of capture"),
    "capture_place": _("Place of capture"),
    "false_paper_name": _("Name on a paper"),
    "paper_number": _("Number of the paper"),
    "place_held": _("Place where held"),
    "health": _("State of health"),
    "row_number": _("Row number"),
    "notes": _("Notes"),
    "captured": _("Capture"),
    "reason": _("Reason"),
    "resolution": _("How it was settled, in your words"),
    "text": _("Text"),
    "answer": _("Answer"),
    "happened": _("When"),
    "written": pgettext_lazy("label", "As written"),
    "channel": _("How it is known"),
    "who": _("Who said or wrote it"),
    "document": _("Paper or list it stands in"),
    "interpreter": _("Interpreter"),
    "number": _("Number of the paper"),
    "issuer": _("Issued by"),
    "finding": _("What it was judged to be"),
    "name_on_paper": _("Name on the paper"),
    "caption": _("What it shows"),
    "content": _("File"),
    "kilograms": _("Weight in kilograms"),
    "value": _("Value"),
    "": _("Question"),
}

JOB: Words = {
    "uploaded": _("waits for a decision"),
    "running": _("running"),
    "done": _("done"),
    "stopped": _("stopped"),
}

WOUNDED: Words = {"yes": _("Wounded or ill"), "no": _("Not wounded, not ill")}
