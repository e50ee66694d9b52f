"""What the frame of every page shows: the instance, the navigation of the roles, languages, the lock."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.access.actor import STRANGER, Actor
from safeconduct.access.decide import may
from safeconduct.access.words import SEALED, Capability
from safeconduct.registry.web.words import COMPARTMENT
from safeconduct.store import clock, instance

LANGUAGES = (("en", "English"), ("uk", "Українська"), ("ko", "한국어"))


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the navigation."""

    words: object
    address: str
    is_here: bool


# One order for everybody; what a role may not do is absent, not greyed.
_PLACES: tuple[tuple[object, str, Capability | None], ...] = (
    (_("Today"), "today", None),
    (_("Register"), "register", Capability.REGISTRY_PRISONER_REGISTER),
    (_("Prisoners"), "prisoners", Capability.REGISTRY_PRISONER_LIST),
    (_("Import"), "import", Capability.REGISTRY_LIST_IMPORT),
    (_("Questions"), "questions", Capability.REGISTRY_QUESTION_ANSWER),
    (_("Likely duplicates"), "duplicates", Capability.REGISTRY_DUPLICATE_JUDGE),
    (_("Duties"), "duties", Capability.DUTIES_DUTY_READ),
    (_("How duties are kept"), "duties-dashboard", Capability.DUTIES_DUTY_READ),
    (_("Visits"), "visits", Capability.DUTIES_VISIT_READ),
    (_("Tracing"), "tracing", Capability.TRACING_ENQUIRY_LIST),
    (_("Wishes"), "wishes", Capability.WISHES_WISH_READ),
    (_("Cases"), "cases", Capability.ARRANGEMENTS_CASE_READ),
    (_("Between States"), "powers", Capability.ARRANGEMENTS_POWER_READ),
    (_("Received cases"), "received-cases", Capability.DISCLOSURE_CASE_ANSWER),
    (_("Notices"), "notices", Capability.DISCLOSURE_NOTICE_TELL),
    (_("Received notices"), "notices-received", Capability.DISCLOSURE_NOTICE_ACKNOWLEDGE),
    (_("Bundles"), "bundles", Capability.DISCLOSURE_PEER_LIST),
    (_("Papers"), "place-papers", Capability.DUTIES_PAPER_PRINT),
    (_("Exchange list"), "exchange-lists", Capability.ARRANGEMENTS_LIST_SUBMIT),
    (_("Figures"), "figures", Capability.FIGURES_CLAIM_READ),
    (_("Readings"), "readings", Capability.STORE_READINGS_READ),
    (_("Operators"), "operators", Capability.ACCOUNTS_OPERATOR_LIST),
    (_("Record"), "record", Capability.STORE_RECORD_VERIFY),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """The variables of `base.html`; works for strangers and before an instance exists."""
    actor: Actor = getattr(request, "actor", STRANGER)
    operator = getattr(request, "operator", None)
    here = instance.current() if instance.exists() else None
    return {
        "instance": here,
        "instance_name": here.name(_active()) if here else "",
        "is_signed_in": bool(actor.operator_id),
        "actor": actor,
        "operator": operator,
        "density": getattr(operator, "density", "") or "desk",
        "navigation": _places(actor, request.path) if actor.operator_id else (),
        "may_find": may(actor, Capability.REGISTRY_PRISONER_LIST),
        "languages": LANGUAGES,
        "language_here": _active(),
        "opened": [COMPARTMENT[part] for part in sorted(SEALED) if actor.opens(part)],
        "released": getattr(request, "released", None),
        "printed_on": clock.today().isoformat(),
        "has_letter_keys": bool(getattr(operator, "has_letter_keys", False)),
    }


def _active() -> str:
    return (get_language() or "en").split("-")[0]


def _places(actor: Actor, path: str) -> list[Place]:
    places = []
    for words, name, capability in _PLACES:
        if capability is None or may(actor, capability):
            address = reverse(name)
            is_here = path == address or (address != "/" and path.startswith(address))
            places.append(Place(words, address, is_here))
    return _only_longest(places)


def _only_longest(places: list[Place]) -> list[Place]:
    """`/prisoners/register/` lies under `/prisoners/`: only the nearest place is where the operator is."""
    nearest = max((len(place.address) for place in places if place.is_here), default=0)
    return [Place(p.words, p.address, p.is_here and len(p.address) == nearest) for p in places]
