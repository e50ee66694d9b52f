"""A record beside an enquiry: one officer judges, a second one decides without the first one's reason. And search.

Nothing is preselected; the three answers cost the same effort. Names of persons travel in the body of a request,
never in an address.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.ledger import words as digest_words
from safeconduct.registry.facts import Verdict
from safeconduct.sources.errors import Conflict, Refused
from safeconduct.store.forms import Problem, bind, number_in, problems_of
from safeconduct.store.visit import Visit
from safeconduct.tracing import actions, queries
from safeconduct.tracing.answers import CandidatePage
from safeconduct.tracing.queries import SearchView
from safeconduct.tracing.requests import JudgeCandidate, UndoCandidate
from safeconduct.tracing.web import words
from safeconduct.tracing.web.lines import shown_candidate, shown_lines
from safeconduct.tracing.web.pages import problem
from safeconduct.tracing.web.sought import search_fields, sought_of

_CONFLICT_STATUS = 409
_UNDO = "undo"


@require_http_methods(["GET", "POST"])
def candidate(visit: Visit, enquiry: str, prisoner: str) -> HttpResponse:
    """Side by side, with what speaks for and against; three answers, or the second person's."""
    errors: list[Problem] = []
    status = 200
    if visit.method == "POST":
        try:
            _judge(visit, enquiry, prisoner)
        except ValidationError as error:
            errors, status = problems_of(error, words.FORM_WORDS), 422
        except Refused as error:
            errors, status = [problem(error)], 422
        except Conflict:
            told = _("While you read, somebody wrote in this enquiry. Yours is not saved. Read again.")
            errors, status = [Problem(told)], _CONFLICT_STATUS
        else:
            return redirect("tracing-enquiry", enquiry)
    page = queries.candidate(enquiry, prisoner, visit.actor)
    return render(visit, "tracing/candidate.html", _context(visit, page, errors), status=status)


@require_http_methods(["GET", "POST"])
def search(visit: Visit) -> HttpResponse:
    """Whom of the register somebody may mean, as it is typed; each with its evidence, opened on demand."""
    errors: list[Problem] = []
    found: SearchView | None = None
    if visit.POST.get("names", "").strip():
        try:
            found = queries.search(sought_of(visit.POST), visit.actor)
        except ValidationError as error:
            errors = problems_of(error, words.FORM_WORDS, {"text": "names"})
    context = {
        "fields": bind(search_fields(), visit.POST or visit.kept, errors),
        "errors": errors,
        "is_asked": visit.method == "POST",
        "search": found,
        "candidates": [shown_candidate(each) for each in found.candidates] if found else [],
        "may_list": may(visit.actor, Capability.TRACING_ENQUIRY_LIST),
        "may_read": may(visit.actor, Capability.REGISTRY_PRISONER_READ),
    }
    template = "tracing/_found.html" if visit.headers.get("HX-Request") else "tracing/search.html"
    return render(visit, template, context, status=422 if errors else 200)


def _judge(visit: Visit, enquiry: str, prisoner: str) -> None:
    """Carry out what was chosen. The second person's *same* approves the first one's very bytes."""
    typed = visit.POST
    verdict, approval = typed.get("verdict", ""), typed.get("approval", "")
    if verdict == Verdict.SAME and approval:
        actions.confirm(approval, typed.get("digest", ""), visit.actor)
        return
    about = {
        "enquiry": enquiry,
        "prisoner": prisoner,
        "seen": number_in(typed, "seen"),
        "reason": typed.get("reason", ""),
    }
    if verdict == _UNDO:
        actions.perform(UndoCandidate.model_validate(about), visit.actor)
        return
    if verdict not in set(Verdict):
        raise Refused("no_verdict", "Nothing is chosen.", "House rule", remedy="Choose one.", field="verdict")
    actions.perform(JudgeCandidate.model_validate({**about, "verdict": verdict}), visit.actor)


def _context(visit: Visit, page: CandidatePage, errors: list[Problem]) -> dict[str, object]:
    view = page.candidate
    return {
        "page": page,
        "number": page.enquiry.number,
        "record": view,
        "shown": shown_candidate(view),
        "lines": shown_lines(page.lines),
        "asked_names": page.enquiry.sought.names,
        "words": digest_words.of(page.digest).split() if page.digest else (),
        "mark_enquiry": _("Enquiry"),
        "mark_record": pgettext("of a prisoner", "Record"),
        "verdicts": list(words.VERDICT.items()),
        "waits": view.verdict == Verdict.SAME and not view.is_confirmed,
        "errors": errors,
        "typed": visit.POST or visit.kept,
    }
