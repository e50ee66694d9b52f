"""Today, the language switch, the cover page: pages that belong to no room."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from safeconduct.access.actor import Actor
from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.accounts import actions as accounts
from safeconduct.registry import queries as registry
from safeconduct.registry.web import phrases, words
from safeconduct.store import approvals, kept
from safeconduct.store.visit import Visit

_YEAR_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the operator: what, how many, and where to begin."""

    words: str
    number: int
    address: str
    act: str


@require_GET
def today(visit: Visit) -> HttpResponse:
    """What waits for me. Only open compartments are counted."""
    waiting = _waiting(visit.actor)
    context = {
        "waiting": [line for line in waiting if line.number],
        "nothing_in": [line for line in waiting if not line.number],
        "may_register": may(visit.actor, Capability.REGISTRY_PRISONER_REGISTER),
        "may_list": may(visit.actor, Capability.REGISTRY_PRISONER_LIST),
        "may_import": may(visit.actor, Capability.REGISTRY_LIST_IMPORT),
        "may_trace": may(visit.actor, Capability.TRACING_ENQUIRY_LIST),
        "may_open_enquiry": may(visit.actor, Capability.TRACING_ENQUIRY_OPEN),
        "may_audit": may(visit.actor, Capability.STORE_READINGS_READ),
        "may_administer": may(visit.actor, Capability.ACCOUNTS_OPERATOR_ADD),
    }
    return render(visit, "shell/today.html", context)


@csrf_exempt
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Change the words, keep the page and whatever was typed on it.

    Exempt from the token because strangers switch too and nothing but words can change by it.
    """
    chosen = request.POST.get("switch_to", "")
    path = _back(request)
    response = HttpResponseRedirect(path)
    if chosen not in dict(settings.LANGUAGES):
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=_YEAR_SECONDS,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    operator = getattr(request, "operator", None)
    if operator is not None:
        accounts.set_preferences(operator.id, replace(operator.preferences, language=chosen))
        kept.keep(request.session, path.partition("?")[0], kept.typed_in(request.POST))
    translation.activate(chosen)
    return response


@require_GET
def cover(request: HttpRequest) -> HttpResponse:
    """A page with nothing on it, for when somebody looks over the shoulder; works without JavaScript."""
    return render(request, "shell/cover.html", {"back": reverse("today")})


def _waiting(actor: Actor) -> list[Waiting]:
    lines = []
    if may(actor, Capability.REGISTRY_QUESTION_ANSWER):
        for kind, number in registry.question_counts(actor).items():
            address = f"{reverse('questions')}?kind={kind}"
            lines.append(
                Waiting(words.label(phrases.QUESTION, kind), number, address, pgettext("act", "Answer"))
            )
    if may(actor, Capability.REGISTRY_DUPLICATE_JUDGE):
        pairs = registry.duplicate_count(actor)
        lines.append(Waiting(_("Likely duplicates"), pairs, reverse("duplicates"), _("Judge")))
    asked = approvals.pending(actor) if may(actor, Capability.STORE_APPROVAL_GIVE) else []
    if asked:
        lines.append(
            Waiting(_("Waits for a second person"), len(asked), reverse("approvals"), pgettext("act", "Read"))
        )
    return lines


def _back(request: HttpRequest) -> str:
    """The page the operator came from, if it is one of ours; else the first page."""
    path = request.GET.get("next") or request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    return path
