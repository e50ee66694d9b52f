"""The words for the closed lists, fields and refusals of bundles, in the operator's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeconduct.arrangements.facts import Route
from safeconduct.disclosure.conversations import State
from safeconduct.disclosure.enrolment import ENROL, ROTATE
from safeconduct.disclosure.facts import HoldGround, Leg
from safeconduct.disclosure.refusals import Reason
from safeconduct.disclosure.taking import NEWER_ITEMS, NUMBER_TAKEN
from safeconduct.disclosure.withholding import DECIDE as WITHHOLD
from safeconduct.law.recipients import Recipient
from safeconduct.store.command_forms import CommandWords
from safeconduct.store.forms import APPROVAL_REFUSAL, APPROVAL_REMEDY, FormWords, Words

ROLE: Words = {
    Recipient.BUREAU: _("National Information Bureau"),
    Recipient.RECEIVING_STATE: _("bureau of a receiving State"),
    Recipient.POWER_OF_ORIGIN: _("Power of origin, through the Protecting Power"),
    Recipient.CENTRAL_AGENCY: _("Central Tracing Agency"),
    Recipient.PROTECTING_POWER: _("Protecting Power"),
    Recipient.FIELD_TEAM: _("field team"),
}
LEG: Words = {
    Leg.AGENCY: _("To the Central Tracing Agency"),
    Leg.PROTECTING_POWER: _("To his Power, through the Protecting Power"),
}
TELL_LEG: Words = {
    Leg.AGENCY: _("Tell the Agency what it was not told"),
    Leg.PROTECTING_POWER: _("Tell the Powers of origin what they were not told"),
}
HOLD_GROUND: Words = {
    HoldGround.HARM_TO_HIM: _("harm to him is feared"),
    HoldGround.HARM_TO_FAMILY: _("harm to his family is feared"),
}
NOTICE: Words = {
    "registered": _("Who he is"),
    "corrected": _("Who he is, corrected"),
    "withdrawn": _("An earlier notice is taken back"),
}
EVENT_LINE: Words = {
    "happened": _("Day"),
    "place": _("Place"),
    "destination": _("Destination"),
    "camp": _("Camp"),
    "facility": _("Hospital"),
    "cause": _("Cause"),
    "certificate": _("Certificate"),
    "grave": _("Grave"),
    "is_cremated": _("Cremated"),
    "reason_for_cremation": _("Reason for the cremation"),
    "ground": _("Ground"),
}
ACTION: Words = {
    WITHHOLD: _("Of one prisoner his Power is not told for now, or is told again"),
    ENROL: _("Another office is enrolled: its bundles are taken in, and it can be written to"),
    ROTATE: _("A later card of an enrolled office takes the place of the one that stands"),
}
UNDONE: Words = {
    WITHHOLD: _("Leaving it out ends by another decision of two persons. What was told stays told."),
    ENROL: _("Yes: its key can be revoked at any time. What was taken in until then stays."),
    ROTATE: _("Yes: its key can be revoked at any time. What was taken in until then stays."),
}
PARKED: Words = {
    Reason.MISSING_PREDECESSOR: _("Bundles before this one have not come."),
    Reason.NOT_YET_VALID: _("It was made at a time still to come: one of two clocks is wrong."),
    Reason.NEWER_VERSION: _("It is written in a newer version of the format."),
    NEWER_ITEMS: _("Taken in, but for parts that a later program will know."),
    NUMBER_TAKEN: _("Taken in, but for a record whose number is another person's here."),
}
RESULT: Words = {
    "taken": pgettext_lazy("bundle", "taken in"),
    "known": pgettext_lazy("bundle", "taken in before, nothing changed"),
    "parked": pgettext_lazy("bundle", "put aside"),
    "refused": pgettext_lazy("bundle", "refused, nothing was taken in"),
}
REASON: Words = {
    Reason.NOT_A_BUNDLE: _("This file is no bundle."),
    Reason.OLDER_VERSION: _("It is written in an older version of the format than is accepted."),
    Reason.NEWER_VERSION: _("It is written in a newer version of the format."),
    Reason.BAD_SIZE: _("It has a size that no bundle has: something was cut off or added."),
    Reason.WRONG_RECIPIENT: _("It is for somebody else."),
    Reason.ALTERED: _("It was altered on its way or made for somebody else."),
    Reason.MALFORMED: _("It breaks the format inside."),
    Reason.BAD_CARD: _("This card is not to be trusted."),
    Reason.UNKNOWN_SENDER: _("Nobody enrolled has signed it."),
    Reason.REVOKED_KEY: _("The key that signed it does not count at this place of the sender's log."),
    Reason.BAD_SIGNATURE: _("The signature is not the sender's."),
    Reason.BAD_PROOF: _("It does not stand in the sender's log as it says."),
    Reason.BAD_ENTRY: _("Something in it is not what its author signed, or not its sender's to write."),
    Reason.REPLAYED: _("It was taken in before; nothing changes."),
    Reason.MISSING_PREDECESSOR: _("Bundles before this one have not come."),
    Reason.FORKED: _(
        "The sender tells another history than before. Both offices must compare what was told."
    ),
    Reason.EXPIRED: _("It expired before it came."),
    Reason.NOT_YET_VALID: _("It was made at a time still to come: one of two clocks is wrong."),
}
STATE: Words = {
    State.WAITING: pgettext_lazy("between offices", "waits for an answer"),
    State.EXPIRED: pgettext_lazy("between offices", "expired without an answer"),
    State.REFUSED: pgettext_lazy("between offices", "not accepted"),
    State.ACCEPTED: pgettext_lazy("between offices", "accepted, the file is awaited"),
    State.FILE_TOLD: pgettext_lazy("between offices", "accepted, the file is here"),
    State.HANDED_OVER: pgettext_lazy("between offices", "handed over, on the way"),
    State.ARRIVED: pgettext_lazy("between offices", "arrived"),
    State.ENDED: pgettext_lazy("between offices", "ended"),
}
SHAPE = {
    State.WAITING: "running", State.EXPIRED: "excused", State.REFUSED: "obstacle", State.ACCEPTED: "running",
    State.FILE_TOLD: "running", State.HANDED_OVER: "running", State.ARRIVED: "met", State.ENDED: "excused",
}  # fmt: skip
STEP: Words = {
    "PreviewTold": _("preview told"),
    "PreviewAnswered": _("preview answered"),
    "FileTold": _("file told"),
    "HandoverTold": _("handover told, with its signed half"),
    "ArrivalTold": _("arrival told, with its signed half"),
    "CaseEnded": _("end told"),
}
LINE: Words = {
    "name": _("Name"),
    "alias": _("Name on a false paper"),
    "father_name": _("Father's name"),
    "mother_maiden_name": _("Mother's maiden name"),
    "rank": _("Rank"),
    "birth_date": _("Date of birth"),
    "birth_place": _("Place of birth"),
    "service_number": _("Service number"),
    "unit": _("Unit"),
    "power": _("Power"),
    "language": _("Language"),
    "sex": _("Sex"),
    "person_to_inform": _("Person to inform"),
    "address_for_mail": _("Address for mail"),
}
SEX: Words = {"m": _("man"), "male": _("man"), "f": _("woman"), "female": _("woman")}
ROUTE: Words = {
    Route.TRANSFER: _("transfer to another Power (art. 12)"),
    Route.NEUTRAL_INTERNMENT: _("internment in a neutral State (art. 111)"),
    Route.RELEASE: _("release to a State that admits him"),
    Route.REPATRIATION: _("repatriation (arts 109, 118)"),
}
_CONSENT = "GC III art. 12"
CASE_ACT: dict[str, tuple[object, object, str]] = {
    "tell_preview": (_("Show a State the least that lets it decide"), _("Send the preview"), _CONSENT),
    "tell_file": (_("Tell the State who he is"), _("Send the file"), _CONSENT),
    "tell_handover": (_("Tell the State that he was handed over"), _("Send the signed half"), _CONSENT),
    "tell_end": (_("Tell the State that this case has ended"), _("Send the end"), _CONSENT),
    "take_answers": (_("Record what the State answered"), _("Record the answers in the case"), _CONSENT),
    "accept": (_("Accept this person"), _("Accept"), _CONSENT),
    "refuse": (_("Do not accept this person"), _("Do not accept"), _CONSENT),
    "sign_arrival": (_("Sign that he arrived"), _("Sign the arrival"), _CONSENT),
    "tell_return": (_("Tell that he comes back"), _("Send the return"), "GC III art. 12(3)"),
}
WILL_HAPPEN: Words = {
    "tell_preview": _(
        "Age in five-year bands, sex, language, needed care go out, as far as he consented. No name."
    ),
    "tell_file": _("His names and answers go out, as far as he consented. Nothing of wish, fears or health."),
    "tell_handover": _("Hour, place, who gave and who took him over go out, with this side's signature."),
    "tell_end": _("One sentence goes out. The ground is not told, whatever it is."),
    "take_answers": _("What it answered is recorded in the case. Whose key signed a half is checked."),
    "accept": _("The other office learns that this State accepts him, and may then tell who he is."),
    "refuse": _("The other office learns that this State does not accept him."),
    "sign_arrival": _("This office signs that he arrived; its half goes to the other one."),
    "tell_return": _("The other office learns that he comes back into its hands."),
}
_STAYS = _("No. What was told stays told.")
CASE_UNDONE: Words = {
    **dict.fromkeys(CASE_ACT, _STAYS),
    "take_answers": _("Steps of the case are corrected by later ones."),
}
FIELD: Words = {
    "ground": _("Ground"),
    "review_days": _("Days until it is reviewed"),
    "care_asked": _("Care asked of the Central Agency"),
    "feared": _("What is feared"),
    "receipt": _("Own number of the receipt"),
    "leg": _("To whom"),
    "peer": _("Office of the State"),
    "care_needed": _("What care he needs"),
    "days": _("Days until the preview expires"),
    "by": _("Who decides for this State"),
    "words": _("Conditions or reasons"),
    "ceremony": _("The passing over"),
    "happened": _("When it happened"),
    "place": _("Place"),
    "given_by": _("Who gave him over"),
    "taken_by": _("Who took him over"),
    "introduction": _("Card of the other office"),
    "is_home": _("This device carries its records to that bureau"),
    "name": _("Name of this office, as others will read it"),
    "role": _("What this office is"),
    "address": _("Address for bundles over the network"),
    "power": _("State for which this office speaks"),
    "after": _("Last bundle that counts"),
    "reason": _("Why its key is not believed any more"),
    "bundle": _("Bundle"),
}
HINT: Words = {
    "review_days": _("1 to 30."),
    "care_asked": _("It is told to the Agency. Write nothing of why."),
    "feared": _("Sealed: two protection officers open it together."),
    "receipt": _("Empty where this office has none."),
    "introduction": _("The text of the card's file, from its first brace to its last."),
    "care_needed": _("It leaves only if he let it be told."),
    "address": _("https:// and the name of the machine. Empty where bundles go by file alone."),
    "after": _("-1 is the last that was taken in."),
}
REFUSAL: Words = {
    **APPROVAL_REFUSAL,
    "ceremony_incomplete": _("The record does not say when, where, or between whom."),
    "half_not_signed": _("The half is not signed by the key of this office."),
    "not_disclosable": _("Nothing of this may be told to this office for this purpose."),
    "not_handed_over": _("He is not handed over in this case."),
    "not_told": _("No preview of this case was told to any office."),
    "other_state": _("This office does not speak for the State to which he is referred."),
    "out_of_step": _("The case is not at the stage for this step."),
    "told_already": _("A preview of this case was told already."),
    "acknowledged": _("These notices are acknowledged already."),
    "no_office": _("No office of this leg is enrolled."),
    "not_withheld": _("The Power of origin is not left out for this prisoner."),
    "too_many_cases": _("Too many cases of this prisoner were told to this office."),
    "bad_card": _("This makes no card."),
    "bundle_bad_card": _("This card is not to be trusted."),
    "enrolled": _("This office is enrolled."),
    "has_home": _("This device has a home already."),
    "has_readers": _("Somebody can read sealed parts on this instance, and its home could not take them."),
    "key_taken": _("Another office signs with this key."),
    "no_bureau": _("The home of a field team is a bureau."),
    "no_card": _("This office has no card yet."),
    "no_device": _("Only a field team has a home."),
    "no_peer": _("This office is not enrolled."),
    "not_later": _("This card is not later than the one that stands."),
    "other_office": _("A later card says another office or another State."),
    "own_card": _("This is this office's own card."),
    "revoked": _("The key was revoked."),
    "too_large": _("This file is larger than any bundle."),
}
REMEDY: Words = {
    **APPROVAL_REMEDY,
    "acknowledged": _("Nothing is left to do."),
    "no_office": _("Enrol its card first."),
    "not_withheld": _("Nothing is to be ended."),
    "ceremony_incomplete": _("Write all of them."),
    "half_not_signed": _("Ask the office what it signed."),
    "not_handed_over": _("Record the handover first."),
    "not_told": _("Tell the preview first."),
    "other_state": _("Choose that State's office."),
    "out_of_step": _("Take the steps in their order."),
    "told_already": _("Wait for the answer, or refer him anew."),
    "bundle_bad_card": _("Ask the other office for its card again."),
    "enrolled": _("Take its later card in its place."),
    "has_home": _("Revoke it first."),
    "has_readers": _("Make a new instance for the device."),
    "key_taken": _("Ask the other office for its own card."),
    "no_bureau": _("Enrol the bureau's card."),
    "no_card": _("Make it first."),
    "no_device": _("Make this office's card as a field team's first."),
    "no_peer": _("Enrol its card first."),
    "not_later": _("Ask the other office for its newest card."),
    "other_office": _("Enrol it as an office of its own."),
    "own_card": _("Take the other office's."),
    "revoked": _("Ask for a card with another key."),
}
FORM_WORDS = FormWords(REFUSAL, REMEDY, FIELD)
READING: Words = {
    "told": pgettext_lazy("reading", "what can be told of a prisoner"),
    "received case": pgettext_lazy("reading", "a case of another office"),
    "notices": pgettext_lazy("reading", "what was told of a prisoner"),
    "received notices": pgettext_lazy("reading", "notices of other offices"),
    "withheld": pgettext_lazy("reading", "of whom the Power of origin is not told"),
    "circumstances": pgettext_lazy("reading", "for whom harm is feared"),
    "received cases": pgettext_lazy("reading", "the cases of other offices"),
}
COMMAND_WORDS = CommandWords(field=FIELD, hint=HINT, option={})
