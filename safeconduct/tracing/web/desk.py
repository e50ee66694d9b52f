"""The desk of tracing: open enquiries with what waits for a judgement, and the form that opens one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.store.asking import Form
from safeconduct.store.visit import Visit
from safeconduct.tracing import actions, queries
from safeconduct.tracing.web import words
from safeconduct.tracing.web.pages import ask, ask_leading
from safeconduct.tracing.web.sought import enquirer_fields, opening, sought_fields, way_fields

AT_ONCE = 50
_SHOWN = {"open": True, "closed": False, "all": None}
# Where a part of the command has another name than its field.
_NAMES = {"name": "enquirer_name", "text": "names", "sought": "names", "born_written": "born"}


@require_GET
def desk(visit: Visit) -> HttpResponse:
    """The enquiries, newest first. Whoever is new in the register is compared with them first, so many at once."""
    left = actions.compare_new(visit.actor)
    shown = visit.GET.get("show", "open")
    shown = shown if shown in _SHOWN else "open"
    page = queries.enquiries(
        visit.actor, is_open=_SHOWN[shown], after=visit.GET.get("after", ""), size=AT_ONCE
    )
    context = {
        "rows": [(row, words.score_words(row.best)) for row in page.rows],
        "page": page,
        "left": left,
        "shown": shown,
        "is_later": bool(visit.GET.get("after")),
        "choices": (
            ("open", pgettext("enquiries", "Open")),
            ("closed", pgettext("enquiries", "Closed")),
            ("all", pgettext("enquiries", "All")),
        ),
        "may_open": may(visit.actor, Capability.TRACING_ENQUIRY_OPEN),
    }
    return render(visit, "tracing/desk.html", context)


@require_http_methods(["GET", "POST"])
def open_enquiry(visit: Visit) -> HttpResponse:
    """Somebody asks after somebody: one page, by keyboard."""
    parts = (sought_fields(), enquirer_fields(), way_fields())
    heads = (_("Whom they seek"), _("Who asks"), _("How and when it came"))
    form = Form(
        title=_("Open an enquiry"),
        act=_("Open the enquiry"),
        fields=[field for part in parts for field in part],
        command=lambda: opening(visit.POST),
        number="",
        law="GC III art. 122(7), 123",
        names=_NAMES,
        template="tracing/open.html",
        context={
            "parts": [
                {"head": head, "names": {field.name for field in part}}
                for part, head in zip(parts, heads, strict=True)
            ],
            "may_list": may(visit.actor, Capability.TRACING_ENQUIRY_LIST),
            "saved": visit.GET.get("saved", ""),
        },
    )
    if may(visit.actor, Capability.TRACING_ENQUIRY_READ):
        return ask(visit, form)
    return ask_leading(visit, form, reverse("tracing-open"))
