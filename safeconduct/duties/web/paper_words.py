"""The words of papers on pages, in the operator's language; what stands on the papers themselves is in `papers`."""

from django.utils.translation import gettext_lazy as _

from safeconduct.papers.kinds import Kind, Mark
from safeconduct.store.forms import FormWords, Words

KIND: Words = {
    Kind.IDENTITY_CARD: _("Identity card"),
    Kind.CAPTURE_CARD_FAMILY: _("Capture card to the family"),
    Kind.CAPTURE_CARD_AGENCY: _("Capture card to the Central Agency"),
    Kind.CORRESPONDENCE_CARD: _("Correspondence card"),
    Kind.LETTER: _("Letter form"),
    Kind.DEATH_NOTIFICATION: _("Notification of death"),
    Kind.REPATRIATION_CERTIFICATE: _("Repatriation certificate"),
    Kind.RECEIPT: _("Receipt for money and effects"),
    Kind.MEDICAL_CERTIFICATE: _("Medical certificate"),
    Kind.NOTIFICATION_LIST: _("Notification list for the Central Agency"),
}
MARK: Words = {
    Mark.VERIFIED: "",
    Mark.UNCHECKED: _("fields not yet checked against the treaty text"),
    Mark.HOUSE_RULE: _("house rule"),
}
# What is done with a printed paper, by the act that a duty asks for.
HAND_OVER: Words = {
    Kind.IDENTITY_CARD: _("Handed over"),
    Kind.CAPTURE_CARD_FAMILY: _("Offered"),
    Kind.CAPTURE_CARD_AGENCY: _("Offered"),
    Kind.RECEIPT: _("Handed over"),
    Kind.MEDICAL_CERTIFICATE: _("Handed over"),
    Kind.DEATH_NOTIFICATION: _("Sent"),
    Kind.NOTIFICATION_LIST: _("Sent"),
}
REFUSAL: Words = {
    "no_glyph": _("A letter that no font of papers has. Nothing was printed."),
    "does_not_fit": _(
        "This does not fit on the paper, even in small letters on two lines. Nothing was printed."
    ),
    "no_language": _("A paper is printed in one or two languages."),
    "no_paper": _("There is nobody to print this for."),
    "nobody_held": _("Nobody is held there to be listed."),
    "not_dead": _("No death is recorded of this prisoner."),
    "is_dead": _("The prisoner's death is recorded; this paper is for the living."),
    "nothing_taken": _("Nothing is recorded as taken into keeping from this prisoner."),
    "no_certificate": _("No medical certificate is recorded of this prisoner."),
    "not_this_paper": _("This paper is not printed or kept in this way."),
}
REMEDY: Words = {
    "no_glyph": _("Record it once more as it should stand on paper, or write the paper by hand."),
    "does_not_fit": _("Record a shorter form of it, or write the paper by hand."),
    "no_language": _("Choose the prisoner's language first, then another."),
    "not_dead": _("Record the death first."),
    "nothing_taken": _("Record what was taken, then print its receipt."),
    "no_certificate": _("Record the certificate in health, then print it."),
}
FORM_WORDS = FormWords(REFUSAL, REMEDY, field={"happened": _("Day")})
