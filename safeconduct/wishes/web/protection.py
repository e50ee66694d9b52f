"""The pages on which two officers open what a prisoner fears, and on which the second reads what she is asked.

Decides nothing.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.sources.errors import Refused
from safeconduct.store import approvals, release
from safeconduct.store.forms import problem_of
from safeconduct.store.visit import Visit
from safeconduct.wishes import actions, opening
from safeconduct.wishes.web import words


@require_http_methods(["GET", "POST"])
def protection(visit: Visit, number: str) -> HttpResponse:
    """What he fears and the grounds of findings: closed, asked for, or open for a while."""
    errors = []
    if visit.method == "POST":
        try:
            opening.ask_in_session(visit, number, visit.POST.get("why", ""))
        except Refused as error:
            errors = [problem_of(error, words.FORM_WORDS)]
        else:
            return redirect(visit.path)
    view = opening.protection(number, visit.actor, visit.released, release.why(visit))
    context = {
        "view": view,
        "number": view.number,
        "released": visit.released if view.is_open else None,
        "is_waiting": not view.is_open and release.is_asked(visit, view.number),
        "grounds": [(each, words.FINDING[each.finding]) for each in view.grounds],
        "typed": visit.POST.get("why", ""),
        "errors": errors,
    }
    return render(visit, "wishes/protection.html", context, status=422 if errors else 200)


@require_GET
def asked(visit: Visit, asked: str) -> HttpResponse:
    """What a second person is asked, in words: the command itself names nobody to those who may not know."""
    if approvals.one(asked, visit.actor).action == opening.OPEN:
        found = opening.asked(asked, visit.actor)
        context = {"approval": asked, "number": found.number, "why": found.why, "by": found.by}
    else:
        context = {"approval": asked, **actions.asked(asked, visit.actor)}
    return render(visit, "wishes/asked.html", context)
