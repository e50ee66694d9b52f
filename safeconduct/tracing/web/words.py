"""The words for tracing's closed lists, refusals and strengths, in the operator's language.

How far a record agrees is told in words of agreement, never as a chance: how many strangers would agree as well is
said beside it, as a number.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeconduct.registry.facts import Verdict
from safeconduct.store.forms import APPROVAL_REFUSAL, APPROVAL_REMEDY, FormWords, Words
from safeconduct.tracing.facts import Consent, Direction, Outcome, Relation, Way

# The four languages in which letters are written, each by its own name.
LANGUAGES = (("en", "English"), ("uk", "Українська"), ("ko", "한국어"), ("ru", "Русский"))

RELATION: Words = {
    Relation.MOTHER: _("Mother"),
    Relation.FATHER: _("Father"),
    Relation.SPOUSE: _("Wife or husband"),
    Relation.CHILD: _("Son or daughter"),
    Relation.SIBLING: _("Brother or sister"),
    Relation.OTHER_RELATIVE: _("Another relative"),
    Relation.ACQUAINTANCE: _("Acquaintance"),
    Relation.OFFICE: _("An office"),
}

WAY: Words = {
    Way.LETTER: _("By letter"),
    Way.VISIT: _("By a visit"),
    Way.TELEPHONE: _("By telephone"),
    Way.FAMILIES_FORM: _("By the families' form"),
    Way.DESK: _("From another desk"),
}

CONSENT: Words = {
    Consent.NOTHING: _("Nothing"),
    Consent.MESSAGE: _("That messages may come and go"),
    Consent.WELFARE: _("How the person is"),
    Consent.WHEREABOUTS: _("How the person is and where"),
}

OUTCOME: Words = {
    Outcome.NOTHING_TO_TELL: _("Nothing to tell"),
    Outcome.MESSAGE_ONLY: _("A message may be written"),
    Outcome.WELFARE: _("How the person is"),
    Outcome.LINK_RESTORED: _("Found, with whereabouts"),
    Outcome.DEATH: _("The person has died"),
}

DIRECTION: Words = {
    Direction.TO_PRISONER: _("From the enquirer to the sought person"),
    Direction.FROM_PRISONER: _("From the sought person to the enquirer"),
}

VERDICT: Words = {
    Verdict.SAME: _("The sought person"),
    Verdict.DIFFERENT: _("Somebody else"),
    Verdict.UNSURE: _("Not sure"),
}

# The least of each step, the strongest first. In nats of `tracing.weights`.
_WEIGHTS = (
    (4.0, _("speaks for it strongly")),
    (1.0, _("speaks for it")),
    (0.01, _("speaks for it a little")),
    (-0.01, _("says nothing")),
    (-1.0, _("speaks against it a little")),
    (-3.0, _("speaks against it")),
)
_WEIGHS_MOST_AGAINST = _("speaks against it strongly")
_SCORES = (
    (0.9, _("agrees very well")),
    (0.7, _("agrees well")),
    (0.4, _("agrees in part")),
)
_SCORE_LEAST = _("agrees weakly")

ITEM: Words = {
    "birth_date": _("Born"),
    "father_name": _("Father's name"),
    "birth_place": _("Place of birth"),
    "last_seen_at": _("Last seen; place of capture"),
    "rank": _("Rank"),
    "unit": _("Unit"),
    "service_number": _("Service number"),
    "paper_number": _("Number of the paper"),
}

FIELD: Words = {
    **ITEM,
    "names": _("Names as they write them"),
    "born": _("Born"),
    "born_written": pgettext_lazy("label", "As written"),
    "last_seen_at": _("Where last seen"),
    "last_seen_on": _("When last seen"),
    "note": _("Note"),
    "name": _("Name"),
    "relation": _("Relation to the sought person"),
    "language": _("Language of the letters"),
    "contact": _("How to reach the enquirer"),
    "may_tell_sought": _("The sought person may be told how to reach the enquirer"),
    "may_pass_on": _("The enquiry may be passed to another desk"),
    "way": _("How it came"),
    "received": _("Received"),
    "reference": _("Number elsewhere"),
    "text": _("Text"),
    "reason": _("Reason"),
    "happened": _("When"),
    "consent": _("What may be told"),
    "direction": _("Whose message"),
    "desk": _("To which desk"),
    "outcome": _("What is told"),
    "verdict": _("Judgement"),
    "channel": _("How it is known"),
    "who": _("Who said or wrote it"),
    "document": _("Paper or list it stands in"),
    "interpreter": _("Interpreter"),
}

REFUSAL: Words = {
    **APPROVAL_REFUSAL,
    "beyond_consent": _("This is more than the sought person let be told."),
    "closed": _("This enquiry is closed."),
    "confirmed": _("Two persons judged this record the sought person."),
    "date_in_future": _("This day is still to come."),
    "date_unreadable": _("This cannot be read as a date."),
    "erased": _("This enquiry was erased."),
    "found_already": _("Another record was judged the sought person."),
    "judged_already": _("This is what stands already."),
    "mail_unreadable": _("This is no file with enquiries for this bureau."),
    "name_empty": _("No name is written."),
    "no_consent_to_pass_on": _("The enquirer did not let the enquiry be passed to another desk."),
    "no_message": _("No such message is on its way."),
    "no_text": _("Nothing is written."),
    "no_verdict": _("Nothing is chosen."),
    "not_closed": _("This enquiry is open."),
    "not_confirmed": _("No two persons judged this record the sought person."),
    "not_dead": _("The register does not say that this person died."),
    "not_judged": _("Nothing is judged of this record."),
    "nothing_changed": _("This is what stands already."),
    "too_often": _("Too many enquiries came at once. Yours was not kept."),
    "one_answer": _("This answer has words of its own and names nobody."),
}

REMEDY: Words = {
    **APPROVAL_REMEDY,
    "beyond_consent": _("Ask the person again, or answer that there is nothing to tell."),
    "changed_since": _("Judge it again."),
    "closed": _("Open it again."),
    "confirmed": _("Undo that judgement first."),
    "date_in_future": _("Check the year."),
    "date_unreadable": _("Give the day, the month or the year that is known, or leave it empty."),
    "found_already": _("Undo that judgement, or have the two records judged one person in the register."),
    "mail_unreadable": _(
        "Take it as the families' machine or the other desk wrote it, or have it written again."
    ),
    "name_empty": _("Write the name."),
    "no_consent_to_pass_on": _("Ask the enquirer, and open the enquiry anew with this consent."),
    "no_text": _("Write what is told."),
    "no_verdict": _("Choose one of the three."),
    "not_confirmed": _("Judge the candidate, and have a second officer approve."),
    "not_dead": _("Record the death first."),
    "too_often": _("Send it again in ten minutes."),
}

FORM_WORDS = FormWords(REFUSAL, REMEDY, FIELD)

READING: Words = {
    "enquiry": _("enquiry"),
    "enquiries": _("enquiries"),
    "candidate": _("a record beside an enquiry"),
    "candidates": _("candidates of an enquiry"),
    "letters": _("letters of an enquiry"),
    "register searched": _("search of the register"),
    "register compared": _("register compared with enquiries"),
    "register indexed": _("register taken into the index"),
}

ACTION: Words = {
    "tracing.confirm_same": _("A record of the register counts as the person whom an enquiry seeks.")
}
UNDONE: Words = {
    "tracing.confirm_same": _(
        "Yes, by any tracing officer. What was told to the enquirer by then stays told."
    )
}

ENTRY_KIND: Words = {
    "tracing.EnquiryOpened": _("Enquiry opened"),
    "tracing.EnquiryAmended": _("Enquiry amended"),
    "tracing.CandidateJudged": _("Candidate judged"),
    "tracing.SameConfirmed": _("Confirmed by a second person"),
    "tracing.CandidateUndone": _("Judgement undone"),
    "tracing.ConsentStated": _("Consent stated"),
    "tracing.AnswerGiven": _("Answer given"),
    "tracing.MessageWritten": _("Message written"),
    "tracing.MessageDelivered": _("Message delivered"),
    "tracing.MessageReturned": _("Message returned"),
    "tracing.FileHandedOver": _("Enquiry handed over"),
    "tracing.EnquiryClosed": _("Enquiry closed"),
    "tracing.EnquiryReopened": _("Enquiry opened again"),
}


def weight_words(nats: float) -> object:
    """How strongly an item speaks for or against one person."""
    return next((words for least, words in _WEIGHTS if nats >= least), _WEIGHS_MOST_AGAINST)


def score_words(score: float) -> object:
    """How well a record agrees with an enquiry; no chance is told, for that depends on how many are sought."""
    return next((words for least, words in _SCORES if score >= least), _SCORE_LEAST)
