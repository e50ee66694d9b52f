"""The words of the dashboard, in the operator's language."""

from django.utils.translation import gettext_lazy as _

from safeconduct.store.forms import Words

WAY: Words = {
    "capture_to_camp": _("From capture to arrival at a camp"),
    "arrival_to_family_card": _("From arrival to the card for the family"),
    "arrival_to_agency_card": _("From arrival to the card for the Central Agency"),
    "received_to_agency": _("From the bureau's receipt to the notice to the Central Agency"),
}
WAY_SOURCE: Words = {
    "capture_to_camp": "GC III art. 19",
    "arrival_to_family_card": "GC III art. 70",
    "arrival_to_agency_card": "GC III art. 70",
    "received_to_agency": "GC III art. 122(3)",
}
