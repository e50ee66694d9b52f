"""One enquiry: what stands of it with its candidates, and the letter that leaves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.sources.errors import NotFound
from safeconduct.store.visit import Visit
from safeconduct.tracing import queries
from safeconduct.tracing.rules import outcomes_within
from safeconduct.tracing.web import words
from safeconduct.tracing.web.lines import shown_candidate

_TOLD = ("father_name", "birth_place", "last_seen_at", "rank", "unit", "service_number", "paper_number")


@require_GET
def enquiry(visit: Visit, enquiry: str) -> HttpResponse:
    """What they wrote, who asks, who may be meant, what may be told and what was."""
    view = queries.enquiry(enquiry, visit.actor)
    found = queries.candidates(enquiry, visit.actor)
    context = {
        "view": view,
        "number": view.number,
        "told": [
            (words.FIELD[name], getattr(view.sought, name)) for name in _TOLD if getattr(view.sought, name)
        ],
        "candidates": [shown_candidate(each) for each in found.candidates],
        "search": found,
        "outcomes": outcomes_within(view.consent, is_found=bool(view.found)),
        "may_judge": may(visit.actor, Capability.TRACING_CANDIDATE_JUDGE),
        "may_answer": may(visit.actor, Capability.TRACING_ENQUIRY_ANSWER) and not view.is_closed,
        "yes_no": f"{_('yes')},{_('no')}",
        "recorded": visit.GET.get("recorded", ""),
    }
    return render(visit, "tracing/enquiry.html", context)


@require_GET
def letter(visit: Visit, enquiry: str, index: int) -> HttpResponse:
    """One answer as it leaves, alone on a page, to be printed."""
    view = queries.enquiry(enquiry, visit.actor)
    if index >= len(view.answers):
        raise NotFound("no such answer")
    answer = view.answers[index]
    return _paper(visit, view.number, _("Letter to the enquirer"), answer.letter, answer.language)


@require_GET
def message(visit: Visit, enquiry: str, message: str) -> HttpResponse:
    """One Red Cross message on its sheet, to be printed."""
    view = queries.enquiry(enquiry, visit.actor)
    found = next((each for each in view.messages if each.entry == message), None)
    if found is None:
        raise NotFound("no such message")
    return _paper(visit, view.number, _("Red Cross message"), found.sheet, found.language)


def _paper(visit: Visit, number: str, title: str, text: str, language: str) -> HttpResponse:
    context = {"number": number, "title": title, "text": text, "text_language": language}
    return render(visit, "tracing/letter.html", context)
