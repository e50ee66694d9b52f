"""Short sentences for the register's codes: open questions, contradictions, evidence, refusals and their remedies.

Owns the words for codes that the rules, the list reader and the comparison give out; `words` owns the labels of
closed lists. A code without a phrase here is shown by its own reason in English, so a new rule is never silent.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeconduct.access.grants import Scope
from safeconduct.access.words import Capability
from safeconduct.registry.web.words import EVENT, ROLE, Words
from safeconduct.store.forms import APPROVAL_REFUSAL, APPROVAL_REMEDY

QUESTION: Words = {
    "no-name": _("No name."),
    "date-not-read": _("Not read as a date."),
    "date-empty": _("Nothing written."),
    "date-unknown": _("Written as unknown."),
    "no-such-day": _("No such day."),
    "no-such-month": _("No such month."),
    "no-such-year": _("A year that cannot be meant."),
    "date-two-ways": _("Can be read in two ways."),
    "two-dates": _("Two dates in one place."),
    "age-not-date": _("An age, not a date."),
    "lunar-date": _("A date of the lunar calendar."),
    "dates-reversed": _("Ends before it begins."),
    "date-swapped": _("Read with month and day the other way round."),
    "date-serial": _("Read from the number of a spreadsheet."),
    "future-capture": _("The day of capture lies in the future."),
    "capture-in-future": _("The day of capture lies in the future."),
    "future-birth": _("The date of birth lies in the future."),
    "birth-in-future": _("The date of birth lies in the future."),
    "born-after-capture": _("Born after the capture."),
    "unlikely-age": _("An unlikely age at capture."),
    "unreadable": _("Cannot be read."),
    "wrong-encoding": _("Letters in a wrong encoding."),
    "hidden-characters": _("Characters that cannot be seen."),
    "formula": _("A formula, not a value."),
    "sheet-error": _("An error of the spreadsheet, not a value."),
    "markup": _("Looks like a piece of a web page."),
    "too-long": _("Longer than expected."),
    "too-many-cells": _("More cells in one row than are read."),
    "mixed-letters": _("Letters of two alphabets in one word."),
    "open-quote": _("A quotation mark is opened and never closed."),
    "place-unknown": _("The place is not one of this conflict."),
    "rank-unknown": _("The rank is not known here."),
    "power-unknown": _("The Power is not known here."),
}

OBSTACLE: Words = {
    "capture_in_future": _("Capture lies after the day it was recorded"),
    "event_in_future": _("Event lies after the day it was recorded"),
    "arrival_before_capture": _("Arrival lies before the capture"),
    "event_before_capture": _("Event lies before the capture"),
    "captures_disagree": _("Two captures disagree"),
    "born_after_capture": _("Born after the capture"),
    "burial_without_death": _("Burial recorded, death not recorded"),
    "two_deaths": _("Two deaths recorded"),
    "burial_before_death": _("Burial lies before the death"),
    "event_after_death": _("Event lies after the death"),
    "event_after_release": _("Event lies after the end of captivity"),
    "recapture_without_escape": _("Recapture recorded, escape not recorded"),
    "discharge_without_admission": _("Hospital discharge recorded, admission not recorded"),
    "cremation_without_reason": _("Cremation without a recorded reason"),
    "taken_without_receipt": _("Taken into keeping without a receipt or an officer"),
    "effect_not_returned": _("Not given back at the end of captivity"),
    "name_not_known": _("No own name is known"),
    "same_service_number": _("Same service number"),
    "different_service_number": _("Different service numbers"),
    "same_name": _("Same name"),
    "name_sounds_alike": _("Names sound alike"),
    "different_name": _("Different names"),
    "birth_compatible": _("Birth agrees as far as known"),
    "birth_contradicts": _("Birth differs"),
    "capture_compatible": _("Capture agrees as far as known"),
    "capture_contradicts": _("Capture differs"),
    "same_birth_place": _("Same place of birth"),
    "different_birth_place": _("Different places of birth"),
    "same_father_name": _("Same father's name"),
    "different_father_name": _("Different father's names"),
    "same_mother_maiden_name": _("Same mother's maiden name"),
    "different_mother_maiden_name": _("Different mother's maiden names"),
    "same_paper_number": _("Same number on a paper"),
    "same_list": _("Both stand in one list"),
}

# What is no contradiction between two records: one of them is missing, or nothing is known.
OBSTACLE_STATE = {
    "name_not_known": "unknown",
    "burial_without_death": "missing",
    "recapture_without_escape": "missing",
    "discharge_without_admission": "missing",
    "cremation_without_reason": "missing",
    "taken_without_receipt": "missing",
    "effect_not_returned": "missing",
}

REFUSAL: Words = {
    **APPROVAL_REFUSAL,
    "form_running": _("This form was sent a moment ago and is not done yet."),
    "import_begun": _("This import was already begun."),
    "login_taken": _("This login is taken."),
    "no_ground": _("An erasure needs its ground."),
    "no_role": _("An operator needs at least one role."),
    "erased": _("This record was erased."),
    "same_record": _("Both numbers are of one record."),
    "name_empty": _("No name is written."),
    "name_stands": _("This name already stands here from this source."),
    "name_on_paper": _("This name stands on a paper."),
    "nothing_said": _("Nothing is said."),
    "other_item": _("The chosen answer is about something else."),
    "nothing_given": _("There is no value in the chosen answer."),
    "paper_empty": _("Nothing is said of the paper."),
    "already_found": _("The paper was already found so."),
    "file_type": _("This is neither a JPEG nor a PNG picture. Nothing was kept of it."),
    "file_too_large": _("The file is larger than 5 MB. Nothing was kept of it."),
    "file_unreadable": _("The file cannot be read as a picture. Nothing was kept of it."),
    "not_a_picture": _("This is neither a JPEG nor a PNG picture. Nothing was kept of it."),
    "picture_too_large": _("The picture has more than 40 million dots. Nothing was kept of it."),
    "already_asked": _("This question is already open."),
    "already_answered": _("This question is already answered."),
    "not_judged": _("Nothing is judged of these two records."),
    "already_judged": _("These two records are already judged so."),
    "already_withdrawn": _("This is already withdrawn."),
    "no_such_name": _("There is no such name in this record."),
    "no_such_answer": _("There is no such answer in this record."),
    "no_such_paper": _("There is no such paper in this record."),
    "no_such_file": _("There is no such file in this record."),
    "no_such_question": _("There is no such question in this record."),
    "no_such_event": _("There is no such event in this record."),
    "no_such_effect": _("No article or sum was taken by this entry."),
    "already_returned": _("This is already given back."),
    "no_sum": _("No sum is given."),
    "date_unreadable": _("This cannot be read as a date. The event is not recorded."),
    "date_in_future": _("This day is still to come. The event is not recorded."),
    "place_unknown": _("No place of this conflict is chosen. The event is not recorded."),
    "weight_unlikely": _("This weight is outside what is taken in. It is not recorded."),
    "certificate_empty": _("The certificate is empty."),
    "nobody": _("Nothing is written of this person. Nobody is registered."),
    "no_name": _("The filter has no name."),
    "too_many": _("There are too many saved filters already."),
    "not_a_number": _("This is not a prisoner's number."),
    "no_verdict": _("Nothing is chosen."),
    "mapping-wrong": _("The mapping file cannot be used."),
    "other-kind": _("This file is of another kind and has no table that can be read."),
    "encoding-not-told": _("The letters of this file are in neither UTF-8 nor Windows-1251."),
    "encoding-unknown": _("This encoding is not known."),
    "binary": _("This file is not text: it holds bytes that no list has."),
    "endless-line": _("A line of this file is longer than 8 million bytes."),
    "empty": _("This file is empty."),
    "no-such-sheet": _("This workbook has no such visible sheet."),
    "too-many-columns": _("This list has too many columns."),
    "no-headings": _("No row of this file reads like headings."),
    "workbook-broken": _("This workbook is damaged and cannot be opened."),
    "workbook-too-large": _("This workbook is too large to be opened."),
    "empty-row": _("An empty row, nobody in it. Refused."),
    "only-a-number": _("A number and nothing else, nobody in it. Refused."),
    "a-total": _("A total, nobody in it. Refused."),
    "a-repeated-heading": _("The headings again, nobody in it. Refused."),
}

KIND: Words = {
    "a PDF": _("a PDF"),
    "an old Excel or Word file, or one locked with a password,": _(
        "an old Excel or Word file, or one locked with a password"
    ),
    "a text with formatting (RTF)": _("a text with formatting (RTF)"),
    "a picture": _("a picture"),
    "a photograph": _("a photograph"),
    "a packed file (gzip)": _("a packed file (gzip)"),
    "a packed file (7z)": _("a packed file (7z)"),
    "a packed file (RAR)": _("a packed file (RAR)"),
    "a packed file (ZIP)": _("a packed file (ZIP)"),
    "a database": _("a database"),
    "a web page or XML": _("a web page or XML"),
    "a Word document": _("a Word document"),
    "a binary Excel workbook (XLSB)": _("a binary Excel workbook (XLSB)"),
    "an OpenDocument file": _("an OpenDocument file"),
}

REMEDY: Words = {
    **APPROVAL_REMEDY,
    "form_running": _("Open the page again and see whether it was recorded."),
    "same_record": _("Give the number of the other record."),
    "name_empty": _("Write the name."),
    "name_on_paper": _("Judge the paper."),
    "nothing_said": _("Write the answer, or that it was declined or is not known."),
    "other_item": _("Choose one of its answers."),
    "nothing_given": _("Choose an answer that was given."),
    "paper_empty": _("Describe it, or give its number or the name on it."),
    "file_type": _("Save it as JPEG or PNG."),
    "file_too_large": _("Save it smaller."),
    "file_unreadable": _("Choose the file again."),
    "not_a_picture": _("Save it as JPEG or PNG."),
    "picture_too_large": _("Save it smaller."),
    "no_sum": _("Give the sum."),
    "date_unreadable": _("Give the day, the month or the year that is known, or leave it empty."),
    "date_in_future": _("Check the year; record what happened on the day it happens."),
    "place_unknown": _("Choose a place of the list."),
    "weight_unlikely": _("Check the digits and write it again."),
    "certificate_empty": _("Write its text."),
    "nobody": _("Write a name, an answer, or a question to be asked later."),
    "no_name": _("Name it."),
    "too_many": _("Delete one first."),
    "no_verdict": _("Choose one of the three."),
    "mapping-wrong": _('Write lines like "Heading in the file" = "birth_date" under [columns].'),
    "other-kind": _("Save it as XLSX or CSV, or choose another file."),
    "encoding-not-told": _("Save it as XLSX or as CSV in UTF-8, or name its encoding."),
    "encoding-unknown": _("Choose one of the list."),
    "binary": _("Save it as XLSX or CSV."),
    "endless-line": _("Save it as XLSX or CSV."),
    "empty": _("Choose another file."),
    "no-such-sheet": _("Name one of its sheets in the mapping file."),
    "too-many-columns": _("Save only the columns about the people in it, and choose that file."),
    "no-headings": _('Give a mapping file with lines like "Heading in the file" = "name" under [columns].'),
    "workbook-broken": _("Open it in a spreadsheet program, save it again, and choose that file."),
    "workbook-too-large": _("Save the one sheet with the list as CSV, and choose that file."),
    "empty-row": _("If it is a person, register by hand."),
    "only-a-number": _("If it is a person, register by hand."),
    "a-total": _("If it is a person, register by hand."),
    "a-repeated-heading": _("If it is a person, register by hand."),
}

READING: Words = {
    "prisoner": _("prisoner"),
    "health": _("health"),
    "file": _("file"),
    "pair": _("two records side by side"),
    "likely": _("who may be here already"),
    "questions": _("questions"),
    "duplicates": _("likely duplicates"),
    "import report": _("report of an import"),
    "prisoners list": _("list of prisoners"),
    "prisoners exported": _("exported list of prisoners"),
    "search": _("search"),
    "readings": _("log of readings"),
}

ACTION: Words = {"store.erase": _("The keys of one record are erased; nobody can read it any more.")}
UNDONE: Words = {"store.erase": _("No. After the approval nobody can undo it.")}

CAPABILITY: Words = {
    Capability.ACCOUNTS_OPERATOR_ADD: _("add operators"),
    Capability.ACCOUNTS_OPERATOR_LIST: _("see the list of operators"),
    Capability.ARRANGEMENTS_CASE_CONDUCT: _("conduct cases with other States"),
    Capability.DISCLOSURE_BUNDLE_CARRY: _("carry sealed bundles in and out"),
    Capability.DISCLOSURE_CASE_ANSWER: _("answer the cases of other offices"),
    Capability.DISCLOSURE_CASE_TELL: _("tell a State's office of a case"),
    Capability.DISCLOSURE_PEER_ENROL: _("enrol other offices"),
    Capability.DISCLOSURE_PEER_LIST: _("list other offices"),
    Capability.ARRANGEMENTS_CASE_DECIDE: _("decide that a prisoner goes"),
    Capability.ARRANGEMENTS_CASE_READ: _("read the sealed part Case"),
    Capability.ARRANGEMENTS_LIST_RELEASE: _("release the answer to an exchange list"),
    Capability.ARRANGEMENTS_LIST_SUBMIT: _("hand in an exchange list"),
    Capability.ARRANGEMENTS_POWER_ASSESS: _("assess a Power"),
    Capability.ARRANGEMENTS_POWER_READ: _("read what passes between States"),
    Capability.ARRANGEMENTS_POWER_RECORD: _("record what passes between States"),
    Capability.DUTIES_PAPER_PRINT: _("print papers for prisoners"),
    Capability.FIGURES_BRIEF_ISSUE: _("issue a brief of figures"),
    Capability.FIGURES_CLAIM_CONFIRM: _("confirm claims"),
    Capability.FIGURES_CLAIM_READ: _("read claims and figures"),
    Capability.FIGURES_FINDING_JUDGE: _("judge findings between figures"),
    Capability.FIGURES_PUBLICATION_RECEIVE: _("take in publications"),
    Capability.FIGURES_SECOND_READER_ASK: _("ask the second reader of publications"),
    Capability.REGISTRY_DUPLICATE_JUDGE: _("judge likely duplicates"),
    Capability.REGISTRY_HEALTH_HAND_IN: _("hand in to health"),
    Capability.REGISTRY_HEALTH_READ: _("read health"),
    Capability.REGISTRY_LIST_IMPORT: _("import lists"),
    Capability.REGISTRY_PRISONER_LIST: _("see the list of prisoners"),
    Capability.REGISTRY_PRISONER_READ: _("read a prisoner's record"),
    Capability.REGISTRY_PRISONER_RECORD: _("write in a prisoner's record"),
    Capability.REGISTRY_PRISONER_REGISTER: _("register prisoners"),
    Capability.REGISTRY_QUESTION_ANSWER: _("answer open questions"),
    Capability.STORE_APPROVAL_GIVE: _("approve as the second person"),
    Capability.STORE_BACKUP_MAKE: _("make a backup"),
    Capability.STORE_ERASURE_REQUEST: _("ask for an erasure"),
    Capability.STORE_READINGS_READ: _("see the log of readings"),
    Capability.STORE_RECORD_VERIFY: _("check the record"),
    Capability.TRACING_CANDIDATE_JUDGE: _("judge whom an enquiry seeks"),
    Capability.TRACING_ENQUIRY_ANSWER: _("answer enquiries"),
    Capability.TRACING_ENQUIRY_LIST: _("see the list of enquiries"),
    Capability.TRACING_ENQUIRY_OPEN: _("open enquiries"),
    Capability.TRACING_ENQUIRY_READ: _("read an enquiry"),
    Capability.TRACING_INDEX_BUILD: _("build the index of the register"),
    Capability.TRACING_LIST_LINK: _("link two lists"),
    Capability.TRACING_REGISTER_SEARCH: _("search the register for enquiries"),
    Capability.WISHES_INTERVIEW_RECORD: _("record an interview"),
    Capability.WISHES_PROTECTION_OPEN: _("open the part Protection, two persons together"),
    Capability.WISHES_RISK_ASSESS: _("assess the danger at a destination"),
    Capability.WISHES_STATEMENT_REPORT: _("keep a reported statement"),
    Capability.WISHES_WISH_READ: _("read the sealed part Wish"),
    Capability.WISHES_WITHDRAWAL_REPORT: _("report a withdrawal"),
}

SCOPE: Words = {Scope.ALL: _("all places"), Scope.OWN_PLACES: _("own places")}

PROBLEM: Words = {
    "gap": _("Entries are missing before this one."),
    "tree": _("The head in the database is not the head of these entries."),
    "half": _("A public key is not the one that readers hold."),
    "head_missing": _("There is no head outside the database."),
    "cut": _("The head outside the database knows more entries than the database holds."),
    "rewritten": _("The entries are not those that the head outside was made of."),
    "altered": _("This entry is not as it was written."),
    "revoked": _("This entry was taken in under a key that had been revoked."),
    "column": _("A look-up column is not what the entry says."),
    "time": _("Recorded earlier than the entry before it."),
    "key_missing": _("The key is gone and no erasure is recorded."),
    "key_left": _("Erased, but its key is still there."),
    "key": _("The key does not belong to this entry."),
    "tile": _("A stored piece of the tree is not what the entries make."),
}

SYSTEM: Words = {
    "dprk": _("DPRK system"),
    "revised": _("Revised Romanization"),
    "kontsevich": _("Kontsevich system"),
    "ukrainian": _("Kontsevich system adapted to Ukrainian"),
    "passport-ru": _("Russian passport Latin"),
    "passport-uk": _("Ukrainian passport Latin"),
}

_OTHER_KINDS: Words = {
    "name_recorded": _("Name added"),
    "name_withdrawn": _("Name withdrawn"),
    "identity_stated": _("Answer added"),
    "statement_withdrawn": _("Answer withdrawn"),
    "statement_judged": _("Conflict judged"),
    "paper_seen": _("Paper seen"),
    "paper_judged": _("Paper judged"),
    "question_raised": _("Question raised"),
    "question_answered": _("Question answered"),
    "file_stored": _("File kept"),
    "file_attached": _("File added"),
    "custody_fact_withdrawn": _("Event withdrawn"),
    "health_observed": pgettext_lazy("health", "Observation"),
    "weight_measured": _("Weight"),
    "certificate_issued": _("Medical certificate"),
    "pair_judged": _("Two records judged"),
    "judgement_undone": _("Judgement undone"),
    "list_imported": _("List imported"),
}
ENTRY_KIND: Words = {**EVENT, **_OTHER_KINDS}


def rule(code: str) -> str:
    """The rule of a grant, `registrar registry:prisoner:read own_places`, in words; else as it stands."""
    parts = code.split(" ")
    tables = (ROLE, CAPABILITY, SCOPE)
    if len(parts) != len(tables) or any(part not in table for part, table in zip(parts, tables, strict=True)):
        return code
    role, capability, scope = (str(table[part]) for part, table in zip(parts, tables, strict=True))
    return f"{role}: {capability} ({scope})"


def entry_kind(kind: str) -> object:
    """The words for a fact's kind, such as `registry.ArrivedAtCamp`; the kind itself where there are none."""
    name = kind.rpartition(".")[2]
    code = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    return ENTRY_KIND.get(code, kind)
