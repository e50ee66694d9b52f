"""Enquiries carried in files: choose one and read what became of it; and the file for another desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.sources.errors import Refused
from safeconduct.store.forms import Problem
from safeconduct.store.visit import Visit
from safeconduct.tracing import carried
from safeconduct.tracing.carried import Taken
from safeconduct.tracing.web.pages import problem

# A larger file takes longer than a browser waits.
BYTES_MAX = 16 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def take(visit: Visit) -> HttpResponse:
    """Open the enquiries of the file. The same file again opens nothing new."""
    errors: list[Problem] = []
    done: Taken | None = None
    if visit.method == "POST":
        sent = visit.FILES.get("file")
        if sent is None or sent.file is None or not sent.size:
            errors = [Problem(_("No file is chosen, or it is empty."), "file")]
        elif sent.size > BYTES_MAX:
            remedy = _("Take it on the command line: safeconduct trace take.")
            errors = [Problem(_("The file is too large for a page."), "file", remedy)]
        else:
            try:
                done = carried.take(sent.file, visit.actor)
            except Refused as error:
                errors = [problem(error)]
    context = {
        "errors": errors,
        "done": done,
        "may_list": may(visit.actor, Capability.TRACING_ENQUIRY_LIST),
    }
    return render(visit, "tracing/take.html", context, status=422 if errors else 200)


@require_GET
def handed_over(visit: Visit, enquiry: str) -> HttpResponse:
    """The file for the desk to which the enquiry went."""
    answer = HttpResponse(carried.file_of(enquiry, visit.actor), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="enquiry-{enquiry}.xml"'
    return answer
