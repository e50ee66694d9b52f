"""The stops of the registration form, in the order in which the keyboard meets them, and what each carries over."""

from django.utils.translation import gettext as _

from safeconduct.registry.web import words
from safeconduct.store.forms import Field

_CARRIED_STOPS = "power captured-day captured-month captured-year captured_place language".split()

_BIRTH = ("birth_date-day", "birth_date-month", "birth_date-year")


def stops() -> list[Field]:
    """The fields by their numbers on the paper twin."""
    return [
        Field("name", _("Name as said or written")),
        Field("birth_date", _("Born"), "date"),
        Field("rank", words.ITEM["rank"]),
        Field("service_number", words.ITEM["service_number"]),
        Field("power", _("Power")),
        Field("captured", _("Captured"), "date"),
        Field("captured_place", _("Place of capture")),
        Field("language", words.ITEM["language"]),
        Field("wounded", _("Wounded or ill?")),
        Field("place", _("Registered at")),
    ]


def carried_names() -> list[str]:
    """The fields that keep their value for the next person of a group."""
    return [*_CARRIED_STOPS, "place"]


def own_names() -> list[str]:
    """The fields that say something of this person alone; one of them has to be filled in."""
    return [*"name other_name rank service_number wounded paper paper_name paper_number".split(), *_BIRTH]
