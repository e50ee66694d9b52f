"""The delegate's page: every place, visits asked for, held and refused, and what the Agency was sent."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from safeconduct.duties import scrutiny
from safeconduct.duties.scrutiny import PlaceSeen
from safeconduct.law.events import vocabulary
from safeconduct.store.visit import Visit


@dataclass(frozen=True, slots=True)
class Said:
    """A code of the law's table in the operator's words."""

    code: str
    words: str


@require_GET
def places(visit: Visit) -> HttpResponse:
    """All places in one table, then what was asked for, held and refused at each."""
    found = scrutiny.places(visit.actor)
    context = {
        "places": found,
        "told": [place for place in found if _is_told(place)],
        "open_requests": sum(each.is_open for place in found for each in place.visits.requests),
        "refused": sum(each.is_in_force for place in found for each in place.visits.refusals),
        "bys": _choices("visit_requested", "by"),
        "reasons": _choices("visit_refused", "reason"),
    }
    return render(visit, "duties/visits.html", context)


def _is_told(place: PlaceSeen) -> bool:
    return bool(place.visits.requests or place.visits.visits or place.visits.refusals)


def _choices(event: str, detail: str) -> list[Said]:
    found = vocabulary()[event].detail(detail)
    language = get_language() or "en"
    return [Said(each.code, each.words(language)) for each in found.choices] if found else []
